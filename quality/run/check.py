"""`check`: pairs in, a report out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache as once

from duizhao.corpora.catalogue import CATALOGUE, Severity
from duizhao.corpora.errors import DuizhaoError, WorkError
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Document, Notice, Pair, Recipe
from duizhao.corpora.progress import Advance
from duizhao.corpora.registry import BUILT_IN, Registered
from duizhao.corpora.saying import say
from duizhao.quality.checking import Check, Scope
from duizhao.quality.checks import CHECKS, known_checks
from duizhao.quality.context import Context, make_context
from duizhao.quality.evidence.left_out import LeftOut
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.quality.evidence.transliterations import Spelt
from duizhao.quality.report import Finding, Report, identify
from duizhao.quality.run.cache import FactCache, digest, digest_texts, glossary_digest
from duizhao.quality.run.folding import folded
from duizhao.quality.run.inline_code import InlineCode
from duizhao.quality.run.kept import Kept
from duizhao.quality.run.notices import noticed
from duizhao.quality.run.per_document import Facts, gather
from duizhao.quality.scores import against, measure
from duizhao.terminology import Glossary


def check(
    pairs: Iterable[Pair],
    *,
    glossary: Glossary | None = None,
    documents: Sequence[Document] = (),
    notices: Iterable[Notice] = (),
    source_language: str = "",
    target_language: str = "",
    left_out: LeftOut | None = None,
    reference: Iterable[Pair] = (),
    only: str | Iterable[str] = (),
    jobs: int = 1,
    cache: FactCache | None = None,
    kept: Kept | None = None,
    progress: Advance | None = None,
) -> Report:
    """Check aligned pairs for consistency.

    `documents` are the two documents that the pairs come from, when they are at hand: their reader's notices become
    findings. `notices` are the aligner's. Languages that are not given are taken from the documents or guessed from the
    texts. The order of documents in `pairs` does not matter, nor does `jobs`, the number of processes (0: one a core).
    `left_out` is what is known of sentences that the pairs of a memory do not hold. `reference` are pairs with a
    reference translation of the same sources: they add BLEU, chrF and TER to the scores.
    `only` are ids of checks or patterns such as `number.*`, whose findings alone are wanted; by default all are.
    `cache` keeps what was worked out of each document on disk; `kept` keeps in memory, from one check of a project to
    the next, what documents and pairs gave: the findings are those of a check without it. `progress(done, total)`
    counts documents. Raises SettingsError for an unsupported language and for an id in `only` that nothing has.
    """
    wanted = _chosen(only)
    context = make_context(
        pairs,
        glossary=glossary,
        documents=documents,
        notices=notices,
        source_language=source_language,
        target_language=target_language,
        left_out=left_out,
    )
    uses: list[Use] = []
    counted: list[tuple[int, int]] = []
    spelt: list[Spelt] = []
    sizes: list[tuple[float, float]] = []
    free: list[bool] = []
    found: list[Finding] = []

    @once
    def early() -> list[Finding]:
        """What is found here while other processes work on the documents."""
        _find_terms(context, cache)
        return _run(context, Scope.TEXTS)

    for done, facts in enumerate(_facts(context, jobs, cache, kept, early), 1):
        if progress:
            progress(done, len(context.by_document))
        # The uses of a document count its own pairs; in the project they go on from the document before.
        at = len(counted)
        uses += facts.uses if not at else (use.moved(at) for use in facts.uses)
        spelt += facts.spelt if not at else (replace(one, pair=one.pair + at) for one in facts.spelt)
        counted += facts.numbers
        sizes += facts.sizes
        free += facts.free
        found += facts.findings
    context.supply_facts(tuple(uses), tuple(counted), tuple(spelt), tuple(sizes), tuple(free))
    found += [*early(), *_run(context, Scope.PROJECT), *_others(context), *noticed(context)]
    report = Report(
        _told(found, wanted, InlineCode(documents)),
        (*measure(context), *against(context.complete, reference, context.target_language)),
        _recipe(context),
        len(context.pairs),
        tuple(context.by_document),
    )
    return report.sorted()


def _told(found: Iterable[Finding], wanted: frozenset[str], code: InlineCode) -> tuple[Finding, ...]:
    """The findings that are wanted (all where none is named) and not of what stands in code, folded, with their
    severities and fingerprints."""
    named = (finding for finding in found if not wanted or finding.check in wanted)
    folds = folded(finding for finding in named if not code.hides(finding))
    return identify(replace(finding, severity=_weight(finding)) for finding in folds)


def _weight(finding: Finding) -> Severity:
    """What a finding weighs: a note where its check says so of this one, else what the catalogue says of the check."""
    return Severity.NOTE if finding.severity is Severity.NOTE else CATALOGUE[finding.check].severity


def _recipe(context: Context) -> Recipe:
    glossary = context.glossary
    settings = {
        "glossary": "none" if glossary is None else f"{glossary.name or 'unnamed'}({len(glossary)})",
        "languages": f"{primary(context.source_language)}-{primary(context.target_language)}",
        "pairs": str(len(context.pairs)),
    }
    return Recipe("check", settings=settings)


def _chosen(only: str | Iterable[str]) -> frozenset[str]:
    """The ids that patterns mean. Raises SettingsError, with the nearest known one, for a pattern that means none."""
    patterns = (only,) if isinstance(only, str) else tuple(only)
    for pattern in patterns:
        if not CATALOGUE.fitting(pattern):
            raise CATALOGUE.unknown(pattern)
    return frozenset(entry.id for pattern in patterns for entry in CATALOGUE.fitting(pattern))


def _run(context: Context, scope: Scope) -> list[Finding]:
    """The findings of the checks that see so much."""
    return [finding for check in CHECKS if check.scope is scope for finding in check(context)]


def _others(context: Context) -> Iterator[Finding]:
    """The findings of checks that are not ours. They run here and see everything, whatever scope they name: other
    processes may not know them, and what they find is not kept."""
    for member in known_checks.members():
        if member.origin != BUILT_IN:
            yield from _guarded(member, context)


def _guarded(member: Registered[Check], context: Context) -> Iterator[Finding]:
    """The findings of a check that somebody else wrote. Raises WorkError where it fails."""
    try:
        yield from member.value(context)
    except DuizhaoError:
        raise
    except Exception as error:  # whatever somebody else's code meets
        what = say(
            "the check {member} of {origin} failed: {name}: {error}",
            member=member.name,
            origin=member.origin,
            name=type(error).__name__,
            error=error,
        )
        raise WorkError(what, cure="Tell its authors; uninstall it to go on without it") from error


def _find_terms(context: Context, cache: FactCache | None) -> None:
    """The terms that the whole project varies: from the cache, else found and kept there."""
    if cache is None:
        _ = context.discovered
        return
    key = digest_texts(context.complete, context.source_language, context.target_language)
    found = cache.terms(key)
    if found is None:
        cache.put_terms(key, context.discovered)
    else:
        context.supply_terms(found)


def _facts(
    context: Context, jobs: int, cache: FactCache | None, kept: Kept | None, meanwhile: Callable[[], object]
) -> Iterator[Facts]:
    """The facts of every document in order: from memory or the cache where they have them, else worked out.
    `meanwhile` is called while other processes do so, if any do."""
    documents = tuple(context.by_document.items())
    languages = (context.source_language, context.target_language)
    if kept is not None:
        kept.begin((*languages, glossary_digest(context.glossary)))
        context.kept = kept.pairs
    known = [kept.facts(name, pairs) if kept else None for name, pairs in documents]
    keys: dict[int, str] = {}
    for i, (_, pairs) in enumerate(documents) if cache else ():
        if cache and known[i] is None:
            keys[i] = digest(pairs, context.glossary, *languages)
            known[i] = cache.get(keys[i])
    missing = [pairs for (_, pairs), facts in zip(documents, known, strict=True) if facts is None]
    made = gather(missing, context.glossary, *languages, jobs, kept.pairs if kept else None, meanwhile)
    for i, facts in enumerate(known):
        if facts is None:
            facts = known[i] = next(made)
            if cache:
                cache.put(keys[i], facts)
        yield facts
    if kept:
        kept.keep((name, pairs, facts) for (name, pairs), facts in zip(documents, known, strict=True) if facts)
