"""Write corpora/samples/: two bilingual papers laid out as converted PDFs, each with its own scars, and their gold.

usage: python -m scripts.build_sample [FOLDER]

Texts and gold come from one source of aligned sentences (sample_preview.py, sample_ports.py), so they cannot disagree.
The layout (page breaks, running headers, number styles, heading marks) is decided here, without chance: the same source
gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duizhao.corpora.language.table import language
from duizhao.corpora.storage.files import write_text
from scripts import sample_ports, sample_preview
from scripts.sample_source import Item, Paper, cited, plain_text, sentences

SIDES = {"en": 0, "zh": 1}


def side_text(item: Item, side: str) -> str:
    """The text of an item in one language, with its layout marks, as the paper prints it."""
    parts = (part.strip() for bead in item.beads for part in bead[SIDES[side]].split("‖"))
    return language(side).joiner.join(part for part in parts if part)


@dataclass
class Layout:
    """One language's paper as lines of Markdown: what a PDF converter leaves of it.

    `styles` says how a paragraph's number and text are printed, `rulers` what a page break leaves behind (called with
    the running header and the page number), in turn.
    """

    side: str
    symbol: str
    number: Callable[[int, str], str]
    heading: Callable[[int, str, int], str]
    rulers: tuple[Callable[[str, int], list[str]], ...]
    contents_line: Callable[[str, int | str], str]
    dense: frozenset[int] = frozenset()
    page: int = 1
    lines: list[str] = field(default_factory=list)
    pending: list[Item] = field(default_factory=list)
    headings: list[tuple[str, int]] = field(default_factory=list)
    bullets: int = 0
    titles: int = 0
    breaks: int = 0

    def blank(self) -> None:
        """A blank line, unless there is one."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def turn_page(self) -> None:
        """Footnotes of the page that ends, then what the break leaves behind."""
        self.blank()
        notes, self.pending = self.pending, []
        if notes:
            self.lines += ["---", ""]
            for item in notes:
                self.lines += [f"<sup>{item.label}</sup> {plain_text(side_text(item, self.side))}", ""]
        ruler = self.rulers[self.breaks % len(self.rulers)]
        self.page += 1
        self.breaks += 1
        self.lines += ruler(self.symbol, self.page)
        self.blank()

    def text(self, text: str, notes: dict[str, Item]) -> None:
        """A paragraph, cut where the source says so; footnotes wait for the end of the page they are called on."""
        for k, piece in enumerate(text.split("⏎")):
            if k:
                self.turn_page()
            self.pending += [notes[label] for label in re.findall(r"\{(\d+)\}", piece)]
            self.lines.append(re.sub(r"\{(\d+)\}", r"<sup>\1</sup>", piece).rstrip())

    def add(self, item: Item, notes: dict[str, Item]) -> None:
        """Print one item of the source."""
        text = side_text(item, self.side)
        if item.kind == "break":
            if item.label == self.side:
                self.turn_page()
        elif item.kind == "contents":
            self.lines += ["", "\x00contents\x00", ""]
        elif item.kind == "footnote" or not text:
            return
        elif item.kind == "heading":
            self.titles += 1
            self.blank()
            self.lines += [self.heading(item.level, text, self.titles), ""]
            if 2 <= item.level <= 3:
                self.headings.append((text, self.page))
        elif item.kind == "para":
            assert item.number is not None
            if item.number not in self.dense:
                self.blank()
            self.text(self.number(item.printed.get(self.side, item.number), text), notes)
        elif item.kind == "bullet":
            # Converters indent bullets now and then; every fourth and fifth here.
            self.bullets += 1
            self.text(("  " if self.bullets % 5 >= 3 else "") + "- " + text, notes)
        else:
            self.blank()
            self.text(re.sub(r"^([^:：(]{2,30}[:：])", r"**\1**", text) if item.kind == "front" else text, notes)
            self.blank()

    def markdown(self) -> str:
        """The whole file, with its contents table filled in."""
        if self.pending:
            self.turn_page()
        table = "\n".join(self.contents_line(title, page) for title, page in self.headings if page > 1)
        head = "## Contents\n\n\t\tPage\n" if self.side == "en" else "## ▶ 目录\n\n\t页次\n"
        text = "\n".join(self.lines).replace("\x00contents\x00", head + table)
        return re.sub(r"\n{4,}", "\n\n\n", text).strip() + "\n"


def english_number(n: int, text: str) -> str:
    """Mostly plain, now and then bold, once behind a bullet mark."""
    if n == 34:
        return f"- **{n}.** {text}"
    return f"**{n}.** {text}" if n % 3 == 0 else f"{n}. {text}"


def chinese_number(n: int, text: str) -> str:
    """Plain, then bold for some pages, then bold behind a bullet mark; two are glued to the text, one is bold whole."""
    if n in (15, 47):
        return f"{n}.{text}"
    if n == 27:
        return f"**{n}. {text}**"
    if 19 <= n <= 31:
        return f"**{n}.** {text}"
    if 41 <= n <= 46:
        return f"- **{n}.** {text}"
    return f"  {n}. {text}" if n in (8, 9) else f"{n}. {text}"


def english_heading(level: int, text: str, order: int) -> str:
    """Hash marks by level; a black triangle before section titles."""
    return "#" * level + (" ▶ " if level == 2 and order % 2 else " ") + text


