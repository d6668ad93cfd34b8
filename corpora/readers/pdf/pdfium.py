"""A page of a PDF as glyphs with their places, by way of PDFium: the only module that touches the library.

PDFium answers for one character a call, and a call from Python costs more than the answer. So each question is put
for all characters of a page at once: under prototypes of our own, whose arguments are plain integers, `map` calls the
library without a line of Python between two characters, and the answers lie in arrays.
"""

from __future__ import annotations

import ctypes
import functools
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.readers.pdf.codes import COMMON, meanings, signs
from duizhao.corpora.readers.pdf.codes import count as count_code
from duizhao.corpora.readers.pdf.page import Aside, Glyph, Page, RuledLine
from duizhao.corpora.readers.pdf.vertical import on_its_side, runs_down

# A page of small print holds 10,000 characters; a drawing made of letters may hold millions.
MAX_GLYPHS = 60_000
# A map or chart may be drawn with a million strokes; a text page has some hundreds.
_MAX_OBJECTS = 20_000
# A page of links has hundreds.
_MAX_ANNOTATIONS = 5_000
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|simhei|黑体|黑體|heiti", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kaiti|楷体|楷體", re.IGNORECASE)
# A rule is at most so thick and at least so long, in points.
_THIN, _RULE = 2.5, 6.0
_SIGNS_NAME = re.compile(r"Wingdings|Webdings|ZapfDingbats")
_FORCE_BOLD, _ITALIC = 1 << 18, 1 << 6
# What lies further outside the page is not shown, in points.
_MARGIN = 5
# Every so many characters of a text that came in one call are compared with what PDFium says of each.
_SAMPLED = 64
# Of so many characters in turn one is asked for its text object, and all where two that follow disagree.
_STRIDE = 8

Floats = NDArray[np.float64]


