"""Words that always stand together are no pair where the dictionary has other partners; words of programs are none."""

from __future__ import annotations

from duizhao.corpora.model import Pair
from duizhao.terminology.extraction.extract import extract

LOADED = [(f"The limit of pump {n} is loaded.", f"加载{n}号水泵的上限。") for n in range(2, 9)]
SET = [(f"Set pump_rate of basin {n} in lock.conf.", f"在lock.conf中设置{n}号水池的pump_rate。") for n in range(2, 9)]
POURED = [(f"The pump of basin {n} was repaired.", f"{n}号水池的水泵修好了。") for n in range(2, 9)]


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
