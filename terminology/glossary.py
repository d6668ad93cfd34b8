"""The nouns of terminology: a glossary is concepts, a concept has terms in two languages and their evidence.

All are frozen. A concept's id is stable: it is made once from the concept's first preferred source term and kept by
every merge, review and format, so that a decision finds its concept again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Locator, Recipe, Span
from duizhao.corpora.notebook import table_html
from duizhao.corpora.saying import say


class Status(StrEnum):
    """What a terminologist says of a term. KEPT is a target term that is its source term again: a name, a product, a
    command that nobody shall translate. PROPOSED waits for a decision in a concept that was already reviewed.
    REJECTED is no term at all: it stays so that no later extraction asks again, and goes nowhere else."""

    PREFERRED = "preferred"
    KEPT = "do not translate"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"
    PROPOSED = "proposed"
    REJECTED = "not a term"

    @property
    def said(self) -> str:
        """The status in words, to be said in the active language."""
        return _SAID[self]

    @classmethod
    def parse(cls, text: str) -> Status:
        """The status that a cell names, in any case, with the words other tools use. Raises SettingsError."""
        word = unicodedata.normalize("NFKC", text).strip().lower().replace("_", " ").replace("-", " ")
        word = " ".join(word.split())
        word = _STATUS_WORDS.get(word, word)
        if word in cls._value2member_map_:
            return cls(word)
        raise SettingsError(say("unknown status '{text}'", text=text), cure=say("Known: {value}", value=", ".join(cls)))

    @property
    def usable(self) -> bool:
        """Whether a translator may use the term."""
        return self not in (Status.DEPRECATED, Status.SUPERSEDED, Status.REJECTED)


_SAID = {
    Status.PREFERRED: say("preferred"),
    Status.KEPT: say("do not translate"),
    Status.ADMITTED: say("admitted"),
    Status.DEPRECATED: say("deprecated"),
    Status.SUPERSEDED: say("superseded"),
    Status.PROPOSED: say("proposed"),
    Status.REJECTED: say("not a term"),
}


# TBX and UTX words, and what reviewers write. ISO 30042 administrativeStatus: preferredTerm-admn-sts and so on.
_STATUS_WORDS = {
    "preferredterm admn sts": "preferred",
    "preferredterm": "preferred",
    "admittedterm admn sts": "admitted",
    "admittedterm": "admitted",
    "deprecatedterm admn sts": "deprecated",
    "deprecatedterm": "deprecated",
    "supersededterm admn sts": "superseded",
    "supersededterm": "superseded",
    "standardizedterm admn sts": "preferred",
    "regulatedterm admn sts": "preferred",
    "legalterm admn sts": "preferred",
    "proposedterm": "proposed",
    # ISO 12620 normativeAuthorization, and TBX-Min.
    "standardizedterm": "preferred",
    "regulatedterm": "preferred",
    "legalterm": "preferred",
    "not recommended": "deprecated",
    "notrecommended": "deprecated",
    "obsolete": "superseded",
    "approved": "preferred",
    "dnt": "do not translate",
    "donottranslate": "do not translate",
    "untranslatable": "do not translate",
    "kept": "do not translate",
    "不译": "do not translate",
    "保留原文": "do not translate",
    "valid": "preferred",
    "allowed": "admitted",
    "accepted": "admitted",
    "non standard": "admitted",
    "forbidden": "deprecated",
    "rejected": "deprecated",
    "provisional": "proposed",
    "unverified": "proposed",
    "new": "proposed",
    "draft": "proposed",
    "pending": "proposed",
    "for review": "proposed",
    "under review": "proposed",
    "do not use": "deprecated",
    "donotuse": "deprecated",
    "prohibited": "deprecated",
    "banned": "deprecated",
    "废弃": "deprecated",
    "推荐": "preferred",
    "首选": "preferred",
    "允许": "admitted",
    "可用": "admitted",
    "弃用": "deprecated",
    "禁用": "deprecated",
    "被取代": "superseded",
    "建议": "proposed",
    "no term": "not a term",
    "非术语": "not a term",
    "不是术语": "not a term",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence pair in which a source and a target term meet. Spans are code points of the two texts."""

    source: str
    target: str
    source_span: Span
    target_span: Span
    source_at: Locator
    target_at: Locator
    confidence: float | None = None

    def marked(self, opening: str = "【", closing: str = "】") -> tuple[str, str]:
        """Both sentences with the terms between marks."""
        out = []
        for text, (start, end) in ((self.source, self.source_span), (self.target, self.target_span)):
            out.append(f"{text[:start]}{opening}{text[start:end]}{closing}{text[end:]}")
        return out[0], out[1]


@dataclass(frozen=True, slots=True)
class Term:
    """One name of a concept in one language.

    `status` of an undecided term is what extraction proposes; `reviewer` and `date` (ISO 8601 day) are set when a
    person has decided. `form` is a TBX term type: `fullForm`, `abbreviation`, `acronym`, `shortForm`, `variant`,
    `phrase`, or empty. `count` is how many sentence pairs of the texts contain it, `documents` how many documents.
    `implied`: the file said no status, so that the first term of a language counts as preferred, others as admitted.
    """

    text: str
    language: str
    status: Status = Status.PREFERRED
    part_of_speech: str = ""
    form: str = ""
    count: int = 0
    documents: int = 0
    note: str = ""
    reviewer: str = ""
    date: str = ""
    implied: bool = field(default=False, compare=False)

    @property
    def decided(self) -> bool:
        """Whether a person has decided on this term."""
        return bool(self.reviewer or self.date)


