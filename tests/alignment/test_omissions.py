"""Omissions: what has no counterpart is seen, in ones and by the page, and never in texts that are complete."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from duizhao import corpora
from duizhao.alignment import AlignSettings, align_lines
from duizhao.alignment.beads import check_cover
from duizhao.alignment.omissions import NEAR, USUAL, WORTH, chances, gaps, rates, suspicion
from duizhao.alignment.search import SHAPES, Band, mask, posteriors
from scripts import bench_omissions

SAMPLES = Path(corpora.__file__).parent / "samples"


def test_chances_are_what_the_beads_leave() -> None:
    band = Band.around(np.linspace(0, 6, 6), 6, 3)
    shape = (band.n + 1, band.width, len(SHAPES))
    scores = mask(band, np.random.default_rng(4).normal(size=shape).astype(np.float32))
    probability, _ = posteriors(band, scores)
    source, target = chances(band, probability)
    within = np.zeros(band.n), np.zeros(band.m)
    for i, x, k in np.argwhere(probability > 0):
        a, b = SHAPES[k]
        j = int(band.lo[i]) + x
        if a and b:
            within[0][i : i + a] += probability[i, x, k]
            within[1][j : j + b] += probability[i, x, k]
    assert source == pytest.approx(1 - within[0], abs=1e-5)
    assert target == pytest.approx(1 - within[1], abs=1e-5)


def test_a_path_that_stands_still_has_left_something_out() -> None:
    path = np.concatenate([np.arange(40.0), np.full(20, 40.0), np.arange(40.0, 81.0)])
    source, target = gaps(path, 80)
    assert (source[40 + NEAR : 60 - NEAR] > 0.9).all()
    assert not source[:36].any()
    assert not source[64:].any()
    assert not target[:30].any()
    assert not target[50:].any()


def test_a_text_as_usual_is_not_suspected() -> None:
    few = np.full(300, USUAL / 2)
    assert not suspicion(few).any()
    assert rates(np.full(300, USUAL))[0] == pytest.approx(0.0)
    page = np.zeros(300)
    page[100:120] = 1.0
    assert suspicion(page)[110] > suspicion(page)[10]
    assert rates(page)[0] == pytest.approx(np.log((20 + USUAL * WORTH) / (300 + WORTH) / USUAL))


def beads() -> list[tuple[list[str], list[str]]]:
    """The beads of the sample paper, as sentences (English, Chinese)."""
    rows = (files("duizhao.corpora.samples") / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [(en, zh) for row in map(json.loads, rows) for zh, en in row["beads"]]


@pytest.mark.parametrize("side", [0, 1], ids=["English", "Chinese"])
@pytest.mark.parametrize("kind", ["none", "scattered", "page"])
def test_what_one_side_leaves_out_is_an_omission(kind: str, side: int) -> None:
    whole = [bead for bead in beads() if bead[0] and bead[1]]
    rng = random.Random(7)
    gone = {
        "none": set(),
        "scattered": {k for k in range(len(whole)) if rng.random() < 0.1},
        "page": set(range(80, 100)),
    }[kind]
    texts: tuple[list[str], list[str]] = ([], [])
    due = set()
    for k, bead in enumerate(whole):
        for at in (0, 1):
            if k in gone and at == side:
                continue
            if k in gone:
                due |= set(range(len(texts[at]), len(texts[at]) + len(bead[at])))
            texts[at].extend(bead[at])
    found = align_lines(*texts, settings=AlignSettings(embed="none")).beads
    check_cover(found, *map(len, texts))
    omitted = {x for bead in found if bead.omission for x in range(*(bead.target if side == 0 else bead.source))}
    assert len(omitted - due) <= 4
    assert len(omitted & due) >= (0.6 if kind == "page" else 0.8) * len(due)


def test_a_document_tells_sentences_that_were_left_out_or_put_in() -> None:
    documents = [
        corpora.read(SAMPLES / f"ports.{side}.md", language=tag) for side, tag in (("en", "en"), ("zh", "zh-CN"))
    ]
    pair = documents[0], documents[1]
    foreign = corpora.read(SAMPLES / "en.md", language="en"), corpora.read(SAMPLES / "zh.md", language="zh-CN")
    before = bench_omissions.aligned(pair, None, "none")
    total = bench_omissions.Tally()
    for seed in (3, 4):
        for side in (0, 1):
            source = random.Random(f"{seed} {side}")
            for made in (
                bench_omissions.deleted(pair, side, 1, source),
                bench_omissions.deleted(pair, side, 8, source),
                bench_omissions.inserted(pair, side, 3, foreign[side], source),
            ):
                total += bench_omissions.measure(before, bench_omissions.aligned(made.documents, None, "none"), made)
    assert total.due > 50
    assert total.found / total.due >= 0.95
    assert total.kept / total.pairs >= 0.98
