"""Review: what people decide about an alignment, with undo, in a journal that outlives new versions of the documents.

>>> from duizhao.corpora import Pair, Segment, Span
>>> from pathlib import Path
>>> import tempfile
>>> def pair(n, source, target):
...     one, other = (Segment(f"p{n}", 0, text, Span(0, len(text))) for text in (source, target))
...     return Pair(source, target, confidence=0.9, source_segments=(one,), target_segments=(other,))
>>> base = Base.of([pair(1, "Yes.", "是。"), pair(2, "No.", "否。")])
>>> session = Session(base, Path(tempfile.mkdtemp()) / "review.jsonl", who="Liu")
>>> _ = session.do(Merge(0))
>>> [base.shown(row) for row in session.sheet.rows]
[('Yes. No.', '是。否。')]
>>> _ = session.undo()
>>> len(session.sheet.rows)
2
"""

from duizhao.review.base import Base
from duizhao.review.commands import (
    Confirm,
    ConfirmAll,
    Correct,
    Exclude,
    Give,
    Merge,
    OneSided,
    Remark,
    Split,
    Swap,
    Unconfirm,
)
from duizhao.review.journal import Journal, read_journal
from duizhao.review.model import Atom, Patch, Row
from duizhao.review.replaying import Lost, Replayed, replay
from duizhao.review.session import Session
from duizhao.review.sheet import ReviewSheet

__all__ = [
    "Atom",
    "Base",
    "Confirm",
    "ConfirmAll",
    "Correct",
    "Exclude",
    "Give",
    "Journal",
    "Lost",
    "Merge",
    "OneSided",
    "Patch",
    "Remark",
    "Replayed",
    "ReviewSheet",
    "Row",
    "Session",
    "Split",
    "Swap",
    "Unconfirm",
    "read_journal",
    "replay",
]
