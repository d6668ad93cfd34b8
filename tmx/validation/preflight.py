"""Say before the CAT tool does what is wrong with a memory: will it load, which units will be left out, how to mend it.

What each tool does with each fault stands in its profile (`cat_tools.py`).
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.tmx.model import Element, Entry, Header, Variant, codes, same_language
from duizhao.tmx.validation.cat_tools import CatTool, Effect, chosen_tools
from duizhao.tmx.validation.faults import FAULTS
from duizhao.tmx.xml.byte_stream import declared_otherwise
from duizhao.tmx.xml.parser import Oddity
from duizhao.tmx.xml.prefixes import undeclared
from duizhao.tmx.xml.reader import Reader

SHOWN = 20
"""How many places a check names, each message once; the rest is counted."""
TRADOS_LIMIT = 2000
"""Characters of a segment that Trados cloud takes."""
_DATE = re.compile(r"\d{8}T\d{6}Z\Z")
_GOOD_TAG = re.compile(r"(?:\*all\*|[A-Za-z]{2}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?)\Z")
_REGION = re.compile(r"-([A-Za-z]{2}|\d{3})\Z")
_COUNTED: tuple[Effect, ...] = ("skips", "degrades")
_DATES = ("creationdate", "changedate", "lastusagedate")


def _each(bits: int) -> Iterator[int]:
    """The bits of a number, one by one."""
    while bits:
        yield bits & -bits
        bits &= bits - 1


class Problem(NamedTuple):
    """A fault at a place. `unit` counts from 1; 0 is the file and its header."""

    check: str
    message: str
    line: int
    unit: int

    @property
    def cure(self) -> str:
        """What to do about it."""
        return FAULTS[self.check].cure


@dataclass(slots=True)
class Preflight:
    """What a preflight found. `problems` holds the first places of each check, `counts` how many there are."""

    path: str
    tools: Mapping[str, CatTool]
    units: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    _shown: set[tuple[str, str]] = field(default_factory=set)
    # A bit for each effect on each tool, and those that each fault has.
    _bit: dict[tuple[str, str], int] = field(init=False)
    _bits: dict[str, int] = field(init=False)
    # How many units each effect on each tool meets, and a number a unit with these bits: a unit with two faults is one
    # unit.
    _met: Counter[int] = field(default_factory=Counter)
    _marks: array[int] = field(init=False)

    def __post_init__(self) -> None:
        if len(self.tools) * len(_COUNTED) > 64:
            raise SettingsError(say("{tools} tools at once", tools=len(self.tools)), cure="Name 32 at most")
        self._bit = {what: 1 << place for place, what in enumerate(product(self.tools, _COUNTED))}
        self._bits = {
            fault: sum(bit for (tool, effect), bit in self._bit.items() if self.tools[tool].effect(fault) == effect)
            for fault in FAULTS
        }
        self._marks = array("Q")

    def add(self, check: str, message: str, line: int | Callable[[], int], unit: int, units: int = 0) -> None:
        """Note a fault of a unit, or (unit 0) of the file, where `units` says how many units it concerns. The line is
        asked for where it is shown."""
        self.counts[check] += 1
        bits = self._bits[check]
        if not unit:
            for bit in _each(bits):
                self._met[bit] += units
        elif bits:
            marks = self._marks
            if unit >= len(marks):
                marks.frombytes(bytes(8 * (unit + 1000)))
            if new := bits & ~marks[unit]:
                marks[unit] |= new
                for bit in _each(new):
                    self._met[bit] += 1
        shown = self._shown
        if (check, message) not in shown and sum(name == check for name, _ in shown) < SHOWN:
            shown.add((check, message))
            self.problems.append(Problem(check, message, line if isinstance(line, int) else line(), unit))

    def forget(self, check: str) -> None:
        """Take back what was noted under a check."""
        number = self.counts.pop(check, 0)
        self.problems = [problem for problem in self.problems if problem.check != check]
        for bit in _each(self._bits[check]):
            self._met[bit] -= min(number, self._met[bit])

    def met(self, tool: str, effect: Effect) -> int:
        """How many units the tool leaves out (`skips`) or may treat otherwise than meant (`degrades`)."""
        return min(self._met[self._bit[tool, effect]], self.units)

    def loads(self, tool: str) -> bool:
        """Whether the tool (`omegat`: 3.6 to 6.0; `dtd`: validating readers such as OmegaT 6.1) takes the file."""
        return not any(self.tools[tool].effect(check) == "refuses" for check in self.counts)

    def concerns(self, check: str) -> bool:
        """Whether a fault matters to any of the tools."""
        return any(tool.effect(check) for tool in self.tools.values())

    @property
    def bad(self) -> bool:
        """Whether one of the tools would refuse the file or leave units out."""
        return any(tool.effect(check) in ("refuses", "skips") for tool in self.tools.values() for check in self.counts)


def preflight(path: str | Path, tools: Mapping[str, CatTool] | None = None) -> Preflight:
    """Read a memory and note everything that the CAT tools (by name, `chosen_tools`; by default all that are known) may
    stumble over. A file that no parser reads is a finding and not an error. Raises InputError only where there is no
    file to look at.
    """
    report = Preflight(str(path), chosen_tools("all") if tools is None else tools)
    seen = _Seen()

    def odd(oddity: Oddity) -> None:
        report.add(oddity.check, oddity.message, oddity.line, oddity.unit)

    other = declared_otherwise(path)
    if other:
        report.add("encoding", other, 1, 0)
    try:
        with Reader(path, watch=odd) as reader:
            for check, message in _header(reader.header):
                report.add(check, message, 1, 0)
            for units in reader.batches():
                for position, entry in enumerate(units.entries()):
                    report.units += 1
                    for check, message in _entry(entry, reader.header, seen):
                        report.add(check, message, partial(units.line, position), report.units)
                    report.pairs[_pair(entry, reader.header)] += 1
    except InputError as error:
        if error.line is None and error.unit is None:
            raise
        found = re.search(r"\d+", error.unit or "")
        report.add("xml", error.what, error.line or 0, int(found[0]) if found else 0)
    if report.units and report.counts["language.none"] == report.units:
        # Then it is the header that is wrong, and OmegaT goes by its project's languages anyway.
        report.forget("language.none")
        report.add(
            "language.source",
            say("no unit has the source language {source_language}", source_language=reader.header.source_language),
            1,
            0,
            report.units,
        )
    if seen.codes:
        report.add("code.level", say("{codes} units have inline codes", codes=seen.codes), 1, 0, seen.codes)
    pairs = {pair: number for pair, number in report.pairs.items() if all(pair)}
    if len(pairs) > 1:
        several = ", ".join(f"{a}→{b} ({n})" for (a, b), n in report.pairs.most_common(5))
        others = sum(pairs.values()) - max(pairs.values())
        report.add("language.pair", say("several language pairs: {several}", several=several), 1, 0, others)
    report.problems.sort(key=lambda problem: (problem.unit, problem.line))
    return report


class _Seen:
    """What has to be remembered from unit to unit: hashes, so that a million units fit."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self.targets: dict[int, int] = {}
        self.codes = 0


