"""The nouns of a review: sentences, atoms of them, rows of atoms, and patches that put rows in the place of others.

A row is what a person sees on a line: some sentences, or parts of sentences, of either side. All rows of a review hold
every atom of both texts just once, so whatever a person does is a patch: some rows go, others come, and both hold the
same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

CONFIRMED = "confirmed"


class Atom(NamedTuple):
    """A sentence or a part of one: the sentence's number on its side (from 0, in the order of the alignment) and a
    half-open range of code points of its text."""

    sentence: int
    start: int
    end: int


Atoms: TypeAlias = tuple[Atom, ...]
Key: TypeAlias = tuple[Atoms, Atoms]


@dataclass(frozen=True, slots=True)
class Row:
    """Source and target atoms that stand for each other, and what a person said of them.

    `mark` is "" or `confirmed`; a confirmed row with an empty side was left out by the translator, or added. `edit` are
    corrected texts for the memory (None: as it stands in the document). `excluded` keeps the row out of the memory.
    `who` and `when` (ISO 8601, UTC) say who touched it last; empty for a row as the aligner made it. `sure` is the
    aligner's confidence, None for a row that the aligner did not make.
    """

    source: Atoms
    target: Atoms
    mark: str = ""
    edit: tuple[str | None, str | None] = (None, None)
    note: str = ""
    excluded: bool = False
    who: str = ""
    when: str = ""
    sure: float | None = None

    @property
    def key(self) -> Key:
        """What tells the row from all others of a review."""
        return self.source, self.target

    @property
    def sides(self) -> tuple[Atoms, Atoms]:
        return self.source, self.target

    @property
    def confirmed(self) -> bool:
        return self.mark == CONFIRMED

    @property
    def plain(self) -> bool:
        """Whether nobody said anything of it but which atoms it holds."""
        return not (self.mark or self.note or self.excluded or self.edit != (None, None))

    def signed(self, who: str, when: str) -> Row:
        """The row as touched by somebody."""
        return replace(self, who=who, when=when)


def tidy(atoms: Iterable[Atom]) -> Atoms:
    """Atoms in the order of the text; parts of a sentence that touch become one.

    >>> tidy([Atom(3, 0, 9), Atom(1, 4, 8), Atom(1, 0, 4)])
    (Atom(sentence=1, start=0, end=8), Atom(sentence=3, start=0, end=9))
    """
    out: list[Atom] = []
    for atom in sorted(atoms):
        if out and out[-1].sentence == atom.sentence and out[-1].end == atom.start:
            out[-1] = Atom(atom.sentence, out[-1].start, atom.end)
        else:
            out.append(atom)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Patch:
    """Rows `before` go and rows `after` come in their place; `name` says what the person did."""

    name: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]

    def inverse(self) -> Patch:
        """The patch that takes this one back."""
        return Patch(self.name, self.after, self.before)

    def signed(self, who: str, when: str) -> Patch:
        """The patch with its new rows signed."""
        return replace(self, after=tuple(row.signed(who, when) for row in self.after))

    def check(self) -> None:
        """Raise InputError unless both sides hold the same text, and no row is empty or goes twice."""
        if not self.before or not self.after:
            raise InputError("a change without rows", cure="Nothing was changed")
        for side in (0, 1):
            old, new = (_covered(rows, side) for rows in (self.before, self.after))
            if old != new:
                raise InputError(
                    say("'{name}' would lose or invent text", name=self.name),
                    cure="Nothing was changed; load the page again",
                )
        if len({row.key for row in self.before}) < len(self.before):
            raise InputError(say("'{name}' takes a row away twice", name=self.name), cure="Nothing was changed")
        if any(not row.source and not row.target for row in self.after):
            raise InputError(say("'{name}' would leave an empty row", name=self.name), cure="Nothing was changed")


def _covered(rows: Sequence[Row], side: int) -> Atoms:
    """All atoms of one side, joined; those that overlap stay as they are, and so differ from what they should be."""
    found = [atom for row in rows for atom in row.sides[side]]
    if any(atom.start >= atom.end or atom.start < 0 for atom in found):
        raise InputError("a part of a sentence is empty", cure="Nothing was changed")
    return tidy(found)
