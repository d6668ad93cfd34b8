"""Pairs as a pandas DataFrame, where pandas is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from duizhao.corpora.errors import MissingExtraError
from duizhao.corpora.model import Locator, Pair

if TYPE_CHECKING:
    import pandas

_PLACE = ("document", "unit", "paragraph", "line")


def to_pandas(pairs: Iterable[Pair]) -> pandas.DataFrame:
    """A row a pair: `source`, `target`, `confidence` (0..1, NaN where unknown), `type` (`1-1`), and where the source
    and (with `target_` before the name) the target stand: `document`, `unit`, `paragraph`, `line` (1-based, 0 where
    unknown).

    Raises MissingExtraError where pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("pandas is not installed", cure="pip install pandas") from error
    rows = [
        (p.source, p.target, _number(p.confidence), p.type, *_place(p.source_at), *_place(p.target_at)) for p in pairs
    ]
    columns = ("source", "target", "confidence", "type", *_PLACE, *(f"target_{name}" for name in _PLACE))
    return pandas.DataFrame(rows, columns=list(columns))


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _place(at: Locator) -> tuple[str, str, str, int]:
    return at.document, at.unit, at.cite if at.unit or at.number else "", at.line or 0
