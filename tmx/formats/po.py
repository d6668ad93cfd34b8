"""Memories as gettext PO and back: msgid the source, msgstr the target, the locator in comments.

polib reads and writes the files. What a unit has of PO's own is kept in properties: `x-msgctxt`, `x-msgid-plural`,
`x-msgstr-N` (further plural forms), `x-fuzzy`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.formats.bilingual import write_bilingual
from duizhao.tmx.formats.rows import heading_languages, table_header
from duizhao.tmx.formats.sifted import GUESS, OBSOLETE, UNTRANSLATED, Sifted
from duizhao.tmx.model import NONE, Entry, Extra, Header, Note, Prop, Variant, content

if TYPE_CHECKING:
    import polib

_CONTEXT, _PLURAL, _FORM = "x-msgctxt", "x-msgid-plural", "x-msgstr-"
_PROP = re.compile(r"(x-[\w-]+): (.*)")
_WIDTH = 0  # characters of a line; 0: lines are not wrapped, so that a change is one line of a diff


def write_po(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """PO. A source that comes again gets a context (`msgctxt`), because PO allows each message once.

    Properties become extracted comments (`#. x-paragraph: 29`), notes translator comments. Codes are left out.
    """
    seen: set[tuple[str, str]] = set()

    def unit(number: int, entry: Entry, ours: Variant, theirs: Variant) -> str:
        message = _message(entry, ours.text, theirs.text)
        key = (message.msgctxt or "", message.msgid)
        if key in seen or not message.msgid:
            message.msgctxt = entry.attributes.get("tuid") or f"unit {number}"
        seen.add((message.msgctxt or "", message.msgid))
        return f"{message.__unicode__(wrapwidth=_WIDTH)}\n"

    write_bilingual(stream, header, entries, target, _head, unit)


def _message(entry: Entry, source: str, target: str) -> polib.POEntry:
    import polib

    props = [e for e in entry.extras if isinstance(e, Prop)]
    own = {e.type: e.text for e in props if e.type in (_CONTEXT, _PLURAL, GUESS) or e.type.startswith(_FORM)}
    comments = [f"{e.type}: {_line(e.text)}" for e in props if e.type.startswith("x-") and e.type not in own]
    message = polib.POEntry(
        msgid=source, msgstr=target, comment="\n".join(entry.notes), tcomment="", flags=["fuzzy"] * (GUESS in own)
    )
    message.tcomment, message.comment = "\n".join(entry.notes), "\n".join(comments)
    if document := entry.prop("x-document"):
        place = entry.prop("x-paragraph") or entry.prop("x-unit") or ""
        # What is a place to us may be anything to those who named it; a reference has no white space in it.
        message.occurrences = [(_GAPS.sub("_", document), _GAPS.sub("_", place))]
    if _CONTEXT in own:
        message.msgctxt = own[_CONTEXT]
    if _PLURAL in own:
        forms = {int(name[len(_FORM) :]): text for name, text in own.items() if name.startswith(_FORM)}
        message.msgid_plural, message.msgstr = own[_PLURAL], ""
        message.msgstr_plural = {0: target, **forms}
    return message


def _line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _head(source: str, target: str) -> bytes:
    return (
        'msgid ""\nmsgstr ""\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {target.replace("-", "_")}\\n"\n"X-Source-Language: {source}\\n"\n"X-Generator: duizhao\\n"\n\n'
    ).encode()


def read_po(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """The translated messages of a PO file; of plurals the first form is the text. Fuzzy ones get the property
    `x-fuzzy`; those without a translation, and obsolete ones, are counted as left out.

    The languages are those asked for, else `X-Source-Language` (`en` where it is missing) and `Language` of the header.
    Raises InputError with the line where it is not PO.
    """
    messages = _parsed(stream, path)
    head = messages.metadata
    named = (head.get("X-Source-Language", "en"), head.get("Language", "").replace("_", "-"))
    codes = heading_languages(named, languages, path)

    def entries(left_out: Counter[str]) -> Iterator[Entry]:
        for message in messages:
            if message.obsolete:
                left_out[OBSOLETE] += 1
                continue
            forms = message.msgstr_plural
            target = forms.get(0, "") if forms else message.msgstr
            if not message.msgid or not target:
                left_out[UNTRANSLATED] += 1
                continue
            variants = (Variant(codes[0], content(message.msgid)), Variant(codes[1], content(target)))
            yield Entry(variants, NONE, tuple(_extras(message)))

    return table_header(codes, {"o-tmf": "PO"}), Sifted(entries)


def _extras(message: polib.POEntry) -> Iterator[Extra]:
    yield from (Note(note) for note in message.tcomment.split("\n") if note)
    for line in message.comment.split("\n"):
        if found := _PROP.match(line):
            yield Prop(found[1], re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), found[2]))
    if "fuzzy" in message.flags:
        yield Prop(GUESS, "yes")
    if message.msgctxt is not None:
        yield Prop(_CONTEXT, message.msgctxt)
    if message.msgid_plural:
        yield Prop(_PLURAL, message.msgid_plural)
        yield from (Prop(f"{_FORM}{n}", text) for n, text in sorted(message.msgstr_plural.items()) if n)


_GAPS = re.compile(r"\s+")
_NO_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def _put_back(messages: polib.POFile, back: dict[int, str]) -> None:
    """Replace what stood in for characters in all texts of the messages."""
    if not back:
        return
    for message in messages:
        for name in ("msgid", "msgstr", "msgctxt", "msgid_plural", "comment", "tcomment"):
            if text := getattr(message, name):
                setattr(message, name, text.translate(back))
        message.msgstr_plural = {n: text.translate(back) for n, text in message.msgstr_plural.items()}


def _parsed(stream: BinaryIO, path: object) -> polib.POFile:
    import polib

    try:
        text = stream.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8", path=str(path), line=line, cure="Save the file as UTF-8") from error
    if "\n" not in text:
        text += "\n"  # what has no line end polib takes for a file's name
    # polib cuts lines where Python does, also at characters that end no line of a PO file, and loses messages: others
    # stand in for them, which the text does not hold.
    free = (chr(code) for code in range(0xF0000, 0xFFFFD) if chr(code) not in text)
    away = {ord(char): next(free) for char in _NO_LINE_ENDS if char in text}
    try:
        messages = polib.pofile(text.translate(away))
        _put_back(messages, {ord(other): chr(char) for char, other in away.items()})
        return messages
    except (OSError, ValueError, KeyError, AttributeError, IndexError) as error:
        found = re.search(r"line (\d+)", str(error))
        what = re.sub(r"^.*?\(line \d+\): ?", "", str(error)) if found else str(error)
        raise InputError(
            say("not PO: {what}", what=what), path=str(path), line=int(found[1]) if found else 1
        ) from error
