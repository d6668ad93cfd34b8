"""`duizhao memory pretranslate`: a new document with what a memory and a glossary know of it."""

from __future__ import annotations

from pathlib import Path

import click

from duizhao.cli.common import examples, quiet_option, tell
from duizhao.cli.languages import say_pair
from duizhao.cli.memory_store import language_option, open_store, store_option, target_option
from duizhao.corpora.saying import say

PATH = click.Path(path_type=Path)


@click.command(
    epilog=examples(
        "duizhao memory pretranslate new.docx -o new.xlf",
        "duizhao memory pretranslate new.docx -o new.xlf --to xliff -g glossary.csv",
        "duizhao memory pretranslate new.docx -o project/ -g glossary.csv",
    )
)
@click.argument("document", metavar="NEW_DOCUMENT", type=PATH)
@click.option(
    "-o", "--output", type=PATH, required=True, help="An XLIFF file, or a new folder for a project of OmegaT."
)
@click.option(
    "--to",
    type=click.Choice(["xliff12", "xliff", "omegat"]),
    help="XLIFF 1.2 or 2.1, or OmegaT. [default: xliff12 for .xlf and .xliff, else omegat]",
)
@click.option("-g", "--glossary", "glossaries", type=PATH, multiple=True, help="A glossary whose terms are shown.")
@click.option(
    "--min-score",
    "minimum",
    type=click.IntRange(1, 100),
    default=75,
    show_default=True,
    help="The lowest score of a match that is offered, 1..100.",
)
@click.option(
    "--fill",
    type=click.IntRange(1, 100),
    default=100,
    show_default=True,
    help="From which score on the best match is put in as the translation, marked as a guess below 100.",
)
@click.option(
    "-n", "--max-matches", "limit", type=click.IntRange(1), default=3, show_default=True, help="Matches of a sentence."
)
@click.option(
    "--server",
    metavar="URL",
    default="http://127.0.0.1:8470",
    show_default=True,
    help="For OmegaT: the `duizhao serve` that selected words are looked up in.",
)
@language_option
@target_option
@store_option
@quiet_option
def pretranslate(
    document: Path, output: Path, to: str | None, glossaries: tuple[Path, ...], minimum: int, fill: int, limit: int,
    server: str, source: str, target: str, place: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Write a new document with its translations from the memory, as XLIFF or a project of OmegaT.

    A sentence that the memory has is filled in; of doubtful pairs and of several translations that is said. Similar
    ones are offered beside it, with score and place; repetitions and the terms of a glossary are noted. What the
    translator makes of the file goes into the memory with `duizhao memory add`.
    """
    from duizhao.corpora import read, segment
    from duizhao.corpora.storage.files import writing
    from duizhao.pretranslating import counted, read_terms
    from duizhao.tmx.pretranslation.omegat import write_omegat_project
    from duizhao.tmx.pretranslation.omegat_project import check_server
    from duizhao.tmx.pretranslation.segments import pretranslate as look_up
    from duizhao.tmx.pretranslation.xliff import write_pretranslated2, write_pretranslated12

    server = check_server(server)
    to = to or ("xliff12" if output.suffix.lower() in (".xlf", ".xliff") else "omegat")
    text = read(document, language=source or None)
    glossary, hints = read_terms(glossaries, text.language, target)
    with open_store(place) as store:
        made = look_up(
            store, text, segment(text), target, minimum=min(minimum, fill), fill=fill, limit=limit, terms=hints
        )
        say_pair(store, text.language, target, made.lacking, quiet=quiet)
    if to == "omegat":
        from duizhao.terminology.formats.interchange import omegat_table

        table = omegat_table(glossary) if glossary is not None else ""
        write_omegat_project(output, made, text, document, glossary=table, server=server)
    else:
        with writing(output) as stream:
            (write_pretranslated12 if to == "xliff12" else write_pretranslated2)(stream, made)
    tell(say("{output}: {counted}", output=output, counted=counted(made)), quiet=quiet)
