"""What goes over the wire about terms."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from duizhao.server.concepts import ConceptChange, StoredConcept
from duizhao.server.models import MAX_NUMBER, LanguageCode, Name, Text
from duizhao.terminology.glossary import Concept, Status, Term


class TermAnswer(BaseModel):
    """A term of a concept."""

    text: str
    language: str
    status: str
    form: str = Field(description="A TBX term type, as fullForm or acronym; mostly empty.")
    note: str


class ConceptAnswer(BaseModel):
    """A concept of the glossary."""

    id: str
    definition: str
    domain: str
    note: str
    terms: list[TermAnswer]

    @classmethod
    def of(cls, concept: Concept) -> ConceptAnswer:
        """From a concept of a glossary."""
        terms = [
            TermAnswer(text=t.text, language=t.language, status=str(t.status), form=t.form, note=t.note)
            for t in concept.terms
        ]
        return cls(id=concept.id, definition=concept.definition, domain=concept.domain, note=concept.note, terms=terms)


class RecognitionQuestion(BaseModel):
    """A text to find terms in."""

    text: Text
    language: LanguageCode = ""


class RecognizedTerm(BaseModel):
    """A term in a text: half-open span in code points, and the concepts that it may name."""

    start: int
    end: int
    text: str
    concepts: list[ConceptAnswer]


class StoredConceptAnswer(ConceptAnswer):
    """A concept that can be changed; `revision` is the number of its last change."""

    revision: int

    @classmethod
    def of_stored(cls, stored: StoredConcept) -> StoredConceptAnswer:
        """From a concept of the database."""
        return cls(**ConceptAnswer.of(stored.concept).model_dump(), revision=stored.revision)


class NewTerm(BaseModel):
    """A term of a concept."""

    text: Annotated[Text, Field(min_length=1, max_length=500, pattern=r"\S")]
    language: LanguageCode = Field(min_length=2)
    status: Status = Status.PREFERRED
    form: Annotated[Text, Field(max_length=40)] = ""
    note: Text = ""


class NewConcept(BaseModel):
    """What a concept is to be: all of its terms, definition, domain and note."""

    terms: list[NewTerm] = Field(min_length=1, max_length=100)
    definition: Text = ""
    domain: Annotated[Text, Field(max_length=300)] = ""
    note: Text = ""

    def concept(self, number: str) -> Concept:
        """As a noun, with this id."""
        terms = tuple(Term(t.text.strip(), t.language, t.status, form=t.form, note=t.note) for t in self.terms)
        return Concept(number, terms, domain=self.domain, definition=self.definition, note=self.note)


class ConceptCorrection(NewConcept):
    """The same; with `revision` it is refused where somebody else was quicker."""

    revision: int | None = Field(None, ge=0, le=MAX_NUMBER)


class AddedConcept(NewConcept):
    """A concept to add; without an id it gets one of its first term."""

    id: str = Field("", max_length=100, pattern=r"^([\w.-]+)?$")


class ConceptChangeAnswer(BaseModel):
    """What somebody did to a concept."""

    change: int
    concept: str
    at: str
    who: str
    what: str = Field(description="add, change, delete or revert")
    before: ConceptAnswer | None
    after: ConceptAnswer | None

    @classmethod
    def of(cls, change: ConceptChange) -> ConceptChangeAnswer:
        """From a change in the database."""
        before, after = (None if c is None else ConceptAnswer.of(c) for c in (change.before, change.after))
        return cls(
            change=change.change, concept=change.concept, at=change.at, who=change.who, what=change.what,
            before=before, after=after,
        )  # fmt: skip


class GlossaryImportAnswer(BaseModel):
    """What an import did to the glossary."""

    added: int
    changed: int
    same: int
    unread: list[Name] = Field(description="What the file said that a glossary has no place for.")
