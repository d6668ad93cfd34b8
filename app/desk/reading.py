"""Reading copies: both texts side by side with paragraph numbers, a row a paragraph, as HTML, DOCX and EPUB."""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpora.language.table import language
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.storage.zips import packed
from duizhao.tmx.formats.word_table import WordColumn, word_table
from duizhao.tmx.model import writable


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A paragraph in both languages: their numbers as they are cited, "" where there is none."""

    numbers: tuple[str, str]
    texts: tuple[str, str]
    heading: bool = False


def blocks(pairs: Iterable[Pair], languages: tuple[str, str]) -> Iterator[ReadingRow]:
    """Pairs put together as their paragraphs are: what shares a paragraph with the row before, on a side that both
    have, goes on with it."""
    held: list[Pair] = []
    for pair in pairs:
        if held and not _goes_on(held, pair):
            yield _block(held, languages)
            held = []
        held.append(pair)
    if held:
        yield _block(held, languages)


def _at(pair: Pair, side: int) -> Locator:
    return pair.target_at if side else pair.source_at


def _units(pair: Pair, side: int) -> list[str]:
    segments = pair.target_segments if side else pair.source_segments
    return [segment.unit for segment in segments]


def _goes_on(held: Sequence[Pair], pair: Pair) -> bool:
    for side in (0, 1):
        own = _units(pair, side)
        before = next((units for one in reversed(held) if (units := _units(one, side))), [])
        if own and before and own[0] == before[-1]:
            return True
    return False


def _block(held: Sequence[Pair], languages: tuple[str, str]) -> ReadingRow:
    texts, numbers = [], []
    for side, tag in enumerate(languages):
        own = [pair for pair in held if (pair.target if side else pair.source)]
        texts.append(language(tag).joiner.join(pair.target if side else pair.source for pair in own))
        at = _at(own[0], side) if own else Locator()
        shown = bool(at.number) and at.kind not in (Kind.HEADING, Kind.FOOTNOTE, Kind.BOX)
        cited = Locator(at.document, at.unit, at.number, at.kind).cite if shown else ""
        numbers.append(cited.removeprefix("§"))
    kinds = {_at(pair, side).kind for pair in held for side in (0, 1)}
    return ReadingRow((numbers[0], numbers[1]), (texts[0], texts[1]), Kind.HEADING in kinds)


# --- HTML and EPUB ------------------------------------------------------------------------------------------------

_TABLE = """
table { border-collapse: collapse; width: 100% } td, th { vertical-align: top; text-align: left }
td { padding: .3rem .7rem } [lang|=zh] { line-height: 1.8 } th { padding: .2rem .7rem; font-weight: 600 }
td.n { width: 3em; color: #59626b; font-size: .85em; line-height: 1.9; text-align: right; white-space: nowrap }
tr.heading td { font-weight: 700; padding-top: 1.1rem }
"""
_PAGE = """
body { font: 16px/1.6 Georgia, "Noto Serif", "Noto Serif CJK SC", "Songti SC", serif; color: #1c2126; background: #fff }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1.5rem } h1 { font-size: 1.3rem; font-weight: 700 }
td.text { width: 46% } thead th { border-bottom: 1px solid #c9cdd0 } tbody tr:nth-child(even) { background: #f8f8f6 }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt } tr { break-inside: avoid } }
@media (max-width: 46rem) { td, th { display: block } td.text { width: auto } td.n { text-align: left } }
"""
_BOOK = """
body { margin: 0 2% } h1 { font-size: 1.2em } td.text { width: 46% }
@media (max-width: 36em) { td, th { display: block } td.text { width: auto } td.n { text-align: left } }
"""


def _escaped(text: str) -> str:
    return html.escape(writable(text), quote=True)


def _rows(found: Iterable[ReadingRow], languages: tuple[str, str]) -> str:
    out = []
    for block in found:
        cells = "".join(
            f'<td class="n">{_escaped(number)}</td><td class="text" lang="{tag}" xml:lang="{tag}">{_escaped(text)}</td>'
            for number, text, tag in zip(block.numbers, block.texts, languages, strict=True)
        )
        mark = ' class="heading"' if block.heading else ""
        out.append(f"<tr{mark}>{cells}</tr>\n")
    return "".join(out)


def as_page(found: Iterable[ReadingRow], languages: tuple[str, str], title: str) -> bytes:
    """One self-contained page without scripts, to read or print."""
    names = "".join(f'<th></th><th scope="col">{_escaped(language(tag).name)}</th>' for tag in languages)
    text = (
        f'<!doctype html>\n<html lang="{languages[0]}"><head><meta charset="utf-8"><title>{_escaped(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_TABLE}{_PAGE}</style></head>'
        f"<body><h1>{_escaped(title)}</h1><table><thead><tr>{names}</tr></thead><tbody>\n"
        f"{_rows(found, languages)}</tbody></table></body></html>\n"
    )
    return text.encode("utf-8")


LONG = 150  # blocks of a chapter of an EPUB at most: readers load a chapter whole


def _chapters(found: Iterable[ReadingRow]) -> list[list[ReadingRow]]:
    """Chapters begin at headings, not much shorter than half the longest, and not longer."""
    out: list[list[ReadingRow]] = [[]]
    for block in found:
        if (block.heading and len(out[-1]) >= LONG // 3 and not out[-1][-1].heading) or len(out[-1]) >= LONG:
            out.append([])
        out[-1].append(block)
    return out


_XHTML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops" lang="{tag}" xml:lang="{tag}"><head><title>{title}</title>'
    '<link rel="stylesheet" type="text/css" href="style.css"/></head><body>{body}</body></html>\n'
)


def as_epub(found: Iterable[ReadingRow], languages: tuple[str, str], title: str) -> bytes:
    """An EPUB 3: both columns on a wide screen, one paragraph after the other on a narrow one."""
    chapters = _chapters(found)
    named = _escaped(title)
    parts: dict[str, str] = {"style.css": _TABLE + _BOOK}
    entries = []
    for number, chapter in enumerate(chapters, 1):
        name = f"text{number:03d}.xhtml"
        first = next((block for block in chapter if block.heading), chapter[0] if chapter else None)
        shown = _escaped(next((text for text in first.texts if text), "")[:60]) if first else ""
        entries.append((name, shown or named))
        body = f"<table><tbody>\n{_rows(chapter, languages)}</tbody></table>"
        parts[name] = _XHTML.format(tag=languages[0], title=shown or named, body=body)
    lines = "".join(f'<li><a href="{name}">{shown}</a></li>' for name, shown in entries)
    contents = f'<nav epub:type="toc"><h1>{named}</h1><ol>{lines}</ol></nav>'
    parts["nav.xhtml"] = _XHTML.format(tag=languages[0], title=named, body=contents)
    own = uuid.uuid5(uuid.NAMESPACE_URL, "duizhao:" + named + "".join(parts.values()))
    items = "".join(
        f'<item id="c{k}" href="{file}" media-type="application/xhtml+xml"/>' for k, (file, _) in enumerate(entries)
    )
    spine = "".join(f'<itemref idref="c{k}"/>' for k in range(len(entries)))
    tags = "".join(f"<dc:language>{tag}</dc:language>" for tag in languages)
    parts["book.opf"] = (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{own}</dc:identifier><dc:title>{named}</dc:title>{tags}'
        '<meta property="dcterms:modified">1980-01-01T00:00:00Z</meta></metadata><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="css" href="style.css" media-type="text/css"/>{items}</manifest><spine>{spine}</spine></package>\n'
    )
    container = (
        '<?xml version="1.0"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    return packed({"mimetype": "application/epub+zip", "META-INF/container.xml": container, **parts})


# --- DOCX ---------------------------------------------------------------------------------------------------------


def as_docx(found: Iterable[ReadingRow], languages: tuple[str, str], title: str) -> bytes:
    """A Word table with a row a paragraph."""
    columns = [
        column for tag in languages for column in (WordColumn("§", 900), WordColumn(language(tag).name, 6650, tag))
    ]
    rows = (
        (tuple(map(writable, (block.numbers[0], block.texts[0], block.numbers[1], block.texts[1]))), block.heading)
        for block in found
    )
    return word_table(columns, rows, writable(title))
