"""Styles and list counters of an OpenDocument text (OpenDocument 1.3 part 3, 16 and 19)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from duizhao.corpora.structure.number_formats import bullet, formatted

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE = f"{{{_URN}office:1.0}}", f"{{{_URN}text:1.0}}", f"{{{_URN}table:1.0}}"
STYLE, DRAW = f"{{{_URN}style:1.0}}", f"{{{_URN}drawing:1.0}}"
FO = f"{{{_URN}xsl-fo-compatible:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"

# style:num-format is a sample of the format's first number.
_FORMATS = {
    "1": "decimal", "01, 02, 03, ...": "decimalZero", "1st": "ordinal", "1st, 2nd, 3rd, ...": "ordinal", "": "none",
    "a": "spreadsheetLower", "A": "spreadsheetUpper", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting", "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "壹, 貳, 參, ...": "ideographLegalTraditional", "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac", "①, ②, ③, ...": "decimalEnclosedCircle",
    "１, ２, ３, ...": "decimalFullWidth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What a style means for reading: markup, font, whether it is hidden, raised, a title or a contents line."""

    marks: tuple[str, ...] = ()
    font: str = ""
    hidden: bool = False
    raised: bool = False
    is_title: bool = False
    is_contents: bool = False


class OdtStyles:
    """Paragraph and text styles by name, with what they inherit; list styles as elements."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        """Read the style parts; of two styles of one name the later root's (the document's own) holds."""
        self._named: dict[tuple[str, str], etree._Element] = {}
        self.lists: dict[str, etree._Element] = {}
        self.outline: etree._Element | None = None
        self.cyclic: set[str] = set()
        for root in roots:
            for element in root.iter(STYLE + "style"):
                self._named[element.get(STYLE + "family", ""), element.get(STYLE + "name", "")] = element
            for element in root.iter(TEXT + "list-style"):
                self.lists[element.get(STYLE + "name", "")] = element
            for element in root.iter(TEXT + "outline-style"):
                self.outline = element

    def _chain(self, family: str, name: str | None) -> Iterator[etree._Element]:
        """The style and what it is based on, nearest first; a circle ends where it closes."""
        seen: set[str] = set()
        while name and (family, name) in self._named:
            if name in seen:
                self.cyclic.add(name)
                return
            seen.add(name)
            element = self._named[family, name]
            yield element
            name = element.get(STYLE + "parent-style-name")

    def _marks(self, chain: Sequence[etree._Element], base: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        found: dict[str, bool] = {}
        hidden: bool | None = None
        for element in chain:
            for properties in element.iterchildren(STYLE + "text-properties"):
                weight, slant = properties.get(FO + "font-weight"), properties.get(FO + "font-style")
                if weight:
                    found.setdefault("bold", weight == "bold" or (weight.isdecimal() and int(weight) >= 600))
                if slant:
                    found.setdefault("italic", slant in ("italic", "oblique"))
                if hidden is None and properties.get(TEXT + "display"):
                    hidden = properties.get(TEXT + "display") == "none"
        kinds = tuple(kind for kind in ("bold", "italic") if found.get(kind, kind in base))
        return kinds, bool(hidden)

    def paragraph(self, name: str | None) -> Look:
        """A paragraph style by name."""
        chain = list(self._chain("paragraph", name))
        names = {element.get(STYLE + "name", "").replace("_20_", " ").lower() for element in chain}
        marks, hidden = self._marks(chain, ())
        contents = any(n.startswith("contents ") and n[9:10].isdecimal() for n in names)
        return Look(marks, _font(chain), hidden, is_title="title" in names, is_contents=contents)

    def text(self, name: str | None, base: tuple[str, ...]) -> Look:
        """A text style by name, on top of the markup around it."""
        chain = list(self._chain("text", name))
        marks, hidden = self._marks(chain, base)
        return Look(marks, _font(chain), hidden, _is_raised(chain))

    def list_of_paragraph(self, name: str | None) -> str:
        """The list style that a paragraph style (or one it is based on) brings with it."""
        for element in self._chain("paragraph", name):
            found = element.get(STYLE + "list-style-name")
            if found is not None:
                return found
        return ""


def _is_raised(chain: Sequence[etree._Element]) -> bool:
    """Whether the nearest style that says where characters stand raises them: `super 58%`, `33% 58%`."""
    for element in chain:
        for properties in element.iterchildren(STYLE + "text-properties"):
            place = (properties.get(STYLE + "text-position") or "").split()
            if place:
                return place[0] == "super" or (place[0][:1].isdecimal() and place[0] not in ("0%", "0"))
    return False


def _font(chain: Sequence[etree._Element]) -> str:
    """The font that a style names for its characters; "" where it names none."""
    properties = (p for element in chain for p in element.iterchildren(STYLE + "text-properties"))
    return next((f for p in properties if (f := p.get(STYLE + "font-name") or p.get(FO + "font-family"))), "")


@dataclass(slots=True)
class Lists:
    """The state of list counters; ask in reading order."""

    styles: OdtStyles
    _counters: dict[int, int] = field(default_factory=dict)
    _last_of_style: dict[str, dict[int, int]] = field(default_factory=dict)
    _by_id: dict[str, dict[int, int]] = field(default_factory=dict)
    _outline: dict[int, int] = field(default_factory=dict)

    def begin(self, style: str, id: str, *, continues: str, goes_on: bool) -> None:
        """A list begins: anew, or counting on from the list with the id `continues` or the last of its style."""
        if continues and continues in self._by_id:
            self._counters = self._by_id[continues]
        elif goes_on and style in self._last_of_style:
            self._counters = self._last_of_style[style]
        else:
            self._counters = {}
        self._last_of_style[style] = self._counters
        if id:
            self._by_id[id] = self._counters

    def style_of(self, name: str, paragraph: etree._Element | None) -> str:
        """The list style of an item: the list's, or where it names none, the paragraph style's."""
        if name or paragraph is None:
            return name
        return self.styles.list_of_paragraph(paragraph.get(TEXT + "style-name"))

    def count(self, style: str, depth: int, start: str | None) -> str:
        """Count an item at a depth (0 is outermost) and give its label as printed."""
        return self._count(self.styles.lists.get(style), self._counters, depth, start)

    def outline(self, level: int, start: str | None) -> str:
        """Count a heading of a level (1 is highest) by the document's outline numbering; "" where it has none."""
        return self._count(self.styles.outline, self._outline, level - 1, start)

    def _count(self, style: etree._Element | None, counters: dict[int, int], depth: int, start: str | None) -> str:
        row = _level(style, depth)
        first = _whole(None if row is None else row.get(TEXT + "start-value"), 1)
        counters[depth] = _whole(start, counters.get(depth, first - 1) + 1)
        for deeper in [level for level in counters if level > depth]:
            del counters[deeper]
        if row is None:
            return ""
        kind = etree.QName(row).localname
        if kind.startswith("list-level-style-bullet"):
            return bullet(row.get(TEXT + "bullet-char", "•")).strip() or "•"
        if kind.endswith("image"):
            return "•"
        shown = _whole(row.get(TEXT + "display-levels"), 1)
        name = row.get(STYLE + "num-format", "")
        if not name:
            return ""
        numbers = []
        for at in range(max(0, depth - shown + 1), depth + 1):
            upper = _level(style, at)
            about = name if upper is None or at == depth else upper.get(STYLE + "num-format", "")
            if about:
                own = counters.get(at, _whole(None if upper is None else upper.get(TEXT + "start-value"), 1))
                numbers.append(formatted(own, _FORMATS.get(about, "decimal")))
        return (row.get(STYLE + "num-prefix", "") + ".".join(numbers) + row.get(STYLE + "num-suffix", "")).strip()


def _level(style: etree._Element | None, depth: int) -> etree._Element | None:
    if style is None:
        return None
    return next((row for row in style.iterchildren(etree.Element) if row.get(TEXT + "level") == str(depth + 1)), None)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
