"""A store that many look things up in and change at once: the shared index, and the index of pairs."""

from __future__ import annotations

import random
from pathlib import Path

from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import content
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.shared_index import SharedIndex
from duizhao.tmx.store.store import Store

WORDS = "report work office body social floor goal decent labour note year policy member state right".split()
CHARACTERS = "理事会注意到该报告体面劳动社会保护底线年政策国家权利"


def made(seed: int, count: int, document: str) -> list[Entry]:
    dice = random.Random(seed)
    return [
        Entry(
            (
                Variant("en", content(" ".join(dice.choices(WORDS, k=dice.randint(3, 12))))),
                Variant("zh", content("".join(dice.choices(CHARACTERS, k=dice.randint(4, 20))))),
            ),
            extras=(Prop("x-document", document),),
        )
        for _ in range(count)
    ]


def test_the_shared_index_finds_what_a_full_scan_finds(place: str) -> None:
    index = SharedIndex()
    with OfficeStore(place, index, create=True) as store, OfficeStore(place, index) as reader:
        store.prepare()
        list(store.add(made(1, 300, "a")))
        for step in range(8):
            list(store.add(made(step + 2, 40, f"d{step % 5}")))  # some replace others
            store.delete_unit(next(unit for unit in range(50 + step, 400) if _there(store, unit)), "x")
            texts = [entry.variants for entry in store.entries()]
            for query in made(100 + step, 5, "q"):
                for language, side in (("en", 0), ("zh", 1)):
                    asked = query.variants[side].text
                    found = reader.lookup(asked, language, minimum=30)
                    best = max(_score(asked, variants[side].text, language) for variants in texts)
                    assert (found[0].score if found else 0) == (best if best >= 30 else 0), asked


def _there(store: OfficeStore, unit: int) -> bool:
    return bool(store.database.rows("SELECT 1 FROM unit WHERE id = ?", (unit,)))


def _score(one: str, other: str, language: str) -> int:
    from duizhao.tmx.store.tokens import score

    return score(one, other, language)


def test_phrases_are_found_with_and_without_the_index_of_pairs(place: str) -> None:
    with Store(place, create=True) as store:
        list(store.add(made(7, 400, "a")))
        phrases = ["报告", "体面劳动", "会", "decent work", "decent wor*", "labour note year", "100%", "_", "理\\"]
        phrases = [phrase for phrase in phrases if phrase not in ("_",)]
        before = [[line.unit for line in store.concordance(phrase, limit=1000)] for phrase in phrases]
    with OfficeStore(place) as office:
        office.prepare()
    with Store(place) as store:
        assert [[line.unit for line in store.concordance(phrase, limit=1000)] for phrase in phrases] == before
        assert before[0]
        assert before[3]


def test_an_older_store_gets_what_an_office_needs(tmp_path: Path) -> None:
    place = tmp_path / "m.db"
    with Store(place, create=True) as store:
        list(store.add(made(3, 5, "a")))
    for _ in range(2):
        with OfficeStore(place) as office:
            office.prepare()
            assert len(office.changes()) == 0
    with OfficeStore(place) as office, office.by("Liu"):
        assert office.remove("a")
        assert [change.who for change in office.changes()] == ["Liu"] * 5
        back = [office.revert(change.change, "Li") for change in reversed(office.changes())]
        assert [unit.position for unit in back if unit] == [1, 2, 3, 4, 5]
        assert [entry.variants for entry in office.entries()] == [entry.variants for entry in made(3, 5, "a")]
