"""EPUB books: their chapters in reading order, each read as the web page that it is.

An EPUB is a ZIP archive: `META-INF/container.xml` names the package file, which lists all parts (the manifest) and the
order in which they are read (the spine). Parts outside the spine are not read in a book either. Contents are set apart;
notes that stand in a file of their own, at the end of the book, are notes all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urldefrag

from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers import html
from duizhao.corpora.readers.html_notes import Abroad, links_abroad
from duizhao.corpora.readers.nesting import bounded_depth
from duizhao.corpora.readers.office.archive import Archive, parse
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.saying import say
from duizhao.corpora.structure.blocks import Block, Role

_PROGRAM = "Calibre or Sigil"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))
# A document type that names a DTD and declares nothing itself; old books have one.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[\]>]*>")
# XHTML closes any element so, HTML only what never has content: there `<title/>` would take in all that follows.
_CLOSED = re.compile(rb"<([A-Za-z][\w:-]*)((?:\s[^<>]*?)?)/>")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())


@dataclass(slots=True)
class _Chapter:
    """A part of the spine: its name in the archive, its bytes, and whether it is the contents."""

    name: str
    data: bytes
    contents: bool
    marks: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    back: set[str] = field(default_factory=set)


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a book, chapter by chapter. Raises InputError where it is no EPUB, broken, locked by its seller, a
    bomb, or holds no text."""
    archive = Archive(data, path=path, program=_PROGRAM)
    if _CONTAINER not in archive:
        raise archive.broken(say("the part {container} is missing: this is no EPUB", container=_CONTAINER))
    name, package = _package(archive)
    chapters = _chapters(archive, name, package)
    _refuse_locked(archive, chapters)
    with bounded_depth(path):
        _link(chapters)
    blocks: list[Block] = []
    notices: list[Notice] = []
    for chapter in chapters:
        try:
            abroad = Abroad(chapter.marks, chapter.bodies, frozenset(chapter.back))
            found = html.read_blocks(chapter.data, path=path, encoding=encoding, abroad=abroad)
        except InputError as error:
            if error.what != html.NO_TEXT:
                raise InputError(
                    say("{chapter}: {what}", chapter=chapter.name, what=error.what), path=path, cure=error.cure
                ) from error
            continue  # a cover
        # No sentence goes on from one chapter to the next.
        blocks += [Block("", Role.MARKUP), *_of_book(found.blocks, blocks, contents=chapter.contents)]
        notices += found.notices
    if not any(block.text for block in blocks):
        raise InputError(
            "the book holds no text", path=path, cure="If its pages are pictures, run text recognition first"
        )
    language = package.findtext(".//{*}metadata/{*}language") or package.findtext(".//{*}language") or ""
    return Reading(tuple(blocks), notices=tuple(notices), language=language.strip())


def _of_book(found: Sequence[Block], before: Sequence[Block], *, contents: bool) -> Iterator[Block]:
    """The blocks of a chapter as those of a book: tables count on, and a line of one of many files says nothing."""
    tables = max((block.cell[0] for block in before if block.cell), default=0)
    for block in found:
        cell = (block.cell[0] + tables, *block.cell[1:]) if block.cell else None
        block = replace(block, cell=cell, line=None)
        if contents and block.role not in (Role.HEADER, Role.FOOTER, Role.RULE):
            block = replace(block, role=Role.CONTENTS, cell=None)
        yield block


def _xml(archive: Archive, name: str) -> etree._Element:
    data = _DOCTYPE.sub(b"", archive.read(name), count=1)
    return parse(data, path=archive.path, part=name, program=_PROGRAM)


def _package(archive: Archive) -> tuple[str, etree._Element]:
    """The package file, and its name."""
    rootfile = _xml(archive, _CONTAINER).find(".//{*}rootfile")
    name = unquote(rootfile.get("full-path", "")) if rootfile is not None else ""
    if not name:
        raise archive.broken(say("{container} names no package file", container=_CONTAINER))
    return name, _xml(archive, name)


def _chapters(archive: Archive, name: str, package: etree._Element) -> list[_Chapter]:
    """The parts of the spine, in its order, each once."""
    folder = dirname(name)
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    contents = {
        _part(folder, reference.get("href", ""))
        for reference in package.iterfind(".//{*}guide/{*}reference")
        if reference.get("type", "").lower() == "toc"
    }
    found: dict[str, _Chapter] = {}
    for itemref in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(itemref.get("idref"))
        if item is None or item.get("media-type", "") not in _PAGES:
            continue
        part = _part(folder, item.get("href", ""))
        if part not in found:
            is_nav = "nav" in item.get("properties", "").split()
            found[part] = _Chapter(part, _opened(archive.read(part)), is_nav or part in contents)
    if not found:
        raise archive.broken(say("{name} lists no chapter in its spine", name=name))
    return list(found.values())


def _part(folder: str, href: str) -> str:
    """The name in the archive of what a file in a folder of it refers to."""
    return normpath(join(folder, unquote(urldefrag(href).url))).lstrip("/")


def _opened(data: bytes) -> bytes:
    """XHTML with every element closed as HTML closes it."""

    def closed(match: re.Match[bytes]) -> bytes:
        tag = match[1]
        return match[0] if tag.lower() in _VOID else b"<" + tag + match[2] + b"></" + tag + b">"

    # UTF-16 is left alone: a tag there is no run of these bytes.
    return _CLOSED.sub(closed, data)


def _refuse_locked(archive: Archive, chapters: Sequence[_Chapter]) -> None:
    """Raise InputError where chapters are encrypted, as shops do it; fonts that are scrambled harm nothing."""
    if _ENCRYPTION not in archive:
        return
    locked = {unquote(one.get("URI", "")) for one in _xml(archive, _ENCRYPTION).iter("{*}CipherReference")}
    if any(chapter.name in locked for chapter in chapters):
        raise InputError(
            "the book is encrypted by its seller (DRM)", path=archive.path, cure="Ask the publisher for an open copy"
        )


def _link(chapters: Sequence[_Chapter]) -> None:
    """Tell each chapter which of its links are marks of notes in a later one, and that one which notes they are of."""
    order = {chapter.name: i for i, chapter in enumerate(chapters)}
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    links = []
    for i, chapter in enumerate(chapters):
        root = etree.fromstring(chapter.data, parser) if b"#" in chapter.data else None
        for link in links_abroad(root) if root is not None else ():
            part = _part(dirname(chapter.name), link.href)
            to = order.get(part)
            if to is not None and to != i:
                links.append((i, to, unquote(urldefrag(link.href).fragment), link))
    marks = {(i, id) for i, to, _, link in links if to > i and link.is_mark for id in link.ids}
    for i, to, fragment, link in links:
        if to > i and link.is_mark:
            chapters[i].marks[link.href] = link.label
            chapters[to].bodies.setdefault(fragment, link.label)
        elif (to, fragment) in marks:
            chapters[i].back.add(link.href)
