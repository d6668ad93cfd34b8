"""Nouns as plain data and back: what every JSON of ours is made of.

A noun (a frozen dataclass) is a table of its fields, a named tuple, such as a span, a list, an enumeration its value.
What comes back is made by the noun's own type hints, so that a field which is added needs no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from duizhao.corpora.model import Segment, Span

T = TypeVar("T")
# What JSON holds as it is.
_PLAIN = frozenset((str, int, float, bool, NoneType))


def plain(value: Any, *, brief: bool = False) -> Any:
    """A noun as tables, lists, texts and numbers that JSON holds. With `brief`, empty fields that are empty by default
    are left out.

    >>> from duizhao.corpora.model import Notice
    >>> plain(Notice("text.gap", "a space", "p001", Span(3, 4)), brief=True)
    {'check': 'text.gap', 'message': 'a space', 'unit': 'p001', 'span': [3, 4]}
    """
    return value if type(value) in _PLAIN else _made(value, brief)


def _made(value: Any, brief: bool) -> Any:
    kind: Any = type(value)
    return _plainer(kind)(value, brief)


@cache
def _plainer(kind: Any) -> Callable[[Any, bool], Any]:
    """What makes plain data of a value of a type: looked up once a type, for there are a hundred thousand values."""
    if issubclass(kind, Enum):
        return lambda value, _: value.value
    if issubclass(kind, Segment):  # the many: a list each
        return lambda value, _: [value.unit, value.index, value.text, *value.span]
    if is_dataclass(kind):
        return _tabled(kind)
    if issubclass(kind, tuple | list):
        return lambda value, brief: [item if type(item) in _PLAIN else _made(item, brief) for item in value]
    if issubclass(kind, Mapping):
        return lambda value, brief: {key: _made(item, brief) for key, item in value.items()}
    return lambda value, _: value


def _tabled(kind: Any) -> Callable[[Any, bool], Any]:
    """What makes a table of a noun of a class."""
    rows = [(field.name, field.default) for field in fields(kind)]

    def table(value: Any, brief: bool) -> dict[str, Any]:
        made = {}
        for name, default in rows:
            found = getattr(value, name)
            if not brief or found or default is MISSING or default != found:
                made[name] = found if type(found) in _PLAIN else _made(found, brief)
        return made

    return table


def noun(kind: type[T], data: Any) -> T:
    """The noun that `plain` made this of; fields that are left out have their default. Raises KeyError, TypeError or
    ValueError where the data are of another shape.

    >>> from duizhao.corpora.model import Locator
    >>> noun(Locator, {"document": "a.md", "unit": "p029", "number": [29], "kind": "paragraph"}).cite
    '§29'
    """
    wanted: Any = kind
    return cast(T, _maker(wanted)(data))


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type out of plain data."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Segment:
        return lambda row: Segment(row[0], row[1], row[2], Span(*_row(row[3:], 2)))
    if origin in (Union, UnionType):
        (some,) = (part for part in parts if part is not NoneType)
        make = _maker(some)
        return lambda data: None if data is None else make(data)
    if origin is tuple:
        if parts[-1] is Ellipsis:
            make = _maker(parts[0])
            return lambda data: tuple(map(make, _row(data)))
        return _row_maker(tuple, parts)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _checked(dict)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if isinstance(kind, type) and issubclass(kind, tuple):
        return _row_maker(lambda row: kind(*row), tuple(get_type_hints(kind).values()))
    if is_dataclass(kind):
        return _table_maker(kind)
    return _checked((int, float) if kind is float else kind)


def _table_maker(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    makers = {field.name: _maker(hints[field.name]) for field in fields(kind)}

    def make(data: Any) -> Any:
        return kind(**{name: makers[name](value) for name, value in data.items()})

    return lambda data: make(data if isinstance(data, dict) else _wrong(data))


def _row_maker(kind: Callable[[Any], Any], parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    makers = [_maker(part) for part in parts]
    return lambda data: kind([make(item) for make, item in zip(makers, _row(data, len(makers)), strict=True)])


def _row(data: Any, length: int | None = None) -> Any:
    return data if isinstance(data, list) and length in (None, len(data)) else _wrong(data)


def _checked(kind: Any) -> Callable[[Any], Any]:
    return lambda data: data if isinstance(data, kind) else _wrong(data)


def _wrong(data: Any) -> Any:
    raise TypeError(f"not of the shape that was written: {data!r:.60}")
