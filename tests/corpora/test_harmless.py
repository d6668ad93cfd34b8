"""Text of others is harmless where it is shown, whatever it holds, and what can be undone comes back as it was."""

from __future__ import annotations

import html
import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from duizhao.corpora import harmless
from tests.hostile import HOSTILE, acts_in_a_terminal, commands


def test_what_is_looked_for_is_found() -> None:
    # The oracles of this file see what they are to see.
    assert acts_in_a_terminal("a\x1b\x9b\u202e\u2028\n\t") == ["\x1b", "\x9b", "\u202e", "\u2028"]
    assert commands("a\u2028  ::error::\nb ##vso[x]\n::\na::b") == ["  ::error::", "b ##vso[x]", "::"]


@given(HOSTILE)
def test_a_piece_of_a_line_is_one_line_and_acts_nowhere(text: str) -> None:
    shown = harmless.line(text)
    assert not acts_in_a_terminal(shown)
    assert len(shown.splitlines()) <= 1
    assert "\t" not in shown


@given(HOSTILE)
def test_lines_hold_no_command_and_no_control(text: str) -> None:
    for shown in (harmless.shown(text), harmless.shown(text, styled=False)):
        assert not acts_in_a_terminal(shown)
        assert not commands(shown)
        assert harmless.shown(shown) == shown


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("Two ports: a::b, C++, #12 and 100 %.\n\t港口：17 亿，😀 é ﬁ", "std::vector", "# heading [x]", ""):
        assert harmless.shown(text) == text
    assert harmless.line("港口：17 亿 😀 [x] \u200d é") == "港口：17 亿 😀 [x] \u200d é"


def test_colours_are_ours_alone() -> None:
    assert harmless.shown("\x1b[31mred\x1b[0m", styled=True) == "\x1b[31mred\x1b[0m"
    assert harmless.shown("\x1b]0;own\x07\x1b[2J", styled=True) == "␛]0;own␇␛[2J"
    assert harmless.shown("\x1b[31mred") == "␛[31mred"


def test_a_byte_of_a_file_name_is_told_as_a_byte() -> None:
    assert harmless.line(b"caf\xe9.md".decode("utf-8", "surrogateescape")) == "caf<0xE9>.md"


# -- Markdown ---------------------------------------------------------------------------------------------------------

_MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
_LIVE = re.compile(r"(?<![\w`])@\w|(?<![\w&])#\d")


def rendered(source: str) -> tuple[str, str]:
    """What a page of Markdown becomes: as HTML, and as text without code."""
    page = _MARKDOWN.render(source)
    return page, html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL)))


@given(HOSTILE)
def test_text_in_markdown_is_text(text: str) -> None:
    source = f"before\n\n> {harmless.markdown(text)}\n\nafter\n"
    page, told = rendered(source)
    tags = set(re.findall(r"</?([a-z0-9]+)", page))
    assert tags <= {"p", "blockquote"}
    assert not _LIVE.search(told)
    assert not acts_in_a_terminal(source)
    assert not commands(source)
    assert not re.search(r"https?://|www\.", source, re.IGNORECASE)


def test_markdown_shows_what_was_said() -> None:
    said = "*Two* <ports> | 1_000 `x` [a](b) # & C:\\x ~y~ 港口 $5"
    assert rendered(harmless.markdown(said))[1].strip() == said
    for begins in ("- a", "1. a", "# a", "> a", "=== a", "::error::", "+ a"):
        assert rendered(harmless.markdown(begins))[0] == f"<p>{html.escape(begins)}</p>\n"


@given(HOSTILE)
def test_a_name_in_markdown_stays_in_its_code(text: str) -> None:
    name, cell = harmless.markdown_code(text), harmless.markdown_code(text, in_table=True)
    source = f"before {name} after\n\n| page | n |\n|---|---|\n| {cell} | 1 |\n"
    page, told = rendered(source)
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {"p", "code", "table", "thead", "tbody", "tr", "td", "th"}
    assert page.count("<td") == 2
    assert not _LIVE.search(told)
    assert not commands(source)
    assert not acts_in_a_terminal(source)
    codes = [html.unescape(code) for code in re.findall("<code>(.*?)</code>", page)]
    assert codes == ([harmless.line(text)] * 2 if harmless.line(text).strip() else [])


