"""Several glossaries as one."""

from __future__ import annotations

import pytest

from duizhao.corpora.errors import SettingsError
from duizhao.terminology import Concept, Glossary, Term, merge


def concept(key: str, source: str, *targets: str) -> Concept:
    return Concept(key, (Term(source, "en"), *(Term(text, "zh-CN") for text in targets)))


def test_the_first_has_the_last_word() -> None:
    own = Glossary((concept("c-a", "just transition", "公正转型"),), name="own")
    seed = Glossary(
        (concept("s-1", "Just Transition", "公正过渡"), concept("s-2", "decent work", "体面劳动")), name="seed"
    )
    found = merge([own, seed])
    assert [c.id for c in found] == ["c-a", "s-2"]
    assert found.name == "own+seed"


def test_homonyms_within_one_glossary_stay() -> None:
    found = merge([Glossary((concept("c-a", "office", "劳工局"), concept("c-b", "office", "办公室"))), Glossary()])
    assert [c.id for c in found] == ["c-a", "c-b"]


def test_clashing_ids_are_renamed() -> None:
    found = merge([Glossary((concept("c-land", "one", "一"),)), Glossary((concept("c-land", "two", "二"),))])
    assert [c.id for c in found] == ["c-land", "c-land-2"]


def test_refuses() -> None:
    with pytest.raises(SettingsError, match="no glossary"):
        merge([])
    with pytest.raises(SettingsError, match="different languages"):
        merge([Glossary(), Glossary(source_language="zh-CN", target_language="en")])
