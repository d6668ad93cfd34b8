"""Choose units by language, date, confidence, length, document, pattern and script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.tmx.model import Entry, Variant, find_variant, read_confidence, sides
from duizhao.tmx.operations.stats import han_share, size
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.columns import Chosen, Parsed, batches, picked

SCRIPTS = ("han", "latin")
# A year, a month, a day or a second; "" is no condition.
_DATE = re.compile(r"(?:\d{4}(?:(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:T\d{0,6}Z?)?)?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which units to keep; what is None or empty does not choose. All conditions have to hold.

    `languages`: only these variants stay, and a unit needs two of them. Dates compare with the unit's last change, as
    beginnings of `20250131T120000Z` (`2025` and `202501` do). Confidences are 0..1; a unit without one passes
    `min_confidence`, since a person wrote it. `ratio` is characters of the target by characters of the source.
    Lengths are words of the source, or characters where it is Chinese.
    `document` is a pattern such as `GB*`. Patterns are regular expressions, searched in texts without codes.
    `script`: `han` or `latin`, what at least half the target's letters have to be.
    """

    languages: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    min_confidence: float | None = None
    max_confidence: float | None = None
    min_ratio: float | None = None
    max_ratio: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    document: str = ""
    user: str = ""
    pattern: str = ""
    source_pattern: str = ""
    target_pattern: str = ""
    script: str = ""
    codes: bool | None = None
    different: bool = False

    def __post_init__(self) -> None:
        for name in ("pattern", "source_pattern", "target_pattern"):
            try:
                re.compile(getattr(self, name))
            except re.error as error:
                raise SettingsError(
                    say("not a regular expression: {getattr} ({error})", getattr=getattr(self, name), error=error)
                ) from error
        if self.script and self.script not in SCRIPTS:
            raise SettingsError(
                say("unknown script '{script}'", script=self.script),
                cure=say("Known scripts: {scripts}", scripts=", ".join(SCRIPTS)),
            )
        for name in ("since", "until"):
            if not _DATE.fullmatch(_compact(getattr(self, name))):
                raise SettingsError(
                    say("not a date: {getattr}", getattr=getattr(self, name)),
                    cure="Write dates as 2025-01-31 or 20250131T120000Z",
                )

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) != field.default for field in fields(self))


def _compact(date: str) -> str:
    return date.replace("-", "").replace(":", "")


def choose(
    entries: Iterable[Entry], settings: Filter, source_language: str = "", *, invert: bool = False
) -> Iterator[Entry]:
    """The entries that pass (with `invert`: the others), one by one. A search in `Filter` for the meaning of each."""
    test = _Test(settings, source_language)
    for entry in entries:
        if settings.languages and not invert:
            narrowed = _narrow(entry, settings.languages)
            if narrowed is not None and test(narrowed):
                yield narrowed
        elif (test(entry) and (not settings.languages or _narrow(entry, settings.languages) is not None)) != invert:
            yield entry


def select(
    entries: Iterable[Entry], settings: Filter, source_language: str = "", *, invert: bool = False
) -> Iterator[Chosen]:
    """The same in batches, where the entries come in such: some units, and which of them pass."""
    test = _Test(settings, source_language)
    for units in batches(entries):
        if isinstance(units, Columns) and not settings.languages:
            kept = test.positions(units)
            if invert:
                passed = set(kept)
                kept = [position for position in range(len(units)) if position not in passed]
            yield units, kept
        else:
            yield Parsed(list(choose(units.entries(), settings, source_language, invert=invert))), None


def _narrow(entry: Entry, languages: tuple[str, ...]) -> Entry | None:
    found = [v for language in languages if (v := find_variant(entry.variants, language))]
    kept = tuple(v for v in entry.variants if any(v is f for f in found))
    if len(kept) < 2:
        return None
    return entry if len(kept) == len(entry.variants) else entry._replace(variants=kept)


