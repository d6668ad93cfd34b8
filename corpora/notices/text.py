"""Scars in the text itself, as notices: what conversion, typing and translation left behind.

Nothing is mended. Each notice names its unit and, where it can be shown, the span in the unit's text. A check reports
what is surely there; where a form may be right (a verb doubled on purpose, a bracket in a formula), it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from duizhao.corpora.language.scripts import HAN, Script, characters_of, script_of
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Kind, Notice, Span, Unit
from duizhao.corpora.notices.brackets import unpaired
from duizhao.corpora.notices.contents import layout_findings, set_apart
from duizhao.corpora.saying import say

# Units of measure and the like are no strays in Chinese text.
_MEASURES = frozenset(
    "km cm mm dm nm kg mg ml dl kw kwh mw gw ha ppm dpi rpm vs etc al ibid et in re pro rata per se ad hoc de facto"
    " jure inter alia pdf html www http https com org app wifi email web blog".split()
)
_FOREIGN = re.compile(rf"(?<=[{HAN}])\s*([a-z]{{2,}}(?:\s+[a-z]{{2,}}){{0,4}})\s*(?=[{HAN}])")

# 的的 is two words after 目 and 标 (目的的, 标的的) and in 的的确确.
_DOUBLED_CHINESE = re.compile(r"(?<![目标標])的的(?![确確])|([，。、；：！？])\1")
_DOUBLED_ENGLISH = re.compile(
    r"\b(the|of|and|to|in|for|is|are|on|with|by|from|at|be|an|or|as|will)\s+\1\b(?!-)", re.IGNORECASE
)

_HALF = re.compile(
    rf"(?<=[{HAN}”’）)》])\s*([,;:!?])\s*(?=[{HAN}“‘（(《])|(?<=\d)\s*([;:])\s+(?=[{HAN}“《])|(?<=[{HAN}])([,;:])(?=\d|\s+[\dA-Za-z])"
)
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_GAP = re.compile(rf"(?<=[{HAN}，。、；：]) +(?=[{HAN}，。、；：])")

# UTF-8 read as Latin-1 or Windows-1252, UTF-8 read as GBK, characters lost for good.
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac[\u2122\u0153\u009d\u201c\u201d\u02dc\u00a6\u2013\u2014]?|\u00e2[\u0080-\u009f][\u0080-\u00bf]"
    "|[\u00e4-\u00e9][\u0080-\u00bf\u0152\u0153\u0160\u0161\u017d\u017e\u2018-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2122]{2}"
    # Characters that only one font shows.
    "|[\ue000-\uf8ff]+"
    "|锟斤拷|烫烫烫|屯屯屯|(?:锛|銆|鈥|鐨刖|涓[" + HAN + "]锛)[^\\s，。]?|\ufffd"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?([-–—−‒~～至])\s?((?:19|20)?\d\d)(?![\d-])")


def text_findings(units: Sequence[Unit], language: str) -> list[Notice]:
    """The notices about a document's text, in reading order: characters, words and punctuation of each unit, then what
    concerns the document (dashes, bracket styles, the contents table)."""
    chinese = is_chinese(language)
    found: list[Notice] = []
    for unit in units:
        if unit.kind not in (Kind.FURNITURE, Kind.CODE):
            found += _unit_findings(unit, chinese=chinese)
    readable = [u for u in units if u.kind.translatable]
    if chinese:
        found += _script(readable)
        found += _bracket_style(readable)
    found += _year_ranges(readable)
    found += set_apart(units)
    found += layout_findings(units)
    return found


def _unit_findings(unit: Unit, *, chinese: bool) -> Iterator[Notice]:
    """The findings in one unit."""
    text = unit.text
    for mark in unit.marks:
        if mark.kind == "letter-spaced":
            yield _notice(
                "text.letter_spaced",
                say("set with spaces between its letters: {mark}", mark=mark.value),
                unit,
                mark.span,
            )
        elif mark.kind == "deleted":
            yield _notice(
                "text.deleted", say("deleted in the document and left out: {mark}", mark=mark.value), unit, mark.span
            )
    for match in _MOJIBAKE.finditer(text):
        yield _notice("text.mojibake", f"garbled characters: {_around(text, match)}", unit, match.span())
    if chinese:
        yield from _chinese_findings(unit)
    else:
        for match in _DOUBLED_ENGLISH.finditer(text):
            yield _notice("text.doubled", f"a doubled word: {match[0]}", unit, match.span())
    if unit.kind is not Kind.CONTENTS:
        for place, message in unpaired(text, chinese=chinese):
            yield _notice("text.unpaired", f"{message}: {_context(text, place, place + 1)}", unit, (place, place + 1))


def _chinese_findings(unit: Unit) -> Iterator[Notice]:
    """What only Chinese text can have."""
    text = unit.text
    for match in _FOREIGN.finditer(text):
        words = match[1].split()
        if not all(word in _MEASURES for word in words):
            found = say("a foreign word in a Chinese sentence: {around}", around=_around(text, match))
            yield _notice("text.foreign_word", found, unit, match.span(1))
    for match in _DOUBLED_CHINESE.finditer(text):
        yield _notice("text.doubled", f"doubled: {_around(text, match)}", unit, match.span())
    for match in _HALF.finditer(text):
        group = next(i for i in (1, 2, 3) if match[i])
        found = say(
            "half-width “{match}” between Chinese words: {around}", match=match[group], around=_around(text, match)
        )
        yield _notice("text.half_width", found, unit, match.span(group))
    for match in _FULL_WIDTH.finditer(text):
        yield _notice(
            "text.full_width",
            say("full-width letters or digits: {around}", around=_around(text, match)),
            unit,
            match.span(),
        )
    if unit.kind in (Kind.PARAGRAPH, Kind.BULLET, Kind.BOX, Kind.FOOTNOTE):
        for match in _GAP.finditer(text):
            yield _notice("text.gap", f"a space inside Chinese text: {_around(text, match)}", unit, match.span())


def _script(units: Sequence[Unit]) -> Iterator[Notice]:
    """Characters of the other script than the document's, one notice a unit; of a mixture, one in all."""
    text = "\n".join(unit.text for unit in units)
    script = script_of(text)
    if script is None:
        return
    both = {kind: len(characters_of(kind, text)) for kind in (Script.SIMPLIFIED, Script.TRADITIONAL)}
    if not all(both.values()):
        return
    usual, other = sorted(both, key=lambda kind: -both[kind])
    where = [(unit, characters_of(other, unit.text)) for unit in units]
    where = [(unit, strays) for unit, strays in where if strays]
    if script is Script.MIXED:
        shown = ", ".join(unit.cite for unit, _ in where[:5]) + (" …" if len(where) > 5 else "")
        message = say(
            "{usual} and {other} characters are mixed, {usual_count} to {other_count}: {other} in {shown}",
            usual=usual,
            other=other,
            usual_count=both[usual],
            other_count=both[other],
            shown=shown,
        )
        yield Notice("text.script", message, where[0][0].id, None, where[0][0].line)
        return
    for unit, strays in where:
        start, end = strays[0][0], strays[-1][0] + 1
        found = "".join(dict.fromkeys(character for _, character in strays))
        message = say(
            "{other} characters in a {usual} text: {found} in {context}",
            other=other,
            usual=usual,
            found=found,
            context=_context(unit.text, start, start + 1),
        )
        yield _notice("text.script", message, unit, (start, end))


