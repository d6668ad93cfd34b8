"""What a page is told of a review: sentences, rows, labels, as plain data for the front end. Desk and offline page are
told the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from duizhao.corpora.language.table import language
from duizhao.corpora.model import DOUBTFUL, Document, Kind, Locator

if TYPE_CHECKING:
    from duizhao.review import Base, Row
    from duizhao.review.exchange import Contradiction
    from duizhao.review.replaying import Lost


def key_of(row: Row) -> str:
    """A row's name on the page: its atoms, as `rows.js` writes them."""
    return "|".join(";".join(",".join(map(str, atom)) for atom in atoms) for atoms in row.sides)


def called(names: Sequence[str]) -> str:
    """What a saved review is called, after its documents and nothing that differs from machine to machine.

    >>> called(("papers/en.md", "papers/zh.md"))
    'en-zh'
    """
    stems = [re.sub(r"[^\w.-]+", "_", PurePosixPath(name).name.rsplit(".", 1)[0]) for name in names if name]
    return "-".join(dict.fromkeys(stem for stem in stems if stem))[:80] or "paper"


def page_data(
    base: Base,
    rows: Sequence[Row],
    name: str,
    documents: Sequence[Document] = (),
    conflicts: Sequence[Contradiction] = (),
    lost: Sequence[Lost] = (),
) -> dict[str, Any]:
    """Everything that the page of pairs needs."""
    from duizhao.review.journal import row_data

    return {
        "name": name,
        "base": base.digest,
        "rows_name": base.rows_digest,
        "names": list(base.names),
        "languages": list(base.languages),
        "language_names": [language(tag).name for tag in base.languages],
        "joiners": [language(tag).joiner for tag in base.languages],
        "sentences": [list(side) for side in base.texts],
        "units": [[segment.unit for segment in side] for side in base.sentences],
        "homes": [base.homes(side) for side in (0, 1)],
        "labels": [_labels(base, side, documents) for side in (0, 1)],
        "rows": [row_data(row) for row in rows],
        "sure": {key_of(row): row.sure for row in base.rows if row.sure is not None},
        "doubtful": DOUBTFUL,
        "conflicts": [
            {
                "mine": [key_of(row) for row in one.mine],
                "who": one.theirs.who,
                "texts": base.shown(one.theirs),
            }
            for one in conflicts
        ],
        "lost": [{"texts": one.texts, "why": one.why, "who": one.row.who, "when": one.row.when} for one in lost],
    }


def _labels(base: Base, side: int, documents: Sequence[Document]) -> dict[str, dict[str, str]]:
    """What stands in the margin of each unit, its number as it is cited, and its kind."""
    out = {unit: _label(at, "") for unit, at in base.units[side].items()}
    if documents:
        for unit in documents[side].units:
            if unit.id in out:
                at = base.units[side][unit.id]
                out[unit.id] = _label(at, unit.label.strip())
    return out


def _label(at: Locator, printed: str) -> dict[str, str]:
    number = ".".join(map(str, at.number)) if at.number else ""
    if at.kind is Kind.BULLET:
        shown = printed if any(char.isalnum() for char in printed) else "•"
    elif at.kind is Kind.FOOTNOTE:
        shown = printed
    else:
        shown = number if at.kind in (Kind.PARAGRAPH, None) else ""
    found = {"label": shown, "number": number, "kind": at.kind.value.replace(" ", "-") if at.kind else ""}
    return {name: text for name, text in found.items() if text}
