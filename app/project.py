"""The project file, `duizhao.toml`: which documents belong together, and how they are aligned and checked.

Unknown keys are errors that name the line and list the known ones: a misspelt threshold that is silently ignored would
let a build pass that should fail.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from duizhao.alignment.settings import EMBED, AlignSettings
from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.table import language
from duizhao.corpora.processes.limits import Limits
from duizhao.corpora.saying import say
from duizhao.inputs import DocumentPair, add_pair, at_the_door
from duizhao.options import Options

FILE_NAME = "duizhao.toml"
_TABLES = ("project", "pair", "align", "glossary", "check", "drift", "limits")
_KEYS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "project": {"name": str, "source_language": str, "target_language": str, "output": str},
    "pair": {"source": str, "target": str, "id": str},
    "align": {"embed": str, "encoder": str, "min_confidence": (float, int), "keep_wordless": bool},
    "glossary": {"files": list, "seed": bool},
    "drift": {"max_days": int},
    "limits": {"memory_mb": int, "seconds": int},
}
# Keys of [project] and [align] that are options of the main job under the same name.
_OPTIONS = ("source_language", "target_language", "encoder", "min_confidence", "keep_wordless")
# Keys of [align] that are the aligner's own settings.
_ALIGN_SETTINGS = tuple(setting.name for setting in fields(AlignSettings))


@dataclass(frozen=True, slots=True)
class Project:
    """A parsed `duizhao.toml`. Paths are absolute or relative to the project file's folder, already resolved.

    `options` are those of the main job; its `root` is the project file's folder. `check` is the raw table of that name:
    its keys belong to `quality`, which validates them. `drift` says after how many days drift fails (`max_days`).
    `said` are the options of the main job that the file names; the others are as they are by default.
    """

    path: Path
    name: str
    output: Path
    pairs: tuple[DocumentPair, ...]
    options: Options
    check: Mapping[str, Any] = field(default_factory=dict)
    drift: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    said: frozenset[str] = frozenset()

    @property
    def max_days(self) -> int:
        """How many days a translation may be out of date before that fails."""
        return int(self.drift.get("max_days", 0))


def line_of(text: str, key: str, table: str | None = None) -> int | None:
    """The 1-based line of `key` (in `[table]` when given) in a TOML text, for messages; None when it is not found."""
    inside = table is None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?", line)
        if header:
            inside = table is None or header[1] == table
            if header[1] == key or header[1].rsplit(".", 1)[-1] == key:
                return number
        elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return None


def load(path: str | Path, *, documents: bool = True) -> Project:
    """Read a project file; a folder stands for the `duizhao.toml` in it. With `documents=False` it need not name any:
    it is read for its policy and glossaries.

    Raises InputError where it cannot be read or names documents that do not exist, SettingsError for unknown keys,
    wrong types and impossible values, with the line.
    """
    path = Path(path)
    if path.is_dir():
        path = path / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise InputError(
            "no such project file", path=path, cure="Write one (docs/project.md shows how) or name it"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(say("cannot read the project file: {error}", error=error), path=path) from error
    except (ValueError, RecursionError) as error:  # a TOMLDecodeError, or a number of thousands of digits
        found = re.search(r"line (\d+)", str(error))
        raise SettingsError(
            say("not valid TOML: {error}", error=error),
            path=path,
            line=int(found[1]) if found else None,
            cure="Mend that line",
        ) from None
    _refuse_beyond_measure(data, path, text)
    _check_keys(data, "", _TABLES, path, text)
    for table, keys in _KEYS.items():
        for row in data.get(table, []) if table == "pair" else [data.get(table, {})]:
            _check_types(row, table, keys, path, text)
    if not isinstance(data.get("check", {}), dict):
        raise SettingsError("[check] must be a table", path=path, line=line_of(text, "check"))
    project, align = data.get("project", {}), data.get("align", {})
    for key in ("source_language", "target_language"):
        if key in project:
            try:
                language(project[key])
            except SettingsError as error:
                raise SettingsError(
                    error.what, path=path, line=line_of(text, key, "project"), cure=error.cure
                ) from None
    if (embed := align.get("embed", EMBED[0])) not in EMBED:
        raise SettingsError(
            say("embed = {embed}", embed=repr(embed)),
            path=path,
            line=line_of(text, "embed", "align"),
            cure=say("Known: {embed}", embed=", ".join(EMBED)),
        )
    rows = data.get("pair", [])
    folder = path.parent
    return Project(
        path=path,
        name=project.get("name", folder.resolve().name),
        output=folder / project.get("output", "out"),
        pairs=_pairs(rows, folder, path, text) if rows or documents else (),
        options=_options(data, path, text),
        check=data.get("check", {}),
        drift=data.get("drift", {}),
        text=text,
        said=frozenset((*project, *align)),
    )


def _options(data: Mapping[str, Any], path: Path, text: str) -> Options:
    """The options of the main job that a project sets."""
    glossary = data.get("glossary", {})
    files = tuple(path.parent / str(name) for name in glossary.get("files", []))
    for file in files:
        if not file.is_file():
            line = line_of(text, "files", "glossary")
            raise InputError(
                say("glossary {file} does not exist", file=file), path=path, line=line, cure="Mend the path"
            )
    rows = (*data.get("project", {}).items(), *data.get("align", {}).items())
    return Options(
        **{key: value for key, value in rows if key in _OPTIONS},
        align=AlignSettings(**{key: value for key, value in rows if key in _ALIGN_SETTINGS}),
        glossaries=files,
        seed=bool(glossary.get("seed", False)),
        root=path.parent,
        limits=_limits(data.get("limits", {}), path, text),
    )


def _limits(given: Mapping[str, int], path: Path, text: str) -> Limits | None:
    for key, value in given.items():
        if value < 1:
            line = line_of(text, key, "limits")
            raise SettingsError(
                say("{key} = {value}", key=key, value=value),
                path=path,
                line=line,
                cure="Give a number from 1, or leave it out",
            )
    return Limits(**given) if given else None


def _check_keys(row: Mapping[str, Any], table: str, known: tuple[str, ...], path: Path, text: str) -> None:
    for key in row:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = say("Did you mean '{near}'? ", near=near[0]) if near else ""
            where = say("in [{table}]", table=table) if table else say("at the top level")
            raise SettingsError(
                say("unknown key '{key}' {where}", key=key, where=where),
                path=path,
                line=line_of(text, key, table or None),
                cure=say("{hint}Known: {known}", hint=hint, known=", ".join(known)),
            )


def _refuse_beyond_measure(value: Any, path: Path, text: str, key: str = "") -> None:
    """Raise SettingsError for a number that no setting comes to: nan, 1e999, one of thousands of digits."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_beyond_measure(inner, path, text, name)
    elif isinstance(value, list):
        for inner in value:
            _refuse_beyond_measure(inner, path, text, key)
    elif isinstance(value, int | float) and not abs(value) < 1e15:
        cure = "Write a number of fewer digits"
        raise SettingsError(
            say("{key} is a number beyond all measure", key=key), path=path, line=line_of(text, key), cure=cure
        )


