"""Work on memories, done by a few threads that each hold a connection of their own: the pool.

A database that goes away is told as such, on one line; its connections are dropped, and the next question opens
another.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

from duizhao.corpora.errors import DuizhaoError, InputError, MissingExtraError, OutputError, SettingsError, WorkError
from duizhao.server.comments import Comments
from duizhao.server.concepts import Concepts
from duizhao.server.lookers import AwayError, Lookers
from duizhao.server.looking import PhraseAsked, TextAsked
from duizhao.server.papers import Papers
from duizhao.server.settings import ServerSettings
from duizhao.server.tokens import People
from duizhao.tmx.store.office_search import SearchedStore
from duizhao.tmx.store.shared_index import SharedIndex

T = TypeVar("T")
Lane: TypeAlias = Literal["quick", "write", "file", "pattern", "paper", "step", "check", "terms"]
"""Which threads do the work."""


class UnavailableError(Exception):
    """The memory cannot be used at the moment; message and cure may be shown."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.cure = cure


class CutOffError(OutputError):
    """Only a part of what somebody asked for was done; the cure is for them."""


class BusyError(Exception):
    """More questions wait than are worth waiting for."""


class Memories:
    """The memories of a server, for asynchronous callers."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self._indices = {name: SharedIndex(place) for name, place in settings.memories.items()}
        self._held = threading.local()
        # Imports and exports take minutes, regular expressions seconds; neither stands in the way of look-ups.
        self._lanes = {
            "quick": ThreadPoolExecutor(settings.threads, "memory"),
            # Who writes waits for an import to end, and no look-up for them.
            "write": ThreadPoolExecutor(4, "write"),
            "file": ThreadPoolExecutor(2, "file"),
            "pattern": ThreadPoolExecutor(2, "pattern"),
            # Who writes to a paper waits for imports; who looks at it waits for neither, and look-ups for none of them.
            "paper": ThreadPoolExecutor(4, "paper"),
            "step": ThreadPoolExecutor(2, "step"),
            "check": ThreadPoolExecutor(1, "check"),
            "terms": ThreadPoolExecutor(1, "terms"),
        }
        self._waiting = 0
        self.lookers = Lookers(settings.memories, settings.workers)

    def prepare(self) -> None:
        """Make what is missing, in all memories. Raises InputError, OutputError for one that cannot be used."""
        for name in self.settings.memories:
            with self.open(name, create=True) as store:
                store.prepare()
                Comments(store.database).prepare()
                Papers(store.database).prepare()
                if name == self.settings.first:
                    People(store.database).prepare()
                    Concepts(store.database).prepare()

    def open(self, memory: str, *, create: bool = False) -> SearchedStore:
        """A store of one's own, to be closed after use."""
        return SearchedStore(self.settings.memories[memory], self._indices[memory], create=create)

    async def run(self, memory: str, work: Callable[[SearchedStore], T], *, lane: Lane = "quick") -> T:
        """What `work` makes of a memory. Raises UnavailableError, BusyError, and the SettingsError of the work."""
        if self._waiting >= self.settings.limits.waiting:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], self._do, memory, work)
        finally:
            self._waiting -= 1

    async def read(self, memory: str, work: Callable[[SearchedStore], T], *, lane: Lane = "quick") -> T:
        """The same for work that only reads, and may be begun again where a connection turns out to be broken: it is
        not tried before, which costs a way to the database and back."""
        return await self.run(memory, _Reading(work), lane=lane)

    async def change(self, memory: str, work: Callable[[SearchedStore], T]) -> T:
        """The same for work that writes."""
        return await self.run(memory, work, lane="write")

    async def note(self, who: str, what: str, memory: str, detail: str) -> None:
        """A line in the audit log."""
        await self.change(self.settings.first, lambda store: People(store.database).note(who, what, memory, detail))

    async def looked(self, memory: str, asked: TextAsked | PhraseAsked) -> bytes:
        """The answer to a question, in JSON: of a process for such questions where there is one, and where others may
        wait behind it; else as `read`."""
        if not (self.lookers.ready and asked.short):
            return await self.read(memory, asked.answer)
        if self._waiting >= self.settings.limits.waiting:
            raise BusyError
        self._waiting += 1
        try:
            found = await self.lookers.ask(memory, asked)
        except AwayError as error:
            raise UnavailableError(str(error), error.cure) from None
        finally:
            self._waiting -= 1
        return await self.read(memory, asked.answer) if found is None else found

    def now(self, memory: str, work: Callable[[SearchedStore], T]) -> T:
        """What `work`, which only reads, makes of a memory, in this thread. Raises as `run`."""
        return self._do(memory, _Reading(work))

    async def people(self, work: Callable[[People], T]) -> T:
        """What `work` makes of the tokens and the audit log."""
        return await self.run(self.settings.first, lambda store: work(People(store.database)))

    def _do(self, memory: str, work: Callable[[SearchedStore], T]) -> T:
        try:
            if isinstance(work, _Reading):
                found: T = self._read(memory, work)
                return found
            return work(self._store(memory))
        except (SettingsError, MissingExtraError):
            raise
        except (WorkError, OutputError, InputError) as error:
            self._drop(memory)
            cure = (isinstance(error, CutOffError) and error.cure) or "Ask again in a moment"
            raise UnavailableError(f"the memory '{memory}' cannot be used: {_what(error)}", cure) from error
        except Exception:
            self._drop(memory)
            raise

    def _read(self, memory: str, work: Callable[[SearchedStore], T]) -> T:
        store = self._stores().get(memory)
        if store is not None:
            try:
                return work(store)
            except WorkError:
                self._drop(memory)  # the database was away, and may be back
        store = self._stores()[memory] = self.open(memory)
        return work(store)

    def _stores(self) -> dict[str, SearchedStore]:
        """The stores that this thread holds open."""
        held: dict[str, SearchedStore] | None = getattr(self._held, "stores", None)
        if held is None:
            held = self._held.stores = {}
        return held

    def _store(self, memory: str) -> SearchedStore:
        held = self._stores()
        store = held.get(memory)
        if store is not None:
            try:
                store.ping()
                return store
            except DuizhaoError:
                self._drop(memory)  # the database was away, and may be back
        held[memory] = self.open(memory)
        return held[memory]

    def _drop(self, memory: str) -> None:
        held: dict[str, SearchedStore] = getattr(self._held, "stores", {})
        store = held.pop(memory, None)
        if store is not None:
            try:
                store.close()
            except Exception:  # whatever a broken connection says when it is closed
                return

    def warm(self, *, kept: bool = False) -> None:
        """Make the indices of all memories; a memory that is away is left for later. With `kept` they are in their
        files then, where they are large enough, for other processes."""
        for name in self.settings.memories:
            try:
                with self.open(name) as store:
                    store.warm()
            except DuizhaoError:
                continue
            if kept:
                self._indices[name].tidied()

    def close(self) -> None:
        """Let the work that began end, and take no more."""
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Reading(Generic[T]):
    """Work that only reads."""

    work: Callable[[SearchedStore], T]

    def __call__(self, store: SearchedStore) -> T:
        return self.work(store)


def _what(error: DuizhaoError) -> str:
    """What an error says without the place, which is nobody's business outside."""
    from duizhao.corpora.harmless import line
    from duizhao.corpora.secrets import hidden

    return line(hidden(error.what))[:300]
