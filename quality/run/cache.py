"""Facts of documents that have not changed, kept on disk between runs, and the terms found in a whole project.

The facts of a document are kept as JSON under a digest of all they depend on: our version and code, the languages, the
glossary, the pairs with their places.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.model import Kind, Locator, Pair, Span
from duizhao.corpora.storage.disk_cache import LIMIT, Shelf
from duizhao.corpora.storage.files import digest_of
from duizhao.corpora.version import VERSION
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.quality.evidence.transliterations import Spelt
from duizhao.quality.report import Finding, Written
from duizhao.quality.run.per_document import Facts
from duizhao.terminology import Glossary
from duizhao.terminology.variation.discover import Discovery

SCHEMA = 2
T = TypeVar("T")


class FactCache:
    """Facts and terms in a folder of at most about `limit` bytes."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._shelf = Shelf(folder, limit)

    def get(self, key: str) -> Facts | None:
        """The facts under a key; None where there are none that can be read."""
        return self._read(key, _facts)

    def put(self, key: str, facts: Facts) -> None:
        """Keep facts."""
        self._write(key, _data(facts))

    def terms(self, key: str) -> tuple[Discovery, ...] | None:
        """The terms found in pairs under a key; None where there are none that can be read."""
        return self._read(key, _discoveries)

    def put_terms(self, key: str, found: Sequence[Discovery]) -> None:
        """Keep terms that were found."""
        self._write(key, [[one.source, one.renderings, one.pairs] for one in found])

    def _read(self, key: str, made: Callable[[Any], T]) -> T | None:
        text = self._shelf.get(key)
        try:
            return None if text is None else made(json.loads(text))
        except (ValueError, KeyError, TypeError, IndexError):
            return None

    def _write(self, key: str, data: Any) -> None:
        self._shelf.put(key, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def digest(pairs: Sequence[Pair], glossary: Glossary | None, source_language: str, target_language: str) -> str:
    """The key of a document's facts."""
    found = hashlib.sha256(repr((SCHEMA, VERSION, _code(), source_language, target_language)).encode())
    found.update(_glossary_digest(glossary))
    for pair in pairs:
        found.update(repr((pair.source, pair.target, _at(pair.source_at), _at(pair.target_at))).encode())
    return found.hexdigest()


def digest_texts(pairs: Iterable[Pair], source_language: str, target_language: str) -> str:
    """The key of the terms found in pairs, which depend on the texts and their order alone."""
    found = hashlib.sha256(repr((SCHEMA, VERSION, _code(), source_language, target_language, "terms")).encode())
    for pair in pairs:
        found.update(f"{pair.source}\0{pair.target}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@cache
def _code() -> str:
    """A digest of the checks' own code, so that a changed check does not answer from yesterday's facts."""
    # Each room where it is: in a checkout the rooms do not lie below one folder of the package.
    rooms = [find_spec(f"duizhao.{room}") for room in ("quality", "corpora", "terminology")]
    return digest_of([Path(place) for room in rooms if room for place in room.submodule_search_locations or ()])


def _glossary_digest(glossary: Glossary | None) -> bytes:
    concepts = () if glossary is None else glossary.concepts
    rows = [(c.id, [(t.text, t.language, t.status, t.part_of_speech) for t in c.terms]) for c in concepts]
    return hashlib.sha256(repr(rows).encode()).digest()


def _data(facts: Facts) -> dict[str, Any]:
    return {
        "findings": [
            [f.check, f.message, f.subject, f.cure, f.severity, _at(f.source_at), _at(f.target_at), f.source, f.target,
             f.source_marks, f.target_marks, [[v.text, v.count, [*map(_at, v.places)]] for v in f.variants], f.count]
            for f in facts.findings
        ],
        "uses": [[u.pair, u.source_span, u.source_text, u.hits, u.targets] for u in facts.uses],
        "numbers": facts.numbers,
        "sizes": facts.sizes,
        "spelt": [[one.pair, one.words, one.spellings] for one in facts.spelt],
    }  # fmt: skip


def _facts(data: dict[str, Any]) -> Facts:
    findings = tuple(
        Finding(
            check, message, subject, cure, Severity(severity), _locator(source_at), _locator(target_at), source, target,
            _spans(source_marks), _spans(target_marks),
            tuple(Written(text, n, tuple(map(_locator, places))) for text, n, places in variants), count,
        )
        for check, message, subject, cure, severity, source_at, target_at, source, target, source_marks, target_marks,
        variants, count in data["findings"]
    )  # fmt: skip
    uses = tuple(
        Use(
            pair,
            Span(*span),
            text,
            tuple((concept, term) for concept, term in hits),
            tuple((concept, term, Span(*at)) for concept, term, at in targets),
        )
        for pair, span, text, hits, targets in data["uses"]
    )
    spelt = tuple(Spelt(pair, tuple(words), tuple(spellings)) for pair, words, spellings in data["spelt"])
    numbers = tuple((right, of) for right, of in data["numbers"])
    return Facts(findings, uses, numbers, spelt, tuple((here, there) for here, there in data["sizes"]))


def _discoveries(data: list[Any]) -> tuple[Discovery, ...]:
    return tuple(
        Discovery(source, tuple((text, tuple(at)) for text, at in renderings), tuple(pairs))
        for source, renderings, pairs in data
    )


def _at(at: Locator) -> list[Any]:
    return [at.document, at.unit, at.number, at.kind and at.kind.value, at.sentences, at.path, at.line]


def _locator(row: list[Any]) -> Locator:
    document, unit, number, kind, sentences, path, line = row
    return Locator(
        document,
        unit,
        None if number is None else tuple(number),
        kind and Kind(kind),
        None if sentences is None else (sentences[0], sentences[1]),
        path,
        line,
    )


def _spans(rows: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*row) for row in rows)
