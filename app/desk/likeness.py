"""How well a sentence of one language fits sentences of another, for offering candidates: no part in any alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from duizhao.alignment.evidence import evidence
from duizhao.alignment.signals.links import Postings
from duizhao.alignment.text_side import Side
from duizhao.corpora.language.table import spaced

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import Encoder

# Under this cosine two sentences have nothing to do with each other for the small encoder; above the other they are
# each other's translation. Between them it is a straight line.
FAR, SAME = 0.78, 0.92


def likeness(text: str, others: Sequence[str], tag: str, other_tag: str, encoder: Encoder | None) -> list[float]:
    """A number from 0 to 1 for each of the other texts: by vectors where there is an encoder, else by the share of
    words, names and numbers that have a counterpart."""
    if not others:
        return []
    if encoder is not None:
        vectors = encoder.encode([text, *others])
        return [min(max((float(v @ vectors[0]) - FAR) / (SAME - FAR), 0.0), 1.0) for v in vectors[1:]]
    one, many = Side.of([text], tag), Side.of(list(others), other_tag)
    if spaced(tag) or not spaced(other_tag):
        forward, _ = evidence(one, many).postings()
    else:
        _, forward = evidence(many, one).postings()
    return _shares(forward, len(others))


def _shares(found: Postings, count: int) -> list[float]:
    """The share of the weight of one sentence's tokens that has a partner in each sentence of the other side."""
    held: dict[int, set[int]] = defaultdict(set)
    for sentence, key in zip(found.other_sentence.tolist(), found.other_key.tolist(), strict=True):
        held[sentence].add(key)
    total = max(float(found.weight.sum()), 1e-9)
    shares = [0.0] * count
    for key, weight in zip(found.key.tolist(), found.weight.tolist(), strict=True):
        partners = set(found.partner[found.start[key] : found.start[key + 1]].tolist())
        for sentence, keys in held.items():
            if partners & keys:
                shares[sentence] += weight / total
    return shares
