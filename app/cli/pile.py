"""What the verbs for many document pairs share: who works, how far it is, and what failed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from duizhao.cli.common import FiniteRange, grouped, jobs_option, print_json, put, table, tell
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from pathlib import Path

    from duizhao.batch import BatchRow
    from duizhao.engines import Workforce
    from duizhao.guard import PairLimits
    from duizhao.pace import Standing
    from duizhao.sharding import Shard

F = TypeVar("F", bound=Callable[..., Any])
EVERY = 60.0  # seconds between two lines of progress where there is no terminal
MANY = 12  # failures up to which each is told by itself

_OPTIONS = (
    click.option(
        "--engine",
        metavar="NAME",
        default="process",
        show_default=True,
        help="Who aligns: processes of this machine (process), a cluster (ray, dask), or a plug-in's engine.",
    ),
    click.option(
        "--address", help="The cluster's address; without it, one is begun on this machine and ends with the work."
    ),
    click.option(
        "--gpus",
        type=FiniteRange(0),
        default=0.0,
        help="With --engine ray: graphics cards that a worker gets, or the share of one.",
    ),
    click.option(
        "--pair-memory",
        metavar="MB",
        type=click.IntRange(1),
        help="Set a pair aside that takes more memory than that; no limit without it.",
    ),
    click.option(
        "--pair-seconds",
        metavar="S",
        type=click.IntRange(1),
        help="Set a pair aside that takes longer than that; no limit without it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Pile:
    """Who works, and what a pair may take, as the options say."""

    jobs: int
    engine: str
    address: str | None
    gpus: float
    pair_memory: int | None
    pair_seconds: int | None

    def workforce(self) -> Workforce:
        """Who works."""
        from duizhao.engines import Workforce

        return Workforce(self.jobs, self.engine, self.address, self.gpus)

    def limits(self) -> PairLimits:
        """What a pair may take."""
        from duizhao.guard import PairLimits

        return PairLimits(self.pair_memory, self.pair_seconds)


def pile_options(what: str) -> Callable[[F], F]:
    """--jobs (`what` is done side by side) and what else says who works; a command is handed them as `pile`."""
    return grouped("pile", Pile, jobs_option(what), *_OPTIONS)


@contextmanager
def pile_progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[Standing], None]]:
    """How far a pile is, on stderr: a bar, or where that is no terminal (a log of Slurm's) a line a minute. Silent when
    quiet."""
    if quiet:
        yield lambda standing: None
        return
    if not sys.stderr.isatty():
        told = time.monotonic()

        def tell_standing(standing: Standing) -> None:
            nonlocal told
            if time.monotonic() - told >= EVERY:
                told = time.monotonic()
                tell(say("{label}: {in_words}", label=label, in_words=in_words(standing)))

        yield tell_standing
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=1.0, words="")
        yield lambda standing: bar.update(task, completed=standing.share, words=in_words(standing))


def in_words(standing: Standing) -> str:
    """`812 of 2000 (3 failed), 41 % of the work, about 25 min left`."""
    failed = say(" ({failed} failed)", failed=standing.failed) if standing.failed else ""
    done = say("{done} of {total}{failed}", done=standing.done, total=standing.total, failed=failed)
    if standing.seconds is None:
        return done
    return say(
        "{done}, {share:.0f} % of the work, about {span} left",
        done=done,
        share=100 * standing.share,
        span=_span(standing.seconds),
    )


def _span(seconds: float) -> str:
    """A time as people say it, no more exact than it is known."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if seconds < 90 * 60:
        return say("{seconds} min", seconds=round(seconds / 60))
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return say("{seconds:.1f} days", seconds=seconds / 86400)


def print_batch(rows: Sequence[BatchRow], as_json: bool) -> None:
    """The table of a batch: a line a document pair; failures with their reason, or by cause where they are many."""
    from dataclasses import asdict

    if as_json:
        print_json([asdict(row) for row in rows])
        return
    cells = [
        (
            row.id,
            _STATES[row.state],
            s.pairs,
            f"{s.confidence:.3f}",
            s.doubtful,
            s.untranslated,
            s.added,
            s.findings,
        )
        if (s := row.summary)
        else (row.id, _STATES[row.state], "", "", "", "", "", "")
        for row in rows
    ]
    header = ["document", "state", "pairs", "confidence", "doubtful", "untranslated", "added", "findings"]
    put(table(header, cells, right=range(2, 8)))
    _say_failures([row for row in rows if row.state == "failed"])


_STATES = {"done": say("done"), "unchanged": say("unchanged"), "failed": say("failed")}


def _say_failures(failed: Sequence[BatchRow]) -> None:
    if len(failed) <= MANY:
        for row in failed:
            tell(say("{row}: {reason}", row=row.id, reason=row.reason))
        return
    from duizhao.failures import grouped

    tell(say("{failed} pairs failed:", failed=len(failed)))
    for group in grouped(failed):
        more = say(" and {more} more", more=len(group.ids) - 3) if len(group.ids) > 3 else ""
        tell(
            say(
                "{count} times: {reason} ({ids}{more})",
                count=len(group.ids),
                reason=group.reason,
                ids=", ".join(group.ids[:3]),
                more=more,
            )
        )


def list_failures(rows: Sequence[BatchRow], folder: Path, shard: Shard | None, quiet: bool) -> None:
    """Leave the list of what failed beside the outputs, and say where it is."""
    from duizhao.failures import write_list

    path = write_list(rows, folder, None if shard is None else (shard.number, shard.of))
    if path is not None:
        tell(say("what failed, and why: {path}", path=path), quiet=quiet)
