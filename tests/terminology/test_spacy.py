"""A spaCy pipeline that the user names: its tags decide what is a verb; nothing is ever downloaded."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora.errors import MissingExtraError, SettingsError
from duizhao.terminology import ExtractSettings, extract
from duizhao.terminology.extraction.english_usage import EnglishUse, load_tagger
from duizhao.terminology.extraction.tokens import english_tokens, side
from tests.terminology.test_extraction import glossary, pairs


def pipeline(folder: Path, verbs: str, nouns: str = "", language: str = "en") -> Path:
    """A tiny pipeline on disk: an attribute ruler that gives the words parts of speech."""
    spacy = pytest.importorskip("spacy")  # takes two seconds, in each process that collects tests

    nlp = spacy.blank(language)
    ruler: Any = nlp.add_pipe("attribute_ruler")
    for words, tag in ((verbs, "VERB"), (nouns, "NOUN")):
        for word in words.split():
            ruler.add([[{"LOWER": word}]], {"POS": tag})
    nlp.to_disk(folder)
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_its_tags_replace_our_counting(tmp_path: Path) -> None:
    tagger = load_tagger(str(pipeline(tmp_path / "m", "training", "promote")))
    texts = ["to promote the policy", "the training of workers"]
    ours, theirs = EnglishUse(side(texts, english_tokens)), EnglishUse(side(texts, english_tokens), tagger, texts)
    assert ours.verb("promote") > 0.5 > ours.verb("training")
    assert theirs.verb("promote") == 0
    assert theirs.verb("training") == 1
    # A word that the model did not tag is judged by our own counting.
    assert theirs.verb("policy") == ours.verb("policy")


def test_extraction_uses_it(tmp_path: Path) -> None:
    """A model that calls a word a verb takes the terms that begin with it, but for those that institutions share."""
    folder = pipeline(tmp_path / "m", "written just", "decent")
    found = extract(pairs(), settings=ExtractSettings(spacy_model=str(folder)))
    sources = {x.source for c in found for x in c.links}
    before = {x.source for c in glossary() for x in c.links}
    assert "written contract" in before
    assert not [s for s in sources if s.startswith("written ")]
    assert {"just transition", "decent work"} <= sources
    assert "spacy:" in str(found.recipe)


def test_an_unknown_name_says_so(tmp_path: Path) -> None:
    for name in ("en_no_such_model", str(tmp_path)):
        with pytest.raises(MissingExtraError, match="is not installed") as error:
            load_tagger(name)
        assert error.value.exit_code == 2
        assert "\n" not in str(error.value)


def test_without_spacy_it_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtraError, match="'en_core_web_sm' is not installed, nor is spaCy") as error:
        load_tagger("en_core_web_sm")
    assert "duizhao[spacy]" in str(error.value.cure)


def test_a_model_without_tags_or_of_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is for 'de'"):
        load_tagger(str(pipeline(tmp_path / "de", "the", language="de")))
    tagger = load_tagger(str(pipeline(tmp_path / "blank", "")))
    with pytest.raises(SettingsError, match="no parts of speech"):
        tagger(["decent work"])
