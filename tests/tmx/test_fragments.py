"""Runs of words that were translated within other sentences: found, placed, with the part of the translation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from duizhao.tmx.model import Entry, Prop, Variant
from duizhao.tmx.store.fragments import CHARACTERS, WORDS, HeldRun, part, runs, spans
from duizhao.tmx.store.leverage import FRAGMENTS, NEW, leverage
from duizhao.tmx.store.store import Store
from duizhao.tmx.store.tokens import terms

_PART = "the wardens close the narrow bridge to all carts and horses"


def unit(source: str, target: str, document: str = "a.md", number: str = "1", date: str = "") -> Entry:
    extras = (Prop("x-document", document), Prop("x-paragraph", number))
    return Entry((Variant("en", (source,)), Variant("zh-CN", (target,))), {"changedate": date}, extras)


BRIDGE = (
    "When the water rises, the wardens close the narrow bridge to all carts and horses, as the law of 1,204 says.",
    "水位上涨时，守桥人对一切车马关闭窄桥，此为1,204年法律所定。",
)
UNITS = [
    unit(*BRIDGE, number="7"),
    unit("A lamp stands at the head of every stair.", "每道阶梯的顶端都有一盏灯。"),
]


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with Store(place, create=True) as made:
        list(made.add(UNITS))
        yield made


def test_a_run_within_a_longer_sentence_with_its_clause(store: Store) -> None:
    text = "Since May the wardens close the narrow bridge to all carts and horses at dusk."
    [found] = store.fragments(text, "en")
    assert found.text == _PART == text[found.start : found.end]
    assert found.translation == "守桥人对一切车马关闭窄桥"
    assert (found.source, found.target, found.document, found.number) == (*BRIDGE, "a.md", "7")
    [back] = store.fragments("自五月起，守桥人对一切车马关闭窄桥。", "zh-CN")
    assert (back.text, back.translation) == (
        "守桥人对一切车马关闭窄桥",
        "the wardens close the narrow bridge to all carts and horses",
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The narrow bridge to us.", "en"),  # a word too few
        ("关闭窄桥之时。", "zh-CN"),
        (BRIDGE[0], "en"),  # the sentence itself
        (BRIDGE[0].upper(), "en"),
        ("Nothing of this was ever written in the book.", "en"),
        ("", "en"),
        ("…!", "en"),
    ],
)
def test_what_is_no_fragment(store: Store, text: str, language: str) -> None:
    assert store.fragments(text, language) == []


def test_a_sentence_that_a_longer_one_holds_whole(store: Store) -> None:
    [found] = store.fragments("The wardens close the narrow bridge to all carts!", "en")
    assert (found.text, found.start) == ("The wardens close the narrow bridge to all carts", 0)


def test_the_newest_of_several_units(store: Store) -> None:
    list(
        store.add(
            [unit("At dusk the wardens close the narrow bridge too.", "黄昏时守桥人也关闭窄桥。", "b", "2", "2031")]
        )
    )
    [found] = store.fragments("Later the wardens close the narrow bridge.", "en")
    assert (found.document, found.translation) == ("b", "黄昏时守桥人也关闭窄桥。")


def test_words_that_say_nothing_are_no_fragment(store: Store) -> None:
    list(store.add([unit("It is what it was to them and to us of old.", "对他们和我们而言，一如既往。", "c")]))
    assert store.fragments("They say it is what it was to them and to some.", "en") == []


def test_runs_are_the_longest_and_none_is_part_of_another() -> None:
    text = "a1 b1 c1 d1 e1 f1 g1 h1 i1 j1"
    for known in (["a1 b1 c1 d1 e1 f1", "d1 e1 f1 g1 h1 i1", "b1 c1 d1 e1 f1"], ["f1 g1 h1 i1 j1"], [text], []):
        found = list(runs(text, "en", lambda words, known=known: any(words in one for one in known)))  # type: ignore[misc]
        expected = [one for one in known if not any(one != other and one in other for other in known)]
        assert [run.terms for run in found] == expected
        assert [text[run.start : run.end] for run in found] == expected
    assert list(runs("一二三四五六七八", "zh", lambda words: True)) == [HeldRun(0, 8, "一 二 三 四 五 六 七 八")]
    assert WORDS < CHARACTERS


def test_places_of_terms_are_those_of_the_text() -> None:
    for text in ("The ILO’s 体面劳动!", "１２ Ｈours ﬁne", "co-operate 与don't", "2031年5月"):
        found = spans(text)
        assert " ".join(term for term, _, _ in found) == terms(text).strip()
        assert all(terms(text[start:end]).strip().split().count(term) for term, start, end in found)


def test_clauses_in_another_order_are_told_by_where_their_words_meet() -> None:
    memory = [
        ("The keeper paints the hive.", "看守漆蜂箱。"),
        ("The keeper sells the hive.", "看守卖蜂箱。"),
        ("A keeper guards a hive.", "看守护着蜂箱。"),
        ("The river floods the meadow.", "河水淹草地。"),
        ("A river crosses a meadow.", "河水穿过草地。"),
        ("This river feeds that meadow.", "河水滋养草地。"),
    ]

    def holding(words: str, translated: bool) -> list[tuple[str, str]]:
        sides = [(zh, en) for en, zh in memory] if translated else memory
        return [pair for pair in sides if f" {words} " in terms(pair[0])]

    source, target = (
        "The keeper moves his last hive before the river reaches the meadow.",
        "河水到达草地之前，看守搬走最后的蜂箱。",
    )
    assert part(source, target, "the keeper moves his last hive", holding) == "看守搬走最后的蜂箱"
    assert part(source, target, "before the river reaches the meadow", holding) == "河水到达草地之前"


def test_leverage_counts_fragments_in_a_row_of_their_own(store: Store) -> None:
    sentences = [
        ("Since May the wardens close the narrow bridge to all carts and horses.", "§1"),
        ("Nothing like it was seen.", "§2"),
        ("Since May the wardens close the narrow bridge to all carts and horses.", "§3"),
    ]
    found = leverage(store, sentences, "en")
    assert [s.band for s in found.sentences] == [FRAGMENTS, NEW, "repeated"]
    assert (found.words[FRAGMENTS], found.words[NEW], found.words["repeated"]) == (11, 7, 13)
    assert [f.text for f in found.sentences[0].fragments] == [
        "the wardens close the narrow bridge to all carts and horses"
    ]
    assert sum(found.words.values()) == found.rows()[-1][2] == 31
