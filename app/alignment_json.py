"""`alignment.json`: everything an alignment found, for machines and for a later check of the whole project.

A TMX memory cannot hold it all: omissions have no translation, and notices are no pairs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Kind, Locator, Notice, Pair, Segment, Span

SCHEMA = 1
_CURE = "Make it again with duizhao align"


@dataclass(frozen=True, slots=True)
class Aligned:
    """What `alignment.json` holds: pairs in reading order (omissions too), notices, the recipe's line."""

    pairs: tuple[Pair, ...]
    notices: tuple[Notice, ...]
    recipe: str


def dump(pairs: Sequence[Pair], notices: Sequence[Notice], recipe: str) -> str:
    """The text of `alignment.json`: a pair a line, so that two versions can be compared line by line."""

    def line(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    head = f'{{"schema":{SCHEMA},"recipe":{line(recipe)},'
    body = f'"pairs":[\n{_lines(map(_pair, pairs))}],\n"notices":[\n{_lines(map(_notice, notices))}]}}\n'
    return head + body


def _lines(values: Any) -> str:
    return ",\n".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "source": pair.source,
        "target": pair.target,
        "confidence": pair.confidence,
        "source_at": _locator(pair.source_at),
        "target_at": _locator(pair.target_at),
        "source_segments": [[s.unit, s.index, s.text, *s.span] for s in pair.source_segments],
        "target_segments": [[s.unit, s.index, s.text, *s.span] for s in pair.target_segments],
    }


def _locator(at: Locator) -> dict[str, Any]:
    return {
        "document": at.document,
        "unit": at.unit,
        "number": at.number,
        "kind": at.kind and at.kind.value,
        "sentences": at.sentences,
        "path": at.path,
        "line": at.line,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "check": notice.check,
        "message": notice.message,
        "unit": notice.unit,
        "span": notice.span,
        "line": notice.line,
        "document": notice.document,
    }


def load(path: str | Path) -> Aligned:
    """Read an `alignment.json`. Raises InputError where it is missing, broken or of another version."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no such alignment", path=path, cure=_CURE) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, error) from None
    return parse(text, path)


def parse(text: str, path: Path) -> Aligned:
    """What the text of an `alignment.json` says; `path` is for the message of the InputError where it is broken."""
    try:
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            raise InputError(f"alignment of schema {data['schema']}, not {SCHEMA}", path=path, cure=_CURE)
        pairs = tuple(
            Pair(
                row["source"],
                row["target"],
                _read_locator(row["source_at"]),
                _read_locator(row["target_at"]),
                row["confidence"],
                _read_segments(row["source_segments"]),
                _read_segments(row["target_segments"]),
            )
            for row in data["pairs"]
        )
        notices = tuple(
            Notice(
                n["check"], n["message"], n["unit"], Span(*n["span"]) if n["span"] else None, n["line"], n["document"]
            )
            for n in data["notices"]
        )
        return Aligned(pairs, notices, data["recipe"])
    except (ValueError, KeyError, TypeError) as error:
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception) -> InputError:
    return InputError(f"not an alignment.json of ours: {error!r}", path=path, cure=_CURE)


def _read_locator(row: dict[str, Any]) -> Locator:
    return Locator(
        document=row["document"],
        unit=row["unit"],
        number=None if row["number"] is None else tuple(row["number"]),
        kind=row["kind"] and Kind(row["kind"]),
        sentences=None if row["sentences"] is None else (row["sentences"][0], row["sentences"][1]),
        path=row["path"],
        line=row["line"],
    )


def _read_segments(rows: list[list[Any]]) -> tuple[Segment, ...]:
    return tuple(Segment(unit, index, text, Span(start, end)) for unit, index, text, start, end in rows)
