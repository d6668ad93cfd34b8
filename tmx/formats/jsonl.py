"""Memories as JSON lines, losing nothing: the header first, then a unit a line. Simple pairs are read, too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from json.encoder import encode_basestring
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.formats.rows import COLUMNS, columns_of, heading_languages, row_entry, table_header
from duizhao.tmx.model import NONE, Comment, Content, Element, Entry, Extra, Header, Note, Prop, Variant, content
from duizhao.tmx.xml.fast.columns import Batch, batches, filled
from duizhao.tmx.xml.fast.template import Tag


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
    stream.write(_line(first).encode("utf-8"))
    for units in batches(entries):
        # What only some units have would leave its comma behind.
        if isinstance(units, Batch) and not units.mould.optional:
            stream.write(batch_json(units))
        else:
            stream.write("".join([f"{entry_text(entry)}\n" for entry in units.entries()]).encode("utf-8"))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _line(value: dict[str, Any]) -> str:
    return _encode(value) + "\n"


def entry_text(entry: Entry) -> str:
    """`entry_json` as text, without white space between the parts and with characters as they are: what a store keeps
    of a unit. Made by hand it costs a third."""
    made = "{"
    if entry.attributes:
        made += f'"attributes":{_object(entry.attributes)},'
    if entry.before:
        made += f'"before":[{",".join(map(encode_basestring, entry.before))}],'
    if entry.extras:
        made += f'"extras":[{",".join(map(_extra_text, entry.extras))}],'
    variants = []
    for language, parts, attributes, extras in entry.variants:
        more = f',"attributes":{_object(attributes)}' if attributes else ""
        if extras:
            more += f',"extras":[{",".join(map(_extra_text, extras))}]'
        variants.append(f'{{"language":{encode_basestring(language)},"content":{_content_text(parts)}{more}}}')
    return f'{made}"variants":[{",".join(variants)}]}}'


def _object(fields: Mapping[str, str]) -> str:
    return f"{{{','.join([f'{encode_basestring(name)}:{encode_basestring(fields[name])}' for name in fields])}}}"


def _content_text(parts: Content) -> str:
    if len(parts) == 1 and isinstance(parts[0], str):
        return encode_basestring(parts[0])
    made = [encode_basestring(part) if isinstance(part, str) else _element_text(part) for part in parts]
    return f"[{','.join(made)}]"


def _element_text(element: Element) -> str:
    more = f',"attributes":{_object(element.attributes)}' if element.attributes else ""
    if element.content:
        more += f',"content":{_content_text(element.content)}'
    return f'{{"tag":{encode_basestring(element.tag)}{more}}}'


def _extra_text(extra: Extra) -> str:
    if isinstance(extra, Comment):
        return f'{{"comment":{encode_basestring(extra.text)}}}'
    if isinstance(extra, Element):
        return _element_text(extra)
    if isinstance(extra, Prop):
        made = f'"prop":{encode_basestring(extra.type)},"text":{encode_basestring(extra.text)}'
    else:
        made = f'"note":{encode_basestring(extra.text)}'
    return f'{{{made},"attributes":{_object(extra.attributes)}}}' if extra.attributes else f"{{{made}}}"


def batch_json(batch: Batch) -> bytes:
    """What `entry_json` gives for each unit of a batch, as lines in UTF-8."""
    literals = batch.mould.literals.get("json")
    if literals is None:
        literals = batch.mould.literals["json"] = _literals(batch)
    columns: list[list[str]] = []
    for number, column in enumerate((batch.unit, *batch.tags)):
        values, texts = (
            [list(map(encode_basestring, one)) for one in given] for given in (column.values, column.texts)
        )
        if not number:
            columns += [*values, *texts]
            continue
        segments = batch.segments[number - 1]
        made = list(map(encode_basestring, segments.raws))
        for position, parts in segments.special.items():
            made[position] = _line({"": _content(parts)})[4:-2]
        if "" in segments.raws:
            made = ["[]" if one == '""' else one for one in made]
        columns += [made, *values, *texts]
    return filled(literals, columns)


def _literals(batch: Batch) -> list[str]:
    """What stands before, between and after the values in the line of a unit: from an entry whose values are marks."""
    mark = "\x00"  # which no XML can hold

    def example(tag: Tag) -> tuple[Mapping[str, str], tuple[Extra, ...]]:
        extras = [
            Note(mark, kind.attributes) if kind.type is None else Prop(kind.type, mark, kind.attributes)
            for kind in tag.extras
        ]
        return dict.fromkeys(tag.names, mark), tuple(extras)

    variants = tuple(Variant(column.tag.language, (mark,), *example(column.tag)) for column in batch.tags)
    line = _line(entry_json(Entry(variants, *example(batch.unit.tag))))
    return line.split(json.dumps(mark))


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


def kept_entry(text: str) -> Entry:
    """The unit that a store keeps as this JSON. Raises InputError where the store was damaged or changed by hand."""
    try:
        return json_entry(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            say("a unit of this memory cannot be read: {split}", split=" ".join(str(text).split())[:60]),
            cure="It was damaged or changed by hand: take an older copy, or make it anew with duizhao memory add",
        ) from None


# How half of a character beyond U+FFFF is written; two together are one.
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def _refuse_halves(value: dict[str, Any], path: object, number: int) -> None:
    """Raise InputError for a text with half of a character: no file can hold it, whatever its format."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(error.object[error.start]):04X}"
        what = say("the text holds {half}, which is half of a character", half=half)
        raise InputError(what, path=str(path), line=number, cure="Mend the program that wrote the file") from None


