"""The desk among the user's programs: what the entry holds, where it lies, and that it starts what it should."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from duizhao import shortcut
from duizhao.corpora.errors import SettingsError, WorkError
from tests.app.running import run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a blank and Chinese in its name."""
    place = tmp_path / "家 home"
    place.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(place))
    for name in ("XDG_DATA_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def starlette(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("starlette")


@pytest.mark.parametrize(
    ("system", "where"),
    [
        ("linux", ".local/share/applications/duizhao-desk.desktop"),
        ("freebsd14", ".local/share/applications/duizhao-desk.desktop"),
        ("darwin", "Applications/duizhao desk.command"),
        ("win32", "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/duizhao desk.lnk"),
    ],
)
def test_it_lies_where_the_system_looks(system: str, where: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert shortcut.place() == home / where
    assert shortcut.place(home / "Desktop") == home / "Desktop" / Path(where).name
    monkeypatch.setenv("APPDATA", str(home / "roaming"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    moved = {"win32": home / "roaming", "darwin": home}.get(system, home / "data")
    assert shortcut.place().is_relative_to(moved)
    # The specification wants a path that is not absolute ignored.
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert shortcut.place().is_absolute()


@pytest.mark.skipif(sys.platform == "win32", reason="a link is made by Windows' own PowerShell there")
def test_it_is_written_found_again_and_taken_away(
    home: Path, starlette: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("shortcut") == 0
    written = Path(capsys.readouterr().out.strip())
    assert written == shortcut.place()
    assert os.access(written, os.X_OK)
    assert run("shortcut") == 0  # again, in its place
    assert [path.name for path in written.parent.iterdir()] == [written.name]
    assert run("shortcut", "--remove") == 0
    assert not written.exists()
    assert run("shortcut", "--remove") == 0
    assert "There is none" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a desktop file is for Linux and its like")
def test_the_file_keeps_the_specification(home: Path, tmp_path: Path, starlette: None) -> None:
    program = shutil.which("desktop-file-validate")
    if program is None:
        pytest.skip("desktop-file-validate (package desktop-file-utils) is not installed")
    assert run("shortcut") == 0
    odd = tmp_path / "odd.desktop"
    odd.write_text(shortcut.desktop_file(['/opt/a b/100%/$py`"\\', "-m", "duizhao", "desk"]), encoding="utf-8")
    for file in (shortcut.place(), odd):
        done = subprocess.run([program, str(file)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "warning" not in done.stdout


def arguments(line: str) -> list[str]:
    """The arguments of an Exec line as the specification reads them."""
    text, found, inside, at = line.replace("\\\\", "\\"), [""], False, 0
    while at < len(text):
        character = text[at]
        if character == "\\" and inside:
            at += 1
            found[-1] += text[at]
        elif character == '"':
            inside = not inside
        elif character == " " and not inside:
            found.append("")
        elif character == "%":
            at += 1
            assert text[at] == "%"
            found[-1] += "%"
        else:
            found[-1] += character
        at += 1
    assert not inside
    return found


@pytest.mark.parametrize(
    "command",
    [
        ["/usr/bin/python3", "-m", "duizhao", "desk"],
        ["/Users/李 明/.venv/bin/python", "-m", "duizhao", "desk"],
        ["/opt/100%/a\\b", 'c"d', "`e`", "$f", "g'h", "%u"],
        ["C:\\Program Files\\Python\\python.exe", "desk"],
    ],
)
def test_any_path_is_read_as_it_was_written(command: list[str]) -> None:
    (line,) = [line for line in shortcut.desktop_file(command).splitlines() if line.startswith("Exec=")]
    assert arguments(line.removeprefix("Exec=")) == command


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_file_for_macos_runs_the_desk_from_the_home(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin $x 'y" / "python"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\npwd\nfor a in "$@"; do echo "$a"; done\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(sys, "executable", str(program))
    done = subprocess.run([str(shortcut.install())], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines() == [str(home), "-m", "duizhao", "desk"]


def test_a_program_in_one_file_is_started_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "duizhao.pyz"
    with zipfile.ZipFile(program, "w") as archive:
        archive.writestr("__main__.py", "")
    monkeypatch.setattr(sys, "argv", [str(program), "shortcut"])
    assert shortcut.desk_command() == [sys.executable, str(program), "desk"]
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "bin" / "duizhao")])
    assert shortcut.desk_command() == [sys.executable, "-m", "duizhao", "desk"]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for PowerShell is a shell script")
def test_windows_is_asked_for_a_link_and_names_stay_names(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = tmp_path / "bin" / "powershell"
    shell.parent.mkdir()
    shell.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$DUIZHAO_PROGRAM" "$DUIZHAO_ARGUMENTS" "$4" > "$DUIZHAO_LINK"\n', encoding="utf-8"
    )
    shell.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(shell))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", "C:\\用户\\a'b; rm\\python.exe")
    link = shortcut.install(home / "'; exit 1")
    said = link.read_text(encoding="utf-8").splitlines()
    assert said[:2] == ["C:\\用户\\a'b; rm\\python.exe", "-m duizhao desk"]
    assert "rm" not in "".join(said[2:])  # what PowerShell runs holds no name
    assert "CreateShortcut" in "".join(said[2:])
    shell.write_text("#!/bin/sh\necho 'no such object' >&2\nexit 1\n")
    link.unlink()
    with pytest.raises(WorkError, match="makes no link: no such object"):
        shortcut.install(home / "'; exit 1")


def test_without_a_home_it_asks_for_a_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    with pytest.raises(SettingsError, match="no home folder") as error:
        shortcut.place()
    assert "--folder" in str(error.value.cure)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="by the way of Linux")
def test_a_folder_that_cannot_be_made_is_said_with_our_option(
    home: Path, starlette: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / ".local").write_text("a file")
    assert run("shortcut") == 2
    assert "--folder" in capsys.readouterr().err


def test_without_the_desk_nothing_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    assert run("shortcut") == 2
    assert "duizhao[desk]" in capsys.readouterr().err
    assert not list(home.iterdir())
