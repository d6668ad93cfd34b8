"""The page of a new document's terms: each with its translation and its places, those without one first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Template
from markupsafe import Markup

from duizhao.corpora.language.table import primary
from duizhao.corpora.version import VERSION
from duizhao.page import offline
from duizhao.page.rendering import bilingual
from duizhao.page.templates import page_file, script_hash, template
from duizhao.page.words import PageWords
from duizhao.terminology.occurrences import FoundTerm, Place

_SHOWN = 5  # places shown of a term
_AROUND = 60  # characters shown before and behind it
_WORD = 24  # characters at an end in which a blank is looked for


@cache
def _template() -> Template:
    return template(page_file("found_terms.html.j2"), bilingual=bilingual)


def around(place: Place) -> tuple[str, str, str]:
    """What stands before a term, the term, what stands behind it: whole words, with … where the text goes on."""
    start, end = place.span
    before, after = place.text[max(0, start - _AROUND) : start], place.text[end : end + _AROUND]
    if start > _AROUND:
        # Chinese may be cut anywhere.
        cut = before.find(" ", 0, _WORD)
        before = "…" + before[cut + 1 :]
    if end + _AROUND < len(place.text):
        cut = after.rfind(" ", len(after) - _WORD)
        after = (after[:cut] if cut >= 0 else after) + "…"
    return before, place.text[start:end], after


def found_html(found: Sequence[FoundTerm], document: str, language: str, there: str) -> str:
    """One self-contained HTML file, whose script only changes its language. The same terms give the same bytes."""
    script = offline.with_language(page_file("found_terms.js"))
    page = _template().render(
        found=found,
        document=document,
        own_language=primary(language),
        there=primary(there),
        missing=sum(f.translation is None for f in found),
        shown=_SHOWN,
        around_it=around,
        version=VERSION,
        script=Markup(script),
        language_css=Markup(page_file("language.css")),
        script_hashes=script_hash(script),
        **PageWords().functions((script,)),
    )
    return "\n".join(line.rstrip() for line in page.split("\n"))
