"""Two languages in one file: which blocks are in which, so that each language is assembled as a document of its own.

Paragraphs that alternate, halves one after the other, and tables with a column a language are all told by the same
evidence: what each block is written in. A block in neither (a figure, a tick, a date) goes with what stands around it,
and to both where both do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from duizhao.corpora.language.scripts import HAN, count_han
from duizhao.corpora.language.table import guess, language, primary
from duizhao.corpora.model import Notice
from duizhao.corpora.saying import say
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.labels import item_labels, paragraph_label
from duizhao.corpora.structure.marked_text import Edit, Marked, edit, join_all, tidy

# A document in two languages says everything twice. A Chinese paper with an English abstract and list of references,
# or with many names in Latin letters, stays under a quarter of either; an ideograph weighs as much as four letters.
LEAST_SHARE = 0.25
LEAST_BLOCKS = 0.5  # of the blocks of the language with more: a long appendix in the other language is no translation
SAME_COLUMN = 0.8  # of the text of a column

MOST_OF_A_TITLE = 120  # characters
HABIT = 3  # titles in both languages that make it the habit of the document


_BLANKS = r"[\s☐☑□■○_:：]*"
_FIELD = re.compile(
    rf"{_BLANKS}(?P<one>[A-Za-z][^{HAN}☐☑□■○_。！？]*[a-z)])\s*[/|／｜]?\s*"
    rf"(?P<other>[{HAN}][^a-zA-Z☐☑□■○_。！？:：\s]*){_BLANKS}"
)


class Sides(NamedTuple):
    """The blocks of both languages. `alternating`: most paragraphs have their other version next to them, so that two
    blocks which follow each other on a side are no pieces of one paragraph."""

    source: tuple[Block, ...]
    target: tuple[Block, ...]
    alternating: bool


_LETTER = re.compile(r"[^\W\d_]")
# After what ends a sentence, with the quotes and brackets that close it, and not after the number of a title; and where
# a line ends.
_ENDS = re.compile(
    r"(?<=[.!?。！？…])(?<![\s/|／｜]\d\.)(?<![\s/|／｜]\d\d\.)[”’」』）)\]\"']*\s*|(?<!\s)\s*?[\n\u2028\u2029]\s*"
)
# A number of a paragraph that its other version may share.
_LABEL = re.compile(
    r"\s*(?:[(（]?\d{1,3}(?:\.\d{1,3})*[)）.．、]?|[(（][a-z0-9一二三四五六七八九十]{1,3}[)）])[ \t\u3000]+"
)
_STROKE = r"[/|／｜]"
_BETWEEN, _SENTENCE_ENDS = re.compile(rf"(?<!\s)\s+{_STROKE}\s+|(?<!\s)\s*／\s*"), re.compile("[。！？]")
_BEFORE, _BEHIND = re.compile(rf"^\s*{_STROKE}\s+"), re.compile(rf"(?<!\s)\s+{_STROKE}\s*$")
# One title, white space or a stroke, the other; no sentence ends in it.
_TITLES = re.compile(
    rf"(?P<label>(?:[(（]?\d[\d.]*[)）.．、]?\s+)?)"
    rf"(?:(?P<one>[^{HAN}。！？]*[a-z)])\s*(?:{_STROKE}\s*)?(?P<other>[{HAN}《（][^a-z。！？]*))"
)
# The same, the Chinese first. What stands between its last character and the first letter is of either.
_CHINESE_FIRST = re.compile(
    rf"(?P<label>(?:[(（]?\d[\d.]*[)）.．、]?\s+)?)"
    rf"(?P<one>[^A-Za-z。！？]*[{HAN}》])(?P<between>[^{HAN}A-Za-z。！？]*)(?P<other>[A-Za-z][^{HAN}。！？]*)"
)


def languages(blocks: Sequence[Block]) -> tuple[str, str] | None:
    """The two languages of a document that says everything in both, the first one first; None for one language.

    >>> languages([Block(t) for t in ("Bring a lamp.", "请带灯。", "The ferry leaves at noon.", "渡船中午开。")])
    ('en', 'zh')
    """
    text = "\n".join(block.text for block in blocks)
    if not LEAST_SHARE / 2 <= 4 * count_han(text) / max(_weight(text), 1) <= 1 - LEAST_SHARE / 2:
        return None  # most documents: without looking at each sentence
    weights: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for piece in (piece for block in blocks for piece in _cut(block)):
        if (tag := written_in(piece.text)) is not None:
            weights[tag] += _weight(piece.text)
            numbers[tag] += 1
    if len(weights) < 2:
        return None
    first, second = list(weights)[:2]
    share = min(weights.values()) / weights.total()
    alike = min(numbers.values()) / max(numbers.values())
    return (first, second) if share >= LEAST_SHARE and alike >= LEAST_BLOCKS else None


def notice(blocks: Sequence[Block]) -> list[Notice]:
    """That a document holds two languages, where it does."""
    if (found := languages(blocks)) is None:
        return []
    names = " and ".join(language(tag).name for tag in found)
    message = say(
        "it holds {names}, each saying the same: duizhao align FILE -o FOLDER takes them apart and pairs them",
        names=names,
    )
    return [Notice("text.two_languages", message)]


def split(blocks: Sequence[Block], source: str, target: str) -> Sides:
    """The blocks of each language, in order. A language that is not there has no blocks with words.

    A block that holds sentences of both is cut between them. What has no language goes to the side that the blocks
    before and after it are on, to both where they differ; a cell in neither goes with its column.
    """
    tags = primary(source), primary(target)
    parts = [part for block in blocks for part in _cut(block)]
    pieces = [piece for part in parts for piece in _titles(part)]
    if len(pieces) - len(parts) >= HABIT:
        # A form says each of its labels so, those of one word too, and several on a line.
        pieces = [piece for part in parts for piece in _fields(part) or _titles(part, words=1)]
    columns = _columns(pieces)
    told: list[str | None] = []
    for piece in pieces:
        known = piece.cell is not None and _column(piece) in columns
        told.append(columns[_column(piece)] if known else written_in(piece.text))
    told = _with_identical(pieces, told)
    sides: tuple[list[Block], list[Block]] = ([], [])
    numbered = _with_shared_numbers(pieces, told)
    for piece, tag in zip(numbered, _with_neighbours(pieces, told, columns), strict=True):
        for side, own in zip(sides, tags, strict=True):
            if tag is None or tag == own:
                side.append(piece)
    order = [tag for tag in told if tag]
    changes = sum(one != other for one, other in pairwise(order))
    return Sides(tuple(sides[0]), tuple(sides[1]), 2 * changes >= len(order))


def written_in(text: str) -> str | None:
    """The language of a text, without its script; None where it has too few letters to say: a figure, a tick, an A."""
    if len(_LETTER.findall(text)) < 2 and not count_han(text):
        return None
    found = guess(text)
    return primary(found) if found else None


def _weight(text: str) -> int:
    return len(_LETTER.findall(text)) + 3 * count_han(text)


def _cut(block: Block) -> Iterator[Block]:
    """A block, or its pieces where whole sentences of one language follow those of another in it."""
    text = block.text
    ends = [0, *(match.end() for match in _ENDS.finditer(text)), len(text)]
    spans = [(a, b) for a, b in pairwise(ends) if text[a:b].strip()]
    runs: list[tuple[str, int, int]] = []
    for a, b in spans:
        tag = written_in(text[a:b]) or (runs[-1][0] if runs else "")
        if runs and (runs[-1][0] == tag or not runs[-1][0]):
            runs[-1] = (tag, runs[-1][1], b)
        else:
            runs.append((tag, a, b))
    weights = Counter[str]()
    for tag, a, b in runs:
        weights[tag] += _weight(text[a:b])
    if len(weights) < 2 or min(weights.values()) < LEAST_SHARE * weights.total():
        yield block  # one language, or a sentence of the other that is quoted
        return
    whole = Marked(text, block.marks)
    for tag in weights:
        # A stroke between the two is neither's.
        parts = [
            edit(whole, [Edit(0, a + _stroke(text[a:b], _BEFORE)), Edit(b - _stroke(text[a:b], _BEHIND), len(text))])
            for own, a, b in runs
            if own == tag
        ]
        marked = tidy(join_all([tidy(part) for part in parts]))
        yield replace(block, text=marked.text, marks=marked.marks)


def _stroke(text: str, where: re.Pattern[str]) -> int:
    """How much of a text's beginning or end is a stroke that sets it off from its other version."""
    return len(found[0]) if (found := where.search(text)) else 0


