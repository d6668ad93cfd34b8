"""What people said is up to date: a small text file, made to be committed and merged.

A line is the digest of what the original says, the digest of the translation, and the beginning of the translation for
the eye. Digests are of letters and figures alone, so they survive moves, line breaks and markup; a line holds for a
sentence that is cut anew as long as all its pieces were accepted.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import file_lines, write_text
from duizhao.quality.drift.change import Drift

NAME = "duizhao.accepted"
_HEAD = "# duizhao drift: translations that are up to date. original, translation, how it begins\n"
_LINE = re.compile(r"([0-9a-f]{16}|-) ([0-9a-f]{16}|-)(?: .*)?")


def digest(text: str) -> str:
    """16 hexadecimal digits of a text's letters and figures; `-` for a text without any."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()[:16] if letters else "-"


@dataclass(frozen=True)
class Accepted:
    """Pairs of digests of (original, translation) that were accepted, with how the translation begins."""

    lines: dict[tuple[str, str], str]

    def holds(self, drift: Drift) -> bool:
        """Whether this drift was accepted: the original says now what it said then, and so does the translation."""
        if (digest(drift.now), digest(drift.target)) in self.lines:
            return True
        return bool(drift.now or drift.target) and all(
            not text or _made_of(text, known)
            for text, known in zip((drift.now, drift.target), self._sides, strict=True)
        )

    @cached_property
    def _sides(self) -> tuple[set[str], set[str]]:
        """The digests of originals and of translations, each by themselves."""
        return {one for one, _ in self.lines} - {"-"}, {other for _, other in self.lines} - {"-"}

    def with_drifts(self, drifts: Iterable[Drift]) -> Accepted:
        """With these accepted as well."""
        more = {
            (digest(drift.now), digest(drift.target)): " ".join((drift.target or drift.now).split())[:40]
            for drift in drifts
        }
        return Accepted({**self.lines, **more})

    def write(self, path: Path) -> None:
        """Write the file, sorted, so that two people's lines merge. Raises OutputError."""
        rows = sorted(f"{one} {other} {shown}".rstrip() for (one, other), shown in self.lines.items())
        write_text(path, _HEAD + "".join(f"{row}\n" for row in rows))


# Ends of sentences where a text that is cut anew may be cut.
_CUT = re.compile(r"(?<=[.!?。！？；;])\s*")


def _made_of(text: str, known: set[str]) -> bool:
    """Whether a text is nothing but accepted pieces, one after the other."""
    pieces = [piece for piece in _CUT.split(text) if piece.strip()]
    start = 0
    while start < len(pieces):
        end = next((k for k in range(len(pieces), start, -1) if digest("".join(pieces[start:k])) in known), None)
        if end is None:
            return False
        start = end
    return bool(pieces)


def read_accepted(path: Path) -> Accepted:
    """Read the file; nothing is accepted where it does not exist. Raises InputError for a line that is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Accepted({})
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(say("cannot read what was accepted: {error}", error=error), path=path) from error
    lines = {}
    for number, line in enumerate(file_lines(text), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise InputError(
                "not a line of accepted translations",
                path=path,
                line=number,
                cure="Each is two digests and a text: remove it, and accept again with duizhao drift --accept",
            )
        lines[match[1], match[2]] = line.strip()[len(match[1]) + len(match[2]) + 2 :]
    return Accepted(lines)
