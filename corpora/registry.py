"""One registry for every family that others may add to: readers, encoders, checks, formats, outputs, tools.

A family is a `Registry`: names to values of one class, the *kind* (a small frozen dataclass such as `DocumentFormat`).
Its values come from three places, and the earlier wins a name:

1. built in: listed where the family is made; a kind names heavy code as "module:attribute" and imports it when used;
2. added by a program: `readers.add("sbv", DocumentFormat(read_blocks, suffixes=(".sbv",)))`;
3. plug-ins: entry points of installed packages in the family's group, loaded only when a name or a file's ending is not
   known without them or everything is to be listed. One that fails is named in a warning and stops nothing.
"""

from __future__ import annotations

import importlib
import logging
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["BUILT_IN", "NO_PLUGINS", "FailedPlugin", "Registered", "Registry", "load", "nearest", "unknown"]

T = TypeVar("T")

BUILT_IN = "duizhao"
"""The origin of what we ship."""
_ADDED = "this program"
NO_PLUGINS = "DUIZHAO_NO_PLUGINS"
"""Environment variable: with any value but the empty one, no plug-in is loaded."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.+-]*\Z")
# Below this similarity (0..100) of two words, "did you mean" would be a guess: `jsn`/`json` 86, `tmx`/`tsv` 33.
_NEAR = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Registered(Generic[T]):
    """A value with its name and where it comes from: "duizhao", "this program", or a package and its version."""

    name: str
    value: T
    origin: str

    @property
    def about(self) -> str:
        """What it is, in a line; "" where its kind does not say."""
        return str(getattr(self.value, "about", ""))

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the names of its files end, with the dot; none where its kind has no files."""
        return tuple(getattr(self.value, "suffixes", ()))


@dataclass(frozen=True, slots=True)
class FailedPlugin:
    """An entry point that could not be used: its group and name, the package it is of, and why."""

    group: str
    name: str
    origin: str
    why: str

    def __str__(self) -> str:
        return say(
            "plug-in '{name}' of {origin} ({group}) is left out: {why}",
            name=self.name,
            origin=self.origin,
            group=self.group,
            why=self.why,
        )


