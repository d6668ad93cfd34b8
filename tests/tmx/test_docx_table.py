"""Review tables in Word: written and read back, and those of CAT tools."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.office.docx import read_blocks
from duizhao.tmx import Entry, Header, Note, Prop, Variant
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.docx_table import read_docx, write_docx
from duizhao.tmx.formats.rows import entry_row
from duizhao.tmx.model import content
from tests.tmx.strategies import ENTRIES

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*tables: list[list[str]]) -> io.BytesIO:
    """A DOCX with tables, as other programs write them; a cell is the inside of its paragraph."""
    made = "".join(
        "<w:tbl>"
        + "".join(f"<w:tr>{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in row)}</w:tr>" for row in table)
        + "</w:tbl>"
        for table in tables
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{made}</w:body></w:document>')
    held.seek(0)
    return held


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def texts(stream: io.BytesIO, languages: tuple[str, ...] = (), columns: tuple[str, ...] = ()) -> list[list[str]]:
    _, entries = read_docx(stream, languages, "t.docx", columns)
    return [[variant.text for variant in entry.variants] for entry in entries]


def test_tables_of_cat_tools() -> None:
    row = ["1", "Oil the hinge.", "给合页上油。"]
    changed = (
        run("关上")
        + f"<w:del w:id='1'><w:r><w:delText>门</w:delText></w:r></w:del><w:ins w:id='2'>{run('水闸')}</w:ins>"
    )
    phrase = [[run("ID"), run("English (United Kingdom)"), run("Chinese (China)")], [run(cell) for cell in row],
              [run("2"), run("Shut the sluice"), changed]]  # fmt: skip
    assert texts(document([[run("a title")]], phrase)) == [row[1:], ["Shut the sluice", "关上水闸"]]
    # A title above the headings, over all columns.
    titled = [["<w:r><w:t>Project X</w:t></w:r>"], *phrase]
    assert texts(document(titled, phrase))[:1] == [row[1:]]
    assert len(texts(document(titled, phrase))) == 4
    trados = [[run(name) for name in ("Segment ID", "Segment status", "Source segment", "Target segment")],
              [run(cell) for cell in ("7", "Translated", *row[1:])]]  # fmt: skip
    assert texts(document(trados), ("en", "zh-CN")) == [row[1:]]
    _, (entry,) = read_docx(document(trados), ("en", "zh-CN"), "t.docx")
    assert entry.prop("x-unit") == "7"
    assert texts(document(trados), ("en", "zh-CN"), ("C", "D")) == [row[1:]]


def test_a_document_without_such_a_table_is_refused_with_what_takes_it(tmp_path: Path) -> None:
    for stream in (document(), document([[run("Item"), run("Price")], [run("hook"), run("3")]])):
        with pytest.raises(InputError, match="`duizhao align` takes documents"):
            texts(stream)
    (tmp_path / "a.docx").write_bytes(b"no zip")
    with pytest.raises(InputError, match="cannot be opened"), reading(tmp_path / "a.docx"):
        pass


def test_what_a_row_says_comes_back(tmp_path: Path) -> None:
    variants = (Variant("en-GB", content("Shut\tthe\nsluice & <gate>. ")), Variant("zh-CN", content("关上水闸。")))
    props = (Note("ask Li"), Prop("x-document", "mill.md"), Prop("x-paragraph", "3"), Prop("x-confidence", "0.5"))
    entry = Entry(variants, {"changedate": "20260101T000000Z", "changeid": "li"}, props)
    writing_to(tmp_path / "t.docx", Header({"srclang": "en-GB"}), [entry])
    with reading(tmp_path / "t.docx") as (header, entries):
        (back,) = entries
    assert header.source_language == "en-GB"
    assert back == entry
    # Word documents are read as documents, too: the head, and the cells of the row.
    blocks = read_blocks((tmp_path / "t.docx").read_bytes(), path=Path("t.docx")).blocks
    assert "关上水闸。" in [str(block.text) for block in blocks]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES)
def test_texts_of_any_unit_survive(entry: Entry) -> None:
    stream = io.BytesIO()
    write_docx(stream, Header({}), [entry])
    stream.seek(0)
    row = entry_row(entry, "", "")
    if row is None or not all(text.strip() for text in row[:2]):
        return
    _, entries = read_docx(stream, ("en", "zh-CN"), "t.docx", ("1", "2"))
    (back,) = entries
    assert [variant.text.split() for variant in back.variants] == [text.split() for text in row[:2]]
