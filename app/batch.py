"""Many document pairs: in parallel, resumable after a kill, one bad document not stopping the rest.

Each pair has a folder of its own. Its files are written whole and in a fixed order, the receipt last: a folder with
a receipt for the same inputs and options is complete and is left alone, any other is made again. A run that was killed
and started again therefore ends with the files of an undisturbed run.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

from duizhao.corpora.codec import noun
from duizhao.corpora.errors import DuizhaoError, InputError, SettingsError, unreadable
from duizhao.corpora.processes.pool import Died, in_processes
from duizhao.corpora.progress import Advance
from duizhao.corpora.storage.files import write_text
from duizhao.corpora.version import VERSION
from duizhao.inputs import DocumentPair, add_pair, at_the_door, name_in
from duizhao.options import Options
from duizhao.outcome import Outcome, Summary
from duizhao.outputs import OUTPUTS, write_outcome
from duizhao.pipeline import load_encoder, run
from duizhao.reviewed import JOURNAL

RECEIPT = "receipt.json"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """How one document pair ended: `done`, `unchanged` or `failed` with the reason."""

    id: str
    state: str
    summary: Summary | None = None
    reason: str = ""


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
        raise InputError(f"cannot read the manifest: {error}", path=path, cure="Save it as UTF-8 text") from None
    pairs: dict[str, DocumentPair] = {}
    for line, cells in enumerate(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if not cells or not any(cells) or cells[0].startswith("#"):
            continue
        if not 2 <= len(cells) <= 3 and not (len(cells) == 4 and _is_share(cells[3])):
            cure = "Write source TAB target [TAB id]"
            raise InputError(f"{len(cells)} columns instead of 2 or 3", path=path, line=line, cure=cure)
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


def run_batch(
    pairs: Sequence[DocumentPair],
    options: Options,
    folder: Path,
    *,
    jobs: int = 1,
    advance: Advance | None = None,
    take: Take | None = None,
) -> list[BatchRow]:
    """Align every pair into `folder/<id>/`; rows in the order of `pairs`, whatever order they finish in.

    `jobs` processes share the work, 0 takes one a core; `advance(done, total)` is called as each pair ends, and `take`
    is handed what was made of it, or None where its files were there already. Errors of one pair become its row;
    anything that is not an error of ours (a bug, Ctrl-C) ends the batch. Raises SettingsError for a number of
    processes below 0.
    """
    if jobs < 0:
        raise SettingsError(f"--jobs {jobs}", cure="Give 1 or more, or 0 for one a core")
    jobs = jobs or os.cpu_count() or 1
    known = {pair.id: pair for pair in pairs}
    rows: dict[str, BatchRow] = {}
    # Without somebody to take them, outcomes of thousands of documents are not sent between processes.
    with closing(_results(pairs, options, folder, jobs, run_one if take else _row_of_one)) as results:
        for row, outcome in results:
            rows[row.id] = row
            if take is not None and row.state != "failed":
                take(known[row.id], outcome)
            if advance is not None:
                advance(len(rows), len(pairs))
    return [rows[pair.id] for pair in pairs]


def rows_there(pairs: Sequence[DocumentPair], folder: Path) -> list[BatchRow]:
    """A row for each pair by what lies in the output folder: `unchanged` where it was finished, whenever and by whom,
    else `failed`. Nothing is aligned."""
    rows = []
    for pair in pairs:
        place = folder / pair.folder
        known = _read_receipt(place / RECEIPT)
        if known is not None and all((place / name).is_file() for name in OUTPUTS):
            rows.append(BatchRow(pair.id, "unchanged", known.summary))
        else:
            rows.append(BatchRow(pair.id, "failed", reason="it is not aligned: run its shard, or run it again"))
    return rows


Result: TypeAlias = tuple[BatchRow, Outcome | None]


def _results(
    pairs: Sequence[DocumentPair],
    options: Options,
    folder: Path,
    jobs: int,
    work: Callable[[DocumentPair, Options, Path], Result],
) -> Generator[Result, None, None]:
    if jobs == 1 or len(pairs) == 1:
        yield from (work(pair, options, folder) for pair in pairs)
        return
    with closing(in_processes(partial(_one_of_many, work, options, folder), pairs, jobs)) as ended:
        for place, found in ended:
            if isinstance(found, Died):
                why = f"the process that aligned it was ended twice ({found}). Is there memory enough? Try fewer --jobs"
                yield BatchRow(pairs[place].id, "failed", reason=why), None
            else:
                yield found


def _one_of_many(
    work: Callable[[DocumentPair, Options, Path], Result], options: Options, folder: Path, pair: DocumentPair
) -> Result:
    return work(pair, options, folder)


def _row_of_one(pair: DocumentPair, options: Options, folder: Path) -> Result:
    return run_one(pair, options, folder)[0], None


def run_one(pair: DocumentPair, options: Options, folder: Path) -> Result:
    """Align one pair into its folder, unless its receipt says that this was done; with the outcome where it was."""
    try:
        place = folder / pair.folder
        receipt = _receipt(pair, options, place / JOURNAL)
        known = _read_receipt(place / RECEIPT) if options.caching else None
        if known is not None and known.key == receipt and all((place / name).is_file() for name in OUTPUTS):
            return BatchRow(pair.id, "unchanged", known.summary), None
        (place / RECEIPT).unlink(missing_ok=True)
        outcome = run(pair.given, options, journal=place / JOURNAL)
        write_outcome(outcome, place)
        summary = outcome.summary
        text = json.dumps({"key": receipt, "summary": asdict(summary)}, ensure_ascii=False, indent=1)
        write_text(place / RECEIPT, text + "\n")
    except DuizhaoError as error:
        return BatchRow(pair.id, "failed", reason=str(error)), None
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
def _encoder_name(options: Options) -> str:
    """What the vectors come from: a better encoder that was installed since is a reason to align again."""
    encoder, _ = load_encoder(options)
    return "none" if encoder is None else encoder.name


def _read_receipt(path: Path) -> _Receipt | None:
    try:
        return noun(_Receipt, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
