"""Text of others made harmless for where it is shown. Every output of ours comes through here.

| context | function | what it does |
|---|---|---|
| a piece in a line of a terminal or a log | `line` | controls, line breaks and marks that turn the direction: symbols |
| all that goes to a terminal or a CI log | `shown` | the same, but our own line breaks stay; no CI command |
| text in Markdown | `markdown` | no markup, HTML, link, mention or reference |
| a name in Markdown's code font | `markdown_code` | backticks, or references where it could close them |
| HTML and XML (SARIF is JSON; JUnit is XML) | `markup` | escaped, what cannot be seen as references; no CI command |
| a page made of a template | nothing | its templates escape by themselves, and its policy runs no script |
| JSON | `json_text` | the same value, with escapes for what acts in a log |
| a property, the data of a GitHub command | `command_property`, `command_data` | percent signs, as GitHub reads them |
| a cell of CSV, TSV or XLSX | `cell`, back: `uncell` | an apostrophe before what a spreadsheet would run |
| files that programs read (TMX, XLIFF, PO …) | nothing | their own syntax escapes; they are data, not a log |

`line`, `shown` and the Markdown functions are for eyes and cannot be undone; `cell`, `json_text` and `markup` can.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

# C0 without tab and line feed, DEL, C1, the line and paragraph separators, surrogates that stand alone, noncharacters,
# and the marks that turn the direction of what follows (embeddings, overrides, isolates: CVE-2021-42574).
_TURNS = "\u202a-\u202e\u2066-\u2069"
_ACTS = f"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_TURNS}\ud800-\udfff\ufffe\uffff"
_ACTIVE = re.compile(f"[{_ACTS}]")
_ACTIVE_IN_A_LINE = re.compile(f"[{_ACTS}\t\n]")
# Colours as click writes them, the only sequences of a terminal that are ours.
_STYLED = re.compile(r"(\x1b\[[0-9;]{1,20}m)")
# What CI systems obey: `::name` at the beginning of a line (GitHub; white space before it is skipped), `##[name` and
# `##vso[name` anywhere in it (GitHub's older form; Azure).
_COMMAND = re.compile(r"(?m)^([^\S\n]*)::")
_OLD_COMMAND = re.compile(r"#(?=#(?:vso)?\[)", re.IGNORECASE)
# What XML 1.0 cannot hold, not even as a reference.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # ␛ for escape
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is not UTF-8, as Python keeps it
        return f"<0x{code - 0xDC00:02X}>"
    return f"<U+{code:04X}>"


def line(text: str) -> str:
    """A text as a piece of one line: controls, line breaks and turned directions are symbols.

    >>> line("a\\x1b[2J\\nPASSED"), line("\\u202etxt.exe")
    ('a␛[2J␊PASSED', '<U+202E>txt.exe')
    """
    # A tab moves the cursor by a width that is not ours to choose, and separates columns.
    return _ACTIVE_IN_A_LINE.sub(lambda m: " " if m[0] == "\t" else _symbol(m), text)


def shown(text: str, *, styled: bool = False) -> str:
    """Lines for a terminal or a log: no control acts and no CI system finds a command. Line breaks and tabs stay.
    `styled` leaves colours, for text whose pieces went through `line`.

    >>> shown("::error::all\\nwell")
    '\\\\::error::all\\nwell'
    """
    text = text.replace("\r\n", "\n")
    if styled:
        parts = _STYLED.split(text)
        parts[::2] = [_ACTIVE.sub(_symbol, part) for part in parts[::2]]
        return without_commands("".join(parts))
    return without_commands(_ACTIVE.sub(_symbol, text))


def without_commands(text: str) -> str:
    """Lines in which no CI system finds a command: a backslash stands in its way, as Markdown writes it too."""
    return _OLD_COMMAND.sub(r"#\\", _COMMAND.sub(r"\1\\::", text))


_MARKDOWN = re.compile(r"([\\`*_\[\]|~$])")
# Where a line of Markdown begins, these make a heading, a quotation, a list, a rule or a table of it.
_BEGINS = re.compile(r"\s*(?:[-+=>#:]|\d{1,9}(?=[.)]))")


def markdown(text: str) -> str:
    """A text on one line of Markdown that shows it as it is: no markup, no HTML, no link, no picture. A space of no
    width keeps hosts from making a mention of `@name` or a reference of `#12`; they look at what was rendered, so that
    no escape of Markdown would.

    >>> markdown("<b> @someone *x* #12")
    '&lt;b&gt; @&#8203;someone \\\\*x\\\\* #&#8203;12'
    """
    text = " ".join(line(text.replace("\n", " ")).split())
    begins = _BEGINS.match(text)
    text = _without_links(_MARKDOWN.sub(r"\\\1", html.escape(text, quote=False)))
    if begins and text[:1] in "-+=:#":
        return f"\\{text}"
    return re.sub(r"^(\d{1,9})(?=[.)])", r"\1\\", text) if begins else text


def markdown_html(text: str) -> str:
    """A text within a line of HTML in Markdown, where Markdown's own marks mean nothing.

    >>> markdown_html("</summary> @someone")
    '&lt;/summary&gt; @&#8203;someone'
    """
    return _without_links(html.escape(line(text), quote=False))


_MENTION = re.compile(r"@(?=\S)")
# Not the number of an entity.
_REFERENCE = re.compile(r"(?<!&)#(?=\d)|(?<=GH)-(?=\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=https)://|(?<=http)://|(?<=ftp)://|(?<=www)\.|(?<=mailto):|(?<=xmpp):", re.IGNORECASE)


def _without_links(escaped: str) -> str:
    """Escaped text without what a host makes live by itself. An entity is not yet what stands at the time of looking
    for addresses."""
    escaped = _ADDRESS.sub(lambda m: f"&#{ord(m[0][0])};{m[0][1:]}", escaped)
    escaped = _MENTION.sub("@&#8203;", escaped)
    escaped = _REFERENCE.sub(lambda m: f"{m[0]}&#8203;", escaped)
    return without_commands(escaped)


# Names that backticks hold: without the marks that could end code, a cell or an element.
_PLAIN_NAME = re.compile(r"(?! )[^`<>&@\\*\[\]]*(?<! )")
_MARK = re.compile(r"[^\w /-]|_")


def markdown_code(text: str, *, in_table: bool = False) -> str:
    """A name in the code font of Markdown: between backticks, or as an element whose marks are references where the
    name has any that could end it. The code font keeps hosts from making links and mentions.

    >>> markdown_code("docs/a b.md"), markdown_code("a`<"), markdown_code("a|b", in_table=True), markdown_code("")
    ('`docs/a b.md`', '<code>a&#96;&#60;</code>', '<code>a&#124;b</code>', '')
    """
    text = line(text)
    if not text.strip():
        return ""
    if _PLAIN_NAME.fullmatch(text) and text == without_commands(text) and not (in_table and "|" in text):
        return f"`{text}`"
    held = _MARK.sub(lambda m: f"&#{ord(m[0])};", text)
    return f"<code>{held}</code>"


def markup(text: str) -> str:
    """A text as HTML or XML, in an element or a quoted attribute: what cannot be seen is a reference to a character,
    what XML cannot hold is U+FFFD. Line breaks stay.

    >>> markup('<a href="x">'), markup("::error::\\u202e")
    ('&lt;a href=&quot;x&quot;&gt;', '&#58;:error::&#8238;')
    """
    text = html.escape(_NO_XML.sub("\ufffd", text))
    text = re.sub(f"[\r\x7f-\x9f\u2028\u2029{_TURNS}]", lambda m: f"&#{ord(m[0])};", text)
    return _OLD_COMMAND.sub("&#35;", _COMMAND.sub(r"\1&#58;:", text))


_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{_TURNS}\ud800-\udfff\ufffe\uffff]")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON, readable (UTF-8 as it is), with escapes for what would act in a terminal or a log. It reads back
    as it was.

    >>> json_text({"text": "港口 ##vso[x]\\u202e"})
    '{"text": "港口 \\\\u0023#vso[x]\\\\u202e"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _OLD_COMMAND.sub(r"\\u0023", _IN_JSON.sub(lambda m: f"\\u{ord(m[0]):04x}", text))


def command_data(text: str) -> str:
    """The message of a GitHub command. Its line breaks are kept as GitHub reads them back."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _OLD_COMMAND.sub(r"#\\", _ACTIVE.sub(_symbol, text))


