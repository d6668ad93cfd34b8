"""How the terms of a glossary are rendered: for each of them the target terms that stand for it, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from duizhao.corpora.model import Span
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.terminology import Concept, Glossary, Term


@dataclass(slots=True)
class Renderings:
    """How one source term of a concept is rendered: target term -> the pairs it stands in, with the first span."""

    concept: Concept
    source: str
    terms: dict[str, Term] = field(default_factory=dict)
    pairs: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    spans: dict[tuple[str, int], tuple[Span, Span]] = field(default_factory=dict)

    def alone(self, usable: bool) -> dict[str, list[int]]:
        """Target term -> the pairs in which it is the only usable (or the only given up) rendering: a sentence with
        the full name and the short one is no evidence of two renderings."""
        kept = {t: p for t, p in self.pairs.items() if self.terms[t].status.usable is usable}
        often: dict[int, int] = defaultdict(int)
        for pairs in kept.values():
            for i in pairs:
                often[i] += 1
        return {t: own for t, p in kept.items() if (own := [i for i in p if often[i] == 1])}


def renderings(uses: Iterable[Use], glossary: Glossary, target_language: str) -> tuple[Renderings, ...]:
    """The renderings of every source term that stands in the pairs, by concept and term."""
    found: dict[tuple[str, str], Renderings] = {}
    for use in uses:
        for concept_id, text, span in use.targets:
            key = (concept_id, use.term_of(concept_id))
            here = found.get(key)
            if here is None:
                concept = glossary.get(concept_id)
                assert concept is not None, concept_id
                terms = {t.text: t for t in concept.terms_in(target_language)}
                here = found[key] = Renderings(concept, key[1], terms)
            if (text, use.pair) not in here.spans:
                here.pairs[text].append(use.pair)
                here.spans[text, use.pair] = (use.source_span, span)
    return tuple(found[key] for key in sorted(found))
