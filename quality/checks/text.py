"""Checks of the wording by itself: text left untranslated, stray words, doubled words, lengths that cannot be right."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator, Sequence

from duizhao.corpora.language.scripts import HAN, comparable, is_han
from duizhao.corpora.language.table import is_chinese, is_english
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Kind, Pair, Span
from duizhao.quality.context import Context
from duizhao.quality.evidence.length import LETTER
from duizhao.quality.report import Finding

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
# Two or more Latin words in a row, as they would stand in an English sentence.
_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;]+[A-Za-z][A-Za-z'’-]*)+")
# What is written so in Chinese as well.
_UNITS = frozenset("km kg cm mm ml kw kwh mw gw pm am vs per www http https com org pdf doc ph via et al etc".split())
_QUOTED = re.compile(r"[(（\[《“\"'‘][^)）\]》”\"'’]*[)）\]》”\"'’]")


def untranslated(context: Context) -> Iterator[Finding]:
    """A target that is the source again, or that keeps a stretch of it in the other language."""
    if not is_chinese(context.target_language):
        return
    for pair in context.complete:
        target = _without_quoted(pair.target)
        runs = [m for m in _RUN.finditer(target) if _sentence_like(m[0])]
        if not any(map(is_han, pair.target)):
            words = _WORD.findall(pair.target)
            sentence = len([w for w in words if w.islower() and len(w) > 1]) >= 2 and len(words) >= 3
            if sentence or _copied(pair):
                yield _finding(
                    "text.untranslated",
                    "the target is not in Chinese",
                    pair,
                    [Span(0, len(pair.target))],
                    "Translate it",
                )
            continue
        marks = sorted([*(Span(*m.span()) for m in runs), *_left_in(pair), *_opening(pair)])
        if marks:
            said = ", ".join(f"“{pair.target[a:b]}”" for a, b in marks)
            yield _finding("text.untranslated", f"left in English: {said}", pair, marks, "Translate or remove it")


# Words that headings consist of.
_HEADS = frozenset(
    "introduction background conclusion conclusions annex appendix summary overview contents references "
    "recommendations preamble foreword definitions scope objectives methodology findings".split()
)


def _copied(pair: Pair) -> bool:
    """Whether a heading is the source's own: “Air pollution”, “Introduction”; not ASYCUDA, not Better Work."""
    if pair.target_at.kind is not Kind.HEADING or pair.target.split() != pair.source.split():
        return False
    words = _WORD.findall(pair.target)
    return any(word.islower() and len(word) > 3 for word in words) or any(w.lower() in _HEADS for w in words)


# A word that begins an English sentence and names nothing.
_OPENING = re.compile(r"[“\"]?([A-Z][a-z]+(?:ing|ed|ly)|The|This|These|Those|In|On|For|And|But|It|Its|By|As)\b\s*")


def _opening(pair: Pair) -> list[Span]:
    """The source's first word left at the head of the target: Recalling 回顾."""
    match = _OPENING.match(pair.target)
    left = match and pair.source.lstrip('“"').startswith(match[1]) and is_han(pair.target[match.end() :][:1] or " ")
    return [Span(*match.span(1))] if match and left else []


def _without_quoted(text: str) -> str:
    """The text with what stands in brackets or quotation marks blanked out: names in the original stand there."""
    return _QUOTED.sub(lambda m: " " * len(m[0]), text)


# A clause of the source in square brackets, as drafts have it: [glacial lake outburst floods].
_DRAFT = re.compile(r"[\[【]([^\]】]*)[\]】]")


def _left_in(pair: Pair) -> list[Span]:
    """Pieces of the source in square brackets of the target that the source itself does not bracket."""
    source = " ".join(pair.source.split()).casefold()
    found = []
    for match in _DRAFT.finditer(pair.target):
        said = " ".join(match[1].split()).casefold()
        words = [word for word in _WORD.findall(match[1]) if word.islower() and len(word) > 2]
        if words and said in source and f"[{said}" not in source and not any(map(is_han, said)):
            found.append(Span(*match.span()))
    return found


def _sentence_like(run: str) -> bool:
    words = _WORD.findall(run)
    return len(words) >= 3 and sum(w.islower() for w in words) >= 2 and any(len(w) > 3 and w.islower() for w in words)


def foreign(context: Context) -> Iterator[Finding]:
    """A word of the other language stranded in a sentence: 国家 and 全球."""
    for pair in context.complete:
        for side in (0, 1):
            tag = (context.source_language, context.target_language)[side]
            text = (pair.source, pair.target)[side]
            marks = _stranded(text) if is_chinese(tag) else _han(text)
            for mark in marks:
                word = text[mark.start : mark.end]
                name = "Chinese" if is_chinese(tag) else "English"
                yield _finding(
                    "text.foreign",
                    f"“{word}” inside a {name} sentence",
                    pair,
                    [mark],
                    "Translate or remove it",
                    side,
                    word,
                )


def _stranded(text: str) -> list[Span]:
    found = []
    for match in re.finditer(r"[a-z]{2,}", text):
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        if match[0] in _UNITS or not before or not after:
            continue
        if is_han(before[-1]) and is_han(after[0]):
            found.append(Span(*match.span()))
    return found


def _han(text: str) -> list[Span]:
    plain = _without_quoted(text)
    return (
        [Span(*m.span()) for m in re.finditer(rf"[{HAN}]+", plain)]
        if any(c.isascii() and c.isalpha() for c in text)
        else []
    )


