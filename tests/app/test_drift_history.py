"""Drift over Git: commits that cannot be read, merges, files without a history; and drift as findings by age."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Kind, Locator
from duizhao.drift import Traced, findings, report_of
from duizhao.drift_pages import TrackedPage
from duizhao.file_history import git
from duizhao.quality.drift.change import Drift, Nature, compared
from tests.app.running import run
from tests.app.test_cli_drift import CHINESE, ENGLISH, Repository, pytestmark, repository

__all__ = ["pytestmark", "repository"]


def test_a_version_that_cannot_be_read_is_empty(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    # Emptied by mistake, and put back with a change: the sentences of the first version are the ones translated.
    repository.commit("oops", en="")
    repository.commit("back", en=ENGLISH.replace("12 francs", "15 francs"))
    assert run("drift") == 1
    assert "12 → 15" in capsys.readouterr().out


def test_a_merge_is_no_change_of_its_own(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.git("checkout", "-qb", "side")
    repository.commit("dearer", en=ENGLISH.replace("12 francs", "15 francs"))
    repository.git("checkout", "-q", "-")
    repository.commit("elsewhere", other="Another text.\n")
    repository.git("merge", "-q", "--no-ff", "-m", "merged", "side")
    assert run("drift", "en/港口 rules.md", "zh/港口 rules.md") == 1
    said = capsys.readouterr().out
    assert "dearer" in said
    assert "merged" not in said


def test_branches_know_nothing_of_each_other(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    # The translation is touched on a branch that has not seen the new price; the later commit proves nothing.
    repository.git("checkout", "-qb", "wording")
    repository.git("checkout", "-q", "-")
    repository.commit("dearer", en=ENGLISH.replace("12 francs", "15 francs"))
    repository.git("checkout", "-q", "wording")
    repository.commit("price in words", zh=CHINESE.replace("缴纳12法郎", "须缴纳12法郎"))
    repository.git("checkout", "-q", "-")
    repository.git("merge", "-q", "--no-ff", "-m", "merged", "wording")
    assert run("drift") == 1
    said = capsys.readouterr().out
    assert "12 → 15" in said
    assert "dearer" in said


def test_both_branches_of_a_translation_keep_their_times(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    # Two branches touch the translation; the merge holds what no parent held, and is no time of its own.
    repository.git("checkout", "-qb", "fire")
    repository.commit("fire", zh=CHINESE.replace("任何人不得", "任何人均不得"))
    repository.git("checkout", "-q", "-")
    repository.commit("leave", zh=CHINESE.replace("离港", "离开港口"))
    repository.commit("later", en=ENGLISH.replace("first of November", "first of December"))
    repository.git("merge", "-q", "--no-ff", "-m", "merged", "fire")
    assert run("drift") == 1
    said = capsys.readouterr().out
    assert "November → December" in said
    assert "OUT OF DATE: 1 sentence" in said
    assert "later" in said


def test_a_merge_by_hand_is_a_version(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.git("checkout", "-qb", "side")
    repository.commit("fourteen", en=ENGLISH.replace("12 francs", "14 francs"))
    repository.git("checkout", "-q", "-")
    repository.commit("thirteen", en=ENGLISH.replace("12 francs", "13 francs"))
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "side")
    repository.commit("by hand", en=ENGLISH.replace("12 francs", "16 francs"))
    assert run("drift") == 1
    assert "12 → 16" in capsys.readouterr().out
    repository.commit("follow", zh=CHINESE.replace("12法郎", "16法郎"))
    assert run("drift") == 0


def test_what_was_translated_before_it_was_committed_in_the_original(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("translation first", zh=CHINESE + "\n在码头上狗必须始终拴着皮带。\n")
    assert run("drift") == 1
    assert "1 unsourced" in capsys.readouterr().out
    repository.commit("original after", en=ENGLISH + "\nDogs stay on a lead at all times on the quay.\n")
    assert run("drift") == 0
    assert "UP TO DATE: 1 document." in capsys.readouterr().out


def test_files_of_two_repositories_are_refused(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Repository(tmp_path / "other")
    other.commit("first", zh=CHINESE)
    assert run("drift", "en/港口 rules.md", str(other.folder / "zh" / "港口 rules.md")) == 2
    assert "in one repository" in capsys.readouterr().err


def test_a_file_without_a_history_is_told_with_a_cure(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.folder / "new.md").write_text(ENGLISH, encoding="utf-8")
    (repository.folder / "new.zh.md").write_text(CHINESE, encoding="utf-8")
    assert run("drift", "new.md", "new.zh.md") == 2
    said = capsys.readouterr().err
    assert "new.md: this file has no history in Git" in said
    assert "--was FILE" in said


def test_git_that_is_missing_or_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="git rev-parse: ") as told:
        git(tmp_path, "rev-parse", "no-such-thing")
    assert "fetch-depth: 0" in told.value.cure

    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", missing)
    with pytest.raises(InputError, match="not installed"):
        git(tmp_path, "status")


SOURCE = Locator("en.md", "p001", (1,), Kind.PARAGRAPH, (1, 1), "en.md", 1)
TARGET = Locator("zh.md", "p001", (1,), Kind.PARAGRAPH, (1, 1), "zh.md", 1)
TODAY = datetime.date(2030, 3, 11)


def changed(day: str, commit: str = "abcdef0123456789") -> Drift:
    old, new = "It opens at nine.", "It opens at ten."
    return Drift(Nature.CHANGED, old, new, "九点开。", SOURCE, TARGET, *compared(old, new), commit, day, "later")


def traced(*drifts: Drift) -> list[Traced]:
    return [Traced(TrackedPage("a", Path("en.md"), Path("zh.md")), drifts, 12)]


@pytest.mark.parametrize(
    ("day", "max_days", "severity"),
    [
        ("2030-03-01", 0, Severity.WARNING),
        ("2030-03-01", 9, Severity.WARNING),
        ("2030-03-01", 10, Severity.NOTE),
        ("2030-03-01", 11, Severity.NOTE),
        # What is not committed is out of date since today, which is a day late only where none is allowed.
        ("", 1, Severity.NOTE),
        ("", 0, Severity.WARNING),
    ],
)
def test_days_of_grace(day: str, max_days: int, severity: Severity) -> None:
    (found,) = findings(traced(changed(day, "abc" if day else "")), max_days, TODAY)
    assert found.severity is severity
    assert report_of(traced(changed(day)), max_days, TODAY).findings[0].severity is severity


def test_a_finding_says_words_commit_and_both_texts() -> None:
    (found,) = findings(traced(changed("2030-03-01")), 0, TODAY)
    assert found.check == "drift.changed"
    assert found.message.endswith(": nine → ten (abcdef01 of 2030-03-01: later)")
    assert found.message[0].islower()
    assert (found.source, found.target) == ("It opens at ten.", "九点开。")
    assert [found.source[span.start : span.end] for span in found.source_marks] == ["ten"]
    gone = Drift(Nature.REMOVED, "It is gone.", "", "没有了。", Locator(""), TARGET)
    (other,) = findings(traced(gone), 0, TODAY)
    assert (other.check, other.source, other.source_marks) == ("drift.removed", "It is gone.", ())
    assert "(" not in other.message


def test_a_report_counts_sentences_and_names_documents_once() -> None:
    report = report_of([*traced(changed("2030-03-01")), *traced()], 0, TODAY)
    assert (report.pairs, report.documents) == (24, ("en.md",))
    assert "task:drift" in str(report.recipe)
