"""An alignment with what people decided about it: the journal beside `alignment.json`, replayed.

`alignment.json` stays what the aligner made; memory, table, page and check are made of the reviewed pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.model import Document, Notice, Pair
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.review import Lost, Row

JOURNAL = "review.jsonl"

# Notices that a person's decision about their sentences answers.
_ONE_SIDED = ("alignment.sentence_missing", "alignment.sentence_added")
_WHOLE_UNIT = ("alignment.missing", "alignment.added")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Pairs as people left them, each with its row: who decided what. `lost` are decisions whose text is gone."""

    pairs: tuple[Pair, ...]
    rows: tuple[Row, ...]
    lost: tuple[Lost, ...] = ()

    @property
    def confirmed(self) -> int:
        """How many rows a person confirmed."""
        return sum(row.confirmed for row in self.rows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to say of decisions that could not be replayed."""
        count = len(self.lost)
        if not count:
            return ()
        what = say("1 decision finds no place") if count == 1 else say("{count} decisions find no place", count=count)
        return (say("{what} in these texts any more; list them: duizhao review status FOLDER", what=what),)


def reviewed(
    journal: Path | None,
    pairs: Sequence[Pair],
    languages: tuple[str, str],
    documents: Sequence[Document] = (),
) -> Reviewed | None:
    """Pairs with the journal in a file replayed on them; None where there is no such file, or nothing in it."""
    if journal is None or not journal.is_file():
        return None
    from duizhao.review import Base, read_journal, replay

    found = read_journal(journal)
    if not found.entries or not _sentences(pairs):
        return None
    base = Base.of(pairs, languages, documents)
    result = replay(base, found)
    rows = tuple(result.sheet.rows)
    return Reviewed(tuple(map(base.pair, rows)), rows, result.lost)


def _sentences(pairs: Sequence[Pair]) -> bool:
    """Whether the pairs say which sentences they are of: only those can be reviewed."""
    return all(
        bool(text) == bool(segments)
        for pair in pairs
        for text, segments in ((pair.source, pair.source_segments), (pair.target, pair.target_segments))
    )


def notices_after(notices: Sequence[Notice], found: Reviewed) -> tuple[Notice, ...]:
    """The aligner's notices without those that a person has answered: a sentence or paragraph without a counterpart
    that has one now, or that somebody confirmed to stand alone."""
    from duizhao.alignment.pairs import sentence_notices

    open_pairs = [pair for pair, row in zip(found.pairs, found.rows, strict=True) if not row.confirmed]
    answered = set(_answered(found))
    kept = [
        notice
        for notice in notices
        if notice.check not in _ONE_SIDED
        and not (notice.check in _WHOLE_UNIT and (notice.document, notice.unit) in answered)
    ]
    return (*kept, *sentence_notices(open_pairs))


def _answered(found: Reviewed) -> Iterable[tuple[str, str]]:
    """Units with a sentence that is paired, or confirmed to stand alone."""
    for pair, row in zip(found.pairs, found.rows, strict=True):
        if row.confirmed or (pair.source and pair.target):
            for at, segments in ((pair.source_at, pair.source_segments), (pair.target_at, pair.target_segments)):
                for unit in {segment.unit for segment in segments}:
                    yield at.document, unit
