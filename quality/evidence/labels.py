"""Which texts are nothing but a label: Article 12, 第十二条, Chapter IV, Note:, (3), 3.1.2.

One language prints it on a line of its own and the other before the text that it belongs to, where readers take it off:
such a line that stands on one side only says nothing of the translation. What it heads is told for itself.
"""

from __future__ import annotations

import re

_COUNT = r"(?:\d{1,4}(?:[.\-–]\d{1,4})*[A-Za-z]?|[IVXLCivxlc]{1,7}|[A-Z])"
_HAN_COUNT = r"[〇零一二三四五六七八九十百千\d]{1,7}"
_LABEL = re.compile(
    rf"""(?ix)
    (?:article|section|chapter|part|title|book|annex|appendix|schedule|exhibit|instrument|document|figure|fig\.?|table|box|rule|paragraph|clause|
       item|note|step|question|lesson|unit|exercise|example|no\.?) \s* {_COUNT}
    | 第 \s* {_HAN_COUNT} \s* [条條章节節款编編部篇项項课課问問步]
    | (?:[附图圖表框注註例][件录錄表]?|文件) \s* {_HAN_COUNT}
    | notes? | remarks? | sources? | examples? | 例 | 资料来源
    | 注 | 註 | 注释 | 註釋 | 备注 | 備註 | 附注 | 附註 | 说明 | 說明
    | [(（\[]? (?: {_COUNT} | {_HAN_COUNT} ) [)）\]]?
    """
)


def is_label(text: str) -> bool:
    """Whether a text is a label and nothing else.

    >>> is_label("Article 12"), is_label("註："), is_label("Article 12 applies")
    (True, True, False)
    """
    return len(text) < 40 and _LABEL.fullmatch(text.strip(" \t\n*†.:：、。—–-")) is not None
