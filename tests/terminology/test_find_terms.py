"""The terms of a new document: where they stand, what to write for them, and what has no translation yet."""

from __future__ import annotations

from duizhao.terminology import Concept, Glossary, Status, Term
from duizhao.terminology.occurrences import find_terms

GLOSSARY = Glossary(
    (
        Concept("c-lock", (Term("lock", "en"), Term("船闸", "zh-CN"), Term("水闸", "zh-CN", Status.ADMITTED))),
        Concept("c-lock-keeper", (Term("lock keeper", "en"), Term("守闸的", "zh-CN", Status.DEPRECATED))),
        Concept("c-towpath", (Term("towpath", "en"), Term("纤道", "zh-CN"))),
    )
)
UNITS = [("p1", "The lock keeper walks along the towpath."), ("p2", "Both locks are shut; the lock leaks.")]


def test_terms_without_a_translation_come_first_then_the_frequent_ones() -> None:
    found = find_terms(GLOSSARY, UNITS, "en-GB")
    assert [(f.text, f.translation and f.translation.text, len(f.places)) for f in found] == [
        ("lock keeper", None, 1),
        ("lock", "船闸", 2),
        ("towpath", "纤道", 1),
    ]
    place = found[1].places[0]
    assert (place.unit, place.text[place.span.start : place.span.end]) == ("p2", "locks")
    assert [t.text for t in found[1].others] == ["水闸"]


def test_a_chinese_document_is_read_in_the_other_direction() -> None:
    (found,) = find_terms(GLOSSARY, [("p1", "沿着纤道走。")], "zh-CN")
    assert (found.text, found.translation and found.translation.text) == ("纤道", "towpath")


def test_a_term_of_one_character_stands_beside_words_that_no_dictionary_knows() -> None:
    glaze = Glossary((Concept("c-glaze", (Term("glaze", "en"), Term("釉", "zh-CN"))),))
    found = find_terms(glaze, [("p1", "长石的釉会裂。陶瓷不是釉。"), ("p2", "上釉前")], "zh-CN")
    # 上釉 is a word of the dictionary's.
    assert [(p.unit, p.span.start) for f in found for p in f.places] == [("p1", 3), ("p1", 11)]


def test_what_must_not_be_used_is_told_beside_what_may() -> None:
    terms = (Term("sluice", "en"), Term("水闸", "zh-CN"), Term("水门", "zh-CN", Status.DEPRECATED))
    none = Term("闸", "zh-CN", Status.REJECTED)
    (found,) = find_terms(Glossary((Concept("c-1", (*terms, none)),)), [("p1", "the sluice")], "en")
    assert ([t.text for t in found.others], [t.text for t in found.forbidden]) == ([], ["水门"])
