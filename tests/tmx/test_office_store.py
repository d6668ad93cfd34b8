"""A store that many look things up in and change at once: the shared index, and the index of pairs."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import content
from duizhao.tmx.store import shared_index
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.shared_index import SharedIndex
from duizhao.tmx.store.store import Store
from duizhao.tmx.store.tokens import indexed

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


def test_the_index_is_kept_in_a_file_that_others_map(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(shared_index, "_LARGE", 200)
    asked = "report work office body social floor"
    first = SharedIndex(place)
    with OfficeStore(place, first, create=True) as store:
        list(store.add(made(1, 300, "a")))
        before = store.lookup(asked, "en", minimum=30)
        first.tidied()
        files = {path.name: path for path in (tmp_path / "cache").rglob("*.pairs")}
        assert set(files) == {"en.pairs"}
        assert store.lookup(asked, "en", minimum=30) == before
        # What comes later is not in the file, and what is gone is left out when it is made anew.
        list(store.add(made(2, 120, "b")))
        store.remove("a")
        with OfficeStore(place, second := SharedIndex(place)) as reader:
            found = reader.lookup(asked, "en", minimum=30)
            assert found == store.lookup(asked, "en", minimum=30)
            assert {match.document for match in found} == {"b"}
            second.tidied()
            assert reader.lookup(asked, "en", minimum=30) == found
            assert second.warm(reader.database, "en") == 120
    whole = files["en.pairs"].read_bytes()
    for damage in (b"", b"duizhao pairs 0\n", whole[:-9], whole + b"0", b"x" * 5000):
        files["en.pairs"].unlink()  # it is mapped still
        files["en.pairs"].write_bytes(damage)
        with OfficeStore(place, third := SharedIndex(place)) as reader:
            assert reader.lookup(asked, "en", minimum=30) == found
            third.tidied()


def test_a_file_of_another_state_of_the_memory_is_not_used(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(shared_index, "_LARGE", 50)
    index = SharedIndex(place)
    with OfficeStore(place, index, create=True) as store:
        list(store.add(made(1, 80, "a")))
        store.warm()
        index.tidied()
        # As if a copy of an earlier day had been brought back, and other units added since.
        for id_, text in enumerate(made(9, 80, "a"), 1):
            english = text.variants[0].text
            key_, terms_, packed = indexed(english, "en")
            store.database.run(
                "UPDATE variant SET body = ?, key = ?, terms = ?, tokens = ? WHERE unit = ? AND language = 'en'",
                (english, key_, terms_, packed, id_),
            )
        wanted = made(9, 80, "a")[40].variants[0].text
    with OfficeStore(place, SharedIndex(place)) as store:
        assert store.lookup(wanted, "en")[0].score == 100


def test_several_threads_ask_while_one_adds(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_index, "_PATIENCE", 60.0)  # on a busy machine somebody else may read for long
    index = SharedIndex(place)
    with OfficeStore(place, index, create=True) as store:
        list(store.add(made(1, 100, "a")))
    texts = [entry.variants for entry in made(1, 100, "a")]
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        with OfficeStore(place, index) as reader:
            while not done.is_set():
                for english, chinese in texts[::7]:
                    if reader.lookup(english.text, "en")[0].score != 100:
                        wrong.append(english.text)
                    if not reader.search(chinese.text[:2])[0]:
                        wrong.append(chinese.text)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    with OfficeStore(place, index) as store:
        for step in range(6):
            list(store.add(made(step + 2, 60, f"d{step}")))
            new = made(step + 2, 60, f"d{step}")[30].variants
            assert store.lookup(new[0].text, "en")[0].score == 100
            assert any(line.source == new[1].text for line in store.search(new[1].text[:3], limit=200)[0])
    done.set()
    for asker in askers:
        asker.join()
    assert wrong == []


def test_nobody_waits_until_many_new_texts_are_read(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_index, "_MANY", 50)
    index = SharedIndex(place)
    with OfficeStore(place, index, create=True) as store, OfficeStore(place) as other:
        list(store.add(made(1, 60, "a")))
        store.warm()
        known = made(1, 60, "a")[30].variants[0].text
        new = Variant("en", content("something quite different was imported here")), Variant("zh", content("别的"))
        with index._of("en").lock:  # as if it took long
            list(other.add([*made(2, 60, "b"), Entry(new, extras=(Prop("x-document", "b"),))]))
            assert store.lookup(known, "en")[0].score == 100
            # The same text is found by the database.
            assert [match.target for match in store.lookup(new[0].text, "en")] == ["别的"]
            assert store.lookup(f"{new[0].text} today", "en") == []
        index.tidied()
        assert [match.target for match in store.lookup(f"{new[0].text} today", "en")] == ["别的"]
        list(other.add(made(3, 60, "c")))
        assert index.warm(store.database, "en") == 181
