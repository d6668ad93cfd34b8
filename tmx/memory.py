"""A translation memory in hand: from aligned pairs, from a file, to a file, back to pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, overload

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.frames import to_pandas
from duizhao.corpora.model import Locator, Notice, Pair, Recipe
from duizhao.corpora.notebook import SHOWN, table_html
from duizhao.corpora.saying import say
from duizhao.corpora.version import VERSION
from duizhao.tmx.locators import locator_props, read_locator
from duizhao.tmx.model import (
    ILLEGAL,
    Entry,
    Extra,
    Header,
    Note,
    Prop,
    Variant,
    confidence,
    content,
    same_language,
    target_of,
)
from duizhao.tmx.model import sides as sides  # where others look for it
from duizhao.tmx.pair import pair_of
from duizhao.tmx.xml.reader import Reader
from duizhao.tmx.xml.writer import output, write_to

if TYPE_CHECKING:
    import pandas

SEGMENT_TYPES = ("sentence", "paragraph", "phrase", "block")

# ISO 639-1 codes with an optional script and region (BCP 47). OmegaT does not take the three-letter codes and
# underscores that other tools write, Trados and memoQ match the region exactly.
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?\Z")


def check_language(tag: str) -> str:
    """The tag, if every CAT tool takes it (`en`, `en-GB`, `zh-CN`, `zh-Hans`). Raises SettingsError."""
    if not _LANGUAGE.match(tag):
        raise SettingsError(
            say("'{tag}' is not a language code that CAT tools take", tag=tag),
            cure="Use codes such as en, en-GB, zh-CN, zh-Hans: two letters, hyphens, region in capitals",
        )
    return tag


def canonical(tag: str) -> str:
    """A language code as it is written in BCP 47, where only its letters' case and its `_` are not: `zh_cn` is zh-CN.

    >>> canonical("zh_cn"), canonical("zh-hant-tw"), canonical("en"), canonical("x-none")
    ('zh-CN', 'zh-Hant-TW', 'en', 'x-none')
    """
    first, *rest = tag.replace("_", "-").split("-")
    made = "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])
    return made if _LANGUAGE.match(made) else tag


def tmx_date(moment: datetime) -> str:
    """A moment as TMX writes it: `20250131T120000Z`, in UTC. A moment without time zone is taken as UTC."""
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).strftime("%Y%m%dT%H%M%SZ")


def parse_date(text: str) -> datetime | None:
    """A TMX date; None where it is missing or not one."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, repr=False)
