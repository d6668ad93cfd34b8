"""What a person can do to rows, as values: each says which rows go and which come (a patch), and does nothing itself.

`at` is the row's place in the sheet. Every command raises InputError where it makes no sense: a first row has none to
merge with. `page/rows.js` of the desk does the same in a browser; a test walks both at random and compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import language
from duizhao.corpora.saying import say
from duizhao.review.model import CONFIRMED, Atom, Atoms, Patch, Row, tidy
from duizhao.review.sheet import ReviewSheet

SOURCE, TARGET = 0, 1


class Command(Protocol):
    """Something that a person can do."""

    def patch(self, sheet: ReviewSheet) -> Patch:
        """The rows that go and those that come. Raises InputError where it makes no sense."""


def row_at(sheet: ReviewSheet, at: int) -> Row:
    """The row at a place. Raises InputError where there is none."""
    if not 0 <= at < len(sheet.rows):
        raise InputError(
            say("there is no row {at}", at=at + 1), cure=say("The rows go from 1 to {rows}", rows=len(sheet.rows))
        )
    return sheet.rows[at]


def _refuse(what: str, cure: str = "Nothing was changed") -> InputError:
    return InputError(what, cure=cure)


def _said(name: str, row: Row, changed: Row) -> Patch:
    if row == changed:
        raise _refuse(f"nothing to {name.replace('_', ' ')} here")
    return Patch(name, (row,), (changed,))


def _rebuilt(row: Row, source: Atoms, target: Atoms) -> Row | None:
    """A row with other atoms: what was said of the old pair is not said of this one, save the note. None where nothing
    is left of it."""
    return Row(tidy(source), tidy(target), note=row.note) if source or target else None


def _uncorrected(*rows: Row) -> None:
    if any(row.edit != (None, None) for row in rows):
        raise _refuse(
            say("a corrected text cannot be divided"), say("Take the correction back, divide, and correct again")
        )


@dataclass(frozen=True, slots=True)
class Confirm:
    """This pair is right; with an empty side: it was left out, or added, indeed."""

    at: int

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        return _said("confirm", row, replace(row, mark=CONFIRMED))


@dataclass(frozen=True, slots=True)
class Unconfirm:
    """Not sure after all."""

    at: int

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        return _said("unconfirm", row, replace(row, mark=""))


@dataclass(frozen=True, slots=True)
class ConfirmAll:
    """Every complete pair of at least this confidence (0..1) that is not confirmed yet is right."""

    least: float

    def patch(self, sheet: ReviewSheet) -> Patch:
        rows = [
            row
            for row in sheet.rows
            if row.source and row.target and not row.mark and row.sure is not None and row.sure >= self.least
        ]
        if not rows:
            raise _refuse(say("no unconfirmed pair has a confidence of {least:g} or more", least=self.least))
        return Patch("confirm_all", tuple(rows), tuple(replace(row, mark=CONFIRMED) for row in rows))


@dataclass(frozen=True, slots=True)
class Merge:
    """Run a row together with the one after it (`step` 1) or before it (-1)."""

    at: int
    step: int = 1

    def patch(self, sheet: ReviewSheet) -> Patch:
        row, other = row_at(sheet, self.at), row_at(sheet, self.at + self.step)
        first, second = (row, other) if self.step > 0 else (other, row)
        edit: list[str | None] = [None, None]
        for side in (SOURCE, TARGET):
            if first.edit[side] is not None or second.edit[side] is not None:
                joiner = language(sheet.base.languages[side]).joiner
                edit[side] = joiner.join(text for r in (first, second) if (text := sheet.base.shown(r)[side]))
        new = Row(
            tidy((*first.source, *second.source)),
            tidy((*first.target, *second.target)),
            edit=(edit[0], edit[1]),
            note=" ".join(note for note in (first.note, second.note) if note),
            excluded=first.excluded and second.excluded,
        )
        return Patch("merge", (first, second), (new,))


@dataclass(frozen=True, slots=True)
class Split:
    """Cut a row at a caret in its source, its target or both (code points of the side's text). A side without a caret
    is cut between the sentences nearest to the same share of it; one that is a single sentence stays with the first."""

    at: int
    source: int | None = None
    target: int | None = None

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        _uncorrected(row)
        cuts = (self.source, self.target)
        if cuts == (None, None):
            raise _refuse(say("where is it to be split?"), say("Put the caret where the second part begins"))
        halves = [cut_atoms(sheet, row.sides[k], k, at) if (at := cuts[k]) is not None else None for k in (0, 1)]
        if not any(half and all(half) for half in halves):
            raise _refuse(say("there is nothing on one side of the caret"), say("Put the caret inside the text"))
        for side in (SOURCE, TARGET):
            if halves[side] is None:
                known = halves[1 - side]
                assert known is not None
                halves[side] = _by_share(sheet, row, side, _share(sheet, known, 1 - side))
        source, target = halves
        assert source is not None
        assert target is not None
        new = (_rebuilt(row, source[0], target[0]), _rebuilt(row, source[1], target[1]))
        if new[0] is None or new[1] is None:
            raise _refuse(say("there is nothing on one side of the caret"), say("Put the caret inside the text"))
        return Patch("split", (row,), (new[0], replace(new[1], note="")))


def cut_atoms(sheet: ReviewSheet, atoms: Atoms, side: int, caret: int) -> tuple[Atoms, Atoms]:
    """Atoms before and after a caret in their joined text. White space at a cut belongs to neither."""
    joiner = len(language(sheet.base.languages[side]).joiner)
    before: list[Atom] = []
    after: list[Atom] = []
    begin = 0
    for atom in atoms:
        raw = sheet.base.texts[side][atom.sentence][atom.start : atom.end]
        lead, length = len(raw) - len(raw.lstrip()), len(raw.strip())
        inner = caret - begin
        if inner <= 0:
            after.append(atom)
        elif inner >= length:
            before.append(atom)
        else:
            at = atom.start + lead + inner
            before.append(Atom(atom.sentence, atom.start, at))
            after.append(Atom(atom.sentence, at, atom.end))
        begin += length + joiner
    return tuple(before), tuple(after)


def _length(sheet: ReviewSheet, atoms: Atoms, side: int) -> int:
    return sum(atom.end - atom.start for atom in atoms)


def _share(sheet: ReviewSheet, halves: tuple[Atoms, Atoms], side: int) -> float:
    first, second = (_length(sheet, half, side) for half in halves)
    return first / max(first + second, 1)


def _by_share(sheet: ReviewSheet, row: Row, side: int, share: float) -> tuple[Atoms, Atoms]:
    atoms = row.sides[side]
    if len(atoms) < 2:
        return atoms, ()
    total = max(_length(sheet, atoms, side), 1)
    lengths = [_length(sheet, atoms[:k], side) / total for k in range(1, len(atoms))]
    best = min(range(len(lengths)), key=lambda k: abs(lengths[k] - share)) + 1
    return atoms[:best], atoms[best:]


@dataclass(frozen=True, slots=True)
class Give:
    """Move sentences of one side to another row: `what` is first, last, all, or `unit` (all atoms of the paragraph that
    the first atom is of). `to` is the other row's place."""

    at: int
    side: int
    what: str
    to: int

    def patch(self, sheet: ReviewSheet) -> Patch:
        row, other = row_at(sheet, self.at), row_at(sheet, self.to)
        if self.at == self.to:
            raise _refuse(say("a row cannot give to itself"))
        _uncorrected(row, other)
        atoms = row.sides[self.side]
        if not atoms:
            raise _refuse(say("this side is empty"))
        given = self._given(sheet, atoms)
        kept = tuple(atom for atom in atoms if atom not in given)
        mine, theirs = list(row.sides), list(other.sides)
        mine[self.side], theirs[self.side] = kept, (*other.sides[self.side], *given)
        new = [_rebuilt(row, mine[0], mine[1]), _rebuilt(other, theirs[0], theirs[1])]
        pair = [(self.at, row, new[0]), (self.to, other, new[1])]
        pair.sort(key=lambda each: each[0])
        after = tuple(made for _, _, made in pair if made is not None)
        return Patch("move", tuple(old for _, old, _ in pair), after)

    def _given(self, sheet: ReviewSheet, atoms: Atoms) -> Atoms:
        if self.what == "first":
            return atoms[:1]
        if self.what == "last":
            return atoms[-1:]
        if self.what == "all":
            return atoms
        if self.what == "unit":
            units = [sheet.base.sentences[self.side][atom.sentence].unit for atom in atoms]
            return tuple(atom for atom, unit in zip(atoms, units, strict=True) if unit == units[0])
        raise _refuse(say("unknown part '{what}'", what=self.what), say("Known: first, last, all, unit"))


@dataclass(frozen=True, slots=True)
class OneSided:
    """The source of this row was left out by the translator (side 0), or its target was added (side 1): the side
    stands alone, confirmed, and what stood beside it is a row of its own."""

    at: int
    side: int

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        name = "left_out" if self.side == SOURCE else "added"
        if not row.sides[self.side]:
            raise _refuse(say("this side is empty"))
        if not row.sides[1 - self.side]:
            return _said(name, row, replace(row, mark=CONFIRMED))
        alone = [
            Row(row.source, (), note=row.note, edit=(row.edit[0], None)),
            Row((), row.target, edit=(None, row.edit[1])),
        ]
        alone[self.side] = replace(alone[self.side], mark=CONFIRMED)
        return Patch(name, (row,), (alone[0], alone[1]))


@dataclass(frozen=True, slots=True)
class Swap:
    """Exchange the targets of a row and the one after it (`step` 1) or before it (-1)."""

    at: int
    step: int = 1

    def patch(self, sheet: ReviewSheet) -> Patch:
        row, other = row_at(sheet, self.at), row_at(sheet, self.at + self.step)
        new = [
            replace(Row(mine.source, theirs.target, note=mine.note), edit=(mine.edit[0], theirs.edit[1]))
            for mine, theirs in ((row, other), (other, row))
        ]
        if any(not each.source and not each.target for each in new) or row.target == other.target:
            raise _refuse(say("these rows have nothing to swap"))
        return Patch("swap", (row, other), (new[0], new[1]))


@dataclass(frozen=True, slots=True)
class Correct:
    """Correct a text for the memory; None takes the correction back. The document itself is not changed."""

    at: int
    side: int
    text: str | None

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        if not row.sides[self.side]:
            raise _refuse(say("there is no text to correct on this side"))
        text = self.text
        if text is not None:
            text = " ".join(text.split())
            if not text:
                raise _refuse(say("the corrected text is empty"), say("Keep the pair out of the memory instead"))
            if text == sheet.base.text(row.sides[self.side], self.side):
                text = None
        edit = (text, row.edit[1]) if self.side == SOURCE else (row.edit[0], text)
        return _said("edit", row, replace(row, edit=edit))


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of the reviewer; "" takes it away."""

    at: int
    text: str

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        return _said("note", row, replace(row, note=" ".join(self.text.split())))


@dataclass(frozen=True, slots=True)
class Exclude:
    """Keep a pair out of the memory, or let it in again."""

    at: int
    excluded: bool = True

    def patch(self, sheet: ReviewSheet) -> Patch:
        row = row_at(sheet, self.at)
        return _said("exclude" if self.excluded else "include", row, replace(row, excluded=self.excluded))


COMMANDS: dict[str, Callable[..., Command]] = {
    "confirm": Confirm,
    "unconfirm": Unconfirm,
    "confirm_all": ConfirmAll,
    "merge": Merge,
    "split": Split,
    "give": Give,
    "one_sided": OneSided,
    "swap": Swap,
    "edit": Correct,
    "note": Remark,
    "exclude": Exclude,
}