def _titles(block: Block, words: int = 2) -> Iterator[Block]:
    """A block, or both titles of one that says a title in both languages: `2. Scope 范围`.

    Not `Linux 内核`, which is a name in a Chinese title: a version has its words in small letters, at least
    `words` of them, and is about as long as the other.
    """
    found = _two_titles(block.text) if len(block.text) <= MOST_OF_A_TITLE else None
    if found is None:
        yield block
        return
    whole, text = Marked(block.text, block.marks), block.text
    label, middle, other = found
    versions = text[label:middle], text[other:]
    latin, han = versions if count_han(versions[1]) else (versions[1], versions[0])
    first, second = map(written_in, versions)
    close = (1 / 3 if words > 1 else 1 / 4) <= _weight(latin) / max(_weight(han), 1) <= 3
    if (
        first is None
        or second is None
        or first == second
        or not close
        or (len(re.findall(r"[A-Za-z]+", latin)) < words and block.role is not Role.HEADING)
    ):
        yield block
        return
    yield replace(block, **_texts(tidy(edit(whole, [Edit(middle, len(text))]))))
    yield replace(block, **_texts(tidy(edit(whole, [Edit(label, other)]))))


def _two_titles(text: str) -> tuple[int, int, int] | None:
    """Where the number of a line ends that may be a title in both languages, where its first version ends and its
    second begins."""
    strokes = list(_BETWEEN.finditer(text))
    if len(strokes) == 1 and not _SENTENCE_ENDS.search(text):
        # Each may have a name of the other language in it: 关于 Linux 内核 / On the Linux kernel.
        before, behind = strokes[0].span()
        shared = _LABEL.match(text) if not _LABEL.match(text, behind) else None
        return shared.end() if shared else 0, before, behind
    if found := _TITLES.fullmatch(text):
        return found.end("label"), found.end("one"), found.start("other")
    if not (found := _CHINESE_FIRST.fullmatch(text)) or not re.search(r"[a-z]", found["other"]):
        return None
    label, at, between = found.end("label"), found.end("one"), found["between"]
    if stroke := re.search(rf"\s*{_STROKE}\s*", between):
        return label, at + stroke.start(), at + stroke.end()
    if not found["other"][0].isupper():
        return None  # 版本 2.1 beta
    # 表3 Table 3 and 租金 2. Rent: a number is the Chinese title's where the other one has it, too.
    if number := re.match(r"[\s(（]*(\d[\d.]*)[)）]?", between):
        again = re.search(rf"(?<!\d){re.escape(number[1])}(?!\d)", found["other"])
        return (label, at + number.end(), found.start("other")) if again else (label, at, at + number.start())
    return label, at + len(between.rstrip()), found.start("other")


