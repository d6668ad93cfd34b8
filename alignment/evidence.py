"""Evidence: the links of every lexical signal between two sides, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.alignment.beads import Bead
from duizhao.alignment.signals import dictionary, glossary, learned, names, numbers
from duizhao.alignment.signals.links import Links, Postings, postings
from duizhao.alignment.text_side import Side


@dataclass(frozen=True)
class Evidence:
    """The lexical links between two sides: the dictionary's, and those of the other signals."""

    source: Side
    target: Side
    words: Links
    others: tuple[Links, ...] = ()

    def postings(self) -> tuple[Postings, Postings]:
        """All links as one table for each direction."""
        return postings((self.words, *self.others), len(self.source), len(self.target))

    def learned(self, beads: Sequence[Bead]) -> Evidence:
        """The same, with the lexicon that these beads teach added to the dictionary's pairs."""
        seen = [(range(*bead.source), range(*bead.target), bead.confidence) for bead in beads]
        return replace(self, words=learned.links(self.words, seen))


def evidence(source: Side, target: Side, terms: Sequence[tuple[str, str]] = ()) -> Evidence:
    """The links of all lexical signals. `terms` are the project's (source, target) term pairs."""
    others = [names.links(source, target), numbers.links(source, target)]
    if terms:
        others.append(glossary.links(source, target, terms))
    return Evidence(source, target, dictionary.links(source, target), tuple(others))
