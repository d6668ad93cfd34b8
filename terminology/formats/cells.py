"""Cells of spreadsheets, mended of what spreadsheets do to them."""

from __future__ import annotations

import re

# What spreadsheets leave behind where they took a text for a formula and failed.
ERROR_VALUES = frozenset(
    "#NAME? #VALUE! #REF! #DIV/0! #N/A #NUM! #NULL! #ERROR! #SPILL! #CALC! #FIELD! #BLOCKED! #UNKNOWN! #CONNECT! "
    "Err:501 Err:502 Err:503 Err:504 Err:508 Err:509 Err:510 Err:511 Err:512 Err:516 Err:520 Err:522".split()
)

_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?:[T ]\d{1,2}:\d{2}.*)?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
# Excel's day 1 is 1900-01-01 with a day that never was in it; day 25569 is 1970-01-01.
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def iso_date(text: str) -> str | None:
    """A day as ISO 8601 from what spreadsheets make of it; "" for an empty cell, None where it cannot be told.

    Day and month in `03/04/2025` are told apart only where one is over 12; then nothing is guessed.

    >>> [iso_date(x) for x in ("2025-01-31", "31/01/2025", "1/31/2025", "2025年1月31日", "45688", "03/04/2025")]
    ['2025-01-31', '2025-01-31', '2025-01-31', '2025-01-31', '2025-01-31', None]
    """
    from datetime import date, timedelta

    text = text.strip()
    if not text:
        return ""
    try:
        for pattern in _DATES:
            if m := pattern.fullmatch(text):
                return date(int(m["y"]), int(m["m"]), int(m["d"])).isoformat()
        if m := _SLASHED.fullmatch(text):
            first, second, year = (int(x) for x in m.groups())
            year += 2000 if year < 100 else 0
            if first == second or first > 12 or second > 12:
                day, month = (first, second) if second <= 12 else (second, first)
                return date(year, month, day).isoformat()
            return None
        if _SERIAL.fullmatch(text):
            return (date(1970, 1, 1) + timedelta(days=int(float(text)) - 25569)).isoformat()
    except ValueError:
        return None
    return None


def number(text: str) -> str | None:
    """A number as plain digits from what spreadsheets make of it (`0,95`, `1 204`, `95 %`); None for no number."""
    text = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not text:
        return ""
    percent = text.endswith("%")
    text = text.rstrip("%").replace(",", ".") if text.count(",") == 1 and "." not in text else text.rstrip("%")
    try:
        value = float(text) / (100 if percent else 1)
    except ValueError:
        return None
    # Neither 1e999, nor nan, nor what no count comes to.
    if not abs(value) < 1e15:
        return None
    return str(int(value)) if value == int(value) else str(value)