class _Test:
    """The conditions of a Filter, compiled."""

    def __init__(self, settings: Filter, source_language: str) -> None:
        self.settings, self.source_language = settings, source_language
        s = settings
        self.since, self.until = _compact(s.since), _compact(s.until)
        self.patterns = [re.compile(p) if p else None for p in (s.pattern, s.source_pattern, s.target_pattern)]
        self.of_confidence = (s.min_confidence, s.max_confidence) != (None, None)
        self.of_sides = bool(
            s.source_pattern
            or s.target_pattern
            or s.script
            or s.different
            or (s.min_ratio, s.max_ratio, s.min_length, s.max_length) != (None, None, None, None)
        )

    def __call__(self, entry: Entry) -> bool:
        return self._metadata(entry) and (not self.of_sides or self._sides(entry)) and self._text(entry)

    def positions(self, batch: Columns) -> list[int]:
        """Which units of a batch pass: what the metadata say first, the rest of those that are left."""
        number = len(batch)
        none: list[str] = [""] * number
        kept: list[int] = list(range(number))
        needed: list[tuple[Callable[[str], bool], Sequence[str]]] = []
        if self.of_confidence:
            needed.append((self._sure, batch.prop("x-confidence") or none))
        if self.since or self.until:
            needed.append((self._dated, batch.dates()))
        if self.settings.document:
            needed.append((self._from, batch.prop("x-document") or none))
        for test, values in needed:
            good = set(filter(test, set(values)))
            kept = [position for position in kept if values[position] in good]
        if kept and (self.settings.user or self.settings.codes is not None or self.of_sides or self.patterns[0]):
            chosen = None if len(kept) == number else kept
            kept = [position for position, entry in zip(kept, picked(batch, chosen), strict=True) if self(entry)]
        return kept

    def _metadata(self, entry: Entry) -> bool:
        s = self.settings
        if self.of_confidence and not self._sure(entry.prop("x-confidence")):
            return False
        if (self.since or self.until) and not self._dated(entry.date):
            return False
        if s.document and not self._from(entry.prop("x-document") or ""):
            return False
        if s.user and s.user not in (entry.attributes.get("creationid"), entry.attributes.get("changeid")):
            return False
        return s.codes is None or s.codes == any(_coded(variant) for variant in entry.variants)

    def _sure(self, text: str | None) -> bool:
        s = self.settings
        value = read_confidence(text)
        if value is None:
            return s.max_confidence is None
        return (s.min_confidence or 0) <= value <= (1 if s.max_confidence is None else s.max_confidence)

    def _dated(self, date: str) -> bool:
        return bool(date) and date >= self.since and (not self.until or date[: len(self.until)] <= self.until)

    def _from(self, document: str) -> bool:
        return fnmatchcase(document, self.settings.document)

    def _text(self, entry: Entry) -> bool:
        pattern = self.patterns[0]
        return pattern is None or any(pattern.search(variant.text) for variant in entry.variants)

    def _sides(self, entry: Entry) -> bool:
        both = sides(entry, self.source_language)
        if both is None:
            return False
        s = self.settings
        source, target = both[0].text, both[1].text
        if s.different and source == target:
            return False
        if s.min_length is not None and size(source, both[0].language) < s.min_length:
            return False
        if s.max_length is not None and size(source, both[0].language) > s.max_length:
            return False
        if s.min_ratio is not None or s.max_ratio is not None:
            ratio = len(target) / max(len(source), 1)
            if ratio < (s.min_ratio or 0) or (s.max_ratio is not None and ratio > s.max_ratio):
                return False
        if s.script and (han_share(target) >= 0.5) != (s.script == "han"):
            return False
        return all(
            pattern is None or pattern.search(text)
            for pattern, text in zip(self.patterns[1:], (source, target), strict=True)
        )


def _coded(variant: Variant) -> bool:
    return any(not isinstance(part, str) for part in variant.content)
