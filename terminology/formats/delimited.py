"""CSV and TSV tables of terms: written by RFC 4180 with a byte order mark, read as spreadsheets leave them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.harmless import cell, uncell
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text
from duizhao.terminology.formats.cells import ERROR_VALUES, iso_date, narrow, number, part_of_speech
from duizhao.terminology.formats.headers import LANGUAGES, known_column
from duizhao.terminology.formats.rows import COLUMNS, ReviewRow, from_rows, to_rows
from duizhao.terminology.glossary import Glossary, Status, concept_id

# Columns of yes and no, as MateCat and Tolgee have.
_FORBIDDEN = frozenset({"forbidden", "forbidden term", "禁用"})
_TRANSLATABLE = frozenset({"translatable", "can be translated", "可译"})
_ABBREVIATION = frozenset({"abbreviation"})
_YES_NO = _FORBIDDEN | _TRANSLATABLE | _ABBREVIATION
_PART_OF_DOMAIN = frozenset({"subdomain", "sub-domain"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that could not be read as what it should be: 1-based line, column, the text, what is wrong."""

    line: int
    column: str
    text: str
    problem: str


def write_csv(glossary: Glossary, path: str | Path) -> None:
    """Write the review table as CSV that Excel opens right: UTF-8 with BOM, CRLF, formulas disarmed. Raises
    OutputError."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in to_rows(glossary):
        writer.writerow([cell(getattr(row, column)) for column in COLUMNS])
    write_text(path, "\ufeff" + stream.getvalue())


def write_tsv(glossary: Glossary, path: str | Path) -> None:
    """Write the review table with tabs, UTF-8; tabs and line ends inside cells become spaces."""
    lines = ["\t".join(COLUMNS)]
    for row in to_rows(glossary):
        lines.append("\t".join(cell(" ".join(getattr(row, column).split())) for column in COLUMNS))
    write_text(path, "\n".join(lines) + "\n")


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_TAG = re.compile(r"(?:en|zh)(?:[-_][A-Za-z]{2,4})*", re.IGNORECASE)


def read_table(
    path: str | Path, columns: Mapping[str, str] | None = None, source_language: str = "en"
) -> tuple[list[ReviewRow], list[Fault]]:
    """The rows of a CSV or TSV file and the cells that could not be understood.

    `columns` maps the file's headers to ours. Raises InputError where it is no such table, SettingsError for a column
    map that does not fit.
    """
    path = Path(path)
    grid, skipped = _grid(path)
    return rows_of_grid(grid, path, columns, 1 + skipped, source_language)


def _grid(path: Path) -> tuple[list[list[str]], int]:
    """The cells of a table, and how many lines come before its header."""
    text = decode(path)
    separator, skipped = sniff(text)
    try:
        grid = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))[skipped:]
    except csv.Error as error:
        raise InputError(say("not a table: {error}", error=error), path=path, cure="Save it again as CSV") from error
    return grid, skipped


def read_csv(
    path: str | Path,
    *,
    source_language: str = "en",
    target_language: str = "zh-CN",
    columns: Mapping[str, str] | None = None,
) -> Glossary:
    """Read a table as a glossary. Raises InputError with the line of the first cell that cannot be understood."""
    path = Path(path)
    grid, skipped = _grid(path)
    rows, faults = rows_of_grid(grid, path, columns, 1 + skipped, source_language)
    first_fault(faults, path)
    unread = unread_columns(grid, path, columns, source_language)
    return replace(from_rows(rows, source_language, target_language), unread=unread)


def unread_in_table(
    path: str | Path, columns: Mapping[str, str] | None = None, source_language: str = "en"
) -> tuple[str, ...]:
    """The columns of a CSV or TSV file which say something that is not read."""
    path = Path(path)
    return unread_columns(_grid(path)[0], path, columns, source_language)


def unread_columns(
    grid: list[list[str]], path: Path, columns: Mapping[str, str] | None = None, source_language: str = "en"
) -> tuple[str, ...]:
    """The headings of the columns that have no place in a glossary, where a cell of them says something."""
    found = _places(grid[0], path, columns, 1, source_language)
    places, term = set(found.values()), found["source_term"]
    again = _again(grid[0], found, source_language)
    names = [cell.replace("\ufeff", "").strip() for cell in grid[0]]
    said = [
        name
        for i, name in enumerate(names)
        if i not in places
        and name.casefold() not in _YES_NO | _PART_OF_DOMAIN
        and any(_at(cells, i) and not (i == again and _at(cells, term) in ("", _at(cells, i))) for cells in grid[1:])
    ]
    return tuple(f"the column {name}" for name in dict.fromkeys(said))


def first_fault(faults: Sequence[Fault], path: str | Path) -> None:
    """Raise InputError for the first of some faults."""
    for fault in faults:
        problem = say("{column} '{fault}': {problem}", column=fault.column, fault=fault.text, problem=fault.problem)
        raise InputError(problem, path=path, line=fault.line, cure="Mend the cell")


def decode(path: Path) -> str:
    """The text of a table file in whatever encoding a spreadsheet saved it: UTF-8, UTF-16, GB18030."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(error, path) from error
    if not raw.strip():
        raise InputError("the file is empty", path=path, line=1, cure="Save the table again")
    encodings = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError("neither UTF-8, UTF-16 nor GB18030", path=path, cure="Save it as CSV UTF-8")


