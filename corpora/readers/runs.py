"""Text put together from runs, with its marks: what the readers of marked-up formats (DOCX, ODT, HTML) share."""

from __future__ import annotations

import re

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.marked_text import Marked, in_order, tidy, wide
from duizhao.corpora.structure.soft_lines import paragraphs

#: A line break of a file's source, which the page shows as a space.
SOFT_BREAK = "\r"
_SOFT = re.compile(r"(?<![ \t\r])[ \t]*+\r[ \t\r]*+")


def _soft(match: re.Match[str]) -> str:
    """As many blanks as there were, or line breaks between two Chinese characters: nobody breaks the source there to
    make a space. The length stays, so that marks keep their places."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return ("\n" if before and after and wide(before) and wide(after) else " ") * len(match[0])


class Runs:
    """A paragraph being read: text that grows run by run, and the marks on it.

    White space is kept as it comes, and collapsed once, when the text is taken. A line that the writer ended by hand
    ends in a HARD_BREAK.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []

    def add(self, text: str, *kinds: str) -> Span:
        """Add a run with the markup it carries (`bold`, `italic`…); the span that it takes in the raw text."""
        start = self._length
        if text:
            self._parts.append(text)
            self._length += len(text)
            for kind in kinds:
                self.mark(kind, start)
        return Span(start, self._length)

    @property
    def length(self) -> int:
        """How much raw text there is."""
        return self._length

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be read yet."""
        return not any(part.strip() for part in self._parts)

    @property
    def tail(self) -> str:
        """The last of the raw text."""
        return "".join(self._parts[-2:])[-16:]

    def anchor(self, kind: str, value: str) -> None:
        """Remember what stands here and is no text: a footnote mark, a deleted word."""
        self._marks.append(Mark(kind, Span(self._length, self._length), value))

    def mark(self, kind: str, start: int, value: str = "") -> None:
        """Remember markup from `start` to here; neighbours of one kind become one mark, as a writer sees it."""
        end = self._length
        if start == end:
            return
        for i in range(len(self._marks) - 1, max(-1, len(self._marks) - 4), -1):
            last = self._marks[i]
            if (last.kind, last.value, last.span.end) == (kind, value, start):
                self._marks[i] = Mark(kind, Span(last.span.start, end), value)
                return
        self._marks.append(Mark(kind, Span(start, end), value))

    def note(self, label: str) -> None:
        """A footnote mark stands here."""
        self.anchor("footnote", label)

    def take(self) -> Marked:
        """The paragraph as one text, tidied; and start anew."""
        return tidy(self._raw())

    def take_paragraphs(self, *, labelled: bool = False) -> list[Marked]:
        """The paragraphs that HARD_BREAKs make of it, tidied, at least one; and start anew. `labelled` says that the
        format gives it a number or a mark."""
        return paragraphs(self._raw(), labelled=labelled)

    def _raw(self) -> Marked:
        """The text as it came, and start anew."""
        text = _SOFT.sub(_soft, "".join(self._parts))
        marked = Marked(text, in_order(self._marks))
        self._parts, self._length, self._marks = [], 0, []
        return marked
