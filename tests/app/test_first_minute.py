"""The first minute: the name alone, the sample, and whether everything works."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import platformdirs
import pytest

from duizhao import doctor
from duizhao.cli.main import main
from duizhao.corpora.errors import SettingsError
from duizhao.desk.workspace import default_workspace
from duizhao.doctor import Examined


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return int(ended.value.code or 0)


def test_the_name_alone_says_where_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    said = capsys.readouterr().out
    for line in said.splitlines():
        if line.startswith("  duizhao "):
            verb = line.split()[1]
            assert verb == "--help" or run(verb, "--help") == 0
    assert "duizhao sample" in said


def test_the_sample_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "try 试"
    assert run("sample", str(place)) == 0
    assert (place / "en.md").stat().st_size > 10_000
    assert f'"{place / "en.md"}"' in capsys.readouterr().err
    (place / "zh.md").unlink()  # as a run leaves it that was cut off
    assert run("sample", str(place)) == 0
    assert (place / "zh.md").stat().st_size > 10_000
    (place / "en.md").write_text("mine", encoding="utf-8")
    assert run("sample", str(place)) == 2
    assert (place / "en.md").read_text(encoding="utf-8") == "mine"


def looked(*found: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: iter(found))


def test_doctor_says_what_to_do_and_fails_for_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked(
        Examined("cache", "ok", "there"), Examined("extra lsp", "note", "not installed", "pip"), monkeypatch=monkeypatch
    )
    assert run("doctor") == 0
    said = capsys.readouterr().out
    assert "→ pip" in said
    assert "Everything works; 1 line says what could be better." in said
    looked(Examined("cache", "fault", "cannot write there", "Name another"), monkeypatch=monkeypatch)
    assert run("doctor") == 1
    assert "✗ cache" in capsys.readouterr().out
    assert run("doctor", "--json") == 1
    assert json.loads(capsys.readouterr().out)["checks"][0]["state"] == "fault"


def test_doctor_looks_at_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "not" / "there yet"))
    monkeypatch.setattr(doctor, "_encoder", lambda: Examined("encoder", "ok", "left out here"))
    found = {one.what: one for one in doctor.examine()}
    assert found["data"].state == "ok"
    assert not (tmp_path / "not").exists()
    assert all(one.cure for one in found.values() if one.state != "ok")


def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "a file" / "below"))
    (tmp_path / "a file").write_text("x")
    found = {one.what: one for one in doctor._folders()}
    assert found["data"].state == "fault"
    assert "DUIZHAO_DATA" in found["data"].cure


def test_what_few_people_need_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = {one.what: one for one in doctor._extras()}
    assert list(found) == ["extra onnx", "extra desk", "other extras"]
    assert "parquet" in found["other extras"].found
    assert {one.state for one in found.values()} == {"note", "ok"}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: True)
    assert {one.state for one in doctor._extras()} == {"ok"}


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "cp437"])
def test_a_code_page_without_signs_gets_others(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked(Examined("cache", "ok", "there"), Examined("x", "fault", "gone", "Mend"), monkeypatch=monkeypatch)
    out = io.TextIOWrapper(io.BytesIO(), encoding, errors="backslashreplace")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    assert run("doctor") == 1
    out.flush()
    lines = out.buffer.getvalue().decode(encoding).splitlines()  # type: ignore[attr-defined]
    assert (lines[0][0], lines[1][0]) == ("+", "x")


@pytest.mark.parametrize("how", ["refuses", "leaves ~"])
def test_a_user_without_a_home_can_work(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a container that runs under a bare number; platformdirs refuses, older ones give a folder called ~."""

    def nowhere(*_: object, **__: object) -> Path:
        if how == "refuses":
            raise RuntimeError("could not determine the home directory")
        return Path("~/.cache/duizhao")

    for name in ("user_cache_path", "user_data_path"):
        monkeypatch.setattr(platformdirs, name, nowhere)
    for name in ("DUIZHAO_CACHE", "DUIZHAO_DATA", "DUIZHAO_DESK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor, "_encoder", lambda: Examined("encoder", "ok", "left out here"))
    monkeypatch.chdir(tmp_path)
    assert run("doctor") == 0
    said = capsys.readouterr().out
    assert "this user has no home folder" in said
    assert "Name a folder in DUIZHAO_CACHE" in said
    assert run("encoder", "list") == 0
    assert run("encoder", "install", str(tmp_path / "x.whl")) == 2
    assert "DUIZHAO_DATA" in capsys.readouterr().err
    (tmp_path / "en.txt").write_text("The ferry leaves at noon.\n", encoding="utf-8")
    (tmp_path / "zh.txt").write_text("渡轮中午开船。\n", encoding="utf-8")
    assert run("align", "en.txt", "zh.txt", "-o", "out", "--embed", "none", "-q") == 0
    with pytest.raises(SettingsError, match="no home folder"):
        default_workspace()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en.txt", "out", "zh.txt"]


def test_without_an_encoder_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda cache: None)
    monkeypatch.setattr("duizhao.alignment.encoders.onnx_engine.missing", lambda building: ["onnxruntime"])
    found = doctor._encoder()
    assert (found.state, found.cure.partition(";")[0]) == ("note", "pip install 'duizhao[onnx]'")
