"""Abbreviations and the full forms that the texts themselves give: `Global Programme (GP)`, 国际劳工组织（劳工组织）.

The letters of an abbreviation are looked for backwards in the words before the bracket (Schwartz and Hearst 2003,
"A simple algorithm for identifying abbreviation definitions in biomedical text").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from duizhao.corpora.language.scripts import HAN

_ENGLISH = re.compile(r"\s\(([A-Z][A-Za-z&/-]{1,11})\)")
_CHINESE = re.compile(rf"([{HAN}、]{{4,40}})[（(](?:以下简称|下称|简称)?[“”《]?([{HAN}]{{2,10}})[“”》]?[)）]")
_SMALL = frozenset(("of", "for", "and", "the", "on", "in", "to", "a"))


def english_definitions(texts: Iterable[str]) -> dict[str, str]:
    """Abbreviation -> full form, the first definition of each.

    >>> english_definitions(["the Sustainable Development Goals (SDGs) and (IV)", "a decent work deficit (see page 5)"])
    {'SDGs': 'Sustainable Development Goals'}
    """
    found: dict[str, str] = {}
    for text in texts:
        for match in _ENGLISH.finditer(text):
            before = re.split(r"[()\n]", text[max(0, match.start() - 160) : match.start()])[-1]
            full = _long_form(before, match[1])
            if full:
                found.setdefault(match[1], full)
    return found


def _long_form(before: str, short: str) -> str:
    letters = [c.lower() for c in re.sub(r"s$", "", short) if c.isalnum()]
    if sum(c.isupper() for c in short) < 2:
        return ""
    # At most twice as many words as letters, and five more (Schwartz and Hearst).
    words = before.split()[-min(len(letters) + 5, 2 * len(letters)) :]
    text = " ".join(words)
    at = len(text)
    for i in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (text[at].lower() != letters[i] or (i == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    full = text[at:]
    if full.startswith("not ") and at:
        # Young people not in employment …: the letters say what they are not, and leave out who.
        full = " ".join(text[:at].split()[-2:]) + " " + full
    first = full.split()[0].lower()
    return full if first not in _SMALL and len(full) > len(short) + 2 else ""


def chinese_definitions(texts: Iterable[str]) -> dict[str, str]:
    """Short form -> full form, for compact Chinese texts: the short one's characters stand in the full one in order.

    >>> chinese_definitions(["与经济合作与发展组织(经合组织)合作", "三方成员(见下文)"])
    {'经合组织': '经济合作与发展组织'}
    """
    found: dict[str, str] = {}
    for text in texts:
        for match in _CHINESE.finditer(text):
            before, short = match[1], match[2]
            at = len(before)
            for char in reversed(short):
                at = before.rfind(char, 0, at)
                if at < 0:
                    break
            if at >= 0 and len(before) - at > len(short):
                found.setdefault(short, before[at:])
    return found
