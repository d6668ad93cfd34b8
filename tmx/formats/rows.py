"""A unit as a row of a table and back: what spreadsheets and flat files can say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from duizhao.corpora.errors import InputError
from duizhao.tmx.memory import check_language
from duizhao.tmx.model import NONE, Entry, Extra, Header, Note, Prop, Variant, content, sides
from duizhao.tmx.xml.fast.columns import Batch
from duizhao.tmx.xml.fast.unit import NotSimple

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


def batch_columns(batch: Batch, source: str, target: str = "") -> list[Sequence[str]]:
    """What `entry_row` gives for each unit of a batch, as columns; none where the units lack one of the languages.

    Raises NotSimple where each entry has to be asked.
    """
    order = batch.order(source, target)
    if order is None:
        return []
    unit = batch.unit
    none = [""] * len(batch)
    if any(kind.type is None and kind.optional for kind in unit.tag.extras):
        raise NotSimple
    notes = [texts for kind, texts in zip(unit.tag.extras, unit.texts, strict=True) if kind.type is None]
    return [
        *(batch.segments[side].texts() for side in order),
        *(unit.prop(f"x-{name}") or none for name in PROPS),
        *(unit.attribute(name) or none for name in ("tuid", "creationdate", "changedate")),
        batch.users(),
        list(map("\n".join, zip(*notes, strict=True))) if notes else none,
    ]


def row_entry(row: Sequence[str], names: Sequence[str], languages: tuple[str, str]) -> Entry | None:
    """The entry of a row whose first two cells are the texts; None where one of them is empty."""
    source, target = row[0], row[1]
    if not source.strip() or not target.strip():
        return None
    cells = {name: cell for name, cell in zip(names[2:], row[2:], strict=False) if cell}
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


def heading_languages(names: Sequence[str], wanted: Sequence[str], path: object) -> tuple[str, str]:
    """The languages of a table: as asked for, else as its first two headings say.

    Raises InputError where the headings are no language codes and nobody said which languages they are.
    """
    if len(wanted) == 2:
        return check_language(wanted[0]), check_language(wanted[1])
    if len(names) >= 2 and all(_LANGUAGE.match(name.strip()) for name in names[:2]):
        return names[0].strip(), names[1].strip()
    raise InputError(
        f"the first two headings are not language codes: {', '.join(names[:2])}",
        path=str(path),
        line=1,
        cure="Say which languages they are: --languages en,zh-CN",
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
