"""What the program says to people: English sentences that remember what they were made of, and how each is said in
another language.

English is the canonical text: what is compared, kept, logged and read by programs. A sentence made by `say` is that
English text, and knows its template and values besides; `translated` says it in the active language where it is shown
to somebody. docs/translating.md tells how translations are made.
"""

from __future__ import annotations

from duizhao.corpora.saying.languages import (
    LANGUAGES,
    from_environment,
    known_language,
    language,
    page,
    speaking,
    speaks_english,
    use_language,
)
from duizhao.corpora.saying.sentences import Worded, say, say_joined, say_plural
from duizhao.corpora.saying.translation import in_language, recognised, told, told_plural, translated
from duizhao.corpora.saying.width import cells, padded

__all__ = [
    "LANGUAGES",
    "Worded",
    "cells",
    "from_environment",
    "in_language",
    "known_language",
    "language",
    "padded",
    "page",
    "recognised",
    "say",
    "say_joined",
    "say_plural",
    "speaking",
    "speaks_english",
    "told",
    "told_plural",
    "translated",
    "use_language",
]
