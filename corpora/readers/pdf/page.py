"""A page of a PDF as glyphs with their places, by way of PDFium: the only module that touches the library.

Coordinates are PDF points (1/72 inch) with the origin at the lower left of the page as it is shown; y is the baseline.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from duizhao.corpora.language.table import is_han

# A page of small print holds 10,000 characters; a drawing made of letters may hold millions.
MAX_GLYPHS = 60_000
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|simhei|黑体|黑體|heiti", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kaiti|楷体|楷體", re.IGNORECASE)
# A rule is at most so thick and at least so long, in points.
_THIN, _RULE = 2.5, 6.0
_FORCE_BOLD, _ITALIC = 1 << 18, 1 << 6


class Glyph(NamedTuple):
    """A character at its place: left and right edge, baseline, size of its type, and how it looks."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool


class Rule(NamedTuple):
    """A thin straight line, by its edges."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right, and not up."""
        return self.x1 - self.x0 >= self.y1 - self.y0

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def at(self) -> float:
        """Where it stands: its height, or its distance from the left."""
        return self.y if self.level else self.x

    @property
    def start(self) -> float:
        return self.x0 if self.level else self.y0

    @property
    def end(self) -> float:
        return self.x1 if self.level else self.y1


@dataclass(slots=True)
class Page:
    """What stands on a page. `dots` are small round or square shapes (left, right, middle height), `rules` thin lines;
    `pictures` counts images; `turned` and `unmapped` count characters that are not read:
    those that run up or down the page, and those whose font does not say which character they are."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    dots: list[tuple[float, float, float]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: int = 0
    turned: int = 0
    unmapped: int = 0
    radicals: int = 0
    cut: bool = False


class _Look(NamedTuple):
    """How the characters of a text object look; `em` is the width that their size stands for."""

    size: float
    em: float
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the coordinates of a page's content to those of the page as it is shown: its box may begin anywhere, and the
    page may be turned by quarters (clockwise), as landscape pages often are. Sizes are those of the unturned box."""

    quarters: int
    left: float
    bottom: float
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        turned = ((x, y), (y, self.width - x), (self.width - x, self.height - y), (self.height - y, x))
        return turned[self.quarters]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """Where text runs that runs along (a, b)."""
        return ((a, b), (b, -a), (-a, -b), (-b, a))[self.quarters]


def read_page(page: Any, number: int) -> Page:
    """The glyphs, dots and pictures of a PDFium page; `number` counts from 1."""
    width, height = page.get_size()
    found = Page(number, width, height)
    quarters = page.get_rotation() // 90 % 4
    # What is shown is the part of the crop box that lies on the sheet.
    left, bottom = (max(pair) for pair in zip(page.get_cropbox()[:2], page.get_mediabox()[:2], strict=True))
    frame = _Frame(quarters, left, bottom, *((height, width) if quarters % 2 else (width, height)))
    _objects(page, found, frame)
    text = page.get_textpage()
    try:
        _glyphs(text, found, frame)
    finally:
        text.close()
    return found


def _glyphs(text: Any, page: Page, frame: _Frame) -> None:
    import pypdfium2.raw as pdfium

    count = text.count_chars()
    if count > MAX_GLYPHS:
        count, page.cut = MAX_GLYPHS, True
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    looks: dict[int, tuple[_Look, bool]] = {}
    fonts: dict[int, tuple[bool, bool]] = {}
    place: tuple[int, float, float] | None = None
    high = pieces = 0
    for i in range(count):
        item = pdfium.FPDFText_GetTextObject(text, i)
        if not item:
            # Spaces and line breaks that PDFium adds by its own judgement; ours is made from the places.
            continue
        code = pdfium.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        key = ctypes.addressof(item.contents)
        if key not in looks:
            looks[key] = _look(pdfium, text, i, item, fonts, frame)
        look, level = looks[key]
        if not level:
            page.turned += 1
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, i, box) or not pdfium.FPDFText_GetCharOrigin(text, i, x, y):
            continue
        char = _character(code, page)
        left, _, right, _ = frame.box(box.left, box.bottom, box.right, box.top)
        start, base = frame.point(x.value, y.value)
        if char and -5 <= left <= page.width + 5 and -5 <= base <= page.height + 5:
            if is_han(char):
                # Some fonts only tell the ink; the cell is as wide as the type is large.
                left, right = min(left, start), max(right, start + look.em)
            if (key, x.value, y.value) != place:
                _spread(page.glyphs, pieces)
                place, pieces = (key, x.value, y.value), 0
            page.glyphs.append(Glyph(char, left, right, base, look.size, look.bold, look.italic))
            pieces += 1
    _spread(page.glyphs, pieces)


