"""The shape of a term: what a pair of phrases must look like to name something, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from duizhao.corpora.language.scripts import count_han
from duizhao.terminology.extraction.candidates import CATEGORY, ENGLISH_FUNCTION
from duizhao.terminology.extraction.english_usage import EnglishUse, content_words
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokens import chinese_tag

# Words that make a clause of a phrase, or point outside it.
_CLAUSE = frozenset(
    "will would shall should can could may might must is are was were be been being has have had its their his her our "
    "it they we this these those that which who whom whose".split()
)
_AFTER_VERB = frozenset("by the a an all each every".split())
_JOINING = frozenset("和 与 及 或 以及 同 并 暨".split())
_LISTING = _JOINING | {"、"}
_MODIFIER = 3  # sentence pairs that a modifier must stand in: most compounds with a hyphen are made for the occasion
_VERBAL = 0.4  # a Chinese first word that is translated by verbs so much makes a clause of an English -ing form
_NOUN = 0.6  # share of its occurrences before another word under which the last word of a compound is a noun
_POINTING = frozenset("其他 其它 这些 那些 各 该 其 这 此 所有 有关 相关 任何 每".split())
_LIGHT = frozenset("提供 进行 开展 作出 做出 采取 使 包括 将 应 须".split())  # make a clause of what is around them
_VERB = 0.3  # an English first word used as a verb so much makes a clause ("promoting decent work")
# Adjectives that "to" follows: what they begin describes something.
_BEFORE_TO = frozenset(
    "conducive subject due prior relevant vulnerable exposed responsive adaptable applicable able likely equal similar "
    "contrary relative open close necessary".split()
)
OFTEN = 4  # sentence pairs from which on a loose phrase is a fixed one
_PEOPLE = frozenset("women men children people persons youth".split())
_ORDINAL = frozenset("号 届 条 款 章 页".split())
_AND = re.compile(r"\b(?:and|or)\b|[&,/–-]", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")
# What a verb became: "amended", "results achieved"; not "need" or "lessons learned". Some have no -ed.
_PAST = re.compile(r"(?!learned)[a-z]+(?<!e)ed")
_IRREGULAR = frozenset(
    "left hit made taken given done held led met paid put sent set shown built brought kept drawn driven begun chosen "
    "known seen found gained".split()
)


def is_nominal(p: Proposal, use: EnglishUse, *, varying: bool = False, verbal: float = 0.0) -> bool:
    """Whether the English names something: no clause, no adverb, no adjective that lost its noun. A word that is
    translated in several ways (`varying`) may stand before nouns all the time (care economy). `verbal` says how much
    the first Chinese word is translated by verbs elsewhere: 制定战略, "developing strategies", names nothing."""
    words = content_words(p.english)
    if not words or not _LATIN.search(p.english):
        return False
    # "to troop-contributing countries": what a hyphen follows is half a word and no verb.
    hyphened = "-" in p.english.split()[0]
    if (use.verb(words[0]) > _VERB and not hyphened) or use.is_adverb(words[-1]):
        return False
    if use.is_adverb(words[0]) and not _of_adverb(words):
        return False
    if verbal > _VERBAL and words[0].endswith("ing") and len(words) > 1:
        return False
    if not is_compound_modifier(p.english) and _is_past(words, use):
        return False
    if len(words) == 2 and words[0][0].isupper() and words[0].endswith(("’s", "'s")) and words[1].islower():
        return False  # "ILO’s work"
    if len(words) > 1 and (words[1].lower() in _AFTER_VERB or _participle(words[0], words[1])):
        return False  # "taken by the Conference", "increases the"
    if len(words) > 2 and words[1].lower() == "to" and (use.adjective(words[0]) or words[0].lower() in _BEFORE_TO):
        return False  # "informal to the formal economy"
    if any(w.lower() in _CLAUSE for w in words):
        return False
    if any(a.lower() == "to" and use.verb(b) > 0.75 for a, b in pairwise(words)):
        return False  # "Member States to develop"
    if is_compound_modifier(p.english):
        return p.count >= _MODIFIER or use.modifier(words[-1]) < _NOUN
    # "inclusive economic" was cut out of "inclusive economic growth"; a lone "modernized" names nothing.
    if len(words) == 1 and words[0][0].isupper():
        return True
    return not use.adjective(words[-1], alone=len(words) == 1, ending_only=varying)


def _is_past(words: Sequence[str], use: EnglishUse) -> bool:
    """Whether a phrase is or ends with what was done: "endorsed", "results achieved", "left behind", "hardest hit"."""
    if words[0].lower() in _IRREGULAR or words[-1] in _IRREGULAR:
        return True
    return bool(_PAST.fullmatch(words[-1])) and use.past(words[-1])


def _of_adverb(words: Sequence[str]) -> bool:
    """Whether an adverb of place or field begins a name: nationally determined contributions, environmentally
    sustainable economies; "effectively implemented standards" is what somebody did."""
    second = words[1].lower() if len(words) > 2 else ""
    return words[0].lower().endswith("ally") and second.endswith(("ed", "able", "ible", "ive"))


def _participle(first: str, second: str) -> bool:
    return first.endswith("ed") and second.lower() in ENGLISH_FUNCTION


def is_compound_modifier(english: str) -> bool:
    """`gender-responsive`, `evidence-based`: one hyphenated word, which terminologists list as such."""
    return "-" in english and len(english.split()) == 1 and english[1:].islower() and not english[1:2].isupper()


def is_whole(p: Proposal) -> bool:
    """Whether nothing was cut off a list or a number on either side."""
    if (
        p.words[-1].isdigit()
        or {p.words[0], p.words[-1]} & _ORDINAL
        or (p.words[-1].isascii() and len(p.words[-1]) == 1)
        or not count_han(p.chinese)
    ):
        return False  # 成果目标6 counts, it does not name
    if _POINTING & set(p.words) or _LIGHT & set(p.words[1:]):
        return False
    if _JOINING & set(p.words) and not _AND.search(p.english):
        return False  # 工人和难民工人 is not "refugee workers"
    if chinese_tag(p.words[0]) == "p" and not is_compound_modifier(p.english):
        return False
    if "、" in p.words and not _JOINING & set(p.words[len(p.words) - p.words[::-1].index("、") :]):
        return False
    return "," not in p.english or bool(re.search(r"\b(?:and|or)\b|&", p.english[p.english.rindex(",") :]))


def is_frozen(p: Proposal, counts: Mapping[str, int], share: float, least: int) -> bool:
    """Whether A and B is said as one: often, next to how often its rarer part is said at all; B of A likewise, unless
    its English is a compound (妇女领导的企业, women-led enterprises)."""
    compound = not any(w.lower() in ENGLISH_FUNCTION for w in content_words(p.english))
    # In "conflict and fragile settings" the first word may be half of a phrase, in "policy guidance and tools" not.
    single = " and " not in p.english or len(content_words(p.english.split(" and ")[0])) == 1
    for i, word in enumerate(p.words):
        if not 0 < i < len(p.words) - 1 or (word not in _LISTING and word != "的"):
            continue
        if word == "的" and p.count < OFTEN and p.english.split()[0].isupper():
            return False  # ILO tools, 劳工组织的工具
        if word == "的" and compound and (i > 1 or p.count > least):
            continue
        if word in _LISTING and chinese_tag(p.words[0]) == "v" and p.count < 3:
            return False  # 扩大伙伴关系和发展合作
        parts = [counts.get("".join(side), 0) for side in (p.words[:i], p.words[i + 1 :])]
        if p.count < share * min((n for n in parts if n), default=p.count) or p.count < least + (word == "的"):
            return False
        if word in _LISTING and p.count < OFTEN and all(n >= 2 * p.count + single for n in parts):
            return False  # both are terms of their own: 妇女和青年
    return not (_LISTING & set(p.words) and p.count < OFTEN and _complete_items(p.english))


def _complete_items(english: str) -> bool:
    """Whether a coordination joins whole phrases and no parts of one: "programmes and projects", "platform work and
    home work", but not "trade and investment agreements"."""
    words = [w.lower() for w in content_words(english)]
    at = next((i for i in range(len(words) - 2, 0, -1) if words[i] in ("and", "or")), 0)
    if not at:
        return False
    last, first = words[-1], words[at - 1]
    return first == last or (_plural(first) and _plural(last))


