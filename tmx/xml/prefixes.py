"""Prefixes of names that nothing declares: parsers that know name spaces refuse the whole file for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from duizhao.tmx.model import Element, Entry

# An element, or an attribute of a code, whose name has a prefix; text may look like the second, and is looked at then.
_PREFIXED = re.compile(r"<(?!!)[^\s/<>:]+:|<[^<>]* (?!xml:)[\w.-]+:[\w.-]+=\"")


def may_have_prefixes(xml: str) -> bool:
    """Whether units as XML may hold a name with a prefix other than xml."""
    # Where every colon is that of a language, nothing has one: counting is faster than looking.
    return xml.count(":") != xml.count(' xml:lang="') and _PREFIXED.search(xml) is not None


def undeclared(entry: Entry, root: Mapping[str, str]) -> list[str]:
    """The prefixes of elements and attributes in an entry that neither it nor the root (its attributes) declares."""
    known = frozenset({"xml", "xmlns", *(name[6:] for name in root if name.startswith("xmlns:"))})
    found: dict[str, None] = {}
    for variant in entry.variants:
        for part in (*variant.content, *variant.extras):
            found.update(dict.fromkeys(_missing(part, known)))
    for extra in entry.extras:
        found.update(dict.fromkeys(_missing(extra, known)))
    return list(found)


def _missing(part: Any, known: frozenset[str]) -> Iterator[str]:
    if not isinstance(part, Element):
        return
    known |= {name[6:] for name in part.attributes if name.startswith("xmlns:")}
    for name in (part.tag, *part.attributes):
        if ":" in name and name.split(":")[0] not in known:
            yield name.split(":")[0]
    for one in part.content:
        yield from _missing(one, known)


def declared(entry: Entry, root: Mapping[str, str]) -> Entry:
    """An entry in which the prefix of every element and attribute is declared, on the element that needs it: no parser
    that knows name spaces reads it otherwise."""

    def declare(part: Any, known: frozenset[str]) -> Any:
        if not isinstance(part, Element):
            return part
        known |= {name[6:] for name in part.attributes if name.startswith("xmlns:")}
        names = (part.tag, *part.attributes)
        new = sorted({name.split(":")[0] for name in names if ":" in name} - known)
        fields = {**part.attributes, **{f"xmlns:{prefix}": f"urn:undeclared:{prefix}" for prefix in new}}
        inner = tuple(declare(one, known.union(new)) for one in part.content)
        return Element(part.tag, fields, inner)

    known = frozenset({"xml", "xmlns", *(name[6:] for name in root if name.startswith("xmlns:"))})
    variants = (
        v._replace(
            content=tuple(declare(part, known) for part in v.content),
            extras=tuple(declare(extra, known) for extra in v.extras),
        )
        for v in entry.variants
    )
    return entry._replace(variants=tuple(variants), extras=tuple(declare(extra, known) for extra in entry.extras))
