"""What is worked out of one document by itself: the same wherever, whenever and by whichever process it is done.

A project is checked document by document, in parallel and from a cache, and only what compares documents is done at the
end, from these facts.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpora.errors import WorkError
from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Pair
from duizhao.corpora.processes.pool import forks, in_processes
from duizhao.corpora.processes.workers import Died
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope
from duizhao.quality.checks import CHECKS
from duizhao.quality.context import Context, Given
from duizhao.quality.evidence.kept import KeptPairs
from duizhao.quality.evidence.lexical import load_dictionaries
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.quality.evidence.transliterations import Spelt
from duizhao.quality.report import Finding
from duizhao.terminology import Glossary


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a document: its own findings; its uses of terms, by index of complete pair; for each complete pair
    how many numbers have their counterpart, of how many; where names may be spelt;
    the lengths of both sides of each complete pair; whether each is in a manner that is translated freely."""

    findings: tuple[Finding, ...]
    uses: tuple[Use, ...]
    numbers: tuple[tuple[int, int], ...]
    spelt: tuple[Spelt, ...]
    sizes: tuple[tuple[float, float], ...]
    free: tuple[bool, ...]


def facts_of(
    pairs: Sequence[Pair],
    glossary: Glossary | None,
    source_language: str,
    target_language: str,
    kept: KeptPairs | None = None,
) -> Facts:
    """The facts of a document's pairs; `kept` is what pairs gave in an earlier check with these settings."""
    context = Context(Given(tuple(pairs), source_language, target_language, glossary), kept)
    findings = tuple(finding for check in CHECKS if check.scope is Scope.DOCUMENT for finding in check(context))
    return Facts(findings, context.uses, _with_units(context, findings), context.spelt, context.sizes, context.free)


def _with_units(context: Context, findings: Sequence[Finding]) -> tuple[tuple[int, int], ...]:
    """The numbers of each pair that agree, of how many: 7 km is not 7 米, though both have a 7."""
    wrong = Counter((f.source_at, f.target_at, f.source, f.target) for f in findings if f.check == "number.unit")
    if not wrong:
        return context.numbers
    places = ((p.source_at, p.target_at, p.source, p.target) for p in context.complete)
    return tuple(
        (max(0, right - wrong[place]), max(of, wrong[place]))
        for place, (right, of) in zip(places, context.numbers, strict=True)
    )


# A worker's glossary and languages, set once a process: they are the same for every document. And where a worker has
# all that its parent has, the documents, which then need not be sent.
_settings: tuple[Glossary | None, str, str] | None = None
_documents: Sequence[tuple[Pair, ...]] = ()


def _start(
    glossary: Glossary | None, source_language: str, target_language: str, documents: Sequence[tuple[Pair, ...]]
) -> None:
    global _settings, _documents
    # What a forked process has of its parent stays shared as long as nothing writes to it, as the collector would.
    gc.freeze()
    _settings, _documents = (glossary, source_language, target_language), documents


def _work(document: int | tuple[Pair, ...]) -> Facts:
    assert _settings is not None
    return facts_of(_documents[document] if isinstance(document, int) else document, *_settings)


WORTH = 4000  # pairs from which more than one process is faster
BESIDE = 500  # pairs of a single document from which it is faster to have them done beside what is done here


def gather(
    documents: Sequence[tuple[Pair, ...]],
    glossary: Glossary | None,
    source_language: str,
    target_language: str,
    jobs: int = 1,
    kept: KeptPairs | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[Facts]:
    """The facts of each document, in order. `jobs` processes share the work; 0 takes as many as there are cores. What
    is `kept` of pairs is of use to one process alone. `meanwhile` is called here while other processes work, if any do.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or not _worth_processes(documents, kept):
        yield from (facts_of(pairs, glossary, source_language, target_language, kept) for pairs in documents)
        return
    if english_to_chinese(source_language, target_language):
        # Dictionaries that are loaded here are loaded for all of them, where processes are forked.
        load_dictionaries()
    known: dict[int, Facts] = {}
    at = 0
    things: Sequence[int | tuple[Pair, ...]] = range(len(documents)) if forks() else documents
    given = (glossary, source_language, target_language, documents if forks() else ())
    for place, facts in in_processes(_work, things, jobs, start=_start, given=given, meanwhile=meanwhile):
        if isinstance(facts, Died):
            name = documents[place][0].source_at.document if documents[place] else ""
            raise WorkError(
                say("the process that checked it was ended twice ({facts})", facts=facts),
                path=name or None,
                cure="Is there memory enough? Try fewer --jobs",
            )
        known[place] = facts
        while at in known:
            yield known.pop(at)
            at += 1


def _worth_processes(documents: Sequence[tuple[Pair, ...]], kept: KeptPairs | None) -> bool:
    """Whether other processes would have the facts sooner."""
    pairs = sum(map(len, documents))
    if len(documents) == 1:
        return kept is None and pairs >= BESIDE and forks()
    # A process takes about two seconds to load its dictionaries: as long as some thousand pairs take.
    return len(documents) > 1 and pairs >= WORTH
