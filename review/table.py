"""A review as a table for Word or Excel, and what somebody did in it as decisions.

The table is one of the memory's own: a row a pair, a column a language, and beside them the row's number, its status, a
note, who touched it last, and under `tuid` what the row was when it was written. That says which cells somebody has
changed since, so that what was decided here meanwhile stays. A changed text is a correction, a status a confirmation, a
note or a comment a note; what cannot be told is listed, never guessed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Locator
from duizhao.corpora.readers.office.archive import Archive
from duizhao.corpora.saying import say
from duizhao.review.base import Base
from duizhao.review.exchange import STRANGE, Brought, Contradiction, Left
from duizhao.review.model import CONFIRMED, Patch, Row
from duizhao.review.session import Session
from duizhao.tmx.formats.docx_table import bilingual_tables
from duizhao.tmx.formats.word_table import TableRow, WordColumn, word_rows, word_table
from duizhao.tmx.formats.workbook import sheet_rows, write_sheet
from duizhao.tmx.model import writable

SUFFIXES = (".docx", ".xlsx")
EXCLUDED = "not for the memory"
STATUSES = (CONFIRMED, EXCLUDED, f"{CONFIRMED}, {EXCLUDED}")
_SHEET = "review"

# --- writing --------------------------------------------------------------------------------------------------------

# What stands in the columns: heading, width in Word (twentieths of a point) and in Excel (characters).
_COLUMNS = (
    ("row", 680, 6), ("paragraph", 1150, 11), ("", 4500, 60), ("", 4500, 60), ("status", 1350, 18), ("note", 1900, 30),
    ("confidence", 1050, 11), ("user", 900, 12), ("changed", 1050, 12), ("tuid", 1300, 12),
)  # fmt: skip
_STATUS, _NOTE = "E", 5


def table_bytes(base: Base, rows: Sequence[Row], suffix: str, title: str) -> bytes:
    """A review as a table: `suffix` is one of SUFFIXES."""
    names = [name or base.languages[place - 2] for place, (name, _, _) in enumerate(_COLUMNS)]
    lines = list(_lines(base, rows))
    if suffix == ".docx":
        tags = {2: base.languages[0], 3: base.languages[1]}
        columns = [
            WordColumn(name, width, tags.get(place, ""), place not in (*tags, _NOTE), name == "tuid")
            for place, (name, (_, width, _)) in enumerate(zip(names, _COLUMNS, strict=True))
        ]
        return word_table(columns, ((list(map(str, line)), False) for line in lines), writable(title))
    stream = io.BytesIO()
    widths = {"ABCDEFGHIJ"[place]: float(width) for place, (_, _, width) in enumerate(_COLUMNS)}
    write_sheet(stream, _SHEET, names, lines, widths, {_STATUS: [CONFIRMED, EXCLUDED]}, hidden="J")
    return stream.getvalue()


def _lines(base: Base, rows: Sequence[Row]) -> Iterator[list[str | float]]:
    seen: Counter[str] = Counter()
    for number, row in enumerate(rows, 1):
        name = _name(base, row)
        seen[name] += 1
        cells = _shown(base, row)
        sure = "" if row.sure is None else round(row.sure, 2)
        own = _tuid(name, seen[name], cells)
        yield [number, _paragraph(base, row), *cells, sure, writable(row.who), row.when[:10], own]


def _paragraph(base: Base, row: Row) -> str:
    """The number of the paragraph, as it is cited."""
    for side in (0, 1):
        if row.sides[side]:
            at = base.units[side].get(base.sentences[side][row.sides[side][0].sentence].unit, Locator())
            if at.number:
                return replace(at, sentences=None).cite.removeprefix("§")
    return ""


def _shown(base: Base, row: Row) -> tuple[str, str, str, str]:
    """What of a row somebody may change: both texts, its status, its note."""
    said = [word for word, holds in ((CONFIRMED, row.confirmed), (EXCLUDED, row.excluded)) if holds]
    source, target = map(writable, base.shown(row))
    return source, target, ", ".join(said), writable(row.note)


# --- which row a line is of -----------------------------------------------------------------------------------------

_NAME, _CELL = 10, 5  # letters of 5 bits: which row of 10,000, and whether a cell was changed
_TUID = re.compile(r"([a-z2-7]{10})(?:\.(\d{1,6}))?-([a-z2-7]{20})\Z")


def _digest(text: str, letters: int) -> str:
    found = hashlib.blake2b(" ".join(text.split()).encode(), digest_size=16).digest()
    return base64.b32encode(found).decode("ascii").lower()[:letters]


def _name(base: Base, row: Row) -> str:
    """What a row is called: by the texts of the documents, whatever was made of them."""
    return _digest("\x00".join(writable(base.text(row.sides[side], side)) for side in (0, 1)), _NAME)


def _tuid(name: str, which: int, cells: Sequence[str]) -> str:
    """A row's name (of equal rows the which-th), and what its cells were."""
    return f"{name}{f'.{which}' if which > 1 else ''}-{''.join(_digest(cell, _CELL) for cell in cells)}"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table that came in: its number there, both texts, status and note; of which row it says it is, and
    what its cells were when they were written ("" where it does not say)."""

    number: str
    texts: tuple[str, str]
    status: str = ""
    note: str = ""
    name: tuple[str, int] | None = None
    cells: tuple[str, ...] = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """A table that came in, and who saved it last ("" where it does not say)."""

    lines: tuple[TableLine, ...]
    who: str = ""

    @property
    def ours(self) -> bool:
        """Whether a line says of which row it is."""
        return any(line.name for line in self.lines)


# --- reading --------------------------------------------------------------------------------------------------------


def read_table(path: Path, languages: tuple[str, str]) -> ReviewTable:
    """The table in a file. Raises InputError where it is none, or has no column for each language."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            say("cannot be read: {error}", error=error.strerror), path=path, cure="Give a DOCX or XLSX"
        ) from None
    return parse_table(data, path, languages)


