"""A sentence that is English text and knows what it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Number
from typing import Any


class Worded(str):
    """An English sentence with the `template` and `values` it was made of; a `str` for all who do not ask.

    What is cut from it, joined to it or replaced in it is plain text again.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any] | None = None) -> Worded:
        made = super().__new__(cls, template.format_map(values) if values else template)
        made.template, made.values = template, values or {}
        return made

    def __reduce__(self) -> tuple[type[Worded], tuple[str, Mapping[str, Any]]]:
        return Worded, (self.template, self.values)


class Joined(Worded):
    """Several sentences or words with the same mark between each two."""

    __slots__ = ("parts",)

    parts: tuple[str, ...]

    def __new__(cls, mark: str, parts: Iterable[str]) -> Joined:
        kept = tuple(parts)
        made = str.__new__(cls, mark.join(kept))
        made.template, made.values, made.parts = mark, {}, kept
        return made

    def __reduce__(self) -> Any:
        return Joined, (self.template, self.parts)


def say(template: str, /, **values: Any) -> Worded:
    """The sentence that a template makes of values, by `str.format`; without values the template itself, braces and
    all. A value may be a sentence, or an error of ours.

    >>> said = say("no such file {path}", path="a.md")
    >>> said, said.template
    ('no such file a.md', 'no such file {path}')
    """
    return Worded(template, {name: _kept(value) for name, value in values.items()})


def say_plural(one: str, many: str, /, *, n: int, **values: Any) -> Worded:
    """The sentence of one, or of many; `n` is a value of both. Chinese has one form of each pair.

    >>> say_plural("one file", "{n:,} files", n=2000)
    '2,000 files'
    """
    return Worded(one if n == 1 else many, {"n": n, **{name: _kept(value) for name, value in values.items()}})


def say_joined(mark: str, parts: Iterable[str]) -> Worded:
    """Sentences or words one after another, each said in the active language, with a mark between each two. Marks that
    Chinese writes in its own way (`, ` and `; `) are written so.

    >>> say_joined(", ", (say("one"), "a.md"))
    'one, a.md'
    """
    return Joined(mark, parts)


def _kept(value: Any) -> Any:
    """A value as it is kept: it has to outlive a journey to another process. An enumeration that is a text is its
    value."""
    if isinstance(value, Worded | Number):
        return value
    said = getattr(value, "said", None)
    if isinstance(said, Worded):  # a word of ours, such as a status
        return said
    return said() if isinstance(value, BaseException) and callable(said) else str(value)
