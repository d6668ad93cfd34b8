"""Which proposals are one concept: those with the same English, and those whose abbreviations the texts spell out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from duizhao.terminology.extraction.abbreviations import chinese_definitions, english_definitions
from duizhao.terminology.extraction.named_bodies import token_span
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.propose import Proposed
from duizhao.terminology.extraction.variants import hunt

_OCCURRENCES = 200  # sentences of a term that are searched for variants


def grouped(found: Proposed) -> tuple[list[list[Proposal]], dict[str, str]]:
    """Proposals in groups, one a concept, in the order of their best; and the form of terms that are known to be
    `abbreviation`, `fullForm` or `shortForm`."""
    groups: dict[Key, list[Proposal]] = defaultdict(list)
    for p in found.proposals:
        groups[p.key].append(p)
    for p in hunt(found, groups, _OCCURRENCES):
        groups[p.key].append(p)
    forms: dict[str, str] = {}
    leader: dict[Key, Key] = {key: key for key in groups}
    for short, full in english_definitions(found.texts.english_texts).items():
        _tie_english(found, groups, leader, short, full, forms)
    for short, full in chinese_definitions(found.texts.chinese_texts).items():
        _tie_chinese(groups, leader, short, full, forms)
    merged: dict[Key, list[Proposal]] = defaultdict(list)
    for key, group in groups.items():
        while leader[key] != key:
            key = leader[key]
        merged[key].extend(group)
    return [group for group in merged.values() if group], forms


def _tie_english(
    found: Proposed,
    groups: dict[Key, list[Proposal]],
    leader: dict[Key, Key],
    short: str,
    full: str,
    forms: dict[str, str],
) -> None:
    """Put the abbreviation and its full form into one group; add the one that was not proposed."""
    keys = [found.texts.key_of(short), found.texts.key_of(full)]
    known = [key for key in keys if key in groups]
    # PROGRAM, the code of a department, is not the word "programme".
    if keys[0] in groups and all(p.english.removesuffix("s") != short.removesuffix("s") for p in groups[keys[0]]):
        return
    if not known:
        return
    forms[short], forms[full] = "abbreviation", "fullForm"
    if len(known) == 2:
        drop_pieces(groups[keys[0]], groups[keys[1]])
        known = known if groups[keys[0]] else keys[1:]
    if len(known) == 2:
        _join(groups, leader, known[0], known[1])
        return
    group = groups[known[0]]
    missing, text = (keys[1], full) if known[0] == keys[0] else (keys[0], short)
    if not missing:
        return
    if any(q.key == missing for p in group for q in p.others):
        return
    sentences = [s for s, line in enumerate(found.texts.english_texts) if text in line]
    # Of several Chinese terms the one that meets it most often, of equals the longest: the full form has a full form.
    options = []
    for p in group:
        meetings = [s for s in sentences if _chinese_span(found, p, s)[0] >= 0]
        options.append((len(meetings), len(p.chinese), p, meetings))
    count, _, p, meetings = max(options, key=lambda x: (x[0], x[1]))
    if not count:
        return
    spots = [
        (s, *_chinese_span(found, p, s), *span) for s in meetings for span in found.texts.occurrences_of(s, missing)[:1]
    ]
    spots = [spot for spot in spots if spot[1] >= 0]
    more = Proposal(
        p.chinese, p.words, text, missing, p.count, p.looked, len(spots), meetings, len(sentences), p.places, spots,
        "abbreviation", score=p.score,
    )  # fmt: skip
    group.append(more)


def drop_pieces(short: list[Proposal], full: Sequence[Proposal]) -> None:
    """Take out, in place, Chinese for an abbreviation that is a piece of the full form's without its head: 同酬 of
    同酬国际联盟. 劳工组织 of 国际劳工组织 has it."""
    names = [q.chinese for q in full]
    kept = [p for p in short if not any(p.chinese in n and not n.endswith(p.chinese) for n in names)]
    short[:] = kept


def _chinese_span(found: Proposed, p: Proposal, s: int) -> tuple[int, int]:
    """The Chinese tokens of a term in a sentence, (-1, -1) where it is not in it or cuts words."""
    known = next(((a, b) for t, a, b in p.places if t == s), None)
    name = p.chinese.strip("《》")
    at = found.texts.chinese_texts[s].find(name)
    if known is None and at >= 0:
        known = token_span(*found.texts.chinese.spans(s), (at, at + len(name)))
    return known or (-1, -1)


def _tie_chinese(
    groups: dict[Key, list[Proposal]], leader: dict[Key, Key], short: str, full: str, forms: dict[str, str]
) -> None:
    homes: dict[str, Key] = {}
    for key, group in groups.items():
        for p in group:
            if p.chinese in (short, full):
                homes.setdefault(p.chinese, key)
    if homes:
        forms[short], forms[full] = "shortForm", "fullForm"
    if len(set(homes.values())) == 2:
        _join(groups, leader, homes[short], homes[full])


def _join(groups: dict[Key, list[Proposal]], leader: dict[Key, Key], first: Key, second: Key) -> None:
    """The group that ranks lower follows the other."""
    while leader[first] != first:
        first = leader[first]
    while leader[second] != second:
        second = leader[second]
    if first != second:
        order = list(groups)
        best, other = sorted((first, second), key=order.index)
        leader[other] = best
