"""Bilingual review tables in Word documents, ours and those that CAT tools export: a row a unit, a column a language.

A table counts whose headings say which columns the texts are (`en`, `Chinese (PRC)`, `Source` with `--languages`); a
title may stand above them, and a document may hold several such tables. Tracked changes are accepted: the reviewer's
text is what counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.office.archive import Archive
from duizhao.corpora.saying import say
from duizhao.tmx.formats.rows import COLUMNS, TableColumns, columns_of, entry_row, row_entry, table_header
from duizhao.tmx.formats.word_table import TableRow, WordColumn, word_rows, word_table
from duizhao.tmx.model import Entry, Header, sides

_TITLES = 5
"""Rows above the headings, at most."""


def read_docx(
    stream: BinaryIO, languages: Sequence[str], path: object, columns: Sequence[str] = ()
) -> tuple[Header, Iterator[Entry]]:
    """The rows of a document's bilingual tables. Rows without both texts are passed over. Raises InputError where the
    file is no Word document or has no such table."""
    archive = Archive(stream.read(), path=str(path), program="Word")
    found = bilingual_tables(word_rows(archive), languages, columns, path)
    return table_header(found[0].columns.languages, {"o-tmf": "DOCX"}), _entries(found)


class BilingualTable(NamedTuple):
    """A table with a column for each language: where its texts stand, its headings, source and target first, and the
    rows below them, with their cells in that order."""

    columns: TableColumns
    labels: list[str]
    rows: list[TableRow]


def bilingual_tables(
    tables: Iterable[list[TableRow]], languages: Sequence[str], columns: Sequence[str], path: object
) -> list[BilingualTable]:
    """Those of some tables that have a column for each language. Raises InputError where there is none."""
    found: list[BilingualTable] = []
    refused: InputError | None = None
    for table in tables:
        for number, (names, _) in enumerate(table[:_TITLES]):
            if sum(map(bool, names)) < 2:
                continue
            try:
                chosen = columns_of(names, languages, columns, path)
            except InputError as error:
                refused = refused or error
                continue
            labels = [names[column] for column in chosen.order]
            rows = [TableRow(_ordered(row.cells, chosen.order), row.remarks) for row in table[number + 1 :]]
            # Headings may come again.
            found.append(BilingualTable(chosen, labels, [row for row in rows if row.cells != labels]))
            break
    if not found:
        why = f" ({refused.what})" if refused else ""
        raise InputError(
            say("no table of this document has a column for each language{why}", why=why),
            path=str(path),
            cure="Say which they are: --languages en,zh-CN, or --columns; `duizhao align` takes documents of text",
        )
    return found


def _ordered(cells: Sequence[str], order: Sequence[int]) -> list[str]:
    return [cells[column] if column < len(cells) else "" for column in order]


def _entries(found: Iterable[BilingualTable]) -> Iterator[Entry]:
    for table in found:
        for row in table.rows:
            entry = row_entry(row.cells, table.labels, table.columns.languages)
            if entry is not None:
                yield entry


def write_docx(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """A Word document with one table: the two texts under their language codes, and what else is known of the units.
    Its head comes again on each page. Columns in which nothing stands are left out."""
    source = header.source_language
    codes = (source or "en", target or "zh-CN")
    rows: list[list[str]] = []
    for entry in entries:
        both = sides(entry, source, target)
        row = entry_row(entry, source, target)
        if both is None or row is None:
            continue
        if not rows:
            codes = (both[0].language, both[1].language)
        rows.append(row)
    used = [0, 1, *(n for n in range(2, 2 + len(COLUMNS)) if any(row[n] for row in rows))]
    names = [*codes, *COLUMNS]
    columns = [WordColumn(code, _WIDTH, code) for code in codes]
    columns += [WordColumn(names[n], _WIDTHS.get(names[n], 1100), small=True) for n in used[2:]]
    stream.write(word_table(columns, (([row[n] for n in used], False) for row in rows)))


# In twentieths of a point.
_WIDTH = 4800
_WIDTHS = {"paragraph": 900, "sentence": 900, "note": 2200}
