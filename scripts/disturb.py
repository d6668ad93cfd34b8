"""Damage a Markdown paper as conversion and printing do, reproducibly: page breaks anywhere, running headers, spaces
from text recognition, lost bold, lost blank lines, flattened lists.

    python scripts/disturb.py FILE.md --seed 7 > damaged.md

Each disturbance takes a text and a random generator and returns a text; none adds, drops or changes a readable
character of the paper itself, so the units of the damaged paper are those of the paper, white space aside.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

from duizhao.corpora.language.scripts import HAN

Disturbance = Callable[[str, random.Random], str]

_HAN = re.compile(f"[{HAN}]")
_HEADERS = (
    ("GB.999/TEST/1", "GB.999/TEST/1"),
    ("Board paper GB.999/TEST/1 – page {n}", "理事会文件 GB.999/TEST/1 第 {n} 页"),
    ("{n}  Programme preview", "{n}  计划预览"),
)
# What may be cut by a page break: a line of running text, with or without a number or a bullet.
_TEXT = re.compile(r"\s*(?:[-*•]\s+)?(?:\*\*)?(?:\d{1,3}\.)?(?:\*\*)?\s*\S.{25,}")
_NOT_TEXT = re.compile(r"\s*(?:#|---|<sup>|▶|►|\||\*\*[^*\d]|.*\.{3,})")


def _is_text(line: str) -> bool:
    return bool(_TEXT.match(line)) and not _NOT_TEXT.match(line)


def _body(lines: list[str]) -> range:
    """The lines from the first numbered paragraph on."""
    first = next((i for i, line in enumerate(lines) if re.match(r"\s*(?:[-*]\s+)?(?:\*\*)?1\.", line)), 0)
    return range(first, len(lines))


def _break(rng: random.Random, page: int, chinese: bool) -> list[str]:
    """The lines that a page break leaves in the text."""
    english, han = rng.choice(_HEADERS)
    header = (han if chinese else english).format(n=page)
    shapes = (
        [""],
        ["", "---", ""],
        ["", str(page), ""],
        ["", header, str(page), ""],
        ["", header, "", str(page), ""],
        ["", f"- {page} -", "", header, ""],
        ["\f"],
        ["", "---", "", header, ""],
    )
    return list(rng.choice(shapes))


def page_breaks(text: str, rng: random.Random) -> str:
    """Cut 5 to 10 % of the running lines somewhere in the middle, as page breaks do."""
    lines, out = text.split("\n"), []
    share, page, chinese = rng.uniform(0.05, 0.10), 2, bool(_HAN.search(text))
    body = _body(lines)
    for i, line in enumerate(lines):
        if i in body and _is_text(line) and rng.random() < share:
            start = len(line) - len(line.lstrip()) + 12
            places = [p for p in range(start, len(line) - 8) if chinese or line[p] == " "]
            # Not into markup and not into a number or a Latin word.
            places = [p for p in places if not re.search(r"[<*>\w.(]$", line[:p]) or _HAN.match(line[p - 1])]
            if places:
                place = rng.choice(places)
                page += 1
                out += [line[:place].rstrip(), *_break(rng, page, chinese), line[place:].lstrip()]
                continue
        out.append(line)
    return "\n".join(out)


def running_headers(text: str, rng: random.Random) -> str:
    """A running header and a page number between blocks, every 12 to 30 lines."""
    chinese = bool(_HAN.search(text))
    english, han = rng.choice(_HEADERS)
    lines, out, page = text.split("\n"), [], 1
    body = _body(lines)
    wait = rng.randint(12, 30)
    for i, line in enumerate(lines):
        out.append(line)
        wait -= 1
        if wait <= 0 and i in body and not line.strip():
            page += 1
            header = (han if chinese else english).format(n=page)
            out += [header, str(page), ""] if rng.random() < 0.5 else [str(page), "", header, ""]
            wait = rng.randint(12, 30)
    return "\n".join(out)


def ocr_spaces(text: str, rng: random.Random) -> str:
    """Spaces where text recognition saw gaps: between Chinese characters (1 in 60), doubled between words, and between
    a paragraph's number and its point."""
    text = re.sub(f"(?<=[{HAN}])(?=[{HAN}])", lambda m: " " if rng.random() < 1 / 60 else "", text)
    text = re.sub(r"(?<=\w) (?=\w)", lambda m: "  " if rng.random() < 1 / 60 else " ", text)
    return re.sub(r"(?m)^(\s*\d{1,3})\.(?=\s)", lambda m: m[1] + (" ." if rng.random() < 1 / 10 else "."), text)


def lost_bold(text: str, rng: random.Random) -> str:
    """Every second bold mark pair gone, or all."""
    share = rng.choice((0.5, 1.0))
    return re.sub(r"\*\*([^*\n]*)\*\*", lambda m: m[1] if rng.random() < share else m[0], text)


def lost_blank_lines(text: str, rng: random.Random) -> str:
    """Half of the blank lines gone, or all."""
    share = rng.choice((0.5, 1.0))
    body = _body(text.split("\n"))
    lines = enumerate(text.split("\n"))
    return "\n".join(line for i, line in lines if line.strip() or i not in body or rng.random() >= share)


def flattened_lists(text: str, rng: random.Random) -> str:
    """List marks gone from half of the lists or from all; indents too."""
    share = rng.choice((0.5, 1.0))
    out, flat = [], False
    for line in text.split("\n"):
        item = re.match(r"\s*[-*•]\s+(?=\S)", line)
        if item and not re.match(r"\s*---", line):
            out.append(line[item.end() :] if flat else line)
        else:
            if re.match(r"\s*(?:\*\*)?\d{1,3}\.", line):
                flat = rng.random() < share
            out.append(line.lstrip() if flat else line)
    return "\n".join(out)


DISTURBANCES: dict[str, Disturbance] = {
    "flattened lists": flattened_lists,
    "lost bold": lost_bold,
    "OCR spaces": ocr_spaces,
    "page breaks": page_breaks,
    "running headers": running_headers,
    "lost blank lines": lost_blank_lines,
}


def disturb(text: str, seed: int) -> tuple[str, list[str]]:
    """The text with one to four disturbances, chosen by the seed, and their names."""
    rng = random.Random(seed)
    chosen = set(rng.sample(list(DISTURBANCES), rng.randint(1, 4)))
    names = [name for name in DISTURBANCES if name in chosen]
    for name in names:
        text = DISTURBANCES[name](text, rng)
    return text, names


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    text, names = disturb(arguments.file.read_text(encoding="utf-8"), arguments.seed)
    sys.stdout.write(text)
    print(f"seed {arguments.seed}: {', '.join(names)}", file=sys.stderr)


if __name__ == "__main__":
    main()
