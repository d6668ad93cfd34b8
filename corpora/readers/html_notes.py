"""Which elements of a page are footnotes, found by the links between mark and note before the page is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from duizhao.corpora.structure.characters import SUPERSCRIPTS

_SHORT = re.compile(r"[\[(（〔]?\s*([0-9]{1,3}|[a-zA-Z]|[ivxlc]{1,6}|[*†‡§¶#]{1,3}|[①-⑳])\s*[\])）〕]?\.?$")
_NOTE_WORDS = re.compile(
    r"foot ?note|end ?note|note-?ref|fnref|\bfn\d|ftn|(?:^|[^a-z])fn(?:[^a-z]|$)|脚注|注释|腳註|註釋|附註",
    re.IGNORECASE,
)
_BLOCKS = frozenset(("li", "p", "div", "aside", "dd", "tr", "section", "blockquote"))


@dataclass(slots=True)
class Notes:
    """What was found. Keys are elements: `marks` gives the label of each footnote mark in the text, `bodies` the label
    of each element that holds a note, `links_back` the links in notes that lead back to the text, which are no text."""

    marks: dict[etree._Element, str] = field(default_factory=dict)
    bodies: dict[etree._Element, str] = field(default_factory=dict)
    links_back: set[etree._Element] = field(default_factory=set)

    def printed(self, body: etree._Element, label: str, text: str) -> int:
        """How much of a note's text is its own label, printed before it: `1. See …`. An item of a list has its label
        from the list, and a label that was a link back is gone already."""
        if body.tag == "li" or any(e in self.links_back and _label(e) == label for e in body.iter(etree.Element)):
            # Brackets that stood around the link are left.
            empty = re.match(r"\s*(?:\[\s?\]|[(（]\s?[)）]|〔\s?〕)\s*(?=\S)", text)
            return empty.end() if empty else 0
        text = text[: len(label) + 8].translate(SUPERSCRIPTS) + text[len(label) + 8 :]
        match = re.match(rf"[\[(（〔]?\s?{re.escape(label)}(?:\s?[\])）〕.．、:：]{{1,2}}\s*|\s+)(?=\S)", text)
        return match.end() if match else 0


class Abroad(NamedTuple):
    """What the other pages of a book say of a page's notes: `marks`, the addresses of notes elsewhere and their labels;
    `bodies`, the ids of notes here that are cited elsewhere; `back`, the addresses of the places that cite them."""

    marks: Mapping[str, str]
    bodies: Mapping[str, str]
    back: frozenset[str]


NOWHERE = Abroad({}, {}, frozenset())


class LinkAbroad(NamedTuple):
    """A link to another page that looks like the mark of a note, or begins a paragraph as links back do: its address,
    its label, the ids by which it is found, and whether it looks like a mark."""

    href: str
    label: str
    ids: tuple[str, ...]
    is_mark: bool


def links_abroad(root: etree._Element) -> Iterator[LinkAbroad]:
    """The links of a page to places in others that look like marks of notes, or lead back from a note to its mark."""
    for link in root.iter("a"):
        href, label = link.get("href") or "", _label(link)
        if label is not None and "#" in href[1:] and ":" not in href:
            ids = tuple(key for e in (*_upwards(link), *link) for key in (e.get("id"), e.get("name")) if key)
            is_mark = _is_mark(link)
            if is_mark or _begins_block(link):
                yield LinkAbroad(href, label, ids, is_mark)


def _begins_block(link: etree._Element) -> bool:
    """Whether a link is the first that a paragraph says."""
    outermost = _upwards(link)[-1]
    parent = outermost.getparent()
    first = parent is not None and parent.tag in _BLOCKS and not (parent.text or "").strip()
    return first and outermost.getprevious() is None


def find_notes(root: etree._Element, abroad: Abroad = NOWHERE) -> Notes:
    """The footnotes of a page: linked both ways as word processors and wikis write them, or as raised figures that
    begin a paragraph of their own further down; and those of a book that `abroad` tells of."""
    notes = Notes()
    targets: dict[str, etree._Element] = {}
    for element in root.iter(etree.Element):
        for key in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if key:
                targets.setdefault(key, element)
    order = {element: i for i, element in enumerate(root.iter(etree.Element))}
    for link in root.iter("a"):
        label = _label(link)
        target = targets.get((link.get("href") or "").removeprefix("#")) if _local(link) else None
        if label is None or target is None or not _is_mark(link):
            continue
        body = _body(target)
        if body is None or order[body] < order[link] or link in set(body.iter("a")):
            continue
        if body not in notes.bodies:
            notes.bodies[body] = label
        notes.marks[_raised(link)] = label
        back = {key for e in _upwards(link) for key in (e.get("id"), e.get("name")) if key}
        for other in body.iter("a"):
            if _local(other) and (other.get("href") or "")[1:] in back:
                notes.links_back.add(_raised(other))
    _abroad(root, targets, notes, abroad)
    _unlinked(root, notes)
    return notes


def _abroad(root: etree._Element, targets: Mapping[str, etree._Element], notes: Notes, abroad: Abroad) -> None:
    """Take in what other pages say of this one's notes."""
    for id, label in abroad.bodies.items():
        body = _body(targets[id]) if id in targets else None
        if body is not None:
            notes.bodies.setdefault(body, label)
    for link in root.iter("a") if abroad.marks or abroad.back else ():
        href = link.get("href") or ""
        if href in abroad.back:
            notes.links_back.add(_raised(link))
        elif href in abroad.marks and _label(link) == abroad.marks[href]:
            notes.marks.setdefault(_raised(link), abroad.marks[href])


