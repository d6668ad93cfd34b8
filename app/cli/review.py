"""`duizhao review`: how far a review is, reviews of others brought in, and a review to send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.common import CommandGroup, examples, json_option, print_json, put, put_line, quiet_option, table, tell
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from duizhao.review import Journal, Session
    from duizhao.review.exchange import Brought, Contradiction
    from duizhao.review.replaying import Lost
    from duizhao.review_folder import Folder

FOLDER = click.Path(path_type=Path)
TABLES = (".docx", ".xlsx")


@click.group("review", cls=CommandGroup, epilog=examples("duizhao review status out/"))
def command() -> None:
    """See, send and bring in what people decided about pairs.

    Decisions lie in review.jsonl beside the alignment. They outlive a new version of the documents: `duizhao align` and
    `duizhao build` replay them on what they align.
    """


@command.command("status", epilog=examples("duizhao review status out/", "duizhao review status out/ --json"))
@click.argument("folder", type=FOLDER)
@json_option
def status(folder: Path, as_json: bool) -> int:
    """Say how much is confirmed, and what found no place.

    FOLDER is what `duizhao align` wrote. Exit 1 where decisions find no place in the texts, lines of the journal are
    damaged, or two people's decisions contradict each other.
    """
    from duizhao.review import read_journal, replay
    from duizhao.review.exchange import open_conflicts
    from duizhao.review_folder import Folder

    place = Folder.open(folder)
    journal = read_journal(place.journal)
    found = replay(place.base, journal)
    conflicts = open_conflicts(place.base, journal)
    rows = found.sheet.rows
    counts: dict[str, int] = {
        say("rows"): len(rows),
        say("confirmed"): sum(row.confirmed for row in rows),
        say("corrected"): sum(row.edit != (None, None) for row in rows),
        say("excluded"): sum(row.excluded for row in rows),
        say("notes"): sum(bool(row.note) for row in rows),
        say("steps"): len(journal.stacks[0]),
    }
    if as_json:
        print_json(
            {
                **counts,
                "people": sorted({row.who for row in rows if row.who}),
                "lost": [_lost(one) for one in found.lost],
                "conflicts": [_conflict(place.base, one) for one in conflicts],
                "damaged_lines": list(journal.damaged),
            }
        )
    else:
        people = sorted({row.who for row in rows if row.who})
        put(table(["", str(folder)], [*counts.items(), (say("people"), ", ".join(people) or say("nobody yet"))]))
        for one in found.lost:
            put_line(
                say(
                    "lost: {source} | {target} ({who} {when}): {why}",
                    source=(one.texts[0] or "–"),
                    target=(one.texts[1] or "–"),
                    who=one.row.who,
                    when=one.row.when,
                    why=one.why,
                )
            )
        for clash in conflicts:
            put_line(_clash_line(place.base, clash))
        if journal.damaged:
            put_line(
                say(
                    "damaged lines of {journal}: {damaged}",
                    journal=place.journal,
                    damaged=", ".join(map(str, journal.damaged)),
                )
            )
    return int(bool(found.lost or conflicts or journal.damaged))


@command.command(
    "export",
    epilog=examples("duizhao review export out/ -o paper.review.json", "duizhao review export out/ -o paper.docx"),
)
@click.argument("folder", type=FOLDER)
@click.option(
    "-o", "--output", type=FOLDER, required=True, help="Where to write: NAME.review.json, or a table: .docx, .xlsx."
)
@quiet_option
def export(folder: Path, output: Path, quiet: bool) -> None:
    """Write a review as one file that can be sent.

    The other person brings it in with `duizhao review import`. As a table for Word or Excel it has a row a pair, to be
    corrected, confirmed and commented there; the same command brings it home.
    """
    from duizhao.corpora.errors import InputError
    from duizhao.corpora.storage.files import write_text
    from duizhao.review import read_journal
    from duizhao.review.exchange import export as exported
    from duizhao.review_folder import Folder

    place = Folder.open(folder)
    journal = read_journal(place.journal)
    if output.suffix.lower() in TABLES:
        _export_table(place, journal, output, quiet)
        return
    if not journal.entries:
        raise InputError("nothing was decided here yet", path=folder, cure="Review it first: duizhao desk")
    write_text(output, exported(journal, folder.resolve().name))
    tell(say("{output}: {entries} steps", output=output, entries=len(journal.entries)), quiet=quiet)


def _export_table(place: Folder, journal: Journal, output: Path, quiet: bool) -> None:
    from duizhao.corpora.storage.files import write_bytes
    from duizhao.review import replay
    from duizhao.review.table import table_bytes

    rows = replay(place.base, journal).sheet.rows
    data = table_bytes(place.base, rows, output.suffix.lower(), place.path.resolve().name)
    write_bytes(output, data)
    tell(say("{output}: {rows} rows", output=output, rows=len(rows)), quiet=quiet)


theirs_option = click.option(
    "--take", type=click.Choice(["mine", "theirs"]), default="mine", show_default=True, help="Who wins a contradiction."
)
reviewer_option = click.option("--reviewer", default="", help="Who signs that it was brought in.")


@command.command(
    "import",
    epilog=examples(
        "duizhao review import wang.review.json out/ --reviewer Liu", "duizhao review import paper.docx out/"
    ),
)
@click.argument("review", type=FOLDER)
@click.argument("folder", type=FOLDER)
@theirs_option
@reviewer_option
@json_option
@quiet_option
def import_(review: Path, folder: Path, take: str, reviewer: str, as_json: bool, quiet: bool) -> int:
    """Bring another person's decisions into a review.

    REVIEW is a NAME.review.json, a review.jsonl, or a review table (.docx, .xlsx) in which somebody corrected texts,
    set statuses or wrote notes or comments. What both decided alike is noted; where they contradict each other yours
    stays and theirs is listed, and shown in the desk until one of you decides. Exit 1 for contradictions and for
    decisions whose text is not here, and for lines of a table that cannot be applied.
    """
    return _bring(review, folder, take, reviewer, as_json, quiet, write=False)


@command.command("apply", epilog=examples("duizhao review apply paper.review.json out/"))
@click.argument("review", type=FOLDER)
@click.argument("folder", type=FOLDER)
@theirs_option
@reviewer_option
@json_option
@quiet_option
def apply(review: Path, folder: Path, take: str, reviewer: str, as_json: bool, quiet: bool) -> int:
    """Bring in what was reviewed on the offline page, and write the files anew.

    REVIEW is the NAME.review.json that report.html saved, or a review table. It may be of an older version of the
    documents: what still has its sentences is applied, the rest is listed. Exit 1 for contradictions and for decisions
    that found no place.
    """
    return _bring(review, folder, take, reviewer, as_json, quiet, write=True)


def _bring(review: Path, folder: Path, take: str, who: str, as_json: bool, quiet: bool, *, write: bool) -> int:
    from duizhao.corpora.errors import InputError
    from duizhao.folder_project import glossary_of
    from duizhao.review.lock import locked
    from duizhao.review_folder import Folder

    place = Folder.open(folder)
    bring = _bringing(review, place, take == "theirs", who)
    glossary = glossary_of(folder) if write else None  # one that cannot be read is told before anything is taken over
    with locked(folder):
        session = place.session(who)
        try:
            found = bring(session)
        except InputError as error:
            raise InputError(error.what, path=review, cure=error.cure) from None
        journal = bool(session.journal.entries)
        files = place.write(session.sheet, journal=journal, glossary=glossary) if write else []
    if as_json:
        data: dict[str, Any] = {
            "taken": len(found.taken),
            "agreed": found.agreed,
            "conflicts": [_conflict(place.base, one) for one in found.conflicts],
            "lost": [_lost(one) for one in found.lost],
            "damaged": found.damaged,
            "not_applied": [
                {"row": one.number, "source": one.texts[0], "target": one.texts[1], "why": one.why}
                for one in found.left
            ],
        }
        print_json({**data, "files": [str(path) for path in files]})
    else:
        _print_brought(place.base, found)
        for path in files:
            tell(say("  {path}", path=path), quiet=quiet)
    return int(bool(found.conflicts or found.lost or found.damaged or found.left))


def _bringing(review: Path, place: Folder, theirs: bool, who: str) -> Callable[[Session], Brought]:
    """How what a file says is brought into a session. Raises InputError where it is no review."""
    if review.suffix.lower() in TABLES:
        from duizhao.review.table import bring_table, read_table

        table = read_table(review, place.languages)
        return lambda session: bring_table(session, table, theirs=theirs, who=who)
    from duizhao.review.exchange import bring, read_review

    other = read_review(review)
    return lambda session: bring(session, other, theirs=theirs)


def _print_brought(base: Any, found: Brought) -> None:
    put_line(
        say(
            "{taken} decisions taken over, {agreed} that stood here already",
            taken=len(found.taken),
            agreed=found.agreed,
        )
    )
    for clash in found.conflicts:
        put_line(_clash_line(base, clash))
    for one in found.lost:
        put_line(
            say(
                "lost: {source} | {target}: {why}",
                source=(one.texts[0] or "–"),
                target=(one.texts[1] or "–"),
                why=one.why,
            )
        )
    for line in found.left:
        put_line(
            say(
                "not applied: row {number}: {source} | {target}: {why}",
                number=line.number,
                source=(line.texts[0] or "–"),
                target=(line.texts[1] or "–"),
                why=line.why,
            )
        )
    if found.damaged:
        put_line(say("{damaged} lines of the other review could not be read", damaged=found.damaged))


def _clash_line(base: Any, clash: Contradiction) -> str:
    mine = " / ".join(" | ".join(base.shown(row)) for row in clash.mine)
    who = clash.theirs.who or say("the other")
    return say(
        "CONFLICT: here {mine} ({people}); {who}: ",
        mine=mine,
        people=", ".join({r.who for r in clash.mine if r.who}),
        who=who,
    ) + " | ".join(base.shown(clash.theirs))


def _lost(one: Lost) -> dict[str, Any]:
    return {
        "source": one.texts[0],
        "target": one.texts[1],
        "confirmed": one.row.confirmed,
        "corrected": list(one.row.edit),
        "note": one.row.note,
        "who": one.row.who,
        "when": one.row.when,
        "why": one.why,
    }


def _conflict(base: Any, one: Contradiction) -> dict[str, Any]:
    return {
        "mine": [{"texts": base.shown(row), "who": row.who} for row in one.mine],
        "theirs": {"texts": base.shown(one.theirs), "who": one.theirs.who},
    }
