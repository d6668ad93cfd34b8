"""What the headings of a bilingual table say: languages and sides, as people and CAT tools write them.

`en`, `English`, `English (United Kingdom)` and `Source: en` (memoQ, Phrase), `Chinese (PRC)`, 中文, `Text (zh)`,
`zh_CN`; `Source`, `Target`, 原文, 译文.
"""

from __future__ import annotations

import re

from duizhao.corpora.language.table import supported

_NAMES = {
    name: tag
    for tag, names in {
        "en": "en|eng|english|英文|英语|英語",
        "zh": "zh|zho|chi|chinese|中文|汉语|漢語|华文|華文",
        "zh-Hans": "simplified chinese|chinese simplified|chinese (simplified)|简体中文|简体|中文（简体）|中文(简体)",
        "zh-Hant": "traditional chinese|chinese traditional|chinese (traditional)|繁體中文|繁体中文|正體中文|繁體"
        "|中文（繁體）|中文(繁體)",
    }.items()
    for name in names.split("|")
}
SIDES = (
    frozenset(("source", "source text", "source segment", "source string", "original", "原文", "源文")),
    frozenset(("target", "target text", "target segment", "target string", "translation", "译文", "譯文")),
)
"""Headings that say which side a column is and not its language: source, target."""
_TAG = re.compile(r"(?:^|.*?[\s(\[_:])([a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}))*)[)\]]?$")
# A name with what says more of it: a region, a script, `text`.
_MORE = re.compile(r"(?:(?:source|target)\s*:\s*)?([^\s(（\[,:-]+)(?:\s*[(（\[,-]|\s+text|\s*文本).*$")
_VARIETIES = {
    "simplified": "zh-hans",
    "traditional": "zh-hant",
    "taiwan": "zh-tw",
    "hong kong": "zh-hk",
    "macao": "zh-mo",
}


def heading_tag(heading: str) -> str | None:
    """The language that a heading names, as a tag in lower case; None where it names none.

    >>> heading_tag("English (United Kingdom)"), heading_tag("Target: zh_CN")
    ('en', 'zh-cn')
    >>> heading_tag("Chinese (Traditional, Taiwan)"), heading_tag("Text (zh)")
    ('zh-hant', 'zh')
    >>> heading_tag("Comment"), heading_tag("ID"), heading_tag("Chinese (PRC)")
    (None, None, 'zh')
    """
    name = heading.strip().lower()
    if name in _NAMES:
        return _NAMES[name].lower()
    if (found := _TAG.match(name)) and (supported(found[1]) or "-" in found[1] or "_" in found[1] or name == found[1]):
        tag = found[1].replace("_", "-")
        return tag if supported(tag) or len(tag) > 2 else None
    if (found := _MORE.match(name)) and found[1] in _NAMES:
        base = _NAMES[found[1]].lower()
        return next((tag for word, tag in _VARIETIES.items() if word in name), base) if base == "zh" else base
    return None


def heading_side(heading: str) -> int | None:
    """0 for a heading that says source, 1 for target; None for any other."""
    name = heading.strip().lower()
    return next((side for side, names in enumerate(SIDES) if name in names), None)
