"""`duizhao plugins`: what is installed, from where, and what failed."""

from __future__ import annotations

import click

from duizhao.cli.common import examples, json_option, print_json, put, put_line, table
from duizhao.corpora.saying import say


@click.command(epilog=examples("duizhao plugins", "duizhao plugins --all --json"))
@click.option("--all", "everything", is_flag=True, help="List what comes with duizhao, too.")
@json_option
def command(everything: bool, as_json: bool) -> int:
    """List plug-ins, the packages they are of, and those that failed.

    Plug-ins are readers, encoders, checks, formats of memories, glossaries and reports, and profiles of CAT tools that
    installed packages bring. Exit 1 if one of them could not be loaded. With DUIZHAO_NO_PLUGINS set, none is.
    """
    from duizhao.plugins import installed

    found = installed()
    members = found.members if everything else found.foreign
    if as_json:
        print_json(
            {
                "members": [
                    {
                        "group": group,
                        "name": member.name,
                        "origin": member.origin,
                        "suffixes": list(member.suffixes),
                        "about": member.about,
                    }
                    for group, member in members
                ],
                "failed": [{"group": f.group, "name": f.name, "origin": f.origin, "why": f.why} for f in found.failed],
            }
        )
        return int(bool(found.failed))
    if members:
        rows = [
            (group, member.name, member.origin, " ".join((member.about, *member.suffixes)).strip())
            for group, member in members
        ]
        put(table(("group", "name", "from", "what it is"), rows))
    elif not found.failed:
        put_line(say("No plug-in is installed. --all lists what comes with duizhao."))
    for failed in found.failed:
        put_line(say("FAILED: {failed}", failed=failed))
    return int(bool(found.failed))
