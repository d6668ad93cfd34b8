"""Mend inline codes: lone halves, missing numbers, elements that cannot stand where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from duizhao.corpora.saying import say
from duizhao.tmx.model import NONE, Content, Element, codes, content
from duizhao.tmx.xml.dtd import RULES

Noting = Callable[[str], None]


def mend_codes(parts: Content, note: Noting) -> Content:
    """Content that the TMX 1.4 document type allows, with `bpt` and `ept` in pairs. Every change is noted.

    A lone half becomes an `it`, which is what TMX has for it. An unknown element (`<b>`) becomes a pair of native codes
    that say the same. A `sub` directly in the segment becomes a `hi`; marked text inside a code becomes its text.
    """
    if all(isinstance(part, str) for part in parts):
        return parts
    numbers = {code.attributes["i"] for code in codes(parts) if code.tag in ("bpt", "ept") and "i" in code.attributes}
    return _pairs(_allowed(parts, "seg", note, numbers), note)


def _allowed(parts: Content, parent: str, note: Noting, numbers: set[str]) -> Content:
    out: list[str | Element] = []
    open_numbers: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        if part.tag not in RULES[parent].children:
            out.extend(_misplaced(part, parent, note, numbers))
            continue
        fields = {k: v for k, v in part.attributes.items() if k in RULES[part.tag].required | RULES[part.tag].optional}
        for name in sorted(set(part.attributes) - set(fields)):
            note(say("attribute of <{tag}> removed: {name}", tag=part.tag, name=name))
        tag = part.tag
        if tag == "bpt" and "i" not in fields:
            fields["i"] = _free(numbers)
            open_numbers.append(fields["i"])
            note(say("number given to <bpt>: ") + fields["i"])
        elif tag == "ept" and "i" not in fields:
            fields["i"] = open_numbers.pop() if open_numbers else _free(numbers)
            note(say("number given to <ept>: ") + fields["i"])
        elif tag == "it" and fields.get("pos") not in ("begin", "end"):
            note(say("<it> without position made a <ph>"))
            tag = "ph"
            fields.pop("pos", None)
        out.append(Element(tag, fields or NONE, _allowed(part.content, tag, note, numbers)))
    return content(*out)


def _misplaced(part: Element, parent: str, note: Noting, numbers: set[str]) -> Content:
    note(say("<{tag}> cannot stand in <{parent}>", tag=part.tag, parent=parent))
    if part.tag == "sub":
        return (Element("hi", NONE, _allowed(part.content, "hi", note, numbers)),)
    if part.tag not in RULES and "bpt" in RULES[parent].children:
        inner = _allowed(part.content, parent, note, numbers)
        listed = "".join(f' {name}="{value}"' for name, value in part.attributes.items())
        if not inner:
            return (Element("ph", NONE, (f"<{part.tag}{listed}/>",)),)
        number = _free(numbers)
        opening = Element("bpt", {"i": number}, (f"<{part.tag}{listed}>",))
        return (opening, *inner, Element("ept", {"i": number}, (f"</{part.tag}>",)))
    # In a native code only text can stand (and sub): keep the text.
    return _allowed(part.content, parent, note, numbers)


def _free(numbers: set[str]) -> str:
    number = next(str(i) for i in range(1, len(numbers) + 2) if str(i) not in numbers)
    numbers.add(number)
    return number


def _pairs(parts: Content, note: Noting) -> Content:
    opened = Counter(c.attributes.get("i") for c in codes(parts) if c.tag == "bpt")
    closed = Counter(c.attributes.get("i") for c in codes(parts) if c.tag == "ept")
    if opened == closed and max(opened.values(), default=0) < 2:
        order: set[str | None] = set()
        crossed = False
        for code in codes(parts):
            if code.tag == "bpt":
                order.add(code.attributes.get("i"))
            elif code.tag == "ept" and code.attributes.get("i") not in order:
                crossed = True
        if not crossed:
            return parts
    whole: set[str | None] = set()
    seen: set[str | None] = set()
    for code in codes(parts):
        i = code.attributes.get("i")
        if code.tag == "bpt":
            seen.add(i)
        elif code.tag == "ept" and i in seen and opened[i] == closed[i] == 1:
            whole.add(i)
    return _lone(parts, whole, note)


def _lone(parts: Content, whole: set[str | None], note: Noting) -> Content:
    out: list[str | Element] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        inner = _lone(part.content, whole, note)
        if part.tag in ("bpt", "ept") and part.attributes.get("i") not in whole:
            position = "begin" if part.tag == "bpt" else "end"
            note(say("lone <{tag}> made an <it>", tag=part.tag))
            rest = {name: value for name, value in part.attributes.items() if name != "i"}
            out.append(Element("it", {"pos": position, **rest}, inner))
        else:
            out.append(part._replace(content=inner))
    return content(*out)
