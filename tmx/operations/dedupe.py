"""Find units that say the same twice: exactly, nearly, or with another translation of the same source."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import pairwise, repeat
from typing import Literal

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.saying import say
from duizhao.tmx.model import Content, Entry, Variant, confidence, sides
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.columns import Chosen, Units, batches, picked
from duizhao.tmx.xml.fast.unit import NotSimple
from duizhao.tmx.xml.unit_xml import content_xml

By = Literal["pair", "source"]
Keep = Literal["first", "last", "newest", "confidence"]
KEEPS = ("first", "last", "newest", "confidence")


def normal(text: str) -> str:
    """A text without what hardly matters: case, full or half width, white space, punctuation.

    >>> normal("Decent  Work!") == normal("decent work"), normal("体面劳动，２０３０。") == normal("体面劳动,2030")
    (True, True)
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def entry_key(entry: Entry, source_language: str = "", *, by: By = "pair", near: bool = False) -> bytes:
    """What two units have in common that are the same: a digest (16 bytes) of languages and texts with their codes.

    `by` "pair": the texts in all its languages; "source": the source, and which the other languages are. `near`
    compares texts without codes in the form of `normal`.
    """
    return _digest(_entry_text(entry, source_language, by, near))


def _entry_text(entry: Entry, source_language: str, by: By, near: bool) -> str:
    variants = entry.variants
    if len(variants) == 2 and variants[0].language == source_language:
        chosen: tuple[Variant, ...] = variants  # as most units of most memories are
    else:
        both = sides(entry, source_language)
        chosen = variants if both is None else both
        if len(variants) > 2:
            # What a unit says in further languages is a part of it, in whatever order it says it.
            first = both[:1] if both is not None and by == "source" else ()
            rest = (v for v in variants if not first or v is not first[0])
            chosen = (*first, *sorted(rest, key=lambda v: v.language.lower()))
    parts = []
    for position, variant in enumerate(chosen):
        parts.append(variant.language.lower())
        if not position or by == "pair":
            parts.append(normal(variant.text) if near else _part(variant.content))
    return "\x00".join(parts)


def _part(parts: Content) -> str:
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return "\x01" + content_xml(parts)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _batch_texts(batch: Columns, source_language: str, by: By) -> Iterable[str]:
    """What `_entry_text` gives for each unit of a batch. Raises NotSimple where each entry has to be asked."""
    columns: list[Iterable[str]] = []
    languages = batch.languages()
    for position, side in enumerate(batch.order(source_language) or (0, 1)):
        columns.append(repeat(languages[side].lower()))
        if not position or by == "pair":
            segments = batch.segments[side]
            made = list(segments.raws) if "" not in segments.raws else [raw or _part(()) for raw in segments.raws]
            for place, xml in segments.written(content_xml).items():
                parts = segments.special[place]
                made[place] = parts[0] if len(parts) == 1 and isinstance(parts[0], str) else "\x01" + xml
            columns.append(made)
    return map("\x00".join, zip(*columns, strict=False))


def _texts(units: Units, source_language: str, by: By, near: bool) -> Iterable[str]:
    if isinstance(units, Columns) and not near:
        with suppress(NotSimple):
            return _batch_texts(units, source_language, by)
    return [_entry_text(entry, source_language, by, near) for entry in units.entries()]


# Where Python's hash is a keyed one of 64 bits, two of them (of a text and of one made from it) are as good as a digest
# of 128 bits and take half the time. They mean nothing to another process.
_KEYED = sys.hash_info.width >= 64 and sys.hash_info.algorithm.startswith("siphash")


def _keys(texts: Iterable[str]) -> Sequence[bytes | int]:
    if _KEYED:
        return [hash(text) << 64 ^ hash("\x02" + text) for text in texts]
    return list(map(_digest, texts))


def rank(entry: Entry, position: int, keep: Keep) -> float | str:
    """What makes one of several equal units better than the others: the greatest is kept, of equals the first."""
    if keep == "last":
        return position
    if keep == "newest":
        return entry.date
    value = confidence(entry)
    # A unit without confidence was written by a person.
    return 2.0 if value is None else value


def _ranks(units: Units, before: int, keep: Keep) -> Sequence[float | str]:
    if keep == "last":
        return range(before, before + len(units))
    if isinstance(units, Columns) and keep == "newest":
        return units.dates()
    return [rank(entry, position, keep) for position, entry in enumerate(units.entries(), before)]