_PAIR = re.compile(r"[(（][^()（）]*[)）]")


def _bracket_style(units: Sequence[Unit]) -> Iterator[Notice]:
    """Half-width brackets around or beside Chinese words: each where they are the exception; where they are the rule,
    or the only form, once for the document with counts."""
    half: list[tuple[Unit, Span]] = []
    full = 0
    for unit in units:
        for match in _PAIR.finditer(unit.text):
            inside = match[0][1:-1]
            beside = unit.text[max(0, match.start() - 1) : match.start()] + unit.text[match.end() : match.end() + 1]
            if not re.search(f"[{HAN}]", inside + beside):
                continue
            if match[0][0] == "(":
                half.append((unit, Span(*match.span())))
            else:
                full += 1
    if not half:
        return
    if len(half) < full:
        for unit, span in half:
            piece = unit.text[span.start : span.end]
            yield _notice(
                "text.half_width_brackets", say("half-width brackets in Chinese text: {piece}", piece=piece), unit, span
            )
        return
    where = list(dict.fromkeys(unit.cite for unit, _ in half))
    shown = ", ".join(where[:5]) + (" …" if len(where) > 5 else "")
    others = say("; full-width ones {full} times", full=full) if full else ""
    message = say(
        "half-width brackets beside Chinese words {half} times in {where} units ({shown}){others}",
        half=len(half),
        where=len(where),
        shown=shown,
        others=others,
    )
    yield _notice("text.half_width_brackets", message, *half[0])


