"""No password of a database and no key of an encoder is printed, logged or kept, however the address is written."""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.alignment.encoders import make_encoder
from duizhao.cli.main import cli
from duizhao.corpora.errors import DuizhaoError, SettingsError
from duizhao.corpora.secrets import hidden
from duizhao.tmx.store.address import postgres_address
from tests.app.running import printed

SECRET = "hunter2Zulu"
AT = "127.0.0.1:1"  # where nothing listens

# How the password may look around its core, and how the address may.
PASSWORDS = [
    "{}",
    "{}%",
    "%{}",
    "%zz{}",
    "{}@",
    "@{}",
    "a@{}",
    "{}/x",
    "x/{}",
    "{}?x",
    "?{}",
    "{}#",
    "#{}",
    "{}&x=1",
    ":{}",
]
PASSWORDS += ["{}:", "%40{}", "{}%2F", "a b{}", "{} c", "港{}", "'{}'", '"{}"', "{}\\", "$({})", "{}\u202e", "{}\t"]
SHAPES = [
    "postgresql://u:{}@" + AT + "/db",
    "postgres://u:{}@" + AT + "/db",
    "POSTGRESQL://u:{}@" + AT + "/db",
    "PostgreS://u:{}@" + AT,
    "postgres+psycopg://u:{}@" + AT + "/db",
    "postgresql+psycopg2://u:{}@" + AT + "/db",
    "postgresql://:{}@" + AT + "/db",
    "postgresql://" + AT + "/db?user=u&password={}",
    "postgresql://" + AT + "/db?password={}&user=u",
    "postgresql:///db?host=127.0.0.1&port=1&password={}",
    "postgresql://" + AT + "/db?sslpassword={}",
    "postgresql://u:{}@[::1]:1/db",
    # Typing errors.
    "postgre://u:{}@" + AT + "/db",
    "postgersql://u:{}@" + AT + "/db",
    "ostgresql://u:{}@" + AT + "/db",
    "postgresql:/u:{}@" + AT + "/db",
    "postgresql:u:{}@" + AT + "/db",
    "postgresql;//u:{}@" + AT + "/db",
    "postgresql//u:{}@" + AT + "/db",
    "postgresql:///u:{}@" + AT + "/db",
    " postgresql://u:{}@" + AT + "/db",
    "jdbc:postgresql://u:{}@" + AT + "/db",
    "pgsql://u:{}@" + AT + "/db",
    "//u:{}@" + AT + "/db",
    "u:{}@" + AT + "/db",
    "host=127.0.0.1 port=1 user=u password={}",
    "host=127.0.0.1 port=1 password = '{}'",
]
ADDRESSES = [
    shape.format(password.format(SECRET))
    for shape, password in [
        *itertools.product(SHAPES, PASSWORDS[:2]),
        *itertools.product(SHAPES[:1] + SHAPES[7:8], PASSWORDS),
    ]
]

