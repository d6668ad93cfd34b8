"""Every format: read by something else than ourselves, complete, and the same bytes whatever the order."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from duizhao import quality
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality import FactCache, Finding, Policy, Report, Verdict, judge, make_baseline
from duizhao.quality.outputs import github, html, junit, markdown, sarif, text
from duizhao.quality.run import per_document
from duizhao.quality.verdict.history import append_history, read_history, run_of
from tests.conftest import ROOT
from tests.quality.samples import pair, pairs, sample_pairs
from tests.quality.test_policy import DAY

NASTY = [
    ("Costs are <b>5</b> & 6 | `x` \x0b 100%.", "费用为 <b>7</b> & 6 | `x` 100%。"),
    ("Line\nbreak: 1, 2::3", "换行：4"),
    ("A (b", "一个（二"),
]


def verdict(rows: list[Pair] | None = None, **given: object) -> Verdict:
    rows = rows or [*sample_pairs(), *pairs(NASTY, document="nasty.en.md")]
    report = quality.check(rows, left_out=quality.LeftOut())
    return judge(report, today=DAY, **given)  # type: ignore[arg-type]


def formats(v: Verdict) -> dict[str, str]:
    r, fails = v.report, v.fails
    return {
        "text": text.render(r, fails, v.missed, everything=True),
        "json": json.dumps(v.as_dict(), ensure_ascii=False),
        "junit": junit.render(r, fails, v.missed),
        "sarif": sarif.render(r),
        "github": github.render(r, fails),
        "markdown": markdown.render(r, fails, v.missed),
        "html": html.fragment(r),
    }


@pytest.fixture(scope="module")
def found() -> Verdict:
    return verdict()


def test_sarif_is_valid(found: Verdict) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "tests/fixtures/quality/sarif-2.1.0.json").read_text(encoding="utf-8"))
    known = make_baseline(found.report)
    for one in (found, verdict(baseline=known), verdict(pairs(NASTY), baseline=known)):
        log = json.loads(sarif.render(one.report))
        jsonschema.Draft7Validator(schema).validate(log)


def test_sarif_says_what_a_baseline_says(found: Verdict) -> None:
    known = make_baseline(found.report)
    results = json.loads(sarif.render(verdict(baseline=known).report))["runs"][0]["results"]
    assert {r["baselineState"] for r in results} == {"unchanged"}
    assert {r["suppressions"][0]["justification"] for r in results} == {"known from the baseline"}
    # What is gone has no place, and a host refuses a result without one.
    some = make_baseline(replace(found.report, findings=found.report.findings[1:]))
    fewer = replace(found.report, findings=found.report.findings[:2])
    [run] = json.loads(sarif.render(judge(fewer, baseline=some).report))["runs"]
    assert sorted(r["baselineState"] for r in run["results"]) == ["new", "unchanged"]
    assert all(r["locations"] for r in run["results"])
    assert [r for r in run["results"] if r["baselineState"] == "new" and "suppressions" in r] == []
    assert run["properties"]["fixed"] == len(found.report.findings) - 2


def test_junit_is_read_by_a_reader(found: Verdict, tmp_path: Path) -> None:
    junitparser = pytest.importorskip("junitparser")
    path = tmp_path / "junit.xml"
    path.write_text(junit.render(found.report, found.fails), encoding="utf-8")
    xml = junitparser.JUnitXml.fromfile(str(path))
    assert xml.failures == len(found.failing)
    assert xml.tests == sum(1 for suite in xml for _ in suite)
    assert xml.failures == sum(
        1 for suite in xml for case in suite if any(isinstance(r, junitparser.Failure) for r in case.result)
    )


def test_annotations_are_one_line_each_and_escaped(found: Verdict) -> None:
    lines = github.render(found.report, found.fails).splitlines()
    assert len(lines) >= len(found.failing)
    for line in lines:
        assert line.startswith(("::error file=", "::warning file="))
    assert "%0A" in lines[0]


def test_markdown_keeps_markup_out(found: Verdict) -> None:
    said = markdown.render(found.report, found.fails)
    assert said.startswith("<!-- duizhao check -->\n")
    assert "<b>5</b>" not in said
    assert said.count("<details>") == said.count("</details>")


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_balanced_and_escaped(found: Verdict, tmp_path: Path) -> None:
    for i in range(3):
        history = append_history(tmp_path / "history", run_of(found.report, f"run {i}"))
    page = html.fragment(found.report, history)
    parser = _Balance()
    parser.feed(page)
    assert parser.open == []
    assert "<b>5</b>" not in page
    assert "<script" not in page
    assert "<polyline" in page
    assert [run.label for run in read_history(tmp_path / "history")] == ["run 0", "run 1", "run 2"]


def test_json_has_everything(found: Verdict) -> None:
    data = json.loads(formats(found)["json"])
    assert data["failed"] is True
    assert len(data["findings"]) == len(found.report.findings)
    assert all(f["fingerprint"] and f["message"] for f in data["findings"])
    assert {s["name"] for s in data["scores"]} >= {"index", "terms", "numbers", "coverage"}


def test_the_first_screen_says_what_and_how_much(found: Verdict) -> None:
    screen = text.render(found.report, found.fails).splitlines()[:24]
    assert screen[0].startswith(f"FAILED: {len(found.failing)} findings to mend (")
    assert screen[1].startswith("Checked: ")
    assert screen[1].endswith("sentence pairs.")
    assert screen[2].startswith("Consistency: ")
    assert any("A term rendered in several ways" in line for line in screen)
    assert any("--explain" in line for line in screen)
    assert all(len(line) < 200 for line in screen)


def test_sense_and_terms_come_before_marks() -> None:
    checks = ["mark.width", "text.doubled", "term.varies", "layout.cut", "coverage.sentence"]
    findings = [Finding(name, name, name, count=9 - i) for i, name in enumerate(checks)]
    ordered = [f.check for f in Report(tuple(findings)).sorted().findings]
    assert ordered == ["coverage.sentence", "term.varies", "text.doubled", "mark.width", "layout.cut"]


def test_nothing_to_mend_is_said() -> None:
    clean = verdict(pairs([("It was adopted.", "获得通过。")]))
    assert "PASSED: no finding to mend." in text.render(clean.report, clean.fails)
    assert github.render(clean.report, clean.fails) == ""
    assert "nothing to mend" in markdown.render(clean.report, clean.fails)


def test_the_same_bytes_whatever_the_order_the_jobs_and_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [*sample_pairs(), *sample_pairs("ports.gold.jsonl")]
    documents: dict[str, list[Pair]] = {}
    for i, row in enumerate(rows):
        name = f"d{i % 3}.en.md"
        at, there = (type(a)(name, a.unit, a.number, a.kind, a.sentences, name) for a in (row.source_at, row.target_at))
        documents.setdefault(name, []).append(Pair(row.source, row.target, at, there))
    orders = [list(documents), list(reversed(documents)), random.Random(3).sample(list(documents), 3)]
    monkeypatch.setattr("duizhao.quality.run.per_document.WORTH", 0)
    cache = FactCache(tmp_path / "cache")
    seen = {
        json.dumps(
            formats(judge(quality.check([p for n in order for p in documents[n]], jobs=jobs, cache=kept), today=DAY))
        )
        for order, jobs, kept in zip(
            orders * 2, (1, 2, 1, 1, 1, 1), (None, None, None, cache, cache, cache), strict=True
        )
    }
    assert len(seen) == 1
    assert len(list((tmp_path / "cache").iterdir())) == 4, "the facts of three documents, the terms of all"


def test_a_single_document_is_done_beside_what_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*sample_pairs(), *pairs(NASTY)]
    alone = formats(judge(quality.check(rows), today=DAY))
    begun: list[int] = []
    in_processes = per_document.in_processes

    def seen(work: Any, things: Any, jobs: int, **how: Any) -> Any:
        begun.append(jobs)
        return in_processes(work, things, jobs, **how)

    monkeypatch.setattr(per_document, "in_processes", seen)
    monkeypatch.setattr(per_document, "BESIDE", 1)
    monkeypatch.setattr(per_document, "forks", lambda: True)
    assert formats(judge(quality.check(rows, jobs=2), today=DAY)) == alone
    assert begun == [2]
    monkeypatch.setattr(per_document, "forks", lambda: False)
    assert formats(judge(quality.check(rows, jobs=2), today=DAY)) == alone
    assert begun == [2], "a process that is no copy of this one takes longer to begin than the work"


def test_a_broken_cache_is_as_good_as_none(tmp_path: Path) -> None:
    rows = pairs(NASTY)
    cache = FactCache(tmp_path)
    first = quality.check(rows, cache=cache)
    for file in tmp_path.iterdir():
        file.write_text(file.read_text(encoding="utf-8")[:40], encoding="utf-8")
    assert quality.check(rows, cache=cache) == first
    assert quality.check(rows, cache=FactCache(Path("/proc/nowhere"))) == first


def test_reference_scores_carry_signatures() -> None:
    rows = pairs([("One thing is clear.", "一件事很清楚。"), ("Another is not.", "另一件则不然。")])
    scores = {s.name: s for s in quality.check(rows, reference=rows).scores}
    assert scores["bleu"].value == pytest.approx(100)
    assert scores["chrf"].value == pytest.approx(100)
    assert scores["ter"].value == 0
    assert "tok:zh" in scores["bleu"].signature
    assert Policy().fail_on is not None


def test_the_legend_says_what_the_places_mean() -> None:
    rows = []
    for unit, kind in (("h33", Kind.HEADING), ("t1.r2.c3", Kind.CELL), ("f02", Kind.FRONT)):
        at = Locator("en.md", unit, None, kind, (1, 1), "en.md", 3)
        rows.append(Pair("In 2024 it grew.", "2023年增长。", at, replace(at, document="zh.md")))
    said = text.render(quality.check(rows), Policy().fails)
    assert "(f02: piece 2 before the first number, h33: heading 33, t1.r2.c3: table 1, row 2, cell 3)" in said
    paragraph = [replace(rows[0], target_at=replace(rows[0].target_at, number=(7,), kind=Kind.PARAGRAPH, unit="7"))]
    assert "s.sentence; what is wrong" in text.render(quality.check(paragraph), Policy().fails)


def test_the_page_says_what_was_checked_and_shows_few_findings_unfolded() -> None:
    rows = [pair(f"In {2001 + n} it grew.", f"{2002 + n}年增长了{'很' * n}。", n + 1) for n in range(3)]
    page = html.page(quality.check(rows))
    assert "<h1>en.md: consistency</h1>" in page
    assert "Checked: en.md and its translation, 3 sentence pairs." in page
    assert page.count("<details") == page.count('<details class="error" open>') == 3
    assert "zh.md:1 §1 s.1" in page
    many = [pair(f"In {2001 + n} it grew {n} times.", f"{2002 + n}年增长。", n + 1) for n in range(html.FEW + 1)]
    assert " open>" not in html.page(quality.check(many))
