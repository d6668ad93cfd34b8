"""What the desk can be asked: one method a question, plain data in and out."""

from __future__ import annotations

import datetime
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.desk.board import PATIENCE, Lines, board, is_board
from duizhao.desk.bringing import bring, is_review
from duizhao.desk.jobs import DeskJob, Jobs
from duizhao.desk.opened import Opened
from duizhao.desk.out import KINDS, glossary_kinds, write_out
from duizhao.desk.terms import Terms
from duizhao.desk.waiving import take_back, waive
from duizhao.desk.workspace import Workspace, pair_up
from duizhao.folder_project import GLOSSARY, policy_of

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.model import Locator

Said: TypeAlias = Mapping[str, Any]


class Desk:
    """A person's desk: at most one folder open, alignments that run, a workspace for what is dropped."""

    def __init__(self, workspace: Path, who: str, start: Path | None = None) -> None:
        self.workspace = Workspace(workspace)
        self.who = who
        self.jobs = Jobs(self._after)
        self.opened: Opened | None = None
        self.terms: Terms | None = None
        self.start = start
        self._lock = threading.RLock()
        self._lines = Lines()
        self._encoder: tuple[Encoder | None] | None = None

    def close(self) -> None:
        """End what runs and let go of what is open."""
        self.jobs.close()
        with self._lock:
            if self.opened is not None:
                self.opened.close()
                self.opened = None

    @property
    def encoder(self) -> Encoder | None:
        """The sentence encoder, made when it is first needed; None where none is installed."""
        from duizhao.alignment.encoders import default_encoder

        with self._lock:
            if self._encoder is None:
                self._encoder = (default_encoder(),)
            return self._encoder[0]

    def _now(self) -> Opened:
        if self.opened is None:
            raise InputError("nothing is open", cure="Open a folder under Start")
        return self.opened

    def _terms(self) -> Terms:
        self._now()
        assert self.terms is not None
        return self.terms

    # -- start --

    def state(self, said: Said) -> dict[str, Any]:
        """What the start page shows."""
        return {
            "who": self.who,
            "start": str(self.start) if self.start else "",
            "board": bool(self.start and self.start.is_dir() and is_board(self.start)),
            "open": str(self.opened.folder.path) if self.opened else "",
            "recent": self.workspace.recent(),
            "jobs": [job.as_data() for job in self.jobs.all],
            "workspace": str(self.workspace.root),
        }

    def name(self, said: Said) -> dict[str, Any]:
        """Who reviews."""
        self.who = " ".join(str(said["who"]).split())[:80]
        for one in (self.opened.session if self.opened else None, self.terms):
            if one is not None:
                one.who = self.who
        return {"who": self.who}

    def open(self, said: Said) -> dict[str, Any]:
        """Open a folder; what was open is let go of."""
        path = Path(str(said["folder"])).expanduser()
        with self._lock:
            if self.opened is not None and self.opened.folder.path.resolve() == path.resolve():
                return {"folder": str(path)}
            fresh = Opened(path, self.who)
            if self.opened is not None:
                self.opened.close()
            self.opened = fresh
            self.terms = Terms(path / GLOSSARY, fresh.folder.languages, self.who)
        with suppress(OSError):
            self.workspace.remember(path, _title(fresh))
        return {"folder": str(path)}

    def board(self, said: Said) -> dict[str, Any]:
        """How far the documents of a folder are."""
        return board(Path(str(said["folder"])).expanduser(), self._lines, PATIENCE)

    def drop(self, said: Said) -> dict[str, Any]:
        """Take dropped files, pair them and align each pair. A review that comes home is brought in instead."""
        if is_review(said["files"]):
            if self.opened is None:
                raise InputError("this is a review, and nothing is open", cure="Open its folder, then drop it there")
            return {"jobs": [], "brought": self.bring(said)}
        paths = self.workspace.take(list(said["files"]))
        if len(paths) > 2:
            return {
                "jobs": [
                    self.jobs.add(
                        say("Which of {paths} files belong together", paths=len(paths)), paths, None
                    ).as_data()
                ]
            }
        return self._align(pair_up(paths).pairs)

    def _after(self, job: DeskJob) -> None:
        """What the pairing of a pile found is aligned."""
        self._align([(title, tuple(map(Path, files))) for title, *files in job.pairs])

    def align_paths(self, *files: Path) -> None:
        """Align files of this machine, as they were named when the desk was started."""
        self._align([(files[0].stem, tuple(file.resolve() for file in files))])

    def _align(self, pairs: Iterable[tuple[str, tuple[Path, ...]]]) -> dict[str, Any]:
        made = [self.jobs.add(title, files, self.workspace.folder_for(title)) for title, files in pairs]
        return {"jobs": [job.as_data() for job in made]}

    def sample(self, said: Said) -> dict[str, Any]:
        """Align the sample paper."""
        from duizhao.corpora import samples

        return self._align([(say("Sample paper"), (samples.path("en.md"), samples.path("zh.md")))])

    def progress(self, said: Said) -> dict[str, Any]:
        """How far the alignments are."""
        return {"jobs": [job.as_data() for job in self.jobs.all]}

    def cancel(self, said: Said) -> dict[str, Any]:
        """End an alignment."""
        self.jobs.cancel(str(said["id"]))
        return self.progress(said)

    # -- pairs --

    def pairs(self, said: Said) -> dict[str, Any]:
        """The page of pairs."""
        return self._now().data()

    def page(self, said: Said) -> bytes:
        """The page of pairs as JSON; with `early`, an empty one where nothing is open."""
        return b"{}" if said.get("early") and self.opened is None else self._now().page()

    def do(self, said: Said) -> dict[str, Any]:
        """Do a patch."""
        return self._now().do(said["patch"])

    def undo(self, said: Said) -> dict[str, Any]:
        """Take back the last step."""
        return self._now().turn("undo")

    def redo(self, said: Said) -> dict[str, Any]:
        """Do it again."""
        return self._now().turn("redo")

    def again(self, said: Said) -> dict[str, Any]:
        """Align the rest again."""
        return self._now().again(self.encoder)

    def bring(self, said: Said) -> dict[str, Any]:
        """Bring what another person decided, in a review or a review table (`files`, one), into what is open."""
        return bring(self._now(), list(said["files"]))

    def candidates(self, said: Said) -> dict[str, Any]:
        """Sides near by that fit a row better."""
        return self._now().candidates(str(said["key"]), self.encoder)

    # -- findings --

    def findings(self, said: Said) -> bytes:
        """The findings on the rows as they are, as JSON."""
        opened = self._now()
        return opened.findings(policy_of(opened.folder.path))

    def waive(self, said: Said) -> dict[str, Any]:
        """Accept findings until a day."""
        path = policy_of(self._now().folder.path)
        chosen = [(str(one["check"]), str(one["fingerprint"])) for one in said["findings"]]
        waive(path, chosen, str(said["reason"]), str(said["owner"]), str(said["until"]), datetime.date.today())
        return {"policy": str(path)}

    def unwaive(self, said: Said) -> dict[str, Any]:
        """Take waivers back."""
        path = policy_of(self._now().folder.path)
        take_back(path, list(said["waivers"]))
        return {"policy": str(path)}

    # -- terms --

    def glossary(self, said: Said) -> dict[str, Any]:
        """The glossary."""
        return self._terms().data()

    def extract(self, said: Said) -> dict[str, Any]:
        """Extract terms of the pairs as they are."""
        opened = self._now()
        with opened.lock:
            pairs = opened.folder.reviewed(opened.session.sheet).pairs
        self._terms().extract(pairs, self.encoder)
        return self._terms().data()

    def term(self, said: Said) -> dict[str, Any]:
        """One thing done to the glossary."""
        self._terms().act(str(said["kind"]), said)
        return self._terms().data()

    def term_undo(self, said: Said) -> dict[str, Any]:
        """The last thing done to it taken back."""
        self._terms().undo()
        return self._terms().data()

    # -- memory --

    @property
    def store(self) -> Path | str:
        """The person's memory: as `duizhao memory` finds it, else one in the workspace."""
        named = os.environ.get("DUIZHAO_MEMORY", "")
        if named:
            return named
        here = Path("memory.db")
        return here.resolve() if here.is_file() else self.workspace.root / "memory.db"

    def memory(self, said: Said) -> dict[str, Any]:
        """Concordance and fuzzy matches of some words."""
        from duizhao.corpora.language.table import guess
        from duizhao.tmx.store.store import Store

        place, text = self.store, str(said.get("text", "")).strip()
        if isinstance(place, Path) and not place.is_file():
            return {"store": str(place), "units": 0, "lines": [], "matches": []}
        with Store(place) as store:
            units = sum(count for _, count, _ in store.documents())
            if not text:
                return {"store": str(place), "units": units, "lines": [], "matches": []}
            tag = guess(text) or "en"
            lines = store.concordance(text, limit=30)
            matches = store.lookup(text, tag, minimum=50, limit=8)
        return {
            "store": str(place),
            "units": units,
            "lines": [[x.source, x.target, x.source_language, x.target_language, x.document, x.number] for x in lines],
            "matches": [
                [x.score, x.source, x.target, x.source_language, x.target_language, x.document] for x in matches
            ],
        }

    def remember(self, said: Said) -> dict[str, Any]:
        """Put what is confirmed into the person's memory."""
        from duizhao.tmx.store.store import Store

        opened = self._now()
        with opened.lock:
            memory, _ = opened.folder.memories(opened.folder.reviewed(opened.session.sheet))
        if not memory.entries:
            raise InputError("nothing is confirmed yet", cure="Confirm pairs first")
        with Store(self.store, create=True) as store:
            added = sum(count for _, count, _ in store.add(memory.entries, opened.folder.path.resolve().name))
        return {"added": added, "store": str(self.store)}

    def covered(self, said: Said) -> dict[str, Any]:
        """What of a dropped document (`files`, one), else of the original that is open, has been translated before."""
        from tempfile import TemporaryDirectory

        from duizhao import corpora
        from duizhao.tmx.store.leverage import as_json, leverage
        from duizhao.tmx.store.store import Store

        files, place = list(said.get("files") or ()), self.store
        empty = InputError("the memory is empty", cure="Add confirmed pairs, or: duizhao memory add memory.tmx")
        if isinstance(place, Path) and not place.is_file():
            raise empty  # to ask is no reason to make one
        with TemporaryDirectory() as folder, Store(place) as store:
            if not store.documents():
                raise empty
            if files:
                (path,) = Workspace(Path(folder)).take(files[:1])
                document = corpora.read(path)
                cites = {unit.id: unit.cite for unit in document.translatable}
                texts = [(one.text, cites[one.unit]) for one in corpora.segment(document) if one.unit in cites]
                name, tag = path.name, document.language
            else:
                base = self._now().folder.base
                name, tag = base.names[0], base.languages[0]
                texts = [(one.text, _cite(base.units[0].get(one.unit))) for one in base.sentences[0]]
            return {"name": name, "store": str(place), **as_json(leverage(store, texts, tag))}

    # -- out --

    def outputs(self, said: Said) -> dict[str, Any]:
        """What can be written."""
        folder = self._now().folder.path.resolve()
        glossary = glossary_kinds() if (folder / GLOSSARY).is_file() else {}
        return {"kinds": KINDS, "glossary": glossary, "folder": str(folder)}

    def out(self, said: Said) -> dict[str, Any]:
        """Write one kind of file."""
        return {"files": [str(path) for path in write_out(self._now(), str(said["kind"]))]}

    def ask(self, question: str, said: Said) -> dict[str, Any] | bytes:
        """Answer a question of the page: with data, or with JSON that is ready to be sent. Raises SettingsError for one
        that there is not."""
        answer = _QUESTIONS.get(question)
        if answer is None:
            raise SettingsError(
                say("unknown question '{question}'", question=question),
                cure=say("Known: {questions}", questions=", ".join(questions())),
            )
        return answer(self, said)


_QUESTIONS: dict[str, Callable[[Desk, Said], dict[str, Any] | bytes]] = {
    one.__name__: one
    for one in (
        Desk.state, Desk.name, Desk.open, Desk.board, Desk.drop, Desk.sample, Desk.progress, Desk.cancel,
        Desk.page, Desk.do, Desk.undo, Desk.redo, Desk.again, Desk.bring, Desk.candidates, Desk.findings, Desk.waive,
        Desk.unwaive, Desk.glossary, Desk.extract, Desk.term, Desk.term_undo, Desk.memory, Desk.remember, Desk.covered,
        Desk.outputs, Desk.out,
    )
}  # fmt: skip


def questions() -> tuple[str, ...]:
    """All that a desk can be asked."""
    return tuple(_QUESTIONS)


def _title(opened: Opened) -> str:
    names = [name for name in opened.folder.base.names if name]
    return " ↔ ".join(names) or opened.folder.path.name


def _cite(place: Locator | None) -> str:
    return "" if place is None else place.cite


def _texts(found: Any) -> tuple[str, str, str, str]:
    """Both texts of what a memory found, with their languages."""
    return found.source, found.target, found.source_language, found.target_language
