"""`duizhao pair`: which documents of a pile are each other's translation, as a manifest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.common import FiniteRange, examples, json_option, print_json, progress, put, quiet_option, table, tell
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.pairing import Sorted


@click.command(
    "pair",
    epilog=examples(
        "duizhao pair en/ zh/ -o manifest.tsv",
        "duizhao pair pile/ -o manifest.tsv --jobs 0",
        "duizhao pair --list files.txt -o manifest.tsv --min-confidence 0.9",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The manifest.")
@click.option(
    "--list", "lists", multiple=True, type=click.Path(path_type=Path), help="A file that names documents, one a line."
)
@click.option("--source-language", default="en", show_default=True, help="Language of the originals (BCP 47).")
@click.option("--target-language", default="zh-CN", show_default=True, help="Language of the translations (BCP 47).")
@click.option(
    "--min-confidence",
    type=FiniteRange(0, 1),
    default=0.5,
    show_default=True,
    help="Two documents below it stay unpaired.",
)
@click.option("--encoder", help="Also compare by this encoder what nothing else pairs; see: duizhao encoder list.")
@click.option(
    "--jobs",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Documents to read at once; 0: one a core.",
)
@json_option
@quiet_option
def command(
    paths: tuple[Path, ...],
    output: Path,
    lists: tuple[Path, ...],
    source_language: str,
    target_language: str,
    min_confidence: float,
    encoder: str | None,
    jobs: int,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find which documents of a pile are each other's translation.

    PATHS are documents and folders of both languages in any order; which language a document is in is told from its
    text. What two documents say decides, never what they are called: values, dates, symbols, numbers of paragraphs,
    names, words by a dictionary. The manifest is what align --manifest takes: source, target, id, confidence. What has
    no counterpart is listed in it as a comment, with the nearest; so are duplicates, versions and parts. Exit 1 where a
    document cannot be read or nothing belongs together.
    """
    from duizhao.alignment.pairing import Settings
    from duizhao.corpora.language.table import language, primary
    from duizhao.corpora.storage.files import write_text
    from duizhao.pairing import files_of, manifest, pair_files

    for tag in (source_language, target_language):
        language(tag)
    if primary(source_language) == primary(target_language):
        raise SettingsError(
            say("both languages are {source_language}", source_language=source_language), cure="Name two"
        )
    if not output.parent.is_dir():
        from duizhao.corpora.errors import OutputError

        raise OutputError("cannot write: no such folder", path=output, cure="Make the folder, or mend the path")
    files = files_of([*paths, *_listed(lists)], output)
    if not files:
        raise SettingsError("no documents to pair", cure="Name folders or files; see: duizhao pair --help")
    with progress("reading", quiet=quiet) as advance:
        found = pair_files(
            files,
            source=source_language,
            target=target_language,
            jobs=jobs,
            settings=Settings(least=min_confidence),
            encoder=_encoder(encoder),
            advance=advance,
        )
    write_text(output, manifest(found, output))
    if as_json:
        print_json(_as_data(found))
    else:
        _show(found, output, quiet)
    return int(not found.pairing.pairs or any(one.failed for one in found.aside))


def _listed(lists: tuple[Path, ...]) -> list[Path]:
    """The documents that lists name, relative to the list; empty lines and comments (#) aside."""
    from duizhao.pipeline import read_lines

    lines = [(file, line.strip()) for file in lists for line in read_lines(file)]
    return [file.parent / line for file, line in lines if line and not line.startswith("#")]


def _encoder(name: str | None) -> Any:
    if name is None:
        return None
    from duizhao.alignment.settings import AlignSettings
    from duizhao.options import Options
    from duizhao.pipeline import load_encoder

    return load_encoder(Options(encoder=name, align=AlignSettings("all")))[0]


def _as_data(found: Sorted) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(found.pairing), "aside": [asdict(one) for one in found.aside]}


def _show(found: Sorted, output: Path, quiet: bool) -> None:
    pairing = found.pairing
    kinds = [one.kind for one in pairing.related]
    doubtful = sum(pair.confidence < 0.9 for pair in pairing.pairs)
    rows = [
        (say("documents"), say("{sources} source, {targets} target", sources=found.sources, targets=found.targets)),
        (say("pairs"), say("{pairs}, {doubtful} of them under 0.9", pairs=len(pairing.pairs), doubtful=doubtful)),
        (say("unpaired"), len(pairing.unpaired)),
        *((f"{kind}s", kinds.count(kind)) for kind in ("duplicate", "version", "part") if kind in kinds),
        *([(say("set aside"), len(found.aside))] if found.aside else []),
    ]
    put(table(["", output.name], rows))
    for one in found.aside:
        tell(say("{one}: {reason}", one=one.name, reason=one.reason), quiet=quiet and not one.failed)
    tell(say("Then: duizhao align --manifest {output} -o out/", output=output), quiet=quiet)
