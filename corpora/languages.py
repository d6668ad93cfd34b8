"""Facts about the languages we handle: one table, so that no other module tests for "zh" by itself."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Language:
    """What the rest of the code needs to know of a language.

    `joiner` stands between two sentences or two lines that are joined ("" in Chinese). `spaced` says whether words are
    separated by spaces (so that `\\b` means something). `length_unit` is the unit of every length of this language.
    """

    code: str
    name: str
    joiner: str
    spaced: bool
    length_unit: str
    sentence_ends: str


_TABLE = {
    "en": Language("en", "English", " ", True, "words", ".!?"),
    "zh": Language("zh", "Chinese", "", False, "characters", "。！？"),
}


def language(tag: str) -> Language:
    """The facts for a BCP 47 tag such as `en`, `en-GB`, `zh-CN` or `zh-Hant`.

    Raises SettingsError for a language we have no table row for.
    """
    row = _TABLE.get(primary(tag))
    if row is None:
        known = ", ".join(sorted(_TABLE))
        raise SettingsError(f"language '{tag}' is not supported", cure=f"Known languages: {known}")
    return row


def primary(tag: str) -> str:
    """The primary subtag in lower case: `zh` for `zh-CN`, `zh_TW` or `ZH`."""
    return tag.replace("_", "-").split("-")[0].lower()


def is_han(char: str) -> bool:
    """Whether the character is a Chinese ideograph (CJK Unified Ideographs, extensions A to H, compatibility)."""
    o = ord(char)
    return 0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0xF900 <= o <= 0xFAFF or 0x20000 <= o <= 0x323AF


def guess(text: str) -> str | None:
    """`zh` or `en` by the share of Han among Han and Latin letters; None when the text has neither.

    A Chinese paper keeps Latin names and symbols, an English one quotes a few Chinese words, so the cut is at 20 %
    of Han, an ideograph weighing as much as four Latin letters (a mean English word is 4.7 letters long).
    """
    han = sum(map(is_han, text))
    latin = sum(c.isascii() and c.isalpha() for c in text)
    if not han and not latin:
        return None
    return "zh" if 4 * han >= 0.2 * (4 * han + latin) else "en"
