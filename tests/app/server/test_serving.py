"""What the server answers, on SQLite and PostgreSQL, to programs, tools and people; and what it stands."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from duizhao.asgi import PatientBody
from duizhao.server.settings import ServerLimits
from duizhao.tmx.store.office import OfficeStore
from tests.app.server.running import GLOSSARY, UNITS, bearer, filled, own_database, serving, token, unit

M = "/v1/memories/m"


@pytest.fixture
def client(place: str, tmp_path: Path) -> Iterator[TestClient]:
    """A client that may write."""
    filled(place)
    glossary = tmp_path / "g.csv"
    glossary.write_text(GLOSSARY, encoding="utf-8")
    with serving({"m": place}, glossary=glossary) as made:
        made.headers.update(bearer(token(place, "刘", "admin")))
        yield made


def test_lookups(client: TestClient) -> None:
    found = client.get(f"{M}/lookup", params={"text": "The Governing Body noted the report.", "minimum": 60}).json()
    assert [(m["score"], m["target"]) for m in found["matches"]] == [
        (62, "理事会注意到该报告。"),
        (62, "理事会注意到这份报告。"),
    ]
    many = client.post(f"{M}/lookup", json={"texts": ["理事会注意到该报告。", "…", "Quite another matter"]}).json()
    assert [len(answer["matches"]) for answer in many] == [2, 0, 0]
    assert many[0]["matches"][0]["target"] == "The Governing Body takes note of the report."


CONCORDANCES: tuple[tuple[dict[str, str], list[str] | None], ...] = (
    ({"phrase": "劳动"}, ["Decent"]),
    ({"phrase": "报告"}, ["The Governing Body took", "The Governing Body takes"]),
    ({"phrase": "报告", "other": "takes"}, ["The Governing Body takes"]),
    ({"phrase": "报告", "other": "tak*"}, ["The Governing Body takes"]),
    ({"phrase": "报告", "document": "b.md"}, ["The Governing Body took"]),
    ({"phrase": "govern*", "other": "这份"}, ["理事会注意到这份报告。"]),
    ({"phrase": "(a+)+$"}, []),
    ({"phrase": "%"}, None),
    ({"phrase": "x' OR '1'='1"}, []),
)


def test_concordances(client: TestClient) -> None:
    for asked, targets in CONCORDANCES:
        answer = client.get(f"{M}/concordance", params=asked)
        if targets is None:
            assert answer.status_code == 422, asked
            continue
        found = answer.json()
        assert found["complete"], asked
        begun = [line["target"].startswith(t) for line, t in zip(found["lines"], targets, strict=True)]
        assert begun == [True] * len(targets), asked


def test_more_places_than_are_shown_are_told(client: TestClient) -> None:
    found = client.get(f"{M}/concordance", params={"phrase": "报告", "limit": 1}).json()
    assert len(found["lines"]) == 1
    assert not found["complete"]


def test_a_unit_is_added_corrected_deleted_and_brought_back(client: TestClient) -> None:
    texts = [{"language": "en", "text": "A new thing."}, {"language": "zh-CN", "text": "新的事物。"}]
    made = client.post(f"{M}/units", json={"document": "a.md", "texts": texts}).json()
    number = made["unit"]
    assert (made["position"], made["changed_by"]) == (4, "刘")
    changed = {"texts": [{"language": "zh", "text": "新的东西。"}], "revision": made["revision"]}
    assert client.patch(f"{M}/units/{number}", json=changed).json()["texts"][1]["text"] == "新的东西。"
    assert client.patch(f"{M}/units/{number}", json=changed).status_code == 409
    assert not client.get(f"{M}/concordance", params={"phrase": "事物"}).json()["lines"]
    assert client.get(f"{M}/concordance", params={"phrase": "东西"}).json()["lines"]
    assert client.delete(f"{M}/units/{number}").status_code == 204
    assert client.get(f"{M}/units/{number}").status_code == 404
    assert not client.get(f"{M}/lookup", params={"text": "A new thing."}).json()["matches"]
    history = client.get(f"{M}/units/{number}/history").json()
    assert [(c["what"], c["who"]) for c in history] == [("delete", "刘"), ("correct", "刘"), ("add", "刘")]
    back = client.post(f"{M}/revert", json={"change": history[1]["change"]}).json()
    assert (back["unit"], back["texts"][1]["text"]) == (number, "新的事物。")
    assert client.get(f"{M}/lookup", params={"text": "A new thing!"}).json()["matches"][0]["target"] == "新的事物。"
    assert client.post(f"{M}/revert", json={"change": history[2]["change"]}).json() is None
    assert client.get(f"{M}/units/{number}").status_code == 404


def test_what_a_new_version_replaces_is_kept(client: TestClient, place: str) -> None:
    exported = client.get(f"{M}/export", params={"document": "a.md"})
    assert int(exported.headers["content-length"]) == len(exported.content)
    new = exported.content.replace("劳工局".encode(), "国际劳工局".encode())
    assert client.post(f"{M}/import", content=new).json()["documents"] == [
        {"document": "a.md", "units": 3, "replaced": True}
    ]
    gone = client.get(f"{M}/changes").json()
    assert [(c["what"], c["who"]) for c in gone] == [("delete", "刘")] * 3
    with OfficeStore(place) as store:  # as the command line does
        list(store.add([unit("Only this.", "只有这个。")]))
    assert {c["who"] for c in client.get(f"{M}/changes", params={"limit": 3}).json()} == {""}
    lines = client.get("/v1/audit").json()
    assert [(line["what"], line["who"]) for line in lines[:2]] == [("import", "刘"), ("export", "刘")]


def test_files_that_are_none_change_nothing(client: TestClient) -> None:
    for body in (b"", b"<tmx", b"not xml", b"\xff\xfe\x00", b"<tmx version='1.4'><body><tu>"):
        answer = client.post(f"{M}/import", content=body)
        assert answer.status_code == 422, body
        assert "/tmp" not in answer.text
    assert client.get("/v1/memories").json()[0]["units"] == 4
    assert client.post(f"{M}/import?format=nix", content=b"x").status_code == 422
    assert client.post(f"{M}/import?format=moses", content=b"x").status_code == 422


def test_a_large_file_is_taken_up_to_the_limit(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    admin = bearer(token(place, "a", "admin"))
    rows = "en\tzh\n" + "".join(f"Sentence {n} of many words.\t第{n}句有许多词。\n" for n in range(3000))
    with serving({"m": place}, limits=ServerLimits(burst=1000, upload=2**20)) as client:
        done = client.post(f"{M}/import?format=tsv", content=rows.encode(), headers=admin)
        assert done.json()["documents"][0]["units"] == 3000
        assert client.post(f"{M}/import", content=b"x" * (2 * 2**20), headers=admin).status_code == 413
        assert client.post(f"{M}/lookup", content=b"x" * (3 * 2**20), headers=admin).status_code == 413
        assert client.post(f"{M}/import", content=iter([b"x" * 2**18] * 9), headers=admin).status_code in (400, 413)
        assert client.get("/v1/memories", headers=admin).json()[0]["units"] == 3000


def test_terms(client: TestClient, tmp_path: Path) -> None:
    assert client.get("/v1/terms", params={"text": "劳动"}).json()[0]["id"] == "c-decent-work"
    found = client.post("/v1/terms/recognize", json={"text": "理事会谈体面劳动。"}).json()
    assert [(t["start"], t["end"], t["text"]) for t in found] == [(0, 3, "理事会"), (4, 8, "体面劳动")]
    assert client.get("/v1/terms/c-none").status_code == 404
    (tmp_path / "g.csv").write_text(GLOSSARY + "sea,海\n", encoding="utf-8")
    assert [c["id"] for c in client.get("/v1/terms", params={"text": "sea"}).json()]


def test_tmserver_as_weblate_and_virtaal_ask(client: TestClient) -> None:
    languages = client.get("/tmserver/languages/").json()
    assert {"en", "en_gb", "zh_cn", "zh_hans"} <= set(languages["sourceLanguages"]) & set(languages["targetLanguages"])
    text = quote("The Governing Body takes note of the report.", safe="")
    first = client.get(f"/tmserver/en/zh_hans/unit/{text}").json()[0]
    assert (first["source"], first["target"], first["quality"]) == (
        UNITS[1].variants[0].text,
        "理事会注意到该报告。",
        100,
    )
    assert client.get(f"/m/m/tmserver/zh_CN/en/unit/{quote('理事会/注意到')}").json() == []
    added = {"source": "Either/or?", "target": "二者择一？"}
    for method in ("PUT", "POST"):  # the second adds nothing
        assert client.request(method, "/tmserver/en/zh_CN/unit/Either%2For%3F", json=added).status_code == 200
    assert [m["target"] for m in client.get("/tmserver/en/zh_CN/unit/Either%2For%3F").json()] == ["二者择一？"]
    assert client.get("/v1/memories").json()[0]["units"] == 5
    for body in (b"", b"[]", b'{"source": 1, "target": "x"}', b'{"source": "x\\u0000", "target": "x"}', b"[" * 100_000):
        assert client.put("/tmserver/en/zh_CN/unit/x", content=body).status_code == 422


def test_a_file_that_virtaal_saves(client: TestClient) -> None:
    place = f"/tmserver/en/zh_CN/store/{quote('po/file 1.po', safe='')}"
    units = [
        {"source": "The lamp is lit.", "target": "灯亮了。", "context": ""},
        {"source": "The oar.", "target": " ", "context": ""},
    ]
    for _ in range(2):  # each time that it is saved
        done = client.post(place, json=units)
        assert (done.status_code, done.text) == (200, "added 1 units from po/file 1.po")
    assert [m["target"] for m in client.get("/tmserver/en/zh_CN/unit/The lamp is lit.").json()] == ["灯亮了。"]
    client.post(place, json=[{**units[0], "target": "灯点着了。"}])
    assert [m["target"] for m in client.get("/tmserver/en/zh_CN/unit/The lamp is lit.").json()] == ["灯点着了。"]
    documents = {one["document"]: one["units"] for one in client.get("/v1/memories/m/documents").json()}
    assert documents["tmserver/po/file 1.po"] == 1
    refused: tuple[object, ...] = (1, {"source": "a"}, ["a"], [{"source": "a"}], [{"source": "a", "target": None}])
    for body in (*refused, [{"source": "a", "target": "b" * 10_001}], [{"source": "a\0", "target": "b"}]):
        assert client.post(place, json=body).status_code == 422, body
    assert client.post(place, content=b"[" * 100_000).status_code == 422
    assert {one["document"]: one["units"] for one in client.get("/v1/memories/m/documents").json()} == documents


def test_apertium_as_omegat_asks(client: TestClient) -> None:
    asked = {"q": "The Governing Body takes note of the report.", "markUnknown": "no", "langpair": "en|zh", "key": ""}
    answer = client.get("/translate", params=asked).json()
    assert (answer["responseStatus"], answer["responseData"]["translatedText"]) == (200, "理事会注意到该报告。")
    near = client.get("/translate", params={**asked, "q": "The Governing Body takes note of a report."}).json()
    assert near["responseData"]["translatedText"] == "[87 %] 理事会注意到该报告。"
    none = client.get("/translate", params={**asked, "q": "Quite another matter"}).json()
    assert none["responseData"]["translatedText"] == ""
    assert client.get("/translate", params={"q": "x", "langpair": "en"}).status_code == 400
    assert {"sourceLanguage": "en", "targetLanguage": "zh"} in client.get("/listPairs").json()["responseData"]


def test_pages_escape_what_they_show(client: TestClient) -> None:
    evil = '<script>alert(1)</script> & "quoted" \''
    texts = [{"language": "en", "text": f"Beware {evil}"}, {"language": "zh", "text": f"当心{evil}"}]
    assert client.post(f"{M}/units", json={"document": f"d{evil}", "texts": texts}).status_code == 201
    for path in (
        f"/?phrase=beware&document={quote(f'd{evil}')}",
        f"/?phrase={quote(evil)}",
        f"/terms?text={quote(evil)}",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = client.get("/?phrase=报告&other=takes").text
    assert "<mark>报告</mark>" in page
    assert "<mark>takes</mark>" in page
    term = client.get("/terms/c-decent-work").text
    assert "<mark>体面劳动</mark>" in term
    assert client.get("/?phrase=%25").status_code == 200


SENSELESS = (
    "/v1/memories/m/units/0",
    "/v1/memories/m/units/99999999999999999999999",
    "/v1/memories/m/units/x",
    f"{M}/lookup?text=",
    f"{M}/lookup?text=a&language=<x>",
    f"{M}/lookup?text=a&limit=0",
    f"{M}/concordance?phrase=a&limit=100000",
    f"{M}/lookup?text=%00",
    f"{M}/lookup?text=%ff%fe",
    f"{M}/documents/../../etc",
    "/../etc/passwd",
    "/v1/terms/..%2f..%2fetc",
    f"{M}/lookup?text=" + "a" * 30_000,
    f"{M}/lookup?text=" + "a" * 65_500,
    f"{M}/export?document=x&format=csv;rm",
    "/tmserver/en/" + "z" * 40 + "/unit/x",
)


def test_senseless_questions_are_refused_on_one_line(client: TestClient) -> None:
    for path in SENSELESS:
        answer = client.get(path)
        assert 400 <= answer.status_code < 500, path
        assert "\n" not in answer.json()["error"], path


def test_bodies_that_are_none(client: TestClient) -> None:
    for body in (b"{", b"[]", b'{"texts": ["\\ud800"]}', b'{"texts": [null]}', b"[" * 100_000, b"\xff"):
        answer = client.post(f"{M}/lookup", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), body[:20]


def test_a_database_that_goes_away_and_comes_back(server: str) -> None:
    ask = f"{M}/lookup?text=The Governing Body takes note of the report."
    with own_database(server) as database, serving({"m": database.place}, anonymous=True) as client:
        assert client.get(ask).status_code == 200
        database.cut()
        assert client.get(ask).status_code == 200  # a connection that broke is made anew
        database.allow(False)
        database.cut()
        answer = client.get(ask)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "\n" not in answer.json()["error"]
        assert client.get("/health").status_code == 503
        database.allow(True)
        assert client.get(ask).json()["matches"][0]["score"] == 100
        assert client.get("/health").status_code == 200


def test_who_asks_nothing_is_hung_up_on() -> None:
    import asyncio

    import uvicorn

    from duizhao.server import serving as on_a_socket

    async def app(scope: object, receive: object, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def ask() -> list[bytes]:
        listening = on_a_socket.listen("127.0.0.1", 0)
        config = on_a_socket.settled(app, 0.2)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        running = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        port = listening.getsockname()[1]
        hangs, asks = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        hangs[1].write(b"GET / HTTP/1.1\r\nHost: ")
        found = []
        for pause in (0, 0.4):  # who has asked once may ask again later
            await asyncio.sleep(pause)
            asks[1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            found.append((await asyncio.wait_for(asks[0].readuntil(b"\r\n\r\n"), 10))[:12])
        found.append(await asyncio.wait_for(hangs[0].read(), 10))
        asks[1].write(b"GET / HTTP/1.1\r\nHost: ")  # and who does not end a further question
        found.append(await asyncio.wait_for(asks[0].read(), 10))
        server.should_exit = True
        asks[1].close()
        await running
        return found

    assert asyncio.run(ask()) == [b"HTTP/1.1 204", b"HTTP/1.1 204", b"", b""]


def test_a_body_that_trickles_is_not_waited_for() -> None:
    import asyncio

    async def trickle() -> dict[str, Any]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def read() -> tuple[int, bool]:
        body = PatientBody(trickle, 0.2)
        pieces = 0
        while pieces < 1000 and (await body())["type"] == "http.request":
            pieces += 1
        return pieces, body.late

    pieces, late = asyncio.run(read())
    assert late
    assert pieces < 30


def test_a_head_without_an_end_is_cut_off(tmp_path: Path) -> None:
    import asyncio

    import uvicorn

    from duizhao.server import serving as on_a_socket

    async def app(scope: object, receive: Any, send: Any) -> None:
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})
        await send({"type": "http.response.body", "body": str(size).encode()})

    async def ask() -> tuple[bytes, int]:
        listening = on_a_socket.listen("127.0.0.1", 0)
        config = on_a_socket.settled(app, 20.0)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        running = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        port = listening.getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):  # a long body is none of its business
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            said = await asyncio.wait_for(reader.readuntil(b"500000"), 10)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Endless: ")
        sent = 0
        try:
            while sent < 2**22:
                writer.write(b"a" * 2**14)
                await writer.drain()
                sent += 2**14
        except OSError:
            pass
        server.should_exit = True
        writer.close()
        await running
        return head[:12] + said[-6:], sent

    answer, sent = asyncio.run(ask())
    assert answer == b"HTTP/1.1 200500000"
    assert sent < 2**22


def test_a_real_server_answers_on_a_socket(tmp_path: Path) -> None:
    import socket
    import subprocess
    import sys

    place = str(tmp_path / "m.db")
    filled(place)
    made = token(place)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "duizhao", "serve", "--store", f"m={place}", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        asked = (
            f"http://127.0.0.1:{port}/tmserver/en/zh_cn/unit/{quote('The Governing Body takes note of the report.')}"
        )
        request = urllib.request.Request(asked, headers=bearer(made))
        for _ in range(200):
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    found = json.load(answer)
                break
            except urllib.error.URLError:  # it does not listen yet
                time.sleep(0.1)
        assert found[0]["target"] == "理事会注意到该报告。"
        # What cannot be read is answered as everything is.
        for nonsense in (b"nonsense\r\n\r\n", b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(nonsense)
                head, _, body = client.makefile("rb").read().partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 400")
            assert b"Content-Type: application/json" in head
            assert set(json.loads(body)) == {"error", "cure"}
        # An upload that is cut off brings nothing.
        with socket.create_connection(("127.0.0.1", port)) as half:
            head = f"POST {M}/import HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {made}\r\n"
            half.sendall(f"{head}Content-Length: 5000\r\n\r\n<tmx".encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert json.load(answer) == found
    finally:
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert b"Traceback" not in said
    assert made.encode() not in said
