"""What stands inside a paragraph of a Word document: runs, fields, notes, links, tracked changes, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from duizhao.corpora.readers.office.docx_fields import printed
from duizhao.corpora.readers.office.docx_math import M, linear
from duizhao.corpora.readers.office.docx_styles import DocxStyles, W, first, number, on, value
from duizhao.corpora.readers.runs import Runs
from duizhao.corpora.structure.number_formats import formatted, public
from duizhao.corpora.structure.raised import raised
from duizhao.corpora.structure.soft_lines import HARD_BREAK

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT_BOX = W + "txbxContent"

# Content that the page does not show, or that is set apart and read elsewhere.
_SKIPPED = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "rubyPr", "instrText", "delInstrText", "delText", "annotationRef",
        "footnoteRef", "endnoteRef", "commentReference", "tblPr", "proofErr", "bookmarkStart", "bookmarkEnd",
    )
)  # fmt: skip
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": HARD_BREAK, W + "noBreakHyphen": "-", W + "softHyphen": ""}
# Of a damaged file, where fields are opened and never closed: no more are kept, and no more is read of an instruction.
_DEEPEST, _LONGEST = 32, 32_768


@dataclass(slots=True)
class Field:
    """A complex field (TOC, PAGE, HYPERLINK…): its instruction, whether its result has begun, and at what length of the
    paragraph."""

    instruction: str = ""
    in_result: bool = False
    start: int = 0

    def instruct(self, more: str) -> None:
        """Add to the instruction, which is a line or two in files that are whole."""
        if len(self.instruction) < _LONGEST:
            self.instruction += more

    @property
    def is_contents(self) -> bool:
        """Whether the field is a table of contents, of figures or an index."""
        return self.instruction.split()[:1] in (["TOC"], ["INDEX"], ["TOA"])


@dataclass(slots=True)
class Seen:
    """What was met on the way and is told in notices."""

    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    placeholders: int = 0


@dataclass(slots=True)
class NoteMark:
    """A reference to a footnote or endnote: kind (`footnotes`, `endnotes`), the note's id, the label as printed."""

    kind: str
    id: str
    label: str


