"""English word sequences that may be terms: the candidates that discovery looks at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from duizhao.corpora.language.words import stem, words

KEPT = 1 << 13  # texts of which it is kept what they are made of: more than are looked at in one search
MIN_PAIRS = 4  # a term seen less often says nothing about consistency

# Words that neither begin nor end an English term.
STOP = frozenset(
    (
        "a an and any are as at be been both but by can each for from had has have how if in including into is it its "
        "may more most new not of on or other our over should such than that the their them these this those through "
        "to towards under up use used using via was well were when where which while who whose will with within would "
        "all also among they he she his her one two three four five between based related particular especially so "
        "out no per"
    ).split()
)
# Those of them that may stand inside one.
_WITHIN = frozenset("and of for at the".split())


@dataclass(frozen=True, slots=True)
class SourcePhrase:
    """A candidate: its stems, its usual form, the indices of the pairs it stands in."""

    stems: tuple[str, ...]
    shown: str
    where: tuple[int, ...]


def candidates(sources: Sequence[str], most: int) -> list[SourcePhrase]:
    """English word sequences that may be terms, with their pairs and their usual form: two to four words, or one
    noun (a word that never takes -ing or -ed)."""
    pairs_of: dict[tuple[str, ...], list[int]] = defaultdict(list)
    verbs: set[str] = set()
    read = [_read(source) for source in sources]
    for i, (found, inflected) in enumerate(read):
        verbs.update(inflected)
        for key in found:
            pairs_of[key].append(i)
    kept = [
        (key, where)
        for key, where in pairs_of.items()
        if len(where) >= MIN_PAIRS and (len(key) > 1 or (key[0] not in verbs and len(key[0]) > 2))
    ]
    kept.sort(key=lambda item: (-len(item[1]), item[0]))
    kept = kept[:most]
    forms = {key: _forms([read[i][0][key] for i in where]) for key, where in kept}
    known = {_usual(shown) for shown, _ in forms.values()}
    return [SourcePhrase(key, _called(*forms[key], known), tuple(where)) for key, where in kept]


# How a sequence of stems is written in a text, once a place, and with the name that a place goes on with: "" for none.
_Written = tuple[tuple[str, str], ...]


@lru_cache(maxsize=KEPT)
def _read(source: str) -> tuple[dict[tuple[str, ...], _Written], tuple[str, ...]]:
    """The sequences of a text that may be terms, by their stems; and the stems of its words in -ing and -ed."""
    found: dict[tuple[str, ...], _Written] = {}
    verbs: list[str] = []
    for run in _runs(source):
        stems = tuple(map(stem, run))
        lower = [word.lower() for word in run]
        verbs += (key for word, key in zip(lower, stems, strict=True) if word.endswith(("ing", "ed")) and len(word) > 5)
        for start in range(len(run)):
            if lower[start] in STOP:
                continue
            first = _name_start(run, start)
            for end in range(start + 1, min(len(run), start + 5) + 1):
                last = lower[end - 1]
                if last in STOP:
                    if last not in _WITHIN:
                        break
                    continue
                name = " ".join(run[first:end]) if first < start else ""
                key = stems[start:end]
                found[key] = (*found.get(key, ()), (" ".join(run[start:end]), name))
    return found, tuple(verbs)


def _forms(written: Sequence[_Written]) -> tuple[Counter[str], Counter[str]]:
    """How often each form of a sequence is written, and each name that it goes on with."""
    places = [place for places in written for place in places]
    return Counter(shown for shown, _ in places), Counter(name for _, name in places if name)


def _name_start(run: Sequence[str], start: int) -> int:
    """Where the name begins that the capitalised word at `start` goes on with; `start` itself where it begins one."""
    first = start
    while first > 0 and all(run[k][0].isupper() and run[k].lower() not in STOP for k in (first - 1, first)):
        first -= 1
    return first


WHOLE = 0.75  # share of its uses in which a piece of a name goes on with the name, to be called by it


def _called(shown: Counter[str], names: Counter[str], known: set[str]) -> str:
    """What a candidate is called: the whole name where it is nearly always a piece of one ("World Trade Organization",
    of which only two words are in enough pairs), unless that is a candidate itself."""
    usual = _usual(shown)
    whole = _usual(names) if names else usual
    return whole if whole not in known and names[whole] >= WHOLE * shown.total() else usual


def _usual(forms: Counter[str]) -> str:
    """The most frequent form, lower case before capitals where they are as frequent."""
    return min(forms, key=lambda form: (-forms[form], form.swapcase()))


def _runs(text: str) -> Iterable[list[str]]:
    """The words of an English text between punctuation marks."""
    piece: list[str] = []
    at = 0
    for word in words(text, "en"):
        start = text.index(word, at)
        if any(not c.isspace() and c not in "‘“\"'" for c in text[at:start]) and piece:
            yield piece
            piece = []
        at = start + len(word)
        if word[0].isdigit():
            if piece:
                yield piece
            piece = []
        else:
            piece.append(word)
    if piece:
        yield piece


_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_GOES_ON = 0.8  # share of its places in which one and the same word goes on from a phrase, from which it is a piece
# A verb or an adverb makes no term of what it stands beside: shall report, laws previously.
_NO_NOUN = re.compile(
    r"\b(?:shall|must|should|may|can|will|is|are|was|were|has|have|be|decides?|\w{4,}ly|\w{3,}ed)$|^(?:shall|must|may)\b|\bshall\b",
    re.I,
)
_FREE = frozenset(
    "the a an of and in to for on at by with or that this its their our is are as from including under through".split()
)


def is_whole_phrase(phrase: str, sources: Sequence[str]) -> bool:
    """Whether an English phrase is a term and no piece of one: in its places different words stand before and behind
    it, or words that go with anything."""
    # Final Appeal and the Chief Judge: the end of one thing and the beginning of another.
    if _NO_NOUN.search(phrase) or re.search(r"\band (?:the|an?|its|their)\b", phrase, re.I):
        return False
    for at in (0, 1):
        beside: Counter[str] = Counter()
        for source in sources:
            pattern = rf"(?:(\S+)\s+)?\b{re.escape(phrase)}\w*(?:\s+(\S+))?"
            match = re.search(pattern, source, re.I)
            if match:
                found = _WORD.fullmatch(match[at + 1] or "")
                beside[found[0].lower() if found else ""] += 1
        word, n = beside.most_common(1)[0] if beside else ("", 0)
        if word and word not in _FREE and n >= _GOES_ON * beside.total() and n > 3:
            return False
    return True
