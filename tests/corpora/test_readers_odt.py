"""OpenDocument texts: list numbers as LibreOffice counts them, notes, changes, and files that mean harm."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.office import odt
from duizhao.corpora.readers.office.archive import stream
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.structure.blocks import Block, Role

URN = "urn:oasis:names:tc:opendocument:xmlns:"
NS = " ".join(
    f'xmlns:{short}="{URN}{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
NS += ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def package(body: str, *, styles: str = "", automatic: str = "", **more: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NS}><office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        if styles:
            archive.writestr("styles.xml", f"<office:document-styles {NS}>{styles}</office:document-styles>")
        for name, text in more.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def read(data: bytes) -> Reading:
    return odt.read_blocks(data, path=Path("paper.odt"))


def blocks(body: str, **more: str) -> tuple[Block, ...]:
    return read(package(body, **more)).blocks


def item(text: str, inner: str = "", start: str = "") -> str:
    value = f' text:start-value="{start}"' if start else ""
    return f"<text:list-item{value}><text:p>{text}</text:p>{inner}</text:list-item>"


def row(level: int, kind: str, attributes: str) -> str:
    return f'<text:list-level-style-{kind} text:level="{level}" {attributes}/>'


LIST = (
    '<text:list-style style:name="L">'
    + row(1, "number", 'style:num-format="1" style:num-suffix="."')
    + row(2, "number", 'style:num-format="1" text:display-levels="2" style:num-suffix="."')
    + row(3, "number", 'style:num-prefix="(" style:num-suffix=")" style:num-format="a"')
    + "</text:list-style>"
    '<text:list-style style:name="B">' + row(1, "bullet", 'text:bullet-char="•"') + "</text:list-style>"
    '<text:list-style style:name="C">' + row(1, "number", 'style:num-format="一, 二, 三, ..." style:num-suffix="、"')
    + "</text:list-style>"
)  # fmt: skip


def test_levels_count_and_show_the_levels_above() -> None:
    deepest = f"<text:list>{item('c')}{item('d')}</text:list>"
    inner = f"<text:list>{item('b', deepest)}{item('e')}</text:list>"
    found = blocks(f'<text:list text:style-name="L">{item("a", inner)}{item("f")}</text:list>', automatic=LIST)
    assert [(b.text, b.label, b.level) for b in found] == [
        ("a", "1.", 0), ("b", "1.1.", 1), ("c", "(a)", 2), ("d", "(b)", 2), ("e", "1.2.", 1), ("f", "2.", 0)
    ]  # fmt: skip


def test_lists_begin_anew_or_go_on() -> None:
    body = (
        f'<text:list xml:id="one" text:style-name="L">{item("a")}{item("b")}</text:list><text:p>x</text:p>'
        f'<text:list text:style-name="L" text:continue-numbering="true">{item("c")}</text:list>'
        f'<text:list text:style-name="L">{item("d")}</text:list>'
        f'<text:list text:style-name="L" text:continue-list="one">{item("e")}</text:list>'
        f'<text:list text:style-name="L">{item("f", start="22")}{item("g")}</text:list>'
    )
    assert [b.label for b in blocks(body, automatic=LIST)] == ["1.", "2.", "", "3.", "1.", "4.", "22.", "23."]


def test_bullets_chinese_numbers_and_list_headers() -> None:
    body = (
        f'<text:list text:style-name="B">{item("a")}<text:list-header><text:p>b</text:p></text:list-header></text:list>'
        f'<text:list text:style-name="C">{item("c")}{item("d")}</text:list>'
    )
    found = blocks(body, automatic=LIST)
    assert [(b.role, b.label) for b in found] == [
        (Role.ITEM, "•"), (Role.TEXT, ""), (Role.ITEM, "一、"), (Role.ITEM, "二、")
    ]  # fmt: skip


def test_headings_with_outline_numbers() -> None:
    styles = (
        '<text:outline-style style:name="O">'
        '<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format=""/></text:outline-style>'
    )
    body = "".join(f'<text:h text:outline-level="{n}">{t}</text:h>' for n, t in ((1, "a"), (2, "b"), (1, "c")))
    assert [(b.role, b.level, b.label) for b in blocks(body, styles=styles)] == [
        (Role.HEADING, 1, "I."), (Role.HEADING, 2, ""), (Role.HEADING, 1, "II.")
    ]  # fmt: skip


def test_notes_boxes_links_and_spaces() -> None:
    note = (
        '<text:note text:note-class="{}"><text:note-citation>{}</text:note-citation><text:note-body><text:p>{}</text:p>'
        "</text:note-body></text:note>"
    )
    body = (
        f'<text:p>One<text:s text:c="3"/>two{note.format("footnote", 1, "Foot.")} and'
        f'{note.format("endnote", "i", "End.")}<text:line-break/>three<text:a xlink:href="https://example.org/">link</text:a>'
        "<draw:frame><draw:text-box><text:p>Box.</text:p></draw:text-box></draw:frame>"
        "<office:annotation><text:p>Comment</text:p></office:annotation></text:p>"
    )
    found = read(package(body))
    assert [(b.role, b.label, b.text) for b in found.blocks] == [
        (Role.TEXT, "", "One two and threelink"), (Role.BOX, "", "Box."), (Role.FOOTNOTE, "1", "Foot."),
        (Role.FOOTNOTE, "i", "End."),
    ]  # fmt: skip
    assert [(m.kind, m.value) for m in found.blocks[0].marks] == [
        ("footnote", "1"), ("footnote", "i"), ("link", "https://example.org/")
    ]  # fmt: skip
    assert [n.check for n in found.notices] == ["odt.comments"]


def test_tables_contents_and_furniture() -> None:
    a, b, c = (f"<text:p>{name}</text:p></table:table-cell>" for name in "abc")
    body = (
        "<text:table-of-content><text:index-body><text:p>I. One 3</text:p></text:index-body></text:table-of-content>"
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2">'
        f"{a}<table:covered-table-cell/>"
        f'<table:table-cell>{b}</table:table-row><table:table-row table:number-rows-repeated="1000000">'
        f"<table:table-cell>{c}</table:table-row></table:table>"
    )
    styles = "<style:master-page><style:header><text:p>GB.1</text:p></style:header></style:master-page>"
    found = blocks(body, styles=styles)
    assert [(b.role, b.text) for b in found] == [
        (Role.HEADER, "GB.1"), (Role.CONTENTS, "I. One 3"), (Role.CELL, "a"), (Role.CELL, "b"), (Role.CELL, "c")
    ]  # fmt: skip
    assert [b.cell for b in found[2:4]] == [(1, 1, 1), (1, 1, 3)]


def test_deleted_text_is_left_out_and_told() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region>"
        "<text:changed-region><text:insertion/></text:changed-region></text:tracked-changes><text:p>Stays.</text:p>"
    )
    found = read(package(body))
    assert [b.text for b in found.blocks] == ["Stays."]
    assert "1 insertions and 1 deletions" in found.notices[0].message


def test_cyclic_styles_bold_and_hidden_text() -> None:
    automatic = (
        '<style:style style:family="paragraph" style:name="A" style:parent-style-name="B"/>'
        '<style:style style:family="paragraph" style:name="B" style:parent-style-name="A"/>'
        '<style:style style:family="text" style:name="S"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:family="text" style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    body = (
        '<text:p text:style-name="A"><text:span text:style-name="S">Bold</text:span> x'
        '<text:span text:style-name="H">y</text:span></text:p>'
    )
    found = read(package(body, automatic=automatic))
    assert [(b.text, [m.kind for m in b.marks]) for b in found.blocks] == [("Bold x", ["bold"])]
    assert [n.check for n in found.notices] == ["odt.cyclic_style"]


ENCRYPTED = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (package(""), "no text"),
        (package("<text:p>x</text:p>", **{"META-INF__manifest.xml": ENCRYPTED}), "encrypted"),
        (package("<text:p>"), "XML is broken"),
        (package("<text:p>x</text:p>")[:-60], "cannot be opened"),
        (b"PK\x05\x06" + b"\0" * 18, "not an OpenDocument"),
    ],
)
def test_bad_files_are_told_with_a_cure(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read(data)
    assert caught.value.cure


def test_characters_of_a_symbol_font_are_read_as_what_they_show() -> None:
    font = '<style:text-properties style:font-name="Symbol"/>'
    font = f'<style:style style:name="S" style:family="text">{font}</style:style>'
    body = '<text:p>alpha <text:span text:style-name="S">\uf061</text:span> and \uf061</text:p>'
    assert [b.text for b in blocks(body, automatic=font)] == ["alpha α and \uf061"]


def test_the_text_is_read_element_by_element_and_the_styles_stay() -> None:
    styles = "".join(f"<style><look n='{n}'/></style>" for n in range(50))
    body = "".join(f"<p>{n}</p>" for n in range(20_000))
    data = f"<d><styles>{styles}</styles><body><text>{body}</text></body></d>".encode()
    count = 0
    for element, parent in stream(data, 4, path="x.odt", within="text"):
        assert element.tag == "p"
        assert len(parent) < 5_000  # libxml2 reads ahead by some kilobytes
        count += 1
    assert count == 20_000
    assert len(parent.getroottree().findall("styles/style/look")) == 50
