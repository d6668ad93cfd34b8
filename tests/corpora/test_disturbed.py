"""A damaged paper keeps its units: a few seeds here, the whole bench in scripts/bench_units.py."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from duizhao.corpora import samples
from scripts.bench_units import f1, read
from scripts.disturb import DISTURBANCES, disturb

FOLDER = Path(samples.__file__).parent


@pytest.mark.parametrize("name", ["zh.md", "en.md"])
@pytest.mark.parametrize("what", list(DISTURBANCES))
def test_one_disturbance(name: str, what: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    gold = read(text, name)
    scores = [f1(gold, read(DISTURBANCES[what](text, random.Random(seed)), name)) for seed in range(3)]
    assert min(scores) >= 0.94
    assert sum(scores) / len(scores) >= 0.97


@pytest.mark.parametrize("name", ["zh.md", "en.md"])
def test_several_at_once(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    gold = read(text, name)
    scores = [f1(gold, read(disturb(text, seed)[0], name)) for seed in range(8)]
    assert sum(scores) / len(scores) >= 0.97


def test_the_generator_is_reproducible_and_keeps_every_character() -> None:
    text = (FOLDER / "en.md").read_text(encoding="utf-8")
    assert disturb(text, 7) == disturb(text, 7)
    assert disturb(text, 7) != disturb(text, 8)
    plain = DISTURBANCES["lost bold"](DISTURBANCES["flattened lists"](text, random.Random(1)), random.Random(1))
    assert [c for c in plain if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_type_case_over_fifty_seeds(shared: Path, language: str) -> None:
    text = (shared / f"corpora/ilo-gb346-pfa1/{language}.md").read_text(encoding="utf-8")
    gold = read(text, language)
    scores = [f1(gold, read(disturb(text, seed)[0], language)) for seed in range(50)]
    assert min(scores) >= 0.97
