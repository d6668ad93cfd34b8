"""Memories as gettext PO and back: msgid the source, msgstr the target, the locator in comments."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.tmx.formats.rows import heading_languages, table_header
from duizhao.tmx.model import NONE, Entry, Extra, Header, Note, Prop, Variant, content

_PROP = re.compile(r"#\. (x-[\w-]+): (.*)")


def _quoted(text: str) -> str:
    """A string as PO writes it: one line, or an empty one and then a line for each line of the text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
    lines = escaped.split("\n")
    if len(lines) == 1:
        return f'"{escaped}"'
    pieces = [f"{line}\\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    return "\n".join(['""', *(f'"{piece}"' for piece in pieces)])


def write_po(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """PO. A source that comes again gets a context (`msgctxt`), because PO allows each message once.

    Properties become extracted comments (`#. x-paragraph: 29`), notes translator comments. Codes are left out.
    """
    from duizhao.tmx.model import sides

    seen: set[int] = set()
    began = False
    for number, entry in enumerate(entries, 1):
        both = sides(entry, header.source_language, target)
        if both is None:
            continue
        if not began:
            began = True
            stream.write(_head(both[0].language, both[1].language).encode())
        source = both[0].text
        lines = [f"# {line}" for note in entry.notes for line in note.split("\n")]
        lines += [
            f"#. {e.type}: {_line(e.text)}" for e in entry.extras if isinstance(e, Prop) and e.type.startswith("x-")
        ]
        if document := entry.prop("x-document"):
            lines.append(f"#: {document.replace(' ', '_')}:{entry.prop('x-paragraph') or entry.prop('x-unit') or ''}")
        if hash(source) in seen or not source:
            lines.append(f"msgctxt {_quoted(entry.attributes.get('tuid') or f'unit {number}')}")
        seen.add(hash(source))
        lines += [f"msgid {_quoted(source)}", f"msgstr {_quoted(both[1].text)}", "", ""]
        stream.write("\n".join(lines).encode("utf-8"))
    if not began:
        stream.write(_head(header.source_language or "en", target or "zh-CN").encode())


def _line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _head(source: str, target: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {target.replace("-", "_")}\\n"\n"X-Source-Language: {source}\\n"\n"X-Generator: duizhao\\n"\n\n'
    )


class _Message:
    """A message as it is being read."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.fields: dict[str, str] = {}
        self.props: list[Prop] = []
        self.notes: list[str] = []
        self.fuzzy = False
        self.last = ""


def _messages(stream: BinaryIO, path: object) -> Iterator[_Message]:
    message = _Message(1)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline=None)
    number = 0
    try:
        for number, raw in enumerate(text, 1):
            line = raw.rstrip("\n")
            if not line.strip():
                continue
            starts = line.startswith(("msgctxt", "msgid ")) or (line.startswith("#") and not line.startswith("#~"))
            if starts and "msgstr" in message.fields:
                yield message
                message = _Message(number)
            _line_of(message, line, number, path)
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=str(path), line=number + 1, cure="Save the file as UTF-8") from error
    finally:
        text.detach()
    if "msgstr" in message.fields:
        yield message


def _line_of(message: _Message, line: str, number: int, path: object) -> None:
    if line.startswith("#"):
        if found := _PROP.match(line):
            value = re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), found[2])
            message.props.append(Prop(found[1], value))
        elif line.startswith("# "):
            message.notes.append(line[2:])
        elif line.startswith("#,") and "fuzzy" in line:
            message.fuzzy = True
        return
    found = re.match(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(\".*)", line)
    name, quoted = (found[1], found[2]) if found else (message.last, line.strip())
    try:
        value = ast.literal_eval(quoted)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"not PO: {line[:60]}", path=str(path), line=number) from error
    if not isinstance(value, str) or not name:
        raise InputError(f"not PO: {line[:60]}", path=str(path), line=number)
    name = "msgstr" if name == "msgstr[0]" else name
    message.fields[name] = message.fields.get(name, "") + value
    message.last = name


def read_po(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """The translated messages of a PO file (of plurals the first form). Fuzzy ones get the property `x-fuzzy`.

    The languages are those asked for, else `X-Source-Language` (`en` where it is missing) and `Language` of the header.
    Raises InputError with the line where it is not PO.
    """
    messages = _messages(stream, path)
    first = next(messages, None)
    rest: Iterator[_Message] = messages
    head: dict[str, str] = {}
    if first is not None and first.fields.get("msgid") == "":
        head = dict(re.findall(r"^([\w-]+): *(.*)$", first.fields["msgstr"], re.MULTILINE))
    elif first is not None:
        from itertools import chain

        rest = chain([first], messages)
    named = (head.get("X-Source-Language", "en"), head.get("Language", "").replace("_", "-"))
    codes = heading_languages(named, languages, path)

    def entries() -> Iterator[Entry]:
        for message in rest:
            source, target = message.fields.get("msgid", ""), message.fields["msgstr"]
            if not source or not target:
                continue
            extras: list[Extra] = [Note(note) for note in message.notes]
            extras += message.props
            if message.fuzzy:
                extras.append(Prop("x-fuzzy", "yes"))
            if context := message.fields.get("msgctxt"):
                extras.append(Prop("x-msgctxt", context))
            variants = (Variant(codes[0], content(source)), Variant(codes[1], content(target)))
            yield Entry(variants, NONE, tuple(extras))

    return table_header(codes, {"o-tmf": "PO"}), entries()
