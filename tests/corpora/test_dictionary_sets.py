"""Sets worked out of the whole dictionary: made once, found again on disk, never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.language import dictionary_sets
from duizhao.corpora.language.dictionary_sets import of_dictionary
from duizhao.corpora.language.lexicon import has_english_word, is_common_word

made: list[str] = []


def words() -> frozenset[str]:
    made.append("words")
    return frozenset(("上海", "Shanghai"))


def none() -> frozenset[str]:
    made.append("none")
    return frozenset()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.clear()
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("make", [words, none])
def test_what_one_process_made_the_next_one_finds(make: dictionary_sets.Make) -> None:
    first, again = of_dictionary(make), of_dictionary(make)  # each keeps what it found, as a process does
    assert first() == first() == again() == make()
    assert len(made) == 2, "made by the first, and here"


def test_without_a_cache_folder_it_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    assert of_dictionary(words)() == of_dictionary(words)() == {"上海", "Shanghai"}
    assert made == ["words", "words"]
    assert not (tmp_path / "cache").exists()


def test_another_dictionary_has_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    of_dictionary(words)()
    monkeypatch.setattr(dictionary_sets, "_dictionary_and_code", lambda: "another")
    of_dictionary(words)()
    assert made == ["words", "words"]


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    of_dictionary(words)()
    (file,) = (tmp_path / "cache" / "dictionary").iterdir()
    file.write_text(file.read_text(encoding="utf-8").replace("Shanghai", "Shanghei"), encoding="utf-8")
    assert of_dictionary(words)() == {"上海", "Shanghai"}
    assert made == ["words", "words"]


def test_words_of_the_glosses() -> None:
    assert is_common_word("river")
    assert is_common_word("River")
    assert not is_common_word("Shanghai")
    assert not is_common_word("")
    assert has_english_word("Shanghai")
    assert has_english_word("rivers")
    assert not has_english_word("qwrtzp")
