"""Units sorted by their document before they go into a store, on disk: a file may mix the documents as it likes.

Only then is it known what a document's new version is, so that it can take the old one's place in one transaction. The
spool is a temporary file; what stays in memory is where the parts of each document lie in it.
"""

from __future__ import annotations

import marshal
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import IO, NamedTuple

from duizhao.corpora.errors import OutputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.tmx.formats.jsonl import entry_text
from duizhao.tmx.model import Entry, read_confidence
from duizhao.tmx.store.legal import legal_entry

_TOGETHER = 4000
"""Units that are held in memory before they go to disk."""
# Controls as JSON writes them; an escape may also be text.
_ESCAPED = re.compile(r"\\u00|\\[bf]")


class SpooledUnit(NamedTuple):
    """A unit as a store keeps it: the paragraph or unit its readers cite, its date, how sure it is, the whole of it as
    JSON, and its texts as (language tag, text)."""

    number: str
    changed: str
    confidence: float | None
    entry: str
    texts: tuple[tuple[str, str], ...]


class Spool:
    """Rows by document. Use it in a `with`: its file goes with it."""

    def __init__(self) -> None:
        self.repaired: list[tuple[str, int, int]] = []
        """Document, unit (from 1) and how many characters were left out of it because XML cannot hold them."""
        self._waiting: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
        self._held = 0
        self._parts: dict[str, list[tuple[int, int]]] = {}
        self._counts: dict[str, int] = {}
        try:
            self._file: IO[bytes] = tempfile.TemporaryFile(prefix="duizhao-")  # noqa: SIM115 - closed by `__exit__`
        except OSError as error:
            raise OutputError(say("cannot write to the memory: no temporary file: {error}", error=error)) from error

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what a full disk did not take
            self._file.close()

    def take(self, entries: Iterable[Entry], document: str = "") -> None:
        """Sort entries by the document that they name, else into `document`.

        Raises SettingsError where an entry names no document and none is given, OutputError where the disk is full.
        """
        for entry in entries:
            props = entry.props
            name = props.get("x-document") or document
            if not name:
                raise SettingsError("these units name no document", cure="Name it with --document")
            self._counts[name] = self._counts.get(name, 0) + 1
            self._waiting[name].append(self._row(name, entry, props))
            self._held += 1
            if self._held >= _TOGETHER:
                self._flush()
        self._flush()

    def _row(self, name: str, entry: Entry, props: Mapping[str, str]) -> tuple[object, ...]:
        text = entry_text(entry)
        if _is_suspect(text):
            entry, left_out = legal_entry(entry)
            if left_out:
                self.repaired.append((name, self._counts[name], left_out))
                text, props = entry_text(entry), entry.props
        texts = tuple([(variant.language, variant.text) for variant in entry.variants])
        number = props.get("x-paragraph") or props.get("x-unit") or ""
        return number, entry.date, read_confidence(props.get("x-confidence")), text, texts

    def _flush(self) -> None:
        try:
            for name, rows in self._waiting.items():
                data = marshal.dumps(rows)
                self._parts.setdefault(name, []).append((self._file.tell(), len(data)))
                self._file.write(data)
            self._file.flush()  # here, and not when it is read or closed, a full disk is told
        except OSError as error:
            raise OutputError(say("cannot write to the memory: its temporary file: {error}", error=error)) from error
        self._waiting.clear()
        self._held = 0

    def documents(self) -> list[str]:
        """The documents in the order of their first units."""
        return list(self._counts)

    def rows(self, document: str) -> Iterator[list[SpooledUnit]]:
        """The rows of a document in order, in lists of at most 4,000."""
        for start, size in self._parts[document]:
            self._file.seek(start)
            yield [SpooledUnit(*row) for row in marshal.loads(self._file.read(size))]


def _is_suspect(text: str) -> bool:
    """Whether a unit as JSON may hold what XML cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a character
        return True
    escaped = "\\" in text and _ESCAPED.search(text) is not None
    return escaped or "\ufffe" in text or "\uffff" in text
