"""Pairs of the sample paper made from its gold, so that the page is tested without an aligner."""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from duizhao import corpora
from duizhao.corpora import samples
from duizhao.corpora.model import Document, Locator, Pair, Segment, Unit


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _confidence(text: str) -> float:
    """A number that looks like a confidence, the same on every run: most are high, a few low."""
    x = zlib.crc32(text.encode()) % 1000 / 1000
    return round(1 - x**9, 4)


def _place(document: Document, unit: Unit, segments: list[Segment]) -> Locator:
    first, last = segments[0].index + 1, segments[-1].index + 1
    return Locator(document.id, unit.id, unit.number, unit.kind, (first, last), document.origin.path, unit.line)


def _find(document: Document, text: str, used: set[str]) -> Unit | None:
    found = next((u for u in document.translatable if u.id not in used and _key(u.text) == _key(text)), None)
    if found:
        used.add(found.id)
    return found


def gold_pairs(english: Path, chinese: Path, gold: Path) -> tuple[Document, Document, tuple[Pair, ...]]:
    """The two documents and the pairs that their gold says, omissions included."""
    documents = corpora.read(english, language="en"), corpora.read(chinese, language="zh-CN")
    used: tuple[set[str], set[str]] = (set(), set())
    pairs: list[Pair] = []
    for line in gold.read_text("utf-8").splitlines():
        record = json.loads(line)
        units = [_find(d, record[s], u) for d, s, u in zip(documents, ("en", "zh"), used, strict=True)]
        segments = [
            list(corpora.segment(unit, language=d.language)) if unit else []
            for unit, d in zip(units, documents, strict=True)
        ]
        pairs += _unit_pairs(record, documents, units, segments)
    return (*documents, tuple(pairs))


def _unit_pairs(
    record: dict[str, Any],
    documents: tuple[Document, Document],
    units: list[Unit | None],
    segments: list[list[Segment]],
) -> Iterator[Pair]:
    for zh, en in record["beads"] + record.get("omissions", []):
        sides = []
        for sentences, pool in ((en, segments[0]), (zh, segments[1])):
            wanted = [_key(s) for s in sentences]
            sides.append([s for s in pool if _key(s.text) in wanted])
        source, target = sides
        yield Pair(
            " ".join(s.text for s in source),
            "".join(s.text for s in target),
            _place(documents[0], units[0], source) if source and units[0] else Locator(""),
            _place(documents[1], units[1], target) if target and units[1] else Locator(""),
            _confidence(record["uid"] + str(en)),
            tuple(source),
            tuple(target),
        )


@cache
def sample() -> tuple[Document, Document, tuple[Pair, ...]]:
    """The long sample paper."""
    return gold_pairs(*(samples.path(name) for name in ("en.md", "zh.md", "gold.jsonl")))
