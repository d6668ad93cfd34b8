"""What commands ask of units that they can look at column by column."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from duizhao.tmx.model import Entry, Variant, sides
from duizhao.tmx.xml.fast.unit import NotSimple

if TYPE_CHECKING:
    from duizhao.tmx.xml.fast.columns import Segments


class Columns(ABC):
    """Units that can be looked at column by column: those that are written alike (Batch), and others (Mixed)."""

    __slots__ = ()
    segments: Sequence[Segments]

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def entries(self) -> list[Entry]:
        """The entries."""

    @abstractmethod
    def line(self, position: int) -> int:
        """The line on which the entry at this position (from 0) begins."""

    @abstractmethod
    def languages(self) -> Sequence[str]:
        """The language of each variant. Raises NotSimple where that differs from unit to unit."""

    @abstractmethod
    def names_sources(self) -> bool:
        """Whether a unit names the language of its source."""

    @abstractmethod
    def prop(self, type_: str) -> Sequence[str] | None:
        """The text of the first property of this type of each unit, "" for one that has none; None where none has."""

    @abstractmethod
    def every(self, *types: str) -> Mapping[str, Sequence[str]]:
        """The texts of all properties of these types."""

    @abstractmethod
    def attribute(self, name: str) -> Sequence[str] | None:
        """An attribute of each unit itself, "" for one that has none; None where none has."""

    @abstractmethod
    def noted(self) -> bool:
        """Whether a unit has notes."""

    @abstractmethod
    def notes(self) -> Sequence[str] | None:
        """The texts of the notes of each unit, a line each; None where none has. Raises NotSimple where each entry has
        to be asked."""

    @abstractmethod
    def dates(self) -> Sequence[str]:
        """When each unit was last changed, else made, as `Entry.date`; "" where unknown."""

    @abstractmethod
    def users(self) -> Sequence[str]:
        """Who last changed each unit, else made it; "" where unknown."""

    def order(self, source: str, target: str = "") -> tuple[int, int] | None:
        """Which variant of every unit is its source and which its target, as `sides` chooses them; None where it lacks
        one. Raises NotSimple where that may differ from unit to unit."""
        if (not source or source == "*all*") and self.names_sources():
            raise NotSimple
        one, two = (Variant(language, ()) for language in self.languages())
        both = sides(Entry((one, two)), source, target)
        if both is None:
            return None
        return (0, 1) if both[0] is one else (1, 0)
