"""What goes out of the desk: memory, glossary, exchange formats, a review table, a reading copy."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.table import language
from duizhao.corpora.storage.files import writing
from duizhao.desk.opened import Opened
from duizhao.desk.reading import WordColumn, as_docx, as_epub, as_page, blocks, word_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duizhao.corpora.model import Pair
    from duizhao.review import Row
    from duizhao.reviewed import Reviewed

KINDS = {
    "files": "memory.tmx, memory.unreviewed.tmx, pairs.tsv and report.html of the folder, written anew",
    "xliff": "XLIFF 1.2, for any CAT tool",
    "table": "Review table, XLSX: a row a pair, with decisions",
    "table.docx": "Review table, DOCX: a row a pair, with room for comments",
    "copy": "Reading copy, HTML: both texts side by side with paragraph numbers",
    "docx": "Reading copy, DOCX",
    "epub": "Reading copy, EPUB",
    "review": "The review itself, to send: NAME.review.json",
}
_HALF = re.compile("[\ud800-\udfff]")
GLOSSARY = "glossary."  # before the name of a format of glossaries


def glossary_kinds() -> dict[str, str]:
    """The formats that the glossary can be written in besides the CSV that it is, by kind."""
    from duizhao.terminology.formats import glossary_formats

    known = {one.name: one.value for one in glossary_formats.members()}
    return {f"{GLOSSARY}{name}": one.about for name, one in known.items() if one.write is not None and name != "csv"}


def write_out(opened: Opened, kind: str) -> list[Path]:
    """Write one kind of file beside the alignment; returns what was written. Raises OutputError, and InputError where
    there is nothing to write."""
    if kind not in KINDS and kind not in glossary_kinds():
        raise SettingsError(f"unknown output '{kind}'", cure=f"Known: {', '.join((*KINDS, *glossary_kinds()))}")
    with opened.lock:
        folder, sheet = opened.folder, opened.session.sheet
        name = folder.path.resolve().name
        if kind == "files":
            return folder.write(sheet, journal=bool(opened.session.journal.entries))
        if kind.startswith(GLOSSARY):
            return [_glossary(folder.path, kind.removeprefix(GLOSSARY))]
        if kind == "review":
            return [_review(opened, name)]
        found = folder.reviewed(sheet)
        if kind == "xliff":
            from duizhao.tmx.formats.convert import writing_to

            memory, rest = folder.memories(found)
            path = folder.path / f"{name}.xlf"
            writing_to(path, memory.header, (*memory.entries, *rest.entries), target=folder.languages[1])
            return [path]
        data, ending = _made(kind, found, folder.languages, name)
        path = folder.path / f"{name}.{ending}"
        with writing(path) as stream:
            stream.write(data)
        return [path]


def _made(kind: str, found: Reviewed, languages: tuple[str, str], name: str) -> tuple[bytes, str]:
    """A table or a reading copy, with the ending of its name."""
    if kind == "table":
        return _table(found.pairs, found.rows, languages), "review.xlsx"
    if kind == "table.docx":
        return _word(found, languages, name), "review.docx"
    make, ending = {"copy": (as_page, "html"), "docx": (as_docx, "docx"), "epub": (as_epub, "epub")}[kind]
    return make(blocks(found.pairs, languages), languages, name), f"reading.{ending}"


def _glossary(folder: Path, name: str) -> Path:
    from duizhao.terminology import read_glossary, write_glossary
    from duizhao.terminology.formats import glossary_formats

    source = folder / "glossary.csv"
    if not source.is_file():
        raise InputError("there is no glossary yet", cure="Extract the terms first, under Terms")
    known = next(one.value for one in glossary_formats.members() if one.name == name)
    ending = known.suffixes[0] if known.suffixes else _ENDINGS.get(name, f".{name}")
    path = folder / f"glossary{ending}"
    write_glossary(read_glossary(source), path, format=name)
    return path


# Of formats whose files other formats also have the ending of.
_ENDINGS = {"tbx2": ".v2.tbx", "trados": ".trados.xlsx", "memoq": ".memoq.csv"}


def _review(opened: Opened, name: str) -> Path:
    from duizhao.corpora.storage.files import write_text
    from duizhao.review.exchange import export

    path = opened.folder.path / f"{name}.review.json"
    write_text(path, export(opened.session.journal, name))
    return path


def _cells(pair: Pair) -> tuple[str, str]:
    return tuple(at.cite if at.number else "" for at in (pair.source_at, pair.target_at))  # type: ignore[return-value]


def _said(row: Row) -> str:
    """What was decided of a row, in words."""
    said = "confirmed" if row.confirmed else ""
    return f"{said}, not for the memory".strip(", ") if row.excluded else said


def _word(found: Reviewed, languages: tuple[str, str], name: str) -> bytes:
    """A Word table with a row a pair: to print, or to comment."""
    columns = (
        WordColumn("", 700), WordColumn("§", 1000), *(WordColumn(language(tag).name, 4900, tag) for tag in languages),
        WordColumn("decision", 1500), WordColumn("comment", 2100),
    )  # fmt: skip
    rows = (
        ((str(number), _cells(pair)[0], pair.source, pair.target, _said(row), row.note), False)
        for number, (pair, row) in enumerate(zip(found.pairs, found.rows, strict=True), 1)
    )
    return word_table(name, columns, rows)


def _table(pairs: Sequence[Pair], rows: Sequence[Row], languages: tuple[str, str]) -> bytes:
    """A workbook with a row a pair: for those who review in a spreadsheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "Pairs"
    sheet.append(["row", "§", *languages, "§", "confidence", "decision", "note", "who", "when"])
    for number, (pair, row) in enumerate(zip(pairs, rows, strict=True), 1):
        place = _cells(pair)
        values = [
            number,
            place[0],
            pair.source,
            pair.target,
            place[1],
            pair.confidence,
            _said(row),
            row.note,
            row.who,
            row.when,
        ]
        sheet.append([_plain(value) for value in values])
    for column, width in zip("ABCDEFGHIJ", (6, 8, 60, 60, 8, 11, 14, 24, 12, 20), strict=True):
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plain(value: Any) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    # Half a character, which a PDF may hold, is in no XML either.
    return _HALF.sub("\ufffd", ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value
