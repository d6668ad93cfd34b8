"""`duizhao token`: who may do what on the office's server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import CommandGroup, examples, json_option, print_json, put, put_line, table, tell
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.server.tokens import People

store_option = click.option(
    "--store",
    "place",
    metavar="PLACE",
    help="The server's first memory: a file, or postgresql://user@host/database; DUIZHAO_MEMORY without it.",
)


@click.group(
    cls=CommandGroup, epilog=examples("duizhao token add Liu --scope write", "duizhao token list", heading="Start with")
)
def command() -> None:
    """Make, list and revoke tokens of the office's server.

    Tokens lie in the database of the server's first memory, as digests alone.
    """


@contextmanager
def _people(place: str | None) -> Iterator[People]:
    from duizhao.server.tokens import People
    from duizhao.tmx.store.office import OfficeStore

    # An office may begin with its tokens.
    with OfficeStore(place or os.environ.get("DUIZHAO_MEMORY") or "memory.db", create=True) as store:
        people = People(store.database)
        people.prepare()
        yield people


@command.command(
    epilog=examples("duizhao token add Liu --scope write", "duizhao token add weblate --memory ilo --days 365")
)
@click.argument("name", metavar="NAME")
@click.option(
    "--scope",
    type=click.Choice(["read", "write", "admin"]),
    default="read",
    show_default=True,
    help="write also adds, corrects and imports; admin also removes documents and sees tokens and the audit log.",
)
@click.option("--memory", default="", metavar="NAME", help="Only for this memory of the server.")
@click.option("--days", type=click.IntRange(1, 36500), help="It expires after so many days.")
@store_option
def add(name: str, scope: str, memory: str, days: int | None, place: str | None) -> None:
    """Make a token for a person or a tool, and print it, once.

    NAME is what changes are signed with.
    """
    with _people(place) as people:
        token = people.add(name, scope, memory, days)
    put_line(token)
    tell("This is the only time that it is shown. Revoke it with: duizhao token revoke NAME")


@command.command(name="list", epilog=examples("duizhao token list"))
@store_option
@json_option
def list_tokens(place: str | None, as_json: bool) -> None:
    """List the tokens: names, scopes, dates."""
    with _people(place) as people:
        found = people.tokens()
    if as_json:
        print_json([token._asdict() for token in found])
        return
    rows = [
        (t.number, t.name, t.scope, t.memory or say("all"), t.made[:10], t.expires[:10] or say("never"), t.revoked[:10])
        for t in found
    ]
    put(table(("no.", "name", "scope", "memory", "made", "expires", "revoked"), rows, right=(0,)))


@command.command(epilog=examples("duizhao token revoke Liu", "duizhao token revoke 3"))
@click.argument("which", metavar="NAME|NO.")
@store_option
def revoke(which: str, place: str | None) -> None:
    """Revoke the tokens of a name, or the one of a number. A server that runs knows it within five seconds."""
    with _people(place) as people:
        for token in people.revoke(which):
            put_line(say("{number}\t{token}\trevoked", number=token.number, token=token.name))
