"""Web pages: what a browser shows, what belongs to the site, and pages that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers import html
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.structure.blocks import Block, Role

LONG = "This is the text of the paper, which says what it has to say in a few sentences and then goes on. " * 3


def read(page: str | bytes, encoding: str | None = None) -> Reading:
    data = page.encode() if isinstance(page, str) else page
    return html.read_blocks(data, path=Path("paper.html"), encoding=encoding)


def blocks(page: str) -> tuple[Block, ...]:
    return read(page).blocks


def short(page: str) -> list[tuple[str, str, str]]:
    return [(b.role.value, b.label, b.text) for b in blocks(page)]


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        ("<ol><li>a<li>b</ol>", ["1.", "2."]),
        ("<ol start=5><li>a<li>b</ol>", ["5.", "6."]),
        ("<ol start=5><li>a<li value=9>b<li>c</ol>", ["5.", "9.", "10."]),
        ("<ol reversed><li>a<li>b<li>c</ol>", ["3.", "2.", "1."]),
        ("<ol type=a><li>a<li>b</ol>", ["a.", "b."]),
        ("<ol type=I><li>a<li>b<li>c<li>d</ol>", ["I.", "II.", "III.", "IV."]),
        ('<ol style="list-style-type: lower-roman"><li>a<li>b</ol>', ["i.", "ii."]),
        ('<ol style="list-style: cjk-ideographic"><li>a<li>b</ol>', ["一、", "二、"]),
        ('<ol style="list-style-type:none"><li>1. a</ol>', [""]),
        ("<ul><li>a<li>b</ul>", ["•", "•"]),
        ('<ul style="list-style-type:square"><li>a</ul>', ["▪"]),
        ("<ol><li>a<p>b</p><li>c</ol>", ["1.", "", "2."]),
        ("<ol start=27><li><p>a</p></li></ol><p>x</p><ol start=28><li><p>b</p></li></ol>", ["27.", "", "28."]),
    ],
)
def test_lists_count_as_browsers_print_them(page: str, labels: list[str]) -> None:
    assert [b.label for b in blocks(page)] == labels


def test_lists_in_lists() -> None:
    found = blocks("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>")
    assert [(b.text, b.label, b.level) for b in found] == [("a", "•", 0), ("b", "◦", 1), ("c", "1.", 2), ("d", "•", 0)]


def test_white_space_collapses_and_chinese_lines_join() -> None:
    assert short(
        "<p>One\n   two&nbsp;three</p><p>国际\n劳工\n组织</p><div>a<br>b</div><p>第\n346\n届<b>\n会</b>议</p>"
    ) == [
        ("text", "", "One two three"),
        ("text", "", "国际劳工组织"),
        ("text", "", "a b"),
        ("text", "", "第 346 届会议"),
    ]


def test_two_breaks_are_a_paragraph_and_loose_text_is_text() -> None:
    page = "<body>One<br><br>Two<p>Three</p>Four<div>Five<div>Six</div>Seven</div></body>"
    assert [b.text for b in blocks(page)] == [
        "One", "Two", "Three", "Four", "Five", "Six", "Seven"
    ]  # fmt: skip


def test_headings_and_their_levels() -> None:
    page = '<h1>A</h1><h3>B</h3><div role="heading" aria-level="2">C</div><hr><p>x</p>'
    assert [(b.role, b.level) for b in blocks(page)] == [
        (Role.HEADING, 1), (Role.HEADING, 3), (Role.HEADING, 2), (Role.RULE, 0), (Role.TEXT, 0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        f"<nav><a href=/>Home</a></nav><main><h1>T</h1><p>{LONG}</p></main><footer>© Site</footer>",
        f"<div id=top>Home</div><main><h1>T</h1><p>{LONG}</p></main><div>© Site</div>",
        f"<div><a href=/>Home</a></div><h1>T</h1><p>{LONG}</p><ul><li><a href=/c>© Site</a></li></ul>",
        f'<div role="banner">Home</div><div><h1>T</h1><p>{LONG}</p></div><div role="contentinfo">© Site</div>',
        f"<header>Home</header><article><h1>T</h1><p>{LONG}</p></article><footer>© Site</footer>",
        f"<div><ul class=menu><li>Home</ul><div role=main><h1>T</h1><p>{LONG}</p></div><aside>© Site</aside></div>",
    ],
)
def test_the_sites_furniture_is_set_apart_and_kept(page: str) -> None:
    found = blocks(page)
    assert [b.text for b in found if b.role in (Role.TEXT, Role.HEADING)] == ["T", LONG.strip()]
    assert {b.text for b in found if b.role in (Role.HEADER, Role.FOOTER)} == {"Home", "© Site"}


@pytest.mark.parametrize(
    "name", ["sidebar", "footer", "site-header", "nav", "menu", "toc", "cookie-notice", "toc2 toc-left"]
)
def test_a_class_name_says_nothing(name: str) -> None:
    box = f'<div class="{name}"><p>The first register was a slate.</p><p>Old</p></div>'
    for page in (f"<h1>T</h1>{box}<p>{LONG}</p>", f"<h1>T</h1><p>{LONG}</p>{box}", f'<div class="{name}">{box}</div>'):
        assert {b.role for b in blocks(page)} <= {Role.TEXT, Role.HEADING}


def test_a_header_with_the_title_is_text() -> None:
    assert blocks(f"<header><h1>T</h1><p>By us</p></header><p>{LONG}</p>")[0].role is Role.HEADING


def test_contents_of_a_page() -> None:
    links = "".join(f"<li><a href=#{name}>{name}</a>" for name in "abc")
    page = f"<main><ul>{links}</ul><h2 id=a>a</h2><p>{LONG}</main>"
    assert [b.role for b in blocks(page)] == [Role.CONTENTS] * 3 + [Role.HEADING, Role.TEXT]


NOTES = [
    # as Pandoc and wikis write them
    '<p>Text<a href="#fn1" id="fnref1" role="doc-noteref"><sup>1</sup></a> more.</p>'
    '<section class="footnotes"><ol><li id="fn1"><p>See it. <a href="#fnref1">↩︎</a></p></li></ol></section>',
    # LibreOffice
    '<p>Text<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> more.</p>'
    '<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" '
    'href="#sdfootnote1anc">1</a> See it.</p></div>',
    # Word
    '<p>Text<a href="#_ftn1" name="_ftnref1"><span><sup>[1]</sup></span></a> more.</p>'
    '<div id=ftn1><p><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a> See it.</p></div>',
    # by hand, without links
    "<p>Text<sup>1</sup> more.</p><p><sup>1</sup> See it.</p>",
]


@pytest.mark.parametrize("page", NOTES)
def test_footnotes(page: str) -> None:
    found = blocks(f"<body>{page}</body>")
    assert [(b.role, b.label, b.text) for b in found if b.role is not Role.RULE] == [
        (Role.TEXT, "", "Text more."),
        (Role.FOOTNOTE, "1", "See it."),
    ]
    assert [(m.kind, m.value, m.span.start) for m in found[0].marks if m.kind == "footnote"] == [("footnote", "1", 4)]


def test_a_raised_figure_that_is_no_note_is_text() -> None:
    assert short("<p>12 km<sup>2</sup> of port</p>") == [("text", "", "12 km² of port")]


def test_tables_with_merged_cells() -> None:
    page = "<table><caption>Cap</caption><tr><th colspan=2>a<th>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>"
    assert [(b.text, b.cell) for b in blocks(page)] == [
        ("Cap", None), ("a", (1, 1, 1)), ("b", (1, 1, 3)), ("c", (1, 2, 1)), ("d", (1, 2, 2)), ("e", (1, 2, 3)),
        ("f", (1, 3, 2)), ("g", (1, 3, 3)),
    ]  # fmt: skip


def test_a_table_that_lays_out_the_page_is_text() -> None:
    page = f"<table><tr><td>Menu</td><td><h1>T</h1><p>{LONG}</p></td></tr></table>"
    assert [b.role for b in blocks(page)] == [Role.TEXT, Role.HEADING, Role.TEXT]


def test_hidden_and_scripted_text_is_not_read() -> None:
    found = read(
        "<p>Seen</p><p hidden>A</p><p style='display:none'>B</p><script>var x='C'</script><template>D</template>"
    )
    assert [b.text for b in found.blocks] == ["Seen"]
    assert [n.check for n in found.notices] == ["html.hidden"]


def test_markup_is_remembered() -> None:
    (block,) = blocks('<p><b>Bold</b> and <em>slanted</em> and <a href="https://example.org/">linked</a></p>')
    assert [(m.kind, block.text[slice(*m.span)], m.value) for m in block.marks] == [
        ("bold", "Bold", ""), ("italic", "slanted", ""), ("link", "linked", "https://example.org/")
    ]  # fmt: skip


def test_preformatted_text_is_read_as_text() -> None:
    assert [(b.role, b.text) for b in blocks("<pre>1. First paragraph.\n\n- an item</pre>")] == [
        (Role.TEXT, "1. First paragraph."),
        (Role.ITEM, "an item"),
    ]


CHINESE = "<p>会议通过了关于体面劳动的决定，并请总干事在下届会议上提出报告。</p>"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (b'<meta charset="gb2312">' + CHINESE.encode("gb18030"), "gb18030"),
        (b'<meta http-equiv=Content-Type content="text/html; charset=gbk">' + CHINESE.encode("gb18030"), "gb18030"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + CHINESE.encode(), "utf-8"),
        # What the page says does not fit its bytes.
        (b"<meta charset=big5>" + CHINESE.encode(), "utf-8"),
        (b"<meta charset=utf-16>" + CHINESE.encode(), "utf-8"),
        (b"<meta charset=klingon>" + CHINESE.encode("gb18030"), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-16-le"),
    ],
)
def test_the_encoding_by_the_pages_word_where_it_fits(page: bytes, told: str) -> None:
    found = read(page)
    assert found.encoding == told
    assert found.blocks[0].text.startswith("会议通过了")


def test_the_language_the_page_declares() -> None:
    assert read('<html lang="zh-CN"><p>x</p></html>').language == "zh-CN"


@pytest.mark.parametrize("page", ["", "   ", "<html></html>", "<p hidden>x</p>", "<script>x</script>", "<!-- x -->"])
def test_a_page_without_text_is_told(page: str) -> None:
    with pytest.raises(InputError, match="no text") as caught:
        read(page)
    assert caught.value.cure


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 5000 + "x",
        "<p>" + "&amp;" * 5000,
        "<!DOCTYPE html [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]><p>&b;</p>",
        "<table>" * 300 + "<tr><td>x",
        "<td rowspan=999999999 colspan=999999999>x</td>",
        "<table><tr><td rowspan=99999 colspan=99999>x</table>",
        "<ol start=99999999999999999999><li value=-99999999999999>x</ol>",
        "<a href=#x><sup>1</sup></a><p id=x><a href=#x>1</a>y</p>",
        "<p id=a><sup><a href=#a>1</a></sup>x</p>",
        "<ul><p>x</ul><li>y",
    ],
)
def test_odd_pages_are_read_or_refused(page: str) -> None:
    try:
        assert read(page).blocks
    except InputError as error:
        assert error.cure  # noqa: PT017


@pytest.mark.parametrize("note", ["1. See it.", "<sup>1</sup> See it.", "[1] See it.", '<a href="#r">1</a> See it.'])
def test_the_label_printed_before_a_note_is_no_text(note: str) -> None:
    page = f'<p>{LONG}<sup><a href="#f" id="r">1</a></sup></p><p id="f">{note} <a href="#r">↩</a></p>'
    assert [(b.label, b.text) for b in blocks(page) if b.role is Role.FOOTNOTE] == [("1", "See it.")]


def test_a_note_in_a_list_may_begin_with_a_figure() -> None:
    page = (
        f'<p>{LONG}<sup><a href="#f" id="r">1</a></sup></p><ol><li id="f">1 January 2020. <a href="#r">↩</a></li></ol>'
    )
    assert [b.text for b in blocks(page) if b.role is Role.FOOTNOTE] == ["1 January 2020."]


@pytest.mark.parametrize("deep", ["<font>x<br>" * 400, "<div>" * 400 + "x" + "</div>" * 400])
def test_a_page_deeper_than_the_parser_goes_is_refused_and_not_cut_short(deep: str) -> None:
    # libxml2 stops at 256 levels and leaves out the rest.
    with pytest.raises(InputError, match="too deep"):
        blocks(f"<p>{LONG}</p>{deep}<p>The end.</p>")
    assert [b.text for b in blocks(f"<p>{LONG}</p>{'<div>' * 280}x{'</div>' * 280}<p>The end.</p>")][-1] == "The end."
