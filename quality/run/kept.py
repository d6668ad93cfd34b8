"""What was worked out of a project, kept in memory from one check to the next: an editor's save changes a document of
many, and nothing is worked out again of the others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from duizhao.corpora.model import Pair
from duizhao.quality.evidence.kept import KeptPairs
from duizhao.quality.run.per_document import Facts


class Kept:
    """What the last check of a project worked out: the facts of each document, and what single `pairs` gave. For one
    project, and one check at a time."""

    def __init__(self) -> None:
        self.pairs = KeptPairs()
        self._settings: Hashable = None
        self._facts: dict[str, tuple[tuple[Pair, ...], Facts]] = {}

    def begin(self, settings: Hashable) -> None:
        """Begin a check with settings (languages, glossary): what was worked out with others is forgotten."""
        if settings != self._settings:
            self._facts = {}
            self.pairs.forget()
        self._settings = settings
        self.pairs.begin()

    def facts(self, document: str, pairs: tuple[Pair, ...]) -> Facts | None:
        """The facts of a document that had these very pairs; None where they are not known."""
        known = self._facts.get(document)
        # Tuples compare what they hold by identity first: a document that was not read again costs next to nothing.
        return known[1] if known is not None and known[0] == pairs else None

    def keep(self, facts: Iterable[tuple[str, tuple[Pair, ...], Facts]]) -> None:
        """Keep the facts of the documents of a check, and no others."""
        self._facts = {name: (pairs, found) for name, pairs, found in facts}
