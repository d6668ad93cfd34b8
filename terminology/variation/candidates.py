"""English word sequences that may be terms: the candidates that discovery looks at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.corpora.language.words import stem, words

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
    shown: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    verbs: set[str] = set()
    for i, source in enumerate(sources):
        here: set[tuple[str, ...]] = set()
        for run in _runs(source):
            stems = [stem(word) for word in run]
            for word, key in zip(run, stems, strict=True):
                if word.lower().endswith(("ing", "ed")) and len(word) > 5:
                    verbs.add(key)
            for start in range(len(run)):
                if run[start].lower() in STOP:
                    continue
                first = _name_start(run, start)
                for end in range(start + 1, min(len(run), start + 5) + 1):
                    last = run[end - 1].lower()
                    if last in STOP:
                        if last not in _WITHIN:
                            break
                        continue
                    key_ = tuple(stems[start:end])
                    here.add(key_)
                    shown[key_][" ".join(run[start:end])] += 1
                    if first < start:
                        names[key_][" ".join(run[first:end])] += 1
        for key_ in here:
            pairs_of[key_].append(i)
    kept = [
        (key_, where)
        for key_, where in pairs_of.items()
        if len(where) >= MIN_PAIRS and (len(key_) > 1 or (key_[0] not in verbs and len(key_[0]) > 2))
    ]
    kept.sort(key=lambda item: (-len(item[1]), item[0]))
    kept = kept[:most]
    known = {_usual(shown[key_]) for key_, _ in kept}
    return [SourcePhrase(key_, _called(shown[key_], names[key_], known), tuple(where)) for key_, where in kept]


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
