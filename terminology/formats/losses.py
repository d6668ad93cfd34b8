"""What a glossary holds that a format cannot say: told when it is converted."""

from __future__ import annotations

from duizhao.corpora.language.table import primary
from duizhao.terminology.glossary import Concept, Glossary, Term

_TABLE = ("languages",)
_LIST = ("languages", "counts", "examples", "forms", "decisions", "history")
LOST: dict[str, tuple[str, ...]] = {
    "csv": _TABLE,
    "xlsx": _TABLE,
    "tsv": _TABLE,
    "json": (),
    "tbx": ("history",),
    "tbx2": ("history", "counts"),
    "utx": (*_LIST, "definitions", "domains"),
    "omegat": (*_LIST, "definitions", "parts of speech"),
    "trados": (*_LIST, "parts of speech"),
    "memoq": (*_LIST, "parts of speech"),
}
"""What each format of ours has no place for; of others nothing is known."""


def lost(glossary: Glossary, format_: str) -> tuple[str, ...]:
    """What of this glossary a format cannot hold, with what the file that it was read from said and a glossary has no
    place for; () for nothing."""
    gone = list(glossary.unread)
    for what in LOST.get(format_, ()):
        if what == "languages":
            gone += further_languages(glossary)
        elif any(_has(concept, what) for concept in glossary):
            gone.append(what)
    return tuple(dict.fromkeys(gone))


def unknown_status(word: str) -> str:
    """How a status that nobody knows is told."""
    return f"the status '{word[:40]}' (its terms are proposed, the word is in their notes)"


def further_languages(glossary: Glossary) -> list[str]:
    """The languages of terms besides the glossary's two, in their order."""
    own = {primary(glossary.source_language), primary(glossary.target_language)}
    found = dict.fromkeys(term.language for concept in glossary for term in concept.terms)
    return [tag for tag in found if primary(tag) not in own]


def _has(concept: Concept, what: str) -> bool:
    if what in ("definitions", "domains", "history"):
        return bool({"definitions": concept.definition, "domains": concept.domain, "history": concept.history}[what])
    if what == "examples":
        return any(link.examples for link in concept.links)
    return any(_said(term, what) for term in concept.terms)


def _said(term: Term, what: str) -> bool:
    return bool(
        {
            "counts": term.count,
            "forms": term.form,
            "decisions": term.decided,
            "parts of speech": term.part_of_speech,
        }[what]
    )
