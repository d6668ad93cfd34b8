"""`alignment.json`: everything an alignment found, for machines and for a later check of the whole project.

A TMX memory cannot hold it all: omissions have no translation, and notices are no pairs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Notice, Pair
from duizhao.corpora.saying import say

SCHEMA = 1
_CURE = "Make it again with duizhao align"


@dataclass(frozen=True, slots=True)
class AlignmentFile:
    """What `alignment.json` holds: pairs in reading order (omissions too), notices, the recipe's line."""

    pairs: tuple[Pair, ...]
    notices: tuple[Notice, ...]
    recipe: str


def dump(pairs: Sequence[Pair], notices: Sequence[Notice], recipe: str) -> str:
    """The text of `alignment.json`: a pair a line, so that two versions can be compared line by line."""

    def line(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    head = f'{{"schema":{SCHEMA},"recipe":{line(recipe)},'
    body = f'"pairs":[\n{_lines(pairs)}],\n"notices":[\n{_lines(notices)}]}}\n'
    return head + body


def _lines(nouns: Sequence[Pair | Notice]) -> str:
    return ",\n".join(json.dumps(plain(each), ensure_ascii=False, separators=(",", ":")) for each in nouns)


def load(path: str | Path) -> AlignmentFile:
    """Read an `alignment.json`. Raises InputError where it is missing, broken or of another version."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no such alignment", path=path, cure=_CURE) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, error) from None
    return parse(text, path)


def parse(text: str, path: Path) -> AlignmentFile:
    """What the text of an `alignment.json` says; `path` is for the message of the InputError where it is broken."""
    try:
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            raise InputError(
                say("alignment of schema {schema}, not {known}", schema=data["schema"], known=SCHEMA),
                path=path,
                cure=_CURE,
            )
        pairs = tuple(noun(Pair, row) for row in data["pairs"])
        notices = tuple(noun(Notice, row) for row in data["notices"])
        return AlignmentFile(pairs, notices, data["recipe"])
    except (ValueError, KeyError, TypeError, SettingsError) as error:
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception) -> InputError:
    return InputError(say("not an alignment.json of ours: {error}", error=repr(error)), path=path, cure=_CURE)
