"""Find units that say the same twice: exactly, nearly, or with another translation of the same source."""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import pairwise
from typing import Literal

from corpora.errors import SettingsError
from corpora.languages import is_han
from tmx.model import Entry, Variant, confidence, sides
from tmx.writer import content_xml

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

    `by` "pair": source and target; "source": the source and the target's language. `near` compares texts without codes
    in the form of `normal`.
    """
    variants = entry.variants
    if len(variants) == 2 and variants[0].language == source_language:
        chosen: tuple[Variant, ...] = variants  # as most units of most memories are
    else:
        both = sides(entry, source_language)
        chosen = variants if both is None else both
    parts = []
    for position, variant in enumerate(chosen):
        parts.append(variant.language.lower())
        if position and by == "source":
            continue
        if near:
            parts.append(normal(variant.text))
        elif len(variant.content) == 1 and isinstance(variant.content[0], str):
            parts.append(variant.content[0])
        else:
            parts.append("\x01" + content_xml(variant.content))
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def rank(entry: Entry, position: int, keep: Keep) -> float | str:
    """What makes one of several equal units better than the others: the greatest is kept, of equals the first."""
    if keep == "last":
        return position
    if keep == "newest":
        return entry.date
    value = confidence(entry)
    # A unit without confidence was written by a person.
    return 2.0 if value is None else value


def dedupe(
    read: Callable[[], Iterable[Entry]],
    source_language: str = "",
    *,
    by: By = "pair",
    near: bool = False,
    keep: Keep = "first",
) -> Iterator[Entry]:
    """The entries without those that say the same again, in their order.

    `read` opens the entries afresh: keeping another than the first takes a pass to choose (on disk) and one to give.
    Keeping the first takes about 100 bytes of memory a distinct unit. Raises SettingsError for an unknown rule.
    """
    if keep not in KEEPS:
        raise SettingsError(f"unknown rule '{keep}'", cure=f"Known rules: {', '.join(KEEPS)}")
    if keep == "first":
        seen: set[bytes] = set()
        for entry in read():
            key = entry_key(entry, source_language, by=by, near=near)
            if key not in seen:
                seen.add(key)
                yield entry
        return
    # An empty name is a temporary database that goes to disk when it outgrows its cache.
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute("CREATE TABLE best (key BLOB PRIMARY KEY, rank, position INTEGER) WITHOUT ROWID")
        store.execute("BEGIN")
        count = 0
        for entry in read():
            store.execute(
                "INSERT INTO best VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET rank = excluded.rank, "
                "position = excluded.position WHERE excluded.rank > rank",
                (entry_key(entry, source_language, by=by, near=near), rank(entry, count, keep), count),
            )
            count += 1
        chosen = bytearray(count)
        for (position,) in store.execute("SELECT position FROM best"):
            chosen[position] = 1
    for keeping, entry in zip(chosen, read(), strict=True):
        if keeping:
            yield entry


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
