"""Which two languages of a memory are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import content
from duizhao.tmx.pair import pair_of
from duizhao.tmx.store.store import Store


def units(*rows: dict[str, str]) -> list[Entry]:
    made = ((Variant(tag, content(text)) for tag, text in row.items()) for row in rows)
    return [Entry(tuple(variants), {}, (Prop("x-document", "a.md"),)) for variants in made]


MIXED = units(
    {"zh-TW": "水車轉動。", "fr": "Le moulin tourne.", "en-US": "The mill turns."},
    {"en-GB": "The dam is new.", "zh-CN": "坝是新的。", "zh-TW": "壩是新的。"},
    {"en-GB": "Fish swim.", "zh-CN": "鱼在游。"},
)


@pytest.mark.parametrize(
    ("header", "source", "target", "found", "texts"),
    [
        ("en", "", "", ("en-GB", "zh-CN"), ["水車轉動。", "坝是新的。", "鱼在游。"]),
        ("*all*", "", "zh-TW", ("en-GB", "zh-TW"), ["水車轉動。", "壩是新的。"]),
        ("en-US", "", "zh-CN", ("en-US", "zh-CN"), ["坝是新的。", "鱼在游。"]),
        ("fr", "", "en", ("fr", "en-GB"), ["The mill turns."]),
        ("en", "zh", "", ("zh-CN", "en-GB"), ["The mill turns.", "The dam is new.", "Fish swim."]),
        ("en", "", "zh-HK", ("en-GB", "zh-TW"), ["水車轉動。", "壩是新的。"]),
        ("en", "", "en", ("zh-CN", "en-GB"), ["The mill turns.", "The dam is new.", "Fish swim."]),
        ("en", "", "ja", ("en-GB", "ja"), []),
    ],
)
def test_as_asked_for_as_the_header_says_and_by_what_is_there(
    header: str, source: str, target: str, found: tuple[str, str], texts: list[str]
) -> None:
    pair = pair_of(MIXED, header, source, target)
    assert (pair.source, pair.target) == found
    assert [both[1].text for entry in MIXED if (both := pair.between(entry))] == texts


def test_units_without_the_language_do_not_hide_those_with_it(tmp_path: Path) -> None:
    """A hundred units in other languages are more like the text than the one that has a translation."""
    crowd = [{"en": f"The north gate of lock {n} is shut.", "fr": f"La porte nord {n} est fermée."} for n in range(100)]
    with Store(tmp_path / "m.db", create=True) as store:
        fit = {
            "en": "The south gate of lock 5 is not shut.",
            "fr": "Elle n'est pas fermée.",
            "zh-CN": "5号闸南门没关。",
        }
        list(store.add(units(fit, *crowd)))
        lacking: set[int] = set()
        (match,) = store.lookup("The north gate of lock 5 is shut.", "en", minimum=70, limit=1, lacking=lacking)
        assert match.target == "5号闸南门没关。"
        assert len(lacking) == 100
        (line,) = store.concordance("gate of lock", "en", limit=3)
        assert line.target == "5号闸南门没关。"
        (part,) = store.fragments("He said that the south gate of lock 5 was open.", "en")
        assert (part.text, part.target) == ("the south gate of lock 5", "5号闸南门没关。")


def test_memories_of_one_language_or_of_none_of_ours_answer_as_they_did(tmp_path: Path) -> None:
    with Store(tmp_path / "m.db", create=True) as store:
        list(store.add(units({"en-US": "The color is gray.", "en-GB": "The colour is grey."})))
        assert store.lookup("The color is gray.", "en-US")[0].target == "The colour is grey."
    with Store(tmp_path / "n.db", create=True) as store:
        list(store.add(units({"fr": "Le port.", "ru": "Порт."}, {"ru": "Мол.", "fr": "Le môle.", "de": "Die Mole."})))
        assert [store.lookup(text, "fr")[0].target for text in ("Le port.", "Le môle.")] == ["Порт.", "Мол."]
