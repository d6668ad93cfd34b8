"""Equations and exponents of Word and LibreOffice: no power becomes a number, no fraction a row of figures."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from duizhao.corpora.readers.office import docx, odt
from tests.corpora.builders import from_text, rows
from tests.corpora.test_readers_docx import package, r

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


SIGMA = '<m:naryPr><m:chr m:val="∑"/></m:naryPr>'


def t(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def e(text: str, name: str = "e") -> str:
    return f"<m:{name}>{text if text.startswith('<') else t(text)}</m:{name}>"


@pytest.mark.parametrize(
    ("equation", "line"),
    [
        (f"<m:f>{e('5', 'num')}{e('8', 'den')}</m:f>", "5/8"),
        (f"<m:f>{e('a+b', 'num')}{e('2', 'den')}</m:f>", "(a+b)/2"),
        (f"<m:sSup>{e('10')}{e('−3', 'sup')}</m:sSup>", "10⁻³"),
        (f"<m:sSup>{e('x')}{e('k', 'sup')}</m:sSup>", "x^k"),
        (f"<m:sSub>{e('x')}{e('1', 'sub')}</m:sSub>", "x_1"),
        (f"<m:sSubSup>{e('x')}{e('1', 'sub')}{e('2', 'sup')}</m:sSubSup>", "x_1²"),
        (f"<m:rad>{e('3', 'deg')}{e('8')}</m:rad>", "³√8"),
        (f"<m:rad><m:deg/>{e('a+b')}</m:rad>", "√(a+b)"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{e("i=1", "sub")}{e("n", "sup")}{e("i")}</m:nary>',
            "∑_(i=1)^n i",
        ),
        (f"<m:d>{e('x')}{e('y')}</m:d>", "(x|y)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val=""/></m:dPr>{e("x")}</m:d>', "[x"),
        (f"<m:func>{e('sin', 'fName')}{e('x')}</m:func>", "sin x"),
        (f"<m:m><m:mr>{e('1')}{e('2')}</m:mr><m:mr>{e('3')}{e('4')}</m:mr></m:m>", "1, 2; 3, 4"),
        (f"{t('q=')}<m:f>{e('1', 'num')}{e('2', 'den')}</m:f>", "q=1/2"),
        (f"<m:bar>{e('z')}</m:bar>", "z"),
    ],
)
def test_an_equation_is_a_line_of_text(equation: str, line: str) -> None:
    body = f"<w:p>{r('Take ')}<m:oMath {M}>{equation}</m:oMath>{r(' of it.')}</w:p>"
    blocks = docx.read_blocks(package(body), path=Path("a.docx")).blocks
    assert [b.text for b in blocks] == [f"Take {line} of it."]


@pytest.mark.parametrize(
    ("base", "above", "text"),
    [("10", "6", "10⁶"), ("25 m", "2", "25 m²"), ("第5", "th", "第5th"), ("e", "x", "e^x"), ("10", "-9", "10⁻⁹")],
)
@pytest.mark.parametrize("made", ["docx", "odt"])
def test_an_exponent_stays_one(made: str, base: str, above: str, text: str) -> None:
    if made == "docx":
        up = r(above, '<w:vertAlign w:val="superscript"/>')
        found = docx.read_blocks(package(f"<w:p>{r(base)}{up}{r('。')}</w:p>"), path=Path("a.docx"))
    else:
        found = odt.read_blocks(
            _odt(f'<text:p>{base}<text:span text:style-name="Up">{above}</text:span>。</text:p>'), path=Path("a.odt")
        )
    assert [b.text for b in found.blocks] == [f"{text}。"]


def test_lowered_text_in_an_odt_is_plain() -> None:
    found = odt.read_blocks(
        _odt('<text:p>H<text:span text:style-name="Down">2</text:span>O</text:p>'), path=Path("a.odt")
    )
    assert [b.text for b in found.blocks] == ["H2O"]


def test_an_equation_of_an_odt_is_a_line_of_text() -> None:
    names = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    frame = f'<draw:frame {names}><draw:object xlink:href="./Object 1"/><draw:image xlink:href="x.png"/></draw:frame>'
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>2</mn><mn>7</mn></mfrac></math>'
    data = _odt(f"<text:p>Fill {frame} of the jar.</text:p>", **{"Object 1/content.xml": math})
    found = odt.read_blocks(data, path=Path("a.odt"))
    assert [b.text for b in found.blocks] == ["Fill 2/7 of the jar."]
    other = _odt(f"<text:p>See {frame} here.</text:p>", **{"Object 1/content.xml": "<chart/>"})
    assert [b.text for b in odt.read_blocks(other, path=Path("a.odt")).blocks] == ["See here."]


def _odt(body: str, **parts: str) -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(
        f'xmlns:{k}="{urn}{v}:1.0"' for k, v in {"office": "office", "text": "text", "style": "style"}.items()
    )
    places = {"Up": "super 58%", "Down": "-33% 58%"}
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties style:text-position="{place}"/>'
        "</style:style>"
        for name, place in places.items()
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        target.writestr(
            "content.xml",
            f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        for name, text in parts.items():
            target.writestr(name, text)
    return out.getvalue()


def test_a_raised_figure_without_a_note_stays_and_one_with_a_note_is_its_mark() -> None:
    document = from_text("The tool Pergo² counts.\n\nThe mill¹ turns.\n\n----\n\n¹ See the plan of the mill.")
    assert [text for _, _, text in rows(document)][:2] == ["The tool Pergo² counts.", "The mill turns."]
    assert [m.value for u in document for m in u.marks if m.kind == "footnote"] == ["1"]
