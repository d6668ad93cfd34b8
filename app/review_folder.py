"""An output folder of `duizhao align` as something to review: its alignment, its documents where they are still there,
its journal; and its files written anew from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao import alignment_json
from duizhao.corpora.errors import DuizhaoError, InputError
from duizhao.corpora.model import Document, Locator, Pair
from duizhao.corpora.storage.files import write_together
from duizhao.options import Options
from duizhao.outputs import (
    UNREVIEWED,
    for_memory,
    for_memory_with_rows,
    pairs_table,
    reviewed_memories,
)
from duizhao.paths import found_from
from duizhao.reviewed import JOURNAL, Reviewed, notices_after

if TYPE_CHECKING:
    from duizhao.quality import Kept, Report
    from duizhao.review import Base, ReviewSheet, Session
    from duizhao.terminology import Glossary
    from duizhao.tmx import Memory

ALIGNMENT = "alignment.json"


@dataclass(frozen=True, eq=False)
class Folder:
    """What lies in an output folder. `languages` are what the memory says its texts are in."""

    path: Path
    found: alignment_json.AlignmentFile
    languages: tuple[str, str]

    @classmethod
    def open(cls, path: Path) -> Folder:
        """The folder of an alignment. Raises InputError where there is none, or its pairs have no sentences."""
        if not path.is_dir():
            raise InputError("no such folder", path=path, cure="Name the folder that duizhao align wrote")
        if not (path / ALIGNMENT).is_file():
            raise InputError(
                "no alignment.json in this folder", path=path, cure="Name a folder that duizhao align wrote"
            )
        found = alignment_json.load(path / ALIGNMENT)
        return cls(path, found, _languages(path, found.pairs))

    @property
    def journal(self) -> Path:
        """Where its journal is, or will be."""
        return self.path / JOURNAL

    @cached_property
    def documents(self) -> tuple[Document, Document] | None:
        """Both documents as they are read now; None where one is gone, cannot be read or says something else."""
        from duizhao import corpora

        out = []
        for side, tag in enumerate(self.languages):
            place = next((at for p in self.found.pairs if (at := _at(p, side)).path), Locator())
            if not place.path:
                return None
            try:
                document = corpora.read(Path(found_from(place.path, self.path / ALIGNMENT)), language=tag)
            except DuizhaoError:
                return None
            known = {unit.id for unit in document.units}
            used = {segment.unit for p in self.found.pairs for segment in (p.source_segments, p.target_segments)[side]}
            if not used <= known:
                return None
            out.append(_renamed(document, place.document))
        return out[0], out[1]

    @cached_property
    def base(self) -> Base:
        """What a review begins with."""
        from duizhao.review import Base

        return Base.of(self.found.pairs, self.languages, self.documents or ())

    def session(self, who: str) -> Session:
        """A review in hand."""
        from duizhao.review import Session

        return Session(self.base, self.journal, who)

    def reviewed(self, sheet: ReviewSheet) -> Reviewed:
        """The pairs of a sheet with their rows."""
        rows = tuple(sheet.rows)
        return Reviewed(tuple(map(self.base.pair, rows)), rows)

    def check(self, found: Reviewed, glossary: Glossary | None = None, kept: Kept | None = None) -> Report:
        """The findings on reviewed pairs; `kept` is what an earlier check of them worked out."""
        from duizhao import quality

        return quality.check(
            found.pairs,
            glossary=glossary,
            documents=self.documents or (),
            notices=notices_after(self.found.notices, found),
            source_language=self.languages[0],
            target_language=self.languages[1],
            kept=kept,
        )

    def memories(self, found: Reviewed, options: Options | None = None) -> tuple[Memory, Memory]:
        """The memory of what was confirmed, and that of the rest."""
        from duizhao.tmx import Memory

        return reviewed_memories(
            for_memory_with_rows(found.pairs, found.rows, options or Options()),
            lambda pairs, signatures: Memory.from_pairs(
                pairs, *self.languages, recipe=self.found.recipe, signatures=signatures
            ),
        )

    def write(self, sheet: ReviewSheet, *, journal: bool, glossary: Glossary | None = None) -> list[Path]:
        """Write memory.tmx, memory.unreviewed.tmx, pairs.tsv and report.html of a sheet, all of them or none; without
        a `journal` the memory holds all pairs. The page has the findings that the `glossary` gives. Raises
        OutputError."""
        from duizhao.page import html, make_view
        from duizhao.page.offline import embedded
        from duizhao.page.review_data import called, page_data
        from duizhao.tmx import Memory
        from duizhao.tmx.xml.writer import to_bytes

        found = self.reviewed(sheet)
        report = self.check(found, glossary)
        source, target = self.documents or (None, None)
        view = make_view(
            found.pairs,
            source,
            target,
            languages=self.languages,
            findings=report.findings,
            scores=report.scores,
            notices=notices_after(self.found.notices, found),
            recipes=(self.found.recipe, str(report.recipe)),
        )
        review = embedded(page_data(self.base, sheet.rows, called(self.base.names), self.documents or ()))
        files = {
            "pairs.tsv": pairs_table(found.pairs).encode("utf-8"),
            "report.html": html(view, review).encode("utf-8"),
        }
        if journal:
            memory, rest = self.memories(found)
            files[UNREVIEWED] = to_bytes(rest.header, rest.entries)
        else:
            pairs = for_memory(found.pairs, Options())
            memory = Memory.from_pairs(pairs, *self.languages, recipe=self.found.recipe)
        files["memory.tmx"] = to_bytes(memory.header, memory.entries)
        write_together({self.path / name: data for name, data in files.items()})
        if not journal:
            (self.path / UNREVIEWED).unlink(missing_ok=True)
        return [self.path / name for name in files]


def _at(pair: Pair, side: int) -> Locator:
    return pair.target_at if side else pair.source_at


def _renamed(document: Document, name: str) -> Document:
    from dataclasses import replace

    return replace(document, id=name or document.id)


def _languages(path: Path, pairs: Sequence[Pair]) -> tuple[str, str]:
    """What both texts are in: as the folder's memory says, else as the first texts look."""
    from duizhao.corpora.language.scripts import count_han
    from duizhao.corpora.language.table import supported
    from duizhao.tmx.xml.reader import Reader

    for name in ("memory.tmx", UNREVIEWED):
        try:
            with Reader(path / name) as reader:
                entry = next(iter(reader), None)
                tags = [variant.language for variant in entry.variants[:2]] if entry else []
        except DuizhaoError:
            continue
        if len(tags) == 2 and all(map(supported, tags)):
            return tags[0], tags[1]
    source = "".join(pair.source for pair in pairs[:50])
    return ("zh-CN", "en") if count_han(source) * 2 > len(source) else ("en", "zh-CN")
