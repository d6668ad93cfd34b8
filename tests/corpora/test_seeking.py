"""Patterns of many words, and texts that hold none of them."""

from __future__ import annotations

import copy
import pickle
import random
import re
from collections.abc import Iterable

import pytest

from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.numerals import chinese, clock, english, implied, otherwise, quantities, turns
from duizhao.corpora.numerals.english import counts
from duizhao.corpora.numerals.seeking import any_case, found, one_of, small, small_words


@pytest.mark.parametrize("seed", range(5))
def test_one_of_matches_what_the_alternative_of_all_words_does(seed: int) -> None:
    rng = random.Random(seed)
    words = {"".join(rng.choices("ab-", k=rng.randint(1, 4))) for _ in range(12)}
    plain = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    for _ in range(100):
        text = "".join(rng.choices("ab- ", k=30))
        for end in ("", r"\b", r"(?= |$)", "b"):
            expected = [match.span() for match in re.finditer(rf"(?:{plain}){end}", text)]
            assert [match.span() for match in re.finditer(rf"{one_of(words)}{end}", text)] == expected


def test_any_case_takes_capitals_and_no_other_letters() -> None:
    pattern = re.compile(rf"\b{any_case(['six', 'sixth', 'kilo'])}\b")
    assert pattern.findall("SIX six Sixth ſix \u212ailo sixty") == ["SIX", "six", "Sixth"]


def test_small_words_are_those_that_patterns_take_in_any_case() -> None:
    text = "DON’T paſs 5\u212aM, at least Über-6ıNCHes"
    assert small_words(text) == ("don", "t", "pass", "km", "at", "least", "ber", "inches")
    assert re.search("(?i)pass 5km", text)
    assert "pass" in small(text)


_PIECES_EN = (
    "No. 5|paragraphs 3–5|Art. 7|§ 12|GB.346/INS/4|A/RES/70/1|G20|COVID-19|24/7|12/03/2024|2024-05-06|9:30 p.m.|3.1.2|"
    "7 March|7–11 May 2020|October 7, 2022|June–July 2021|in May|March 2020|9.30 to 11 a.m.|3 p.m.|16th Session|1990s|"
    "10–15 million|5 per cent|$5m|2.5bn|1½|two and a half|half a million|one in five|a third of|an eighth of|half|"
    "twice|twenty-first|three hundred and five|a thousand|seven|Chapter IV|Part II|https://a.b/5|www.c.d/6|and|may|no|art|x"
)
_PIECES_ZH = (
    "第三十条|第 3 段|附件二|首次|百分之五|千分之零点五|三分之一|一半|半数|2022 年 10 月 7 日至 11 日|三月|下午3点|"
    "十点半|3 时 30 分|7 日至 9 日|20 世纪 90 年代|上世纪五六十年代|本世纪|90年代|2024-2025|2020年|二〇二二年|七三三年|"
    "10 至 15 万|3.5‰|5千克|2亿3000万|一百二十个|两亿|七点五级|二百多万|数十万|3.1.2|12/03/2024|9:30|"
    "GB.346/INS/4|G20|24/7|双十一|十一长假|和|点|时|，|。| |一些|三方"
)


@pytest.mark.parametrize("seed", range(3))
def test_rules_are_tried_wherever_they_can_begin(seed: int) -> None:
    """The rules of numbers are asked for what they begin with; all of them together, asked everywhere, find no more."""
    rng = random.Random(seed)
    for _ in range(150):
        text = " ".join(rng.choices(_PIECES_EN.split("|"), k=4))
        assert _told(english._matches(text)) == _told(english._WITH_ADDRESS.finditer(text)), text
        text = "".join(rng.choices(_PIECES_ZH.split("|"), k=4))
        assert _told(chinese._matches(text)) == _told(chinese._WITH_ADDRESS.finditer(text)), text


def _told(matches: Iterable[re.Match[str]]) -> list[tuple[str | None, tuple[int, int]]]:
    return [(match.lastgroup, match.span()) for match in matches]


def test_found_looks_for_pieces_first() -> None:
    pattern = re.compile(r"\d+ days")
    assert [match[0] for match in found(pattern, "3 days, 4 DAYS", "day")] == ["3 days"]
    assert not list(found(pattern, "3 days", "week"))
    assert [match[0] for match in found(re.compile("(?i:noon)"), "NOON", "noon", seen="noon")] == ["NOON"]


def test_a_word_with_a_long_s_is_no_number_and_stops_nothing() -> None:
    assert quantities("the firſt and the ſixth day", "en") == ()
    assert all(said.values for said in otherwise("the firſt of ſix dozen", "en"))


@pytest.mark.parametrize("module", [implied, clock, turns])
def test_what_no_piece_announces_is_not_there(module: object) -> None:
    """The pieces that are looked for first are in whatever the patterns match: texts full of all sorts of numbers are
    read alike with the pieces and without."""
    rng = random.Random(14)
    pieces = (
        "two decades|half past six|a quarter to nine|5p|½|2 ¾|FY2024|COP28|3/4|12/03/2024|20 per cent|5 Gt|7 MW|Noon|"
        "18 months|a dozen|one in five|5 per thousand|twofold|Article XII|last March|a full year|1900 hrs|7.45|2:05.33|"
        "half an hour|the fourth lunar month|two decimal places|five grand|’98|50 basis points|5 ppm|under-16s|250k|"
        "两成|一年半|全天候|七五折|每千人5人|5千克|21世纪初|差一刻九点|10点至18点|三刻钟|9秒58|花甲|两元五角|八十有二|小数点后两位|8角|"
        "一成半|百万分之五|532（518-545）亿吨"
    ).split("|")
    texts = [" ".join(rng.sample(pieces, 4)) for _ in range(60)] + pieces
    looked = {tag: [otherwise(text, tag) for text in texts] for tag in ("en", "zh")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "found", lambda pattern, text, *_, seen="": pattern.finditer(text))
        if hasattr(module, "counts"):
            patch.setattr(module, "counts", lambda text: True)
        assert looked == {tag: [otherwise(text, tag) for text in texts] for tag in ("en", "zh")}


def test_what_counts_begins_with_a_figure_or_a_small_number() -> None:
    assert all(map(counts, ("Ten of us", "half a day", "5", "sixtieth", "seventeenth")))
    assert not any(map(counts, ("none", "often", "weight", "a half")))


def test_pairs_and_places_go_to_another_process_and_back() -> None:
    at = Locator("en.md", "p1", (3,), Kind.PARAGRAPH, (1, 2), "en/en.md", 7)
    pair = Pair("One.", "一。", at, Locator("zh.md"), 0.5)
    assert pickle.loads(pickle.dumps(pair)) == pair == copy.deepcopy(pair)
