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

from scripts.bench_server import postgres
from tests.app.server.running import bearer, filled, imported_while_asked, serving, token, unit
from tests.tmx.conftest import BINARIES

M = "/v1/memories/m"
ASKED = f"{M}/lookup?text={quote('The Governing Body takes note of the report.')}"


@pytest.fixture
def own_server() -> Iterator[tuple[str, list[str]]]:
    """A PostgreSQL of this test alone, and what controls it."""
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
    # Not in pytest's folder, which is closed to other users.
    folder = Path("/tmp") / f"duizhao-{os.getpid()}-{time.time_ns()}"
    try:
        with postgres(folder) as place:
            yield place, [*user, str(BINARIES[-1] / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    except subprocess.CalledProcessError as error:
        pytest.skip(f"PostgreSQL cannot be started here: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_postgres_that_is_stopped_and_started(own_server: tuple[str, list[str]]) -> None:
    place, control = own_server
    filled(place)
    writer = bearer(token(place, "w", "write"))
    with serving({"m": place}, anonymous=True) as client:
        found = client.get(ASKED).json()
        assert found["matches"][0]["score"] == 100
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
        for path in (ASKED, f"{M}/concordance?phrase=报告", "/health"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "\n" not in answer.json()["error"]
        options = f"-k {Path(control[-2]).parent} -h ''"
        subprocess.run(
            [*control, "-o", options, "-l", str(Path(control[-2]).parent / "log"), "start"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        assert client.get(ASKED).json() == found
        assert client.get(f"{M}/concordance?phrase=报告").json()["lines"]
        texts = [{"language": "en", "text": "Quite new."}, {"language": "zh", "text": "全新。"}]
        # A write finds out as well that its connection is none.
        for _ in range(2):
            made = client.post(f"{M}/units", json={"document": "n", "texts": texts}, headers=writer)
        assert made.status_code == 201
        assert client.get(f"{M}/lookup?text=Quite new.").json()["matches"][0]["target"] == "全新。"


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
    for turn in range(2):
        server = Serving(place, port)
        assert server.asked(ASKED, made)[0] == 200

        def add(server: Serving = server, turn: int = turn) -> None:
            for number in range(10_000):
                text = f"Sentence {turn} {number}"
                texts = [{"language": "en", "text": text}, {"language": "zh", "text": f"第{turn}之{number}句"}]
                try:
                    status, _ = server.asked(f"{M}/units", made, {"document": "new", "texts": texts})
                except (OSError, HTTPException, AssertionError, ValueError):
                    return
                if status == 201:
                    confirmed.append(text)

        before = len(confirmed)
        adding = threading.Thread(target=add, daemon=True)
        adding.start()
        end = time.monotonic() + 60
        while len(confirmed) < before + 5 and time.monotonic() < end:
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
    rows = "en\tzh\n" + "".join(f"Sentence {n} of many words.\t第{n}句有许多词。\n" for n in range(600))
    with serving({"m": place}, anonymous=True) as client:
        imported, wrong = imported_while_asked(client, f"{M}/import?format=tsv", rows, writer, ASKED, 3)
        assert imported.status_code == 200
        assert wrong == []
        # What another process adds is there at the next question.
        from duizhao.tmx.store.office import OfficeStore

        with OfficeStore(place) as store:
            list(store.add([unit("Somebody else's sentence.", "别人的句子。", document="z")]))
        assert client.get(f"{M}/lookup?text=Somebody else's sentence.").json()["matches"][0]["score"] == 100
        assert len(client.get(f"{M}/concordance?phrase=别人").json()["lines"]) == 1
