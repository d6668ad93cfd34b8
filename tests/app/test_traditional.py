"""The sample in traditional characters: aligned, checked and remembered as well as the simplified one, as printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from opencc import OpenCC

from duizhao import alignment, corpora, quality, terminology
from duizhao.cli.main import main
from duizhao.corpora.language.scripts import Script, comparable, script_of
from duizhao.corpora.model import Document, Locator, Pair
from duizhao.corpora.samples import path
from duizhao.quality import Report
from duizhao.tmx import Memory

# Plain characters; Taiwan's with its own words (網路, 資料); Hong Kong's.
CONVERSIONS = ("s2t", "s2twp", pytest.param("s2hk", marks=pytest.mark.slow))


@cache
def converted(conversion: str) -> Path:
    """The Chinese sample as a file in the script of an OpenCC conversion; as it is where there is none."""
    if not conversion:
        return path("zh.md")
    file = Path(mkdtemp()) / "zh.md"
    file.write_text(OpenCC(conversion).convert(path("zh.md").read_text("utf-8")), encoding="utf-8")
    return file


@cache
def aligned(conversion: str) -> tuple[Document, Document, tuple[Pair, ...]]:
    source = corpora.read(path("en.md"), language="en")
    target = corpora.read(converted(conversion), language="zh-CN")
    settings = alignment.AlignSettings(embed="none")
    return source, target, alignment.align(source, target, settings=settings).pairs


def checked(conversion: str, glossary: terminology.Glossary | None = None) -> Report:
    source, target, pairs = aligned(conversion)
    return quality.check(pairs, documents=(source, target), glossary=glossary)


def places(pairs: tuple[Pair, ...]) -> list[tuple[Locator, Locator]]:
    """Where the two sides of each pair stand, whatever the files are called."""
    return [(pair.source_at, Locator("", pair.target_at.unit, sentences=pair.target_at.sentences)) for pair in pairs]


@pytest.mark.parametrize("conversion", CONVERSIONS)
def test_it_is_read_and_cut_alike(conversion: str) -> None:
    _, simple, _ = aligned("")
    _, printed, _ = aligned(conversion)
    assert printed.language == "zh-Hant"
    assert [(u.id, u.kind, u.number) for u in printed] == [(u.id, u.kind, u.number) for u in simple]
    assert [(s.unit, s.index) for s in corpora.segment(printed)] == [(s.unit, s.index) for s in corpora.segment(simple)]


@pytest.mark.parametrize("conversion", CONVERSIONS)
def test_it_is_aligned_alike_and_stays_as_printed(conversion: str, tmp_path: Path) -> None:
    _, target, pairs = aligned(conversion)
    assert places(pairs) == places(aligned("")[2])
    assert script_of("".join(pair.target for pair in pairs)) is Script.TRADITIONAL
    Memory.from_pairs(pairs, "en", target.language).write(tmp_path / "memory.tmx")
    text = (tmp_path / "memory.tmx").read_text("utf-8")
    assert 'xml:lang="zh-Hant"' in text
    assert script_of(text) is Script.TRADITIONAL


@pytest.mark.parametrize("conversion", CONVERSIONS)
@pytest.mark.parametrize("seed", [False, True])
def test_the_same_terms_vary(conversion: str, seed: bool) -> None:
    glossary = terminology.seed() if seed else None

    def terms(report: Report) -> list[tuple[str, str, int, list[tuple[str, int]]]]:
        return sorted(
            (f.check, comparable(f.subject), f.count, [(comparable(v.text), v.count) for v in f.variants])
            for f in report.findings
            # With Taiwan's own words (專案 for 项目) a term of a mainland glossary is indeed not followed.
            if f.check.startswith("term.") and not (conversion.endswith("twp") and f.check == "term.missing")
        )

    found = terms(checked(conversion, glossary))
    assert found == terms(checked("", glossary))
    assert found


def test_findings_mark_and_name_what_is_printed() -> None:
    for glossary, name in ((None, "公正過渡"), (terminology.seed(), "公正过渡")):
        report = checked("s2t", glossary)
        (finding,) = [f for f in report.findings if "just transition" in f.message and f.check.startswith("term.")]
        assert name in finding.message
        assert finding.target[slice(*finding.target_marks[0])] == "公正過渡"


def test_one_rendering_in_two_scripts_is_no_inconsistency() -> None:
    _, _, simple = aligned("")
    _, _, printed = aligned("s2t")
    mixed = [b if i % 2 else a for i, (a, b) in enumerate(zip(simple, printed, strict=True))]

    def varying(report: Report) -> set[str]:
        return {f.subject for f in report.findings if f.check == "term.varies"}

    assert varying(quality.check(mixed)) == varying(quality.check(simple))


def test_the_command_writes_a_traditional_memory(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["align", str(path("en.md")), str(converted("s2twp")), "-o", str(tmp_path), "--embed", "none", "-q"])
    assert stop.value.code == 0
    memory = Memory.read(tmp_path / "memory.tmx")
    assert {pair_language(entry) for entry in memory.entries} == {"zh-Hant"}


def pair_language(entry: object) -> str:
    return next(v.language for v in entry.variants if v.language != "en")  # type: ignore[attr-defined]


def test_a_seed_term_is_found_in_traditional_text() -> None:
    matcher = terminology.Matcher(terminology.seed(), "zh")
    text = "促進公正轉型與體面勞動。"
    assert [text[slice(*match.span)] for match in matcher.find(text)] == ["公正轉型", "體面勞動"]
    names = {concept.id for match in matcher.find(text) for concept in match.concepts}
    assert names == {concept.id for match in matcher.find(comparable(text)) for concept in match.concepts}