def chinese_heading(level: int, text: str, order: int) -> str:
    """Hash marks that wander by one, bold lines without any, and one bare line behind a triangle."""
    if level == 4 and order % 7 == 5:
        return f"► {text}"
    if level == 5:
        return f"**{text}**" if order % 2 else f"### **{text}**"
    return "#" * level + (" ▶ " if level == 2 and order % 3 else " ") + text


def layouts(paper: Paper) -> dict[str, Layout]:
    """The two languages' layouts of a paper."""
    return {
        "en": Layout(
            "en", paper.symbol, english_number, english_heading,
            rulers=(
                lambda symbol, page: [symbol, str(page)],
                lambda symbol, page: ["---", ""],
            ),
            contents_line=lambda title, page: f"{title} {'.' * (9 + len(title) % 11)}\t{page}",
        ),
        "zh": Layout(
            "zh", paper.symbol, chinese_number, chinese_heading,
            rulers=(
                lambda symbol, page: [str(page - 1), "", symbol],
                lambda symbol, page: ["", ""],
                lambda symbol, page: [str(page - 1), "", symbol],
                lambda symbol, page: ["---"],
            ),
            contents_line=lambda title, page: f"{title}.....\t{page}",
            dense=frozenset({2, 3, 5, 6, 7, 8, 9, 11, 12, 14, 51, 52, 53}),
        ),
    }  # fmt: skip


def gold(paper: Paper) -> Iterator[dict[str, Any]]:
    """A unit a line with its beads; beads with an empty side stand apart under `omissions`, since a memory has no place
    for them. `printed` gives the number a language prints where it is not the right one."""
    counts = {"heading": 0, "front": 0, "footnote": 0, "bullet": 0}
    for item, number in cited(paper.items):
        if item.kind in ("break", "contents"):
            continue
        if item.kind == "para":
            counts["bullet"] = 0
            uid = f"p{number:03}"
        elif item.kind == "box":
            uid = f"p{number:03}.box"
        else:
            counts[item.kind] += 1
            uid = {"heading": "h", "front": "f", "footnote": "fn", "bullet": f"p{number or 0:03}."}[item.kind]
            uid += item.label or f"{counts[item.kind]:02}"
        beads = [[sentences(zh), sentences(en)] for en, zh in item.beads]
        record: dict[str, Any] = {
            "uid": uid,
            "kind": item.kind,
            "number": number if item.kind in ("para", "bullet", "box") else None,
            "zh": plain_text(side_text(item, "zh")),
            "en": " ".join(plain_text(side_text(item, "en")).split()),
            "beads": [bead for bead in beads if all(bead)],
        }
        if item.printed:
            record["printed"] = item.printed
        if omitted := [bead for bead in beads if not all(bead)]:
            record["omissions"] = omitted
        yield record


def planted(paper: Paper, units: list[dict[str, Any]]) -> dict[str, Any]:
    """The faults put into the paper on purpose, and where."""
    terms = []
    for term, renderings in paper.variants:
        places: dict[str, list[str]] = {zh: [] for zh in renderings}
        for unit in units:
            for zh in renderings:
                places[zh] += [unit["uid"]] * unit["zh"].count(zh)
        terms.append({"source": term, "usual": renderings[0], "renderings": places})
    numbered = [item for item in paper.items if item.kind == "para"]
    numbering: list[dict[str, Any]] = []
    for item in numbered:
        for side, n in item.printed.items():
            numbering.append({"side": side, "fault": "doubled", "number": n, "instead_of": item.number})
        for side in SIDES:
            if not side_text(item, side):
                numbering.append({"side": side, "fault": "skipped", "number": item.number})
    omissions, additions = [], []
    for unit in units:
        for zh, en in unit.get("omissions", []):
            if zh:
                additions.append({"side": "zh", "uid": unit["uid"], "text": "".join(zh)})
            else:
                omissions.append({"side": "zh", "uid": unit["uid"], "text": " ".join(en)})
    return {"terms": terms, "numbering": numbering, "omissions": omissions, "additions": additions}


def build(paper: Paper, folder: Path, prefix: str = "") -> None:
    """Write the files of one paper; `prefix` stands before every name."""
    notes = {item.label: item for item in paper.items if item.kind == "footnote"}
    for side, layout in layouts(paper).items():
        for item in paper.items:
            layout.add(item, notes)
        write_text(folder / f"{prefix}{side}.md", layout.markdown())
    units = list(gold(paper))
    lines = (json.dumps(unit, ensure_ascii=False) for unit in units)
    write_text(folder / f"{prefix}gold.jsonl", "\n".join(lines) + "\n")
    write_text(folder / f"{prefix}terms.tsv", "zh\ten\n" + "".join(f"{zh}\t{en}\n" for zh, en in paper.terms))
    if paper.variants:
        text = json.dumps(planted(paper, units), ensure_ascii=False, indent=1)
        write_text(folder / f"{prefix}planted.json", text + "\n")


def main(folder: str = "corpora/samples") -> None:
    """Write both papers."""
    build(sample_preview.PAPER, Path(folder))
    build(sample_ports.PAPER, Path(folder), "ports.")


if __name__ == "__main__":
    main(*sys.argv[1:])
