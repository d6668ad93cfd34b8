"""Document pairs that were aligned before: while their files and settings stay as they are, they are not read and
aligned again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duizhao.watching import stamps

if TYPE_CHECKING:
    from duizhao.alignment_json import AlignmentFile
    from duizhao.inputs import DocumentPair, Texts
    from duizhao.options import Options


@dataclass(slots=True)
class KeptAlignments:
    """The pairs of a project in memory, with what each was made of."""

    _known: dict[str, tuple[object, tuple[Texts, AlignmentFile]]] = field(default_factory=dict)

    @staticmethod
    def made_of(pair: DocumentPair, options: Options) -> object:
        """What the alignment of a pair depends on. To be asked before its files are read: who writes them meanwhile has
        them aligned again."""
        return stamps(pair.given.files), options

    def get(self, pair: DocumentPair, made_of: object) -> tuple[Texts, AlignmentFile] | None:
        """The alignment of a pair that was made of the same; None where there is none."""
        known = self._known.get(pair.id)
        return known[1] if known is not None and known[0] == made_of else None

    def put(self, pair: DocumentPair, made_of: object, found: tuple[Texts, AlignmentFile]) -> None:
        """Keep an alignment in the place of the one before."""
        self._known[pair.id] = made_of, found
