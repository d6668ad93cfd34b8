"""What figures count: the currency, the unit of measurement, thousands or millions in the heading of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._both_ways import both_ways
from duizhao.quality.context import Context
from duizhao.quality.evidence.measures import mismatched
from duizhao.quality.report import Finding


class _Unit(NamedTuple):
    """A unit as the two languages write it. `kind` tells which units may be taken for each other."""

    kind: str
    name: str
    english: re.Pattern[str]
    chinese: re.Pattern[str]


_CURRENCIES = (
    # "$" and "dollar" by themselves may be any dollar, and 元 any currency: they are not here.
    ("US dollar", r"US\s?\$|USD|United States dollars?|US dollars?", "美元|美金"),
    ("euro", r"€|\bEUR\b|\b[Ee]uros?\b", "欧元|€"),
    ("Swiss franc", r"\bCHF\b|\bSwiss francs?\b|\bSFr\b", "瑞士法郎|瑞郎"),
    ("pound sterling", r"£|\bGBP\b|\bpounds? sterling\b", "英镑|£"),
    ("yen", r"\bJPY\b|\byen\b", "日元|日圆"),
    ("yuan", r"\bCNY\b|\bRMB\b|\byuan\b|\brenminbi\b", "人民币"),
    ("Hong Kong dollar", r"HK\s?\$|\bHKD\b|\bHong Kong dollars?\b", "港元|港币|港圆"),
    ("Australian dollar", r"(?<![A-Z])AU?\$|\bAUD\b|\bAustralian dollars?\b", "澳元|澳大利亚元"),
    ("Canadian dollar", r"\b(?:C|CA|Can)\$|\bCAD\b|\bCanadian dollars?\b", "加元|加拿大元"),
    ("rouble", r"\bRUB\b|\brou?bles?\b", "卢布"),
    ("rupee", r"\bINR\b|\b[Rr]upees?\b", "卢比"),
)
# Thousands of United States dollars, 千美元
_OF = r"of (?:[A-Z][a-z]+ ){0,3}(?:US )?(?:dollars|euros|[Ff]rancs)"
_ALONE = r"(?<![\d一二三四五六七八九十百几数])"
_UNITS = (
    *(_Unit("currency", name, re.compile(one), re.compile(other)) for name, one, other in _CURRENCIES),
    _Unit("scale", "thousands", re.compile(rf"\b[Tt]housands {_OF}"), re.compile(rf"{_ALONE}千(?=[美欧瑞])")),
    _Unit("scale", "millions", re.compile(rf"\b[Mm]illions {_OF}"), re.compile(rf"{_ALONE}百万(?=[美欧瑞])")),
)
_DOLLARS = frozenset(unit.name for unit in _UNITS if unit.name.endswith("dollar"))
_ANY_DOLLAR = re.compile(r"\$|\bdollars?\b")
_EITHER = re.compile("|".join(unit.chinese.pattern for unit in _UNITS))
# One of these stands in each of them.
_CHARACTERS = re.compile("[元金币圆镑郎卢€£千万]")


@as_check(
    "number.unit",
    Severity.ERROR,
    Topic.SENSE,
    title="A figure with another currency or unit",
    summary="A figure with another currency or unit",
    scope=Scope.DOCUMENT,
)
@both_ways
def number_unit(context: Context) -> Iterator[Finding]:
    """A unit of the target that the source lacks, where it has another of that kind: US$ 5 million, 500万欧元."""
    for pair in context.complete:
        if context.once("unit", (pair.source, pair.target), partial(_is_told, pair, context)):
            yield from _of_pair(pair, context)


def _is_told(pair: Pair, context: Context) -> bool:
    """Whether there is something to tell of a pair: its texts alone say so."""
    return next(_of_pair(pair, context), None) is not None


def _of_pair(pair: Pair, context: Context) -> Iterator[Finding]:
    target = comparable(pair.target)
    if _CHARACTERS.search(target) and _EITHER.search(target):
        yield from _differing(pair, target)
    yield from _measured(pair, context)


def _measured(pair: Pair, context: Context) -> Iterator[Finding]:
    """7 km against 7 米."""
    for one, other in mismatched(pair, context.source_language, context.target_language):
        marks = Span(one.start, one.end), Span(other.start, other.end)
        said = pair.source[slice(*marks[0])], pair.target[slice(*marks[1])]
        message = say("{source} in the source, {target} in the target", source=said[0], target=said[1])
        yield _finding(pair, message, f"{one.unit.name}|{other.unit.name}|{one.value}", *marks)


def _finding(pair: Pair, message: str, subject: str, source: Span, target: Span) -> Finding:
    return Finding(
        "number.unit",
        message,
        subject,
        cure="Compare with the source and correct the target",
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=(source,),
        target_marks=(target,),
    )


def _differing(pair: Pair, target: str) -> Iterator[Finding]:
    here = {unit: m for unit in _UNITS if (m := unit.english.search(pair.source))}
    there = {unit: m for unit in _UNITS if (m := unit.chinese.search(target))}
    # A dollar that is not said whose may be any dollar.
    dollar = None if any(unit.name in _DOLLARS for unit in here) else _ANY_DOLLAR.search(pair.source)
    for kind in ("currency", "scale"):
        mine = {unit.name: m for unit, m in here.items() if unit.kind == kind}
        new = [unit for unit in there if unit.kind == kind and unit not in here]
        if dollar and kind == "currency":
            mine["dollar"] = dollar
            new = [unit for unit in new if unit.name not in _DOLLARS]
        if not mine or not new:
            continue
        theirs = {unit.name for unit in there} | ({"dollar"} if any(u.name in _DOLLARS for u in there) else set())
        said, mark = next(((name, m) for name, m in mine.items() if name not in theirs), next(iter(mine.items())))
        match = there[new[0]]
        yield _finding(
            pair,
            say(
                "{said} in the source, {name} in the target ({target})",
                said=said,
                name=new[0].name,
                target=pair.target[match.start() : match.end()],
            ),
            f"{said}|{new[0].name}",
            Span(*mark.span()),
            Span(*match.span()),
        )
