"""Which two languages of a memory are meant where nobody says: one pair for all its units, not one for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from duizhao.corpora.language.table import counterparts, primary
from duizhao.tmx.model import Entry, sides


def target_of(entries: Iterable[Entry], source: str) -> str:
    """The language of the translations, as most of them write it; "" where `sides` gives but one for all units.

    Of several it is the one that the source's is paired with (Chinese for English), else the commonest: a unit of a
    memory in six languages that lacks the Chinese has no translation, it is not the French that is meant.
    """
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if both := sides(entry, source):
            found[both[0].language, both[1].language] += 1
    if len({primary(target) for _, target in found}) < 2:
        return ""
    ordered = [pair for pair, _ in found.most_common()]
    first, commonest = ordered[0]
    tags = (tag for code in counterparts(first) for _, tag in ordered if primary(tag) == code)
    return next(tags, commonest)
