"""A paper in hand: its rows as they are now, and what is done to them, by whom, at the same time.

Each process keeps the rows of the papers that it was asked for last, and catches up with the database before it
answers. A step is checked against the rows as they are and written in one transaction with what it changes in the
memory; nothing is answered as done that is not written.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, NamedTuple

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.page.review_data import key_of, page_data
from duizhao.review.base import Base
from duizhao.review.journal import data_patch, patch_data, row_data
from duizhao.review.model import CONFIRMED, Patch, Row
from duizhao.review.session import now
from duizhao.review.sheet import ReviewSheet
from duizhao.server.models import MAX_TEXT
from duizhao.server.paper_units import UnitKept, units_after
from duizhao.server.papers import CLAIMED, OfficePaper, Papers, PaperStep, PaperText
from duizhao.tmx.model import ILLEGAL
from duizhao.tmx.store.office import OfficeStore

HELD = 12
"""Papers whose rows a process keeps."""
STEPS = 500
"""Steps that a page is told at once; one that is further behind loads the paper again."""


class PaperChangedError(SettingsError):
    """Somebody else has changed what a step was meant for: `rows` are what stands there now, `who` and `when` of the
    last of them."""

    def __init__(self, rows: list[Row], step: PaperStep | None, cure: str) -> None:
        who = step.who if step else ""
        super().__init__(say("{who} was quicker: this pair has changed", who=who or say("somebody else")), cure=cure)
        self.rows, self.step = rows, step


class Done(NamedTuple):
    """What a step did: its number, and units that stayed as others had made them in the memory."""

    step: int
    kept: tuple[UnitKept, ...] = ()


class LivePaper:
    """The rows of a paper, as far as a process knows them. All of it is used under its `lock`; who is to write waits
    for its `turn` first."""

    def __init__(self, number: int, text: PaperText) -> None:
        self.number, self.text = number, text
        self.sheet = ReviewSheet(text.base)
        self.step = 0
        self.lock = threading.RLock()
        self.turn = threading.Lock()
        self.claimed: dict[str, tuple[str, float]] = {}
        self._stacks: dict[str, tuple[list[PaperStep], list[PaperStep]]] = {}

    @property
    def base(self) -> Base:
        """Both texts as they were aligned."""
        return self.text.base

    def catch_up(self, papers: Papers) -> None:
        """Do what others wrote since."""
        for step in papers.steps(self.number, self.step):
            self.sheet.apply(data_patch(json.loads(step.patch)))
            self.take(step)

    def take(self, step: PaperStep) -> None:
        """Count a step that has been done to the rows."""
        self.step = step.step
        done, undone = self.stacks(step.who)
        if step.kind == "do":
            done.append(step)
            undone.clear()
            return
        source, target = (done, undone) if step.kind == "undo" else (undone, done)
        found = next((one for one in source if one.step == step.subject), None)
        if found is not None:
            source.remove(found)
            target.append(found)

    def stacks(self, who: str) -> tuple[list[PaperStep], list[PaperStep]]:
        """What somebody can take back, and do again; the next at the end."""
        return self._stacks.setdefault(who, ([], []))

    @property
    def confirmed(self) -> int:
        """How many pairs are."""
        return sum(row.confirmed for row in self.sheet.rows)

    def standing(self, row: Row) -> list[Row]:
        """The rows that hold some of another's text now, in order."""
        wanted = [{atom.sentence for atom in atoms} for atoms in row.sides]
        homes = {self.base.place(atom, side) for side, atoms in enumerate(row.sides) for atom in atoms}
        near = [one for home in sorted(homes) for one in self.sheet.around(self.base.rows[home], 0)]
        found = [one for one in near if _touches(one, wanted)]
        if not found:  # what was given to a row further away
            found = [one for one in self.sheet.rows if _touches(one, wanted)]
        return list(dict.fromkeys(found))


def _touches(row: Row, wanted: list[set[int]]) -> bool:
    return any(atom.sentence in wanted[side] for side, atoms in enumerate(row.sides) for atom in atoms)


