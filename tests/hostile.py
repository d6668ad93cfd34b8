"""Text that does something where it is shown, and what sees whether it still does."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import strategies as st

# Pieces that do something somewhere, and what may stand around them.
PIECES = [
    *("::error::", "::add-mask::x", "##[error]", "##vso[task.setvariable variable=a]", "::stop-commands::t"),
    *("\x1b]0;own\x07", "\x1b[2J", "\x1b[8m", "\x9b31m", "\x85", "\r", "\n", "\n\n", "\r\n"),
    *("\t", "\x00", "\x0b", "\x7f"),
    *("\u202e", "\u2066", "\u2069", "\u2028", "\u2029", "\ud800", "\udce9", "\ufffe"),
    *("</details>", "<h1>", "<img src=x>", "<!--", "-->", "```", "`", "``", "@someone", "#12", "GH-7"),
    "![x](https://e.invalid)",
    *("[a]: http://e.invalid", "|", "---", "===", "> ", "- ", "1. ", "1) ", "# ", "&#64;", "&amp;", "\\"),
    *("*b*", "_c_", "~~d~~"),
    *("https://e.invalid", "www.e.invalid", "a@b.example", "mailto:a@b.example", "$x$"),
    *("=1+1", "@SUM(A1)", "+1", "-1", "- 2", "=cmd|' /C calc'!A0", "＝1", "－1", "＠x", "＋1"),
    *("'", "''", " ", "\u3000", "\u00a0"),
    *("港口", "harbour", "17 亿", "3", "A1", ";", ",", '"'),
]  # fmt: skip
# Two halves of a character in a row are no text in Python, and the character itself to JSON.
_HALVES = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=6).map(
    lambda pieces: _HALVES.sub(" ", "".join(pieces))
)

_ACTIVE = frozenset(("Cc", "Cs", "Zl", "Zp"))
_TURNS = {
    chr(code)
    for code in range(0x3000)
    if unicodedata.bidirectional(chr(code)) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
}


def acts_in_a_terminal(text: str) -> list[str]:
    """The characters of a text that a terminal would obey, besides tabs and line feeds."""
    return [c for c in text if (unicodedata.category(c) in _ACTIVE and c not in "\t\n") or c in _TURNS]


def commands(text: str) -> list[str]:
    """The lines that a CI system would take for a command, by any line break that one knows."""
    lines = re.split("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)
    return [line for line in lines if line.strip().startswith("::") or re.search(r"##(vso)?\[", line, re.IGNORECASE)]
