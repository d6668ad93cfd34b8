"""One catalogue of everything the program can report: what checks find, and what readers and the aligner notice.

An entry says once what is true of an id wherever it is shown: how grave it is, how it is headed, what it means, where
its page is. Policies, `check --explain`, the review page, the order of findings and docs/diagnostics.md are made from
it. A notice or finding whose id is not here cannot be constructed.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.registry import nearest
from duizhao.corpora.saying import say

# A family, a dot, and what it says: small letters, `_` between words.
_ID = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+")


class Severity(StrEnum):
    """How grave a finding is: an error misinforms the reader, a warning disturbs him, a note is for the reviser."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Severity).index(self)


class Topic(IntEnum):
    """What a finding is about, the most serious first: it orders findings that are equally grave."""

    SENSE = 0
    TERMS = 1
    WORDING = 2
    MARKS = 3
    LAYOUT = 4


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """Something the program can report.

    `id` is the dotted name that reports print (`number.differs`), `severity` what it usually weighs, `title` heads its
    findings on the review page, `summary` says in one line what it means, `page` explains it in Markdown: the text
    itself, or the file that holds it. `aliases` are ids that it had before: they go on working in policies, waivers and
    baselines. Raises ValueError for an id that is not spelt as ids are.
    """

    id: str
    severity: Severity
    title: str
    summary: str
    page: str | Path
    topic: Topic = Topic.LAYOUT
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is not an id: write it as family.what_it_says, in small letters")

    @property
    def text(self) -> str:
        """The page's text. Raises OSError where its file cannot be read."""
        text = self.page if isinstance(self.page, str) else self.page.read_text(encoding="utf-8")
        return text.strip() + "\n"

    @property
    def first_id(self) -> str:
        """The id that it was born with: fingerprints are made of it, so that they outlive a change of name."""
        return self.aliases[0] if self.aliases else self.id

    def fits(self, pattern: str) -> bool:
        """Whether a pattern such as `mark.*` means this entry, by its id or one that it had before."""
        return any(fnmatch.fnmatchcase(name, pattern) for name in (self.id, *self.aliases))


class Catalogue:
    """Entries by id. Iterating gives them in the order in which they are listed: what is most serious first."""

    def __init__(self) -> None:
        self._known: dict[str, CatalogueEntry] = {}
        self._first: list[Callable[[], Iterable[CatalogueEntry]]] = []
        self._late: list[Callable[[], object]] = []

    def begin_with(self, entries: Callable[[], Iterable[CatalogueEntry]]) -> None:
        """Entries that are there from the beginning; they are made when the catalogue is first looked into or added
        to."""
        self._first.append(entries)

    def add(self, *entries: CatalogueEntry) -> None:
        """Add entries. Raises ValueError for a name that another entry has; the same entry may be added again."""
        self._begin()
        self._put(entries)

    @property
    def _entries(self) -> dict[str, CatalogueEntry]:
        self._begin()
        return self._known

    def _begin(self) -> None:
        # Taken off last: another thread that asks meanwhile makes the same entries, and is not told there are none.
        for made in tuple(self._first):
            self._put(made())
        self._first.clear()

    def _put(self, entries: Iterable[CatalogueEntry]) -> None:
        for entry in entries:
            for name in (entry.id, *entry.aliases):
                if self._known.get(name, entry) != entry:
                    raise ValueError(f"two entries of the catalogue are called {name}")
            self._known |= dict.fromkeys((entry.id, *entry.aliases), entry)

    def ask(self, load: Callable[[], object]) -> None:
        """Where a name is not known, call this once before it is refused: what plug-ins bring is added when they are
        loaded."""
        self._late.append(load)

    def __iter__(self) -> Iterator[CatalogueEntry]:
        every = (entry for name, entry in self._entries.items() if name == entry.id)
        return iter(sorted(every, key=lambda e: (e.topic, e.severity.rank, e.id)))

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    def __getitem__(self, name: str) -> CatalogueEntry:
        """The entry of an id or of one that it had before. Raises SettingsError with the nearest known one."""
        entry = self._find(name)
        if entry is None:
            raise self.unknown(name)
        return entry

    def fitting(self, pattern: str) -> tuple[CatalogueEntry, ...]:
        """The entries that a pattern such as `mark.*` means."""
        found = tuple(entry for entry in self if entry.fits(pattern))
        return self.fitting(pattern) if not found and self._load() else found

    def nearest(self, name: str) -> str | None:
        """The id, or the pattern of a whole family, that is spelt most like a name; None where none is like it."""
        ids = {entry.id for entry in self._entries.values()}
        return nearest(name, sorted({f"{id.split('.')[0]}.*" for id in ids} if "*" in name else ids))

    def unknown(self, name: str) -> SettingsError:
        """The error that says that nothing is called so."""
        near = self.nearest(name)
        what = say(
            "no check or notice {which} {name}", which=(say("fits") if "*" in name else say("is called")), name=name
        )
        return SettingsError(
            what, cure=say("Did you mean {near}?", near=near) if near else "docs/diagnostics.md lists them"
        )

    def _find(self, name: str) -> CatalogueEntry | None:
        found = self._entries.get(name)
        return self._find(name) if found is None and self._load() else found

    def _load(self) -> bool:
        """Load what was not loaded yet; whether there was anything."""
        # Taken off first: a plug-in may ask for names itself while it is loaded.
        waiting, self._late = self._late, []
        for load in waiting:
            load()
        return bool(waiting)


CATALOGUE = Catalogue()
