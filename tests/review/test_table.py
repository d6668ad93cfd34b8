"""A review as a table for Word or Excel: written, worked on by somebody, and brought home."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Locator, Pair, Segment, Span
from duizhao.review import Base, Confirm, Correct, Remark, Session
from duizhao.review.exchange import Brought
from duizhao.review.table import EMPTY, GONE, NO_TEXT, TWICE, ReviewTable, bring_table, parse_table, table_bytes
from duizhao.tmx.formats.convert import reading

TEXTS = [
    ("The river rose.", "河水上涨。"), ("Boats waited for 12 days.", "船只等候了 12 天。"), ("Trade stopped.", ""),
    ("See annex.", "见附件。"), ("It began again in June.", "六月恢复。"), ("See annex.", "见附件。"), ("", "完。"),
]  # fmt: skip


def base_of(texts: list[tuple[str, str]]) -> Base:
    pairs = []
    for k, both in enumerate(texts):
        segments = [(Segment(f"p{k}", 0, text, Span(0, len(text))),) if text else () for text in both]
        at = [Locator("a.md", f"p{k}", (k + 1,)) if text else Locator() for text in both]
        pairs.append(Pair(both[0], both[1], at[0], at[1], 0.9, segments[0], segments[1]))
    return Base.of(pairs)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(base_of(TEXTS), tmp_path / "review.jsonl", who="Liu", clock=lambda: "2030-01-01T00:00:00Z")


Change = Callable[[str, int, str], str | None]


def sent(session: Session, suffix: str = ".xlsx") -> bytes:
    return table_bytes(session.base, session.sheet.rows, suffix, "报告 <1>")


def edited(data: bytes, cells: dict[tuple[int, str], str | None], comments: dict[int, str] | None = None) -> bytes:
    """The workbook with cells (row from 1, heading) written over and comments on rows, as Excel would."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    for (row, head), value in cells.items():
        sheet.cell(row + 1, heads.index(head) + 1).value = value
    for row, text in (comments or {}).items():
        sheet.cell(row + 1, 4).comment = openpyxl.comments.Comment(text, "Wang")
    book.properties.lastModifiedBy = "Wang"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def back(session: Session, data: bytes, suffix: str = ".xlsx", **how: Any) -> Brought:
    return bring_table(session, parse_table(data, Path(f"r{suffix}"), ("en", "zh-CN")), **how)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_table_that_nobody_touched_says_nothing(session: Session, suffix: str) -> None:
    session.do(Confirm(0))
    session.do(Correct(1, 1, "船等了 12 天。"))
    session.do(Remark(2, "why?"))
    before = list(session.sheet.rows)
    found = back(session, sent(session, suffix), suffix)
    assert found == Brought((), 0, (), ())
    assert session.sheet.rows == before


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_the_table_is_one_of_the_memorys(session: Session, tmp_path: Path, suffix: str) -> None:
    session.do(Remark(0, "ask Wang"))
    (tmp_path / f"r{suffix}").write_bytes(sent(session, suffix))
    with reading(tmp_path / f"r{suffix}") as (header, entries):
        found = list(entries)
    assert header.source_language == "en"
    assert [(e.variants[0].text, e.variants[1].text) for e in found] == [pair for pair in TEXTS if all(pair)]
    assert (found[0].prop("x-paragraph"), found[0].notes) == ("1", ("ask Wang",))


def test_what_somebody_did_in_excel_comes_home(session: Session) -> None:
    data = edited(
        sent(session),
        {(1, "status"): "已确认", (2, "zh-CN"): "船等了 12 天。", (3, "status"): "Confirmed, not for the memory",
         (5, "note"): "六月？"},
        {5: "which year?"},
    )  # fmt: skip
    found = back(session, data)
    assert (len(found.taken), found.agreed, found.conflicts, found.left) == (4, 0, (), ())
    rows = session.sheet.rows
    assert [row.confirmed for row in rows[:3]] == [True, False, True]
    assert rows[2].excluded
    assert rows[1].edit == (None, "船等了 12 天。")
    assert rows[4].note == "六月？ which year?"
    assert {row.who for row in found.taken} == {"Wang"}
    # Once more it is what stands here, and one step takes all of it back.
    assert (back(session, data).taken, back(session, data).agreed) == ((), 4)
    session.undo()
    assert session.sheet.rows == list(session.base.rows)


