"""A check with what the last one worked out finds what a check from nothing does, whatever was edited between them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from duizhao import quality
from duizhao.corpora.model import Pair
from duizhao.quality import Kept
from duizhao.quality.run import per_document
from duizhao.terminology import Concept, Glossary, Status, Term
from tests.quality.samples import pairs, sample_pairs

GLOSSARY = Glossary(
    (
        Concept("decent", (Term("decent work", "en"), Term("体面劳动", "zh-CN"))),
        Concept("skills", (Term("skills", "en"), Term("技能", "zh-CN"), Term("技艺", "zh-CN", Status.DEPRECATED))),
    )
)
# What an editor does: another number, a lost negation, a doubled word, a lost sentence, another rendering, a mark.
SPOILT = (
    ("5", "6"),
    ("不", ""),
    ("的", "的的"),
    ("。", ""),
    ("体面劳动", "体面工作"),
    ("技能", "技艺"),
    ("，", ","),
    ("（", "("),
)


def project(seed: int) -> list[Pair]:
    """Four documents of the sample's pairs, of which some are the same in several."""
    base = [one for one in sample_pairs() if one.source and one.target]
    rng = random.Random(seed)
    return [
        replace(
            one,
            source_at=replace(one.source_at, document=f"en/{d}.md"),
            target_at=replace(one.target_at, document=f"zh/{d}.md"),
            confidence=0.2 if rng.random() < 0.03 else 0.95,
        )
        for d in range(4)
        for one in rng.sample(base, 30)
    ]


def edited(given: list[Pair], rng: random.Random) -> list[Pair]:
    """The pairs after a few edits in one document, now and then a document more or less."""
    out = list(given)
    name = rng.choice(sorted({one.source_at.document for one in out}))
    here = [i for i, one in enumerate(out) if one.source_at.document == name]
    for i in rng.sample(here, min(6, len(here))):
        old, new = rng.choice(SPOILT)
        out[i] = replace(out[i], target=out[i].target.replace(old, new, 1))
    kind = rng.randrange(6)
    if kind == 0:
        del out[rng.choice(here)]
    elif kind == 1:
        at = rng.choice(here)
        out.insert(at, replace(out[at], source=f"{out[at].source} See 12 others.", target=out[at].target))
    elif kind == 2 and len({one.source_at.document for one in out}) > 2:
        out = [one for one in out if one.source_at.document != name]
    elif kind == 3:
        # A unit gets another name: its label may be taken for the next item's.
        at = rng.choice(here)
        out[at] = replace(out[at], source_at=replace(out[at].source_at, unit="x1.05", number=(5,)))
    return out


@pytest.mark.parametrize(("seed", "glossary"), [(1, None), (2, GLOSSARY)])
def test_any_edits_find_what_a_check_from_nothing_does(seed: int, glossary: Glossary | None) -> None:
    rng, now, kept = random.Random(seed), project(seed), Kept()
    findings: set[str] = set()
    for _ in range(7):
        whole = quality.check(now, glossary=glossary, source_language="en", target_language="zh-CN")
        found = quality.check(now, glossary=glossary, source_language="en", target_language="zh-CN", kept=kept)
        assert found == whole
        findings |= {finding.check for finding in found.findings}
        now = edited(now, rng)
    assert len(findings) > 5  # the edits do spoil something


def test_only_what_changed_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    compare = quality.context.compare
    monkeypatch.setattr(
        "duizhao.quality.context.compare", lambda pair, *tags: asked.append(pair.source) or compare(pair, *tags)
    )
    kept, now = Kept(), project(3)
    quality.check(now, kept=kept)
    assert set(asked) == {one.source for one in now}
    del asked[:]
    quality.check(now, kept=kept)
    assert asked == []
    now[7] = replace(now[7], target=f"{now[7].target}另有12人。")
    quality.check(now, kept=kept)
    assert set(asked) == {one.source for one in now if one.source_at.document == now[7].source_at.document}
    del asked[:]
    now[7] = replace(now[7], target=f"{now[7].target}又有12人。")
    quality.check(now, kept=kept)
    assert asked == [now[7].source]  # the others of this document are known by now


def test_another_glossary_or_language_forgets() -> None:
    kept = Kept()
    rows = pairs([("More skills for 5 people.", "为5人提供更多技艺。"), ("Skills again.", "又是技能。")])
    assert quality.check(rows, kept=kept).findings == ()
    with_glossary = quality.check(rows, glossary=GLOSSARY, kept=kept)
    assert with_glossary == quality.check(rows, glossary=GLOSSARY)
    assert [finding.check for finding in with_glossary.findings] == ["term.deprecated"]
    assert quality.check(rows, kept=kept).findings == ()


def test_facts_are_the_same_with_what_is_kept_and_without() -> None:
    given, kept = project(4), Kept().pairs
    together = per_document.facts_of(given, GLOSSARY, "en", "zh-CN")
    assert per_document.facts_of(given, GLOSSARY, "en", "zh-CN", kept) == together
    assert per_document.facts_of(given, GLOSSARY, "en", "zh-CN", kept) == together
