"""Words compared where they stand: which token is of which word, and what its likeness does to links and terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import extract
from duizhao.terminology.extraction.in_context import likeness_in_context, token_spans
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

# Two ships whose cargo stands nowhere else, in another order in Chinese: counts cannot tell tar from flax.
CARGO = [
    ("The lugger brought tar and flax to the quay.", "这艘帆船把亚麻和焦油运到码头。"),
    ("Tar and flax were weighed on the quay by the porter.", "搬运工在码头称了亚麻和焦油的重量。"),
]
MEANINGS = {"焦油": "tar", "亚麻": "flax", "码头": "quay", "帆船": "lugger", "搬运工": "porter"}


@dataclass(frozen=True)
class Shown:
    tokens: tuple[str, ...]
    vectors: NDArray[np.float32]


def show(texts: Sequence[str]) -> list[Shown]:
    """Token vectors that know what MEANINGS says: a letter or character a token, a vector for each meaning."""
    found = []
    for text in texts:
        rows = np.full((len(text), 16), 0.01, dtype=np.float32)
        rows[:, 15] = [ord(char) % 7 / 100 for char in text]
        for place, (chinese, english) in enumerate(MEANINGS.items()):
            for word, low in ((chinese, text), (english, text.lower())):
                at = low.find(word)
                if at >= 0:
                    rows[at : at + len(word), place] = 1.0
        kept = [i for i, char in enumerate(text) if not char.isspace()]
        found.append(Shown(tuple(text[i] for i in kept), rows[kept]))
    return found


def test_tokens_are_found_in_their_text() -> None:
    assert token_spans("Check valve", ["▁Che", "ck", "▁val", "ve"]) == [(0, 3), (3, 5), (6, 9), (9, 11)]
    assert token_spans("温度，和", ["▁", "温", "度", ",", "和"]) == [None, (0, 1), (1, 2), (2, 3), (3, 4)]
    assert token_spans("温度", ["温", "<unk>"]) is None
    assert token_spans("温度", ["温"]) is None


def test_words_are_like_their_translations() -> None:
    texts = TokenizedCorpus.of(CARGO)
    alike = likeness_in_context(texts, show)(0)
    assert alike is not None
    english, chinese = texts.english_words(0), texts.chinese_words(0)
    assert alike.shape == (len(english), len(chinese))
    for word, meaning in (("焦油", "tar"), ("亚麻", "flax"), ("码头", "quay")):
        assert english[int(alike[:, chinese.index(word)].argmax())] == meaning


def test_a_long_memory_and_one_without_token_vectors_are_not_compared() -> None:
    texts = TokenizedCorpus.of(CARGO)
    assert likeness_in_context(texts, None)(0) is None
    assert likeness_in_context(texts, show, most=10)(0) is None


def test_a_sentence_whose_tokens_are_not_its_text_is_left_out() -> None:
    def unknown(texts: Sequence[str]) -> list[Shown]:
        return [Shown(("<unk>", *each.tokens[1:]), each.vectors) for each in show(texts)]

    assert likeness_in_context(TokenizedCorpus.of(CARGO), unknown)(0) is None


@pytest.mark.parametrize(("english", "chinese"), [("tar", "焦油"), ("flax", "亚麻")])
def test_words_of_a_list_in_another_order_are_paired(english: str, chinese: str) -> None:
    pairs = [Pair(e, z, Locator("en", str(i)), Locator("zh", str(i)), 1.0) for i, (e, z) in enumerate(CARGO)]
    found = {(x.source.lower(), x.target) for c in extract(pairs, embed_tokens=show) for x in c.links}
    assert (english, chinese) in found
    assert not {(e, z) for e, z in found if {e, z} & {english, chinese}} - {(english, chinese)}
