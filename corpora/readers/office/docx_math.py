"""Equations of Word (OMML) as one line of text: 3/4, x², ∑_(i=1)^n i.

ECMA-376 part 1, 22.1. Whatever is printed in an equation is in its line; signs tell the places of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from duizhao.corpora.readers.office.docx_styles import W
from duizhao.corpora.structure.raised import raised

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_Parts = dict[str, list[str]]


def linear(element: etree._Element) -> str:
    """The text of an equation, or of a part of one, on one line."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in (M + "t", W + "t"):
        return element.text or ""
    if tag in _LEFT_OUT:
        return ""
    name = tag.removeprefix(M)
    if name not in _FORMS:
        return "".join(map(linear, element.iterchildren(etree.Element)))
    parts: _Parts = {}
    for child in element.iterchildren(etree.Element):
        if child.tag not in _LEFT_OUT:
            parts.setdefault(str(child.tag).removeprefix(M), []).append(linear(child).strip())
    return _FORMS[name](parts, element)


_LEFT_OUT = frozenset(
    (
        W + "del",
        W + "moveFrom",
        W + "rPr",
        *(f"{M}{name}Pr" for name in "r ctrl f rad sSup sSub sSubSup d nary m".split()),
    )
)


def _grouped(text: str) -> str:
    """A part in brackets where it is more than one name or number."""
    return text if len(text) <= 1 or re.fullmatch(r"[\w.]+|\([^()]*\)", text) else f"({text})"


def _one(parts: _Parts, name: str) -> str:
    return (parts.get(name) or [""])[0]


def _property(element: etree._Element, group: str, name: str, default: str) -> str:
    """A character that an equation's part is set with; an empty one is none."""
    found = element.find(f"{M}{group}/{M}{name}")
    return default if found is None else found.get(M + "val", default)


def _over(base: str, above: str) -> str:
    """An exponent: a raised figure, else behind ^."""
    if not above:
        return base
    written = raised(base, above)
    plain = written == above
    return f"{_grouped(base)}^{_grouped(above)}" if plain else f"{_grouped(base)}{written}"


def _under(base: str, below: str) -> str:
    return f"{base}_{_grouped(below)}" if below else base


def _fraction(parts: _Parts, element: etree._Element) -> str:
    return f"{_grouped(_one(parts, 'num'))}/{_grouped(_one(parts, 'den'))}"


def _root(parts: _Parts, element: etree._Element) -> str:
    degree = _one(parts, "deg")
    return f"{raised('', degree) if degree else ''}√{_grouped(_one(parts, 'e'))}"


def _brackets(parts: _Parts, element: etree._Element) -> str:
    opening = _property(element, "dPr", "begChr", "(")
    closing = _property(element, "dPr", "endChr", ")")
    between = _property(element, "dPr", "sepChr", "|")
    return f"{opening}{between.join(parts.get('e', ()))}{closing}"


def _sum(parts: _Parts, element: etree._Element) -> str:
    sign = _property(element, "naryPr", "chr", "∫")
    below, above = _one(parts, "sub"), _one(parts, "sup")
    limits = (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
    return f"{sign}{limits} {_one(parts, 'e')}".rstrip()


_FORMS: dict[str, Callable[[_Parts, etree._Element], str]] = {
    "f": _fraction,
    "rad": _root,
    "d": _brackets,
    "nary": _sum,
    "sSup": lambda parts, _: _over(_one(parts, "e"), _one(parts, "sup")),
    "sSub": lambda parts, _: _under(_one(parts, "e"), _one(parts, "sub")),
    "sSubSup": lambda parts, _: _over(_under(_one(parts, "e"), _one(parts, "sub")), _one(parts, "sup")),
    "sPre": lambda parts, _: f"{_one(parts, 'sub')}{raised('', _one(parts, 'sup'))}{_one(parts, 'e')}",
    "limLow": lambda parts, _: _under(_one(parts, "e"), _one(parts, "lim")),
    "limUpp": lambda parts, _: f"{_one(parts, 'e')}^{_grouped(_one(parts, 'lim'))}",
    "func": lambda parts, _: f"{_one(parts, 'fName')} {_one(parts, 'e')}".strip(),
    "m": lambda parts, _: "; ".join(parts.get("mr", ())),
    "mr": lambda parts, _: ", ".join(parts.get("e", ())),
    "eqArr": lambda parts, _: "; ".join(parts.get("e", ())),
    "oMathPara": lambda parts, _: "; ".join(parts.get("oMath", ())),
}