def _fields(block: Block) -> list[Block]:
    """Both versions of a line with several fields that each say their label in both languages, with the boxes to tick
    and the blanks to fill in: `☐ Male 男  ☐ Female 女`. None where it is no such line."""
    found: list[re.Match[str]] = []
    at = 0
    while match := _FIELD.match(block.text, at):
        found.append(match)
        at = match.end()
    if len(found) < 2 or at < len(block.text):
        return []
    whole = Marked(block.text, block.marks)
    versions = (
        [Edit(match.end("one"), match.end("other")) for match in found],
        [Edit(match.start("one"), match.start("other")) for match in found],
    )
    return [replace(block, **_texts(tidy(edit(whole, edits)))) for edits in versions]


def _texts(marked: Marked) -> dict[str, Any]:
    return {"text": marked.text, "marks": marked.marks}


def _with_shared_numbers(blocks: Sequence[Block], told: Sequence[str | None]) -> list[Block]:
    """The blocks, and where it is the habit to print a paragraph's number before its first version only, the number
    before the second one too."""
    places: list[tuple[int, str]] = []
    own = 0
    for i in range(1, len(blocks)):
        before, block = blocks[i - 1], blocks[i]
        label = _LABEL.match(before.text)
        if label and i > 1 and told[i - 2] != told[i - 1] and blocks[i - 2].text.startswith(label[0]):
            continue  # the second version of what stands before it, whose number it has
        if label and told[i] and told[i - 1] and told[i] != told[i - 1] and not block.cell:
            if paragraph_label(block.text) or item_labels(block.text):
                own += 1
            else:
                places.append((i, label[0].lstrip()))
    found = list(blocks)
    for i, text in places if len(places) > own else ():
        marked = edit(Marked(blocks[i].text, blocks[i].marks), [Edit(0, 0, text)])
        found[i] = replace(blocks[i], **_texts(marked))
    return found