@given(HOSTILE)
def test_html_in_markdown_is_text(text: str) -> None:
    source = f"<details><summary>{harmless.markdown_html(text)}</summary>\n\ninside\n\n</details>\n"
    page, told = rendered(source)
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {"p", "details", "summary"}
    assert not _LIVE.search(told)
    assert not commands(source)


# -- what comes back --------------------------------------------------------------------------------------------------

_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def test_any_white_space_in_a_formula_is_seen_through() -> None:
    for blank in (" ", "\u00a0", "\x85", "\u2028", "\t", "\u3000"):
        assert harmless.cell(f"+1{blank}<2") == f"'+1{blank}<2"
        assert harmless.cell(f"-1 SUM{blank}(A1)") == f"'-1 SUM{blank}(A1)"


@given(HOSTILE)
def test_markup_reads_back(text: str) -> None:
    written = harmless.markup(text)
    assert not commands(written)
    assert not acts_in_a_terminal(written)
    whole = ElementTree.fromstring(f'<a b="{written}">{written}</a>')
    known = _XML.sub("\ufffd", text)
    assert whole.text == (known or None)
    # XML makes one blank of a tab or line break in an attribute.
    assert whole.get("b") == re.sub("[\t\n]", " ", known)


@given(st.recursive(HOSTILE, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(HOSTILE, inner, max_size=2)))
def test_json_reads_back_and_acts_nowhere(value: object) -> None:
    for indent in (None, 2):
        written = harmless.json_text(value, indent=indent)
        assert json.loads(written) == value
        assert not commands(written)
        assert not acts_in_a_terminal(written)
        written.encode("utf-8")


def test_json_stays_readable() -> None:
    assert harmless.json_text({"港口": "é 😀 ::x ##"}) == '{"港口": "é 😀 ::x ##"}'


@given(HOSTILE)
def test_a_github_command_is_one_line(text: str) -> None:
    for written in (harmless.command_data(text), harmless.command_property(text)):
        assert not acts_in_a_terminal(written)
        assert "\n" not in written
        assert not commands(f"at {written}")
    assert not re.search("[:,]", harmless.command_property(text))


# -- cells ------------------------------------------------------------------------------------------------------------


@given(HOSTILE)
def test_every_cell_comes_back_and_none_runs(text: str) -> None:
    safe = harmless.cell(text)
    assert harmless.uncell(safe) == text
    begin = re.sub(r"\A(?:[^\S\t\r\n]|\ufeff)+", "", safe)[:1]
    assert begin not in ("=", "@", "＝", "＠", "\t", "\r", "\n")
    # After a sign that stays, a blank or a figure, and nothing that calls, sums or leads elsewhere.
    if begin and begin in "+-＋－":
        assert re.fullmatch(r"\s*[+＋－-](?:[0-9 \u00a0\u3000])[^|!！｜]*", safe, re.DOTALL)
        assert not re.search(r"\w\s*\(|\d\s*[-+*/^&=<>]", safe)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        (" \r=1", "' \r=1"),
        ("\u2003=1", "'\u2003=1"),
        ("\x0b\ufeff@a", "'\x0b\ufeff@a"),
        (" a\nb", " a\nb"),
        ("-ize", "'-ize"),
        ("@office", "'@office"),
        ("\tx", "'\tx"),
        ("'=1", "''=1"),
        (" =1", "' =1"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("- cmd|' /C calc'!A0", "'- cmd|' /C calc'!A0"),
        ("+ SUM (1)", "'+ SUM (1)"),
        ("- A1", "'- A1"),
        ("－1＋1", "'－1＋1"),
        # What documents hold: a bullet, a temperature, a share, an apostrophe.
        ("- 选举劳资双方代表；", "- 选举劳资双方代表；"),
        ("- electing members of the committees", "- electing members of the committees"),
        ("-5 °C", "-5 °C"),
        ("+3.5 %", "+3.5 %"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_guarded_cells(text: str, cell: str) -> None:
    assert harmless.cell(text) == cell
    assert harmless.uncell(cell) == text


def test_an_apostrophe_of_others_stays() -> None:
    assert harmless.uncell("'tis") == "'tis"
    assert harmless.uncell("''tis") == "''tis"
