"""Many units as XML at once, column by column: what `entry_xml` gives of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from duizhao.tmx.model import Extra, Note, Prop, plain
from duizhao.tmx.xml.fast.columns import Batch, Segments, TagColumn, filled
from duizhao.tmx.xml.fast.mixed import Mixed
from duizhao.tmx.xml.fast.template import Tag, TagTemplate
from duizhao.tmx.xml.unit_xml import (
    ESCAPES,
    attribute_xml,
    attributes_xml,
    content_xml,
    extra_xml,
    language_xml,
    sorted_names,
    text_xml,
)


def batch_xml(batch: Batch, *, level: int = 2, positions: Sequence[int] | None = None) -> bytes:
    """What `entry_xml` gives of each unit of a batch, or of those at the positions (from 0), as UTF-8."""
    literals = batch.mould.literals.get("xml")
    if literals is None:
        literals = batch.mould.literals["xml"] = _literals(batch)
    columns: list[Sequence[str]] = []
    for number, tag in enumerate((batch.unit, *batch.tags)):
        columns += [
            _column(tag.values[tag.tag.names.index(name)], attribute_xml) for name in sorted_names(tag.tag.names)
        ]
        columns += _extras_columns(tag, "        " if number else "      ")
        if number:
            columns.append(_segments(batch.segments[number - 1], level))
    return filled(literals, columns, positions)


def _extras_columns(column: TagColumn, indent: str) -> Iterator[Sequence[str]]:
    """The texts of properties and notes; of those that some units lack the whole line, or nothing."""
    for kind, texts, given in zip(column.tag.extras, column.texts, column.given, strict=True):
        written = _column(texts, text_xml)
        if given is None:
            yield written
        else:
            before, after = _around(kind, indent)
            yield [f"{before}{text}{after}" if there else "" for text, there in zip(written, given, strict=True)]


def _around(kind: TagTemplate, indent: str) -> tuple[str, str]:
    extra = extra_xml(Note("", kind.attributes) if kind.type is None else Prop(kind.type, "", kind.attributes))
    before, _, after = extra.rpartition("</")
    return f"{indent}{before}", f"</{after}\n"


def _column(values: Sequence[str], escape: Callable[[str], str]) -> Sequence[str]:
    joined = "".join(values)
    return list(map(escape, values)) if any(char in joined for char in ESCAPES) else values


def _segments(segments: Segments, level: int) -> Sequence[str]:
    made = list(segments.raws)
    if ">" in segments.joined:
        made = [raw.replace(">", "&gt;") for raw in made]
    for position, xml in segments.written(content_xml).items():
        made[position] = xml if level == 2 else text_xml(plain(segments.special[position]))
    return made


def mixed_xml(mixed: Mixed, *, level: int = 2) -> list[str]:
    """What `entry_xml` gives of each of such units."""

    def extras(column: Sequence[Sequence[Extra]], indent: str) -> Iterator[str]:
        return ("".join([f"{indent}{extra_xml(extra)}\n" for extra in some]) if some else "" for some in column)

    sides = []
    for side in mixed.sides:
        tags = map(language_xml, side.languages), map(attributes_xml, side.attributes)
        columns = zip(*tags, extras(side.extras, "        "), _segments(side.segments, level), strict=True)
        sides.append(
            f"      <tuv{tag}{more}>\n{before}        <seg>{inner}</seg>\n      </tuv>\n"
            for tag, more, before, inner in columns
        )
    rows = zip(map(attributes_xml, mixed.attributes), extras(mixed.extras, "      "), *sides, strict=True)
    return [f"    <tu{tag}>\n{before}{one}{two}    </tu>\n" for tag, before, one, two in rows]


def _literals(batch: Batch) -> list[str]:
    """What is written before, between and after the values of each unit."""
    mark = "\x00"  # which no XML can hold

    def start(tag: Tag) -> str:
        return language_xml(tag.language) + "".join(f' {name}="{mark}"' for name in sorted_names(tag.names))

    def inside(tag: Tag, indent: str) -> str:
        return "".join(mark if kind.optional else mark.join(_around(kind, indent)) for kind in tag.extras)

    unit, *tags = (column.tag for column in (batch.unit, *batch.tags))
    variants = [
        f"      <tuv{start(tag)}>\n{inside(tag, '        ')}        <seg>{mark}</seg>\n      </tuv>\n" for tag in tags
    ]
    return f"    <tu{start(unit)}>\n{inside(unit, '      ')}{''.join(variants)}    </tu>\n".split(mark)
