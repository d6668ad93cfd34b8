"""Both sides of a text as discovery looks at them: the words of the sources, the phrases of the targets, and which
phrases go with a term and with little else.

What a text is made of is worked out once and kept for the next time that it is asked for: a project that is checked
again and again while it is edited has nearly the same texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.language.words import stem, words
from duizhao.terminology.variation.candidates import KEPT

# Chinese words that neither begin nor end a rendering.
_PARTICLES = frozenset(
    (
        "的 地 得 和 与 及 以及 或 或者 在 对 对于 为 为了 是 等 将 使 向 从 由 "
        "于 以 并 而 其 该 这 这些 那些 各 各种 中 上 下 内 方面 有关 相关 关于 包括 "
        "通过 根据 特别 特别是 之 所 了 着 过 能 能够 应 也 还 又 更 最 不 及其 "
        "有 如 到 至 即 加强 促进 提高 支持 推动 实现 开展 进行 提供 制定 实施 确保 "
        "一个 一项 所有 其他 第 个 项 它们 我们 自己 需要 利用"
    ).split()
)
_SUFFIXES = frozenset("力性化者员率度权")


@lru_cache(maxsize=KEPT)
def stems_of(source: str) -> tuple[str, ...]:
    """The stems of an English text, in order."""
    return tuple(map(stem, words(source, "en")))


@lru_cache(maxsize=KEPT)
def phrases_of(text: str) -> frozenset[str]:
    """The phrases of a Chinese text in simplified characters that may be renderings."""
    return frozenset(_phrases(text))


def _phrases(text: str) -> Iterable[str]:
    """Chinese phrases of one to five words and two to ten characters, within punctuation, not bounded by particles."""
    run: list[str] = []
    for word in [*_tokens(text), ""]:
        if word and all(map(is_han, word)):
            run.append(word)
            continue
        for start in range(len(run)):
            if run[start] in _PARTICLES:
                continue
            phrase = ""
            for piece in run[start : start + 5]:
                phrase += piece
                if len(phrase) > 10:
                    break
                if len(phrase) > 1 and piece not in _PARTICLES:
                    yield phrase
        run = []


def _tokens(text: str) -> list[str]:
    """Words with what stands between them as tokens of its own, so that a phrase ends at punctuation."""
    out: list[str] = []
    at = 0
    for word in words(text, "zh"):
        start = text.index(word, at)
        if text[at:start].strip():
            out.append("/")
        if word in _SUFFIXES and start == at and out and is_han(out[-1][-1]):
            out[-1] += word  # 复原 and 力 are one word, whatever the dictionary says
        else:
            out.append(word)
        at = start + len(word)
    return out


class Corpus:
    """Both sides: the stems of each source and the sources that have a stem; and the targets that hold a
    phrase."""

    def __init__(self, sources: Sequence[str], texts: Sequence[str]) -> None:
        self.texts = texts
        self.stems = [stems_of(source) for source in sources]
        self.having: dict[str, list[int]] = defaultdict(list)
        for i, keys in enumerate(self.stems):
            for key in dict.fromkeys(keys):
                self.having[key].append(i)
        self.holding: dict[str, list[int]] = defaultdict(list)
        for i, text in enumerate(texts):
            for phrase in phrases_of(text):
                self.holding[phrase].append(i)
        # Phrases by number: those of a term's pairs are counted at once, though there are hundreds of thousands.
        number = {phrase: n for n, phrase in enumerate(self.holding)}
        self._numbers = [np.array([*map(number.__getitem__, phrases_of(text))], dtype=np.int32) for text in texts]
        self._named = list(number)
        self._frequency = np.fromiter(map(len, self.holding.values()), dtype=np.int64, count=len(number))

    def own(self, where: Sequence[int], share: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The phrases of these pairs that stand in hardly any other (`share` of a phrase's pairs are these), by number,
        with how many of these pairs they stand in."""
        together = np.concatenate([self._numbers[i] for i in where])
        together.sort()
        begins = np.flatnonzero(np.diff(together, prepend=-1))  # np.unique, without what it asks besides
        counted, times = together[begins], np.diff(begins, append=len(together))
        kept = times >= share * self._frequency[counted]
        return counted[kept], times[kept]

    def named(self, numbers: npt.NDArray[np.int64]) -> list[str]:
        """Phrases by their numbers."""
        return [self._named[number] for number in numbers.tolist()]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The targets of many pairs as one text, in which a phrase is found in all of them at once."""

    text: str
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, targets: Sequence[str]) -> Everywhere:
        """Of targets in simplified characters."""
        sizes = np.fromiter((len(target) + 1 for target in targets), dtype=np.int64, count=len(targets))
        return cls("\n".join(targets), np.cumsum(sizes) - sizes)

    def having(self, phrases: Iterable[str]) -> Mapping[int, list[str]]:
        """The targets, by index and in order, that hold one of some phrases, with those that they hold, in the order
        given."""
        found: dict[int, list[str]] = defaultdict(list)
        for phrase in phrases:
            at: list[int] = []
            place = self.text.find(phrase)
            while place >= 0:
                at.append(place)
                place = self.text.find(phrase, place + 1)
            for i in dict.fromkeys((np.searchsorted(self.starts, at, side="right") - 1).tolist()):
                found[i].append(phrase)
        return dict(sorted(found.items()))
