"""Memories as CSV, TSV, XLSX and Parquet, row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError, MissingExtraError
from duizhao.corpora.harmless import cell, uncell
from duizhao.corpora.saying import say
from duizhao.corpora.storage.zips import refuse_swollen
from duizhao.tmx.formats.rows import COLUMNS, batch_columns, columns_of, entry_row, row_entry, table_header
from duizhao.tmx.formats.workbook import write_sheet
from duizhao.tmx.model import Entry, Header, sides
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.columns import InBatches, Units, batches, filled
from duizhao.tmx.xml.fast.unit import NotSimple

Read = tuple[Header, Iterator[Entry]]

_BATCH = 5000


def _rows(entries: Iterable[Entry], header: Header, target: str) -> Iterator[Sequence[str]]:
    """A row for each entry that has both languages."""
    source = header.source_language
    for units in batches(entries):
        columns = _columns(units, source, target)
        if columns is not None:
            yield from zip(*columns, strict=True)
        else:
            yield from filter(None, (entry_row(entry, source, target) for entry in units.entries()))


def _columns(units: Units, source: str, target: str) -> list[Sequence[str]] | None:
    if isinstance(units, Columns):
        with suppress(NotSimple):
            return batch_columns(units, source, target)
    return None


def _codes(entries: Iterable[Entry], header: Header, target: str) -> tuple[list[str], Iterable[Entry]]:
    """The headings; without a target language it is that of the first entry with two sides."""
    rest = batches(entries)
    for units in rest:
        for entry in units.entries():
            both = sides(entry, header.source_language, target)
            if both:
                names = [both[0].language, both[1].language, *COLUMNS]
                return names, InBatches(chain([units], rest))
    # No unit says what the languages are: what the header says, and our own.
    source = header.source_language
    return ["en" if source in ("", "*all*") else source, target or "zh-CN", *COLUMNS], ()


# What begins a cell that a spreadsheet may run, after white space and apostrophes: only then is each cell looked at.
_MAY_RUN = re.compile(
    rb"(?:^|[\t\n])(?:[' ]|\xc2\xa0|\xe3\x80\x80|\xef\xbb\xbf)*(?:[=+@-]|\xef\xbc[\x8b\x8d\x9d\xa0])", re.DOTALL
)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


_UNESCAPE = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    out, at = [], 0
    while at < len(text):
        pair = text[at : at + 2]
        out.append(_UNESCAPE.get(pair, text[at]))
        at += 2 if pair in _UNESCAPE else 1
    return "".join(out)


def write_csv(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """CSV as Excel opens it right: UTF-8 with byte order mark, commas, CRLF, quotes where needed."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    names, rest = _codes(entries, header, target)
    writer = csv.writer(text)
    writer.writerow(names)
    # With quotes around all cells of a row that holds what other spreadsheets take for the end of a cell.
    quoting = csv.writer(text, quoting=csv.QUOTE_ALL)
    for row in _rows(rest, header, target):
        together = "".join(row)
        split = ";" in together or "\t" in together
        (quoting if split else writer).writerow([cell(value) for value in row])
    text.flush()
    text.detach()


def write_tsv(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """TSV: UTF-8, LF; tabs, line breaks and backslashes in a text as \\t, \\n, \\r and \\\\."""
    names, rest = _codes(entries, header, target)
    _write_lines(stream, [names])
    tabs = len(names) - 1
    for units in batches(rest):
        columns = _columns(units, header.source_language, target)
        if columns:
            lines = filled(["", *["\t"] * tabs, "\n"], columns)
            # Where there are just the tabs and line feeds that we put in, no cell has one to escape.
            number = len(units)
            plain = lines.count(b"\t") == tabs * number and lines.count(b"\n") == number
            if plain and b"\\" not in lines and b"\r" not in lines and not _MAY_RUN.search(lines):
                stream.write(lines)
                continue
        _write_lines(stream, _rows(InBatches([units]), header, target))


def _write_lines(stream: BinaryIO, rows: Iterable[Sequence[str]]) -> None:
    stream.write("".join(["\t".join([_escaped(cell(one)) for one in row]) + "\n" for row in rows]).encode("utf-8"))


def _read_rows(
    rows: Iterator[Sequence[str]], languages: Sequence[str], path: object, columns: Sequence[str] = ()
) -> Read:
    names = [str(name) for name in next(rows, [])]
    if len(names) < 2:
        raise InputError("a table needs two columns of text", path=str(path), line=1)
    found = columns_of(names, languages, columns, path)
    codes, order = found.languages, found.order
    labels = [names[column].strip() for column in order]

    def entries() -> Iterator[Entry]:
        for number, row in enumerate(rows, 2):
            if not any(row):
                continue
            if len(row) <= max(order[:2]):
                raise InputError("a row needs two texts", path=str(path), line=number)
            cells = [row[column] if column < len(row) else "" for column in order]
            entry = row_entry(cells, labels, codes)
            if entry is not None:
                yield entry

    return table_header(codes), entries()


def _decoded(stream: BinaryIO, path: object) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        yield from text
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=str(path), cure="Save the file as CSV UTF-8") from error


