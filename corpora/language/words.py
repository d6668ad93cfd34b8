"""Words of a text: jieba for Chinese, letters and digits for English, and a light English stem.

Kept apart from sentence segmentation because only alignment, terminology and quality need words, and jieba's dictionary
takes its time to load: a second when it is first asked for, later a tenth of that (`by_character`).
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import re
import sys
import warnings
from functools import cache, lru_cache
from itertools import accumulate
from math import inf, log
from typing import Any

from duizhao.corpora.language.by_character import kept_by_character
from duizhao.corpora.language.scripts import comparable, count_han
from duizhao.corpora.language.table import language

# A word, an abbreviation with points (U.N.), a number with separators, a hyphenated or possessive form.
_ENGLISH = re.compile(r"[A-Za-z](?:\.(?:[A-Za-z]\.)+|[A-Za-z]*(?:['’-][A-Za-z]+)*)|\d+(?:[.,]\d+)*")


def jieba_module(name: str) -> Any:
    """jieba, or one of its modules, without the warnings that are not the user's to mend: of escapes in its patterns
    (Python 3.12 and later, where it may not keep compiled modules), and of the end of setuptools' pkg_resources, which
    takes 0.2 s to load besides. Without that jieba opens its dictionary as a file."""
    modules: dict[str, Any] = sys.modules
    blocked = "pkg_resources" not in modules
    if blocked:
        modules["pkg_resources"] = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    finally:
        if blocked:
            del modules["pkg_resources"]


@cache
def tokenizer() -> Any:
    """jieba's tokenizer with its dictionary loaded as far as texts ask for it, and with its search for the likeliest
    words done in one pass: the same words in two thirds of the time. `FREQ.get` gives the count of a word, 0 for what
    words begin with, None for all else; `total` is the sum of counts."""
    jieba = jieba_module("jieba")
    jieba.setLogLevel(logging.ERROR)
    kept = kept_by_character(_jieba_digest(jieba), lambda: _jieba_words(jieba))
    if kept is None:
        jieba.initialize()

    class Tokenizer(jieba.Tokenizer):  # type: ignore[misc, name-defined]
        def get_DAG(self, sentence: str) -> None:
            """What `calc` is given of the words that may begin at each place: it looks for them itself."""

        def calc(self, sentence: str, _: None, route: dict[int, tuple[float, int]]) -> None:
            """Set route[i] to the best sum of log frequencies from i on and the last character of its first word; of
            equal sums the longer word is taken. A character that begins no word counts once."""
            total, n = log(self.total), len(sentence)
            route[n] = (0.0, 0)
            for i in range(n - 1, -1, -1):
                best, last, end = -inf, i, i + 1
                count_of = beginning(sentence[i]).get
                # The dictionary holds what words begin with as well, with a count of 0.
                while end <= n and (count := count_of(sentence[i:end])) is not None:
                    if count and (found := log(count) - total + route[end][0]) >= best:
                        best, last = found, end - 1
                    end += 1
                if best == -inf:
                    best = -total + route[i + 1][0]
                route[i] = (best, last)

    found = Tokenizer()
    found.FREQ, found.total, found.initialized = jieba.dt.FREQ, jieba.dt.total, True
    whole: dict[str, int] = jieba.dt.FREQ
    beginning = (lambda _: whole) if kept is None else kept.beginning
    if kept is not None:
        found.FREQ, found.total = kept, kept.get("")
    return found


def _jieba_words(jieba: Any) -> dict[str, int]:
    """jieba's dictionary with the sum of its counts as that of the empty word: read from the package, and not from the
    copy that jieba keeps where anybody may write."""
    counts, total = jieba.dt.gen_pfdict(jieba.dt.get_dict_file())
    return {**counts, "": total}


def _jieba_digest(jieba: Any) -> str:
    with jieba.dt.get_dict_file() as file:
        return hashlib.sha256(f"jieba {jieba.__version__} ".encode() + file.read()).hexdigest()


def words(text: str, tag: str) -> list[str]:
    """The words of `text` in order, without punctuation or white space; English keeps its case. Traditional Chinese is
    cut where its simplified form would be, for that is what the dictionary knows.

    >>> words("The ILO’s 17 outcomes.", "en")
    ['The', 'ILO’s', '17', 'outcomes']
    >>> words("促進體面勞動。", "zh-Hant")
    ['促進', '體面', '勞動']
    """
    if language(tag).spaced:
        return _ENGLISH.findall(text)
    return [word for piece in _PIECE.findall(text) for word in _chinese(piece)]


# jieba never joins words across these marks and white space, so a paragraph's words are those of its clauses and of
# what spaces set apart, of which many come again.
_PIECE = re.compile(r"[^。！？；，、：（）《》“”\s]+")


@lru_cache(maxsize=1 << 16)
def _chinese(text: str) -> tuple[str, ...]:
    """The words of a stretch of Chinese. The last are kept: paragraphs and their sentences, alignment, terminology and
    quality ask for the same ones in turn."""
    if text.isascii() and text.isdigit():
        return (text,)  # a number is one word, and few come again
    simple = comparable(text)
    found: list[str] = tokenizer().lcut(simple)
    if simple != text:
        found = [text[end - len(word) : end] for word, end in zip(found, accumulate(map(len, found)), strict=True)]
    return tuple(word for word in found if any(c.isalnum() for c in word))


def known_words(text: str) -> list[str]:
    """The Chinese words of `text` that the dictionary knows, one after another with all that stands between them: what
    it does not know is cut into characters, and not into what may be words.

    >>> known_words("长石的釉会出现。"), words("长石的釉会出现。", "zh")
    (['长石', '的', '釉', '会', '出现', '。'], ['长石', '的', '釉会', '出现'])
    """
    found: list[str] = tokenizer().lcut(comparable(text), HMM=False)
    return found


_IRREGULAR = {"men": "man", "women": "woman", "children": "child", "people": "person", "lives": "life"}


# Letters and digits that stand together, with what joins them in a number or a code: 2.1.1, L2, PO.3.1, 10%.
_RUN = re.compile(r"[^\W_]+(?:[.,:/’'-][^\W_]+)*")


def has_word(text: str) -> bool:
    """Whether a text says anything that could be translated: a Chinese character, or two letters in a row that no digit
    stands with.

    >>> [has_word(text) for text in ("✓", "319", "L2", "2.1.1", "PO.3.1", "a", "是", "No", "CWE 319")]
    [False, False, False, False, False, False, True, True, True]
    """
    if count_han(text):
        return True
    runs = (run for run in _RUN.findall(text) if not any(char.isdigit() for char in run))
    return any(sum(char.isalpha() for char in run) > 1 for run in runs)


@cache
def stem(word: str) -> str:
    """A light English stem: lower case, no possessive, no inflection. For matching, never for print.

    Strips plural -s, -ing, -ed and the final e they may have hidden; wrong stems do no harm as long as the forms of
    one word share theirs.

    >>> [stem(w) for w in ("policies", "workers’", "Promoting", "promoted", "promotes", "class")]
    ['policy', 'worker', 'promot', 'promot', 'promot', 'class']
    """
    w = word.lower().replace("’", "'")
    w = w.removesuffix("'s").rstrip("'")
    if w in _IRREGULAR:
        return _IRREGULAR[w]
    if len(w) > 4 and w.endswith("ies"):
        return w[:-3] + "y"
    if len(w) > 4 and w.endswith(("sses", "shes", "ches", "xes", "zes")):
        w = w[:-2]
    elif len(w) > 3 and w.endswith("s") and not w.endswith(("ss", "us", "is")):
        w = w[:-1]
    if len(w) > 5 and w.endswith("ing"):
        w = w[:-3]
    elif len(w) > 4 and w.endswith("ed"):
        w = w[:-2]
    if len(w) > 4 and w[-1] == w[-2] and w[-1] not in "aeiouls":
        w = w[:-1]
    return w[:-1] if len(w) > 4 and w.endswith("e") else w
