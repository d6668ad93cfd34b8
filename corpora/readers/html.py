"""Web pages: the main text with headings, lists and tables as a browser shows them, and the site's furniture apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers.html_furniture import BLOCK_TAGS, find_furniture
from duizhao.corpora.readers.html_notes import NOWHERE, Abroad, Notes, find_notes, text_of
from duizhao.corpora.readers.mathml import linear
from duizhao.corpora.readers.nesting import bounded_depth
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.runs import SOFT_BREAK, Runs
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.readers.text import blocks_of
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import Decoded, decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.code import is_prose
from duizhao.corpora.structure.marked_text import Marked, drop_start, join
from duizhao.corpora.structure.number_formats import formatted
from duizhao.corpora.structure.raised import raised
from duizhao.corpora.structure.soft_lines import HARD_BREAK

NO_TEXT = "the page holds no text"
_SKIPPED = frozenset("head script style template input rp embed".split())
# What a browser shows only where it cannot show something else.
_FALLBACK = frozenset("noscript iframe object audio video canvas map datalist applet noframes".split())
_INLINE_MARKS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_LIST_STYLES = {
    "1": "decimal", "a": "spreadsheetLower", "A": "spreadsheetUpper", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "spreadsheetLower",
    "lower-latin": "spreadsheetLower", "upper-alpha": "spreadsheetUpper", "upper-latin": "spreadsheetUpper",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCounting",
    "cjk-decimal": "ideographDigital", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional", "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip
_CONTROLS = frozenset(("label", "button", "option"))
# Elements whose text is written otherwise than it stands in the file.
_WRITTEN = frozenset(("sup", "del", "math", "rt"))
_BULLETS = {"disc": "•", "circle": "◦", "square": "▪"}
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)")


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None, abroad: Abroad = NOWHERE) -> Reading:
    """The blocks of a web page; navigation, banners and footers are set apart as furniture.

    The encoding is the user's, the byte order mark's, the page's own word, or detected, in this order. Style sheets
    are not read: lists are labelled by `type`, `start`, `value` and `style` attributes. `abroad` is what other pages of
    a book say of its notes. Raises InputError where the bytes are no text or the page holds none.
    """
    text, found = _decoded(data, path, encoding)
    # At its own limit of 256 levels libxml2 stops and leaves out the rest without a word; ours is an error.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(
            say("the page cannot be parsed ({error})", error=error), path=path, cure="Save it anew in a browser"
        ) from error
    if root is None:
        raise InputError(NO_TEXT, path=path, cure="Save it in a browser, after it has loaded")
    with bounded_depth(path):
        if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
            raise RecursionError
        page = _page(root, abroad)
        blocks = tuple(page.read())
    if not any(block.text for block in blocks if block.role not in (Role.HEADER, Role.FOOTER)):
        raise InputError(
            NO_TEXT, path=path, cure="It may be built by scripts: save it in a browser, after it has loaded"
        )
    notices = []
    if page.hidden:
        notices.append(Notice("html.hidden", say("{hidden} hidden elements are left out", hidden=page.hidden)))
    return Reading(blocks, found, tuple(notices), root.get("lang") or "")


def fragment(source: str) -> list[Block]:
    """The blocks of a piece of HTML; lines count from 1 in the piece."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(f"<body>{source}</body>".encode("utf-8", "replace"), parser)
    return list(_page(root).read()) if root is not None else []


def _decoded(data: bytes, path: Path, encoding: str | None) -> Decoded:
    """The page as text. What it says of its encoding is believed when it fits the bytes."""
    if encoding is None and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        declared = _META.search(data[:4096]) or _XML.match(data[:300])
        # A declaration that can be read byte by byte cannot be UTF-16, whatever it says.
        if declared and not declared[1].lower().startswith(b"utf-16"):
            name = declared[1].decode("ascii").lower()
            try:
                return decode(data, encoding="cp1252" if name in ("iso-8859-1", "latin1") else name, path=path)
            except (InputError, SettingsError):
                pass
    return decode(data, encoding=encoding, path=path)


