"""Reviews that come home to the desk: a NAME.review.json, a journal, a table for Word or Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.desk.workspace import arrived, file_name
from duizhao.review.exchange import bring as bring_journal
from duizhao.review.exchange import parse_review
from duizhao.review.table import SUFFIXES, bring_table, parse_table

if TYPE_CHECKING:
    from duizhao.desk.opened import Opened
    from duizhao.review.exchange import Brought

JOURNALS = (".json", ".jsonl")
SHOWN = 200  # lines of what could not be applied

File = Mapping[str, Any]


def is_review(files: Sequence[File]) -> bool:
    """Whether what was dropped is one review that comes home: by its ending, and a table by its rows' names."""
    if len(files) != 1:
        return False
    path = Path(file_name(str(files[0]["name"])))
    if path.suffix.lower() not in SUFFIXES:
        return path.suffix.lower() in JOURNALS
    try:
        return parse_table(arrived(path.name, files[0]), path, ("en", "zh-CN")).ours
    except InputError:
        return False


def bring(opened: Opened, files: Sequence[File]) -> dict[str, Any]:
    """Bring a review into what is open, as one step. Raises InputError for what is none, or of another document."""
    if len(files) != 1:
        raise InputError(say("{files} files at once", files=len(files)), cure="Drop one review at a time")
    path = Path(file_name(str(files[0]["name"])))
    suffix = path.suffix.lower()
    if suffix not in (*SUFFIXES, *JOURNALS):
        raise InputError(
            say("{path} is no review", path=path.name),
            cure="Drop a review table (.docx, .xlsx) or a NAME.review.json; texts on Start",
        )
    data = arrived(path.name, files[0])
    with opened.lock:
        if suffix in SUFFIXES:
            found = bring_table(opened.session, parse_table(data, path, opened.folder.languages))
        else:
            found = bring_journal(opened.session, parse_review(data, path))
        opened.version += 1
        return {**_told(opened, found), **opened.counts}


def _told(opened: Opened, found: Brought) -> dict[str, Any]:
    """What the page says of it."""
    shown = opened.session.base.shown
    left = [{"row": one.number, "texts": one.texts, "why": one.why} for one in found.left]
    left += [{"row": "", "texts": one.texts, "why": one.why} for one in found.lost]
    return {
        "taken": len(found.taken),
        "confirmed": sum(row.confirmed for row in found.taken),
        "corrected": sum(row.edit != (None, None) for row in found.taken),
        "notes": sum(bool(row.note) for row in found.taken),
        "agreed": found.agreed,
        "conflicts": [{"texts": shown(one.theirs), "who": one.theirs.who} for one in found.conflicts],
        "left": left[:SHOWN],
        "more": max(len(left) - SHOWN, 0),
        "damaged": found.damaged,
    }
