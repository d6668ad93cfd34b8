"""`duizhao glossary`: extract terms from a memory, look them up."""

from __future__ import annotations

from pathlib import Path

import click

from duizhao.cli.common import json_option, print_json, quiet_option, say, table

PATH = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Extract, review and convert terminology."""


@command.command()
@click.argument("memory", type=PATH)
@click.option("-o", "--output", type=PATH, default=Path("glossary.csv"), show_default=True, help="Where to write.")
@click.option("--least", type=click.IntRange(min=1), help="Sentence pairs a term must stand in. [default: by size, 2]")
@click.option("--most", type=click.IntRange(min=1), help="Concepts at most, best first. [default: all]")
@click.option("--spacy-model", help="An installed spaCy model for English, e.g. en_core_web_sm. [default: none needed]")
@quiet_option
def extract(
    memory: Path, output: Path, least: int | None, most: int | None, spacy_model: str | None, quiet: bool
) -> None:
    """Extract a glossary from a translation memory.

    Concepts come best first, with their variants, counts and a sentence that shows them. Open the CSV in Excel, decide
    in the column "status", and bring it back with `duizhao glossary import`.
    """
    from terminology import ExtractSettings, write_glossary
    from terminology import extract as extract_terms
    from terminology.formats import format_of
    from tmx import Memory

    format_of(output)
    source = Memory.read(memory)
    pairs = source.pairs()
    settings = ExtractSettings(least=least or 0, most=most or 0, spacy_model=spacy_model or "")
    glossary = extract_terms(pairs, settings=settings, progress=lambda stage: say(f"  {stage} …", quiet=quiet))
    write_glossary(glossary, output)
    terms = sum(len(c.terms) for c in glossary)
    varying = sum(len(c.terms_in(glossary.target_language)) > 1 for c in glossary)
    say(f"{output}: {len(glossary)} concepts, {terms} terms, {varying} with more than one translation", quiet=quiet)


@command.command()
@click.argument("term")
@click.option("-g", "--glossary", "glossaries", type=PATH, multiple=True, help="A glossary to look in; more than one.")
@click.option("--no-seed", is_flag=True, help="Leave out the ILO seed glossary.")
@json_option
def lookup(term: str, glossaries: tuple[Path, ...], no_seed: bool, as_json: bool) -> None:
    """Look a term up, in either language.

    Looks in the ILO seed glossary and in the given ones; shows every concept with the term, then those that contain
    it. Exits 1 where nothing is found.
    """
    from terminology import read_glossary, seed
    from terminology.lookup import lookup as find

    sources = [read_glossary(path) for path in glossaries] + ([] if no_seed else [seed()])
    found = [(concept, glossary) for glossary in sources for concept in find(glossary, term)]
    if as_json:
        print_json(
            [
                {
                    "concept": concept.id,
                    "glossary": glossary.name,
                    "domain": concept.domain,
                    "terms": [
                        {"text": t.text, "language": t.language, "status": str(t.status), "count": t.count}
                        for t in concept.terms
                    ],
                }
                for concept, glossary in found
            ]
        )
    elif found:
        rows = []
        for concept, glossary in found:
            cells = [
                "; ".join(
                    t.text if t.status == "preferred" else f"{t.text} ({t.status})" for t in concept.terms_in(tag)
                )
                for tag in (glossary.source_language, glossary.target_language)
            ]
            rows.append((*cells, concept.domain, concept.id))
        click.echo(table(("source", "target", "domain", "concept"), rows))
    if not found:
        say(f"'{term}' is in no concept of {len(sources)} glossaries")
        raise click.exceptions.Exit(1)
