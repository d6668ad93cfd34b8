"""How the cost of something grows with its input, and every pattern of ours with the ways it is used."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import regex

from tests.test_house import ARROWS, modules, package

# Repeated, each makes a text that some pattern runs through again from each of its places.
FILLERS = (
    *(" ", ".", ". ", "a", "a ", "A ", "1", "1. ", "(", "(1) ", "-", "<a", "|", "\n"),
    *("　", "港", "港口。", "二十", "“", "a: "),
)
MORE_FILLERS = (
    *("- ", "a-", "a_", "a@", "a.a", "a/", "a,", "a=", "1,", "1-", "a\n", " \n", "\r\n", "\t", "[a", "](", "{", "*"),
    *("`", "#", ":", "/", "=", "，", "%", "&", "&#", "\\", "$", "~", "+", "0", "I", "X", "①", "第", "一、", "——", "《"),
    *(
        "…",
        "·",
        "of ",
        "the ",
        "ly ",
        "ing ",
        "——",
        ". . ",
        'a="',
        "<w:p>",
        "][",
        "）",
        "”",
        "'",
        ";",
        "a1",
        "1 ",
        "Aa ",
    ),
    *("第1条", "<!--", "]]>", "::", "> ", "_", "@", "!", "?", "\u00a0", "\u200b", "é"),
)


class Growth(NamedTuple):
    """Seconds of processor time for a text of n characters and for one of 4 n."""

    short: float
    long: float

    @property
    def steep(self) -> bool:
        """Whether four times the length costs clearly more than four times: at the square it would be sixteen. What
        costs next to nothing is not judged, for there the clock's grain is larger."""
        return self.long > 9 * max(self.short, 0.0005)


def growth(asked: Callable[[str], object], filler: str, size: int) -> Growth:
    """What a text made of a filler costs at `size` and at four times as many characters, the least of a few runs. A
    long text that costs next to nothing is asked once."""
    texts = [(filler * (4 * size))[:length] + "\x01" for length in (size, 4 * size)]
    long = _cost(asked, texts[1], 1)
    if long < 0.0045:
        return Growth(long, long)
    return Growth(_cost(asked, texts[0], 3), min(long, _cost(asked, texts[1], 2)))


def _cost(asked: Callable[[str], object], text: str, times: int) -> float:
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        asked(text)
        best = min(best, time.process_time() - before)
        if best > 0.5:
            break
    return best


# -- patterns ----------------------------------------------------------------------------------------------------------

USES = ("match", "fullmatch", "search", "sub", "subn", "finditer", "findall", "split")


class OurPattern(NamedTuple):
    """A compiled pattern, where it is named, and the methods that are called on it there."""

    name: str
    pattern: Any
    uses: frozenset[str]

    def asked(self, use: str) -> Callable[[str], object]:
        """What one of its methods does to a text."""
        method = getattr(self.pattern, use)
        if use in ("sub", "subn"):
            method = partial(method, lambda found: "")
        kind: Callable[[str], Any] = str.encode if isinstance(self.pattern.pattern, bytes) else str
        if use in ("sub", "subn") and kind is str.encode:
            method = partial(getattr(self.pattern, use), lambda found: b"")
        return lambda text: _spent(method(kind(text)))


def _spent(found: Any) -> object:
    """Matches are sought when they are asked for."""
    return sum(1 for _ in found) if isinstance(found, Iterator) else found


def our_modules() -> Iterator[ModuleType]:
    """All modules of ours that load here; what belongs to an extra that is not installed does not."""
    # Walking the installed package would find what stands in `app/` only, where the rooms are installed from folders.
    for room in ARROWS:
        for path in modules(room):
            name = package(path.parent) + ("" if path.stem == "__init__" else f".{path.stem}")
            if path.stem != "__main__":
                try:
                    yield importlib.import_module(name)
                except ImportError:
                    continue


@cache
def our_patterns() -> tuple[OurPattern, ...]:
    """Every compiled pattern in a module of ours, by itself, in a table or in a class."""
    names: dict[tuple[str, Any, int], str] = {}
    held: dict[tuple[str, Any, int], Any] = {}
    uses: dict[tuple[str, Any, int], set[str]] = {}
    for module in our_modules():
        used = _uses(module)
        for name, value in list(vars(module).items()):
            for pattern in _patterns_in(value, 0):
                key = (type(pattern).__module__, pattern.pattern, pattern.flags)
                names.setdefault(key, f"{module.__name__}.{name}")
                held[key] = pattern
                by_itself = used.get(name, set()) if isinstance(value, re.Pattern | regex.Pattern) else set()
                uses.setdefault(key, set()).update(by_itself)
    # What stands in a table, or is handed on, is called by another name there.
    found = [
        OurPattern(name, held[key], frozenset(uses[key] or {"search", "sub", "fullmatch"}))
        for key, name in names.items()
    ]
    return tuple(sorted(found, key=lambda one: one.name))


def _patterns_in(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif depth < 4:
        inside: list[Any] = []
        if isinstance(value, dict):
            inside = [*value, *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            inside = list(value)
        elif hasattr(value, "__dataclass_fields__"):
            inside = [getattr(value, field, None) for field in value.__dataclass_fields__]
        elif isinstance(value, type) and value.__module__.startswith("duizhao"):
            inside = list(vars(value).values())
        for one in inside:
            yield from _patterns_in(one, depth + 1)


def _uses(module: ModuleType) -> dict[str, set[str]]:
    """The methods of patterns that a module names, by the name before the dot."""
    found: dict[str, set[str]] = {}
    source = Path(str(sys.modules[module.__name__].__file__)).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in USES and isinstance(node.value, ast.Name):
            found.setdefault(node.value.id, set()).add(node.attr)
    return found
