"""Which numbers at the start of blocks are the paper's paragraph numbers.

A line may start with digits for many reasons: a year, a list inside a paragraph, a page number, a cited paragraph that
a page break put at the start of a line. What makes `29.` the number of a paragraph is that 28 came before and 30 comes
after. So every block that could carry a number is a candidate, and the best chain of increasing numbers wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpora.blocks import Block, Role
from corpora.marked import Marked, covered

_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral up to 9999 as labels write it: 十二, 二十, 一百零三, 二〇; None for other text."""
    if not text:
        return None
    if all(c in _CHINESE_DIGITS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif char in _CHINESE_UNITS:
            total += (digit or 1) * _CHINESE_UNITS[char]
            digit = 0
        else:
            return None
    return total + digit


class Label(NamedTuple):
    """A number at the start of a text: its form (see FORMS), value, the label as printed and where the text begins."""

    form: str
    value: tuple[int, ...]
    printed: str
    end: int


# Forms that can number the paragraphs of a whole paper, the usual first.
FORMS = ("dot", "bracketed", "paren", "comma", "article", "bare")

_FORMS = {
    "dot": re.compile(r"(\d{1,4})\s?[.．](?!\d)\s*"),
    "bracketed": re.compile(r"[(（]\s?(\d{1,4})\s?[)）]\s*"),
    "paren": re.compile(r"(\d{1,4})[)）]\s*"),
    "comma": re.compile(r"(\d{1,4})、\s*"),
    "article": re.compile(
        r"(?:第\s?([\d一二三四五六七八九十百零〇]{1,6})\s?[条條](?![的第款中所规規、，和及至之])|Article\s(\d{1,4})\b(?=\s*(?:[.:：]|$|[A-Z(])))[.:：]?\s*"
    ),
    # A number with nothing but a wide gap behind it: how typewritten and converted papers set it.
    "bare": re.compile(r"(\d{1,4})(?:\t\s*|\s{2,}|\s(?=[A-Z\u4e00-\u9fff]))"),
}


def label_of(text: str) -> Label | None:
    """The number at the start of a text in one of FORMS, if something readable follows it."""
    for form in FORMS:
        match = _FORMS[form].match(text)
        if match:
            digits = next(g for g in match.groups() if g)
            value = int(digits) if digits.isdigit() else chinese_number(digits)
            if value is None:
                continue
            return Label(form, (value,), match[0].strip(), match.end())
    return None


class Candidate(NamedTuple):
    """A block that may begin a numbered paragraph. `weight` (about 0..1.5) is what speaks for it besides its value."""

    block: int
    label: Label
    weight: float
    restart: bool


# Where numbering may begin again.
_ANNEX = re.compile(
    r"[▶►\s]*(?:annex|appendix|attachment|addendum|part|chapter|附件|附录|附錄|附文|第[一二三四五六七八九十\d]+(?:部分|编|編|章))",
    re.IGNORECASE,
)


def candidates(blocks: Sequence[Block]) -> dict[str, list[Candidate]]:
    """The candidates of each form, in order."""
    found: dict[str, list[Candidate]] = {form: [] for form in FORMS}
    annex = False
    for i, block in enumerate(blocks):
        if _ANNEX.match(block.text) and (
            block.role is Role.HEADING or (block.role is Role.TEXT and len(block.text) < 60)
        ):
            annex = True
        if block.role not in (Role.TEXT, Role.ITEM):
            continue
        # The format's own label (Word's automatic number) or one in the text.
        label = label_of(block.label + " x") if block.label else None
        label = label._replace(printed=block.label, end=0) if label is not None else label_of(block.text)
        if label is None:
            continue
        found[label.form].append(Candidate(i, label, _weight(block, label), annex))
        annex = False
    return found


def _weight(block: Block, label: Label) -> float:
    weight = 1.0
    if covered(Marked(block.text, block.marks), "bold"):
        weight += 0.2
    if block.blank_before:
        weight += 0.2
    if label.value[0] >= 1000:
        # More likely a year.
        weight -= 0.6
    rest = block.text[label.end :]
    if not rest or (label.form == "bare" and not rest[:1].isupper() and rest[:1].isascii()):
        weight -= 0.8
    if label.form == "bare":
        weight -= 0.4
    return weight


# A missing number costs less than the candidate after it is worth, so that one or two lost numbers do not end a chain;
# a jump over more than five must carry several candidates to pay.
_GAP, _MOST_GAP = 0.4, 4.0
# A second paragraph of the same number is a fault of the paper, and sometimes a list inside a paragraph.
_DOUBLE = 0.9
# Numbering that begins again without an annex in sight is more often a list inside a paragraph.
_RESTART, _RESTART_ANNEX = 4.0, 0.5
# How far back a predecessor is looked for, in candidates: lists inside paragraphs are shorter.
_REACH = 120


def chain(found: Sequence[Candidate]) -> tuple[float, list[Candidate]]:
    """The best chain: candidates whose numbers rise, the fewest numbers left out, and its score.

    Dynamic programming over candidates in order, as for the longest increasing subsequence: best[j] is the best score
    of a chain that ends in candidate j. Time O(n x 120).
    """
    best: list[float] = []
    back: list[int] = []
    for j, here in enumerate(found):
        value = here.label.value[0]
        score = here.weight - min(_GAP * abs(value - 1), _MOST_GAP)
        before = -1
        for i in range(max(0, j - _REACH), j):
            step = value - found[i].label.value[0]
            if step >= 1:
                cost = min(_GAP * (step - 1), _MOST_GAP + 0.01 * step)
            elif step == 0:
                cost = _DOUBLE
            elif value == 1:
                cost = _RESTART_ANNEX if any(c.restart for c in found[i + 1 : j + 1]) else _RESTART
            else:
                continue
            if best[i] + here.weight - cost > score:
                score, before = best[i] + here.weight - cost, i
        best.append(score)
        back.append(before)
    if not best:
        return 0.0, []
    j = max(range(len(best)), key=best.__getitem__)
    total, chosen = best[j], []
    while j >= 0:
        chosen.append(found[j])
        j = back[j]
    return total, chosen[::-1]


def number(blocks: Sequence[Block]) -> dict[int, Label]:
    """The accepted paragraph numbers: block index to label. Empty when the paper numbers no paragraphs.

    One form numbers the paper; another may number an annex, where it does not overlap.
    """
    chains = [chain(found) for found in candidates(blocks).values()]
    chains.sort(key=lambda pair: -pair[0])
    # One or two numbers make no sequence unless they are 1 (and 2): `3. ` alone may be anything.
    score, best = chains[0]
    if score < 0.8 or not best:
        return {}
    return {c.block: c.label for c in best}
