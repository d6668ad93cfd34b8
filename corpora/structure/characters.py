"""The characters of a text: what no text should hold taken out, radicals and wide-set titles mended, raised figures of
notes remembered as marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container

from duizhao.corpora.language.radicals import mended
from duizhao.corpora.language.scripts import HAN, is_han
from duizhao.corpora.model import Mark, Notice, Span
from duizhao.corpora.saying import say
from duizhao.corpora.structure.marked_text import Edit, Marked, edit, wide

#: Raised figures as plain ones.
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_LETTER_SPACED = re.compile(r"[^\W\d_](?:[ \u3000]+[^\W\d_]){2,}")


def close_letter_spacing(marked: Marked) -> Marked:
    """A title set wide (`理 事 会`, `R E P O R T`) as the word it is; the mark `letter-spaced` keeps what was printed.

    Only when the whole text is single characters with blanks between them, at least three Chinese or four Latin; a
    wider gap between Latin letters is a word space.
    """
    text = marked.text
    if not _LETTER_SPACED.fullmatch(text):
        return marked
    letters = text.split()
    if not (all(map(is_han, letters)) or (len(letters) >= 4 and all(c.isupper() for c in letters))):
        return marked
    edits = [
        Edit(m.start(), m.end(), " " if len(m[0]) > 1 and not is_han(text[0]) else "")
        for m in re.finditer(r"\s+", text)
    ]
    closed = edit(marked, edits)
    return Marked(closed.text, (*closed.marks, Mark("letter-spaced", Span(0, len(closed.text)), text)))


# Characters that no text should hold: controls, the byte order mark inside a text, replacement and noncharacters, and
# directional marks. Zero-width space and soft hyphen are line-breaking hints: taken out without a word.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# So are the marks that only say in which direction a neutral character runs.
_HINT = re.compile("[\u200b\u200e\u200f\u061c\u2060\u00ad\u2010\u2011]")
# A hyphen where no line may break, and the hyphen that typesetters tell from the minus, are hyphens.
_HYPHENS = frozenset("\u2010\u2011")


def without_controls(marked: Marked, line: int | None) -> tuple[Marked, tuple[Notice, ...]]:
    """The text without control characters, with a notice for each kind that was there."""
    found = Counter(_CONTROL.findall(marked.text))
    pattern = _CONTROL if found else _HINT
    if found or _HINT.search(marked.text):
        pattern = re.compile(f"{_CONTROL.pattern}|{_HINT.pattern}")
        marked = edit(
            marked, [Edit(m.start(), m.end(), "-" if m[0] in _HYPHENS else "") for m in pattern.finditer(marked.text)]
        )
    notices = tuple(
        Notice(
            "text.control",
            say(
                "control character U+{ord:04X} left out{which}",
                ord=ord(char),
                which=(say(" ({n} times)", n=n) if n > 1 else ""),
            ),
            line=line,
        )
        for char, n in sorted(found.items())
    )
    return marked, notices


# Behind a word or a mark of punctuation; behind fewer letters it is an exponent: km², m³.
_RAISED = re.compile(
    r"(?:(?<=[A-Za-z]{3})|(?<=[" + HAN + r"][" + HAN + r"。，；：”》）])|(?<=[a-z)”’][.,;:)”’]))[¹²³⁴-⁹][⁰¹²³⁴-⁹]{0,2}"
)


# How a note begins: `1 See also GB.1/2.`, `¹见上文。`
_NOTE_FIGURE = re.compile(r"\s*(?:(\d{1,2})\s+(?=\S)|([¹²³⁴-⁹][⁰¹²³⁴-⁹]?)\s*(?=\S))")


def note_figure(text: str) -> str:
    """The figure with which a text begins as notes do, raised or plain; "" where none does."""
    match = _NOTE_FIGURE.match(text)
    return (match[1] or match[2]) if match else ""


def take_raised_figures(marked: Marked, labels: Container[str]) -> Marked:
    """Footnote marks that are written as raised figures (`Justice¹`) taken out of the text and remembered as marks.

    `labels` are those of the notes that the document has: a ² that no note answers is part of a name.
    """
    found = [m for m in _RAISED.finditer(marked.text) if m[0].translate(SUPERSCRIPTS) in labels]
    if not found:
        return marked
    clean = edit(marked, [Edit(m.start(), m.end()) for m in found])
    marks, gone = [], 0
    for match in found:
        at = match.start() - gone
        marks.append(Mark("footnote", Span(at, at), match[0].translate(SUPERSCRIPTS)))
        gone += len(match[0])
    return Marked(clean.text, (*clean.marks, *marks))


def close_note_gaps(marked: Marked) -> Marked:
    """No blank where a footnote mark stood between Chinese characters: `联盟。<sup>1</sup> 该` is one run of text."""
    edits = []
    for mark in marked.marks:
        at = mark.span.start
        if mark.kind != "footnote" or not 0 < at < len(marked.text):
            continue
        for gap in (at, at - 1):
            before, after = marked.text[gap - 1 : gap], marked.text[gap + 1 : gap + 2]
            if marked.text[gap] == " " and (
                not after or not before or wide(before) or wide(after) or after in ".,;:)?!"
            ):
                edits.append(Edit(gap, gap + 1))
                break
    unique = sorted(set(edits))
    return edit(marked, unique)


def without_radicals(marked: Marked) -> tuple[Marked, str]:
    """The text with radicals (⻓, ⼯) as the characters they stand for, one for one, and the radicals that were there:
    what text copied out of a PDF file holds, where a font draws both alike."""
    text, found = mended(marked.text)
    return Marked(text, marked.marks), found


def radicals_notice(found: str, line: int | None) -> tuple[Notice, ...]:
    """That radicals were read as characters: how many, the first few, and the line of the first."""
    if not found:
        return ()
    shown = " ".join(dict.fromkeys(found))
    shown = shown if len(shown) <= 19 else f"{shown[:19]} …"
    count = say("radical is") if len(found) == 1 else say("radicals are")
    verb = say("the character it stands for") if len(found) == 1 else say("the characters they stand for")
    return (
        Notice(
            "text.radicals",
            say("{found} {count} read as {verb}: {shown}", found=len(found), count=count, verb=verb, shown=shown),
            line=line,
        ),
    )
