"""An encoder as evidence: who is asked, what it decides, and what happens without one or with a bad one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from duizhao.corpora.errors import WorkError
from duizhao.terminology import extract
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.similarity import liken
from duizhao.terminology.extraction.tokens import chinese_tokens, compact, english_tokens
from tests.fakes import FakeEncoder
from tests.terminology.test_extraction import glossary, pairs


def proposal(english: str, chinese: str, together: int = 2) -> Proposal:
    return Proposal(chinese, (chinese,), english, (1,), together, together, together, list(range(together)), 2, [], [])


def test_like_phrases_are_told_from_unlike_ones() -> None:
    named = [proposal(f"term {i}", f"术语{i}") for i in range(40)]
    wrong = proposal("term 1", "术语2")
    encoder = FakeEncoder({f"术语{i}": f"term {i}" for i in range(40)})
    assert liken([*named, wrong], encoder.encode) == 80
    assert all(p.likeness is not None and p.likeness > 0.6 for p in named)
    assert wrong.likeness is not None
    assert wrong.likeness < 0.4


def test_the_most_frequent_are_encoded_first_and_no_more_than_said() -> None:
    named = [proposal(f"term {i}", f"术语{i}", together=i + 1) for i in range(100)]
    encoder = FakeEncoder()
    assert liken(named, encoder.encode, most=60) == 60
    assert [p.likeness is not None for p in named] == [i >= 70 for i in range(100)]
    assert sum(map(len, encoder.calls)) == 60


def test_too_few_phrases_say_nothing() -> None:
    one = proposal("decent work", "体面劳动")
    assert liken([one], FakeEncoder().encode) == 0
    assert one.likeness is None


def test_a_title_is_encoded_without_its_marks() -> None:
    encoder = FakeEncoder()
    liken([proposal(f"report {i}", f"《报告{i}》") for i in range(30)], encoder.encode)
    assert not [text for call in encoder.calls for text in call if "《" in text]


def test_a_wrong_number_of_vectors_is_an_error() -> None:
    def short(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts) - 1, 4), dtype=np.float32)

    with pytest.raises(WorkError, match="--no-embed"):
        extract(pairs(), embed=short)


def test_only_what_survives_is_encoded_and_the_recipe_names_the_encoder() -> None:
    encoder = FakeEncoder()
    found = extract(pairs(), embed=encoder.encode, encoder=encoder.name)
    asked = {text for call in encoder.calls for text in call}
    assert {t.text.strip("《》") for c in found for t in c.terms if t.text[0] not in "《第"} & asked
    # Words by themselves tell the word alignment; of phrases only those that passed the other tests are asked for.
    english = {w.lower() for p in pairs() for w, _, _ in english_tokens(p.source)}
    chinese = {w for p in pairs() for w, _, _ in chinese_tokens(compact(p.target))}
    assert len(asked - english - chinese) < 3 * sum(len(c.terms) for c in found)
    assert "encoder:fake-1" in str(found.recipe)
    assert "encoder:none" in str(glossary().recipe)


def test_an_encoder_that_finds_all_alike_changes_nothing() -> None:
    def same(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), 8), dtype=np.float32)
        vectors[:, 0] = 1.0
        return vectors

    found = extract(pairs(), embed=same)
    # Centred, all are zero, and say nothing.
    assert found.concepts == glossary().concepts


def test_a_doubtful_pair_that_was_seen_seldom_is_refused() -> None:
    """What the encoder calls unlike, no dictionary knows and few sentences show is no longer proposed."""
    texts = {t.text for c in glossary() for t in c.terms}
    encoder = FakeEncoder({text: text for text in texts})
    found = extract(pairs(), embed=encoder.encode)
    lost = {(x.source, x.target) for c in glossary() for x in c.links} - {
        (x.source, x.target) for c in found for x in c.links
    }
    counts = {(x.source, x.target): x.count for c in glossary() for x in c.links}
    # Vectors without a meaning cost what hardly is a term, and no compound that is seen more often.
    assert all(counts[pair] <= 4 or " " not in pair[0] for pair in lost)
    assert len(lost) < 0.15 * len(counts)
    assert ("decent work", "体面劳动") in {(x.source, x.target) for c in found for x in c.links}
