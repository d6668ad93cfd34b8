"""The comment on a pull request: verdict, scores, findings in full up to a number, and what else there is."""

from __future__ import annotations

import pytest

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.model import Kind, Locator, Recipe
from duizhao.quality import Finding, Report
from duizhao.quality.outputs.markdown import MARK, MOST, render


def finding(number: int, severity: Severity = Severity.WARNING, **given: object) -> Finding:
    at = Locator("en.md", f"p{number:03}", (number,), Kind.PARAGRAPH, (1, 1), "en/a.md", 10 * number)
    row = {"source": "Pay <5> | *now*.", "target": "付 6。", "cure": "Mend_it", **given}
    return Finding("number.differs", f"5 & 6 in {number}", f"key{number}", severity=severity, source_at=at, **row)  # type: ignore[arg-type]


def said(*found: Finding, fixed: int = 0) -> list[str]:
    report = Report(found, recipe=Recipe("check"), fixed=tuple(f"f{i}" for i in range(fixed)))
    return render(report, lambda one: one.severity is not Severity.NOTE).splitlines()


def test_nothing_to_mend_is_three_lines() -> None:
    assert said() == [MARK, "### duizhao: nothing to mend", "", f"<sub>`{Recipe('check')}`</sub>"]


def test_a_finding_is_folded_with_place_texts_and_cure() -> None:
    lines = said(finding(3))
    assert lines[:2] == [MARK, "### duizhao: 1 finding to mend"]
    assert "<details><summary><b>warning</b> 5 &amp; 6 in 3</summary>" in lines
    assert any(line.startswith("`en/a.md:30` §3 s.1 · number.differs · #") for line in lines)
    # Markup of the document is text.
    assert r"> Pay &lt;5&gt; \| \*now\*." in lines
    assert "> 付 6。" in lines
    assert r"→ Mend\_it" in lines
    assert not any(line.startswith("→") for line in said(finding(3, cure="")))
    assert sum(line.startswith("> ") for line in said(finding(3, target=""))) == 1


@pytest.mark.parametrize(
    ("notes", "fixed", "line"),
    [
        (0, 0, None),
        (2, 0, "2 other findings are known, waived or notes."),
        (0, 3, "3 fixed since the baseline."),
        (1, 1, "1 other finding is known, waived or a note; 1 fixed since the baseline."),
    ],
)
def test_what_fails_nothing_is_counted(notes: int, fixed: int, line: str | None) -> None:
    lines = said(*(finding(i, Severity.NOTE) for i in range(1, notes + 1)), fixed=fixed)
    assert lines[1] == "### duizhao: nothing to mend"
    assert lines[3:-2] == ([line] if line else [])


@pytest.mark.parametrize(("count", "more"), [(MOST, None), (MOST + 1, "and 1 more"), (MOST + 9, "and 9 more")])
def test_only_so_many_are_told_in_full(count: int, more: str | None) -> None:
    lines = said(*(finding(i) for i in range(1, count + 1)))
    assert lines[1] == f"### duizhao: {count} findings to mend"
    assert lines.count("</details>") == MOST
    assert [line for line in lines if line.endswith(" more")] == ([more] if more else [])
