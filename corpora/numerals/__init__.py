"""Numbers, dates, references and symbols in English and Chinese text, as values that compare across the two scripts.

二十 and `twenty` are 20, 17 亿 and `1.7 billion` are 1,700,000,000, 2024-2025 and `2024–25` are (2024, 2025),
第155号公约 and `Convention No. 155` are 155. What only looks like a number is left out: the 一 of 一些, the 三 of 三方
(tripartite), the 两 of 两年期 (biennium), the English `one` that counts nothing, the 19 of COVID-19.
"""

from __future__ import annotations

from functools import lru_cache

from duizhao.corpora.language.table import is_chinese, language
from duizhao.corpora.numerals import chinese, english
from duizhao.corpora.numerals.implied import otherwise
from duizhao.corpora.numerals.quantity import Quantity, QuantityKind, Said, Value, scanned

__all__ = ["Quantity", "QuantityKind", "Said", "Value", "otherwise", "quantities"]


@lru_cache(maxsize=1 << 13)  # the same texts are asked for as paragraphs and as sentences, by aligner and checks
def quantities(text: str, tag: str) -> tuple[Quantity, ...]:
    """The quantities of a text in reading order, for a BCP 47 tag of English or Chinese.

    Raises SettingsError for a language without a row in `duizhao.corpora.language.table`.

    >>> [(q.value, q.kind.value) for q in quantities("17 亿人，占百分之二十", "zh")]
    [(1700000000, 'number'), (20, 'percentage')]
    """
    language(tag)
    scan = chinese.scan if is_chinese(tag) else english.scan
    # Scanning sees half-width digits and simplified characters; what is handed out quotes the text as it stands.
    return tuple(
        Quantity(value, kind, text[start:end], (start, end), firm)
        for value, kind, start, end, firm in scan(scanned(text))
    )
