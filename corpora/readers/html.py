"""Web pages: the main text with headings, lists and tables as a browser shows them, and the site's furniture apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers.html_notes import Notes, find_notes, text_of
from duizhao.corpora.readers.nesting import bounded_depth
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.runs import SOFT_BREAK, Runs
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.readers.text import blocks_of
from duizhao.corpora.storage.encodings import Decoded, decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import Marked, drop_start, join
from duizhao.corpora.structure.number_formats import formatted
from duizhao.corpora.structure.soft_lines import HARD_BREAK

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul caption".split()
)  # fmt: skip
_SKIPPED = frozenset(
    "head script style template noscript svg math button select input textarea iframe object audio video canvas map "
    "datalist rp rt embed applet noframes".split()
)  # fmt: skip
_INLINE_MARKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic"}
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar"))
_SITE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|cookies?(?:-?(?:banner|consent|notice))?|masthead|"
    r"site-?(?:header|footer)|page-?footer|footer|share|social|skip-?link|pagination)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TOC = re.compile(r"(?:^|[\s_-])(?:toc|table[ _-]of[ _-]contents\d*|doc-toc)(?:$|[\s_-])", re.IGNORECASE)
_LIST_STYLES = {
    "1": "decimal", "a": "spreadsheetLower", "A": "spreadsheetUpper", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "spreadsheetLower",
    "lower-latin": "spreadsheetLower", "upper-alpha": "spreadsheetUpper", "upper-latin": "spreadsheetUpper",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCounting",
    "cjk-decimal": "ideographDigital", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional", "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip
_BULLETS = {"disc": "•", "circle": "◦", "square": "▪"}
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)")


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a web page; navigation, banners and footers are set apart as furniture.

    The encoding is the user's, the byte order mark's, the page's own word, or detected, in this order. Style sheets
    are not read: lists are labelled by `type`, `start`, `value` and `style` attributes. Raises InputError where the
    bytes are no text or the page holds none.
    """
    text, found = _decoded(data, path, encoding)
    # At its own limit of 256 levels libxml2 stops and leaves out the rest without a word; ours is an error.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"the page cannot be parsed ({error})", path=path, cure="Save it anew in a browser") from error
    if root is None:
        raise InputError("the page holds no text", path=path, cure="Save it in a browser, after it has loaded")
    with bounded_depth(path):
        if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
            raise RecursionError
        page = _Page(root, find_notes(root))
        blocks = tuple(page.read())
    if not any(block.text for block in blocks):
        raise InputError(
            "the page holds no text",
            path=path,
            cure="It may be built by scripts: save it in a browser, after it has loaded",
        )
    notices = []
    if page.hidden:
        notices.append(Notice("html.hidden", f"{page.hidden} hidden elements are left out"))
    return Reading(blocks, found, tuple(notices), root.get("lang") or "")


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
    main: bool = False


@dataclass(slots=True)
class _Page:
    root: etree._Element
    notes: Notes
    hidden: int = 0
    _runs: Runs = field(default_factory=Runs)
    _label: str | None = None
    _line: int | None = None
    _breaks: int = 0
    _tables: int = 0
    _main: etree._Element | None = None
    _length: int = 0

    def read(self) -> Iterator[Block]:
        """The page's blocks in reading order."""
        self._length = len(text_of(self.root))
        self._main = self._find_main()
        yield from self._element(self.root, _Context())
        yield from self._flush(_Context())

    def _find_main(self) -> etree._Element | None:
        """The element that says it is the main text and holds a fair part of the page's; None to take all."""
        found = [e for e in self.root.iter("main", "article", "div", "section", "td") if _says_main(e)]
        found = [e for e in found if len(text_of(e)) > 0.25 * self._length]
        # A main element goes before an article, the outer before the inner.
        found.sort(key=lambda e: e.tag == "article")
        if found and found[0].tag == "article":
            return found[0] if len(text_of(found[0])) > 0.6 * self._length else None
        return found[0] if found else None

    # -- walking ---------------------------------------------------------------------------------------------------

    def _children(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        self._text(element.text, context)
        for child in element.iterchildren(etree.Element):
            yield from self._element(child, context)
            self._text(child.tail, context)

    def _element(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or element in self.notes.links_back:
            return
        if element in self.notes.marks:
            self._runs.note(self.notes.marks[element])
        elif _hidden(element):
            self.hidden += bool(text_of(element).strip())
        elif tag == "br":
            self._breaks += 1
            self._runs.add(HARD_BREAK)
            if self._breaks == 2:
                # Two line breaks are how old pages begin a paragraph.
                yield from self._flush(context)
        elif tag == "hr":
            yield from self._flush(context)
            yield Block("", Role.RULE, line=_line(element))
        elif tag in _BLOCKS:
            yield from self._flush(context)
            yield from self._block(element, tag, self._within(element, tag, context))
        else:
            yield from self._inline(element, tag, context)

    def _inline(self, element: etree._Element, tag: str, context: _Context) -> Iterator[Block]:
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
        if context.role is None and len(items) > 2 and all(_is_local_link(item) for item in items):
            inside = replace(inside, role=Role.CONTENTS)
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
                blocks = [*self._block(cell, "td", replace(context, depth=0)), *self._flush(context)]
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
        """What has gathered as a block, if it is more than white space."""
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
        if element is self._main:
            return replace(context, main=True, role=None)
        words = f"{element.get('id', '')} {element.get('class', '')}"
        role = context.role
        if role is None:
            if _TOC.search(words) or element.get("role") == "doc-toc" or (tag == "nav" and context.main):
                role = Role.CONTENTS
            elif element.get("title") in ("header", "footer") and tag == "div":
                # How LibreOffice writes a page's running header and footer.
                role = Role.HEADER if element.get("title") == "header" else Role.FOOTER
            elif self._is_furniture(element, tag, words, context):
                role = Role.HEADER if tag == "header" else Role.FOOTER
            elif tag == "aside":
                role = Role.BOX
        heading = context.heading
        if re.fullmatch(r"h[1-6]", tag):
            heading = int(tag[1])
        elif element.get("role") == "heading":
            heading = _whole(element.get("aria-level")) or 2
        return replace(context, role=role, heading=heading)

    def _is_furniture(self, element: etree._Element, tag: str, words: str, context: _Context) -> bool:
        """Whether the element belongs to the site and not to the paper. What holds much of the page's text never does,
        nor what surrounds the main element."""
        if context.main or (self._main is not None and element in set(self._main.iterancestors())):
            return False
        if self._main is not None and tag not in ("html", "body"):
            return True
        said = tag in ("nav", "footer") or element.get("role") in _ROLES
        if tag == "header":
            said |= next(element.iter("h1", "h2"), None) is None
        elif tag in ("div", "section", "ul", "ol", "aside", "p", "table", "form"):
            said |= bool(_SITE.search(words))
        return said and len(text_of(element)) <= 0.25 * self._length


def _line(element: etree._Element) -> int | None:
    return element.sourceline if isinstance(element.sourceline, int) else None


def _says_main(element: etree._Element) -> bool:
    return (
        element.tag in ("main", "article") or element.get("role") == "main" or element.get("id") in ("main", "content")
    )


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


def _is_local_link(item: etree._Element) -> bool:
    """Whether an item is nothing but a link within the page."""
    link = next(item.iter("a"), None)
    if link is None or not (link.get("href") or "").startswith("#"):
        return False
    own = next(item.iter("ul", "ol"), None)
    rest = len(text_of(item).strip()) - (len(text_of(own).strip()) if own is not None else 0)
    # A page number may stand behind the link.
    return rest > 0 and len(text_of(link).strip()) >= rest - 6


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")
