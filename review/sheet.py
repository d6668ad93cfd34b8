"""The state of a review: rows in order, changed by patches."""

from __future__ import annotations

from collections.abc import Iterable

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.review.base import Base, arrange, within
from duizhao.review.model import Key, Patch, Row


class ReviewSheet:
    """The rows of a review. A patch costs as much as the rows it touches, however long the document is."""

    def __init__(self, base: Base, rows: Iterable[Row] | None = None) -> None:
        self.base = base
        self._groups: dict[int, list[Row]] = {}
        self._rows: list[Row] | None = None
        for row in arrange(base, list(base.rows if rows is None else rows)):
            self._groups.setdefault(base.home(row), []).append(row)

    @property
    def rows(self) -> list[Row]:
        """All rows in the order of the page. Not to be changed."""
        if self._rows is None:
            self._rows = [row for home in sorted(self._groups) for row in self._groups[home]]
        return self._rows

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, row: Row) -> bool:
        """Whether the row stands here just so."""
        return row in self._groups.get(self.base.home(row), ())

    def find(self, key: Key) -> Row | None:
        """The row that holds just these atoms."""
        source, target = key
        home = self.base.home(Row(source, target))
        return next((row for row in self._groups.get(home, ()) if row.key == key), None)

    def around(self, row: Row, count: int) -> list[Row]:
        """The rows near a row, in order: those of the aligner's rows up to `count` before and after the one that it
        begins in."""
        home = self.base.home(row)
        return [near for place in range(home - count, home + count + 1) for near in self._groups.get(place, ())]

    def apply(self, patch: Patch) -> Patch:
        """Put the rows of a patch in the place of others; returns the patch as it was done, with the aligner's
        confidence where it has one. Raises InputError, and changes nothing, where the old rows are not here or the new
        ones would lose or invent text."""
        patch.check()
        missing = [row for row in patch.before if not self.has(row)]
        if missing:
            raise InputError(
                say("'{patch}' was meant for rows that have changed since", patch=patch.name),
                cure="Load the page again and repeat it",
            )
        after = tuple(map(self.base.with_sure, patch.after))
        for row in patch.before:
            home = self.base.home(row)
            self._groups[home].remove(row)
            if not self._groups[home]:
                del self._groups[home]
        fresh: dict[int, list[Row]] = {}
        for row in after:
            fresh.setdefault(self.base.home(row), []).append(row)
        for home, mine in fresh.items():
            self._groups[home] = within(self.base, home, [*self._groups.get(home, ()), *mine])
        self._rows = None
        return Patch(patch.name, patch.before, after)