def _local(link: etree._Element) -> bool:
    return (link.get("href") or "").startswith("#")


def text_of(element: etree._Element) -> str:
    """All text in an element, as it stands."""
    return "".join(str(piece) for piece in element.itertext(etree.Element))


def _label(element: etree._Element) -> str | None:
    match = _SHORT.match(text_of(element).strip())
    return match[1] if match else None


def _is_mark(link: etree._Element) -> bool:
    """Whether the link is raised, or named as footnote marks are."""
    words = " ".join(
        e.get(name) or ""
        for e in [*_upwards(link), *link.iter("sup")]
        for name in ("class", "id", "name", "role", "href", "epub:type")
    )
    return any(e.tag == "sup" for e in [*_upwards(link), *link]) or bool(_NOTE_WORDS.search(words))


def _upwards(element: etree._Element) -> list[etree._Element]:
    """The element and the inline elements that it stands in."""
    chain = [element]
    parent = element.getparent()
    while parent is not None and parent.tag in ("sup", "span", "b", "i", "font", "small"):
        chain.append(parent)
        parent = parent.getparent()
    return chain


def _raised(link: etree._Element) -> etree._Element:
    """The `sup` around a mark if the mark is all that is in it, else the mark."""
    for element in reversed(_upwards(link)):
        if element.tag == "sup" and text_of(element).strip() == text_of(link).strip():
            return element
    return link


def _body(target: etree._Element) -> etree._Element | None:
    """The block that a note's link leads to."""
    element: etree._Element | None = target
    while element is not None and element.tag not in _BLOCKS:
        element = element.getparent()
    if element is None:
        return None
    # LibreOffice and Word wrap the paragraphs of a note in a division of its own.
    parent = element.getparent()
    if element.tag == "p" and parent is not None and parent.tag in ("div", "li"):
        about = f"{parent.get('id', '')} {parent.get('class', '')}"
        if re.search(r"(?:sdfootnote|sdendnote|ftn|edn|fn)\d+$", about.strip()) or "mso-element" in parent.get(
            "style", ""
        ):
            return parent
    return element


def _unlinked(root: etree._Element, notes: Notes) -> None:
    """Raised figures without links: a mark if a paragraph elsewhere begins with the same figure raised."""
    raised = [e for e in root.iter("sup") if e not in notes.marks and e not in notes.links_back and _label(e)]
    begins: dict[str, etree._Element] = {}
    for element in raised:
        parent = element.getparent()
        if parent is None or parent.tag not in ("p", "div", "li", "td") or (parent.text or "").strip():
            continue
        if parent[0] is element and (element.tail or "").strip():
            begins[_label(element) or ""] = element
    for element in raised:
        label = _label(element) or ""
        note = begins.get(label)
        if note is not None and element is not note:
            parent = note.getparent()
            if parent is not None and parent not in notes.bodies:
                notes.bodies[parent] = label
                notes.links_back.add(note)
            notes.marks[element] = label
