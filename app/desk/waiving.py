"""Waivers from the desk: written into the policy of the project that a folder belongs to, or into one beside it, seen
beside what they cover, and taken out of it again."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text
from duizhao.page.findings_data import waiver_data
from duizhao.quality import Policy, read_policy


def policy_at(path: Path) -> Policy:
    """The policy in a project file; that of a project without one where there is no file. Raises SettingsError."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    try:
        table = tomllib.loads(text).get("check", {})
    except tomllib.TOMLDecodeError as error:
        raise InputError(say("not valid TOML: {error}", error=error), path=path, cure="Mend that line") from None
    return read_policy(table, path=path, text=text)


def waive(
    path: Path, waived: Sequence[tuple[str, str]], reason: str, owner: str, until: str, today: datetime.date
) -> None:
    """Add a waiver for each (check, fingerprint) to a policy. Raises InputError for a reason, owner or day that is
    missing or past, SettingsError where the file is no policy."""
    if not reason.strip() or not owner.strip():
        raise InputError("a waiver needs a reason and who takes it on", cure="Say both")
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError:
        raise InputError(say("'{until}' is not a day", until=until), cure="Write it as 2027-12-31") from None
    if day < today:
        raise InputError(say("{until} is past", until=until), cure="Give a day to come")
    before, newline = _read(path)
    rows = [
        "\n[[check.waivers]]\n"
        f"check = {_quoted(check)}\nfingerprint = {_quoted(fingerprint)}\n"
        f"reason = {_quoted(reason)}\nowner = {_quoted(owner)}\nuntil = {day.isoformat()}\n"
        for check, fingerprint in waived
    ]
    text = (before.rstrip("\n") + "\n" if before else "") + "".join(rows).lstrip("\n" if not before else "")
    try:
        table = tomllib.loads(text).get("check", {})
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            say("the waiver cannot be added: {error}", error=error), path=path, cure="Add it by hand"
        ) from None
    read_policy(table, path=path, text=text)
    write_text(path, text, newline=newline)


def _read(path: Path) -> tuple[str, str]:
    """The text of a project file, and how its lines end."""
    data = path.read_bytes() if path.is_file() else b""
    return data.decode("utf-8").replace("\r\n", "\n"), "\r\n" if b"\r\n" in data else "\n"


def take_back(path: Path, waivers: Sequence[Mapping[str, Any]]) -> None:
    """Take waivers, as `waivers_of` gives them, out of a policy. All else stays as it is, comments too, save those that
    stand within a waiver that goes. Raises InputError where one of them is not there any more, or is not written as
    `[[check.waivers]]`; then nothing is changed."""
    text, newline = _read(path)
    policy = policy_at(path)
    wanted = [{name: str(value) for name, value in one.items()} for one in waivers]
    known = [waiver_data(one) for one in policy.waivers]
    if not wanted or any(one not in known for one in wanted):
        raise InputError("this waiver is not there any more", path=path, cure="Look at the findings again")
    gone = [number for number, one in enumerate(known) if one in wanted]
    left = _without(text, gone)
    if left is None or not _same_but(text, left, gone):
        raise InputError(
            "the waiver is not written as [[check.waivers]]", path=path, cure="Take it out of that file by hand"
        )
    write_text(path, left, newline=newline)


_HEAD = re.compile(r"\s*\[\[\s*check\s*\.\s*waivers\s*\]\]\s*(#.*)?$")


def _without(text: str, gone: Sequence[int]) -> str | None:
    """A project file without the waivers of these numbers, from 0; None where it has no such blocks."""
    lines = text.splitlines(keepends=True)
    heads = [place for place, line in enumerate(lines) if _HEAD.match(line.rstrip("\n"))]
    if gone and gone[-1] >= len(heads):
        return None
    for number in reversed(gone):
        start = heads[number]
        end = start + 1
        while end < len(lines) and not lines[end].lstrip().startswith("["):
            end += 1
        # What stands between the last key and the next table speaks of that.
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        # One blank line goes with it: those before and after it would be two.
        if start and not lines[start - 1].strip() and (end == len(lines) or not lines[end].strip()):
            start -= 1
        del lines[start:end]
    return "".join(lines)


def _same_but(text: str, left: str, gone: Sequence[int]) -> bool:
    """Whether the second text says what the first one does, but for these waivers: a text that begins with a bracket
    within a waiver would be taken for the end of it."""
    try:
        before, after = tomllib.loads(text), tomllib.loads(left)
    except tomllib.TOMLDecodeError:
        return False
    kept = [one for number, one in enumerate(before["check"].pop("waivers")) if number not in gone]
    still = after.get("check", {}).pop("waivers", [])
    for table in (before, after):
        if not table.get("check"):
            table.pop("check", None)
    return bool(kept == still and before == after)


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    import json

    return json.dumps(" ".join(text.split()), ensure_ascii=False)
