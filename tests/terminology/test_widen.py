"""English that the links cut short is widened by the word that always stands beside it, and by no other."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.widen import complete

FLOORS = [
    ("Members want social protection floors now.", "成员现在想要社保底线。"),
    ("Our social protection floors help.", "我们的社保底线有用。"),
    ("They build a social protection floor.", "他们建立社保底线。"),
    ("Good social protection floors cost money.", "好的社保底线花钱。"),
]


def proposed(pairs: list[tuple[str, str]], english: str, chinese: str) -> tuple[SimpleNamespace, Proposal]:
    """The memory with nothing linked, and the proposal that `english` (one word) is `chinese`."""
    texts = TokenizedCorpus.of(pairs)
    number = texts.key_table[english]
    spots = []
    for s in range(len(pairs)):
        words = [texts.chinese.vocabulary[i] for i in texts.chinese.sentence(s)]
        starts = np.cumsum([0, *map(len, words)]).tolist()
        at = "".join(words).index(chinese)
        low = texts.numbers[texts.english.sentence(s)].tolist().index(number)
        spots.append((s, starts.index(at), starts.index(at + len(chinese)), low, low + 1))
    found = SimpleNamespace(texts=texts, where={(number,): list(range(len(pairs)))}, links=unlinked(texts))
    p = Proposal(chinese, (chinese,), english, (number,), len(pairs), len(pairs), len(pairs), [], len(pairs), [], spots)
    return found, p


def unlinked(texts: TokenizedCorpus) -> Callable[[int], NDArray[np.bool_]]:
    return lambda s: np.zeros((len(texts.english.sentence(s)), len(texts.chinese.sentence(s))), dtype=bool)


def linked(found: SimpleNamespace, english: str, chinese: str, sentences: range) -> None:
    """Link an English word to a Chinese one in some sentences."""
    texts, before = found.texts, found.links

    def links(s: int) -> NDArray[np.bool_]:
        out = before(s)
        if s in sentences:
            words = [texts.chinese.vocabulary[i] for i in texts.chinese.sentence(s)]
            number = texts.key_table[english]
            for i, key in enumerate(texts.numbers[texts.english.sentence(s)].tolist()):
                if key == number:
                    out[i, words.index(chinese)] = True
        return out

    found.links = links


def test_words_that_are_always_there_belong_to_the_term() -> None:
    found, p = proposed(FLOORS, "floor", "社保底线")
    complete(found, p)  # type: ignore[arg-type]
    assert p.english == "social protection floors"
    assert [found.texts.key_names[k] for k in p.key] == ["social", "protection", "floor"]
    assert [high - low for *_, low, high in p.spots] == [3, 3, 3, 3]
    # The longer phrase is known to the memory from now on.
    assert found.where[p.key] == [0, 1, 2, 3]


def test_words_behind_belong_to_it_too() -> None:
    pairs = [
        (f"The lamp oil prices {a}.", f"灯油价格{b}。")
        for a, b in (("rose", "上涨"), ("fell", "下跌"), ("held", "持平"))
    ]
    found, p = proposed(pairs, "oil", "灯油")
    complete(found, p)  # type: ignore[arg-type]
    assert p.english == "lamp oil prices"


@pytest.mark.parametrize(
    "pairs",
    [
        # Twice is not always.
        FLOORS[:2],
        # Three in four is not always either.
        [*FLOORS[:3], ("New dance floors cost money.", "新的社保底线花钱。")],
        # A sentence's edge, and a word that names nothing.
        [(f"The floors {a}.", f"社保底线{b}。") for a, b in (("rose", "上涨"), ("fell", "下跌"), ("held", "持平"))],
    ],
)
def test_without_a_word_that_is_always_there_nothing_changes(pairs: list[tuple[str, str]]) -> None:
    found, p = proposed(pairs, "floor", "社保底线")
    before = p.key, p.english, list(p.spots)
    complete(found, p)  # type: ignore[arg-type]
    assert (p.key, p.english, p.spots) == before


GOOD = [
    ("We need good roads today.", "我们今天需要良好的道路。"),
    ("They have good roads.", "他们有良好的道路。"),
    ("The good roads last.", "良好的道路耐用。"),
]


def test_a_word_with_a_translation_of_its_own_is_none_of_it() -> None:
    found, p = proposed(GOOD, "road", "道路")
    linked(found, "good", "良好", range(3))
    complete(found, p)  # type: ignore[arg-type]
    assert p.english == "road"


def test_it_must_have_one_in_more_than_half_of_the_places() -> None:
    found, p = proposed(GOOD, "road", "道路")
    linked(found, "good", "良好", range(1))
    complete(found, p)  # type: ignore[arg-type]
    assert p.english == "good roads"


def test_a_translation_that_belongs_to_the_same_word_elsewhere_does_not_count() -> None:
    pairs = [
        (f"Good people {verb} good roads.", f"好人{zh}道路。")
        for verb, zh in (("like", "喜欢"), ("want", "想要"), ("build", "建造"))
    ]
    found, p = proposed(pairs, "road", "道路")
    linked(found, "good", "好人", range(3))
    complete(found, p)  # type: ignore[arg-type]
    assert p.english == "good roads"
