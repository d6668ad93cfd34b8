"""Several glossaries as one: what stands in an earlier one is decided and hides the same concept in a later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.terminology.glossary import Concept, Glossary, concept_id, fold


def merge(glossaries: Sequence[Glossary]) -> Glossary:
    """One glossary of many, in the order given: the first is the project's own and has the last word.

    A concept of a later glossary that shares a source term with an earlier one is left out: two opinions on one term
    would contradict each other in every check. Ids that would clash get a number. Raises SettingsError where there is
    nothing to merge or the glossaries' languages differ.

    >>> len(merge([Glossary(), Glossary()]))
    0
    """
    if not glossaries:
        raise SettingsError("no glossary to merge", cure="Give at least one")
    first = glossaries[0]
    languages = {(primary(g.source_language), primary(g.target_language)) for g in glossaries}
    if len(languages) > 1:
        named = ", ".join(f"{g.name or 'unnamed'} ({g.source_language} to {g.target_language})" for g in glossaries)
        raise SettingsError(
            say("these glossaries are of different languages: {named}", named=named), cure="Use those of one direction"
        )
    seen: set[str] = set()
    taken: set[str] = set()
    concepts: list[Concept] = []
    for glossary in glossaries:
        here: set[str] = set()
        for concept in glossary:
            sources = {fold(term.text) for term in concept.terms_in(first.source_language)}
            if sources & seen:
                continue
            here |= sources
            key = concept.id if concept.id not in taken else concept_id(concept.id.removeprefix("c-"), taken)
            taken.add(key)
            concepts.append(replace(concept, id=key))
        # only after the whole glossary: homonyms within one glossary are its author's decision
        seen |= here
    name = "+".join(g.name or "unnamed" for g in glossaries)
    return replace(first, concepts=tuple(concepts), name=name)
