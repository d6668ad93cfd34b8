"""The measure of the tests itself: mutants differ from the product in one place, run as Python, and touch no tree."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from scripts.mutants import (
    ROOMS,
    Mutant,
    change,
    changes,
    copied,
    draw,
    environment,
    meet,
    nearest_tests,
    places,
    rounds,
)
from scripts.recording import RecordingError, failures, lines_around, record
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
def g(a, b):
    for x, y in zip(a, b, strict=True):
        return h(x, y, strict=True)
    try:
        return zip(a, b, strict=True)
    except ValueError:
        return ()
'''


def test_what_can_be_changed() -> None:
    nodes = places(ast.parse(SOURCE))
    constants = sorted(ast.unparse(node) for node in nodes if isinstance(node, ast.Constant))
    # The truths: of h, which is no zip, and of the zip whose error is waited for.
    assert constants == ["1", "2", "4", "5", "True", "True"]
    kinds = sorted(what for node in nodes for what in changes(node))
    ours = ["and/or", "comparison", "condition", *["number"] * 4, "operator", *["return"] * 4, *["truth"] * 2]
    assert kinds == ours


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
        assert mutant.line in mutant.statement
        assert nearest_tests(mutant, ROOT), "no tests to meet"


def test_the_copy_is_found_first(tmp_path: Path) -> None:
    tree = copied(ROOT, tmp_path / "tree")
    assert (tree / "build" / "links" / "duizhao" / "corpora" / "model.py").samefile(tree / "corpora" / "model.py")
    assert (tree / "tests" / "conftest.py").is_file()


MODULE = """
LIMIT = 3

def over(number):
    return number > LIMIT

def unused(number):
    return number + 1

def started(number):
    return number - 1
"""
TESTS = {
    "tests/app/conftest.py": """
import pytest

@pytest.fixture(scope="module")
def late():
    from duizhao.sizes import over
    return over(9)
""",
    "tests/app/test_over.py": """
from duizhao.sizes import over

def test_over():
    assert over(4)

def test_not_over():
    assert not over(2)

def test_something_else():
    assert True

def test_wrong_by_itself():
    assert over(1)
""",
    "tests/app/test_tired.py": """
from pathlib import Path
from duizhao.sizes import over

def test_passes_the_first_time():
    over(3)
    ran = Path("build", "ran")
    assert not ran.exists()
    ran.touch()
""",
    "tests/app/test_shared.py": """
def test_first(late):
    assert late

def test_second(late):
    assert late
""",
    "tests/app/test_sizes_process.py": """
import subprocess, sys

def test_started():
    subprocess.run([sys.executable, "-c", "from duizhao.sizes import started; assert started(2) == 1"], check=True)
""",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with one module and a few tests, of the shape of ours: `duizhao` is a link to `app`."""
    tree = tmp_path_factory.mktemp("small") / "tree"
    for name, text in {"app/__init__.py": "", "app/sizes.py": MODULE, **TESTS}.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    (tree / "pyproject.toml").write_text('[tool.pytest.ini_options]\ntestpaths = ["tests"]\n', encoding="utf-8")
    (tree / "build" / "links").mkdir(parents=True)
    (tree / "build" / "links" / "duizhao").symlink_to(tree / "app")
    return tree


def mutant(old: str, new: str) -> Mutant:
    line = next(number for number, text in enumerate(MODULE.splitlines(), 1) if old in text)
    return Mutant(Path("app/sizes.py"), line, "", MODULE.replace(old, new), range(line, line + 1))


@pytest.mark.slow
def test_mutants_meet_the_tests_that_execute_them(small: Path) -> None:
    pytest.importorskip("pytest_cov")
    kept = record(small, small.parent / "tests.coverage", environment(small))
    over = "tests/app/test_over.py"
    assert kept.failed == {f"{over}::test_wrong_by_itself"}
    # What a shared fixture executes may make any test of the file fail.
    turned = mutant("number > LIMIT", "number >= 4")
    first = [f"{over}::test_over", f"{over}::test_not_over", "tests/app/test_tired.py::test_passes_the_first_time"]
    assert set(next(rounds(turned, small, kept))) == {*first, "tests/app/test_shared.py"}
    # A test that fails without the change, too, has not noticed it.
    assert meet(turned, small, 60, kept) == "survives"  # the same thing in other words
    assert meet(mutant("number > LIMIT", "number < LIMIT"), small, 60, kept) == "caught"
    # Run on import: the nearest tests, then whatever uses the module.
    assert len(list(rounds(mutant("LIMIT = 3", "LIMIT = 4"), small, kept))) == 2
    assert meet(mutant("LIMIT = 3", "LIMIT = 4"), small, 60, kept) == "caught"
    # Not executed in this process: the nearest tests start one.
    assert meet(mutant("number - 1", "number - 2"), small, 60, kept) == "caught"
    assert meet(mutant("number + 1", "number + 2"), small, 60, kept) == "survives"
    assert (small / "app" / "sizes.py").read_text(encoding="utf-8") == MODULE
    # The same tree is not recorded again.
    state = (small.parent / "tests.coverage").stat().st_mtime_ns
    assert record(small, small.parent / "tests.coverage", {}) == kept
    assert (small.parent / "tests.coverage").stat().st_mtime_ns == state


def test_a_tree_without_tests_is_not_recorded(tmp_path: Path) -> None:
    pytest.importorskip("pytest_cov")
    (tmp_path / "tree").mkdir()
    with pytest.raises(RecordingError, match="pytest: 5"):
        record(tmp_path / "tree", tmp_path / "tests.coverage", {})


def test_failures_are_read_from_the_summary() -> None:
    log = "..F\nFAILED tests/a.py::test_x[b - c] - AssertionError: no\nERROR tests/b.py::test_y\nFAILED is a word\n"
    assert failures(log) == {"tests/a.py::test_x[b - c]", "tests/b.py::test_y"}


def test_the_statement_around_a_change() -> None:
    text = "def f(a=1,\n      b=2):\n    if (a\n        < b):\n        return [\n            a + 1]\n    return 0\n"
    tree = ast.parse(text)

    def around(code: str) -> list[int]:
        node = next(n for n in ast.walk(tree) if isinstance(n, ast.expr) and ast.unparse(n) == code)
        return list(lines_around(tree, node))

    assert around("a < b") == [3, 4]
    assert around("a + 1") == [5, 6]
    assert around("2") == [1, 2]
    assert around("0") == [7]
