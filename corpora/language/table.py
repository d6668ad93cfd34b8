"""Facts about the languages we handle: one table, so that no other module tests for "zh" by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.scripts import Script, count_han, script_of
from duizhao.corpora.saying import say


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
        raise SettingsError(
            say("language '{tag}' is not supported", tag=tag), cure=say("Known languages: {known}", known=known)
        )
    return row


@cache
def primary(tag: str) -> str:
    """The primary subtag in lower case: `zh` for `zh-CN`, `zh_TW` or `ZH`."""
    return tag.replace("_", "-").split("-")[0].lower()


def supported(tag: str) -> bool:
    """Whether the table has a row for the language of a tag."""
    return primary(tag) in _TABLE


@cache
def counterparts(tag: str) -> tuple[str, ...]:
    """The languages (primary subtags) that texts in this one are paired with: all others of the table.

    >>> counterparts("en-GB"), counterparts("zh-CN"), counterparts("fr")
    (('zh',), ('en',), ('en', 'zh'))
    """
    return tuple(code for code in _TABLE if code != primary(tag))


def is_chinese(tag: str) -> bool:
    """Whether a tag is one of Chinese, whatever its script and region."""
    return primary(tag) == "zh"


def is_english(tag: str) -> bool:
    """Whether a tag is one of English, whatever its region."""
    return primary(tag) == "en"


def english_to_chinese(source: str, target: str) -> bool:
    """Whether two tags are English and Chinese in this order: what several kinds of evidence are made for."""
    return is_english(source) and is_chinese(target)


# Languages that set no spaces between words: Chinese (also by the codes of its varieties), Japanese, Thai, Lao, Khmer,
# Burmese, Tibetan, Dzongkha. Memories come in any language, so these are more than the table has rows for.
_UNSPACED = frozenset("zh cmn yue wuu hak nan lzh ja th lo km my bo dz".split())


@lru_cache(maxsize=256)
def spaced(tag: str) -> bool:
    """Whether words are separated by spaces, of any language; `language` says it of those that the table has.

    >>> [spaced(tag) for tag in ("en-GB", "zh-Hant", "ja", "ko")]
    [True, False, False, True]
    """
    return primary(tag) not in _UNSPACED


# Regions that say the script: `zh-TW` is traditional as `zh-Hant` is. `zh` by itself says neither.
_SCRIPTS = {
    Script.SIMPLIFIED: frozenset(("hans", "cn", "sg", "my")),
    Script.TRADITIONAL: frozenset(("hant", "tw", "hk", "mo")),
}
_TAGS = {Script.SIMPLIFIED: "zh-Hans", Script.TRADITIONAL: "zh-Hant"}


def script_of_tag(tag: str) -> Script | None:
    """The script that a tag of Chinese names by script or region; None where it names neither.

    >>> [str(script_of_tag(t)) for t in ("zh-CN", "zh-Hant-HK", "zh_TW", "zh", "en-HK")]
    ['simplified', 'traditional', 'traditional', 'None', 'None']
    """
    if not is_chinese(tag):
        return None
    subtags = tag.replace("_", "-").lower().split("-")[1:]
    return next((script for part in subtags for script, known in _SCRIPTS.items() if part in known), None)


def tag_of_script(tag: str, text: str) -> str:
    """The tag, or that of the script the text is written in where the tag names the other: a memory must not call
    traditional Chinese `zh-CN`, for CAT tools go by the tag. A mixture keeps its tag.

    >>> tag_of_script("zh-CN", "國際勞工組織"), tag_of_script("zh-TW", "國際勞工組織"), tag_of_script("zh-CN", "人口")
    ('zh-Hant', 'zh-TW', 'zh-CN')
    """
    named = script_of_tag(tag)
    written = script_of(text) if named else None
    return tag if written in (None, Script.MIXED, named) else _TAGS[written]


_LATIN_RUN = re.compile("[A-Za-z]+")


def guess(text: str) -> str | None:
    """`zh` or `en` by the share of Han among Han and Latin letters, `zh-Hant` where the Chinese is clearly traditional;
    None when the text has neither.

    A Chinese paper keeps Latin names and symbols, an English one quotes a few Chinese words, so the cut is at 20 %
    of Han, an ideograph weighing as much as four Latin letters (a mean English word is 4.7 letters long).
    """
    han = count_han(text)
    latin = len(text) - len(_LATIN_RUN.sub("", text))
    if not han and not latin:
        return None
    if 4 * han < 0.2 * (4 * han + latin):
        return "en"
    return "zh-Hant" if script_of(text) is Script.TRADITIONAL else "zh"
