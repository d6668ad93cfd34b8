"""Who may do what: every route with every scope, tokens, rates, and requests from where none should come."""

from __future__ import annotations

import base64
import shutil
import sqlite3
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from duizhao.server.comments import Comments
from duizhao.server.concepts import Concepts
from duizhao.server.guard import Rates
from duizhao.server.settings import ServerLimits, known_hosts, named_memories
from duizhao.terminology.formats import read_glossary
from duizhao.tmx.store.office import OfficeStore
from tests.app.running import printed, run
from tests.app.server.papers import add_paper
from tests.app.server.running import GLOSSARY, bearer, filled, serving, token

JSON = {"content-type": "application/json"}
UNIT = {"document": "new", "texts": [{"language": "en", "text": "New."}, {"language": "zh", "text": "新。"}]}
PAIR = {"source": "A thing.", "target": "一件事。"}
SAID = {"text": "Is that so?"}
CONCEPT = {"terms": [{"language": "en", "text": "a thing"}, {"language": "zh", "text": "事物"}]}
TITLE = {"s": [[0, 0, 19]], "t": [[0, 0, 7]]}
NOTE = {"name": "note", "before": [TITLE], "after": [{**TITLE, "note": "?"}]}
STEP = {"token": "0123456789ab", "kind": "do", "patch": NOTE}
ACCEPTED = [{"check": "number.differs", "fingerprint": "abcdef12"}]
WAIVERS = {"findings": ACCEPTED, "reason": "so it is", "owner": "Liu", "until": "2099-12-31"}
CORRECTION = {"texts": [{"language": "zh", "text": "别的。"}]}

T5 = {"sourceLang": "en", "targetLang": "zh", "source": "A thing."}
# The requests of t5memory: of the first memory, and of one that the address names.
T5MEMORY: tuple[tuple[str, str, str, object], ...] = (
    ("GET", "/t5memory_service/resources", "read", None),
    ("GET", "/t5memory_service/savetms", "write", None),
    ("GET", "/t5memory", "read", None),
    ("GET", "/t5memory/", "read", None),
    ("POST", "/t5memory", "write", {"name": "new", "sourceLang": "en"}),
    ("POST", "/t5memory/", "write", {"name": "new", "sourceLang": "en"}),
    ("GET", "/t5memory/{tm}/status", "read", None),
    ("GET", "/t5memory/{tm}/flush", "write", None),
    ("GET", "/t5memory/{tm}/reorganize", "write", None),
    ("POST", "/t5memory/{tm}/clone", "write", {"newName": "copy"}),
    ("DELETE", "/t5memory/{tm}", "admin", None),
    ("DELETE", "/t5memory/{tm}/", "admin", None),
    ("POST", "/t5memory/{tm}/fuzzysearch", "read", T5),
    ("POST", "/t5memory/{tm}/concordancesearch", "read", {"searchString": "work"}),
    ("POST", "/t5memory/{tm}/search", "read", {"source": "work"}),
    ("POST", "/t5memory/{tm}/entry", "write", {**T5, "target": "一件事。"}),
    ("POST", "/t5memory/{tm}/getentry", "read", {"recordKey": 1}),
    ("POST", "/t5memory/{tm}/entrydelete", "write", {"recordKey": 1, "segmentId": 2}),
    ("POST", "/t5memory/{tm}/importtmx", "write", None),
    ("POST", "/t5memory/{tm}/import", "write", {"tmxData": "PHRteD4="}),
    ("GET", "/t5memory/{tm}/download.tmx", "read", None),
    ("GET", "/t5memory/{tm}/download.tm", "read", None),
    ("GET", "/t5memory/{tm}", "read", None),
    ("GET", "/t5memory/{tm}/", "read", None),
)

