"""What a memory on disk has to stand: characters XML cannot hold, other versions, no permission to write, writers
beside readers, servers that let go, full disks."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from duizhao.corpora.errors import DuizhaoError, InputError, OutputError, WorkError
from duizhao.tmx import Entry, Note, Prop, Variant
from duizhao.tmx.model import Element, content
from duizhao.tmx.store.legal import legal_entry
from duizhao.tmx.store.store import Store
from tests.tmx.test_store import UNITS, unit

BAD = ["\x1b", "\x00", "\ud800", "\ufffe", "\x0b", "\x08"]


def replace_a(store: Store, text: str, count: int = 3) -> None:
    list(store.add([unit(f"{text} harbour {n}", f"{text} 港口 {n}", "a.md", str(n)) for n in range(count)]))


# -- characters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", BAD)
def test_what_xml_cannot_hold_is_left_out_at_the_door(place: str, bad: str) -> None:
    entry = Entry(
        (
            Variant(
                "en", content(f"har{bad}bour", Element("ph", {"x": f"1{bad}"}, content(f"<b>{bad}"))), {}, (Note(bad),)
            ),
            Variant("zh-CN", content(f"港{bad}口")),
        ),
        {"tuid": f"u{bad}1"},
        (Prop("x-document", "d"), Prop(f"x-{bad}", f"{bad}a")),
    )
    with Store(place, create=True) as store:
        list(store.add([UNITS[0]._replace(extras=(Prop("x-document", "d"),)), entry]))
        assert store.repaired == [("d", 2, 8)]
        kept = list(store.entries())[1]
        assert legal_entry(kept) == (kept, 0)
        assert [variant.text for variant in kept.variants] == ["harbour", "港口"]
        assert kept.attributes == {"tuid": "u1"}
        assert [line.source for line in store.concordance("harbour")] == ["harbour"]


def test_a_good_unit_is_kept_as_it_is() -> None:
    for entry in UNITS:
        kept, left_out = legal_entry(entry)
        assert kept is entry
        assert left_out == 0


# -- versions ----------------------------------------------------------------------------------------------------------


def made(tmp_path: Path) -> Path:
    path = tmp_path / "m.db"
    with Store(path, create=True) as store:
        list(store.add(UNITS))
    return path


def change(path: Path, statement: str, values: tuple[object, ...] = ()) -> None:
    base = sqlite3.connect(path)
    base.execute(statement, values)
    base.commit()
    base.close()


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE about SET value = '9'", "version 9.*newer duizhao"),
        ("UPDATE about SET value = 'x'", "version 'x'.*anew"),
        ("UPDATE about SET value = '0'", "version '0'"),
        ("DELETE FROM about", "has no version"),
    ],
)
def test_a_version_that_is_not_known_is_refused(tmp_path: Path, statement: str, says: str, create: bool) -> None:
    path = made(tmp_path)
    change(path, statement)
    before = path.read_bytes()
    with pytest.raises(InputError, match=says):
        Store(path, create=create)
    assert path.read_bytes() == before


def test_an_older_version_is_brought_up_to_ours(tmp_path: Path) -> None:
    path = made(tmp_path)
    base = sqlite3.connect(path)
    base.execute("UPDATE about SET value = '1'")
    base.execute("UPDATE unit SET entry = replace(entry, 'Decent', 'De\\u001bcent')")
    base.execute("UPDATE variant SET body = replace(body, 'Decent', 'De' || char(27) || 'cent')")
    base.commit()
    base.close()
    with Store(path) as store:
        assert list(store.entries()) == UNITS
        assert store.lookup(UNITS[0].variants[0].text, "en")[0].source == UNITS[0].variants[0].text
    base = sqlite3.connect(path)
    assert base.execute("SELECT value FROM about").fetchall() == [("2",)]
    assert base.execute("SELECT count(*) FROM unit WHERE entry LIKE '%u001b%'").fetchone() == (0,)
    base.close()


@pytest.mark.parametrize("seed", range(6))
def test_a_garbled_file_is_one_line(tmp_path: Path, seed: int) -> None:
    path = made(tmp_path)
    data = bytearray(path.read_bytes())
    data[100 + seed * 37 : 4096] = bytes(byte ^ (0x80 >> seed) for byte in data[100 + seed * 37 : 4096])
    path.write_bytes(data)
    told = ""
    try:
        with Store(path) as store:
            store.documents()
            store.concordance("work")
    except DuizhaoError as error:
        told = str(error)
    assert len(told.splitlines()) <= 1


# -- permission --------------------------------------------------------------------------------------------------------


@contextmanager
def closed_folder(path: Path) -> Iterator[Path]:
    """The memory alone in a folder that we may not write to; root steps down for that."""
    folder = Path(tempfile.mkdtemp(prefix="duizhao-test-"))
    for part in path.parent.glob(f"{path.name}*"):
        shutil.copyfile(part, folder / part.name)
        (folder / part.name).chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield folder / path.name
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_a_memory_is_read_without_permission_to_write(tmp_path: Path) -> None:
    path = made(tmp_path)
    with closed_folder(path) as there, Store(there) as store:
        assert list(store.entries()) == UNITS
        assert store.lookup("The Governing Body takes note of the report.", "en")[0].score == 100
        assert len(store.concordance("体面")) == 2
        assert store.documents()[0][:2] == ("a.md", 3)
        with pytest.raises(OutputError, match="can only be read"):
            store.remove("a.md")
        with pytest.raises(OutputError, match="can only be read"):
            list(store.add(UNITS))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_an_older_one_too(tmp_path: Path) -> None:
    path = made(tmp_path)
    change(path, "UPDATE about SET value = '1'")
    change(path, "UPDATE unit SET entry = replace(entry, 'Decent', 'De\\u001bcent')")
    with closed_folder(path) as there, Store(there) as store:
        assert list(store.entries()) == UNITS


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_one_whose_writer_was_killed_is_read_with_its_log(tmp_path: Path) -> None:
    path = made(tmp_path)
    writer = Store(path)
    replace_a(writer, "new")
    with closed_folder(path) as there:  # copied while the writer has it open: the log holds what is new
        assert there.with_name(f"{there.name}-wal").stat().st_size
        with Store(there) as store:
            assert len(store.concordance("harbour")) == 3
    writer.close()


# -- readers beside writers --------------------------------------------------------------------------------------------


def test_a_reader_sees_one_moment(place: str) -> None:
    with Store(place, create=True) as writer, Store(place, create=True) as reader:
        replace_a(writer, "old", 2500)
        entries = reader.entries()
        seen = [next(entries).variants[0].text]
        replace_a(writer, "new", 2500)
        seen += [entry.variants[0].text for entry in entries]
        assert seen == [f"old harbour {n}" for n in range(2500)]
        assert reader.concordance("new harbour 7")[0].before == "new harbour 6"
        with reader._db.reading():
            assert reader.lookup("new harbour 7", "en")[0].source == "new harbour 7"
            replace_a(writer, "third", 10)
            assert reader.lookup("new harbour 7", "en")[0].source == "new harbour 7"
            assert len(reader.concordance("new harbour", limit=5000)) == 2500
        assert not reader.concordance("new harbour")
        assert reader.lookup("third harbour 7", "en")[0].score == 100


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


@pytest.fixture
def postgres(server: str, request: pytest.FixtureRequest) -> str:
    import random

    import psycopg

    name = f"m{random.SystemRandom().randrange(10**12)}"
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    host = server.split()[0].removeprefix("host=").replace("/", "%2F")
    return f"postgresql://postgres@{host}/{name}"


def test_a_second_schema_is_a_memory_of_its_own(postgres: str) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA team2")
        connection.execute('CREATE SCHEMA "Team 3"')
    places = [
        postgres,
        f"{postgres}?options=-csearch_path%3Dteam2",
        f"{postgres}?options=-csearch_path%3D%22Team%5C%203%22",
    ]
    for number, address in enumerate(places):
        with Store(address, create=True) as store:
            replace_a(store, f"team{number}", 3 + number)
    for number, address in enumerate(places):
        with Store(address) as store:
            assert [units for _, units, _ in store.documents()] == [3 + number]
            assert store.lookup(f"team{number} harbour 9", "en", minimum=50)
            assert len(store.concordance("harbour")) == 3 + number


def test_an_older_or_newer_version_on_a_server(postgres: str) -> None:
    import psycopg

    with Store(postgres, create=True) as store:
        list(store.add(UNITS))
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("UPDATE about SET value = '1'")
        with Store(postgres) as store:
            assert list(store.entries()) == UNITS
        assert connection.execute("SELECT value FROM about").fetchall() == [("2",)]
        connection.execute("UPDATE about SET value = '9'")
        with pytest.raises(InputError, match="version 9"):
            Store(postgres, create=True)


def test_a_server_that_lets_go_is_one_line(postgres: str) -> None:
    import psycopg

    for work in (
        lambda store: store.documents(),
        lambda store: store.lookup("harbour", "en"),
        lambda store: store.concordance("harbour"),
        lambda store: list(store.add(UNITS)),
        lambda store: list(store.entries()),
        lambda store: store.remove("a.md"),
    ):
        with Store(postgres, create=True) as store, psycopg.connect(postgres, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            with pytest.raises((WorkError, OutputError), match="memory") as told:
                work(store)
            assert len(str(told.value).splitlines()) == 1


def test_a_statement_that_takes_too_long_is_one_line(postgres: str) -> None:
    with Store(postgres, create=True) as store:
        list(store.add(UNITS))
    with Store(f"{postgres}?options=-cstatement_timeout%3D400") as store:
        with pytest.raises(WorkError, match=r"cannot be read: .*statement timeout") as told:
            store._db.rows("SELECT pg_sleep(5)")
        assert len(str(told.value).splitlines()) == 1
        with pytest.raises(OutputError, match=r"cannot write to the memory: .*statement timeout"), store._db.writing():
            store._db.rows("SELECT pg_sleep(5)")
        assert store.documents()[0][:2] == ("a.md", 3)


# -- damage ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "{}", '{"variants": [{}]}', '{"variants": [{"language": "en", "content": 7}]}', "[" * 9999],
)
def test_a_unit_that_was_damaged_is_one_line(tmp_path: Path, text: str) -> None:
    path = made(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE unit SET entry = ? WHERE id = 2", (text,))
    with Store(path) as store, pytest.raises(InputError, match="a unit of this memory cannot be read") as told:
        list(store.entries())
    assert len(str(told.value).splitlines()) == 1
    assert "damaged or changed by hand" in str(told.value.cure)


# -- a full disk -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    import resource
    import signal

    path = made(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with Store(path) as store, pytest.raises(OutputError, match="cannot write to the memory") as told:
            replace_a(store, "big", 5000)
        assert len(str(told.value).splitlines()) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    with Store(path) as store:
        assert list(store.entries()) == UNITS
