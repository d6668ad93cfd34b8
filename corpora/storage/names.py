"""Names of files: what they may lead to, on every system, and how they are written in what we write."""

from __future__ import annotations

import re
import unicodedata

# What Windows keeps for devices, whatever ending follows: learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$| )", re.IGNORECASE)
# What no name on Windows may hold, and what stands for bytes that are no UTF-8.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff<>:"|?*]')
_DRIVE = re.compile(r"[A-Za-z]:")
_LAST = re.compile(r"(?<![. ])[. ]++$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def folder_of(name: str) -> str:
    """The path below an output folder that a name from a file stands for, the same on every system: `/` parts folders,
    and what Windows forbids in a name becomes `_`. Raises ValueError, saying why, for a name that leads out.

    >>> folder_of("reports/2030: ports?"), folder_of("aux.md")
    ('reports/2030_ ports_', 'aux_.md')
    """
    if not name.strip():
        raise ValueError("is empty")
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        raise ValueError("leads out of the output folder")
    parts = [part for part in re.split(r"[/\\]", name) if part and part != "."]
    if ".." in parts:
        raise ValueError("leads out of the output folder")
    if not parts:
        raise ValueError("names no folder")
    return "/".join(map(_allowed, parts))


def _allowed(part: str) -> str:
    text = _FORBIDDEN.sub("_", part)
    text = _LAST.sub(lambda found: "_" * len(found[0]), text)
    return _DEVICE.sub(lambda found: f"{found[0]}_", text, count=1) if _DEVICE.match(text) else text


def same_place(folder: str) -> str:
    """A key that two paths have in common where some system takes them for one: Windows and macOS do not tell capitals
    from small letters, macOS not é from e with an accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", folder).casefold())


def on_one_line(name: str) -> str:
    """A name as text: controls and line ends as the signs that stand for them, bytes that are no UTF-8 as `\\xff`.

    >>> on_one_line("a\\nb.md"), on_one_line("caf\\udce9.md")
    ('a␊b.md', 'caf\\\\xe9.md')
    """
    text = name.encode("utf-8", "surrogateescape" if _escaped(name) else "backslashreplace")
    return _CONTROL.sub(_sign, text.decode("utf-8", "backslashreplace"))


def _escaped(name: str) -> bool:
    """Whether all surrogates in a name stand for bytes, as Python has them from the system."""
    return all("\udc80" <= char <= "\udcff" for char in name if "\ud800" <= char <= "\udfff")


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "␤"
