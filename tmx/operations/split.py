"""Divide a memory into several files: reviewed and unreviewed, by document, by language pair, by number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import make_folder
from duizhao.tmx.model import Entry, Header, confidence, sides
from duizhao.tmx.xml.writer import Writer, write_to

BYS = ("review", "document", "languages", "number")
MOST = 500
"""Files that a split may make: each is open until the end."""


def split(
    entries: Iterable[Entry],
    header: Header,
    folder: str | Path,
    *,
    by: str,
    name: str = "memory",
    threshold: float = 0.75,
    number: int = 10_000,
) -> dict[Path, int]:
    """Write the parts of a memory into a folder, each whole or none at all; returns their paths and units.

    "review": `NAME.tmx` holds what has a confidence of at least `threshold` or none (a person wrote it),
    `NAME.unreviewed.tmx` the rest. "document": by the property `x-document`. "languages": a file for each
    pair of the source and another language. "number": so many units a file.

    Raises SettingsError for an unknown way or more than 500 parts, OutputError.
    """
    if by not in BYS:
        raise SettingsError(
            say("unknown way to split '{by}'", by=by), cure=say("Known ways: {bys}", bys=", ".join(BYS))
        )
    place = make_folder(folder)
    choose = _chooser(by, header, threshold, number)
    counts: dict[Path, int] = {}
    with ExitStack() as stack:
        writers: dict[str, Writer] = {}
        paths: dict[str, Path] = {}
        if by == "review":  # both files, even where one stays empty: what is not there might be thought lost
            for part in ("", "unreviewed"):
                paths[part] = _path(place, name, part)
                writers[part] = stack.enter_context(write_to(paths[part], header))
                counts[paths[part]] = 0
        for part, entry in _parts(entries, choose, by, header):
            if part not in writers:
                path = _path(place, name, part)
                if len(writers) >= MOST:
                    raise SettingsError(
                        say("more than {most} parts", most=MOST), cure="Split by another property or filter first"
                    )
                if path in counts:  # two documents whose names differ only in characters no file name can hold
                    path = _path(place, name, f"{part}-{len(writers)}")
                writers[part] = stack.enter_context(write_to(path, header))
                paths[part] = path
                counts[path] = 0
            writers[part].add(entry)
            counts[paths[part]] += 1
    return counts


def _parts(
    entries: Iterable[Entry], choose: Callable[[Entry, int], str], by: str, header: Header
) -> Iterator[tuple[str, Entry]]:
    """Each entry with the part it goes to; by languages, an entry a pair of languages."""
    for position, entry in enumerate(entries):
        both = sides(entry, header.source_language) if by == "languages" and len(entry.variants) > 2 else None
        if both is None:
            yield choose(entry, position), entry
            continue
        for variant in entry.variants:
            if variant is not both[0]:
                pair = entry._replace(variants=(both[0], variant))
                yield choose(pair, position), pair


def _path(place: Path, name: str, part: str) -> Path:
    tidy = re.sub(r"[^\w.-]+", "_", part).strip("._")
    return place / (f"{name}.{tidy}.tmx" if tidy else f"{name}.tmx")


def _chooser(by: str, header: Header, threshold: float, number: int) -> Callable[[Entry, int], str]:
    def review(entry: Entry, position: int) -> str:
        value = confidence(entry)
        return "" if value is None or value >= threshold else "unreviewed"

    def document(entry: Entry, position: int) -> str:
        return entry.prop("x-document") or "no-document"

    def languages(entry: Entry, position: int) -> str:
        both = sides(entry, header.source_language)
        return f"{both[0].language}-{both[1].language}" if both else "incomplete"

    def numbered(entry: Entry, position: int) -> str:
        return f"{position // max(number, 1) + 1:03}"

    return {"review": review, "document": document, "languages": languages, "number": numbered}[by]
