"""Variants that the first look missed: how a term was translated where none of its known translations stands.

A concept's English is followed into the sentences where it is and its Chinese terms are not; the word links say what
stands for it there. A rendering seen once is believed only if it shares its characters with a known one
(社会保护底线 beside 社保底线).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from duizhao.terminology.extraction.candidates import Ties
from duizhao.terminology.extraction.nominal import is_whole
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.propose import Proposed
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import han_length
from duizhao.terminology.variation import likeness

_SURE = 0.5  # probability of a concept's best pair without which a rendering seen once is none of it
_LIKE = 0.5  # Dice's coefficient of characters that makes a rendering seen once believable


def hunt(found: Proposed, groups: Mapping[Key, Sequence[Proposal]], occurrences: int) -> list[Proposal]:
    """More proposals for the same English: one for each Chinese rendering that was not known."""
    more: list[Proposal] = []
    for key, group in groups.items():
        known = [p.chinese.strip("《》") for p in group]
        renderings: dict[str, list[tuple[int, int, int, int, int]]] = defaultdict(list)
        missing = [s for s in found.where.get(key, ()) if not any(k in found.texts.chinese_texts[s] for k in known)]
        named = group[0].kind == "name" and len(key) > 1
        # What was seen once is believed of a sure term only.
        sure = max((p.probability or 0.0 for p in group), default=0.0) >= _SURE
        for s in missing[:occurrences]:
            for spot in _render(found, s, key):
                # "to advance social justice" is not the resolution of that name.
                if named and not found.texts.surface(s, *spot[3:])[:1].isupper():
                    continue
                text = _text(found.texts, spot)
                renderings[text].append(spot)
        for text, spots in renderings.items():
            if any(text in k or k in text for k in known) or han_length(text) < 2:
                continue
            proposal = _proposal(found, group[0], text, spots)
            alike = max(likeness(text, k) for k in known)
            # One word has many renderings by chance, a phrase few.
            once = proposal.aligned == 1
            if (sure and len(key) > 1 and alike >= _LIKE) if once else alike:
                whole = is_whole(proposal) and found.boundaries.whole(proposal)
                more.extend([proposal] if whole and not _goes_on(found.texts, spots) else [])
    return more


def _render(found: Proposed, s: int, key: Key) -> list[tuple[int, int, int, int, int]]:
    """What the word links of a sentence tie to each occurrence of an English key, where it is one stretch that may be a
    term."""
    texts = found.texts
    e, z = texts.english.sentence(s), texts.chinese.sentence(s)
    theirs, ours = texts.english_flags, texts.chinese_flags
    ties = Ties.of(found.links(s), theirs.content[e], ours.content[z])
    out = []
    for low, high in texts.occurrences_of(s, key):
        a, b = min(ties.left[low:high]), max(ties.right[low:high]) + 1
        if b <= a or b - a > 12:
            continue
        back_low, back_high = min(ties.low[a:b]), max(ties.high[a:b])
        ends = ours.left[z[a]] and ours.right[z[b - 1]] and ours.inside[z[a:b]].all()
        if low <= back_low and back_high < high and ends:
            out.append((s, a, b, low, high))
    return out


def _goes_on(texts: TokenizedCorpus, spots: Sequence[tuple[int, int, int, int, int]]) -> bool:
    """Whether a conjunction always follows: then the links missed the second half of a coordination."""
    after = []
    for s, _, b, _, _ in spots:
        line = texts.chinese.sentence(s)
        after.append(b < len(line) and texts.joining[int(line[b])])
    return all(after)


def _text(texts: TokenizedCorpus, spot: tuple[int, int, int, int, int]) -> str:
    s, a, b, *_ = spot
    starts, ends = texts.chinese.spans(s)
    return texts.chinese_texts[s][starts[a] : ends[b - 1]]


def _proposal(found: Proposed, like: Proposal, text: str, spots: list[tuple[int, int, int, int, int]]) -> Proposal:
    texts = found.texts
    sentences = sorted({spot[0] for spot in spots})
    s, a, b, *_ = spots[0]
    words = tuple(texts.chinese.vocabulary[t] for t in texts.chinese.sentence(s)[a:b].tolist())
    return Proposal(
        text,
        words,
        like.english,
        like.key,
        len(sentences),
        len(sentences),
        len(sentences),
        sentences,
        like.english_count,
        [spot[:3] for spot in spots],
        spots,
        "variant",
        score=like.score,
    )
