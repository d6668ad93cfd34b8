"""The registry: names, endings, where members come from, and plug-ins that are late, broken or in the way."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.registry import NO_PLUGINS, Registered, Registry, load, nearest


@dataclass(frozen=True)
class Tool:
    suffixes: tuple[str, ...] = ()
    about: str = ""


Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package with a module and entry points, as pip leaves it: a module and a dist-info folder."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv(NO_PLUGINS, raising=False)
    packages = []

    def put(package: str, code: str, points: str, version: str = "1.2") -> None:
        packages.append(package)
        (tmp_path / f"{package}.py").write_text(code, encoding="utf-8")
        info = tmp_path / f"{package}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[test.tools]\n{points}\n")

    yield put
    for package in packages:
        sys.modules.pop(package, None)


def tools() -> Registry[Tool]:
    return Registry("test.tools", "tool", Tool, {"tmx": Tool((".tmx", ".tmx.gz"), "memories"), "gz": Tool((".gz",))})


MAKES_ONE = "from tests.corpora.test_registry import Tool\nTOOL = Tool(('.abc',), 'abc files')\n"


def test_members_by_name_and_ending() -> None:
    registry = tools()
    assert list(registry) == ["tmx", "gz"]
    assert registry.get("tmx").about == "memories"
    assert registry.member("tmx") == Registered("tmx", Tool((".tmx", ".tmx.gz"), "memories"), "duizhao")
    assert registry.suffixes() == (".gz", ".tmx", ".tmx.gz")
    endings = {"a.tmx": "tmx", "A.TMX": "tmx", "x/a.tmx.gz": "tmx", "a.b.gz": "gz", "a.tmx/b": None, "tmx": None}
    for path, name in endings.items():
        found = registry.ending(path)
        assert (found.name if found else None) == name, path
    assert registry.choose("a.gz", "tmx").name == "tmx"
    assert registry.choose("a.gz").name == "gz"
    with pytest.raises(SettingsError, match=r"a\.doc: no tool ends in '\.doc'.*\.gz \.tmx \.tmx\.gz.*tmx, gz"):
        registry.choose("a.doc")
    assert len(repr(registry)) < 100


@pytest.mark.parametrize(
    ("name", "near"), [("tmxx", "tmx"), ("TMX", "tmx"), ("tm", "tmx"), ("quality", None), ("", None)]
)
def test_did_you_mean(name: str, near: str | None) -> None:
    assert nearest(name, ("tmx", "gz")) == near
    with pytest.raises(SettingsError) as error:
        tools().get(name)
    assert ("Did you mean 'tmx'?" in str(error.value)) == (near == "tmx")
    assert "Known: tmx, gz" in str(error.value)


def test_nothing_known() -> None:
    with pytest.raises(SettingsError, match=r"unknown tool 'a'\. Known: none"):
        Registry("test.none", "tool", Tool, {}).get("a")


def test_a_program_adds_and_removes() -> None:
    registry = tools()
    registry.add("mine", Tool((".mine",)))
    assert registry.member("mine").origin == "this program"
    assert registry.choose("a.mine").name == "mine"
    registry.add("mine", Tool((".other",)))  # a notebook's cell that runs twice
    assert registry.choose("a.other").name == "mine"
    assert "mine" in registry
    registry.remove("mine")
    assert "mine" not in registry
    with pytest.raises(SettingsError, match="unknown tool 'tmx'"):
        registry.remove("tmx")
    assert "tmx" in registry


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("tmx", Tool(), "there already, of duizhao"),
        ("Mine", Tool(), "lower-case"),
        ("a b", Tool(), "lower-case"),
        ("", Tool(), "lower-case"),
        ("mine", len, "of class builtin_function_or_method. Make a Tool of it"),
    ],
)
def test_what_cannot_be_added(name: str, value: Tool, message: str) -> None:
    registry = tools()
    with pytest.raises(SettingsError, match=message):
        registry.add(name, value)
    assert list(registry) == ["tmx", "gz"]


def test_our_ending_is_not_taken_over() -> None:
    registry = tools()
    registry.add("mine", Tool((".tmx", ".long.tmx")))
    assert registry.choose("a.tmx").name == "tmx"
    assert registry.choose("a.long.tmx").name == "tmx"


def test_plug_ins_load_when_needed_and_once(install: Install) -> None:
    install("counted", f"import sys\nsys.counted = getattr(sys, 'counted', 0) + 1\n{MAKES_ONE}", "abc = counted:TOOL")
    registry = tools()
    registry.get("tmx")
    registry.ending("a.tmx")
    assert not hasattr(sys, "counted"), "loaded though nothing asked for it"
    assert registry.choose("a.abc").origin == "counted 1.2"
    assert registry.get("abc").about == "abc files"
    assert list(registry) == ["tmx", "gz", "abc"]
    assert sys.counted == 1
    del sys.counted
    with pytest.raises(SettingsError, match=r"there already, of counted 1\.2"):
        registry.add("abc", Tool())


@pytest.mark.parametrize(
    ("code", "point", "why"),
    [
        ("import no_such_package_at_all", "TOOL", "ModuleNotFoundError: No module named 'no_such_package_at_all'"),
        ("1 / 0", "TOOL", "ZeroDivisionError"),
        ("raise SystemExit(3)", "TOOL", "SystemExit: 3"),
        ("", "TOOL", "AttributeError"),
        ("TOOL = print", "TOOL", "of class builtin_function_or_method"),
        ("def", "TOOL", "SyntaxError"),
    ],
)
def test_a_plug_in_that_fails_is_named(
    install: Install, caplog: pytest.LogCaptureFixture, code: str, point: str, why: str
) -> None:
    install("a_broken", code, f"broken = a_broken:{point}")
    install("b_good", MAKES_ONE, "abc = b_good:TOOL")
    registry = tools()
    with caplog.at_level(logging.WARNING):
        assert list(registry) == ["tmx", "gz", "abc"]
    (failed,) = registry.failed()
    assert (failed.name, failed.origin, failed.group) == ("broken", "a_broken 1.2", "test.tools")
    assert why in failed.why
    assert [record.getMessage() for record in caplog.records] == [str(failed)]
    assert "plug-in 'broken' of a_broken 1.2" in str(failed)


def test_a_taken_name_is_a_failure_of_the_later(install: Install) -> None:
    install("a_first", MAKES_ONE, "abc = a_first:TOOL")
    install("b_second", MAKES_ONE, "abc = b_second:TOOL\ntmx = b_second:TOOL\nUpper = b_second:TOOL")
    registry = tools()
    assert registry.member("abc").origin == "a_first 1.2"
    assert registry.member("tmx").origin == "duizhao"
    assert {f.name: f.why for f in registry.failed()} == {
        "Upper": "'Upper' cannot be the name of a tool. Use lower-case letters, digits and _ . + -",
        "abc": "the name is taken by a_first 1.2",
        "tmx": "the name is taken by duizhao",
    }


def test_plug_ins_can_be_turned_off(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("off", MAKES_ONE, "abc = off:TOOL")
    monkeypatch.setenv(NO_PLUGINS, "1")
    assert list(tools()) == ["tmx", "gz"]


def test_a_plug_in_that_asks_the_registry_while_it_loads(install: Install) -> None:
    install(
        "asks",
        "import sys\n" + MAKES_ONE + "SEEN = list(sys.asked)\n",
        "abc = asks:TOOL",
    )
    registry = tools()
    sys.asked = registry
    assert list(registry) == ["tmx", "gz", "abc"]
    assert sys.modules["asks"].SEEN == ["tmx", "gz"]
    del sys.asked


def test_load() -> None:
    assert load("duizhao.corpora.registry:Registry.add") is Registry.add
    assert load(len) is len
    for wrong in ("duizhao.corpora.nothing:x", "duizhao.corpora.registry:nothing"):
        with pytest.raises(SettingsError, match="cannot be loaded"):
            load(wrong)


def test_it_costs_nothing_to_import() -> None:
    code = (
        "import sys, duizhao.corpora; before = set(sys.modules); import duizhao.corpora.registry;"
        "print(sorted({m.partition('.')[0] for m in set(sys.modules) - before} & {'rapidfuzz', 'numpy', 'lxml'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
