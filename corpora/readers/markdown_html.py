"""HTML in Markdown: whole elements go to the reader of web pages, tags that only part blocks become borders, and tags
that a reader does not see are taken out, so that no tag is left in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from duizhao.corpora.readers import html
from duizhao.corpora.readers.html_furniture import BLOCK_TAGS
from duizhao.corpora.readers.markdown_parts import BORDER, PART, Part, Parts, Places, blank, text_attributes
from duizhao.corpora.readers.markup import parse
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import tidy

_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)|\{/\*.{0,4000}?\*/\}", re.DOTALL)
_PAGE_COMMENT = re.compile(r"page|页|頁", re.IGNORECASE)
_VALUE = r"(?:\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'|\{[^{}<]{0,500}\}|[^\s\"'=<>`{}]+)"
_TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<attributes>(?:\s+[^\s=<>\"'/{{}}]+(?:\s*=\s*{_VALUE})?)*)\s*(?P<empty>/?)>"
)
# Elements that hold HTML and no Markdown, or have a meaning that tags alone do not tell.
_WHOLE = frozenset("table ul ol dl pre h1 h2 h3 h4 h5 h6 script style svg".split())
_BLOCKS = BLOCK_TAGS | {"iframe", "video", "audio", "object", "picture", "source", "hr", "noscript", "template"}
# Inline elements whose tags are read with the text.
_KEPT = frozenset("b strong i em u s del ins sub sup mark br code kbd samp tt a rt rp wbr".split())
_INLINE = frozenset(
    "span font small big img q cite abbr dfn var ruby rb rtc bdi bdo label time data acronym strike input button "
    "nobr".split()
)
#: What stands for a tag that is taken out of a line: it is no character of any text, and takes no place.
NOTHING = "\u2060"


def take_html(parts: Parts) -> None:
    """Comments, elements and tags taken out of the text of `parts`."""
    parts.text = _COMMENT.sub(_without_comment, parts.text)
    parts.take(_elements(parts.text))
    places = Places(parts.text)
    tags = [m for m in _TAG.finditer(parts.text) if not places.in_code(m.start())]
    closed = {m["name"] for m in tags if m["close"]}
    borders: list[Part] = []
    pieces, at = [], 0
    for match in tags:
        if not _is_tag(match, closed):
            continue
        if _parts_blocks(match, parts.text):
            line = places.line(match.start())
            component = match["name"].lower() not in _BLOCKS
            titles = text_attributes(match["attributes"]) if component else []
            borders.append(Part(*match.span(), [Block(text, Role.BOX, line=line) for text in titles]))
        elif match["name"].lower() not in _KEPT:
            pieces += [parts.text[at : match.start()], re.sub(r"[^\n]", NOTHING, match[0])]
            at = match.end()
    parts.text = "".join([*pieces, parts.text[at:]])
    parts.take(borders)


def _without_comment(match: re.Match[str]) -> str:
    """A comment keeps its length, so that offsets stay; one about a page is a page end."""
    page = match[1] is not None and _PAGE_COMMENT.search(match[1])
    return "\f" + blank(match[0])[1:] if page else blank(match[0])


def _is_tag(match: re.Match[str], closed: set[str]) -> bool:
    """Whether it is markup. `<name>` may be a word of the text, a placeholder: an element that HTML does not know must
    be closed somewhere, or show attributes."""
    name = match["name"].lower()
    known = name in _BLOCKS or name in _KEPT or name in _INLINE or name in _WHOLE
    return known or match["name"] in closed or bool(match["empty"]) or "=" in match["attributes"]


def _parts_blocks(match: re.Match[str], text: str) -> bool:
    """Whether what stands before and behind the tag are different blocks."""
    name = match["name"].lower()
    if name in _BLOCKS or name in _WHOLE:
        return True
    if name in _KEPT or (name in _INLINE and name != "img"):
        return False
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    after = text[match.end() :].partition("\n")[0]
    return not _TAG.sub("", before).strip(" \t>" + PART + BORDER) and not _TAG.sub("", after).strip()


def _elements(text: str) -> Iterator[Part]:
    """Whole elements that begin a line, with their blocks as the reader of web pages sees them."""
    places = Places(text)
    unclosed: set[str] = set()
    at = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if match.start() < at or match["close"] or name not in _WHOLE or name in unclosed:
            continue
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _TAG.sub("", before).strip(" \t>" + PART + BORDER) or places.in_code(match.start()):
            continue
        end = _end(text, match)
        if end is None:
            # Nothing closes it, nor any that follows: looked for once.
            unclosed.add(name)
            continue
        if PART in text[match.start() : end]:
            continue
        at = end
        yield Part(match.start(), end, _read(text[match.start() : end], places.line(match.start()) - 1))


def _end(text: str, opening: re.Match[str]) -> int | None:
    """Where the element ends; None where it is not closed."""
    depth = 0
    for match in re.compile(rf"<(/?){opening['name']}\b[^<>]*>", re.IGNORECASE).finditer(text, opening.start()):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.end()
    return None


def _read(source: str, line: int) -> list[Block]:
    """The blocks of an element; `line` is the number of lines before it."""
    blocks = []
    # A blank line in it lets Markdown in again.
    mixed = re.search(r"\n[ \t]*\n", source) is not None
    for block in html.fragment(source):
        if mixed and block.role is not Role.CODE:
            marked = tidy(parse(block.text))
            if marked.text != block.text:
                block = replace(block, text=marked.text, marks=marked.marks)
        blocks.append(replace(block, line=line + (block.line or 1)))
    return blocks
