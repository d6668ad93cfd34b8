"""Take out of a memory what a translator does not want to be offered."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from duizhao.tmx.model import Comment, Element, Entry, Prop, Variant, content, plain, sides


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What to clean. `empty` drops units with an empty side, `identical` those whose sides are equal.

    `trim` takes white space off the ends of segments, `nfc` composes characters (Unicode NFC), `codes` removes inline
    codes, `comments` XML comments; of properties only the types in `props` stay where it is not None.
    """

    empty: bool = True
    trim: bool = True
    nfc: bool = False
    identical: bool = False
    codes: bool = False
    comments: bool = False
    props: tuple[str, ...] | None = None


def clean(
    entries: Iterable[Entry], settings: Cleaning, source_language: str = "", counts: Counter[str] | None = None
) -> Iterator[Entry]:
    """The cleaned entries; `counts` counts what was done."""
    done: Counter[str] = Counter() if counts is None else counts
    for entry in entries:
        cleaned = _extras(entry, settings, done)
        variants = tuple(_variant(variant, settings, done) for variant in cleaned.variants)
        if settings.empty:
            full = tuple(v for v in variants if v.text.strip() or any(isinstance(p, Element) for p in v.content))
            if len(full) < 2:
                done["units with an empty side removed"] += 1
                continue
            if len(full) < len(variants):
                done["empty variants removed"] += len(variants) - len(full)
                variants = full
        if variants != cleaned.variants:
            cleaned = cleaned._replace(variants=variants)
        if settings.identical:
            both = sides(cleaned, source_language)
            if both and both[0].content == both[1].content:
                done["untranslated units removed"] += 1
                continue
        yield cleaned


def _variant(variant: Variant, settings: Cleaning, done: Counter[str]) -> Variant:
    parts = variant.content
    if settings.codes and any(isinstance(part, Element) for part in parts):
        parts = content(plain(parts))
        done["segments without their codes"] += 1
    if settings.nfc:
        composed = content(*(unicodedata.normalize("NFC", p) if isinstance(p, str) else p for p in parts))
        done["segments composed"] += composed != parts
        parts = composed
    if settings.trim and parts:
        pieces: list[Any] = list(parts)
        if isinstance(pieces[0], str):
            pieces[0] = pieces[0].lstrip()
        if isinstance(pieces[-1], str):
            pieces[-1] = pieces[-1].rstrip()
        trimmed = content(*pieces)
        done["segments trimmed"] += trimmed != parts
        parts = trimmed
    return variant if parts == variant.content else variant._replace(content=parts)


def _extras(entry: Entry, settings: Cleaning, done: Counter[str]) -> Entry:
    def keep(extra: object) -> bool:
        if isinstance(extra, Comment):
            return not settings.comments
        return not isinstance(extra, Prop) or settings.props is None or extra.type in settings.props

    def chosen(extras: tuple[Any, ...]) -> tuple[Any, ...]:
        kept = tuple(extra for extra in extras if keep(extra))
        done["properties and comments removed"] += len(extras) - len(kept)
        return kept if len(kept) < len(extras) else extras

    if settings.props is None and not settings.comments:
        return entry
    before = () if settings.comments else entry.before
    done["properties and comments removed"] += len(entry.before) - len(before)
    variants = tuple(v._replace(extras=chosen(v.extras)) if v.extras else v for v in entry.variants)
    return entry._replace(extras=chosen(entry.extras), variants=variants, before=before)
