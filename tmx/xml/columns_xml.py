"""Many units as XML at once, column by column: what `entry_xml` gives of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from duizhao.tmx.model import Extra, Note, Prop, plain
from duizhao.tmx.xml.fast.columns import Batch, Segments, TagColumn, filled
from duizhao.tmx.xml.fast.mixed import Mixed, MixedVariants
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


_REMEMBERED = 20_000
_SHORT = 80  # characters of a property that may come again
_ROW = "    <tu%s>\n%s%s%s        <seg>%s</seg>\n      </tuv>\n%s%s        <seg>%s</seg>\n      </tuv>\n    </tu>\n"


class _Lines:
    """Properties and notes as lines. A reader gives the same object for a property that comes again; it is kept, so
    that nothing else can have its number."""

    def __init__(self, indent: str) -> None:
        self._indent = indent
        self._known: dict[int, str] = {}
        self._kept: list[Extra] = []

    def __call__(self, extras: Sequence[Extra]) -> str:
        """What `extra_xml` gives of each, on a line each."""
        try:
            return "".join(map(self._known.__getitem__, map(id, extras)))
        except KeyError:
            return "".join([self._known.get(id(extra)) or self._line(extra) for extra in extras])

    def _line(self, extra: Extra) -> str:
        line = f"{self._indent}{extra_xml(extra)}\n"
        if extra.__class__ is Prop and len(line) <= _SHORT:
            if len(self._kept) > _REMEMBERED:
                self._known.clear()
                self._kept.clear()
            self._known[id(extra)] = line
            self._kept.append(extra)
        return line


class MixedXml:
    """What `entry_xml` gives of each of units that are not written alike. It remembers what comes again, so each writer
    has its own."""

    def __init__(self, level: int = 2) -> None:
        self._level = level
        self._of_units, self._of_variants = _Lines("      "), _Lines("        ")
        self._tags: dict[str, str] = {}

    def __call__(self, mixed: Mixed, positions: Sequence[int] | None = None) -> str:
        """All of them, or those at the positions (from 0)."""
        columns: list[Sequence[str]] = [
            list(map(attributes_xml, mixed.attributes)),
            list(map(self._of_units, mixed.extras)),
        ]
        for side in mixed.sides:
            extras = list(map(self._of_variants, side.extras))
            columns += [self._tags_of(side), extras, _segments(side.segments, self._level)]
        rows: Iterable[tuple[str, ...]] = zip(*columns, strict=True)
        if positions is not None:
            rows = map(list(rows).__getitem__, positions)
        return "".join([_ROW % row for row in rows])

    def _tags_of(self, side: MixedVariants) -> Sequence[str]:
        """The start tags of variants, each with its line end: most are written as another was."""
        known = self._tags
        try:
            return [known[raw] for raw in side.tags]
        except KeyError:
            if len(known) > _REMEMBERED:
                known.clear()
            for raw, language, fields in zip(side.tags, side.languages, side.attributes, strict=True):
                known[raw] = f"      <tuv{language_xml(language)}{attributes_xml(fields)}>\n"
            return [known[raw] for raw in side.tags]


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
