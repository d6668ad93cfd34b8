"""`duizhao corpus`: what was aligned, as a data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import FiniteRange, examples, json_option, print_json, put_line, quiet_option, tell
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.project import Project


@click.command(
    "corpus",
    epilog=examples(
        "duizhao corpus -o corpus/",
        "duizhao corpus --manifest pairs.tsv --aligned out/ -o corpus/ --about documents.tsv",
        "duizhao corpus -o corpus/ --tmx --min-confidence 0.8 --without duplicate",
    ),
)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option(
    "--manifest", type=click.Path(path_type=Path), help="Instead of a project: the pairs of align --manifest."
)
@click.option("--aligned", type=click.Path(path_type=Path), help="With --manifest: the folder that align -o filled.")
@click.option("--source-language", default="en", show_default=True, help="With --manifest: language of the sources.")
@click.option("--target-language", default="zh-CN", show_default=True, help="With --manifest: that of the targets.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder for the corpus.")
@click.option(
    "--about",
    type=click.Path(path_type=Path),
    help="Table of documents, with tabs: id and licence, year, or whatever columns; each becomes one of the corpus.",
)
@click.option(
    "--min-confidence", type=FiniteRange(0, 1), default=0.6, show_default=True, help="Leave out pairs below it."
)
@click.option("--without", multiple=True, metavar="FILTER", help="Turn a filter off; may be given more than once.")
@click.option("--rows", type=click.IntRange(1), default=100_000, show_default=True, help="Pairs of a file at most.")
@click.option("--tmx", is_flag=True, help="Write each file's pairs as TMX, too.")
@json_option
@quiet_option
def command(
    project: Path | None,
    manifest: Path | None,
    aligned: Path | None,
    source_language: str,
    target_language: str,
    output: Path,
    about: Path | None,
    min_confidence: float,
    without: tuple[str, ...],
    rows: int,
    tmx: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Make a data set of the pairs of all documents: Parquet, TMX, a datasheet.

    PROJECT is a duizhao.toml that was built, or its folder; with --manifest and --aligned, what align --manifest
    aligned. Left out are omissions, pairs in doubt, and what the filters name: wordless, copy (the target is the
    source), language, length, numbers (figures that the other side lacks) and duplicate (the same two texts in whatever
    document). What people reviewed is taken as they left it. Exit 1 where documents are not aligned, which are left out
    and named.
    """
    from duizhao.corpus import Counts, Sieve, read_about, records
    from duizhao.corpus_files import COLUMNS, datasheet, write_corpus

    sieve = Sieve(min_confidence, frozenset(without))
    known = read_about(about)
    plan = _plan(project, manifest, aligned, source_language, target_language)
    own = {name for name, _ in COLUMNS}
    more = tuple(dict.fromkeys(name for row in known.values() for name, _ in row if name not in ("year", "licence")))
    if taken := own & set(more):
        raise SettingsError(
            say("{about}: a corpus has a column {taken} of its own", about=about, taken=min(taken)),
            cure="Give it another name",
        )
    counts = Counts()
    found = records(plan, sieve, known, counts)
    figures = write_corpus(found, output, sieve, counts, more=more, rows=rows, tmx=tmx)
    if as_json:
        print_json({**datasheet(figures, sieve, counts), "missing": counts.missing})
    else:
        out = ", ".join(f"{number} {name}" for name, number in sorted(counts.out.items()))
        put_line(
            say(
                "{pairs} pairs of {documents} documents in {output}; left out: {out}",
                pairs=figures.pairs,
                documents=counts.documents,
                output=output,
                out=(out or say("none")),
            )
        )
        for name in counts.missing[:12]:
            tell(say("{name}: it is not aligned", name=name))
        if len(counts.missing) > 12:
            tell(say("and {more} more are not aligned", more=len(counts.missing) - 12), quiet=quiet)
    return int(bool(counts.missing))


def _plan(project: Path | None, manifest: Path | None, aligned: Path | None, source: str, target: str) -> Project:
    from duizhao.cli.gather import of_manifest
    from duizhao.project import FILE_NAME, load

    if manifest is None:
        if aligned is not None:
            raise SettingsError("--aligned goes with --manifest", cure="A project names its output folder itself")
        return load(project or Path(FILE_NAME))
    if project is not None or aligned is None:
        raise SettingsError("--manifest goes with --aligned and without a project", cure="See: duizhao corpus --help")
    return of_manifest(manifest, aligned, source, target)
