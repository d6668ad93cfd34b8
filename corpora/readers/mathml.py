"""Equations of web pages (MathML) as one line of text: q=1/2, x², √(a+b)."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from duizhao.corpora.structure.raised import raised

_LEFT_OUT = frozenset(
    ("annotation", "annotation-xml", "mphantom", "mspace", "maligngroup", "malignmark", "none", "mprescripts")
)
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")


def linear(element: etree._Element) -> str:
    """The equation as it would be typed on one line; everything that is printed is in it."""
    tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if tag in _LEFT_OUT:
        return ""
    parts = [text for child in element.iterchildren(etree.Element) if (text := linear(child)) or tag in _FORMS]
    if tag in _FORMS and len(parts) >= 2:
        return _FORMS[tag](parts)
    own = " ".join((element.text or "").split()).translate(_INVISIBLE)
    if tag in ("mtr", "mlabeledtr"):
        return ", ".join(parts)
    if tag == "mtable":
        return "; ".join(parts)
    if tag == "msqrt":
        return "√" + _grouped("".join(parts))
    if tag == "mfenced":
        opening, closing = element.get("open", "("), element.get("close", ")")
        return opening + (element.get("separators", ",")[:1] + " ").join(parts) + closing
    if tag == "mtext":
        return f" {own} " if own else ""
    return own + "".join(parts)


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _power(parts: list[str]) -> str:
    base, over = parts[0], parts[-1]
    written = raised(base, over)
    return _grouped(base) + (written if written != over else f"^{_grouped(over)}")


def _root(parts: list[str]) -> str:
    return f"{raised('', parts[1])}√{_grouped(parts[0])}"


def _index(parts: list[str]) -> str:
    return f"{parts[0]}_{_grouped(parts[1])}"


def _both(parts: list[str]) -> str:
    return _power([_index(parts[:2]), parts[2]]) if len(parts) > 2 and parts[2] else _index(parts)


_FORMS: dict[str, Callable[[list[str]], str]] = {
    "mfrac": lambda parts: f"{_grouped(parts[0])}/{_grouped(parts[1])}",
    "msup": _power,
    "mover": lambda parts: _power(parts) if parts[1].isalnum() else "".join(parts),
    "msub": _index,
    "munder": _index,
    "msubsup": _both,
    "munderover": _both,
    "mroot": _root,
}
