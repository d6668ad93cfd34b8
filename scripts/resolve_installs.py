"""Where can each extra be installed without a compiler? Wheels of everything, looked for by system and Python.

    python -m scripts.resolve_installs [--extra onnx …] [--python 3.11 …] [--uv uv]

`uv pip compile` resolves the dependencies of pyproject.toml for another system than this one, as its own markers have
it, with wheels alone; nothing is installed. Packages that are published as source only must be pure Python: they are
built here, and a wheel of theirs that is not for every system stops the run. The table says for which versions of
Python all is found; below it stands what was missing.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = {
    "Windows x86-64": "x86_64-pc-windows-msvc",
    "Windows ARM64": "aarch64-pc-windows-msvc",
    "macOS ARM64": "aarch64-apple-darwin",
    "macOS x86-64": "x86_64-apple-darwin",
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux ARM64": "aarch64-manylinux_2_28",
}
MACOS = "14.0"
"""The macOS that wheels are looked for; the oldest that its maker still mends."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
EXTRAS = (
    "",
    "desk",
    "onnx",
    "parquet",
    "rst",
    "postgres",
    "lsp",
    "mcp",
    "server",
    "spacy",
    "transformers",
    "ray",
    "dask",
)
SOURCE_ONLY = ("jieba",)
"""Packages of ours that have no wheel; pip builds them, which takes Python and no compiler."""
_MISSING = re.compile(r"\b([a-z][\w.-]*)[=<>][\w.=<>,]* (?:has|have) no (?:usable )?wheels")


def pure_wheels(folder: Path) -> None:
    """Build what is published as source only. Raises SystemExit where a wheel would not fit every system."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "-w", str(folder), *SOURCE_ONLY], check=True)
    for wheel in folder.iterdir():
        if not wheel.name.endswith("-none-any.whl"):
            raise SystemExit(f"{wheel.name} is for this system alone: what has no wheel needs a compiler")


def missing(uv: str, extra: str, links: Path, asked: tuple[str, str]) -> str:
    """What there is no wheel of on a system (a name of SYSTEMS) and a Python, "" where all was found."""
    system, python = SYSTEMS[asked[0]], asked[1]
    command = [uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:"]
    command += ["--find-links", str(links), "--python-platform", system, "--python-version", python]
    command += [*(("--extra", extra) if extra else ()), str(ROOT / "pyproject.toml")]
    env = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": MACOS}
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if not done.returncode:
        return ""
    said = " ".join(done.stderr.split())
    found = sorted(set(_MISSING.findall(said)))
    return ", ".join(found) or said.partition("cause:")[2].strip()[:300] or said[-300:]


def shown(good: list[str], asked: list[str]) -> str:
    if good == asked:
        return "all"
    return ", ".join(good) or "none"


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--extra", action="append", help='"" for none')
    parser.add_argument("--python", action="append")
    parser.add_argument("--uv", default="uv")
    given = parser.parse_args()
    extras, pythons = given.extra or list(EXTRAS), given.python or list(PYTHONS)
    notes: dict[tuple[str, str, str], list[str]] = {}
    # Nearly all of the time goes by waiting for the index.
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(8) as pool:
        links = Path(name)
        pure_wheels(links)
        print(f"Python {', '.join(pythons)}\n")
        print("| extra | " + " | ".join(SYSTEMS) + " |")
        print("|---" * (len(SYSTEMS) + 1) + "|")
        for extra in extras:
            asked = [(label, python) for label in SYSTEMS for python in pythons]
            gone = dict(zip(asked, pool.map(partial(missing, given.uv, extra, links), asked), strict=True))
            for (label, python), what in gone.items():
                if what:
                    notes.setdefault((extra, label, what), []).append(python)
            cells = [shown([python for python in pythons if not gone[label, python]], pythons) for label in SYSTEMS]
            print(f"| {extra or 'none'} | " + " | ".join(cells) + " |", flush=True)
    print()
    for (extra, label, gone), where in notes.items():
        print(f"{extra or 'none'}, {label}, {', '.join(where)}: {gone}")


if __name__ == "__main__":
    main()
