"""What pre-translation takes from the glossary, and what it says when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.terminology import Glossary, merge, read_glossary
from duizhao.terminology.matching import Matcher
from duizhao.tmx.pretranslation.segments import Pretranslation, Readiness, TermHint

Hints = Callable[[str], tuple[TermHint, ...]]


def read_terms(paths: Sequence[Path], language: str, target: str) -> tuple[Glossary | None, Hints]:
    """The glossaries as one (None for none), and a function that gives the terms of a sentence in `language`, each
    once. Raises InputError; SettingsError where the glossary is of other languages."""
    if not paths:
        return None, lambda text: ()
    sources = [read_glossary(path) for path in paths]
    glossary = merge(sources) if len(sources) > 1 else sources[0]
    matcher = Matcher(glossary, language)
    ours = primary(language) == primary(glossary.source_language)
    there = target or (glossary.target_language if ours else glossary.source_language)

    def hints(text: str) -> tuple[TermHint, ...]:
        found: dict[str, TermHint] = {}
        for match in matcher.find(text):
            terms = [term for concept in match.concepts for term in concept.terms_in(there)]
            usable = tuple(dict.fromkeys(term.text for term in terms if term.status.usable))
            avoid = tuple(dict.fromkeys(term.text for term in terms if not term.status.usable))
            if terms:
                found.setdefault(match.text, TermHint(match.text, usable, avoid))
        return tuple(found.values())

    return glossary, hints


_SAID = (
    (Readiness.EXACT, "translated"),
    (Readiness.UNSURE, say("to be reviewed")),
    (Readiness.FILLED, say("filled with a guess")),
    (Readiness.OFFERED, say("with similar ones")),
    (Readiness.NEW, "new"),
)


def counted(made: Pretranslation) -> str:
    """How many sentences there are of each kind, on one line."""
    kinds = Counter(segment.readiness for segment in made.segments())
    repeated = sum(bool(segment.repeats) for segment in made.segments())
    parts = [f"{kinds[kind]} {name}" for kind, name in _SAID if kinds[kind]]
    said = say("{values} sentences: {parts}", values=sum(kinds.values()), parts=(", ".join(parts) or say("none")))
    return say("{said}; {repeated} repeat others", said=said, repeated=repeated) if repeated else said