# (method, route, scope): "" for everybody. With an example of the path and of a body.
ROUTES: dict[tuple[str, str], tuple[str, str, object]] = {
    ("GET", "/health"): ("", "/health", None),
    ("GET", "/openapi.json"): ("", "/openapi.json", None),
    ("GET", "/style.css"): ("", "/style.css", None),
    ("GET", "/metrics"): ("read", "/metrics", None),
    ("GET", "/"): ("read", "/?phrase=work", None),
    ("POST", "/mcp"): ("read", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"}),
    ("GET", "/terms"): ("read", "/terms?text=work", None),
    ("GET", "/terms/{concept}"): ("read", "/terms/c-decent-work", None),
    ("GET", "/comments"): ("read", "/comments", None),
    ("GET", "/m/{memory}/units/{unit}"): ("read", "/m/m/units/1", None),
    ("POST", "/m/{memory}/units/{unit}"): ("write", "/m/m/units/1", b"revision=0&text.zh-CN=%E5%88%AB"),
    ("POST", "/m/{memory}/units/{unit}/comments"): ("read", "/m/m/units/1/comments", b"text=Why"),
    ("POST", "/m/{memory}/units/{unit}/revert"): ("write", "/m/m/units/1/revert", b"change=1"),
    ("POST", "/m/{memory}/comments/{comment}/settle"): ("read", "/m/m/comments/1/settle", b""),
    ("POST", "/terms/{concept}"): ("write", "/terms/c-decent-work", b"revision=1&domain=work"),
    ("POST", "/terms/{concept}/comments"): ("read", "/terms/c-decent-work/comments", b"text=Why"),
    ("POST", "/terms/comments/{comment}/settle"): ("read", "/terms/comments/2/settle", b""),
    ("GET", "/desk"): ("read", "/desk", None),
    ("GET", "/desk/{name}"): ("", "/desk/office.js", None),
    ("GET", "/v1/me"): ("read", "/v1/me", None),
    ("GET", "/v1/memories/{memory}/papers"): ("read", "/v1/memories/m/papers", None),
    ("POST", "/v1/memories/{memory}/papers"): ("write", "/v1/memories/m/papers", {"job": "none"}),
    ("GET", "/v1/memories/{memory}/papers/{paper}"): ("read", "/v1/memories/m/papers/1", None),
    ("DELETE", "/v1/memories/{memory}/papers/{paper}"): ("admin", "/v1/memories/m/papers/1", None),
    ("GET", "/v1/memories/{memory}/papers/{paper}/findings"): ("read", "/v1/memories/m/papers/1/findings", None),
    ("POST", "/v1/memories/{memory}/papers/{paper}/waivers"): ("write", "/v1/memories/m/papers/1/waivers", WAIVERS),
    ("POST", "/v1/memories/{memory}/papers/{paper}/waivers/gone"): (
        "write",
        "/v1/memories/m/papers/1/waivers/gone",
        {"fingerprints": ["abcd"]},
    ),
    ("GET", "/v1/memories/{memory}/papers/{paper}/terms"): ("read", "/v1/memories/m/papers/1/terms", None),
    ("POST", "/v1/memories/{memory}/papers/{paper}/terms"): ("write", "/v1/memories/m/papers/1/terms", None),
    ("GET", "/v1/memories/{memory}/papers/{paper}/export"): ("read", "/v1/memories/m/papers/1/export", None),
    ("GET", "/v1/memories/{memory}/papers/{paper}/steps"): ("read", "/v1/memories/m/papers/1/steps", None),
    ("POST", "/v1/memories/{memory}/papers/{paper}/steps"): ("write", "/v1/memories/m/papers/1/steps", STEP),
    ("POST", "/v1/memories/{memory}/papers/{paper}/watch"): ("read", "/v1/memories/m/papers/1/watch", {}),
    ("GET", "/v1/memories"): ("read", "/v1/memories", None),
    ("GET", "/v1/memories/{memory}/documents"): ("read", "/v1/memories/m/documents", None),
    ("DELETE", "/v1/memories/{memory}/documents/{document:path}"): ("admin", "/v1/memories/m/documents/b.md", None),
    ("GET", "/v1/memories/{memory}/lookup"): ("read", "/v1/memories/m/lookup?text=work", None),
    ("POST", "/v1/memories/{memory}/lookup"): ("read", "/v1/memories/m/lookup", {"texts": ["work"]}),
    ("GET", "/v1/memories/{memory}/concordance"): ("read", "/v1/memories/m/concordance?phrase=work", None),
    ("POST", "/v1/memories/{memory}/units"): ("write", "/v1/memories/m/units", UNIT),
    ("GET", "/v1/memories/{memory}/units/{unit}"): ("read", "/v1/memories/m/units/1", None),
    ("PATCH", "/v1/memories/{memory}/units/{unit}"): ("write", "/v1/memories/m/units/1", CORRECTION),
    ("DELETE", "/v1/memories/{memory}/units/{unit}"): ("write", "/v1/memories/m/units/2", None),
    ("GET", "/v1/memories/{memory}/units/{unit}/history"): ("read", "/v1/memories/m/units/1/history", None),
    ("POST", "/v1/memories/{memory}/revert"): ("write", "/v1/memories/m/revert", {"change": 1}),
    ("GET", "/v1/memories/{memory}/changes"): ("read", "/v1/memories/m/changes", None),
    ("POST", "/v1/memories/{memory}/import"): ("write", "/v1/memories/m/import?format=tsv", "en\tzh\nA\t一\n"),
    ("GET", "/v1/memories/{memory}/export"): ("read", "/v1/memories/m/export", None),
    ("GET", "/v1/memories/{memory}/fragments"): ("read", "/v1/memories/m/fragments?text=work", None),
    ("GET", "/v1/memories/{memory}/comments"): ("read", "/v1/memories/m/comments", None),
    ("GET", "/v1/memories/{memory}/units/{unit}/comments"): ("read", "/v1/memories/m/units/1/comments", None),
    ("POST", "/v1/memories/{memory}/units/{unit}/comments"): ("read", "/v1/memories/m/units/1/comments", SAID),
    ("POST", "/v1/memories/{memory}/comments/{comment}/settle"): ("read", "/v1/memories/m/comments/1/settle", None),
    ("POST", "/v1/terms"): ("write", "/v1/terms", CONCEPT),
    ("PUT", "/v1/terms/{concept}"): ("write", "/v1/terms/c-decent-work", CONCEPT),
    ("DELETE", "/v1/terms/{concept}"): ("write", "/v1/terms/c-governing-body", None),
    ("GET", "/v1/terms/{concept}/history"): ("read", "/v1/terms/c-decent-work/history", None),
    ("GET", "/v1/terms/{concept}/comments"): ("read", "/v1/terms/c-decent-work/comments", None),
    ("POST", "/v1/terms/{concept}/comments"): ("read", "/v1/terms/c-decent-work/comments", SAID),
    ("GET", "/v1/glossary/changes"): ("read", "/v1/glossary/changes", None),
    ("POST", "/v1/glossary/revert"): ("write", "/v1/glossary/revert", {"change": 2}),
    ("POST", "/v1/glossary/import"): ("write", "/v1/glossary/import?format=csv", "source_term,target_term\nA,一\n"),
    ("GET", "/v1/glossary/export"): ("read", "/v1/glossary/export?format=csv", None),
    ("GET", "/v1/glossary/comments"): ("read", "/v1/glossary/comments", None),
    ("POST", "/v1/glossary/comments/{comment}/settle"): ("read", "/v1/glossary/comments/2/settle", None),
    ("GET", "/v1/terms"): ("read", "/v1/terms?text=work", None),
    ("GET", "/v1/terms/{concept}"): ("read", "/v1/terms/c-decent-work", None),
    ("POST", "/v1/terms/recognize"): ("read", "/v1/terms/recognize", {"text": "decent work"}),
    ("POST", "/v1/jobs"): ("write", "/v1/jobs", {"kind": "align", "files": ["a.md", "b.md"]}),
    ("GET", "/v1/jobs"): ("write", "/v1/jobs", None),
    ("GET", "/v1/jobs/{job}"): ("write", "/v1/jobs/0", None),
    ("PUT", "/v1/jobs/{job}/files/{name}"): ("write", "/v1/jobs/0/files/a.md", "# A"),
    ("GET", "/v1/jobs/{job}/results/{name}"): ("write", "/v1/jobs/0/results/memory.tmx", None),
    ("POST", "/v1/jobs/{job}/cancel"): ("write", "/v1/jobs/0/cancel", None),
    ("DELETE", "/v1/jobs/{job}"): ("write", "/v1/jobs/0", None),
    ("GET", "/v1/tokens"): ("admin", "/v1/tokens", None),
    ("GET", "/v1/audit"): ("admin", "/v1/audit", None),
    ("GET", "/tmserver/languages/"): ("read", "/tmserver/languages/", None),
    ("GET", "/m/{memory}/tmserver/languages/"): ("read", "/m/m/tmserver/languages/", None),
    ("GET", "/tmserver/{source}/{target}/unit/{text:path}"): ("read", "/tmserver/en/zh_CN/unit/a", None),
    ("PUT", "/tmserver/{source}/{target}/unit/{text:path}"): ("write", "/tmserver/en/zh_CN/unit/a", PAIR),
    ("POST", "/tmserver/{source}/{target}/unit/{text:path}"): ("write", "/tmserver/en/zh_CN/unit/a", PAIR),
    ("GET", "/m/{memory}/tmserver/{source}/{target}/unit/{text:path}"): ("read", "/m/m/tmserver/en/zh/unit/a", None),
    ("PUT", "/m/{memory}/tmserver/{source}/{target}/unit/{text:path}"): ("write", "/m/m/tmserver/en/zh/unit/a", PAIR),
    ("POST", "/m/{memory}/tmserver/{source}/{target}/unit/{text:path}"): ("write", "/m/m/tmserver/en/zh/unit/a", PAIR),
    ("POST", "/tmserver/{source}/{target}/store/{name:path}"): ("write", "/tmserver/en/zh/store/a.po", [PAIR]),
    ("POST", "/m/{memory}/tmserver/{source}/{target}/store/{name:path}"): (
        "write",
        "/m/m/tmserver/en/zh/store/a.po",
        [PAIR],
    ),
    **{
        (method, f"{place}{route}"): (scope, f"{path}{route.replace('{tm}', 'b.md')}", body)
        for method, route, scope, body in T5MEMORY
        for place, path in (("", ""), ("/m/{memory}", "/m/m"))
    },
    ("GET", "/translate"): ("read", "/translate?q=a&langpair=en|zh", None),
    ("GET", "/listPairs"): ("read", "/listPairs", None),
    ("GET", "/m/{memory}/translate"): ("read", "/m/m/translate?q=a&langpair=en|zh", None),
    ("GET", "/m/{memory}/listPairs"): ("read", "/m/m/listPairs", None),
}
SCOPES = ("", "read", "write", "admin")


def _raw(body: object) -> bytes:
    return body if isinstance(body, bytes) else b""


Office = tuple[TestClient, dict[str, str]]


@pytest.fixture
def office(tmp_path: Path, made: tuple[Path, dict[str, str]]) -> Iterator[Office]:
    """A server with two memories, and tokens by scope; `other` may administer the second memory alone."""
    yield from opened(made, tmp_path / "office")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, made: tuple[Path, dict[str, str]]) -> Iterator[Office]:
    """The same, of which things are only asked."""
    yield from opened(made, tmp_path_factory.mktemp("asked") / "office")