def parse_table(data: bytes, path: Path, languages: tuple[str, str]) -> ReviewTable:
    """As `read_table`, of bytes in hand; the ending of `path` says what they are."""
    word = path.suffix.lower() == ".docx"
    archive = Archive(data, path=path, program="Word" if word else "Excel")
    tables = word_rows(archive) if word else sheet_rows(data, path)
    try:
        found = bilingual_tables(tables, languages, (), path)
    except InputError as error:
        raise InputError(error.what, path=path, cure="Give the review table as it was written") from None
    lines = [_line(row, table.labels, at) for table in found for at, row in enumerate(table.rows, 2)]
    return ReviewTable(tuple(line for line in lines if any(line.texts)), _saved_by(archive))


_HEADINGS = {
    "status": "status", "state": "status", "状态": "status", "note": "note", "notes": "note", "comment": "note",
    "comments": "note", "备注": "note", "row": "row", "#": "row", "tuid": "tuid",
}  # fmt: skip


def _line(row: TableRow, labels: Sequence[str], at: int) -> TableLine:
    cells: dict[str, str] = {}
    for label, cell in zip(labels[2:], row.cells[2:], strict=True):
        name = _HEADINGS.get(label.strip().lower())
        if name and cell.strip():
            cells[name] = f"{cells[name]} {cell.strip()}" if name in cells else cell.strip()
    own = _TUID.match(cells.get("tuid", ""))
    was = [own[3][k : k + _CELL] for k in range(0, 4 * _CELL, _CELL)] if own else [""] * 4
    note = " ".join((cells.get("note", "").strip(), *row.remarks)).strip()
    return TableLine(
        cells.get("row", "").removesuffix(".0") or str(at),
        (_flat(row.cells[0]), _flat(row.cells[1])),
        cells.get("status", ""),
        _flat(note),
        (own[1], int(own[2] or 1)) if own else None,
        tuple(was),
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _saved_by(archive: Archive) -> str:
    """Who saved an Office file last."""
    if "docProps/core.xml" not in archive:
        return ""
    last = next((e for e in archive.xml("docProps/core.xml") if str(e.tag).endswith("}lastModifiedBy")), None)
    return _flat((last.text or "") if last is not None else "")[:80]


# --- what was decided -----------------------------------------------------------------------------------------------

GONE = say("this pair is not here any more, or not in these sentences, or more than once")
TWICE = say("a line above is of the same pair")
EMPTY = say("its text was taken away: to keep the pair out, write '{excluded}'", excluded=EXCLUDED)
NO_TEXT = say("there is no text on this side that could be corrected: pair it at the desk first")

_YES = frozenset("confirmed confirm ok okay yes approved done final ✓ ✔ 确认 已确认 通过 是".split())
_NO = frozenset(("", "no", "open", "unconfirmed", "not confirmed", "-", "–", "否", "未确认", "待定"))
_OUT = frozenset((EXCLUDED, "excluded", "exclude", "不入库"))


def _status(text: str) -> tuple[str, bool] | None:
    """Mark and `excluded` of a status; None where it is not understood."""
    words = [" ".join(word.split()).casefold() for word in re.split(r"[,;，、；]", text)]
    if not all(word in _YES or word in _NO or word in _OUT for word in words):
        return None
    return CONFIRMED if any(word in _YES for word in words) else "", any(word in _OUT for word in words)


def bring_table(session: Session, table: ReviewTable, *, theirs: bool = False, who: str = "") -> Brought:
    """Bring what somebody did in a table into a review, as one step that can be undone, signed by `who`, else by who
    saved the table, else by who reviews. What both changed differently is a contradiction: mine stays, or `theirs`.

    Raises InputError where the table is of another document, OutputError where the journal cannot be written.
    """
    base = session.base
    known = _found(base, session.sheet.rows, table.lines)
    if sum(row is not None for row in known) < max(len(known) * STRANGE, 1):
        raise InputError(
            "this table is of another document", cure="Name the folder that was made of the same two documents"
        )
    left: list[Left] = []
    before: list[Row] = []
    after: list[Row] = []
    conflicts: list[Contradiction] = []
    agreed = 0
    used: set[int] = set()
    who, when = who or table.who or session.who, session.clock()
    for line, row in zip(table.lines, known, strict=True):
        if row is None or id(row) in used:
            if _says(line):
                left.append(Left(line.number, line.texts, GONE if row is None else TWICE))
            continue
        used.add(id(row))
        said = _Said(base, row, line, theirs)
        left += [Left(line.number, line.texts, why) for why in said.refused]
        new = said.row
        if new == row:
            agreed += said.said and not said.refused
            continue
        new = new.signed(who, when)
        if said.clash:
            conflicts.append(Contradiction((row,), new))
        else:
            before.append(row)
            after.append(new)
    if after:
        session.do(Patch("bring", tuple(before), tuple(after)), signed=False)
    if conflicts:
        session.note_conflicts([(c.mine, c.theirs) for c in conflicts])
    return Brought(tuple(after), agreed, tuple(conflicts), (), left=tuple(left))


def _says(line: TableLine) -> bool:
    """Whether somebody did something in a line that does not lie in its place."""
    if line.name is None:
        return bool(line.status or line.note)
    return any(was != _digest(cell, _CELL) for was, cell in zip(line.cells, _cells(line), strict=True))


def _cells(line: TableLine) -> tuple[str, str, str, str]:
    return (*line.texts, line.status, line.note)


def _found(base: Base, rows: Sequence[Row], lines: Sequence[TableLine]) -> list[Row | None]:
    """The row of each line: by the name that it says, else by its texts where they stand just once, else by a source
    that does. Of equal rows which is meant is only known where there are as many as there were."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    by_texts: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_name[_name(base, row)].append(row)
        both = tuple(_flat(writable(text)) for text in base.shown(row))
        by_texts[both].append(row)
        if both[0]:
            by_texts[both[:1]].append(row)
    told: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.name is not None:
            told[line.name[0]].add(line.name[1])
    out: list[Row | None] = []
    for line in lines:
        if line.name is None:
            same = by_texts.get(line.texts) or by_texts.get(line.texts[:1], [])
            out.append(same[0] if len(same) == 1 else None)
            continue
        same = by_name.get(line.name[0], [])
        out.append(same[line.name[1] - 1] if told[line.name[0]] == set(range(1, len(same) + 1)) else None)
    return out


class _Said:
    """What a line says of its row: the row as it would be, whether that contradicts what was decided here since the
    table was written, whether there is anything in it, and what of it cannot be done."""

    def __init__(self, base: Base, row: Row, line: TableLine, theirs: bool) -> None:
        self.row = row
        self.refused: list[str] = []
        self.said = False
        self.clash = False
        self._theirs = theirs
        shown = _shown(base, row)
        for place, (mine, given, was) in enumerate(zip(shown, _cells(line), line.cells, strict=True)):
            # A table that does not say what it was when it was written takes nothing back.
            if was == _digest(given, _CELL) or (not was and given in ("", _flat(mine))):
                continue
            self.said = True
            self._take(base, place, given, changed_here=bool(was) and was != _digest(mine, _CELL))

    def _take(self, base: Base, place: int, given: str, *, changed_here: bool) -> None:
        row = self.row
        if place == 3:
            both = f"{row.note} {given}" if given not in row.note else row.note
            self.row = replace(row, note=both if changed_here and row.note and given else given)
            return
        if place == 2:
            said = _status(given)
            if said is None:
                self.refused.append(
                    say(
                        "its status '{given}' is not understood: write {statuses}",
                        given=given[:60],
                        statuses=" or ".join(STATUSES[:2]),
                    )
                )
                return
            self.row = replace(row, mark=said[0], excluded=said[1])
        elif not given or not row.sides[place]:
            self.refused.append(NO_TEXT if given else EMPTY)
            return
        else:
            text = None if given == _flat(base.text(row.sides[place], place)) else given
            edit = (text, row.edit[1]) if place == 0 else (row.edit[0], text)
            self.row = replace(row, edit=edit)
        self.clash |= changed_here and not self._theirs and self.row != row
