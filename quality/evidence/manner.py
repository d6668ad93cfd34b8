"""In which manner a text is written, which says how freely it is translated.

Talk and tales (an interview, a novel, a blog, subtitles, the report of a match) are translated for their voice: numbers
in words, negations, names and lengths come and go in good translations. Laws, contracts, manuals and minutes are not.
So what rests on words alone is worth a note in the one and a warning in the other, while figures, units, dates and
terms weigh the same in both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.model import Pair
from duizhao.corpora.numerals.seeking import small_words

LEAST = 3  # pairs that speak and make a manner: fewer are quotations
# Share of the pairs of a document that speak: statutes, contracts, manuals and minutes have up to 0.08, press releases
# and reports of matches 0.11 to 0.2, tales and talk from 0.3 on.
SHARE = 0.11
# Share of its content words that a document's targets say, as far as the dictionary knows: 0.52 to 0.75 in most texts,
# 0.37 to 0.48 in reports of matches, talk and subtitles. Fewer words than these say too little.
SAID, WORDS = 0.5, 100
# How people talk: contractions (of nouns too, but "group's" is a possessor), questions, exclamations, quoted speech, I.
_ENGLISH = re.compile(
    r"n['’]t\b|\b(?:i|you|we|they|he|she|it|that|there|here|what|who|where|how|let)['’](?:s|re|ll|ve|m|d)\b"
    r"|[!?][\"”’)\]]*(?:\s|$)|[\"“][^\"“”]{2,}[,.!?][\"”]|\b(?:my|me)\b|\bI\b(?![.)])",
    re.IGNORECASE,
)
# What any of these has: a mark, a word for who speaks, or the pieces of a contraction.
_MARKS_OF_TALK = re.compile('[!?"“]')
_SELF, _SHORT = frozenset(("i", "me", "my", "t")), frozenset("s re ll ve m d".split())
_SHORTENED = frozenset("i you we they he she it that there here what who where how let".split())
_CHINESE = re.compile(r"[！？?!]|“[^“”]{2,}[，。！？…—]”|[吧呢吗嘛啦呗咱俺啥]|我(?![国方省市县校局部院司会])")


def speaks(pair: Pair) -> bool:
    """Whether a side of a pair is in the voice of talk."""
    return _talks(pair.source) or _talks(pair.target)


def _talks(text: str) -> bool:
    if not text.isascii() and has_han(text):
        return _CHINESE.search(text) is not None
    return _may_talk(text) and _ENGLISH.search(text) is not None


def _may_talk(text: str) -> bool:
    said = small_words(text)
    return (
        _MARKS_OF_TALK.search(text) is not None
        or not _SELF.isdisjoint(said)
        or not (_SHORT.isdisjoint(said) or _SHORTENED.isdisjoint(said))
    )


def free_pairs(
    voices: Sequence[bool], documents: Iterable[str], said: Sequence[tuple[int, int]] | None = None
) -> tuple[bool, ...]:
    """For each pair whether it may be translated freely: it speaks, or its document does, or leaves many words unsaid.

    `voices` say which pairs speak, `documents` name each pair's, and `said` says how many content words of its source
    its target says, of how many.
    """
    members: dict[str, list[int]] = defaultdict(list)
    names = list(documents)
    for i, name in enumerate(names):
        members[name].append(i)
    free: set[str] = set()
    for name, here in members.items():
        if sum(voices[i] for i in here) >= max(LEAST, SHARE * len(here)):
            free.add(name)
        elif said is not None:
            there, of = (sum(said[i][k] for i in here) for k in (0, 1))
            if of >= WORDS and there < SAID * of:
                free.add(name)
    return tuple(voice or name in free for name, voice in zip(names, voices, strict=True))
