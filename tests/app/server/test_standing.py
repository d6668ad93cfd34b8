"""What a server stands: a database stopped and started, a kill, others who add while people look things up."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from duizhao.tmx.store.office import OfficeStore
from scripts.bench_server import postgres
from tests.app.server.running import (
    FILE,
    bearer,
    filled,
    imported_while_asked,
    in_pieces,
    serving,
    tmx_of,
    token,
    unit,
    until_begun,
)
from tests.tmx.conftest import BINARIES, MEMORY

M = "/v1/memories/m"
ASKED = f"{M}/lookup?text={quote('The Governing Body takes note of the report.')}"


@pytest.fixture(scope="module")
def own_server() -> Iterator[tuple[str, list[str]]]:
    """A PostgreSQL of these tests alone, and what controls it."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    user: list[str] = []
    if os.geteuid() == 0:
        if (
            not shutil.which("runuser")
            or subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode
        ):
            pytest.skip("PostgreSQL does not run as root and there is no user postgres")
        user = ["runuser", "-u", "postgres", "--"]
    # Not in pytest's folder, which is closed to other users; in memory where there is some.
    folder = (
        MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else Path("/tmp")
    ) / f"duizhao-{os.getpid()}-{time.time_ns()}"
    try:
        with postgres(folder) as place:
            yield place, [*user, str(BINARIES[-1] / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    except subprocess.CalledProcessError as error:
        pytest.skip(f"PostgreSQL cannot be started here: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stop(control: list[str]) -> None:
    """As a power cut does."""
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)


def start(control: list[str]) -> None:
    folder = Path(control[-2]).parent
    options = ["-o", f"-k {folder} -h ''", "-l", str(folder / "log")]
    subprocess.run([*control, *options, "start"], check=True, stdout=subprocess.DEVNULL)


def test_a_postgres_that_is_stopped_and_started(own_server: tuple[str, list[str]]) -> None:
    place, control = own_server
    filled(place)
    writer = bearer(token(place, "w", "write"))
    with serving({"m": place}, anonymous=True) as client:
        found = client.get(ASKED).json()
        assert found["matches"][0]["score"] == 100
        stop(control)
        for path in (ASKED, f"{M}/concordance?phrase=报告", "/health"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "\n" not in answer.json()["error"]
        start(control)
        assert client.get(ASKED).json() == found
        assert client.get(f"{M}/concordance?phrase=报告").json()["lines"]
        texts = [{"language": "en", "text": "Quite new."}, {"language": "zh", "text": "全新。"}]
        # A write finds out as well that its connection is none.
        for _ in range(2):
            made = client.post(f"{M}/units", json={"document": "n", "texts": texts}, headers=writer)
        assert made.status_code == 201
        assert client.get(f"{M}/lookup?text=Quite new.").json()["matches"][0]["target"] == "全新。"


def units_of(client: TestClient, headers: dict[str, str]) -> dict[str, int]:
    """How many units each document has."""
    found = client.get(f"{M}/documents", headers=headers).json()
    return {one["document"]: one["units"] for one in found}


def test_a_postgres_that_is_stopped_in_the_middle_of_an_import(own_server: tuple[str, list[str]]) -> None:
    place, control = own_server
    filled(place)
    writer = bearer(token(place, "w", "write"))
    data = tmx_of(FILE)
    answers = []
    with serving({"m": place}) as client:
        before, changes = units_of(client, writer), client.get(f"{M}/changes", headers=writer).json()
        sending = threading.Thread(
            target=lambda: answers.append(client.post(f"{M}/import", content=in_pieces(data), headers=writer))
        )
        sending.start()
        until_begun(place)
        stop(control)
        sending.join()
        # Who sent it is told what is in, and what to do; there is no traceback and no address in it.
        (told,) = answers
        assert (told.status_code, told.headers["retry-after"]) == (503, "5")
        assert told.json()["error"].endswith("; of the file 1 documents are in: first.md (40)")
        assert told.json()["cure"].startswith("Send the file again")
        assert "\n" not in told.json()["error"]
        assert "/tmp" not in told.text
        job = client.post("/v1/jobs", json={"kind": "check", "memory": "m"}, headers=writer)
        assert job.status_code == 503
        start(control)
        # What is in is a whole document; the same server goes on, and the same file brings the rest, once.
        assert units_of(client, writer) == {**before, "first.md": 40}
        assert client.get("/v1/jobs", headers=writer).json() == []
        for there in (False, True):
            again = client.post(f"{M}/import", content=in_pieces(data), headers=writer).json()["documents"]
            assert [(one["document"], one["units"]) for one in again] == list(FILE.items())
            assert [one["replaced"] for one in again] == [True, there, there]
            assert units_of(client, writer) == {**before, **FILE}
        assert client.get(f"{M}/changes", headers=writer).json() == changes  # nothing was written over
        asked = {"text": "Sentence 2999 of second.md.", "limit": 5}
        assert client.get(f"{M}/lookup", params=asked, headers=writer).json()["matches"][0]["score"] == 100


class Serving:
    """`duizhao serve` in a process of its own."""

    def __init__(self, place: str, port: int) -> None:
        command = [sys.executable, "-m", "duizhao", "serve", "--quiet", "--store", f"m={place}", "--port", str(port)]
        self.process = subprocess.Popen([*command, "--rate", "100000"], stderr=subprocess.DEVNULL)
        self.port = port

    def asked(self, path: str, made: str, data: object = None) -> tuple[int, object]:
        """Status and answer; a server that does not listen yet is asked again."""
        body = None if data is None else json.dumps(data).encode()
        headers = {**bearer(made), "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        for _ in range(300):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                return error.code, None
            except urllib.error.URLError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")


def test_a_server_that_is_killed_loses_nothing_that_it_confirmed(place: str) -> None:
    import socket

    filled(place)
    made = token(place, "w", "write")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    confirmed: list[str] = []
    server = Serving(place, port)
    assert server.asked(ASKED, made)[0] == 200

    def add() -> None:
        for number in range(10_000):
            text = f"Sentence {number}"
            texts = [{"language": "en", "text": text}, {"language": "zh", "text": f"第{number}句"}]
            try:
                status, _ = server.asked(f"{M}/units", made, {"document": "new", "texts": texts})
            except (OSError, HTTPException, AssertionError, ValueError):
                return
            if status == 201:
                confirmed.append(text)

    adding = threading.Thread(target=add, daemon=True)
    adding.start()
    end = time.monotonic() + 60
    while len(confirmed) < 10 and time.monotonic() < end:
        time.sleep(0.02)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    assert len(confirmed) >= 10
    with serving({"m": place}, anonymous=True) as client:
        for text in confirmed:
            assert client.get(f"{M}/lookup", params={"text": text}).json()["matches"][0]["score"] == 100, text


def test_people_look_things_up_while_others_import_on_both_databases(place: str) -> None:
    filled(place)
    writer = bearer(token(place, "w", "write"))
    data = tmx_of({"many.md": 1500})
    with serving({"m": place}, anonymous=True) as client:
        imported, wrong = imported_while_asked(client, f"{M}/import", data, writer, ASKED, 20)
        assert imported.status_code == 200
        assert wrong == []
        assert units_of(client, writer) == {"a.md": 3, "b.md": 1, "many.md": 1500}
        asked = {"text": "Sentence 1234 of many.md!", "limit": 1}
        assert client.get(f"{M}/lookup", params=asked).json()["matches"][0]["source"] == "Sentence 1234 of many.md."
        # What another process adds is there at the next question.
        with OfficeStore(place) as store:
            list(store.add([unit("Somebody else's sentence.", "别人的句子。", document="z")]))
        assert client.get(f"{M}/lookup?text=Somebody else's sentence.").json()["matches"][0]["score"] == 100
        assert len(client.get(f"{M}/concordance?phrase=别人").json()["lines"]) == 1


def test_who_waits_to_write_stands_in_no_look_ups_way(place: str) -> None:
    filled(place)
    writer = bearer(token(place, "w", "write"))
    held, release, statuses = threading.Event(), threading.Event(), []

    def hold() -> None:  # as a long import does
        with OfficeStore(place) as store, store.database.writing():
            held.set()
            release.wait(60)

    def write(n: int) -> None:
        texts = [{"language": "en", "text": f"New {n}."}, {"language": "zh", "text": f"新{n}。"}]
        made = client.post(f"{M}/units", json={"document": "n", "texts": texts}, headers=writer)
        statuses.append(made.status_code)

    with serving({"m": place}, anonymous=True) as client:
        threads = [threading.Thread(target=hold), *(threading.Thread(target=write, args=(n,)) for n in range(9))]
        threads[0].start()
        held.wait(60)
        for thread in threads[1:]:
            thread.start()
        # A token that nobody knows is written into the audit log.
        threads.append(threading.Thread(target=client.get, args=(ASKED,), kwargs={"headers": bearer("none")}))
        threads[-1].start()
        for _ in range(20):
            assert client.get(ASKED).json()["matches"][0]["score"] == 100
        assert not release.is_set()
        assert statuses == []
        release.set()
        for thread in threads:
            thread.join()
        assert statuses == [201] * 9
        lines = client.get("/v1/audit", headers=bearer(token(place, "a", "admin"))).json()
        assert [line["what"] for line in lines if line["what"] != "token add"] == ["refused"]
