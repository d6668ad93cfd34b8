"""A made memory of any size whose words, lengths and repetitions are spread as in a real one.

Words are those of CC-CEDICT with their glosses, drawn by Zipf's law, in another order in each style of writing, so that
a few are in every tenth text and most in a few of a million. A sentence is one to three clauses of a style (minutes,
law, a manual, statistics, news, a contract, a resolution, health) or put together from parts, and a clause has phrases
within phrases, dates, figures, symbols and names. Between sentences stand headings and cells of tables. Every fifth
unit is an earlier one with a word, a figure or a clause changed, and one of fourteen an earlier one as it was: what
makes a memory worth having.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from duizhao.corpora.language.dictionary_sets import dictionary_data
from duizhao.corpora.language.scripts import HAN
from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import content

Sides: TypeAlias = tuple[str, str]

# Clauses by style, (English, Chinese). N a noun phrase, V a verb, A an adjective-like word, P a name; K a number, Y a
# year, D a date, S a symbol, Q a per cent.
STYLES: dict[str, tuple[Sides, ...]] = {
    "minutes": (
        ("the Committee took note of {N}", "委员会注意到{N}"),
        ("the representative of {P} said that {N} should {V} {N}", "{P}代表说，{N}应当{V}{N}"),
        ("a number of members asked whether {N} had been considered", "一些成员询问是否审议了{N}"),
        ("the meeting decided to {V} {N} at its next session", "会议决定在下届会议上{V}{N}"),
        ("the Chairperson invited {P} to introduce document {S}", "主席请{P}介绍文件{S}"),
    ),
    "law": (
        ("each Party shall {V} {N} in accordance with article {K}", "各缔约方应依照第{K}条{V}{N}"),
        ("nothing in this Act shall prevent {N} from {N}", "本法任何规定均不妨碍{N}进行{N}"),
        ("any person who fails to {V} {N} is liable to a fine of {K} yuan", "任何人未能{V}{N}的，处以{K}元罚款"),
        ("for the purposes of this section, {N} means {N}", "就本节而言，{N}指{N}"),
    ),
    "manual": (
        ("select {N} and press {A} to {V} {N}", "选择{N}，然后按{A}以{V}{N}"),
        ("if {N} is not shown, {V} {N} and try again", "如果没有显示{N}，请{V}{N}后重试"),
        ("the default value of {N} is {K}", "{N}的默认值为{K}"),
        ("do not {V} {N} while {N} is running", "在{N}运行时请勿{V}{N}"),
    ),
    "statistics": (
        ("in {Y}, {N} accounted for {Q} of {N}", "{Y}年，{N}占{N}的{Q}"),
        ("{N} rose from {K} in {Y} to {K} in {Y}", "{N}从{Y}年的{K}上升到{Y}年的{K}"),
        ("{N} per 1,000 inhabitants, {P}, {Y}", "{P}每千名居民的{N}，{Y}年"),
        ("the share of {N} in {N} fell by {Q}", "{N}在{N}中的比重下降了{Q}"),
    ),
    "news": (
        ("{P} announced on {D} that it would {V} {N}", "{P}于{D}宣布将{V}{N}"),
        ("{N} has become one of the most {A} issues in {P}", "{N}已成为{P}最{A}的问题之一"),
        ("officials from {P} and {P} met to discuss {N}", "{P}和{P}的官员会晤讨论{N}"),
        ("the news about {N} came after {N}", "{N}的消息是在{N}之后传来的"),
    ),
    "contract": (
        ("the Supplier shall {V} {N} within {K} days of {D}", "供应商应在{D}后{K}天内{V}{N}"),
        ("{N} remains the property of {P} until {N}", "在{N}之前，{N}仍归{P}所有"),
        ("either party may terminate this Agreement upon {N}", "任何一方可在{N}时终止本协议"),
        ("the Buyer shall pay {K} dollars for {N}", "买方应为{N}支付{K}美元"),
    ),
    "resolution": (
        ("recalling its resolution {S} of {D} on {N}", "回顾其{D}关于{N}的第{S}号决议"),
        ("urges Member States to {V} {N} and to {V} {N}", "敦促会员国{V}{N}并{V}{N}"),
        ("requests the Secretary-General to report on {N}", "请秘书长就{N}提出报告"),
        ("welcomes the {A} efforts of {P} to {V} {N}", "欢迎{P}为{V}{N}所作的{A}努力"),
    ),
    "health": (
        ("patients with {N} may need to {V} {N}", "患有{N}的病人可能需要{V}{N}"),
        ("the risk of {N} is {K} times higher in people with {N}", "有{N}的人患{N}的风险高{K}倍"),
        ("{N} can be prevented by {N} and {N}", "通过{N}和{N}可以预防{N}"),
    ),
}
# What other clauses are put together from: how they begin, what they say of two phrases, how they end.
_OPENINGS: tuple[Sides, ...] = (
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("in {Y}, ", "{Y}年，"),
    ("as of {D}, ", "截至{D}，"),
    ("however, ", "然而，"),
    ("in practice, ", "实际上，"),
    ("with regard to {N}, ", "关于{N}，"),
    ("according to {P}, ", "据{P}称，"),
    ("under {S}, ", "根据{S}，"),
    ("in addition, ", "此外，"),
    ("for example, ", "例如，"),
    ("by contrast, ", "相反，"),
    ("if necessary, ", "如有必要，"),
    ("in the light of {N}, ", "鉴于{N}，"),
    ("during {N}, ", "在{N}期间，"),
    ("in {P}, ", "在{P}，"),
    ("since {Y}, ", "自{Y}年以来，"),
    ("more recently, ", "最近，"),
    ("despite {N}, ", "尽管有{N}，"),
    ("before {N}, ", "在{N}之前，"),
    ("at present, ", "目前，"),
    ("as a result, ", "结果，"),
)
_CORES: tuple[Sides, ...] = (
    ("{N} affects {N}", "{N}影响{N}"),
    ("{N} depends on {N}", "{N}取决于{N}"),
    ("{N} can {V} {N}", "{N}可以{V}{N}"),
    ("{N} is a part of {N}", "{N}是{N}的一部分"),
    ("{N} must not {V} {N}", "{N}不得{V}{N}"),
    ("{N} leads to {N}", "{N}导致{N}"),
    ("{N} was replaced by {N}", "{N}被{N}取代"),
    ("{N} has to {V} {N}", "{N}必须{V}{N}"),
    ("{N} differs from {N}", "{N}不同于{N}"),
    ("there is no {N} without {N}", "没有{N}就没有{N}"),
    ("{N} includes {N}", "{N}包括{N}"),
    ("{N} supports {N}", "{N}支持{N}"),
    ("{P} published {N} on {N}", "{P}发表了关于{N}的{N}"),
    ("{N} will {V} {N}", "{N}将{V}{N}"),
    ("{N} remains {A}", "{N}仍然{A}"),
    ("{K} of {N} were found in {N}", "在{N}中发现{K}个{N}"),
    ("{N} was {A} for {N}", "{N}对{N}来说是{A}的"),
    ("{N} may apply to {N}", "{N}可适用于{N}"),
    ("{N} requires {N}", "{N}要求{N}"),
    ("{N} helps to {V} {N}", "{N}有助于{V}{N}"),
    ("{P} agreed to {V} {N}", "{P}同意{V}{N}"),
    ("{N} costs {K} dollars", "{N}花费{K}美元"),
    ("{N} exceeded {Q}", "{N}超过{Q}"),
    ("{N} is described in {S}", "{S}说明了{N}"),
    ("{N} fails to {V} {N}", "{N}未能{V}{N}"),
    ("{N} began in {Y}", "{N}始于{Y}年"),
)
_ENDINGS: tuple[Sides, ...] = (
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    (" as soon as possible", "，越快越好"),
    (" (see {S})", "（见{S}）"),
    (" where this is possible", "，在可能的情况下"),
    (" without delay", "，不得拖延"),
    (" since {Y}", "，自{Y}年起"),
    (" at all levels", "，各级均是如此"),
    (" or {N}", "或{N}"),
    (" in cooperation with {P}", "，与{P}合作"),
    (" for at least {K} days", "，至少{K}天"),
    (" whenever {N} is {A}", "，每当{N}{A}时"),
    (" unless otherwise agreed", "，另有约定的除外"),
    (" by {Q}", "，达{Q}"),
    (" (hereinafter {N})", "（以下称{N}）"),
    (", including {N} and {N}", "，包括{N}和{N}"),
)
_PHRASES: tuple[tuple[float, Sides], ...] = (
    (0.42, ("the {n}", "{n}")),
    (0.62, ("{A} {n}", "{A}的{n}")),
    (0.80, ("the {n} of {n}", "{n}的{n}")),
    (0.88, ("{n} and {n}", "{n}和{n}")),
    (0.94, ("the {A} {n} of the {n} in {P}", "{P}{n}的{A}{n}")),
    (1.00, ("the {n} on {A} {n} and {n}", "关于{A}{n}和{n}的{n}")),
)
_JOINS: tuple[Sides, ...] = ((", and ", "，"), ("; ", "；"), (", while ", "，而"), (", because ", "，因为"))
_MONTHS = "January February March April May June July August September October November December".split()
_ENTRY = re.compile(rf"\S+ ([{HAN}]{{2,4}}) \[[^\]]*\] /([^/]*)/")
_GLOSS = re.compile(r"(?:to )?[a-z]+(?: [a-z]+)?")
_SLOT = re.compile(r"\{(\w)\}")
_RECENT = 4000
"""Units of a style that a new one may be a version of."""


class Words(NamedTuple):
    """(English, Chinese) from the common to the rare."""

    nouns: Sequence[Sides]
    verbs: Sequence[Sides]
    adjectives: Sequence[Sides]
    names: Sequence[Sides]


@cache
def words() -> Words:
    """The dictionary's words, by how many words their characters are in."""
    import gzip

    found = {
        chinese: gloss.partition(";")[0].strip()
        for chinese, gloss in _ENTRY.findall(gzip.decompress(dictionary_data()).decode("utf-8"))
    }
    seen = Counter(char for chinese in found for char in chinese)
    order = sorted(found, key=lambda c: (-min(seen[char] for char in c) / len(c), c))
    plain = [(found[c], c) for c in order if _GLOSS.fullmatch(found[c])]
    names = [(found[c], c) for c in order if found[c].istitle() and found[c].isalpha()]
    verbs = [(english[3:], chinese) for english, chinese in plain if english.startswith("to ")]
    nouns = [pair for pair in plain if not pair[0].startswith("to ")]
    adjectives = [pair for pair in nouns if pair[0].endswith(("al", "ic", "ive", "ous", "ful", "ed", "able", "ant"))]
    return Words(nouns, verbs, adjectives, names)


