"""From a journal to the state of a review: a pure function of the alignment and the journal.

What was done is first summed up as decisions: the rows that it left, each a set of sentences that belong together with
what was said of them. Decisions of an older text are followed into the present one sentence by sentence; those that
find all their sentences again are put in the place of what the aligner made of these, the others are listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from duizhao.corpora.language.table import language
from duizhao.corpora.saying import say
from duizhao.review.base import Base, arrange
from duizhao.review.following import Followed
from duizhao.review.journal import Journal, Texts
from duizhao.review.model import Atom, Atoms, Row, tidy
from duizhao.review.sheet import ReviewSheet

GONE = say("its sentences are not in the text any more")
DIVIDED = say("other sentences stand between its own now")
ANSWERED = say("what was left out or added has a counterpart now")
TAKEN = say("a later decision speaks of its sentences")


@dataclass(frozen=True, slots=True)
class Lost:
    """A decision that could not be replayed, with its texts as they were, and why."""

    row: Row
    texts: tuple[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """The state of a review. `decisions` are rows of the sheet that a person touched, `lost` what found no place,
    `moved_on` says that decisions were made on an older text or alignment."""

    sheet: ReviewSheet
    decisions: tuple[Row, ...]
    lost: tuple[Lost, ...] = ()
    moved_on: bool = False


class Touched:
    """Rows that people left, in the numbers of one text; what comes later takes the place of what it overlaps."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows: dict[int, Row] = {}
        self._owner: tuple[dict[int, set[int]], dict[int, set[int]]] = (defaultdict(set), defaultdict(set))
        self._next = 0
        for row in rows:
            self.add(row)

    def overlapping(self, row: Row) -> list[int]:
        """The rows that share text with this one."""
        found = set()
        for side in (0, 1):
            for atom in row.sides[side]:
                for name in self._owner[side].get(atom.sentence, ()):
                    if any(_meet(atom, other) for other in self.rows[name].sides[side]):
                        found.add(name)
        return sorted(found)

    def drop(self, name: int) -> None:
        """Forget a row."""
        row = self.rows.pop(name)
        for side in (0, 1):
            for atom in row.sides[side]:
                self._owner[side][atom.sentence].discard(name)

    def add(self, row: Row) -> None:
        """Take a row, in the place of all that it overlaps."""
        for name in self.overlapping(row):
            self.drop(name)
        self.rows[self._next] = row
        for side in (0, 1):
            for atom in row.sides[side]:
                self._owner[side][atom.sentence].add(self._next)
        self._next += 1


def _meet(one: Atom, other: Atom) -> bool:
    return one.sentence == other.sentence and one.start < other.end and other.start < one.end


@dataclass
class Chain:
    """Decisions on their way through the texts of a journal."""

    touched: Touched
    texts: Texts
    name: str
    lost: list[tuple[Row, Texts, str]] = field(default_factory=list)


def decisions(journal: Journal, keep: Iterable[str] | None = None) -> Chain | None:
    """What the entries of a journal (those of `keep` alone, where given) leave, in the numbers of the last text; None
    where there are none."""
    entries = journal.effective
    if keep is not None:
        wanted = set(keep)
        entries = tuple(entry for entry in entries if entry.id in wanted)
    chain: Chain | None = None
    for entry in entries:
        assert entry.patch is not None
        if chain is None:
            chain = Chain(Touched(), journal.texts[entry.base], entry.base)
        elif entry.base != chain.name:
            chain = follow(chain, journal.texts[entry.base], entry.base)
        for row in entry.patch.before:
            for name in chain.touched.overlapping(row):
                chain.touched.drop(name)
        for row in entry.patch.after:
            chain.touched.add(replace(row, sure=None))
    return chain


def follow(chain: Chain, texts: Texts, name: str, base: Base | None = None) -> Chain:
    """The decisions in the numbers of another text. What was lost on the way is looked for in this one, too."""
    out = Chain(Touched(), texts, name)
    known: dict[int, tuple[Followed, Followed]] = {}
    for row, old, placed in [
        *((row, chain.texts, True) for row in chain.touched.rows.values()),
        *((row, old, False) for row, old, _ in chain.lost),
    ]:
        if id(old) not in known:
            known[id(old)] = Followed(old[0], texts[0]), Followed(old[1], texts[1])
        found, why = _follow_row(row, known[id(old)], base)
        if found is None:
            out.lost.append((row, old, why))
        elif not placed and out.touched.overlapping(found):
            out.lost.append((row, old, TAKEN))
        else:
            out.touched.add(found)
    return out


