"""Inline Markdown, whole and damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.readers.markup import parse
from duizhao.corpora.structure.marked_text import Marked


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("plain", "plain", []),
        ("**29.** At", "29. At", [("bold", "29.", "")]),
        ("**29. 在全球一级：**", "29. 在全球一级：", [("bold", "29. 在全球一级：", "")]),
        ("112.** lost its beginning", "112. lost its beginning", []),
        ("**lost its end", "lost its end", [("bold", "lost its end", "")]),
        ("a *b* c", "a b c", [("italic", "b", "")]),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("snake_case_name", "snake_case_name", []),
        ("an _italic_ word", "an italic word", [("italic", "italic", "")]),
        ("正义联盟。<sup>1</sup> 该联盟", "正义联盟。 该联盟", [("footnote", "", "1")]),
        ("see[^note] here", "see here", [("footnote", "", "note")]),
        ("5 km<sup>2</sup>", "5 km²", [("superscript", "²", "")]),
        ("[the text](http://a.b/c(d))", "the text", [("link", "the text", "http://a.b/c(d)")]),
        ("![a picture](p.png)", "a picture", [("image", "a picture", "p.png")]),
        (
            "<https://example.org/a_b>",
            "https://example.org/a_b",
            [("link", "https://example.org/a_b", "https://example.org/a_b")],
        ),
        ("a<br>b &amp; c &nbsp;d", "a\u2028b & c \u00a0d", []),
        ("`code *with* stars`", "code *with* stars", [("code", "code *with* stars", "")]),
        (r"\*not italic\*", "*not italic*", []),
        ("GB.346/PFA/1 <b>bold</b>", "GB.346/PFA/1 bold", [("bold", "bold", "")]),
        ("a < b and c > d", "a < b and c > d", []),
    ],
)
def test_markup_is_taken_out_and_remembered(source: str, text: str, marks: list[tuple[str, str, str]]) -> None:
    found = parse(source)
    assert found.text == text
    assert [(m.kind, found.text[m.span.start : m.span.end], m.value) for m in found.marks] == marks


@given(st.text(alphabet="ab *_`~[]()<>!&;^1。\\sup/", max_size=60))
def test_marks_lie_inside_the_text_and_letters_survive(source: str) -> None:
    found = parse(source)
    assert all(0 <= m.span.start <= m.span.end <= len(found.text) for m in found.marks)
    # Nothing is invented: what is left is a subsequence of the source, entities aside.
    rest = iter(source)
    assert "&" in source or all(char in rest for char in found.text.replace(" ", ""))


def test_links_by_name_where_the_file_defines_the_name() -> None:
    assert parse("See [the annex][1] and [other][2].", {"1": "http://a.org"}) == Marked(
        "See the annex and [other][2].", (Mark("link", Span(4, 13), "http://a.org"),)
    )


def test_raised_and_lowered_as_pandoc_writes_them() -> None:
    found = parse("10^9^ m^2^ of H~2~O, a^b, 2^10 and ~~gone~~.")
    assert found.text == "10⁹ m² of H2O, a^b, 2^10 and gone."
    assert [m.kind for m in found.marks] == ["superscript", "superscript", "subscript", "strike"]
