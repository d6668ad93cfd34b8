"""Punctuation: questions, exclamations, quotations and ellipses, which translators keep more faithfully than commas."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.text_side import Side

Floats = NDArray[np.float64]

# What is counted: its name, the two characters of which it holds one, and its form.
_CLASSES = (
    ("question", "?", "？", re.compile(r"[?？]")),
    ("exclamation", "!", "！", re.compile(r"[!！]")),
    ("ellipsis", "…", ".", re.compile(r"…+|\.{3,}")),
    ("colon", ":", "：", re.compile(r"[:：]")),
)
CLASSES = tuple(name for name, *_ in _CLASSES)
_QUOTES = re.compile(r"[“「『”」』\"'‘’]")
# Opening and closing marks. Straight quotes open before a letter at a word's edge and close after one; an apostrophe
# inside a word does neither.
_OPEN = re.compile(r"[“「『]|(?:(?<=^)|(?<=[\s(—:-]))[\"'‘](?=[\w.—…'\"¿¡])")
_CLOSE = re.compile(r"[”」』]|(?<=[.,!?—…;:\w)])\"(?=\s|$|[—,.;:!?)])|(?<=[.,!?—…)])['’](?=\s|$|[—,.;:!?)\"])")
# A quotation that nothing closes within so many sentences was misread.
_LONGEST = 12


@dataclass(frozen=True)
class Marks:
    """Per sentence: counts (n, 4) of question, exclamation, ellipsis and colon; `speech` (n,) the share of its
    characters inside quotation marks; `inside` (n + 1,) 1.0 where a quotation is open at the boundary before sentence
    i."""

    counts: Floats
    speech: Floats
    inside: Floats


def marks(side: Side) -> Marks:
    counts = np.array(
        [[len(p.findall(text)) if a in text or b in text else 0 for _, a, b, p in _CLASSES] for text in side.texts],
        dtype=np.float64,
    )
    speech, inside = np.zeros(len(side)), np.zeros(len(side) + 1)
    opened, age = False, 0
    for i, text in enumerate(side.texts):
        events = []
        if _QUOTES.search(text):
            events = sorted(
                [(m.start(), True) for m in _OPEN.finditer(text)] + [(m.start(), False) for m in _CLOSE.finditer(text)]
            )
        at, held = 0, 0
        for where, opens in events:
            held += (where - at) * opened
            at, opened, age = where, opens, 0
        held += (len(text) - at) * opened
        age += 1
        if age > _LONGEST:
            opened = False
        speech[i] = held / max(1, len(text))
        inside[i + 1] = float(opened)
    return Marks(counts.reshape(len(side), len(_CLASSES)), speech, inside)


def agreement(source: Marks, target: Marks) -> float:
    """0..1, how far the two texts mark speech alike: the smaller share of quoted text over the larger. Where one side
    sets no quotation marks they are no evidence."""
    shares = sorted(
        (
            float(source.speech.mean()) if len(source.speech) else 0.0,
            float(target.speech.mean()) if len(target.speech) else 0.0,
        )
    )
    return shares[0] / shares[1] if shares[1] > 0 else 0.0