def _follow_row(row: Row, ways: tuple[Followed, Followed], base: Base | None) -> tuple[Row | None, str]:
    sides = [way.atoms(atoms) for way, atoms in zip(ways, row.sides, strict=True)]
    source, target = sides
    if source is None or target is None:
        missing = [way.same or all(way._atom(a) for a in atoms) for way, atoms in zip(ways, row.sides, strict=True)]
        return None, DIVIDED if all(missing) else GONE
    found = replace(row, source=source, target=target)
    if base is not None and not (source and target) and _answered(found, ways, base):
        return None, ANSWERED
    return found, ""


def _answered(row: Row, ways: tuple[Followed, Followed], base: Base) -> bool:
    """Whether what stood alone is paired with something that the old text did not have."""
    side = 0 if row.source else 1
    for atom in row.sides[side]:
        beside = base.rows[base.place(atom, side)].sides[1 - side]
        if any(not ways[1 - side].has(other.sentence) for other in beside):
            return True
    return False


def replay(base: Base, journal: Journal) -> Replayed:
    """The state that a journal leaves of an alignment."""
    chain = decisions(journal)
    if chain is None:
        return Replayed(ReviewSheet(base), ())
    if chain.name != base.digest:
        chain = follow(chain, base.texts, base.digest, base)
    elif chain.lost:
        chain = _second_look(chain, base)
    rows = list(chain.touched.rows.values())
    fits = [row for row in rows if _fits(row, base)]
    sheet = ReviewSheet(base, placed(base, fits))
    lost = [
        as_lost(base, row, texts, why)
        for row, texts, why in (*chain.lost, *((row, base.texts, GONE) for row in rows if row not in fits))
        if why != TAKEN
    ]
    moved = journal.at not in (("", ""), (base.digest, base.rows_digest))
    kept = [base.with_sure(row) for row in fits]
    return Replayed(sheet, tuple(arrange(base, kept)), tuple(lost), moved)


def _second_look(chain: Chain, base: Base) -> Chain:
    """What was lost on the way, looked for in a text that is the present one again."""
    again = Chain(Touched(), base.texts, base.digest, chain.lost)
    found = follow(again, base.texts, base.digest, base)
    lost = list(found.lost)
    for row in found.touched.rows.values():
        if not chain.touched.overlapping(row):
            chain.touched.add(row)
    return Chain(chain.touched, chain.texts, chain.name, lost)


def _fits(row: Row, base: Base) -> bool:
    """Whether a row speaks of text that is there."""
    return all(
        atom.sentence < len(base.texts[side]) and atom.end <= len(base.texts[side][atom.sentence])
        for side in (0, 1)
        for atom in row.sides[side]
    )


def as_lost(base: Base, row: Row, texts: Texts, why: str) -> Lost:
    """A decision with its texts, as they were where it was made."""
    shown = [
        language(tag).joiner.join(texts[side][a.sentence][a.start : a.end].strip() for a in row.sides[side])
        for side, tag in enumerate(base.languages)
    ]
    return Lost(row, (shown[0], shown[1]), why)


def placed(base: Base, rows: Sequence[Row], standing: Sequence[Row] | None = None) -> list[Row]:
    """Rows that stand (by default the aligner's) with decided ones in their place: what is left of a row stays one."""
    taken: tuple[dict[int, list[Atom]], dict[int, list[Atom]]] = (defaultdict(list), defaultdict(list))
    for row in rows:
        for side in (0, 1):
            for atom in row.sides[side]:
                taken[side][atom.sentence].append(atom)
    out = list(rows)
    for row in base.rows if standing is None else standing:
        if not any(atom.sentence in taken[side] for side in (0, 1) for atom in row.sides[side]):
            out.append(row)
            continue
        left = [_less(atoms, taken[side]) for side, atoms in enumerate(row.sides)]
        if left[0] or left[1]:
            whole = (left[0], left[1]) == row.sides
            out.append(row if whole else Row(left[0], left[1], note=row.note, who=row.who, when=row.when))
    return [base.with_sure(row) for row in out]


def _less(atoms: Atoms, taken: dict[int, list[Atom]]) -> Atoms:
    """Atoms without those parts that are taken."""
    out: list[Atom] = []
    for atom in atoms:
        start = atom.start
        for other in sorted(taken.get(atom.sentence, ())):
            if start < other.start:
                out.append(Atom(atom.sentence, start, min(other.start, atom.end)))
            start = max(start, other.end)
        if start < atom.end:
            out.append(Atom(atom.sentence, start, atom.end))
    return tidy(out)
