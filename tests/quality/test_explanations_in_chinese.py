"""The pages of checks and notices in Chinese: each is there, with the same examples and the same parts."""

from __future__ import annotations

import re

import pytest

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.notices.catalogue import NOTICES
from duizhao.corpora.saying import speaking, translated
from duizhao.quality.checks import CHECKS
from duizhao.quality.drift.entries import ENTRIES as DRIFT
from duizhao.quality.outputs.explanation import explanation

IDS = sorted({one.id for one in (*CHECKS, *DRIFT, *NOTICES)})
HEADINGS = {"Example": "示例", "Cure": "处理办法"}


def indented(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("id", IDS)
def test_a_page_in_chinese_says_the_same_parts(id: str) -> None:
    page = CATALOGUE[id].text.strip()
    with speaking("zh-Hans"):
        chinese = translated(page)
    assert re.search("[一-鿿]{2}", chinese), id
    assert indented(chinese) == indented(page)
    assert re.findall("(?m)^## (.+)$", chinese) == [HEADINGS[h] for h in re.findall("(?m)^## (.+)$", page)]
    # Ids, settings and files are named as in English.
    named = set(re.findall(r"`([a-z]+\.[a-z_]+|--[a-z-]+)`", page))
    assert named <= set(re.findall(r"`([^`]+)`", chinese))


def test_the_whole_explanation_is_in_the_language_that_is_spoken() -> None:
    english = explanation("number.differs")
    with speaking("zh-Hant"):
        chinese = explanation("number.differs")
    assert english.startswith("# number.differs\n\nNumbers, dates")
    assert "Usually: error." in english
    assert "處理" in chinese
    assert '"number.differs" = "off"' in chinese
    assert not re.search(r"[a-z]{4,} [a-z]{2,} [a-z]{3,}", re.sub(r"(?ms)^    .*?$|```.*?```|“[^”]*”", "", chinese))
