"""The office's glossary for many askers: a file that is read again when it changes, else the concepts in the database
of the first memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from duizhao.corpora.errors import DuizhaoError, SettingsError
from duizhao.corpora.language.table import guess, primary, supported
from duizhao.server.concepts import Concepts
from duizhao.server.work import Lane, Memories
from duizhao.terminology.formats import read_glossary
from duizhao.terminology.glossary import Concept, Glossary
from duizhao.terminology.lookup import look_up
from duizhao.terminology.matching import Match, Matcher

T = TypeVar("T")


class TermsInFileError(SettingsError):
    """The glossary is a file, which is changed where it is."""


class OfficeTerms:
    """A glossary for many askers. Raises InputError where its file cannot be read at first; later the last version that
    could be read stays."""

    def __init__(self, path: Path | None, memories: Memories) -> None:
        self._path, self._memories = path, memories
        self._lock = threading.Lock()
        self._stamp: object = self._looked()
        self._glossary = read_glossary(path) if path else Glossary()
        self._matchers: dict[str, Matcher] = {}

    def _looked(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            found = None
        return (found.st_mtime_ns, found.st_size) if found else None

    @property
    def in_file(self) -> bool:
        """Whether the glossary is a file, which is changed where it is."""
        return self._path is not None

    async def glossary(self) -> Glossary:
        """The glossary as it is now. Raises UnavailableError where it lies in a database that is away."""
        await self._memories.run(self._memories.settings.first, lambda store: self._refresh(Concepts(store.database)))
        return self._glossary

    def _refresh(self, concepts: Concepts) -> None:
        with self._lock:
            stamp = self._looked() if self._path else concepts.version()
            if stamp is None or stamp == self._stamp:
                return
            try:
                self._glossary = read_glossary(self._path) if self._path else concepts.glossary()
                self._matchers = {}
            except DuizhaoError:
                if not self._path:
                    raise
            self._stamp = stamp

    async def search(self, text: str, limit: int) -> list[Concept]:
        """The concepts with this term, then those with a term that contains it; the first of all where there is no
        text."""
        glossary = await self.glossary()
        return (look_up(glossary, text) if text.strip() else list(glossary))[:limit]

    async def concept(self, number: str) -> Concept | None:
        """The concept of an id."""
        return (await self.glossary()).get(number)

    async def recognize(self, text: str, language: str) -> tuple[Match, ...]:
        """The terms in a text. Raises SettingsError for a language that we have no table row for."""
        tag = primary(language or guess(text) or "")
        if not supported(tag):
            raise SettingsError("cannot tell the language of this text", cure="Say it with language")
        glossary = await self.glossary()
        with self._lock:
            if tag not in self._matchers:
                self._matchers[tag] = Matcher(glossary, tag)
            matcher = self._matchers[tag]
        return matcher.find(text)

    async def change(self, work: Callable[[Concepts], T], *, lane: Lane = "write") -> T:
        """What `work` makes of the concepts in the database. Raises TermsInFileError where the glossary is a file."""
        if self._path:
            raise TermsInFileError(
                "the glossary of this server is a file", cure="Change the file, or start the server without --glossary"
            )
        first = self._memories.settings.first
        return await self._memories.run(first, lambda store: work(Concepts(store.database)), lane=lane)