def _column(block: Block) -> tuple[int, int]:
    assert block.cell is not None
    return block.cell[0], block.cell[2]


def _columns(blocks: Sequence[Block]) -> dict[tuple[int, int], str | None]:
    """The language of each column, (table, column), of the tables that have a column a language; None for a column of
    figures and marks."""
    weights: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    cells: Counter[tuple[int, int]] = Counter()
    mute: Counter[tuple[int, int]] = Counter()
    for block in blocks:
        if block.cell:
            tag, column = written_in(block.text), _column(block)
            cells[column] += 1
            mute[column] += tag is None
            weights[column].update({tag: _weight(block.text)} if tag else {})
    found: dict[tuple[int, int], str | None] = {}
    for _, columns in groupby(sorted(cells), key=lambda column: column[0]):
        tags = {
            # The heading of a column of figures is a word.
            column: None if 2 * mute[column] >= cells[column] else _of_column(weights[column])
            for column in columns
        }
        if len({tag for tag in tags.values() if tag}) == 2 and "" not in tags.values():
            found |= tags
    return found


def _of_column(weights: Counter[str]) -> str:
    """The language of a column's text; "" where it has both."""
    tag, weight = weights.most_common(1)[0]
    return tag if weight >= SAME_COLUMN * weights.total() else ""


def _with_identical(blocks: Sequence[Block], told: Sequence[str | None]) -> list[str | None]:
    """A name in Latin letters that stands twice in a row stands for both languages: the second is the translation's."""
    found = list(told)
    others = {tag for tag in told if tag}
    for i in range(1, len(blocks)):
        if blocks[i].text.strip() == blocks[i - 1].text.strip() and found[i] == found[i - 1] and len(others) == 2:
            around = [tag for tag in (*found[max(i - 2, 0) : i - 1], *told[i + 1 : i + 2]) if tag]
            if found[i] is not None and any(tag != found[i] for tag in around):
                found[i] = next(tag for tag in others if tag != found[i])
    return found


def _with_neighbours(
    blocks: Sequence[Block], told: Sequence[str | None], columns: dict[tuple[int, int], str | None]
) -> list[str | None]:
    """The side of each block; None for both."""
    after: list[str | None] = [None] * len(told)
    following: str | None = None
    for i in range(len(told) - 1, -1, -1):
        after[i] = following
        following = told[i] or following
    found: list[str | None] = []
    before: str | None = None
    for i, tag in enumerate(told):
        if tag is not None:
            found.append(tag)
        elif blocks[i].role in (Role.RULE, Role.PAGE_BREAK) or (blocks[i].cell and _column(blocks[i]) in columns):
            found.append(None)
        else:
            ways = {side for side in (before, after[i]) if side}
            found.append(ways.pop() if len(ways) == 1 else None)
        before = tag or before
    return found