def _year_ranges(units: Sequence[Unit]) -> Iterator[Notice]:
    """Ranges of years written in several ways: one notice for each of the rarer, at its first place, which names both
    with the paragraphs they stand in; ranges with a hyphen and none with a dash, once."""
    found: dict[str, list[tuple[Unit, re.Match[str]]]] = {}
    for unit in units:
        for match in _YEARS.finditer(unit.text):
            # 2019-20 may be the 20th document of 2019; a range rises.
            last = int(match[3]) if len(match[3]) == 4 else int(match[1][:2] + match[3])
            if int(match[1]) < last <= int(match[1]) + 60:
                form = f"2024{match[2]}{'2025' if len(match[3]) == 4 else '25'}"
                found.setdefault(form, []).append((unit, match))
    usual, *rarer = sorted(found, key=lambda form: -len(found[form])) or [""]
    for form in rarer:
        unit, match = found[form][0]
        message = say(
            "ranges of years are written as {usual} {places} and as {form} {other_places}",
            usual=usual,
            places=_places(found[usual]),
            form=form,
            other_places=_places(found[form]),
        )
        yield _notice("text.year_range", message, unit, match.span())
    if usual[4:5] == "-" and all(form[4] == "-" for form in rarer):
        unit, match = found[usual][0]
        often = say("once, in") if len(found[usual]) == 1 else say("{found} times, first in", found=len(found[usual]))
        message = say("ranges of years have a hyphen in place of a dash, {often} {match}", often=often, match=match[0])
        yield _notice("text.year_hyphen", message, unit, match.span())


def _places(found: Sequence[tuple[Unit, re.Match[str]]]) -> str:
    """How often, and the first of the units: `(3 times: §4, §7, fn2)`."""
    where = list(dict.fromkeys(unit.cite for unit, _ in found))
    shown = ", ".join(where[:5]) + (" …" if len(where) > 5 else "")
    return f"({'once' if len(found) == 1 else f'{len(found)} times'}: {shown})"


def _notice(check: str, message: str, unit: Unit, span: Iterable[int]) -> Notice:
    start, end = span
    return Notice(check, message, unit.id, Span(start, end), unit.line)


def _around(text: str, match: re.Match[str]) -> str:
    return _context(text, *match.span())


def _context(text: str, start: int, end: int) -> str:
    """A few characters on either side."""
    left, right = max(0, start - 6), min(len(text), end + 6)
    return ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")


def group_by_check(notices: Iterable[Notice]) -> dict[str, list[Notice]]:
    """Notices by their check, in order of first appearance within each."""
    ordered = sorted(notices, key=lambda notice: notice.check)
    return {check: list(group) for check, group in groupby(ordered, key=lambda notice: notice.check)}
