"""Where a pair came from, as `x-` properties of its entry, and back.

Written on the `tu` and not on a `tuv`, because CAT tools keep the properties of units and drop those of variants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from sys import intern

from duizhao.corpora.model import Kind, Locator
from duizhao.tmx.model import Prop


def locator_props(at: Locator, side: str = "") -> Iterator[Prop]:
    """A locator as properties; `side` is "" for the source and "target-" for the target. What is unknown is left out.

    >>> [f"{p.type}={p.text}" for p in locator_props(Locator("a.md", "u7", (29, 2), sentences=(1, 3)), "target-")]
    ['x-target-document=a.md', 'x-target-unit=u7', 'x-target-paragraph=29.2', 'x-target-sentence=1-3']
    """
    values = (
        ("document", at.document),
        ("unit", at.unit),
        ("paragraph", "" if at.number is None else ".".join(map(str, at.number))),
        ("kind", at.kind.value if at.kind else ""),
        ("sentence", _range(at.sentences) if at.sentences else ""),
        ("file", at.path),
        ("line", "" if at.line is None else str(at.line)),
    )
    for name, value in values:
        if value:
            yield Prop(f"x-{side}{name}", value)


def _range(sentences: tuple[int, int]) -> str:
    first, last = sentences
    return str(first) if first == last else f"{first}-{last}"


def read_locator(props: Mapping[str, str], side: str = "") -> Locator:
    """The locator that `locator_props` wrote. A value that is not what we write is left out."""

    document, unit, paragraph, kind, sentence, file, line = (props.get(name, "") for name in _names(side))
    sentences = _numbers(sentence, "-")
    return Locator(
        # The pairs of a large project say the same names again and again: each is kept once.
        document=intern(document),
        unit=intern(unit),
        number=_numbers(paragraph, "."),
        kind=_KINDS.get(kind),
        sentences=(sentences[0], sentences[-1]) if sentences and len(sentences) <= 2 else None,
        path=intern(file),
        line=int(line) if line.isdecimal() else None,
    )


_KINDS = {kind.value: kind for kind in Kind}


@cache
def _names(side: str) -> tuple[str, ...]:
    return tuple(f"x-{side}{name}" for name in ("document", "unit", "paragraph", "kind", "sentence", "file", "line"))


@lru_cache(maxsize=1 << 12)
def _numbers(text: str, separator: str) -> tuple[int, ...] | None:
    parts = text.split(separator)
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else None
