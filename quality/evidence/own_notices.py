"""What a translation says of itself: by whom it was made, that the original prevails. It has no counterpart."""

from __future__ import annotations

import re

_LANGUAGES = r"(?:english|chinese|mandarin|cantonese)"
_NOTICE = re.compile(
    rf"""(?ix)
    \b(?:this|the\ present)\ (?:is\ (?:an?|the)\ )?(?:\w+\ ){{0,3}}?translation\b
    | \bthe\ {_LANGUAGES}\ translation\b | \btranslated\ (?:by|from\ the|into)\b
    | \btranslator(?:s|['’]s|\(s\))?(?:\ note|\ and\ reviewers)?\s*[:：]
    | [译譯](?:者|注|註)
    | (?:官方|非正式|中文|英文|汉语|漢語)(?:翻译|翻譯|译本|譯本|译文|譯文)
    | [本此](?:文[件档檔]?|译文|譯文|译本|譯本|翻译|翻譯)[^。；]{{0,20}}?(?:翻译|翻譯|译自|譯自|以[^。；]{{1,8}}为准)
    """
)


def is_about_the_translation(text: str) -> bool:
    """Whether a text speaks of the translation that it stands in.

    >>> is_about_the_translation("This is an official translation from the OpenChain Project.")
    True
    >>> is_about_the_translation("中文译者：王小明"), is_about_the_translation("The costs of translation rose.")
    (True, False)
    """
    return _NOTICE.search(text) is not None
