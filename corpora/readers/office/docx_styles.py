"""Styles of a Word document: what a paragraph is by its style and the styles that one is based on."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"

# The strict variant of OOXML has the same elements in another namespace; parts are read as if they were the common one.
STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


@dataclass(slots=True)
class Style:
    """A style's own settings; None where it says nothing and the style it is based on decides."""

    id: str
    name: str
    based_on: str
    outline: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None


@dataclass(slots=True)
class Resolved:
    """What a style comes to, with everything inherited. `names` are its name and those it is based on, lower case."""

    names: tuple[str, ...] = ()
    outline: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    # The id of the style that set the numbering: a list level may be linked to it.
    numbered_by: str = ""


@dataclass(slots=True)
class DocxStyles:
    """The styles of a document by id. `cyclic` collects the ids of styles that are based on themselves in the end."""

    styles: dict[str, Style] = field(default_factory=dict)
    default_paragraph: str = ""
    cyclic: set[str] = field(default_factory=set)
    _resolved: dict[str, Resolved] = field(default_factory=dict)

    def resolve(self, style_id: str | None) -> Resolved:
        """A style with what it inherits; an unknown id is the default paragraph style."""
        key = style_id if style_id in self.styles else self.default_paragraph
        if key not in self._resolved:
            self._resolved[key] = self._resolve(key)
        return self._resolved[key]

    def _resolve(self, style_id: str) -> Resolved:
        chain: list[Style] = []
        at = style_id
        while at in self.styles:
            if self.styles[at] in chain:
                # Word breaks the circle where it closes, and so do we.
                self.cyclic.add(at)
                break
            chain.append(self.styles[at])
            at = self.styles[at].based_on
        result = Resolved(tuple(style.name for style in chain))
        # From the root of the chain down, so that the nearest word is the last.
        for style in reversed(chain):
            if style.outline is not None:
                result.outline = style.outline
            if style.num_id is not None:
                result.num_id, result.numbered_by, result.ilvl = style.num_id, style.id, None
            if style.ilvl is not None:
                result.ilvl = style.ilvl
            result.bold = result.bold if style.bold is None else style.bold
            result.italic = result.italic if style.italic is None else style.italic
            result.hidden = result.hidden if style.hidden is None else style.hidden
        return result


def first(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name; None where there is none. A look, and no path that is read first, as `find` is."""
    return None if parent is None else next(parent.iterchildren(W + name), None)


def value(parent: etree._Element | None, name: str) -> str | None:
    """The `w:val` of a child element, "" where the child has none; None where there is no such child."""
    child = first(parent, name)
    return None if child is None else child.get(_VAL, "")


def number(text: str | None) -> int | None:
    """A whole number as OOXML writes it; None for what is none."""
    try:
        return int(text) if text else None
    except ValueError:
        return None


def on(parent: etree._Element | None, name: str) -> bool | None:
    """An on/off property: `<w:b/>` is on, `<w:b w:val="0"/>` off, its absence None."""
    text = value(parent, name)
    return None if text is None else text.lower() not in ("0", "false", "off", "none")


def read_styles(root: etree._Element | None) -> DocxStyles:
    """The styles of `styles.xml`; no styles for a document without that part."""
    found = DocxStyles()
    for element in () if root is None else root.iterchildren(W + "style"):
        style_id = element.get(W + "styleId")
        if not style_id:
            continue
        paragraph, run = element.find(W + "pPr"), element.find(W + "rPr")
        numbering = None if paragraph is None else paragraph.find(W + "numPr")
        found.styles[style_id] = Style(
            style_id,
            (value(element, "name") or style_id).lower(),
            value(element, "basedOn") or "",
            outline=number(value(paragraph, "outlineLvl")),
            num_id=value(numbering, "numId"),
            ilvl=number(value(numbering, "ilvl")),
            bold=on(run, "b"),
            italic=on(run, "i"),
            hidden=on(run, "vanish"),
        )
        is_default = element.get(W + "default") in ("1", "true", "on")
        if is_default and element.get(W + "type") == "paragraph":
            found.default_paragraph = style_id
    return found
