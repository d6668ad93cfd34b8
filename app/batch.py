"""Many document pairs: by whatever engine, resumable after a kill, one bad document not stopping the rest.

Each pair has a folder of its own. Its files are written whole and in a fixed order, the receipt last: a folder with
a receipt for the same inputs and options is complete and is left alone, any other is made again. A run that was killed
and started again therefore ends with the files of an undisturbed run.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from duizhao.alignment.settings import AlignSettings
from duizhao.corpora.codec import noun
from duizhao.corpora.errors import DiskFullError, DuizhaoError, InputError, unreadable
from duizhao.corpora.processes.workers import Died, each_once
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text
from duizhao.corpora.version import VERSION
from duizhao.engines import Workforce, hired
from duizhao.failures import cause, read_lists
from duizhao.faults import unforeseen
from duizhao.guard import PairLimits, guarded, why_stopped
from duizhao.inputs import DocumentPair, add_pair, at_the_door, name_in
from duizhao.options import Options
from duizhao.outcome import Outcome, Summary
from duizhao.outputs import OUTPUTS, write_outcome
from duizhao.pace import Pace, Standing, sizes_of
from duizhao.pipeline import Loaded, load_encoder, run
from duizhao.reviewed import JOURNAL

RECEIPT = "receipt.json"
ONE = Workforce()
UNLIMITED = PairLimits()


@dataclass(frozen=True, slots=True)
class BatchRow:
    """How one document pair ended: `done`, `unchanged` or `failed` with the reason. The `cause` is the reason without
    what is this pair's alone."""

    id: str
    state: str
    summary: Summary | None = None
    reason: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class _Receipt:
    """What a finished folder was made of, and what came of it."""

    key: str
    summary: Summary


def read_manifest(path: Path) -> tuple[DocumentPair, ...]:
    """Document pairs from a tab-separated file: source, target and, if wanted, an id and a confidence, which is for
    who reads it; `#` begins a comment.

    Paths are relative to the manifest. Raises InputError with the line for a row of another shape or an id twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("no such manifest", path=path, cure="Write one: source TAB target [TAB id] a line") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            say("cannot read the manifest: {error}", error=error), path=path, cure="Save it as UTF-8 text"
        ) from None
    pairs: dict[str, DocumentPair] = {}
    for line, cells in enumerate(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if not cells or not any(cells) or cells[0].startswith("#"):
            continue
        if not 2 <= len(cells) <= 3 and not (len(cells) == 4 and _is_share(cells[3])):
            cure = "Write source TAB target [TAB id]"
            raise InputError(
                say("{cells} columns instead of 2 or 3", cells=len(cells)), path=path, line=line, cure=cure
            )
        name = cells[2] if len(cells) > 2 else Path(cells[0]).stem
        pair = DocumentPair(name, at_the_door(path.parent / cells[0], path.parent / cells[1]))
        try:
            add_pair(pairs, pair)
        except ValueError as error:
            cure = "Give an id in the third column that names a folder of its own"
            raise InputError(str(error), path=path, line=line, cure=cure) from None
    if not pairs:
        raise InputError("the manifest names no documents", path=path, cure="Write source TAB target a line")
    return tuple(pairs.values())


def _is_share(text: str) -> bool:
    """Whether a cell is a confidence, as `duizhao pair` writes it."""
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


Take: TypeAlias = Callable[[DocumentPair, Outcome | None], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker sends back: the row, what was made where somebody wants it, and the seconds that it took."""

    row: BatchRow
    outcome: Outcome | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Job:
    """What is done with every pair, wherever it is done."""

    options: Options
    folder: Path
    limits: PairLimits
    keep: bool

    def __call__(self, pair: DocumentPair) -> Result:
        """The pair aligned into its folder."""
        began = time.monotonic()
        with guarded(self.limits, self.folder, pair.id):
            row, outcome = run_one(pair, self.options, self.folder)
        # Without somebody to take them, outcomes of thousands of documents are not sent between processes.
        return Result(row, outcome if self.keep else None, time.monotonic() - began)


def run_batch(
    pairs: Sequence[DocumentPair],
    options: Options,
    folder: Path,
    *,
    workforce: Workforce = ONE,
    limits: PairLimits = UNLIMITED,
    advance: Callable[[Standing], None] | None = None,
    take: Take | None = None,
) -> list[BatchRow]:
    """Align every pair into `folder/<id>/`; rows in the order of `pairs`, whatever order they finish in.

    The `workforce` shares the work, the largest documents first. `advance` is told how far it is as each pair ends, and
    `take` is handed what was made of it, or None where its files were there already. Errors of one pair become its row,
    as do faults of ours, and the death of two workers at it, one after the other; what the system does not let us write
    ends the batch, as Ctrl-C does. Raises SettingsError and MissingExtraError for a workforce that cannot be had,
    WorkError for a cluster that cannot be reached.
    """
    known = {pair.id: pair for pair in pairs}
    rows: dict[str, BatchRow] = {}
    sizes = sizes_of(pairs)
    pace = Pace(sizes)
    job = _Job(options, folder, limits, take is not None)
    with closing(_results(pairs, job, workforce, [size for _, size in sizes])) as results:
        for place, result in results:
            row = result.row
            rows[row.id] = row
            if take is not None and row.state != "failed":
                take(known[row.id], result.outcome)
            pace.ended(place, result.seconds, failed=row.state == "failed", idle=row.state == "unchanged")
            if advance is not None:
                advance(pace.standing())
    return [rows[pair.id] for pair in pairs]