def _plural(word: str) -> bool:
    return word in _PEOPLE or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "’s", "s’", "'s")))


_WHEN = (("时",), ("期间",), ("时候",))  # 哮喘发作时 is "during an asthma attack"


def only_frames(longer: Proposal, shorter: Proposal) -> bool:
    """Whether the longer Chinese term only adds words around the shorter that name nothing: 实现公正过渡 and 公正过渡
    for the same English. A word of category at the end (公共就业服务机构) is a way to write the term and no frame."""
    if shorter.aligned < longer.aligned:
        return False
    n = len(shorter.words)
    for i in range(len(longer.words) - n + 1):
        if longer.words[i : i + n] == shorter.words:
            before, after = longer.words[:i], longer.words[i + n :]
            if after and not before and after[-1] in CATEGORY:
                return False
            if led_in(longer, shorter) or (not before and after[:1] in _WHEN):
                return shorter.count > longer.count
            others = any(chinese_tag(w)[:1] in "vpdrufcmx" for w in (*before, *after))
            return others and shorter.count >= 2 * longer.count
    return False


def led_in(longer: Proposal, shorter: Proposal) -> bool:
    """Whether the longer Chinese term begins with verbs, prepositions or the like, and the shorter follows."""
    n = len(shorter.words)
    for i in range(1, len(longer.words) - n + 1):
        if longer.words[i : i + n] == shorter.words:
            return all(chinese_tag(w) in ("v", "d", "p", "c") for w in longer.words[:i])
    return False
