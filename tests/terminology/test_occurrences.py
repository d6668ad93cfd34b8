"""Where a key of several English words stands in a sentence: every place, whole, and nowhere else."""

from __future__ import annotations

import pytest

from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus


def found(sentence: str, phrase: str) -> list[str]:
    """The places of a phrase as they are written, by way of its key."""
    texts = TokenizedCorpus.of([(sentence, "句子。"), (phrase, "短语。")])
    key = tuple(texts.said(1)[0])
    return [texts.surface(0, low, high) for low, high in texts.occurrences_of(0, key)]


@pytest.mark.parametrize(
    ("sentence", "phrase", "expected"),
    [
        ("Members want social protection floors now.", "social protection floor", ["social protection floors"]),
        ("Social protection floors help.", "social protection floor", ["Social protection floors"]),
        ("They built a social protection floor", "social protection floor", ["social protection floor"]),
        # Twice, and once with a word in between, which is another phrase.
        (
            "Decent work for all, decent and safe work, and decent work for youth.",
            "decent work",
            ["Decent work", "decent work"],
        ),
        # Each of its own words, none of them in this order.
        ("Work that is decent; protection work.", "decent work", []),
        # Cut off at the end of the sentence.
        ("All of it is decent", "decent work", []),
        ("work work work", "work work", ["work work", "work work"]),
        ("Floors, floor.", "floor", ["Floors", "floor"]),
        # An article inside does not count, and is part of the place.
        ("The protection of the workers is good.", "protection of workers", ["protection of the workers"]),
    ],
)
def test_every_place_of_a_key(sentence: str, phrase: str, expected: list[str]) -> None:
    assert found(sentence, phrase) == expected
