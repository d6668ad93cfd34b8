"""Where the program says something to people: what of it is a template to be translated, and what should be one.

Sentences are found by where they stand: in `say` and its like, in the errors, findings and notices that people read, in
what commands print. A constant there is a template as it stands; a text that is put together there has lost what it
was made of, and could not be said in another language.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "review", "app")

SAYING = frozenset(("say", "told", "_told"))
PLURAL = frozenset(("say_plural", "told_plural"))
ERRORS = frozenset(
    ("DuizhaoError", "InputError", "OutputError", "SettingsError", "WorkError", "MissingExtraError", "UsageError")
)
# What is said: which arguments of a call by place, and which by name.
PLACES: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    **dict.fromkeys(ERRORS, ((0,), ("what", "cure"))),
    "BadParameter": ((0,), ("message",)),
    "Finding": ((1,), ("message", "cure")),
    "Notice": ((1,), ("message",)),
    "CatalogueEntry": ((2, 3), ("title", "summary")),
    "as_check": ((), ("title", "summary")),
    "finding_on": ((1, 4), ("message", "cure")),
    "tell": ((0,), ()),
    "progress": ((0,), ()),
    "replace": ((), ("message", "cure")),
    "fail": ((0, 3), ("message", "cure")),
    "Examined": ((0, 2, 3), ("what", "found", "cure")),
    "Wording": ((1, 2), ("message", "cure")),
}
# Their constants are shown as they are: text for people is `say`'s or `told`'s there.
PRINTING = frozenset(("put", "put_line"))
# The first argument is a row of headings.
TABLES = frozenset(("table",))
# Words of English: no option, path, command or id.
_WORDS = re.compile(r"(?<![\w./-])[A-Za-z]{2,}(?![\w/=-]|\.\w)")
_FIELD = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")
# Names of things, which are the same in all languages.
_NAMES = frozenset(("LibreOffice", "[[pair]]", "not for the memory", "paper"))


@dataclass
class Messages:
    """What was found: templates with the files in which they stand, and what should have been one, `file:line`."""

    found: dict[str, set[str]] = field(default_factory=dict)
    plurals: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def add(self, template: str, place: str) -> None:
        """A template that stands in a file; one without letters is not said in words."""
        if any(c.isalpha() for c in _FIELD.sub("", template)):
            self.found.setdefault(template, set()).add(place)


def in_tree(root: Path = ROOT) -> Messages:
    """The messages of all modules of the rooms."""
    messages = Messages()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            _Finder(path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8")), messages).look()
    return messages


class _Finder:
    """Looks through one module."""

    def __init__(self, place: str, tree: ast.Module, messages: Messages) -> None:
        self.place, self.tree, self.messages = place, tree, messages
        self.bound: dict[str, list[ast.expr | ast.AugAssign]] = {}
        for node in ast.walk(tree):
            targets: Sequence[ast.expr] = ()
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                targets = (node.target,)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                self.bound.setdefault(node.target.id, []).append(node)
            for target in targets:
                self._bind(target, node.value)  # type: ignore[attr-defined]

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.bound.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                self._bind(one, other)

    def look(self) -> None:
        """Put what is said in the module with the messages."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                self._call(node)

    def _call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if (name in SAYING or name in PLURAL) and isinstance(node.func, ast.Name):
            self._said(node, 2 if name in PLURAL else 1)
        elif name in PLACES:
            places, names = PLACES[name]
            said = [node.args[i] for i in places if i < len(node.args)]
            for one in (*said, *(k.value for k in node.keywords if k.arg in names)):
                self._sentence(one, set())
        elif name in PRINTING and isinstance(node.func, ast.Name) and node.args:
            self._printed(node.args[0])
        elif name in TABLES and node.args:
            for one in self._constants(node.args[0]):
                self.messages.add(one, self.place)

    def _said(self, node: ast.Call, forms: int) -> None:
        found = [text for one in node.args[:forms] for text in self._constants(one)]
        if len(found) < forms:
            # A name stands for a sentence that was found where it was made.
            first = node.args[0].value if isinstance(node.args[0], ast.Starred) else node.args[0]
            if not isinstance(first, ast.Name | ast.Attribute | ast.Subscript):
                self._lose(node)
        for text in found:
            self.messages.add(text, self.place)
        if forms == 2 and len(found) == 2:
            self.messages.plurals[found[0]] = found[1]
        for keyword in node.keywords:
            self._value(keyword.value, set())

    def _value(self, node: ast.expr | ast.AugAssign, seen: set[str]) -> None:
        """What stands where a value of a sentence belongs: words of ours have to be a sentence too."""
        match node:
            case ast.Constant(value=str(text)) if _WORDS.search(text) and text not in _NAMES:
                self._lose(node)
            case ast.JoinedStr() if _in_words(node):
                self._lose(node)
            case ast.IfExp():
                self._value(node.body, seen)
                self._value(node.orelse, seen)
            case ast.BoolOp():
                for one in node.values:
                    self._value(one, seen)
            case ast.AugAssign() if _holds_text(node):
                self._lose(node)
            case ast.BinOp(op=ast.Add()):
                self._value(node.left, seen)
                self._value(node.right, seen)
            case ast.Name() if node.id not in seen:
                for one in self.bound.get(node.id, ()):
                    self._value(one, seen | {node.id})

    def _sentence(self, node: ast.expr | ast.AugAssign, seen: set[str]) -> None:
        """What stands where a sentence belongs."""
        match node:
            case ast.Constant(value=str(text)):
                self.messages.add(text, self.place)
            case ast.IfExp():
                self._sentence(node.body, seen)
                self._sentence(node.orelse, seen)
            case ast.BoolOp():
                for one in node.values:
                    self._sentence(one, seen)
            case ast.Name() if node.id not in seen:
                for one in self.bound.get(node.id, ()):
                    self._sentence(one, seen | {node.id})
            case ast.JoinedStr(values=[ast.Constant(value="duizhao: "), _]):
                pass  # who speaks, and what was said already
            case ast.JoinedStr():
                self._lose(node)
            case ast.BinOp() | ast.AugAssign() if _holds_text(node):
                self._lose(node)
            case ast.Call(func=ast.Attribute(attr="format" | "join")):
                self._lose(node)

    def _printed(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=str(text)) if (
                _WORDS.search(text) and "\t" not in text
            ):  # no head of a table for programs
                self._lose(node)
            case ast.JoinedStr() if _in_words(node):
                self._lose(node)
            case ast.IfExp():
                self._printed(node.body)
                self._printed(node.orelse)

    def _constants(self, node: ast.expr) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp():
                yield from self._constants(node.body)
                yield from self._constants(node.orelse)
            case ast.Tuple() | ast.List():
                for one in node.elts:
                    yield from self._constants(one)
            case ast.Starred():
                yield from self._constants(node.value)
            case ast.Name():
                for value in self.bound.get(node.id, ()):
                    if isinstance(value, ast.Constant | ast.Tuple | ast.IfExp):
                        yield from self._constants(value)

    def _lose(self, node: ast.AST) -> None:
        self.messages.lost.append(f"{self.place}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:100]}")


def _in_words(node: ast.JoinedStr) -> bool:
    return any(_WORDS.search(str(part.value)) for part in node.values if isinstance(part, ast.Constant))


def _holds_text(node: ast.AST) -> bool:
    """Whether words are put together here."""
    parts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return any(isinstance(part, str) and any(c.isalpha() for c in part) for part in parts)