def rows_there(pairs: Sequence[DocumentPair], folder: Path) -> list[BatchRow]:
    """A row for each pair by what lies in the output folder: `unchanged` where it was finished, whenever and by whom,
    else `failed`. Nothing is aligned."""
    rows = []
    failed = read_lists(folder)
    for pair in pairs:
        place = folder / pair.folder
        known = _read_receipt(place / RECEIPT)
        if known is not None and _all_there(place):
            rows.append(BatchRow(pair.id, "unchanged", known.summary))
        elif pair.id in failed:
            why, reason = failed[pair.id]
            rows.append(BatchRow(pair.id, "failed", reason=reason, cause=why))
        else:
            rows.append(BatchRow(pair.id, "failed", reason=say("it is not aligned: run its shard, or run it again")))
    return rows


def is_there(place: Path) -> bool:
    """Whether the folder of a pair is finished: by whom, when, and with which options does not matter."""
    return _read_receipt(place / RECEIPT) is not None and _all_there(place)


def _all_there(place: Path) -> bool:
    return all((place / name).is_file() for name in OUTPUTS)


def _results(
    pairs: Sequence[DocumentPair], job: _Job, workforce: Workforce, sizes: Sequence[int]
) -> Generator[tuple[int, Result], None, None]:
    workers = hired(job, workforce, len(pairs), apart=bool(job.limits))
    if workers is None:
        yield from enumerate(map(job, pairs))
        return
    order = sorted(range(len(pairs)), key=lambda place: (-sizes[place], place))
    with closing(each_once(workers, pairs, order)) as ended:
        for place, found in ended:
            yield place, _buried(pairs[place], found, job.folder) if isinstance(found, Died) else found


def _buried(pair: DocumentPair, died: Died, folder: Path) -> Result:
    """The row of a pair at which two workers died."""
    if why := why_stopped(folder, pair.id):
        return Result(
            BatchRow(pair.id, "failed", reason=say("{why}. Raise it if you trust the files", why=why), cause=cause(why))
        )
    what = say("the process that aligned it was ended twice ({died})", died=died)
    return Result(
        BatchRow(
            pair.id,
            "failed",
            reason=say("{what}. Is there memory enough? Try fewer --jobs", what=what),
            cause=cause(what),
        )
    )


def run_one(pair: DocumentPair, options: Options, folder: Path) -> tuple[BatchRow, Outcome | None]:
    """Align one pair into its folder, unless its receipt says that this was done; with the outcome where it was."""
    try:
        place = folder / pair.folder
        receipt = _receipt(pair, options, place / JOURNAL)
        known = _read_receipt(place / RECEIPT) if options.caching else None
        if known is not None and known.key == receipt and _all_there(place):
            return BatchRow(pair.id, "unchanged", known.summary), None
        (place / RECEIPT).unlink(missing_ok=True)
        outcome = run(pair.given, options, journal=place / JOURNAL, loaded=_encoder(options.align, options.encoder))
        write_outcome(outcome, place)
        summary = outcome.summary
        text = json.dumps({"key": receipt, "summary": asdict(summary)}, ensure_ascii=False, indent=1)
        write_text(place / RECEIPT, text + "\n")
    except DiskFullError as error:
        # No document is to blame, and all that follow would be aligned in vain.
        cure = "Make room and start it again: finished pairs are left alone"
        raise DiskFullError(error.what, path=error.path, cure=cure) from None
    except DuizhaoError as error:
        return BatchRow(pair.id, "failed", reason=str(error), cause=cause(error.what)), None
    except OSError:
        raise
    except Exception as error:
        if os.environ.get("DUIZHAO_DEBUG", "") not in ("", "0"):
            raise
        return BatchRow(pair.id, "failed", reason=(why := unforeseen(error)), cause=cause(why.partition(". ")[0])), None
    return BatchRow(pair.id, "done", summary), outcome


def _receipt(pair: DocumentPair, options: Options, journal: Path) -> str:
    """A digest of everything the outputs depend on: the inputs' bytes, what people decided, the options, the encoder,
    our version."""
    digest = hashlib.sha256()
    files = [*pair.given.files, *options.glossaries, *([journal] if journal.is_file() else [])]
    for path in files:
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise unreadable(error, path) from None
    # A project's files are the same wherever it is built from.
    names = [str(path) if options.root is None else name_in(path, options.root) for path in files]
    chosen = asdict(replace(options, glossaries=(), root=None, caching=True, limits=None))
    digest.update(repr((VERSION, names, chosen, _encoder_name(options))).encode())
    return digest.hexdigest()


@cache
def _encoder(align: AlignSettings, name: str) -> Loaded:
    """The encoder of a worker, kept from pair to pair: to load its model takes as long as many a pair does."""
    return load_encoder(Options(align=align, encoder=name))


def _encoder_name(options: Options) -> str:
    """What the vectors come from: a better encoder that was installed since is a reason to align again."""
    encoder, _ = _encoder(options.align, options.encoder)
    return "none" if encoder is None else encoder.name


def _read_receipt(path: Path) -> _Receipt | None:
    try:
        return noun(_Receipt, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
