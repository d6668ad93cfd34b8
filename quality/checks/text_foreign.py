"""No word of one language is stranded in a sentence of the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import HAN, has_han, is_han
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._wording import finding_on, kept_terms, without_kept, without_quoted, without_technical
from duizhao.quality.context import Context
from duizhao.quality.report import Finding

# Words that bind an English sentence together and name nothing: one of them between Chinese words was left behind.
_BINDING = frozenset(
    "a an and are as at be been but by can do does for from has have if in into is it its may must nor not of on or "
    "our shall should so such than that the their them then there these they this those to was we were when where "
    "which while who whose will with would you your also each any all both between during under over about upon".split()
)
# A word that is spoken of as a name in code: the if 语句, for 循环.
_SPOKEN_OF = re.compile(
    r"\s*(?:关键字|关键词|保留字|语句|循环|命令|运算|操作符|函数|参数|选项|标签|元素|属性|子句|方法|模块|变量|字段|标志|类型|包)"
)
_WORD = re.compile(r"[A-Za-z]+")
_TWO = re.compile(r"[a-z]{2}")
_SMALL = re.compile(r"(?<![A-Za-z0-9./_-])[a-z]{2,}(?![A-Za-z0-9/_-])")
TRANSLATED = 8  # places in which a word of the source is translated, against one in which it is kept


@as_check(
    "text.foreign",
    Severity.WARNING,
    Topic.WORDING,
    title="Words of the other language",
    summary="An untranslated word inside a sentence",
    scope=Scope.DOCUMENT,
)
def text_foreign(context: Context) -> Iterator[Finding]:
    """A word of the other language stranded in a sentence: 国家 and 全球."""
    kept: _Kept | None = None
    terms = kept_terms(context)
    for pair in context.complete:
        for side in (0, 1):
            tag = (context.source_language, context.target_language)[side]
            text = (pair.source, pair.target)[side]
            if is_chinese(tag):
                marks = _stranded(without_kept(text, terms), text)
                if marks and not all(text[a:b] in _BINDING for a, b in marks):
                    kept = kept or _Kept(context.complete, side)
                    marks = [
                        m for m in marks if text[m.start : m.end] in _BINDING or kept.rarely(text[m.start : m.end])
                    ]
                    marks = [m for m in marks if not _listed(text, m)]
            else:
                marks = _han(text)
            for mark in marks:
                word = text[mark.start : mark.end]
                name = say("a Chinese") if is_chinese(tag) else say("an English")
                message = say("“{word}” inside {name} sentence", word=word, name=name)
                cure = "Translate or remove it; or list it under allow in [check]"
                yield finding_on("text.foreign", message, pair, [mark], cure, side, word, f"{side} {word}")


class _Kept:
    """How often words of the other side are kept as they are, and how often they are translated."""

    def __init__(self, pairs: Sequence[Pair], side: int) -> None:
        self.there: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        for pair in pairs:
            texts = (pair.source, pair.target)
            here = _forms(texts[side])
            for word in _forms(texts[1 - side]):
                self.there[word] += 1
                self.kept[word] += word in here

    def rarely(self, word: str) -> bool:
        """Whether a word that stands on both sides is mostly translated. A name, a command, a word that the language
        has borrowed is kept throughout; one that the other side lacks was put there by the translator."""
        form = _form(word)
        translated = self.there[form] - self.kept[form]
        return self.kept[form] > 0 and translated >= TRANSLATED * self.kept[form]


def _forms(text: str) -> set[str]:
    return {_form(word) for word in _WORD.findall(text)}


def _form(word: str) -> str:
    """A word without its case and the s of its plural."""
    word = word.lower()
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _stranded(plain: str, text: str) -> list[Span]:
    """The words in small letters between Chinese characters of a text; `plain` is it without what may stay."""
    found = []
    for match in _SMALL.finditer(without_technical(plain)) if _TWO.search(plain) else ():
        before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
        between = before and after and is_han(before[-1]) and is_han(after[0])
        if between and not _SPOKEN_OF.match(text, match.end()):
            found.append(Span(*match.span()))
    return found


# What stands beside it in a list: controller,driver 或 operator.
_BEFORE = re.compile(r"(?<![\w-])(?=[\w-]*?[A-Za-z])[\w-]+\s?(?:[,，、]|[和与或及]|以及|或者)\s?$")
_BEHIND = re.compile(r"\s?(?:[,，、]|[和与或及]|以及|或者)\s?[A-Za-z]")


def _listed(text: str, mark: Span) -> bool:
    """Whether a word is one of several in a row that are kept: the translator names things by what they are called."""
    if text[mark.start : mark.end] in _BINDING:
        return False
    return bool(_BEFORE.search(text[max(0, mark.start - 80) : mark.start]) or _BEHIND.match(text, mark.end))


def _han(text: str) -> list[Span]:
    if text.isascii() or not has_han(text) or not any(c.isascii() and c.isalpha() for c in text):
        return []
    plain = without_quoted(text)
    return [Span(*m.span()) for m in re.finditer(rf"[{HAN}]+", plain)]
