"""Numbers that are labels and no part of what is said: of an item, a heading, a list inside a sentence."""

from __future__ import annotations

import re

from duizhao.corpora.language.scripts import HAN

# 6. Click, (2) Program, 5) Registers, 3.1.2.1 A list, 36. Feedback; not 5 days, 3.5 million, 1. 5.
_FIRST = re.compile(
    rf"\s*(?:[(（]\d{{1,3}}[)）]|\d{{1,3}}(?:[)）、]|\.(?=\s*[A-Z“\"{HAN}a-z]))|\d{{1,3}}(?:\.\d{{1,3}}){{2,}}\.?(?=\s)"
    rf"|\d{{1,3}}\.\d{{1,3}}(?=\s+[A-Z]))"
)
_ANY = re.compile(r"\s*(?:[(（]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[)）.、]|\d+(?:\.\d+)+)")
_BEFORE = r"(?:^|(?<=[\s:：;；,，。(（]))"
_FIGURES = re.compile(rf"{_BEFORE}(\d{{1,2}})[)）]")
_LETTERS = re.compile(rf"{_BEFORE}(?:[ivx]{{1,4}}|[a-z])[)）]")


def without_labels(source: str, target: str) -> tuple[str, str]:
    """Both texts with their labels blanked out where only one of them prints it (the other's reader took it off, or the
    translator left it out), or where one counts by figures and the other by letters: i) … ii), 1) … 2).

    >>> without_labels("6. Click download", "点击下载。")
    ('   Click download', '点击下载。')
    >>> without_labels("6. Click download", "7. 点击下载。")
    ('6. Click download', '7. 点击下载。')
    """
    one, other = _FIRST.match(source), _FIRST.match(target)
    if one and not _ANY.match(target):
        source = _blank(source, *one.span())
    elif other and not _ANY.match(source):
        target = _blank(target, *other.span())
    if _LETTERS.search(source) and _counted(target, source):
        target = _FIGURES.sub(lambda m: " " * len(m[0]), target)
    elif _LETTERS.search(target) and _counted(source, target):
        source = _FIGURES.sub(lambda m: " " * len(m[0]), source)
    return source, target


def _counted(text: str, other: str) -> bool:
    """Whether a text counts its items from 1 on, as many as the other text letters."""
    figures = [int(m[1]) for m in _FIGURES.finditer(text)]
    return (
        figures == list(range(1, len(figures) + 1))
        and len(figures) == len(_LETTERS.findall(other))
        and not _FIGURES.search(other)
    )


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
