"""Words that only stand together are no pair where the dictionary gives both to others, nor are words of programs."""

from __future__ import annotations

from duizhao.corpora.model import Pair
from duizhao.terminology.extraction.extract import extract

LOADED = [(f"The limit of pump {n} is loaded.", f"加载{n}号水泵的上限。") for n in range(2, 9)]
SET = [(f"Set pump_rate of basin {n} in lock.conf.", f"在lock.conf中设置{n}号水池的pump_rate。") for n in range(2, 9)]
POURED = [(f"The pump of basin {n} was repaired.", f"{n}号水池的水泵修好了。") for n in range(2, 9)]
# The same word in a name of a program and by itself; a name with a point in it.
RATE = [
    ("The rate of pump 2 is kept in pump_rate.", "2号水泵的费率保存在pump_rate中。"),
    ("The rate was raised in spring.", "春天提高了费率。"),
    ("Nobody pays a lower rate here.", "这里没有人付更低的费率。"),
    ("The mill pays half the rate.", "磨坊付一半费率。"),
    ("A new rate begins in May.", "新费率五月开始。"),
]
MALO = [
    ("The road to St.Malo is closed.", "通往圣马洛的路封了。"),
    ("We walked from St.Malo to the sea.", "我们从圣马洛走到海边。"),
    ("The bread of St.Malo is dear.", "圣马洛的面包很贵。"),
    ("Nobody sleeps in St.Malo tonight.", "今晚圣马洛没有人睡觉。"),
    ("Two bridges of St.Malo were painted.", "圣马洛的两座桥刷了漆。"),
]


def found(*texts: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that are extracted."""
    pairs = [Pair(source, target) for some in texts for source, target in some]
    return {(link.source, link.target) for concept in extract(pairs).concepts for link in concept.links}


def test_neither_side_has_another_partner_wherever_they_meet() -> None:
    terms = found(LOADED, POURED)
    assert ("pump", "水泵") in terms
    assert not {pair for pair in terms if pair[1] in ("加载", "设置") or pair[0] in ("load", "loaded")}
    assert not {pair for pair in terms if "limit" in pair[0] and "上限" not in pair[1]}


def test_pieces_of_program_words_are_no_terms() -> None:
    terms = found(SET, POURED)
    assert ("basin", "水池") in terms
    assert not {pair for pair in terms if pair[0] in ("rate", "lock", "conf", "pump_rate") or pair[1] == "设置"}


def test_a_word_that_stands_by_itself_too_and_a_name_with_a_point_are_terms() -> None:
    assert ("rate", "费率") in found(RATE)
    assert ("St.Malo", "圣马洛") in found(MALO)


def test_a_word_without_its_negation_is_no_partner_of_the_negated_one() -> None:
    wanted = [
        (f"Often the keepers of mill {n} don't want to talk.", f"{n}号磨坊的看守常常不想说话。") for n in range(2, 9)
    ]
    more = [(f"Often the owners of barn {n} don't want to pay.", f"{n}号谷仓的主人常常不想付钱。") for n in range(2, 9)]
    terms = found(wanted, more)
    assert {("owners", "主人"), ("barn", "谷仓")} <= terms
    assert not {pair for pair in terms if pair[1].startswith("不")}
