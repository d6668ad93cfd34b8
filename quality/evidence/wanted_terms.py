"""Which renderings of its terms a text must have by its glossary, and where it lacks them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Pair
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.terminology import Concept

MIN_USES = 4  # a glossary's rendering is the custom of a text when it stands in most of at least so many uses
CUSTOM = 0.75
NEVER_USES = 3  # uses of one word of which none has the glossary's rendering
RENDERED = 0.6  # share of a term's characters, close together and in order, that says it is there in another form


def uses_by_term(uses: Iterable[Use]) -> Mapping[tuple[str, str], list[Use]]:
    """The uses of each source term of each concept, by the concept's id and the term."""
    found: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in uses:
        for hit in use.hits:
            found[hit].append(use)
    return found


def lacking_uses(
    concept: Concept, source: str, uses: Sequence[Use], complete: Sequence[Pair], languages: tuple[str, str]
) -> list[Use]:
    """Of the uses of a term those whose target has none of its renderings in any form, where the glossary asks for one;
    none where it does not. `complete` are the pairs that uses count, `languages` source and target."""
    lacking = [use for use in uses if not any(owner == concept.id for owner, _, _ in use.targets)]
    if not lacking or not is_wanted(concept, source, len(uses), len(lacking), languages[0]):
        return []
    terms = [t.text for t in concept.terms_in(languages[1])]
    return [use for use in lacking if not any(rendered(t, complete[use.pair].target) for t in terms)]


def is_wanted(concept: Concept, source: str, uses: int, lacking: int, source_language: str) -> bool:
    """Whether a term must be rendered by its glossary everywhere: one of several words, or an acronym, in a glossary
    that people made; in any other where it is the custom of the text. One word has many senses: there it must be the
    custom too, or its rendering nowhere at all in three uses or more."""
    custom = uses >= MIN_USES and uses - lacking >= CUSTOM * uses
    one_word = len(words(source, source_language)) < 2 and not source.isupper()
    ours = concept.decided or not concept.links
    if one_word:
        return ours and (custom or (lacking == uses and uses >= NEVER_USES))
    return ours or custom


def rendered(term: str, target: str) -> bool:
    """Whether a stretch of the target, two and a half times the term's length, holds most of it in order, in whichever
    script."""
    term, target = comparable(term), comparable(target)
    if term in target:
        return True
    width = int(2.5 * len(term))
    need = RENDERED * len(term)
    starts = [i for i, c in enumerate(target) if c in term]
    if any(_common(term, target[i : i + width]) >= need for i in starts):
        return True
    # 上述操作 for 操作文档: what has been named is taken up again by half of its name.
    again = [m.end() for m in _AGAIN.finditer(target)]
    return any(2 * _common(term, target[i : i + len(term)]) >= len(term) for i in again)


_AGAIN = re.compile(r"上述|前述|[该此](?=\w)|这[一些个种项]")


def _common(one: str, other: str) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], before + 1 if a == b else max(row[j], row[j - 1])
    return row[-1]
