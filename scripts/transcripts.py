"""Transcripts: commands and what they print and write, kept to be compared with what they print and write now.

    python scripts/transcripts.py              # write what comes now; git diff shows what changed
    python scripts/transcripts.py check law    # only those whose name begins so

A transcript is a text that reads like a terminal. What begins with `$ ` is a command, what is indented by two spaces is
what came of it, everything else says what it is for:

    Two documents that agree.

    $ cat > en.txt <<END
    Hello.
    END
    $ duizhao segment en.txt --sentences
      1  Hello.

Commands run in this process and in a folder of their own; what both streams say is kept in its order, and the exit code
where it is not 0. Besides `duizhao` there are:

    cat FILE…            the text of files
    cat > FILE <<END     a file of the lines up to END
    copy FILE…           files of this repository into the folder
    ls FOLDER            the names below it
    unpack FILE          what is in a DOCX, ODT, XLSX: the text of each member, or the rows of a workbook
    page FILE            a web page, a line where an element begins; without styles and programs
    sides FILE [torn]    en and zh of a table with two columns: a row is a line of en.txt and zh.txt, a paragraph of
                         en.md and zh.md; torn: some rows of zh are missing, exchanged, in two, or joined
    call MODULE:FUNCTION [ARGUMENT…] < FILE[:COLUMN]
                         what a function answers for each line of a file (its columns, or one of them, counted from 1)

Versions and times of day are replaced by words, long decimal numbers are rounded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden" / "transcripts"
INDENT = "  "


@dataclass(frozen=True)
class Command:
    """A command as it is typed, with the lines that it is given (None: none)."""

    line: str
    given: str | None = None


def transcripts(beginnings: list[str] | None = None) -> list[Path]:
    """The files of all transcripts, or of those whose name begins so."""
    return [p for p in sorted(FOLDER.glob("*.txt")) if not beginnings or p.name.startswith(tuple(beginnings))]


def steps(text: str) -> Iterator[str | Command]:
    """What a transcript says of itself, line by line, and its commands; what came of them is left out. Raises
    ValueError where the lines that a command is given do not end."""
    lines = iter(text.splitlines())
    after = False  # below a command, blank lines are of what came of it
    for line in lines:
        if line.startswith("$ "):
            given = None
            if found := re.search(r" <<(\w+)$", line):
                given = ""
                while (inner := next(lines, None)) != found[1]:
                    if inner is None:
                        raise ValueError(f"no line {found[1]} ends what is given to: {line}")
                    given += inner + "\n"
            after = True
            yield Command(line[2:], given)
        elif not line.startswith(INDENT) and (line or not after):
            after = False
            yield line


def played(text: str) -> str:
    """The transcript with what comes of its commands now."""
    out: list[str] = []
    with tempfile.TemporaryDirectory(prefix="transcript-") as folder, contextlib.chdir(folder):
        for step in steps(text):
            if isinstance(step, str):
                # A comment stands free; the lines of one stand together.
                if step and out and (out[-1].startswith(INDENT) or out[-1].startswith("$ ") or out[-1] == "END"):
                    out.append("")
                out.append(step)
                continue
            out.append(f"$ {step.line}")
            if step.given is not None:
                out += [*step.given.splitlines(), step.line.rpartition("<<")[2]]
            said = without_chance(_run(step), folder)
            out += [INDENT + line if line else "" for line in said.splitlines()]
            while out[-1] == "":
                out.pop()
    return "\n".join(out).strip("\n") + "\n"


def _run(command: Command) -> str:
    words = shlex.split(re.sub(r" <<\w+$", "", command.line))
    to = from_ = None
    for mark in (">", "<"):
        if mark in words[:-1]:
            place = words.index(mark)
            name = words[place + 1]
            del words[place : place + 2]
            to, from_ = (name, from_) if mark == ">" else (to, name)
    if words == ["cat"] and to and command.given is not None:
        Path(to).parent.mkdir(parents=True, exist_ok=True)
        Path(to).write_text(command.given, encoding="utf-8")
        return ""
    if words[0] == "duizhao":
        return _duizhao(words[1:], Path(from_).read_bytes() if from_ else b"", to)
    if words[0] == "call":
        return _call(words[1], words[2:], command.given if from_ is None else _column(from_))
    return TOOLS[words[0]](*words[1:])


def _duizhao(args: list[str], given: bytes, to: str | None) -> str:
    """What `duizhao ARGS` says; what it prints goes into the file `to` where one is named."""
    from duizhao.cli.main import main

    said = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True)
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) if to else said
    settings = {"DUIZHAO_CACHE": "off", "COLUMNS": "120", "TZ": "UTC", "LC_ALL": "C.UTF-8", "DUIZHAO_NO_PLUGINS": "1"}
    code: object = None
    with (
        patch.dict(os.environ, settings),
        patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8")),
        patch("sys.stdout", printed),
        patch("sys.stderr", said),
    ):
        try:
            main(args)
        except SystemExit as ended:
            code = ended.code
        printed.flush()
    if to:
        Path(to).write_bytes(printed.buffer.getvalue())  # type: ignore[attr-defined]
    text: str = said.buffer.getvalue().decode("utf-8", "backslashreplace")  # type: ignore[attr-defined]
    return text + ("" if not code else f"\n[exit {code}]" if text and not text.endswith("\n") else f"[exit {code}]")


def _cat(*names: str) -> str:
    if gone := [name for name in names if not Path(name).is_file()]:
        return f"no file {gone[0]}"
    texts = [Path(name).read_bytes().decode("utf-8", "backslashreplace") for name in names]
    return "\n".join(text.removesuffix("\n") for text in texts)


def _copy(*names: str) -> str:
    for name in names:
        shutil.copy(ROOT / name, Path(name).name)
    return ""


def _ls(folder: str) -> str:
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return "\n".join(path.relative_to(folder).as_posix() for path in paths)


def _unpack(name: str) -> str:
    if name.endswith(".xlsx"):
        import openpyxl

        book = openpyxl.load_workbook(name)
        lines = []
        for sheet in book:
            lines.append(f"[{sheet.title}]")
            for row in sheet.iter_rows(values_only=True):
                lines.append("\t".join("" if cell is None else str(cell) for cell in row).rstrip("\t"))
        return "\n".join(lines)
    lines = []
    with zipfile.ZipFile(name) as packed:
        for member in sorted(packed.namelist()):
            lines.append(f"[{member}]")
            if member.endswith((".xml", ".rels", ".txt")):
                text = packed.read(member).decode("utf-8")
                # a line a tag that begins something, else all of it is one line
                lines.append(re.sub(r"(?<!^)(<w:(?:p|tr|tbl)[ >])", r"\n\1", text.strip()))
    return "\n".join(lines)


def _page(name: str) -> str:
    if not Path(name).is_file():
        return f"no file {name}"
    text = Path(name).read_text(encoding="utf-8")
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", text)
    lines = re.sub(r"(?<!^)(<[a-z])", r"\n\1", " ".join(text.split())).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _sides(name: str, how: str = "") -> str:
    rows = [line.split("\t") for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if len(row) > 1]
    english, chinese = [row[0] for row in rows], [row[1] for row in rows]
    for side, texts in (("en", english), ("zh", torn(chinese) if how == "torn" else chinese)):
        Path(f"{side}.txt").write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        Path(f"{side}.md").write_text("".join(f"{text}\n\n" for text in texts), encoding="utf-8")
    return ""


def torn(texts: list[str]) -> list[str]:
    """What happens to translations: every ninth text is missing, every seventh comes after its next, every fifth is
    one with its next, every fourth is two at its first comma."""
    out: list[str] = []
    rest = list(texts)
    while rest:
        text = rest.pop(0)
        number = len(texts) - len(rest)
        if number % 9 == 0:
            continue
        if number % 7 == 0 and rest:
            text, rest[0] = rest[0], text
        if number % 5 == 0 and rest:
            text += rest.pop(0)
        first, comma, second = text.partition("，")
        out += [first + comma, second] if number % 4 == 0 and second else [text]
    return out


def _column(place: str) -> str:
    name, _, column = place.partition(":")
    text = Path(name).read_text(encoding="utf-8")
    if column:
        rows = dict.fromkeys(
            line.split("\t")[int(column) - 1] for line in text.splitlines() if not line.startswith("#")
        )
        text = "\n".join(rows)
    return text


def _call(name: str, more: list[str], given: str | None) -> str:
    module, _, function = name.partition(":")
    ask = getattr(importlib.import_module(module), function)
    out = []
    for line in (given or "").splitlines():
        found = ask(*line.split("\t"), *more)
        many = isinstance(found, tuple | list | Iterator) and not hasattr(found, "_fields")
        answers = [] if found is None else list(found) if many else [found]
        if len(answers) < 2:
            out.append(" → ".join([line, *map(plain, answers)]))
        else:
            out += [line, *(f"{INDENT}{plain(answer)}" for answer in answers)]
    return "\n".join(out)


def plain(value: object) -> str:
    """A value in a line: of dataclasses what is not as it is by default, sets in their order."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        given = [
            f"{field.name}={plain(getattr(value, field.name))}"
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != field.default
        ]
        return f"{type(value).__name__}({', '.join(given)})"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(plain, value))) + "}"
    if hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(map(plain, value))})"
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(plain, value)) + ")"
    if isinstance(value, Fraction | Enum):
        return str(value)
    return repr(value)