class OpenPapers:
    """The papers that a process holds. Its methods are called with the store of the memory that a paper lies in."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, int], LivePaper] = OrderedDict()
        self._lock = threading.Lock()

    def live(self, memory: str, store: OfficeStore, number: int) -> LivePaper:
        """A paper. Raises PaperMissingError."""
        papers = Papers(store.database)
        papers.get(number)  # it may have been removed by another process
        with self._lock:
            found = self._held.get((memory, number))
            if found is not None:
                self._held.move_to_end((memory, number))
                return found
        made = LivePaper(number, papers.text(number))
        with self._lock:
            while len(self._held) >= HELD:
                self._held.popitem(last=False)
            return self._held.setdefault((memory, number), made)

    def forget(self, memory: str, number: int) -> None:
        """Let go of a paper, whose rows are made anew when it is asked for."""
        with self._lock:
            self._held.pop((memory, number), None)

    def page(self, memory: str, store: OfficeStore, number: int, who: str) -> dict[str, Any]:
        """All that a page needs to show a paper."""
        live, papers = self.live(memory, store, number), Papers(store.database)
        with live.lock:
            live.catch_up(papers)
            found = page_data(live.base, live.sheet.rows, papers.get(number).name, live.text.documents)
            return {**found, **self._told(live, papers, who, live.step)}

    def since(self, memory: str, store: OfficeStore, number: int, who: str, after: int) -> dict[str, Any]:
        """What has happened to a paper behind a step."""
        live, papers = self.live(memory, store, number), Papers(store.database)
        with live.lock:
            live.catch_up(papers)
            return self._told(live, papers, who, after)

    def claim(self, memory: str, store: OfficeStore, number: int, who: str, pair: str) -> None:
        """Somebody is at a pair ("" for none). Other processes are told when it is another one, and now and then."""
        live, moment = self.live(memory, store, number), time.time()
        last, until = live.claimed.get(who, ("", 0.0))
        if pair != last or until < moment + CLAIMED / 2:
            live.claimed[who] = (pair, moment + CLAIMED)
            Papers(store.database).claim(number, who, pair)

    def _told(self, live: LivePaper, papers: Papers, who: str, after: int) -> dict[str, Any]:
        """Where a paper is; `behind` says that there are more steps than are told."""
        new = live.step - after
        steps = papers.steps(live.number, after, STEPS) if 0 < new <= STEPS else []
        done, undone = live.stacks(who)
        moment = time.time()
        here = {name: pair for name, (pair, until) in list(live.claimed.items()) if until >= moment}
        claims = {**papers.claims(live.number), **here}
        return {
            "step": live.step,
            "steps": [step.data for step in steps],
            "behind": new < 0 or new > STEPS,
            "done": len(done),
            "undone": len(undone),
            "waived": papers.waived(live.number),
            "claims": {name: pair for name, pair in claims.items() if name != who and pair},
        }

    def sheet(self, memory: str, store: OfficeStore, number: int) -> tuple[OfficePaper, PaperText, list[Row]]:
        """A paper with its rows as they are."""
        live, papers = self.live(memory, store, number), Papers(store.database)
        with live.lock:
            live.catch_up(papers)
            return papers.get(number), live.text, list(live.sheet.rows)

    # -- what is done --

    def do(self, memory: str, store: OfficeStore, number: int, who: str, token: str, data: Mapping[str, Any]) -> Done:
        """Do a patch that a page made. Raises SettingsError for what is none, PaperChangedError where its old rows do
        not stand there just so."""

        def made(live: LivePaper, papers: Papers) -> tuple[Patch, int]:
            patch = _given(live, data)
            before = []
            for row in patch.before:
                here = live.base.with_sure(row)
                if not live.sheet.has(here):
                    standing = live.standing(row)
                    raise PaperChangedError(standing, _last(live, papers, standing), "See what it says now, and decide")
                before.append(here)
            return replace(patch, before=tuple(before)).signed(who, now()), 0

        return self._step(memory, store, number, PaperStep(0, token, now(), who, "do", 0, ""), made)

    def turn(
        self, memory: str, store: OfficeStore, number: int, who: str, token: str, kind: str, below: int = 0
    ) -> Done:
        """Take somebody's last step back (`undo`), or do again what they took back last (`redo`); with `below`, the
        last that is older than this step. Others' steps stay. Raises SettingsError where there is none,
        PaperChangedError where somebody has gone on with what it made."""

        def made(live: LivePaper, papers: Papers) -> tuple[Patch, int]:
            stack = live.stacks(who)[0 if kind == "undo" else 1]
            last = next((one for one in reversed(stack) if not below or one.step < below), None)
            if last is None:
                raise SettingsError(
                    "there is nothing to undo" if kind == "undo" else "there is nothing to do again",
                    cure="Only your own steps are taken back",
                )
            patch = data_patch(json.loads(last.patch))
            patch = patch.inverse() if kind == "undo" else patch
            gone = next((row for row in patch.before if not live.sheet.has(live.base.with_sure(row))), None)
            if gone is not None:
                standing = live.standing(gone)
                raise PaperChangedError(standing, last, "What others did after it stays")
            return replace(patch, before=tuple(map(live.base.with_sure, patch.before))), last.step

        return self._step(memory, store, number, PaperStep(0, token, now(), who, kind, 0, ""), made)

    def _step(
        self,
        memory: str,
        store: OfficeStore,
        number: int,
        step: PaperStep,
        make: Callable[[LivePaper, Papers], tuple[Patch, int]],
    ) -> Done:
        live, papers = self.live(memory, store, number), Papers(store.database)
        # Who only looks does not wait until this may write.
        with live.turn, ExitStack() as locked:
            done: Patch | None = None
            try:
                with store.by(step.who), store.database.writing():
                    # Until it is written: who looks sees a step either in the rows and in the database, or in neither.
                    locked.enter_context(live.lock)
                    papers.get(number)
                    live.catch_up(papers)
                    known = papers.sent(number, step.token)
                    if known is not None:
                        return Done(known.step)
                    patch, subject = make(live, papers)
                    try:
                        done = live.sheet.apply(patch)
                    except InputError as error:
                        raise SettingsError(error.what, cure=error.cure or "Load the page again") from None
                    written = step._replace(step=live.step + 1, subject=subject, patch=json.dumps(patch_data(done)))
                    papers.append(number, written)
                    kept = units_after(store, live.base, papers.get(number), done, step.who)
                    papers.count(number, len(live.sheet), live.confirmed)
            except BaseException:
                if done is not None:
                    live.sheet.apply(done.inverse())
                raise
            live.take(written)
            return Done(written.step, kept)


def _last(live: LivePaper, papers: Papers, rows: list[Row]) -> PaperStep | None:
    """The last step that made one of these rows."""
    keys = set(map(key_of, rows))
    below = live.step + 1
    while steps := papers.last(live.number, 20, below):
        for step in steps:
            patch = data_patch(json.loads(step.patch))
            if any(key_of(row) in keys for row in patch.after):
                return step
        below = steps[-1].step
    return None


def _given(live: LivePaper, data: Mapping[str, Any]) -> Patch:
    """The patch that a page made. Raises SettingsError."""
    try:
        patch = data_patch(data)
        patch = replace(patch, name=patch.name[:40])
        texts = live.base.texts
        for row in (*patch.before, *patch.after):
            for side, atoms in enumerate(row.sides):
                for atom in atoms:
                    if atom.end > len(texts[side][atom.sentence]):
                        raise ValueError("a row beyond the text")
            if row.mark not in ("", CONFIRMED) or any(len(text or "") > MAX_TEXT for text in (*row.edit, row.note)):
                raise ValueError("not a row")
        patch.check()
        return replace(patch, after=tuple(map(_legal, patch.after)))
    except (InputError, KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        what = (
            error.what if isinstance(error, InputError) else say("not a change of rows: {error:.60}", error=repr(error))
        )
        raise SettingsError(what, cure="Load the page again") from None


def _legal(row: Row) -> Row:
    """A row whose texts a memory can hold."""
    source, target = (text if text is None else ILLEGAL.sub("", text) for text in row.edit)
    return replace(row, edit=(source, target), note=ILLEGAL.sub("", row.note))


def rows_data(rows: list[Row]) -> list[dict[str, Any]]:
    """Rows as a page is told them."""
    return [row_data(row) for row in rows]
