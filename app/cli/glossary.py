"""`duizhao glossary`: extract terms from a memory, review them in a spreadsheet and bring them back, convert them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import CommandGroup, Renamed, examples, json_option, print_json, put, table, tell
from duizhao.cli.glossary_compare import diff, merge
from duizhao.cli.glossary_extract import extract
from duizhao.cli.glossary_find import find
from duizhao.cli.glossary_review import convert, import_, page
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.terminology import Concept, Glossary

PATH = click.Path(path_type=Path)


@click.group(cls=CommandGroup)
def command() -> None:
    """Extract, review and convert terminology."""


command.add_command(extract)
command.add_command(import_)
command.add_command(convert)
command.add_command(page)
command.add_command(find)
command.add_command(diff)
command.add_command(merge)


@command.command(
    epilog=examples(
        'duizhao glossary lookup "just transition"', "duizhao glossary lookup 公正转型 -g glossary.csv --no-seed"
    )
)
@click.argument("term")
@click.option("-g", "--glossary", "glossaries", type=PATH, multiple=True, help="A glossary to look in; more than one.")
@click.option("--no-seed", is_flag=True, help="Leave out the ILO seed glossary.")
@click.option(
    "-n",
    "--max-concepts",
    "most",
    cls=Renamed,
    was=["--most"],
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Concepts at most.",
)
@json_option
def lookup(term: str, glossaries: tuple[Path, ...], no_seed: bool, most: int, as_json: bool) -> None:
    """Look a term up, in either language.

    Looks in the given glossaries and in the ILO seed glossary; shows every concept with the term, then those that
    contain it. Exits 1 where nothing is found.
    """
    from duizhao.terminology import read_glossary, seed
    from duizhao.terminology.lookup import look_up as find

    sources = [read_glossary(path) for path in glossaries] + ([] if no_seed else [seed()])
    if not sources:
        raise click.UsageError("nothing to look in: give a glossary with -g, or leave out --no-seed")
    found = [(concept, glossary) for glossary in sources for concept in find(glossary, term)]
    if as_json:
        print_json([_record(concept, glossary) for concept, glossary in found[:most]])
    elif found:
        rows = [row for concept, glossary in found[:most] for row in _rows(concept, glossary)]
        put(table(("source", "target", "status", "count", "domain"), rows, right=(3,)))
        if said := [line for concept, glossary in found[:most] for line in _said(concept, glossary)]:
            put("\n".join(("", *said)))
        if len(found) > most:
            tell(say("… and {more} more; show them with -n {found}", more=len(found) - most, found=len(found)))
    if not found:
        tell(
            say(
                "'{term}' is in no concept of {which}",
                term=term,
                which=(say("the glossary") if len(sources) == 1 else say("{sources} glossaries", sources=len(sources))),
            )
        )
        raise click.exceptions.Exit(1)


def _rows(concept: Concept, glossary: Glossary) -> list[tuple[str, str, str, str, str]]:
    """One line a term: sources beside targets."""
    sources = concept.terms_in(glossary.source_language)
    targets = concept.terms_in(glossary.target_language)
    rows = []
    for i in range(max(len(sources), len(targets))):
        source = sources[i].text if i < len(sources) else ""
        target = targets[i] if i < len(targets) else None
        cells = (
            (target.text, target.status.said, f"{target.count}×" if target.count else "") if target else ("", "", "")
        )
        rows.append((source, *cells, concept.domain if i == 0 else ""))
    return rows


def _said(concept: Concept, glossary: Glossary) -> list[str]:
    """What is known besides the terms: definition with its source, notes, each behind what it is of."""
    first = concept.preferred(glossary.source_language) or next(iter(concept.terms), None)
    named = first.text if first else concept.id
    of_concept = (" — ".join(filter(None, (concept.definition, concept.definition_source))), concept.note)
    facts = [(named, text) for text in of_concept if text]
    facts += [(term.text, term.note) for term in concept.terms if term.note]
    return [" ".join(f"{name}: {text}".split()) for name, text in facts]


def _record(concept: Concept, glossary: Glossary) -> dict[str, object]:
    return {
        "concept": concept.id,
        "glossary": glossary.name,
        "domain": concept.domain,
        "definition": concept.definition,
        "definition_source": concept.definition_source,
        "note": concept.note,
        "terms": [
            {"text": t.text, "language": t.language, "status": str(t.status), "count": t.count, "note": t.note}
            for t in concept.terms
        ],
    }
