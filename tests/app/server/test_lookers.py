"""Processes that look things up for a server, and the short way to them: the same answers, at once what others write,
and none is lost where one of them ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Match

from duizhao.server.quick import ROUTES
from tests.app.server.running import bearer, filled, own_database, serving, token

M = "/v1/memories/m"
REPORT = "The Governing Body takes note of the report."
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("lookup", {"text": REPORT}),
    ("lookup", {"text": "理事会注意到这份报告。", "language": "zh-CN", "target": "en", "limit": 1}),
    ("lookup", {"text": "The Governing Body noted it.", "minimum": 30}),
    ("lookup", {"text": "Decent + work & 100 %, “all”", "minimum": 50}),
    ("concordance", {"phrase": "报告"}),
    ("concordance", {"phrase": "govern*", "other": "这份", "limit": 1}),
    ("concordance", {"phrase": "报告", "symbol": "b.md"}),
    ("concordance", {"phrase": "gov.*?y", "regular": "true"}),
    # Refused.
    ("lookup", {"text": ""}),
    ("lookup", {"text": "1 2 3"}),
    ("lookup", {"text": "A", "limit": 51}),
    ("lookup", {"text": "A", "minimum": "070"}),
    ("lookup", {"text": "A", "language": "en\n"}),
    ("lookup", {"text": "A", "language": "english"}),
    ("lookup", {"text": "A" * 10_001}),
    ("lookup", {}),
    ("concordance", {"phrase": "…"}),
    ("concordance", {"phrase": "%"}),
    ("concordance", {"phrase": "A", "limit": "x"}),
)


def lookers(client: TestClient) -> Any:
    """What a server keeps its processes in."""
    return client.app.app.app.state.office.memories.lookers  # type: ignore[attr-defined]


def until_ready(client: TestClient, count: int) -> None:
    """Wait until so many processes answer."""
    end = time.monotonic() + 60
    while lookers(client).ready != count:
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def looking(place: str) -> Iterator[TestClient]:
    """A client that may write, of a server with two such processes."""
    given = token(place, "Liu", "admin")
    with serving({"m": place}, warm=True, workers=2) as client:
        client.headers.update(bearer(given))
        until_ready(client, 2)
        yield client


@pytest.fixture
def client(place: str) -> Iterator[TestClient]:
    filled(place)
    with looking(place) as made:
        yield made


def test_the_answers_are_those_of_the_long_way_and_of_one_process(
    client: TestClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [(f"{M}/{path}", parameters) for path, parameters in ASKED]
    assert "\nduizhao_workers 2\n" in client.get("/metrics").text

    def answers(of: TestClient) -> list[tuple[int, bytes]]:
        return [(found.status_code, found.content) for found in (of.get(p, params=q) for p, q in asked)]

    found = answers(client)
    assert {status for status, _ in found} == {200, 422}
    with serving({"m": place}) as other:
        other.headers.update(client.headers)
        assert answers(other) == found
        for route in ROUTES:
            monkeypatch.setattr(route, "matches", lambda scope: (Match.NONE, {}))
        assert answers(other) == found


def test_what_others_write_is_found_at_once(client: TestClient) -> None:
    unit = {
        "document": "new",
        "texts": [{"language": "en", "text": "Quite new."}, {"language": "zh", "text": "很新。"}],
    }
    for _ in range(3):
        made = client.post(f"{M}/units", json=unit).json()["unit"]
        for _ in range(4):  # whoever of them is asked
            assert client.get(f"{M}/lookup?text=Quite new.").json()["matches"][0]["unit"] == made
            assert client.get(f"{M}/concordance?phrase=很新").json()["lines"][0]["unit"] == made
        assert client.delete(f"{M}/units/{made}").status_code == 204
        for _ in range(4):
            assert client.get(f"{M}/lookup?text=Quite new.").json()["matches"] == []
            assert client.get(f"{M}/concordance?phrase=很新").json()["lines"] == []


def test_nothing_is_lost_where_they_are_killed(client: TestClient) -> None:
    def ask(number: int) -> int:
        if number % 50 == 10:
            for looker in list(lookers(client)._begun):
                os.kill(looker.process.pid, signal.SIGKILL)
        found = client.get(f"{M}/lookup", params={"text": REPORT})
        return int(found.json()["matches"][0]["score"]) if found.status_code == 200 else found.status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(150))) == {100}
    until_ready(client, 2)
    assert client.get(f"{M}/lookup", params={"text": REPORT}).json()["matches"][0]["score"] == 100


def test_they_end_with_the_server(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    filled(place)
    with looking(place) as client:
        processes = [looker.process for looker in lookers(client)._begun]
    assert all(process.poll() is not None for process in processes)


def test_ctrl_c_ends_all_of_them_quietly(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    filled(place)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "duizhao", "serve", "--store", f"m={place}", "--port", str(port)]
    words += ["--anonymous", "--workers", "1", "--quiet"]
    server = subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True)
    end = time.monotonic() + 60
    figures = ""
    while "duizhao_workers 1" not in figures:
        assert time.monotonic() < end
        time.sleep(0.05)
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            figures = answer.read().decode()
    os.killpg(server.pid, signal.SIGINT)  # as a terminal does
    _, said = server.communicate(timeout=60)
    assert b"Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)


def test_who_may_not_read_is_refused(client: TestClient, place: str) -> None:
    other = bearer(token(place, "other", "admin", "second"))
    for path in ("lookup?text=A", "concordance?phrase=A"):
        assert client.get(f"{M}/{path}", headers={"authorization": "Bearer no"}).status_code == 401
        assert client.get(f"{M}/{path}", headers=other).status_code == 404
        assert client.get(f"/v1/memories/none/{path}").status_code == 404
        assert client.post(f"{M}/{path.replace('lookup', 'concordance')}").status_code == 405


def test_a_database_that_goes_away_and_comes_back(server: str) -> None:
    ask = f"{M}/lookup?text={REPORT}"
    with (
        own_database(server) as database,
        serving({"m": database.place}, anonymous=True, warm=True, workers=1) as client,
    ):
        until_ready(client, 1)
        database.cut()
        assert client.get(ask).status_code == 200  # a connection that broke is made anew
        database.allow(False)
        database.cut()
        answer = client.get(ask)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "\n" not in answer.json()["error"]
        database.allow(True)
        assert client.get(ask).json()["matches"][0]["score"] == 100
        assert lookers(client).ready == 1
