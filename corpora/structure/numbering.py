"""Which labels at the start of blocks are the paper's paragraph numbers, and what is wrong with them.

A line may start with digits for many reasons: a year, a list inside a paragraph, a cited paragraph that a page break
put at the start of a line. What makes `29.` the number of a paragraph is that 28 came before and 30 comes after. So
every block that could carry a number is a candidate, and the best chain of rising numbers wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.labels import FORMS, Label, paragraph_label
from duizhao.corpora.structure.line_shape import finished, width
from duizhao.corpora.structure.marked_text import Marked, covered
from duizhao.corpora.structure.part_numbers import part_numbers


class NumberCandidate(NamedTuple):
    """A block that may begin a numbered paragraph. `weight` (about 0..1.5) is what speaks for it besides its value;
    `restart` says that an annex, a part or an article begins between the candidate before and this one."""

    block: int
    label: Label
    weight: float
    restart: bool


# Where numbering may begin again.
_RESTARTS = re.compile(
    r"[▶►\s]*(?:(?:annex|appendix|attachment|addendum|part|chapter|title|article|section|resolution|protocol)\b"
    r"|附件|附录|附錄|附文|第\s?[一二三四五六七八九十百\d]+\s?(?:部分|编|編|章|节|節|条|條))",
    re.IGNORECASE,
)


def candidates(blocks: Sequence[Block]) -> dict[str, list[NumberCandidate]]:
    """The candidates of each form, in order."""
    found: dict[str, list[NumberCandidate]] = {form: [] for form in FORMS}
    restarts = dict.fromkeys(FORMS, False)
    parts = part_numbers(blocks, block_label)
    for i, block in enumerate(blocks):
        if is_division(block):
            restarts = dict.fromkeys(FORMS, True)
        if block.role not in (Role.TEXT, Role.ITEM):
            continue
        label = block_label(block)
        if label is None:
            continue
        label = label._replace(form="decimal") if i in parts else label
        weight = _weight(block, label, blocks[i - 1] if i else None)
        found[label.form].append(NumberCandidate(i, label, weight, restarts[label.form]))
        restarts[label.form] = False
    return found


def is_division(block: Block) -> bool:
    """Whether the block is the title of a part in which numbering may begin again."""
    short = block.role is Role.TEXT and len(block.text) < 80 and not finished(block.text)
    return (short or block.role is Role.HEADING) and bool(_RESTARTS.match(block.text))


def block_label(block: Block) -> Label | None:
    """The label that the format gives a block (Word's automatic number), else the one in its text."""
    label = paragraph_label(block.label + " x") if block.label else None
    return label._replace(printed=block.label, end=0) if label is not None else paragraph_label(block.text)


def _weight(block: Block, label: Label, before: Block | None) -> float:
    """What speaks for a candidate, from its own text and the block before it."""
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
    elif rest[:1].islower():
        weight -= 0.5
    if " " in label.printed[:-2] and label.form != "article":
        weight -= 0.3
    if (
        label.form == "article"
        and label.end
        and _MAY_BE_CITED.match(rest)
        and block.text[label.end - 1] == label.printed[-1]
    ):
        weight -= 0.4
    if label.form == "bare" or (label.form == "decimal" and len(label.value) == 2):
        # `12 Members`, `3.5 per cent`; nobody counts 3.2.1 of anything.
        weight -= 0.4
    if _SEMICOLON.search(rest):
        # Rather an item of a list: paragraphs end with a full stop, save in resolutions.
        weight -= 0.35
    if before is not None and before.role in (Role.TEXT, Role.ITEM):
        if _SEMICOLON.search(before.text):
            weight -= 0.25
        elif label.value == (1,) and before.text.endswith((":", "：")):
            weight -= 0.6
        elif not block.blank_before and not finished(before.text):
            # In the middle of a wrapped sentence.
            weight -= 0.8
    return weight


# Behind 第三条 without a gap: 中国… begins an article, 中… may go on with a citation.
_MAY_BE_CITED = re.compile("[中和至及或规規款项項所与與]")
_SEMICOLON = re.compile(r"[;；](?:\s*(?:and|or|和|以及|或|或者|及|而?且|并且?|並且?))?$")

# A missing number costs less than the candidate after it is worth, so that one or two lost numbers do not end a chain;
# a jump over more than five must carry several candidates to pay.
_GAP, _MOST_GAP = 0.4, 4.0
# An extract may begin anywhere.
_MOST_START = 1.5
# A second paragraph of the same number is a fault of the paper, and sometimes a list inside a paragraph.
_DOUBLE = 0.9
# Numbering that begins again without an annex in sight is more often a list inside a paragraph.
_RESTART, _RESTART_DIVISION = 4.0, 0.5
# How far back a predecessor is looked for, in candidates: lists inside paragraphs are shorter.
_REACH = 60


def _step(before: Label, here: Label) -> float | None:
    """What it costs that `here` comes next after `before`; None where it cannot."""
    a, b = (*before.value[:-1], before.last), here.value
    depth = len(b)
    if b[:-1] == a[:-1] and b[-1] == a[-1] and here.order != before.order:
        # 12 bis comes after 12, and 12 ter after that.
        return 0.0 if here.order > before.order else None
    if b == before.value:
        return _DOUBLE
    if depth > len(a) and b[: len(a)] == a:
        # Down a level: 3 to 3.1; to 3.1.1 where 3.1 has a title of its own.
        ahead = sum(n - 1 for n in b[len(a) :]) if depth == len(a) + 1 or all(n == 1 for n in b[len(a) :]) else None
    elif b[:-1] == a[: depth - 1] and depth <= len(a):
        # On the same level or up: 3.1.4 to 3.2.
        ahead = b[-1] - a[depth - 1] - 1
    elif b > a and _opens_next(a, b):
        # From 3.4 to 4.1, from 3.1.1.2 to 3.1.2.1: what is between has a title of its own.
        ahead = 0
    else:
        ahead = None
    if ahead is None:
        return _MOST_GAP if b > a and depth > 1 else None
    return min(_GAP * ahead, _MOST_GAP + 0.01 * ahead) if ahead >= 0 else None


def _opens_next(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether b is the first of the part that comes next after one that a stands in."""
    k = next((k for k, (m, n) in enumerate(zip(a, b, strict=False)) if m != n), len(a))
    return k < len(a) and b[k] == a[k] + 1 and all(n == 1 for n in b[k + 1 :])


def chain(found: Sequence[NumberCandidate]) -> tuple[float, list[NumberCandidate]]:
    """The best chain: candidates whose numbers rise, the fewest numbers left out, and its score.

    Dynamic programming over candidates in order, as for the longest increasing subsequence: best[j] is the best score
    of a chain that ends in candidate j. Time O(n x 60).
    """
    best: list[float] = []
    back: list[int] = []
    divisions = 0
    # How many divisions began up to each candidate.
    begun = [divisions := divisions + c.restart for c in found]
    for j, here in enumerate(found):
        first = here.label.value == (1,) * len(here.label.value) and not here.label.suffix
        score, before = here.weight - min(_GAP * abs(here.label.value[0] - 1), _MOST_START), -1
        for i in range(max(0, j - _REACH), j):
            cost = _step(found[i].label, here.label)
            if first and (cost is None or cost == _DOUBLE):
                cost = _RESTART_DIVISION if begun[j] > begun[i] else max(_RESTART, cost or 0)
            if cost is not None and best[i] + here.weight - cost > score:
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
    """The accepted paragraph numbers: block index to label, in order. Empty when the paper numbers no paragraphs.

    One form numbers the paper; a paragraph out of order is accepted with its number when it looks like its neighbours.
    """
    found = candidates(blocks)
    articles = _articles(blocks)
    if not articles:
        # 一、 numbers the sections of a paper, and paragraphs only in articles.
        found["han"] = []
    score, best = max((chain(group) for group in found.values()), key=lambda pair: pair[0])
    # `3. ` alone may be anything: a sequence begins with 1, or has three members.
    if score < 0.8 or not best or _are_titles(best, blocks):
        return {}
    form = best[0].label.form
    if len(best) == 1 and _counts_things(best[0].label, blocks[best[0].block].text):
        return {}
    if _of_sections(found[form], blocks):
        return {}
    accepted = {c.block: c.label for c in best}
    strays = [c for c in found[form] if c.block not in accepted]
    gaps = _gaps(best)
    accepted |= {c.block: c.label for c in strays if _out_of_order(c, strays, best, blocks, gaps)}
    accepted |= {c.block: c.label for run in _moved(strays, best, gaps) for c in run}
    accepted |= _typed_otherwise(found.get(_SIBLINGS.get(form, ""), ()), accepted)
    accepted = dict(sorted(accepted.items()))
    numbers = _by_article(articles, accepted)
    return {} if form == "han" and numbers == accepted else numbers


def _counts_things(label: Label, text: str) -> bool:
    """Whether a lone 第一条 goes on without a gap, so that it may count what is called 条 (第一条船, 第一条鱼)."""
    return label.printed.startswith("第") and 0 < label.end < len(text) and text[label.end - 1] == label.printed[-1]


def with_article_headings(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, where articles stand on lines of their own (第三条, `Article 3 bis`, `Article 3 - Scope`) with
    those lines as headings: what stands under them is the article's text."""
    found = candidates(blocks)["article"]
    _, best = chain(found)
    alone = [c for c in best if not blocks[c.block].text[c.label.end :].strip(" .:：—–-")]
    if len(best) < 2 or (2 * len(alone) <= len(best) and not _are_titles(best, blocks)):
        return list(blocks)
    result = list(blocks)
    for candidate in found:
        block = blocks[candidate.block]
        rest = block.text[candidate.label.end :]
        if not block.label and not finished(rest) and width(rest) <= 80:
            result[candidate.block] = replace(block, role=Role.HEADING)
    return result


def article_of(block: Block) -> Label | None:
    """The label of the article whose heading a block is."""
    if not is_division(block):
        return None
    label = paragraph_label(block.text) or (paragraph_label(f"{block.label} X") if block.label else None)
    return label if label is not None and label.form == "article" else None


def is_bare_article(block: Block, article: Label) -> bool:
    """Whether the heading of an article is its label alone (`Article 3`, 第三条), without a title."""
    return not (block.text[article.end :] if not block.label else block.text).strip(" .:：—–-")


def _articles(blocks: Sequence[Block]) -> dict[int, Label | None]:
    """Where the headings of articles stand, with their labels; None for what ends an article (an annex). Empty for a
    paper without articles."""
    found = {i: article_of(block) for i, block in enumerate(blocks) if is_division(block)}
    return found if sum(article is not None for article in found.values()) > 1 else {}


# 一、 and （一）: what the sections of a Chinese paper begin with.
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")


def _of_sections(found: Sequence[NumberCandidate], blocks: Sequence[Block]) -> bool:
    """Whether the numbers begin again in every section of a Chinese paper (一、 or （一）), so that they count within
    these, and no reader cites them alone."""
    ones = [c.block for c in found if c.label.value == (1,)]
    opened = 0
    for one in ones:
        before = next((b for b in reversed(blocks[max(0, one - 4) : one]) if b.role in (Role.TEXT, Role.HEADING)), None)
        opened += before is not None and bool(_SECTION.match(before.text)) and not finished(before.text)
    return len(ones) >= 2 and 2 * opened > len(ones)


def _are_titles(best: Sequence[NumberCandidate], blocks: Sequence[Block]) -> bool:
    """Whether the numbers are those of headings: most stand before a few words without an end, with a text without a
    number behind them (`2. Method`)."""
    chosen = {c.block for c in best}
    titles = 0
    for candidate in best:
        block = blocks[candidate.block]
        rest = block.text[candidate.label.end :].strip()
        after = next((i for i in range(candidate.block + 1, len(blocks)) if blocks[i].role is Role.TEXT), None)
        followed = after is not None and after not in chosen and finished(blocks[after].text)
        titles += bool(rest) and not finished(rest) and width(rest) <= 80 and followed
    return titles >= 2 and 3 * titles > 2 * len(best)


def _out_of_order(
    stray: NumberCandidate,
    strays: Sequence[NumberCandidate],
    best: Sequence[NumberCandidate],
    blocks: Sequence[Block],
    gaps: set[tuple[int, ...]],
) -> bool:
    """Whether a candidate outside the chain is a paragraph whose number is wrong, or one that stands elsewhere: set
    apart like the paragraphs around it, near their numbers or with one that they leave out, and not of a list."""
    at = bisect_left(best, stray.block, key=lambda c: c.block)
    if not 0 < at < len(best) or len(stray.label.value) != len(best[at - 1].label.value):
        return False
    before, after = best[at - 1], best[at]
    near = min(abs(stray.label.value[0] - c.label.value[0]) for c in (before, after))
    first = bisect_left(strays, before.block, key=lambda c: c.block)
    alone = first + 1 == len(strays) or strays[first + 1].block > after.block
    here, there = blocks[stray.block], blocks[before.block]
    alike = here.role is there.role and here.blank_before >= there.blank_before
    fits = near <= 3 or stray.label.value in gaps
    return alone and stray.weight >= 1 and fits and alike and width(here.text) >= 40


# Forms that typists do not tell apart.
_SIBLINGS = {"dot": "comma", "comma": "dot"}


def _typed_otherwise(others: Sequence[NumberCandidate], accepted: Mapping[int, Label]) -> dict[int, Label]:
    """Numbers in the other form (`4、` in a paper of `4.`) that stand just where the numbers around leave them out."""
    numbers = dict(accepted)
    places = sorted(numbers)
    for other in others:
        at = bisect_left(places, other.block)
        before = numbers[places[at - 1]].last if at else 0
        after = numbers[places[at]].value[-1] if at < len(places) else None
        value = other.label.value[-1]
        if value == before + 1 and (after is None or after > value) and other.weight >= 1:
            numbers[other.block] = other.label
            places.insert(at, other.block)
    return {i: label for i, label in numbers.items() if i not in accepted}


# A run of strays that fills a gap of the chain is a section that stands elsewhere. What speaks for each of them is at
# least this on average: items of a list weigh less.
_MOVED = 0.9


def _gaps(best: Sequence[NumberCandidate]) -> set[tuple[int, ...]]:
    """The numbers that the chain leaves out between its members."""
    gaps = set()
    for a, b in pairwise(best):
        low, high = (*a.label.value[:-1], a.label.last), b.label.value
        # A year is no paragraph a thousand paragraphs on.
        if low[:-1] == high[:-1] and high[-1] - low[-1] < 1000:
            gaps |= {(*high[:-1], n) for n in range(low[-1] + 1, high[-1])}
    return gaps


def _moved(
    strays: Sequence[NumberCandidate], best: Sequence[NumberCandidate], gaps: set[tuple[int, ...]]
) -> Iterator[list[NumberCandidate]]:
    """Runs of two or more strays that rise by one, stand between the same two members of the chain, and have numbers
    that the chain leaves out."""
    run: list[NumberCandidate] = []
    for stray in strays:
        at = bisect_left(best, stray.block, key=lambda c: c.block)
        follows = (
            run
            and stray.label.value == (*run[-1].label.value[:-1], run[-1].label.last + 1)
            and bisect_left(best, run[-1].block, key=lambda c: c.block) == at
        )
        if not follows:
            yield from _sure(run)
            run = []
        if stray.label.value in gaps:
            run.append(stray)
    yield from _sure(run)


def _sure(run: Sequence[NumberCandidate]) -> list[list[NumberCandidate]]:
    return [list(run)] if len(run) > 1 and sum(c.weight for c in run) >= _MOVED * len(run) else []


def _by_article(articles: Mapping[int, Label | None], numbers: dict[int, Label]) -> dict[int, Label]:
    """Paragraphs that begin again with 1 in every article are cited with it: 2 under `Article 3` is (3, 2).

    `articles` are the articles' labels by the place of their headings. Under `Article 3 bis` the suffix is the
    article's."""
    if not numbers or any(label.form == "article" or len(label.value) > 1 for label in numbers.values()):
        return numbers
    article: Label | None = None
    prefixed: dict[int, Label] = {}
    within = set()
    for i in sorted({*numbers, *articles}):
        if i in numbers:
            label = numbers[i]
            if article is not None:
                label = label._replace(value=(*article.value, *label.value), suffix=article.suffix)
            prefixed[i] = label
            within.add(article)
        else:
            article = articles[i]
    begun = sum(label.value == (1,) for label in numbers.values())
    one = len(within) == 1 and None not in within
    return prefixed if articles and (begun >= 2 or one) else numbers