class Registry(Generic[T]):
    """The members of a family by name.

    `group` is the group of entry points ("duizhao.readers"), `noun` what messages call a member ("format"), `kind` the
    class that every member is of.
    """

    def __init__(self, group: str, noun: str, kind: type[T], built_in: Mapping[str, T]) -> None:
        self.group, self.noun, self.kind = group, noun, kind
        self._own = {name: Registered(name, value, BUILT_IN) for name, value in built_in.items()}
        self._added: dict[str, Registered[T]] = {}
        self._plug_ins: dict[str, Registered[T]] | None = None
        self._failed: tuple[FailedPlugin, ...] = ()
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"<Registry {self.group}: {len(self._own)} built in, {len(self._added)} added>"

    def __iter__(self) -> Iterator[str]:
        """Names of all members, plug-ins too: built in first, each group in its order."""
        return (member.name for member in self.members())

    def __len__(self) -> int:
        return len(self.members())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def add(self, name: str, value: T) -> None:
        """Add a member for as long as this program runs. What a program has added it may replace (a notebook's cell
        that runs twice).

        Raises SettingsError for a name that is not lower-case letters, digits and `_.+-`, one that we or a plug-in
        have taken, and a value of another class than the kind.
        """
        with self._lock:
            self._check(name, value)
            taken = self._find(name)
            if taken is not None and taken.origin != _ADDED:
                raise SettingsError(
                    say(
                        "the {noun} '{name}' is there already, of {origin}",
                        noun=self.noun,
                        name=name,
                        origin=taken.origin,
                    ),
                    cure="Choose another name",
                )
            self._added[name] = Registered(name, value, _ADDED)

    def remove(self, name: str) -> None:
        """Take back what this program has added; SettingsError where it has not."""
        if self._added.pop(name, None) is None:
            raise unknown(self.noun, name, self._added)

    def get(self, name: str) -> T:
        """The member of a name. Raises SettingsError that says the nearest known name and all of them."""
        return self.member(name).value

    def member(self, name: str) -> Registered[T]:
        """The member of a name with its origin. Raises SettingsError as `get`."""
        found = self._find(name)
        if found is None:
            raise unknown(self.noun, name, self)
        return found

    def ending(self, path: str | Path) -> Registered[T] | None:
        """The member whose files end as this one does, whatever the case (the longest ending wins, then the first);
        None where there is none."""
        name = Path(path).name.lower()
        for members in (self._own, self._added):
            found = _by_ending(name, members.values())
            if found is not None:
                return found
        return _by_ending(name, self._loaded().values())

    def choose(self, path: str | Path, asked: str | None = None) -> Registered[T]:
        """The member for a file: as asked, else by how the file's name ends. Raises SettingsError where neither is
        known."""
        if asked:
            return self.member(asked)
        found = self.ending(path)
        if found is None:
            raise SettingsError(
                say(
                    "{path}: no {noun} ends in '{suffix}'",
                    path=path,
                    noun=self.noun,
                    suffix=(Path(path).suffix or Path(path).name),
                ),
                cure=say(
                    "Known endings: {suffixes}; or name the {noun}: {value}",
                    suffixes=" ".join(self.suffixes()),
                    noun=self.noun,
                    value=", ".join(self),
                ),
            )
        return found

    def members(self) -> tuple[Registered[T], ...]:
        """Every member, plug-ins too: built in first, each in its order."""
        plug_ins = self._loaded()
        return (*self._own.values(), *self._added.values(), *plug_ins.values())

    def suffixes(self) -> tuple[str, ...]:
        """Every ending that a member has, sorted."""
        return tuple(sorted({suffix for member in self.members() for suffix in member.suffixes}))

    def failed(self) -> tuple[FailedPlugin, ...]:
        """The plug-ins of this group that could not be used."""
        self._loaded()
        return self._failed

    def _find(self, name: str) -> Registered[T] | None:
        found = self._own.get(name) or self._added.get(name)
        return found if found is not None else self._loaded().get(name)

    def _check(self, name: str, value: object) -> None:
        if not _NAME.match(name):
            raise SettingsError(
                say("'{name}' cannot be the name of a {noun}", name=name, noun=self.noun),
                cure="Use lower-case letters, digits and _ . + -",
            )
        if not isinstance(value, self.kind):
            raise SettingsError(
                say("the {noun} '{name}' is of class {kind}", noun=self.noun, name=name, kind=type(value).__name__),
                cure=say("Make a {name} of it", name=self.kind.__name__),
            )

    def _loaded(self) -> dict[str, Registered[T]]:
        """The members of plug-ins; they are loaded once."""
        with self._lock:
            if self._plug_ins is None:
                # Set first: a plug-in that asks the registry while it loads finds what is there so far.
                self._plug_ins, failed = {}, []
                for point in _entry_points(self.group):
                    why = self._take(point)
                    if why:
                        failed.append(FailedPlugin(self.group, point.name, _origin(point), why))
                        _log.warning("%s", failed[-1])
                self._failed = tuple(failed)
            return self._plug_ins

    def _take(self, point: EntryPoint) -> str:
        """Load one entry point; returns why it cannot be used, "" where it can."""
        assert self._plug_ins is not None
        taken = self._own.get(point.name) or self._added.get(point.name) or self._plug_ins.get(point.name)
        if taken is not None:
            return say("the name is taken by {origin}", origin=taken.origin)
        try:
            value = point.load()
            self._check(point.name, value)
        except SettingsError as error:
            return str(error)
        # Whatever a stranger's module does while it is imported; an interrupt by the user is still one.
        except (Exception, SystemExit) as error:
            return f"{type(error).__name__}: {error}".replace("\n", " ")
        self._plug_ins[point.name] = Registered(point.name, value, _origin(point))
        return ""


def load(reference: Any) -> Any:
    """What "module:attribute" names, imported now; anything but a string is returned as it is. Raises SettingsError
    where the module or the attribute is missing."""
    if not isinstance(reference, str):
        return reference
    module, _, attribute = reference.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (ModuleNotFoundError, AttributeError) as error:
        raise SettingsError(
            say("{reference} cannot be loaded: {error}", reference=reference, error=error),
            cure="Install its package again",
        ) from error
    return found


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most probably is a slip of; None where none is near."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        name, tuple(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR
    )
    return str(found[0]) if found else None


def unknown(noun: str, name: str, known: Iterable[str]) -> SettingsError:
    """The error for a name that is not known: it says the nearest one, and all that are."""
    names = tuple(known)
    near = nearest(name, names)
    hint = say("Did you mean '{near}'? ", near=near) if near else ""
    return SettingsError(
        say("unknown {noun} '{name}'", noun=noun, name=name),
        cure=say("{hint}Known: {names}", hint=hint, names=(", ".join(names) or say("none"))),
    )


def _by_ending(name: str, members: Iterable[Registered[T]]) -> Registered[T] | None:
    found, length = None, 0
    for member in members:
        for suffix in member.suffixes:
            if len(suffix) > length and name.endswith(suffix.lower()):
                found, length = member, len(suffix)
    return found


def _entry_points(group: str) -> list[EntryPoint]:
    """The entry points of a group in a fixed order; none where plug-ins are off."""
    if os.environ.get(NO_PLUGINS):
        return []
    # Here: it brings what reads e-mail, for which no command waits that needs no plug-in.
    from importlib.metadata import entry_points

    return sorted(entry_points(group=group), key=lambda point: (_origin(point), point.name))


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else say("an unknown package")
