"""What Word prints that is no run of text: fields without a result, drop caps, lines ended by hand, hidden styles."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.readers.office import docx
from duizhao.corpora.readers.office.docx_fields import printed
from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_docx import p, package, r, style


def texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in docx.read_blocks(package(body, **parts), path=Path("a.docx")).blocks]


def field(*instructions: str, result: str = "") -> str:
    codes = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in instructions)
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}' if result else ""
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{codes}{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


@pytest.mark.parametrize(
    ("instruction", "text"),
    [
        (r'EQ \* jc2 \* "Font:宋体" \* hps14 \o\ad(\s\up 11(shān),山)', "山"),
        (r"eq \o\ac(○,7)", "⑦"),
        (r"EQ \o\ac(○,丙)", "丙"),
        (r"eq \o\ac(◇,12)", "12"),
        (r"EQ \f(5,8)", "5/8"),
        (r"EQ \F(a + b;2)", "(a + b)/2"),
        (r"EQ \r(3,x + 1)", "3√(x + 1)"),
        (r"EQ \r(9)", "√9"),
        (r"EQ \b\lc\[(\a(1,2))", "[1 2"),
        (r"EQ \b\bc\{ (\l(a,b))", "{a, b}"),
        (r"EQ \i\su(i=1,n,x)", "∑_(i=1)^(n) x"),
        (r"eq \o(\s\up 6(上旬),\s\do 3(下旬))", "上旬下旬"),
        (r"EQ x\s\up4(2) \, y", "x2 , y"),
        (r"EQ \x(见附件)", "见附件"),
        (r"EQ \f(\r(2),\f(3,4))", "(√2)/(3/4)"),
        (r"SYMBOL 9742 \u", "☎"),
        (r'SYMBOL 0xB7 \f "Symbol" \s 12', "•"),
        (r"SYMBOL 252 \f Wingdings", "✓"),
        ("SYMBOL 169", "©"),
        ("PAGE", ""),
        (r"EQ \o\ac(○", "○"),
    ],
)
def test_a_field_prints_what_stands_in_its_instruction(instruction: str, text: str) -> None:
    assert printed(instruction) == text


def test_a_field_that_nests_without_end_is_read_as_text() -> None:
    assert set(printed("EQ " + r"\f(" * 4_000)) <= set("f(/)")


def test_fields_stand_where_they_print() -> None:
    half, star = field("EQ ", r"\f(1,2)"), field(r"SYMBOL 9733 \u")
    body = f"<w:p>{r('共')}{half}{r('亩，标')}{star}{r('号。')}</w:p>"
    assert texts(body) == ["共1/2亩，标★号。"]


def test_a_field_with_a_result_prints_the_result_alone() -> None:
    assert texts(f"<w:p>{r('第')}{field('SYMBOL 65', result='甲')}{r('号')}</w:p>") == ["第甲号"]
    simple = '<w:fldSimple w:instr="EQ \\f(2,3)"/>'
    assert texts(f"<w:p>{r('约')}{simple}{r('。')}</w:p>") == ["约2/3。"]


@pytest.mark.parametrize(
    ("cap", "rest", "whole"),
    [("O", "nce the mill stood here.", "Once the mill stood here."), ("从", "前有一座磨坊。", "从前有一座磨坊。")],
)
@pytest.mark.parametrize("kind", ["drop", "margin"])
def test_a_drop_cap_is_part_of_its_word(kind: str, cap: str, rest: str, whole: str) -> None:
    body = p(cap, more=f'<w:framePr w:dropCap="{kind}" w:lines="2"/>') + p(rest) + p("The end.")
    assert texts(body) == [whole, "The end."]


def test_another_frame_is_a_paragraph() -> None:
    assert texts(p("Mill", more='<w:framePr w:w="100"/>') + p("River.")) == ["Mill", "River."]


def test_soft_returns_part_what_stands_alone_and_join_a_title() -> None:
    breaks = "<w:r><w:t>甲方：水厂</w:t><w:br/><w:t>乙方：渔行</w:t></w:r>"
    assert texts(f"<w:p>{breaks}</w:p>") == ["甲方：水厂", "乙方：渔行"]
    title = "<w:r><w:t>Rules of the</w:t><w:br/><w:t>northern quay</w:t></w:r>"
    assert texts(f"<w:p>{title}</w:p>") == ["Rules of the northern quay"]
    heading = '<w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Part One.</w:t><w:br/><w:t>The Quay</w:t></w:r>'
    styles = style("H", "heading 1")
    assert texts(f"<w:p>{heading}</w:p>", styles=styles) == ["Part One. The Quay"]


def test_a_numbered_paragraph_gives_its_label_to_the_first_of_its_lines() -> None:
    lines = "<w:r><w:t>The clerk:</w:t><w:br/><w:t>(a) rings;</w:t><w:br/><w:t>(b) sings.</w:t></w:r>"
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    found = docx.read_blocks(package(f"<w:p>{number}{lines}</w:p>", numbering=numbering), path=Path("a.docx")).blocks
    assert [(b.label, b.role, b.text) for b in found] == [
        ("4.", Role.ITEM, "The clerk:"),
        ("", Role.TEXT, "(a) rings;"),
        ("", Role.TEXT, "(b) sings."),
    ]


def test_a_style_hides_its_paragraphs_and_a_run_may_say_otherwise() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quiet"/><w:rPr><w:vanish/></w:rPr></w:style>'
        + style("R", based="Q")
    )
    shown = f"""<w:p><w:pPr><w:pStyle w:val="R"/></w:pPr>{r("Shown.", '<w:vanish w:val="0"/>')}</w:p>"""
    reading = docx.read_blocks(
        package(p("Seen.") + p("Gone.", style="Q") + p("Gone too.", style="R") + shown, styles=styles),
        path=Path("a.docx"),
    )
    assert [b.text for b in reading.blocks] == ["Seen.", "Shown."]
    assert [(n.check, n.message[:1]) for n in reading.notices] == [("docx.hidden", "2")]
