"""Lines as one text: broken words mended, nothing between Chinese lines, footnote marks taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from duizhao.corpora.language.scripts import HAN, is_han
from duizhao.corpora.model import Mark, Span
from duizhao.corpora.readers.pdf.furniture import PageLines, mark_labels
from duizhao.corpora.readers.pdf.lines import Line
from duizhao.corpora.structure.marked_text import Edit, Marked, edit, in_order, join, tidy

# A line may be broken after a dash or stroke that stands between two words without blanks.
_DASH = re.compile(r"\S[–—/]$|\w-$")
_APART = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
_CLOSE = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
# Parts of compounds that are no words by themselves.
_PREFIXES = frozenset(
    (
        "anti",
        "cross",
        "ex",
        "half",
        "inter",
        "mid",
        "multi",
        "non",
        "one",
        "post",
        "pre",
        "self",
        "semi",
        "sub",
        "two",
        "well",
    )
)
# A figure raised behind a figure, a unit or a symbol of one or two letters, or a bracket.
_EXPONENT = re.compile(r"[-−+]?\d{1,3}")
_RAISED_TO = re.compile(r"(?:\d|(?<![A-Za-z])[A-Za-zµμ]{1,3}|[)\]])$")
_SUPERSCRIPTS = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
# Letters of a word at a line's end that are looked at.
_LONGEST_WORD = 60
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


@dataclass(slots=True)
class Joiner:
    """What the whole document says of how its lines are to be joined: its words, and the labels of its notes."""

    sheets: Sequence[PageLines]
    _labels: set[str] = field(default_factory=set)
    _words: Counter[str] = field(default_factory=Counter)
    _breaks_words: bool = True
    # Whether Chinese and Latin characters stand apart within its lines.
    _sets_apart: bool = False

    def __post_init__(self) -> None:
        self._labels = {label for sheet in self.sheets for label, _ in sheet.notes if label}
        self._count_words()

    def text(self, lines: Sequence[Line]) -> Marked:
        """Lines as one text: broken words joined, nothing between Chinese lines, footnote marks taken out."""
        text = Marked("")
        for line in lines:
            piece = self._marked(line)
            left = re.search(r"([A-Za-z]+)-$", text.text[-_LONGEST_WORD:]) if text.text.endswith("-") else None
            right = re.match(r"([A-Za-z]+)", piece.text)
            if left and right and self._is_broken_word(left[1], right[1]):
                text = _put_together(edit(text, [Edit(len(text.text) - 1, len(text.text))]), piece)
            else:
                text = self._joined(text, piece)
        return tidy(text)

    def _joined(self, left: Marked, right: Marked) -> Marked:
        """Two lines as one text, where no word was broken."""
        if not left.text or not right.text:
            return join(left, right)
        if _DASH.search(left.text[-2:]) and not re.match(r"(?:and|or|to)\b", right.text):
            return _put_together(left, right)
        a, b = left.text[-1], right.text[0]
        mixed = (is_han(a) and b.isascii() and b.isalnum()) or (is_han(b) and a.isascii() and a.isalnum())
        if mixed and self._sets_apart:
            return _put_together(Marked(f"{left.text} ", left.marks), right)
        return join(left, right)

    def _marked(self, line: Line) -> Marked:
        """A line's text with its marks."""
        looks = (("bold", line.bold_runs), ("italic", line.italic_runs))
        marks = [Mark(kind, Span(start, start + length)) for kind, runs in looks for start, length in runs]
        marked = Marked(line.text, in_order(marks))
        for start, length in reversed(line.raised):
            label = line.text[start : start + length].strip("[]()（）〔〕 .")
            if start and label in self._labels and label in mark_labels(line, start, length):
                marked = edit(marked, [Edit(start, start + length)])
                marked = Marked(marked.text, in_order((*marked.marks, Mark("footnote", Span(start, start), label))))
            elif start and _EXPONENT.fullmatch(label) and _RAISED_TO.search(line.text[:start].rstrip(" ")):
                # 10⁹ is not 109.
                raised = line.text[start : start + length].translate(_SUPERSCRIPTS)
                base = len(line.text[:start].rstrip(" "))
                marked = edit(marked, [Edit(base, start + length, raised)])
        return marked

    def _count_words(self) -> None:
        """The words of the document, for telling a broken word from a compound; and whether it breaks words at all."""
        ends: list[tuple[str, str]] = []
        before = ""
        for sheet in self.sheets:
            for line in sheet.body:
                words = _WORD.findall(line.text)
                if before and words:
                    ends.append((before, words[0]))
                # The last word of a line may be half of one, and so may the first of the next.
                cut = line.text.endswith("-") and bool(words)
                self._words.update(w.lower() for w in words[bool(before) : len(words) - cut])
                before = words[-1] if cut else ""
        text = "\n".join(line.text for sheet in self.sheets for line in sheet.body)
        self._sets_apart = len(_APART.findall(text)) > len(_CLOSE.findall(text))
        known = sum(self._words[(a + b).lower()] > self._words[f"{a}-{b}".lower()] for a, b in ends)
        # A document that breaks words breaks some that it also prints whole.
        lines = sum(len(sheet.body) for sheet in self.sheets)
        self._breaks_words = known > 0.15 * len(ends) or (len(ends) < 3 and lines < 40)

    def _is_broken_word(self, left: str, right: str) -> bool:
        """Whether the hyphen at a line's end only broke a word. The document's other words decide; where they say
        nothing, a hyphen between two words of the document is a compound's own."""
        whole, compound = self._words[(left + right).lower()], self._words[f"{left}-{right}".lower()]
        if whole != compound:
            return whole > compound
        if not self._breaks_words or right[0].isupper() or left.isupper() or left.lower() in _PREFIXES:
            return False
        return not (self._words[left.lower()] and self._words[right.lower()])


def _put_together(left: Marked, right: Marked) -> Marked:
    """Two pieces with nothing between them."""
    shift = len(left.text)
    moved = (Mark(m.kind, Span(m.span.start + shift, m.span.end + shift), m.value) for m in right.marks)
    return Marked(left.text + right.text, (*left.marks, *moved))
