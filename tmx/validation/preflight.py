"""Say before the CAT tool does what is wrong with a memory: will it load, which units will be left out, how to mend it.

What each tool does with each fault was tried out with real ones where they run here (a validating parser, OmegaT 3.6)
and otherwise taken from the makers' documentation; docs/tmx.md says which is which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.tmx.model import Element, Entry, Header, Variant, codes, same_language
from duizhao.tmx.xml.byte_stream import declared_otherwise
from duizhao.tmx.xml.parser import Oddity
from duizhao.tmx.xml.reader import Reader

Effect = Literal["refuses", "skips", "degrades"]
TOOLS = ("omegat", "trados", "memoq")
SHOWN = 20
"""How many places a check names, each message once; the rest is counted."""
TRADOS_LIMIT = 2000
"""Characters of a segment that Trados cloud takes."""
_DATE = re.compile(r"\d{8}T\d{6}Z\Z")
_GOOD_TAG = re.compile(r"(?:\*all\*|[A-Za-z]{2}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?)\Z")
_REGION = re.compile(r"-([A-Za-z]{2}|\d{3})\Z")
_DATES = ("creationdate", "changedate", "lastusagedate")


class Check(NamedTuple):
    """What can be wrong: what it does to a validating reader (`dtd`; OmegaT from 6.1 is one) and to each tool."""

    cure: str
    dtd: Effect | None = None
    omegat: Effect | None = None
    trados: Effect | None = None
    memoq: Effect | None = None
    fixable: bool = True

    def effect(self, tool: str) -> Effect | None:
        """What it does to a tool."""
        value: Effect | None = getattr(self, tool)
        return value


def _dtd(cure: str, omegat: Effect | None = None) -> Check:
    return Check(cure, "refuses", omegat, "degrades", "degrades")


CHECKS: dict[str, Check] = {
    "xml": Check("Recover the whole units with --fix", "refuses", "refuses", "refuses", "refuses"),
    "encoding": Check("Say the encoding that the file has, or save it as UTF-8", None, "refuses", "refuses", "refuses"),
    "header.missing": Check("Add a header", None, None, "refuses", "refuses"),
    "dtd.required.srclang": Check("Name the source language in srclang", "refuses", "refuses", "refuses", "refuses"),
    "dtd.required": _dtd("Add the attribute"),
    "dtd.attribute": _dtd("Remove it or keep it as a prop"),
    "dtd.value": _dtd("Use a value that TMX 1.4 knows"),
    "dtd.element": _dtd("Remove the element, or write it as an inline code"),
    "dtd.order": _dtd("Put note and prop before tuv and seg"),
    "dtd.text": _dtd("Remove the text or put it into a note"),
    "dtd.missing": _dtd("Add what is missing or remove the unit"),
    "prop.type": Check("Give the prop a type", None, "refuses", "degrades", "degrades"),
    "language.missing": Check("Add xml:lang", None, "refuses", "refuses", "refuses"),
    "language.old": Check("Write xml:lang", None, "degrades", "skips", "skips"),
    "language.code": Check("Use codes such as en-US and zh-CN", None, "degrades", "skips", "skips"),
    "language.region": Check("Give the region: --languages en-US,zh-CN", None, None, "skips", "degrades"),
    "language.source": Check(
        "Give srclang the code of the source tuv, letter for letter", None, "degrades", "skips", "skips"
    ),
    "language.none": Check("Remove the unit, or split the file by language", None, "skips", "skips", "skips", False),
    "language.order": Check("Put the source tuv first", None, None, "degrades", "degrades"),
    "language.pair": Check("Split the file by language pair", None, "skips", "skips", "skips", False),
    "segment.missing": Check("Add the segment or remove the unit", None, "skips", "skips", "skips"),
    "segment.alone": Check("Remove the unit: it has no translation", None, "skips", "skips", "skips"),
    "segment.empty": Check("Remove the unit: a side is empty", None, "degrades", "skips", "skips"),
    "segment.long": Check("Split the segment or leave the unit out", None, None, "skips", None, False),
    "segment.conflict": Check(
        "Merge them: of several translations OmegaT takes the last", None, "degrades", None, None, False
    ),
    "code.unpaired": Check("Write lone halves as <it>", None, "degrades", "degrades", "degrades"),
    "code.differs": Check(
        "Look at the unit: source and target have other codes", None, "degrades", "degrades", "degrades", False
    ),
    "code.level": Check(
        "Turn on level 2 tags in OmegaT, or the codes are dropped", None, "degrades", None, None, False
    ),
    "date.format": Check("Write dates as 20250131T120000Z", None, None, "degrades", "degrades"),
    "unit.double": Check("Give each unit its own tuid", None, None, "degrades", "degrades"),
    "entity.declared": Check("Write the text instead of the entity", None, None, "refuses", "refuses"),
}


# A bit for each effect on each tool, and those that each check has.
_BIT: dict[tuple[str, str], int] = {
    what: 1 << place for place, what in enumerate(product((*TOOLS, "dtd"), ("skips", "degrades")))
}
_BITS = {
    name: sum(bit for (tool, effect), bit in _BIT.items() if check.effect(tool) == effect)
    for name, check in CHECKS.items()
}


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
        return CHECKS[self.check].cure


@dataclass(slots=True)
class Preflight:
    """What a preflight found. `problems` holds the first places of each check, `counts` how many there are."""

    path: str
    units: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    _shown: set[tuple[str, str]] = field(default_factory=set)
    # How many units each effect on each tool meets, and a byte a unit with a bit for each of them: a unit with two
    # faults is one unit.
    _met: Counter[int] = field(default_factory=Counter)
    _marks: bytearray = field(default_factory=bytearray)

    def add(self, check: str, message: str, line: int | Callable[[], int], unit: int, units: int = 0) -> None:
        """Note a fault of a unit, or (unit 0) of the file, where `units` says how many units it concerns. The line is
        asked for where it is shown."""
        self.counts[check] += 1
        bits = _BITS[check]
        if not unit:
            for bit in _each(bits):
                self._met[bit] += units
        elif bits:
            marks = self._marks
            if unit >= len(marks):
                marks.extend(bytes(unit + 1000))
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
        for bit in _each(_BITS[check]):
            self._met[bit] -= min(number, self._met[bit])

    def met(self, tool: str, effect: Effect) -> int:
        """How many units the tool leaves out (`skips`) or may treat otherwise than meant (`degrades`)."""
        return min(self._met[_BIT[tool, effect]], self.units)

    def loads(self, tool: str) -> bool:
        """Whether the tool (`omegat`: 3.6 to 6.0; `dtd`: validating readers such as OmegaT 6.1) takes the file."""
        return not any(CHECKS[check].effect(tool) == "refuses" for check in self.counts)

    def concerns(self, check: str, tools: tuple[str, ...]) -> bool:
        """Whether a check matters to any of the tools; to OmegaT also what a validating reader refuses."""
        wanted = {*tools, "dtd"} if "omegat" in tools else set(tools)
        return any(CHECKS[check].effect(tool) for tool in wanted)


def check_tools(text: str) -> tuple[str, ...]:
    """The tools of `omegat,trados,memoq` or `all`. Raises SettingsError for an unknown one."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    if "all" in names:
        return TOOLS
    unknown = [name for name in names if name not in TOOLS]
    if unknown or not names:
        raise SettingsError(f"unknown tool '{', '.join(unknown)}'", cure=f"Known tools: {', '.join(TOOLS)}, all")
    return names