def read_csv(stream: BinaryIO, languages: Sequence[str], path: object, columns: Sequence[str] = ()) -> Read:
    """CSV with headings; the first two columns are the texts. Semicolons or tabs may separate them, too."""
    lines = _decoded(stream, path)
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)

    def rows() -> Iterator[list[str]]:
        csv.field_size_limit(1 << 24)
        reader = csv.reader(chain([first], lines), delimiter=delimiter)
        try:
            for row in reader:
                yield [uncell(one) for one in row]
        except csv.Error as error:
            raise InputError(say("not CSV: {error}", error=error), path=str(path), line=reader.line_num) from error

    return _read_rows(rows(), languages, path, columns)


def read_tsv(stream: BinaryIO, languages: Sequence[str], path: object, columns: Sequence[str] = ()) -> Read:
    """TSV with headings, as `write_tsv` writes it."""
    rows = ([uncell(_unescaped(one)) for one in line.rstrip("\r\n").split("\t")] for line in _decoded(stream, path))
    return _read_rows(rows, languages, path, columns)


def write_xlsx(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """A workbook of one sheet, headings frozen. Raises OutputError for a text that no cell can hold."""
    names, rest = _codes(entries, header, target)
    write_sheet(stream, "memory", names, _rows(rest, header, target), {"A": 60, "B": 60, "C": 20})


def read_xlsx(stream: BinaryIO, languages: Sequence[str], path: object, columns: Sequence[str] = ()) -> Read:
    """The first sheet of a workbook, with headings."""
    import openpyxl

    held = stream if stream.seekable() else io.BytesIO(stream.read())
    refuse_swollen(held, path)
    try:
        book = openpyxl.load_workbook(held, read_only=True, data_only=False)
    except Exception as error:  # openpyxl lets errors of zipfile, XML and its own through
        raise InputError(say("not an Excel workbook: {error}", error=error), path=str(path)) from error

    def rows() -> Iterator[list[str]]:
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield ["" if one is None else str(one) for one in row]
        except Exception as error:  # as above: it reads a row when it is asked for it
            raise InputError(say("a damaged Excel workbook: {error}", error=error), path=str(path)) from error

    return _read_rows(rows(), languages, path, columns)


def write_parquet(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """Parquet with text columns; the header's recipe is in the file's metadata."""
    pa = _module("pyarrow", "parquet")
    pq = _module("pyarrow.parquet", "parquet")
    names, rest = _codes(entries, header, target)
    schema = pa.schema([(name, pa.string()) for name in names], metadata={"recipe": header.prop("x-recipe") or ""})
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        batch: list[Sequence[str]] = []
        for row in chain(_rows(rest, header, target), [None]):
            if row is not None:
                batch.append(row)
            if batch and (row is None or len(batch) >= _BATCH):
                columns = [pa.array(list(column), pa.string()) for column in zip(*batch, strict=True)]
                writer.write_batch(pa.record_batch(columns, schema=schema))
                batch = []


def read_parquet(stream: BinaryIO, languages: Sequence[str], path: object, columns: Sequence[str] = ()) -> Read:
    """Parquet whose first two columns are the texts."""
    pa = _module("pyarrow", "parquet")
    pq = _module("pyarrow.parquet", "parquet")
    held = stream if stream.seekable() else io.BytesIO(stream.read())
    try:
        file = pq.ParquetFile(held)
    except (pa.ArrowException, OSError) as error:
        raise InputError(say("not Parquet: {error}", error=error), path=str(path)) from error

    def rows() -> Iterator[list[str]]:
        yield [str(name) for name in file.schema_arrow.names]
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            for row in zip(*columns, strict=True):
                yield ["" if one is None else str(one) for one in row]

    return _read_rows(rows(), languages, path, columns)


def _module(name: str, extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            say("this format needs {split}, which is not installed", split=name.split(".")[0]),
            cure=say("pip install 'duizhao[{extra}]'", extra=extra),
        ) from error