class _Look(NamedTuple):
    """How the characters of a text object look; `em` is the width that their size stands for; `symbols` names the font
    if its letters are drawn as signs; `level` says whether they run from left to right, `down` from top to bottom."""

    size: float
    em: float
    bold: bool
    italic: bool
    symbols: str
    level: bool
    down: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the coordinates of a page's content to those of the page as it is shown: its box may begin anywhere, and the
    page may be turned by quarters (clockwise), as landscape pages often are. Sizes are those of the unturned box.
    Places may be numbers or arrays of them."""

    quarters: int
    left: float
    bottom: float
    width: float
    height: float

    def point(self, x: Any, y: Any) -> tuple[Any, Any]:
        x, y = x - self.left, y - self.bottom
        if self.quarters == 0:
            return x, y
        if self.quarters == 1:
            return y, self.width - x
        return (self.width - x, self.height - y) if self.quarters == 2 else (self.height - y, x)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """Where text runs that runs along (a, b)."""
        return ((a, b), (b, -a), (-a, -b), (-b, a))[self.quarters]


def with_annotations(document: Any, index: int) -> tuple[Any, list[Aside]]:
    """A page of a PDFium document, with the text of form fields and of notes written on the page as part of it; `index`
    counts from 0. Such text has drawings of its own, which PDFium draws into the page; what has none comes as asides.
    """
    import pypdfium2.raw as pdfium

    page = document[index]
    drawn, asides = False, []
    for i in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, i)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP):
            if pdfium.FPDFAnnot_HasKey(annotation, b"AP"):
                drawn = True
            elif text := _string(annotation, b"V" if kind == pdfium.FPDF_ANNOT_WIDGET else b"Contents"):
                asides.append(Aside("pdf.form", text))
        pdfium.FPDFPage_CloseAnnot(annotation)
    if not drawn or pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page, asides
    page.close()
    return document[index], asides


def _string(annotation: Any, key: bytes) -> str:
    """A string that an annotation holds; "" for none."""
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    room = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, room, size)
    return bytes(room)[:size].decode("utf-16-le", "replace").rstrip("\0").strip()


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


# -- characters ----------------------------------------------------------------------------------------------------


def _glyphs(text: Any, page: Page, frame: _Frame) -> None:
    """Put the characters of a text page into the page."""
    count = text.count_chars()
    if count > MAX_GLYPHS:
        count, page.cut = MAX_GLYPHS, True
    if count < 1:
        return
    handle = _address(text.raw)
    codes = _codes(handle, count)
    objects, first, of = np.unique(_items(handle, codes), return_index=True, return_inverse=True)
    looks = _looks(text, objects.tolist(), first.tolist(), frame)
    # No object have the spaces and line breaks that PDFium adds by its own judgement; ours are made from the places.
    printed: NDArray[np.bool_] = np.array([bool(item) for item in objects.tolist()])[of]
    level = np.array([look.level for look in looks])[of]
    x0, x1, x, y, high, known = _places(handle, printed, frame)
    characters = meanings(signs(codes, [looks[i].symbols for i in of.tolist()]))
    for i in np.flatnonzero(printed & level).tolist() if not COMMON.issuperset(codes) else ():
        count_code(codes[i], page)
    down = np.array([look.down for look in looks])[of]
    em = np.array([look.em for look in looks])[of]
    page.vertical = runs_down(*(column[printed & level & known] for column in (x0, y, em)))
    if page.vertical:
        x0, x1, x, y = on_its_side(page, level, em, (x0, x1, x, y, high))
        level = level | down
        page.width, page.height, page.rules, page.dots = page.height, page.width, [], []
    for check, apart in (("pdf.turned", known & ~level), ("pdf.outside", ~known)):
        page.asides += [Aside(check, text) for text in _texts(characters, printed, printed & apart)]
    read = np.flatnonzero(printed & level & known & np.array([bool(char) for char in characters])).tolist()
    chars = [characters[i] for i in read]
    at = np.array(read, int)
    place = x0[at], x1[at]
    if not page.vertical:
        place = _cells(chars, [looks[i] for i in of[at].tolist()], *place, x[at])
    same = (of[at][1:] == of[at][:-1]) & (x[at][1:] == x[at][:-1]) & (y[at][1:] == y[at][:-1])
    _share(*place, same)
    seen = [looks[i] for i in of[at].tolist()]
    columns = (
        chars, place[0].tolist(), place[1].tolist(), y[at].tolist(),
        [look.size for look in seen], [look.bold for look in seen], [look.italic for look in seen],
    )  # fmt: skip
    # As Glyph(…) does, without a line of Python for each.
    page.glyphs = list(map(functools.partial(tuple.__new__, Glyph), zip(*columns, strict=True)))


def _codes(handle: int, count: int) -> list[int]:
    """The codes of the characters of a text page: of all of them in one call where each is one unit of UTF-16 in the
    text that PDFium gives, else one by one."""
    room = (ctypes.c_ushort * (count + 1))()
    written = _call("FPDFText_GetText", _INT, _PLACE, _INT, _INT, _PLACE)(handle, 0, count, ctypes.addressof(room))
    codes = np.array(room[:count], np.int64)
    one = _call("FPDFText_GetUnicode", ctypes.c_uint, _PLACE, _INT)
    whole = written == count + 1 and not ((codes == 0) | ((codes >= 0xD800) & (codes < 0xE000))).any()
    for i in np.flatnonzero(codes >= 0xFFF0).tolist() if whole else ():
        # The hyphen of a broken word is U+FFFE in the text, and 2 by itself.
        codes[i] = one(handle, i)
    if whole and all(one(handle, i) == codes[i] for i in range(0, count, _SAMPLED)):
        return codes.tolist()  # type: ignore[no-any-return]
    return list(map(one, repeat(handle), range(count)))


def _texts(characters: Sequence[str], printed: NDArray[np.bool_], apart: NDArray[np.bool_]) -> list[str]:
    """The texts of the characters that are set apart, with the spaces that PDFium put between them."""
    if not apart.any():
        return []
    behind = ~printed & np.concatenate(([False], apart[:-1]))
    text = "".join([characters[i] for i in np.flatnonzero(apart | behind).tolist()])
    return [part for part in re.split(r"\s{2,}", text) if part.strip()]


def _items(handle: int, codes: Sequence[int]) -> NDArray[np.uint64]:
    """The text object of each character, 0 for the spaces and line ends that PDFium adds. An object's characters stand
    together: where every eighth and the next of them are of one object, so is what lies between."""
    call = _call("FPDFText_GetTextObject", _ADDRESS, _PLACE, _INT)
    found = np.zeros(len(codes), np.uint64)

    def ask(places: NDArray[np.intp]) -> None:
        found[places] = np.fromiter(map(call, repeat(handle), places.tolist()), np.uint64, len(places))

    blank = np.array(codes) <= 0x20
    ask(np.flatnonzero(blank))
    solid = np.flatnonzero(~blank)
    if len(solid):
        anchors = np.append(solid[::_STRIDE], solid[-1])
        ask(anchors)
        stretch = np.arange(len(solid)) // _STRIDE
        agree = (found[anchors[:-1]] == found[anchors[1:]])[stretch]
        found[solid[agree]] = found[anchors[stretch[agree]]]
        ask(solid[~agree])
    return found


def _places(
    handle: int, printed: NDArray[np.bool_], frame: _Frame
) -> tuple[Floats, Floats, Floats, Floats, Floats, NDArray[np.bool_]]:
    """Of each printed character: left and right edge, origin, baseline, upper edge, and whether PDFium knows its place
    and it is shown."""
    count = len(printed)
    boxes, origins, known = np.zeros((count, 4), np.float32), np.zeros((count, 2)), np.zeros(count, bool)
    box = _call("FPDFText_GetLooseCharBox", _INT, _PLACE, _INT, _PLACE)
    origin = _call("FPDFText_GetCharOrigin", _INT, _PLACE, _INT, _PLACE, _PLACE)
    asked = np.flatnonzero(printed)
    numbers, at = asked.tolist(), origins.ctypes.data + 16 * asked
    has_box = list(map(box, repeat(handle), numbers, (boxes.ctypes.data + 16 * asked).tolist()))
    has_origin = list(map(origin, repeat(handle), numbers, at.tolist(), (at + 8).tolist()))
    known[asked] = np.array(has_box, bool) & np.array(has_origin, bool)
    # A box is left, top, right, bottom.
    (a, b), (c, d) = (frame.point(*boxes[:, [k, k + 1]].T.astype(float)) for k in (0, 2))
    x, y = frame.point(*origins.T)
    x0, x1 = np.minimum(a, c), np.maximum(a, c)
    width, height = (frame.height, frame.width) if frame.quarters % 2 else (frame.width, frame.height)
    shown = (x0 >= -_MARGIN) & (x0 <= width + _MARGIN) & (y >= -_MARGIN) & (y <= height + _MARGIN)
    return x0, x1, x, y, np.maximum(b, d), shown & known


def _cells(chars: Sequence[str], looks: Sequence[_Look], x0: Floats, x1: Floats, x: Floats) -> tuple[Floats, Floats]:
    """The left and right edges of characters. Some fonts only tell the ink of a Chinese character; its cell is as wide
    as the type is large."""
    known = {char: is_han(char) for char in set(chars)}
    han = np.array([known[char] for char in chars], bool)
    if not han.any():
        return x0, x1
    em = np.array([look.em for look in looks])
    return np.where(han, np.minimum(x0, x), x0), np.where(han, np.maximum(x1, x + em), x1)


def _share(x0: Floats, x1: Floats, again: NDArray[np.bool_]) -> None:
    """Give the letters of one ligature (ff, ffi, st), which have one place, each its share of it. For some fonts PDFium
    reports the whole of it for each of them. `again[i]` says whether glyph i + 1 stands where glyph i does."""
    start = 0
    for i in [*np.flatnonzero(~again).tolist(), len(again)] if again.any() else ():
        count = i + 1 - start
        if count > 1 and np.ptp(x0[start : i + 1]) == 0 and np.ptp(x1[start : i + 1]) == 0:
            left, share = x0[start], (x1[start] - x0[start]) / count
            edges = left + share * np.arange(count + 1)
            x0[start : i + 1], x1[start : i + 1] = edges[:-1], edges[1:]
        start = i + 1


def _looks(text: Any, items: Sequence[int], first: Sequence[int], frame: _Frame) -> list[_Look]:
    """How each text object looks; `first` are the indices of their first characters. Browsers make a text object of
    every character, so what is known of a font is asked once."""
    fonts: dict[int, tuple[bool, bool, str]] = {}
    return [
        _look(text, i, item, fonts, frame) if item else _Look(0.0, 0.0, False, False, "", False, False)
        for item, i in zip(items, first, strict=True)
    ]


def _look(text: Any, i: int, item: int, fonts: dict[int, tuple[bool, bool, str]], frame: _Frame) -> _Look:
    """The look of the object of which character `i` is the first."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    scale, across, level, down = 1.0, 1.0, True, False
    if pdfium.FPDFText_GetMatrix(text, i, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        across = math.hypot(matrix.a, matrix.b) or 1.0
        along, up = frame.direction(matrix.a, matrix.b)
        level = abs(up) < 0.1 * max(abs(along), 1e-6) and along > 0
        down = abs(along) < 0.1 * max(abs(up), 1e-6) and up < 0
    key = _call("FPDFTextObj_GetFont", _ADDRESS, _PLACE)(item)
    if key not in fonts:
        fonts[key] = _weight_and_slant(text, i)
    size = pdfium.FPDFText_GetFontSize(text, i)
    return _Look(round(size * scale, 2), size * across, *fonts[key], level, down)


def _weight_and_slant(text: Any, i: int) -> tuple[bool, bool, str]:
    """Whether a character's font is bold and whether it is italic, by its weight, flags and name; and its name if it
    draws signs."""
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, i, name, 128, flags)
    font = name.value.decode("utf-8", "ignore")
    heavy = pdfium.FPDFText_GetFontWeight(text, i) >= 600 or bool(flags.value & _FORCE_BOLD)
    bold, italic = _BOLD_NAME.search(font), _ITALIC_NAME.search(font)
    signs = _SIGNS_NAME.search(font)
    return heavy or bool(bold), bool(flags.value & _ITALIC) or bool(italic), signs[0] if signs else ""