def _spread(glyphs: list[Glyph], count: int) -> None:
    """Give each of the last `count` glyphs, which are the letters of one ligature (ff, ffi, st), its share of the
    place. For some fonts PDFium reports the whole of it for each of them."""
    if count < 2:
        return
    pieces = glyphs[-count:]
    left, right = pieces[0].x0, pieces[0].x1
    if any((g.x0, g.x1) != (left, right) for g in pieces):
        return
    share = (right - left) / count
    glyphs[-count:] = [g._replace(x0=left + i * share, x1=left + (i + 1) * share) for i, g in enumerate(pieces)]


def _character(code: int, page: Page) -> str:
    """The character of a code: ligatures opened, Kangxi radicals as the ideographs they stand for, controls dropped."""
    if code in (0x00, 0x02, 0xFFFE, 0xFFFF, 0xFFFD) or 0xE000 <= code <= 0xF8FF:
        # 0x02 is how PDFium reports a hyphen at a line's end.
        if code == 0x02:
            return "-"
        if 0xF000 <= code <= 0xF0FF:
            # A symbol font: its bullets are known signs.
            from duizhao.corpora.structure.number_formats import sign

            return sign(chr(code))
        page.unmapped += 1
        return ""
    char = chr(code)
    if 0x2F00 <= code <= 0x2FD5:
        # Fonts share one drawing between 工 and the radical U+2F2F, and some producers name the radical.
        page.radicals += 1
        return unicodedata.normalize("NFKC", char)
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", char)
    if code == 0xAD:
        return "-"
    if code in (0x09, 0x0A, 0x0D, 0xA0) or unicodedata.category(char) == "Zs":
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cs", "Cn") else char


def _look(
    pdfium: Any, text: Any, i: int, item: Any, fonts: dict[int, tuple[bool, bool]], frame: _Frame
) -> tuple[_Look, bool]:
    """Size, weight and slant of the characters of one text object, and whether they run level. Browsers make a text
    object of every character, so what is known of a font is kept in `fonts`."""
    matrix = pdfium.FS_MATRIX()
    scale, across, level = 1.0, 1.0, True
    if pdfium.FPDFText_GetMatrix(text, i, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        across = math.hypot(matrix.a, matrix.b) or 1.0
        along, up = frame.direction(matrix.a, matrix.b)
        level = abs(up) < 0.1 * max(abs(along), 1e-6) and along > 0
    font = pdfium.FPDFTextObj_GetFont(item)
    key = ctypes.addressof(font.contents) if font else 0
    if key not in fonts:
        fonts[key] = _weight_and_slant(pdfium, text, i)
    size = pdfium.FPDFText_GetFontSize(text, i)
    return _Look(round(size * scale, 2), size * across, *fonts[key]), level


def _weight_and_slant(pdfium: Any, text: Any, i: int) -> tuple[bool, bool]:
    """Whether a character's font is bold and whether it is italic, by its weight, flags and name."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, i, name, 128, flags)
    font = name.value.decode("utf-8", "ignore")
    heavy = pdfium.FPDFText_GetFontWeight(text, i) >= 600 or bool(flags.value & _FORCE_BOLD)
    return heavy or bool(_BOLD_NAME.search(font)), bool(flags.value & _ITALIC) or bool(_ITALIC_NAME.search(font))


def _objects(page: Any, found: Page, frame: _Frame) -> None:
    """Dots, rules and pictures of a page."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    # A map or chart may be drawn with a million strokes; a text page has some hundreds.
    for i in range(min(pdfium.FPDFPage_CountObjects(page), 20_000)):
        item = pdfium.FPDFPage_GetObject(page, i)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            found.pictures += kind == pdfium.FPDF_PAGEOBJ_IMAGE
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            x0, y0, x1, y1 = frame.box(left.value, bottom.value, right.value, top.value)
            wide, high = x1 - x0, y1 - y0
            if 1.5 <= wide <= 8 and 0.8 < wide / max(high, 0.1) < 1.25:
                found.dots.append((x0, x1, (y0 + y1) / 2))
            elif min(wide, high) <= _THIN and max(wide, high) >= _RULE:
                found.rules.append(Rule(x0, y0, x1, y1))
