"""The office's glossary: a file that is read again when it changes."""

from __future__ import annotations

import threading
from pathlib import Path

from duizhao.corpora.errors import DuizhaoError, SettingsError
from duizhao.corpora.language.table import guess, primary, supported
from duizhao.terminology.formats import read_glossary
from duizhao.terminology.glossary import Concept, Glossary
from duizhao.terminology.lookup import look_up
from duizhao.terminology.matching import Match, Matcher


class OfficeTerms:
    """A glossary for many askers. Without a file it is empty. Raises InputError where the file cannot be read at first;
    later the last version that could be read stays."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = self._looked()
        self._glossary = read_glossary(path) if path else Glossary()
        self._matchers: dict[str, Matcher] = {}

    def _looked(self) -> tuple[int, int]:
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            found = None
        return (found.st_mtime_ns, found.st_size) if found else (0, 0)

    def glossary(self) -> Glossary:
        """The glossary as its file is now."""
        with self._lock:
            stamp = self._looked()
            if self._path and stamp != self._stamp and stamp != (0, 0):
                self._stamp = stamp
                try:
                    self._glossary = read_glossary(self._path)
                    self._matchers = {}
                except DuizhaoError:
                    pass
            return self._glossary

    def search(self, text: str, limit: int) -> list[Concept]:
        """The concepts with this term, then those with a term that contains it; the first of all where there is no
        text."""
        glossary = self.glossary()
        return (look_up(glossary, text) if text.strip() else list(glossary))[:limit]

    def concept(self, number: str) -> Concept | None:
        """The concept of an id."""
        return self.glossary().get(number)

    def recognize(self, text: str, language: str) -> tuple[Match, ...]:
        """The terms in a text. Raises SettingsError for a language that we have no table row for."""
        tag = primary(language or guess(text) or "")
        if not supported(tag):
            raise SettingsError("cannot tell the language of this text", cure="Say it with language")
        glossary = self.glossary()
        with self._lock:
            if tag not in self._matchers:
                self._matchers[tag] = Matcher(glossary, tag)
            matcher = self._matchers[tag]
        return matcher.find(text)
