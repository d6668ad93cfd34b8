"""Dictionaries kept on disk by first characters say what they say when they are loaded whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.language import words as words_module
from duizhao.corpora.language.by_character import ByCharacter, kept_by_character, read, written
from duizhao.corpora.language.lexicon import Lexicon, entries, lexicon
from duizhao.corpora.language.words import tokenizer

LINES = (
    "# a comment",
    "國際 国际 [guo2 ji4] /international/",
    "放棄 放弃 [fang4 qi4] /to give up/to abandon/",
    "放 放 [fang4] /to put/to release/",
    "放 放 [Fang4] /surname Fang/",
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))


@pytest.fixture(name="anew")
def _anew() -> Iterator[None]:
    """Dictionaries that this test loads itself, and leaves to none."""
    held = words_module.tokenizer, lexicon
    for each in held:
        each.cache_clear()
    yield
    for each in held:
        each.cache_clear()


_said = st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4), st.text(max_size=4))


@given(said=_said)
def test_each_word_says_what_it_said(said: dict[str, str]) -> None:
    found: ByCharacter[str] = read(written(said))
    assert {word: found.get(word) for word in said} == said
    assert found.get("no such word") is said.get("no such word")


def test_what_was_kept_is_found_again() -> None:
    said = {"": 7, "国": 0, "国际": 2, '"': 3, "𠮷野": 4}
    made, again = kept_by_character("one", lambda: said), kept_by_character("one", dict[str, int])
    for found in (made, again):
        assert found is not None
        assert {word: found.get(word) for word in said} == said


@pytest.mark.parametrize("damage", [lambda data: data[:-2], lambda data: data.replace(b"2", b"3"), lambda data: b""])
def test_a_damaged_file_is_made_anew(damage, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    kept_by_character("one", lambda: {"国": 1, "国际": 2})
    (file,) = (tmp_path / "cache" / "words").iterdir()
    file.write_bytes(damage(file.read_bytes()))
    found = kept_by_character("one", lambda: {"国": 1, "国际": 2})
    assert found is not None
    assert (found.get("国"), found.get("国际"), found.get("国家")) == (1, 2, None)


def test_without_a_cache_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    assert kept_by_character("one", lambda: {"国": 1}) is None


def test_a_lexicon_that_is_kept_says_what_the_whole_says() -> None:
    whole = Lexicon(iter(LINES))
    kept = kept_by_character("lines", lambda: entries(LINES))
    assert kept is not None
    partly = Lexicon(LINES, kept)
    for word in ("国际", "國際", "國际", "放", "放弃", "放棄", "弃", "", "a"):
        assert (word in partly) == (word in whole)
        assert partly.get(word) == whole.get(word)
        assert list(partly.glosses(word)) == list(whole.glosses(word))
    assert partly.readings("放") == {"fang"}
    assert list(partly) == list(whole) == ["国际", "國際", "放弃", "放棄", "放"]
    assert list(partly.all_glosses()) == list(whole.all_glosses())


def test_words_that_nothing_is_said_of_have_no_entry() -> None:
    with pytest.raises(KeyError, match="弃"):
        Lexicon(LINES, ByCharacter({}))["弃"]


@pytest.mark.slow
@pytest.mark.usefixtures("anew")
def test_the_installed_dictionaries_are_those_that_are_kept() -> None:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    ours = tokenizer()
    assert isinstance(ours.FREQ, ByCharacter)
    assert ours.total == jieba.dt.total
    for word, count in islice(jieba.dt.FREQ.items(), 0, None, 97):
        assert ours.FREQ.get(word) == count
    whole = lexicon()
    for word, said in islice(whole._lines.items(), 0, None, 97):
        assert whole._says(word) == said


@pytest.mark.slow
@pytest.mark.usefixtures("anew")
def test_without_a_cache_folder_the_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "国际劳工组织理事会通过了体面劳动议程"
    kept = tokenizer().lcut(text)
    tokenizer.cache_clear()
    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    assert not isinstance(tokenizer().FREQ, ByCharacter)
    assert tokenizer().lcut(text) == kept
