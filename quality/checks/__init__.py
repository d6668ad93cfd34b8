"""The checks: each a small function from the material to findings; each finding's name has a page in quality/pages/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from duizhao.quality.checks import (
    content,
    coverage,
    marks,
    names,
    negation,
    notices,
    numbers,
    repeats,
    terms,
    text,
    units,
)
from duizhao.quality.context import Context
from duizhao.quality.report import Finding, Severity


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the registry knows it. `names` are the findings it can give, with their usual severity; what readers
    and aligner notice has names of its own, which are not listed. `early` says of a check of the project that it asks
    only for the texts, and so may run while other processes still work on the documents."""

    run: Callable[[Context], Iterator[Finding]]
    names: dict[str, Severity]
    early: bool = False


# Checks that look at one document at a time: they run in parallel and are kept for documents that have not changed.
DOCUMENT_CHECKS: tuple[Check, ...] = (
    Check(coverage.omissions, {"coverage.paragraph": Severity.ERROR, "coverage.sentence": Severity.ERROR}),
    Check(numbers.differ, {"number.differs": Severity.ERROR}),
    Check(units.differ, {"number.unit": Severity.ERROR}),
    Check(text.untranslated, {"text.untranslated": Severity.ERROR}),
    Check(content.unrelated, {"text.unrelated": Severity.ERROR}),
    Check(negation.lost, {"text.negation": Severity.WARNING}),
    Check(content.swallowed, {"coverage.swallowed": Severity.WARNING}),
    Check(names.differ, {"name.differs": Severity.WARNING}),
    Check(text.foreign, {"text.foreign": Severity.WARNING}),
    Check(text.doubled, {"text.doubled": Severity.WARNING}),
    Check(marks.brackets, {"mark.bracket": Severity.WARNING}),
    Check(marks.width, {"mark.width": Severity.WARNING}),
    Check(marks.spacing, {"mark.spacing": Severity.WARNING}),
    Check(marks.style, {"mark.style": Severity.NOTE}),
    Check(coverage.numbering, {"numbering.differs": Severity.WARNING, "numbering.unmatched": Severity.WARNING}),
)
# Checks that compare all documents.
PROJECT_CHECKS: tuple[Check, ...] = (
    Check(text.length, {"text.short": Severity.WARNING, "text.long": Severity.WARNING}),
    Check(terms.deprecated, {"term.deprecated": Severity.WARNING}),
    Check(terms.varies, {"term.varies": Severity.WARNING}),
    Check(terms.missing, {"term.missing": Severity.WARNING}),
    Check(terms.admitted, {"term.admitted": Severity.NOTE}),
    Check(names.vary, {"name.varies": Severity.WARNING}),
    Check(repeats.same_source, {"repeat.source": Severity.WARNING}, early=True),
    Check(repeats.same_target, {"repeat.target": Severity.NOTE}, early=True),
    Check(repeats.near, {"repeat.near": Severity.NOTE}, early=True),
    Check(notices.seen, {}),
)
CHECKS = (*DOCUMENT_CHECKS, *PROJECT_CHECKS)
# Notices that tell how a document is laid out or was aligned, not what is wrong with its text.
QUIET = (
    "alignment.",
    "layout.",
    "text.language",
    "text.letter_spaced",
    "text.year_hyphen",
    "docx.",
    "odt.",
    "html.",
    "pdf.",
    "sheet.",
    "srx.",
)


def severity_of(name: str) -> Severity:
    """The usual severity of a finding by its name; notices of readers and aligner are warnings, on layout notes."""
    return NAMES.get(name) or (Severity.NOTE if name.startswith(QUIET) else Severity.WARNING)


NAMES: dict[str, Severity] = {name: severity for check in CHECKS for name, severity in check.names.items()}