def opened(made: tuple[Path, dict[str, str]], folder: Path) -> Iterator[Office]:
    shutil.copytree(made[0], folder)
    with serving({"m": str(folder / "first.db"), "second": str(folder / "second.db")}) as client:
        yield client, made[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the two memories, made once; and the tokens."""
    folder = tmp_path_factory.mktemp("made")
    first, second = str(folder / "first.db"), str(folder / "second.db")
    filled(first)
    filled(second)
    glossary = folder / "g.csv"
    glossary.write_text(GLOSSARY, encoding="utf-8")
    with OfficeStore(first) as store:
        comments, concepts = Comments(store.database), Concepts(store.database)
        comments.prepare()
        concepts.prepare()
        concepts.take(read_glossary(glossary), "Li")
        comments.add("unit", "1", "the read", "Is this so?")
        comments.add("concept", "c-decent-work", "the read", "And this?")
    add_paper(first, folder / "paper")
    tokens = {scope: token(first, f"the {scope}", scope) for scope in SCOPES[1:]}
    tokens["other"] = token(first, "other", "admin", "second")
    return folder, tokens


def declared(client: TestClient) -> set[tuple[str, str]]:
    """Every route that the application answers, with its methods."""
    from starlette.routing import Route

    found = set()

    def walk(routes: list[object], prefix: str = "") -> None:
        for route in routes:
            if inner := getattr(getattr(route, "original_router", None), "routes", None):
                walk(inner, prefix)
            elif isinstance(route, Route):
                found.update((method, route.path) for method in route.methods or () if method != "HEAD")

    walk(client.app.app.app.routes)  # type: ignore[attr-defined]
    return found


def test_the_matrix_names_every_route(office: Office) -> None:
    assert declared(office[0]) == set(ROUTES)


@pytest.mark.parametrize("route", sorted(ROUTES), ids=" ".join)
def test_nobody_does_what_their_scope_does_not_allow(route: tuple[str, str], request: pytest.FixtureRequest) -> None:
    client, tokens = request.getfixturevalue("asked" if route[0] == "GET" else "office")
    needed, path, body = ROUTES[route]

    def ask(headers: dict[str, str]) -> int:
        if isinstance(body, bytes):  # a form of a page
            headers = {**headers, "origin": "http://testserver"}
            return client.request(route[0], path, content=body, headers=headers, follow_redirects=False).status_code
        if isinstance(body, str):
            return client.request(route[0], path, content=body.encode(), headers=headers).status_code
        headers = {**headers, "accept": "application/json, text/event-stream"}
        return client.request(route[0], path, json=body, headers=headers).status_code

    for scope in SCOPES:
        status = ask(bearer(tokens[scope]) if scope else {})
        if SCOPES.index(scope) >= SCOPES.index(needed):
            # What an earlier scope did may have left nothing, or another revision.
            missing = route[0] == "DELETE" or path.endswith("/revert") or "{job}" in route[1] or body == {"job": "none"}
            if path == "/mcp" and find_spec("mcp") is None:
                assert status == 501
                continue
            gone = (404,) if missing else (409,) if b"revision" in _raw(body) else ()
            # Sent without a file; refused to everybody; a name that an earlier scope has given.
            t5 = {"t5memory": (409,), **dict.fromkeys(("importtmx", "import", "clone", "download.tm"), (422,))}
            refused = t5.get(route[1].rstrip("/").rpartition("/")[2], ()) if "/t5memory" in route[1] else ()
            assert status in (200, 201, 204, 303, *gone, *refused), (scope, status)
        else:
            assert status == (403 if scope else 401), (scope, status)
    if "{memory}" in route[1]:
        assert ask(bearer(tokens["other"])) == 404
    if needed:
        assert ask(bearer("dz_nonsense")) == 401


def test_a_token_for_one_memory_sees_no_other(office: Office) -> None:
    client, tokens = office
    own = bearer(tokens["other"])
    assert [memory["name"] for memory in client.get("/v1/memories", headers=own).json()] == ["second"]
    assert client.get("/?phrase=work&memory=m", headers=own).status_code == 404
    assert client.get("/v1/tokens", headers=own).status_code == 403
    assert client.get("/v1/audit", headers=own).status_code == 403
    done = client.put("/tmserver/en/zh/unit/x", json=PAIR, headers=own)
    assert done.status_code == 200
    assert client.get("/v1/memories/second/lookup?text=A thing.", headers=own).json()["matches"]
    everywhere = bearer(tokens["admin"])
    assert not client.get("/v1/memories/m/lookup?text=A thing.", headers=everywhere).json()["matches"]


def test_a_token_comes_as_password_and_as_key(office: Office) -> None:
    client, tokens = office
    basic = base64.b64encode(f"liu:{tokens['read']}".encode()).decode()
    assert client.get("/v1/memories", headers={"authorization": f"Basic {basic}"}).status_code == 200
    assert client.get("/v1/memories", headers={"authorization": "Basic %%%"}).status_code == 401
    assert client.get("/translate", params={"q": "a", "key": tokens["read"]}).status_code == 200
    assert client.get("/v1/memories", params={"key": tokens["read"]}).status_code == 401


def test_tokens_are_shown_once_kept_as_digests_and_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "记忆 1.db"
    assert run("token", "add", "刘 Wei", "--scope", "write", "--days", "3", "--store", place) == 0
    made = capsys.readouterr().out.strip()
    assert made.startswith("dz_")
    assert len(made) > 40
    assert made not in printed("token", "list", "--store", place)
    assert "刘 Wei" in printed("token", "list", "--store", place)
    assert made.encode() not in place.read_bytes()
    with serving({"m": str(place)}) as client:
        assert client.get("/v1/memories", headers=bearer(made)).status_code == 200
    assert run("token", "revoke", "刘 Wei", "--store", place) == 0
    assert run("token", "revoke", "刘 Wei", "--store", place) == 2
    assert run("token", "add", "-x", "--store", place) == 2
    with serving({"m": str(place)}) as client:
        assert client.get("/v1/memories", headers=bearer(made)).status_code == 401


def test_a_token_expires(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    made = token(place, days=1)
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE token SET expires = '2020-01-01T00:00:00Z'")
    connection.close()
    with serving({"m": place}) as client:
        assert client.get("/v1/memories", headers=bearer(made)).status_code == 401


def test_a_proxy_says_names_only_where_it_is_believed(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    filled(place)
    named = {"x-remote-user": "Li"}
    with serving({"m": place}) as client:
        assert client.get("/v1/memories", headers=named).status_code == 401
    believed = {"identity_header": "X-Remote-User", "identity_scope": "write"}
    with serving({"m": place}, **believed) as client:  # the client is called testclient, which is no proxy
        assert client.get("/v1/memories", headers=named).status_code == 401
    with serving({"m": place}, **believed, proxies=frozenset(("testclient",))) as client:
        made = client.post("/v1/memories/m/units", json=UNIT, headers=named)
        assert made.json()["changed_by"] == "Li"
        assert client.get("/v1/memories").status_code == 401
        assert client.get("/v1/tokens", headers=named).status_code == 403


def test_anonymous_people_read_and_change_nothing(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    filled(place)
    with serving({"m": place}, anonymous=True) as client:
        assert client.get("/v1/memories/m/lookup?text=Decent work").status_code == 200
        assert client.post("/v1/memories/m/units", json=UNIT).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": ""}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"content-length": "99999999999"}, 413),
        ({"content-length": "-1"}, 413),
    ],
)
def test_requests_from_elsewhere_are_refused(headers: dict[str, str], status: int, office: Office) -> None:
    client, tokens = office
    assert client.get("/v1/memories", headers={**bearer(tokens["admin"]), **headers}).status_code == status


def test_too_many_requests_wait(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    filled(place)
    with serving({"m": place}, anonymous=True, limits=ServerLimits(rate=0.001, burst=5)) as client:
        found = [client.get("/v1/memories").status_code for _ in range(7)]
    assert found == [200] * 5 + [429] * 2


def test_buckets_fill_again() -> None:
    moment = [0.0]
    rates = Rates(2, 3, lambda: moment[0])
    assert [rates.take("a") for _ in range(4)] == [True, True, True, False]
    moment[0] += 1
    assert [rates.take("a") for _ in range(3)] == [True, True, False]
    assert rates.take("b")


def test_names_and_hosts() -> None:
    assert named_memories(("postgresql://u:p@h/office?x=1",)) == {"office": "postgresql://u:p@h/office?x=1"}
    assert known_hosts("127.0.0.1", 8470, "https://M.example") >= {"m.example", "m.example:443", "localhost:8470"}
    assert known_hosts("127.0.0.1", 1, "http://m.example:8080") >= {"m.example:8080"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "0.0.0.0"),
        ("--public-url", "memory.example"),
        ("--public-url", "https://u:p@memory.example"),
        ("--public-url", "https://[::bad"),
        ("--store", "a=x.db", "--store", "a=y.db"),
        ("--glossary", "missing.csv"),
        ("--store", "postgresql://liu:secret@127.0.0.1:1/memory"),
        ("--host", "300.1.1.1", "--public-url", "http://a.example"),
    ],
)
def test_misuse_is_one_line(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("serve", "--port", "18470", *arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "secret" not in said


def test_a_revoked_token_works_no_longer_than_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "m.db")
    made = token(place)
    with serving({"m": place}) as client:
        assert client.get("/v1/memories", headers=bearer(made)).status_code == 200
        assert run("token", "revoke", "Liu", "--store", place) == 0
        later = time.monotonic() + 6
        monkeypatch.setattr("duizhao.server.access.time.monotonic", lambda: later)
        assert client.get("/v1/memories", headers=bearer(made)).status_code == 401
