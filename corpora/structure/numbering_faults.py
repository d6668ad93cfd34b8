"""What is wrong with a paper's numbers: missing, doubled, out of order. Each notice names both neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from duizhao.corpora.model import Notice
from duizhao.corpora.saying import say
from duizhao.corpora.structure.blocks import Block
from duizhao.corpora.structure.labels import Label
from duizhao.corpora.structure.numbering import is_division


def faults(blocks: Sequence[Block], numbers: Mapping[int, Label], ids: Mapping[int, str]) -> list[Notice]:
    """What is wrong with accepted numbers: missing, doubled, out of order; each notice names both neighbours."""
    notices: list[Notice] = []
    for series in _series(blocks, numbers):
        seen: dict[int, int] = {}
        for k, (i, label) in enumerate(series):
            here = label.value[-1]
            before = series[k - 1][1] if k else None
            if before is not None and here in seen:
                after = say(", and {cite} follows", cite=_cite(series[k + 1][1])) if k + 1 < len(series) else ""
                message: str = say(
                    "the number {number} stands on a second paragraph, after {before}{after}",
                    number=_cite(label),
                    before=_cite(before),
                    after=after,
                )
                notices.append(Notice("numbering.doubled", message, unit=ids.get(i, ""), line=blocks[i].line))
            elif before is not None and here < max(seen) and here != before.last + 1:
                # A section that stands elsewhere is told once.
                end = k + 1
                while end < len(series) and series[end][1].value[-1] == series[end - 1][1].last + 1:
                    end += 1
                message = _late(
                    [label for _, label in series[k:end]], before, series[end][1] if end < len(series) else None
                )
                notices.append(Notice("numbering.order", message, unit=ids.get(i, ""), line=blocks[i].line))
            for n in range(here, label.last + 1):
                seen.setdefault(n, i)
        notices += _missing(blocks, numbers, series, seen, ids)
    return sorted(notices, key=lambda notice: notice.line or 0)


def _late(run: Sequence[Label], before: Label, after: Label | None) -> str:
    """That numbers come late, with their neighbours."""
    follows = f", and {_cite(after)} follows" if after is not None else ""
    if len(run) == 1:
        return f"the number {_cite(run[0])} comes after {_cite(before)}{follows}"
    return f"the numbers {_cite(run[0])} to {_cite(run[-1])} come after {_cite(before)}{follows}"


_HEAD = re.compile(r"\s*[(（]?(\d+(?:\.\d+)*)(?:[)）.、]|(?=\s))")


def _missing(
    blocks: Sequence[Block],
    numbers: Mapping[int, Label],
    series: Sequence[tuple[int, Label]],
    seen: Mapping[int, int],
    ids: Mapping[int, str],
) -> list[Notice]:
    """Numbers of a series that stand nowhere. After a doubled number the gap is the same fault, told once."""
    notices = []
    doubled = {b.value[-1] + 1 for (_, a), (_, b) in pairwise(series) if a.value == b.value}
    prefix = series[0][1].value[:-1]
    for low, high in pairwise(sorted(seen)):
        if high - low < 2 or (high - low == 2 and low + 1 in doubled):
            continue
        between = range(seen[low] + 1, seen[high])
        printed = {match[1] for k in between if k not in numbers and (match := _HEAD.match(blocks[k].text))}
        if all(_number((*prefix, n)) in printed for n in range(low + 1, high)):
            continue  # a heading, a caption: there, and no paragraph
        first, last = _number((*prefix, low + 1)), _number((*prefix, high - 1))
        gone = first if first == last else say("{first} to {last}", first=first, last=last)
        around = say("§{number} and §{number_2}", number=_number((*prefix, low)), number_2=_number((*prefix, high)))
        i = seen[high]
        message = say("no paragraph {gone} between {around}", gone=gone, around=around)
        notices.append(Notice("numbering.missing", message, unit=ids.get(i, ""), line=blocks[i].line))
    return notices


def _series(blocks: Sequence[Block], numbers: Mapping[int, Label]) -> list[list[tuple[int, Label]]]:
    """The numbers in runs that should rise by one: of one prefix, cut where an annex begins again."""
    runs: dict[tuple[int, tuple[int, ...]], list[tuple[int, Label]]] = {}
    part = 0
    last: tuple[int, Label] | None = None
    for i, label in numbers.items():
        if label.suffix:
            continue
        if last is not None and label.value[-1] == 1 and label.value <= last[1].value:
            between = any(is_division(block) for block in blocks[last[0] : i])
            part += 1 if between or last[1].value[-1] > 2 else 0
        runs.setdefault((part, label.value[:-1]), []).append((i, label))
        last = (i, label)
    return list(runs.values())


def _number(value: tuple[int, ...]) -> str:
    return ".".join(map(str, value))


def _cite(label: Label) -> str:
    return f"§{_number((*label.value[:-1], label.last))}"
