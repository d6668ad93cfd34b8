"""Prefixes of names that nothing declares: parsers that know name spaces refuse the whole file for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from duizhao.tmx.model import Element, Entry


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