def _keys(
    first: dict[str, Any], languages: Sequence[str], path: object, number: int
) -> tuple[tuple[str, str], list[str]]:
    """The languages of lines such as the first, and the keys of their two texts. Raises InputError where the keys do
    not say so: what was taken for texts would else be nothing or anything."""
    keys = list(first)
    try:
        found = columns_of(keys, languages, (), path)
    except InputError as error:
        known = "source" in first and "target" in first
        raise InputError(
            say("the keys do not say which are the texts: {keys}", keys=(", ".join(keys[:8]) or say("there are none"))),
            path=str(path),
            line=number,
            cure="Say which languages source and target are: --languages en,zh-CN"
            if known
            else 'Name them {"en": …, "zh-CN": …}, or {"source": …, "target": …} with --languages en,zh-CN',
        ) from error
    return found.languages, [keys[column] for column in found.order[:2]]


def read_jsonl(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """Units as `write_jsonl` writes them, or lines such as {"en": …, "zh-CN": …} or {"source": …, "target": …} (then
    `languages` are needed), by the keys of the first.

    Raises InputError with the line for anything else.
    """

    def lines() -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise InputError(say("not JSON: {error}", error=error), path=str(path), line=number) from error
            if not isinstance(value, dict):
                raise InputError("a line has to be a JSON object", path=str(path), line=number)
            if _HALF.search(line):
                _refuse_halves(value, path, number)
            yield number, value

    iterator = lines()
    names = ["source", "target"]
    number, first = next(iterator, (0, {}))
    if "header" in first:
        try:
            fields = first["header"]
            extras = tuple(map(_read_extra, fields.get("extras", ())))
            header = Header(fields["attributes"], extras, fields.get("root", {}), tuple(fields.get("preamble", ())))
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(
                say("not a header of a memory: {error}", error=error), path=str(path), line=number
            ) from error
        rest: Iterator[tuple[int, dict[str, Any]]] = iterator
        codes = ("", "")
    else:
        rest = chain([(number, first)] if first else [], iterator)
        if "variants" in first:
            codes = (str(first["variants"][0].get("language", "")), "")
        elif number:
            codes, names = _keys(first, languages, path, number)
        else:
            codes = heading_languages((), languages, path)
        header = table_header(codes)

    def entries() -> Iterator[Entry]:
        for number, value in rest:
            try:
                if "variants" in value:
                    yield json_entry(value)
                    continue
                cells = ["" if (cell := value.get(name)) is None else str(cell) for name in (*names, *COLUMNS)]
                entry = row_entry(cells, (*names, *COLUMNS), codes)
            except (KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    say("not a unit of a memory: {error}", error=error), path=str(path), line=number
                ) from error
            if entry is not None:
                yield entry

    return header, entries()
