"""The measure of the tests itself: mutants differ from the product in one place, run as Python, and touch no tree."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from scripts.mutants import ROOMS, change, changes, copied, draw, places, relevant_tests
from tests.conftest import ROOT

SOURCE = '''
"""Doc 1."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    LIMIT = 1
@dataclass(frozen=True)
class A:
    x: Literal[3] = 4
def f(a: int = 2) -> int:
    if a < 5 and a:
        return a + 1
    raise ValueError(f"{a + 7}")
'''


def test_what_can_be_changed() -> None:
    nodes = places(ast.parse(SOURCE))
    assert sorted(ast.unparse(node) for node in nodes if isinstance(node, ast.Constant)) == ["1", "2", "4", "5"]
    kinds = sorted(what for node in nodes for what in changes(node))
    assert kinds == ["and/or", "comparison", "condition", *["number"] * 4, "operator", "return"]


@pytest.mark.parametrize(
    ("before", "what", "after"),
    [
        ("a < b", "comparison", "a <= b"),
        ("a in b", "comparison", "a not in b"),
        ("a + b", "operator", "a - b"),
        ("a / b", "operator", "a * b"),
        ("a and b", "and/or", "a or b"),
        ("5", "number", "6"),
        ("0.5", "number", "1.5"),
        ("True", "truth", "False"),
        ("a if b else c", "condition", "a if not b else c"),
    ],
)
def test_changes(before: str, what: str, after: str) -> None:
    (statement,) = ast.parse(before).body
    assert isinstance(statement, ast.Expr)
    assert what in changes(statement.value)
    change(statement.value, what)
    assert ast.unparse(ast.fix_missing_locations(statement)) == after


def test_nothing_else_is_changed() -> None:
    for text in ('f"{a}" + b', '"a" + b', "[1] + b", "a < b < c", "-a", "None", '"text"'):
        (statement,) = ast.parse(text).body
        assert isinstance(statement, ast.Expr)
        assert not changes(statement.value), text


def test_mutants_are_those_of_the_seed_and_are_python() -> None:
    first, again = ([draw(rng) for _ in range(8)] for rng in (random.Random(5), random.Random(5)))
    assert first == again
    for mutant in first:
        original = (ROOT / mutant.path).read_text(encoding="utf-8")
        assert mutant.room in ROOMS
        assert ast.dump(ast.parse(mutant.source)) != ast.dump(ast.parse(original))
        assert relevant_tests(mutant, ROOT), "no tests to meet"


def test_the_copy_is_found_first(tmp_path: Path) -> None:
    tree = copied(ROOT, tmp_path / "tree")
    assert (tree / "build" / "links" / "duizhao" / "corpora" / "model.py").samefile(tree / "corpora" / "model.py")
    assert (tree / "tests" / "conftest.py").is_file()
