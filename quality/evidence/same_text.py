"""When two texts count as the same."""

from __future__ import annotations

import re
import unicodedata

from duizhao.corpora.language.scripts import comparable

_END = re.compile(r"[\s\W]+$")


def plain(text: str) -> str:
    """What two spellings of a sentence share: script, width, case, white space and final punctuation do not count."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", comparable(text))
    text = text.casefold()
    return _END.sub("", (" " if text.isascii() else "").join(text.split()))
