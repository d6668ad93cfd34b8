"""When two texts are one name: case, width and quotation marks aside, singular or plural, simplified or traditional."""

from __future__ import annotations

import re

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese
from duizhao.terminology.glossary import fold
from duizhao.terminology.variation.inflection import plural_key

_CAPITALS = re.compile(r"[A-Z][A-Z&/-]+s?")


def name_key(text: str, language: str) -> str:
    """What two spellings of a term share: case, quotation marks, number of the English, script of the Chinese. A word
    in capitals is an abbreviation: PROGRAM, a department, is no program.

    >>> name_key("Varroa Mites", "en") == name_key("varroa mite", "en")
    True
    >>> name_key("水門", "zh-TW") == name_key("水门", "zh-CN"), name_key("PROGRAM", "en") == name_key("program", "en")
    (True, False)
    """
    if _CAPITALS.fullmatch(text):
        return plural_key(text).upper()
    folded = fold(text)
    if is_chinese(language):
        return comparable(folded)
    return " ".join(plural_key(w) if w.isascii() and w[:1].isalpha() else w for w in folded.split())
