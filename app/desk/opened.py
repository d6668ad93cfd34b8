"""One reviewed folder that is open at the desk: its session, its lock, and what is worked out of it in passing."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import language, say
from duizhao.corpora.storage.leftovers import sweep
from duizhao.desk.checking import LARGE, Checker, findings
from duizhao.desk.likeness import likeness
from duizhao.desk.speaking import in_language
from duizhao.folder_project import glossaries
from duizhao.page.findings_data import as_json
from duizhao.page.review_data import key_of, page_data, row_of
from duizhao.quality import Kept
from duizhao.review.exchange import open_conflicts
from duizhao.review.journal import data_patch, patch_data, row_data
from duizhao.review.lock import locked
from duizhao.review.model import Patch, Row
from duizhao.review.realign import Corner, realigned
from duizhao.review_folder import Folder
from duizhao.watching import Stamps, stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duizhao.alignment.encoders.protocol import Encoder

NEAR = 12  # rows either side in which a better counterpart is looked for
OFFERED = 4


class Opened:
    """A folder with its session. All of it is done under one lock: a desk has one writer."""

    def __init__(self, path: Path, who: str) -> None:
        self.folder = Folder.open(path)
        self._stack = ExitStack()
        self._stack.enter_context(locked(path))
        sweep(path)  # of a desk that was killed: what is done here next may write nothing
        try:
            self.session = self.folder.session(who)
        except BaseException:
            self._stack.close()
            raise
        self.lock = threading.RLock()
        self.version = 0
        self._page: tuple[tuple[int, str], bytes] | None = None
        self._told: tuple[tuple[int, Stamps, str], bytes] | None = None
        self._kept = Kept()
        self._checker = Checker()
        self._checking = threading.Lock()

    def close(self) -> None:
        """Let go of the folder."""
        self._checker.close()
        self._stack.close()

    @property
    def counts(self) -> dict[str, int]:
        """How many steps can be undone and done again."""
        return {"done": len(self.session.done), "undone": len(self.session.undone)}

    def data(self) -> dict[str, Any]:
        """The page of pairs."""
        with self.lock:
            session = self.session
            found = page_data(
                session.base,
                session.sheet.rows,
                self.folder.path.resolve().name,
                self.folder.documents or (),
                open_conflicts(session.base, session.journal),
                session.lost,
            )
            return {**found, **self.counts, "folder": str(self.folder.path), "damaged": session.journal.damaged}

    def page(self) -> bytes:
        """The page of pairs as JSON; made once a change."""
        with self.lock:
            if self._page is None or self._page[0] != (self.version, language()):
                self._page = (self.version, language()), as_json(in_language(self.data()))
            return self._page[1]

    def do(self, data: Any) -> dict[str, Any]:
        """Do a patch that the page made; its old rows are named by what they hold. Raises InputError."""
        try:
            patch = data_patch(data)
            before = tuple(self.session.sheet.find(row.key) for row in patch.before)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise InputError(
                say("not a change of rows: {error:.60}", error=repr(error)), cure="Load the page again"
            ) from None
        with self.lock:
            known = [row for row in before if row is not None]
            if len(known) < len(before):
                raise InputError("these rows have changed since", cure="Load the page again and repeat it")
            self._inside(patch)
            done = self.session.do(Patch(patch.name[:40], tuple(known), patch.after))
            self.version += 1
            return {"after": [row_data(row) for row in done.after], **self.counts}

    def _inside(self, patch: Patch) -> None:
        """Raise InputError where new rows speak of text that is not there."""
        texts = self.session.base.texts
        for row in patch.after:
            for side in (0, 1):
                for atom in row.sides[side]:
                    if atom.sentence >= len(texts[side]) or atom.end > len(texts[side][atom.sentence]):
                        raise InputError("a row beyond the text", cure="Load the page again")

    def turn(self, kind: str) -> dict[str, Any]:
        """Undo or redo: the patch that did it, or that the page must be loaded again."""
        with self.lock:
            patch = self.session.undo() if kind == "undo" else self.session.redo()
            self.version += 1
            return {**({"reload": True} if patch is None else {"patch": patch_data(patch)}), **self.counts}

    def again(self, encoder: Encoder | None) -> dict[str, Any]:
        """Align the rest again around what is settled, as one step."""
        from duizhao.alignment.again import align_between
        from duizhao.alignment.settings import AlignSettings

        base = self.session.base

        def aligner(
            source: Sequence[str], target: Sequence[str], corners: Sequence[Corner]
        ) -> list[tuple[tuple[int, int], tuple[int, int], float]]:
            settings = AlignSettings(embed="auto" if encoder else "none")
            beads = align_between(source, target, corners, languages=base.languages, encoder=encoder, settings=settings)
            return [((b.source[0], b.source[1]), (b.target[0], b.target[1]), b.confidence) for b in beads]

        with self.lock:
            patch = self.session.do(realigned(self.session.sheet, aligner))
            self.version += 1
            return {"patch": patch_data(patch), **self.counts}

    def findings(self, policy: Path) -> bytes:
        """The findings on the rows as they are now, each with the rows it stands in and its waivers, as JSON."""
        with self._checking:
            with self.lock:
                sheet, version = self.session.sheet, (self.version, self._told_by(policy), language())
                found = self.folder.reviewed(sheet) if len(sheet) < LARGE else None
            if self._told is None or self._told[0] != version:
                if found is None:
                    answer = self._checker.check(self.folder.path, policy)
                else:
                    answer = as_json(findings(self.folder, found, policy, self._kept))
                self._told = version, answer
            return self._told[1]

    def _told_by(self, policy: Path) -> Stamps:
        """The files that the findings depend on besides the rows, as they are written now."""
        return stamps([policy, *glossaries(self.folder.path, policy)[0]])

    def candidates(self, key: str, encoder: Encoder | None) -> dict[str, Any]:
        """The sides near by that fit a row's fuller side best: rows with a likeness of 0..1, best first."""
        try:
            with self.lock:
                row = self.session.sheet.find(row_of(key))
                around = [] if row is None else self.session.sheet.around(row, NEAR)
        except (ValueError, IndexError, TypeError):
            raise InputError("not the key of a row", cure="Load the page again") from None
        if row is None:
            return {"candidates": []}
        empty = 1 if row.source else 0
        around = [each for each in around if each != row and each.sides[empty]]
        scores = self._likeness(row, 1 - empty, around, empty, encoder)
        own = self._likeness(row, 1 - empty, [row], empty, encoder)[0] if row.sides[empty] else 0.0
        ranked = sorted(zip(scores, map(key_of, around), strict=True), reverse=True)[:OFFERED]
        return {
            "side": empty,
            "own": own,
            "candidates": [{"key": name, "score": score} for score, name in ranked if score > max(own, 0.05)],
        }

    def _likeness(
        self, row: Row, side: int, others: list[Row], other_side: int, encoder: Encoder | None
    ) -> list[float]:
        """How well one side of other rows fits the other side of a row."""
        base = self.session.base
        text = base.text(row.sides[side], side)
        texts = [base.text(each.sides[other_side], other_side) for each in others]
        return likeness(text, texts, base.languages[side], base.languages[other_side], encoder)
