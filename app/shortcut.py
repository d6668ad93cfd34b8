"""An entry in the menu of programs that opens the desk: what it holds and where it lies, by system.

Linux and its like have a desktop file (freedesktop.org, Desktop Entry Specification), macOS a file that the
Terminal runs, Windows a link, which its own PowerShell makes. Each opens a window of text beside the browser: the desk
ends when it is closed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from duizhao.corpora.errors import OutputError, SettingsError, WorkError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import make_folder, writing

_DESKTOP = """[Desktop Entry]
Type=Application
Version=1.0
Name=duizhao desk
Name[zh_CN]=对照
Name[zh_TW]=對照
Comment=Review English and Chinese side by side
Comment[zh_CN]=中英文对照审校
Comment[zh_TW]=中英文對照審校
Exec={command}
Terminal=true
Categories=Office;
Keywords=translation;alignment;TMX;翻译;对齐;
"""

_COMMAND = """#!/bin/sh
# Opens the review desk of duizhao; it ends when this window is closed.
cd "$HOME" || exit
exec {command}
"""

# What goes into the link comes by the environment: no name of a folder can be read as a program.
_LINK = """$ErrorActionPreference = 'Stop'
$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:DUIZHAO_LINK)
$link.TargetPath = $env:DUIZHAO_PROGRAM
$link.Arguments = $env:DUIZHAO_ARGUMENTS
$link.WorkingDirectory = $env:USERPROFILE
$link.Description = 'duizhao: review English and Chinese side by side'
$link.Save()
"""

_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")
"""Characters for which the specification wants an argument of Exec in quotation marks."""


def desk_command() -> list[str]:
    """The program and its arguments that open the desk from anywhere: of a program in one file that file, else this
    Python with our package."""
    begun = Path(sys.argv[0]).absolute() if sys.argv and sys.argv[0] else None
    if begun is not None and begun.is_file() and begun.suffix != ".whl" and zipfile.is_zipfile(begun):
        return [sys.executable, str(begun), "desk"]
    return [sys.executable, "-m", "duizhao", "desk"]


def place(folder: Path | None = None) -> Path:
    """The file of the entry: in `folder`, else where this system looks for programs of one user. Raises SettingsError
    where that is not known."""
    names = {"win32": "duizhao desk.lnk", "darwin": "duizhao desk.command"}
    return (folder or _menu()) / names.get(sys.platform, "duizhao-desk.desktop")


def _menu() -> Path:
    """The folder of this user's programs. Raises SettingsError where nobody says where the user is at home."""
    if sys.platform == "win32" and os.environ.get("APPDATA"):
        return Path(os.environ["APPDATA"], "Microsoft", "Windows", "Start Menu", "Programs")
    data = os.environ.get("XDG_DATA_HOME", "")
    # The specification: a path that is not absolute is to be ignored.
    if sys.platform not in ("win32", "darwin") and os.path.isabs(data):
        return Path(data, "applications")
    home = Path(os.path.expanduser("~"))
    if not home.is_absolute():
        raise SettingsError(say("this user has no home folder"), cure="Name a folder: duizhao shortcut --folder FOLDER")
    if sys.platform == "win32":
        return home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    return home / ("Applications" if sys.platform == "darwin" else ".local/share/applications")


def install(folder: Path | None = None) -> Path:
    """Write the entry, whole or not at all, in place of an older one; returns its file. Raises OutputError, and
    WorkError where Windows makes no link."""
    target = place(folder)
    try:
        make_folder(target.parent)
    except OutputError as error:
        raise OutputError(error.what, path=error.path, cure="Name another folder: --folder FOLDER") from error
    command = desk_command()
    if sys.platform == "win32":
        _make_link(target.absolute(), command)
        return target
    text = _COMMAND.format(command=shlex.join(command)) if sys.platform == "darwin" else desktop_file(command)
    with writing(target) as stream:
        stream.write(text.encode())
    try:
        # A desktop file outside the menu's folder is trusted only if it may be run.
        target.chmod(target.stat().st_mode | 0o111)
    except OSError as error:
        raise OutputError(
            say("cannot be made a program: {error}", error=error.strerror), path=target, cure="Name another folder"
        ) from error
    return target


def remove(folder: Path | None = None) -> Path | None:
    """Take the entry away; returns its file, None where there was none. Raises OutputError."""
    target = place(folder)
    try:
        target.unlink()
    except FileNotFoundError:
        return None
    except OSError as error:
        cure = "Remove it by hand"
        raise OutputError(say("cannot be removed: {error}", error=error.strerror), path=target, cure=cure) from error
    return target


def desktop_file(command: list[str]) -> str:
    """The text of a desktop file that runs a command.

    >>> desktop_file(["/opt/my apps/py", "-m", "duizhao"]).splitlines()[9]
    'Exec="/opt/my apps/py" -m duizhao'
    """
    # Quoting is of two layers: that of the arguments, then that of a string of the file.
    return _DESKTOP.format(command=" ".join(map(_argument, command)).replace("\\", "\\\\"))


def _argument(text: str) -> str:
    text = text.replace("%", "%%")
    if not _RESERVED & set(text):
        return text
    for character in '\\"`$':
        text = text.replace(character, f"\\{character}")
    return f'"{text}"'


def _make_link(target: Path, command: list[str]) -> None:
    shell = shutil.which("powershell") or shutil.which("pwsh")
    if shell is None:
        raise WorkError("PowerShell, which makes links, was not found", cure="Run in its place: duizhao desk")
    said = {
        "DUIZHAO_LINK": str(target),
        "DUIZHAO_PROGRAM": command[0],
        "DUIZHAO_ARGUMENTS": subprocess.list2cmdline(command[1:]),
    }
    asked = [shell, "-NoProfile", "-NonInteractive", "-Command", _LINK]
    done = subprocess.run(asked, env={**os.environ, **said}, capture_output=True, check=False)
    if done.returncode or not target.is_file():
        lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        why = lines[0][:200] if lines else say("it says nothing")
        raise WorkError(say("Windows makes no link: {why}", why=why), cure="Run in its place: duizhao desk")
