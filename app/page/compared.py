"""The page of two glossaries side by side: what contradicts ours first, then what differs, is missing, agrees."""

from __future__ import annotations

from collections import Counter
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
from duizhao.terminology.comparing import Comparison, Relation
from duizhao.terminology.glossary import Glossary


@cache
def _template() -> Template:
    return template(page_file("compared.html.j2"), bilingual=bilingual)


def compared_html(compared: Sequence[Comparison], ours: Glossary, names: tuple[str, str]) -> str:
    """One self-contained HTML file of the comparisons, in their order; `names` are of the two glossaries. Its script
    chooses what is shown and changes its language. The same comparisons give the same bytes."""
    script = offline.with_language(page_file("compared.js"))
    counts = Counter(one.kind for one in compared)
    words = PageWords()
    page = _template().render(
        compared=compared,
        kinds=[(kind, counts[kind]) for kind in Relation if counts[kind]],
        names=names,
        source=primary(ours.source_language),
        target=primary(ours.target_language),
        source_tag=ours.source_language,
        target_tag=ours.target_language,
        version=VERSION,
        script=Markup(script),
        language_css=Markup(page_file("language.css")),
        script_hashes=script_hash(script),
        **words.functions((script,)),
    )
    return "\n".join(line.rstrip() for line in page.split("\n"))
