"""A sentence that denies must not affirm in translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Pair, Span
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.evidence.lexical import LOST, MIN_WORDS, chinese, english, likelihood
from duizhao.quality.report import Finding

# Contractions are left out: they belong to talk, whose translations turn things round (don't forget, 记住).
_DENIES = re.compile(
    r"\b(?:not|cannot|never|nor|neither|no|none|nothing|nobody|unaware|unable|unless|unlikely|unclear|impossible|"
    r"without(?= a vote))\b",
    re.I,
)
# What has a negation in English and needs none in Chinese: not only, no later than (至迟), not … until (才).
_IDIOMS = re.compile(
    r"\bnot (?:only|least|just|merely|simply|solely|to mention|infrequently|uncommon)\b|\bwhether or not\b|"
    r"\b(?:no|not) (?:later|earlier|more|less|fewer|longer|sooner) than\b|\bno doubt\b|\bif not\b|\bnone other\b|"
    r"\bnothing but\b|\bcannot but\b|\bnot [^.;]{0,60}?\buntil\b|\bno (?:sooner|matter)\b|\bNos?\b\.?(?= ?\d)|"
    r"\bnot (?:to )?(?:forget|fail|hesitate|exceed\w*)\b",
    re.I,
)
# Characters and words that deny or exclude, in simplified characters,
_NEGATIONS = re.compile(
    "[不未无非没勿毋莫否禁免缺拒绝避防甭]|难以|难于|失败|除非|除.{1,20}[外非]|例外|以外|之外|别(?=[再要去人])"
)
# and words that hold one of them and deny nothing.
_HARMLESS = re.compile(
    "非洲|非常|未来|不断|不仅|不但|无论|不论|不管|不久|免疫|免费|非政府|非传染|非法|绝对|防护|预防|消防|国防|莫桑比克|莫斯科"
)
_SENTENCES = re.compile(r"(?<=[.!?;])[”\"’']?\s+")
_CHINESE_SENTENCES = re.compile(r"(?<=[。！？；])[”’」』]?(?=.)")


@as_check(
    "text.negation",
    Severity.WARNING,
    Topic.WORDING,
    title="A sentence that denies is translated without a negation",
    summary="A sentence that denies is translated without a negation",
    scope=Scope.DOCUMENT,
)
def text_negation(context: Context) -> Iterator[Finding]:
    """A sentence with a negation whose translation denies nothing."""
    if not english_to_chinese(context.source_language, context.target_language):
        return
    for pair in context.complete:
        if _DENIES.search(pair.source):
            yield from _lost(pair)


def _lost(pair: Pair) -> Iterator[Finding]:
    # Idioms are blanked out, so that places stay.
    source = _IDIOMS.sub(lambda m: " " * len(m[0]), pair.source)
    for start, end, target in _sentences(source, comparable(pair.target)):
        match = _DENIES.search(source, start, end)
        if match and not _NEGATIONS.search(_HARMLESS.sub("", target)) and not _swallowed(source, match, target):
            yield Finding(
                "text.negation",
                f"“{match[0]}” of the source denies, the target does not",
                "".join(pair.source[start:end].split())[:60],
                cure="Compare with the source: a 不, 未, 无 or 非 may have been lost",
                source_at=pair.source_at,
                target_at=pair.target_at,
                source=pair.source,
                target=pair.target,
                source_marks=(Span(*match.span()),),
            )


def _swallowed(source: str, match: re.Match[str], target: str) -> bool:
    """Whether the sentence of the negation is one of several and not in the target at all: that is told by itself."""
    cuts = [0, *(m.end() for m in _SENTENCES.finditer(source)), len(source)]
    start = max(cut for cut in cuts if cut <= match.start())
    sentence = source[start : min(cut for cut in cuts if cut > match.start())]
    words = english(sentence)
    return sentence != source and len(words) >= MIN_WORDS and likelihood(words, chinese(target)) < LOST


def _sentences(source: str, target: str) -> list[tuple[int, int, str]]:
    """The sentences of a pair, of the source by their ends, where both sides have as many; else the whole."""
    cuts = [m.end() for m in _SENTENCES.finditer(source)]
    theirs = [piece for piece in _CHINESE_SENTENCES.split(target) if piece.strip()]
    if len(cuts) + 1 != len(theirs):
        return [(0, len(source), target)]
    return list(zip([0, *cuts], [*cuts, len(source)], theirs, strict=True))
