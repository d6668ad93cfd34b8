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

# Of contractions those that forbid or release: others belong to talk, whose translations turn things round (don't
# forget, 记住).
_DENIES = re.compile(
    r"\b(?:not|cannot|never|nor|neither|no|none|nothing|nobody|unaware|unable|unless|unlikely|unclear|impossible|"
    r"without(?= a vote)|(?:do|does|did)n['’]t (?:have|need) to|needn['’]t|mustn['’]t|"
    r"(?:is|are|was|were)n['’]t (?:allowed|permitted|required|necessary|available|possible|supported|valid))\b",
    re.I,
)
# What has a negation in English and needs none in Chinese: not only, no later than (至迟), not … until (才).
_IDIOMS = re.compile(
    r"\bnot (?:only|least|just|merely|simply|solely|to mention|infrequently|uncommon)\b|\bwhether or not\b|"
    r"\b(?:no|not) (?:later|earlier|more|less|fewer|longer|sooner) than\b|\bno doubt\b|\bif not\b|\bnone other\b|"
    r"\bnothing but\b|\bcannot but\b|\bnot [^.;]{0,60}?\buntil\b|\bno (?:sooner|matter)\b|\bNos?\b\.?(?= ?\d)|"
    r"\bnot (?:to )?(?:forget|fail|hesitate|exceed\w*)\b|\bnot (?:necessarily )?(?:limited|restricted|confined) to\b",
    re.I,
)
# Characters and words that deny or exclude, in simplified characters,
_NEGATIONS = re.compile(
    "[不未无非没勿毋莫否禁免缺拒绝避防甭]|零(?![下件售食星钱头散工部])|难以|请(?:关闭|关掉|避开|远离)|难于|失败|除非|除.{1,20}[外非]|例外|以外|之外|别(?=[再要去人])"
)
# and words that hold one of them and deny nothing.
_HARMLESS = re.compile(
    "非洲|非常|未来|不断|不仅|不但|无论|不论|不管|不久|免疫|免费|非政府|非传染|非法|绝对|防护|预防|消防|国防|莫桑比克|莫斯科"
)
# 不仅 and 不只 deny nothing, and yet they are what “not … alone, but” becomes.
_ALONE = re.compile(r"\bnot\b[^.;]*\b(?:alone|only|just|necessarily|merely|solely|simply|all|but)\b", re.I)
_NOT_ONLY = re.compile("不[仅只但单光]|并非|不限")
# An end that a verb tells: no longer a member, 丧失了资格.
_NO_LONGER = re.compile(r"\bno longer\b|\bnot any ?more\b", re.I)
_ENDED = re.compile("丧失|失去|停止|终止|取消|放弃|撤销|退出|脱离|离开|结束|废止|淘汰|失效|卸任|停用|已从|曾")
# What a target forbids or rules out,
_FORBIDS = re.compile(
    "不可能|不得(?![不已])|不应当?(?=[^仅只])|不允许|不准|不许|禁止|严禁|不能(?![不仅只])|不会(?=被|再)"
)
# and how English says so, in any form: then nothing was added.
_NEGATIVE = re.compile(
    r"n['’]t\b|\b(?:not|no|non|never|none|nor|neither|nothing|nobody|nowhere|cannot|without|unless|until|except\w*|exclu\w+|"
    r"prohibit\w*|forb[ia]d\w*|ban(?:s|ned|ning)?|prevent\w*|avoid\w*|refus\w+|den(?:y|ies|ied|ial)|reject\w*|lack\w*|fail\w*|"
    r"stop\w*|ceas\w+|block\w*|restrict\w*|limit\w*|only|rather|instead|too|beyond|hardly|scarcely|barely|rare\w*|seldom|few|"
    r"little|less|least|most|against|otherwise|but|free|lost|los[est]\w*|refrain\w*|preclud\w*|bar(?:s|red|ring)?|disallow\w*|"
    r"disab\w+|protect\w*|resist\w*|ensure|proof|difficult\w*|mutually|abolish\w*|waive\w*|exempt\w*|absen\w+|"
    r"dis\w{4,}|un\w{3,}|in\w{5,}|im\w{5,}|ir\w{5,}|il\w{4,}|non-?\w+|mis\w{4,}|\w+less(?:ly)?|\w+-(?:free|only))\b|"
    r"\bout of\b|\bas (?:long|far|soon) as\b",
    re.I,
)
_ALLOWS = re.compile(
    r"\b(?:may|can|shall|must|should|will|likely|allowed|permitted|able|possibl[ey]|entitled|free to)\b", re.I
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
        else:
            yield from _added(pair)


def _lost(pair: Pair) -> Iterator[Finding]:
    # Idioms are blanked out, so that places stay.
    source = _IDIOMS.sub(lambda m: " " * len(m[0]), pair.source)
    for start, end, target in _sentences(source, comparable(pair.target)):
        match = _DENIES.search(source, start, end)
        if match and not _denied(pair.source[start:end], target) and not _swallowed(source, match, target):
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


def _denied(source: str, target: str) -> bool:
    """Whether a Chinese sentence denies what its source denies, or says it otherwise."""
    if _NEGATIONS.search(_HARMLESS.sub("", target)):
        return True
    if _ALONE.search(source) and _NOT_ONLY.search(target):
        return True
    return bool(_NO_LONGER.search(source) and _ENDED.search(target))


def _added(pair: Pair) -> Iterator[Finding]:
    """A target that forbids or rules out what a source without any negation allows or expects."""
    target = comparable(pair.target)
    match = _FORBIDS.search(target)
    if not match or not _ALLOWS.search(pair.source) or _NEGATIVE.search(pair.source):
        return
    # 没有同意，他人不能使用: what may be done with consent may not be done without it.
    if _NEGATIONS.search(_HARMLESS.sub("", target[: match.start()] + target[match.end() :])):
        return
    yield Finding(
        "text.negation",
        f"{match[0]} of the target denies, the source does not",
        "".join(pair.target.split())[:60],
        cure="Compare with the source: a negation may have been added",
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        target_marks=(Span(*match.span()),),
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