def command_property(text: str) -> str:
    """A property of a GitHub command, such as a file's name."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


# -- cells ------------------------------------------------------------------------------------------------------------

# White space, and apostrophes of ours or of others, before what counts.
_BEFORE = r"'*(?:[^\S\t\r\n]|\ufeff)*+"
_BREAK = re.compile(_BEFORE + r"[\t\r\n]")
_FIRST = frozenset("'\ufeff=@+＝＠＋－-")
# Full-width forms too, which some spreadsheets normalize (OWASP, "CSV Injection").
_SIGN = re.compile(f"{_BEFORE}([=@+＝＠＋－-])")
# A plus or minus before a blank or a figure may be a bullet or a number, and runs as a formula only with a function, a
# bar or exclamation mark (another program, another sheet), or sums of numbers and cells.
_TAME = re.compile("[+＋－-][ \u00a0\u30000-9]")
_FORMULA = re.compile(r"[|!！｜]|[\w.\])]\s*+[(（]|[0-9][%A-Za-z$]*+\s*+[-+*/^&=<>:＋－＝]")
_CELL_NAME = re.compile(r"[-+＋－ \u00a0\u3000]*\$?[A-Za-z]{1,3}\$?[0-9]+\s*")


def _runs(text: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula; apostrophes in front do not count."""
    sign = _SIGN.match(text)
    if not sign:
        return _BREAK.match(text) is not None
    rest = text[sign.start(1) :]
    return not _TAME.match(rest) or bool(_FORMULA.search(rest, 1) or _CELL_NAME.fullmatch(rest))


def cell(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what could be a formula. `uncell` takes it away.

    >>> cell("=1+1"), cell("@SUM(A1)"), cell("decent work"), cell("- a bullet"), cell("-5 %"), cell("-2+3")
    ("'=1+1", "'@SUM(A1)", 'decent work', '- a bullet', '-5 %', "'-2+3")
    """
    first = text[:1]
    return f"'{text}" if (first in _FIRST or first.isspace()) and _runs(text) else text


def uncell(text: str) -> str:
    """The text of a cell that `cell` made; others as they are.

    >>> uncell("'=1+1"), uncell("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text[:1] == "'" and _runs(text[1:]) else text
