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
from duizhao.terminology.occurrences import FoundTerm

_SHOWN = 5  # places shown of a term


@cache
def _template() -> Template:
    return template(page_file("found_terms.html.j2"), bilingual=bilingual)


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
        version=VERSION,
        script=Markup(script),
        language_css=Markup(page_file("language.css")),
        script_hashes=script_hash(script),
        **PageWords().functions((script,)),
    )
    return "\n".join(line.rstrip() for line in page.split("\n"))
