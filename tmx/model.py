"""What a translation memory is made of: header, entries (tu), variants (tuv), inline codes, props and notes.

Everything TMX 1.1 to 1.4b can say has a place here, unknown attributes and elements included, so that reading and
writing lose nothing. The nouns are named tuples and not dataclasses because a memory may hold a million entries and a
tuple is made three times as fast. Attributes are mappings of names as they stand in XML (`xml:lang`, `o-encoding`)
to text; nobody may change one after it was made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from duizhao.corpora.language.table import counterparts, primary, script_of_tag

NONE: Mapping[str, str] = {}
"""No attributes. Shared, never changed."""

# XML 1.0 (fifth edition), production 2: what is not a Char. Lone surrogates can stand in a Python string.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """A text without what XML cannot hold; half a surrogate pair, which a PDF may hold, as �."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return ILLEGAL.sub("", text)


CODE_TAGS = frozenset({"bpt", "ept", "ph", "it", "hi", "sub", "ut"})
"""The inline elements of TMX 1.4. `hi` holds text of the segment; all others native code, and `sub` within them."""


class Element(NamedTuple):
    """An inline code (`bpt`, `ept`, `ph`, `it`, `hi`, `sub`, `ut`), a `ude`, or an element TMX does not know."""

    tag: str
    attributes: Mapping[str, str] = NONE
    content: Content = ()


Content: TypeAlias = "tuple[str | Element, ...]"
"""Mixed content in order. Normal form: no empty strings, no two strings side by side (see `content`)."""


class Prop(NamedTuple):
    """A property of a header, an entry or a variant: `type` says which."""

    type: str
    text: str
    attributes: Mapping[str, str] = NONE


class Note(NamedTuple):
    """A remark meant for people."""

    text: str
    attributes: Mapping[str, str] = NONE


class Comment(NamedTuple):
    """An XML comment that stood among the props and notes, or before an entry."""

    text: str


Extra: TypeAlias = Prop | Note | Comment | Element
"""What may stand before the variants of an entry, or before the segment of a variant, in order."""


def content(*parts: str | Element) -> Content:
    """Mixed content in its normal form: neighbouring strings joined, empty ones dropped.

    >>> content("a", "", "b", Element("ph"), "c")
    ('ab', Element(tag='ph', attributes={}, content=()), 'c')
    """
    out: list[str | Element] = []
    for part in parts:
        if isinstance(part, str):
            if not part:
                continue
            if out and isinstance(out[-1], str):
                out[-1] += part
                continue
        out.append(part)
    return tuple(out)


