"""Where the reading of texts, Markdown and pages tips: documents of which one length, width or count grows by steps,
and the units and notices that each gives.

    python -m tests.corpora.text_sweeps    # writes it anew; git diff shows which limits have moved
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.table import guess
from duizhao.corpora.model import Document
from duizhao.corpora.notices.brackets import unpaired
from duizhao.corpora.readers.office.sheet import read_parallel
from duizhao.corpora.storage.encodings import decode
from duizhao.corpora.structure.number_formats import FORMATS, formatted
from tests.corpora.builders import from_html, from_markdown, from_text
from tests.pinned import sweep, write

# Numbers at which a way of writing them changes.
NUMBERS = (
    -1,
    0,
    1,
    4,
    9,
    10,
    11,
    14,
    20,
    21,
    26,
    27,
    35,
    36,
    40,
    50,
    51,
    90,
    99,
    100,
    101,
    110,
    111,
    205,
    400,
    702,
    703,
)
NUMBERS += (780, 781, 900, 999, 1000, 1001, 1010, 3999, 4000, 10000, 10010, 99999, 100000)
KEPT = Path(__file__).parent / "texts" / "text_sweeps.json"
WORDS = (
    "the keeper of the north light writes down what he has seen of all the ships that pass by day and by night and "
    "sends it to the harbour where a clerk reads it aloud and puts it away in a box of tin "
).split()
CHINESE = "北灯塔的看守人记下他白天和夜里看见的所有船只并把记录送到港口由书记员朗读后收进铁皮箱里保存"


def wrapped(width: int, lines: int = 5, start: int = 0) -> str:
    """Running text in lines of a width, and a last line that is shorter."""
    out, k = [], start
    for _ in range(lines - 1):
        line = ""
        while len(line) + len(WORDS[k % len(WORDS)]) < width:
            line += ("" if not line else " ") + WORDS[k % len(WORDS)]
            k += 1
        out.append(line or WORDS[k % len(WORDS)])
    return "\n".join([*out, "to the end."])


def shown(document: Document) -> str:
    """The units of a document, each as its id, kind, number, label, ends of its text and marks; and the
    checks of its notices."""
    units = []
    for unit in document:
        number = ".".join(map(str, unit.number or ()))
        text = unit.text if len(unit.text) < 24 else f"{unit.text[:10]}…{unit.text[-8:]}"
        marks = "".join(f" <{mark.kind[0]}{mark.span.start}-{mark.span.end}" for mark in unit.marks)
        head = " ".join(
            part for part in (unit.id, f"{unit.kind.value[:4]}{unit.level or ''}", number, unit.label) if part
        )
        units.append(f"{head} {text}{marks}")
    notices = sorted({notice.check for notice in document.notices})
    return " | ".join([*units, *(f"!{check}" for check in notices)])


def plain() -> Iterator[tuple[str, object]]:
    """Plain texts."""

    def text(source: str) -> str:
        return shown(from_text(source, language="zh-CN" if "灯" in source else "en"))

    yield "width of lines", sweep(range(16, 160, 6), lambda n: text(f"{wrapped(n)}\n\n{wrapped(n, start=9)}"))
    yield "lines of a paragraph", sweep(range(1, 6), lambda n: text(f"{wrapped(70, n)}\n\n{wrapped(70, n, 9)}"))
    yield (
        "a short line among long ones",
        sweep(
            range(10, 72, 4),
            lambda n: text("\n".join([wrapped(70), wrapped(n, 2).splitlines()[0], wrapped(70, start=4)])),
        ),
    )
    yield (
        "a sentence that ends short",
        sweep(
            range(10, 72, 4), lambda n: text("\n".join([wrapped(70, 4)[:-11], wrapped(n, 2)[:-12] + ".", wrapped(70)]))
        ),
    )
    yield (
        "width of Chinese lines",
        sweep(
            range(6, 60, 4),
            lambda n: text("\n".join((CHINESE * 4)[k * n : (k + 1) * n] for k in range(4)) + "\n到此为止。\n"),
        ),
    )
    yield (
        "indent of a paragraph",
        sweep(
            range(8), lambda n: text(f"{wrapped(70)}\n{' ' * n}{wrapped(68, start=9)}\n{' ' * n}{wrapped(68, start=5)}")
        ),
    )
    yield (
        "indent of Chinese paragraphs",
        sweep(
            range(4),
            lambda n: text("\n".join("　" * n + CHINESE[k : k + 30] + "\n" + CHINESE[:32] + "。" for k in range(3))),
        ),
    )
    yield (
        "length of a line that may be a title",
        sweep(
            range(2, 30, 2), lambda n: text(f"{' '.join(WORDS[:n]).title()}\n\n{wrapped(70)}\n\n{wrapped(70, start=3)}")
        ),
    )
    yield (
        "a title with a point",
        sweep([".", ":", ",", ";", "?", "", "…"], lambda end: text(f"Of the Lights{end}\n\n{wrapped(70)}\n")),
    )
    yield "blank lines", sweep(range(5), lambda n: text(f"{wrapped(70)}{chr(10) * (n + 1)}{wrapped(70, start=9)}"))

    def pages(count: int, of: int, head: str = "Board paper 7", foot: str = "{0}") -> str:
        sheets = []
        for n in range(1, of + 1):
            top = f"{head}\n\n" if n <= count else ""
            sheets.append(f"{top}{wrapped(70, 4, 7 * n)}\n\n{foot.format(n)}\n")
        return text("\f".join(sheets))

    yield "pages with a head, of five", sweep(range(6), lambda n: pages(n, 5))
    yield "pages, all with a head", sweep(range(1, 6), lambda n: pages(n, n))
    feet = ["{0}", "- {0} -", "Page {0}", "Page {0} of 4", "第{0}页", "see {0}"]
    yield "feet of pages", sweep(feet, lambda foot: pages(0, 4, foot=foot))

    def numbered(labels: Iterable[str]) -> str:
        return text("\n\n".join(f"{label} {wrapped(60, 2, 5 * k)}" for k, label in enumerate(labels)))

    yield "numbered paragraphs", sweep(range(1, 6), lambda n: numbered(f"{k}." for k in range(1, n + 1)))
    yield "a number that is missing", sweep(range(1, 8), lambda n: numbered(f"{k}." for k in range(1, 8) if k != n))
    yield (
        "a number that stands twice",
        sweep(range(1, 6), lambda n: numbered(f"{k}." for k in sorted([*range(1, 6), n]))),
    )
    firsts = [0, 1, 2, 3, 9, 30, 200, 1990, 2030]
    yield "a first number", sweep(firsts, lambda n: numbered(f"{n + k}." for k in range(4)))
    yield "a leap of numbers", sweep(range(1, 14), lambda n: numbered(f"{k}." for k in (1, 2, 3, 3 + n, 4 + n, 5 + n)))
    yield (
        "numbers that begin anew",
        sweep(range(1, 6), lambda n: numbered(f"{k}." for k in (*range(1, n + 1), 1, 2, 3))),
    )
    labels = "{0}.|{0})|({0})|{0}|§{0}|Article {0}.|1.{0}|1.{0}.|[{0}]|第{0}条|{0}、|（{0}）".split("|")
    yield "kinds of labels", sweep(labels, lambda label: numbered(label.format(k) for k in range(1, 5)))
    yield (
        "Chinese labels",
        sweep(
            ["{0}、", "（{0}）", "第{0}条", "第{0}章", "{0}.", "{0}"],
            lambda label: text(
                "\n\n".join(f"{label.format(c)}{CHINESE[3 * k : 3 * k + 25]}。" for k, c in enumerate("一二三四"))
            ),
        ),
    )

    def items(mark: str) -> str:
        second = mark.replace("a", "b").replace("i", "ii")
        return text(f"1. {wrapped(60, 2)}\n\n   {mark} ropes;\n   {second} sails.\n\n2. {wrapped(60, 2)}")

    yield "items under paragraphs", sweep(["(a)", "a)", "a.", "(i)", "i.", "•", "-", "*", "–"], items)
    yield (
        "lines of contents",
        sweep(
            range(1, 6),
            lambda n: text("\n".join(f"Part {k} ........ {k}" for k in range(1, n + 1)) + f"\n\n{wrapped(70)}\n"),
        ),
    )
    yield (
        "dots of a leader",
        sweep(
            range(8), lambda n: text("\n".join(f"Part {k} {'.' * n} {k}" for k in range(1, 5)) + f"\n\n{wrapped(70)}\n")
        ),
    )
    yield (
        "half-width brackets",
        sweep(range(4), lambda n: text("灯塔(北)。" * n + "灯塔（南）。" * 2 + "\n\n" + CHINESE + "。")),
    )
    yield "controls", sweep(range(4), lambda n: text("The lamp" + "\x07" * n + " burns.\n"))
    hidden = "\u200b|\u200e|\u00ad|\u2010|\u2011|\ufeff|\u00a0|\u3000".split("|")
    yield "hidden characters", sweep(hidden, lambda c: text(f"The north{c}light burns.\n"))
    yield (
        "notes",
        sweep(
            ["[1]", "(1)", "1", "¹", "*", "†"], lambda mark: text(f"{wrapped(60, 2)}{mark}\n\n{mark} Seen by night.\n")
        ),
    )


def marked() -> Iterator[tuple[str, object]]:
    """Markdown."""

    def md(source: str) -> str:
        return shown(from_markdown(source, language="en"))

    yield "marks of a heading", sweep(range(8), lambda n: md(f"{'#' * n} Of lights\n\nThe lamp.\n"))
    yield "spaces before a heading", sweep(range(6), lambda n: md(f"{' ' * n}# Of lights\n\nThe lamp.\n"))
    yield "a line under a heading", sweep(range(5), lambda n: md(f"Of lights\n{'=' * n}\n\nThe lamp.\n"))
    yield "a rule", sweep(range(6), lambda n: md(f"The lamp.\n\n{'-' * n}\n\nThe oil.\n"))
    yield "a fence", sweep(range(6), lambda n: md(f"{'`' * n}\nx = 1\n{'`' * n}\n\nThe lamp.\n"))
    yield "a fence that ends shorter", sweep(range(1, 6), lambda n: md(f"````\nx = 1\n{'`' * n}\n\nThe lamp.\n"))
    yield "spaces before code", sweep(range(7), lambda n: md(f"The lamp.\n\n{' ' * n}x = 1\n\nThe oil.\n"))
    yield "indent of an item", sweep(range(9), lambda n: md(f"- one\n{' ' * n}- two\n- three\n"))
    yield "indent of text in an item", sweep(range(7), lambda n: md(f"1. one\n\n{' ' * n}more\n\n2. two\n"))
    yield "numbers of items", sweep([0, 1, 2, 7, 99, 1990], lambda n: md(f"{n}. one\n{n + 1}. two\n\nThe lamp.\n"))
    yield "stars", sweep(range(5), lambda n: md(f"The {'*' * n}north{'*' * n} lamp.\n"))
    yield (
        "columns of a table",
        sweep(range(1, 5), lambda n: md("|" + "a|" * n + "\n|" + "-|" * n + "\n|" + "b|" * 3 + "\n")),
    )
    yield "dashes of a table", sweep(range(4), lambda n: md(f"| a | b |\n| {'-' * n} | {'-' * n} |\n| c | d |\n"))
    yield "a quotation", sweep(range(4), lambda n: md(f"{'> ' * n}The lamp.\n{'> ' * n}The oil.\n"))
    yield "ends of lines", sweep(["", " ", "  ", "   ", "\\"], lambda end: md(f"The lamp.{end}\nThe oil.\n"))
    yield "notes", sweep(["[^1]", "[^note]", "[1]", "^1^"], lambda mark: md(f"The lamp.{mark}\n\n{mark}: By night.\n"))
    yield (
        "links",
        sweep(
            ["[a](b)", "![a](b)", "[a][b]", "<https://x.org>", "https://x.org", "`a`", "<b>a</b>", "&amp;", "\\*a\\*"],
            lambda link: md(f"The {link} lamp.\n\n[b]: https://x.org\n"),
        ),
    )
    yield "front matter", sweep(range(2, 5), lambda n: md(f"{'-' * n}\ntitle: Lights\n{'-' * n}\n\nThe lamp.\n"))


def pages() -> Iterator[tuple[str, object]]:
    """Web pages."""
    body = "".join(f"<p>{wrapped(70, 3, 5 * k)}</p>" for k in range(3))

    def html(inner: str) -> str:
        return shown(from_html(f"<html lang=en><body>{inner}</body></html>", language="en"))

    def linked(count: int, beside: int = 0) -> str:
        items = "".join(f"<li><a href=#{k}>Part {k}</a>{'x' * beside}</li>" for k in range(count))
        return html(f"<ul>{items}</ul>{body}")

    yield "links in a list", sweep(range(0, 9, 2), linked)
    yield "text beside links", sweep(range(0, 40, 8), lambda n: linked(5, n))
    for tag in (
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "script",
        "template",
        "noscript",
        "figure",
        "details",
        "pre",
    ):
        yield f"<{tag}>", html(f"<{tag}>Of the <b>lights</b> of it.</{tag}>{body}")
    for style in ("display:none", "visibility:hidden", "font-weight:bold", "text-align:center", "font-size:200%"):
        yield f"style {style}", html(f'<p style="{style}">Of the lights.</p>{body}')
    for name in ("hidden", "aria-hidden=true", 'class="footnote"', 'role="doc-footnote"', 'id="fn1"', 'translate="no"'):
        yield f"attribute {name}", html(f"<p {name}>Of the lights.</p>{body}")
    yield "levels of headings", sweep(range(1, 8), lambda n: html(f"<h{n}>Of lights</h{n}>{body}"))
    yield (
        "bold letters of a paragraph",
        sweep(range(0, 14, 2), lambda n: html(f"<p><b>{'Of the lights.'[:n]}</b>{'Of the lights.'[n:]}</p>{body}")),
    )
    yield (
        "cells that span",
        sweep(range(4), lambda n: html(f"<table><tr><td colspan={n}>a<td>b<tr><td>c<td>d<td>e</table>{body}")),
    )
    yield (
        "rows that span",
        sweep(range(4), lambda n: html(f"<table><tr><td rowspan={n}>a<td>b<tr><td>c<td>d<tr><td>e</table>{body}")),
    )
    below = '<ol><li id="fn1">One.</li><li id="fn2">Two.</li></ol>'
    yield "notes", sweep(range(1, 4), lambda n: html(f'<p>Lamp<sup><a href="#fn{n}">{n}</a></sup>.</p>{below}'))


def characters() -> Iterator[tuple[str, object]]:
    """Encodings and languages."""

    def decoded(name: str, text: str) -> str:
        try:
            found, encoding = decode(text.encode(name), path=Path("x.txt"))
        except Exception as error:
            return type(error).__name__
        return f"{encoding} {'same' if found == text else 'other'}"

    for name in ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "shift_jis"):
        base = {"cp1252": "Café naïve Ö", "shift_jis": "かなの灯台", "big5": "燈塔的看守人記下他看見的船"}.get(
            name, CHINESE
        )
        yield (
            f"characters in {name}",
            sweep(range(1, 24, 2), lambda n, name=name, base=base: decoded(name, (base * 9)[:n])),
        )
        yield (
            f"characters in {name} behind English",
            sweep(range(1, 12, 2), lambda n, name=name, base=base: decoded(name, wrapped(70) + (base * 9)[:n])),
        )
    yield "Chinese in English", sweep(range(0, 40, 2), lambda n: str(guess(" ".join(WORDS[:10]) + CHINESE[:n])))
    for name in FORMATS:
        yield f"numbers as {name}", " ".join(formatted(n, name) for n in NUMBERS)
    yield "few letters", sweep(range(8), lambda n: f"{guess('abcdefgh'[:n])} {guess(CHINESE[:n])}")


def marks() -> Iterator[tuple[str, object]]:
    """Quotes and brackets without their other half."""
    texts = (
        "a (b|a b)|a (b)) c|((a)|(a] b|[0, 1)|(0, 1]|a) ropes; b) sails|b) sails|(a) ropes|x :) y|x ;-) y|5' 6\"|"
        'the 6" pipe|‘a’ b|the keepers’ lamp|``a’’ b|“a’’ b|a’’ b|“a|a”|“a “b” c|rock ’n’ roll|’90s|a (b" c) d|'
        "1) ropes|1) a 2) b|iv) sails|iii) a iv) b|（甲|甲）|（甲)|“甲|甲”|"
        "《甲|甲》|「甲|‘甲|第1）条|甲1）乙2）|甲1）|【甲|〈甲〉〉|"
    ).split("|")
    for tag in (False, True):
        for text in texts:
            yield f"{'Chinese' if tag else 'English'} {text}", [list(each) for each in unpaired(text, chinese=tag)]


def columns() -> Iterator[tuple[str, object]]:
    """Which columns of a table hold the two texts."""
    heads = "en,zh|English,Chinese|id,en,zh|zh,en|a,b|2,b|x,y,source,target|原文,译文|note,原文,译文|".split("|")
    lines = "The lamp burns.,灯亮着。\nThe mill stands.,磨坊停了。\nShips pass by.,船只驶过。\n"

    def read(head: str, above: int, asked: Any, path: Path) -> str:
        before = "7," * max(head.count(",") - 1, 0)
        rows = "".join(f"{before}{line}\n" for line in lines.splitlines())
        path.write_text("Title,\n" * above + f"{head}\n" + rows, encoding="utf-8")
        try:
            found = read_parallel(path, columns=asked)
        except (InputError, SettingsError) as error:
            return f"{type(error).__name__}: {error.what}"
        return f"{len(found.rows)} {[unit.text for unit in found.source.units][:2]}"

    with tempfile.TemporaryDirectory() as folder:
        for head in heads:
            for above in (0, 1, 2):
                for asked in (None, ("en", "zh"), ("A", "B"), ("1", "2"), ("2", "1"), ("b", "a"), ("AA", "B")):
                    yield f"{head} {above} {asked}", read(head, above, asked, Path(folder) / "t.csv")


def sweeps() -> dict[str, Any]:
    """All of them by name."""
    found: dict[str, Any] = {}
    for part in (plain, marked, pages, characters, marks, columns):
        found |= {f"{part.__name__}: {name}": value for name, value in part()}
    return found


if __name__ == "__main__":
    write(sweeps(), KEPT)
