"""Nouns as plain data: what goes out comes back, and data of another shape are refused."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora import read, samples
from duizhao.corpora.codec import noun, plain
from duizhao.corpora.model import Document, Kind, Locator, Notice, Pair, Recipe, Segment, Span

AT = Locator("a.md", "p029", (29, 2), Kind.BULLET, (1, 2), "en/a.md", 7)
PAIR = Pair("A lamp.", "一盏灯。", AT, Locator(), 0.5, (Segment("p029", 0, "A lamp.", Span(0, 7)),))


@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize(
    "value", [PAIR, Locator(), Notice("text.gap", "a space"), Recipe("align", settings={"beads": "6-6"})], ids=str
)
def test_what_goes_out_comes_back(value: Any, brief: bool) -> None:
    assert noun(type(value), json.loads(json.dumps(plain(value, brief=brief)))) == value


def test_a_whole_document_comes_back() -> None:
    document = read(samples.path("en.md"))
    data = json.loads(json.dumps(plain(document, brief=True)))
    assert noun(Document, data) == document


def test_every_field_is_written() -> None:
    assert list(plain(PAIR)) == [field.name for field in fields(Pair)]
    assert plain(PAIR)["source_segments"] == [["p029", 0, "A lamp.", 0, 7]]
    assert plain(PAIR, brief=True)["target_at"] == {}
    assert plain(AT)["kind"] == "bullet"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Pair, []),
        (Pair, {"source": "a"}),
        (Pair, {"source": "a", "target": 3}),
        (Pair, {"source": "a", "target": "b", "colour": "red"}),
        (Pair, {"source": "a", "target": "b", "source_segments": [["p1", 0, "a", 0]]}),
        (Locator, {"document": "a", "kind": "poem"}),
        (Locator, {"document": "a", "sentences": [1, 2, 3]}),
        (Locator, {"document": "a", "number": "29"}),
        (Notice, {"check": "text.gap", "message": "c", "span": [1]}),
    ],
)
def test_data_of_another_shape_are_refused(kind: type, data: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        noun(kind, data)


def test_documents_that_differ_in_a_word_differ_as_data(tmp_path: Path) -> None:
    # What is kept between runs is kept under a digest of this.
    (tmp_path / "a.md").write_text("The ferry leaves at noon.\n", encoding="utf-8")
    first = read(tmp_path / "a.md")
    unit = replace(first.units[0], text="The ferry leaves at nine.")
    assert plain(first) != plain(replace(first, units=(unit,)))