def plain(parts: Content) -> str:
    """The text a translator reads: strings and what `hi` marks, without native codes and what is in them."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return "".join([part if part.__class__ is str else _read(part) for part in parts])  # type: ignore[arg-type]


def _read(code: Element) -> str:
    """What a translator reads of an element."""
    return plain(code.content) if code.tag == "hi" or code.tag not in CODE_TAGS else ""


def codes(parts: Content) -> Iterator[Element]:
    """The inline codes of a content in document order, with those inside `hi` and `sub`."""
    for part in parts:
        if isinstance(part, Element):
            yield part
            yield from codes(part.content)


class Variant(NamedTuple):
    """A text in one language (tuv). `language` is `xml:lang`, or `lang` in old files; "" where neither is given."""

    language: str
    content: Content
    attributes: Mapping[str, str] = NONE
    extras: tuple[Extra, ...] = ()

    @property
    def text(self) -> str:
        """The text without inline codes."""
        parts = self[1]  # the content; by its place, because a million times are many
        if len(parts) == 1:
            part = parts[0]
            if part.__class__ is str:
                return part
        return plain(parts)

    def prop(self, type_: str) -> str | None:
        """The text of the first property of this type."""
        return _prop(self.extras, type_)


class Entry(NamedTuple):
    """A unit of a memory (tu): the same text in two or more languages.

    `before` are the comments that stood in front of it.
    """

    variants: tuple[Variant, ...]
    attributes: Mapping[str, str] = NONE
    extras: tuple[Extra, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def props(self) -> dict[str, str]:
        """The properties by type; of several of one type, the first."""
        found: dict[str, str] = {}
        for extra in self.extras:
            if isinstance(extra, Prop):
                found.setdefault(extra.type, extra.text)
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """The texts of the notes."""
        return tuple(extra.text for extra in self.extras if isinstance(extra, Note))

    @property
    def date(self) -> str:
        """When the entry was last changed, else made, as TMX writes it (`20250131T120000Z`); "" where unknown.

        Of the dates on the entry and on its variants the latest counts: tools differ in where they write it.
        """
        for name in ("changedate", "creationdate"):
            latest = self.attributes.get(name, "")
            for variant in self.variants:
                if variant.attributes and (date := variant.attributes.get(name, "")) > latest:
                    latest = date
            if latest:
                return latest
        return ""

    def prop(self, type_: str) -> str | None:
        """The text of the first property of this type."""
        return _prop(self.extras, type_)

    def variant(self, language: str) -> Variant | None:
        """The first variant in this language: by equal tags, else by equal primary subtags (`en` finds `en-GB`)."""
        return find_variant(self.variants, language)


def _prop(extras: Iterable[Extra], type_: str) -> str | None:
    for extra in extras:
        if isinstance(extra, Prop) and extra.type == type_:
            return extra.text
    return None


def same_language(one: str, other: str) -> bool:
    """Whether two tags name the same language, whatever their regions (`zh_TW` and `zh` do)."""
    return one.replace("_", "-").split("-")[0].lower() == other.replace("_", "-").split("-")[0].lower()


def answers(tag: str, wanted: str) -> bool:
    """Whether a text with this tag may stand where a language was asked for: it is the same, whatever its region, and
    not Chinese in the other script.

    >>> answers("en-GB", "en-US"), answers("zh-TW", "zh"), answers("zh-TW", "zh-HK"), answers("zh-TW", "zh-CN")
    (True, True, True, False)
    """
    scripts = {script_of_tag(tag), script_of_tag(wanted)} - {None}
    return same_language(tag, wanted) and len(scripts) < 2


def find_variant(variants: Iterable[Variant], language: str) -> Variant | None:
    """The first variant in this language: by equal tags, else by equal primary subtags."""
    wanted = language.lower()
    close: Variant | None = None
    for variant in variants:
        tag = variant.language
        if tag == language or tag.lower() == wanted:
            return variant
        if close is None and tag and same_language(tag, language):
            close = variant
    return close


def confidence(entry: Entry) -> float | None:
    """The confidence (0..1) that an aligner wrote; None where there is none."""
    return read_confidence(entry.prop("x-confidence"))


def read_confidence(text: str | None) -> float | None:
    """A confidence (0..1) as a property says it; None for anything else."""
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value <= 1 else None


def sides(entry: Entry, source: str, target: str = "") -> tuple[Variant, Variant] | None:
    """The source and target variants of an entry; None where it lacks one.

    `source` "" or `*all*` takes the entry's own `srclang`, else its first variant; of several languages the first of
    the language table (English) where there is one. `target` "" is the first variant in a language that the source's is
    paired with (Chinese for English), wherever it stands among those of other languages, or else the first in another
    language than the source's.
    """
    variants = entry.variants
    if not source or source == "*all*":
        source = entry.attributes.get("srclang", "")
        if source == "*all*":
            source = ""
    if not source and len(variants) > 2:
        source = next((code for code in counterparts("") if find_variant(variants, code)), "")
    first = find_variant(variants, source) if source else (variants[0] if variants else None)
    if first is None:
        return None
    others = [variant for variant in variants if variant is not first]
    if target:
        second = find_variant(others, target)
    elif len(others) > 1 and (paired := _paired(first, others)):
        second = paired
    else:
        different = (v for v in others if v.language.lower() != first.language.lower())
        second = next(different, None)
    return (first, second) if second else None


def target_of(entries: Iterable[Entry], source: str) -> str:
    """The language of the translations, as most of them write it; "" where `sides` gives but one for all units.

    Of several it is the one that the source's is paired with (Chinese for English), else the commonest: a unit of a
    memory in six languages that lacks the Chinese has no translation, it is not the French that is meant.
    """
    found: Counter[tuple[str, str]] = Counter()
    several = False
    for entry in entries:
        if both := sides(entry, source):
            several = several or len(entry.variants) > 2
            others = {variant.language for variant in entry.variants if variant is not both[0]}
            found.update((both[0].language, tag) for tag in others if not same_language(tag, both[0].language))
    if not several and len({primary(target) for _, target in found}) < 2:
        return ""
    # In no unit's own order: zh-CN before zh-TW where there are as many of both.
    ordered = sorted(found, key=lambda pair: (-found[pair], pair))
    if not ordered:
        return ""
    first, commonest = ordered[0]
    tags = (tag for code in counterparts(first) for _, tag in ordered if primary(tag) == code)
    return next(tags, commonest)


def _paired(variant: Variant, others: Sequence[Variant]) -> Variant | None:
    """The first of the others in a language that this one's is paired with."""
    found = (find_variant(others, code) for code in counterparts(variant.language))
    return next((one for one in found if one is not None), None)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a memory and what surrounds it.

    `extras` are notes, props, `ude` elements and comments in order; `root` the attributes of `tmx` besides its version
    (name spaces); `preamble` the comments before the first entry that stood outside the header; `version` is what the
    file said it was (what we write is always 1.4, so it does not count in comparisons).
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()
    root: Mapping[str, str] = field(default_factory=dict)
    preamble: tuple[str, ...] = ()
    version: str = field(default="1.4", compare=False)

    @property
    def source_language(self) -> str:
        """`srclang`; "" where it is missing, `*all*` where any language may be the source."""
        return self.attributes.get("srclang", "")

    def prop(self, type_: str) -> str | None:
        """The text of the first property of this type."""
        return _prop(self.extras, type_)
