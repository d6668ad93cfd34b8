"""What changed in a sentence of the original, and whether it can change its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from duizhao.corpora.language.lexicon import has_english_word
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.model import Locator, Span
from duizhao.corpora.saying import say
from duizhao.quality.drift.trace import plain


class Nature(StrEnum):
    """What can be wrong with a translated sentence, by what became of its original."""

    CHANGED = "changed"
    SPELLING = "spelling"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    UNSOURCED = "unsourced"


@dataclass(frozen=True, slots=True)
class Change:
    """Words that were replaced: `old` and `new` as they stand; either may be empty."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A sentence that the translation did not follow.

    `was` is the original as it was when the translation last followed it, `now` as it is, `target` the translation;
    what does not exist is empty. `commit` is the first that changed the original since, `day` (ISO) its date; both are
    empty for what is not committed or has no history.
    """

    nature: Nature
    was: str
    now: str
    target: str
    source_at: Locator
    target_at: Locator
    changes: tuple[Change, ...] = ()
    was_marks: tuple[Span, ...] = ()
    now_marks: tuple[Span, ...] = ()
    commit: str = ""
    day: str = ""
    subject: str = ""


_TOKEN = re.compile(rf"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+(?:[.,]\d+)*|[{HAN}]|\S")


def compared(old: str, new: str) -> tuple[tuple[Change, ...], tuple[Span, ...], tuple[Span, ...]]:
    """The words that changed from one version of a sentence to the next, and where they stand in each."""
    one, other = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    matcher = SequenceMatcher(None, [plain(m[0]) for m in one], [plain(m[0]) for m in other], autojunk=False)
    changes, before, after = [], [], []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        first, second = _span(one, i1, i2), _span(other, j1, j2)
        changes.append(Change(old[first.start : first.end], new[second.start : second.end]))
        before += [first] * (i1 < i2)
        after += [second] * (j1 < j2)
    return tuple(changes), tuple(before), tuple(after)


def _span(tokens: list[re.Match[str]], start: int, end: int) -> Span:
    return Span(tokens[start].start(), tokens[end - 1].end()) if start < end else Span(0, 0)


def is_spelling(changes: tuple[Change, ...]) -> bool:
    """Whether all that changed is spelling, case, punctuation or spacing: the translation still says the same.

    A number, a negation or one dictionary word for another (adopt, adapt) is a change of meaning.
    """
    return all(_same_word(change.old, change.new) for change in changes)


# British and American spellings of one word become one.
_VARIANTS = (
    (re.compile(r"our(?=s?\b|ed|ing|abl|ful|hood|ite)"), "or"),
    (re.compile(r"is(?=e[ds]?\b|ing\b|ation|er)"), "iz"),
    (re.compile(r"ys(?=e[ds]?\b|ing\b)"), "yz"),
    (re.compile(r"(?<=[bt])re(?=s?\b|d\b)"), "er"),
    (re.compile(r"(?<=[a-z])ll(?=ed|ing|er)"), "l"),
    (re.compile(r"ogue(?=s?\b)"), "og"),
    (re.compile(r"amme(?=s?\b)"), "am"),
    (re.compile(r"(?<=[ef])nce(?=s?\b)"), "nse"),
)
_CLOSE = 0.8  # share of letters (rapidfuzz ratio) above which a word that is in no dictionary is the other misspelt
_FIRM = re.compile(r"\d|n[o']t?\b|(?i:\b(?:no|not|never|none|without|un\w+)\b)")


def _same_word(old: str, new: str) -> bool:
    from rapidfuzz import fuzz

    one, other = _letters(old), _letters(new)
    if one == other:
        return _figures(old) == _figures(new)
    if not one or not other or _FIRM.search(old) or _FIRM.search(new) or len(one) < 5:
        return False
    if _american(one) == _american(other):
        return True
    if fuzz.ratio(one, other) / 100 < _CLOSE or " " in one or " " in other:
        return False
    # Two words of the dictionary are two words, however alike.
    return not (has_english_word(one) and has_english_word(other))


def _letters(text: str) -> str:
    """What is left without punctuation and case; signs that carry meaning stay."""
    return re.sub(r"[^\w%‰$€£¥+<>=°\s-]|_", "", plain(text)).casefold().strip(" -")


def _figures(text: str) -> str:
    """The digits of a text with their points: 1,000 is 1000, 1.2 is not 12."""
    return re.sub(r"[^\d.]|\.(?!\d)|(?<!\d)\.", "", text)


def _american(word: str) -> str:
    for pattern, replacement in _VARIANTS:
        word = pattern.sub(replacement, word)
    return word


def described(changes: tuple[Change, ...], most: int = 3) -> Iterator[str]:
    """`40 days → 30 days`, `+ in writing`, `− not`: at most so many, the rest counted."""
    for change in changes[:most]:
        if change.old and change.new:
            yield f"{_short(change.old)} → {_short(change.new)}"
        else:
            yield f"+ {_short(change.new)}" if change.new else f"− {_short(change.old)}"
    if len(changes) > most:
        yield say("and {more} more", more=len(changes) - most)


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
