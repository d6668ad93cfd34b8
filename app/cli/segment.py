"""`duizhao segment`: a document as numbered units and sentences."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, put_data, put_line, quiet_option, tell
from duizhao.corpora.saying import cells, say, translated

if TYPE_CHECKING:
    from duizhao.corpora.model import Document, Segment
    from duizhao.corpora.sentences.srx import Srx


@click.command(
    epilog=examples(
        "duizhao segment paper.md                       # what was found, for reading",
        "duizhao segment paper.md --sentences           # a sentence a line",
        "duizhao segment paper.md --format jsonl        # a unit a line, for programs",
        "duizhao segment paper.md --srx team.srx        # cut by a translator's own rules",
        "duizhao segment --export-srx > duizhao.srx     # our rules for OmegaT, Okapi, memoQ…",
    )
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
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
@click.option("--notices", is_flag=True, help="List every scar of the text on stderr, not only the first of each kind.")
@click.option("--srx", type=click.Path(path_type=Path), help="Cut sentences by these SRX rules instead of ours.")
@click.option("--export-srx", is_flag=True, help="Print our rules as SRX 2.0, for a CAT tool to cut as we do.")
@quiet_option
def command(
    file: Path | None,
    output: str,
    language: str | None,
    sentences: bool,
    input_format: str | None,
    encoding: str | None,
    notices: bool,
    srx: Path | None,
    export_srx: bool,
    quiet: bool,
) -> None:
    """Print a document as numbered units and sentences.

    FILE is Markdown, plain text, DOCX, PDF, HTML, ODT or a table. What the reader saw and did not mend (a number that
    stands twice, a paragraph cut by a page end) is told on stderr.
    """
    if export_srx:
        _export()
        return
    if file is None:
        raise click.UsageError("give a FILE to segment (or --export-srx)")
    from duizhao.corpora.reading import read
    from duizhao.corpora.sentences.segmentation import segment

    document = read(file, language=language, encoding=encoding, format=input_format)
    rules = _rules(srx, document.language, quiet) if srx else None
    pieces = {key: list(group) for key, group in groupby(segment(document, srx=rules), key=lambda s: s.unit)}
    if output == "jsonl":
        _print_jsonl(document, pieces)
    elif output == "tsv":
        _print_tsv(document, pieces)
    else:
        _print_text(document, pieces, sentences)
    numbered = sum(u.number is not None and u.kind == "paragraph" for u in document)
    count = sum(len(found) for found in pieces.values())
    tell(
        say(
            "{document}: {units} units, {numbered} numbered paragraphs, {count} sentences",
            document=document.id,
            units=len(document.units),
            numbered=numbered,
            count=count,
        ),
        quiet=quiet,
    )
    _say_notices(document, every=notices, quiet=quiet)


# A check that speaks more often than this is summed up.
_MOST = 3


def _say_notices(document: Document, *, every: bool, quiet: bool) -> None:
    """What the reader saw and did not mend: each notice, or for a check with many the first and their number."""
    from duizhao.corpora.notices.text import group_by_check

    for check, found in group_by_check(document.notices).items():
        shown = found if every or len(found) <= _MOST else found[:1]
        for notice in shown:
            where = say("line {line}, ", line=notice.line) if notice.line else ""
            tell(
                say(
                    "{where}{unit}: {message} [{check}]",
                    where=where,
                    unit=(notice.unit or say("document")),
                    message=notice.message,
                    check=check,
                ),
                quiet=quiet,
            )
        if len(shown) < len(found):
            tell(say("    and {more} more like this; --notices lists them", more=len(found) - len(shown)), quiet=quiet)


def _export() -> None:
    from duizhao.corpora.sentences.rules import RULES
    from duizhao.corpora.sentences.srx import export_srx

    put_data(export_srx(RULES).decode())


def _rules(path: Path, language: str, quiet: bool) -> Srx:
    """A translator's rules; what of them cannot be used is said."""
    from duizhao.corpora.sentences.srx import read_srx

    rules = read_srx(path)
    if not rules.rules(language):
        tell(
            say("{path}: no rules for '{language}', so units are not cut into sentences", path=path, language=language),
            quiet=quiet,
        )
    for notice in rules.notices(language):
        tell(say("{path}: {message}", path=path, message=notice.message), quiet=quiet)
    return rules


def _print_jsonl(document: Document, pieces: dict[str, list[Segment]]) -> None:
    from duizhao.corpora.harmless import json_text

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
        put_data(json_text(row) + "\n")


def _print_tsv(document: Document, pieces: dict[str, list[Segment]]) -> None:
    from duizhao.corpora.harmless import cell

    put_line("unit\tkind\tnumber\tsentence\tline\ttext")
    for unit in document:
        number = ".".join(map(str, unit.number or ()))
        for piece in pieces.get(unit.id, []):
            text = " ".join(piece.text.split())
            put_line(f"{unit.id}\t{unit.kind}\t{number}\t{piece.index + 1}\t{unit.line or ''}\t{cell(text)}")


def _print_text(document: Document, pieces: dict[str, list[Segment]], sentences: bool) -> None:
    """A margin with the number or the kind, and the text."""
    for unit in document:
        margin = unit.cite if unit.cite.startswith("§") else translated(_KINDS[unit.kind])
        lines = [piece.text for piece in pieces.get(unit.id, [])] if sentences else [unit.text]
        for i, line in enumerate(lines):
            blanks = " " * (12 if i else 12 - cells(margin))
            put_line(f"{blanks}{'' if i else margin}  {line}")


_KINDS = {
    "heading": say("heading"),
    "paragraph": say("paragraph"),
    "bullet": say("bullet"),
    "footnote": say("footnote"),
    "box": say("box"),
    "cell": say("cell"),
    "front matter": say("front matter"),
    "contents": say("contents"),
    "code": say("code"),
    "furniture": say("furniture"),
}
