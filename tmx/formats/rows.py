"""A unit as a row of a table and back: what spreadsheets and flat files can say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.headings import heading_side, heading_tag
from duizhao.corpora.language.table import primary, supported
from duizhao.corpora.saying import say
from duizhao.tmx.memory import check_language
from duizhao.tmx.model import NONE, Entry, Extra, Header, Note, Prop, Variant, content, sides
from duizhao.tmx.xml.fast.by_column import Columns

COLUMNS = (
    "document",
    "paragraph",
    "unit",
    "sentence",
    "confidence",
    "alignment",
    "tuid",
    "created",
    "changed",
    "user",
    "note",
)
"""Columns after the two texts, whose headings are their language codes."""
PROPS = ("document", "paragraph", "unit", "sentence", "confidence", "alignment")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")


def entry_row(entry: Entry, source: str, target: str = "") -> list[str] | None:
    """The texts without inline codes, then COLUMNS; None where the entry lacks one of the languages."""
    both = sides(entry, source, target)
    if both is None:
        return None
    props = entry.props
    fields = entry.attributes
    return [
        both[0].text,
        both[1].text,
        *(props.get(f"x-{name}", "") for name in PROPS),
        fields.get("tuid", ""),
        fields.get("creationdate", ""),
        fields.get("changedate", ""),
        fields.get("changeid") or fields.get("creationid", ""),
        "\n".join(entry.notes),
    ]


def batch_columns(batch: Columns, source: str, target: str = "") -> list[Sequence[str]]:
    """What `entry_row` gives for each unit of a batch, as columns; none where the units lack one of the languages.

    Raises NotSimple where each entry has to be asked.
    """
    order = batch.order(source, target)
    if order is None:
        return []
    none = [""] * len(batch)
    return [
        *(batch.segments[side].texts() for side in order),
        *(batch.prop(f"x-{name}") or none for name in PROPS),
        *(batch.attribute(name) or none for name in ("tuid", "creationdate", "changedate")),
        batch.users(),
        batch.notes() or none,
    ]


def row_entry(row: Sequence[str], names: Sequence[str], languages: tuple[str, str]) -> Entry | None:
    """The entry of a row whose first two cells are the texts; None where one of them is empty."""
    source, target = row[0], row[1]
    if not source.strip() or not target.strip():
        return None
    cells = {_ALIASES.get(name.lower(), name): cell for name, cell in zip(names[2:], row[2:], strict=False) if cell}
    extras: list[Extra] = [Note(text) for text in cells.pop("note", "").split("\n") if text]
    extras += [Prop(f"x-{name}", cells.pop(name)) for name in PROPS if name in cells]
    fields: dict[str, str] = {}
    if "tuid" in cells:
        fields["tuid"] = cells.pop("tuid")
    for column, name in (("created", "creationdate"), ("changed", "changedate"), ("user", "changeid")):
        if column in cells:
            fields[name] = cells.pop(column)
    extras += [Prop(f"x-{re.sub(r'[^A-Za-z0-9-]+', '-', name)}", value) for name, value in cells.items()]
    variants = (Variant(languages[0], content(source)), Variant(languages[1], content(target)))
    return Entry(variants, fields or NONE, tuple(extras))


_ALIASES = {
    # The table that `duizhao align` writes.
    "source_sentences": "sentence",
    "target_document": "target-document",
    "target_paragraph": "target-paragraph",
    "target_sentences": "target-sentence",
    "type": "alignment",
    # Exports of CAT tools.
    "id": "unit",
    "#": "unit",
    "segment id": "unit",
    "status": "state",
    "comment": "note",
    "comments": "note",
    "notes": "note",
    "备注": "note",
}
"""Headings, in lower case, by the names that we give to what stands below them."""


def heading_languages(names: Sequence[str], wanted: Sequence[str], path: object) -> tuple[str, str]:
    """The languages of a table: as asked for, else as its first two headings say.

    Raises InputError where the headings are no language codes and nobody said which languages they are.
    """
    if len(wanted) == 2:
        return check_language(wanted[0]), check_language(wanted[1])
    if len(names) >= 2 and all(_LANGUAGE.match(name.strip()) for name in names[:2]):
        return names[0].strip(), names[1].strip()
    raise InputError(
        say("the first two headings are not language codes: {names}", names=", ".join(names[:2])),
        path=str(path),
        line=1,
        cure="Say which languages they are: --languages en,zh-CN",
    )


class TableColumns(NamedTuple):
    """Where the texts of a table stand: their languages, and the order of its columns, source and target first."""

    languages: tuple[str, str]
    order: tuple[int, ...]


def columns_of(names: Sequence[str], wanted: Sequence[str], columns: Sequence[str], path: object) -> TableColumns:
    """The columns of the source and the target: those that are named (`columns`: two headings, letters or numbers),
    else those whose headings say languages or sides.

    `wanted` are two languages, or none. Of several languages English and Chinese are taken, or what is wanted. Raises
    InputError, SettingsError where it is not certain which columns are meant: a table of numbers and names would become
    a memory of them.
    """
    headings = [name.strip() for name in names]
    if columns:
        found = tuple(_column(name, headings, path) for name in columns)
        return _ordered((found[0], found[1]), _languages_of(found, headings, wanted, path), len(headings))
    tags = [heading_tag(name) for name in headings]
    sides = {side: column for column, name in enumerate(headings) if (side := heading_side(name)) is not None}
    if len(wanted) == 2:
        for tag in wanted:
            check_language(tag)
        by_tag = [_with_tag(tags, tag) for tag in wanted]
        chosen = [one if one is not None else sides.get(side) for side, one in enumerate(by_tag)]
        if chosen == [None, None] and len(headings) == 2:
            chosen = [0, 1]
        if chosen[0] is not None and chosen[1] is not None and chosen[0] != chosen[1]:
            return _ordered((chosen[0], chosen[1]), (wanted[0], wanted[1]), len(headings))
        raise _unknown_columns(headings, path, say("--columns en=A,zh=B names them by heading, letter or number"))
    named = [column for column, tag in enumerate(tags) if tag is not None]
    pair = named if len(named) == 2 else [c for c in named if supported(tags[c] or "")]
    if len(pair) == 2:
        return _ordered((pair[0], pair[1]), (_code(headings[pair[0]]), _code(headings[pair[1]])), len(headings))
    if len(sides) == 2:
        raise _unknown_columns(headings, path, "Say which languages source and target are: --languages en,zh-CN")
    raise _unknown_columns(headings, path, say("Say which they are: --languages en,zh-CN, or --columns en=A,zh=B"))


def _ordered(pair: tuple[int, int], languages: tuple[str, str], number: int) -> TableColumns:
    return TableColumns(languages, (*pair, *(column for column in range(number) if column not in pair)))


def _with_tag(tags: Sequence[str | None], wanted: str) -> int | None:
    """The one column of a language: by equal tags, else by its primary subtag."""
    for same in (
        [c for c, tag in enumerate(tags) if tag == wanted.lower()],
        [c for c, tag in enumerate(tags) if tag is not None and primary(tag) == primary(wanted)],
    ):
        if len(same) == 1:
            return same[0]
    return None


def _column(name: str, headings: Sequence[str], path: object) -> int:
    """A column by heading, letter or number (from 1)."""
    folded = [heading.lower() for heading in headings]
    wanted = name.strip().lower()
    if wanted in folded:
        return folded.index(wanted)
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else 0
    if re.fullmatch("[a-z]{1,2}", wanted):
        from duizhao.corpora.readers.office.sheet_cells import column_index

        number = column_index(wanted) + 1
    if 0 < number <= len(headings):
        return number - 1
    raise InputError(
        say("the table has no column '{name}'", name=name),
        path=str(path),
        line=1,
        cure=say("Its headings: {headings}", headings=(", ".join(headings) or say("none"))),
    )


def _languages_of(
    found: Sequence[int], headings: Sequence[str], wanted: Sequence[str], path: object
) -> tuple[str, str]:
    if len(wanted) == 2:
        return check_language(wanted[0]), check_language(wanted[1])
    tags = [heading_tag(headings[column]) for column in found]
    if tags[0] is None or tags[1] is None:
        raise _unknown_columns(headings, path, "Say which languages they are: --languages en,zh-CN")
    return _code(headings[found[0]]), _code(headings[found[1]])


def _code(heading: str) -> str:
    """The language of a heading as CAT tools take it: `zh_cn` as zh-CN; a code that stands there as it is."""
    if _LANGUAGE.match(heading):
        return heading
    parts = (heading_tag(heading) or "").split("-")
    return "-".join([parts[0], *(part.title() if len(part) == 4 else part.upper() for part in parts[1:])])


def _unknown_columns(headings: Sequence[str], path: object, cure: str) -> InputError:
    shown = ", ".join(headings[:8]) or say("none")
    return InputError(
        say("the headings do not say which columns are the texts: {shown}", shown=shown),
        path=str(path),
        line=1,
        cure=cure,
    )


def table_header(languages: tuple[str, str], fields: Mapping[str, str] = NONE) -> Header:
    """A header for a memory made from another format."""
    from duizhao.corpora.version import VERSION

    return Header(
        {
            "creationtool": "duizhao",
            "creationtoolversion": VERSION,
            "segtype": "sentence",
            "o-tmf": fields.get("o-tmf", "table"),
            "adminlang": "en",
            "srclang": languages[0],
            "datatype": "plaintext",
        }
    )
