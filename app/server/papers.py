"""Papers that several people review: their alignments, what was decided step by step, and who is at which pair, in a
memory's database.

A step is a patch (`review.model`): some rows go, others come. Its number counts from 1 in its paper, and is the paper's
revision. The id that a page gives a step is kept, so that one that is sent again, because its answer was lost, is done
once.
"""

from __future__ import annotations

import datetime
import json
import time
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from duizhao import alignment_json
from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.model import Document, Locator, Notice, Pair
from duizhao.corpora.saying import say
from duizhao.quality import Waiver
from duizhao.review.base import Base
from duizhao.review_folder import Folder
from duizhao.server.paper_terms import PaperTerms
from duizhao.server.tokens import now
from duizhao.tmx.store.backends import Backend, Postgres

MOST = 2000
"""Papers of one memory."""
CLAIMED = 30.0
"""Seconds for which somebody is at a pair, unless they say so again."""
WAIVERS = 20_000
"""Findings that may be accepted in one paper."""
READABLE = 20_000
"""Characters of a step that are shown to people: some dozens of pairs."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS paper (id {serial}, name TEXT NOT NULL UNIQUE, made TEXT NOT NULL, who TEXT NOT NULL, "
    "length {number} NOT NULL, confirmed {number} NOT NULL, data {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS paper_step (id {serial}, paper {number} NOT NULL, step {number} NOT NULL, "
    "token TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, subject {number} NOT NULL, "
    "patch TEXT NOT NULL, UNIQUE (paper, step), UNIQUE (paper, token))",
    "CREATE TABLE IF NOT EXISTS paper_unit (paper {number} NOT NULL, pair TEXT NOT NULL, unit {number} NOT NULL, "
    "revision {number} NOT NULL, PRIMARY KEY (paper, pair))",
    "CREATE TABLE IF NOT EXISTS paper_claim (paper {number} NOT NULL, who TEXT NOT NULL, pair TEXT NOT NULL, "
    "until DOUBLE PRECISION NOT NULL, PRIMARY KEY (paper, who))",
    "CREATE TABLE IF NOT EXISTS paper_waiver (id {serial}, paper {number} NOT NULL, finding TEXT NOT NULL, "
    "fingerprint TEXT NOT NULL, reason TEXT NOT NULL, owner TEXT NOT NULL, until TEXT NOT NULL, who TEXT NOT NULL, "
    "at TEXT NOT NULL, gone TEXT NOT NULL)",
)
_STEP = "step, token, at, who, kind, subject, patch"


class OfficePaper(NamedTuple):
    """A paper as it is listed; `length` and `confirmed` count pairs, `revision` is the number of its last step."""

    paper: int
    name: str
    made: str
    who: str
    length: int
    confirmed: int
    revision: int


class PaperStep(NamedTuple):
    """What somebody did: `kind` is do, undo or redo, `subject` the step that is undone or redone, else 0. `patch` is
    JSON, as `review.journal.patch_data` makes it, also of what undid something."""

    step: int
    token: str
    at: str
    who: str
    kind: str
    subject: int
    patch: str

    @property
    def data(self) -> dict[str, Any]:
        """What a page is told of it."""
        return {**self._asdict(), "patch": json.loads(self.patch)}


class PaperMissingError(SettingsError):
    """There is no such paper."""


class PaperNamedError(SettingsError):
    """The name is taken."""


class PaperText(NamedTuple):
    """Both texts of a paper, their alignment with what the aligner noticed, and the documents that they came of, where
    those could be read."""

    base: Base
    documents: tuple[Document, ...]
    notices: tuple[Notice, ...]


def paper_text(folder: Path) -> tuple[PaperText, bytes]:
    """The paper that an alignment in a folder makes, and how it is kept. Raises InputError for what is none."""
    place = Folder.open(folder)
    documents = tuple(replace(one, origin=replace(one.origin, path="")) for one in place.documents or ())
    pairs = [
        replace(pair, source_at=_anywhere(pair.source_at), target_at=_anywhere(pair.target_at))
        for pair in place.found.pairs
    ]
    data = {
        "alignment": alignment_json.dump(pairs, place.found.notices, place.found.recipe),
        "languages": list(place.languages),
        "documents": [plain(document, brief=True) for document in documents],
    }
    kept = zlib.compress(json.dumps(data).encode())
    return _text(pairs, place.languages, documents, place.found.notices), kept


def _anywhere(at: Locator) -> Locator:
    """A place in a document, without where its file lay on this machine."""
    return replace(at, path="")


def _text(
    pairs: Sequence[Pair], languages: tuple[str, str], documents: tuple[Document, ...], notices: tuple[Notice, ...]
) -> PaperText:
    return PaperText(Base.of(pairs, languages, documents), documents, notices)


class Papers:
    """The papers in a database."""

    def __init__(self, database: Backend) -> None:
        self._db = database

    def prepare(self) -> None:
        """Make the tables where they are missing. Raises OutputError."""
        postgres = isinstance(self._db, Postgres)
        serial, number, blob = (
            ("BIGSERIAL PRIMARY KEY", "BIGINT", "BYTEA")
            if postgres
            # A number is never given twice: another process may still hold the paper that had it.
            else ("INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER", "BLOB")
        )
        with self._db.writing():
            for statement in _TABLES:
                self._db.run(statement.format(serial=serial, number=number, blob=blob))
        PaperTerms(self._db).prepare(number)

    def all(self) -> list[OfficePaper]:
        """All papers, the last first."""
        return self._papers("ORDER BY p.id DESC", ())

    def get(self, number: int) -> OfficePaper:
        """The paper of a number. Raises PaperMissingError."""
        found = self._papers("WHERE p.id = ?", (number,))
        if not found:
            raise PaperMissingError(
                say("there is no paper {number}", number=number), cure="It may have been removed: see the papers"
            )
        return found[0]

    def _papers(self, where: str, values: tuple[object, ...]) -> list[OfficePaper]:
        rows = self._db.rows(
            "SELECT p.id, p.name, p.made, p.who, p.length, p.confirmed, "
            f"coalesce((SELECT max(s.step) FROM paper_step s WHERE s.paper = p.id), 0) FROM paper p {where}",
            values,
        )
        return [OfficePaper(int(r[0]), str(r[1]), str(r[2]), str(r[3]), *map(int, r[4:])) for r in rows]

    def add(self, name: str, who: str, text: PaperText, kept: bytes) -> OfficePaper:
        """Put a paper into the office, under a name that no paper and no document of the memory has: its pairs become
        a document of that name. Raises PaperNamedError, SettingsError where there are too many."""
        with self._db.writing():
            taken = self._db.rows(
                "SELECT 1 FROM paper WHERE name = ? UNION ALL SELECT 1 FROM document WHERE name = ?", (name, name)
            )
            if taken:
                raise PaperNamedError(
                    say("'{name}' is in this memory already", name=name), cure="Give the paper another name"
                )
            if int(self._db.rows("SELECT count(*) FROM paper")[0][0]) >= MOST:
                raise SettingsError(say("there are {most} papers already", most=MOST), cure="Remove what is finished")
            number = self._db.insert(
                "INSERT INTO paper (name, made, who, length, confirmed, data) VALUES (?, ?, ?, ?, 0, ?)",
                (name, now(), who, len(text.base.rows), kept),
            )
        return self.get(number)

    def remove(self, number: int) -> OfficePaper:
        """Remove a paper with all of its steps; what went into the memory stays. Raises PaperMissingError."""
        with self._db.writing():
            found = self.get(number)
            for table in ("paper_claim", "paper_unit", "paper_waiver", "paper_terms", "paper_step"):
                self._db.run(f"DELETE FROM {table} WHERE paper = ?", (number,))
            self._db.run("DELETE FROM paper WHERE id = ?", (number,))
        return found

    def text(self, number: int) -> PaperText:
        """Both texts of a paper. Raises PaperMissingError."""
        rows = self._db.rows("SELECT data FROM paper WHERE id = ?", (number,))
        if not rows:
            self.get(number)
        data = json.loads(zlib.decompress(bytes(rows[0][0])))
        source, target = data["languages"]
        found = alignment_json.parse(data["alignment"], Path("alignment.json"))
        documents = tuple(noun(Document, one) for one in data["documents"])
        return _text(found.pairs, (source, target), documents, found.notices)

    # Steps. What is written is written within a transaction that the caller began.

    def steps(self, number: int, after: int = 0, most: int = -1) -> list[PaperStep]:
        """The steps of a paper behind one of them, in order."""
        return self._steps(
            "WHERE paper = ? AND step > ? ORDER BY step LIMIT ?", (number, after, most if most >= 0 else 2**31)
        )

    def last(self, number: int, most: int, below: int = 2**53) -> list[PaperStep]:
        """The last steps of a paper (older than `below`), the last first."""
        return self._steps("WHERE paper = ? AND step < ? ORDER BY step DESC LIMIT ?", (number, below, most))

    def history(self, number: int, most: int) -> list[PaperStep]:
        """The same to be read by people: of a step that changed very many pairs, its name alone."""
        rows = self._db.rows(
            f"SELECT {_STEP.removesuffix('patch')} CASE WHEN length(patch) <= {READABLE} THEN patch "
            "ELSE substr(patch, 1, 300) END, length(patch) FROM paper_step WHERE paper = ? ORDER BY step DESC LIMIT ?",
            (number, most),
        )
        return [_step((*row[:6], row[6] if int(row[7]) <= READABLE else _named(str(row[6])))) for row in rows]

    def sent(self, number: int, token: str) -> PaperStep | None:
        """The step that was sent under this id."""
        return next(iter(self._steps("WHERE paper = ? AND token = ?", (number, token))), None)

    def _steps(self, where: str, values: tuple[object, ...]) -> list[PaperStep]:
        rows = self._db.rows(f"SELECT {_STEP} FROM paper_step {where}", values)
        return [_step(row) for row in rows]

    def append(self, number: int, step: PaperStep) -> None:
        """Write a step down."""
        self._db.run(f"INSERT INTO paper_step (paper, {_STEP}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, *step))

    def count(self, number: int, length: int, confirmed: int) -> None:
        """Write down how many pairs there are, and how many are confirmed."""
        self._db.run("UPDATE paper SET length = ?, confirmed = ? WHERE id = ?", (length, confirmed, number))

    # Which unit of the memory a pair became.

    def unit(self, number: int, pair: str) -> tuple[int, int] | None:
        """The unit of a pair with its revision when it was written."""
        rows = self._db.rows("SELECT unit, revision FROM paper_unit WHERE paper = ? AND pair = ?", (number, pair))
        return (int(rows[0][0]), int(rows[0][1])) if rows else None

    def put_unit(self, number: int, pair: str, unit: int, revision: int) -> None:
        """Note the unit of a pair."""
        self._db.run("DELETE FROM paper_unit WHERE paper = ? AND pair = ?", (number, pair))
        self._db.run(
            "INSERT INTO paper_unit (paper, pair, unit, revision) VALUES (?, ?, ?, ?)", (number, pair, unit, revision)
        )

    def drop_unit(self, number: int, pair: str) -> None:
        """The pair has no unit any more."""
        self._db.run("DELETE FROM paper_unit WHERE paper = ? AND pair = ?", (number, pair))

    # Findings that somebody accepts.

    def waivers(self, number: int) -> tuple[Waiver, ...]:
        """The findings of a paper that are accepted, the first first."""
        rows = self._db.rows(
            "SELECT finding, reason, owner, until, fingerprint FROM paper_waiver WHERE paper = ? AND gone = '' "
            "ORDER BY id",
            (number,),
        )
        return tuple(
            Waiver(str(r[0]), str(r[1]), str(r[2]), datetime.date.fromisoformat(str(r[3])), str(r[4])) for r in rows
        )

    def waived(self, number: int) -> int:
        """A number that grows whenever a finding is accepted, or is not any more."""
        rows = self._db.rows(
            "SELECT coalesce(sum(CASE WHEN gone = '' THEN 1 ELSE 2 END), 0) FROM paper_waiver WHERE paper = ?",
            (number,),
        )
        return int(rows[0][0])

    def waive(self, number: int, waivers: Sequence[Waiver], who: str) -> None:
        """Accept findings. Raises PaperMissingError, SettingsError where there are too many."""
        with self._db.writing():
            self.get(number)
            there = int(self._db.rows("SELECT count(*) FROM paper_waiver WHERE paper = ?", (number,))[0][0])
            if there + len(waivers) > WAIVERS:
                raise SettingsError(
                    say("there are {most} waivers on this paper already", most=WAIVERS), cure="Mend what was found"
                )
            self._db.many(
                "INSERT INTO paper_waiver (paper, finding, fingerprint, reason, owner, until, who, at, gone) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
                [(number, w.check, w.fingerprint, w.reason, w.owner, str(w.until), who, now()) for w in waivers],
            )

    def unwaive(self, number: int, fingerprints: Sequence[str], who: str) -> None:
        """Accept findings no longer; that they were stays on record. Raises PaperMissingError."""
        with self._db.writing():
            self.get(number)
            self._db.many(
                "UPDATE paper_waiver SET gone = ? WHERE paper = ? AND fingerprint = ? AND gone = ''",
                [(f"{now()} {who}", number, fingerprint) for fingerprint in fingerprints],
            )

    # Who is where, for other processes: a SQLite store has one as a rule, and each writing would wait for the disk.

    def claim(self, number: int, who: str, pair: str) -> None:
        """Somebody is at a pair ("" for none), for CLAIMED seconds."""
        if isinstance(self._db, Postgres):
            # By itself, so that it waits for no import.
            self._db.rows(
                "INSERT INTO paper_claim (paper, who, pair, until) VALUES (?, ?, ?, ?) ON CONFLICT (paper, who) "
                "DO UPDATE SET pair = excluded.pair, until = excluded.until RETURNING who",
                (number, who, pair, time.time() + CLAIMED if pair else 0.0),
            )

    def claims(self, number: int) -> dict[str, str]:
        """Who is at which pair now: pairs by name."""
        if not isinstance(self._db, Postgres):
            return {}
        rows = self._db.rows("SELECT who, pair FROM paper_claim WHERE paper = ? AND until >= ?", (number, time.time()))
        return {str(who): str(pair) for who, pair in rows}


def _step(row: tuple[Any, ...]) -> PaperStep:
    step, token, at, who, kind, subject, patch = row
    return PaperStep(int(step), str(token), str(at), str(who), str(kind), int(subject), str(patch))


def _named(patch: str) -> str:
    """The beginning of a patch as one without pairs."""
    name = patch.partition('"before"')[0].rstrip(", ")
    return f'{name}, "before": [], "after": []}}'
