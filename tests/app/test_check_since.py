"""`duizhao check --since`: no finding of the changed files is lost, drift is told once, and a baseline knows both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duizhao.quality import read_baseline
from tests.app.running import run
from tests.app.test_cli_drift import CHINESE, ENGLISH, Repository, pytestmark

__all__ = ["pytestmark"]

PROJECT = """[[pair]]
source = "en/*.md"
target = "zh/*.md"
"""
LATER = ENGLISH.replace("12 francs", "15 francs").replace("keeps the list", "publishes the list")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "文 档")
    (made.folder / "duizhao.toml").write_text(PROJECT, encoding="utf-8")
    made.commit("first", en=ENGLISH, zh=CHINESE)
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    return made


def found(capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    run(*args, "-q", "--format", "json")
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return findings


def test_what_stands_in_the_translation_alone_is_told(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("note", zh=CHINESE + "\n阅览室每天晚上开放。\n")
    without, since = found(capsys, "check"), found(capsys, "check", "--since", "HEAD~1")
    assert [one["check"] for one in without] == ["coverage.paragraph"]
    # The same sentence is drift as well (nothing in the original says it), and is told once.
    assert [(one["check"], one["fingerprint"]) for one in since] == [
        (one["check"], one["fingerprint"]) for one in without
    ]
    assert found(capsys, "check", "--since", "HEAD") == []


def test_drift_is_told_as_the_other_verb_tells_it(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("dearer", en=LATER)
    assert run("check", "--since", "HEAD~1") == 1
    drift = found(capsys, "drift")
    since = found(capsys, "check", "--since", "HEAD~1")
    assert [one["check"] for one in drift] == ["drift.changed", "drift.changed"]
    told = {one["fingerprint"]: one for one in since if one["check"].startswith("drift.")}
    for one in drift:
        assert told[one["fingerprint"]] == one
    assert len(told) == len(drift)
    # Without --since, and where nothing changed since, no history is asked.
    assert not [one for one in found(capsys, "check") if one["check"].startswith("drift.")]
    assert found(capsys, "check", "--since", "HEAD") == []


def test_two_documents_and_a_folder_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("dearer", en=LATER)
    files = [str(repository.folder / side / "港口 rules.md") for side in ("en", "zh")]
    monkeypatch.chdir(tmp_path)
    one = found(capsys, "check", *files, "--since", "HEAD~1")
    other = found(capsys, "check", str(repository.folder), "--since", "HEAD~1")
    drift = found(capsys, "drift", *files)
    assert {f["fingerprint"] for f in drift} <= {f["fingerprint"] for f in one}
    assert sum(f["check"] == "drift.changed" for f in one) == sum(f["check"] == "drift.changed" for f in other) == 2


def test_a_sentence_without_translation_is_one_finding_with_its_commit(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("dogs", en=ENGLISH + "\nDogs stay on a lead at all times on the quay.\n")
    [told] = found(capsys, "check", "--since", "HEAD~1")
    assert told["check"] == "coverage.paragraph"
    assert "dogs)" in told["message"]
    (repository.folder / "duizhao.toml").write_text(
        PROJECT + '\n[check.severity]\n"coverage.*" = "off"\n', encoding="utf-8"
    )
    assert [f["check"] for f in found(capsys, "check", "--since", "HEAD~1")] == ["drift.added"]


def test_a_policy_and_days_of_grace_count(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("later", en=ENGLISH.replace("leave before", "leave the harbour before"))
    project = repository.folder / "duizhao.toml"
    assert run("check", "--since", "HEAD~1", "-q") == run("drift", "-q") == 1
    for more in ('[check.severity]\n"drift.*" = "off"\n', "[drift]\nmax_days = 20\n"):
        project.write_text(f"{PROJECT}\n{more}", encoding="utf-8")
        assert run("check", "--since", "HEAD~1", "-q") == run("drift", "-q") == 0
    capsys.readouterr()
    run("drift")
    assert "for no more than the 20 days that are allowed" in capsys.readouterr().out


def test_a_baseline_knows_drift_and_runs_that_do_not_look_leave_it_alone(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.folder / "duizhao.toml").write_text(
        PROJECT + '\n[check]\nbaseline = "check.baseline"\n', encoding="utf-8"
    )
    repository.commit("dearer", en=LATER)
    assert run("check", "--update-baseline") == 0
    known = read_baseline(repository.folder / "check.baseline")
    drifts = [one for one in known.findings.values() if one.check.startswith("drift.")]
    assert len(drifts) == 2
    assert known.aligned == "embed:none"
    assert run("check", "--since", "HEAD~1", "-q") == run("drift", "-q") == run("check", "-q") == 0
    said = capsys.readouterr().out
    assert "fixed" not in said
    assert "2 known or waived" in said
    # What was mended is told where it was looked for, and only there.
    repository.commit("follow", zh=CHINESE.replace("12法郎", "15法郎"))
    run("check", "-q")
    assert "1 finding of the baseline fixed" in capsys.readouterr().out  # the number, which every check looks for
    run("check", "--since", "HEAD~1", "-q")
    assert "2 findings of the baseline fixed" in capsys.readouterr().out
    repository.commit("more", en=LATER + "\nNobody swims here.\n")
    assert run("check", "--since", "HEAD~1", "-q") == 1


def test_a_file_that_is_not_committed_and_a_shallow_clone(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import subprocess

    for side, content in (("en", ENGLISH), ("zh", CHINESE)):
        (repository.folder / side / "new.md").write_text(content, encoding="utf-8")
    assert run("check", "--since", "HEAD", "-q") == run("drift", "-q") == 0
    repository.commit("dearer", en=LATER)
    clone = tmp_path / "clone"
    command = ["git", "clone", "-q", "--depth", "1", repository.folder.as_uri(), str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.chdir(clone)
    assert run("drift", "-q") == 2
    assert "fetch-depth: 0" in capsys.readouterr().err
    (clone / "en" / "港口 rules.md").write_text(LATER + "\n", encoding="utf-8")
    run("check", "--since", "HEAD")
    assert "Note: Drift was not looked for in en/港口 rules.md: this clone has only" in capsys.readouterr().out


def test_settings_are_refused_before_the_work(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from duizhao import check_inputs

    def never(*_: object, **__: object) -> None:
        raise AssertionError("documents were read")

    monkeypatch.setattr(check_inputs, "gather", never)
    (repository.folder / "broken").write_text("no baseline\n", encoding="utf-8")
    for args, said in (
        (("--baseline", "broken"), "not a line of a duizhao baseline"),
        (("--baseline", "gone"), "no such baseline"),
        (("--glossary", "gone.csv"), "gone.csv"),
        (("--reference", "gone.tmx"), "gone.tmx"),
        (("--write", "sarif=gone/x.sarif"), "no such folder"),
        (("--since", "gone"), "no such commit"),
    ):
        assert run("check", *args) == 2, args
        assert said in capsys.readouterr().err


def test_a_check_asks_no_encoder_and_leaves_what_was_built_alone(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from duizhao.alignment import encoders

    asked: list[str] = []

    def missing() -> None:
        asked.append("default")

    monkeypatch.setattr(encoders, "default_encoder", missing)
    assert run("check", "-q") == 0
    assert "embed:none" in capsys.readouterr().out
    assert not asked
    assert not (repository.folder / "out").exists()
    (repository.folder / "duizhao.toml").write_text(PROJECT + '\n[align]\nembed = "auto"\n', encoding="utf-8")
    assert run("check", "-q") == 0
    assert asked
    assert run("check", "-q", "--embed", "none", "--jobs", "2") == 0


def test_a_baseline_of_another_engine_is_said(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    from duizhao.quality import Baseline, write_baseline

    write_baseline(Baseline({}, "embed:auto|encoder:some-model"), "known")
    assert read_baseline("known").aligned == "embed:auto|encoder:some-model"
    for form in ("text", "json", "markdown", "github", "sarif"):
        run("check", "-q", "--baseline", "known", "--format", form)
        assert "were aligned with embed:auto" in capsys.readouterr().out, form
    Path("known").write_text('{"format": "duizhao-baseline", "version": 1}\n', encoding="utf-8")
    run("check", "-q", "--baseline", "known")
    assert "aligned with" not in capsys.readouterr().out
