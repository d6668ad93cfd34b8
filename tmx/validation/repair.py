"""Mend what a preflight finds, as far as it can be mended without guessing, and list every change.

What cannot be parsed is set aside by the reader's recovery. What is neither text nor structure that TMX knows is
removed or rewritten as something that says the same; a unit is left out only when no tool could use it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from duizhao.corpora.saying import say
from duizhao.tmx.memory import check_language, tmx_date
from duizhao.tmx.model import NONE, Comment, Element, Entry, Extra, Header, Note, Prop, Variant, plain, same_language
from duizhao.tmx.validation.preflight import good_tag
from duizhao.tmx.validation.repair_codes import Noting, mend_codes
from duizhao.tmx.xml.byte_stream import recovered_start
from duizhao.tmx.xml.dtd import RULES, SEGTYPES
from duizhao.tmx.xml.parser import Oddity
from duizhao.tmx.xml.reader import Reader
from duizhao.tmx.xml.writer import HEADER_DEFAULTS, output, write_to

_DATE = re.compile(r"\d{8}T\d{6}Z\Z")
_DATES = ("creationdate", "changedate", "lastusagedate")
# ISO 639-2 and -3 codes of the languages that UN papers are in, and what CAT tools call them.
_LONG = {
    "eng": "en",
    "zho": "zh",
    "chi": "zh",
    "cmn": "zh",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "rus": "ru",
    "ara": "ar",
    "deu": "de",
    "ger": "de",
}


_READ_RIGHT = {
    "dtd.text": say("text outside segments removed"),
    "dtd.order": say("order set right"),
    "language.old": say("language attribute"),
}


class Repair(NamedTuple):
    """Something that was mended, and where (unit and line in the file as it was; 0 is the header)."""

    what: str
    unit: int
    line: int


@dataclass(slots=True)
class Mended:
    """What a mending did: `changes` lists the first thousand, `counts` all by kind; `kept` and `dropped` are units."""

    kept: int = 0
    dropped: int = 0
    changes: list[Repair] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, unit: int, line: int) -> None:
        """Note a change."""
        self.counts[what.split(":")[0]] += 1
        if len(self.changes) < 1000:
            self.changes.append(Repair(what, unit, line))


def mend(
    path: str | Path, target: str | Path, *, languages: Sequence[str] = (), side: str | Path | None = None
) -> Mended:
    """Write a mended copy of a memory.

    `languages` are the codes the copy shall have, such as ("en-US", "zh-CN"): every variant in one of these languages
    gets that code. `side` is where pieces go that cannot be parsed. Raises InputError where nothing can be read,
    OutputError where the copy cannot be written, SettingsError for a code that CAT tools do not take.
    """
    for tag in languages:
        check_language(tag)
    mended = Mended()
    if side is None:
        _run(path, target, languages, mended, None)
    else:
        with output(side) as stream:
            _run(path, target, languages, mended, stream)
    return mended


def _run(path: str | Path, target: str | Path, languages: Sequence[str], mended: Mended, side: BinaryIO | None) -> None:
    ids: set[str] = set()

    def odd(oddity: Oddity) -> None:
        # What reading alone sets right: everything else is mended, and noted, below.
        if oddity.check in _READ_RIGHT or (oddity.unit == 0 and oddity.check in ("dtd.element", "dtd.missing")):
            label = _READ_RIGHT.get(oddity.check, say("structure set right"))
            mended.note(f"{label}: {oddity.message}", oddity.unit, oddity.line)

    def scrub(what: str, line: int) -> None:
        mended.note(what, 0, line)

    for fault in recovered_start(path):
        mended.note(say("start of the file set right: {fault}", fault=fault), 0, 1)
    with Reader(path, recover=True, side=side, watch=odd, scrub=scrub) as reader:
        entries = iter(reader)
        # The first hundred show which languages the file is in.
        start = [(entry, (reader.unit, reader.line)) for entry in islice(entries, 100)]
        header = _header(reader.header, [entry for entry, _ in start], languages, mended)
        rest = ((entry, (reader.unit, reader.line)) for entry in entries)
        with write_to(target, header) as writer:
            for found, place in chain(start, rest):
                entry = _entry(found, header, languages, mended, place)
                if entry is None:
                    mended.dropped += 1
                    continue
                name = entry.attributes.get("tuid")
                if name is not None and name in ids:
                    mended.note(say("tuid removed, it has stood before: {name}", name=name), *place)
                    entry = entry._replace(attributes=_without(entry.attributes, "tuid"))
                elif name is not None:
                    ids.add(name)
                writer.add(entry)
                mended.kept += 1
    for loss in reader.losses:
        mended.dropped += 1
        mended.note(say("cannot be parsed: {what} ({size} bytes)", what=loss.what, size=loss.size), 0, loss.line)


def mend_language(tag: str, languages: Sequence[str] = ()) -> str:
    """A language code as CAT tools take it: `zh_CN` is `zh-CN`, `eng` is `en`, `cmn-Hans` is `zh-Hans`; the one of
    `languages` that is the same language; the code itself where nothing better is known.

    >>> [mend_language(tag) for tag in ("zh_CN", "eng", "cmn-Hans", "EN-us", "x-klingon")]
    ['zh-CN', 'en', 'zh-Hans', 'en-US', 'x-klingon']
    """
    if tag == "*all*":
        return tag
    parts = tag.replace("_", "-").split("-")
    parts[0] = _LONG.get(parts[0].lower(), parts[0].lower())
    parts[1:] = [p.upper() if len(p) < 4 else p.title() if len(p) == 4 else p for p in parts[1:]]
    tidy = "-".join(parts)
    for wanted in languages:
        if same_language(wanted, tidy):
            return wanted
    return tidy if good_tag(tidy) else tag


def _without(attributes: Mapping[str, str], *names: str) -> Mapping[str, str]:
    return {name: value for name, value in attributes.items() if name not in names} or NONE


def _header(header: Header, first: Sequence[Entry], languages: Sequence[str], mended: Mended) -> Header:
    def note(what: str) -> None:
        mended.note(what, 0, 1)

    fields = dict(_attributes("header", header.attributes, note))
    for name, value in HEADER_DEFAULTS.items():
        if name not in fields or (name == "segtype" and fields[name] not in SEGTYPES):
            note(say("header attribute added: {name}={value}", name=name, value=value))
            fields[name] = value
    source = fields.get("srclang", "")
    tidy = _source_language(source, first, languages)
    if not source:
        note(say("header attribute added: srclang={tidy}", tidy=tidy))
    if tidy != header.attributes.get("srclang") and "srclang" in header.attributes:
        note(say("language code: srclang {source} is now {tidy}", source=source, tidy=tidy))
    fields["srclang"] = tidy
    if header.root:
        note(say("attributes of <tmx> removed: {root}", root=", ".join(header.root)))
    if header.version != "1.4":
        note(say("version: {version} is now 1.4", version=(header.version or say("none"))))
    return replace(header, attributes=fields, extras=_extras(header.extras, note, allowed="ude"), root={})


def _source_language(declared: str, first: Sequence[Entry], languages: Sequence[str]) -> str:
    """The code that header and source variants shall share, letter for letter.

    What the header says, if the first units have that language (of several codes for it the first that has a region);
    else the language that most of them begin with.
    """
    if declared == "*all*":
        return declared
    wanted = mend_language(declared, languages)
    found = [mend_language(variant.language, languages) for entry in first for variant in entry.variants]
    own = [tag for tag in found if tag and same_language(tag, wanted)] if declared else []
    if not own:
        leading = Counter(mend_language(e.variants[0].language, languages) for e in first if e.variants)
        del leading[""]
        return leading.most_common(1)[0][0] if leading else wanted or "*all*"
    return wanted if "-" in wanted else next((tag for tag in own if "-" in tag), own[0])


def _entry(
    entry: Entry, header: Header, languages: Sequence[str], mended: Mended, place: tuple[int, int]
) -> Entry | None:
    def note(what: str) -> None:
        mended.note(what, *place)

    variants = []
    for variant in entry.variants:
        if not variant.language:
            note(say("variant without language left out: ") + variant.text[:30])
            continue
        if not plain(variant.content).strip() and not any(isinstance(p, Element) for p in variant.content):
            note(say("empty variant left out: {language}", language=variant.language))
            continue
        tag = mend_language(variant.language, languages)
        if tag != variant.language:
            note(say("language code: {language} is now {tag}", language=variant.language, tag=tag))
        fields = _attributes("tuv", _without(variant.attributes, "lang"), note)
        variants.append(Variant(tag, mend_codes(variant.content, note), fields, _extras(variant.extras, note)))
    if len(variants) < 2:
        note(say("unit left out: it has no two sides"))
        return None
    fields = dict(_attributes("tu", entry.attributes, note))
    if "srclang" in fields:
        fields["srclang"] = mend_language(fields["srclang"], languages)
    variants = _source_first(variants, fields.get("srclang") or header.source_language, note)
    return Entry(tuple(variants), fields or NONE, _extras(entry.extras, note), entry.before)


def _source_first(variants: list[Variant], wanted: str, note: Noting) -> list[Variant]:
    if wanted == "*all*":
        return variants
    exact = [v for v in variants if v.language == wanted]
    close = exact or [v for v in variants if same_language(v.language, wanted)]
    if not close:
        return variants
    source = close[0]
    if variants[0] is not source:
        note(say("source variant put first"))
    rest = [v for v in variants if v is not source]
    if source.language != wanted:
        note(say("language code: source {language} is now {wanted}", language=source.language, wanted=wanted))
        source = source._replace(language=wanted)
    return [source, *rest]


def _attributes(tag: str, attributes: Mapping[str, str], note: Noting) -> Mapping[str, str]:
    rule = RULES[tag]
    kept: dict[str, str] = {}
    for name, value in attributes.items():
        if name not in rule.required and name not in rule.optional:
            note(say("attribute removed: {name}={value}", name=name, value=value[:40]))
        elif name == "segtype" and value not in SEGTYPES:
            note(say("attribute removed: segtype={value}", value=value[:40]))
        elif name in _DATES and not _DATE.match(value):
            mended = _date(value)
            note(
                say("date: {value} is now {mended}", value=value, mended=mended)
                if mended
                else say("date removed: {value}", value=value)
            )
            if mended:
                kept[name] = mended
        else:
            kept[name] = value
    return kept if len(kept) < len(attributes) or kept != attributes else attributes


def _date(value: str) -> str:
    """An ISO 8601 date as TMX writes it; "" for others: 1.2.2025 may be January or February."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return ""
    return tmx_date(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _extras(extras: tuple[Extra, ...], note: Noting, allowed: str = "") -> tuple[Extra, ...]:
    kept: list[Extra] = []
    for extra in extras:
        if isinstance(extra, Comment) or (isinstance(extra, Element) and extra.tag == allowed):
            kept.append(extra)
        elif isinstance(extra, Prop):
            kept.append(extra._replace(attributes=_attributes("prop", extra.attributes, note)))
        elif isinstance(extra, Note):
            kept.append(extra._replace(attributes=_attributes("note", extra.attributes, note)))
        elif extra.tag == "prop":
            note(say("prop without type, or with elements in it: {words}", words=_words(extra)[:40]))
            kept.append(Prop(extra.attributes.get("type", "x-untyped"), _words(extra)))
        elif extra.tag == "note":
            note(say("note with elements in it: {words}", words=_words(extra)[:40]))
            kept.append(Note(_words(extra)))
        else:
            note(say("element made a note: <{tag}> {words}", tag=extra.tag, words=_words(extra)[:40]))
            kept.append(Note(_words(extra)))
    return tuple(kept)


def _words(element: Element) -> str:
    return "".join(part if isinstance(part, str) else _words(part) for part in element.content)
