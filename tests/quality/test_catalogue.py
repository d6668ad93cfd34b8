"""Everything that can be reported has its entry, and pages, policies and titles are made from the entries."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from duizhao import quality
from duizhao.corpora import CATALOGUE, Notice, SettingsError, WorkError
from duizhao.corpora.catalogue import Catalogue, CatalogueEntry, Severity
from duizhao.corpora.notices.catalogue import NOTICES
from duizhao.quality import Finding, State, judge, make_baseline, read_baseline, write_baseline
from duizhao.quality.checking import Check, as_check
from duizhao.quality.checks import CHECKS, known_checks
from duizhao.quality.context import Context, Given
from duizhao.quality.outputs.explanation import explanation
from tests.conftest import ROOT
from tests.quality.samples import pairs
from tests.quality.test_policy import DAY, policy

# Ours: what examples and other tests add is left out.
ENTRIES = (*NOTICES, *(one.entry for one in CHECKS if one.entry not in NOTICES))
ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "review", "app")
MAKERS = frozenset(("Notice", "_notice", "Finding", "finding_on", "listed", "term_finding"))


def literals() -> Iterator[tuple[str, bool]]:
    """The texts that stand in the code, the entries' own tables aside, and whether each is the id that a call which
    makes a notice or a finding gives to it."""
    for path in (p for room in ROOMS for p in (ROOT / room).rglob("*.py") if not p.name.startswith("on_")):
        ids = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                ids.add(node.args[0])
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, node in ids


def test_every_entry_is_reported_somewhere() -> None:
    said = {text for text, _ in literals()}
    assert [entry.id for entry in ENTRIES if entry.id not in said] == []


def test_everything_reported_has_an_entry() -> None:
    ids = {text for text, is_id in literals() if is_id}
    assert len(ids) > 60
    assert [id for id in ids if id not in CATALOGUE] == []


def test_a_check_is_a_file_with_its_page_beside_it() -> None:
    folder = ROOT / "quality" / "checks"
    modules = {p.stem for p in folder.glob("*.py") if not p.name.startswith("_")}
    assert {c.id.replace(".", "_") for c in CHECKS} == modules
    assert {p.stem for p in folder.glob("*.md")} == modules - {"text_doubled"}, "text.doubled has the notice's page"


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.id)
def test_what_is_said_of_a_check(one: Check) -> None:
    entry = one.entry
    assert CATALOGUE[entry.id] is entry
    assert entry.title[0].isupper()
    assert entry.summary[0].isupper()
    assert not entry.summary.endswith(".")
    assert "## Example" in entry.text
    assert "## Cure" in entry.text


def test_every_entry_is_explained() -> None:
    for entry in ENTRIES:
        page = explanation(entry.id)
        assert page.startswith(f"# {entry.id}\n\n{entry.summary}. Usually: {entry.severity}.")
        assert f'"{entry.id}" = "off"' in page
    assert "Once called `alignment.sentence-added`." in explanation("alignment.sentence-added")
    assert all(f"{notice.id} " in explanation("notices") for notice in NOTICES)
    with pytest.raises(SettingsError, match=r"no check or notice is called term\.vary\. Did you mean term\.varies\?"):
        explanation("term.vary")


def test_the_documentation_is_current() -> None:
    spec = importlib.util.spec_from_file_location("diagnostics", ROOT / "scripts" / "make_diagnostics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8") == module.diagnostics(), "run `make docs`"


def test_a_finding_has_an_id_of_the_catalogue() -> None:
    with pytest.raises(SettingsError, match=r"called number\.difers\. Did you mean number\.differs\?"):
        Finding("number.difers", "m", "s")
    assert Finding("alignment.sentence-added", "m", "s").check == "alignment.sentence_added"


def test_a_check_gives_no_other_checks_findings() -> None:
    entry = CatalogueEntry("test.other", Severity.NOTE, "Title", "Summary", "Page.")
    wrong = Check(entry, lambda context: iter([Finding("number.differs", "m", "s")]))
    with pytest.raises(WorkError, match=r"test\.other gave a finding of number\.differs"):
        list(wrong(Context(Given((), "en", "zh-CN"))))


def test_the_severity_that_a_check_declares_counts(added: Check) -> None:
    report = quality.check(pairs([("Stop it!", "停下！")]), source_language="en", target_language="zh-CN")
    assert [(f.check, f.severity) for f in report.findings] == [("test.shouting", Severity.ERROR)]
    assert judge(report, today=DAY).failed
    off = judge(report, policy('[check.severity]\n"test.*" = "off"'), today=DAY)
    assert off.report.findings == ()
    assert explanation("test.shouting").startswith("# test.shouting\n\nSomebody shouts. Usually: error.\n\nLoud.")


def test_a_check_of_somebody_else_that_fails_is_named(added: Check) -> None:
    with pytest.raises(WorkError, match=r"test\.shouting of this program failed: ZeroDivisionError"):
        quality.check(pairs([("Zero", "零")]), source_language="en", target_language="zh-CN")


@pytest.fixture
def added() -> Iterator[Check]:
    known_checks.add("test.shouting", shouting)
    yield shouting
    known_checks.remove("test.shouting")


@as_check("test.shouting", Severity.ERROR, title="Shouting", summary="Somebody shouts", page="Loud.")
def shouting(context: Context) -> Iterator[Finding]:
    """A check as somebody else would write it, and it has a fault."""
    for one in context.complete:
        if one.source == "Zero":
            1 / 0  # noqa: B018
        if one.source.endswith("!"):
            yield Finding("test.shouting", "it shouts", one.source, source_at=one.source_at)


def test_what_is_not_loaded_yet_is_loaded_before_a_name_is_refused() -> None:
    made = Catalogue()
    made.ask(lambda: made.add(CatalogueEntry("test.late", Severity.NOTE, "Late", "It comes late", "Page.")))
    assert [entry.id for entry in made.fitting("test.*")] == ["test.late"]
    again = Catalogue()
    again.ask(lambda: made["test.late"])
    with pytest.raises(SettingsError, match=r"called test\.late"):
        again["test.late"]


# -- an id that had another name -----------------------------------------------------------------------------------


def sentence_missing() -> quality.Report:
    """A report with a notice of the aligner that was once spelt otherwise."""
    notice = Notice("alignment.sentence_missing", "§1 s.2 has no counterpart", "p001", document="en.md")
    return quality.check(pairs([("It was adopted.", "获得通过。")]), notices=[notice])


OLD = "alignment.sentence-missing"
WAIVER = f'[[check.waivers]]\ncheck = "{OLD}"\nreason = "r"\nowner = "Liu"\nuntil = 2027-01-01'


@pytest.mark.parametrize("pattern", [OLD, "alignment.sentence-*", "alignment.sentence_*", "alignment.*"])
def test_an_old_name_in_a_policy(pattern: str) -> None:
    verdict = judge(sentence_missing(), policy(f'[check.severity]\n"{pattern}" = "error"'), today=DAY)
    assert [(f.check, f.severity) for f in verdict.failing] == [("alignment.sentence_missing", Severity.ERROR)]


def test_an_old_name_in_a_waiver() -> None:
    [found] = judge(sentence_missing(), policy(WAIVER), today=DAY).report.findings
    assert found.state is State.WAIVED


def test_an_old_name_in_a_baseline(tmp_path: Path) -> None:
    report = sentence_missing()
    write_baseline(make_baseline(report), tmp_path / "known")
    text = (tmp_path / "known").read_text(encoding="utf-8")
    assert "alignment.sentence_missing" in text
    # As it was written when the id was spelt otherwise: with the same fingerprint, which is made of the first name.
    (tmp_path / "known").write_text(text.replace("sentence_missing", "sentence-missing"), encoding="utf-8")
    known = read_baseline(tmp_path / "known")
    [found] = judge(report, baseline=known, today=DAY).report.findings
    assert found.state is State.UNCHANGED
    assert {k.check for k in known.findings.values()} == {"alignment.sentence_missing"}
    subject = "§1 s.2 has no counterpart"
    assert found.fingerprint == hashlib.sha256("\0".join((OLD, "en.md", subject)).encode()).hexdigest()[:16]


def test_what_a_plug_in_gave_that_is_gone_stays_in_the_baseline(tmp_path: Path) -> None:
    report = sentence_missing()
    write_baseline(make_baseline(report), tmp_path / "known")
    text = (tmp_path / "known").read_text(encoding="utf-8")
    (tmp_path / "known").write_text(text.replace("alignment.sentence_missing", "gone.check"), encoding="utf-8")
    known = read_baseline(tmp_path / "known")
    assert {k.check for k in known.findings.values()} == {"gone.check"}


# -- what the policy refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("text.foriegn", "text.foreign"),
        ("layout.cutt", "layout.cut"),
        ("pdf.scaned", "pdf.scanned"),
        ("docx.hidden_text", "docx.hidden"),
        ("numbering.mising", "numbering.missing"),
        ("layuot.*", "layout.*"),
    ],
)
@pytest.mark.parametrize("table", ['[check.severity]\n"{}" = "off"', WAIVER.replace(OLD, "{}")])
def test_a_misspelt_name_is_refused_with_the_nearest(wrong: str, near: str, table: str) -> None:
    with pytest.raises(SettingsError, match=rf"{re.escape(wrong)} in .*Did you mean {re.escape(near)}\?"):
        policy(table.format(wrong))


def test_every_name_is_taken() -> None:
    for name in [entry.id for entry in ENTRIES] + ["*", "pdf.*", "*.hidden", "text.half_*"]:
        assert policy(f'[check.severity]\n"{name}" = "off"').severity == {name: None}
