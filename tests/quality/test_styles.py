"""Papers in thirty-five styles (a manual, a law, a blog, a bank's terms, a game, an essay on poems …), translated with
the liberties that translators take: clean ones are left alone, and planted faults are found.

A line is a pair: source, tab, target; `#` opens a heading. Two lines that follow each other are one paragraph, unless
they are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from duizhao import quality
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.terminology import Concept, Glossary, Status, Term
from scripts.plant_faults import KINDS, measure

STYLES = Path(__file__).parent / "texts" / "styles"
NAMES = sorted(path.stem for path in STYLES.glob("*.tsv"))
# Source term, its rendering in these papers, and one that a glossary gives up.
TERMS = (
    ("filter", "滤网", "过滤网"),
    ("wetlands", "湿地", "沼泽地"),
    ("blood pressure", "血压", "血压值"),
    ("Seller", "卖方", "供方"),
    ("candidate", "考生", "应试者"),
    ("battery", "电池", "蓄电池"),
    ("storm", "风暴", "暴风雨"),
    ("lift", "电梯", "升降机"),
    ("index", "索引", "目录"),
    ("overdraft", "透支", "超支"),
    ("vinegar", "食醋", "米醋"),
    ("respondent", "被上诉人", "答辩人"),
    ("lantern", "灯笼", "灯盏"),
    ("household", "家庭", "住户"),
)


def paper(name: str) -> Iterator[Pair]:
    """The pairs of a paper."""
    unit = sentence = 0
    lines = (STYLES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        source, target = line.split("\t")
        heading = source.startswith("#")
        if heading or sentence >= 2 or re.match(r"[\d(]|Article", source):
            unit, sentence = unit + 1, 0
        sentence += 1
        kind = Kind.HEADING if heading else Kind.PARAGRAPH
        at, there = (
            Locator(f"{name}.{side}", f"u{unit}", None, kind, (sentence, sentence), f"{name}.{side}.md", number)
            for side in ("en", "zh")
        )
        yield Pair(source.lstrip("# "), target.lstrip("# "), at, there)
        sentence = 2 if heading else sentence


@cache
def everything() -> tuple[Pair, ...]:
    return tuple(pair for name in NAMES for pair in paper(name))


def told(pairs: tuple[Pair, ...]) -> list[str]:
    found = quality.check(pairs, source_language="en", target_language="zh-CN").findings
    return [f"{f.check} {f.at}: {f.message}" for f in found if f.severity is not quality.Severity.NOTE]


def test_clean_translations_of_every_style_are_left_alone() -> None:
    assert len(NAMES) == 35
    assert len(everything()) > 950
    found = told(everything())
    assert 100 * len(found) <= len(everything()), found


def test_planted_faults_are_found_in_every_style() -> None:
    concepts = (
        Concept(f"t{n}", (Term(en, "en"), Term(usual, "zh-CN"), Term(other, "zh-CN", Status.DEPRECATED)))
        for n, (en, usual, other) in enumerate(TERMS)
    )
    variants = {usual: other for _, usual, other in TERMS}
    result = measure(everything(), 88, 11, variants, Glossary(tuple(concepts)))
    assert set(result.planted) == set(KINDS)
    assert result.recall >= 0.9, [f"{f.kind}: {f.note} at {f.places[0]}" for f in result.missed]
    assert len(result.elsewhere) <= 2, [f"{f.check} {f.at}: {f.message}" for f in result.elsewhere]