def sniff(text: str) -> tuple[str, int]:
    """The separator of a table, by which one splits its header into the most columns we know, and how many lines come
    before the header (Excel's `sep=;`)."""
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4], 1
    header = lines[0] if lines else ""

    def score(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=separator), [])
        return sum(known_column(cell) is not None for cell in cells), len(cells)

    return max(",;\t|", key=score), 0


def rows_of_grid(
    grid: list[list[str]],
    path: Path,
    columns: Mapping[str, str] | None = None,
    first_line: int = 1,
    source_language: str = "en",
) -> tuple[list[ReviewRow], list[Fault]]:
    """Rows from a grid of cells whose first line is the header. In a table of others, `|` and line breaks in a term's
    cell separate synonyms, and semicolons where there are none of these: each gets a row."""
    if not grid:
        raise InputError("the table has no header", path=path, line=first_line, cure="Add the line of column names")
    places = _places(grid[0], path, columns, first_line, source_language)
    banned, free, short, below = (
        next((i for i, name in enumerate(grid[0]) if name.strip().casefold() in known), None)
        for known in (_FORBIDDEN, _TRANSLATABLE, _ABBREVIATION, _PART_OF_DOMAIN)
    )
    again = _again(grid[0], places, source_language)
    bars = _has_bars_alone(grid[0])
    named = {
        f"{side}_language": tag[0].replace("_", "-")
        for side in ("source", "target")
        if (tag := _TAG.fullmatch(grid[0][places[f"{side}_term"]].strip()))
    }
    rows, faults = [], []
    line = first_line
    for cells in grid[1:]:
        line += 1
        facts = {name: uncell(cells[i]) for name, i in places.items() if i < len(cells)}
        if not any(value.strip() for value in facts.values()):
            continue
        row = ReviewRow(line=line, **{**named, **{name: value.strip() for name, value in facts.items()}})
        if again is not None and not row.source_term:
            row = replace(row, source_term=_at(cells, again))
        if below is not None and _at(cells, below):
            row = replace(row, domain=" / ".join(filter(None, (row.domain, _at(cells, below)))))
        if short is not None and not row.source_form and _yes(_at(cells, short)):
            row = replace(row, source_form="abbreviation")
        if not row.status and (rest := _kept(row.note)) is not None:
            row = replace(row, status=str(Status.KEPT), note=rest)
        elif not row.status and "row" not in places and (rest := _kept(row.concept_note)) is not None:
            row = replace(row, status=str(Status.KEPT), concept_note=rest)
        if banned is not None and not row.status and cells[banned : banned + 1]:
            # A term base that marks what must not be used says it of the translation.
            row = replace(row, status=str(Status.DEPRECATED) if _yes(cells[banned]) else "")
        if free is not None and not row.status and _no(cells[free] if free < len(cells) else ""):
            row = replace(row, status=str(Status.KEPT))
        row, wrong = _clean(row)
        rows.extend([row] if "row" in places else _synonyms(row, bars))
        faults.extend(wrong)
    return rows, faults


def _at(cells: list[str], place: int) -> str:
    """A cell of a row that may be too short for it."""
    return uncell(cells[place]).strip() if place < len(cells) else ""


def _kept(note: str) -> str | None:
    """What follows in a note that begins with the remark by which other tools are told not to translate; None where
    none does."""
    said, _, rest = note.partition(";")
    return rest.strip() if said.strip().casefold() == Status.KEPT.value else None


def _again(header: list[str], places: Mapping[str, int], source_language: str) -> int | None:
    """The column named for the source language beside one that is called `term`, which says the same again (Tolgee,
    Phrase)."""
    return next(
        (
            i
            for i, name in enumerate(header)
            if i not in places.values() and known_column(name, source_language) == "source_term"
        ),
        None,
    )


def _yes(text: str) -> bool:
    return text.strip().casefold() in ("true", "t", "yes", "y", "1", "x", "✓", "是", "禁用")


def _no(text: str) -> bool:
    return text.strip().casefold() in ("false", "f", "no", "n", "0", "否")


_BARS, _SEMICOLONS = re.compile(r"[|\n]"), re.compile("; |；")


