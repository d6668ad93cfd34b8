"""Random commands: what a person might press, sensible or not."""

from __future__ import annotations

import random

from duizhao.review import (
    Confirm,
    ConfirmAll,
    Correct,
    Exclude,
    Give,
    Merge,
    OneSided,
    Remark,
    ReviewSheet,
    Split,
    Swap,
    Unconfirm,
)
from duizhao.review.commands import Command


def any_command(sheet: ReviewSheet, pick: random.Random) -> Command:
    """One command at a random row."""
    at = pick.randrange(len(sheet.rows))
    texts = [sheet.base.text(atoms, side) for side, atoms in enumerate(sheet.rows[at].sides)]
    side = pick.choice((0, 1))
    carets = [pick.choice((None, pick.randint(0, len(text)))) for text in texts]
    made: list[Command] = [
        Confirm(at),
        Unconfirm(at),
        ConfirmAll(pick.random()),
        Merge(at, pick.choice((1, -1))),
        Merge(at, pick.choice((1, -1))),
        Split(at, carets[0], carets[1]),
        Split(at, carets[0], carets[1]),
        Split(at, carets[0], carets[1]),
        Give(at, side, pick.choice(("first", "last", "all", "unit")), min(max(at + pick.choice((-1, 1)), 0), 99)),
        Give(at, side, "all", pick.randrange(len(sheet.rows))),
        OneSided(at, side),
        Swap(at, pick.choice((1, -1))),
        Correct(at, side, pick.choice((None, "A better text.", "更好的译文。"))),
        Remark(at, pick.choice(("", "ask the author"))),
        Exclude(at, pick.choice((True, False))),
    ]
    return pick.choice(made)