TOOLS: dict[str, Callable[..., str]] = {
    "cat": _cat,
    "copy": _copy,
    "ls": _ls,
    "page": _page,
    "unpack": _unpack,
    "sides": _sides,
}

# What differs from run to run: (pattern, what stands for it). DAY is the day of the run.
CHANCE = (
    (r"DAY8T\d{6}Z", "DAYTTIMEZ"),
    (r"DAY[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?", "DAY TIME"),
    (r"\b[0-9a-f]{32,}\b", "DIGEST"),
    (r"\bsha256-[\w+/]{43}=", "sha256-DIGEST"),
)


def without_chance(text: str, folder: str) -> str:
    """A text of a run in a folder, without what is another the next time."""
    from duizhao.corpora.version import VERSION

    for name in (os.path.realpath(folder), folder):
        text = text.replace(f"{name}/", "").replace(name, ".")
    text = text.replace(VERSION, "VERSION")
    now = datetime.now(UTC)
    for day in (now, now - timedelta(days=1)):  # where midnight has passed meanwhile
        text = text.replace(f"{day:%Y-%m-%d}", "DAY").replace(f"{day:%Y%m%d}", "DAY8")
    for pattern, word in CHANCE:
        text = re.sub(pattern, word, text)
    text = re.sub(r"(?<![\d.])-?\d+\.\d{5,}(?:e-?\d+)?", lambda m: f"{float(m[0]):.4f}", text)
    return text.replace("\r\n", "\n")


def main() -> int:
    """Write every transcript anew, and say which changed."""
    changed = 0
    for path in transcripts(sys.argv[1:]):
        before = path.read_text(encoding="utf-8")
        after = played(before)
        if before != after:
            path.write_text(after, encoding="utf-8", newline="\n")
            changed += 1
            print(f"changed: {path.relative_to(ROOT).as_posix()}")
    print(f"{changed} transcripts changed; git diff tests/golden shows how" if changed else "nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
