"""Which two languages of a memory are meant: as they are asked for, as its header says, or by what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.corpora.language.table import counterparts, primary
from duizhao.tmx.model import Entry, Variant, answers, same_language, target_of


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """Two languages of a memory, as most of its units write them. `asked` are the tags that texts have to answer to."""

    source: str
    target: str
    asked: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.source} and {self.target}"

    def between(self, entry: Entry) -> tuple[Variant, Variant] | None:
        """The two texts of an entry; None where it lacks one. Chinese of the other script is none (`answers`)."""
        first = _answering(entry.variants, self.source, self.asked[0])
        second = _answering(entry.variants, self.target, self.asked[1])
        return (first, second) if first is not None and second is not None and first is not second else None


def _answering(variants: Iterable[Variant], usual: str, asked: str) -> Variant | None:
    """The variant with the usual tag, else the first that answers to what was asked for."""
    fit = [one for one in variants if answers(one.language, asked)]
    return next((one for one in fit if one.language.lower() == usual.lower()), fit[0] if fit else None)


def pair_of(entries: Sequence[Entry], header_source: str, source: str = "", target: str = "") -> LanguagePair:
    """The pair that is meant: `source` and `target` where they are asked for, else the header's source language and the
    one that its texts are paired with, by the entries.

    A language is named as most of the entries write it: `en-GB` where `en` is asked for and nothing is in `en`.
    """
    tags = Counter(variant.language for entry in entries for variant in entry.variants if variant.language)
    said, first = (tag if tag != "*all*" else "" for tag in (source, header_source))
    if said:
        first = said
    elif not first or (target and same_language(first, target)):
        first = _beside(target, tags)
    second = target or target_of(entries, first) or _beside(first, tags)
    # What nobody asked for may be in either script.
    asked = said or primary(first), target or primary(second)
    return LanguagePair(_written(first, tags), _written(second, tags), asked)


def _beside(language: str, tags: Counter[str]) -> str:
    """The language that texts in this one are paired with, of those that are there; else the commonest other one."""
    others = sorted((tag for tag in tags if not same_language(tag, language)), key=lambda tag: (-tags[tag], tag))
    paired = (tag for code in counterparts(language) for tag in others if same_language(tag, code))
    return next(paired, others[0] if others else "")


def _written(language: str, tags: Counter[str]) -> str:
    """A language as most texts that answer to it write it; as it stands where one has exactly this tag."""
    if language in tags:
        return language
    close = [tag for tag in tags if answers(tag, language)]
    return min(close, key=lambda tag: (-tags[tag], tag)) if close else language
