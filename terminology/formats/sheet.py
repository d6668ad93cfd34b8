"""How a workbook for review looks: columns in the order of reading, colours by status, a page to print, a legend.

The header keeps the names that are read back; what they mean stands on the second sheet, in English and Chinese.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from duizhao.corpora.language.scripts import is_han
from duizhao.terminology.formats.rows import COLUMNS
from duizhao.terminology.glossary import Status

# What is read, then what is decided, then what is looked up, then what the program needs.
READING = (
    "source_term", "target_term", "status", "note", "confidence", "count", "source_example", "target_example",
    "source_status", "reviewer", "date", "domain", "definition", "definition_source", "concept_note",
    "part_of_speech",
)  # fmt: skip
_LAST = ("history", "by_document", "source_language", "target_language", "concept_id", "row")
ORDER = (*READING, *(c for c in COLUMNS if c not in (*READING, *_LAST)), *_LAST)
PRINTED = 8  # columns on paper: the terms, the decision, how sure, where
_WIDTHS = {
    "source_term": 28,
    "target_term": 24,
    "status": 14,
    "source_status": 14,
    "note": 24,
    "confidence": 11,
    "count": 8,
    "source_example": 46,
    "target_example": 38,
    "definition": 36,
    "definition_source": 24,
    "concept_note": 24,
    "domain": 18,
    "reviewer": 13,
    "date": 12,
    "concept_id": 22,
    "row": 12,
    "first": 18,
    "best": 18,
    "by_document": 24,
    "history": 30,
}
_WRAPPED = frozenset(
    (*READING[:4], "source_example", "target_example", "definition", "definition_source", "concept_note")
)
DECIDED = ("status", "source_status", "note", "reviewer", "date")
_TURNED = frozenset(("confidence", "count", "documents", "source_count", "target_count"))
_INK = {
    Status.PREFERRED: "D5EBD8",
    Status.KEPT: "D6E6F5",
    Status.ADMITTED: "F1F7E4",
    Status.PROPOSED: "FFF3C4",
    Status.DEPRECATED: "F8D7D3",
    Status.SUPERSEDED: "EBDDD2",
    Status.REJECTED: "E0E0E0",
}
_HEAD, _TO_DECIDE = "D9E2EC", "FFE699"
_DAY = "yyyy-mm-dd"
_LINE, _MOST_LINES, _SLACK = 15.5, 9, 1.15  # points a line, lines a row, for words that do not fit at its end
NEW_ROWS = 300  # lines below the table where a reviewer may add terms
LEGEND = "legend 说明"


def dress(sheet: Any, header: Sequence[str], rows: int) -> None:
    """Make a sheet of review rows readable: frozen header and terms, filters, widths, wrapped text, colours that follow
    the status, and a page in A4 across with the header on every sheet of paper."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    end = get_column_letter(len(header))
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{end}{rows + 1}"
    line = Side(style="hair", color="AAAAAA")
    for column, name in enumerate(header, 1):
        letter = get_column_letter(column)
        dimension = sheet.column_dimensions[letter]
        dimension.width = _WIDTHS.get(name, 13)
        # Cells that are still empty, too: 1/2 is a remark. A day is one, in the order of the reader's country.
        dimension.number_format = _DAY if name == "date" else "@"
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_TO_DECIDE if name in DECIDED else _HEAD)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        turned = {"horizontal": "right", "indent": 1} if name in _TURNED else {}
        look = Alignment(wrap_text=name in _WRAPPED, vertical="top", **turned)
        for at in range(2, rows + 2):
            body = sheet.cell(at, column)
            body.alignment = look
            body.border = Border(bottom=line)
            if body.value is None:
                body.number_format = dimension.number_format
    sheet.row_dimensions[1].height = 2 * _LINE
    for at in range(2, rows + 2):
        texts = {name: sheet.cell(at, column).value or "" for column, name in enumerate(header, 1)}
        needed = max((_lines(texts[name], _WIDTHS[name]) for name in _WRAPPED & texts.keys()), default=1)
        sheet.row_dimensions[at].height = _LINE * needed
    if rows:
        status = get_column_letter(header.index("status") + 1)
        reach = f"A2:{status}{rows + 1 + NEW_ROWS}"
        for value, ink in _INK.items():
            fill = PatternFill("solid", bgColor=ink)
            sheet.conditional_formatting.add(reach, FormulaRule(formula=[f'${status}2="{value}"'], fill=fill))
    page(sheet, f"A1:{get_column_letter(min(PRINTED, len(header)))}{rows + 1}", rows="1:1")


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column so wide: programs do not work it out when they open a workbook."""
    wide = sum(2 if is_han(c) or unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return min(_MOST_LINES, max(1, math.ceil(wide * _SLACK / width)))


def page(sheet: Any, area: str, *, rows: str = "") -> None:
    """Set a sheet up for A4 across, as wide as the paper, the `rows` (such as 1:1) on every page, numbered below."""
    sheet.print_area = area
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # 9 is A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if rows:
        sheet.print_title_rows = rows
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.footer = 0.3
    sheet.oddFooter.center.text = "&P / &N"


_COLUMNS_SAID = (
    ("source_term, target_term", "the two terms; correct one in its cell", "两种语言的术语；可直接在单元格内改正"),
    ("status", "what the target term is: choose from the list", "目标语术语的状态：从列表中选择"),
    ("source_status", "what the source term is", "源语术语的状态"),
    ("note, reviewer, date", "your remark, name and day (2026-03-31)", "备注、审定人和日期（如 2026-03-31）"),
    ("confidence", "how sure the pair is, 0 to 1: of those at 0.9 nine in ten are right",
     "术语对的可信度（0 至 1）：0.9 表示约九成正确"),
    ("count", "sentence pairs with both terms", "两个术语同时出现的句对数"),
    ("source_example, target_example", "a sentence with the terms in 【】", "例句，术语用【】标出"),
    ("domain, definition, definition_source, concept_note",
     "of the concept: its field, what it means, where that is from, a remark; write them in one of its rows",
     "概念的领域、定义、定义来源和说明：写在该概念任一行即可"),
    ("part_of_speech", "of both terms: choose from the list", "两个术语的词性：从列表中选择"),
    ("history", "what was decided before, the oldest first", "以往的决定，最早的在前"),
    ("by_document", "count for each document", "各文件中的句对数"),
    ("concept_id", "rows with one id are one concept: write another id to move a row; leave it empty in a new row",
     "同一编号为同一概念：改写编号即移动该行；新增行留空"),
    ("row", "finds the row again and tells what you changed: leave it alone", "用于找回该行并识别改动：请勿改动"),
)  # fmt: skip
_STATUSES_SAID = {
    Status.PREFERRED: ("the term to use", "首选：应使用的术语"),
    Status.KEPT: ("stays as it is in the source language", "不译：保留原文"),
    Status.ADMITTED: ("may be used", "允许：可以使用"),
    Status.PROPOSED: ("waits for a decision", "建议：待审定"),
    Status.DEPRECATED: ("must not be used", "禁用：不得使用"),
    Status.SUPERSEDED: ("was right once, replaced since", "被取代：曾经正确，现已更换"),
    Status.REJECTED: ("is no term: never proposed again", "非术语：今后不再提出"),
}


_LEGEND_WIDTHS = (34, 62, 52)


def add_legend(book: Any) -> None:
    """Add the sheet that says what statuses, colours and columns mean, in English and Chinese."""
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet = book.create_sheet(LEGEND)
    lines: list[tuple[str, str, str, str]] = [("status", "meaning", "含义", _HEAD)]
    lines += [(str(s), *_STATUSES_SAID[s], _INK[s]) for s in _STATUSES_SAID]
    lines += [("", "", "", ""), ("column", "meaning", "含义", _HEAD)]
    lines += [(*said, "") for said in _COLUMNS_SAID]
    lines += [
        ("", "", "", ""),
        ("duizhao glossary import FILE --into GLOSSARY", "brings this table back", "将本表导回", ""),
    ]
    for at, (name, english, chinese, ink) in enumerate(lines, 1):
        widths = dict(zip((name, english, chinese), _LEGEND_WIDTHS, strict=False))
        sheet.row_dimensions[at].height = _LINE * max(_lines(text, width) for text, width in widths.items())
        for column, text in enumerate((name, english, chinese), 1):
            cell = sheet.cell(at, column)
            cell.value, cell.data_type = text or None, "s" if text else "n"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if ink and (column == 1 or ink == _HEAD):
                cell.fill = PatternFill("solid", fgColor=ink)
            if ink == _HEAD:
                cell.font = Font(bold=True)
    for letter, width in zip("ABC", _LEGEND_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    page(sheet, f"A1:C{len(lines)}")
