"""Where a pair of phrases was cut: what stands beside its occurrences says whether it is whole on both sides.

The word links can lose the first or the last word of a term. A pair whose neighbours are always the same, or always
translate each other, or bind it grammatically (的, a preposition, half of a coordination) is a piece of something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from numpy import bool_
from numpy.typing import NDArray

from duizhao.terminology.extraction.candidates import CATEGORY
from duizhao.terminology.extraction.english_usage import content_words
from duizhao.terminology.extraction.nominal import OFTEN, is_compound_modifier
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import chinese_tag, han_length, is_known, is_verb, is_word

_RIGHTS = frozenset("access right rights freedom".split())
_LOOKED = 40  # occurrences that are looked at
_MOSTLY = 0.75  # share of them that is a habit
_SAME = 0.6  # share of them beside one and the same word, translated by the same word, if it never stands without one
_DASHES = frozenset("-–—‑~～")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千两]")
_DIGITS = re.compile(r"(?<![A-Za-z]-)(?<![A-Za-z\d.,])\d+(?:[.,]\d+)*")  # not the 19 of COVID-19
# Words that belong to what follows: prepositions whose object a phrase begins with, negations, verbs of having.
_TOWARDS = {"向": ("to", "towards", "toward", "into"), "与": ("with",), "同": ("with",), "从": ("from",), "对": ()}
_NOT = frozenset("不 非 无 未".split())
_HAVING = frozenset("有 具有 富有 更具 具 拥有 具备 最具".split())
_DEGREE = frozenset("最 更 较 极".split())
_BOUND = tuple("至到成")  # a verb that ends so has its object behind it, as everything in 于: 致力于
# What looks like an adjective: English modifiers that are listed before one noun.
_MODIFIER = re.compile(
    r"[a-z]{2,}(?:al|ic|ive|ous|ful|ble|ary|ory|(?<!m)ent|ant|ed)|safe|healthy|strong|green|fair|responsive"
)
_PERSON = ("者", "人", "人员", "人士")
_PEOPLE = frozenset("people persons person those women men children workers individuals victims survivors".split())
_BEFORE = 4  # words before a Chinese term in which its modifier is looked for
# Words that add nothing to a noun before them, beside those of category: 干预措施 is an intervention.
_ADDED = CATEGORY | frozenset(
    "措施 意见 作用 计划 办法 做法 体系 系统 体制 机制 手段 水平 程度 方面 大流行 因素".split()
)


@dataclass(frozen=True)
class Boundaries:
    """Judges where proposals begin and end by the texts, the word links of a sentence (`links`, shape (m English, n
    Chinese)), the dictionary (`glosses`: Chinese word -> English key -> weight) and what is an English adverb."""

    texts: TokenizedCorpus
    links: Callable[[int], NDArray[bool_]]
    glosses: Mapping[str, Mapping[str, float]]
    adverb: Callable[[str], bool] = lambda word: False

    def whole(self, p: Proposal) -> bool:
        """Whether nothing was cut off. A proposal that lost a preposition or a negation gets it back, in place."""
        if p.kind == "name":
            return True
        self._widen(p)
        return not (
            _of_verb(p)
            or self._cut_number(p)
            or self._cut_adjective(p)
            or self._half_coordination(p)
            or self._clause(p)
            or self._cut_adverb(p)
            or self._cut_person(p)
            or self._leaks(p)
            or self._same_company(p)
            or self._modified_behind(p)
            or self._last_modifier(p)
            or self._too_much(p)
            or _unequal_list(p)
        )

    def known(self, p: Proposal) -> bool:
        """Whether the dictionary ties a word of the Chinese to one of the English: forms of one word begin alike."""
        ours = [gloss for word in p.words for gloss in self.glosses.get(word, ())]
        theirs = [self.texts.key_names[number] for number in p.key]
        return any(a == b or (a[:_STEM] == b[:_STEM] and len(a) >= _STEM) for a in ours for b in theirs)

    def _spots(self, p: Proposal) -> list[tuple[int, int, int, int, int]]:
        return [spot for spot in p.spots[:_LOOKED] if spot[1] >= 0]

    def _chinese(self, s: int, at: int) -> str:
        """The Chinese token at a place, empty outside the sentence."""
        line = self.texts.chinese.sentence(s)
        return self.texts.chinese.vocabulary[int(line[at])] if 0 <= at < len(line) else ""

    def _english(self, s: int, at: int) -> str:
        line = self.texts.english.sentence(s)
        return self.texts.english.vocabulary[int(line[at])] if 0 <= at < len(line) else ""

    def _widen(self, p: Proposal) -> None:
        """Give back a negation (匹配, mismatches: 不匹配), and the preposition of a verbal noun (正规经济转型,
        transition to the formal economy: 向正规经济转型)."""
        before = Counter(self._chinese(s, a - 1) for s, a, *_ in self._spots(p))
        if not before:
            return
        word, n = before.most_common(1)[0]
        if n < _MOSTLY * before.total():
            return
        english = {w.lower() for w in content_words(p.english)}
        verbal = len(p.words) > 1 and (chinese_tag(p.words[-1]) == "vn" or is_verb(p.words[-1]))
        asks = _TOWARDS.get(word)
        governed = verbal and asks is not None and (bool(english & set(asks)) if asks else "的" in p.words)
        has = word in ("有", "具有") and "的" in p.words[1:] and chinese_tag(p.words[0])[:1] == "n"
        if word not in _NOT and not governed and not has:
            return
        p.spots = [(s, a - 1, b, low, high) for s, a, b, low, high in p.spots if self._chinese(s, a - 1) == word]
        p.places = [(s, a - 1, b) for s, a, b in p.places if self._chinese(s, a - 1) == word]
        p.chinese, p.words = word + p.chinese, (word, *p.words)
        sentences = {s for s, *_ in p.places}
        p.count = p.looked = len(sentences)
        p.aligned = min(p.aligned, p.looked)
        p.meetings = [s for s in p.meetings if s in sentences]

    def _cut_number(self, p: Proposal) -> bool:
        """Whether a number was cut off (2025 of 2024-2025) or stands on one side only."""
        first = p.words[0][:1].isdigit()
        if first and any(self._chinese(s, a - 1) in _DASHES for s, a, *_ in self._spots(p)):
            return True
        ours, theirs = _DIGITS.findall(p.chinese), _DIGITS.findall(p.english)
        if any(not any(n == m or n[-2:] == m for m in theirs) for n in ours):
            return True
        return bool(theirs) and not ours and not _NUMERAL.search(p.chinese)

    def _cut_adjective(self, p: Proposal) -> bool:
        """Whether the first word is the tail of a modifier: 复原力的社会 of 更具复原力的社会, 高的队伍 of 绩效高的."""
        if len(p.words) > 2 and p.words[1] == "的" and len(p.words[0]) == 1 and chinese_tag(p.words[0]) == "a":
            return True
        if len(p.words[0]) == 1 and p.words[0] in CATEGORY:
            return True
        before = [self._chinese(s, a - 1) for s, a, *_ in self._spots(p)]
        tied = _DEGREE | (_HAVING if "的" in p.words[1:] else frozenset())
        return sum(w in tied for w in before) > _MOSTLY * len(before)

    def _half_coordination(self, p: Proposal) -> bool:
        """Whether both sides always begin behind an "and": healthy working environments, of safe and healthy ones;
        Social Sustainability Framework, of Environmental and Social Sustainability Framework."""
        spots = self._spots(p)
        capital = p.english[0].isupper() and len(content_words(p.english)) > 1
        if not spots or not (capital or (len(spots) > 2 and len(p.words) > 2 and "的" in p.words)):
            return False
        both = sum(
            self._english(s, low - 1).lower() in ("and", "or")
            and self._chinese(s, a - 1) in ("和", "与", "及", "或")
            and (not capital or self._english(s, low - 2)[:1].isupper())
            for s, a, _, low, _ in spots
        )
        return both >= _MOSTLY * len(spots)

    def _last_modifier(self, p: Proposal) -> bool:
        """Whether the first word always ends a list of modifiers, so that the noun goes with all of them: sustainable
        enterprises, of "inclusive and sustainable enterprises"."""
        words = content_words(p.english)
        spots = self._spots(p)
        if len(words) < 2 or not spots or not _MODIFIER.fullmatch(words[0].lower()):
            return False
        listed = sum(
            self._english(s, low - 1).lower() in ("and", "or")
            and bool(_MODIFIER.fullmatch(self._english(s, low - 2).lower()))
            and self._chinese(s, a - 1) in ("和", "与", "及", "或", "且", "以及", "并")
            for s, a, _, low, _ in spots
        )
        return listed > _MOSTLY * len(spots)

    def _modified_behind(self, p: Proposal) -> bool:
        """Whether one and the same modifier always follows the English behind a preposition and precedes the Chinese:
        fundamental principles and rights, 基本原则和权利, of those at work, 工作中的."""
        company: Counter[int] = Counter()
        spots = self._spots(p)
        if len(spots) < 2 or len(p.key) < 2:
            return False
        for s, a, _, _, high in spots:
            there = high + 1
            if self._english(s, high) not in ("of", "at", "in", "for"):
                return False
            if self._english(s, there) in ("the", "a", "an"):
                there += 1
            line = self.texts.english.sentence(s)
            if there >= len(line) or not self.links(s)[there, max(0, a - _BEFORE) : a].any():
                return False
            company[int(self.texts.numbers[line[there]])] += 1
        return len(company) == 1

    def _clause(self, p: Proposal) -> bool:
        """Whether a seldom pair is a sentence in small, its verb a noun in English only: achievement of the outcomes,
        实现成果目标; participation of constituents, 三方成员参与. Access to something is a term."""
        words = [w.lower() for w in content_words(p.english)]
        if p.count >= OFTEN or len(words) < 3 or words[1] not in ("of", "to", "on") or words[0] in _RIGHTS:
            return False
        verbs = [i for i, word in enumerate(p.words) if chinese_tag(word) == "v" and is_verb(word)]
        if not verbs or "的" in p.words:
            return False
        spots = self._spots(p)
        heads = sum(any(self.links(s)[low, a + i] for i in verbs) for s, a, b, low, _ in spots if b - a == len(p.words))
        return heads > len(spots) / 2

    def _cut_adverb(self, p: Proposal) -> bool:
        """Whether an adverb mostly stands before the English: sustainable economies, of environmentally sustainable
        ones."""
        before = [self._english(s, low - 1) for s, _, _, low, _ in self._spots(p)]
        return sum(map(self.adverb, before)) > _MOSTLY * len(before)

    def _cut_person(self, p: Proposal) -> bool:
        """Whether the Chinese says who and the English left them before a preposition: HIV, 艾滋病毒感染者, of people
        living with HIV."""
        if not p.words[-1].endswith(_PERSON) or {w.lower() for w in content_words(p.english)} & _PEOPLE:
            return False
        spots = self._spots(p)
        before = [[self._english(s, low - i).lower() for i in (1, 2, 3)] for s, _, _, low, _ in spots]
        cut = sum(words[0] in ("with", "of", "in", "by", "from") and bool(_PEOPLE & set(words[1:])) for words in before)
        return cut > _MOSTLY * len(spots)

    def _leaks(self, p: Proposal) -> bool:
        """Whether mostly a content word of the English stands for Chinese words outside the term and for none in it."""
        leaking = 0
        spots = self._spots(p)
        for s, a, b, low, high in spots:
            linked = self.links(s)
            content = self.texts.english_flags.content[self.texts.english.sentence(s)[low:high]]
            inside = linked[low:high, a:b].any(1)
            leaking += bool((content & linked[low:high].any(1) & ~inside).any())
        return leaking > len(spots) / 2

    def _same_company(self, p: Proposal) -> bool:
        """Whether the pair never stands without a neighbour that is translated by its English neighbour, mostly one
        and the same: 联合国发展 and United Nations development, both before "system"."""
        if is_compound_modifier(p.english):
            return False
        for side in (-1, 1):
            company: Counter[str] = Counter()
            spots = self._spots(p)
            for spot in spots:
                company[self._companion(spot, side)] += 1
            alone = company.pop("", 0)
            if company and not alone and company.most_common(1)[0][1] >= _SAME * len(spots) and len(spots) > 1:
                return True
        return False

    def _companion(self, spot: tuple[int, int, int, int, int], side: int) -> str:
        """The Chinese neighbour of an aligned pair on one side, if it stands for the English neighbour there."""
        s, a, b, low, high = spot
        at, there = (a - 1, low - 1) if side < 0 else (b, high)
        word = self._chinese(s, at)
        if side > 0 and self._english(s, there) in _DASHES:
            there += 1
        if not word or not is_word(word) or not 0 <= there < len(self.texts.english.sentence(s)):
            return ""
        edge = self.texts.english_flags.left[self.texts.english.sentence(s)[there]]
        hosting = self.texts.hosting[int(self.texts.chinese.sentence(s)[at])]
        return word if edge and hosting and self.links(s)[there, at] else ""

    def _too_much(self, p: Proposal) -> bool:
        """Whether the Chinese says more than the English: one of its words is the whole English by the dictionary,
        and the others are a verb before it or a noun of their own behind it (取得进展 for progress)."""
        if len(p.key) != 1 or len(p.words) < 2 or len(content_words(p.english)) != 1:
            return False
        key = self.texts.key_names[p.key[0]]
        equal = [i for i, word in enumerate(p.words) if self.glosses.get(word, {}).get(key, 0.0) >= _WHOLE_GLOSS]
        if len(equal) != 1:
            return False
        before, after = p.words[: equal[0]], p.words[equal[0] + 1 :]
        return any(map(is_verb, before)) or any(
            len(w) > 1 and w not in _ADDED and chinese_tag(w)[:1] in "nvlia" for w in after
        )


_STEM = 5  # letters that two forms of one word share
_WHOLE_GLOSS = 0.7  # weight in the dictionary of a gloss of one or two words


def _of_verb(p: Proposal) -> bool:
    """Whether the Chinese is a verb that waits for its object: 侧重于, 易受."""
    last = p.words[-1]
    if len(p.words) > 1 or len(last) < 2:
        return False
    return last.endswith("于") or (last.endswith(_BOUND) and is_verb(last)) or (last[-1] == "受" and not is_known(last))


def _unequal_list(p: Proposal) -> bool:
    """Whether the English joins two things and the Chinese names one: crisis and post-crisis situations, 危机后局势."""
    words: Sequence[str] = [w.lower() for w in content_words(p.english)]
    if "and" not in words and "or" not in words:
        return False
    joined = any(w in ("和", "与", "及", "或", "、", "以及", "同", "暨") for w in p.words)
    if not joined and len(set(words)) < len(words):
        return True
    # A Chinese word has two characters: 安全卫生 is safety and health.
    return not joined and len(words) - 1 > (han_length(p.chinese.replace("的", "")) + 1) // 2
