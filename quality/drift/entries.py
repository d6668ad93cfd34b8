"""The entries of the catalogue for drift. `duizhao.quality` puts them in when it is imported."""

from __future__ import annotations

from duizhao.corpora.catalogue import CATALOGUE, CatalogueEntry, Severity, Topic

_HOW = """
For each sentence of the translation, Git's history says when it was last touched; what the original said then is
compared with what it says now. A commit that touched only other sentences proves nothing for this one.

## Cure

{}
"""


def _entry(id: str, severity: Severity, title: str, summary: str, more: str, cure: str) -> CatalogueEntry:
    page = f"{more}\n{_HOW.format(cure)}"
    return CatalogueEntry(f"drift.{id}", severity, title, summary, page, Topic.SENSE)


_ACCEPT = "if it is up to date after all, record that with `duizhao drift --accept`."
ENTRIES = (
    _entry(
        "changed",
        Severity.WARNING,
        "Translations that are out of date",
        "The original of a sentence has changed since it was translated",
        "The words that changed, the sentence as it was, as it is, its translation and the commit are told.",
        f"Bring the translation up to date; {_ACCEPT}",
    ),
    _entry(
        "added",
        Severity.WARNING,
        "Sentences that were added and not translated",
        "A sentence of the original has no translation",
        "It came into the original after the translation was made, or was never translated.",
        f"Translate it; {_ACCEPT}",
    ),
    _entry(
        "removed",
        Severity.WARNING,
        "Translations of what is gone",
        "The original of a translated sentence was removed",
        "The translation says what the original no longer says.",
        f"Remove it from the translation; {_ACCEPT}",
    ),
    _entry(
        "unsourced",
        Severity.WARNING,
        "Translations of nothing",
        "A sentence of the translation was not in the original when it was written",
        "Nothing in the original of that time corresponds to it: a note of the translator, or another version.",
        f"Remove it, or add it to the original; {_ACCEPT}",
    ),
    _entry(
        "moved",
        Severity.NOTE,
        "Sentences that stand elsewhere now",
        "The original has a sentence in another place than the translation",
        "The sentence itself is the same.",
        "Move it in the translation.",
    ),
    _entry(
        "spelling",
        Severity.NOTE,
        "Originals whose spelling changed",
        "Only spelling, case or punctuation of the original changed",
        "Numbers, negations and one dictionary word in place of another are never taken for spelling.",
        "Nothing, where the translation still says the same.",
    ),
)
CATALOGUE.add(*ENTRIES)
