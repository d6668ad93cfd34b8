"""Planted faults are found, clean pairs are left alone, and both are the same on every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import quality
from scripts.plant_faults import KINDS, clean_sample, measure, plant, sample_glossary


def test_planting_is_seeded_and_leaves_the_rest_alone() -> None:
    pairs, variants = clean_sample()
    first, faults = plant(pairs, 22, 5, variants)
    again, same = plant(pairs, 22, 5, variants)
    assert (first, faults) == (again, same)
    assert plant(pairs, 22, 6, variants)[0] != first
    assert {f.kind for f in faults} == set(KINDS)
    units = {(at.document, at.unit) for fault in faults for at in fault.places}
    for old, new in zip(pairs, first, strict=False):
        if (old.source_at.document, old.source_at.unit) not in units:
            assert old is new


def test_recall_on_the_sample_and_silence_on_the_clean_copy() -> None:
    pairs, variants = clean_sample()
    glossary = sample_glossary()
    result = measure(pairs, 50, 7, variants, glossary)
    assert result.planted.total() == 50
    assert result.recall >= 0.95, [f"{f.kind}: {f.note} at {f.places[0]}" for f in result.missed]
    clean = quality.check(pairs, glossary=glossary).findings
    assert len(clean) <= len(pairs) / 50, [f.message for f in clean]


@pytest.mark.slow
def test_the_ilo_paper_shows_its_known_terms_and_scars(shared: Path, tmp_path: Path) -> None:
    from duizhao import alignment, corpora

    folder = shared / "corpora" / "ilo-gb346-pfa1"
    en, zh = corpora.read(folder / "en.md", language="en"), corpora.read(folder / "zh.md", language="zh-CN")
    aligned = alignment.align(en, zh, settings=alignment.AlignSettings(embed="none"))
    report = quality.check(aligned.pairs, documents=(en, zh), notices=aligned.notices)
    terms = [{v.text for v in f.variants} for f in report.findings if f.check == "term.varies"]
    for known in ("公正转型 公正过渡", "体面劳动 体面工作", "移民工人 移徙工人", "社保底线 社会保护底线"):
        assert set(known.split()) in terms
    assert {"职业安全与卫生", "职业安全和卫生"} in terms
    assert {"照护", "护理"} in terms
    counts = {
        name: sum(f.count for f in report.findings if f.check == name) for name in ("text.foreign", "text.doubled")
    }
    assert counts == {"text.foreign": 3, "text.doubled": 2}
    assert not [f for f in report.findings if f.severity is quality.Severity.ERROR]
