"""Two people's reviews together: what the other decided is brought in, agreement is noted, contradictions are shown.

Nobody's word counts more: where both said something of the same text and it differs, mine stays and theirs becomes an
open conflict, which is settled by whatever is decided of these rows next.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.review.base import Base
from duizhao.review.folding import key_of
from duizhao.review.journal import SCHEMA, Journal, Step, Texts, entry_data, json_line, parse_journal
from duizhao.review.model import Patch, Row
from duizhao.review.replaying import Chain, Lost, Touched, as_lost, decisions, follow, placed, replay
from duizhao.review.session import Session

KIND = "duizhao review"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two people said different things of the same text: the rows that stand, and the other's row."""

    mine: tuple[Row, ...]
    theirs: Row


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of another's decisions: `taken` over, `agreed` with what stood, in `conflicts`, `lost` since their
    text is not here. `damaged` counts lines of theirs that could not be read; `left` are lines of a table of which
    something could not be applied."""

    taken: tuple[Row, ...]
    agreed: int
    conflicts: tuple[Contradiction, ...]
    lost: tuple[Lost, ...]
    damaged: int = 0
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A line of a table of which something could not be applied, and why."""

    number: str
    texts: tuple[str, str]
    why: str


def export(journal: Journal, name: str) -> str:
    """A journal as one JSON file that can be sent: `NAME.review.json`, as the offline page saves it."""
    names = {entry.base for entry in journal.entries}
    data = {
        "kind": KIND,
        "schema": SCHEMA,
        "name": name,
        "languages": list(journal.languages),
        "names": list(journal.names),
        "texts": {key: [list(side) for side in sides] for key, sides in journal.texts.items() if key in names},
        "entries": [{**entry_data(entry), "base": entry.base, "rows": entry.rows} for entry in journal.entries],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_review(path: Path) -> Journal:
    """The journal in a `NAME.review.json` or a `review.jsonl`. Raises InputError where it is neither."""
    cure = "Give a NAME.review.json that the page saved, or a review.jsonl"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", path=path, cure=cure) from None
    except OSError as error:
        raise InputError(say("cannot be read: {error}", error=error.strerror), path=path, cure=cure) from None
    return parse_review(data, path)


def parse_review(data: bytes, path: Path | None = None) -> Journal:
    """As `read_review`, of bytes in hand."""
    cure = "Give a NAME.review.json that the page saved, or a review.jsonl"
    try:
        found = json.loads(data)
        whole = isinstance(found, dict) and found.get("kind") == KIND
    except (ValueError, RecursionError):
        found, whole = None, False
    if not whole:
        journal = parse_journal(data)
        if not journal.texts:
            what = "broken: it ends in the middle" if KIND.encode() in data[:200] else "not a review"
            raise InputError(what, path=path, cure=cure)
        return journal
    if found.get("schema") != SCHEMA:
        raise InputError(
            say("a review of schema {found}, not {schema}", found=repr(found.get("schema")), schema=SCHEMA),
            path=path,
            cure="Save it with this version",
        )
    try:
        journal = parse_journal("".join(_lines(found)).encode("utf-8", "backslashreplace"))
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise InputError(say("not a review: {error:.80}", error=repr(error)), path=path, cure=cure) from None
    if not journal.texts and found["texts"]:
        raise InputError("not a review: its texts cannot be read", path=path, cure=cure)
    return journal


def _lines(found: dict[str, Any]) -> Iterable[str]:
    for name, sides in found["texts"].items():
        yield json_line(
            {"text": name, "schema": SCHEMA, "languages": found["languages"], "names": found["names"], "sides": sides}
        )
    at = None
    for entry in found["entries"]:
        if (entry["base"], entry["rows"]) != at:
            at = (entry["base"], entry["rows"])
            yield json_line({"base": at[0], "rows": at[1]})
        yield json_line({key: value for key, value in entry.items() if key not in ("base", "rows")})


def share_of(base: Base, journal: Journal) -> float:
    """The share (0..1) of the sentences of a journal's last text that stand in this one: is it the same paper?"""
    if not journal.texts:
        return 0.0
    texts: Texts = list(journal.texts.values())[-1]
    here = [{key_of(text) for text in side} for side in base.texts]
    known = [[key_of(text) in here[k] for text in side] for k, side in enumerate(texts)]
    return sum(map(sum, known)) / max(sum(map(len, known)), 1)


# Under this share of common sentences two papers are not versions of one another: some phrases every paper has.
STRANGE = 0.2


def bring(session: Session, other: Journal, *, theirs: bool = False) -> Brought:
    """Bring another's decisions into a review, as one step that can be undone. With `theirs` they win where both said
    something.

    Raises InputError where their review is of another document, OutputError where the journal cannot be written.
    """
    base = session.base
    if share_of(base, other) < STRANGE:
        raise InputError(
            "this review is of another document", cure="Name the folder that was made of the same two documents"
        )
    found = _here(base, decisions(other))
    if found is None:
        return Brought((), 0, (), (), len(other.damaged))
    common = {entry.id for entry in session.journal.effective} & {entry.id for entry in other.effective}
    mine = _here(base, decisions(session.journal))
    shared = _here(base, decisions(session.journal, common)) if common else None
    known = {row.key: row for row in shared.touched.rows.values()} if shared else {}
    touched = mine.touched if mine else Touched()
    taken: list[Row] = []
    conflicts: list[Contradiction] = []
    agreed = 0
    for row in found.touched.rows.values():
        over = [touched.rows[name] for name in touched.overlapping(row)]
        joined = _joined(over[0], row) if len(over) == 1 and over[0].key == row.key else None
        if (len(over) == 1 and _same(over[0], row)) or _is_known(row, known):
            agreed += 1
        elif theirs or not over or all(_is_known(one, known) for one in over):
            taken.append(row)
        elif joined is not None:
            taken.append(joined)
        else:
            conflicts.append(Contradiction(tuple(over), row))
    if taken:
        session.do(_patch(base, session, taken), signed=False)
    if conflicts:
        session.note_conflicts([(c.mine, c.theirs) for c in conflicts])
    lost = tuple(as_lost(base, row, texts, why) for row, texts, why in found.lost)
    return Brought(tuple(taken), agreed, tuple(conflicts), lost, len(other.damaged))


def _here(base: Base, chain: Chain | None) -> Chain | None:
    return chain if chain is None or chain.name == base.digest else follow(chain, base.texts, base.digest, base)


def _said(row: Row) -> tuple[object, ...]:
    return row.key, row.mark, row.edit, row.note, row.excluded


def _same(one: Row, other: Row) -> bool:
    return _said(one) == _said(other)


def _is_known(row: Row, known: dict[Any, Row]) -> bool:
    return row.key in known and _same(known[row.key], row)


def _joined(mine: Row, theirs: Row) -> Row | None:
    """Both people's words on one pair where they do not contradict each other; None where they do."""
    edit: list[str | None] = []
    for one, other in zip(mine.edit, theirs.edit, strict=True):
        if one is not None and other is not None and one != other:
            return None
        edit.append(other if one is None else one)
    if mine.excluded != theirs.excluded and mine.confirmed and theirs.confirmed:
        return None
    notes = dict.fromkeys(note for note in (mine.note, theirs.note) if note)
    last = max((mine, theirs), key=lambda row: row.when)
    return replace(
        mine,
        mark=mine.mark or theirs.mark,
        edit=(edit[0], edit[1]),
        note=" ".join(notes),
        excluded=mine.excluded or theirs.excluded,
        who=last.who,
        when=last.when,
    )


def _patch(base: Base, session: Session, rows: list[Row]) -> Patch:
    """Rows of somebody else's in the place of what stands in the sheet; what is left of that stays in rows."""
    standing = Touched(session.sheet.rows)
    names = {name for row in rows for name in standing.overlapping(row)}
    before = [standing.rows[name] for name in sorted(names)]
    return Patch("bring", tuple(before), tuple(placed(base, rows, before)))


def open_conflicts(base: Base, journal: Journal) -> tuple[Contradiction, ...]:
    """Contradictions that nobody has settled yet: nothing was decided since of the text they are about. Those of a
    text that is not here any more are left out; the journal keeps them."""
    waiting: list[tuple[Step, Row]] = []
    effective = {entry.id for entry in journal.effective}
    for entry in journal.entries:
        if entry.patch is None or (entry.kind == "do" and entry.id not in effective):
            continue
        if entry.kind == "conflict":
            waiting += [(entry, row) for row in entry.patch.after]
            continue
        before = Touched(entry.patch.before)
        waiting = [(e, row) for e, row in waiting if e.base != entry.base or not before.overlapping(row)]
    out = []
    standing = Touched(replay(base, journal).sheet.rows) if waiting else Touched()
    for entry, row in waiting:
        chain = Chain(Touched([row]), journal.texts[entry.base], entry.base)
        here = _here(base, chain)
        for found in here.touched.rows.values() if here else ():
            out.append(Contradiction(tuple(standing.rows[name] for name in standing.overlapping(found)), found))
    return tuple(out)
