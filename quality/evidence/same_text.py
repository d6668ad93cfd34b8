"""When two texts count as the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from duizhao.corpora.language.scripts import comparable

# The label of an item, which a reader takes off in one place and not in another.
_LABEL = re.compile(r"^\s*[(（](?:\d{1,2}|[a-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[)）]\s*(?=\S)")


@lru_cache(maxsize=1 << 13)  # the texts of a document: asked for by what looks for repetitions, and for each of them
def plain(text: str) -> str:
    """What two spellings of a sentence share: script, width, case, white space, the label of an
    item and final punctuation do not count."""
    if text.lstrip()[:1] in ("(", "（"):
        text = _LABEL.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", comparable(text))
    text = text.casefold()
    text = (" " if text.isascii() else "").join(text.split())
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    return text[:end]