def _check_types(row: Any, table: str, keys: Mapping[str, type | tuple[type, ...]], path: Path, text: str) -> None:
    if not isinstance(row, dict):
        brackets = "[[pair]]" if table == "pair" else f"[{table}]"
        raise SettingsError(
            say("'{table}' must be a table", table=table),
            path=path,
            line=line_of(text, table),
            cure=say("Write {brackets}", brackets=brackets),
        )
    _check_keys(row, table, tuple(keys), path, text)
    for key, value in row.items():
        wanted = keys[key]
        # bool is an int for Python, not for a reader of a settings file
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            names = " or ".join(t.__name__ for t in (wanted if isinstance(wanted, tuple) else (wanted,)))
            raise SettingsError(
                say(
                    "{key} = {value} in [{table}] is not a {names}",
                    key=key,
                    value=repr(value),
                    table=table,
                    names=names,
                ),
                path=path,
                line=line_of(text, key, table),
            )


def _pairs(rows: list[dict[str, Any]], folder: Path, path: Path, text: str) -> tuple[DocumentPair, ...]:
    found: dict[str, DocumentPair] = {}
    if not rows:
        raise SettingsError(
            "no documents", path=path, cure='Add [[pair]] with source = "en/*.md" and target = "zh/*.md"'
        )
    for row in rows:
        if "source" not in row:
            raise SettingsError(
                "[[pair]] needs source, and target where that is another file", path=path, line=line_of(text, "pair")
            )
        for pair in _expand(row, folder, path, text):
            try:
                add_pair(found, pair)
            except ValueError as error:
                line = _line_of_id(text, pair.id) or line_of(text, "pair")
                raise SettingsError(
                    str(error), path=path, line=line, cure="Give it an id that names a folder of its own"
                ) from None
    return tuple(found.values())


def _line_of_id(text: str, id: str) -> int | None:
    """The line of the last `[[pair]]` that is given this id; None where it is made of a file's name."""
    found = None
    for number, line in enumerate(text.splitlines(), 1):
        with suppress(ValueError, RecursionError):
            if tomllib.loads(line.strip()).get("id") == id:
                found = number
    return found


def _expand(row: dict[str, Any], folder: Path, path: Path, text: str) -> list[DocumentPair]:
    """One pair as it stands, or every pair that a `*` in both paths stands for (the same text on both sides)."""
    source, target = row["source"], row.get("target", row["source"])
    alone = "target" not in row
    line = line_of(text, "source", "pair")
    if "*" not in source:
        for file in (folder / source, folder / target):
            if not file.is_file():
                raise InputError(
                    say("document {file} does not exist", file=file), path=path, line=line, cure="Mend the path"
                )
        return [
            DocumentPair(
                row.get("id") or Path(source).stem, at_the_door(folder / source, None if alone else folder / target)
            )
        ]
    if source.count("*") != 1 or target.count("*") != 1:
        raise SettingsError(
            "a pattern has exactly one * in source and in target", path=path, line=line, cure="en/*.md and zh/*.md"
        )
    before, after = source.split("*")
    pairs = []
    for file in sorted(folder.glob(source)):
        name = file.relative_to(folder).as_posix()[len(before) : -len(after) or None]
        other = folder / target.replace("*", name)
        if not other.is_file():
            raise InputError(
                say("{file} has no translation {other}", file=file, other=other),
                path=path,
                line=line,
                cure="Add it, or narrow the pattern",
            )
        pairs.append(DocumentPair(name, at_the_door(file, None if alone else other)))
    if not pairs:
        raise InputError(say("no file matches {source}", source=source), path=path, line=line, cure="Mend the pattern")
    return pairs
