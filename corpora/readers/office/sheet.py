"""Tables with a column a language (XLSX, ODS, CSV, TSV): parallel already, aligned row by row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.headings import heading_side, heading_tag
from duizhao.corpora.language.table import guess, primary, script_of_tag, tag_of_script
from duizhao.corpora.language.table import language as language_facts
from duizhao.corpora.model import Document, Kind, Notice, Origin, Unit
from duizhao.corpora.notices.text import text_findings
from duizhao.corpora.readers.office.archive import MAX_TOTAL
from duizhao.corpora.readers.office.sheet_cells import MAX_COLUMNS, SheetCells, column_index, read_table
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import load
from duizhao.corpora.storage.names import on_one_line
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.characters import radicals_notice, without_controls, without_radicals
from duizhao.corpora.structure.marked_text import Marked, tidy
from duizhao.corpora.structure.number_formats import spreadsheet_letters

#: Extensions of the files that hold tables.
EXTENSIONS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".tab")
# A title and an empty row or two may stand above the headings.
_MOST_ABOVE = 10

Row = tuple[tuple[Unit, ...], tuple[Unit, ...]]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Both columns of a bilingual table as documents, and which units stand beside each other.

    A row has a unit on each side, none on the side whose cell is empty, several where one cell of the other side was
    merged over several rows.
    """

    source: Document
    target: Document
    rows: tuple[Row, ...]


