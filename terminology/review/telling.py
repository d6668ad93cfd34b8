"""Lines of a concept's history as sentences, which pages say in other languages than the file is written in."""

from __future__ import annotations

import re
from collections.abc import Callable

from duizhao.corpora.saying import say, say_joined
from duizhao.terminology.glossary import Status

_SIGNED = re.compile(r"\d{4}-\d\d-\d\d(?: [^:]*)?")
_FACTS = {
    "domain": say("domain"),
    "definition": say("definition"),
    "definition_source": say("source of the definition"),
    "note": say("note on the concept"),
}


def history_sentence(line: str) -> str:
    """A line of a history as a sentence; one that is not of ours is itself."""
    head, mark, text = line.partition(": ")
    if mark and _SIGNED.fullmatch(head):
        known = _decision(text)
        return say("{signed}: {decision}", signed=head, decision=known) if known else line
    return _decision(line) or line


def _decision(text: str) -> str | None:
    for prefix, made in _BEGINNINGS.items():
        if text.startswith(prefix):
            return made(text.removeprefix(prefix))
    for suffix, made in _ENDS.items():
        if text.endswith(suffix):
            return made(text.removesuffix(suffix))
    term, mark, rest = text.partition(": ")
    if not mark:
        return None
    if rest == "taken out":
        return say("{term}: taken out", term=_FACTS.get(term, term))
    if term in _FACTS:
        return say("{term}: {decisions}", term=_FACTS[term], decisions=rest)
    if rest.startswith("written "):
        return say("{term}: written {text}", term=term, text=rest.removeprefix("written "))
    return _of_term(term, rest)


_BEGINNINGS: dict[str, Callable[[str], str]] = {
    "new concept: ": lambda rest: say("new concept: {terms}", terms=rest),
    "confirmed: ": lambda rest: say("confirmed: {terms}", terms=rest),
    "added, too: ": lambda rest: say("added, too: {terms}", terms=rest),
    "split from ": lambda rest: say("split from {origin}", origin=rest),
}
_ENDS: dict[str, Callable[[str], str]] = {
    " is merged into it": lambda rest: say("{origin} is merged into it", origin=rest),
    " is split from it": lambda rest: say("{concept} is split from it", concept=rest),
}


def _of_term(term: str, rest: str) -> str | None:
    """What was decided on a term: its status, what else is new of it, and why."""
    said, comma, more = rest.partition(", ")
    known = {str(status): status.said for status in Status}
    if said == "new" and more in known:
        return say("{term}: new, {status}", term=term, status=known[more])
    old, arrow, new = said.partition(" -> ")
    if arrow and old in known and new in known:
        parts: list[str] = [say("{old} -> {new}", old=known[old], new=known[new])]
    elif said.endswith(" confirmed") and said.removesuffix(" confirmed") in known:
        parts = [say("{status} confirmed", status=known[said.removesuffix(" confirmed")])]
    else:
        return None
    if comma:
        parts.append(_beside(more))
    return say("{term}: {decisions}", term=term, decisions=say_joined(", ", parts))


def _beside(text: str) -> str:
    if text.endswith(" is preferred now"):
        return say("{chosen} is preferred now", chosen=text.removesuffix(" is preferred now"))
    if text == "it is the only one of its concept":
        return say("it is the only one of its concept")
    note, mark, speech = text.rpartition("part of speech: ")
    parts: list[str] = []
    if note := (note if mark else text).removesuffix(", "):
        parts.append(say("note: {note}", note=note.removeprefix("note: ")))
    if mark:
        parts.append(say("part of speech: {part_of_speech}", part_of_speech=speech))
    return say_joined(", ", parts)
