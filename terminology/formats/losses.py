"""What a glossary holds that a format cannot say: told when it is converted."""

from __future__ import annotations

from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say, say_plural
from duizhao.terminology.glossary import Concept, Glossary, Status, Term

_TABLE = ("languages", say("notes of source terms"), say("who decided on source terms"))
_LIST = ("languages", "counts", "examples", "forms", "decisions", "history")
_PROPOSED = say("that terms are only proposed")
_SUPERSEDED = say("that terms are superseded (they are forbidden)")
_FORBIDDEN = say("forbidden terms, but for a remark")
_FORBIDDEN_SOURCES = say("forbidden source terms")
_SOURCES = say("sources of definitions")
_FACTS = {"definitions": "definition", _SOURCES: "definition_source", "domains": "domain", "history": "history"}
OURS = frozenset(("csv", "tsv", "xlsx", "json"))
"""The formats that keep what was decided to be no term: to another tool it would look like one."""
LOST: dict[str, tuple[str, ...]] = {
    "csv": _TABLE,
    "xlsx": _TABLE,
    "tsv": _TABLE,
    "json": (),
    "tbx": ("history",),
    "tbx2": ("history", "counts", _PROPOSED),
    "utx": (*_LIST, "definitions", _SOURCES, "domains", _SUPERSEDED),
    "omegat": (*_LIST, "definitions", _SOURCES, say("parts of speech"), _PROPOSED, _FORBIDDEN, _FORBIDDEN_SOURCES),
    "trados": (*_LIST, _SOURCES, say("parts of speech"), _PROPOSED, _FORBIDDEN, _FORBIDDEN_SOURCES),
    "memoq": (*_LIST, _SOURCES, say("parts of speech"), _PROPOSED, _FORBIDDEN, _FORBIDDEN_SOURCES),
}
"""What each format of ours has no place for; of others nothing is known."""


def lost(glossary: Glossary, format_: str) -> tuple[str, ...]:
    """What of this glossary a format cannot hold, with what the file that it was read from said and a glossary has no
    place for; () for nothing."""
    gone = list(glossary.unread)
    for what in LOST.get(format_, ()):
        if what == "languages":
            gone += further_languages(glossary)
        elif any(_has(concept, what, glossary) for concept in glossary):
            gone.append(what)
    none = 0 if format_ in OURS else _terms(glossary) - _terms(glossary.without_rejected())
    if none:
        gone.append(
            say_plural("{n} term that was decided to be none", "{n} terms that were decided to be none", n=none)
        )
    return tuple(dict.fromkeys(gone))


def _terms(glossary: Glossary) -> int:
    return sum(len(concept.terms) for concept in glossary)


def unknown_status(word: str) -> str:
    """How a status that nobody knows is told."""
    return say("the status '{word}' (its terms are proposed, the word is in their notes)", word=word[:40])


def further_languages(glossary: Glossary) -> list[str]:
    """The languages of terms besides the glossary's two, in their order."""
    own = {primary(glossary.source_language), primary(glossary.target_language)}
    found = dict.fromkeys(term.language for concept in glossary for term in concept.terms)
    return [tag for tag in found if primary(tag) not in own]


def _has(concept: Concept, what: str, glossary: Glossary) -> bool:
    if what in _FACTS:
        return bool(getattr(concept, _FACTS[what]))
    if what == "examples":
        return any(link.examples for link in concept.links)
    sources, targets = (concept.terms_in(tag) for tag in (glossary.source_language, glossary.target_language))
    if what == _FORBIDDEN:
        return any(not term.status.usable for term in targets)
    if what == _FORBIDDEN_SOURCES:
        return any(not term.status.usable for term in sources)
    if what.endswith("of source terms"):
        return bool(targets) and any(term.note for term in sources)
    if what.startswith("who decided"):
        # Their row is that of a translation, whose decision it shows.
        return bool(targets) and any(term.decided for term in sources)
    return any(_said(term, what) for term in concept.terms)


def _said(term: Term, what: str) -> bool:
    return bool(
        {
            "counts": term.count,
            "forms": term.form,
            "decisions": term.decided,
            "parts of speech": term.part_of_speech,
            _PROPOSED: term.status is Status.PROPOSED,
            _SUPERSEDED: term.status is Status.SUPERSEDED,
        }[what]
    )
