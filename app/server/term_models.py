"""What goes over the wire about terms."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, Field

from duizhao.server.concepts import ConceptChange, StoredConcept
from duizhao.server.models import MAX_NUMBER, LanguageCode, Name, Text
from duizhao.terminology.formats.cells import part_of_speech
from duizhao.terminology.glossary import Concept, Status, Term


class TermAnswer(BaseModel):
    """A term of a concept."""

    text: str
    language: str
    status: str
    form: str = Field(description="A TBX term type, as fullForm or acronym; mostly empty.")
    part_of_speech: str
    note: str
    reviewer: str = Field(description="Who decided on it; empty where nobody did.")
    date: str = Field(description="On which day, ISO 8601.")

    @classmethod
    def of(cls, term: Term) -> TermAnswer:
        """From a term of a glossary."""
        return cls(
            text=term.text, language=term.language, status=str(term.status), form=term.form,
            part_of_speech=term.part_of_speech, note=term.note, reviewer=term.reviewer, date=term.date,
        )  # fmt: skip


class ConceptAnswer(BaseModel):
    """A concept of the glossary."""

    id: str
    definition: str
    definition_source: str
    domain: str
    note: str
    terms: list[TermAnswer]
    history: list[str] = Field(description="What was decided about it, a line each, the oldest first.")

    @classmethod
    def of(cls, concept: Concept) -> ConceptAnswer:
        """From a concept of a glossary."""
        return cls(
            id=concept.id, definition=concept.definition, definition_source=concept.definition_source,
            domain=concept.domain, note=concept.note, terms=[TermAnswer.of(term) for term in concept.terms],
            history=list(concept.history),
        )  # fmt: skip


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
    joined: bool = Field(False, description="Whether somebody had added it already, and it is theirs now, too.")

    @classmethod
    def of_stored(cls, stored: StoredConcept) -> StoredConceptAnswer:
        """From a concept of the database."""
        return cls(**ConceptAnswer.of(stored.concept).model_dump(), revision=stored.revision, joined=stored.joined)


class NewTerm(BaseModel):
    """A term of a concept."""

    text: Annotated[Text, Field(min_length=1, max_length=500, pattern=r"\S")]
    language: LanguageCode = Field(min_length=2)
    status: Status = Status.PREFERRED
    form: Annotated[Text, Field(max_length=40)] = ""
    part_of_speech: Annotated[Text, Field(max_length=40)] | None = Field(None, description="Left out, it stays.")
    note: Text = ""

    def onto(self, old: Term | None) -> Term:
        """As a noun, with what is known of the term already: its counts, who decided, its part of speech."""
        known = old or Term(self.text.strip(), self.language)
        speech = known.part_of_speech if self.part_of_speech is None else part_of_speech(self.part_of_speech)
        return replace(known, status=self.status, form=self.form, note=self.note, part_of_speech=speech)


class NewConcept(BaseModel):
    """What a concept is to be: all of its terms, definition, domain and note."""

    terms: list[NewTerm] = Field(min_length=1, max_length=100)
    definition: Text = ""
    definition_source: Text | None = Field(None, description="Left out, it stays as long as the definition does.")
    domain: Annotated[Text, Field(max_length=300)] = ""
    note: Text = ""

    def onto(self, old: Concept) -> Concept:
        """As a noun: a concept as it was, with what is said here."""
        known = {(term.language, term.text): term for term in old.terms}
        stays = old.definition_source if self.definition == old.definition else ""
        return replace(
            old,
            terms=tuple(term.onto(known.get((term.language, term.text.strip()))) for term in self.terms),
            definition=self.definition,
            definition_source=stays if self.definition_source is None else self.definition_source,
            domain=self.domain,
            note=self.note,
        )


class ConceptCorrection(NewConcept):
    """The same; with `revision` it is refused where somebody else was quicker."""

    revision: int | None = Field(None, ge=0, le=MAX_NUMBER)


class AddedConcept(NewConcept):
    """A concept to add; without an id it gets one of its first term."""

    id: str = Field("", max_length=100, pattern=r"^([\w.-]+)?$")
    apart: bool = Field(False, description="A concept of its own, though another has its first term: a homonym.")


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
