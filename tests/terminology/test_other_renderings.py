"""English that the links cut or missed is offered beside what they found; the segmenter's guesses are taken apart."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from duizhao.terminology.extraction.candidates import ChineseCandidate, Rendering, collect
from duizhao.terminology.extraction.other_renderings import offer_met, widen_renderings
from duizhao.terminology.extraction.similarity import meanings
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import chinese_tokens, unguessed
from tests.fakes import FakeEncoder

PAIRS = [
    ("The state of war ended the local harbour regions.", "战争状态结束了地方港区。"),
    ("A state of war was declared in local harbour regions.", "地方港区宣布战争状态。"),
    ("Nobody wants a state of war.", "没有人想要战争状态。"),
    ("The stakeholder left.", "利益相关者离开了。"),
    ("Every stakeholder came back.", "每个利益相关者都回来了。"),
]


def candidate(texts: TokenizedCorpus, text: str) -> ChineseCandidate:
    found, _ = collect(texts.chinese, texts.chinese_flags, 2, 200)
    return next(c for c in found if c.text == text)


def tied(texts: TokenizedCorpus, found: ChineseCandidate, english: str) -> None:
    """Give a candidate a rendering of one word, wherever that stands beside it."""
    rendering = Rendering()
    for s, a, b in found.places:
        words = texts.english_words(s)
        if english in words:
            at = words.index(english)
            rendering.places.append((s, a, b, at, at + 1))
            rendering.count += 1
            rendering.surfaces[english] += 1
    (number,) = texts.key([texts.english.vocabulary.index(english)])
    found.renderings[(number,)] = rendering


def offers(texts: TokenizedCorpus, found: ChineseCandidate) -> set[str]:
    return {" ".join(texts.key_names[n] for n in key) for key in found.renderings}


def test_what_always_stands_beside_a_rendering_is_offered_with_it() -> None:
    texts = TokenizedCorpus.of(PAIRS)
    war, regions = candidate(texts, "战争状态"), candidate(texts, "地方港区")
    tied(texts, war, "war")
    tied(texts, regions, "local")
    widen_renderings(texts, [war, regions])
    assert offers(texts, war) == {"war", "stat of war"}  # keys are stems
    assert offers(texts, regions) == {"local", "local harbor"}
    (wide,) = [r for key, r in war.renderings.items() if len(key) > 1]
    assert wide.surfaces == Counter({"state of war": 3})


def test_a_neighbour_that_changes_is_not_taken_in() -> None:
    texts = TokenizedCorpus.of(
        [("Red gates open.", "红门开。"), ("Green gates open.", "绿门开。"), ("Old gates open.", "旧门开。")]
    )
    found = ChineseCandidate(
        "门", (texts.chinese.vocabulary.index("门"),) if "门" in texts.chinese.vocabulary else (0,)
    )
    found.places = [(s, 1, 2) for s in range(3)]
    tied(texts, found, "gates")
    widen_renderings(texts, [found])
    assert "gat" in " ".join(offers(texts, found))
    assert not any("red" in text or "green" in text for text in offers(texts, found))


def test_what_meets_without_a_link_is_offered() -> None:
    texts = TokenizedCorpus.of(PAIRS)
    found = candidate(texts, "利益相关者")
    offered = offer_met(texts, [found])
    assert "stakeholder" in offers(texts, found)
    assert all(text == "利益相关者" for text, _ in offered)
    assert all(r.count == 0 for r in found.renderings.values())


def test_a_firm_rendering_is_not_doubted() -> None:
    texts = TokenizedCorpus.of(PAIRS)
    found = candidate(texts, "利益相关者")
    tied(texts, found, "stakeholder")
    assert not offer_met(texts, [found])


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("云是", ("云", "是")),
        ("或子", ("或", "子")),
        ("为例", ("为例",)),
        ("不同", ("不同",)),
        ("API", ("API",)),
        ("国际间", ("国际间",)),
    ],
)
def test_guessed_words_lose_their_function_characters(word: str, pieces: tuple[str, ...]) -> None:
    assert unguessed(word) == pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7.DEBUG接口", ["7", ".", "DEBUG", "接口"]),
        ("版本2.0.1", ["版本", "2.0.1"]),
        ("gate.conf文件", ["gate.conf", "文件"]),
        ("增长3.5%", ["增长", "3.5%"]),
    ],
)
def test_the_number_of_an_item_is_no_part_of_its_first_word(text: str, words: list[str]) -> None:
    assert [w for w, _, _ in chinese_tokens(text)] == words


def test_an_encoder_is_a_dictionary_for_small_texts() -> None:
    chinese = [f"词{i}" for i in range(30)]
    english = {f"k{i}": f"word{i}" for i in range(30)}
    encoder = FakeEncoder({f"词{i}": f"word{i}" for i in range(30)})
    found = meanings(chinese, english, encoder.encode)
    assert all(max(found[f"词{i}"], key=found[f"词{i}"].__getitem__) == f"k{i}" for i in range(30))
    assert all(0 < w <= 0.7 for table in found.values() for w in table.values())
    assert meanings(chinese, english, encoder.encode, most=59) == {}
    assert meanings(chinese[:3], english, lambda texts: np.zeros((len(texts), 4), dtype=np.float32)) == {}
