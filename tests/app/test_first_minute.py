"""The first minute: the name alone, the sample, and whether everything works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao import doctor
from duizhao.cli.main import main
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


def test_without_an_encoder_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda cache: None)
    monkeypatch.setattr("duizhao.alignment.encoders.onnx_engine.missing", lambda building: ["onnxruntime"])
    found = doctor._encoder()
    assert (found.state, found.cure.partition(";")[0]) == ("note", "pip install 'duizhao[onnx]'")
