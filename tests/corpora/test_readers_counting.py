"""Numbers as word processors print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.structure.number_formats import (
    FORMATS,
    chinese,
    formatted,
    letters,
    roman,
    sign,
    spreadsheet_letters,
)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, "〇"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"), (110, "一百一十"),
        (204, "二百零四"), (1000, "一千"), (1010, "一千零一十"), (10001, "一万零一"), (12345, "一万二千三百四十五"),
        (-1, "-1"), (100000, "100000"),
    ],
)  # fmt: skip
def test_chinese(number: int, printed: str) -> None:
    assert chinese(number) == printed


def test_letters() -> None:
    assert [letters(n) for n in (1, 26, 27, 28, 53)] == ["a", "z", "aa", "bb", "aaa"]
    assert [spreadsheet_letters(n) for n in (1, 26, 27, 28, 53, 703)] == ["a", "z", "aa", "ab", "ba", "aaa"]


@given(st.integers(1, 3999))
def test_roman_reads_back(n: int) -> None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [values[char] for char in roman(n)]
    assert sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)) == n


@pytest.mark.parametrize("name", FORMATS)
@given(n=st.integers(-(2**40), 2**40))
def test_every_format_prints_every_number_and_briefly(name: str, n: int) -> None:
    assert len(formatted(n, name)) < 60


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "none"])
def test_formats_tell_their_first_numbers_apart(name: str) -> None:
    assert len({formatted(n, name) for n in range(1, 11)}) == 10


@pytest.mark.parametrize(
    ("number", "name", "printed"),
    [
        (12, "ordinal", "12th"), (112, "ordinal", "112th"), (22, "ordinal", "22nd"),
        (21, "ordinalText", "Twenty-first"),
        (40, "cardinalText", "Forty"),
        (5, "ideographTraditional", "戊"), (21, "decimalEnclosedCircle", "㉑"),
        (7, "decimalFullWidth", "７"), (105, "chineseLegalSimplified", "壹佰零伍"), (3, "numberInDash", "- 3 -"),
        (6, "chicago", "††"), (3, "none", ""),
    ],
)  # fmt: skip
def test_formats(number: int, name: str, printed: str) -> None:
    assert formatted(number, name) == printed


def test_private_signs_become_public() -> None:
    assert sign("\uf0b7") == "•"
    assert sign("\uf123") == "•"
    assert sign("–") == "–"
