"""`duizhao doctor`: does everything work here, and what to do where it does not?"""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from duizhao.cli.common import examples, json_option, print_json, put, put_line
from duizhao.corpora.saying import padded, recognised, say, say_plural, translated

SIGNS = {"ok": "✓", "note": "–", "fault": "✗"}
PLAIN = {"ok": "+", "note": "-", "fault": "x"}
"""For terminals whose code page lacks those above: 936, 1252."""


@click.command(epilog=examples("duizhao doctor", "duizhao doctor --json"))
@json_option
def command(as_json: bool) -> int:
    """Check this installation: encoder, folders, memory, extras, CAT tools.

    Every line says what was found (✓ in order, – could be better, ✗ does not work) and, where there is something to
    do, what. Exit 1 if something does not work. Nothing is sent anywhere.
    """
    from duizhao.doctor import examine

    signs = SIGNS if _shows("".join(SIGNS.values())) else PLAIN
    found = []
    for one in examine():
        found.append(one)
        if not as_json:
            put_line(f"{signs[one.state]} {padded(translated(one.what), 18)} {recognised(one.found)}")
            if one.cure:
                put_line(f"{'':<20} → {translated(one.cure)}")
    faults = sum(one.state == "fault" for one in found)
    if as_json:
        print_json({"faults": faults, "checks": [asdict(one) for one in found]})
    else:
        notes = sum(one.state == "note" for one in found)
        better = say_plural("; {n} line says what could be better", "; {n} lines say what could be better", n=notes)
        works = say("{n} do not work", n=faults) if faults else say("Everything works")
        put(say("\n{what}{rest}.", what=works, rest=better if notes else ""))
    return int(faults > 0)


def _shows(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeError, LookupError):
        return False
    return True
