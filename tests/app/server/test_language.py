"""The office's pages in the language of whoever reads them; what programs read stays English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.app.server.running import bearer, filled, serving, token

CHINESE = {"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.fixture
def client(place: str) -> Iterator[TestClient]:
    filled(place)
    with serving({"m": place}) as made:
        made.headers.update(bearer(token(place, "刘", "write")))
        yield made


def test_a_page_is_in_the_first_language_of_the_browser_that_is_known(client: TestClient) -> None:
    for header, tag, says in (
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", ">语境检索</a>"),
        ("zh-TW", "zh-Hant", ">語境檢索</a>"),
        ("de,en;q=0.5", "en", ">Concordance</a>"),
        ("", "en", ">Concordance</a>"),
    ):
        page = client.get("/?phrase=decent+work", headers={"accept-language": header})
        assert page.status_code == 200
        assert f'<html lang="{tag}">' in page.text, header
        assert says in page.text
        assert "accept-language" in page.headers["vary"]
        assert "set-cookie" not in page.headers


def test_a_choice_is_kept_and_the_question_with_it(client: TestClient) -> None:
    page = client.get("/?phrase=decent+work")
    assert 'href="?phrase=decent+work&amp;lang=zh-Hans"' in page.text
    chosen = client.get("/?phrase=decent+work&lang=zh-Hans")
    assert '<html lang="zh-Hans">' in chosen.text
    assert chosen.headers["set-cookie"].startswith("duizhao-language=zh-Hans;")
    assert '<html lang="zh-Hans">' in client.get("/terms").text
    assert '<html lang="en">' in client.get("/terms?lang=en", headers=CHINESE).text
    for nonsense in ("xx", "zh-Hans%0d%0aSet-Cookie:%20a=b", ""):
        answer = client.get(f"/terms?lang={nonsense}")
        assert "set-cookie" not in answer.headers
        assert '<html lang="en">' in answer.text


def test_pages_of_what_went_wrong_are_chinese_and_answers_for_programs_english(client: TestClient) -> None:
    wrong = client.get("/terms/c-none", headers={**CHINESE, "accept": "text/html"})
    assert wrong.status_code == 404
    assert "没有这个术语" in wrong.text
    wrong = client.get("/?memory=none", headers={**CHINESE, "accept": "text/html"})
    assert "没有这个记忆库" in wrong.text
    for path in ("/v1/memories/none", "/v1/terms/c-none"):
        answer = client.get(path, headers=CHINESE)
        assert answer.status_code == 404
        assert answer.json()["error"].isascii()