COMMANDS = [
    ("memory", "list", "--store", "{}"),
    ("memory", "list", "--store={}", "--json"),
    ("memory", "add", "m.tmx", "--store", "{}", "-q"),
    ("memory", "remove", "d", "--store", "{}"),
    ("memory", "lookup", "the port", "--store", "{}"),
    ("memory", "concordance", "港口", "--store", "{}"),
    ("memory", "leverage", "a.md", "--store", "{}"),
    ("memory", "export", "out.tmx", "--store", "{}"),
    # Where no address belongs.
    ("memory", "add", "{}"),
    ("memory", "list", "{}"),
    ("memory", "{}"),
    ("{}",),
    ("check", "{}", "--history", "h.jsonl", "--no-cache"),
    ("check", "m.tmx", "--baseline", "{}", "--no-cache"),
    ("check", "m.tmx", "--glossary", "{}", "--no-cache"),
    ("align", "a.md", "{}", "-o", "out"),
    ("align", "a.md", "b.md", "-o", "out", "--encoder", "{}"),
    ("align", "--manifest", "{}", "-o", "out"),
    ("build", "{}"),
    ("segment", "{}"),
    ("tmx", "stats", "{}"),
    ("tmx", "convert", "m.tmx", "{}"),
    ("tmx", "convert", "{}", "o.csv"),
    ("tmx", "split", "m.tmx", "-o", "{}"),
    ("memory", "export", "{}"),
    ("memory", "export", "out.tmx", "--source", "{}"),
    ("align", "a.md", "b.md", "-o", "{}", "--embed", "none"),
    ("glossary", "extract", "m.tmx", "-o", "{}"),
    ("review", "export", "made", "-o", "{}"),
    ("sample", "{}"),
    ("pair", "{}", "-o", "{}"),
    ("tmx", "validate", "m.tmx", "--for", "{}"),
    ("glossary", "lookup", "x", "-g", "{}", "--no-seed"),
    ("drift", "{}"),
    ("encoder", "test", "{}"),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a memory and two documents."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    Path("a.md").write_text("# Ports\n\n1. The port opens in 2030.\n", encoding="utf-8")
    Path("b.md").write_text("# 港口\n\n1. 港口将于 2030 年开放。\n", encoding="utf-8")
    printed("align", "a.md", "b.md", "-o", "made", "--embed", "none", "-q")
    Path("m.tmx").write_bytes(Path("made/memory.tmx").read_bytes())
    return tmp_path


def assert_kept_nowhere(output: str, place: Path) -> None:
    assert SECRET not in output
    # Neither in pieces nor escaped: the core of the password has nothing that any syntax escapes.
    for path in place.rglob("*"):
        assert SECRET not in str(path)
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path


def _with(command: tuple[str, ...], address: str) -> list[str]:
    return [word.replace("{}", address) for word in command]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_with_an_address(command: tuple[str, ...], place: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for address in (SHAPES[0], SHAPES[7], SHAPES[12], SHAPES[24], SHAPES[25]):
        output = printed(*_with(command, address.format(SECRET)))
        assert_kept_nowhere(output + caplog.text, place)


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[8], COMMANDS[12]], ids=" ".join)
def test_each_shape_of_address(command: tuple[str, ...], place: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for address in ADDRESSES:
        output = printed(*_with(command, address))
        assert SECRET not in output + caplog.text, (address, output)
    assert_kept_nowhere("", place)


def _commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for verb in command.list_commands(context):
            found = command.get_command(context, verb)
            assert found is not None
            yield from _commands(found, f"{name} {verb}")
    else:
        yield name, command


def test_every_file_of_every_command_is_looked_at() -> None:
    files = [
        (name, param) for name, one in _commands(cli) for param in one.params if isinstance(param.type, click.Path)
    ]
    assert len(files) > 50
    for name, param in files:
        assert param.callback is not None, name
        with pytest.raises(click.BadParameter, match="an address"):
            param.callback(click.Context(cli), param, "postgersql://u:p@h/db")


def test_a_file_is_no_address_whatever_its_name_is(place: Path) -> None:
    for name in ("a=b.tmx", "me@here.tmx", "10:30.tmx"):
        assert SECRET not in printed("tmx", "convert", "m.tmx", name, "-q")
        assert Path(name).read_bytes() == Path("m.tmx").read_bytes()


def test_an_address_in_the_environment_or_the_project_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ADDRESSES[:: max(1, len(ADDRESSES) // 12)]:
        with monkeypatch.context() as patch:
            patch.setenv("DUIZHAO_MEMORY", address)
            assert SECRET not in printed("memory", "list")
            assert SECRET not in printed("memory", "add", "m.tmx")
            patch.setenv("DUIZHAO_CACHE", address)
            assert SECRET not in printed("align", "a.md", "b.md", "-o", "out2", "--embed", "none")
        quoted = address.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        Path("duizhao.toml").write_text(f'[[pair]]\nsource = "{quoted}"\ntarget = "b.md"\n', encoding="utf-8")
        assert SECRET not in printed("build", ".")


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    before=st.text("abZ9@:/?#&%= '\"\\\u202e港", max_size=5),
    after=st.text("abZ9@:/?#&%= '\"\\\u202e港", max_size=5),
    shape=st.sampled_from(SHAPES),
)
def test_errors_of_a_store_hide_any_password(before: str, after: str, shape: str) -> None:
    address = shape.format(f"{before}{SECRET}{after}")
    with contextlib.suppress(DuizhaoError):
        assert SECRET not in repr(postgres_address(address))
    output = printed("memory", "list", "--store", address)
    assert SECRET not in output, address


def test_addresses_are_understood_as_they_are_written() -> None:
    def read(place: str) -> tuple[str, dict[str, str]]:
        found = postgres_address(place)
        assert found is not None
        return found.where, found.parameters

    for place in ("postgresql://u:p%40ss@h:5/db", "POSTGRES://u:p@ss@h:5/db", "postgresql+psycopg://u:p@ss@h:5/db"):
        assert read(place) == ("h:5/db", {"user": "u", "password": "p@ss", "host": "h", "port": "5", "dbname": "db"})
    assert read("postgresql://u:100%@h/db")[1]["password"] == "100%"
    assert read("postgresql://h/db?user=u&password=a%b")[1]["password"] == "a%b"
    assert read("postgresql://postgres@%2Fvar%2Frun/db")[0] == "/var/run/db"
    for file in ("memory.db", "C:\\m.db", "C:/m.db", "a@b.db", "dir/postgres.db", "12:30.db", "port=1.db"):
        assert postgres_address(file) is None


def test_keys_of_encoders(place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"http://127.0.0.1:1/v1?api-key={SECRET}"
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    for address in (
        url,
        f"http:{url}",
        f"http:http://u:{SECRET}@127.0.0.1:1/v1",
        f"htp:{url}",
    ):
        output = printed("align", "a.md", "b.md", "-o", "out", "--encoder", address, "--embed", "all")
        assert_kept_nowhere(output + caplog.text, place)
        assert_kept_nowhere(printed("encoder", "test", address) + caplog.text, place)
    encoder = make_encoder(url, cache=False, retries=0)
    assert SECRET not in encoder.name
    with pytest.raises(DuizhaoError) as told:
        encoder.encode(["a"])
    assert SECRET not in str(told.value)
    for key in (f"{SECRET}\nX: y", f"{SECRET} b", f"{SECRET}港", f"{SECRET}\x00"):
        monkeypatch.setenv("DUIZHAO_API_KEY", key.replace("\x00", "\x01"))
        with pytest.raises(SettingsError) as refused:
            make_encoder("http://127.0.0.1:1/v1", cache=False)
        assert SECRET not in str(refused.value)


def test_what_holds_no_secret_is_told_as_it_is() -> None:
    for text in (
        "docs/a b.md:12 [p3]: no such file. Check the path",
        "https://example.org/a: refused (404)",
        "postgresql://liu@db.example/memory: no such file",
        "note: 3 pairs at 12:30; keys and tokens: 5",
        "C:\\Users\\liu\\m.tmx: not XML",
        "git@host:path/repo",
        "cannot use the PostgreSQL database: is it? Write postgresql://user@host/database, and @ as %40, ? as %3F",
    ):
        assert hidden(text) == text
