"""`duizhao memory`: a memory on disk to look things up in and to price new work against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import (
    CommandGroup,
    Renamed,
    examples,
    json_option,
    print_json,
    put,
    put_line,
    quiet_option,
    table,
    tell,
)
from duizhao.cli.languages import say_pair, source_option
from duizhao.cli.languages import target_option as target_language
from duizhao.cli.memory_leverage import leverage
from duizhao.cli.memory_pretranslate import pretranslate
from duizhao.cli.memory_store import language_option, open_store, store_option, target_option
from duizhao.cli.tmx.common import columns_option, languages
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.tmx.store.store import Store


def _language(given: str, text: str) -> str:
    from duizhao.corpora.errors import SettingsError
    from duizhao.corpora.language.table import guess

    found = given or guess(text)
    if not found:
        raise SettingsError("cannot tell the language of this text", cure="Say it with -l")
    return found


@click.group(
    cls=CommandGroup,
    epilog=examples(
        "duizhao memory add out/memory.tmx",
        "duizhao memory concordance 体面劳动",
        "duizhao memory leverage new.docx",
        heading="Start with",
    ),
)
def command() -> None:
    """Look up and price against a memory on disk.

    The memory is one file (SQLite), or a PostgreSQL database that an office shares: --store or DUIZHAO_MEMORY say
    which. Both languages are looked up alike.
    """
    from duizhao.cli.tmx.common import reading_shown

    click.get_current_context().with_resource(reading_shown())


@command.command(
    epilog=examples(
        "duizhao memory add out/memory.tmx", "duizhao memory add old.csv --languages en,zh-CN --document GB.340"
    )
)
@click.argument("files", metavar="FILE...", type=click.Path(), nargs=-1, required=True)
@click.option(
    "--document", default="", metavar="NAME", help="The document of units that name none; else the file's name."
)
@click.option(
    "--languages",
    callback=languages,
    metavar="CODES",
    help="For tables: what the two columns are in, as en,zh-CN.",
)
@columns_option
@click.option(
    "--from", "from_", default="", metavar="FORMAT", help="The files' format, where their names do not say it."
)
@store_option
@quiet_option
def add(
    files: tuple[str, ...],
    document: str,
    languages: tuple[str, ...],
    columns: tuple[tuple[str, str], ...],
    from_: str,
    place: str | None,
    quiet: bool,
) -> None:
    """Add memories; a document that is there already is replaced by its new version.

    Reads all that `duizhao tmx convert` reads. Each document is safe on disk as soon as it is listed (with -q nothing
    is); after an interruption the same command goes on there.
    """
    from functools import partial

    from duizhao.tmx.formats.convert import reading
    from duizhao.tmx.formats.sifted import Sifted, left_out, without_guesses

    codes = languages or tuple(language for language, _ in columns)
    with open_store(place, create=True) as store:
        for file in files:
            with reading(file, from_, codes, tuple(column for _, column in columns)) as (_, entries):
                fallback = document or ("standard input" if file == "-" else Path(file).name)
                approved = Sifted(partial(without_guesses, entries))
                for name, units, replaced in store.add(approved, fallback):
                    done = say("updated") if replaced else say("added")
                    if not quiet:
                        put_line(say("{name}\t{units}\t{done}", name=name, units=units, done=done))
                if out := left_out(entries, approved):
                    tell(say("{file}: left out: {out}", file=file, out=out), quiet=quiet)
        _say_repaired(store)
        tell(
            say("{documents} units in the memory", documents=sum((units for _, units, _ in store.documents()))),
            quiet=quiet,
        )


def _say_repaired(store: Store) -> None:
    """What was left out of units because no memory could give it back."""
    if store.repaired:
        name, unit, _ = store.repaired[0]
        count = sum(left_out for _, _, left_out in store.repaired)
        more = say(" and {more} more", more=len(store.repaired) - 1) if len(store.repaired) > 1 else ""
        tell(
            say(
                "note: {count} characters that XML cannot hold were left out: {name}, unit {unit}{more}",
                count=count,
                name=name,
                unit=unit,
                more=more,
            )
        )


@command.command(epilog=examples("duizhao memory remove GB.340"))
@click.argument("document", metavar="DOCUMENT")
@store_option
def remove(document: str, place: str | None) -> None:
    """Remove a document from the memory."""
    from duizhao.corpora.errors import SettingsError

    with open_store(place) as store:
        if not store.remove(document):
            known = ", ".join(name for name, _, _ in store.documents()[:5]) or say("none")
            raise SettingsError(
                say("no document '{document}' in the memory", document=document),
                cure=say("Documents: {known}", known=known),
            )


@command.command(
    name="list", epilog=examples("duizhao memory list", "duizhao memory list --store postgresql://user@host/memory")
)
@store_option
@json_option
def list_documents(place: str | None, as_json: bool) -> None:
    """List the documents and languages of the memory."""
    with open_store(place) as store:
        documents, languages = store.documents(), store.languages()
    if as_json:
        found = [{"document": name, "units": units, "added": added} for name, units, added in documents]
        print_json({"documents": found, "texts": languages})
        return
    rows = [(name, units, _shown(added)) for name, units, added in documents]
    put(table(("document", "units", "added (UTC)"), rows, right=(1,)))
    texts = ", ".join(f"{language} {number}" for language, number in languages.items()) or say("none")
    put_line(say("texts: {texts}", texts=texts))


def _shown(date: str) -> str:
    """A date of TMX as people write it: `2025-01-31 12:00`."""
    from duizhao.tmx.memory import parse_date

    moment = parse_date(date)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else date


def _place(document: str, number: str) -> str:
    """A document and a place in it: a paragraph, else the unit (`h7` is the seventh heading)."""
    return f"{document} §{number}" if number[:1].isdigit() else f"{document} {number}".rstrip()


@command.command(
    epilog=examples(
        'duizhao memory lookup "Decent work for all." --min-score 60',
        "cat sentences.txt | duizhao memory lookup - --json",
    )
)
@click.argument("text", metavar="TEXT")
@language_option
@target_option
@click.option(
    "--min-score",
    "minimum",
    cls=Renamed,
    was=["--minimum"],
    type=click.IntRange(0, 100),
    default=70,
    show_default=True,
    help="The lowest score to show, 0..100.",
)
@click.option(
    "-n",
    "--max-matches",
    "limit",
    cls=Renamed,
    was=["--limit"],
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How many to show, at most.",
)
@store_option
@json_option
def lookup(text: str, source: str, target: str, minimum: int, limit: int, place: str | None, as_json: bool) -> int:
    """Find the units most like a text, as CAT tools score them; exit 1 if there are none.

    The score counts words, in Chinese characters. Parts of the text that stand in other units come after them, with the
    part of the translation that they most likely are. A TEXT of - reads lines from standard input. Of a memory in many
    languages a unit without the language wanted is left out, and counted.
    """
    missing = False
    lacking: set[int] = set()
    used: set[str] = set()
    with open_store(place) as store:
        for line in _lines(text):
            spoken = _language(source, line)
            used.add(spoken)
            found = store.lookup(line, spoken, target, minimum=minimum, limit=limit, lacking=lacking)
            shown = {match.unit for match in found}
            whole = any(match.score == 100 for match in found)
            parts = [] if whole else store.fragments(line, spoken, target, limit=limit)
            parts = [part for part in parts if part.unit not in shown]
            missing = missing or not (found or parts)
            if as_json:
                matches, fragments = ([one._asdict() for one in some] for some in (found, parts))
                print_json({"text": line, "matches": matches, "fragments": fragments})
                continue
            if text == "-":
                put_line(f"# {line}")
            for match in found:
                where = _place(match.document, match.number)
                put_line(f"{match.score:3} %  {match.source}")
                put_line(f"       {match.target}")
                put_line(f"       {where}")
            for part in parts:
                put_line(say("part   … {part} …", part=part.text))
                put_line(f"       … {part.translation} …")
                put_line(f"       {_place(part.document, part.number)}: {part.source}")
            if not found and not parts:
                tell(
                    say(
                        "no unit is {minimum} % like it; --min-score lowers that, `memory concordance` finds phrases",
                        minimum=minimum,
                    )
                )
        for spoken in sorted(used):
            say_pair(store, spoken, target, lacking)
    return int(missing)


def _lines(text: str) -> Iterator[str]:
    if text != "-":
        yield text
        return
    with click.open_file("-", encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield line.strip()


@command.command(
    epilog=examples("duizhao memory concordance 体面劳动 --context", 'duizhao memory concordance "labour polic*" -n 50')
)
@click.argument("phrase", metavar="PHRASE")
@language_option
@target_option
@click.option(
    "-n",
    "--max-lines",
    "limit",
    cls=Renamed,
    was=["--limit"],
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="How many places to show, at most.",
)
@click.option("--context", is_flag=True, help="Show the texts before and after, too.")
@store_option
@json_option
def concordance(
    phrase: str, source: str, target: str, limit: int, context: bool, place: str | None, as_json: bool
) -> int:
    """Find where a phrase stands, in both languages; exit 1 if nowhere.

    Case, width and punctuation do not count; a last word may end with * (polic* finds policies). Without --source a
    phrase is looked for in every language. Units without the language of the translations are left out, and counted.
    """
    from duizhao.tmx.store.wanted import usual_target

    lacking: set[int] = set()
    with open_store(place) as store:
        found = store.concordance(phrase, source, target, limit=limit, lacking=lacking)
        if source or target:
            say_pair(store, source or usual_target(target, store.languages()), target, lacking)
        elif lacking:
            tell(
                say(
                    "left out: {lacking} that fit without the language of the others (--target chooses another)",
                    lacking=len(lacking),
                )
            )
    if as_json:
        print_json([line._asdict() for line in found])
    else:
        for line in found:
            put_line(_place(line.document, line.number))
            put_line(f"  {line.source}")
            put_line(f"  {line.target}")
            if context and (line.before or line.after):
                put_line(f"  … {line.before} [ ] {line.after} …")
        if not found:
            tell("nowhere in the memory; a last word may end with * to find its other forms")
    return int(not found)


@command.command(
    epilog=examples(
        "duizhao memory export all.tmx", "duizhao memory export GB.340.xlsx --document GB.340 --source en-GB"
    )
)
@click.argument("output", metavar="FILE", type=click.Path())
@click.option("--document", default="", metavar="NAME", help="Only this document.")
@source_option("The source language of the file. [default: en, or what stands with --target]")
@target_language("Only units of this pair, in its two languages. [default: all, where the format holds them]")
@click.option("--to", default="", metavar="FORMAT", help="The format, where the file's name does not say it.")
@store_option
@quiet_option
def export(output: str, document: str, source: str, target: str, to: str, place: str | None, quiet: bool) -> None:
    """Write the memory, or one of its documents, as TMX or any format of `duizhao tmx convert`.

    With --target it is a memory of two languages: units that lack one are left out, and counted.
    """
    from collections.abc import Iterable

    from duizhao.tmx.formats.convert import writing_to
    from duizhao.tmx.formats.of_pair import OfPair
    from duizhao.tmx.formats.rows import table_header
    from duizhao.tmx.formats.sifted import left_out
    from duizhao.tmx.memory import check_language
    from duizhao.tmx.model import Entry

    with open_store(place) as store:
        entries: Iterable[Entry] = store.entries(document)
        header, spoken = table_header((check_language(source or "en"), "")), ""
        if target:
            entries = found = OfPair(table_header((source or "*all*", "")), entries, source, target)
            header, spoken = found.header, found.pair.target
        number, losses = writing_to(output, header, entries, to, target=spoken)
    tell(say("{number} units", number=number), quiet=quiet)
    if out := left_out(entries):
        tell(say("left out: {out}", out=out), quiet=quiet)
    if lost := str(losses):
        tell(say("not kept: {lost}. TMX and JSONL keep everything", lost=lost), quiet=quiet)


command.add_command(leverage)
command.add_command(pretranslate)