def test_what_somebody_did_in_word_comes_home(session: Session) -> None:
    """A tracked change, a comment in Word's own way, a status typed into its cell."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(io.BytesIO(sent(session, ".docx"))) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    rows = re.split(r"(?=<w:tr>)", parts["word/document.xml"])
    run = r'<w:r><w:rPr>[^/]*/></w:rPr><w:t xml:space="preserve">六月恢复。</w:t></w:r>'
    rows[6], count = re.subn(
        run, "<w:del w:id='1'><w:r><w:delText>六月恢复。</w:delText></w:r></w:del><w:ins w:id='2'><w:r><w:t>"
        "六月又开始。</w:t></w:r></w:ins><w:r><w:commentReference w:id='7'/></w:r>", rows[6])  # fmt: skip
    assert count == 1
    cells = re.split(r"(?=<w:tc>)", rows[2])
    cells[5] = cells[5].replace("<w:p></w:p>", "<w:p><w:r><w:t>OK</w:t></w:r></w:p>")
    rows[2] = "".join(cells)
    parts["word/document.xml"] = "".join(rows)
    parts["word/comments.xml"] = (
        f'<w:comments xmlns:w="{w}"><w:comment w:id="7" w:author="Wang"><w:p><w:r><w:t>clumsy</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    found = back(session, stream.getvalue(), ".docx", who="Wang")
    assert not found.left
    assert session.sheet.rows[0].confirmed
    assert session.sheet.rows[4].edit == (None, "六月又开始。")
    assert session.sheet.rows[4].note == "clumsy"
    assert {row.who for row in found.taken} == {"Wang"}


def test_what_was_decided_here_meanwhile_stays(session: Session) -> None:
    data = edited(sent(session), {(1, "status"): "confirmed", (2, "zh-CN"): "船只等了。"})
    session.do(Correct(0, 1, "河涨水了。"))
    session.do(Correct(1, 1, "船等。"))
    session.do(Confirm(4))
    found = back(session, data)
    # Row 1 has a correction here and a confirmation there; row 2 two corrections; row 5 is only confirmed here.
    assert [session.base.shown(row)[1] for row in found.taken] == ["河涨水了。"]
    assert [(c.mine[0].edit[1], c.theirs.edit[1]) for c in found.conflicts] == [("船等。", "船只等了。")]
    assert [row.confirmed for row in session.sheet.rows] == [True, False, False, False, True, False, False]
    assert back(session, data, theirs=True).conflicts == ()
    assert session.sheet.rows[1].edit[1] == "船只等了。"


def test_a_confirmation_and_a_correction_can_be_taken_back(session: Session) -> None:
    session.do(Confirm(0))
    session.do(Correct(1, 1, "船等。"))
    session.do(Remark(4, "when?"))
    back(session, edited(sent(session), {(1, "status"): None, (2, "zh-CN"): TEXTS[1][1], (5, "note"): None}))
    assert [row.plain for row in session.sheet.rows] == [True] * 7


def test_what_cannot_be_applied_is_listed_with_why(session: Session) -> None:
    data = edited(sent(session), {
        (1, "zh-CN"): None, (2, "status"): "hmm", (3, "zh-CN"): "贸易停止。", (4, "tuid"): "aaaaaaaaaa-" + "b" * 20,
    })  # fmt: skip
    found = back(session, data)
    assert [(one.number, one.why.split(":")[0]) for one in found.left] == [
        ("1", EMPTY.split(":")[0]), ("2", "its status 'hmm' is not understood"), ("3", NO_TEXT.split(":")[0]),
        ("4", GONE),
    ]  # fmt: skip
    assert session.sheet.rows == list(session.base.rows)


def test_equal_rows_are_told_apart_or_left_alone(session: Session) -> None:
    data = sent(session)
    back(session, edited(data, {(6, "status"): "confirmed"}))
    assert [row.confirmed for row in session.sheet.rows] == [False] * 5 + [True, False]
    # In a text where one of them is gone nobody knows which was meant.
    other = Session(base_of([*TEXTS[:3], *TEXTS[4:]]), session.path.with_name("other.jsonl"))
    found = back(other, edited(data, {(6, "status"): "confirmed", (1, "status"): "ok"}))
    assert [(one.number, one.why) for one in found.left] == [("6", GONE)]
    assert [row.confirmed for row in other.sheet.rows] == [True] + [False] * 5


def test_a_line_that_was_copied_counts_once(session: Session) -> None:
    table = parse_table(sent(session), Path("r.xlsx"), ("en", "zh-CN"))
    from dataclasses import replace

    twice = ReviewTable((*table.lines, replace(table.lines[0], status="confirmed")))
    assert [one.why for one in bring_table(session, twice).left] == [TWICE]


def test_a_table_without_names_is_known_by_its_texts(session: Session) -> None:
    data = edited(sent(session), {(row, "tuid"): None for row in range(1, 8)} | {
        (1, "status"): "ok", (2, "zh-CN"): "船等了。", (4, "status"): "ok"})  # fmt: skip
    found = back(session, data)
    assert session.sheet.rows[0].confirmed
    assert session.sheet.rows[1].edit[1] == "船等了。"
    assert [(one.number, one.why) for one in found.left] == [("4", GONE)]


def test_tables_of_other_documents_and_no_tables_are_refused(session: Session, tmp_path: Path) -> None:
    other = Session(base_of([("Other words.", "别的话。")] * 3), tmp_path / "o.jsonl")
    with pytest.raises(InputError, match="another document"):
        back(other, sent(session))
    for data in (b"", b"PK\x03\x04 torn", sent(session)[:900]):
        for suffix in (".xlsx", ".docx"):
            with pytest.raises(InputError):
                back(session, data, suffix)
    with pytest.raises(InputError):
        back(session, sent(session, ".docx"), ".xlsx")


def test_texts_that_no_office_file_can_hold(tmp_path: Path) -> None:
    odd = Session(base_of([("a\x00\x0bb \ud800 =1+1", "甲 <b>&\x07"), ("x" * 400, "乙")]), tmp_path / "j.jsonl")
    for suffix in (".docx", ".xlsx"):
        assert back(odd, sent(odd, suffix), suffix) == Brought((), 0, (), ())
