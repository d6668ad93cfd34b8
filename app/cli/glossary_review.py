"""`duizhao glossary import, convert, page`: reviewed tables back, other formats, a page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, json_option, print_json, put_line, quiet_option, tell
from duizhao.corpora.saying import say, say_joined, say_plural

if TYPE_CHECKING:
    from duizhao.page.glossary import ReviewPage
    from duizhao.terminology import Glossary
    from duizhao.terminology.review.merge_review import MergedReview

PATH = click.Path(path_type=Path)


def _columns(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for value in values:
        theirs, equals, ours = value.rpartition("=")
        if not equals or not theirs:
            raise click.BadParameter(
                say("'{value}' is not HEADER=COLUMN, such as 'English term=source_term'", value=value)
            )
        columns[theirs] = ours
    return columns


columns_option = click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_columns,
    metavar="HEADER=COLUMN",
    help="What a column of a foreign table is, e.g. 'English term=source_term'; more than one.",
)


def say_lost(glossary: Glossary, path: Path, format_: str | None = None, *, quiet: bool = False) -> None:
    """Say what of a glossary the format of a file cannot hold."""
    from duizhao.terminology.formats import glossary_formats
    from duizhao.terminology.formats.losses import lost

    if gone := lost(glossary, glossary_formats.choose(path, format_).name):
        tell(say("not kept: {gone}", gone=", ".join(gone)), quiet=quiet)


@click.command(
    "import",
    epilog=examples(
        "duizhao glossary import reviewed.xlsx --into glossary.csv --reviewer Liu",
        "duizhao glossary import theirs.csv --column 'Terme anglais=source_term' --column 'Terme chinois=target_term'",
    ),
)
@click.argument("reviewed", type=PATH)
@click.option("--into", type=PATH, default=Path("glossary.csv"), show_default=True, help="The glossary it came from.")
@click.option("-o", "--output", type=PATH, help="Where to write. [default: into the glossary itself]")
@click.option("--reviewer", default="", help="Who signs decisions whose row names nobody.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day of decisions whose row has none. [default: today]")
@columns_option
@json_option
@quiet_option
def import_(
    reviewed: Path,
    into: Path,
    output: Path | None,
    reviewer: str,
    day: str | None,
    columns: dict[str, str],
    as_json: bool,
    quiet: bool,
) -> None:
    """Bring a reviewed table (CSV, TSV, XLSX) back into its glossary.

    Decisions are found by row and content, whatever the spreadsheet did to separators, encoding, dates, order of rows
    and columns. A row that is missing changes nothing. Contradictions are listed row by row and change nothing either;
    then the exit code is 1.
    """
    from datetime import date

    from duizhao.terminology import read_glossary, write_glossary
    from duizhao.terminology.formats import glossary_formats
    from duizhao.terminology.formats.cells import iso_date
    from duizhao.terminology.formats.delimited import read_table, unread_in_table
    from duizhao.terminology.formats.workbook import read_workbook, unread_in_workbook
    from duizhao.terminology.review.merge_review import merge_review

    today = iso_date(day) if day else date.today().isoformat()
    if not today:
        raise click.BadParameter(say("'{day}' is not a day such as 2026-01-31", day=day), param_hint="--date")
    if reviewed.suffix.lower() in (".json", ".tbx", ".xml", ".utx"):
        raise click.UsageError(
            say(
                "{name} is not a table. For another glossary: duizhao glossary merge {into} {reviewed} -o FILE",
                name=reviewed.name,
                into=into,
                reviewed=reviewed,
            )
        )
    glossary_formats.choose(output or into, None)
    base = read_glossary(into)
    is_book = reviewed.suffix.lower() == ".xlsx"
    read, unread = (read_workbook, unread_in_workbook) if is_book else (read_table, unread_in_table)
    table, faults = read(reviewed, columns or None, base.source_language)
    result = merge_review(base, table, faults, reviewer=reviewer, today=today)
    write_glossary(result.glossary, output or into)
    _print_review(result, as_json)
    tell(say("{output}: {counts}", output=output or into, counts=_counted(result)), quiet=quiet)
    if unknown := unread(reviewed, columns or None, base.source_language):
        tell(say("not read: {unknown}", unknown=", ".join(unknown)), quiet=quiet)
    say_lost(result.glossary, output or into, quiet=quiet)
    if result.conflicts:
        raise click.exceptions.Exit(1)


def _print_review(result: MergedReview, as_json: bool) -> None:
    """Print what came of the rows of a table."""
    if as_json:
        print_json(
            {
                "decisions": [{"row": d.line, "concept": d.concept, "text": d.text} for d in result.decisions],
                "conflicts": [{"row": c.line, "concept": c.concept, "text": c.text} for c in result.conflicts],
                "remarks": [{"row": r.line, "concept": r.concept, "text": r.text} for r in result.remarks],
                "rows_missing": result.missing,
            }
        )
    else:
        for decision in result.decisions:
            put_line(say("row {line}: {decision}", line=decision.line, decision=decision.text))
        for remark in result.remarks:
            put_line(
                say("row {line}: {remark} [{concept}]", line=remark.line, remark=remark.text, concept=remark.concept)
            )
        for conflict in result.conflicts:
            where = f" [{conflict.concept}]" if conflict.concept else ""
            put_line(
                say("row {line}: CONFLICT{where}: {conflict}", line=conflict.line, where=where, conflict=conflict.text)
            )


def _counted(result: MergedReview) -> str:
    """How many decisions came with a table, and how many rows did not come."""
    decided = say_plural("{n} decision", "{n} decisions", n=len(result.decisions))
    clashed = say_plural("{n} conflict", "{n} conflicts", n=len(result.conflicts))
    stay = say_plural(
        "; {n} row was not in the table and stays as it was",
        "; {n} rows were not in the table and stay",
        n=result.missing,
    )
    kept = stay if result.missing else ""
    return say("{decisions}, {conflicts}{kept}", decisions=decided, conflicts=clashed, kept=kept)


@click.command(
    epilog=examples(
        "duizhao glossary convert glossary.csv terms.tbx",
        "duizhao glossary convert glossary.csv project/glossary/terms.txt --to omegat",
        "duizhao glossary convert seed ilo.xlsx --to trados",
    )
)
@click.argument("glossary", type=PATH)
@click.argument("output", type=PATH)
@click.option("--from", "from_", metavar="FORMAT", help="Format of the input. [default: by its suffix]")
@click.option("--to", metavar="FORMAT", help="Format of the output. [default: by its suffix]")
@click.option("--source-language", default="en", show_default=True, help="Where the file does not say.")
@click.option("--target-language", default="zh-CN", show_default=True, help="Where the file does not say.")
@columns_option
@quiet_option
def convert(
    glossary: Path,
    output: Path,
    from_: str | None,
    to: str | None,
    source_language: str,
    target_language: str,
    columns: dict[str, str],
    quiet: bool,
) -> None:
    """Convert a glossary to another format.

    Formats: csv, xlsx, tsv (the review table), json (everything), tbx (version 3), tbx2 (for OmegaT), utx, omegat,
    trados (XLSX), memoq (CSV). `seed` as the input is the ILO seed glossary.
    """
    from duizhao.terminology import read_glossary, seed, write_glossary
    from duizhao.terminology.formats import as_written, glossary_formats

    glossary_formats.choose(output, to)
    if str(glossary) == "seed":
        terms = seed()
    else:
        terms = read_glossary(
            glossary,
            source_language=source_language,
            target_language=target_language,
            format=from_,
            columns=columns or None,
        )
    write_glossary(terms, output, format=to)
    kept = as_written(terms, glossary_formats.choose(output, to).name)
    counts = (
        say_plural("{n} concept", "{n} concepts", n=len(kept)),
        say_plural("{n} term", "{n} terms", n=sum(len(c.terms) for c in kept)),
    )
    tell(say("{output}: {counts}", output=output, counts=say_joined(", ", counts)), quiet=quiet)
    say_lost(terms, output, to, quiet=quiet)


@click.command(epilog=examples("duizhao glossary page glossary.csv -o out/glossary.html"))
@click.argument("glossary", type=PATH)
@click.option("-o", "--output", type=PATH, default=Path("glossary.html"), show_default=True, help="Where to write.")
@click.option("--report", type=PATH, help="Review page to link sentences to. [default: report.html beside the page]")
@quiet_option
def page(glossary: Path, output: Path, report: Path | None, quiet: bool) -> None:
    """Write a glossary as an HTML page to search and sort.

    Variants are bars, with their sentences behind them. One self-contained file; sentences lead to their paragraph in
    the review page of `duizhao align`, where that stands beside it. `seed` as the input is the ILO seed glossary.
    """
    from duizhao.corpora.storage.files import write_text
    from duizhao.page.glossary import glossary_html
    from duizhao.terminology import read_glossary, seed

    terms = seed() if str(glossary) == "seed" else read_glossary(glossary)
    write_text(output, glossary_html(terms, glossary.stem, _review(report, output, terms)))
    tell(say_plural("{output}: {n} concept", "{output}: {n} concepts", n=len(terms), output=output), quiet=quiet)


def _review(report: Path | None, output: Path, glossary: Glossary) -> ReviewPage | None:
    """The review page to link to and the glossary's documents that it shows; None where there is none beside the page.
    Raises InputError where one was named and cannot be read."""
    import os
    from html import escape
    from urllib.parse import quote

    from duizhao.corpora.errors import unreadable
    from duizhao.page.glossary import ReviewPage

    path = report or output.parent / "report.html"
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError as error:
        if report is None:
            return None
        raise unreadable(error, path) from error
    documents = {x.source_at.document for c in glossary for link in c.links for x in link.examples}
    shown = frozenset(name for name in documents if name and escape(name, quote=False) in text)
    try:
        address = Path(os.path.relpath(path, output.parent)).as_posix()
    except ValueError:  # another drive
        return ReviewPage(path.resolve().as_uri(), shown)
    return ReviewPage(quote(address.encode("utf-8", "surrogateescape")), shown)
