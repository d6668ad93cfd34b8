"""Whether a translation says already what its original came to say later: it was changed first, or by chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.numerals import Value, otherwise, quantities
from duizhao.quality.drift.change import Change
from duizhao.quality.evidence.lexical import chinese, english, glosses


def is_ahead(changes: Sequence[Change], target: str, source_language: str, target_language: str) -> bool:
    """Whether every word and number that is new in the original stands in the target, and none that is gone does.

    Only where the dictionary and the numbers can tell: English to Chinese, and each change brings something that they
    know. What was only taken away, a negation put in, a name spelt otherwise prove nothing.

    >>> is_ahead([Change("40 days", "30 days")], "期限为30天。", "en", "zh-CN")
    True
    >>> is_ahead([Change("40 days", "30 days")], "期限为40天。", "en", "zh-CN")
    False
    """
    if is_chinese(source_language) or not is_chinese(target_language) or not changes:
        return False
    said = frozenset().union(*map(glosses, chinese(target)))
    counted = _values(target, target_language)
    counted |= {value for one in otherwise(target, target_language) for value in one.values}
    for change in changes:
        old, new = (_values(text, source_language) for text in (change.old, change.new))
        # A number's own digits are told by its value: 1,000 is 一千 too.
        gone, come = (_words(text) for text in (change.old, change.new))
        gone, come = gone - come, come - gone
        old, new = old - new, new - old
        if not (new or come) or not new <= counted or not come <= said:
            return False
        if old & counted or gone & said:
            return False
    return True


def _words(text: str) -> frozenset[str]:
    return frozenset(stem for stem in english(text) if not any(c.isdigit() for c in stem))


def _values(text: str, tag: str) -> frozenset[Value]:
    found: Iterable[Value] = (part for q in quantities(text, tag) for part in (q.value, *q.parts))
    return frozenset(found)
