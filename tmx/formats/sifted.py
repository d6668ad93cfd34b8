"""Entries of a file of which some were left out, with why: so that nobody thinks a file was read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from duizhao.corpora.saying import say
from duizhao.tmx.model import Entry

UNTRANSLATED = "without translation"
GUESS = "x-fuzzy"
"""The property of a translation that its tool has marked as a guess: never an approved one."""
LOCKED_OUT = say("not to be translated")
FUZZY = "fuzzy"
OBSOLETE = "obsolete"
DELETED = say("with deleted text (tracked changes were accepted)")


class Sifted(Iterator[Entry]):
    """An iterator of entries that counts what its format left out: reason -> number of units."""

    def __init__(self, make: Callable[[Counter[str]], Iterable[Entry]]) -> None:
        """`make(left_out)` gives the entries and counts into `left_out` as it goes."""
        self.left_out: Counter[str] = Counter()
        self._entries = iter(make(self.left_out))

    def __next__(self) -> Entry:
        return next(self._entries)


def without_guesses(entries: Iterable[Entry], left_out: Counter[str]) -> Iterator[Entry]:
    """The entries that are not marked as guesses (fuzzy messages of PO), for `Sifted`."""
    for entry in entries:
        if entry.prop(GUESS):
            left_out[FUZZY] += 1
        else:
            yield entry


def left_out(*read: object) -> str:
    """What was left out of entries that have been read, on one line: `2 without translation; 1 fuzzy`; "" for nothing,
    and for a format that leaves nothing out."""
    counted = Counter[str]()
    for entries in read:
        counted += entries.left_out if isinstance(entries, Sifted) else Counter[str]()
    return "; ".join(f"{number} {reason}" for reason, number in counted.items())
