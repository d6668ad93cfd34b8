"""alignment.json: what is written is what is read, and a broken file is one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.alignment_json import dump, load
from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Kind, Locator, Notice, Pair, Segment, Span

text = st.text(alphabet=st.characters(exclude_categories=("Cs",)))
locators = st.builds(
    Locator,
    document=text,
    unit=text,
    number=st.none() | st.lists(st.integers(0, 999), min_size=1, max_size=3).map(tuple),
    kind=st.none() | st.sampled_from(Kind),
    sentences=st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9)),
    path=text,
    line=st.none() | st.integers(1, 10**6),
)
spans = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
segments = st.lists(st.builds(Segment, text, st.integers(0, 9), text, spans), max_size=3).map(tuple)
pairs = st.builds(Pair, text, text, locators, locators, st.none() | st.floats(0, 1), segments, segments)
checks = st.sampled_from(("text.gap", "numbering.missing", "alignment.row"))
notices = st.builds(Notice, checks, text, text, st.none() | spans, st.none() | st.integers(1, 99), text)


@given(st.lists(pairs, max_size=4), st.lists(notices, max_size=3), text)
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, some: list[Pair], said: list[Notice], recipe: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "alignment.json"
    path.write_text(dump(some, said, recipe), encoding="utf-8", newline="")
    found = load(path)
    assert found.pairs == tuple(some)
    assert found.notices == tuple(said)
    assert found.recipe == recipe


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"schema": 99}', '{"schema": 1, "pairs": [3], "notices": []}', "\x00"]
)
def test_broken(tmp_path: Path, content: str) -> None:
    path = tmp_path / "alignment.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"alignment\.json"):
        load(path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such alignment"):
        load(tmp_path / "no.json")
