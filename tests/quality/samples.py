"""Pairs for the tests of quality: written out, or the sample papers' gold."""

from __future__ import annotations

import json
from collections.abc import Iterable

from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.samples import path


def pair(source: str, target: str, number: int | None = None, *, document: str = "en.md", sentence: int = 1) -> Pair:
    """A pair of one paragraph, located on both sides."""
    unit = f"p{number}" if number else ""
    at = Locator(document, unit, (number,) if number else None, Kind.PARAGRAPH, (sentence, sentence), document, number)
    there = document.replace("en", "zh")
    return Pair(
        source, target, at, Locator(there, unit, at.number, Kind.PARAGRAPH, (sentence, sentence), there, number)
    )


def pairs(rows: Iterable[tuple[str, str]], *, document: str = "en.md") -> list[Pair]:
    """A paragraph a row, numbered from 1."""
    return [pair(source, target, i, document=document) for i, (source, target) in enumerate(rows, 1)]


def sample_pairs(name: str = "gold.jsonl") -> list[Pair]:
    """The gold pairs of a sample paper."""
    found = []
    for line in path(name).read_text(encoding="utf-8").splitlines():
        unit = json.loads(line)
        number = (unit["number"],) if unit["number"] else None
        kind = {"para": Kind.PARAGRAPH, "front": Kind.FRONT}.get(unit["kind"]) or Kind(unit["kind"])
        for i, (zh, en) in enumerate(unit["beads"], 1):
            at = Locator("en.md", unit["uid"], number, kind, (i, i), "en.md")
            there = Locator("zh.md", unit["uid"], number, kind, (i, i), "zh.md")
            found.append(Pair(" ".join(en), "".join(zh), at, there))
    return found
