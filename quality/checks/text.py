"""Checks of the wording by itself: text left untranslated, stray words, doubled words, lengths that cannot be right."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator, Sequence

from corpora.hanzi import comparable
from corpora.languages import is_han, primary
from corpora.model import Pair, Span
from quality.context import Context
from quality.report import Finding

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
# Two or more Latin words in a row, as they would stand in an English sentence.
_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;]+[A-Za-z][A-Za-z'’-]*)+")
# What is written so in Chinese as well.
_UNITS = frozenset("km kg cm mm ml kw kwh mw gw pm am vs per www http https com org pdf doc ph via et al etc".split())
_QUOTED = re.compile(r"[(（\[《“\"'‘][^)）\]》”\"'’]*[)）\]》”\"'’]")


def untranslated(context: Context) -> Iterator[Finding]:
    """A target that is the source again, or that keeps a stretch of it in the other language."""
    if primary(context.target_language) != "zh":
        return
    for pair in context.complete:
        target = _without_quoted(pair.target)
        runs = [m for m in _RUN.finditer(target) if _sentence_like(m[0])]
        if not any(map(is_han, pair.target)):
            words = _WORD.findall(pair.target)
            if len([w for w in words if w.islower() and len(w) > 1]) >= 2 and len(words) >= 3:
                yield _finding(
                    "text.untranslated",
                    "the target is not in Chinese",
                    pair,
                    [Span(0, len(pair.target))],
                    "Translate it",
                )
        elif runs:
            said = ", ".join(f"“{m[0]}”" for m in runs)
            yield _finding(
                "text.untranslated", f"left in English: {said}", pair, [Span(*m.span()) for m in runs], "Translate it"
            )


def _without_quoted(text: str) -> str:
    """The text with what stands in brackets or quotation marks blanked out: names in the original stand there."""
    return _QUOTED.sub(lambda m: " " * len(m[0]), text)


def _sentence_like(run: str) -> bool:
    words = _WORD.findall(run)
    return len(words) >= 3 and sum(w.islower() for w in words) >= 2 and any(len(w) > 3 and w.islower() for w in words)


def foreign(context: Context) -> Iterator[Finding]:
    """A word of the other language stranded in a sentence: 国家 and 全球."""
    for pair in context.complete:
        for side in (0, 1):
            tag = (context.source_language, context.target_language)[side]
            text = (pair.source, pair.target)[side]
            marks = _stranded(text) if primary(tag) == "zh" else _han(text)
            for mark in marks:
                word = text[mark.start : mark.end]
                name = "Chinese" if primary(tag) == "zh" else "English"
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
        [Span(*m.span()) for m in re.finditer(r"[㐀-鿿]+", plain)]
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
_AGAIN = re.compile(r"([㐀-鿿]{2,8})\1")
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


def _doubled(text: str, tag: str) -> Iterator[Span]:
    if primary(tag) != "zh":
        yield from (Span(*m.span()) for m in _ENGLISH_AGAIN.finditer(text))
        return
    text = comparable(text)
    yield from (Span(*m.span()) for m in _PARTICLE.finditer(text))
    for match in _AGAIN.finditer(text):
        if match[1] not in _TWICE and not any(match[1].endswith(w) or match[1].startswith(w) for w in _TWICE):
            yield Span(*match.span())


MIN_SOURCE = 40  # letters: shorter texts vary freely in length
# Spread of the logarithm of target length over source length among sentence pairs of institutional papers, English to
# Chinese: 0.13 on the ILO paper. A corpus that says less than that of itself is taken to have it.
SPREAD = 0.13
LETTER = 0.26  # what a Latin letter in Chinese text weighs: a Chinese character stands for about four letters
TRUNCATED, FAR = 1.5, 4.5  # spreads from the middle: when the final punctuation is missing too, and in any case
_ENDED = re.compile(r"[。！？；：…!?;:.][”’」』）)\]》\"']*\s*$")


def length(context: Context) -> Iterator[Finding]:
    """A target much shorter or longer than its source makes one expect."""
    sized = [(p, size(p.source), size(p.target)) for p in context.complete]
    sized = [
        (p, a, b) for p, a, b in sized if a >= MIN_SOURCE * (1 if primary(context.source_language) == "en" else LETTER)
    ]
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


def size(text: str) -> float:
    """The length of the words of a text: figures and signs are the same in both languages and do not count."""
    han = len(_HAN_CHARS.findall(text))
    letters = len(_LETTERS.findall(text))
    return han + LETTER * letters if han else letters


_HAN_CHARS = re.compile(r"[㐀-鿿豈-﫿𠀀-𲎯]")
_LETTERS = re.compile(r"[A-Za-zÀ-ɏ]")


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
