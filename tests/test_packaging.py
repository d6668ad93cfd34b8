"""What would be published is whole: the wheel works by itself, the source distribution holds the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "app")
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
    pytest.importorskip("setuptools", minversion="77", reason="setuptools 77 or newer builds the package")
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in (*ROOMS, "docs", "scripts", "tests", ".ci"):
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


def test_source_distribution_holds_the_tree(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    wanted = files(ROOT, (*ROOMS, "docs", "scripts", "tests", ".ci")) | {"Makefile", "CHANGELOG.md", "action.yml"}
    assert not wanted - names


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
