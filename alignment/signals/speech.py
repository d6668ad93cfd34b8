"""Speech: how sentences follow each other. Whether a quotation runs on, ends, begins or passes to another speaker
between two sentences, and how a sentence ends. Translators cut long sentences differently, but seldom let two
speakers share one."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.signals.punctuation import Marks
from duizhao.alignment.text_side import Side

Ints = NDArray[np.int64]

# What stands at the boundary before a sentence.
BOUNDARIES = ("plain", "inside", "turn", "closed", "opened")
ENDINGS = ("stop", "question", "exclamation", "other")

_CLOSES = re.compile(r"[.,!?—…。！？；，][\"'”’」』]+$|[”」』]$")
_OPENS = re.compile(r"^[\s—(\[]*[\"'“‘「『]")
# Chinese names the speaker first: 宝玉道：“…
_SAYS = re.compile(r"^[“「『]|^.{0,38}[：:][“「『\"]")
_TAIL = re.compile(r"(?<![\s\"'”’」』）)\]])[\s\"'”’」』）)\]]++$")
# What a quotation or a bracket closes with: asking that first spares most sentences the patterns.
_MARKS = frozenset("\"'”’」』）)]")
_ENDS = {".": 0, "。": 0, "?": 1, "？": 1, "!": 2, "！": 2}


def boundaries(side: Side, marks: Marks) -> Ints:
    """(n + 1,) index into BOUNDARIES of the boundary before each sentence (0 at both ends of the text)."""
    out = np.zeros(len(side) + 1, dtype=np.int64)
    opens = _OPENS if side.spaced else _SAYS
    for i in range(1, len(side)):
        before = side.texts[i - 1].rstrip()
        closed = before[-1:] in _MARKS and bool(_CLOSES.search(before))
        opened = bool(opens.search(side.texts[i].lstrip()))
        if closed:
            out[i] = 2 if opened else 3
        else:
            out[i] = 1 if marks.inside[i] else 4 if opened else 0
    return out


def endings(side: Side) -> Ints:
    """(n + 1,) index into ENDINGS of how the sentence before each boundary ends, closing quotes and brackets aside."""
    out = np.zeros(len(side) + 1, dtype=np.int64)
    for i, text in enumerate(side.texts):
        bare = _TAIL.sub("", text) if text[-1:].isspace() or text[-1:] in _MARKS else text
        out[i + 1] = 3 if bare.endswith("...") else _ENDS.get(bare[-1:], 3)
    return out
