"""Words compared where they stand: which token is of which word, and what its likeness does to links and terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import extract
from duizhao.terminology.extraction.in_context import VOTES, token_spans, words_in_context
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.votes import ROLES, Directions, fitted, in_roles

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
    alike = words_in_context(texts, show)(0)
    assert alike is not None
    english, chinese = texts.english_words(0), texts.chinese_words(0)
    assert alike.shape == (len(english), len(chinese))
    for word, meaning in (("焦油", "tar"), ("亚麻", "flax"), ("码头", "quay")):
        assert english[int(alike[:, chinese.index(word)].argmax())] == meaning


def test_a_long_memory_and_one_without_token_vectors_are_not_compared() -> None:
    texts = TokenizedCorpus.of(CARGO)
    assert words_in_context(texts, None)(0) is None
    assert words_in_context(texts, show, most=10)(0) is None


def test_a_sentence_whose_tokens_are_not_its_text_is_left_out() -> None:
    def unknown(texts: Sequence[str]) -> list[Shown]:
        return [Shown(("<unk>", *each.tokens[1:]), each.vectors) for each in show(texts)]

    assert words_in_context(TokenizedCorpus.of(CARGO), unknown)(0) is None


@pytest.mark.parametrize(("english", "chinese"), [("tar", "焦油"), ("flax", "亚麻")])
def test_words_of_a_list_in_another_order_are_paired(english: str, chinese: str) -> None:
    pairs = [Pair(e, z, Locator("en", str(i)), Locator("zh", str(i)), 1.0) for i, (e, z) in enumerate(CARGO)]
    found = {(x.source.lower(), x.target) for c in extract(pairs, embed_tokens=show) for x in c.links}
    assert (english, chinese) in found
    assert not {(e, z) for e, z in found if {e, z} & {english, chinese}} - {(english, chinese)}


def test_what_stands_in_each_role() -> None:
    rows = np.array([[1.0], [2.0], [4.0], [8.0]], dtype=np.float32)
    assert dict(zip(ROLES, in_roles(rows, 1, 3)[:, 0].tolist(), strict=True)) == {
        "words": 3.0,
        "before": 1.0,
        "behind": 8.0,
        "first": 2.0,
        "last": 4.0,
    }
    assert in_roles(rows, 0, 4)[1:3].tolist() == [[0.0], [0.0]]


def _tar(texts: TokenizedCorpus) -> Proposal:
    """Tar, 焦油, at its two places."""
    spots = []
    for s in range(2):
        words = [w.lower() for w in texts.english_words(s)]
        a, low = texts.chinese_words(s).index("焦油"), words.index("tar")
        spots.append((s, a, a + 1, low, low + 1))
    places = [(s, a, b) for s, a, b, *_ in spots]
    return Proposal("焦油", ("焦油",), "tar", (0,), 2, 2, 2, [0, 1], 2, places, spots)


def test_words_vote_along_the_directions_that_were_fitted() -> None:
    texts = TokenizedCorpus.of(CARGO)
    # Directions that know one meaning: the first of MEANINGS is tar.
    known = Directions(np.zeros((5, 16), dtype=np.float32), np.zeros((5, 16), dtype=np.float32))
    known.english[ROLES.index("words"), 0] = 1.0
    known.chinese[ROLES.index("last"), 0] = -2.0
    votes = dict(zip(VOTES, words_in_context(texts, show, known).votes(_tar(texts)), strict=True))
    assert votes["english_words"] > 0.5
    assert votes["chinese_last"] < -1.0
    assert votes["votes"] == pytest.approx(sum(v for name, v in votes.items() if name != "votes"))
    assert not any(v for name, v in votes.items() if name not in ("votes", "english_words", "chinese_last"))


def test_vectors_of_another_encoder_do_not_vote() -> None:
    texts = TokenizedCorpus.of(CARGO)
    for context in (
        words_in_context(texts, show, fitted()),
        words_in_context(texts, show),
        words_in_context(texts, None),
    ):
        assert not any(context.votes(_tar(texts)))


def test_the_directions_are_of_the_token_vectors_of_the_default_encoder() -> None:
    assert fitted().english.shape == fitted().chinese.shape == (len(ROLES), 384)