class _Zipf:
    """Draws from a list: the first most often, by Zipf's law."""

    def __init__(self, of: Sequence[Sides], dice: random.Random) -> None:
        # Each style has its own order, but what is common stays common in most.
        self._of = sorted(of, key={pair: i * dice.lognormvariate(0, 1.2) for i, pair in enumerate(of)}.__getitem__)
        self._sums = list(accumulate(1 / (rank + 8) ** 1.05 for rank in range(len(of))))

    def draw(self, dice: random.Random) -> Sides:
        return self._of[bisect(self._sums, dice.random() * self._sums[-1])]


class Writer:
    """Writes units of one style, all different from those of another seed."""

    def __init__(self, style: str, dice: random.Random) -> None:
        self._dice, self._clauses = dice, STYLES[style]
        order = random.Random(style)
        known = words()
        self._draws = {
            "n": _Zipf(known.nouns, order),
            "V": _Zipf(known.verbs, order),
            "A": _Zipf(known.adjectives, order),
            "P": _Zipf(known.names, order),
        }
        self._recent: list[Sides] = []

    def unit(self) -> Sides:
        """The next unit: new, a version of an earlier one, or an earlier one."""
        dice = self._dice
        chance = dice.random()
        if self._recent and chance < 0.27:
            made = dice.choice(self._recent)
            if chance < 0.20:
                made = self.version(made)
        else:
            made = self.new()
        if len(self._recent) < _RECENT:
            self._recent.append(made)
        else:
            self._recent[dice.randrange(_RECENT)] = made
        return made

    def new(self) -> Sides:
        """A sentence, a heading or a cell."""
        dice = self._dice
        kind = dice.random()
        if kind < 0.08:
            english, chinese = self._filled(self._phrase())
            return english[:1].upper() + english[1:], chinese
        if kind < 0.12:
            return self._filled(("{A} {n}: {K}", "{A}{n}：{K}"))
        english, chinese = self._clause()
        for _ in range(dice.choice((0, 0, 0, 0, 1, 1, 2))):
            join, more = dice.choice(_JOINS), self._clause()
            english, chinese = english + join[0] + more[0], chinese + join[1] + more[1]
        return f"{english[:1].upper()}{english[1:]}.", f"{chinese}。"

    def version(self, old: Sides) -> Sides:
        """An earlier unit with other figures, another word at its end or a clause more."""
        dice = self._dice
        kind = dice.random()
        if kind < 0.5 and any(char.isdigit() for char in old[0]):
            shift = str(dice.randrange(10))
            return re.sub(r"\d\b", shift, old[0]), re.sub(r"\d(?!\d)", shift, old[1])
        if kind < 0.8:
            words_, draw = old[0].split(), self._draws["n"].draw(dice)
            at = dice.randrange(len(words_))
            words_[at] = draw[0]
            cut = min(len(old[1]), len(old[1]) * at // len(words_))
            return " ".join(words_), old[1][:cut] + draw[1] + old[1][cut + 2 :]
        more = self._clause()
        return f"{old[0].rstrip('.')}, {more[0]}.", f"{old[1].rstrip('。')}，{more[1]}。"

    def _clause(self) -> Sides:
        """One of the style, or one put together."""
        dice = self._dice
        if dice.random() < 0.3:
            return self._filled(dice.choice(self._clauses))
        parts = [dice.choice(some) for some in (_OPENINGS, _CORES, _ENDINGS)]
        return self._filled(("".join(part[0] for part in parts), "".join(part[1] for part in parts)))

    def _phrase(self) -> Sides:
        chance = self._dice.random()
        return next(sides for bound, sides in _PHRASES if chance <= bound)

    def _filled(self, sides: Sides) -> Sides:
        """A pattern with its places filled, the same on both sides."""
        english, chinese = sides
        for kind in _SLOT.findall(english):
            put = self._filled(self._phrase()) if kind == "N" else self._leaf(kind)
            english, chinese = (
                side.replace(f"{{{kind}}}", text, 1) for side, text in zip((english, chinese), put, strict=True)
            )
        return english, chinese

    def _leaf(self, kind: str) -> Sides:
        dice = self._dice
        if kind in self._draws:
            return self._draws[kind].draw(dice)
        if kind == "Y":
            return (str(dice.randint(1975, 2030)),) * 2
        if kind == "D":
            day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1990, 2026)
            return f"{day} {_MONTHS[month - 1]} {year}", f"{year}年{month}月{day}日"
        if kind == "S":
            return (f"{dice.choice(('A', 'E', 'GB', 'WHA'))}/{dice.randint(40, 350)}/{dice.randint(1, 60)}",) * 2
        if kind == "Q":
            share = f"{dice.randint(1, 99)}.{dice.randint(0, 9)}"
            return f"{share} per cent", f"{share}%"
        return (f"{int(dice.paretovariate(0.4)):,}"[:12],) * 2


def writers(seed: int | str) -> list[Writer]:
    """One of each style."""
    dice = random.Random(seed)
    return [Writer(style, random.Random(dice.random())) for style in STYLES]


def texts(count: int, seed: int | str = 19) -> Iterator[tuple[str, Sides]]:
    """Units in documents of one style with 200 to 4,000 units, as (document, texts)."""
    dice, all_ = random.Random(seed), writers(seed)
    made = document = 0
    while made < count:
        writer = dice.choice(all_)
        document += 1
        for _ in range(min(dice.randint(200, 4000), count - made)):
            made += 1
            yield f"d{document:04d}", writer.unit()


def units(count: int, seed: int | str = 19) -> Iterator[Entry]:
    """The same as entries of a memory, English and Chinese."""
    for document, sides in texts(count, seed):
        variants = tuple(Variant(tag, content(text)) for tag, text in zip(("en", "zh-CN"), sides, strict=True))
        yield Entry(variants, extras=(Prop("x-document", document),))
