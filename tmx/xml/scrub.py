"""Mend a stream of XML bytes before a parser sees it: characters no XML may hold, stray ampersands, HTML's entities.

Only for mending: each repair is reported, and nothing is touched within CDATA.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import cast

from duizhao.corpora.saying import say

# A forbidden control character; the noncharacters U+FFFE and U+FFFF in UTF-8; an ampersand with what follows it.
_FAULT = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    # One character written as the two halves that UTF-16 makes of it.
    rb"|&#x(?P<high>[Dd][89ABab][0-9A-Fa-f]{2});&#x(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2});"
    rb"|&#(?P<high10>5[5-6][0-9]{3});&#(?P<low10>5[6-7][0-9]{3});"
    rb"|&(?P<reference>#[0-9]{1,8};|#x[0-9A-Fa-f]{1,8};|[A-Za-z0-9]{1,31};)?"
)
_OWN = frozenset({b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"})
# The longest reference.
_HELD = 40
# What may be cut in two.
_PARTS = (b"<![CDATA[", b"]]>", b"\xef\xbf\xbe")


def scrubbed(chunks: Iterator[bytes], note: Callable[[str, int], None]) -> Iterator[bytes]:
    """The chunks (UTF-8) mended; `note(what, line)` is called for each repair.

    A file that declares entities of its own is left as it is: what is stray in it only a parser can tell.
    """
    line = 1
    held = b""
    inside = False
    for number, chunk in enumerate(chunks):
        if number == 0 and b"<!ENTITY" in chunk:
            yield chunk
            yield from chunks
            return
        data = held + chunk
        cut = _whole(data)
        data, held = data[:cut], data[cut:]
        data, line, inside = _mend(data, line, inside, note)
        if data:
            yield data
    if held:
        yield _mend(held, line, inside, note)[0]


def _whole(data: bytes) -> int:
    """How much of the data does not go on in the next chunk: up to an ampersand near the end, or to the beginning of a
    mark of CDATA or of a noncharacter that is not all there."""
    reference = data.find(b"&", max(len(data) - _HELD, 0))
    if reference >= 0:
        return reference
    return len(data) - max(size for part in _PARTS for size in range(len(part)) if data.endswith(part[:size]))


def _mend(data: bytes, line: int, inside: bool, note: Callable[[str, int], None]) -> tuple[bytes, int, bool]:
    out: list[bytes] = []
    at = 0
    while at < len(data):
        mark = data.find(b"]]>" if inside else b"<![CDATA[", at)
        end = len(data) if mark < 0 else mark + 3
        piece = data[at:end]
        if not inside:

            def repair(found: re.Match[bytes], piece: bytes = piece, line: int = line) -> bytes:
                return _repair(found, lambda what: note(what, line + piece.count(b"\n", 0, found.start())))

            mended = _FAULT.sub(repair, piece)
        else:
            mended = piece
        out.append(mended)
        line += piece.count(b"\n")
        inside = inside if mark < 0 else not inside
        at = end
    return b"".join(out), line, inside


def _repair(found: re.Match[bytes], note: Callable[[str], None]) -> bytes:
    whole, reference = found[0], found["reference"]
    if not whole.startswith(b"&"):
        char = whole.decode("utf-8")
        note(say("forbidden character removed: U+{ord:04X}", ord=ord(char)))
        return b""
    if found["high"] or found["high10"]:
        return _joined(found, note)
    if reference is None:
        note(say("stray ampersand escaped: &"))
        return b"&amp;"
    if reference in _OWN:
        return whole
    if reference.startswith(b"#"):
        number = int(reference[2:-1], 16) if reference[1:2] in b"xX" else int(reference[1:-1])
        legal = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF
        if legal and number not in (0xFFFE, 0xFFFF):
            return whole
        note(say("forbidden character removed: {whole}", whole=whole.decode()))
        return b""
    text = html.unescape(whole.decode())
    if text == whole.decode():
        note(say("stray ampersand escaped: {text}", text=text))
        return b"&amp;" + reference
    note(f"entity of HTML written out: {whole.decode()}")
    return text.replace("&", "&amp;").replace("<", "&lt;").encode()


def _joined(found: re.Match[bytes], note: Callable[[str], None]) -> bytes:
    """Two references to the halves of a character as the character; each for itself where they are not such halves."""
    if found["high"]:
        high, low = int(found["high"], 16), int(found["low"], 16)
    else:
        high, low = int(found["high10"]), int(found["low10"])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        halves = [half + b";" for half in found[0].split(b";")[:-1]]
        return b"".join(_repair(cast(re.Match[bytes], _FAULT.match(half)), note) for half in halves)
    char = chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    note(say("two halves of a character joined: {found} is {char}", found=found[0].decode(), char=char))
    return char.encode()
