"""What aligning gives: the nouns that `align` and `align_lines` return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duizhao.alignment.beads import Bead
from duizhao.alignment.unit_scores import UnitBead
from duizhao.corpora.frames import to_pandas
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Locator, Notice, Pair, Recipe
from duizhao.corpora.notebook import pairs_html

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class AlignStats:
    """What the work cost: sentences of both sides, how many of them were encoded, seconds of wall clock."""

    sentences: int = 0
    encoded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, repr=False)
class Alignment:
    """Two documents side by side. Iterating gives the pairs.

    `pairs` are in the order of the source, with omissions (one side empty) where they stand; `unit_beads` index the
    documents' translatable units; `notices` name paragraphs that are missing, moved, merged or numbered otherwise.
    """

    pairs: tuple[Pair, ...]
    unit_beads: tuple[UnitBead, ...]
    recipe: Recipe
    notices: tuple[Notice, ...] = ()
    stats: AlignStats = field(default_factory=AlignStats)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"<Alignment: {len(self.pairs)} pairs, {len(self.notices)} notices>"

    def _repr_html_(self) -> str:
        return pairs_html(repr(self)[1:-1], self.pairs)

    def to_pandas(self) -> pandas.DataFrame:
        """The pairs as `corpora.to_pandas` gives them. Raises MissingExtraError."""
        return to_pandas(self.pairs)


@dataclass(frozen=True, slots=True, repr=False)
class LineAlignment:
    """Two lists of sentences side by side: beads that cover both once and in order. Iterating gives the pairs.

    `source` and `target` are the lines, `languages` what they are in.
    """

    beads: tuple[Bead, ...]
    recipe: Recipe
    stats: AlignStats = field(default_factory=AlignStats)
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    languages: tuple[str, str] = ("en", "zh-CN")

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The beads as pairs of texts, in order, omissions (one side empty) too. Lines of a bead are joined as the
        language does it; the places say the first line, from 1."""
        joiners = [language(tag).joiner for tag in self.languages]
        pairs = []
        for bead in self.beads:
            spans = (bead.source, bead.target)
            texts = [
                joiner.join(line for line in lines[slice(*span)] if line.strip())
                for joiner, lines, span in zip(joiners, (self.source, self.target), spans, strict=True)
            ]
            places = [Locator(line=span.start + 1) if len(span) else Locator() for span in spans]
            pairs.append(Pair(texts[0], texts[1], places[0], places[1], bead.confidence))
        return tuple(pairs)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.beads)

    def __repr__(self) -> str:
        return f"<LineAlignment: {len(self.source)} + {len(self.target)} lines, {len(self.beads)} beads>"

    def _repr_html_(self) -> str:
        return pairs_html(repr(self)[1:-1], self.pairs)

    def to_pandas(self) -> pandas.DataFrame:
        """The pairs as `corpora.to_pandas` gives them. Raises MissingExtraError."""
        return to_pandas(self.pairs)
