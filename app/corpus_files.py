"""The files of a corpus: Parquet, TMX if wanted, and a datasheet. A new one is there whole or not at all; of one that
takes an older one's place each file is whole, whenever it is stopped, and the datasheet comes last."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import MissingExtraError, OutputError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import make_folder
from duizhao.corpora.storage.leftovers import begin_folder
from duizhao.corpora.version import VERSION
from duizhao.corpus import FILTERS, Counts, Record, Sieve
from duizhao.corpus_card import card

DATASHEET = "datasheet.json"
COLUMNS = (
    ("source", "string"), ("target", "string"), ("source_language", "string"), ("target_language", "string"),
    ("confidence", "float"), ("type", "string"), ("reviewed", "bool"), ("pair", "string"),
    ("document", "string"), ("unit", "string"), ("place", "string"),
    ("target_document", "string"), ("target_unit", "string"), ("target_place", "string"),
    ("year", "int"), ("licence", "string"), ("recipe", "string"),
)  # fmt: skip
"""Columns with their types; what else a table says of the documents follows as text."""
_BATCH = 10_000  # rows that are put into a file at once


@dataclass(slots=True)
class Figures:
    """The figures of a datasheet, added up as records pass."""

    pairs: int = 0
    characters: Counter[str] = field(default_factory=Counter)
    confidence: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    recipes: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Count a record."""
        about = dict(record.about)
        self.pairs += 1
        self.characters["source"] += len(record.pair.source)
        self.characters["target"] += len(record.pair.target)
        known = record.pair.confidence
        self.confidence["unknown" if known is None else f"{min(int(known * 10), 9) / 10:.1f}"] += 1
        self.licences[about.get("licence", "") or "not said"] += 1
        self.years[str(_year(about)) if _year(about) else "not said"] += 1
        self.languages[" – ".join(record.languages)] += 1
        self.recipes[record.recipe] += 1


def write_corpus(
    found: Iterable[Record], folder: Path, sieve: Sieve, counts: Counts, *, more: tuple[str, ...], rows: int, tmx: bool
) -> Figures:
    """Write the records into `folder`: `data/train-00000.parquet` and so on, at most `rows` pairs each (with `tmx` also
    as `tmx/part-00000.tmx`), `datasheet.json` and `README.md`. `more` are the columns beyond our own.

    An earlier corpus in the folder is replaced when the new one is whole. Raises OutputError where something else is in
    it or it cannot be written, MissingExtraError without pyarrow.
    """
    _parquet()
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / DATASHEET).is_file())):
        raise OutputError("is there already, and is no corpus", path=folder, cure="Give another folder")
    figures = Figures()
    with _whole(folder) as place:
        make_folder(place / "data")
        stream = iter(found)
        number = 0
        while part := list(islice(stream, rows)):
            name = f"data/train-{number:05}.parquet"
            _write_parquet(part, place / name, more)
            figures.files.append(name)
            if tmx:
                figures.files.append(f"tmx/part-{number:05}.tmx")
                make_folder(place / "tmx")
                _write_tmx(part, place / figures.files[-1])
            for record in part:
                figures.add(record)
            number += 1
        if not number:
            _write_parquet([], place / "data/train-00000.parquet", more)
            figures.files.append("data/train-00000.parquet")
        data = datasheet(figures, sieve, counts)
        (place / DATASHEET).write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        (place / "README.md").write_text(card(data), encoding="utf-8")
    return figures


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that takes its place when all is well, and is gone otherwise."""
    make_folder(folder.absolute().parent)
    temporary, held = "", None
    try:
        held, temporary = begin_folder(folder.absolute())
        yield Path(temporary)
        os.chmod(temporary, 0o755)
        if folder.exists():
            _take_place(Path(temporary), folder)
        else:
            os.replace(temporary, folder)
            temporary = ""
    except OSError as error:
        cure = "Choose a folder with room for it"
        raise OutputError(
            say("cannot write: {error}", error=(error.strerror or error)), path=folder, cure=cure
        ) from error
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        if held is not None:
            os.close(held)


def _take_place(new: Path, folder: Path) -> None:
    """Put the files of a new corpus in the place of an older one's, file by file: a folder cannot take a folder's place
    in one step, and whoever is stopped between two would leave none. What the new one lacks goes last."""
    names = sorted(path.relative_to(new) for path in new.rglob("*") if path.is_file())
    for name in sorted(names, key=lambda one: one.name == DATASHEET):
        make_folder((folder / name).parent)
        os.replace(new / name, folder / name)
    for path in (*folder.glob("data/train-*.parquet"), *folder.glob("tmx/part-*.tmx")):
        if path.relative_to(folder) not in names:
            path.unlink()
    if (folder / "tmx").is_dir() and not any((folder / "tmx").iterdir()):
        (folder / "tmx").rmdir()


def _parquet() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("a corpus needs pyarrow", cure="pip install 'duizhao[parquet]'") from error
    return pyarrow, pyarrow.parquet


def _write_parquet(part: list[Record], path: Path, more: tuple[str, ...]) -> None:
    pa, pq = _parquet()
    types = {"string": pa.string(), "float": pa.float32(), "bool": pa.bool_(), "int": pa.int16()}
    columns = (*((name, types[kind]) for name, kind in COLUMNS), *((name, pa.string()) for name in more))
    schema = pa.schema(columns, metadata={"duizhao": VERSION})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for at in range(0, len(part), _BATCH):
            rows = [_row(record, more) for record in part[at : at + _BATCH]]
            cells = zip(*rows, strict=True)
            arrays = [pa.array(list(column), kind) for column, (_, kind) in zip(cells, columns, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _row(record: Record, more: tuple[str, ...]) -> tuple[object, ...]:
    pair, about = record.pair, dict(record.about)
    source, target = pair.source_at, pair.target_at
    return (
        pair.source, pair.target, *record.languages, pair.confidence, pair.type, record.reviewed, record.document,
        source.document, source.unit, source.cite if source.unit else "",
        target.document, target.unit, target.cite if target.unit else "",
        _year(about), about.get("licence") or None, record.recipe,
        *(about.get(name) or None for name in more),
    )  # fmt: skip


def _year(about: Mapping[str, str]) -> int | None:
    """The year that is said of a document, where it is one."""
    said = about.get("year", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) == 4 else None


def _write_tmx(part: list[Record], path: Path) -> None:
    from duizhao.tmx import Memory

    spoken = {id(record.pair): record.languages[1] for record in part}
    recipes = " ".join(dict.fromkeys(record.recipe for record in part))
    source = part[0].languages[0]
    pairs = [record.pair for record in part]
    Memory.from_pairs(pairs, source, lambda pair: spoken[id(pair)], recipe=recipes, context=False).write(path)


def datasheet(figures: Figures, sieve: Sieve, counts: Counts) -> dict[str, Any]:
    """All figures of a corpus, as plain data."""
    return {
        "duizhao": VERSION,
        "documents": counts.documents,
        "pairs_before": counts.pairs,
        "pairs": figures.pairs,
        "left_out": dict(sorted(counts.out.items())),
        "filters": {
            "min_confidence": sieve.min_confidence,
            **{name: about for name, (_, about) in FILTERS.items() if name not in sieve.off},
        },
        "characters": dict(figures.characters),
        "languages": dict(sorted(figures.languages.items())),
        "confidence": dict(sorted(figures.confidence.items())),
        "licences": dict(sorted(figures.licences.items())),
        "years": dict(sorted(figures.years.items())),
        "recipes": dict(sorted(figures.recipes.items())),
        "files": figures.files,
    }
