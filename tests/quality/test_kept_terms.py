"""Terms that are not to be translated: told where they were, and no words of the other language where they stand."""

from __future__ import annotations

import pytest

from duizhao import quality
from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import Concept, Glossary, Status, Term


@pytest.fixture
def glossary() -> Glossary:
    return Glossary(
        tuple(
            Concept(f"c-{n}", (Term(name, "en"), Term(name, "zh-CN", Status.KEPT)))
            for n, name in enumerate(("Rust", "kiln list", "quay"))
        )
    )


def told(glossary: Glossary, *rows: tuple[str, str]) -> list[tuple[str, str]]:
    pairs = [Pair(a, b, Locator("en", f"u{n}"), Locator("zh", f"u{n}")) for n, (a, b) in enumerate(rows)]
    return [(f.check, f.message) for f in quality.check(pairs, glossary=glossary).findings]


def test_where_it_was_translated_is_told(glossary: Glossary) -> None:
    found = told(glossary, ("Rust is a language.", "锈是一种语言。"), ("Learn Rust now.", "现在学习 Rust。"))
    said = "“Rust” is not to be translated, and does not stand in the target in 1 of 2 places"
    assert found == [("term.missing", said)]


def test_a_word_in_small_letters_is_no_name(glossary: Glossary) -> None:
    assert told(glossary, ("There is rust on the door.", "门上有锈。")) == []


def test_it_is_no_word_of_the_other_language(glossary: Glossary) -> None:
    rows = [
        ("Use kiln list here.", "在这里使用 kiln list。"),
        ("The quay is long.", "这个 quay 很长。"),
        ("quay", "quay"),
    ]
    assert told(glossary, *rows) == []
    assert "text.foreign" in [check for check, _ in told(Glossary(()), ("The ship and quay.", "船 and 码头。"))]
