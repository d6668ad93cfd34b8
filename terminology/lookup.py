"""Look a term up in a glossary: the concepts that have it, then those whose terms contain it."""

from __future__ import annotations

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import guess, primary, spaced
from duizhao.terminology.glossary import Concept, Glossary, fold
from duizhao.terminology.variation import word_key


def look_up(glossary: Glossary, text: str) -> list[Concept]:
    """The concepts with a term equal to `text` (case, width, plural, spelling and script aside), then those with a term
    in which `text` stands as words (English) or characters (Chinese), the shortest such term first."""
    tag = primary(guess(text) or "en")
    exact: list[Concept] = []
    inside: list[tuple[int, Concept]] = []
    wanted = _key(text)
    if not wanted:
        return []
    for concept in glossary:
        keys = [_key(t.text) for t in concept.terms_in(tag)]
        if wanted in keys:
            exact.append(concept)
        elif around := [len(key) for key in keys if _contains(key, wanted, tag)]:
            inside.append((min(around), concept))
    return exact + [concept for _, concept in sorted(inside, key=lambda x: x[0])]


def _key(text: str) -> str:
    """A text's words in their common form between spaces; Chinese runs together, in simplified characters."""
    folded = fold(comparable(text)).replace("-", " ")
    return " ".join(word_key(w.strip("(),.;")) if w.isascii() else w for w in folded.split())


def _contains(key: str, wanted: str, tag: str) -> bool:
    return f" {wanted} " in f" {key} " if spaced(tag) else wanted in key
