"""Which language is spoken, and the catalogue of its sentences."""

from __future__ import annotations

import json
import locale
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

# English first: it is what everything is written in, and has no catalogue.
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
_TRADITIONAL = frozenset(("tw", "hk", "mo", "hant", "cht"))

_process = "en"
_here: ContextVar[str | None] = ContextVar("language", default=None)


def known_language(tag: str) -> str | None:
    """The language of ours that a tag means, as people and systems write them; None where it means none of ours.

    >>> [known_language(tag) for tag in ("zh", "zh_TW.UTF-8", "zh-Hant-HK", "en_GB", "C.UTF-8", "de")]
    ['zh-Hans', 'zh-Hant', 'zh-Hant', 'en', 'en', None]
    >>> known_language("Chinese (Traditional)_Taiwan.950")  # Windows
    'zh-Hant'
    """
    name = tag.partition(".")[0].partition("@")[0].strip().lower().replace("_", "-")
    if name.startswith("chinese"):
        return "zh-Hant" if "traditional" in name or "taiwan" in name or "hong kong" in name else "zh-Hans"
    first, *rest = name.split("-")
    if first == "zh":
        return "zh-Hant" if _TRADITIONAL & set(rest) else "zh-Hans"
    return "en" if first in ("en", "c", "posix") or first.startswith("english") else None


def from_environment(environment: Mapping[str, str]) -> str:
    """The language that the system is set to, as programs of GNU find it: English where it is none of ours. Windows
    sets no variables, and is asked itself."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return known_language(environment[name]) or "en"
    if sys.platform == "win32":
        return known_language(locale.getlocale()[0] or "") or "en"
    return "en"


def language() -> str:
    """The language that is spoken here: one of LANGUAGES."""
    return _here.get() or _process


def speaks_english() -> bool:
    """Whether English is spoken here, which needs no catalogue."""
    return language() == LANGUAGES[0]


def use_language(tag: str) -> None:
    """Speak a language from now on, in the whole process. Raises ValueError for one that is not in LANGUAGES."""
    global _process
    _process = _checked(tag)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak a language here: in this thread, or this task. Raises ValueError for one that is not in LANGUAGES."""
    token = _here.set(_checked(tag))
    try:
        yield
    finally:
        _here.reset(token)


def _checked(tag: str) -> str:
    if tag not in LANGUAGES:
        raise ValueError(f"{tag!r} is none of {', '.join(LANGUAGES)}")
    return tag


@cache
def catalog(tag: str) -> Mapping[str, str]:
    """The templates of a language by the English ones; none for English. Read once, when first asked for."""
    if tag == "en":
        return {}
    return _read(tag.replace("-", "_"))


def page(id: str) -> str | None:
    """The page that explains an id of the catalogue, in the active language; None where there is none."""
    return None if speaks_english() else _pages(language()).get(id)


@cache
def _pages(tag: str) -> Mapping[str, str]:
    return _read(f"pages_{tag.replace('-', '_')}")


def _read(name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    return found
