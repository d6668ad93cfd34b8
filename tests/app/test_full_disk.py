"""A disk that is full and a medium that cannot be written: one line, an exit code, and every file as it was."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from duizhao.cli.main import main
from scripts import kill_test
from scripts.kill_commands import COMMANDS
from scripts.kill_inputs import make_inputs
from scripts.killed_command import NEW, OLD, KilledCommand, here

pytestmark = pytest.mark.slow
# What is asked of a server has its own answers, and a run of many documents reports each of them.
TYPED = [command for command in COMMANDS if command.arguments and not command.made_anew]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The inputs, and a mounted file system of 8 MB beside them."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a file system, and only on Linux is it a tmpfs")
    folder = tmp_path_factory.mktemp("disk")
    place = folder / "OUT"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DUIZHAO_CACHE", "off")
            make_inputs(folder / OLD, 0.12)
            make_inputs(folder / NEW, 0.25)
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def _said(line: str) -> tuple[int, str]:
    """The exit code of a line, and all that it says."""
    out = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(out), pytest.raises(SystemExit) as ended:
        main(line.replace("IN/", "../new/").replace("OLD/", "../old/").replace("@", NEW).split())
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.getvalue()


def _fill(place: Path) -> None:
    """Take all the room that there is."""
    with open(place / "filler", "wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    filler.write(bytes(size))
            except OSError:
                continue


@pytest.mark.parametrize("kind", ["full", "read-only"])
@pytest.mark.parametrize("command", TYPED, ids=lambda command: command.name)
def test_nothing_is_half_written(
    command: KilledCommand, kind: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = root / "OUT"
    for name, value in (("DUIZHAO_CACHE", "off"), *command.settings):
        monkeypatch.setenv(name, value)
    for path in place.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    monkeypatch.chdir(place)
    for line in (*command.before, command.arguments):
        here(line, OLD)
    for line in command.between:
        here(line, NEW)
    old = kill_test.state(place)
    kept = root / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(place, kept)
    here(command.arguments, NEW)
    new = kill_test.state(place)
    for path in place.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(kept, place, dirs_exist_ok=True)
    if kind == "full":
        _fill(place)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    try:
        code, said = _said(command.arguments)
        found = kill_test.state(place)
        parts = [path.name for path in place.rglob("*.part")]
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    found.pop("filler", None)
    assert "Traceback" not in said
    assert not +kill_test.faults(found, old, new)
    assert not parts
    if found != new:  # a database may have room within its file
        assert code in (1, 2)
        assert any(word in said for word in ("cannot", "can only be read", "full", "No space")), said
        assert len(said.splitlines()) <= 12