@dataclass(frozen=True, slots=True)
class _Context:
    """Where in the page a text stands: the role it must have, its list depth, the inline markup around it."""

    role: Role | None = None
    depth: int = 0
    heading: int = 0
    marks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Page:
    root: etree._Element
    notes: Notes
    furniture: dict[etree._Element, Role]
    hidden: int = 0
    _runs: Runs = field(default_factory=Runs)
    _label: str | None = None
    _line: int | None = None
    _breaks: int = 0
    _tables: int = 0

    def read(self) -> Iterator[Block]:
        """The page's blocks in reading order."""
        for title in self.root.iterfind("head/title"):
            yield from self._apart(title, Role.HEADER)
        yield from self._element(self.root, _Context())
        yield from self._flush(_Context())

    # -- walking ---------------------------------------------------------------------------------------------------

    def _children(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        self._text(element.text, context)
        for child in element.iterchildren(etree.Element):
            yield from self._element(child, context)
            self._text(child.tail, context)

    def _element(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or element in self.notes.links_back or (tag == "a" and _is_permalink(element)):
            return
        if element in self.notes.marks:
            self._runs.note(self.notes.marks[element])
        elif _hidden(element):
            self.hidden += bool(text_of(element).strip())
        elif tag in _WRITTEN:
            self._written(element, tag)
        elif tag in _FALLBACK or (tag not in BLOCK_TAGS and element in self.furniture):
            yield from self._flush(context)
            yield from self._apart(element, Role.FOOTER)
        elif tag == "svg":
            yield from self._picture(element, context)
        elif tag == "br":
            self._breaks += 1
            self._runs.add(HARD_BREAK)
            if self._breaks == 2:
                # Two line breaks are how old pages begin a paragraph.
                yield from self._flush(context)
        elif tag == "hr":
            yield from self._flush(context)
            yield Block("", Role.RULE, line=_line(element))
        elif tag in BLOCK_TAGS:
            yield from self._flush(context)
            yield from self._block(element, tag, self._within(element, tag, context))
        else:
            yield from self._inline(element, tag, context)

    def _apart(self, element: etree._Element, role: Role) -> Iterator[Block]:
        """Text that is not part of the page's."""
        text = " ".join(text_of(element).split())
        if text:
            yield Block(text, role, line=_line(element))

    def _picture(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        """The words drawn in a picture, each a text of its own; its title is seen by no reader."""
        drawn = list(element.iter("text", "foreignobject"))
        if drawn or text_of(element).strip():
            yield from self._flush(context)
        for piece in element.iter("title", "desc", "text", "foreignobject"):
            yield from self._apart(piece, context.role or (Role.TEXT if piece in drawn else Role.FOOTER))

    def _written(self, element: etree._Element, tag: str) -> None:
        """What is written otherwise than it stands: exponents, equations, deleted text."""
        text = " ".join(text_of(element).split())
        if tag == "del":
            self._runs.anchor("deleted", text)
        elif tag == "rt":
            self._runs.anchor("ruby", text)
        elif tag == "math":
            self._runs.add(" ".join(linear(element).split()))
        else:
            before = self._runs.tail
            self._runs.add(raised(before, text), "superscript")

    def _inline(self, element: etree._Element, tag: str, context: _Context) -> Iterator[Block]:
        before = element.getprevious()
        if tag in _CONTROLS and before is not None and before.tag == tag and not (before.tail or "").strip():
            # Each is drawn as a thing of its own: the tabs over examples, the buttons of a form.
            yield from self._flush(context)
        start = self._runs.length
        kind = _INLINE_MARKS.get(tag)
        inside = replace(context, marks=(*context.marks, kind)) if kind and kind not in context.marks else context
        yield from self._children(element, inside)
        if tag == "a" and element.get("href") and self._runs.length > start:
            self._runs.mark("link", start, element.get("href", ""))

    def _block(self, element: etree._Element, tag: str, context: _Context) -> Iterator[Block]:
        if element in self.notes.bodies:
            yield from self._note(element, context)
        elif tag in ("ol", "ul", "menu", "dir"):
            yield from self._list(element, tag, context)
        elif tag == "table":
            yield from self._table(element, context)
        elif tag == "pre" and _is_code(element):
            yield Block(text_of(element).strip("\r\n"), context.role or Role.CODE, line=_line(element))
        elif tag == "pre" and context.role is None:
            yield from (replace(block, spans=(), line=_line(element)) for block in blocks_of(text_of(element)))
        else:
            yield from self._children(element, context)
            yield from self._flush(context)

    def _note(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        text = Marked("")
        for block in (*self._children(element, context), *self._flush(context)):
            text = join(text, Marked(block.text, block.marks))
        label = self.notes.bodies[element]
        text = drop_start(text, self.notes.printed(element, label, text.text))
        yield Block(text.text, Role.FOOTNOTE, line=_line(element), label=label, marks=text.marks)

    def _list(self, element: etree._Element, tag: str, context: _Context) -> Iterator[Block]:
        style = _style(element, "list-style-type") or _style(element, "list-style") or element.get("type") or ""
        items = list(element.iterchildren("li"))
        count = _whole(element.get("start")) or (len(items) if element.get("reversed") is not None else 1)
        step = -1 if element.get("reversed") is not None else 1
        inside = replace(context, depth=context.depth + 1)
        self._text(element.text, context)
        for child in element.iterchildren(etree.Element):
            if child.tag == "li" and child not in self.notes.bodies:
                yield from self._flush(context)
                own = _whole(child.get("value"))
                count = count if own is None else own
                chosen = _style(child, "list-style-type") or child.get("type") or style
                self._label = _item_label(tag, chosen, count, context.depth)
                yield from self._block(child, "li", self._within(child, "li", inside))
                self._label = None
                count += step
            else:
                yield from self._element(child, inside)
            self._text(child.tail, context)
        yield from self._flush(context)

    def _table(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        self._tables += 1
        grid = Grid(self._tables)
        taken: set[tuple[int, int]] = set()
        for caption in element.iterchildren("caption"):
            yield from self._block(caption, "caption", context)
        for number, row in enumerate(_rows(element), 1):
            column = 1
            for cell in row.iterchildren("td", "th"):
                while (number, column) in taken:
                    column += 1
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                taken.update((number + i, column + j) for i in range(high) for j in range(wide))
                inside = replace(context, depth=0)
                self._line = _line(cell)
                blocks = [*self._block(cell, "td", inside), *self._flush(inside)]
                grid.add(number, column, blocks)
                column += wide
        yield from cell_blocks(grid, set_apart=context.role is not None)

    # -- texts -----------------------------------------------------------------------------------------------------

    def _text(self, text: str | None, context: _Context) -> None:
        if text:
            if text.strip():
                self._breaks = 0
            self._runs.add(text.replace("\r\n", SOFT_BREAK).replace("\n", SOFT_BREAK), *context.marks)

    def _flush(self, context: _Context) -> Iterator[Block]:
        """What has gathered as blocks, if it is more than white space: one for each paragraph that `<br>` ends."""
        labelled = self._label is not None and bool(context.depth)
        texts = [self._runs.take()] if context.heading else self._runs.take_paragraphs(labelled=labelled)
        self._breaks = 0
        if not texts[0].text:
            return
        # A box may hold headings and lists of its own; a note or a running header may not.
        free = context.role in (None, Role.BOX)
        role, level, label = context.role or Role.TEXT, 0, ""
        if context.heading and free:
            role, level = Role.HEADING, context.heading
        elif self._label is not None and context.depth and role is not Role.FOOTNOTE:
            role, level, label = Role.ITEM if free else role, context.depth - 1, self._label
            # The first paragraph of an item carries its label.
            self._label = None
        for i, marked in enumerate(texts):
            if i and role is Role.ITEM:
                role, label = Role.TEXT, ""
            yield Block(marked.text, role, line=self._line, level=level, label=label, marks=marked.marks)

    def _within(self, element: etree._Element, tag: str, context: _Context) -> _Context:
        """The context inside a block element."""
        self._line = _line(element)
        role = context.role
        if role is None:
            role = self.furniture.get(element)
            if role is None and element.get("title") in ("header", "footer") and tag == "div":
                # How LibreOffice writes a page's running header and footer.
                role = Role.HEADER if element.get("title") == "header" else Role.FOOTER
            elif role is None and tag == "aside":
                role = Role.BOX
        heading = context.heading
        if re.fullmatch(r"h[1-6]", tag):
            heading = int(tag[1])
        elif element.get("role") == "heading":
            heading = _whole(element.get("aria-level")) or 2
        return replace(context, role=role, heading=heading)


def _is_code(element: etree._Element) -> bool:
    """Whether preformatted text is code: it says so within, or does not read as writing."""
    inside = next(element.iter("code", "samp", "kbd", "tt"), None)
    whole = text_of(element)
    return (inside is not None and text_of(inside).strip() == whole.strip()) or not is_prose(whole)


def _page(root: etree._Element, abroad: Abroad = NOWHERE) -> _Page:
    notes = find_notes(root, abroad)
    return _Page(root, notes, find_furniture(root, notes))


def _line(element: etree._Element) -> int | None:
    return element.sourceline if isinstance(element.sourceline, int) else None


def _is_permalink(element: etree._Element) -> bool:
    """Whether a link is the sign with which pages offer the address of a heading or caption (¶, #, 🔗): a place on the
    page, and no word."""
    text = text_of(element).strip()
    alone = element.getnext() is None and not (element.tail or "").strip()
    first = element.getprevious() is None and not (getattr(element.getparent(), "text", "") or "").strip()
    signs = 0 < len(text) <= 2 and not any(map(str.isalnum, text))
    return signs and (element.get("href") or "").startswith("#") and (alone or first)


def _hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _style(element, "display") == "none"


def _style(element: etree._Element, name: str) -> str:
    """A property of the element's own style attribute."""
    for declaration in (element.get("style") or "").split(";"):
        key, _, value = declaration.partition(":")
        if key.strip().lower() == name:
            return value.strip().lower()
    return ""


def _whole(text: str | None) -> int | None:
    """A whole number in an attribute, as HTML reads it; None for none."""
    match = re.match(r"\s*([+-]?\d{1,6})", text or "")
    return int(match[1]) if match else None


def _span(cell: etree._Element, name: str) -> int:
    # Browsers stop at 1000 columns; a table of more than 100 in one cell is none.
    return max(1, min(_whole(cell.get(name)) or 1, 100))


def _item_label(tag: str, style: str, count: int, depth: int) -> str:
    """What a browser prints before an item."""
    word = style if style in _LIST_STYLES else style.lower().split(" ")[0]
    if word == "none":
        return ""
    if word in _LIST_STYLES:
        chinese = word.startswith(("cjk", "simp", "trad"))
        return formatted(count, _LIST_STYLES[word]) + ("、" if chinese else ".")
    if word in _BULLETS:
        return _BULLETS[word]
    return f"{count}." if tag == "ol" else ("•", "◦", "▪")[min(depth, 2)]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")
