"""A sentence that denies must not affirm in translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import HAN, comparable, has_han
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.numerals.seeking import small_words
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._both_ways import both_ways
from duizhao.quality.checks._wording import finding_on, slight
from duizhao.quality.context import Context
from duizhao.quality.evidence.lexical import LOST, MIN_WORDS, chinese, english, glosses, likelihood
from duizhao.quality.report import Finding

# Of contractions those that forbid or release: others belong to talk, whose translations turn things round (don't
# forget, 记住).
_DENIES = re.compile(
    r"\b(?=[acdimnuwıİ])(?:not|cannot|never|nor|neither|no|none|nothing|nobody|unaware|unable|unless|unlikely|unclear|impossible|"
    r"without(?= a vote)|(?:do|does|did)n['’]t (?:have|need) to|needn['’]t|mustn['’]t|"
    r"(?:is|are|was|were)n['’]t (?:allowed|permitted|required|necessary|available|possible|supported|valid))\b",
    re.I,
)
# A word of every one of them; of contractions what stands behind their apostrophe.
_DENYING = frozenset(
    "not cannot never nor neither no none nothing nobody unaware unable unless unlikely unclear impossible without "
    "t".split()
)
# What has a negation in English and needs none in Chinese: not only, no later than (至迟), not … until (才), no wonder.
_IDIOMS = re.compile(
    r"\bnot (?:only|least|just|merely|simply|solely|to mention|infrequently|uncommon)\b|\bwhether or not\b|"
    r"\b(?:no|not|never)(?: \w+){0,2}? (?:later|earlier|more|less|fewer|longer|sooner) than\b|\bno doubt\b|\bif not\b|"
    r"\bnone other\b|\bnothing but\b|\bcannot but\b|\bnot [^.;]{0,60}?\buntil\b|\bno (?:sooner|matter)\b|"
    r"\bNos?\b\.?(?= ?\d)|\bnot (?:necessarily )?(?:limited|restricted|confined) to\b|"
    r"\b(?:not|never|cannot) (?:to )?(?:forget|fails?|hesitate|worry|exceed\w*)\b|"
    r"\bno (?:wonder|secret|problem|kidding|equal)\b|\bno (?:further|more) (?:delay|ado)\b|\blos[et]s? no time\b|"
    r"\bnot (?:far|long (?:after|before|ago)|surpris\w+|bad\b(?! for)|to be missed|a few)\b|"
    r"\bcannot (?:wait|help)\b|\b(?:cannot|not) be (?:overstated|overemphasi[sz]ed|too|easier|simpler)\b|"
    r"\b(?:why|or) not\b|\bnext to nothing\b|\blittle or no\b|"
    r"\bnothing (?:beats?|like|ventured|gained)\b|\bno (?:pain|gain)\b|"
    r"\b(?:not|never) be(?:en)? (?:more|better)\b|"
    # I've never had a better one: the best I have had.
    r"\bnever (?:\w+ ){0,4}?(?:better|worse|more|less|greater|bigger|happier|easier|closer|higher|lower|stronger|"
    r"clearer|busier|faster|cheaper|quieter|harder|prouder|nicer|such|so)\b",
    re.I,
)
# Characters and words that deny or exclude, in simplified characters,
_NEGATIONS = re.compile(
    "[不未无非没勿毋莫否禁免缺拒绝避防甭忌诫]|零(?![下件售食星钱头散工部])|(?<![\\d.,])0\\s?(?=[票人名例次个项宗起件])|难以|请(?:关闭|关掉|避开|远离)|难于|失败|除非|除.{0,20}[外非]|哪[有能会]|岂|何[尝曾必须]|例外|以外|之外|出乎|意外|(?<![特区级分个性类鉴识差辨派告离送永惜诀国组])别(?![的处国名墅致具样称针家离扭])"
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
_ENDED = re.compile(
    "停[药服用产了经]|已经?[停退离]|[戒辞]|丧失|失去|停止|终止|取消|放弃|撤销|退出|脱离|离开|结束|废止|淘汰|失效|卸任|停用|已从|曾"
)
# What a target forbids or rules out,
_FORBIDS = re.compile(
    "不可能|不可(?![不避缺多少或思言名忽逆收开限估磨磨抗知])|不得(?![不已])|不应当?(?=[^仅只])|不允许|不准|不许|禁止|严禁|(?<!能)不能(?![不仅只])|(?<!会)不会(?=被|再)"
)
# and how English says so, in any form: then nothing was added.
_NEGATIVE = re.compile(
    r"n['’]t\b|\b(?:not|no|non|never|none|nor|neither|nothing|nobody|nowhere|cannot|without|unless|until|except\w*|exclu\w+|"
    r"prohibit\w*|forb[ia]d\w*|ban(?:s|ned|ning)?|prevent\w*|avoid\w*|refus\w+|den(?:y|ies|ied|ial)|reject\w*|lack\w*|fail\w*|"
    r"stop\w*|ceas\w+|block\w*|restrict\w*|limit\w*|only|rather|instead|too|beyond|hardly|scarcely|barely|rare\w*|seldom|few|"
    r"little|less|least|most|against|otherwise|but|free|lost|los[est]\w*|refrain\w*|preclud\w*|bar(?:s|red|ring)?|disallow\w*|"
    r"disab\w+|protect\w*|resist\w*|ensure|proof|difficult\w*|mutually|abolish\w*|waive\w*|exempt\w*|absen\w+|"
    # what begins as a contrary does, and many of these are none
    r"(?!under|uni[oqtv]|inform|includ|increas|indi[cv]|indust|instit|instru|insur|integ|inten|inter|intro|invest|involv|"
    r"inspe|insta|initi|income|discus|distri|displ|discov|distan|import|impress|improv|imple|impos|impact|immedi)"
    r"(?:dis\w{4,}|un\w{3,}|in\w{5,}|im\w{5,})|ir\w{5,}|il\w{4,}|non-?\w+|mis\w{4,}|\w+less(?:ly)?|"
    r"\w+-(?:free|only))\b|"
    r"\bout of\b|\bas (?:long|far|soon) as\b",
    re.I,
)
_ALLOWS = re.compile(
    r"\b(?:may|can|shall|must|should|will|likely|allowed|permitted|able|possibl[ey]|entitled|free to)\b", re.I
)
# What is denied stands behind the negation, behind words that only carry it; of "none of the fees" it is the verb.
_CARRIES = re.compile(
    r"(?:\W|\b(?:be|been|being|is|are|was|were|have|has|had|having|do|does|did|to|the|a|an|any|all|each|every|very|so|too|"
    r"yet|even|ever|always|really|quite|also|it|this|that|you|we|they|he|she|i|one|body|longer|such|other|more|in|on|at|"
    r"of|as|by|for|with|from|will|would|shall|should|can|could|may|might|must|need)\b)*",
    re.I,
)
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
# How Chinese says a thing by its contrary: only, empty, shut, nearby, always, as before, look after (do not leave).
_CONTRARY = re.compile(
    "白[干费搭跑]|分文|[只仅才唯另独罕鲜待停闭满]|关[闭门馆]|售罄|卖完|附近|很快|随即|立即|立刻|一向|一直|总是|照[常样看旧]|保持|维持|原[有样状]|空前|"
    "人人|难怪|果然|众所周知|值得|放心|记得|记住|务必|必须|平安|准时|有点|反而|反对|仍|尚|坚持|(?<!任)何|谜|哪|谁知|还是|最[^后近低高多少初终新早晚]"
)
# What never happens: its contrary always does (never leaves, 始终留在).
_ALWAYS = re.compile("始终|一直|总是|永远|历来|向来|随时")
# 免费 denies nothing (免费 stands beside "free"), but is what "no charge" becomes.
_UNPAID = re.compile(
    r"\b(?:no|not|nothing)\b.{0,30}?\b(?:charge|fee|cost|pay|payment|extra)s?\b|\bpays? nothing\b", re.I
)
# A limit that must not be passed, and the words for passing it: not more than, 超过.
_LIMIT = re.compile(
    r"\b(?:no|not|never)\b(?:\s+\w+){0,2}?\s+(?:(?P<up>more|longer|later|over)|less|fewer|earlier|under) than\b", re.I
)
_ABOVE, _BELOW = re.compile("超过|超出|多于|大于|高于|长于|晚于"), re.compile("少于|小于|低于|短于|早于")
_SENTENCES = re.compile(r"(?<=[.!?;])[”\"’']?\s+")
_CHINESE_SENTENCES = re.compile(r"(?<=[。！？；])(?![”’」』])(?=.)|(?<=[。！？；][”’」』])(?=.)")


@as_check(
    "text.negation",
    Severity.WARNING,
    Topic.WORDING,
    title="A sentence that denies is translated without a negation",
    summary="A sentence that denies is translated without a negation",
    scope=Scope.DOCUMENT,
)
@both_ways
def text_negation(context: Context) -> Iterator[Finding]:
    """A sentence with a negation whose translation denies nothing."""
    for pair, free in zip(context.complete, context.free, strict=True):
        if not context.once("negation", (pair.source, pair.target), partial(_is_told, pair)):
            continue
        if _denies(pair.source):
            yield from _lost(pair, free)
        elif found := _added(pair):
            yield slight(found, free)


def _is_told(pair: Pair) -> bool:
    """Whether there is something to tell of a pair: its texts alone say so."""
    return next(_lost(pair, False), None) is not None if _denies(pair.source) else _added(pair) is not None


def _denies(text: str) -> bool:
    return not _DENYING.isdisjoint(small_words(text)) and _DENIES.search(text) is not None


def _lost(pair: Pair, free: bool) -> Iterator[Finding]:
    if not has_han(pair.target):
        return  # what was left in English is told by itself
    # Idioms are blanked out, so that places stay.
    source = _IDIOMS.sub(lambda m: " " * len(m[0]), pair.source)
    if _NUMBER_SIGN.search(pair.target):
        source = _NO.sub("   ", source)
    for start, end, target in _sentences(source, comparable(pair.target)):
        match = _DENIES.search(source, start, end)
        said = pair.source[start:end]
        if match:
            lost = not _denied(said, target) and _affirmed(source, match, target)
            lost = lost and not _swallowed(source, match, target)
        else:
            match = _LIMIT.search(pair.source, start, end)
            passes = match and (_ABOVE if match["up"] else _BELOW).search(target)
            lost = bool(passes) and not _denied(said, target)
        if match and lost:
            message = say("“{match}” of the source denies, the target does not", match=match[0])
            cure = "Compare with the source: a 不, 未, 无 or 非 may have been lost"
            subject = "".join(pair.source[start:end].split())[:60]
            found = finding_on("text.negation", message, pair, [Span(*match.span())], cure, 0, subject)
            # What holds unless something does is said as often by what holds where it does: …的，从其规定.
            turned = match[0].lower() == "unless"
            yield slight(found, turned or (free and not _plain(pair.source, match, target)))


# "No." before what it numbers or at the head of a column, where the target says 号 or 编号.
_NO = re.compile(r"\bNo\.")
_NUMBER_SIGN = re.compile("序号|编号|号码|[^问记信称外符]号|[第№#]")


def _denied(source: str, target: str) -> bool:
    """Whether a Chinese sentence denies what its source denies, or says it otherwise."""
    if _NEGATIONS.search(_HARMLESS.sub("", target)):
        return True
    if _UNPAID.search(source) and "免" in target:
        return True
    if _ALONE.search(source) and _NOT_ONLY.search(target):
        return True
    if any(bound.search(source) and said.search(target) for bound, said in _BOUNDS):
        return True
    return bool(_NO_LONGER.search(source) and _ENDED.search(target))


# No one may have more than three: 每人最多三个.
_NONE = r"\b(?:no|not|never|none|nobody|cannot)\b[^.;]{0,80}?\b"
_BOUNDS = (
    (
        re.compile(rf"{_NONE}(?:more|longer|later|higher|greater|over|above|beyond)\b", re.I),
        re.compile("[最至]多|上限|以[内下]|为限|封顶"),
    ),
    (
        re.compile(rf"{_NONE}(?:less|fewer|shorter|earlier|lower|under|below)\b", re.I),
        re.compile("[最至]少|起码|下限|以上|起$"),
    ),
)

# "not a child", "not because", "no, but": what is set against something else is often left to the reader.
_SET_AGAINST = re.compile(
    r"\s*(?:[,.!?;]|(?:a|an|the|to|because|in|on|of|for|with|at|as|by|if|that|this|so)\b)", re.IGNORECASE
)


def _plain(source: str, match: re.Match[str], target: str) -> bool:
    """Whether a whole sentence denies a word that its target says: even where translators are free that is a fault."""
    return (
        len(source.split()) >= LONG
        and not _SET_AGAINST.match(source, match.end())
        and bool(_denied_stems(source, match) & {stem for said in chinese(target) for stem in glosses(said)})
    )


LONG = 6  # words of a sentence that are no exclamation


def _affirmed(source: str, match: re.Match[str], target: str) -> bool:
    """Whether a target says the word that its source denies. Where it does not, the translator said the thing by its
    contrary: not open, 闭馆; not far from, 附近."""
    stems = _denied_stems(source, match)
    if _ALWAYS.search(target) and match[0].lower() == "never":
        return False
    if _ALONE.search(source):
        target = re.sub("[只仅唯]", "", target)  # of "not alone" that is the half that must not stand by itself
    return any(stems & glosses(said) for said in chinese(target)) or not _CONTRARY.search(target)


def _denied_stems(source: str, match: re.Match[str]) -> frozenset[str]:
    """The stems of the word that a negation denies."""
    skipped = _CARRIES.match(source, match.end())
    word = _WORD.match(source, skipped.end() if skipped else match.end())
    return english(word[0]) if word else frozenset()


def _added(pair: Pair) -> Finding | None:
    """A target that forbids or rules out what a source without any negation allows or expects."""
    target = comparable(pair.target)
    # The target first: most deny nothing, and to look for all that English says no by takes thirty times as long.
    if not _MAY_DENY.search(target) or _NEGATIVE.search(pair.source):
        return None
    match = _FORBIDS.search(target)
    if not match or not _ALLOWS.search(pair.source):
        match = _plainly_denied(pair.source, target)
        return _added_finding(pair, match) if match else None
    # 没有同意，他人不能使用: what may be done with consent may not be done without it.
    if _NEGATIONS.search(_HARMLESS.sub("", target[: match.start()] + target[match.end() :])):
        return None
    return _added_finding(pair, match)


# One of these stands in all that a target forbids or denies by.
_MAY_DENY = re.compile("[不禁没未]")
# What a target denies by itself, with what it denies,
_PLAIN_NOT = re.compile(
    rf"(?P<not>没有?|并未|从未|未曾|不[能会想肯敢愿允可]|不得|从不|[决绝]不)(?![不得几抗])(?P<what>[{HAN}]{{2,6}})"
)
# and what turns it about: questions, not only, until, unless, idioms, an end of what was.
_TURNED = re.compile(
    "[吗么？?]|不[仅但只过久断同少管论由禁错再]|没[想料]到|不得不|不得了|差不多|忍不住|恨不得|没[事用]|没问题|没关系|以前|之前|还没|没等|尚未|"
    "除非|否则|才|只|才能|再也|一步|一个"
)


def _plainly_denied(source: str, target: str) -> re.Match[str] | None:
    """Where a target denies a word that its source says without any negative word. `target` is in simplified
    characters."""
    if _TURNED.search(target) or _OVER.search(source):
        return None
    stems: frozenset[str] | None = None
    for match in _PLAIN_NOT.finditer(target):
        stems = english(source) if stems is None else stems
        if any(len(word) > 1 and stems & glosses(word) for word in chinese(match["what"])):
            return match
    return None


# An end, which is a negation of what was.
_OVER = re.compile(r"\b(?:ends?|ended|ending|g[ia]ves? up|given up|gone|away from|no more)\b", re.I)


def _added_finding(pair: Pair, match: re.Match[str]) -> Finding:
    message = say(
        "{groupdict} of the target denies, the source does not", groupdict=(match.groupdict().get("not") or match[0])
    )
    cure = "Compare with the source: a negation may have been added"
    subject = "".join(pair.target.split())[:60]
    return finding_on("text.negation", message, pair, [Span(*match.span())], cure, subject=subject)


def _swallowed(source: str, match: re.Match[str], target: str) -> bool:
    """Whether the sentence of the negation is one of several and not in the target at all: that is told by itself."""
    cuts = [0, *(m.end() for m in _SENTENCES.finditer(source)), len(source)]
    start = max(cut for cut in cuts if cut <= match.start())
    sentence = source[start : min(cut for cut in cuts if cut > match.start())]
    words = english(sentence)
    return sentence != source and len(words) >= MIN_WORDS and likelihood(words, chinese(target)) < LOST


def _sentences(source: str, target: str) -> list[tuple[int, int, str]]:
    """The sentences of a pair, of the source by their ends, where both sides have as many that end alike; else the
    whole: "…; … . …" is no 。…；…"""
    cuts = [m.end() for m in _SENTENCES.finditer(source)]
    theirs = [piece for piece in _CHINESE_SENTENCES.split(target) if piece.strip()]
    ends = [";" in source[max(0, cut - 3) : cut] for cut in cuts]
    if ends != ["；" in piece[-2:] for piece in theirs[:-1]]:
        return [(0, len(source), target)]
    return list(zip([0, *cuts], [*cuts, len(source)], theirs, strict=True))