def _has_bars_alone(header: list[str]) -> bool:
    """Whether a table is one of memoQ's or Trados's, where only bars separate synonyms."""
    names = {name.strip().casefold() for name in header}
    return names >= {"subject", "definition", "note"} or any(name.startswith("entry_") for name in names)


def _between(text: str, bars: bool) -> re.Pattern[str]:
    return _BARS if bars or _BARS.search(text) else _SEMICOLONS


def _synonyms(row: ReviewRow, bars: bool) -> list[ReviewRow]:
    """A row for each synonym: the first ones together, further ones beside the other side's first."""
    sources, targets = (
        [part.strip() for part in _between(text, bars).split(text) if part.strip()] or [""]
        for text in (row.source_term, row.target_term)
    )
    if not row.concept_id and len(sources) + len(targets) > 2:
        # The synonyms of one line belong together, whatever their source.
        row = replace(row, concept_id=concept_id(sources[0] or targets[0]))
    more = [replace(row, source_term=s, target_term=targets[0], status="", source_status="") for s in sources[1:]]
    more += [replace(row, source_term=sources[0], target_term=t, status="", source_status="") for t in targets[1:]]
    return [replace(row, source_term=sources[0], target_term=targets[0]), *more]


def _places(
    header: list[str], path: Path, columns: Mapping[str, str] | None, line: int, source_language: str
) -> dict[str, int]:
    places: dict[str, int] = {}
    names = [cell.replace("\ufeff", "").strip() for cell in header]
    for theirs, ours in (columns or {}).items():
        if ours not in COLUMNS:
            raise SettingsError(
                say("there is no column '{ours}'", ours=ours), cure=say("Known: {columns}", columns=", ".join(COLUMNS))
            )
        if theirs not in names:
            raise SettingsError(
                say("the file has no column '{theirs}'", theirs=theirs),
                cure=say("It has: {names}", names=", ".join(names)),
            )
        places[ours] = names.index(theirs)
    repeated = {name.casefold() for name in names if name and names.count(name) > 1}
    language = ""
    for i, name in enumerate(names):
        ours_ = known_column(name, source_language)
        if LANGUAGES.fullmatch(" ".join(name.lower().split())) or _LANGUAGE.fullmatch(name):
            language = ours_ or "other"
        if ours_ == "note" and name.casefold() in repeated:
            # Notes behind every language (MateCat) are of the term before them, those of the source the concept's.
            ours_ = {"target_term": "note", "source_term": "concept_note"}.get(language)
        if ours_ and ours_ not in places and i not in places.values():
            places[ours_] = i
    if not {"source_term", "target_term"} <= set(places):
        cure = "Name two columns source_term and target_term, give a column map, or say --from omegat for OmegaT's own"
        raise InputError(
            say("no columns for both terms among: {names}", names=", ".join(names)[:200]),
            path=path,
            line=line,
            cure=cure,
        )
    return places


_TERMS = ("source_term", "target_term")
# What reviewers write.
_WRITTEN = ("note", "reviewer", "domain", "definition", "definition_source", "concept_note", "part_of_speech")


def _clean(row: ReviewRow) -> tuple[ReviewRow, list[Fault]]:
    """The row with numbers, dates and statuses in our form, and what could not be."""
    faults = []
    changes: dict[str, Any] = {}
    for column in (*_TERMS, *_WRITTEN):
        if (text := getattr(row, column)) in ERROR_VALUES:
            faults.append(Fault(row.line, column, text, say("the spreadsheet replaced the text by an error")))
            if column in _WRITTEN:
                changes[column] = ""
    changes.setdefault("reviewer", narrow(row.reviewer))
    for column in ("status", "source_status"):
        if text := getattr(row, column):
            try:
                changes[column] = str(Status.parse(text))
            except SettingsError:
                faults.append(Fault(row.line, column, text, f"unknown status; known: {', '.join(Status)}"))
                changes[column] = ""
    for column in ("source_language", "target_language"):
        text = getattr(row, column)
        if text and not _LANGUAGE.fullmatch(text):
            faults.append(Fault(row.line, column, text, say("not a language code such as en or zh-CN")))
            changes[column] = ""
    if row.part_of_speech:
        changes["part_of_speech"] = part_of_speech(changes.get("part_of_speech", row.part_of_speech))
    if row.date:
        day = iso_date(row.date)
        if day is None:
            faults.append(Fault(row.line, "date", row.date, say("not a day that can be told for certain")))
        changes["date"] = day or ""
    for column in ("count", "source_count", "target_count", "documents", "confidence"):
        if text := getattr(row, column):
            value = number(text)
            if value is None:
                faults.append(Fault(row.line, column, text, say("not a number")))
            changes[column] = value or ""
    return replace(row, **changes), faults