def read_parallel(
    path: str | Path,
    *,
    source: str = "en",
    target: str = "zh-CN",
    columns: Mapping[str, str] | tuple[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Parallel:
    """A bilingual table. The id of a unit is its row's: `r0002` stands in row 2, as the program shows it.

    The columns are found by their headings (`en`, `English`, 中文, 译文…) or, without headings, by their text;
    `columns` names them otherwise, by heading, letter (`B`) or number (`2`): {language: column}, or source and target
    in order. Raises InputError where the file is broken, or holds no such columns, no text, or text in another
    language than its heading says; SettingsError for an unknown sheet, column or language.
    """
    path = Path(path)
    tags = (source, target)
    for tag in tags:
        language_facts(tag)
    asked = _asked(columns, tags)
    data = load(path, limit=MAX_TOTAL)
    table = read_table(data, path=path, sheet=sheet, encoding=encoding)
    first, chosen = _columns(table, tags, asked, path)
    origin = Origin(on_one_line(str(path)), table.format, table.encoding, hashlib.sha256(data).hexdigest())
    titles = {
        area.top
        for area in table.merged
        if area.top >= first and area.left <= min(chosen) and area.right >= max(chosen)
    }
    sides = [_units(table, first, column, titles) for column in chosen]
    documents = []
    for tag, column, (units, notices) in zip(tags, chosen, sides, strict=True):
        if not any(unit.kind.translatable for unit in units):
            raise InputError(say("column {letter} holds no text", letter=_letter(column)), path=path, cure=_NAME_THEM)
        text = "\n".join(unit.text for unit in units)
        guessed = guess(text)
        if guessed is not None and primary(guessed) != primary(tag):
            raise InputError(
                say(
                    "column {letter} should be {language}, but its text is {found}",
                    letter=_letter(column),
                    language=language_facts(tag).name,
                    found=language_facts(guessed).name,
                ),
                path=path,
                cure=say("Were the columns swapped? {name_them}", name_them=_NAME_THEM),
            )
        written = tag_of_script(tag, text)
        told = [] if written == tag else [_other_script(tag, written)]
        every = (*table.notices, *told, *notices, *text_findings(units, written))
        documents.append(Document(f"{on_one_line(path.name)}#{written}", written, units, origin, every))
    rows = _rows(table, chosen, *(document.translatable for document in documents))
    return Parallel(documents[0], documents[1], rows)


_NAME_THEM = say("Name the columns by letter or heading: --columns en=A,zh=B")


def _other_script(said: str, written: str) -> Notice:
    message = say(
        "said to be {said}, but written in {script_of_tag} characters, so it is taken as {written}",
        said=said,
        script_of_tag=script_of_tag(written),
        written=written,
    )
    return Notice("text.language", message)


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a table with one column of text, a cell a block.

    Raises InputError for one with two languages, which `read_parallel` reads.
    """
    table = read_table(data, path=path, encoding=encoding)
    guesses = _guesses(table.rows)
    if len({primary(tag) for tag in guesses if tag}) > 1:
        raise InputError(
            "the table holds two languages and is parallel already",
            path=path,
            cure=say(
                "Align it by itself: duizhao align {path} -o out/; or save each language as a file of its own",
                path=path.name,
            ),
        )
    blocks = tuple(
        Block(cell.strip(), Role.CELL, line=number, cell=(1, number, column + 1))
        for number, row in enumerate(table.rows, 1)
        for column, cell in enumerate(row)
        if cell.strip()
    )
    if not blocks:
        raise InputError("the table holds no text", path=path, cure="Give a table with text in it")
    return Reading(blocks, table.encoding, table.notices)


# -- columns -------------------------------------------------------------------------------------------------------


def _asked(columns: Mapping[str, str] | tuple[str, str] | None, tags: tuple[str, str]) -> tuple[str, str] | None:
    """The columns that were named, source first."""
    if columns is None or isinstance(columns, tuple):
        return columns
    found: dict[str, str] = {}
    for tag, name in columns.items():
        if primary(tag) not in map(primary, tags):
            raise SettingsError(
                say("a column for '{tag}'", tag=tag), cure=say("The languages are {tags}", tags=" and ".join(tags))
            )
        found[primary(tag)] = name
    missing = [tag for tag in tags if primary(tag) not in found]
    if missing:
        raise SettingsError(say("no column is named for '{missing}'", missing=missing[0]), cure="Name both: en=A,zh=B")
    return found[primary(tags[0])], found[primary(tags[1])]


def _columns(
    table: SheetCells, tags: tuple[str, str], asked: tuple[str, str] | None, path: Path
) -> tuple[int, tuple[int, int]]:
    """The index of the first row of text, and the indices of the two columns."""
    headers = [[cell.strip().lower() for cell in row] for row in table.rows[:_MOST_ABOVE]]
    if asked is not None:
        return _as_asked(headers, tags, asked, path)
    for number, header in enumerate(headers):
        source, target = (_by_heading(header, tag, side) for side, tag in enumerate(tags))
        if source is not None and target is not None and source != target:
            return number + 1, (source, target)
    guesses = _guesses(table.rows)
    chosen = []
    for tag in tags:
        found = [column for column, guessed in enumerate(guesses) if guessed and primary(guessed) == primary(tag)]
        if len(found) != 1:
            what = (
                say("no column")
                if not found
                else say("{found} columns ({found_2})", found=len(found), found_2=", ".join(map(_letter, found)))
            )
            cure = say("Head the columns with their languages (en, zh). {name_them}", name_them=_NAME_THEM)
            raise InputError(say("{what} of text in '{tag}'", what=what, tag=tag), path=path, cure=cure)
        chosen.append(found[0])
    return 0, (chosen[0], chosen[1])


def _as_asked(
    headers: Sequence[Sequence[str]], tags: tuple[str, str], asked: tuple[str, str], path: Path
) -> tuple[int, tuple[int, int]]:
    """The columns by heading, letter or number; the text begins below the row in which a heading was found."""
    named = [_named(name, headers, path) for name in asked]
    if named[0][0] == named[1][0]:
        raise SettingsError(say("both languages are in column {letter}", letter=_letter(named[0][0])), cure=_NAME_THEM)
    first = max(row for _, row in named)
    if not first and headers:
        # Named by letter: a first row that holds headings is none of text all the same.
        first = int(
            all(
                column < len(headers[0]) and _names(headers[0][column], tag, side)
                for side, ((column, _), tag) in enumerate(zip(named, tags, strict=True))
            )
        )
    return first, (named[0][0], named[1][0])


def _named(name: str, headers: Sequence[Sequence[str]], path: Path) -> tuple[int, int]:
    """A column by heading, letter or number; and the number of rows down to its heading (0 where it was none)."""
    wanted = name.strip().lower()
    # `2` or `b` may well stand in a cell of text below; a heading so short stands in the first row.
    for number, header in enumerate(headers[:1] if len(wanted) == 1 or wanted.isdigit() else headers, 1):
        if wanted and wanted in header:
            return header.index(wanted), number
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= MAX_COLUMNS:
        return int(wanted) - 1, 0
    if re.fullmatch(r"[a-z]{1,2}", wanted) and column_index(wanted) < MAX_COLUMNS:
        return column_index(wanted), 0
    shown = ", ".join(filter(None, headers[0] if headers else ())) or say("none")
    raise SettingsError(
        say("the table has no column '{name}'", name=name), path=path, cure=say("Its headings: {shown}", shown=shown)
    )


def _names(heading: str, tag: str, side: int) -> bool:
    """Whether a heading names the language or the side."""
    found = heading_tag(heading)
    return heading_side(heading) == side or (found is not None and primary(found) == primary(tag))


def _by_heading(header: Sequence[str], tag: str, side: int) -> int | None:
    """The one column whose heading names the language or, where none does, the side (0 source, 1 target). Of several
    (`zh-CN`, `zh-TW`) the one that names the tag, or its script."""
    named = [(column, found) for column, name in enumerate(header) if (found := heading_tag(name))]
    named = [(column, found) for column, found in named if primary(found) == primary(tag)]
    if not named:
        sides = [column for column, name in enumerate(header) if heading_side(name) == side]
        return sides[0] if len(sides) == 1 else None
    script = script_of_tag(tag)
    for kept in (
        named,
        [one for one in named if one[1] == tag.lower()],
        [one for one in named if script and script_of_tag(one[1]) is script],
    ):
        if len(kept) == 1:
            return kept[0][0]
    return None


def _guesses(rows: Sequence[Sequence[str]]) -> list[str | None]:
    """The language of each column by its text; None for numbers, codes and columns with little text."""
    width = max((len(row) for row in rows), default=0)
    guesses: list[str | None] = []
    for column in range(width):
        cells = [row[column] for row in rows[:500] if column < len(row) and row[column].strip()]
        text = "\n".join(cells)
        letters = sum(char.isalpha() for char in text)
        # Codes, dates and initials are short; sentences and terms are not.
        guesses.append(guess(text) if cells and letters / len(cells) >= 2 and letters > 0.4 * len(text) else None)
    return guesses


# -- units and rows ------------------------------------------------------------------------------------------------


def _units(table: SheetCells, first: int, column: int, titles: set[int]) -> tuple[tuple[Unit, ...], list[Notice]]:
    """The cells of a column as units; a title over both columns is furniture."""
    units: list[Unit] = []
    notices: list[Notice] = []
    for index, row in enumerate(table.rows[first:], first):
        cell = row[column] if column < len(row) else ""
        marked, seen = without_controls(Marked(cell), index + 1)
        marked, found = without_radicals(marked)
        text = tidy(marked).text
        notices += (*seen, *radicals_notice(found, index + 1))
        if text:
            kind = Kind.FURNITURE if index in titles else Kind.CELL
            units.append(Unit(_id(index), kind, None, "", text, line=index + 1))
            if kind is Kind.FURNITURE:
                message = say(
                    "row {index} is one cell over both columns and is not aligned: {text}",
                    index=index + 1,
                    text=text[:40],
                )
                notices.append(Notice("sheet.title", message, _id(index), line=index + 1))
    return tuple(units), notices


def _rows(
    table: SheetCells, chosen: tuple[int, int], source: Sequence[Unit], target: Sequence[Unit]
) -> tuple[Row, ...]:
    """The units row by row; rows that a merged cell of either column joins are one."""
    joined: dict[str, str] = {}  # the id of a row to that of the first row it is joined to
    for area in table.merged:
        if any(area.left <= column <= area.right for column in chosen):
            top = joined.get(_id(area.top), _id(area.top))
            joined |= {_id(index): top for index in range(area.top + 1, min(area.bottom + 1, len(table.rows)))}
    found: dict[str, tuple[list[Unit], list[Unit]]] = {}
    for side, units in enumerate((source, target)):
        for unit in units:
            found.setdefault(joined.get(unit.id, unit.id), ([], []))[side].append(unit)
    ordered = sorted(found.values(), key=lambda row: min(unit.line or 0 for side in row for unit in side))
    return tuple((tuple(s), tuple(t)) for s, t in ordered)


def _id(index: int) -> str:
    return f"r{index + 1:04d}"


def _letter(column: int) -> str:
    """A column as spreadsheets name it: A, B … Z, AA."""
    return spreadsheet_letters(column + 1).upper()