@dataclass(slots=True)
class Inline:
    """Reads paragraphs' content. State lives across paragraphs: a field or a counter of notes does."""

    styles: DocxStyles
    links: dict[str, str]
    note_formats: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    fields: list[Field] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    # Of the paragraph being read:
    runs: Runs = field(default_factory=Runs)
    notes: list[NoteMark] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    page_breaks: int = 0
    in_contents: bool = False
    hidden: bool = False

    def begin(self, *, hidden: bool = False) -> None:
        """Forget the paragraph before. `hidden` says that this one's style hides what does not say otherwise."""
        self.runs, self.notes, self.boxes, self.page_breaks, self.hidden = Runs(), [], [], 0, hidden
        self.in_contents = any(f.is_contents for f in self.fields)

    def read(self, paragraph: etree._Element, base: tuple[str, ...] = ()) -> None:
        """Add a paragraph's content; `base` is the markup that its style gives all of it."""
        self._children(paragraph, base)

    def _children(self, parent: etree._Element, base: tuple[str, ...]) -> None:
        for child in parent.iterchildren(tag=etree.Element):
            self._child(child, base)

    def _child(self, element: etree._Element, base: tuple[str, ...]) -> None:
        tag = element.tag
        if tag == W + "r":
            self._run(element, base)
        elif tag in (W + "del", W + "moveFrom"):
            self.seen.deleted += 1
        elif tag in (W + "ins", W + "moveTo"):
            self.seen.inserted += 1
            self._children(element, base)
        elif tag == W + "hyperlink":
            start = self.runs.length
            self._children(element, base)
            target = self.links.get(element.get(R + "id", "")) or f"#{element.get(W + 'anchor', '')}"
            self.runs.mark("link", start, target)
        elif tag == W + "fldSimple":
            simple = Field(element.get(W + "instr", ""))
            self.in_contents |= simple.is_contents
            start = self.runs.length
            self._children(element, base)
            if self.runs.length == start:
                self.runs.add(printed(simple.instruction), *base)
        elif tag == W + "sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            # "Click here to enter text" is the form's, not the document's.
            self.seen.placeholders += 1
        elif tag == _MC + "AlternateContent":
            chosen = alternative(element)
            if chosen is not None:
                self._children(chosen, base)
        elif tag in (M + "oMath", M + "oMathPara"):
            self.runs.add(linear(element), *base)
        elif tag not in _SKIPPED:
            self._children(element, base)

    def _run(self, run: etree._Element, base: tuple[str, ...]) -> None:
        properties = first(run, "rPr")
        kinds = self._kinds(properties, base)
        if kinds is None:
            self.seen.hidden += 1
            return
        for child in run.iterchildren(tag=etree.Element):
            self._piece(child, run, kinds)

    def _piece(self, child: etree._Element, run: etree._Element, kinds: tuple[str, ...]) -> None:
        tag = child.tag
        if tag == W + "fldChar":
            self._field(child.get(W + "fldCharType", ""), kinds)
        elif tag == W + "instrText":
            if self.fields and not self.fields[-1].in_result:
                self.fields[-1].instruct(child.text or "")
        elif tag == W + "lastRenderedPageBreak":
            self.page_breaks += 1
        elif any(not f.in_result for f in self.fields):
            # Between a field's begin and its separator stand instructions, whatever they look like.
            return
        elif tag == W + "t":
            text = public(child.text or "", _font(run))
            if value(first(run, "rPr"), "vertAlign") == "superscript":
                text = raised(self.runs.tail, text)
            self.runs.add(text, *kinds)
        elif tag in _CHARACTERS:
            self.runs.add(_CHARACTERS[tag])
        elif tag == W + "br":
            # A break of the page or the column falls within a sentence as often as not.
            self.runs.add(HARD_BREAK if child.get(W + "type", "textWrapping") == "textWrapping" else "\n")
        elif tag == W + "sym":
            self.runs.add(self._symbol(child), *kinds)
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            self._note(child, run)
        elif tag in (W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"):
            self.boxes += _text_boxes(child)
        elif tag not in _SKIPPED:
            self._child(child, kinds)

    def _kinds(self, properties: etree._Element | None, base: tuple[str, ...]) -> tuple[str, ...] | None:
        """The run's markup; None when it is hidden."""
        if properties is None:
            return None if self.hidden else base
        style = first(properties, "rStyle")
        named = self.styles.styles.get(style.get(W + "val", "")) if style is not None else None
        resolved = self.styles.resolve(named.id) if named else None
        hidden = on(properties, "vanish")
        if hidden or (hidden is None and (self.hidden or (resolved is not None and resolved.hidden))):
            return None
        kinds = []
        for kind, name in (("bold", "b"), ("italic", "i")):
            direct = on(properties, name)
            if direct or (direct is None and (kind in base or (resolved is not None and getattr(resolved, kind)))):
                kinds.append(kind)
        return tuple(kinds)

    def _field(self, kind: str, kinds: tuple[str, ...]) -> None:
        if kind == "begin":
            self.fields.append(Field(start=self.runs.length))
            del self.fields[:-_DEEPEST]  # each piece of text asks all that are open
        elif kind == "separate" and self.fields:
            self.fields[-1].in_result = True
            self.in_contents |= self.fields[-1].is_contents
        elif kind == "end" and self.fields:
            done = self.fields.pop()
            if self.runs.length == done.start:
                # It has no result: what it prints is in its instruction.
                self._print(printed(done.instruction), kinds)

    def _print(self, text: str, kinds: tuple[str, ...]) -> None:
        """Add what a field prints: to the paragraph, or to the instruction of the field that it stands in."""
        outer = next((f for f in reversed(self.fields) if not f.in_result), None)
        if outer is not None:
            outer.instruct(text)
        else:
            self.runs.add(text, *kinds)

    def _symbol(self, element: etree._Element) -> str:
        try:
            return public(chr(int(element.get(W + "char", ""), 16)), element.get(W + "font", ""))
        except (ValueError, OverflowError):
            return ""

    def _note(self, element: etree._Element, run: etree._Element) -> None:
        kind = "footnotes" if element.tag == W + "footnoteReference" else "endnotes"
        if on_attribute(element, "customMarkFollows"):
            label = "".join(text.text or "" for text in run.iterchildren(W + "t")).strip()
            # The mark is the note's, not the sentence's.
            for text in run.iterchildren(W + "t"):
                text.text = ""
        else:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            default = "decimal" if kind == "footnotes" else "lowerRoman"
            label = formatted(self.counts[kind], self.note_formats.get(kind, default))
        self.runs.note(label)
        self.notes.append(NoteMark(kind, element.get(W + "id", ""), label))


def _font(run: etree._Element) -> str:
    """The font that a run names for its characters; "" where it names none."""
    fonts = first(first(run, "rPr"), "rFonts")
    return "" if fonts is None else fonts.get(W + "hAnsi") or fonts.get(W + "ascii") or ""


def on_attribute(element: etree._Element, name: str) -> bool:
    """An on/off attribute; off when absent."""
    return element.get(W + name, "0").lower() not in ("0", "false", "off")


def alternative(element: etree._Element) -> etree._Element | None:
    """The branch of an AlternateContent to read: the first choice that holds text, else the fallback. Never both:
    they are the same text for programs of different ages."""
    branches = element.iterchildren(_MC + "Choice", _MC + "Fallback")
    return next((branch for branch in branches if next(branch.iter(W + "t"), None) is not None), None)


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    """The text boxes in a drawing, outermost first; those within a text box are read with it."""
    if element.tag == _MC + "AlternateContent":
        chosen = alternative(element)
        return [] if chosen is None else list(_outermost(chosen))
    return list(_outermost(element))


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag == _MC + "AlternateContent":
            chosen = alternative(child)
            if chosen is not None:
                yield from _outermost(chosen)
        else:
            yield from _outermost(child)


def is_deleted(properties: etree._Element | None) -> bool:
    """Whether the paragraph mark (or table row) with these properties was deleted in a tracked change."""
    if properties is None:
        return False
    run = first(properties, "rPr")
    places = [properties] if run is None else [properties, run]
    return any(place.find(W + name) is not None for place in places for name in ("del", "moveFrom"))


def is_drop_cap(properties: etree._Element | None) -> bool:
    """Whether the paragraph with these properties is the large letter that the next one begins with."""
    frame = first(properties, "framePr")
    return frame is not None and frame.get(W + "dropCap", "none") in ("drop", "margin")


def whole(text: str | None) -> int:
    """A count in an attribute, at least 1."""
    return max(1, min(number(text) or 1, 1000))
