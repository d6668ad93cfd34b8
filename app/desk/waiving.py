"""Waivers from the desk: written into the policy of the project that a folder belongs to, or into one beside it."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Sequence
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.storage.files import write_text
from duizhao.project import FILE_NAME
from duizhao.quality import Policy, read_policy

UP = 3  # folders above an output folder in which its project is looked for


def policy_of(folder: Path) -> Path:
    """The project file whose policy speaks of a folder: the nearest above it; else one that is to be made beside it, so
    that the folder itself stays what `duizhao align` wrote."""
    full = folder.resolve()
    for place in [*full.parents][:UP]:
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
    return full.parent / FILE_NAME


def policy_at(path: Path) -> Policy:
    """The policy in a project file; that of a project without one where there is no file. Raises SettingsError."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    try:
        table = tomllib.loads(text).get("check", {})
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", path=path, cure="Mend that line") from None
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
        raise InputError(f"'{until}' is not a day", cure="Write it as 2027-12-31") from None
    if day < today:
        raise InputError(f"{until} is past", cure="Give a day to come")
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
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
        raise InputError(f"the waiver cannot be added: {error}", path=path, cure="Add it by hand") from None
    read_policy(table, path=path, text=text)
    write_text(path, text)


def _quoted(text: str) -> str:
    """A text as TOML writes it."""
    import json

    return json.dumps(" ".join(text.split()), ensure_ascii=False)