def preflight(path: str | Path) -> Preflight:
    """Read a memory and note everything that a CAT tool may stumble over. A file that no parser reads is a finding and
    not an error. Raises InputError only where there is no file to look at.
    """
    report = Preflight(str(path))
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
            "language.source", f"no unit has the source language {reader.header.source_language}", 1, 0, report.units
        )
    if seen.codes:
        report.add("code.level", f"{seen.codes} units have inline codes", 1, 0, seen.codes)
    pairs = {pair: number for pair, number in report.pairs.items() if all(pair)}
    if len(pairs) > 1:
        several = ", ".join(f"{a}→{b} ({n})" for (a, b), n in report.pairs.most_common(5))
        others = sum(pairs.values()) - max(pairs.values())
        report.add("language.pair", f"several language pairs: {several}", 1, 0, others)
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
        yield "language.code", f'srclang="{source}" is not a code that CAT tools take'
    elif source and source != "*all*" and not _REGION.search(source):
        yield "language.region", f'srclang="{source}" has no region'
    for name in _DATES:
        value = header.attributes.get(name)
        if value is not None and not _DATE.match(value):
            yield "date.format", f'{name}="{value}" in the header'


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
        yield "segment.alone", f"the unit has {len(entry.variants)} variants"
    else:
        for variant in entry.variants:
            if not variant.content:
                yield "segment.empty", f"empty segment ({variant.language})"
            elif not variant.text.strip() and not any(isinstance(part, Element) for part in variant.content):
                yield "segment.empty", f"segment of white space ({variant.language})"
    for variant in entry.variants:
        if len(variant.text) > TRADOS_LIMIT:
            yield "segment.long", f"{len(variant.text)} characters ({variant.language})"
        yield from _dates(variant.attributes)
        if len(variant.content) > 1 or (variant.content and isinstance(variant.content[0], Element)):
            yield from _unpaired(variant)
    yield from _dates(entry.attributes)
    yield from _codes(entry, source, seen)
    if (name := entry.attributes.get("tuid")) is not None:
        key = hash(name)
        if key in seen.ids:
            yield "unit.double", f'the tuid "{name}" has stood before'
        seen.ids.add(key)
    if source is not None and len(entry.variants) == 2 and source.text:
        other = entry.variants[1] if entry.variants[0] is source else entry.variants[0]
        key, target = hash((source.text, other.language)), hash(other.text)
        if seen.targets.setdefault(key, target) != target:
            yield "segment.conflict", f"another translation of: {source.text[:40]}"


def _languages(entry: Entry, source: Variant | None, wanted: str) -> Iterator[tuple[str, str]]:
    for variant in entry.variants:
        tag = variant.language
        if tag and not good_tag(tag):
            yield "language.code", f'xml:lang="{tag}" is not a code that CAT tools take'
        elif tag and not _REGION.search(tag):
            yield "language.region", f'xml:lang="{tag}" has no region'
    if source is None:
        if entry.variants:
            yield "language.none", f"no tuv in the source language {wanted}"
    elif wanted and wanted != "*all*":
        if source.language != wanted:
            yield "language.source", f"the source tuv is {source.language}, srclang {wanted}"
        if entry.variants[0] is not source:
            yield "language.order", "the source tuv is not the first"


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
                yield "code.unpaired", f'ept i="{i}" without bpt before it ({variant.language})'
                opened[i] = 0
    for i, number in opened.items():
        if number:
            yield "code.unpaired", f'bpt i="{i}" without ept ({variant.language})'


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
                f"{sum(of_source.values())} codes in the source, {sum(found.values())} in {variant.language}",
            )
