"""What the codes of a PDF's characters stand for: letters of fonts that draw signs, ligatures, radicals, halves."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from duizhao.corpora.language.radicals import mended
from duizhao.corpora.readers.pdf.page import Page
from duizhao.corpora.structure.number_formats import sign

# Nothing among these is counted: a page of plain text is soon done.
COMMON = frozenset((*range(1, 0x2E80), *range(0x3000, 0xD800), *range(0xFF01, 0xFFFC)))
_NO_TEXT = frozenset((0x00, 0xFFFE, 0xFFFF, 0xFFFD))


def signs(codes: Sequence[int], fonts: Sequence[str]) -> list[int]:
    """The codes, those of a font of signs in the private use area, where its signs are known: Word says of its bullet
    ▪ that it is the letter § of Wingdings."""
    if not any(fonts):
        return list(codes)
    return [
        code + 0xF000 if font in ("Wingdings", "Webdings") and 0x20 < code < 0x100 else code
        for code, font in zip(codes, fonts, strict=True)
    ]


def meanings(codes: list[int]) -> list[str]:
    """What each code stands for, "" for what is not read. Where PDFium gives a character in two halves (surrogates),
    the second stands for it."""
    for i, code in enumerate(codes) if any(0xD800 <= code < 0xE000 for code in set(codes)) else ():
        if 0xDC00 <= code < 0xE000 and i and 0xD800 <= codes[i - 1] < 0xDC00:
            codes[i] = 0x10000 + ((codes[i - 1] - 0xD800) << 10) + (code - 0xDC00)
    known = {code: _character(code) for code in set(codes)}
    return [known[code] for code in codes]


def _character(code: int) -> str:
    """The character of a code: ligatures opened, radicals as the ideographs they stand for, controls dropped."""
    if code in (0x02, 0xAD, 0x2010, 0x2011):
        # 0x02 is how PDFium reports a hyphen at a line's end; the two of Unicode are what programs set for it.
        return "-"
    if 0xF000 <= code <= 0xF0FF:
        # A symbol font: its bullets are known signs.
        return sign(chr(code))
    if code in _NO_TEXT or 0xE000 <= code <= 0xF8FF:
        return ""
    char = chr(code)
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", char)
    if 0x2E80 <= code <= 0x2FD5:
        # Fonts share one drawing between 工 and the radical U+2F2F, and some producers name the radical.
        return mended(char)[0]
    if code in (0x09, 0x0A, 0x0D, 0xA0) or unicodedata.category(char) == "Zs":
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cs", "Cn") else char


def count(code: int, page: Page) -> None:
    """Remember a character that is read as another, or not read because its font does not say which it is."""
    if code < 0xD800:
        page.radicals += mended(chr(code))[1]
    elif not _character(code) and (code in _NO_TEXT or 0xE000 <= code <= 0xF8FF):
        page.unmapped += 1
