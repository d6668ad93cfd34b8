"""No word or mark stands twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from operator import eq

from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.scripts import HAN, comparable, is_han
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Span
from duizhao.corpora.numerals.seeking import any_case, small_words
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, check_of_notice
from duizhao.quality.checks._wording import finding_on, slight
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# Words that mean something when said twice, or that are noun and verb at once (劳工组织组织的活动).
_TWICE = frozenset(
    (
        "组织 计划 工作 报告 研究 管理 规划 决定 发展 合作 支持 服务 培训 监督 评估 投资 讨论 学习 调查 考虑 "
        "一个 一步 代表 领导 影响 建议 指导 设计 教育 保护 行动 援助 交流 审查 统计 保障 预算 宣传 逐步 一次"
    ).split()
)
_AGAIN = re.compile(rf"([{HAN}]{{2,8}})\1")
_SAID_TWICE = re.compile(r"\b([a-z]{3,})\b,?\s+(?:and\s+)?\1\b", re.IGNORECASE)
# 九年级年级主任, 第一支部支部书记: a unit that is counted, and the office of that unit.
_OFFICE = re.compile(r"主任|书记|主席|会长|组长|队长|经理|负责人|代表|委员|领导|干事|学生|会议")
_COUNTED = re.compile(r"[\d一二三四五六七八九十]$")
_ASKS = re.compile("什么|多|几|谁|哪|怎|啥|咋|算")
_PARTICLE = re.compile(r"(?<![目标有别真端确])的的|，，|。。|、、|；；")
_LITTLE = any_case("the of and to in for a an with on by is are as at from or be".split())
# Words that are said twice on purpose, or by rule.
_MEANT = (
    "had|that|very|many|long|far|really|so|no|yes|now|bye|ha|blah|knock|there|well|hear|please|never|again|what|who|her|"
    "tut|tick|quick"
)
TWICE = 2
_ENGLISH_AGAIN = re.compile(
    rf"(?<![-’'])\b({_LITTLE})\s+(?i:\1)\b(?![-’'.])|(?<![-’'\w])(?!(?:{_MEANT})\b)([a-z]{{3,20}})(?: \2)++\b(?![-’'])"
)


# Readers notice it too, in the text of a document; here it is found where a memory is all there is.
@check_of_notice("text.doubled", Scope.DOCUMENT)
def text_doubled(context: Context) -> Iterator[Finding]:
    """A word or a mark that stands twice: 的的, the the."""
    for i, pair in enumerate(context.complete):
        for side in (0, 1):
            tag = (context.source_language, context.target_language)[side]
            text, other = (pair.source, pair.target)[side], (pair.source, pair.target)[1 - side]
            spans = context.once("doubled", (text, tag), partial(_spans, text, tag))
            if spans and _SAID_TWICE.search(other):
                continue  # very, very cold: 非常非常冷
            for span in spans:
                piece = text[span.start : span.end]
                message, cure = say("“{piece}” stands twice", piece=piece), "Remove one of them"
                found = finding_on("text.doubled", message, pair, [span], cure, side, piece, f"{side} {piece}")
                # A word said twice is a turn of speech: 能擀多薄擀多薄, 中火盖盖煎; a particle or a mark is not.
                turn = is_chinese(tag) and not _PARTICLE.fullmatch(piece)
                yield slight(found, turn and context.free[i])


_PAIR = re.compile(rf"([{HAN}])\1(?!([{HAN}])\2)")
# Characters that end one word and are or begin the next (现在在, 各国国内), or that are said twice.
# so are verbs, prepositions and measure words that stand by themselves before a word that begins with them (问问题,
# 可以以任何形式, 每一任任期, 找到到, 战争和和平).
_BOTH = frozenset(
    "在是有年天人个中不会上下大小老国者一二三四五六七八九十的了南双问以任到和与于为给对将从向由同看说侧边面"
)


# What bodies and places are called by, which begins what their people are called too: 外贸部部长, 学校校长, 工程院院士.
_BODIES = frozenset("部校会院局司厅省市县区乡镇村馆所处科班团队厂社站店组军船港州台署")


def _of_body(text: str, match: re.Match[str]) -> bool:
    """Whether a character that stands twice ends the name of a body and begins a word of the dictionary."""
    named = is_han(text[match.start() - 1 : match.start()] or " ")
    return match[1] in _BODIES and named and text[match.start() + 1 : match.end() + 1] in lexicon()


def _again(text: str) -> Iterator[Span]:
    """A character printed twice: by the words of the text it stands by itself beside a word that it ends or begins
    (官 官员), which is not so in 成员 员额 or 人人."""
    at = 0
    places: list[tuple[int, str]] | None = None
    for match in _PAIR.finditer(text):
        start = match.start()
        if text[start - 1 : start] == "一" and start:
            continue  # 一根根圆木: one after the other
        if _WEEKDAY.match(text, start):
            continue  # 第16周周日: the day of a week
        if match[1] in _BOTH or _PAIR.fullmatch(text[max(0, start - 2) : start]) or _of_body(text, match):
            continue
        if places is None:
            places = []
            for word in words(text, "zh"):
                at = text.index(word, at)
                places.append((at, word))
                at += len(word)
        sizes = [len(word) for i, word in places if i < match.end() and i + len(word) > start]
        if len(sizes) == 2 and min(sizes) == 1 < max(sizes) and not _of_compound(start, places):
            yield Span(*match.span())


_WEEKDAY = re.compile("周周[一二三四五六日天末]")


def _of_compound(start: int, places: Sequence[tuple[int, str]]) -> bool:
    """Whether the character at a place may end a compound that the dictionary lacks: it stands by itself behind
    another that does, and names (皮钉钉合, 患侧侧卧)."""
    alone = {at + len(word): word for at, word in places}
    before = alone.get(start, "")
    own = any(at == start and len(word) == 1 for at, word in places)
    return own and len(before) == 1 and is_han(before) and before not in _FUNCTION


_FUNCTION = frozenset("的了着过在是和与及或从向由对把被将为于以也都就又还再很这那每各该本其此")


def _spans(text: str, tag: str) -> tuple[Span, ...]:
    return tuple(_doubled(text, tag))


def _doubled(text: str, tag: str) -> Iterator[Span]:
    if not is_chinese(tag):
        said = small_words(text)
        if any(map(eq, said, said[1:])):
            # tock tock tock is what a clock says
            yield from (Span(*m.span()) for m in _ENGLISH_AGAIN.finditer(text) if len(m[0].split()) == TWICE)
        return
    text = comparable(text)
    yield from (Span(*m.span()) for m in _PARTICLE.finditer(text))
    yield from _again(text)
    for match in _AGAIN.finditer(text):
        twice = match[1] in _TWICE or any(match[1].endswith(w) or match[1].startswith(w) for w in _TWICE)
        # 特别行政区行政区域: the second is the beginning of another word.
        office = _COUNTED.search(text[: match.start()]) and _OFFICE.match(text, match.end())
        # 能擀多薄擀多薄, 爱吃什么吃什么: the word that asks answers itself.
        twice = twice or _ASKS.search(match[1]) is not None
        # 一处一处, 整座整座: one by one, each of them whole.
        twice = twice or (match[1][0] in "一整成大" and len(match[1]) == 2)
        if not twice and not office and not _begins_longer(text, match):
            yield Span(*match.span())


_TAIL = frozenset("域划图界长级内外")  # 行政区域, 行政区划, 行政区图


def _begins_longer(text: str, match: re.Match[str]) -> bool:
    """Whether what stands twice is the end of one word and the beginning of another that goes on behind it."""
    after = text[match.end() : match.end() + 1]
    before = text[match.start() - 1 : match.start()]
    if not is_han(after or " ") or not is_han(before or " "):
        return False
    at = 0
    for word in words(text, "zh"):
        at = text.index(word, at)
        # A word that crosses the end of the second piece, or one that begins before the first piece and ends with it.
        if at < match.end() < at + len(word) and at >= match.start() + len(match[1]) - 1:
            return True
        at += len(word)
    return after in _TAIL
