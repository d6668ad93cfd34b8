"""Whether text that is set as code (indented, preformatted) is code, or writing that somebody set that way."""

from __future__ import annotations

import re

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.structure.line_shape import finished

_WORD = re.compile(r"[A-Za-z]{2,}(?:['’-][A-Za-z]+)*")
# What programs are full of and sentences are not.
_SYMBOL = re.compile(r"[{}<>=$`|\\_#*&@^~\[\]+]|\)\s*[;{]|--|::|://")
_NUMBERED = re.compile(r"[(]?(?:\d{1,3}|[a-z])[.)]\s+[A-Z]")
_TITLE_LINE = re.compile(r"(?:(?:[A-Z0-9][\w’'.,:&()/-]*+|of|and|the|for|in|on|to|by|with|a|an)(?:\s++(?=\S)|$))++")


def is_prose(text: str) -> bool:
    """Whether most of a preformatted text is sentences, Chinese, or lines set as titles: what a reader reads.

    Fences say that something is code; an indent or `<pre>` says only that it is set as it was typed. Laws, letters and
    title pages are published so too.

    >>> is_prose("kiln list --all\\nkiln count"), is_prose("The kiln is lit at dawn and watched all day.")
    (False, True)
    """
    total = prose = 0
    for paragraph in re.split(r"\n\s*\n", text):
        letters = sum(map(str.isalpha, paragraph))
        total += letters
        prose += letters if _is_written(paragraph) else 0
    return total > 0 and 2 * prose >= total


def _is_written(paragraph: str) -> bool:
    joined = " ".join(paragraph.split())
    letters = sum(map(str.isalpha, joined))
    symbols = len(_SYMBOL.findall(joined))
    if 2 * sum(map(is_han, joined)) > letters:
        return symbols <= 0.05 * letters
    if symbols > 0.02 * max(letters, 1):
        return False
    numbered = _NUMBERED.match(joined) is not None
    if finished(joined) and not joined.endswith(";") and len(_WORD.findall(joined)) >= (1 if numbered else 4):
        return True
    return all(_is_title_line(line.strip()) for line in paragraph.splitlines() if line.strip())


def _is_title_line(line: str) -> bool:
    """Whether the words of a line begin with capitals, as on title pages."""
    return any(map(str.isupper, line)) and _TITLE_LINE.fullmatch(line) is not None
