"""What each check is in a few words, and where its page is."""

from __future__ import annotations

import difflib
from pathlib import Path

from duizhao.corpora.errors import SettingsError

_PAGES = Path(__file__).parent.parent / "pages"

SUMMARIES = {
    "coverage.paragraph": "A paragraph stands on one side only",
    "coverage.sentence": "A sentence stands on one side only",
    "coverage.swallowed": "A sentence or clause of the source seems to be missing from the target",
    "number.differs": "Numbers, dates or references differ between source and target",
    "number.unit": "A figure with another currency or unit",
    "text.untranslated": "Text left in the other language",
    "text.unrelated": "The target says something else than the source",
    "text.negation": "A sentence that denies is translated without a negation",
    "text.short": "The target is too short",
    "text.long": "The target is too long",
    "name.differs": "A name or acronym of the target is not in the source",
    "name.varies": "A name spelt in two ways",
    "text.foreign": "An untranslated word inside a sentence",
    "text.doubled": "A word or mark printed twice in a row",
    "mark.bracket": "A bracket or quotation mark without its partner",
    "mark.width": "Half-width punctuation between Chinese words",
    "mark.spacing": "A space inside Chinese text",
    "mark.style": "The same thing set in two ways",
    "term.deprecated": "A rendering that the glossary has given up",
    "term.varies": "A term rendered in several ways",
    "term.missing": "A term whose usual rendering is missing in a few places",
    "term.admitted": "Several renderings in use that the glossary allows",
    "repeat.source": "One sentence translated in several ways",
    "repeat.target": "Several sentences with one translation",
    "repeat.near": "Nearly the same sentences translated quite differently",
    "numbering.differs": "A paragraph has different numbers in the two documents",
    "numbering.unmatched": "A paragraph number that one document lacks",
}


# What the notices of readers and aligner are about, by how their names begin.
_NOTICES = {
    "contents.": "The contents table and the headings differ",
    "numbering.": "A paragraph number is missing, doubled or out of order",
    "layout.": "How the document is laid out",
    "alignment.": "Where the documents are built differently",
    "text.": "How the text is set",
}


def summary_of(name: str) -> str:
    """What a check, or a notice of a reader or the aligner, is about."""
    if name in SUMMARIES:
        return SUMMARIES[name]
    return next((said for start, said in _NOTICES.items() if name.startswith(start)), "What the reader noticed")


def page_of(name: str) -> str:
    """The page of a check: its path in the repository."""
    return f"quality/pages/{_page(name)}.md"


def explanation(name: str) -> str:
    """The page of a check: what it finds, an example, the cure, and how to silence it. Raises SettingsError for a name
    that neither a check nor a reader gives."""
    if name not in SUMMARIES and not name.startswith(tuple(_NOTICES)) and name != "notices":
        near = difflib.get_close_matches(name, SUMMARIES, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise SettingsError(f"no check is called '{name}'", cure=f"{hint}Known: {', '.join(SUMMARIES)}, notices")
    return (_PAGES / f"{_page(name)}.md").read_text(encoding="utf-8")


def _page(name: str) -> str:
    return name if name in SUMMARIES else "notices"