@dataclass(frozen=True, slots=True)
class Link:
    """The evidence that a target term renders a source term: in how many sentence pairs, how surely (0..1), where.

    `first` is the earliest place; `examples` are sentence pairs with both terms, the best one first; `by_document` is
    the count of each document that the evidence comes from, so that several memories add up and stay apart.
    """

    source: str
    target: str
    count: int = 0
    documents: int = 0
    confidence: float | None = None
    first: Locator | None = None
    examples: tuple[Example, ...] = ()
    by_document: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its terms (the preferred first in each language) and the links between them. `history` says what
    was decided about it, a line each, the oldest first; `definition_source` where the definition is from."""

    id: str
    terms: tuple[Term, ...]
    links: tuple[Link, ...] = ()
    domain: str = ""
    definition: str = ""
    note: str = ""
    history: tuple[str, ...] = ()
    definition_source: str = ""

    def terms_in(self, language: str) -> tuple[Term, ...]:
        """The terms of a language (`zh` finds `zh-CN`), preferred first."""
        code = primary(language)
        found = [t for t in self.terms if primary(t.language) == code]
        order = list(Status)
        return tuple(sorted(found, key=lambda t: order.index(t.status)))

    def preferred(self, language: str) -> Term | None:
        """The term to use: the preferred one, else the first that may be used, else None."""
        terms = [t for t in self.terms_in(language) if t.status.usable]
        return terms[0] if terms else None

    def link(self, source: str, target: str) -> Link | None:
        """The link between two texts of this concept."""
        return next((x for x in self.links if x.source == source and x.target == target), None)

    def keeps(self, language: str) -> bool:
        """Whether a term of a language says that the concept is not translated into it."""
        return any(t.status is Status.KEPT for t in self.terms_in(language))

    @property
    def rejected(self) -> bool:
        """Whether a person has said that it is no term at all."""
        return bool(self.terms) and all(t.status is Status.REJECTED for t in self.terms)

    @property
    def count(self) -> int:
        """In how many sentence pairs the concept was seen in both languages (links may overlap)."""
        return sum(x.count for x in self.links)

    @property
    def decided(self) -> bool:
        """Whether a person has decided on any of its terms."""
        return any(t.decided for t in self.terms)


@dataclass(frozen=True, slots=True, repr=False)
class Glossary:
    """Concepts, best first. Ids are unique; the source language is the one the evidence reads from. `unread` names what
    the file said that a glossary has no place for."""

    concepts: tuple[Concept, ...] = ()
    source_language: str = "en"
    target_language: str = "zh-CN"
    name: str = ""
    recipe: Recipe | None = None
    unread: tuple[str, ...] = field(default=(), compare=False)
    _by_id: Mapping[str, Concept] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        table: dict[str, Concept] = {}
        for concept in self.concepts:
            if concept.id in table:
                raise SettingsError(
                    say("two concepts have the id '{concept}'", concept=concept.id), cure="Give one of them another id"
                )
            table[concept.id] = concept
        object.__setattr__(self, "_by_id", table)

    def __len__(self) -> int:
        return len(self.concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __repr__(self) -> str:
        count = f"{len(self.concepts)} concept{'s' * (len(self.concepts) != 1)}"
        return f"<Glossary: {count}, {self.source_language} → {self.target_language}>"

    def _repr_html_(self) -> str:
        tags = (self.source_language, self.target_language)
        rows = (tuple(", ".join(t.text for t in c.terms_in(tag)) for tag in tags) for c in self.concepts)
        return table_html(repr(self)[1:-1], tags, rows, len(self.concepts))

    def get(self, concept_id: str) -> Concept | None:
        """The concept with this id."""
        return self._by_id.get(concept_id)

    def without_rejected(self) -> Glossary:
        """The same glossary without what is "not a term": what translators and programs are given. A term whose every
        translation is none is none itself: a table says so of the translation alone."""
        kept = []
        for concept in self:
            terms = tuple(t for t in concept.terms if t.status is not Status.REJECTED)
            if len(terms) == len(concept.terms):
                kept.append(concept)
            elif {t.language for t in terms} == {t.language for t in concept.terms}:
                texts = {t.text for t in terms}
                links = tuple(x for x in concept.links if x.source in texts and x.target in texts)
                kept.append(replace(concept, terms=terms, links=links))
        return self.with_concepts(kept)

    def with_concepts(self, concepts: Iterable[Concept]) -> Glossary:
        """The same glossary with other concepts."""
        return replace(self, concepts=tuple(concepts))


def fold(text: str) -> str:
    """What two spellings of one term share, for comparing: NFKC, lower case, plain quotes and hyphens, no spaces
    between Chinese characters, no 《》.

    >>> fold("《２０３０ 年议程》") == fold("2030年议程")
    True
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-").replace("‑", "-")
    text = re.sub(r"[《》〈〉“”\"]", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def concept_id(text: str, taken: Iterable[str] = ()) -> str:
    """A stable id from a term: `c-decent-work`, with `-2`, `-3` when taken; a digest where no Latin letters help.

    The leading `c-` keeps spreadsheets from reading an id as a number or a date and makes it a valid XML id.

    >>> concept_id("Decent Work"), concept_id("decent work", {"c-decent-work"}), concept_id("体面劳动")
    ('c-decent-work', 'c-decent-work-2', 'c-6267179e')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].rstrip("-")
    if len(slug) < 2:
        slug = hashlib.sha256(fold(text).encode()).hexdigest()[:8]
    taken = taken if isinstance(taken, set | frozenset | dict) else set(taken)
    base = name = f"c-{slug}"
    number = 2
    while name in taken:
        name = f"{base}-{number}"
        number += 1
    return name
