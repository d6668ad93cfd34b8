"""The index of pairs finds what a scan over everything finds."""

from __future__ import annotations

import random
import re
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from duizhao.tmx.store import pair_index
from duizhao.tmx.store.pair_index import PairIndex
from duizhao.tmx.store.tokens import indexed, mark_numbers, pack, terms, tokens

ALPHABET = st.lists(st.sampled_from("abcdefgh"), max_size=12)
CHINESE = st.text(st.sampled_from("体面劳动理事会，。（A1 "), max_size=14)


@settings(max_examples=400)
@given(
    st.lists(ALPHABET, min_size=1, max_size=40),
    ALPHABET,
    st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.7, 0.9, 1.0]),
    st.integers(1, 5),
    st.booleans(),
    st.sampled_from([0, 10, 10_000]),
)
def test_search_is_what_a_scan_over_everything_gives(
    texts: list[list[str]], query: list[str], minimum: float, limit: int, tallied: bool, cheap: int
) -> None:
    """However candidates are counted, and however many places are looked up for them."""
    few = {"_SORTED": -1 if tallied else 10_000, "_CHEAP": cheap, "_FEW": 0}
    with patch.multiple(pair_index, **few):
        _as_a_scan(texts, query, minimum, limit)


def _as_a_scan(texts: list[list[str]], query: list[str], minimum: float, limit: int) -> None:
    index = PairIndex.of(((i, pack(text)) for i, text in enumerate(texts)), phrases=False)
    scan = [Levenshtein.normalized_similarity(query, text) for text in texts]
    wanted = sorted((s for s in scan if s > 0 and s >= minimum - 1e-9), reverse=True)[:limit] if query else []
    found = index.search(query, limit=limit, minimum=minimum)
    assert [round(hit.similarity, 9) for hit in found] == [round(s, 9) for s in wanted]
    assert [round(scan[hit.number], 9) for hit in found] == [round(s, 9) for s in wanted]
    assert len({hit.number for hit in found}) == len(found)


def test_a_text_of_more_pairs_than_a_byte_counts() -> None:
    dice = random.Random(4)
    query = [f"t{n}" for n in range(400)]
    texts = [query[: dice.randrange(1, 400)] + query[: dice.randrange(100)] for _ in range(50)]
    texts += [[*query[:n], "x", *query[n:]] for n in range(0, 400, 40)]
    with patch.multiple(pair_index, _SORTED=-1):
        _as_a_scan(texts, query, 0.5, 30)


@pytest.mark.parametrize("length", [1, 2, 3, 7, 20, 300, 3000])
def test_long_texts_and_many_different_tokens(length: int) -> None:
    query = [f"t{n}" for n in range(length)]
    near = [*query[: length // 2], "other", *query[length // 2 :]]
    texts = [["x", *query[::-1]], query[: length // 2], near, query, query]
    index = PairIndex.of(((i * 7, pack(text)) for i, text in enumerate(texts)), phrases=True)
    found = index.search(query, limit=3, minimum=0.5)
    assert [(hit.number, hit.similarity) for hit in found[:2]] == [(28, 1.0), (21, 1.0)]
    assert found[2].number == 14
    assert found[2].similarity == pytest.approx(length / (length + 1))


@settings(max_examples=300)
@given(st.lists(CHINESE, min_size=1, max_size=30), st.text(st.sampled_from("体面劳动"), min_size=2, max_size=3))
def test_phrases_stand_where_terms_hold_them(texts: list[str], phrase: str) -> None:
    index = PairIndex.of(((i, indexed(text, "zh")[2]) for i, text in enumerate(texts)), phrases=True)
    found = np.concatenate(list(index.phrase(list(phrase)))).tolist()[::-1]
    holding = [i for i, text in enumerate(texts) if terms(phrase) in terms(text)]
    assert set(holding) <= set(found)
    assert found == sorted(found)
    if len(phrase) == 2:
        assert found == holding


@pytest.mark.parametrize("phrase", ["体面", "面体", "体面体", "和体", "无此"])
def test_the_newest_of_many_texts_come_first(phrase: str) -> None:
    dice = random.Random(6)
    texts = [dice.choice(("体面", "体，面", "体面和体，面", "面体面体", "和体")) for _ in range(3000)]
    numbers = dice.sample(range(10_000), len(texts))
    numbered = list(zip(numbers, texts, strict=True))
    parts = [
        PairIndex.of(((number, indexed(text, "zh")[2]) for number, text in some), phrases=True)
        for some in (numbered[:1000], numbered[1000:])
    ]
    wanted = sorted((number for number, text in numbered if terms(phrase) in terms(text)), reverse=True)
    few, *more = PairIndex.joined(parts, phrases=True).phrase(list(phrase))
    assert [*few, *(number for numbers in more for number in numbers)] == wanted
    assert len(more) == (len(wanted) > 256)
    assert not more or 64 <= len(few) <= 128


@given(CHINESE, CHINESE)
def test_parts_are_joined(first: str, second: str) -> None:
    texts = [first, second, first + second]
    parts = [PairIndex.of([(i, indexed(text, "zh")[2])], phrases=True) for i, text in enumerate(texts)]
    whole = PairIndex.of(((i, indexed(text, "zh")[2]) for i, text in enumerate(texts)), phrases=True)
    joined = PairIndex.joined(parts, phrases=True)
    assert all((joined.arrays[name] == whole.arrays[name]).all() for name in whole.arrays)
    query = tokens(second, "zh")
    some = PairIndex.joined(parts, phrases=True, there=np.array([1, 2]))
    kept = [hit for hit in whole.search(query, limit=9, minimum=0.5) if hit.number > 0]
    assert some.search(query, limit=9, minimum=0.5) == kept


def test_marks_are_what_terms_leave_out() -> None:
    for mark in "，。（）《》、“”-/%…":
        assert not terms(mark)
        assert all(number in mark_numbers() for number in memoryview(pack(tokens(mark, "zh"))).cast("I"))
    assert not any(number in mark_numbers() for number in memoryview(pack(re.findall(".", "体a1ж_"))).cast("I"))
