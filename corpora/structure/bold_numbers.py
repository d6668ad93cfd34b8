"""Paragraph numbers that are set otherwise than most: in bold where most are plain, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from duizhao.corpora.model import Notice
from duizhao.corpora.saying import say
from duizhao.corpora.structure.draft import Draft

# More runs of bold numbers than this are no passages any more.
_MOST_RUNS = 10


def mixed_bold(numbers: Sequence[tuple[Draft, bool]]) -> Iterator[Notice]:
    """Runs of paragraph numbers that are bold where most are plain, or the other way round. `numbers` are the units
    with a number in the order of the document, and whether it is bold."""
    usual = 2 * sum(bold for _, bold in numbers) > len(numbers)
    plain, bold = say("plain"), say("bold")
    style = {"style": plain, "usual": bold} if usual else {"style": bold, "usual": plain}
    runs = [(bold, [d for d, _ in run]) for bold, run in groupby(numbers, key=lambda pair: pair[1])]
    odd = [run for bold, run in runs if bold is not usual]
    if len(odd) > _MOST_RUNS:
        # Strewn over the paper: told once.
        shown, count = ", ".join(run[0].label for run in odd[:5]), sum(map(len, odd))
        message = say(
            "{count} numbers are {style}, where most are {usual}: {shown} …", count=count, shown=shown, **style
        )
        yield Notice("layout.number_style", message, unit=odd[0][0].id, line=odd[0][0].line)
        return
    for run in odd:
        message = (
            say(
                "the numbers {first} to {last} are {style}, where most are {usual}",
                first=run[0].label,
                last=run[-1].label,
                **style,
            )
            if len(run) > 1
            else say("the number {number} is {style}, where most are {usual}", number=run[0].label, **style)
        )
        yield Notice("layout.number_style", message, unit=run[0].id, line=run[0].line)
