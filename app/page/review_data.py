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
    from duizhao.review.model import Key
    from duizhao.review.replaying import Lost


def key_of(row: Row) -> str:
    """A row's name on the page: its atoms, as `rows.js` writes them."""
    return "|".join(";".join(",".join(map(str, atom)) for atom in atoms) for atoms in row.sides)


def row_of(key: str) -> Key:
    """The atoms that a row's name on the page says. Raises ValueError for what is none.

    >>> row_of("0,0,4;1,0,9|")
    ((Atom(sentence=0, start=0, end=4), Atom(sentence=1, start=0, end=9)), ())
    """
    from duizhao.review.model import Atom

    source, target = (
        tuple(Atom(*map(int, atom.split(",", 2))) for atom in side.split(";") if atom) for side in key.split("|", 1)
    )
    if not source and not target:
        raise ValueError("a row without sentences")
    return source, target


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
    """Everything that the page of pairs needs.

    `made` says of each of the aligner's rows how many sentences of either side it holds, one after the other, and how
    sure it is; `rows` are those that somebody touched. What is told of neither stands as the aligner made it: most do,
    so that a paper of 10,000 rows takes half the room, and the page is there sooner.
    """
    from duizhao.review.journal import row_data

    labels, units = zip(*(_labels(base, side, documents) for side in (0, 1)), strict=True)
    made = set(map(id, base.rows))
    return {
        "name": name,
        "base": base.digest,
        "rows_name": base.rows_digest,
        "names": list(base.names),
        "languages": list(base.languages),
        "language_names": [language(tag).name for tag in base.languages],
        "joiners": [language(tag).joiner for tag in base.languages],
        "sentences": [list(side) for side in base.texts],
        "units": list(units),
        "labels": list(labels),
        "made": [[len(row.source), len(row.target), row.sure] for row in base.rows],
        "rows": [row_data(row) for row in rows if id(row) not in made and row != _made(base, row)],
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


def _made(base: Base, row: Row) -> Row | None:
    """The aligner's row that holds the same."""
    at = base.known.get(row.key)
    return None if at is None else base.rows[at]


def _labels(base: Base, side: int, documents: Sequence[Document]) -> tuple[list[dict[str, str]], list[int]]:
    """What stands in the margin of each unit, its number as it is cited, and its kind; and the place of each
    sentence's unit in that list."""
    printed: dict[str, str] = {}
    if documents:
        printed = {unit.id: unit.label.strip() for unit in documents[side].units}
    place: dict[str, int] = {}
    units = [place.setdefault(segment.unit, len(place)) for segment in base.sentences[side]]
    known = base.units[side]
    return [_label(known.get(unit, Locator()), printed.get(unit, "")) for unit in place], units


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
