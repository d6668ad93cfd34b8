"""`auto`: what is encoded only to know what is usual says nothing of the sentences that were not in doubt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from duizhao.alignment import AlignSettings, align_lines
from duizhao.alignment.encoding import SAMPLE, encode
from duizhao.alignment.evidence import evidence
from duizhao.alignment.job import Job
from duizhao.alignment.signals.tokens import table
from duizhao.alignment.text_side import Side
from tests.fakes import FakeTokenEncoder

WHO = {"keeper": "管理员", "cook": "厨师", "guest": "客人", "clerk": "书记员", "driver": "司机"}
DOES = {"counts": "清点", "opens": "打开", "moves": "搬动", "cleans": "清洗", "sells": "出售"}
WHAT = {"red box": "红箱子", "green pail": "绿桶", "blue jar": "蓝罐子", "old scale": "旧秤", "iron key": "铁钥匙"}


def rows_of_a_table(repeated: int) -> tuple[list[str], list[str]]:
    """Sentences of a table, each with its number and a mark in cells of their own."""
    source, target = [], []
    for k in range(repeated):
        for who, does, what in ((a, b, c) for a in WHO for b in DOES for c in WHAT):
            source += [f"{k}.{len(source) // 3}", "✓", f"The {who} {does} the {what}."]
            target += [f"{k}.{len(target) // 3}", "✓", f"{WHO[who]}{DOES[does]}{WHAT[what]}。"]
    return source, target


def test_a_sample_takes_no_part() -> None:
    source, target = (Side.of(texts, tag) for texts, tag in zip(rows_of_a_table(2), ("en", "zh"), strict=True))
    chosen = np.zeros(len(source), dtype=bool), np.zeros(len(target), dtype=bool)
    chosen[0][:4] = chosen[1][:4] = True
    job = Job(source, target, evidence(source, target))
    assert encode(job, FakeTokenEncoder(), chosen, None) >= 2 * SAMPLE
    assert job.vectors is not None
    assert job.tokens is not None
    for vectors, weights, tokens in zip(job.vectors, job.weights, job.tokens, strict=True):
        assert np.flatnonzero(np.abs(vectors).sum(axis=1)).tolist() == [0, 1, 2, 3]
        assert np.flatnonzero(weights).tolist() == [0, 1, 2, 3]
        assert set(tokens.sentence.tolist()) <= {0, 1, 2, 3}


def test_what_all_tokens_share_is_had_from_the_sample_too() -> None:
    encoder = FakeTokenEncoder()
    found = encoder.encode_tokens(["keeper box", "cook jar", "keeper jar"])
    every, one = table(found), table(found, np.array([True, False, False]))
    assert np.array_equal(one.vectors, every.vectors[:2])
    assert np.array_equal(one.weight, every.weight[:2])


def test_auto_leaves_over_what_is_new_and_no_more() -> None:
    source, target = rows_of_a_table(5)
    at = len(source) // 2
    new = ["This part was written later.", "It tells of the flood.", "And it gives thanks to all."]
    source[at:at] = new
    encoder = FakeTokenEncoder({text: f"{k}" for side in (source, target) for k, text in enumerate(side)})
    found = align_lines(source, target, encoder=encoder, settings=AlignSettings("auto"))
    assert [source[bead.source.start] for bead in found.beads if bead.omission] == new
    assert 0 < found.stats.encoded < 300


@pytest.mark.slow
def test_auto_leaves_no_more_over_than_none_in_a_document(shared: Path) -> None:
    from duizhao import alignment, corpora
    from duizhao.alignment.encoders import default_encoder

    folder = shared / "cases" / "alignment" / "auto-against-none-table-rows"
    documents = corpora.read(folder / "en.md", language="en"), corpora.read(folder / "zh.md", language="zh-CN")
    encoder = default_encoder()
    for embed in ("none", "auto") if encoder else ("none",):
        found = alignment.align(*documents, encoder=encoder, settings=AlignSettings(embed=embed))
        assert [sum(not p.target for p in found.pairs), sum(not p.source for p in found.pairs)] == [3, 0], embed
