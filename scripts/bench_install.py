"""What an installation weighs and how long commands take to start, by wheel and extra, in fresh environments.

    python -m scripts.bench_install WHEEL… [--extra "" --extra desk --extra desk,onnx …] [--runs 7] [--packages 12]
        [--uv uv]

Each pair of wheel and extras (`""`: none) gets an environment of its own in a temporary folder, without pip in it; the
packages come from the index that pip is set to, by pip or by uv, whose cache makes a second run quick. Size is that of
all files in site-packages with compiled bytecode, as pip leaves it, in megabytes of 10^6 bytes. Starts are the medians
of `--runs`, the commands in turn, each beside a bare Python that does nothing: how much longer ours takes, in seconds
of processor time, which other work on the machine disturbs less than the clock. Modules are those that a run has
imported at its end.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

MEGABYTE = 10**6
COUNT = """
import sys
from duizhao.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(len(sys.modules), file=open({out!r}, "w"))
"""


def environment(folder: Path, wheel: Path, extra: str, uv: str) -> Path:
    """A new environment with the wheel and what its extras ask for; returns its Python."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "-q"]
    if uv:
        pip = [uv, "pip", "install", "-q", "--python", str(python), "--compile-bytecode", "--link-mode", "copy"]
    wanted = f"duizhao[{extra}] @ {wheel.resolve().as_uri()}" if extra else str(wheel.resolve())
    subprocess.run([*pip, wanted], check=True)
    return python


def site(python: Path) -> Path:
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(asked, capture_output=True, check=True, encoding="utf-8").stdout.strip())


def sizes(folder: Path) -> dict[str, int]:
    """Bytes by what lies at the top of site-packages, the largest first; `numpy.libs` counts with `numpy`."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).parts[0].partition(".")[0].partition("-")[0]
            found[name] = found.get(name, 0) + path.stat().st_size
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def processor_seconds(command: Sequence[str], folder: Path) -> float:
    """Seconds of processor time of a process and those that it began. Raises RuntimeError where it fails."""
    before = os.times()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    after = os.times()
    if done.returncode > 1:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode('utf-8', 'replace')[-500:]}")
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def commands(samples: Path) -> dict[str, list[str]]:
    """What is started, by the name that the table gives it."""
    both = [str(samples / "en.md"), str(samples / "zh.md")]
    return {
        "--version": ["--version"],
        "--help": ["--help"],
        "check small.tmx": ["check", "small.tmx", "--quiet"],
        "align, sample": ["align", *both, "-o", "out", "--embed", "none", "--quiet", "--no-cache"],
    }


def starts(python: Path, folder: Path, runs: int) -> dict[str, tuple[float, int]]:
    """By command: seconds more than a bare Python, and modules imported."""
    folder.mkdir()
    wanted = commands(site(python) / "duizhao" / "corpora" / "samples")
    duizhao = [str(python), "-m", "duizhao"]
    subprocess.run([*duizhao, *wanted["align, sample"]], cwd=folder, check=True)  # compiles, and fills the cache
    small = [*duizhao, "tmx", "split", "out/memory.tmx", "--by", "number", "--max-units", "20", "-o", "parts"]
    subprocess.run(small, cwd=folder, check=True, capture_output=True)
    next(iter(sorted((folder / "parts").iterdir()))).rename(folder / "small.tmx")
    seen: dict[str, list[float]] = {name: [] for name in wanted}
    for _ in range(runs):
        for name, arguments in wanted.items():
            bare = processor_seconds([str(python), "-c", "pass"], folder)
            seen[name].append(processor_seconds([*duizhao, *arguments], folder) - bare)
    modules = {}
    for name, arguments in wanted.items():
        counted = [str(python), "-c", COUNT.format(out="modules.txt"), *arguments]
        subprocess.run(counted, cwd=folder, capture_output=True, check=False)
        modules[name] = int((folder / "modules.txt").read_text(encoding="utf-8"))
    return {name: (statistics.median(seen[name]), modules[name]) for name in wanted}


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheels", nargs="+", type=Path, metavar="WHEEL")
    parser.add_argument("--extra", action="append", help='extras with commas; "" for none')
    parser.add_argument("--runs", type=int, default=7, help="0: sizes alone")
    parser.add_argument("--packages", type=int, default=0, help="list so many of the largest packages")
    parser.add_argument("--uv", default="", help="install by this uv")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, head = Path(name), False
        os.environ["DUIZHAO_CACHE"] = str(folder / "cache")
        for number, wheel in enumerate(given.wheels):
            for extra in given.extra or [""]:
                place = folder / f"{number}-{extra.replace(',', '-') or 'plain'}"
                python = environment(place, wheel, extra, given.uv)
                weight = sizes(site(python))
                timed = starts(python, place / "work", given.runs) if given.runs else {}
                if not head:
                    head = True
                    print("| wheel | extras | MB | packages |" + "".join(f" {name} |" for name in timed))
                    print("|---|---|---:|---:|" + "---:|" * len(timed))
                packages = len(list(site(python).glob("*.dist-info")))
                cells = "".join(f" {seconds:.2f} s, {modules:,} |" for seconds, modules in timed.values())
                total = sum(weight.values()) / MEGABYTE
                print(f"| {wheel.parent.name}/{wheel.name} | {extra or 'none'} | {total:.0f} | {packages} |{cells}")
                for package, size in list(weight.items())[: given.packages]:
                    print(f"    {size / MEGABYTE:6.1f}  {package}", flush=True)


if __name__ == "__main__":
    main()
