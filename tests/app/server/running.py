"""A server's application over a memory, and clients with tokens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.testclient import TestClient

from duizhao.server.application import application
from duizhao.server.settings import ServerLimits, ServerSettings
from duizhao.server.tokens import People
from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.formats.convert import writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import content
from duizhao.tmx.store.office import OfficeStore

GLOSSARY = "source_term,target_term\ndecent work,体面劳动\nGoverning Body,理事会\n"


def unit(source: str, target: str, document: str = "a.md", number: str = "") -> Entry:
    props = [Prop("x-document", document), *([Prop("x-paragraph", number)] if number else [])]
    return Entry((Variant("en-GB", content(source)), Variant("zh-CN", content(target))), extras=tuple(props))


UNITS = [
    unit("Decent work for all is the goal of the Office.", "人人享有体面劳动是劳工局的目标。", number="1"),
    unit("The Governing Body takes note of the report.", "理事会注意到该报告。", number="2"),
    unit("Social protection floors were extended in 2024.", "2024年扩大了社会保护底线。", number="3"),
    unit("The Governing Body took note of the report.", "理事会注意到这份报告。", "b.md", "1"),
]


def filled(place: str, units: list[Entry] | None = None) -> None:
    with OfficeStore(place, create=True) as store:
        list(store.add(UNITS if units is None else units))


def token(place: str, name: str = "Liu", scope: str = "read", memory: str = "", days: int | None = None) -> str:
    with OfficeStore(place, create=True) as store:
        people = People(store.database)
        people.prepare()
        return people.add(name, scope, memory, days)


def bearer(given: str) -> dict[str, str]:
    return {"authorization": f"Bearer {given}"}


@contextmanager
def serving(
    memories: dict[str, str], *, glossary: Path | None = None, warm: bool = False, **more: Any
) -> Iterator[TestClient]:
    """A client of a server; faults of ours come back as answers, as they do to others."""
    settings = ServerSettings(
        memories, frozenset(("testserver",)), glossary, **{"limits": ServerLimits(burst=10_000), **more}
    )
    with TestClient(application(settings, warm=warm), raise_server_exceptions=False) as client:
        yield client


def imported_while_asked(
    client: TestClient, into: str, data: bytes, writer: dict[str, str], ask: str, askers: int
) -> tuple[Any, list[str]]:
    """The answer to an import at an address, which is streamed, while so many people ask ten times a second for a
    sentence that the memory has word for word; and what they were told instead of it."""
    wrong: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            answer = client.get(ask)
            if answer.status_code != 200 or answer.json()["matches"][0]["score"] != 100:
                wrong.append(answer.text)

    threads = [threading.Thread(target=look) for _ in range(askers)]
    for thread in threads:
        thread.start()
    imported = client.post(into, content=in_pieces(data), headers=writer)
    done.set()
    for thread in threads:
        thread.join()
    return imported, wrong


def tmx_of(documents: dict[str, int]) -> bytes:
    """A TMX with so many units in each of some documents."""
    entries = (
        unit(f"Sentence {n} of {name}.", f"{name}第{n}句。", name, str(n))
        for name, count in documents.items()
        for n in range(1, count + 1)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.tmx"
        writing_to(path, table_header(("en", "")), entries, "tmx")
        return path.read_bytes()


def in_pieces(data: bytes) -> Iterator[bytes]:
    """A body as it is streamed."""
    yield from (data[start : start + 65536] for start in range(0, len(data), 65536))


FILE = {"first.md": 40, "second.md": 3000, "third.md": 10}


def until_begun(place: str) -> None:
    """Until the first document of FILE is in, and the second not yet."""
    end = time.monotonic() + 60
    with OfficeStore(place) as store:
        while not store.database.rows("SELECT 1 FROM document WHERE name = 'first.md'"):
            assert time.monotonic() < end
            time.sleep(0.005)


class OwnDatabase:
    """A filled PostgreSQL database that a test alone uses, and may cut off its clients."""

    def __init__(self, server: str, admin: Any) -> None:
        self._admin, self._name = admin, f"own{time.time_ns()}"
        host = server.split()[0].removeprefix("host=").replace("/", "%2F")
        self.place = f"postgresql://postgres@{host}/{self._name}"
        admin.execute(f"CREATE DATABASE {self._name}")
        filled(self.place)

    def cut(self) -> None:
        """End all connections to it."""
        self._admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def allow(self, connections: bool) -> None:
        """Whether it may be connected to."""
        self._admin.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS {connections}")


@contextmanager
def own_database(server: str) -> Iterator[OwnDatabase]:
    """One on the server of the fixture of that name."""
    import psycopg

    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as admin:
        yield OwnDatabase(server, admin)
