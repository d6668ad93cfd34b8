"""`duizhao memory leverage`: how much of a new document a memory covers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, output_option, put, quiet_option, table, tell
from duizhao.cli.languages import say_pair
from duizhao.cli.memory_store import language_option, open_store, store_option, target_option
from duizhao.corpora.saying import say, translated

if TYPE_CHECKING:
    from duizhao.tmx.store.leverage import Leverage

FORMATS = {"text": "txt", "csv": "csv", "html": "html", "json": "json"}
"""The forms of the table, and the endings of their files."""


def _formats(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip())) if value else ()
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(say("'{name}' is none of {formats}", name=name, formats=", ".join(FORMATS)))
    return names


@click.command(
    epilog=examples(
        "duizhao memory leverage new.docx",
        "duizhao memory leverage new.docx --format html -o new.html",
        "duizhao memory leverage new.xlf --formats csv,html -o offer/",
    )
)
@click.argument("new_document", metavar="NEW_DOCUMENT", type=click.Path(path_type=Path))
@language_option
@target_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="html lists every sentence with its match.",
)
@click.option(
    "--formats",
    callback=_formats,
    metavar="FORMATS",
    help="Several forms at once, as csv,html: the files leverage.csv, leverage.html in the folder of -o.",
)
@output_option()
@store_option
@quiet_option
def leverage(
    new_document: Path, source: str, target: str, format_: str, formats: tuple[str, ...], output: str,
    place: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Count how much of a new document the memory covers: 100 %, 95–99, 85–94, 75–84, repeated, fragments, new.

    The table a translation office prices by, in words (Chinese: characters). A sentence that comes again in the
    document is a repetition unless the memory has it word for word. Fragments are words of new sentences that were
    translated in a row within other ones. Segments of XLIFF count as they are cut, translated or not.
    """
    from duizhao.bilingual_files import sentences_of_file
    from duizhao.corpora.errors import OutputError, SettingsError
    from duizhao.corpora.storage.files import make_folder, write_text
    from duizhao.tmx.store.leverage import leverage as measure

    if formats and output == "-":
        raise SettingsError("--formats writes files", cure="Name a folder for them: -o offer/")
    with open_store(place) as store:
        spoken, sentences = sentences_of_file(new_document, source)
        if spoken.split("-")[0] not in store.languages():
            tell(say("the memory has no text in {spoken}", spoken=spoken), quiet=quiet)
        found = measure(store, sentences, spoken, target)
        say_pair(store, spoken, target, found.lacking, quiet=quiet)
    made = {name: _report(found, name, new_document.name) for name in formats or (format_,)}
    if formats:
        folder = make_folder(output)
        for name, text in made.items():
            write_text(folder / f"leverage.{FORMATS[name]}", _marked(name, text))
    elif output == "-":
        put(made[format_], end="")
    elif Path(output).is_dir():
        raise OutputError("this is a folder", path=output, cure="Name a file, or several forms with --formats")
    else:
        write_text(output, _marked(format_, made[format_]))


def _marked(format_: str, text: str) -> str:
    """A file's text: Excel takes a CSV for UTF-8 by its mark."""
    return ("\ufeff" if format_ == "csv" else "") + text


def _report(found: Leverage, format_: str, name: str) -> str:
    from duizhao.corpora.harmless import json_text
    from duizhao.tmx.store.leverage import HEADINGS, as_csv, as_html, as_json

    if format_ == "csv":
        return as_csv(found)
    if format_ == "html":
        return as_html(found, say("{name}: coverage by the memory", name=name))
    if format_ == "json":
        return json_text(as_json(found), indent=2) + "\n"
    rows = [
        (translated(row[0]), *(f"{n:,}" if isinstance(n, int) else n for n in row[1:4]), f"{row[4]:.1f}")
        for row in found.rows()
    ]
    return table(HEADINGS, rows, right=(1, 2, 3, 4)) + "\n"
