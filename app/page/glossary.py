"""The glossary page: every concept with its variants as bars and the sentences that show them, in one HTML file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from jinja2 import Template
from markupsafe import Markup

from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import Worded, say, say_plural, told
from duizhao.corpora.version import VERSION
from duizhao.page import offline
from duizhao.page.rendering import bilingual
from duizhao.page.templates import page_file, script_hash, template
from duizhao.page.words import PageWords
from duizhao.terminology.formats.cells import PARTS_OF_SPEECH
from duizhao.terminology.review.telling import history_sentence

if TYPE_CHECKING:
    from duizhao.terminology import Concept, Example, Glossary, Link, Term

_WORDS = 80  # characters of a sentence that find it again
EXAMPLES = 2  # sentence pairs shown for each pair of terms


@dataclass(frozen=True, slots=True)
class Bar:
    """A term with the share of its concept's uses that are its own, 0..100."""

    term: Term
    percent: int


@dataclass(frozen=True, slots=True)
class ExampleSide:
    """A side of an example: text before, term, text after, language."""

    before: str
    term: str
    after: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An example: both sides, where it stands, and the address of the place in the review page ("" without one)."""

    source: ExampleSide
    target: ExampleSide
    at: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A review page that stands beside the glossary page: its address and the documents it shows."""

    address: str
    documents: frozenset[str]

    def link(self, example: Example) -> str:
        """The address of a sentence in it: by its first words, which are the same wherever the page came from. Empty
        for a sentence of another document."""
        if example.source_at.document not in self.documents:
            return ""
        return f"{self.address}#{urlencode({'at': example.source[:_WORDS]})}"


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link between two terms with its examples."""

    link: Link
    examples: tuple[ShownExample, ...]


@dataclass(frozen=True, slots=True)
class ShownConcept:
    """A concept as the page shows it. `search` is what the search field looks in, lower case."""

    concept: Concept
    sources: tuple[Bar, ...]
    targets: tuple[Bar, ...]
    uses: tuple[ShownLink, ...]
    count: int
    search: str

    @property
    def varies(self) -> bool:
        """Whether it has more than one usable target term."""
        return sum(bar.term.status.usable for bar in self.targets) > 1

    @property
    def speech(self) -> str:
        """The part of speech, where all of its terms that have one have the same."""
        found = {bar.term.part_of_speech for bar in (*self.sources, *self.targets)} - {""}
        return found.pop() if len(found) == 1 else ""

    @property
    def remarked(self) -> tuple[Term, ...]:
        """The terms of which more is said than their status."""
        terms = [bar.term for bar in (*self.sources, *self.targets)]
        return tuple(t for t in terms if t.note or t.decided or (t.part_of_speech and not self.speech))


def entries(glossary: Glossary, review: ReviewPage | None = None) -> list[ShownConcept]:
    """The concepts of a glossary as entries, in its order; examples linked to the review page."""
    shown = []
    for concept in glossary:
        sources = concept.terms_in(glossary.source_language)
        targets = concept.terms_in(glossary.target_language)
        uses = tuple(ShownLink(link, _examples(link, glossary, review)) for link in concept.links)
        texts = [t.text for t in concept.terms] + [t.note for t in concept.terms]
        texts += [concept.domain, concept.definition, concept.definition_source, concept.note]
        count = max((t.count for t in sources), default=0)
        shown.append(ShownConcept(concept, _bars(sources), _bars(targets), uses, count, " ".join(texts).casefold()))
    return shown


def _bars(terms: tuple[Term, ...]) -> tuple[Bar, ...]:
    total = sum(t.count for t in terms) or 1
    return tuple(Bar(t, round(100 * t.count / total)) for t in terms)


def _examples(link: Link, glossary: Glossary, review: ReviewPage | None) -> tuple[ShownExample, ...]:
    return tuple(
        ShownExample(
            _sentence(example.source, example.source_span, glossary.source_language),
            _sentence(example.target, example.target_span, glossary.target_language),
            _place(example),
            review.link(example) if review else "",
        )
        for example in link.examples[:EXAMPLES]
    )


def _sentence(text: str, span: tuple[int, int], language: str) -> ExampleSide:
    start, end = span
    return ExampleSide(text[:start], text[start:end], text[end:], primary(language))


def _place(example: Example) -> str:
    first, second = str(example.source_at), str(example.target_at)
    return first if first == second or not second else f"{first} · {second}"


def _counted(shown: list[ShownConcept]) -> Worded:
    terms = sum(len(entry.concept.terms) for entry in shown)
    return say(
        "{concepts}, {terms}; {varying} with more than one translation; {decided} decided",
        concepts=say_plural("{n} concept", "{n} concepts", n=len(shown)),
        terms=say_plural("{n} term", "{n} terms", n=terms),
        varying=sum(entry.varies for entry in shown),
        decided=sum(entry.concept.decided for entry in shown),
    )


@cache
def _template() -> Template:
    return template(page_file("glossary.html.j2"), bilingual=bilingual)


def glossary_html(glossary: Glossary, title: str = "", review: ReviewPage | None = None) -> str:
    """One self-contained HTML file: search, sort, filter, variants as bars, sentences on a click. The same glossary
    gives the same bytes; nothing is loaded from anywhere, and no script runs but its own, by its hash."""
    shown = entries(glossary, review)
    head, script = page_file("head.js"), offline.with_language(page_file("glossary.js"))
    words = PageWords()
    page = _template().render(
        title=glossary.name or title or told("Glossary"),
        heading=Markup("{}").format(glossary.name or title or words.t("Glossary")),
        glossary=glossary,
        entries=shown,
        counted=words.message(_counted(shown)),
        source=primary(glossary.source_language),
        target=primary(glossary.target_language),
        speech=PARTS_OF_SPEECH,
        sentence=history_sentence,
        recipe=str(glossary.recipe) if glossary.recipe else "",
        version=VERSION,
        css=Markup(page_file("glossary.css") + page_file("language.css")),
        script=Markup(script),
        head_script=Markup(head),
        script_hashes=" ".join(map(script_hash, (head, script))),
        **words.functions((script,)),
    )
    return "\n".join(line.rstrip() for line in page.split("\n"))
