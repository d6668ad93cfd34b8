"""The policy: what a table may say, what is refused with its line, and what it does to a report; and the baseline."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from duizhao import quality
from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Pair
from duizhao.quality import Policy, Severity, State, judge, make_baseline, read_baseline, read_policy, write_baseline
from tests.quality.samples import pair, pairs

DAY = datetime.date(2026, 6, 1)
ROWS = [("In 2024.", "在 2023 年。"), ("The 国 of it is here.", "就在这里。"), ("A (b.", "一个（二。")]


def report(rows: list[Pair] | None = None) -> quality.Report:
    return quality.check(rows if rows is not None else pairs(ROWS), source_language="en", target_language="zh-CN")


def policy(text: str) -> Policy:
    return read_policy(tomllib.loads(text).get("check", {}), path="duizhao.toml", text=text)


def test_an_empty_table_fails_on_warnings() -> None:
    verdict = judge(report(), policy("[check]"), today=DAY)
    assert verdict.failed
    assert {f.severity for f in verdict.failing} == {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize(
    ("text", "failing"),
    [
        ('[check]\nfail_on = "error"', {"number.differs"}),
        ('[check]\nfail_on = "never"', set()),
        ('[check.severity]\n"*" = "off"', set()),
        ('[check.severity]\n"mark.*" = "off"\n"text.foreign" = "note"', {"number.differs"}),
        ('[check.severity]\n"*" = "off"\n"mark.bracket" = "error"', {"mark.bracket"}),
    ],
)
def test_severities(text: str, failing: set[str]) -> None:
    verdict = judge(report(), policy(text), today=DAY)
    assert {f.check for f in verdict.failing} == failing
    assert verdict.failed == bool(failing)


def test_checks_that_are_off_are_not_in_the_report() -> None:
    verdict = judge(report(), policy('[check.severity]\n"mark.*" = "off"'), today=DAY)
    assert "mark.bracket" not in {f.check for f in verdict.report.findings}


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ('[check]\nfail_at = "error"', "Did you mean 'fail_on'? Known: fail_on, thresholds", 2),
        ('[check]\n\nfail_on = "fatal"', "Known: error, warning, note, never", 3),
        ("[check.thresholds]\nindx = 90", "Did you mean 'index'?", 2),
        ("[check.thresholds]\nindex = 190", "not a number from 0 to 100", 2),
        ("[check.thresholds]\nindex = true", "not a number from 0 to 100", 2),
        (
            '[check.severity]\n"mark.brackets" = "off"',
            "no check or notice is called mark.brackets in [check.severity]. Did you mean mark.bracket?",
            2,
        ),
        ('[check.severity]\n"mark.bracket" = "silent"', "Known: error, warning, note, off", 2),
        ('[[check.waivers]]\ncheck = "mark.*"\nreason = "x"\nuntil = 2026-12-31', "a waiver has no owner", 2),
        ('[[check.waivers]]\ncheck = "x"\nreason = "x"\nowner = "y"\nuntil = "soon"', "is not a date", 5),
        (
            '[[check.waivers]]\ncheck = "x"\nreason = "x"\nowner = "y"\nuntil = 2026-12-31\ndoc = "z"',
            "unknown key 'doc'",
            6,
        ),
        ("[check]\nbaseline = 3", "is not a path", 2),
        ("[check]\nfail_on = [1]", "Known: error, warning, note, never", 2),
        ('[check.waivers]\ncheck = "mark.*"', "Write [[check.waivers]]", 1),
        (
            '[[check.waivers]]\ncheck = "numbr.*"\nreason = "x"\nowner = "y"\nuntil = 2026-12-31',
            "no check or notice fits numbr.* in [check.waivers]. Did you mean number.*?",
            1,
        ),
        (
            '[check.severity]\n"mark.width" = "off"\n[[check.waivers]]\ncheck = "mark.width"\nreason = "x"\n'
            'owner = "y"\nuntil = 2026-12-31\n'
            '[[check.waivers]] # the second\ncheck = "mark.width"\nowner = "y"\nuntil = 2026-12-31',
            "a waiver has no reason",
            9,
        ),
        ("[check]\nthresholds = 3", "must be a table", 2),
        ("[check]\nwaivers = 3", "must be tables", 2),
    ],
)
def test_what_is_refused_and_where(text: str, said: str, line: int) -> None:
    with pytest.raises(SettingsError) as refused:
        policy(text)
    assert said in str(refused.value)
    assert refused.value.line == line
    assert "duizhao.toml" in str(refused.value)


WAIVER = '[[check.waivers]]\ncheck = "{check}"\nreason = "r"\nowner = "Liu"\nuntil = {until}\n{more}'


@pytest.mark.parametrize(
    ("check", "until", "more", "waived"),
    [
        ("number.differs", "2026-06-01", "", True),
        ("number.*", "2026-06-02", "", True),
        ("number.differs", "2026-05-31", "", False),
        ("mark.*", "2026-06-02", "", False),
        ("number.differs", "2026-06-02", 'document = "zh.md"', True),
        ("number.differs", "2026-06-02", 'document = "other*"', False),
        ("number.differs", "2026-06-02", 'fingerprint = "0"', False),
    ],
)
def test_waivers(check: str, until: str, more: str, waived: bool) -> None:
    text = WAIVER.format(check=check, until=until, more=more)
    [found] = [f for f in judge(report(), policy(text), today=DAY).report.findings if f.check == "number.differs"]
    assert (found.state is State.WAIVED) == waived
    assert ("ran out on 2026-05-31" in found.message) == (until == "2026-05-31")


def test_thresholds() -> None:
    verdict = judge(
        report(), policy('[check]\nfail_on = "never"\n[check.thresholds]\nnumbers = 50\nbleu = 90'), today=DAY
    )
    assert [str(m) for m in verdict.missed] == ["numbers 0.0 is below the threshold 50"]
    assert verdict.failed


def test_paths_are_relative_to_the_project_file() -> None:
    found = read_policy({"baseline": "known"}, path=Path("papers/duizhao.toml"))
    assert found.baseline == Path("papers/known")


def test_a_baseline_leaves_only_what_is_new_or_worse(tmp_path: Path) -> None:
    before = judge(report(), today=DAY).report
    write_baseline(make_baseline(before), tmp_path / "known")
    known = read_baseline(tmp_path / "known")
    assert not judge(report(), baseline=known, today=DAY).failed
    rows = [*pairs(ROWS[:2]), pair("In 1999.", "在 1998 年。", 9)]
    after = judge(report(rows), baseline=known, today=DAY)
    assert [f.message for f in after.failing] == ["years differ: 1999 in the source, 1998 年 in the target"]
    assert {k.check for k in after.report.fixed} == {"mark.bracket"}
    write_baseline(make_baseline(after.report), tmp_path / "known")
    assert "mark.bracket" not in {k.check for k in read_baseline(tmp_path / "known").findings.values()}


def test_a_term_in_one_more_place_is_worse() -> None:
    rows = [("Research, papers.", "研究,文件。")]
    known = make_baseline(judge(report(pairs(rows)), today=DAY).report)
    same = judge(report(pairs([("Nothing new here.", "没有新的。"), *rows])), baseline=known, today=DAY)
    assert not same.failed
    worse = judge(report(pairs([*rows, ("Reports, books.", "报告,书籍。")])), baseline=known, today=DAY)
    assert [f.state for f in worse.failing] == [State.WORSE]


def test_findings_of_one_kind_are_counted(tmp_path: Path) -> None:
    known = make_baseline(judge(report(pairs([("In 2024.", "在 2023 年。")])), today=DAY).report)
    twice = [("In 2024.", "在 2023 年。"), ("Also in 2024 it grew.", "2023 年也增长了。")]
    assert len(judge(report(pairs(twice)), baseline=known, today=DAY).failing) == 1


@pytest.mark.parametrize("text", ["", "{}\n", "nonsense", '{"format": "duizhao-baseline", "version": 1}\n{"a": 1}\n'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "known").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"--update-baseline|Make it again"):
        read_baseline(tmp_path / "known")
    with pytest.raises(InputError, match="no such baseline"):
        read_baseline(tmp_path / "missing")
