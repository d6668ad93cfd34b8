"""XLIFF of any version, as translators' tools write it: what kind it is, and who reads it.

XLIFF 2.0 to 2.2 is read by `xliff2.py`; 1.0 to 1.2, and the dialects of Trados Studio (.sdlxliff), memoQ (.mqxliff)
and Phrase (.mxliff) that are made of it, by `xliff12.py`. The root element tells the version, never the file's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.formats import xliff2, xliff12
from duizhao.tmx.model import Entry, Header

Steps = Iterator[tuple[str, Any]]


SUFFIXES = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff")
"""Endings of files that are XLIFF of some kind."""


def read_xliff(
    stream: BinaryIO, languages: Sequence[str], path: object, *, everything: bool = False
) -> tuple[Header, Iterator[Entry]]:
    """The translated segments of an XLIFF file of any version; with `everything` those without a translation as well,
    whose second text is empty. Raises InputError where it is not one, with the line."""
    steps = _steps(stream, path)
    root = next(steps, ("", None))[1]
    if root is None:
        raise InputError("an empty file", path=str(path), line=1)
    namespace, _, name = root.tag.rpartition("}")
    version = root.get("version", "")
    if name != "xliff":
        raise InputError(say("not XLIFF: its root element is '{name}'", name=name), path=str(path), line=1)
    if namespace[1:] in xliff2.NAMESPACES:
        return xliff2.read(root, steps, languages, path, everything=everything)
    if namespace[1:] in xliff12.NAMESPACES and version.startswith("1"):
        return xliff12.read(root, steps, languages, path, everything=everything)
    raise InputError(
        say("XLIFF of version '{version}', namespace '{namespace}'", version=version, namespace=namespace[1:]),
        path=str(path),
        line=root.sourceline,
        cure="XLIFF 1.0 to 1.2 and 2.0 to 2.2 are read",
    )


def _steps(stream: BinaryIO, path: object) -> Steps:
    from lxml import etree

    from duizhao.corpora.storage.entities import refuse_entities

    # `huge_tree`: Trados keeps the whole original document in the file's head, in one text of many megabytes. Entities,
    # which are what makes huge trees dangerous, are off.
    events = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True)
    declared = None
    try:
        for event, element in events:
            if declared is None:
                declared = element.getroottree().docinfo.internalDTD is not None
            if declared and event == "end":
                refuse_entities(element, path, cure=say("Export it again, with the text itself"))
            yield event, element
    except etree.XMLSyntaxError as error:
        raise InputError(say("not well-formed XML: {msg}", msg=error.msg), path=str(path), line=error.lineno) from error
