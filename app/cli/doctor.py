"""`duizhao doctor`: does everything work here, and what to do where it does not?"""

from __future__ import annotations

from dataclasses import asdict

import click

from duizhao.cli.common import examples, json_option, print_json, put, put_line
from duizhao.corpora.saying import say

SIGNS = {"ok": "✓", "note": "–", "fault": "✗"}


@click.command(epilog=examples("duizhao doctor", "duizhao doctor --json"))
@json_option
def command(as_json: bool) -> int:
    """Check this installation: encoder, folders, memory, extras, CAT tools.

    Every line says what was found (✓ in order, – could be better, ✗ does not work) and, where there is something to
    do, what. Exit 1 if something does not work. Nothing is sent anywhere.
    """
    from duizhao.doctor import examine

    found = []
    for one in examine():
        found.append(one)
        if not as_json:
            put_line(f"{SIGNS[one.state]} {one.what:<18} {one.found}")
            if one.cure:
                put_line(f"{'':<20} → {one.cure}")
    faults = sum(one.state == "fault" for one in found)
    if as_json:
        print_json({"faults": faults, "checks": [asdict(one) for one in found]})
    else:
        notes = sum(one.state == "note" for one in found)
        rest = (
            say(
                "; {notes} {which} what could be better",
                notes=notes,
                which=(say("line says") if notes == 1 else say("lines say")),
            )
            if notes
            else ""
        )
        put(f"\n{'Everything works' if not faults else f'{faults} do not work'}{rest}.")
    return int(faults > 0)
