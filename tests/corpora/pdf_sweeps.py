"""Where the reading of a PDF tips: pages on which one distance or size grows step by step, and what each is read as.

A rule of the reader says "further than so many em"; here is written how far that is, on a page that has nothing else.

    python -m tests.corpora.pdf_sweeps    # writes it anew; git diff shows which limits have moved
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from unittest.mock import patch

from duizhao.corpora.readers.pdf import reader
from duizhao.corpora.readers.pdf.page import Glyph, Page, RuledLine
from tests.pinned import write

KEPT = Path(__file__).parent / "texts" / "pdf_sweeps.json"
EM = 10.0
WORDS = "the keeper of the north light writes down what he has seen of ships that pass by day and by night and "
LONG = 400.0
Run = list[Glyph]
Found = tuple[str, list[tuple[float, float, str]]]


def put(text: str, x: float, y: float, size: float = EM, *, bold: str = "") -> Run:
    """Glyphs from the left: half an em each, Chinese ones a whole; those of `bold` are bold."""
    out, at = [], x
    for char in text:
        wide = size if ord(char) > 0x2E7F else size / 2
        out.append(Glyph(char, at, at + wide, y, size, char in bold, False))
        at += wide
    return out


def text(length: int, start: int = 0) -> str:
    """So many letters of running text, no two of which are cut alike."""
    return (WORDS * 4)[start : start + length].strip().ljust(length, "n")


def para(x: float, y: float, lines: int, *, step: float = 12.0, start: int = 0) -> Run:
    """A paragraph of full lines and a last one."""
    rows = [put(text(48, start + 7 * k), x, y - k * step) for k in range(lines - 1)]
    last = "to the end."
    return [*chain.from_iterable(rows), *put(last, x, y - (lines - 1) * step)]


def page(*runs: Run, number: int = 1, rules: Iterable[RuledLine] = (), dots: Iterable[Any] = ()) -> Page:
    found = Page(number, 600.0, 800.0, [glyph for run in runs for glyph in run])
    found.rules, found.dots = list(rules), list(dots)
    return found


def read(*pages: Page, ends: bool = False) -> str:
    """The blocks of pages, each as its role, level, label and the beginning of its text (and its end)."""
    with (
        patch.object(reader, "read_pages", lambda *_: (list(pages), ())),
        patch.object(reader, "check_streams", lambda *_: None),
    ):
        found = reader.read_blocks(b"", path=Path("x.pdf")).blocks
    shown = []
    for block in found:
        marks = "".join(f"{mark.kind[0]}{mark.span.start}-{mark.span.end}" for mark in block.marks)
        place = ".".join(map(str, block.cell or ()))
        brief = block.text if len(block.text) < 26 else f"{block.text[:14]}…{block.text[-12:] if ends else ''}"
        head = f"{block.role.value}{block.level or ''}{place}{block.label and f'({block.label})'}"
        shown.append(f"{head} {brief}{marks and f' [{marks}]'}".strip())
    return " | ".join(shown)


def sweep(name: str, start: float, stop: float, step: float, at: Callable[[float], str]) -> Found:
    """What `at` says of each value, those in turn of which it says the same as one."""
    found: list[tuple[float, float, str]] = []
    for k in range(round((stop - start) / step) + 1):
        value = start + k * step
        said = at(value)
        if found and found[-1][2] == said:
            found[-1] = (found[-1][0], value, said)
        else:
            found.append((value, value, said))
    return name, found


def gaps() -> Iterator[Found]:
    body = para(50, 600, 4)

    def between(left: str, right: str) -> Callable[[float], str]:
        return lambda gap: read(page(put(left, 50, 700) + put(right, put(left, 50, 700)[-1].x1 + gap, 700), body))

    yield sweep("gap of words", 0, 24, 1, between("left", "right"))
    yield sweep("gap of characters", 0, 12, 0.5, between("港", "口"))
    yield sweep("gap behind a character", 0, 8, 0.5, between("港", "5"))
    yield sweep("gap before a point", 0, 8, 0.5, between("港", ".x"))
    yield sweep("gap behind a bracket", 0, 8, 0.5, between("(", "港口"))
    yield sweep(
        "a letter drawn twice", 0, 6, 0.25, lambda gap: read(page(put("Light", 50, 700), put("t", 70 + gap, 700)))
    )
    yield sweep("a raised figure", -6, 9, 0.5, lambda rise: read(page(para(50, 700, 4), put("3", 105, 664 + rise, 6))))
    yield sweep(
        "size of a raised figure", 8, 10, 0.25, lambda size: read(page(para(50, 700, 4), put("3", 105, 668, size)))
    )
    yield sweep(
        "a raised figure far off", -4, 10, 0.5, lambda gap: read(page(para(50, 700, 4), put("3", 105 + gap, 668, 6)))
    )
    yield sweep(
        "an exponent", 0, 8, 0.5,
        lambda rise: read(page(put("an area of 12 km", 50, 700), put("2", 130, 700 + rise, 6), body)),
    )  # fmt: skip
    yield sweep(
        "another size on a line",
        6,
        16,
        0.5,
        lambda size: read(page(put("left", 50, 700), put("right", 75, 700, size))),
    )
    yield sweep(
        "another height on a line", -4, 4, 0.5, lambda up: read(page(put("left", 50, 700), put("right", 75, 700 + up)))
    )


def lines() -> Iterator[Found]:
    def ended(last: str, behind: str) -> Callable[[float], str]:
        def at(width: float) -> str:
            rows = [put(text(50), 50, 700), put(text(50, 9), 50, 688), put(text(int(width)) + last, 50, 676)]
            return read(page(*rows, put(behind + text(60, 3), 50, 664), put(text(50, 5), 50, 652)))

        return at

    yield sweep("a line that ends short", 20, 50, 2, ended("", "goes "))
    yield sweep("a sentence that ends short", 20, 48, 2, ended(".", "goes "))
    yield sweep("a sentence that ends short, and a large letter", 20, 48, 2, ended(".", "Goes "))
    yield sweep("a number behind a short line", 20, 48, 2, ended(".", "12. "))

    def indented(stop: str, behind: str = "") -> Callable[[float], str]:
        def at(step: float) -> str:
            rows = [put(text(50 - k % 2), 50, 700 - 12 * k) for k in range(3)]
            third = put(text(49) + stop, 50, 664)
            return read(page(*rows, third, put(behind + text(45, 4), 50 + step, 652), put(text(50, 6), 50, 640)))

        return at

    yield sweep("an indent", -20, 60, 4, indented("n"))
    yield sweep("an indent behind a point", -20, 60, 4, indented("."))
    yield sweep("an indent with a label", -20, 60, 4, indented("n", "(a) "))

    def hanging(step: float) -> str:
        rows = [put("1. " + text(47), 50, 700), put(text(46), 65, 688), put(text(46, 5), 65, 676)]
        return read(page(*rows, put(text(60, 9), 65 + step, 664), put(text(46), 65, 652)))

    yield sweep("an indent under a hanging one", -30, 30, 4, hanging)

    def apart(gap: float) -> str:
        rows = [put(text(50, k), 50, 700 - 12 * k) for k in range(4)]
        more = [put(text(50, k), 50, 664 - gap - 12 * k) for k in range(4)]
        return read(page(*rows, *more))

    yield sweep("a distance of lines", 8, 20, 0.5, apart)
    yield sweep(
        "lines set wide",
        8,
        26,
        1,
        lambda step: read(page(para(50, 700, 6, step=step), para(50, 700 - 6 * step - 4, 3))),
    )
    yield sweep(
        "lines around a middle", -20, 20, 2,
        lambda off: read(page(put("THE LIGHTS OF THE", 200, 740, 14), put("NORTH", 242 + off, 722, 14),
            para(50, 600, 6))),
    )  # fmt: skip
    yield sweep("so many lines of a list", 1, 6, 1, lambda n: read(page(*[
        put(f"the lamp of pier {k}" + (";" if k < n - 1 else "; and" if k == n - 1 else "."), 50, 700 - 12 * k)
        for k in range(int(n) + 1)], para(50, 500, 4))))  # fmt: skip


def titles() -> Iterator[Found]:
    body = para(50, 700, 8)
    yield sweep("size of a title", 8, 13, 0.25, lambda size: read(page(put("Of the lights", 50, 740, size), body)))
    yield sweep(
        "distance of a title",
        4,
        40,
        4,
        lambda gap: read(page(put("Of the lights", 50, 700 + gap, 10, bold="Ofthelights"), body)),
    )
    yield sweep(
        "bold letters of a title", 0, 11, 1,
        lambda n: read(page(put("Of the lights", 50, 740, bold=""), body) if n == 0 else page(
            [g._replace(bold=k < n) for k, g in enumerate(put("Ofthelights", 50, 740))], body)),
    )  # fmt: skip
    yield sweep("length of a title", 150, 300, 10, lambda n: read(page(
        *[put(text(min(80, int(n) - 80 * k)), 50, 790 - 16 * k, 14) for k in range(-(-int(n) // 80))], para(50,
            600, 8))))  # fmt: skip
    yield sweep("three sizes of titles", 11, 20, 0.5, lambda size: read(page(
        put("First", 50, 780, 16), put("Second", 50, 750, size), put("Third", 50, 725, 12), body)))  # fmt: skip
    yield sweep(
        "a title with a point", 0, 1, 1, lambda n: read(page(put("Of the lights" + "." * int(n), 50, 740, 14), body))
    )


def edges() -> Iterator[Found]:
    def headed(gap: float = 30, drift: float = 0, count: int = 3, of: int = 3, words: str = "Board paper") -> str:
        pages = []
        for n in range(1, of + 1):
            head = put(words.format(n), 50, 700 + gap + (drift if n == 2 else 0)) if n <= count else []
            pages.append(page(head, para(50, 700, 5, start=9 * n), put(f"{n}", 300, 700 - 48 - gap), number=n))
        return read(*pages)

    yield sweep("distance of a running head", 4, 40, 4, lambda gap: headed(gap))
    yield sweep("drift of a running head", 0, 16, 1, lambda drift: headed(drift=drift))
    yield sweep("pages with a running head, of six", 0, 6, 1, lambda count: headed(count=int(count), of=6))
    yield sweep("pages with a running head, of three", 0, 3, 1, lambda count: headed(count=int(count)))
    yield sweep("pages that count parts", 1, 6, 1, lambda n: headed(words="Instrument {0}", count=int(n), of=int(n)))

    def noted(size: float = 8, label: str = "1", mark: str = "1", y: float = 500) -> str:
        above = page(para(50, 700, 5), put(mark, 105, 656, 6), put(f"{label} Seen by night.", 50, y, size))
        return read(above, page(para(50, 700, 5, start=9), number=2))

    yield sweep("size of a note", 8, 10, 0.1, lambda size: noted(size=size))
    yield sweep("label of a note", 1, 3, 1, lambda n: noted(label=f"{int(n)}"))
    yield sweep("sign of a note", 0, 3, 1, lambda n: noted(label="*†‡§"[int(n)], mark="*"))
    yield sweep("a note that goes on", 0, 1, 1, lambda n: read(
        page(para(50, 700, 5), put("1", 105, 656, 6), put("1 Seen by night" + "." * int(n), 50, 500, 8)),
        page(para(50, 700, 5, start=9), put("2", 105, 656, 6), put("and by day.", 50, 510, 8),
            put("2 Not seen.", 50, 500, 8), number=2)))  # fmt: skip
    yield sweep("entries of contents", 1, 5, 1, lambda n: read(page(*[
        put(f"Of lamp {k} ........ {k}", 50, 700 - 12 * k) for k in range(1, int(n) + 1)], para(50, 500,
            5))))  # fmt: skip
    yield sweep("an entry of two lines", -10, 30, 2, lambda off: read(page(
        put("Of lamps ........ 1", 50, 700), put("Of the many lamps", 50, 688), put("of the piers .... 2",
            50 + off, 676),
        put("Of oil ........ 3", 50, 664), put("Of rope ........ 4", 50, 652), para(50, 500, 5))))  # fmt: skip


def side_by_side() -> Iterator[Found]:
    def columns(lines: float = 8, gap: float = 30, width: int = 45, shift: float = 0, across: int = 0) -> str:
        size = width * EM / 2
        left = [put(text(width, 3 * k), 50, 500 - 12 * k) for k in range(int(lines))]
        right = [put(text(width, 5 * k + 1), 50 + size + gap, 500 - shift - 12 * k) for k in range(int(lines))]
        full = [put(text(100, k), 50, 490 - 12 * lines - 12 * k) for k in range(across)]
        return read(page(*left, *right, *full), ends=True)

    yield sweep("lines of two columns", 1, 9, 1, lambda n: columns(lines=n))
    yield sweep("width of two columns", 8, 50, 2, lambda n: columns(width=int(n)))
    yield sweep("lines across", 0, 8, 1, lambda n: columns(across=int(n)))

    def table(rows: float = 4, step: float = 16, jitter: float = 0, gap: float = 60, columns: int = 3) -> str:
        cells = [
            put(f"{'lamp' if c == 0 else 'oil' if c == 1 else 'rope'} {r}{c}",
                60 + c * (40 + gap) + (jitter if r == 1 else 0), 600 - r * step)
            for r in range(int(rows)) for c in range(columns)
        ]  # fmt: skip
        return read(page(para(50, 760, 5), *cells, para(50, 300, 4)))

    yield sweep("rows of a table", 1, 5, 1, lambda n: table(rows=n))
    yield sweep("columns of a table", 1, 4, 1, lambda n: table(columns=int(n)))
    yield sweep("distance of rows", 8, 56, 4, lambda step: table(step=step))
    yield sweep("distance of columns", 0, 30, 2, lambda gap: table(gap=gap))

    def ruled(part: float = 1.0, off: float = 0.0, columns: int = 2, rows: int = 2) -> str:
        xs, ys = [60.0 + 100 * k for k in range(columns + 1)], [600.0 - 20 * k for k in range(rows + 1)]
        rules = [RuledLine(xs[0], y, xs[-1], y) for y in ys]
        rules += [RuledLine(x + (off if x == xs[1] else 0), ys[-1], x + (off if x == xs[1] else 0), ys[0]) for x in xs]
        rules[1] = RuledLine(xs[0], ys[1], xs[0] + part * (xs[-1] - xs[0]), ys[1])
        cells = [put(f"lamp {r}{c}", 65 + 100 * c, 588 - 20 * r) for r in range(rows) for c in range(columns)]
        return read(page(para(50, 760, 5), *cells, para(50, 300, 4), rules=rules))

    yield sweep("a rule drawn in part", 0.7, 1.1, 0.05, lambda part: ruled(part=part))
    yield sweep("a rule out of place", -8, 8, 1, lambda off: ruled(off=off))
    yield sweep("columns of a ruled table", 1, 3, 1, lambda n: ruled(columns=int(n)))
    yield sweep("rows of a ruled table", 1, 3, 1, lambda n: ruled(rows=int(n)))
    yield sweep("options side by side", 1, 4, 1, lambda n: read(page(
        put("Which is it?", 50, 700), *[put(f"{'ABCD'[k]}. lamp", 50 + 100 * k, 688) for k in range(int(n))],
            para(50, 500, 4))))  # fmt: skip
    yield sweep("lines of three panels", 2, 7, 1, lambda n: read(page(*[
        put(text(30, 4 * k + 11 * c), 30 + 190 * c,
            600 - 5 * c - 13 * k) for c in range(3) for k in range(int(n))])))  # fmt: skip
    yield sweep("edges of three panels", 0, 8, 1, lambda off: read(page(*[
        put(text(30, 4 * k + 11 * c), 30 + 190 * c + (off if c == 1 else 0),
            600 - 5 * c - 13 * k) for c in range(3) for k in range(6)])))  # fmt: skip


def asides() -> Iterator[Found]:
    body = [put(text(50, 3 * k), 80, 700 - 12 * k) for k in range(6)]

    def margin(count: float = 6, gap: float = 20, first: int = 1, each: int = 1) -> str:
        figures = [
            put(f"{first + k * each}", 80 - gap - 5 * len(f"{first + k * each}"), 700 - 12 * k * each)
            for k in range(int(count))
        ]
        return read(page(*body, *figures))

    yield sweep("lines with numbers", 1, 6, 1, lambda n: margin(count=n))
    yield sweep("distance of numbers of lines", 1, 20, 1, lambda gap: margin(gap=gap))
    yield sweep("every second line with a number", 1, 3, 1, lambda n: margin(count=n, each=2))
    yield sweep(
        "a mark behind the text",
        10,
        40,
        2,
        lambda size: read(page(*body, put("DRAFT", 100, 650, size), para(80, 600, 4))),
    )
    yield sweep("height of a mark", 560, 760, 10, lambda y: read(page(*body, put("DRAFT", 100, y, 60))))
    yield sweep("size of a reading", 5, 7.5, 0.25, lambda size: read(page(
        *[put("港口的灯", 80, 700 - 20 * k) for k in range(3)], put("gǎng", 80, 710, size))))  # fmt: skip
    yield sweep("height of a reading", 4, 16, 0.5, lambda up: read(page(
        *[put("港口的灯", 80, 700 - 20 * k) for k in range(3)], put("gǎng", 80, 700 + up, 4))))  # fmt: skip

    def initial(size: float = 30, near: float = 5, lines: int = 2) -> str:
        rows = [put(text(60, 3 * k), 50 + size / 2 + near if k < lines else 50, 700 - 12 * k) for k in range(6)]
        return read(page(put("T", 50, 690, size), *rows))

    yield sweep("size of an initial", 10, 40, 2, lambda size: initial(size=size))
    yield sweep("distance of an initial", -10, 30, 2, lambda near: initial(near=near))
    yield sweep("lines beside an initial", 0, 4, 1, lambda n: initial(lines=int(n)))
    yield sweep("distance of a drawn bullet", 0, 40, 2, lambda gap: read(page(*body, dots=[(76 - gap, 80 - gap, 703)])))
    yield sweep("height of a drawn bullet", -2, 10, 0.5, lambda up: read(page(*body, dots=[(66, 70, 676 + up)])))
    yield sweep("width of a drawn bullet", 1, 14, 0.5, lambda wide: read(page(*body, dots=[(70 - wide, 70, 703)])))


def joined(found: Page) -> str:
    """What stands where the first line of a page ends."""
    with (
        patch.object(reader, "read_pages", lambda *_: ([found], ())),
        patch.object(reader, "check_streams", lambda *_: None),
    ):
        blocks = reader.read_blocks(b"", path=Path("x.pdf")).blocks
    return blocks[0].text[30:65]


def broken() -> Iterator[Found]:
    for left, right in (("light-", "house"), ("light-", "House"), ("self-", "made"), ("2019–", "2020"), ("and/", "or")):
        rows = [
            put(text(50 - len(left)) + left, 50, 700),
            put(right + " " + text(45), 50, 688),
            put("the end", 50, 676),
        ]
        yield f"{left}{right}", [(0, 0, joined(page(*rows)))]
        known = put("the lighthouse stands, a lighthouse", 50, 600)
        yield f"{left}{right} known", [(0, 0, joined(page(*rows, known)))]


def sweeps() -> dict[str, Any]:
    """All of them: name to [from, to, what is read]."""
    parts = (gaps, lines, titles, edges, side_by_side, asides, broken)
    return {name: [list(each) for each in found] for part in parts for name, found in part()}


if __name__ == "__main__":
    write(sweeps(), KEPT)