# -- shapes --------------------------------------------------------------------------------------------------------


def _objects(page: Any, found: Page, frame: _Frame) -> None:
    """Dots, rules and pictures of a page."""
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)
    handle = _address(page.raw)
    items = list(map(_call("FPDFPage_GetObject", _ADDRESS, _PLACE, _INT), repeat(handle), range(count)))
    kinds = list(map(_call("FPDFPageObj_GetType", _INT, _PLACE), items))
    found.pictures = kinds.count(pdfium.FPDF_PAGEOBJ_IMAGE)
    paths = [item for item, kind in zip(items, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_PATH]
    for x0, y0, x1, y1 in _bounds(paths, frame):
        wide, high = x1 - x0, y1 - y0
        if 1.5 <= wide <= 8 and 0.8 < wide / max(high, 0.1) < 1.25:
            found.dots.append((x0, x1, (y0 + y1) / 2))
        elif min(wide, high) <= _THIN and max(wide, high) >= _RULE:
            found.rules.append(RuledLine(x0, y0, x1, y1))


def _bounds(items: Sequence[int], frame: _Frame) -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, right and top of page objects, as shown."""
    call = _call("FPDFPageObj_GetBounds", _INT, _PLACE, _PLACE, _PLACE, _PLACE, _PLACE)
    edges = np.zeros((len(items), 4), np.float32)
    at, size = edges.ctypes.data, edges.nbytes
    known = list(map(call, items, *(range(at + k, at + size, 16) for k in (0, 4, 8, 12))))
    for has, (left, bottom, right, top) in zip(known, edges.tolist(), strict=True):
        if has:
            yield frame.box(left, bottom, right, top)


# -- calls ---------------------------------------------------------------------------------------------------------

# As a result a null pointer is to be 0, and not None.
_PLACE, _ADDRESS, _INT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int


def _address(handle: Any) -> int:
    """A handle of PDFium as a number."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


@functools.cache
def _call(name: str, result: type[Any], *arguments: type[Any]) -> Any:
    """A function of PDFium under a prototype whose handles and pointers are plain numbers."""
    import pypdfium2.raw as pdfium

    if sys.platform == "win32":
        return ctypes.WINFUNCTYPE(result, *arguments)(_address(getattr(pdfium, name)))
    return ctypes.CFUNCTYPE(result, *arguments)(_address(getattr(pdfium, name)))
