"""Cells: no text runs as a formula and every text comes back; what spreadsheets make of days and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.terminology.formats.cells import guard, iso_date, number, unguard

DANGEROUS = "=+-@\t\r\n'＝＋－＠"


@given(st.one_of(st.text(max_size=30), st.text(DANGEROUS + "a", max_size=6)))
def test_every_text_comes_back_and_none_can_run(text: str) -> None:
    safe = guard(text)
    assert unguard(safe) == text
    assert not safe or safe[0] not in "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        ("-ize", "'-ize"),
        ("@office", "'@office"),
        ("\tx", "'\tx"),
        ("'=1", "''=1"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_guarded_cells(text: str, cell: str) -> None:
    assert guard(text) == cell


def test_an_apostrophe_of_others_stays() -> None:
    assert unguard("'tis") == "'tis"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", ""),
        ("2025-01-31", "2025-01-31"),
        ("2025-01-31 00:00:00", "2025-01-31"),
        ("2025-01-31T10:20:30Z", "2025-01-31"),
        ("2025/1/31", "2025-01-31"),
        ("31.1.2025", "2025-01-31"),
        ("31/01/2025", "2025-01-31"),
        ("1/31/2025", "2025-01-31"),
        ("1/31/25", "2025-01-31"),
        ("5/5/2025", "2025-05-05"),
        ("2025年1月31日", "2025-01-31"),
        ("45688", "2025-01-31"),
        ("3/4/2025", None),
        ("2025-02-30", None),
        ("31/31/2025", None),
        ("soon", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert iso_date(text) == day


@pytest.mark.parametrize(
    ("text", "value"),
    [("", ""), ("12", "12"), ("12.0", "12"), ("0,95", "0.95"), ("1 204", "1204"), ("95 %", "0.95"), ("many", None)],
)
def test_numbers(text: str, value: str | None) -> None:
    assert number(text) == value
