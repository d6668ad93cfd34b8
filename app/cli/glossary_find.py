"""`duizhao glossary find`: which terms of a glossary stand where in a new document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, json_option, print_json, put, quiet_option, table, tell
from duizhao.corpora.saying import say, say_plural, translated

if TYPE_CHECKING:
    from duizhao.terminology import Term
    from duizhao.terminology.occurrences import FoundTerm

PATH = click.Path(path_type=Path)
_UNITS = 6  # units named in a line


@click.command(
    epilog=examples(
        "duizhao glossary find new.docx -g glossary.csv",
        "duizhao glossary find new.docx -g glossary.csv --page terms.html",
        "duizhao glossary find 新文件.docx -g glossary.csv --json",
    )
)
@click.argument("document", type=PATH)
@click.option(
    "-g", "--glossary", "glossaries", type=PATH, multiple=True, help="A glossary; the first has the last word."
)
@click.option("--seed", "with_seed", is_flag=True, help="Add the ILO seed glossary behind them.")
@click.option("--language", help="BCP 47 tag of the document. [default: guessed from it]")
@click.option("--page", type=PATH, help="Write an HTML page of the terms, with their sentences.")
@json_option
@quiet_option
def find(
    document: Path,
    glossaries: tuple[Path, ...],
    with_seed: bool,
    language: str | None,
    page: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show which terms stand where in a new document, with the translation to use.

    Terms without a translation that may be used come first. English and Chinese documents both work; the glossary is
    read in the direction that the document asks for.
    """
    from duizhao.corpora.reading import read
    from duizhao.corpora.storage.files import write_text
    from duizhao.page.found_terms import found_html
    from duizhao.terminology import merge, read_glossary, seed
    from duizhao.terminology.occurrences import find_terms

    sources = [read_glossary(path) for path in glossaries] + ([seed()] if with_seed else [])
    if not sources:
        raise click.UsageError("nothing to look in: give a glossary with -g, or --seed")
    glossary = merge(sources) if len(sources) > 1 else sources[0]
    text = read(document, language=language)
    found = find_terms(glossary, ((u.id, u.text) for u in text), text.language)
    if page:
        there = {t.translation.language for t in found if t.translation}
        write_text(page, found_html(found, document.name, text.language, next(iter(sorted(there)), "")))
    if as_json:
        print_json([_record(term) for term in found])
    elif found:
        put(table(("term", "translation", "count", "where"), [_row(term) for term in found], right=(2,)))
    missing = sum(term.translation is None for term in found)
    said = say(
        "{document}: {terms} of {concepts}",
        document=document.name,
        terms=say_plural("{n} term", "{n} terms", n=len(found)),
        concepts=say_plural("{n} concept", "{n} concepts", n=len(glossary)),
    )
    tell(say("{said}, {missing} without a translation", said=said, missing=missing) if missing else said, quiet=quiet)


def _row(term: FoundTerm) -> tuple[str, str, str, str]:
    units = list(dict.fromkeys(place.unit for place in term.places))
    more = say(" and {more} more", more=len(units) - _UNITS) if len(units) > _UNITS else ""
    shown = "; ".join(map(_shown, filter(None, (term.translation, *term.others, *term.forbidden)))) or "-"
    name = _shown(term.term)
    return name, shown, str(len(term.places)), " ".join(units[:_UNITS]) + more


def _shown(term: Term) -> str:
    """A term, with its status where that has to be known before it is used."""
    from duizhao.terminology import Status

    known = term.status.usable and term.status is not Status.PROPOSED
    return term.text if known else f"{term.text} ({translated(term.status.said)})"


def _record(term: FoundTerm) -> dict[str, object]:
    return {
        "term": term.text,
        "status": str(term.term.status),
        "concept": term.concept.id,
        "translation": term.translation.text if term.translation else None,
        "others": [t.text for t in term.others],
        "forbidden": [t.text for t in term.forbidden],
        "domain": term.concept.domain,
        "definition": term.concept.definition,
        "definition_source": term.concept.definition_source,
        "note": term.concept.note,
        "places": [{"unit": p.unit, "start": p.span.start, "end": p.span.end} for p in term.places],
    }
