"""`duizhao glossary diff` and `duizhao glossary merge`: two glossaries side by side, and as one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, json_option, print_json, put, quiet_option, table, tell
from duizhao.cli.glossary_review import say_lost
from duizhao.corpora.saying import say, say_joined, say_plural, translated

if TYPE_CHECKING:
    from duizhao.terminology import Concept, Glossary
    from duizhao.terminology.comparing import Comparison, Relation

PATH = click.Path(path_type=Path)
_SHOWN = 200  # lines of a kind that are printed


@click.command(
    epilog=examples(
        "duizhao glossary diff glossary.csv unterm.tbx",
        "duizhao glossary diff seed glossary.csv --json",
        "duizhao glossary diff glossary.csv unterm.tbx --page compared.html",
    )
)
@click.argument("ours", type=PATH)
@click.argument("theirs", type=PATH)
@click.option("--all", "everything", is_flag=True, help="List the concepts that agree as well.")
@click.option("--page", type=PATH, help="Write an HTML page with all concepts, to choose from by how they compare.")
@json_option
@quiet_option
def diff(ours: Path, theirs: Path, everything: bool, page: Path | None, as_json: bool, quiet: bool) -> int:
    """Compare another glossary with ours: what contradicts, differs, is missing, agrees.

    A contradiction is a term that one says to use and the other forbids. Concepts meet by their source terms, singular
    and plural being one; traditional and simplified characters count as one. Exits 1 where anything contradicts or
    differs. `seed` is the ILO seed glossary.
    """
    from duizhao.corpora.storage.files import write_text
    from duizhao.page.compared import compared_html
    from duizhao.terminology.comparing import Relation, compare

    first, second = _read(ours), _read(theirs)
    compared = compare(first, second)
    shown = [c for c in compared if everything or c.kind is not Relation.AGREE]
    if page:
        write_text(page, compared_html(compared, first, (ours.name, theirs.name)))
    if as_json:
        print_json([_record(c, first) for c in shown])
    else:
        _print(shown, first)
    counts = Counter(c.kind for c in compared)
    parts = [_counted(kind, counts[kind]) for kind in Relation if counts[kind]]
    tell(say_joined(", ", parts) if parts else say("both are empty"), quiet=quiet)
    return int(bool(counts[Relation.CONTRADICT] or counts[Relation.DIFFER]))


@click.command(
    epilog=examples(
        "duizhao glossary merge glossary.csv unterm.tbx -o glossary.csv",
        "duizhao glossary merge ours.csv theirs.xlsx their-office.csv -o all.csv --json",
    )
)
@click.argument("ours", type=PATH)
@click.argument("theirs", type=PATH, nargs=-1, required=True)
@click.option("-o", "--output", type=PATH, required=True, help="Where to write.")
@click.option("-f", "--format", "format_", help="Format of the output. [default: by its suffix]")
@json_option
@quiet_option
def merge(ours: Path, theirs: tuple[Path, ...], output: Path, format_: str | None, as_json: bool, quiet: bool) -> int:
    """Bring other glossaries into ours, and show what a person must decide.

    Concepts that ours lacks are added; their terms for our concepts become `proposed`. No decision of ours changes.
    What differs from ours or contradicts it is listed, and the exit code is then 1.
    """
    from datetime import date

    from duizhao.terminology import write_glossary
    from duizhao.terminology.comparing import combine
    from duizhao.terminology.formats import glossary_formats

    glossary_formats.choose(output, format_)
    merged = _read(ours)
    before = len(merged)
    open_: list[dict[str, object]] = []
    for path in theirs:
        other = _read(path)
        if other.unread:
            tell(say("{file}: not read: {unknown}", file=path.name, unknown=", ".join(other.unread)), quiet=quiet)
        ours_before = merged
        merged, conflicts = combine(merged, other, path.name, date.today().isoformat())
        if as_json:
            open_ += [{"file": path.name, **_record(c, ours_before)} for c in conflicts]
        else:
            open_ += [{} for _ in conflicts]
            _print(conflicts, ours_before)
    write_glossary(merged, output, format=format_)
    if as_json:
        print_json(open_)
    new = len(merged) - before
    said = say(
        "{output}: {concepts}, {new} of them new, {open} to decide",
        output=output,
        concepts=say_plural("{n} concept", "{n} concepts", n=len(merged)),
        new=new,
        open=len(open_),
    )
    tell(said, quiet=quiet)
    say_lost(merged, output, format_, quiet=quiet)
    return int(bool(open_))


def _read(path: Path) -> Glossary:
    from duizhao.terminology import read_glossary, seed

    return seed() if str(path) == "seed" else read_glossary(path)


def _print(compared: list[Comparison], ours: Glossary) -> None:
    rows = []
    by_kind: Counter[Relation] = Counter()
    for one in compared:
        by_kind[one.kind] += 1
        if by_kind[one.kind] > _SHOWN:
            continue
        cells = [_targets(c, ours) if c else "-" for c in (one.ours, one.theirs)]
        rows.append((one.kind.said, one.name(ours.source_language), *cells, one.why))
    if rows:
        put(table(("", "source", "ours", "theirs", "why"), rows))
    for kind, n in by_kind.items():
        if n > _SHOWN:
            tell(say("… and {more} more: {kind}; all of them with --json", more=n - _SHOWN, kind=kind))


def _targets(concept: Concept, ours: Glossary) -> str:
    terms = concept.terms_in(ours.target_language)
    return "; ".join(t.text if t.status.usable else f"{t.text} ({translated(t.status.said)})" for t in terms) or "-"


def _counted(kind: Relation, n: int) -> str:
    """How many concepts compare so, in words."""
    from duizhao.terminology.comparing import Relation

    if kind is Relation.CONTRADICT:
        return say_plural("{n} contradicts", "{n} contradict", n=n)
    if kind is Relation.DIFFER:
        return say_plural("{n} differs", "{n} differ", n=n)
    if kind is Relation.AGREE:
        return say_plural("{n} agrees", "{n} agree", n=n)
    return say("{n} missing in ours", n=n) if kind is Relation.THEIRS else say("{n} missing in theirs", n=n)


def _record(one: Comparison, ours: Glossary) -> dict[str, object]:
    def side(concept: Concept | None) -> dict[str, object] | None:
        if concept is None:
            return None
        terms = [{"text": t.text, "language": t.language, "status": str(t.status)} for t in concept.terms]
        return {"concept": concept.id, "domain": concept.domain, "terms": terms}

    return {"kind": str(one.kind), "why": one.why, "ours": side(one.ours), "theirs": side(one.theirs)}