def _header(header: Header) -> Iterator[tuple[str, str]]:
    source = header.source_language
    if source and not good_tag(source):
        yield "language.code", say('srclang="{source}" is not a code that CAT tools take', source=source)
    elif source and source != "*all*" and not _REGION.search(source):
        yield "language.region", say('srclang="{source}" has no region', source=source)
    for name in _DATES:
        value = header.attributes.get(name)
        if value is not None and not _DATE.match(value):
            yield "date.format", say('{name}="{value}" in the header', name=name, value=value)


def good_tag(tag: str) -> bool:
    """Whether CAT tools take the language code: two letters, optional script and region, hyphens."""
    return bool(_GOOD_TAG.match(tag))


def _pair(entry: Entry, header: Header) -> tuple[str, str]:
    first = _source(entry, header)
    others = [v.language for v in entry.variants if v is not first]
    return (first.language if first else "", others[0] if others else "")


def _source(entry: Entry, header: Header) -> Variant | None:
    language = entry.attributes.get("srclang") or header.source_language
    if language in ("", "*all*"):
        return entry.variants[0] if entry.variants else None
    exact = (v for v in entry.variants if v.language.lower() == language.lower())
    close = (v for v in entry.variants if v.language and same_language(v.language, language))
    return next(exact, None) or next(close, None)


