"""Cells: what spreadsheets make of days and numbers."""

from __future__ import annotations

import pytest

from duizhao.terminology.formats.cells import iso_date, number


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
