"""`check`: pairs in, a report out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpora.languages import primary
from corpora.model import Document, Notice, Pair, Recipe
from quality.checks import CHECKS, NAMES
from quality.context import make_context
from quality.report import Report, Severity, identify
from quality.scores import measure
from terminology import Glossary


def check(
    pairs: Iterable[Pair],
    *,
    glossary: Glossary | None = None,
    documents: Sequence[Document] = (),
    notices: Iterable[Notice] = (),
    source_language: str = "",
    target_language: str = "",
) -> Report:
    """Check aligned pairs for consistency.

    `documents` are the two documents that the pairs come from, when they are at hand: their reader's notices become
    findings. `notices` are the aligner's. Languages that are not given are taken from the documents or guessed from the
    texts. The order of documents in `pairs` does not matter. Raises SettingsError for an unsupported language.
    """
    context = make_context(
        pairs,
        glossary=glossary,
        documents=documents,
        notices=notices,
        source_language=source_language,
        target_language=target_language,
    )
    found = [replace(f, severity=NAMES.get(f.check, Severity.WARNING)) for c in CHECKS for f in c.run(context)]
    settings = {
        "glossary": "none" if glossary is None else f"{glossary.name or 'unnamed'}({len(glossary)})",
        "languages": f"{primary(context.source_language)}-{primary(context.target_language)}",
        "pairs": str(len(context.pairs)),
    }
    report = Report(
        identify(found),
        measure(context),
        Recipe("check", settings=settings),
        len(context.pairs),
        tuple(context.by_document),
    )
    return report.sorted()
