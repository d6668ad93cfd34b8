"""Terms of one language: what a new document says often and general language does not."""

from __future__ import annotations

import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import Concept, Glossary, Link, Term
from duizhao.terminology.extraction.monolingual import lone_terms
from duizhao.terminology.extraction.of_document import Sentence, terms_of_document, untranslated

ENGLISH = [
    "The sluice gate is opened by the lock keeper at low tide.",
    "A lock keeper greases the hinges of every sluice gate.",
    "The Tidal Mills Act names the lock keeper and the miller.",
    "Sluice gates were listed in the Tidal Mills Act.",
    "Don't open the bypass channel when the miller sleeps.",
    "The bypass channel is narrow, and the miller’s wife knows it.",
]
CHINESE = [
    "守闸人在低潮时打开水闸门。",
    "守闸人给每扇水闸门的铰链上油。",
    "《潮汐磨坊法》提到守闸人和磨坊主。",
    "水闸门列入了清单，磨坊主也看过。",
    "磨坊主睡觉时不要打开旁通水道。",
    "旁通水道很窄，磨坊主知道。",
]


def test_english_phrases_that_are_said_again() -> None:
    found = {t.text.lower(): t.count for t in lone_terms(ENGLISH, "en")}
    assert found["lock keeper"] == 3
    assert found["sluice gate"] == 3  # its plural too
    assert found["tidal mills act"] == 2
    assert found["bypass channel"] == 2
    assert not {"lock", "keeper", "gate", "channel", "don't", "open"} & found.keys()


def test_chinese_phrases_that_are_said_again() -> None:
    found = {t.text: t.count for t in lone_terms(CHINESE, "zh-CN")}
    assert found["旁通水道"] == 2
    assert found["水闸门"] == 3
    assert not {"水道", "打开", "知道"} & found.keys()


def test_the_places_are_those_of_the_printed_text() -> None:
    spaced = ["旁通 水道很窄。", "打开旁通 水道。"]
    (term,) = [t for t in lone_terms(spaced, "zh-CN") if "水道" in t.text]
    assert [spaced[s][span.start : span.end] for s, span in term.places] == ["旁通 水道"] * 2


def test_traditional_characters_stay() -> None:
    found = {t.text for t in lone_terms(["旁通水道與發電機組。", "發電機組很大。", "新的發電機組。"], "zh-TW")}
    assert "發電機組" in found


def test_other_languages_are_refused() -> None:
    with pytest.raises(SettingsError, match="fr"):
        lone_terms(["Le quai."], "fr")


def test_a_document_becomes_a_glossary_without_targets() -> None:
    sentences = [Sentence(text, Locator("en.md", f"p{i}")) for i, text in enumerate(ENGLISH)]
    glossary = terms_of_document(sentences, "en", "zh-CN", stop=frozenset(("bypass channel",)))
    by_text = {c.terms[0].text.lower(): c for c in glossary}
    assert "bypass channel" not in by_text
    keeper = by_text["lock keeper"]
    assert [t.language for t in keeper.terms] == ["en"]
    link = keeper.links[0]
    assert (link.source, link.target, link.count) == ("lock keeper", "", 3)
    assert link.examples[0].marked()[0].count("【lock keeper】") == 1
    assert len(terms_of_document(sentences, "en", "zh-CN", most=1)) == 1


def test_an_empty_document_is_told() -> None:
    with pytest.raises(InputError, match="no text"):
        terms_of_document([Sentence(" ", Locator())], "en", "zh-CN")


def test_what_a_glossary_lacks_is_listed_apart() -> None:
    pairs = [
        Pair(e, z, Locator("en", str(i)), Locator("zh", str(i)))
        for i, (e, z) in enumerate(zip(ENGLISH, CHINESE, strict=True))
    ]
    known = Concept("c", (Term("lock keeper", "en"), Term("守闸人", "zh-CN")), (Link("lock keeper", "守闸人", 3),))
    rest = untranslated(Glossary((known,)), pairs)
    english = {t.text.lower() for c in rest for t in c.terms_in("en")}
    chinese = {t.text for c in rest for t in c.terms_in("zh")}
    assert {"sluice gate", "bypass channel"} <= english
    assert "旁通水道" in chinese
    assert "lock keeper" not in english
    assert "守闸人" not in chinese
    assert all(len(c.terms) == 1 for c in rest)
