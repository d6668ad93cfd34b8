"""Files that hold two languages segment by segment (XLIFF), as the two documents that are in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Document, Kind, Origin, Unit
from duizhao.corpora.readers.office.sheet import Parallel
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import load
from duizhao.corpora.storage.names import on_one_line
from duizhao.tmx.formats.xliff import SUFFIXES, read_xliff
from duizhao.tmx.locators import read_locator
from duizhao.tmx.model import Entry, sides


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes. Raises InputError where it cannot be opened."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise unreadable(error, path) from error
    with stream:
        yield stream


def is_bilingual(path: Path) -> bool:
    """Whether the file's name is that of one."""
    return path.suffix.lower() in SUFFIXES


def read_sentences(path: Path, language: str = "") -> tuple[str, list[tuple[str, str]]]:
    """The language of a file's source, and its segments (text, place), translated or not, as they are cut there.

    Raises InputError; SettingsError where the source is not in the `language` asked for.
    """
    with opened(path) as stream:
        header, entries = read_xliff(stream, (), path, everything=True)
        found = [(entry.variants[0].text, place(entry, number)) for number, entry in enumerate(entries, 1)]
    spoken = header.source_language
    if language and primary(language) != primary(spoken):
        raise SettingsError(say("{path}: its source is in '{spoken}'", path=path, spoken=spoken), cure="Leave -l out")
    return spoken, found


def sentences_of_file(path: Path, language: str = "") -> tuple[str, list[tuple[str, str]]]:
    """The language of any document, and its sentences (text, place); those of XLIFF as they are cut there. Raises
    InputError, SettingsError."""
    if is_bilingual(path):
        return read_sentences(path, language)
    from duizhao import corpora

    document = corpora.read(path, language=language or None)
    cites = {unit.id: unit.cite for unit in document.translatable}
    found = [(one.text, cites[one.unit]) for one in corpora.segment(document) if one.unit in cites]
    return document.language, found


def place(entry: Entry, number: int) -> str:
    """Where an entry stands in its document, as it is cited; its number where nothing is known."""
    at = read_locator(entry.props)
    return at.cite if at.unit or at.number else str(number)


def read_side_by_side(path: Path, source: str, target: str) -> Parallel:
    """Both sides of a file as documents, with the segments that stand beside each other. One without a translation has
    an empty side. Raises InputError where it is broken or lacks one of the languages."""
    data = load(path)
    units: tuple[list[Unit], list[Unit]] = ([], [])
    rows: list[tuple[tuple[Unit, ...], tuple[Unit, ...]]] = []
    with opened(path) as stream:
        _, entries = read_xliff(stream, (), path, everything=True)
        for number, entry in enumerate(entries, 1):
            both = sides(entry, source, target)
            if both is None:
                codes = ", ".join(variant.language or "?" for variant in entry.variants)
                raise InputError(
                    say("this file is in {codes}", codes=codes),
                    path=path,
                    cure="Say its languages: --source-language, --target-language",
                )
            rows.append((_side(both[0].text, number, units[0]), _side(both[1].text, number, units[1])))
    if not any(side and other for side, other in rows):
        raise InputError("no segment is translated", path=path, cure="Give the file that came back")
    origin = Origin(on_one_line(str(path)), "xliff", sha256=hashlib.sha256(data).hexdigest())
    documents = [
        Document(f"{on_one_line(path.name)}#{tag}", tag, tuple(side), origin)
        for tag, side in zip((source, target), units, strict=True)
    ]
    return Parallel(documents[0], documents[1], tuple(rows))


def _side(text: str, number: int, units: list[Unit]) -> tuple[Unit, ...]:
    tidy = text.strip()
    if not tidy:
        return ()
    unit = Unit(f"s{number:04}", Kind.PARAGRAPH, None, "", tidy)
    units.append(unit)
    return (unit,)
