"""What a check is: an entry of the catalogue, and the function that finds what the entry speaks of.

A check is one file in `quality/checks/` with its page beside it, the same name ending in `.md`:

    @as_check("number.differs", Severity.ERROR, Topic.SENSE, title="Numbers that differ", summary="Numbers … differ")
    def number_differs(context: Context) -> Iterator[Finding]:
        for pair in context.complete:
            …
            yield Finding("number.differs", message, subject, …)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from duizhao.corpora.catalogue import CATALOGUE, CatalogueEntry, Severity, Topic
from duizhao.corpora.errors import WorkError
from duizhao.corpora.saying import say
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

Find = Callable[[Context], Iterator[Finding]]


class Scope(StrEnum):
    """How much a check has to see. What looks at one document at a time runs in parallel, and is kept for documents
    that have not changed; what asks a project for its texts only may run while other processes still work on the
    documents."""

    DOCUMENT = "document"
    TEXTS = "texts"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Check:
    """A check: calling it with a context gives its findings.

    Raises WorkError for a finding that does not carry the check's own id: it would have another check's severity and
    page.
    """

    entry: CatalogueEntry
    find: Find
    scope: Scope = Scope.PROJECT

    @property
    def id(self) -> str:
        """The id that its findings carry."""
        return self.entry.id

    @property
    def about(self) -> str:
        """What it means, in a line."""
        return self.entry.summary

    def __call__(self, context: Context) -> Iterator[Finding]:
        for finding in self.find(context):
            if finding.check != self.id:
                raise WorkError(
                    say("the check {id} gave a finding of {check}", id=self.id, check=finding.check),
                    cure="Correct the check",
                )
            yield finding


def as_check(
    id: str,
    severity: Severity,
    topic: Topic = Topic.WORDING,
    *,
    title: str,
    summary: str,
    scope: Scope = Scope.PROJECT,
    page: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Callable[[Find], Check]:
    """Make a check of a function. `page` explains it in Markdown; by default it is the file beside the function's
    module, of the same name and ending in `.md`. The others are as in CatalogueEntry. Raises ValueError for an id that
    is not spelt as ids are, or that another entry of the catalogue has."""

    def made(find: Find) -> Check:
        text = page if page is not None else Path(str(sys.modules[find.__module__].__file__)).with_suffix(".md")
        entry = CatalogueEntry(id, severity, title, summary, text, topic, aliases)
        CATALOGUE.add(entry)
        return Check(entry, find, scope)

    return made


def check_of_notice(id: str, scope: Scope = Scope.PROJECT) -> Callable[[Find], Check]:
    """Make a check of a function that finds in pairs what readers notice in documents, under the notice's id."""
    return lambda find: Check(CATALOGUE[id], find, scope)
