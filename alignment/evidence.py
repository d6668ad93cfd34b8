"""Evidence: the links of every lexical signal between two sides, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from alignment.sides import Side
from alignment.signals import dictionary, glossary, names, numbers
from alignment.signals.links import Links, Postings, postings


@dataclass
class Evidence:
    """What is known of two sides before any round: the lexical links and the postings made from them."""

    source: Side
    target: Side
    links: list[Links] = field(default_factory=list)

    def postings(self) -> tuple[Postings, Postings]:
        return postings(self.links, len(self.source), len(self.target))


def evidence(source: Side, target: Side, terms: Sequence[tuple[str, str]] = ()) -> Evidence:
    """The links of all lexical signals. `terms` are the project's (source, target) term pairs."""
    found = [dictionary.links(source, target), names.links(source, target), numbers.links(source, target)]
    if terms:
        found.append(glossary.links(source, target, terms))
    return Evidence(source, target, found)
