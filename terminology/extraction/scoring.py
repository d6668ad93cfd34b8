"""How surely a proposal is a term with the right translation: what is seen of it as numbers, weighed by fitted weights.

The numbers are plain: how the two sides met, how alike their words are where they stand, how much more frequent they
are than in general language, what they look like, what company they keep, what the dictionary says, and what the
stricter tests of shape and boundaries say. The model (`model.py`) is fitted over documents of several styles;
`scripts/fit_terms.py` makes it and prints how well it carries over to documents that it was not made on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.language.scripts import HAN, count_han
from duizhao.corpora.numerals.english import DAY_NAMES, MONTH_NAMES, SMALL
from duizhao.terminology.extraction.candidates import ENGLISH_FUNCTION, counts
from duizhao.terminology.extraction.company import FAMILY, NEIGHBOURS
from duizhao.terminology.extraction.english_usage import EnglishUse, content_words
from duizhao.terminology.extraction.in_context import CONTEXT, VOTES
from duizhao.terminology.extraction.model import models
from duizhao.terminology.extraction.nominal import is_compound_modifier, is_frozen, is_nominal, is_whole
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.spread import SPREAD
from duizhao.terminology.extraction.tokens import chinese_frequency, chinese_tag, is_known, is_verb
from duizhao.terminology.variation import word_key

FEATURES = (
    "count", "seldom", "aligned", "dice", "together", "rival", "host", "nested", "one_zh", "three_zh", "one_han",
    "one_en", "three_en", "five_en", "weird_zh", "weird_zh_one", "weird_en", "weird_en_one", "weird_least",
    "tied_zh", "tied_en", "known", "same", "verb_first", "verb_zh", "noun_zh", "verbal", "modifier", "adjective",
    "capital", "shout", "and", "of", "de", "nominal", "shape", "frozen", "whole", "compound", "like", "unlike",
    "many_zh", "ing", "length", "name", "named_count", "met", "verb_last", "guessed", "owner",
    "before", "behind", "longer", "field", "elsewhere", "often_en", *NEIGHBOURS, *CONTEXT, *VOTES, *FAMILY, *SPREAD,
)  # fmt: skip
# What only an encoder knows, of phrases and of words in their sentences: without one these are 0.
COMPARED, IN_CONTEXT = ("like", "unlike"), (*CONTEXT, *VOTES)
# What is made of these numbers: whether a pair also passes all the stricter tests at once.
WEIGHED = (*FEATURES, "strict")
_AT = {name: number for number, name in enumerate(FEATURES)}
_VERB, _HOST, _INSIDE, _HOST_INSIDE, _PROBABLE, _IN_SPITE = 0.5, 0.8, 0.9, 0.5, 0.35, 0.4
_ONLY_VERB = 0.95  # use as a verb of a first word that makes a clause of any phrase
_NOTHING = (0.0,) * len(NEIGHBOURS)
_LONG_NAME = 4  # words of a name in which a clause may stand
_AT_ONCE = 10_000  # candidates judged at once
_WEIRD = 7.0  # how much more frequent a single word must be for the strict tests, both languages, natural logarithm
# What makes a clause of an English phrase in any style; "May" is a month.
_CLAUSE = re.compile(
    r"(?<![\w'’-])(?:is|are|was|were|am|be|been|do|does|did|has|have|had|will|would|shall|should|could|might|must|may|can|cannot"
    r"|that|which|it|they|we|you|he|she|their|its|our|your|his|her|this|these|those)(?![\w'’-])"
)
_FIELD = re.compile(
    r"\((?:[a-z. ]*\b)?(?:computing|law|math|mathematics|physics|chemistry|medicine|biology|finance|economics"
    r"|accounting|electronics|military|programming|astronomy|geology|anatomy|botany|psychology|philosophy|grammar|linguistics"
    r"|politics|Internet|computer|sociology|statistics|engineering)\b[^)]*\)"
)
_OWNER = re.compile(r"[^\s]+['’]s\s")
_SHOUT = re.compile(r"[A-Z][a-z]*+[A-Z][A-Za-z]*+")
_CONTRACTED = re.compile(r"(?i)n['’]t\b|['’](?:re|ve|ll|d|m)\b|\b(?:let|it|that|there|what|here|he|she)['’]s\b")
_CODE = re.compile(r"[_=<>{}$\\|~^@#*]|\w\.[a-z]|\w\(\)")
# What joins sentences and says how the writer stands to them is no term in any style.
_DISCOURSE = frozenset(
    "sometimes often always never usually maybe perhaps however therefore moreover furthermore otherwise instead "
    "finally firstly secondly lastly again already almost congratulations please thanks thank hello welcome yes okay "
    "sorry hence thus indeed besides meanwhile still yet just really actually basically everyone everything something "
    "someone anything anyone nothing nobody likely unlikely similar different difficult example following "
    "honestly frankly fortunately unfortunately luckily sadly hopefully obviously apparently surprisingly "
    "interestingly admittedly too here there none whatever whoever today tomorrow yesterday somebody anybody everybody "
    "somewhere anywhere everywhere nowhere soon ago".split()
)
# What no term begins or ends with: "please refer", "parameters instead", "Chief Executives thereafter".
_EDGES = frozenset(
    "please instead thereafter thereof therein therefrom hereby herein once again together itself themselves yourself "
    "whether ensure perhaps yet then".split()
)
_SCALES = frozenset("hundred thousand million billion trillion hundreds thousands millions billions".split())
# What is counted in any text, and is no more a term by itself than with its number: "twenty-one days".
_MEASURES = frozenset(
    "hour minute day week fortnight month year decade century weekday hours minutes days weeks months years decades "
    "metre meter centimetre centimeter millimetre millimeter kilometre kilometer cm mm km kg mg ml gram "
    "milligram kilogram kilo litre liter metres meters centimetres centimeters millimetres millimeters kilometres "
    "kilometers grams milligrams kilograms kilos litres liters".split()
)
_TIME = re.compile(r"(?i)time|hour")
_MEASURED = re.compile("(?:小时|分钟|天|日|周|星期|礼拜|月|年|年代|世纪|米|公里|克|公斤|升|吨)内?$")
_DATE = frozenset(map(str.lower, (*MONTH_NAMES, *DAY_NAMES, "of", "to", "and")))
_NUMBERED = frozenset("step section chapter part article item figure table page appendix annex level version".split())
_NUMBER = re.compile(r"\d+|\w|[IVXLC]+")
_HEADED = re.compile(r"\d+(?:\.\d+)*\.(?!\d)")  # 2.1.支持的硬件
_SOMEBODY = re.compile("[你您我他她它咱]们|如何|什么|怎么|怎样")  # a sentence about somebody, and a question
_THEIR = re.compile(r"(?i)\b(?:we|our|you|your|they|their|she|her|he|his|it|its)\b")
# Paragraph 1, Article 13 and Article 19 are places in a text.
_PLACES = re.compile(r"(?:第[〇零一二三四五六七八九十百千两\d]+(?:条|條|款|章|节|節|项|項|页|段|号)[和及、至与]?)+")
# 第四编生产者责任组织 is a heading.
_PART = re.compile(r"第[〇零一二三四五六七八九十百千\d]+(?:编|篇|部分|章|节|条|款)")
_ORDINAL = re.compile(rf"第[〇零一二三四五六七八九十百千两\d]+[{HAN}]{{0,2}}")


@dataclass(frozen=True)
class TermEvidence:
    """What proposals are described by: how English is used here, the number of Chinese words and how often each
    candidate stands, the dictionary (Chinese word -> English key -> weight), the names of English keys, how much a
    Chinese word is translated by verbs (0..1), whether nothing was cut off a proposal, whether the dictionary knows
    some of it, how alike its words are in their sentences (`in_context.CONTEXT`), how much they look like a term there
    (`in_context.VOTES`), where it stands (`spread.SPREAD`), which pairs institutions share, and the fewest sentence
    pairs of a term."""

    use: EnglishUse
    corpus: int
    counts: Mapping[str, int]
    glosses: Mapping[str, Mapping[str, float]]
    key_names: Sequence[str]
    verbal: Callable[[str], float]
    whole: Callable[[Proposal], bool]
    known: Callable[[Proposal], bool]
    context: Callable[[Proposal], tuple[float, ...]]
    votes: Callable[[Proposal], tuple[float, ...]]
    spread: Callable[[Proposal], tuple[float, ...]]
    shared: Mapping[str, frozenset[Key]]
    least: int


def impossible(p: Proposal) -> bool:
    """Whether a pair cannot be a term in any style: contractions, words of programs, discourse words, numbered
    headings, the same on both sides."""
    if not count_han(p.chinese) or _CODE.search(p.chinese) or _HEADED.match(p.chinese):
        return True
    if _PLACES.fullmatch(p.chinese) or (_SOMEBODY.search(p.chinese) and not _THEIR.search(p.english)):
        return True
    if _is_counted(p) or (_PART.match(p.chinese) and p.english.split()[0].lower() in _NUMBERED):
        return True
    if p.words[-1] == "时" and len(p.words) > 1 and not _TIME.search(p.english):
        return True  # 釉烧时 is "during glaze firing"; 运行时 may be the runtime
    # A name may be a sentence: Decision … on …, which were …
    measured = bool(_MEASURED.search(p.chinese))
    if impossible_english(p.english, measured) and not (
        p.kind == "name" and len(content_words(p.english)) > _LONG_NAME
    ):
        return True
    if bool(re.search(r"\d", p.english)) and not re.search(r"[\d〇零一二三四五六七八九十百]", p.chinese):
        return True  # Step 3 is not the guide
    return bool(_ORDINAL.fullmatch(p.chinese)) and len(content_words(p.english)) == 1


def _is_counted(p: Proposal) -> bool:
    """Whether a pair begins with a number in both languages: 三方, three parties; not 三方成员, constituents."""
    return counts(p.words[0]) and p.kind != "name" and (content_words(p.english) or [""])[0].lower() in SMALL


def impossible_english(text: str, measured: bool = True) -> bool:
    """Whether an English phrase cannot be a term: contractions, words of programs, discourse words, numbered headings,
    and quantities if it is `measured` in Chinese (小时, hours; 工时, hours of work, are none)."""
    words = content_words(text)
    if not words or not re.search(r"[A-Za-z]", text) or _CONTRACTED.search(text) or _CODE.search(text):
        return True
    if len(words) == 1 and (words[0].lower() in _DISCOURSE or words[0].lower() in ENGLISH_FUNCTION):
        return True
    if len(words) > 1 and (_CLAUSE.search(text) or {words[0].lower(), words[-1].lower()} & _EDGES):
        return True  # "sluice is drawn", "libraries do not contain"
    if _is_date(words) or words[0] in _SCALES or (measured and _is_quantity(words)):
        return True  # "million dollars" is a quantity
    return len(words) == 2 and words[0].lower() in _NUMBERED and bool(_NUMBER.fullmatch(words[1]))


def _is_quantity(words: Sequence[str]) -> bool:
    """Whether a phrase is a measure or a number of them: week, twenty-one days."""
    *before, last = (w.lower() for w in words)
    return last in _MEASURES and all(w in SMALL or w in _SCALES or w in ("per", "a", "half") for w in before)


def _is_date(words: Sequence[str]) -> bool:
    """Whether a phrase is a date or a piece of one: July, 1 July 1997."""
    named = any(w.lower() in _DATE and w[0].isupper() for w in words)
    return named and all(w.lower() in _DATE or w[0].isdigit() for w in words)


def describe(p: Proposal, seen: TermEvidence, rival: float) -> NDArray[np.float32]:
    """A proposal as numbers in the order of FEATURES, most of them 0..1. `rival` is the weight (0..1.3) of the best
    other English for the same Chinese. `whole` may widen the proposal, in place."""
    whole = seen.whole(p)
    words = content_words(p.english)
    content = [w for w in words if w.lower() not in ENGLISH_FUNCTION] or list(words)
    one_zh, one_en = len(p.words) == 1, len(content) == 1
    weird_zh = _clamp(math.log(p.count / max(seen.corpus, 1) / chinese_frequency(p.chinese)))
    odd = [_clamp(seen.use.weirdness(w)) for w in content]
    tied_zh, tied_en = _tied(p, seen)
    last, first, tag = words[-1], words[0], chinese_tag(p.words[-1])
    nominal = is_nominal(p, seen.use, varying=True, verbal=seen.verbal(p.words[0]))
    like = p.likeness if p.likeness is not None else 0.0
    numbers = (
        *_company(p, rival),
        float(one_zh),
        float(len(p.words) >= 3),
        float(len(p.chinese) == 1),
        float(one_en),
        float(len(content) >= 3),
        float(len(words) >= 5),
        0.0 if one_zh else weird_zh / 10,
        weird_zh / 10 if one_zh else 0.0,
        0.0 if one_en else sum(odd) / len(odd) / 10,
        odd[0] / 10 if one_en else 0.0,
        min(odd) / 10,
        tied_zh,
        tied_en,
        float(all(map(is_known, p.words))),
        _same(p, seen),
        seen.use.verb(first),
        float(is_verb(p.words[0])),
        float(tag[:1] == "n" or tag == "vn"),
        seen.verbal(p.words[0]),
        seen.use.modifier(last),
        float(seen.use.adjective(last, ending_only=True)),
        float(all(w[0].isupper() for w in content)),
        float(bool(_SHOUT.fullmatch(p.english))),
        float(bool({"and", "or"} & {w.lower() for w in words})),
        float(bool({w.lower() for w in words[1:]} & {"of", "to", "in", "for", "on", "by", "with", "at", "from"})),
        float("的" in p.words),
        float(nominal),
        float(is_whole(p)),
        float(is_frozen(p, seen.counts, 0.3, seen.least)),
        float(whole),
        float(is_compound_modifier(p.english)),
        max(0.0, like),
        min(0.0, like),
        float(len(p.words) >= 5),
        float(first.lower().endswith("ing")),
        _unequal(p, len(content)),
        *_kinds(p),
        *(p.neighbours or _NOTHING),
        *seen.context(p),
        *seen.votes(p),
        *(0.0,) * len(FAMILY),
        *seen.spread(p),
    )
    return np.array(numbers, dtype=np.float32)


def _company(p: Proposal, rival: float) -> tuple[float, ...]:
    """How often the two sides met, how steadily, and what stands around them: the first of FEATURES."""
    return (
        math.log1p(min(p.count, 100)) / 4.6,
        float(p.together <= 2),
        p.aligned / (p.looked + 0.5),
        p.dice,
        min(1.0, p.together / max(p.looked, 1)),
        max(0.0, p.weight - rival),
        p.host,
        p.nested,
    )


def _kinds(p: Proposal) -> tuple[float, ...]:
    """What kind of pair it is, and what the words around it and in the dictionary say: the last of FEATURES."""
    return (
        float(p.kind == "name"),
        math.log1p(min(p.count, 100)) / 4.6 if p.kind == "name" else 0.0,
        float(p.kind == "met"),
        float(is_verb(p.words[-1])),
        float(not all(map(is_known, p.words))) * float(p.together <= 2),
        float(bool(_OWNER.match(p.english))),
        p.before,
        p.behind,
        math.log1p(min(p.longer, 50)) / 4,
        float(_of_field(p.chinese)),
        1.0 - min(1.0, p.together / max(p.english_count * p.looked / p.count, 1)),
        _clamp(math.log((p.english_count + 0.5) / (p.count + 0.5))),
    )


@cache
def _of_field(chinese: str) -> bool:
    """Whether the dictionary says of a word that it belongs to a field: (computing), (law)."""
    from duizhao.corpora.language.lexicon import lexicon

    dictionary = lexicon()
    return chinese in dictionary and any(_FIELD.search(gloss) for gloss in dictionary.glosses(chinese))


def _clamp(value: float) -> float:
    return max(-2.0, min(12.0, value))


def _unequal(p: Proposal, content: int) -> float:
    """How far the Chinese is from two characters for each English word of meaning, 0..2."""
    return min(2.0, abs(math.log(max(count_han(p.chinese), 1) / (2.0 * content))))


def _tied(p: Proposal, seen: TermEvidence) -> tuple[float, float]:
    """The share of the Chinese words, and of the English ones, that the dictionary ties to the other side, 0..1."""
    theirs = {seen.key_names[number] for number in p.key}
    ours = [(word, seen.glosses.get(word, {})) for word in p.words if chinese_tag(word)[:1] not in "ucpx"]
    tied = sum(any(key in theirs for key in table) for _, table in ours)
    glossed = {key for _, table in ours for key in table}
    return tied / max(len(ours), 1), len(theirs & glossed) / max(len(theirs), 1)


def _same(p: Proposal, seen: TermEvidence) -> float:
    """How far the dictionary has just this pair, 0..1: the weight of the English words in the entry of the whole
    Chinese."""
    from duizhao.corpora.language.lexicon import lexicon

    dictionary = lexicon()
    if p.chinese not in dictionary:
        return 0.0
    table = {word_key(stem): value for stem, value in dictionary[p.chinese].items()}
    weights = [table.get(seen.key_names[number], 0.0) for number in p.key]
    return min(weights, default=0.0)


def probability(numbers: NDArray[np.floating], compared: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """How probably proposals described by rows of FEATURES (shape (n, features)) are listed by a terminologist with
    this translation, shape (n,), 0..1. `compared` (shape (n,)) says which were compared by their vectors; those have
    a model of their own, and another where their words were seen in their sentences as well."""
    found = np.zeros(len(numbers))
    # A long memory has many thousand candidates, and each number of theirs would be held several times over.
    for low in range(0, len(numbers), _AT_ONCE):
        part = slice(low, low + _AT_ONCE)
        here = compared[part] if compared is not None else np.zeros(len(numbers[part]), dtype=bool)
        found[part] = _probability(numbers[part], here)
    return found


def _probability(numbers: NDArray[np.floating], compared: NDArray[np.bool_]) -> NDArray[np.float64]:
    rows = widened(numbers)
    read = compared & in_context(numbers)
    found = np.zeros(len(rows))
    for kind, which in (("plain", ~compared), ("compared", compared & ~read), ("context", read)):
        found[which] = models(WEIGHED)[kind](rows[which])
    return found


def in_context(numbers: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Of which rows of FEATURES the words were seen in their sentences, shape (n,)."""
    return np.asarray((_of(numbers, *IN_CONTEXT) != 0).any(axis=1), dtype=np.bool_)