def distinct(
    read: Callable[[], Iterable[Entry]],
    source_language: str = "",
    *,
    by: By = "pair",
    near: bool = False,
    keep: Keep = "first",
) -> Iterator[Chosen]:
    """All entries in their order, in batches where they come in such, and which of them do not say the same again.

    `read` opens the entries afresh: keeping another than the first takes a pass to choose (on disk) and one to give.
    Keeping the first takes about 100 bytes of memory a distinct unit. Raises SettingsError for an unknown rule.
    """
    if keep not in KEEPS:
        raise SettingsError(
            say("unknown rule '{keep}'", keep=keep), cure=say("Known rules: {keeps}", keeps=", ".join(KEEPS))
        )
    if keep == "first":
        seen: set[bytes | int] = set()
        for units in batches(read()):
            kept = []
            for position, key in enumerate(_keys(_texts(units, source_language, by, near))):
                if key not in seen:
                    seen.add(key)
                    kept.append(position)
            yield units, kept
        return
    # An empty name is a temporary database that goes to disk when it outgrows its cache. Units are put in a row and
    # sorted once: looking each up in an index while it grows takes several times as long.
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute("PRAGMA cache_size = -32768")
        store.execute("CREATE TABLE unit (key BLOB, rank, position INTEGER PRIMARY KEY)")
        store.execute("BEGIN")
        count = 0
        for units in batches(read()):
            keys = map(_digest, _texts(units, source_language, by, near))
            rows = zip(keys, _ranks(units, count, keep), range(count, count + len(units)), strict=True)
            store.executemany("INSERT INTO unit VALUES (?, ?, ?)", rows)
            count += len(units)
        chosen = bytearray(count)
        last = b""
        for key, position in store.execute("SELECT key, position FROM unit ORDER BY key, rank DESC, position"):
            if key != last:
                chosen[position] = 1
                last = key
    before = 0
    for units in batches(read()):
        yield units, [position for position in range(len(units)) if chosen[before + position]]
        before += len(units)


def noted(units: Units, kept: Sequence[int] | None) -> int:
    """How many of the units that are not kept have notes; None keeps all."""
    if kept is None or len(kept) == len(units):
        return 0
    if isinstance(units, Columns) and not units.noted():
        return 0
    chosen = set(kept)
    return sum(bool(entry.notes) for place, entry in enumerate(units.entries()) if place not in chosen)


def dedupe(
    read: Callable[[], Iterable[Entry]],
    source_language: str = "",
    *,
    by: By = "pair",
    near: bool = False,
    keep: Keep = "first",
) -> Iterator[Entry]:
    """The entries without those that say the same again, in their order; see `distinct`."""
    for units, kept in distinct(read, source_language, by=by, near=near, keep=keep):
        yield from picked(units, kept)


SKETCH = 4
"""Smallest shingle hashes kept of a text. Two texts that share nine tenths of their shingles share one of these with a
probability above 0.99 (bottom-k sketch; Broder 1997, On the resemblance and containment of documents)."""


def similar(entries: Iterable[Entry], threshold: float, source_language: str = "") -> Iterator[tuple[Entry, int]]:
    """Each entry with the number of the earlier kept one (from 1) that it resembles, or 0 where it resembles none.

    Two units resemble each other when the similarity of their sources and of their targets (rapidfuzz ratio, 0..100) is
    at least `threshold`. Candidates share one of their smallest shingle hashes, kept on disk.
    """
    from rapidfuzz.fuzz import ratio

    # An empty name is a temporary database that goes to disk when it outgrows its cache.
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute("CREATE TABLE unit (number INTEGER PRIMARY KEY, source TEXT, target TEXT)")
        store.execute("CREATE TABLE shingle (hash INTEGER, number INTEGER, PRIMARY KEY (hash, number)) WITHOUT ROWID")
        store.execute("BEGIN")
        query = (
            "SELECT DISTINCT u.number, u.source, u.target FROM shingle s JOIN unit u ON u.number = s.number "
            f"WHERE s.hash IN ({','.join('?' * SKETCH)}) ORDER BY u.number LIMIT 500"
        )
        for number, entry in enumerate(entries, 1):
            both = sides(entry, source_language)
            if both is None:
                yield entry, 0
                continue
            source, target = both[0].text, both[1].text
            hashes = sketch(source)
            found = 0
            if hashes:
                padded = (hashes + hashes[-1:] * SKETCH)[:SKETCH]
                for other, old_source, old_target in store.execute(query, padded):
                    if (
                        ratio(source, old_source, score_cutoff=threshold) >= threshold
                        and ratio(target, old_target, score_cutoff=threshold) >= threshold
                    ):
                        found = other
                        break
            if not found:
                store.execute("INSERT INTO unit VALUES (?, ?, ?)", (number, source, target))
                store.executemany("INSERT OR IGNORE INTO shingle VALUES (?, ?)", [(h, number) for h in hashes])
            yield entry, found


def sketch(text: str) -> list[int]:
    """The smallest hashes of a text's shingles: pairs of characters in Chinese, of words elsewhere."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if sum(map(is_han, folded)) * 4 > len(folded):
        pieces = [char for char in folded if not char.isspace()]
    else:
        pieces = folded.split()
    shingles = {" ".join(pair) for pair in pairwise(pieces)} or set(pieces)
    hashes = sorted(
        int.from_bytes(hashlib.blake2b(s.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")
        for s in shingles
    )
    return hashes[:SKETCH]
