"""Links whose term is written otherwise: renamed, and put together where another of the same terms is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from duizhao.terminology.glossary import Link


def respelt(links: Iterable[Link], before: str, after: str, *, is_source: bool) -> list[Link]:
    """The links with a term of one side written otherwise, each pair of terms once."""
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        if (link.source if is_source else link.target) == before:
            link = replace(link, source=after) if is_source else replace(link, target=after)
        key = (link.source, link.target)
        found[key] = _together(found[key], link) if key in found else link
    return list(found.values())


def _together(first: Link, second: Link) -> Link:
    where = dict(first.by_document)
    for name, n in second.by_document:
        where[name] = where.get(name, 0) + n
    more, less = (first, second) if first.count >= second.count else (second, first)
    return replace(
        more,
        count=first.count + second.count,
        documents=len(where) or max(first.documents, second.documents),
        by_document=tuple(sorted(where.items())),
        examples=more.examples or less.examples,
    )
