"""Which elements of a page are the site's and not the paper's: lists of links at its edges, its navigation, contents.

The evidence is in the page itself: nothing but links; links that lead to places within the page; what stands before the
first or behind the last sentence and heading. What an element is called (`class="sidebar"`), or how much of the page it
holds, says nothing. Where a sentence stands, it is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.readers.html_notes import Notes, text_of
from duizhao.corpora.structure import furniture
from duizhao.corpora.structure.blocks import Role
from duizhao.corpora.structure.line_shape import finished

# Elements that can hold a list of links, and those that HTML defines as what stands around the paper.
_CONTAINERS = frozenset("nav ul ol dl menu dir div section table header footer aside p form details center".split())
_AROUND = frozenset(("nav", "header", "footer"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: Elements that begin a block of their own.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul caption".split()
)
# A list of so many entries, of which so great a part are headings of the page, is its contents.
_LEAST_ENTRIES, _ANSWERED = 3, 0.8
_UNSEEN = frozenset(("script", "style", "template", "head", "title"))
# Between two sentences; behind a shorter word a stop may only shorten it.
_STOPS = re.compile(r"(?<=\w{3}[.!?])\s+(?=[A-Z])|(?<=[。！？])")
# What fills in a form is no sentence.
_CONTROLS = frozenset(("button", "select", "textarea", "datalist"))


@dataclass(slots=True)
class _Leaf:
    """A piece of text in reading order: the link that it stands in, the block, and whether that block is written."""

    text: str
    link: etree._Element | None
    block: etree._Element
    heading: bool
    sentence: bool = False

    @property
    def written(self) -> bool:
        """Whether it is text of the page: a heading, or part of a sentence."""
        return self.heading or self.sentence

    @property
    def letters(self) -> int:
        return sum(map(str.isalnum, self.text))


def find_furniture(root: etree._Element, notes: Notes) -> dict[etree._Element, Role]:
    """The outermost elements of a page that are set apart, with the role of all that stands in them. Notes are text,
    whatever they look like."""
    search = _Search(root, notes)
    search.visit(root)
    return search.roles


class _Search:
    def __init__(self, root: etree._Element, notes: Notes) -> None:
        self.roles: dict[etree._Element, Role] = {}
        self.leaves: list[_Leaf] = []
        self.ranges: dict[etree._Element, tuple[int, int]] = {}
        self.kept = set(notes.bodies)
        for body in notes.bodies:
            self.kept.update(body.iterancestors())
        found = [e for e in root.iter("main", "div", "section", "td") if e.tag == "main" or e.get("role") == "main"]
        self.main = found[0] if len(found) == 1 else None
        self.around_main = set(self.main.iterancestors()) if self.main is not None else set()
        self.repeated = _repeated_links(root)
        self._gather(root, root, None, heading=False)
        self._judge()
        around = [self.ranges[e] for e in self.ranges if self._is_around(e)]
        beside = {i for start, end in around for i in range(start, end)}
        written = [i for i, leaf in enumerate(self.leaves) if leaf.written and i not in beside]
        self.titles = [(start, _key(text_of(e))) for e, (start, _) in self.ranges.items() if e.tag in _HEADINGS]
        self.first, self.last = min(written, default=-1), max(written, default=-1)

    def _gather(
        self, element: etree._Element, block: etree._Element, link: etree._Element | None, *, heading: bool
    ) -> None:
        """The leaves of an element, and which of all are in it."""
        if element.tag in _UNSEEN:
            return
        start = len(self.leaves)
        link = element if element.tag == "a" and element.get("href") else link
        block = element if element.tag in BLOCK_TAGS else block
        heading = heading or element.tag in _HEADINGS or element.get("role") == "heading"
        self._leaf(element.text, block, link, heading=heading)
        for child in element.iterchildren(etree.Element):
            self._gather(child, block, link, heading=heading)
            self._leaf(child.tail, block, link, heading=heading)
        self.ranges[element] = (start, len(self.leaves))

    def _leaf(self, text: str | None, block: etree._Element, link: etree._Element | None, *, heading: bool) -> None:
        words = " ".join((text or "").split())
        if words:
            self.leaves.append(_Leaf(words, link, block, heading))

    def _judge(self) -> None:
        """Which blocks are written: headings, and sentences that are more than a link."""
        for _, group in groupby(self.leaves, key=lambda leaf: leaf.block):
            leaves = list(group)
            beside = sum(leaf.letters for leaf in leaves if leaf.link is None)
            sentence = beside > 0 and _is_sentence(" ".join(leaf.text for leaf in leaves))
            for leaf in leaves:
                leaf.sentence = sentence

    def visit(self, element: etree._Element) -> None:
        """Settle the outermost furniture in an element."""
        for child in element.iterchildren(etree.Element):
            if child.tag in _UNSEEN:
                continue
            role = self._role(child)
            if role is None:
                self.visit(child)
            else:
                self.roles[child] = role

    def _role(self, element: etree._Element) -> Role | None:
        start, end = self.ranges.get(element, (0, 0))
        leaves = [leaf for leaf in self.leaves[start:end] if leaf.letters]
        if element in self.kept or element in self.around_main or not leaves:
            return None
        navigation = element.tag == "nav" or element.get("role") == "navigation"
        if any(leaf.sentence or (leaf.heading and not navigation) for leaf in leaves):
            return Role.FOOTER if element in self.repeated else None
        if element.tag in _CONTAINERS and (_is_contents(leaves) or self._is_answered(element)):
            return Role.CONTENTS
        before = end <= self.first
        edge = Role.HEADER if before else Role.FOOTER
        if element.tag in _CONTROLS:
            return edge
        if self.first < 0:
            # Nothing on the page is written: it is a list, and nothing tells the page from what is around it.
            return None
        if self.main is not None and element is not self.main and self.main not in set(element.iterancestors()):
            return edge
        if self._is_around(element):
            return edge
        at_edge = before or start > self.last
        jump = element.tag == "a" and (element.get("href") or "").startswith("#") and not _beside_text(element)
        return edge if (element.tag in _CONTAINERS or jump) and at_edge and _is_links(element, leaves) else None

    @staticmethod
    def _is_around(element: etree._Element) -> bool:
        """Whether HTML says that it stands around the paper."""
        said = element.tag in _AROUND or element.get("role") in _ROLES
        titled = next(element.iter("h1"), None) is not None
        return said and not titled and not _heads_an_article(element)

    def _is_answered(self, element: etree._Element) -> bool:
        """Whether it lists the headings of the page: nearly all its entries, numbers of pages aside, stand as headings
        behind it."""
        tags = {"table": ("tr",), "dl": ("dt", "dd")}.get(str(element.tag), ("li",))
        found = [entry for e in element.iter(*tags) if (entry := self._entry(e))]
        if len(found) < _LEAST_ENTRIES or not self.titles:
            return False
        end = self.ranges[element][1]
        titles = {title for start, title in self.titles if start >= end}
        return sum(entry in titles for entry in found) >= _ANSWERED * len(found)

    def _entry(self, element: etree._Element) -> str:
        """The title in an entry: its first text that is no number."""
        start, end = self.ranges.get(element, (0, 0))
        inner = next(element.iterchildren("ul", "ol"), None)
        end = self.ranges[inner][0] if inner is not None else end
        return next((_key(leaf.text) for leaf in self.leaves[start:end] if not leaf.text.isdecimal()), "")


def _repeated_links(root: etree._Element) -> set[etree._Element]:
    """What ends several headings with the same link: `[edit]`."""
    ends: dict[str, list[etree._Element]] = {}
    for heading in root.iter(*_HEADINGS):
        last = heading[-1] if len(heading) else None
        if last is None or (last.tail or "").strip() or next(last.iter("a"), None) is None:
            continue
        if text_of(last).strip() != text_of(heading).strip():
            ends.setdefault(text_of(last).strip(), []).append(last)
    return {element for same in ends.values() if len(same) > 1 for element in same}


def _key(text: str) -> str:
    """A title for comparing: no white space, no leaders and page behind it."""
    return furniture.key(furniture.entry_title(text))


def _heads_an_article(element: etree._Element) -> bool:
    """Whether it is the head or foot of an article within the page: `<article><header>`."""
    return element.tag != "nav" and any(a.tag in ("article", "section") for a in element.iterancestors())


def _is_contents(leaves: Sequence[_Leaf]) -> bool:
    """Whether it is a list of at least three links to places in the page, and perhaps the numbers of pages."""
    links = {leaf.link for leaf in leaves if leaf.link is not None}
    if links and leaves[0].link is None and furniture.is_contents_title(leaves[0].text):
        leaves = leaves[1:]
    # Where pages work by scripts, `#` alone is the address of buttons and menus.
    local = all(len(link.get("href") or "") > 1 and (link.get("href") or "").startswith("#") for link in links)
    return len(links) > 2 and local and all(leaf.letters <= 6 for leaf in leaves if leaf.link is None)


def _is_links(element: etree._Element, leaves: Sequence[_Leaf]) -> bool:
    """Whether it is a list of links, with no more between them than there are links, and under no heading."""
    links = {leaf.link for leaf in leaves if leaf.link is not None}
    beside = sum(leaf.link is None for leaf in leaves)
    above = element.getprevious()
    under = above is not None and above.tag in _HEADINGS
    return bool(links) and beside <= (len(links) if len(links) > 1 else 0) and not under


def _beside_text(link: etree._Element) -> bool:
    """Whether text runs up to a link or on behind it: `Skip to content` stands alone."""
    before, parent = link.getprevious(), link.getparent()
    ahead = before.tail if before is not None else parent.text if parent is not None else ""
    return bool((ahead or "").strip() or (link.tail or "").strip())


def _is_sentence(text: str) -> bool:
    """Whether a text, or the piece of one beside a link, is written: one that ends as sentences do has the words of one
    in it, or it is as long as one. `© Harbour Office. Terms of use. Contact.` is three labels."""
    if finished(text) and not text.endswith((":", "：")) and any(map(_has_words, _STOPS.split(text))):
        return True
    han, words = _count(text)
    return han >= 30 or words >= 20


def _has_words(text: str) -> bool:
    han, words = _count(text)
    return han >= 6 or words >= 4


def _count(text: str) -> tuple[int, int]:
    """How many Chinese characters and how many words of other scripts a text has."""
    return sum(map(is_han, text)), len(re.findall(r"[A-Za-z]{2,}", text))
