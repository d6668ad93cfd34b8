"""What goes over the wire, as the OpenAPI document describes it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from duizhao.server.comments import OfficeComment
from duizhao.tmx.store.found import ConcordanceLine, MemoryMatch
from duizhao.tmx.store.fragments import MemoryFragment
from duizhao.tmx.store.office import StoredUnit, UnitChange

MAX_TEXT = 10_000
"""Characters of a text that is looked up or stored."""
MAX_NUMBER = 2**53


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("no text holds the character U+0000")
    return text


Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_without_nul)]
Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_without_nul)]
LANGUAGE_CODE = r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*)?$"
LanguageCode = Annotated[str, Field(max_length=35, pattern=LANGUAGE_CODE)]


class ErrorAnswer(BaseModel):
    """What was wrong, on one line, and what to do next."""

    error: str
    cure: str = ""


class CallerAnswer(BaseModel):
    """Who asks."""

    name: str
    scope: str
    memory: str


class MemoryAnswer(BaseModel):
    """A memory of this server."""

    name: str
    documents: int
    units: int
    texts: dict[str, int] = Field(description="How many texts there are in each language.")


class DocumentAnswer(BaseModel):
    """A document of a memory."""

    document: str
    units: int
    added: str = Field(description="When it was added last, as TMX writes a time.")


class MatchAnswer(BaseModel):
    """A unit that is like the text. The score is 0 to 100, in words (Chinese: characters), as CAT tools count it."""

    score: int
    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    number: str = Field(description="The paragraph, else the unit's id in its document.")
    changed: str
    confidence: float | None
    unit: int

    @classmethod
    def of(cls, match: MemoryMatch) -> MatchAnswer:
        """From a match of a store."""
        return cls(**match._asdict())


class LookupAnswer(BaseModel):
    """The matches of one text, the best first."""

    text: str
    matches: list[MatchAnswer]


class LookupQuestion(BaseModel):
    """Texts to look up at once, in the order of a document."""

    texts: list[Text] = Field(min_length=1, max_length=500)
    language: LanguageCode = Field("", description="What they are in; guessed as en or zh without it.")
    target: LanguageCode = Field("", description="The language of the translations.")
    minimum: int = Field(70, ge=0, le=100)
    limit: int = Field(3, ge=1, le=50)


class PlaceAnswer(BaseModel):
    """A place where a phrase stands, with the texts before and after it."""

    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    number: str
    before: str
    after: str
    unit: int

    @classmethod
    def of(cls, line: ConcordanceLine) -> PlaceAnswer:
        """From a line of a concordance."""
        return cls(**line._asdict())


class ConcordanceAnswer(BaseModel):
    """The places, the newest first; `complete` says whether there are no more."""

    lines: list[PlaceAnswer]
    complete: bool
    looked: int = Field(0, description="Of a regular expression: how many texts, the newest, it was tried on.")


class FragmentAnswer(BaseModel):
    """A part of a text that stands in a unit of the memory: its place in the text, half-open in code points, and the
    part of the unit's translation that it most likely is."""

    text: str
    start: int
    end: int
    translation: str
    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    number: str
    changed: str
    unit: int

    @classmethod
    def of(cls, fragment: MemoryFragment) -> FragmentAnswer:
        """From a fragment of a store."""
        return cls(**fragment._asdict())


class TextAnswer(BaseModel):
    """A text of a unit, without inline codes."""

    language: str
    text: str


class UnitAnswer(BaseModel):
    """A unit as it is; `revision` is the number of its last change."""

    unit: int
    document: str
    position: int
    revision: int
    changed: str
    changed_by: str
    texts: list[TextAnswer]
    properties: dict[str, str]

    @classmethod
    def of(cls, stored: StoredUnit) -> UnitAnswer:
        """From a unit of a store."""
        entry = stored.entry
        return cls(
            unit=stored.unit,
            document=stored.document,
            position=stored.position,
            revision=stored.revision,
            changed=entry.date,
            changed_by=entry.attributes.get("changeid", ""),
            texts=[TextAnswer(language=variant.language, text=variant.text) for variant in entry.variants],
            properties=entry.props,
        )


class NewUnit(BaseModel):
    """A unit to add at the end of a document."""

    document: Name
    texts: list[NewText] = Field(min_length=2, max_length=20)
    properties: dict[Name, Text] = Field(default_factory=dict, max_length=50)


class NewText(BaseModel):
    """A text in a language."""

    language: LanguageCode = Field(min_length=2)
    text: Text = Field(min_length=1)


class Correction(BaseModel):
    """Other texts of a unit, by language. With `revision` it is refused where somebody else was quicker."""

    texts: list[NewText] = Field(min_length=1, max_length=20)
    revision: int | None = Field(None, ge=0, le=MAX_NUMBER)


class Reverting(BaseModel):
    """The change to take back: the unit becomes what it was before it."""

    change: int = Field(ge=1, le=MAX_NUMBER)


class ChangeAnswer(BaseModel):
    """What somebody did to a unit."""

    change: int
    unit: int
    document: str
    at: str
    who: str = Field(description="Empty for who works on the database directly.")
    what: str = Field(description="add, correct, delete or revert")
    before: list[TextAnswer] | None
    after: list[TextAnswer] | None

    @classmethod
    def of(cls, change: UnitChange) -> ChangeAnswer:
        """From a change of a store."""
        before, after = (
            None if entry is None else [TextAnswer(language=v.language, text=v.text) for v in entry.variants]
            for entry in (change.before, change.after)
        )
        return cls(
            change=change.change, unit=change.unit, document=change.document, at=change.at, who=change.who,
            what=change.what, before=before, after=after,
        )  # fmt: skip


class ImportedDocument(BaseModel):
    """A document that is in the memory now."""

    document: str
    units: int
    replaced: bool


class ImportAnswer(BaseModel):
    """What an import brought, and what it left out."""

    documents: list[ImportedDocument]
    left_out: str = ""


class NewComment(BaseModel):
    """Something to say about a unit or a concept."""

    text: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_without_nul)]


class CommentAnswer(BaseModel):
    """A comment; `settled` is empty until somebody says that it is dealt with."""

    number: int
    kind: str = Field(description="unit or concept")
    about: str = Field(description="The unit's number, or the concept's id.")
    at: str
    who: str
    text: str
    settled: str
    settled_by: str

    @classmethod
    def of(cls, comment: OfficeComment) -> CommentAnswer:
        """From a comment of a database."""
        return cls(**comment._asdict())


class TokenAnswer(BaseModel):
    """A token as it is listed: never itself."""

    number: int
    name: str
    scope: str
    memory: str
    made: str
    expires: str
    revoked: str


class AuditAnswer(BaseModel):
    """A line of the audit log."""

    at: str
    who: str
    what: str
    memory: str
    detail: str


class HealthAnswer(BaseModel):
    """Whether the server can work."""

    status: str
    version: str


NewUnit.model_rebuild()

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer, "description": what}
    for status, what in (
        (400, "The request is none"),
        (401, "No token, or none that is in use"),
        (403, "The token does not allow it"),
        (404, "There is no such thing, or the token is not for this memory"),
        (408, "The question did not come in time"),
        (409, "Somebody else was quicker, or what is to be changed is a file of the server's"),
        (413, "Too much at once"),
        (422, "Something in the question makes no sense"),
        (429, "Too many requests"),
        (501, "Something that this question needs is not installed"),
        (503, "The database is away, or there is too much to do; ask again"),
    )
}
