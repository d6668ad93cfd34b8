"""A small alignment to review."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from duizhao.corpora.model import Kind, Locator, Pair, Segment, Span
from duizhao.review import Base, Session

SOURCE = (
    ("p001", ("The Council met in Ghent.", "It opened at 9.15 a.m.")),
    ("p002", ("Members agreed.", "They said so twice.", "Members agreed.")),
    ("p003", ("Costs grew by 1.5 per cent.",)),
    ("p004", ("Nobody objected; nobody spoke.", "The sitting closed.")),
)
TARGET = (
    ("p001", ("理事会在根特举行会议。", "会议于上午九时十五分开始。")),
    ("p002", ("成员同意。", "他们说了两次。", "成员同意。")),
    ("p003", ("费用增加了百分之一点五。",)),
    ("p004", ("没有人反对；没有人发言。", "会议结束。")),
)


def segments(units: tuple[tuple[str, tuple[str, ...]], ...], joiner: str) -> list[Segment]:
    """Sentences that tile their units."""
    out = []
    for unit, texts in units:
        at = 0
        for k, text in enumerate(texts):
            end = at + len(text) + (len(joiner) if k + 1 < len(texts) else 0)
            out.append(Segment(unit, k, text, Span(at, end)))
            at = end
    return out


def pairs_of(source: list[Segment], target: list[Segment], shapes: list[tuple[int, int]]) -> tuple[Pair, ...]:
    """Pairs of these shapes, in order."""
    out = []
    i = j = 0
    for a, b in shapes:
        sides = tuple(source[i : i + a]), tuple(target[j : j + b])
        i, j = i + a, j + b
        places = [
            Locator(name, s[0].unit, (int(s[0].unit[1:]),), Kind.PARAGRAPH, (s[0].index + 1, s[-1].index + 1), name)
            if s
            else Locator(name, path=name)
            for name, s in zip(("en.md", "zh.md"), sides, strict=True)
        ]
        texts = " ".join(s.text for s in sides[0]), "".join(s.text for s in sides[1])
        out.append(Pair(*texts, places[0], places[1], 0.5 + 0.05 * (len(out) % 10), *sides))
    assert (i, j) == (len(source), len(target))
    return tuple(out)


SHAPES = [(1, 1), (1, 1), (1, 1), (2, 2), (1, 0), (0, 1), (1, 1), (1, 1)]


def small_base() -> Base:
    """Eight rows, among them one of two sentences a side and two that are one-sided."""
    return Base.of(pairs_of(segments(SOURCE, " "), segments(TARGET, ""), SHAPES))


@pytest.fixture
def base() -> Base:
    return small_base()


@pytest.fixture
def session(base: Base, tmp_path: Path) -> Session:
    return Session(base, tmp_path / "review.jsonl", who="Liu", clock=lambda: "2030-03-04T09:15:00Z")


@pytest.fixture(scope="module")
def no_waiting_for_the_disk() -> Iterator[None]:
    """For tests that write thousands of entries; that each is flushed is a test of its own."""
    with patch.object(os, "fsync"):
        yield
