"""The example plug-in, installed as a user would and used from the command line; and one that fails beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from duizhao.corpora.registry import NO_PLUGINS, Registry
from duizhao.plugins import installed, registries
from tests.conftest import ROOT

PLUGIN = ROOT / "examples" / "plugin"
SUBTITLES = {
    "en": ["The budget for 2024 is 17 million.", "Ms Tang presented the report.", "It was adopted."],
    "zh": ["2024 年的预算为 1700 万。", "唐女士（Ms Tang）介绍了报告。", "报告获得通过！"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scratch environment: what is installed here, the example plug-in, and a package that cannot be imported."""
    if find_spec("setuptools") is None or find_spec("pip") is None:
        pytest.skip("setuptools and pip are needed to install the example plug-in")
    folder = tmp_path_factory.mktemp("scratch")
    # pip builds in the folder of the sources: not in ours.
    shutil.copytree(PLUGIN, folder / "plugin")
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "-q")
    pip = [sys.executable, "-m", "pip", "install", *offline, "--target", str(folder / "site"), str(folder / "plugin")]
    done = subprocess.run(pip, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    broken = folder / "site" / "broken-3.1.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 3.1\n", encoding="utf-8")
    points = "".join(f"[{r.group}]\nbroken = broken_package_that_is_gone:X\n" for r in registries())
    (broken / "entry_points.txt").write_text(points, encoding="utf-8")
    for language, lines in SUBTITLES.items():
        shown = [f"0:00:0{n}.000,0:00:0{n}.900\n{line}\n" for n, line in enumerate(lines, 1)]
        (folder / f"film.{language}.sbv").write_text("\n".join(shown), encoding="utf-8")
    return folder


# What each of the commands on stdin (lists of arguments, as JSON) prints, and how it ends.
SEVERAL = """
import contextlib, io, json, sys
from duizhao.cli.main import main
ended = []
for args in json.load(sys.stdin):
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(args)
        except SystemExit as error:
            code = error.code
    out.seek(0), err.seek(0)
    ended.append((code, out.read(), err.read()))
sys.stdout.buffer.write(json.dumps(ended).encode())
"""


class Ended(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def duizhao(folder: Path, *args: str, **env: str) -> Ended:
    """A command in the scratch environment."""
    return several(folder, args, **env)[0]


def several(folder: Path, *commands: Sequence[str], **env: str) -> list[Ended]:
    """Commands in one process of the scratch environment: starting takes longer than what they do."""
    path = os.pathsep.join((str(folder / "site"), os.environ.get("PYTHONPATH", "")))
    cache = {"DUIZHAO_CACHE": "off", "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL],
        cwd=folder,
        env={**os.environ, **cache, **env},
        input=json.dumps(commands).encode(),
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [Ended(*one) for one in json.loads(done.stdout)]


def test_plugins_are_listed_with_their_package(folder: Path) -> None:
    done, shown = several(folder, ["plugins", "--json"], ["plugins"])
    assert done.returncode == 1  # one failed
    found = json.loads(done.stdout)
    assert {(m["group"], m["name"], m["origin"]) for m in found["members"]} == {
        ("duizhao.readers", "sbv", "duizhao-example 0.1.0"),
        ("duizhao.encoders", "letters", "duizhao-example 0.1.0"),
        ("duizhao.checks", "example.exclamation", "duizhao-example 0.1.0"),
        ("duizhao.memory_formats", "wordfast", "duizhao-example 0.1.0"),
    }
    assert all(m["about"] for m in found["members"])
    assert len(found["failed"]) == len(list(registries()))
    assert {(f["name"], f["origin"]) for f in found["failed"]} == {("broken", "broken 3.1")}
    assert all("broken_package_that_is_gone" in f["why"] for f in found["failed"])
    assert "duizhao-example 0.1.0" in shown.stdout
    assert "FAILED: plug-in 'broken' of broken 3.1 (duizhao.readers)" in shown.stdout


def test_to_list_them_silences_nobody_who_asks_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    point = EntryPoint("broken", "broken_package_that_is_gone:X", "test.tools")
    monkeypatch.setattr("duizhao.corpora.registry._entry_points", lambda group: [point])
    families: tuple[Any, ...] = (Registry("test.tools", "tool", str, {}), Registry("test.tools", "tool", str, {}))
    monkeypatch.setattr("duizhao.plugins.FAMILIES", families[:1])
    assert len(installed().failed) == 1
    assert not caplog.records
    families[1].members()
    assert ["broken_package_that_is_gone" in record.getMessage() for record in caplog.records] == [True]


def test_the_reader(folder: Path) -> None:
    done = duizhao(folder, "segment", "film.en.sbv", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    texts = [unit["text"] for unit in map(json.loads, done.stdout.splitlines()) if "text" in unit]
    assert texts == ["The budget for 2024 is 17 million.", "Ms Tang presented the report.", "It was adopted."]
    # The other plug-in fails, is named once, and stops nothing.
    assert done.stderr.count("plug-in 'broken' of broken 3.1 (duizhao.readers) is left out") == 1
    without = duizhao(folder, "segment", "film.en.sbv", **{NO_PLUGINS: "1"})
    assert without.returncode == 2
    assert "unknown kind of file '.sbv'" in without.stderr


def test_the_encoder_the_check_and_the_memory_format(folder: Path) -> None:
    done, checked, explained, there, back, wrong, listed = several(
        folder,
        ["align", "film.en.sbv", "film.zh.sbv", "-o", "out", "--encoder", "letters", "--embed", "all"],
        ["check", "out/memory.tmx", "--json"],
        ["check", "--explain", "example.exclamation"],
        ["tmx", "convert", "out/memory.tmx", "memory.txt"],
        ["tmx", "convert", "memory.txt", "-", "--from", "wordfast", "--to", "jsonl"],
        ["tmx", "convert", "film.en.sbv", "-", "--from", "wordfast"],
        ["encoder", "list"],
    )
    assert done.returncode == 0, done.stderr
    recipe = (folder / "out" / "memory.tmx").read_text(encoding="utf-8")
    assert "letters/1" in recipe

    assert checked.returncode == 1, checked.stderr
    (finding,) = (f for f in json.loads(checked.stdout)["findings"] if f["check"] == "example.exclamation")
    assert finding["severity"] == "error"
    assert finding["target"]["text"] == "报告获得通过！"
    assert "Institutions do not shout" in explained.stdout

    assert there.returncode == 0, there.stderr
    assert (folder / "memory.txt").read_bytes().startswith(b"%20000101~000000\t")
    assert back.returncode == 0, back.stderr
    for line in SUBTITLES["en"]:
        assert line in back.stdout
    assert wrong.returncode == 2
    assert "not a memory of Wordfast" in wrong.stderr
    assert "letters" in listed.stdout


def test_help_loads_no_plug_in(folder: Path) -> None:
    for done in several(folder, ["--help"], ["align", "--help"], ["tmx", "convert", "--help"]):
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Usage: ")


def test_nothing_installed_is_said(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    done, every = several(tmp_path, ["plugins"], ["plugins", "--all"], **{NO_PLUGINS: "1"})
    assert (done.returncode, done.stdout.startswith("No plug-in is installed")) == (0, True)
    for name in ("docx", "onnx", "number.differs", "xliff", "tbx", "sarif", "omegat"):
        assert name in every.stdout
