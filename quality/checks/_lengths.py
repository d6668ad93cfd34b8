"""How far the length of each target is from what its source makes one expect."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator
from typing import NamedTuple

from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.language.table import is_chinese, is_english
from duizhao.corpora.model import Pair
from duizhao.quality.context import Context
from duizhao.quality.evidence.length import LETTER

MIN_SOURCE = 40  # letters: shorter texts vary freely in length
# Spread of the logarithm of target length over source length among sentence pairs of institutional papers, English to
# Chinese: 0.13 on the ILO paper. A corpus that says less than that of itself is taken to have it.
SPREAD = 0.13
FAR = 4.5  # spreads from the middle of the project from which a length is told
_ENDED = re.compile(r"[。！？；：…!?;:.][”’」』）)\]》\"']*\s*$")


class Length(NamedTuple):
    """How long a target is: `off` in spreads from the middle of the project, `times` the usual length; `broken` says
    of a short one that the source ends with punctuation and the target does not, `free` that the pair may be translated
    freely."""

    pair: Pair
    off: float
    times: float
    broken: bool
    free: bool


def lengths(context: Context) -> Iterator[Length]:
    """The length of each target whose source is long enough to say something; none in a project of few such pairs."""
    # A text that was left as it is has its source's length, which says nothing.
    side = 0 if is_chinese(context.source_language) else 1
    chinese = [has_han((p.source, p.target)[side]) for p in context.complete]
    least = MIN_SOURCE * (1 if is_english(context.source_language) else LETTER)
    sized = [
        (i, a, b)
        for i, (p, (a, b), has) in enumerate(zip(context.complete, context.sizes, chinese, strict=True))
        if a >= least and has and i not in context.contents
    ]
    if len(sized) < 20:
        return
    ratios = [math.log((b + 1) / (a + 1)) for _, a, b in sized]
    middle = statistics.median(ratios)
    spread = max(SPREAD, 1.4826 * statistics.median(abs(r - middle) for r in ratios))
    for (i, _, _), ratio in zip(sized, ratios, strict=True):
        pair = context.complete[i]
        broken = ratio < middle and bool(_ENDED.search(pair.source)) and not _ENDED.search(pair.target)
        yield Length(pair, (ratio - middle) / spread, math.exp(ratio - middle), broken, context.free[i])
