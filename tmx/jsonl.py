"""Memories as JSON lines, losing nothing: the header first, then a unit a line. Simple pairs are read, too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from corpora.errors import InputError
from tmx.model import NONE, Comment, Content, Element, Entry, Extra, Header, Note, Prop, Variant, content
from tmx.rows import COLUMNS, heading_languages, row_entry, table_header


def _content(parts: Content) -> Any:
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return [part if isinstance(part, str) else _element(part) for part in parts]


def _element(element: Element) -> dict[str, Any]:
    out: dict[str, Any] = {"tag": element.tag}
    if element.attributes:
        out["attributes"] = dict(element.attributes)
    if element.content:
        out["content"] = _content(element.content)
    return out


def _extra(extra: Extra) -> dict[str, Any]:
    if isinstance(extra, Comment):
        return {"comment": extra.text}
    if isinstance(extra, Element):
        return _element(extra)
    out: dict[str, Any] = {"prop": extra.type, "text": extra.text} if isinstance(extra, Prop) else {"note": extra.text}
    if extra.attributes:
        out["attributes"] = dict(extra.attributes)
    return out


def entry_json(entry: Entry) -> dict[str, Any]:
    """A unit as JSON; empty parts are left out."""
    out: dict[str, Any] = {}
    if entry.attributes:
        out["attributes"] = dict(entry.attributes)
    if entry.before:
        out["before"] = list(entry.before)
    if entry.extras:
        out["extras"] = [_extra(extra) for extra in entry.extras]
    out["variants"] = []
    for variant in entry.variants:
        one: dict[str, Any] = {"language": variant.language, "content": _content(variant.content)}
        if variant.attributes:
            one["attributes"] = dict(variant.attributes)
        if variant.extras:
            one["extras"] = [_extra(extra) for extra in variant.extras]
        out["variants"].append(one)
    return out


def write_jsonl(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """A line for the header, then one a unit."""
    first = {
        "header": {
            "attributes": dict(header.attributes),
            "extras": [_extra(extra) for extra in header.extras],
            "root": dict(header.root),
            "preamble": list(header.preamble),
        }
    }
    for line in chain([first], map(entry_json, entries)):
        stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")


def _read_content(value: Any) -> Content:
    if isinstance(value, str):
        return content(value)
    return content(*(part if isinstance(part, str) else _read_element(part) for part in value))


def _read_element(value: dict[str, Any]) -> Element:
    return Element(value["tag"], value.get("attributes") or NONE, _read_content(value.get("content", ())))


def _read_extra(value: dict[str, Any]) -> Extra:
    fields = value.get("attributes") or NONE
    if "comment" in value:
        return Comment(value["comment"])
    if "prop" in value:
        return Prop(value["prop"], value["text"], fields)
    return Note(value["note"], fields) if "note" in value else _read_element(value)


def json_entry(value: dict[str, Any]) -> Entry:
    """The unit that `entry_json` wrote. Raises KeyError, TypeError or AttributeError for anything else."""
    variants = tuple(
        Variant(
            one["language"],
            _read_content(one["content"]),
            one.get("attributes") or NONE,
            tuple(map(_read_extra, one.get("extras", ()))),
        )
        for one in value["variants"]
    )
    extras = tuple(map(_read_extra, value.get("extras", ())))
    return Entry(variants, value.get("attributes") or NONE, extras, tuple(value.get("before", ())))


def read_jsonl(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """Units as `write_jsonl` writes them, or lines such as {"source": …, "target": …} (then `languages` are needed).

    Raises InputError with the line for anything else.
    """

    def lines() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise InputError(f"not JSON: {error}", path=str(path), line=number) from error
            if not isinstance(value, dict):
                raise InputError("a line has to be a JSON object", path=str(path), line=number)
            yield number, value

    iterator = lines()
    number, first = next(iterator, (0, {}))
    if "header" in first:
        try:
            fields = first["header"]
            extras = tuple(map(_read_extra, fields.get("extras", ())))
            header = Header(fields["attributes"], extras, fields.get("root", {}), tuple(fields.get("preamble", ())))
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"not a header of a memory: {error}", path=str(path), line=number) from error
        rest: Iterator[tuple[int, dict[str, Any]]] = iterator
        codes = ("", "")
    else:
        rest = chain([(number, first)] if first else [], iterator)
        if "variants" in first:
            codes = (str(first["variants"][0].get("language", "")), "")
        else:
            codes = heading_languages((), languages, path)
        header = table_header(codes)

    def entries() -> Iterator[Entry]:
        for number, value in rest:
            try:
                if "variants" in value:
                    yield json_entry(value)
                    continue
                cells = [str(value.get(name, "")) for name in ("source", "target", *COLUMNS)]
                entry = row_entry(cells, ("source", "target", *COLUMNS), codes)
            except (KeyError, TypeError, AttributeError) as error:
                raise InputError(f"not a unit of a memory: {error}", path=str(path), line=number) from error
            if entry is not None:
                yield entry

    return header, entries()
