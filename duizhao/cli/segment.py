"""`duizhao segment`: a document as numbered units and sentences."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import quiet_option, say

if TYPE_CHECKING:
    from corpora.model import Document, Segment


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "jsonl", "tsv"]),
    default="text",
    show_default=True,
    help="text: for reading; jsonl: a unit a line; tsv: a sentence a line.",
)
@click.option("--language", help="BCP 47 tag (en, zh-CN…); checked against the text. Default: guessed from it.")
@click.option("--sentences", is_flag=True, help="With --format text: a sentence a line.")
@click.option(
    "--input-format", help="Read the file as this format, whatever its name: markdown, text, docx, pdf, html…"
)
@click.option("--encoding", help="Encoding of a text file that does not show it: gb18030, big5, utf-16…")
@quiet_option
def command(
    file: Path,
    output: str,
    language: str | None,
    sentences: bool,
    input_format: str | None,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Print a document as numbered units and sentences.

    \b
    duizhao segment paper.md                       what was found, for reading
    duizhao segment paper.md --sentences           a sentence a line
    duizhao segment paper.md --format jsonl        a unit a line, for programs
    """
    from corpora.read import read
    from corpora.segmentation import segment

    document = read(file, language=language, encoding=encoding, format=input_format)
    pieces = {key: list(group) for key, group in groupby(segment(document), key=lambda s: s.unit)}
    if output == "jsonl":
        _print_jsonl(document, pieces)
    elif output == "tsv":
        _print_tsv(document, pieces)
    else:
        _print_text(document, pieces, sentences)
    numbered = sum(u.number is not None and u.kind == "paragraph" for u in document)
    count = sum(len(found) for found in pieces.values())
    say(f"{document.id}: {len(document.units)} units, {numbered} numbered paragraphs, {count} sentences", quiet=quiet)
    for notice in document.notices:
        where = f"line {notice.line}: " if notice.line else ""
        say(f"{where}{notice.message} [{notice.check}]", quiet=quiet)


def _print_jsonl(document: Document, pieces: dict[str, list[Segment]]) -> None:
    for unit in document:
        row: dict[str, object] = {
            "id": unit.id,
            "kind": str(unit.kind),
            "number": list(unit.number) if unit.number else None,
            "label": unit.label,
            "text": unit.text,
            "sentences": [piece.text for piece in pieces.get(unit.id, [])],
            "line": unit.line,
            "level": unit.level,
        }
        if unit.marks:
            row["marks"] = [[m.kind, m.span.start, m.span.end, m.value] for m in unit.marks]
        click.echo(json.dumps(row, ensure_ascii=False))


def _print_tsv(document: Document, pieces: dict[str, list[Segment]]) -> None:
    click.echo("unit\tkind\tnumber\tsentence\tline\ttext")
    for unit in document:
        number = ".".join(map(str, unit.number or ()))
        for piece in pieces.get(unit.id, []):
            text = " ".join(piece.text.split())
            click.echo(f"{unit.id}\t{unit.kind}\t{number}\t{piece.index + 1}\t{unit.line or ''}\t{text}")


def _print_text(document: Document, pieces: dict[str, list[Segment]], sentences: bool) -> None:
    """A margin with the number or the kind, and the text."""
    for unit in document:
        margin = unit.cite if unit.number and unit.kind != "box" else str(unit.kind)
        lines = [piece.text for piece in pieces.get(unit.id, [])] if sentences else [unit.text]
        for i, line in enumerate(lines):
            click.echo(f"{margin if not i else '':>12}  {line}")
