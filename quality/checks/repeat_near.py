"""Nearly the same sentences are translated nearly the same way."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import chain, islice
from typing import TYPE_CHECKING

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.model import Pair
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._repeats import MIN_LENGTH
from duizhao.quality.context import Context
from duizhao.quality.report import Finding, Written

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 90.0  # per cent of likeness from which two sources count as nearly the same
# How much more the targets may differ: a word changed in English is two characters of a much shorter Chinese sentence.
SLACK_FACTOR, SLACK = 2.0, 12.0
COMMON = 60  # words in more sources than this do not help to find like ones
_WORD = re.compile(r"\w+")
BATCH = 20_000  # pairs compared at once, by as many threads as there are cores


@as_check(
    "repeat.near",
    Severity.NOTE,
    Topic.TERMS,
    title="Nearly the same original, translated differently",
    summary="Nearly the same sentences translated quite differently",
    scope=Scope.TEXTS,
)
def repeat_near(context: Context) -> Iterator[Finding]:
    """Two sources that are nearly the same and have targets that differ more than the sources do."""
    import numpy as np

    first: dict[str, int] = {}
    for i, (key, _) in enumerate(context.plain):
        if len(key) >= 2 * MIN_LENGTH:
            first.setdefault(key, i)
    candidates = _candidates(sorted(first))
    while batch := list(islice(candidates, BATCH)):
        like = _likeness(batch, NEAR)
        batch = [batch[k] for k in np.flatnonzero(like)]
        like = like[like > 0]
        at = [(first[one], first[other]) for one, other in batch]
        said = _likeness([(context.plain[i][1], context.plain[j][1]) for i, j in at], 0.0)
        for k in np.flatnonzero(100 - said > SLACK_FACTOR * (100 - like) + SLACK):
            i, j = at[k]
            yield _near(*batch[k], context.complete[i], context.complete[j], float(like[k]), float(said[k]))


def _likeness(pairs: Sequence[tuple[str, str]], least: float) -> NDArray[np.float64]:
    """How alike the texts of each pair are, in per cent; 0 where that is less than `least`."""
    import numpy as np
    from rapidfuzz import fuzz, process

    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    return process.cpdist(ones, others, scorer=fuzz.ratio, score_cutoff=least, dtype=np.float64, workers=-1)


def _candidates(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of texts that share one of the three rarest words of either and have nearly the same length."""
    # Words by number: as texts, those of a large project would take more room than the project itself.
    number: dict[str, int] = {}
    words = [array("i", {number.setdefault(word, len(number)) for word in _WORD.findall(key)}) for key in keys]
    often = Counter(chain.from_iterable(words))
    named = list(number)
    rank = {n: (often[n], named[n]) for n in often if 1 < often[n] <= COMMON}
    buckets: dict[str, list[int]] = defaultdict(list)
    for i, found in enumerate(words):
        for n in nsmallest(3, filter(rank.__contains__, found), key=rank.__getitem__):
            buckets[named[n]].append(i)
    del words
    seen: set[int] = set()
    sizes = list(map(len, keys))
    for _, members in sorted(buckets.items()):
        for n, i in enumerate(members):
            fifth, before = sizes[i] // 5, i * len(keys)
            least, most = sizes[i] - fifth, sizes[i] + fifth
            for j in members[n + 1 :]:
                if least <= sizes[j] <= most and before + j not in seen:
                    seen.add(before + j)
                    yield keys[i], keys[j]


def _near(one: str, other: str, a: Pair, b: Pair, like: float, said: float) -> Finding:
    return Finding(
        "repeat.near",
        say("two sentences are {like:.0f} % alike and their translations only {said:.0f} %", like=like, said=said),
        "|".join(sorted((one, other))),
        cure="Translate what is the same in the same way",
        source_at=b.source_at,
        target_at=b.target_at,
        source=b.source,
        target=b.target,
        variants=tuple(Written(f"{p.source} — {p.target}", 1, (p.target_at,)) for p in (a, b)),
    )