# Words that mean something when said twice, or that are noun and verb at once (劳工组织组织的活动).
_TWICE = frozenset(
    (
        "组织 计划 工作 报告 研究 管理 规划 决定 发展 合作 支持 服务 培训 监督 评估 投资 讨论 学习 调查 考虑 "
        "一个 一步 代表 领导 影响 建议 指导 设计 教育 保护 行动 援助 交流 审查 统计 保障 预算 宣传 逐步 一次"
    ).split()
)
_AGAIN = re.compile(rf"([{HAN}]{{2,8}})\1")
_PARTICLE = re.compile(r"(?<![目标有别真端确])的的|，，|。。|、、|；；")
_ENGLISH_AGAIN = re.compile(
    r"(?<![-’'])\b(the|of|and|to|in|for|a|an|with|on|by|is|are|as|at|from|or|be)\s+\1\b(?![-’'.])", re.I
)


def doubled(context: Context) -> Iterator[Finding]:
    """A word or a mark that stands twice: 的的, the the."""
    for pair in context.complete:
        for side in (0, 1):
            tag = (context.source_language, context.target_language)[side]
            text = (pair.source, pair.target)[side]
            for span in _doubled(text, tag):
                piece = text[span.start : span.end]
                yield _finding(
                    "text.doubled", f"“{piece}” stands twice", pair, [span], "Remove one of them", side, piece
                )


_PAIR = re.compile(rf"([{HAN}])\1(?!([{HAN}])\2)")
# Characters that end one word and are or begin the next (现在在, 各国国内), or that are said twice.
_BOTH = frozenset("在是有年天人个中不会上下大小老国者一二三四五六七八九十的了南双")


def _again(text: str) -> Iterator[Span]:
    """A character printed twice: by the words of the text it stands by itself beside a word that it ends or begins
    (官 官员), which is not so in 成员 员额 or 人人."""
    at = 0
    places: list[tuple[int, str]] | None = None
    for match in _PAIR.finditer(text):
        start = match.start()
        if match[1] in _BOTH or _PAIR.fullmatch(text[max(0, start - 2) : start]):
            continue
        if places is None:
            places = []
            for word in words(text, "zh"):
                at = text.index(word, at)
                places.append((at, word))
                at += len(word)
        sizes = [len(word) for i, word in places if i < match.end() and i + len(word) > start]
        if len(sizes) == 2 and min(sizes) == 1 < max(sizes):
            yield Span(*match.span())


def _doubled(text: str, tag: str) -> Iterator[Span]:
    if not is_chinese(tag):
        yield from (Span(*m.span()) for m in _ENGLISH_AGAIN.finditer(text))
        return
    text = comparable(text)
    yield from (Span(*m.span()) for m in _PARTICLE.finditer(text))
    yield from _again(text)
    for match in _AGAIN.finditer(text):
        if match[1] not in _TWICE and not any(match[1].endswith(w) or match[1].startswith(w) for w in _TWICE):
            yield Span(*match.span())


MIN_SOURCE = 40  # letters: shorter texts vary freely in length
# Spread of the logarithm of target length over source length among sentence pairs of institutional papers, English to
# Chinese: 0.13 on the ILO paper. A corpus that says less than that of itself is taken to have it.
SPREAD = 0.13
TRUNCATED, FAR = 1.5, 4.5  # spreads from the middle: when the final punctuation is missing too, and in any case
_ENDED = re.compile(r"[。！？；：…!?;:.][”’」』）)\]》\"']*\s*$")


def length(context: Context) -> Iterator[Finding]:
    """A target much shorter or longer than its source makes one expect."""
    sized = [(p, a, b) for p, (a, b) in zip(context.complete, context.sizes, strict=True)]
    sized = [(p, a, b) for p, a, b in sized if a >= MIN_SOURCE * (1 if is_english(context.source_language) else LETTER)]
    if len(sized) < 20:
        return
    pairs = [p for p, _, _ in sized]
    ratios = [math.log((b + 1) / (a + 1)) for _, a, b in sized]
    middle = statistics.median(ratios)
    spread = max(SPREAD, 1.4826 * statistics.median(abs(r - middle) for r in ratios))
    for pair, ratio in zip(pairs, ratios, strict=True):
        off = (ratio - middle) / spread
        broken = bool(_ENDED.search(pair.source)) and not _ENDED.search(pair.target)
        if off < -FAR or (broken and off < -TRUNCATED):
            share = round(100 * math.exp(ratio - middle))
            what = "and stops without punctuation" if broken else ""
            message = f"the target has {share} % of the usual length {what}".rstrip()
            yield _finding("text.short", message, pair, [], "See whether something was left out")
        elif off > FAR:
            times = math.exp(ratio - middle)
            yield _finding(
                "text.long",
                f"the target is {times:.1f} times the usual length",
                pair,
                [],
                "See whether something was added",
            )


def _finding(
    check: str,
    message: str,
    pair: Pair,
    marks: Sequence[Span],
    cure: str,
    side: int = 1,
    subject: str = "",
) -> Finding:
    text = (pair.source, pair.target)[side]
    return Finding(
        check,
        message,
        subject or "".join(text.split())[:40],
        cure=cure,
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=() if side else tuple(marks),
        target_marks=tuple(marks) if side else (),
    )
