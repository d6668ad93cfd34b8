"""The glossary in the database, comments, fragments and narrowed concordances, as programs and people use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from duizhao.terminology.formats import read_glossary
from tests.app.server.running import GLOSSARY, bearer, filled, serving, token

M = "/v1/memories/m"


@pytest.fixture
def client(place: str) -> Iterator[TestClient]:
    """A client that may write, on SQLite and PostgreSQL; its glossary lies in the database."""
    filled(place)
    with serving({"m": place}) as made:
        made.headers.update(bearer(token(place, "刘", "write")))
        yield made


def imported(client: TestClient, text: str, format: str = "csv") -> dict[str, object]:
    answer = client.post(f"/v1/glossary/import?format={format}", content=text.encode())
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_glossary_goes_in_and_comes_out_as_tbx(client: TestClient, tmp_path: Path) -> None:
    assert imported(client, GLOSSARY) == {"added": 2, "changed": 0, "same": 0, "unread": []}
    assert imported(client, GLOSSARY)["same"] == 2
    exported = client.get("/v1/glossary/export?format=tbx")
    assert int(exported.headers["content-length"]) == len(exported.content)
    path = tmp_path / "out.tbx"
    path.write_bytes(exported.content)
    assert {c.id for c in read_glossary(path)} == {"c-decent-work", "c-governing-body"}
    changed = exported.text.replace("体面劳动", "体面的劳动")
    assert imported(client, changed, "tbx")["changed"] == 1
    assert client.get("/v1/terms", params={"text": "体面的劳动"}).json()[0]["id"] == "c-decent-work"
    found = client.post("/v1/terms/recognize", json={"text": "谈体面的劳动。"}).json()
    assert [t["text"] for t in found] == ["体面的劳动"]
    for body in (b"", b"<tbx", b"\xff\xfe\x00"):
        answer = client.post("/v1/glossary/import?format=tbx", content=body)
        assert answer.status_code == 422, body
        assert "/tmp" not in answer.text
    assert client.post("/v1/glossary/import?format=trados", content=b"x").status_code == 422
    assert client.get("/v1/glossary/export?format=nix").status_code == 422


def test_a_concept_is_added_changed_deleted_and_brought_back(client: TestClient) -> None:
    terms = [{"language": "en", "text": "Sea"}, {"language": "zh-CN", "text": "海"}]
    made = client.post("/v1/terms", json={"terms": terms, "note": "water"}).json()
    assert (made["id"], made["note"]) == ("c-sea", "water")
    assert client.post("/v1/terms", json={"id": "c-sea", "terms": terms}).status_code == 409
    new = {"terms": [terms[0], {"language": "zh-CN", "text": "海洋"}], "revision": made["revision"]}
    assert client.put("/v1/terms/c-sea", json=new).json()["terms"][1]["text"] == "海洋"
    assert client.put("/v1/terms/c-sea", json=new).status_code == 409
    assert client.put("/v1/terms/c-none", json={"terms": terms}).status_code == 404
    assert client.delete("/v1/terms/c-sea").status_code == 204
    assert client.get("/v1/terms/c-sea").status_code == 404
    history = client.get("/v1/terms/c-sea/history").json()
    assert [(c["what"], c["who"]) for c in history] == [("delete", "刘"), ("change", "刘"), ("add", "刘")]
    back = client.post("/v1/glossary/revert", json={"change": history[1]["change"]}).json()
    assert back["terms"][1]["text"] == "海"
    assert client.get("/v1/terms", params={"text": "海"}).json()[0]["id"] == "c-sea"
    assert client.post("/v1/glossary/revert", json={"change": history[2]["change"]}).json() is None
    assert client.get("/v1/terms").json() == []
    assert [c["what"] for c in client.get("/v1/glossary/changes?limit=2").json()] == ["delete", "revert"]
    assert client.get("/v1/terms/c-none/history").status_code == 404


def test_a_glossary_that_is_a_file_is_changed_where_it_is(tmp_path: Path) -> None:
    place, glossary = str(tmp_path / "m.db"), tmp_path / "g.csv"
    filled(place)
    glossary.write_text(GLOSSARY, encoding="utf-8")
    with serving({"m": place}, glossary=glossary) as client:
        client.headers.update(bearer(token(place, "w", "write")))
        terms = [{"language": "en", "text": "Sea"}]
        for answer in (
            client.post("/v1/terms", json={"terms": terms}),
            client.post("/v1/glossary/import?format=csv", content=GLOSSARY.encode()),
            client.delete("/v1/terms/c-decent-work"),
        ):
            assert answer.status_code == 409
            assert "--glossary" in answer.json()["cure"]
        assert "source_term" in client.get("/v1/glossary/export?format=csv").text


def test_who_may_write_to_one_memory_does_not_change_the_glossary_of_all(tmp_path: Path) -> None:
    first, second = str(tmp_path / "a.db"), str(tmp_path / "b.db")
    filled(first)
    filled(second)
    with serving({"a": first, "b": second}) as client:
        client.headers.update(bearer(token(first, "w", "write", "b")))
        assert client.post("/v1/terms", json={"terms": [{"language": "en", "text": "x"}]}).status_code == 403
        assert client.post("/v1/glossary/import?format=csv", content=GLOSSARY.encode()).status_code == 403


def test_who_may_read_may_comment_and_settle_their_own(client: TestClient, place: str) -> None:
    imported(client, GLOSSARY)
    reader, other = bearer(token(place, "Ma", "read")), bearer(token(place, "Hu", "read"))
    said = client.post(f"{M}/units/1/comments", json={"text": " 应为“全球”？\n<b>"}, headers=reader).json()
    assert (said["who"], said["text"], said["settled"]) == ("Ma", "应为“全球”？\n<b>", "")
    assert client.post(f"{M}/units/99/comments", json={"text": "x"}, headers=reader).status_code == 404
    assert client.post(f"{M}/units/1/comments", json={"text": "  "}, headers=reader).status_code == 422
    term = client.post("/v1/terms/c-decent-work/comments", json={"text": "one more?"}, headers=reader).json()
    assert client.post("/v1/terms/c-none/comments", json={"text": "x"}, headers=reader).status_code == 404
    assert [c["number"] for c in client.get(f"{M}/comments").json()] == [said["number"]]
    settle = f"{M}/comments/{said['number']}/settle"
    assert client.post(settle, headers=other).status_code == 403
    assert client.post(settle.replace("/v1/memories/m/", "/v1/glossary/"), headers=reader).status_code == 404
    assert client.post(settle, headers=reader).json()["settled_by"] == "Ma"
    assert client.get(f"{M}/comments").json() == []
    assert client.post(f"/v1/glossary/comments/{term['number']}/settle").json()["settled_by"] == "刘"
    assert [c["text"] for c in client.get(f"{M}/units/1/comments").json()] == [said["text"]]


def test_nobody_comments_without_a_name(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    filled(place)
    with serving({"m": place}, anonymous=True) as client:
        assert client.post(f"{M}/units/1/comments", json={"text": "x"}).status_code == 403
        assert "<textarea" not in client.get("/m/m/units/1").text


def test_people_comment_and_correct_on_pages(client: TestClient, place: str) -> None:
    form = {"origin": "http://testserver", "accept": "text/html"}
    evil = "<script>alert('体面')</script>"
    answer = client.post("/m/m/units/1/comments", data={"text": f"{evil}\r\nagain"}, headers=form)
    assert answer.status_code == 200  # it led back to the unit
    assert "&lt;script&gt;" in answer.text
    assert "<script" not in answer.text
    assert evil.split("'")[1] in client.get("/comments").text
    new = {"revision": "0", "text.zh-CN": "人人有体面劳动。", "text.en-GB": "Decent work for all."}
    assert "人人有体面劳动。" in client.post("/m/m/units/1", data=new, headers=form).text
    late = client.post("/m/m/units/1", data=new, headers=form)
    assert (late.status_code, "changed meanwhile" in late.text) == (409, True)
    assert client.post("/m/m/units/1", data={**new, "text.zh-CN": " "}, headers=form).status_code == 422
    change = client.get(f"{M}/units/1/history").json()[0]["change"]
    back = client.post("/m/m/units/1/revert", data={"change": str(change)}, headers=form)
    assert "人人享有体面劳动是劳工局的目标。" in back.text
    assert "text/html" in client.get("/m/m/units/77", headers=form).headers["content-type"]
    # A browser sends who somebody is by itself: a form of another page is none.
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/m/m/units/1/comments", data={"text": "x"}, headers=headers).status_code == 403
    reader = {**bearer(token(place, "Ma", "read")), **form}
    assert client.post("/m/m/units/1", data=new, headers=reader).status_code == 403
    assert client.post("/m/m/units/1/comments", data={"text": "x"}, headers=reader).status_code == 200


def test_fragments(client: TestClient) -> None:
    text = "We know that decent work for all is the goal of the Office, and more."
    found = client.get(f"{M}/fragments", params={"text": text}).json()
    assert [f["text"] for f in found] == ["decent work for all is the goal of the Office"]
    assert (text[found[0]["start"] : found[0]["end"]], found[0]["unit"]) == (found[0]["text"], 1)
    assert client.get(f"{M}/fragments", params={"text": "…"}).status_code == 422


def test_concordances_are_narrowed(client: TestClient) -> None:
    texts = [{"language": "en", "text": "The report of 2019."}, {"language": "zh-CN", "text": "2019年的报告。"}]
    assert client.post(f"{M}/units", json={"document": "GB.337/INS/4 (2019)", "texts": texts}).status_code == 201

    def documents(**asked: str) -> list[str]:
        found = client.get(f"{M}/concordance", params={"phrase": "报告", **asked}).json()
        return [line["document"] for line in found["lines"]]

    assert documents() == ["GB.337/INS/4 (2019)", "b.md", "a.md"]
    assert documents(symbol="gb.337") == ["GB.337/INS/4 (2019)"]
    assert documents(symbol="%") == []
    assert documents(document="a.md") == ["a.md"]
    assert documents(document="a.md", other="took") == []
    assert documents(year="2019") == ["GB.337/INS/4 (2019)"]
    assert documents(year="1990") == []
    assert documents(symbol=".md", other="takes") == ["a.md"]
    assert client.get(f"{M}/concordance", params={"phrase": "报告", "year": "19"}).status_code == 422
    assert "GB.337" in client.get("/", params={"phrase": "报告", "year": "2019"}).text


def test_regular_expressions_find_and_are_bounded(client: TestClient) -> None:
    pytest.importorskip("re2", reason="google-re2 is not installed")

    def found(phrase: str, **more: str) -> list[str]:
        answer = client.get(f"{M}/concordance", params={"phrase": phrase, "regular": "true", **more})
        assert answer.status_code == 200, answer.text
        assert answer.json()["complete"]
        return [line["source"] for line in answer.json()["lines"]]

    assert found("注意到.{0,2}报告") == ["理事会注意到这份报告。", "理事会注意到该报告。"]
    assert found("TAKES|took", other="这份") == ["The Governing Body took note of the report."]
    assert found("\\d{4}", document="a.md") == ["2024年扩大了社会保护底线。"]
    assert found("report", symbol="b.md") == ["The Governing Body took note of the report."]
    assert found("(x+x+)+y") == []
    for hostile in ("a{999999999}", "(?:a{1000}){1000}", "(", "(?=a)", "(a)\\1", "a*", "\\C" * 400, "x" * 600):
        answer = client.get(f"{M}/concordance", params={"phrase": hostile, "regular": "true"})
        assert answer.status_code == 422, hostile
        page = client.get("/", params={"phrase": hostile[:500], "regular": "1"})
        assert page.status_code in (200, 422), hostile
    assert "<mark>注意到这份报告</mark>" in client.get("/", params={"phrase": "注意到.*报告", "regular": "1"}).text


def test_without_re2_it_is_said_what_to_install(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "re2", None)
    answer = client.get(f"{M}/concordance", params={"phrase": "a", "regular": "true"})
    assert (answer.status_code, "google-re2" in answer.json()["cure"]) == (501, True)
    assert "google-re2" in client.get("/", params={"phrase": "a", "regular": "1"}).text


def test_who_changes_a_concept_loses_nothing_that_they_did_not_name(client: TestClient) -> None:
    text = (
        "concept_id,source_term,target_term,status,part_of_speech,definition,definition_source,count,reviewer,date\n"
        "c-kiln,kiln,窑炉,preferred,noun,A chamber,ISO 1,7,Ma,2026-01-02\n"
    )
    imported(client, text)
    found = client.get("/v1/terms/c-kiln").json()
    assert (found["definition_source"], found["terms"][1]["part_of_speech"]) == ("ISO 1", "noun")
    terms = [{"language": t["language"], "text": t["text"]} for t in found["terms"]]
    more = {"language": "zh-CN", "text": "窑", "status": "deprecated"}
    changed = client.put("/v1/terms/c-kiln", json={"terms": [*terms, more], "definition": "A chamber"}).json()
    assert changed["definition_source"] == "ISO 1"
    kept = {t["text"]: (t["part_of_speech"], t["reviewer"], t["date"]) for t in changed["terms"]}
    assert kept["窑炉"] == ("noun", "Ma", "2026-01-02")
    assert kept["窑"][1] == "刘"
    assert changed["history"][0].endswith("刘: 窑: new, deprecated")
    assert ",7," in client.get("/v1/glossary/export?format=csv").text
    other = client.put("/v1/terms/c-kiln", json={"terms": terms, "definition": "An oven"}).json()
    assert (other["definition_source"], len(other["terms"])) == ("", 2)
    assert [line.partition(": ")[2] for line in other["history"][1:]] == [
        "窑: taken out", "definition: An oven", "definition_source: taken out",
    ]  # fmt: skip


def test_two_who_add_one_term_make_one_concept(client: TestClient, place: str) -> None:
    def pair(english: str, chinese: str, **more: object) -> dict[str, object]:
        terms = [{"language": "en", "text": english}, {"language": "zh-CN", "text": chinese}]
        return {"terms": terms, **more}

    first = client.post("/v1/terms", json=pair("hive", "蜂箱"))
    assert (first.status_code, first.json()["joined"]) == (201, False)
    ma = bearer(token(place, "Ma", "write"))
    second = client.post("/v1/terms", json=pair("Hives", "蜂箱"), headers=ma)
    assert (second.status_code, second.json()["id"], second.json()["joined"]) == (200, "c-hive", True)
    assert [line.partition(" ")[2] for line in second.json()["history"]] == [
        "刘: new concept: hive = 蜂箱", "Ma: added, too: Hives = 蜂箱",
    ]  # fmt: skip
    assert len(client.get("/v1/terms").json()) == 1
    assert client.post("/v1/terms", json=pair("hive", "蜂巢"), headers=ma).status_code == 409
    apart = client.post("/v1/terms", json=pair("hive", "蜂巢", apart=True), headers=ma)
    assert (apart.status_code, apart.json()["id"]) == (201, "c-hive-2")
    # One says that it is none: that is no second opinion to be taken over unseen.
    none = pair("hive", "蜂箱", apart=True)
    for term in none["terms"]:  # type: ignore[attr-defined]
        term["status"] = "not a term"
    assert client.post("/v1/terms", json=none, headers=ma).status_code == 409


def test_the_page_of_a_term_says_what_is_known_of_it(client: TestClient) -> None:
    text = (
        "concept_id,source_term,target_term,status,part_of_speech,domain,definition,definition_source,"
        "note,reviewer,date,history\n"
        "c-kiln,kiln,窑炉,preferred,noun,firing,A chamber,Handbook p. 12,"
        "标准用语,Ma,2026-01-02,2026-01-02 Ma: confirmed\n"
    )
    imported(client, text)
    page = client.get("/terms/c-kiln").text
    for said in ("Handbook p. 12", "firing", "noun", "标准用语", "2026-01-02", "2026-01-02 Ma: confirmed"):
        assert said in page, said
    assert "名词" in client.get("/terms/c-kiln", headers={"accept-language": "zh-CN"}).text


def test_a_concept_is_decided_on_its_page(client: TestClient, place: str) -> None:
    imported(
        client,
        "concept_id,source_term,target_term,status,definition\n"
        "c-kiln,kiln,窑炉,preferred,A chamber\nc-kiln,kiln,窑,admitted,\n",
    )
    form = {"origin": "http://testserver", "accept": "text/html"}
    (change,) = client.get("/v1/terms/c-kiln/history").json()
    said = {
        "revision": str(change["change"]), "status.0": "preferred", "status.1": "preferred", "status.2": "preferred",
        "note.2": " 通用 ", "speech.2": "noun", "new": "炉窑", "new.language": "zh-CN", "new.status": "deprecated",
        "definition": "A chamber", "definition_source": "Handbook, p. 3", "domain": "firing", "note": "",
    }  # fmt: skip
    page = client.post("/terms/c-kiln", data=said, headers=form).text
    assert "Handbook, p. 3" in page
    found = client.get("/v1/terms/c-kiln").json()
    assert {t["text"]: (t["status"], t["note"], t["reviewer"]) for t in found["terms"]} == {
        "kiln": ("preferred", "", ""),
        "窑炉": ("admitted", "", "刘"),
        "窑": ("preferred", "通用", "刘"),
        "炉窑": ("deprecated", "", "刘"),
    }
    assert [line.split(": ", 1)[1] for line in found["history"]][:2] == [
        "窑炉: preferred -> admitted",
        "窑: admitted -> preferred, note: 通用, part of speech: noun",
    ]
    # Of an older state, by who may not, from elsewhere, or what makes no sense: nothing is done.
    late = client.post("/terms/c-kiln", data=said, headers=form)
    assert (late.status_code, "was changed meanwhile" in late.text, "<details open>" in late.text) == (409, True, True)
    now = {"revision": str(client.get("/v1/terms/c-kiln/history").json()[0]["change"])}
    for wrong in ({"status.1": "preferred", "status.3": "preferred"}, {"status.1": "best"}, {"domain": "x" * 400}):
        answer = client.post("/terms/c-kiln", data={**now, **wrong}, headers=form)
        assert answer.status_code == 422, wrong
        assert 'class="warn"' in answer.text
    assert client.post("/terms/c-kiln", data={**now, "domain": "x"}).status_code == 403
    reader = {**bearer(token(place, "Ma", "read")), **form}
    assert client.post("/terms/c-kiln", data={**now, "domain": "x"}, headers=reader).status_code == 403
    assert "<summary>Decide" not in client.get("/terms/c-kiln", headers=reader).text
    assert client.post("/terms/c-none", data=now, headers=form).status_code == 404
    assert client.get("/v1/terms/c-kiln").json() == found
