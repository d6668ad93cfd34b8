"""Where the search for terms that vary, and for terms of one language, tips: sentences of which one count grows step by
step, and what is found in each set of them; and what is found in our texts.

    python -m tests.terminology.sweeps    # writes it anew; git diff shows which limits have moved
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from duizhao.terminology.comparing import combine, compare
from duizhao.terminology.extraction.monolingual import lone_terms, uncovered
from duizhao.terminology.glossary import Concept, Glossary, Status, Term
from duizhao.terminology.merging import merge
from duizhao.terminology.variation import discover
from duizhao.terminology.variation.candidates import candidates, is_whole_phrase
from tests.conftest import ROOT
from tests.pinned import sweep, write
from tests.terminology.numbers import HABITS

KEPT = Path(__file__).parent / "texts" / "sweeps.json"
# Sentences about what {} stands for, no two alike.
FRAMES = (
    ("The minister praised {} in the capital.", "部长在首都赞扬了{}。"),
    ("Nurses in the islands ask for {}.", "岛上的护士要求{}。"),
    ("A court of appeal spoke about {}.", "上诉法院谈到了{}。"),
    ("Our bakers have never known {}.", "我们的面包师从未有过{}。"),
    ("Every port needs {} and ropes.", "每个港口都需要{}和绳索。"),
    ("Without {} the mill stands still.", "没有{}，磨坊就停了。"),
    ("They wrote four letters on {}.", "他们写了四封关于{}的信。"),
    ("Winter is hard, and {} is rare.", "冬天艰难，{}很少见。"),
    ("Farmers were promised {} long ago.", "农民很久以前就得到了{}的承诺。"),
    ("Songs of sailors tell of {}.", "水手的歌讲述{}。"),
)


def rows(term: str, renderings: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """Sentences with a term, each rendering in so many of them, in turn."""
    texts = [text for text, count in renderings for _ in range(count)]
    return [(en.format(term), zh.format(text)) for (en, zh), text in zip(FRAMES, texts, strict=False)]


def found(pairs: Sequence[tuple[str, str]]) -> list[Any]:
    """What is found to vary, and what not: each term with its renderings and in how many pairs they stand."""
    return [[d.source, [[text, len(at)] for text, at in d.renderings], len(d.pairs)] for d in discover(pairs)]


def said(term: str, *renderings: tuple[str, int]) -> list[Any]:
    """What is found where a term is rendered so."""
    return found(rows(term, renderings))


def varying() -> Iterator[tuple[str, object]]:
    """Terms that vary."""
    one, two = "体面劳动", "体面工作"
    for usual in (2, 3, 5):
        of_one = (one, usual)
        yield f"{usual} of one", sweep(range(6), lambda n, of_one=of_one: said("decent work", of_one, (two, n)))
    yield "without either", sweep(range(5), lambda n: said("decent work", (one, 3), (two, 2), ("它", n)))
    yield "a third", sweep(range(4), lambda n: said("decent work", (one, 4), (two, 2), ("体面职业", n)))
    yield "a word", sweep(range(6), lambda n: said("care", ("照护", 4), ("护理", n)))
    floors = "social protection floors", ("社会保护底线", 4)
    yield "an abbreviation", sweep(range(4), lambda n: said(*floors, ("社保底线", n)))
    usually = rows("decent work", [(one, 3), (two, 2)])
    yield "elsewhere", sweep(range(5), lambda n: found([*usually, *rows("nice pay", [(two, n)])]))
    kinds = "体面劳动 劳动体面|体面劳动 体面的劳动|转型 过渡|轉型 转型|复原力 韧性|银行贷款 银行存款".split("|")
    yield "kinds of pairs", [said("decent work", *zip(kind.split(), (4, 3), strict=True)) for kind in kinds]
    words = [("regional", "区域")] * 4 + [("multilateral", "多边")] * 4
    banks = rows("development banks", [("开发银行", 4), ("发展银行", 4)])
    yield (
        "told by a word beside",
        found([(f"{word} {en}", f"{zh_word}{zh}") for (word, zh_word), (en, zh) in zip(words, banks, strict=True)]),
    )
    english = [en for en, _ in HABITS]
    yield "candidates", [[c.shown, len(c.where)] for c in candidates([*english, *english], 40)]
    phrases = (
        "decent work|development system|Nations development|transition to the formal|must report|Appeal and the Chief"
    )
    yield "whole phrases", [[phrase, is_whole_phrase(phrase, english * 2)] for phrase in phrases.split("|")]
    yield "of our habits", found([*HABITS, *HABITS])


def lone() -> Iterator[tuple[str, object]]:
    """Terms of one language."""
    for name in ("papers/trade", "papers/climate", "styles/law"):
        lines = (ROOT / "tests/quality/texts" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        pairs = [line.split("\t") for line in lines if "\t" in line]
        for side, tag in enumerate(("en", "zh-CN")):
            terms = lone_terms([row[side] for row in pairs], tag)
            shown = [[t.text, t.count, t.termhood, [[s, *span] for s, span in t.places[:2]]] for t in terms]
            yield f"{name} {tag}", shown
            known = [t.text for t in terms[:3]]
            yield f"{name} {tag} uncovered", [t.text for t in uncovered(terms, known, tag)][:12]
    english = [en.format("tidal gauges") for en, _ in FRAMES]
    yield "so many sentences", sweep(range(1, 6), lambda n: [[t.text, t.count] for t in lone_terms(english[:n], "en")])
    yield (
        "at least so many",
        sweep(range(1, 6), lambda n: [[t.text, t.count] for t in lone_terms(english[:4], "en", n)]),
    )


def glossaries() -> Iterator[tuple[str, object]]:
    """Glossaries side by side."""

    def concept(key: str, english: str, *chinese: tuple[str, Status]) -> Concept:
        terms = [Term(english, "en", Status.PREFERRED), *(Term(text, "zh-CN", status) for text, status in chinese)]
        return Concept(key, tuple(terms))

    states = (Status.PREFERRED, Status.ADMITTED, Status.DEPRECATED, Status.REJECTED, Status.PROPOSED)
    for mine in states:
        for theirs in states:
            ours = Glossary((concept("c-a", "decent work", ("体面劳动", mine)), concept("c-b", "mill", ("磨坊", mine))))
            other = Glossary((
                concept("c-a", "Decent works", ("体面劳动", theirs), ("体面工作", Status.PREFERRED)),
                concept("c-b", "dam", ("坝", theirs)), concept("c-c", "MILL", ("厂", theirs))))  # fmt: skip
            name = f"{mine.value} against {theirs.value}"
            told = compare(ours, other)
            yield name, [[c.kind.value, getattr(c.ours, "id", ""), getattr(c.theirs, "id", ""), c.why] for c in told]
            both, left = combine(ours, other, "theirs.csv", "2030-01-01")
            terms = [[c.id, [f"{t.text} {t.status.value}" for t in c.terms], list(c.history)] for c in both]
            yield f"{name} combined", [*terms, len(left)]
            yield f"{name} merged", [[c.id, [t.text for t in c.terms]] for c in merge([ours, other])]


def sweeps() -> dict[str, Any]:
    """All of it by name."""
    return {**dict(varying()), **dict(lone()), **dict(glossaries())}


if __name__ == "__main__":
    write(sweeps(), KEPT)
