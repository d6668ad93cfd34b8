"""What the numbers of two documents' paragraphs say for and against their correspondence: evidence and never law."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from duizhao.alignment.beads import Bead
from duizhao.alignment.search import Band, Floats
from duizhao.corpora.model import Kind, Unit

# The most that the numbering can say for or against a pair, in nats.
NUMBER = 3.0
# Numbered pairs on either side of a unit that say by how much the numbering is shifted there.
_NEAR = 8


def paragraph(unit: Unit) -> int | None:
    """The number that counts through a document: a paragraph's own; none for bullets (theirs begins with their
    paragraph's and adds a position that the other side may print otherwise) and for headings."""
    return unit.number[0] if unit.number and unit.kind is Kind.PARAGRAPH and len(unit.number) == 1 else None


def numbering(source: Sequence[Unit], target: Sequence[Unit], beads: Sequence[Bead], band: Band) -> Floats:
    """(n + 1, width) evidence of the numbers for a bead that begins at a node, in nats.

    The content path says by how much the target's numbers are ahead of the source's around each place (usually 0). A
    pair whose numbers differ by just that speaks for itself as strongly as pairs with that difference are regular
    there."""
    pairs = [
        (b.source.start, q - p)
        for b in beads
        if b.shape == (1, 1)
        and (p := paragraph(source[b.source.start])) is not None
        and (q := paragraph(target[b.target.start])) is not None
    ]
    out = np.zeros((len(source) + 1, band.width), dtype=np.float32)
    if not pairs:
        return out
    where = np.array([p[0] for p in pairs])
    shift = np.array([p[1] for p in pairs])
    columns = np.minimum(band.columns(), len(target) - 1)
    numbers = np.array([np.nan if (q := paragraph(u)) is None else q for u in target])
    for i, u in enumerate(source):
        own = paragraph(u)
        if own is None:
            # An unnumbered unit is unlikely to stand for a numbered one where both texts are numbered.
            out[i] = np.where(np.isnan(numbers[columns[i]]), 0.0, -1.0)
            continue
        near = np.argsort(np.abs(where - i), kind="stable")[: 2 * _NEAR]
        values, counts = np.unique(shift[near], return_counts=True)
        usual = values[counts.argmax()]
        regular = (counts.max() + 0.5) / (len(near) + 1.0)
        worth = float(np.clip(np.log(regular / (1 - regular)), 0.0, NUMBER))
        difference = numbers[columns[i]] - own
        out[i] = np.where(np.isnan(difference), -1.0, np.where(difference == usual, worth, -worth))
    return out
