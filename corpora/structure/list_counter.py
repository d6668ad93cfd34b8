"""Counting the items of a paragraph's lists: `(29, 2)` for its second bullet, `(29, 1, 3)` for (iii) under (a).

Levels are told by the forms of the labels, not by indents: conversion loses or invents indents, and a paper that nests
lists changes the labels. Bullet marks of any shape are one form, for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from duizhao.corpora.saying import say
from duizhao.corpora.structure.labels import ListLabel

_MARK = ListLabel("mark", 0, "", 0)


@dataclass(slots=True)
class Items:
    """The open levels of a paragraph's lists, outermost first: the form and last value of each."""

    levels: list[tuple[str, int]] = field(default_factory=list)

    def next(self, readings: Sequence[ListLabel]) -> tuple[tuple[int, ...], str]:
        """The number of the next item (below its paragraph's) and what is wrong with it ("" when nothing is).

        `readings` are the possible readings of its label; none for an item without one.
        """
        reading = self._choose(readings or (_MARK,))
        forms = [form for form, _ in self.levels]
        fault = ""
        if reading.form in forms:
            depth = forms.index(reading.form)
            before = self.levels[depth][1]
            value = before + 1
            if reading.value > value:
                fault, value = (
                    say("no item between the {before}. and {printed}", before=before, printed=reading.printed),
                    reading.value,
                )
            elif 1 < reading.value < value:
                fault = say("{printed} does not come after the {before}. item", printed=reading.printed, before=before)
            self.levels[depth:] = [(reading.form, value)]
        else:
            value = max(reading.value, 1)
            if reading.value > 1:
                fault = say("a list begins with {printed}", printed=reading.printed)
            self.levels.append((reading.form, value))
        return tuple(value for _, value in self.levels), fault

    def go_on(self, readings: Sequence[ListLabel]) -> bool:
        """Whether a label is the next one of an open level, and not a first one or a mark."""
        return any((r.form, r.value - 1) in self.levels for r in readings if r.value > 1)

    def _choose(self, readings: Sequence[ListLabel]) -> ListLabel:
        """The reading that goes on with an open level, the innermost first; else one that begins a list; `(i)` after
        `(h)` is a letter, under `(a)` the first Roman number."""
        for form, value in reversed(self.levels):
            for reading in readings:
                if reading.form == form and reading.value in (value + 1, 0):
                    return reading
        beginning = [r for r in readings if r.value <= 1]
        return beginning[0] if beginning else readings[0]