class Memory:
    """A translation memory: header and entries.

    `trailer` are comments after the last entry. `notices` say what was done in making it: characters that XML cannot
    hold. Writing and reading again gives an equal memory (`notices` aside).
    """

    header: Header
    entries: tuple[Entry, ...]
    trailer: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Memory: ...
    def __getitem__(self, index: int | slice) -> Entry | Memory:
        """An entry by its place, from 0; of a slice, a memory of these entries."""
        return replace(self, entries=self.entries[index]) if isinstance(index, slice) else self.entries[index]

    def __repr__(self) -> str:
        return f"<Memory: {len(self.entries)} entries, source language {self.source_language or 'unknown'}>"

    def _repr_html_(self) -> str:
        some = replace(self, entries=self.entries[:SHOWN]).pairs() if self.source_language else ()
        rows = (("" if p.confidence is None else f"{p.confidence:.2f}", p.source, p.target) for p in some)
        return table_html(repr(self)[1:-1], ("confidence", "source", "target"), rows, len(self.entries))

    def to_pandas(self) -> pandas.DataFrame:
        """The entries that have both languages as `corpora.to_pandas` gives them. Raises MissingExtraError."""
        return to_pandas(self.pairs())

    @property
    def source_language(self) -> str:
        """The header's `srclang`; "" where it is missing, `*all*` where every language may be the source."""
        return self.header.source_language

    @property
    def omissions(self) -> int:
        """How many pairs had an empty side and were therefore not written (TMX has no omissions)."""
        text = self.header.prop("x-omissions") or ""
        return int(text) if text.isdecimal() else 0

    @property
    def left_out(self) -> tuple[int, int] | None:
        """How many sentences and units of the source had no translation when the memory was made; None where the
        header does not say."""
        props = [[e.text for e in self.header.extras if isinstance(e, Prop) and e.type == name] for name in LEFT_OUT]
        if props[0] == ["0"] and not props[1] and not props[2]:
            return 0, 0
        # A header that was merged of several says each figure once or more, and which belong together is not known.
        if any(len(texts) != 1 or not texts[0].isdecimal() for texts in props):
            return None
        return int(props[1][0]), int(props[2][0])

    @classmethod
    def from_pairs(
        cls,
        pairs: Iterable[Pair],
        source_language: str = "en",
        target_language: str | Callable[[Pair], str] = "zh-CN",
        *,
        recipe: Recipe | str | None = None,
        segment_type: str = "sentence",
        context: bool = True,
        date: datetime | None = None,
        user: str = "",
        notes: Sequence[str] = (),
        signatures: Sequence[tuple[str, str] | None] = (),
    ) -> Memory:
        """A memory of aligned pairs, in their order.

        A pair with an empty side is an omission: counted in the header (`x-omissions`), not written. `recipe` goes into
        the header. `context` writes the neighbouring source texts (`x-context-pre`, `x-context-post`), by which memoQ
        and others tell a context match from a plain one. `date` and `user` go on every entry; without them the same
        pairs give the same bytes at any time. `signatures` say of each pair who confirmed it and when (ISO 8601), None
        where nobody did: they become `changeid` and `changedate` of its entry. Give region codes (`en-GB`, `zh-CN`) for
        Trados and memoQ, which match them; a function gives the target's where a memory holds several (simplified and
        traditional Chinese). Raises SettingsError for a code that CAT tools do not take or an unknown segment type.
        """
        check_language(source_language)
        if isinstance(target_language, str):
            check_language(target_language)
            tag = target_language
            spoken: Callable[[Pair], str] = lambda _: tag  # noqa: E731
        else:
            spoken = target_language
        if segment_type not in SEGMENT_TYPES:
            raise SettingsError(
                say("'{name}' is not a segment type", name=segment_type),
                cure=say("Known segment types: {known}", known=", ".join(SEGMENT_TYPES)),
            )
        notices: list[Notice] = []
        found = [_legal(pair, notices) for pair in pairs]
        kept = [pair for pair in found if pair.complete]
        common = {"creationdate": tmx_date(date), "changedate": tmx_date(date)} if date else {}
        if user:
            common["creationid"] = common["changeid"] = user
        contexts = _contexts(found) if context else {}
        signed = {id(pair): said for pair, said in zip(found, signatures, strict=True) if said} if signatures else {}
        entries = tuple(
            _entry(
                pair,
                source_language,
                check_language(spoken(pair)),
                {**common, **_signature(signed[id(pair)])} if id(pair) in signed else common,
                contexts.get(id(pair), ()),
            )
            for pair in kept
        )
        fields = {
            "creationtool": "duizhao",
            "creationtoolversion": VERSION,
            "segtype": segment_type,
            "o-tmf": "duizhao",
            "adminlang": "en",
            "srclang": source_language,
            "datatype": "plaintext",
        }
        if date:
            fields["creationdate"] = tmx_date(date)
        if user:
            fields["creationid"] = user
        extras = [*map(Note, notes), *_made_of(found, len(kept), recipe)]
        return cls(Header(fields, tuple(extras)), entries, notices=tuple(notices))

    @classmethod
    def read(cls, path: str | Path) -> Memory:
        """A whole memory from a file (`-`: standard input). For large ones use `tmx.read_entries`, which streams.

        Raises InputError where it cannot be read, with line and unit.
        """
        with Reader(path) as reader:
            entries = tuple(reader)
            return cls(reader.header, entries, reader.trailer)

    def write(self, path: str | Path, *, level: int = 2) -> None:
        """Write the memory as TMX 1.4, whole or not at all (`-`: standard output; a name ending in .gz: compressed).

        Level 2 writes inline codes, level 1 only the text. Raises OutputError.
        """
        if self.trailer:
            from duizhao.tmx.xml.writer import Writer

            with output(path) as stream:
                writer = Writer(stream, self.header, level=level)
                for entry in self.entries:
                    writer.add(entry)
                writer.close(self.trailer)
            return
        with write_to(path, self.header, level=level) as writer:
            for entry in self.entries:
                writer.add(entry)

    def pairs(self, source_language: str = "", target_language: str = "") -> tuple[Pair, ...]:
        """The entries as pairs with their locators and confidence.

        Without languages: the header's source language, and the one that `target_of` finds, in either script of
        Chinese. A target language that is asked for is answered by no other script (`tmx.pair.pair_of`). Entries
        without both are left out. Inline codes are not part of the texts.
        """
        between = self._between(source_language, target_language)
        return tuple(_pair(entry, *both) for entry in self.entries if (both := between(entry)))

    def _between(self, source_language: str, target_language: str) -> Callable[[Entry], tuple[Variant, Variant] | None]:
        """What finds the two texts of an entry, see `pairs`."""
        if target_language:
            return pair_of(self.entries, self.source_language, source_language, target_language).between
        source = source_language or self.source_language
        target = target_of(self.entries, source)
        return lambda entry: sides(entry, source, target)

    def languages_of_pairs(self, source_language: str = "", target_language: str = "") -> tuple[str, str]:
        """The languages of what `pairs` of these gives, as most units write them."""
        found = pair_of(self.entries, self.source_language, source_language, target_language)
        return found.source, found.target

    def further_languages(self, source_language: str = "", target_language: str = "") -> tuple[str, ...]:
        """The languages of texts that `pairs` of these languages leaves aside, sorted: of six, four."""
        between = self._between(source_language, target_language)
        found: set[str] = set()
        paired: set[str] = set()
        for entry in self.entries:
            both = between(entry)
            paired.update(variant.language for variant in both or ())
            if len(entry.variants) > 2 or not both:
                found.update(variant.language for variant in entry.variants)
        return tuple(sorted(one for one in found if not any(same_language(one, other) for other in paired)))

    def split(self, threshold: float) -> tuple[Memory, Memory]:
        """Reviewed and unreviewed: entries with a confidence of at least `threshold` (0..1), and the others.

        An entry without confidence was written by a person and counts as reviewed.
        """
        sure = tuple(
            entry for entry in self.entries if (confidence(entry) or 0) >= threshold or confidence(entry) is None
        )
        rest = tuple(entry for entry in self.entries if (c := confidence(entry)) is not None and c < threshold)
        return replace(self, entries=sure), replace(self, entries=rest)


