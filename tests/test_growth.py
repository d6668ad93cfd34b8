"""What costs time costs it in proportion to the text: every pattern, reader, segmenter, numeral parser and check.

A default run asks for the least that finds a square; `make test-all` asks for all of it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from duizhao.corpora import harmless, numerals
from duizhao.corpora.assembly import assemble
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.model import Origin
from duizhao.corpora.numerals import characters, implied, measures, multiples, references
from duizhao.corpora.readers import html, markdown, text
from duizhao.corpora.readers.office import docx, odt, sheet
from duizhao.corpora.readers.protocol import BlockReader
from duizhao.corpora.secrets import hidden
from duizhao.corpora.sentences.segmentation import sentences
from duizhao.quality.checks import CHECKS
from duizhao.quality.context import make_context
from duizhao.review.journal import parse_journal
from duizhao.terminology.extraction.tokens import chinese_tokens, english_tokens
from duizhao.tmx.operations.diff import changes
from tests.growing import FILLERS, MORE_FILLERS, OurPattern, growth, our_patterns
from tests.quality.samples import pair

SIZE, FEW = 1000, 400
# Patterns that are steep, and why nobody can make them cost anything.
EXCUSED = {
    "duizhao.corpora.language.lexicon._ASIDE": "reads the glosses of the dictionary that is installed, nothing else",
    "duizhao.corpora.secrets._BEFORE_HOST": "looks 3,000 characters ahead at most; its cost is a line's in the end",
}
# What may stand before a run that makes a pattern begin.
BEGINNINGS = ("", "a", "1. ", "港", "(", "<a ", "[", '"')


def steep(asked: Callable[[str], object], fillers: Iterable[str], size: int = SIZE) -> list[str]:
    """The fillers with which it costs clearly more than the length."""
    return [f"{filler!r}: {found}" for filler in fillers if (found := growth(asked, filler, size)).steep]


def patterns() -> list[OurPattern]:
    return [one for one in our_patterns() if one.name not in EXCUSED]


def test_every_pattern_is_linear_as_it_is_used() -> None:
    assert len(patterns()) > 500
    found = {
        f"{one.name}.{use}": wrong
        for one in patterns()
        for use in sorted(one.uses)
        if (wrong := steep(one.asked(use), FILLERS[::2], FEW))
    }
    assert not found


@pytest.mark.slow
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_pattern_is_linear_behind_any_beginning(beginning: str) -> None:
    found = {}
    for one in patterns():
        for use in sorted(one.uses):
            asked = one.asked(use)
            if wrong := steep(lambda text, asked=asked: asked(beginning + text), FILLERS + MORE_FILLERS):
                found[f"{one.name}.{use}"] = wrong
    assert not found


def test_what_grows_by_the_square_is_found() -> None:
    assert steep(re.compile(r"a+b").search, FILLERS)
    assert steep(lambda text: [text[i:].count("x y") for i in range(len(text))], FILLERS[:1], 4 * SIZE)
    assert not steep(re.compile(r"(?<!a)a+b").search, FILLERS)


# -- texts -------------------------------------------------------------------------------------------------------------


ON_TEXT: dict[str, Callable[[str], object]] = {
    "quantities-en": lambda text: numerals.quantities(text, "en"),
    "quantities-zh": lambda text: numerals.quantities(text, "zh"),
    "number": characters.number,
    "spelled": characters.spelled,
    "implied-en": lambda text: implied.otherwise(text, "en"),
    "implied-zh": lambda text: implied.otherwise(text, "zh"),
    "measures-en": lambda text: measures.measures(text, "en"),
    "measures-zh": lambda text: measures.measures(text, "zh"),
    "multiples-en": lambda text: multiples.multiples(text, "en"),
    "multiples-zh": lambda text: multiples.multiples(text, "zh"),
    "references-en": lambda text: references.references(text, "en"),
    "references-zh": lambda text: references.references(text, "zh"),
    "sentences-en": lambda text: sentences(text, "en"),
    "sentences-zh": lambda text: sentences(text, "zh"),
    "tokens-en": english_tokens,
    "tokens-zh": chinese_tokens,
    "changes-en": lambda text: changes(text, f"x{text}y", "en"),
    "changes-zh": lambda text: changes(text, f"好{text}坏", "zh"),
    "line": harmless.line,
    "markdown": harmless.markdown,
    "markdown-html": harmless.markdown_html,
    "markdown-code": harmless.markdown_code,
    "cell": harmless.cell,
    "hidden": hidden,
    "journal": lambda text: parse_journal(text.encode()),
}


@pytest.mark.parametrize("name", ON_TEXT)
def test_work_on_text_is_linear(name: str) -> None:
    assert not steep(ON_TEXT[name], FILLERS[::3], FEW)


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_TEXT)
def test_work_on_text_is_linear_with_more(name: str) -> None:
    assert not steep(ON_TEXT[name], FILLERS + MORE_FILLERS, 4 * SIZE)


# -- readers -----------------------------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RUN = "<w:p><w:r>{}</w:r></w:p>"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
# Pieces of a document's body, repeated: what is opened and not closed, nested, counted, or asked again at each place.
DOCX_PIECES = (
    _RUN.format("<w:t>a </w:t>"),
    _RUN.format('<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/><w:t>a</w:t>'),
    _RUN.format('<w:fldChar w:fldCharType="begin"/><w:instrText>TOC a</w:instrText>'),
    '<w:p><w:r><w:instrText>EQ \\o(a,b)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>',
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>',
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    _RUN.format('<w:footnoteReference w:id="1"/><w:t>a</w:t>'),
    _RUN.format("<w:tab/>"),
    _RUN.format("<w:br/>"),
)
ODT_PIECES = (
    "<text:p>a </text:p>",
    "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
    "<text:p><text:span>a</text:span><text:s/></text:p>",
    "<text:p><text:tab/></text:p>",
)


def _archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _docx(body: str) -> bytes:
    return _archive({"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"})


def _odt(body: str) -> bytes:
    spaces = f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0"'
    content = f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body>"
    mimetype = "application/vnd.oasis.opendocument.text"
    return _archive({"mimetype": mimetype, "content.xml": f"{content}</office:document-content>"})


def _read(reader: BlockReader, ending: str, made: Callable[[str], bytes]) -> Callable[[str], object]:
    """Reads what is made of a text, and makes units of it."""

    def read(content: str) -> None:
        path = Path(f"paper.{ending}")
        with suppress(DuizhaoError):
            found = reader(made(content), path=path)
            assemble(found.blocks, id="paper", origin=Origin(path.name, ending), notices=found.notices, language="en")

    return read


READERS = {
    "markdown": _read(markdown.read_blocks, "md", str.encode),
    "text": _read(text.read_blocks, "txt", str.encode),
    "html": _read(html.read_blocks, "html", str.encode),
    "html-body": _read(html.read_blocks, "html", lambda content: f"<html><body><p>{content}".encode()),
    "csv": _read(sheet.read_blocks, "csv", str.encode),
}
MARKED = (
    *("# ", "## a\n", "> ", "- a\n", "1. a\n", "| a | b |\n", "[a](", "![", "**a", "`", "```\n", "<b>", "<p>", "<li>a"),
    *("<td>", "<!--", "&amp;", "[^1]", "[^1]: a\n", "$$\n", "a\n\n", "1. a\n\n", "    a\n", "---\n", ":::", "\\", "~~"),
)


@pytest.mark.parametrize("name", READERS)
def test_readers_are_linear(name: str) -> None:
    assert not steep(READERS[name], FILLERS[::4], FEW)


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_readers_are_linear_with_more(name: str) -> None:
    assert not steep(READERS[name], FILLERS + MORE_FILLERS + MARKED, 4 * SIZE)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "pieces"),
    [(_read(docx.read_blocks, "docx", _docx), DOCX_PIECES), (_read(odt.read_blocks, "odt", _odt), ODT_PIECES)],
    ids=["docx", "odt"],
)
def test_readers_of_archives_are_linear(reader: Callable[[str], object], pieces: tuple[str, ...]) -> None:
    for piece in pieces:
        # A count of pieces, for what is cut within one is no document.
        found = growth(lambda count, piece=piece: reader(piece * len(count)), "x", SIZE // 2)
        assert not found.steep, f"{piece}: {found}"


# -- checks ------------------------------------------------------------------------------------------------------------


def _checked(check: Callable[..., Iterable[object]], long: str) -> None:
    """A check of a document with one sentence that is long on both sides."""
    pairs = [pair("The port is old.", "港口很旧。", 1), pair(long, long, 2)]
    sum(1 for _ in check(make_context(pairs, source_language="en", target_language="zh-CN")))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_checks_are_linear(check: Callable[..., Iterable[object]]) -> None:
    assert not steep(partial(_checked, check), (". ", "1", "港口。"), FEW)


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_checks_are_linear_with_more(check: Callable[..., Iterable[object]]) -> None:
    assert not steep(partial(_checked, check), FILLERS + MORE_FILLERS[::4])
