"""Inline markup of Markdown: taken out of the text and remembered as marks.

Written for what converters leave behind: emphasis that lost one half, `<sup>` footnote marks, stray tags, entities.
Markup that is sure (`**`, known tags, `[text](address)`) goes even when its other half is missing; a single `*` or `_`
that has no other half stays, for it may be the author's.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Container, Mapping

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.marked_text import Marked, in_order
from duizhao.corpora.structure.raised import raised
from duizhao.corpora.structure.soft_lines import HARD_BREAK

_TOKEN = re.compile(
    r"""(?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<ticks>`+)
  | <sup>\s*(?P<sup>[^<]{1,12}?)\s*</sup>
  | (?<=[A-Za-z0-9)\]°])\^(?P<power>[-+−0-9a-z]{1,4})\^
  | (?<=[A-Za-z)\]])~(?P<below>[-+−0-9a-z]{1,4})~(?!~)
  | \[\^(?P<note>[^\]\s]{1,20})\]
  | \[!\[(?P<badge>[^\[\]\n]*)\]\([^()\n]*\)\](?:\((?P<behind>[^()\s]*)\)|\[[^\[\]\n]*\])
  | (?P<image>!)?\[(?P<linked>[^\[\]\n]*)\]
    \((?P<address>\{\{[^{}\n]*\}\}|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)
  | \[(?P<named>[^\[\]\n]+)\]\[(?P<name>[^\[\]\n]{0,80})\]
  | <(?P<auto>(?:https?://|mailto:)[^\s<>]+)>
  | <(?P<gone>rt|rp|del)(?:\s[^<>]*)?>(?P<inside>[^<]*)</(?P=gone)\s*>
  | <(?P<close>/)?(?P<tag>sup|sub|b|strong|i|em|u|s|del|ins|mark|small|span|font|a|br|p|div|center|wbr|code|kbd|samp
      |tt|ruby|rb|rt|rp)(?:\s[^<>]*)?/?>
  | (?P<call>\{\{[<%](?:(?!\{\{).){0,800}?[%>]\}\}|\{%-?.{0,800}?-?%\})
  | (?<=\))(?P<attributes>\{(?:[#.][\w:.-]+|[\w-]+=)[^{}\n]*\})
  | (?P<role>\{[A-Za-z][\w:.-]*\})(?=`)
  | (?P<strike>~~)
  | (?P<stars>\*+)
  | (?P<lines>_{1,3})
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)""",
    re.VERBOSE,
)

_SHOWN = re.compile(r"\stext\s*=\s*(?:\"([^\"]+)\"|'([^']+)')")
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strike",
    "del": "strike",
    "sub": "subscript",
    "sup": "superscript",
    "mark": "highlight",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
# What a footnote mark looks like: digits, a letter, asterisks, daggers.
_NOTE = re.compile(r"\[?(?:\d{1,3}|[a-z]|\*{1,3}|[†‡§¶])\]?$")
_UNIT_BEFORE = re.compile(r"(?:^|[\s\d(])(?:[kcdm]?m|10)$")


class _Writer:
    """Collects text and marks; emphasis is opened and closed by toggling."""

    def __init__(self, notes: Container[str] | None) -> None:
        self.notes = notes
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.open: dict[str, int] = {}
        # Where single stars and underscores stand that can close emphasis; found when first asked for.
        self.closings: dict[str, list[int]] = {}

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def mark(self, kind: str, text: str, value: str = "") -> None:
        self.marks.append(Mark(kind, Span(self.length, self.length + len(text)), value))
        self.write(text)

    def toggle(self, kind: str, *, opens: bool, closes: bool) -> None:
        if kind in self.open and closes:
            self.close(kind)
        elif kind not in self.open and opens:
            self.open[kind] = self.length

    def close(self, kind: str) -> None:
        start = self.open.pop(kind, None)
        if start is not None and start < self.length:
            self.marks.append(Mark(kind, Span(start, self.length)))


def parse(source: str, links: Mapping[str, str] | None = None, notes: Container[str] | None = None) -> Marked:
    """The text of a piece of Markdown, and its markup as marks (bold, italic, footnote, link, code…).

    `links` are the addresses that the file defines by name, in small letters: `[the annex][1]` is a link only where `1`
    is one of them. `notes` are the labels of the notes that the file has, where known. A `<br>` is a HARD_BREAK.

    >>> parse("**29.** See <sup>1</sup> [here](a.md)")[0]
    '29. See  here'
    """
    out = _Writer(notes)
    at = 0
    source = source.replace("\u2060", "")
    # Runs of back quotes by length: what opens code is closed by the next run of the same length.
    runs: dict[int, list[int]] = {}
    for ticks in re.finditer("`+", source):
        runs.setdefault(len(ticks[0]), []).append(ticks.start())
    while match := _TOKEN.search(source, at):
        out.write(source[at : match.start()])
        at = match.end()
        if match["named"] is not None:
            address = (links or {}).get((match["name"] or match["named"]).lower())
            if address is None:
                out.write("[")
                at = match.start() + 1
            else:
                out.mark("link", match["named"], address)
        elif match["ticks"]:
            closing = _next(runs.get(len(match[0]), []), at)
            if closing is None:
                out.write(match[0])
            else:
                out.mark("code", source[at:closing].strip() or source[at:closing])
                at = closing + len(match[0])
        else:
            _token(out, match, source)
    out.write(source[at:])
    # Emphasis that was never closed: a line of bold that lost its end is bold to the end of the paragraph.
    for kind in list(out.open):
        out.close(kind)
    return Marked("".join(out.parts), in_order(out.marks))


def _next(places: list[int], at: int) -> int | None:
    """The first of the places, which are in order, that is not before `at`."""
    i = bisect_left(places, at)
    return places[i] if i < len(places) else None


def _token(out: _Writer, match: re.Match[str], source: str) -> None:
    """Write one token of markup."""
    if match["escape"]:
        out.write(match["escape"][1])
    elif match["sup"] is not None:
        _superscript(out, match["sup"])
    elif match["power"]:
        # As Pandoc writes it, in which a note is never raised so.
        out.mark("superscript", raised("".join(out.parts[-2:]), match["power"]))
    elif match["below"]:
        out.mark("subscript", match["below"])
    elif match["note"]:
        out.mark("footnote", "", match["note"])
    elif match["badge"] is not None:
        out.mark("link", match["badge"], match["behind"] or "")
    elif match["linked"] is not None:
        out.mark("image" if match["image"] else "link", match["linked"], match["address"])
    elif match["auto"]:
        out.mark("link", match["auto"].removeprefix("mailto:"), match["auto"])
    elif match["gone"]:
        if match["gone"] != "rp":
            kind = "deleted" if match["gone"] == "del" else "ruby"
            out.marks.append(Mark(kind, Span(out.length, out.length), match["inside"]))
    elif match["call"] and (shown := _SHOWN.search(match["call"])):
        # `{{< glossary_tooltip text="pods" … >}}`: the page shows these words.
        out.mark("markup", shown[1] or shown[2], match["call"])
    elif match["call"] or match["role"] or match["attributes"]:
        out.marks.append(Mark("markup", Span(out.length, out.length), match[0]))
    elif match["tag"]:
        _tag(out, match["tag"], bool(match["close"]))
    elif match["strike"]:
        out.toggle("strike", opens=True, closes=True)
    elif match["entity"]:
        out.write(html.unescape(match["entity"]))
    else:
        _emphasis(out, match, source)


def _superscript(out: _Writer, text: str) -> None:
    """A footnote mark, which leaves no text; or an exponent, which does."""
    before = "".join(out.parts[-2:])
    label = text.strip("[]")
    # Behind a figure it is a note only where the file has that note: 2020 with note 3, but 100 to the power of 2.
    figure = before[-1:].isdecimal() and out.notes is not None and label not in out.notes
    if _NOTE.match(text) and not figure and not _UNIT_BEFORE.search(before):
        out.mark("footnote", "", label)
    else:
        out.mark("superscript", raised(before, text))


def _tag(out: _Writer, tag: str, closing: bool) -> None:
    if tag in ("br", "p", "div"):
        out.write(HARD_BREAK)
    elif tag in _TAGS:
        if closing:
            out.close(_TAGS[tag])
        else:
            out.open.setdefault(_TAGS[tag], out.length)


def _emphasis(out: _Writer, match: re.Match[str], source: str) -> None:
    """Runs of `*` and `_`: one is italic, two bold, three both."""
    run = match[0]
    start, end = match.span()
    before = source[start - 1] if start else " "
    after = source[end] if end < len(source) else " "
    opens, closes = not after.isspace(), not before.isspace()
    if len(run) > 3 or (run[0] == "_" and before.isalnum() and after.isalnum()):
        out.write(run)
    elif len(run) == 1:
        # Without its other half a star is a footnote mark or a multiplication sign: left as it is.
        if "italic" in out.open and closes:
            out.close("italic")
        elif "italic" not in out.open and opens and _has_closing(out, source, end, run):
            out.open["italic"] = out.length
        else:
            out.write(run)
    elif run[0] == "_" and "bold" not in out.open and not (opens and run in source[end:]):
        out.write(run)
    else:
        out.toggle("bold", opens=opens, closes=closes)
        if len(run) == 3:
            out.toggle("italic", opens=opens, closes=closes)


def _has_closing(out: _Writer, source: str, at: int, star: str) -> bool:
    """Whether a single star later in the source can close this one."""
    if star not in out.closings:
        closing = rf"(?<![\s{re.escape(star)}\\]){re.escape(star)}(?!{re.escape(star)})"
        if star == "_":
            closing += r"(?![^\W_])"
        out.closings[star] = [match.start() for match in re.finditer(closing, source)]
    return _next(out.closings[star], at) is not None
