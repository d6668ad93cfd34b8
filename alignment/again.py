"""Aligning again what a person has settled in part: what is settled are corners, the rest is aligned around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from duizhao.alignment.beads import Bead
from duizhao.alignment.costs import calibrated
from duizhao.alignment.encoders.protocol import Encoder
from duizhao.alignment.sentences import align_sentences
from duizhao.alignment.settings import AlignSettings
from duizhao.alignment.text_side import Side
from duizhao.corpora.errors import InputError
from duizhao.corpora.progress import Advance


def align_between(
    source: Sequence[str],
    target: Sequence[str],
    corners: Sequence[tuple[int, int]],
    *,
    languages: tuple[str, str] = ("en", "zh-CN"),
    encoder: Encoder | None = None,
    settings: AlignSettings | None = None,
    terms: Sequence[tuple[str, str]] = (),
    progress: Advance | None = None,
) -> tuple[Bead, ...]:
    """Beads of two lists of sentences that pass through all `corners` (i, j): so many source and target sentences
    before them. They cover both sides once and in order.

    Raises InputError where corners do not ascend or lie outside, and what the encoder raises.
    """
    wanted = sorted(set(corners))
    if any(b < d for (_, d), (_, b) in pairwise(wanted)) or any(
        not (0 <= i <= len(source) and 0 <= j <= len(target)) for i, j in wanted
    ):
        raise InputError("the corners do not ascend", cure="Give so many source and target sentences before each")
    sides = [Side.of(list(texts), tag) for texts, tag in zip((source, target), languages, strict=True)]
    embed = (settings or AlignSettings()).embed
    found = align_sentences(*sides, encoder=encoder, embed=embed, terms=terms, fixed=wanted, progress=progress)
    return tuple(Bead(b.source, b.target, b.score, calibrated(b.confidence, found.model)) for b in found.beads)
