"""Which documents belong together: tables of small piles, each with what should be found."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest

from duizhao.alignment.pairing import Pairing, Profile, Settings, pair_up, profile
from duizhao.alignment.pairing.index import BUDGET, Index, likeness, order, vectors
from duizhao.alignment.pairing.matching import assign, with_leads
from duizhao.alignment.pairing.pairs import base_symbol
from duizhao.alignment.pairing.profiles import DATE, NAME, OWN, SYMBOL, WORD, key_text
from duizhao.corpora.model import Document, Kind, Origin, Unit

HARBOUR = (
    "The harbour committee met on 14 March 2031 and approved 412 berths for fishing boats.",
    "The lighthouse at Kestrel Point needs a new lamp; the engineer Chen Qingyang estimates 86,400 dollars.",
    "Boats that carry salt pay a fee of 37 dollars in winter.",
)
HAFEN = (
    "港口委员会于2031年3月14日举行会议，批准了412个渔船泊位。",
    "Kestrel Point灯塔需要一盏新灯；工程师陈清扬估计需86,400美元。",
    "运盐的船只在冬季缴纳37美元费用。",
)
SCHOOL = (
    "Village schools taught 2,317 children in 2029, of whom 951 came by bus.",
    "Teachers asked for books about history and music.",
    "The library of Dunmore lends 64 violins a year.",
)
XUEXIAO = (
    "2029年，乡村学校教育了2,317名儿童，其中951名乘公共汽车上学。",
    "教师要求提供历史和音乐方面的书籍。",
    "Dunmore图书馆每年出借64把小提琴。",
)


def made(name: str, texts: Sequence[str], language: str = "en") -> Profile:
    units = tuple(Unit(f"u{n}", Kind.PARAGRAPH, None, "", text) for n, text in enumerate(texts))
    return profile(Document(name, language, units, Origin(name, "text")), name)


def told(found: Pairing) -> dict[str, str]:
    return {pair.source: pair.target for pair in found.pairs}


def test_content_pairs_whatever_the_names() -> None:
    found = pair_up([made("b", HARBOUR), made("a", SCHOOL)], [made("b", XUEXIAO, "zh"), made("a", HAFEN, "zh-CN")])
    assert told(found) == {"b": "a", "a": "b"}
    assert all(pair.confidence > 0.9 for pair in found.pairs)


def test_strangers_stay_apart_and_name_the_nearest() -> None:
    found = pair_up([made("harbour", HARBOUR)], [made("school", XUEXIAO, "zh")])
    assert not found.pairs
    assert [left.name for left in found.unpaired] == ["harbour", "school"]
    assert all(left.confidence < 0.5 for left in found.unpaired)


@pytest.mark.parametrize("sides", [([], []), ([HARBOUR], []), ([], [HAFEN])])
def test_a_side_may_be_empty(sides: tuple[list[Sequence[str]], list[Sequence[str]]]) -> None:
    found = pair_up([made("s", t) for t in sides[0]], [made("t", t, "zh") for t in sides[1]])
    assert not found.pairs
    assert len(found.unpaired) == len(sides[0]) + len(sides[1])


def test_near_twins_are_told_apart_by_what_differs() -> None:
    twins = [[text.replace("412", new).replace("37", other) for text in HARBOUR] for new, other in (("418", "39"),)]
    zwillinge = [[text.replace("412", "418").replace("37", "39") for text in HAFEN]]
    for targets in permutations((made("zh1", HAFEN, "zh"), made("zh2", zwillinge[0], "zh"))):
        found = pair_up([made("en1", HARBOUR), made("en2", twins[0])], targets)
        assert told(found) == {"en1": "zh1", "en2": "zh2"}


def test_the_same_text_twice_is_a_duplicate_and_paired_once() -> None:
    found = pair_up([made("y", HARBOUR), made("x", HARBOUR)], [made("z", HAFEN, "zh"), made("z2", HAFEN, "zh")])
    assert told(found) == {"x": "z"}
    assert [(one.name, one.kind, one.of) for one in found.related] == [
        ("y", "duplicate", "x"),
        ("z2", "duplicate", "z"),
    ]


def test_a_part_is_told_as_such() -> None:
    whole = made("whole", [*HARBOUR, *SCHOOL])
    found = pair_up([whole], [made("all", [*HAFEN, *XUEXIAO], "zh"), made("some", HAFEN[:2], "zh")])
    assert told(found) == {"whole": "all"}
    assert ("some", "part", "whole") in [(one.name, one.kind, one.of) for one in found.related]


def test_versions_share_their_symbol() -> None:
    first, second = (made(name, [f"{symbol}", *HARBOUR[n:]]) for n, (name, symbol) in enumerate(
        (("a", "GB.346/PFA/1"), ("b", "GB.346/PFA/1"))
    ))  # fmt: skip
    found = pair_up([first, second], [made("z", ["GB.346/PFA/1", *HAFEN], "zh")])
    assert told(found) == {"a": "z"}
    assert ("b", "version", "a") in [(one.name, one.kind, one.of) for one in found.related]


@pytest.mark.parametrize(
    ("symbol", "base"),
    [("GB.346/PFA/1", "GB.346/PFA/1"), ("A/76/L.3/Rev.1", "A/76/L.3"), ("A/C.3/75(Corr.2)", "A/C.3/75"), ("", "")],
)
def test_symbols_of_versions(symbol: str, base: str) -> None:
    assert base_symbol(symbol) == base


def test_a_profile_holds_what_both_languages_say() -> None:
    en, zh = made("e", ["GB.346/PFA/1", *HARBOUR]), made("z", ["GB.346/PFA/1", *HAFEN], "zh")
    common = set(np.intersect1d(en.keys, zh.keys).tolist())
    for kind, text in ((SYMBOL, "GB.346/PFA/1"), (OWN, "GB.346/PFA/1"), (WORD, "kestrel"), (NAME, "qingyang")):
        assert key_text(kind, text) in common, text
    assert key_text(DATE, "(2031, 3, 14)") in common
    assert (np.diff(en.keys) > 0).all()


def test_least_confidence_is_kept_to() -> None:
    pile = [made("e", HARBOUR)], [made("z", HAFEN, "zh")]
    (pair,) = pair_up(*pile).pairs
    assert not pair_up(*pile, settings=Settings(least=pair.confidence + 1e-6)).pairs


def test_exchanges_find_the_greater_sum() -> None:
    # Taking the best first would give 0.9 + 0.1.
    links = {(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.85, (1, 1): 0.1}
    found = with_leads(links, assign(links))
    assert [(m.source, m.target) for m in found] == [(0, 1), (1, 0)]
    assert found[0].lead == pytest.approx(0.65)


def test_a_lead_over_one_who_has_nobody() -> None:
    links = {(0, 0): 0.9, (1, 0): 0.7}
    (match,) = with_leads(links, assign(links))
    assert (match.source, match.lead) == (0, pytest.approx(0.2))


def test_no_exchange_betters_an_assignment() -> None:
    rng = random.Random(3)
    for _ in range(50):
        links = {(s, t): rng.random() for s in range(5) for t in range(5) if rng.random() < 0.6}
        partner = assign(links)
        assert len(set(partner.values())) == len(partner)
        assert all(m.lead >= -1e-9 for m in with_leads(links, partner))


def test_a_document_looks_at_no_more_than_its_budget() -> None:
    # Every document has the same word; the rarest is still found.
    sides = [made(f"s{n}", [f"salt and lamp number {n + 1000}"]) for n in range(50)]
    first, second = vectors(sides, sides)
    index = Index.of(second)
    assert all(index.candidates(first.row(r))[0] == r for r in range(50))
    assert BUDGET >= 50
    assert likeness(first.row(3), second.row(3)) == pytest.approx(1.2, abs=1e-5)


def test_what_both_say_counts_more_where_both_say_it() -> None:
    words = ["salt", "lamp", "harbour", "violin", "engineer", "winter", "berth", "music"]
    there, back = made("a", words), made("b", words[::-1])
    first, second = vectors([there], [there, back])
    same, turned = second.row(0), second.row(1)
    assert order(first.row(0), same) == pytest.approx(1)
    assert order(first.row(0), turned) == pytest.approx(-1, abs=0.1)
    assert likeness(first.row(0), turned) < 0.5 < likeness(first.row(0), same)
    assert likeness(turned, first.row(0)) == pytest.approx(likeness(first.row(0), turned))
    assert order(first.row(0), vectors([there], [made("c", ["other"])])[1].row(0)) == 0


FILLING = [
    ("The old keeper of the {} walked slowly along the wall.", "{}的老看守人沿着墙慢慢走。", word)
    for word in (
        ("harbour", "港口"), ("library", "图书馆"), ("school", "学校"), ("church", "教堂"), ("hospital", "医院"),
        ("museum", "博物馆"), ("garden", "花园"), ("bridge", "桥梁"), ("station", "车站"), ("market", "市场"),
        ("factory", "工厂"), ("prison", "监狱"), ("theatre", "剧院"), ("palace", "宫殿"), ("temple", "寺庙"),
        ("university", "大学"), ("hotel", "酒店"), ("airport", "机场"), ("bank", "银行"), ("embassy", "大使馆"),
    )
]  # fmt: skip


def filled(without: range = range(0), number: int = 7) -> tuple[list[str], list[str]]:
    """A text of twenty sentences in both languages, some of them left out, with a number."""
    kept = [row for n, row in enumerate(FILLING) if n not in without]
    english, chinese = [en.format(word[0]) for en, _, word in kept], [zh.format(word[1]) for _, zh, word in kept]
    return [*english, f"It has {number} doors."], [*chinese, f"它有{number}扇门。"]


@pytest.mark.parametrize("gone", [range(3, 6), range(12, 16)])
def test_of_near_twins_each_goes_with_its_own(gone: range) -> None:
    whole, less = filled(), filled(gone)
    english, chinese = (
        [made("e", whole[0]), made("e-less", less[0])],
        [made("z", whole[1], "zh"), made("z-less", less[1], "zh")],
    )
    for targets in permutations(chinese):
        found = pair_up(english, targets)
        assert told(found) == {"e": "z", "e-less": "z-less"}
        assert all(pair.confidence > 0.7 for pair in found.pairs)


@pytest.mark.parametrize("number", [0, 1])
def test_a_twin_without_a_translation_does_not_take_anothers(number: int) -> None:
    versions = filled(range(3, 6), 412), filled(range(9, 12), 86)
    found = pair_up([made(f"e{n}", one[0]) for n, one in enumerate(versions)], [made("z", versions[number][1], "zh")])
    assert told(found) == {f"e{number}": "z"}
    assert [left.name for left in found.unpaired] == [f"e{1 - number}"]


class _Twelve:
    """An encoder that knows two matters."""

    name, dimension = "fake", 2

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        salt = [("salt" in text or "盐" in text) for text in texts]
        return np.array([(1.0, 0.1) if s else (0.1, 1.0) for s in salt], dtype=np.float32)


def test_an_encoder_pairs_what_nothing_else_does() -> None:
    english = "The old woman went slowly down to the sea and thought of salt once more."
    chinese = "老妇人缓缓地往海边走去，又一次想起了那些盐，久久地不说话。"
    other = "她在窗前静静地等候，风吹过院子里的树木，叶子落了一地。"
    some = "Rain beat against the window while her cousin counted the spoons again."
    strict = Settings(least=0.999)
    found = pair_up(
        [made("e", [english]), made("f", [some])],
        [made("y", [other], "zh"), made("z", [chinese], "zh")],
        settings=strict,
        encoder=_Twelve(),
    )
    assert {(p.source, p.target, p.by) for p in found.pairs} == {("e", "z", "encoder"), ("f", "y", "encoder")}
