"""Numbers across the two scripts: tables of what says the same, however it is put, and of what does not."""

from __future__ import annotations

from pathlib import Path

from duizhao.corpora.model import Locator, Pair
from duizhao.quality.evidence.numbers import Compared, compare

TEXTS = Path(__file__).parent / "texts"


def rows(name: str) -> list[tuple[str, str]]:
    lines = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return [(source, target) for source, target in (line.split("\t") for line in lines)]


def compared(source: str, target: str) -> Compared:
    return compare(Pair(source, target, Locator("en.md"), Locator("zh.md")), "en", "zh-CN")


# One test for each table: as a test a row, a thousand of them cost more than what they ask.
def test_the_same_number_said_in_another_way_is_no_difference() -> None:
    told = [
        f"{source} | {target}: {[q.text for q in (*found.source, *found.target)]}"
        for source, target in rows("numbers.same.tsv")
        if (found := compared(source, target)).source or found.target
    ]
    assert told == []


def test_another_number_is_a_difference() -> None:
    passed = [
        f"{source} | {target}"
        for source, target in rows("numbers.differ.tsv")
        if not ((found := compared(source, target)).source or found.target)
    ]
    assert passed == []


def test_the_end_of_a_fraction_in_words_says_no_number_of_its_own() -> None:
    [lost] = compared("One third and one quarter of them", "其中的五分之一和四分之一").source
    assert lost.text == "One third"