def widened(numbers: NDArray[np.floating]) -> NDArray[np.float64]:
    """Rows of FEATURES as rows of WEIGHED: with whether each passes the strict tests of shape, of association and,
    where it is one word, of frequency."""
    numbers = numbers.astype(np.float64)
    shaped = _of(numbers, "nominal", "shape", "frozen", "whole").all(1)
    firm = (_of(numbers, "dice") >= 0.25) | (_of(numbers, "aligned") >= 0.45)
    met = firm[:, 0] & (_of(numbers, "aligned")[:, 0] >= 0.18) & (_of(numbers, "host")[:, 0] < 0.8)
    weird = 10 * _of(numbers, "weird_zh", "weird_zh_one", "weird_en", "weird_en_one").sum(1)
    weird += 5 * (1 - _of(numbers, "one_en")[:, 0]) + 4 * _of(numbers, "capital")[:, 0]
    telling = (_of(numbers, "one_zh")[:, 0] == 0) | (weird >= _WEIRD)
    return np.column_stack([numbers, shaped & met & telling])


def _of(numbers: NDArray[np.floating], *names: str) -> NDArray[np.floating]:
    return numbers[:, [_AT[name] for name in names]]


def fragment(p: Proposal, numbers: NDArray[np.float32], sure: float) -> bool:
    """Whether a phrase is a piece of something, or says something: cut words, lists and numbers, verbs with their
    object, always beside one and the same word. What is as probable as not in spite of that (`sure`, 0..1) is none:
    check valve and compile time begin with what is mostly a verb. Words seen in their sentences tell it better."""
    if p.kind == "name":
        return False
    # "results achieved": what was done, with what it was done to
    done = not numbers[_AT["nominal"]] and not numbers[_AT["one_en"]] and p.english.endswith("ed")
    if sure >= _IN_SPITE:
        return done or bool(numbers[_AT["verb_first"]] > _ONLY_VERB and not numbers[_AT["one_en"]])
    whole, shape, frozen, one, verb, host, nested = (
        float(numbers[_AT[name]]) for name in ("whole", "shape", "frozen", "one_en", "verb_first", "host", "nested")
    )
    if not (whole and shape) or (not one and verb > _VERB) or host >= _HOST:
        return True
    if done:
        return True
    # One character is a word where the dictionary ties it to the English; else it is a piece of one.
    if len(p.chinese) == 1 and not (numbers[_AT["tied_zh"]] and nested < _INSIDE):
        return True
    return sure < _PROBABLE and (not frozen or (nested >= _INSIDE and host > _HOST_INSIDE))