def _signature(said: tuple[str, str]) -> dict[str, str]:
    """Who confirmed a pair and when, as attributes of its entry; what is not known, or no date, is left out."""
    who, when = said
    found = {"changeid": ILLEGAL.sub("", who)} if who else {}
    with suppress(ValueError):
        found["changedate"] = tmx_date(datetime.fromisoformat(when))
    return found


def entry_pair(entry: Entry, source: str, target: str = "") -> Pair | None:
    """An entry as a pair; None where it lacks one of the languages."""
    both = sides(entry, source, target)
    return _pair(entry, *both) if both else None


def _pair(entry: Entry, source: Variant, target: Variant) -> Pair:
    props = entry.props
    return Pair(
        source.text,
        target.text,
        read_locator(props),
        read_locator(props, "target-"),
        confidence(entry),
    )


LEFT_OUT = ("x-omissions", "x-left-out-sentences", "x-left-out-units")
"""Properties of a header that count pairs, sentences and units of the source without a translation."""


def _made_of(pairs: Sequence[Pair], kept: int, recipe: Recipe | str | None) -> list[Extra]:
    """What the header says of how a memory was made, and of the pairs that are not in it."""
    extras: list[Extra] = [] if recipe is None else [Prop("x-recipe", str(recipe))]
    extras.append(Prop("x-omissions", str(len(pairs) - kept)))
    if kept < len(pairs):
        sentences, units = _left_out(pairs)
        extras += [Prop("x-left-out-sentences", str(sentences)), Prop("x-left-out-units", str(units))]
    return extras


def _left_out(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many sentences of the source, and how many of its units, have no translation."""
    sentences = 0
    units: dict[tuple[str, str], bool] = {}
    for pair in pairs:
        if pair.source.strip():
            done = bool(pair.target.strip())
            span = pair.source_at.sentences
            sentences += 0 if done else span[1] - span[0] + 1 if span else 1
            key = (pair.source_at.document, pair.source_at.unit)
            if pair.source_at.unit:
                units[key] = units.get(key, False) or done
    return sentences, sum(not done for done in units.values())


def _entry(pair: Pair, source: str, target: str, common: dict[str, str], context: tuple[Prop, ...]) -> Entry:
    props = [*locator_props(pair.source_at), *locator_props(pair.target_at, "target-")]
    if pair.confidence is not None:
        # Four decimals: what a person can use, and the same on machines whose last float bits differ.
        props.append(Prop("x-confidence", f"{pair.confidence:.4f}"))
    props.append(Prop("x-alignment", pair.type))
    return Entry(
        (
            Variant(source, content(pair.source), extras=context),
            Variant(target, content(pair.target)),
        ),
        common,
        tuple(props),
    )


def _contexts(pairs: Sequence[Pair]) -> dict[int, tuple[Prop, ...]]:
    """The neighbouring source texts of each pair in its document, by the pair's id(): as memoQ writes them, the
    segment's XML as text, on the source variant."""
    from duizhao.tmx.xml.unit_xml import text_xml

    texts = [pair for pair in pairs if pair.source]
    found: dict[int, tuple[Prop, ...]] = {}
    for before, pair, after in zip([None, *texts], texts, [*texts[1:], None], strict=False):
        props = []
        for name, near in (("pre", before), ("post", after)):
            if near and near.source_at.document == pair.source_at.document:
                props.append(Prop(f"x-context-{name}", f"<seg>{text_xml(near.source)}</seg>"))
        found[id(pair)] = tuple(props)
    return found


def _legal(pair: Pair, notices: list[Notice]) -> Pair:
    """The pair without characters that XML cannot hold; each removal is noted."""

    def clean(text: str, at: Locator) -> str:
        bad = ILLEGAL.findall(text)
        if not bad:
            return text
        names = ", ".join(sorted({f"U+{ord(char):04X}" for char in bad}))
        message = say("removed {names}, which TMX cannot hold ({cite})", names=names, cite=at.cite)
        notices.append(Notice("tmx.character", message, at.unit, line=at.line))
        return ILLEGAL.sub("", text)

    source, target = clean(pair.source, pair.source_at), clean(pair.target, pair.target_at)
    return pair if (source, target) == (pair.source, pair.target) else replace(pair, source=source, target=target)
