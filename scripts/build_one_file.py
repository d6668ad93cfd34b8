"""Build duizhao as one file that needs nothing but Python: a zipped application, by shiv.

    python scripts/build_one_file.py WHEEL [--extra desk,onnx] [-o dist] [--uv uv]

The file is for the system, the processor and the version of Python that this runs on, and is called after them; its
first line asks for that Python. On Windows, which does not read first lines, a launcher `.cmd` of the same name is
written beside it. Needs the package shiv; packages come from the index that pip is set to, or by uv.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

SYSTEMS = {"win32": "windows", "darwin": "macos"}
LAUNCHER = """@echo off
rem Runs {name} by the Python that it was built for.
py -{python} "%~dp0{name}" %*
"""


def label(version: str) -> str:
    """What the file is called, without an ending."""
    system = SYSTEMS.get(sys.platform, sys.platform)
    return f"duizhao-{version}-{system}-{platform.machine().lower()}-py{sys.version_info[0]}{sys.version_info[1]}"


def build(wheel: Path, extra: str, folder: Path, uv: str = "") -> list[Path]:
    """Write the file, and the launcher on Windows, into a folder; returns them. Raises CalledProcessError where a
    package cannot be had."""
    folder.mkdir(parents=True, exist_ok=True)
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    target = folder / f"{label(wheel.name.split('-')[1])}.pyz"
    wanted = f"duizhao[{extra}] @ {wheel.resolve().as_uri()}" if extra else str(wheel.resolve())
    pip = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([*pip, "--quiet", "--target", name, wanted], check=True)
        # -E: processes that ours begin (readers, the desk's helpers) find the packages by PYTHONPATH.
        shiv = [sys.executable, "-m", "shiv", "--site-packages", name, "--compressed", "--extend-pythonpath"]
        shiv += ["--reproducible", "--console-script", "duizhao", "--python", f"/usr/bin/env python{python}"]
        subprocess.run([*shiv, "--output-file", str(target)], check=True)
    made = [target]
    if sys.platform == "win32":
        launcher = target.with_suffix(".cmd")
        launcher.write_text(LAUNCHER.format(name=target.name, python=python), encoding="ascii", newline="\r\n")
        made.append(launcher)
    return made


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path, metavar="WHEEL")
    parser.add_argument("--extra", default="desk,onnx", help='extras with commas; "" for none. [default: desk,onnx]')
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"), metavar="FOLDER")
    parser.add_argument("--uv", default="", help="install by this uv")
    given = parser.parse_args()
    if importlib.util.find_spec("shiv") is None:
        parser.error("shiv is not installed: python -m pip install shiv")
    for path in build(given.wheel, given.extra, given.output, given.uv):
        print(f"{path}  {path.stat().st_size / 10**6:.0f} MB")


if __name__ == "__main__":
    main()
