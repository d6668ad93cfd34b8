"""A server process in trouble: clients that hang in the middle of what they send or of what they are to read, or go
away, and a kill in the middle of an import. Others are served, nothing is held, nothing is there twice."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from duizhao.tmx import Prop
from duizhao.tmx.store.office import OfficeStore
from tests.app.server.running import FILE, bearer, filled, in_pieces, tmx_of, token, unit, until_begun
from tests.app.server.served import Served

M = "/v1/memories/m"
ASKED = f"{M}/lookup?text={quote('The Governing Body takes note of the report.')}"
SENDING, READING = 20, 10
PATIENCE = 3.0
"""Seconds: enough for others to be served meanwhile on a busy machine."""


@pytest.fixture
def served(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Served, dict[str, str]]]:
    """A server process with little patience, whose temporary files are in a folder of its own; and who may write."""
    (tmp_path / "tmp").mkdir()
    # An answer that no socket's buffers take, in what no index reads.
    long = Prop("x-minutes", "The minutes of the Committee are long. " * 2500)
    filled(place, [unit("The Governing Body takes note of the report.", "理事会注意到该报告。")])
    with OfficeStore(place) as store:
        some = [unit(f"Number {n}.", f"第{n}号。", "long.md", str(n)) for n in range(60)]
        list(store.add([entry._replace(extras=(*entry.extras, long)) for entry in some]))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    given = bearer(token(place, "w", "write"))
    found = Served(place, tmp_path, "--patience", str(PATIENCE), "--rate", "1000")
    yield found, given
    found.kill()


def connected(server: Served, given: dict[str, str], head: str, body: bytes = b"") -> socket.socket:
    """A client that sends this and no more."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.settimeout(30)
    made.connect(("127.0.0.1", server.port))
    named = f"{head} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nAuthorization: {given['authorization']}\r\n"
    made.sendall(named.encode() + body)
    return made


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def kept(folder: Path) -> list[str]:
    """Names of the temporary files that the server has at the moment."""
    return [path.name for path in (folder / "tmp").glob("duizhao-serve-*/*")]


def all_of(client: socket.socket) -> bytes:
    """What there is still to read."""
    read = b""
    with suppress(ConnectionResetError):
        while piece := client.recv(1 << 16):
            read += piece
    return read


def test_thirty_clients_that_hang_and_a_kill(served: tuple[Served, dict[str, str]], tmp_path: Path) -> None:
    server, given = served
    half = b"Content-Length: 5000000\r\n\r\n<tmx" + b" " * 100_000
    hanging = [connected(server, given, f"POST {M}/import", half) for _ in range(SENDING)]
    connected(server, given, f"POST {M}/import", half).close()  # and one that is cut off
    silent = [connected(server, given, f"GET {M}/export", b"\r\n") for _ in range(READING)]
    until(lambda: len(kept(tmp_path)) > SENDING)
    # Others are served, and may write: nobody holds the database.
    with httpx.Client(base_url=server.address, headers=given, timeout=60) as other:
        assert other.get(ASKED).json()["matches"][0]["score"] == 100
        texts = [{"language": "en", "text": "Quite new."}, {"language": "zh", "text": "全新。"}]
        assert other.post(f"{M}/units", json={"document": "n", "texts": texts}).status_code == 201
        assert other.post(f"{M}/import?format=tsv&document=i", content="en\tzh\nOne.\t一。\n").status_code == 200
        assert len(other.get(f"{M}/export?document=long.md").content) > 5_000_000
        # Who was in the middle of sending is told.
        for client in hanging:
            assert all_of(client).startswith(b"HTTP/1.1 408")
        # What was held for them is let go, though they are still there.
        until(lambda: [name[:13] for name in kept(tmp_path)] == ["duizhao-jobs-"])
        names = {one["document"] for one in other.get(f"{M}/documents").json()}
        assert names == {"a.md", "long.md", "n", "i"}
    for client in silent:
        head, _, body = all_of(client).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert len(body) < int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    for client in (*hanging, *silent):
        client.close()
    killed_while_it_imports(server, given)
    # What the first of them had at hand went with the start of the second.
    assert len(list((tmp_path / "tmp").iterdir())) == 1


def killed_while_it_imports(server: Served, given: dict[str, str]) -> None:
    """A power cut when a part of a file is in: after a new start the same file brings the rest, once."""
    data = tmx_of(FILE)

    def send() -> httpx.Response:
        with httpx.Client(base_url=server.address, headers=given, timeout=60) as client:
            return client.post(f"{M}/import", content=in_pieces(data))

    with ThreadPoolExecutor() as pool:
        sending = pool.submit(send)
        until_begun(server.place)
        server.kill()
        assert isinstance(sending.exception(), httpx.TransportError)
    for left in Path(os.environ["TMPDIR"]).iterdir():
        assert list(left.glob("*/import.tmx"))
        os.utime(left, (0, 0))  # as if it were some time ago
    server.start()
    with httpx.Client(base_url=server.address, headers=given, timeout=60) as client:
        there = {one["document"]: one["units"] for one in client.get(f"{M}/documents").json()}
        assert there == {"a.md": 1, "long.md": 60, "n": 1, "i": 1, "first.md": FILE["first.md"]}
        for _ in range(2):
            assert [one["units"] for one in send().json()["documents"]] == list(FILE.values())
            now = {one["document"]: one["units"] for one in client.get(f"{M}/documents").json()}
            assert now == {**there, **FILE}
        assert [change["what"] for change in client.get(f"{M}/changes").json()] == ["add"]  # nothing was written over
        asked = {"text": "Sentence 2999 of second.md!", "limit": 1}
        assert client.get(f"{M}/lookup", params=asked).json()["matches"][0]["source"] == "Sentence 2999 of second.md."