def _entry(entry: Entry, header: Header, seen: _Seen) -> Iterator[tuple[str, str]]:
    source = _source(entry, header)
    wanted = entry.attributes.get("srclang") or header.source_language
    yield from _languages(entry, source, wanted)
    if len(entry.variants) < 2:
        yield "segment.alone", say("the unit has {variants} variants", variants=len(entry.variants))
    else:
        for variant in entry.variants:
            if not variant.content:
                yield "segment.empty", say("empty segment ({language})", language=variant.language)
            elif not variant.text.strip() and not any(isinstance(part, Element) for part in variant.content):
                yield "segment.empty", say("segment of white space ({language})", language=variant.language)
    for variant in entry.variants:
        if len(variant.text) > TRADOS_LIMIT:
            yield (
                "segment.long",
                say("{variant} characters ({language})", variant=len(variant.text), language=variant.language),
            )
        yield from _dates(variant.attributes)
        if len(variant.content) > 1 or (variant.content and isinstance(variant.content[0], Element)):
            yield from _unpaired(variant)
    yield from _dates(entry.attributes)
    for prefix in undeclared(entry, header.root):
        yield "prefix", say("the prefix {prefix} is not declared", prefix=prefix)
    yield from _codes(entry, source, seen)
    if (name := entry.attributes.get("tuid")) is not None:
        key = hash(name)
        if key in seen.ids:
            yield "unit.double", say('the tuid "{name}" has stood before', name=name)
        seen.ids.add(key)
    if source is not None and len(entry.variants) == 2 and source.text:
        other = entry.variants[1] if entry.variants[0] is source else entry.variants[0]
        key, target = hash((source.text, other.language)), hash(other.text)
        if seen.targets.setdefault(key, target) != target:
            yield "segment.conflict", say("another translation of: {source}", source=source.text[:40])


def _languages(entry: Entry, source: Variant | None, wanted: str) -> Iterator[tuple[str, str]]:
    for variant in entry.variants:
        tag = variant.language
        if tag and not good_tag(tag):
            yield "language.code", say('xml:lang="{tag}" is not a code that CAT tools take', tag=tag)
        elif tag and not _REGION.search(tag):
            yield "language.region", say('xml:lang="{tag}" has no region', tag=tag)
    if source is None:
        if entry.variants:
            yield "language.none", say("no tuv in the source language {wanted}", wanted=wanted)
    elif wanted and wanted != "*all*":
        if source.language != wanted:
            yield (
                "language.source",
                say("the source tuv is {language}, srclang {wanted}", language=source.language, wanted=wanted),
            )
        if entry.variants[0] is not source:
            yield "language.order", say("the source tuv is not the first")


def _dates(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in _DATES:
        value = attributes.get(name)
        if value is not None and not _DATE.match(value):
            yield "date.format", f'{name}="{value}"'


def _unpaired(variant: Variant) -> Iterator[tuple[str, str]]:
    opened: Counter[str] = Counter()
    for code in codes(variant.content):
        i = code.attributes.get("i", "")
        if code.tag == "bpt":
            opened[i] += 1
        elif code.tag == "ept":
            opened[i] -= 1
            if opened[i] < 0:
                yield (
                    "code.unpaired",
                    say('ept i="{i}" without bpt before it ({language})', i=i, language=variant.language),
                )
                opened[i] = 0
    for i, number in opened.items():
        if number:
            yield "code.unpaired", say('bpt i="{i}" without ept ({language})', i=i, language=variant.language)


def _codes(entry: Entry, source: Variant | None, seen: _Seen) -> Iterator[tuple[str, str]]:
    if all(len(v.content) < 2 and not (v.content and isinstance(v.content[0], Element)) for v in entry.variants):
        return  # most have no codes, and counting none takes as long as all the rest
    kinds = [
        (variant, Counter(code.tag for code in codes(variant.content) if code.tag != "hi"))
        for variant in entry.variants
    ]
    if not any(found for _, found in kinds):
        return
    seen.codes += 1
    of_source = next((found for variant, found in kinds if variant is source), None)
    for variant, found in kinds:
        if of_source is not None and found != of_source:
            yield (
                "code.differs",
                say(
                    "{values} codes in the source, {values_2} in {language}",
                    values=sum(of_source.values()),
                    values_2=sum(found.values()),
                    language=variant.language,
                ),
            )
