"""Word documents: numbers as Word prints them, what stands beside the text, and files that mean harm."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.office import archive, docx
from duizhao.corpora.readers.office.archive import stream
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.structure.blocks import Block, Role

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NS = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, **parts: str) -> bytes:
    """A Word document with a body and, by name, other parts (`styles`, `numbering`, `footnotes`, `header1`…)."""
    kinds = {"header1": "header", "footer1": "footer"}
    links = "".join(
        f'<Relationship Id="{name}" Type="{REL}/{kinds.get(name, name)}" Target="{name}.xml"/>' for name in parts
    )
    files = {
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="a" Type="{REL}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships {PACKAGE}>{links}<Relationship Id="web" '
        f'Type="{REL}/hyperlink" Target="https://example.org/" TargetMode="External"/></Relationships>',
        "word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>",
        **{
            f"word/{name}.xml": f"<w:{name.rstrip('1')} {NS}>{text}</w:{name.rstrip('1')}>"
            for name, text in parts.items()
        },
    }
    return zipped(files)


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in files.items():
            target.writestr(name, text)
    return out.getvalue()


def p(text: str, *, style: str = "", num: str = "", level: int | None = None, more: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num or level is not None:
        ilvl = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        properties += f"<w:numPr>{ilvl}" + (f'<w:numId w:val="{num}"/>' if num else "") + "</w:numPr>"
    return f"<w:p><w:pPr>{properties}{more}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(n: int, text: str, fmt: str = "decimal", *, start: int = 1, more: str = "") -> str:
    about = f'<w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{n}">{about}{more}</w:lvl>'


def style(id: str, name: str = "", *, based: str = "", num: str = "", more: str = "", kind: str = "paragraph") -> str:
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    numbering = f'<w:numPr><w:numId w:val="{num}"/></w:numPr>' if num else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id}"><w:name w:val="{name or id}"/>{parent}'
        f"<w:pPr>{numbering}{more}</w:pPr></w:style>"
    )


def lists(*abstracts: str, nums: str = "") -> str:
    """numbering.xml: abstract lists 0, 1…, and a num of the same number plus one for each."""
    rows = "".join(f'<w:abstractNum w:abstractNumId="{i}">{rows}</w:abstractNum>' for i, rows in enumerate(abstracts))
    own = "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(abstracts)))
    return rows + own + nums


def read(data: bytes) -> Reading:
    return docx.read_blocks(data, path=Path("paper.docx"))


def blocks(body: str, **parts: str) -> tuple[Block, ...]:
    return read(package(body, **parts)).blocks


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    return [block.label for block in blocks(body, numbering=numbering, styles=styles)]


# -- numbers -------------------------------------------------------------------------------------------------------

THREE = level(0, "%1.") + level(1, "%1.%2.") + level(2, "(%3)", "lowerLetter")


def test_levels_count_and_restart() -> None:
    depths = [0, 0, 1, 1, 2, 2, 0, 1, 2, 1, 2]
    body = "".join(p("x", num="1", level=depth) for depth in depths)
    assert labels(body, lists(THREE)) == ["1.", "2.", "2.1.", "2.2.", "(a)", "(b)", "3.", "3.1.", "(a)", "3.2.", "(a)"]


def test_a_level_that_never_restarts_numbers_paragraphs_across_chapters() -> None:
    rows = level(0, "Chapter %1") + level(1, "%2.", more='<w:lvlRestart w:val="0"/>')
    body = "".join(p("x", num="1", level=depth) for depth in (0, 1, 1, 0, 1))
    assert labels(body, lists(rows)) == ["Chapter 1", "1.", "2.", "Chapter 2", "3."]


def test_restart_after_a_higher_level_only() -> None:
    rows = level(0, "%1") + level(1, "%2") + level(2, "%3", more='<w:lvlRestart w:val="1"/>')
    body = "".join(p("x", num="1", level=depth) for depth in (0, 1, 2, 1, 2, 0, 1, 2))
    assert labels(body, lists(rows)) == ["1", "1", "1", "2", "2", "2", "1", "1"]


def test_a_number_by_style_and_by_a_style_it_is_based_on() -> None:
    styles = style("Num", num="1") + style("Child", based="Num") + style("None", based="Num", num="0")
    body = (
        p("a", style="Num")
        + p("b", style="Child")
        + p("c", style="None")
        + p("d", style="Num", num="0")
        + p("e", style="Num")
    )
    assert labels(body, lists(level(0, "%1.")), styles) == ["1.", "2.", "", "", "3."]


def test_a_level_linked_to_a_style() -> None:
    styles = style("L1", num="1") + style("L2", num="1")
    rows = level(0, "%1.", more='<w:pStyle w:val="L1"/>') + level(1, "%1.%2", more='<w:pStyle w:val="L2"/>')
    assert labels(p("a", style="L1") + p("b", style="L2") + p("c", style="L2"), lists(rows), styles) == [
        "1.",
        "1.1",
        "1.2",
    ]


def test_two_nums_of_one_list_count_on_and_an_override_starts_anew() -> None:
    nums = (
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="22"/></w:lvlOverride></w:num>'
    )
    body = p("a", num="1") + p("b", num="7") + p("c", num="8") + p("d", num="8") + p("e", num="1")
    assert labels(body, lists(level(0, "%1."), nums=nums)) == ["1.", "2.", "22.", "23.", "24."]


def test_a_list_through_a_list_style() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Paras"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Paras"/>{level(0, "§%1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = style("Paras", num="2", kind="numbering")
    assert labels(p("a", num="1") + p("b", num="1"), numbering, styles) == ["§1", "§2"]


@pytest.mark.parametrize(
    ("fmt", "printed"),
    [
        ("decimal", ["1", "2", "3", "4"]),
        ("decimalZero", ["01", "02", "03", "04"]),
        ("lowerLetter", ["a", "b", "c", "d"]),
        ("upperRoman", ["I", "II", "III", "IV"]),
        ("lowerRoman", ["i", "ii", "iii", "iv"]),
        ("chineseCounting", ["一", "二", "三", "四"]),
        ("chineseLegalSimplified", ["壹", "贰", "叁", "肆"]),
        ("ideographTraditional", ["甲", "乙", "丙", "丁"]),
        ("decimalEnclosedCircle", ["①", "②", "③", "④"]),
        ("ordinal", ["1st", "2nd", "3rd", "4th"]),
        ("klingon", ["1", "2", "3", "4"]),
    ],
)
def test_formats(fmt: str, printed: list[str]) -> None:
    assert labels("".join(p("x", num="1") for _ in range(4)), lists(level(0, "%1", fmt))) == printed


def test_legal_levels_print_all_numbers_in_digits() -> None:
    rows = level(0, "Article %1", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>")
    assert labels(p("a", num="1") + p("b", num="1", level=1), lists(rows)) == ["Article I", "1.1"]


def test_an_unknown_format_is_told() -> None:
    found = read(package(p("x", num="1"), numbering=lists(level(0, "%1", "klingon"))))
    assert [notice.check for notice in found.notices] == ["docx.number_format"]


def test_bullets_are_public_signs_and_items() -> None:
    numbering = lists(level(0, "\uf0b7", "bullet") + level(1, "o", "bullet") + level(2, "–", "bullet"))
    found = blocks("".join(p("x", num="1", level=n) for n in range(3)), numbering=numbering)
    assert [(b.role, b.label, b.level) for b in found] == [
        (Role.ITEM, "•", 0), (Role.ITEM, "◦", 1), (Role.ITEM, "–", 2)
    ]  # fmt: skip


def test_numbers_that_lead_nowhere_are_no_labels() -> None:
    assert labels(p("a", num="9") + p("b", num="1", level=5) + p("c", num="x"), lists(level(0, "%1."))) == ["", "", ""]


# -- structure -----------------------------------------------------------------------------------------------------


def test_headings_by_outline_by_name_and_by_inheritance() -> None:
    styles = style("H2", "heading 2") + style("Mine", based="H2") + style("T", "Title")
    styles += style("Out", more='<w:outlineLvl w:val="3"/>')
    body = p("a", style="H2") + p("b", style="Mine") + p("c", style="Out") + p("d", style="T") + p("e")
    body += p("f", more='<w:outlineLvl w:val="0"/>') + p("g", style="H2", more='<w:outlineLvl w:val="9"/>')
    assert [(b.role, b.level) for b in blocks(body, styles=styles)] == [
        (Role.HEADING, 2), (Role.HEADING, 2), (Role.HEADING, 4), (Role.HEADING, 1), (Role.TEXT, 0), (Role.HEADING, 1),
        (Role.TEXT, 0),
    ]  # fmt: skip


def test_cyclic_styles_are_survived_and_told() -> None:
    styles = style("A", based="B") + style("B", based="A") + style("C", based="C")
    found = read(package(p("x", style="A") + p("y", style="C"), styles=styles))
    assert [b.text for b in found.blocks] == ["x", "y"]
    assert {n.check for n in found.notices} == {"docx.cyclic_style"}


def test_notes_follow_their_paragraph_and_endnotes_the_text() -> None:
    footnotes = (
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="5">{p("First,")}{p("in two paragraphs.")}</w:footnote>'
        f'<w:footnote w:id="6">{p("Own mark.")}</w:footnote>'
    )
    endnotes = f'<w:endnote w:id="1">{p("At the end.")}</w:endnote>'
    body = (
        f'<w:p>{r("Before")}<w:r><w:footnoteReference w:id="5"/></w:r>{r(" after")}'
        '<w:r><w:endnoteReference w:id="1"/></w:r>'
        '<w:r><w:footnoteReference w:id="6" w:customMarkFollows="1"/><w:t>*</w:t></w:r></w:p>' + p("Next.")
    )
    found = blocks(body, footnotes=footnotes, endnotes=endnotes)
    assert [(b.role, b.label, b.text) for b in found] == [
        (Role.TEXT, "", "Before after"),
        (Role.FOOTNOTE, "1", "First, in two paragraphs."),
        (Role.FOOTNOTE, "*", "Own mark."),
        (Role.TEXT, "", "Next."),
        (Role.FOOTNOTE, "i", "At the end."),
    ]
    assert sorted((*m.span, m.value) for m in found[0].marks) == [(6, 6, "1"), (12, 12, "*"), (12, 12, "i")]


def test_a_note_that_is_not_there_is_told() -> None:
    found = read(package('<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id="9"/></w:r></w:p>'))
    assert [n.check for n in found.notices] == ["docx.note_missing"]


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_cells_have_row_and_column_through_merged_ones() -> None:
    wide, high = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    rows = (
        f"<w:tr>{cell(p('a'), wide)}{cell(p('b'))}</w:tr>"
        f"<w:tr>{cell(p('c'), high)}{cell(p('d') + p('e'))}{cell(p('f'))}</w:tr>"
        f"<w:tr>{cell(p(''), '<w:vMerge/>')}{cell(p('g'))}{cell('<w:p/>')}</w:tr>"
    )
    found = blocks(f"<w:tbl>{rows}</w:tbl>")
    assert [(b.text, b.cell) for b in found] == [
        ("a", (1, 1, 1)), ("b", (1, 1, 3)), ("c", (1, 2, 1)), ("d e", (1, 2, 2)), ("f", (1, 2, 3)), ("g", (1, 3, 2))
    ]  # fmt: skip
    assert {b.role for b in found} == {Role.CELL}


def test_a_table_of_one_cell_is_a_box_and_one_of_chapters_is_layout() -> None:
    styles = style("H", "heading 1")
    box = blocks(f"<w:tbl><w:tr>{cell(p('Title', style='H') + p('Text.'))}</w:tr></w:tbl>", styles=styles)
    assert [b.role for b in box] == [Role.HEADING, Role.BOX]
    rows = f"<w:tr>{cell(p('One', style='H') + p('Text.'))}{cell(p('Two', style='H') + p('Text.'))}</w:tr>"
    found = read(package(f"<w:tbl>{rows}</w:tbl>", styles=styles))
    assert [b.role for b in found.blocks] == [Role.HEADING, Role.TEXT] * 2
    assert [n.check for n in found.notices] == ["docx.layout_table"]


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    inside = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    found = blocks(f"<w:p>{r('Around ')}{shape}{r('it.')}</w:p>")
    assert [(b.role, b.text) for b in found] == [(Role.TEXT, "Around it."), (Role.BOX, "In the box.")]


def test_tracked_changes_are_accepted_and_counted() -> None:
    body = (
        f"<w:p>{r('The ')}<w:ins>{r('new ')}</w:ins><w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        f"{r('text')}</w:p>"
        # The mark between these two was deleted: they are one paragraph now.
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('One and')}</w:p><w:p>{r('two.')}</w:p>"
        f"<w:moveFrom>{p('gone')}</w:moveFrom>"
    )
    found = read(package(body))
    assert [b.text for b in found.blocks] == ["The new text", "One and two."]
    (notice,) = found.notices
    assert notice.check == "docx.revisions"
    assert "4 tracked changes" in notice.message
    assert "1 insertions and 3 deletions" in notice.message


def test_fields_links_symbols_and_hidden_text() -> None:
    body = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar '
        f'w:fldCharType="separate"/></w:r>{r("paragraph 7")}<w:r><w:fldChar w:fldCharType="end"/></w:r>{r(" and ")}'
        f'<w:hyperlink r:id="web">{r("the site")}</w:hyperlink>{r("secret", "<w:vanish/>")}'
        "<w:r><w:noBreakHyphen/><w:tab/>"
        '<w:softHyphen/><w:t>x</w:t><w:sym w:font="Symbol" w:char="F0B7"/><w:br/><w:t>y</w:t></w:r></w:p>'
    )
    found = read(package(body))
    assert found.blocks[0].text == "paragraph 7 and the site- x• y"
    assert ("link", "https://example.org/") in {(m.kind, m.value) for m in found.blocks[0].marks}
    assert [n.check for n in found.notices] == ["docx.hidden"]


def test_contents_field_and_furniture() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    body = (
        f'<w:p>{begin}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("I. One 3")}</w:p>{p("II. Two 4")}'
        f'<w:p>{r("III. Three 5")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>{p("Text.")}'
        '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
    )
    # The root elements of these parts do not matter.
    found = blocks(body, header1=p("GB.1"), footer1=p("7"))
    assert [b.role for b in found] == [Role.HEADER, *[Role.CONTENTS] * 3, Role.TEXT, Role.FOOTER]


def test_bold_and_italic_are_remembered_and_merged() -> None:
    plain = '<w:b w:val="0"/>'
    (block,) = blocks(f"<w:p>{r('Date', '<w:b/>')}{r(':', '<w:b/>')}{r(' today', '<w:i/>')}{r(' x', plain)}</w:p>")
    assert block.text == "Date: today x"
    assert [(m.kind, block.text[slice(*m.span)]) for m in block.marks] == [("bold", "Date:"), ("italic", " today")]


def test_strict_ooxml_and_content_controls() -> None:
    data = package(f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Inside.')}</w:sdtContent></w:sdt>")
    with zipfile.ZipFile(BytesIO(data)) as old:
        files: dict[str, str | bytes] = {n: old.read(n) for n in old.namelist()}
    common, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    files["word/document.xml"] = bytes(files["word/document.xml"]).replace(common, strict)  # type: ignore[arg-type]
    assert [b.text for b in read(zipped(files)).blocks] == ["Inside."]


# -- harm ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (package("<w:p/>"), "no text"),
        (package("<w:p/>") .replace(b"word/document", b"word/dokument"), "not a Word document|missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old binary"),
        (zipped({"a.txt": "x"}), "not a Word document"),
        (zipped({"word/document.xml": "<w:document"}), "XML is broken"),
        (zipped({"word/document.xml": f"<w:document {NS}/>"}), "no body"),
        (
            zipped({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'}),
            "document type",
        ),
        (
            zipped({"word/document.xml": '<!-- ' + "x" * 5000 + ' --><!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>'}),
            "document type",
        ),
    ],
)  # fmt: skip
def test_bad_files_are_told_with_a_cure(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read(data)
    assert caught.value.cure


def test_a_bomb_is_refused_by_its_declared_size() -> None:
    data = zipped({"word/document.xml": b"<w:document>" + b" " * (archive.MAX_PART + 10)})
    assert len(data) < 100_000
    with pytest.raises(InputError, match="unpacks to"):
        read(data)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    honest = zipped({"word/document.xml": b"<w:document>" + b" " * (archive.MAX_PART + 10)})
    size = (archive.MAX_PART + 22).to_bytes(4, "little")
    with pytest.raises(InputError):
        read(honest.replace(size, (1000).to_bytes(4, "little")))


def test_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_PARTS", 2)
    with pytest.raises(InputError, match="parts"):
        read(package("<w:p/>"))


def test_deep_nesting_is_refused_or_read() -> None:
    deep = "<w:sdt><w:sdtContent>" * 3000 + p("x") + "</w:sdtContent></w:sdt>" * 3000
    with pytest.raises(InputError):
        read(package(deep))


def test_an_encrypted_part_is_told() -> None:
    data = bytearray(package(p("x")))
    # Bit 0 of the general purpose flags, in every local and central header.
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    with pytest.raises(InputError, match="encrypted"):
        read(bytes(data))


def test_a_body_is_read_element_by_element_and_forgotten() -> None:
    data = b"<d><other/><b>" + b"".join(b"<p><t>%d</t></p>tail" % n for n in range(30_000)) + b"</b></d>"
    seen = []
    for element, parent in stream(data, 3, path="x.docx"):
        assert len(parent) < 5_000  # libxml2 reads ahead by some kilobytes
        seen.append(element.findtext("t"))
    assert seen == [str(n) for n in range(30_000)]


@pytest.mark.parametrize(
    "data", [b"<d><b><p>", b"<!DOCTYPE d [<!ENTITY e 'x'>]><d><b><p>&e;</p></b></d>", b"", b"<d><b><p></b></d>"]
)
def test_a_broken_body_is_told(data: bytes) -> None:
    with pytest.raises(InputError):
        list(stream(data, 3, path="x.docx"))


def test_characters_of_a_symbol_font_are_read_as_what_they_show() -> None:
    body = '<w:p><w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    body += r("\uf0a3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>') + r("\uf061") + "</w:p>"
    assert [b.text for b in blocks(body)] == ["α☑≤\uf061"]


def test_a_table_of_one_row_with_paragraphs_in_it_lays_out_text() -> None:
    cells = [p("menu"), p("1. One.") + p("2. Two.") + p("3. Three.")]
    table = "<w:tbl><w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr></w:tbl>"
    assert [(b.role, b.text) for b in blocks(table)] == [
        (Role.TEXT, text) for text in ("menu", "1. One.", "2. Two.", "3. Three.")
    ]
