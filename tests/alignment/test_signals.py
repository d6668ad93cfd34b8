"""Each signal alone: what it sees, and what it must not see."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.alignment.coverage import Windows, coverage, coverage_of_matches
from duizhao.alignment.encoders.protocol import TokenVectors
from duizhao.alignment.signals import dictionary, glossary, learned, names, numbers, punctuation, speech, tokens
from duizhao.alignment.signals.links import Links, Matches, postings
from duizhao.alignment.text_side import Side, spelling


def sides(en: list[str], zh: list[str]) -> tuple[Side, Side]:
    return Side.of(en, "en"), Side.of(zh, "zh-CN")


def test_dictionary_links_translations_and_equal_latin_words() -> None:
    found = dictionary.links(*sides(["The COBE council abandoned labour."], ["理事会放弃劳动 COBE。"])).pairs
    assert found["council", "理事会"] == 1.0
    assert ("abandon", "放弃") in found
    assert ("labor", "劳动") in found  # British spelling, American dictionary
    assert found["cobe", "cobe"] == 1.0
    assert ("council", "放弃") not in found


def test_latin_names_with_digits_and_signs_are_cut_alike_on_both_sides() -> None:
    one, other = sides(["Ship BSD-3, GPLv2 and C++ for x86-64."], ["发布BSD-3、GPLv2和C++，用于x86-64。"])
    latin = [key for key in other.keys.names if key.isascii()]
    assert latin == ["bsd", "3", "gplv", "2", "c", "x", "86", "64"]
    assert set(latin) <= set(one.keys.names)


def test_dictionary_links_are_the_same_whichever_side_is_chinese() -> None:
    a, b = sides(["The council."], ["理事会。"])
    one, other = dictionary.links(b, a), dictionary.links(a, b).swapped()
    assert list(one.source) == list(other.source)
    assert list(one.target) == list(other.target)
    assert one.pairs == other.pairs


def test_an_unknown_word_is_read_by_its_parts() -> None:
    from duizhao.corpora.language.lexicon import lexicon

    assert "烧酒锅" not in lexicon()
    assert any(weight < 1 for weight in dictionary.translations("烧酒锅", lexicon()).values())


@pytest.mark.parametrize(("one", "other"), [("labour", "labor"), ("programme", "program"), ("organis", "organiz")])
def test_spellings_meet(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


def test_names_are_read_as_pinyin() -> None:
    found = names.links(*sides(["Chen Qingyang wept."], ["陈清扬哭了。"])).pairs
    assert ("name:qingyang", "name:清扬") in found
    assert ("name:chen", "name:陈") in found


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    assert not len(names.links(*sides(["He saw him.", "What did he do?"], ["何先生。", "什么"])).source)


def test_numbers_meet_across_scripts() -> None:
    found = numbers.links(*sides(["Convention No. 155 covers 1.7 billion."], ["第155号公约涵盖17亿人。"])).pairs
    assert len(found) == 2
    assert all(weight == 1.0 for weight in found.values())
    assert numbers.links(*sides(["Five."], ["六。"])).pairs == {}


def test_glossary_terms_are_found_inflected_and_inside_sentences() -> None:
    a, b = sides(["Nothing.", "Just transitions matter."], ["公正转型很重要。", "无。"])
    found = glossary.links(a, b, [("just transition", "公正转型"), ("decent work", "体面劳动")])
    assert list(found.source) == [(1, "term:just transition")]
    assert list(found.target) == [(0, "term:公正转型")]


def test_a_term_does_not_run_on_into_the_next_sentence() -> None:
    a, b = sides(["It is just.", "Transitions matter.", "A just, transition."], ["公正", "转型", "公正转型，公正转型"])
    found = glossary.links(a, b, [("just transition", "公正转型")])
    assert [i for i, _ in found.source] == [2]
    assert [j for j, _ in found.target] == [2]


def test_learning_finds_a_name_no_dictionary_has() -> None:
    en = [f"Trinket {verb}." for verb in ("ran", "sat", "ate", "slept")]
    zh = [f"韦小宝{verb}。" for verb in ("跑了", "坐下", "吃了", "睡了")]
    known = Links.of(
        tuple((i, key) for i, line in enumerate(en) for key in line.lower().rstrip(".").split()),
        tuple((i, key) for i, line in enumerate(zh) for key in ("韦小宝", line[3:-1])),
    )
    found = learned.links(known, [(range(i, i + 1), range(i, i + 1), 1.0) for i in range(4)]).pairs
    assert found["trinket", "韦小宝"] > 0.6
    # What was seen once says only that the bead was made.
    assert ("ran", "跑了") not in found


def test_learning_from_nothing_changes_nothing() -> None:
    known = Links.of(((0, "a"),), ((0, "b"),), {("a", "b"): 1.0})
    assert learned.links(known, []) is known


def test_postings_find_the_best_match_in_each_window() -> None:
    links = Links.of(((0, "a"), (1, "b")), ((0, "x"), (2, "x"), (2, "y")), {("a", "x"): 0.5, ("a", "y"): 1.0})
    forward, backward = postings([links], 2, 3)
    assert forward.window(slice(0, 2), np.array([0, 0]), 3).tolist() == [[0.5, 0.0, 1.0], [0.0, 0.0, 0.0]]
    assert forward.window(slice(0, 1), np.array([1]), 2).tolist() == [[0.0, 1.0]]
    assert backward.window(slice(0, 3), np.array([0, 0, 0]), 2).tolist() == [[0.5, 0.0], [0.5, 0.0], [1.0, 0.0]]


def test_coverage_sees_a_sentence_too_few_and_claims_see_where_it_lies() -> None:
    # One sentence of two tokens, matched in two different sentences of three.
    found = np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)
    view = Windows(np.array([0]), 3)
    table = coverage(
        lambda rows, low, width: found[rows],
        np.array([0, 0]),
        np.ones(2, dtype=np.float32),
        view,
        np.ones((1, 3), dtype=np.float32),
        3,
        power=1.0,
    )
    assert table.covered[0, 0].tolist() == [0.5, 1.0, 1.0]
    assert table.claimed[0, 0] == pytest.approx([0.5, 1.0, 1.0], abs=0.01)
    assert table.claimed[0, 2] == pytest.approx([0.0, 0.0, 0.0], abs=0.01)


def test_punctuation_counts_and_follows_quotations() -> None:
    english, chinese = sides(["'Well!", "Surrender?'", "He isn't here."], ["喝道：“好！", "投不投降？”", "他不在。"])
    for side in (english, chinese):
        marks = punctuation.marks(side)
        assert marks.counts[:, 0].tolist() == [0, 1, 0]
        assert marks.inside.tolist() == [0, 1, 0, 0]
        assert marks.speech[2] == 0


def test_a_turn_between_speakers_is_a_boundary_of_its_own() -> None:
    english, chinese = sides(
        ["'Surrender?'", "'Never!'", "He ran."], ["笑道：“降不降？”", "韦小宝道：“不降。”", "他跑了。"]
    )
    for side in (english, chinese):
        kinds = [speech.BOUNDARIES[k] for k in speech.boundaries(side, punctuation.marks(side))]
        assert kinds == ["plain", "turn", "closed", "plain"]
    assert [speech.ENDINGS[k] for k in speech.endings(english)[1:]] == ["question", "exclamation", "stop"]


def test_token_matches_take_the_best_of_each_sentence_in_view() -> None:
    one, two = np.eye(4, dtype=np.float32)[:2], np.eye(4, dtype=np.float32)[1:3]
    left = tokens.table([TokenVectors(("▁a", "▁b"), one), None])
    right = tokens.table([TokenVectors(("x", "y"), two), TokenVectors(("z",), one[:1])])
    views = Windows(np.array([0, 0]), 2), Windows(np.array([0, 0]), 2)
    found, back = tokens.matches(left, right, views)
    assert found.shape == (2, 2)
    assert found[1, 0] > found[1, 1]
    assert (found >= 0).all()
    assert back.shape == (3, 2)
    assert not back[:, 1].any()  # the second sentence was not encoded
    assert len(left.start) == 3


@pytest.mark.parametrize("seed", range(3))
def test_token_matches_are_the_best_products_of_either_side(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sides = []
    for count in (30, 35):
        sizes = rng.integers(0, 5, count)
        sides.append(
            tokens.table(
                [
                    TokenVectors(("x",) * int(k), rng.normal(size=(k, 4)).astype(np.float32)) if k else None
                    for k in sizes
                ]
            )
        )
    views = (
        Windows(np.sort(rng.integers(0, 25, 30)), 9),
        Windows(np.sort(rng.integers(0, 20, 35)), 8),
    )
    for own, other, view, found in zip(sides, sides[::-1], views, tokens.matches(*sides, views), strict=True):
        products = own.vectors.astype(np.float32) @ other.vectors.astype(np.float32).T
        for token, sentence in enumerate(own.sentence.tolist()):
            for at in range(view.width):
                there = other.sentence == view.low[sentence] + at
                best = max(0.0, float(products[token, there].max(initial=0.0)))
                assert found[token, at] == pytest.approx(best, abs=1e-6)


def test_agreement_is_none_where_one_side_sets_no_quotation_marks() -> None:
    english, chinese = sides(["'Well!'"], ["好！"])
    assert punctuation.agreement(punctuation.marks(english), punctuation.marks(chinese)) == 0.0


@pytest.mark.parametrize("seed", range(4))
def test_matches_are_those_of_every_pair_of_tokens(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m, width = 30, 40, 7
    names = [[f"{side}{k}" for k in range(12)] for side in "ab"]
    tokens = [
        sorted((int(rng.integers(count)), str(rng.choice(known))) for _ in range(3 * count))
        for count, known in zip((n, m), names, strict=True)
    ]
    pairs = {(str(rng.choice(names[0])), str(rng.choice(names[1]))): float(rng.uniform(0.1, 1)) for _ in range(30)}
    forward, _ = postings([Links.of(*tokens, pairs)], n, m)
    low = rng.integers(-2, m - 2, len(forward.key))
    own = sorted(set(tokens[0]))
    number = {name: k for k, name in enumerate(dict.fromkeys(name for _, name in tokens[0]))}
    own.sort(key=lambda token: (token[0], number[token[1]]))
    expected = np.zeros((len(own), width))
    for row, (_, name) in enumerate(own):
        for j, other in tokens[1]:
            at = j - int(low[row])
            if 0 <= at < width:
                expected[row, at] = max(expected[row, at], round(pairs.get((name, other), 0.0) * 256) / 256)
    assert forward.window(slice(0, len(own)), low, width) == pytest.approx(expected)


def test_some_sentences_keep_their_matches_under_new_numbers() -> None:
    links = Links.of(((0, "a"), (1, "b")), ((0, "x"), (2, "x"), (2, "y")), {("a", "x"): 0.5, ("b", "y"): 1.0})
    forward, _ = postings([links], 2, 3)
    some = forward.only(np.array([1]), np.array([1, 2]))
    assert some.sentence.tolist() == [0]
    assert some.window(slice(0, 1), np.array([0]), 2).tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize("seed", range(5))
def test_coverage_by_matches_is_that_of_every_place(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, width, count = 6, 9, 40
    sentence = np.sort(rng.integers(0, n, count))
    weight = rng.uniform(0.5, 3, count).astype(np.float32)
    # Strengths that are often equal, so that ties are among them.
    found = (rng.integers(1, 4, (count, width)) / 4 * (rng.random((count, width)) < 0.3)).astype(np.float32)
    view = Windows(np.sort(rng.integers(0, 20, n)), width)
    prior = rng.uniform(0.1, 1, (n, width)).astype(np.float32)

    def find(tokens: slice, low: np.ndarray, width: int) -> Matches:
        row, at = np.nonzero(found[tokens])
        return Matches(row, at, found[tokens][row, at])

    for longest in (3, 7):
        dense = coverage(
            lambda rows, low, width: found[rows], sentence, weight, view, prior, longest, power=0.5, sharp=2.0
        )
        sparse = coverage_of_matches(find, sentence, weight, view, prior, longest, power=0.5)
        assert sparse.covered == pytest.approx(dense.covered, abs=1e-5)
        assert sparse.claimed == pytest.approx(dense.claimed, abs=1e-5)
    # By definition: the best match of each token inside the range, by its sentence's share of the weights.
    i = int(sentence[0])
    own = sentence == i
    total = np.bincount(sentence, weights=weight, minlength=n) ** 0.5
    best = (found[own, 2:5].max(axis=1) * weight[own]).sum() / weight[own].sum() * total[i] / total.mean()
    assert sparse.covered[i, 2, 2] == pytest.approx(best, abs=1e-5)
