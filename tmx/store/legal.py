"""What XML cannot hold, left out of a unit before it is kept: a memory must be able to give back what it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from duizhao.tmx.model import ILLEGAL, Entry

T = TypeVar("T")


def legal_entry(entry: Entry) -> tuple[Entry, int]:
    """A unit without the characters that XML 1.0 cannot hold (controls, lone surrogates, U+FFFE), and how many those
    were.

    >>> from duizhao.tmx.model import Variant
    >>> legal_entry(Entry((Variant("en", ("a\\x1bb",)),)))[0].variants[0].text
    'ab'
    """
    left_out = 0

    def walk(value: Any) -> Any:
        nonlocal left_out
        if isinstance(value, str):
            kept, count = ILLEGAL.subn("", value)
            left_out += count
            return kept if count else value
        if isinstance(value, tuple):
            parts = [walk(part) for part in value]
            if all(new is old for new, old in zip(parts, value, strict=True)):
                return value
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(part for part in parts if part != "")
        if isinstance(value, Mapping):
            made = {walk(name): walk(text) for name, text in value.items()}
            return value if made == dict(value) else made
        return value

    return walk(entry), left_out
