"""Do the tests notice? Changes one thing of the product at a time and counts how many changes make a test fail.

    python -m scripts.mutants --seed 1 -n 40

Mutants are drawn by a seed from all modules of the rooms: a comparison turned (`<` to `<=`, `==` to `!=`), an operator
exchanged (`+` and `-`, `and` and `or`), a number moved by one, a condition negated, a value returned as None or a
truth reversed. What cannot matter by construction is left alone: annotations, messages, and what only keeps programmers
from mistakes (`frozen=True`, and the `strict=True` of a `zip` outside of any `try`). Everything happens in a copy of
the tree, never in the tree itself.

The default tests are run once with a record of which test executes which line (`--recording` keeps it for the next
seed, and it is made anew when code or tests changed; scripts/recording.py). Each mutant then meets all tests that
execute the changed statement, and then those nearest to its module, which may start the program. Where the statement
runs on import (a table, a default), it also meets all that execute anything of the module. What is caught so, the whole
suite catches; it may catch a little more. `--near` records nothing and runs the few nearest files of tests alone, which
is quicker, finds less, and believes that all of them pass without.

A mutant is caught when a test fails, and passes when the change is taken back. One that nothing notices survives, and
so do mutants that change nothing at all, so 100 % cannot be had. When the `--limit` is up, nothing is known: tests may
be slow, or the mutant may run for ever.
"""

from __future__ import annotations

import argparse
import ast
import copy
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import link_tree  # noqa: E402
from scripts.recording import Recording, failures, lines_around, record  # noqa: E402

# How many files of tests are near.
NEAR = 5
# What commands of every room print and write; near to all of them.
GOLDEN = Path("tests/golden/test_transcripts.py")
# Results of earlier runs that the product keeps: what it worked out before it was changed would hide the change.
KEPT = ("alignments", "check")
ROOMS = (*link_tree.ROOMS, "app")
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
EXCHANGED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the file below the root, the line (1-based), what it is, the whole changed source, and the lines of
    the statement that it is in (without the statements inside of it)."""

    path: Path
    line: int
    what: str
    source: str
    statement: range

    @property
    def room(self) -> str:
        """The room that the file is in."""
        return self.path.parts[0]


def places(tree: ast.Module) -> list[ast.AST]:
    """The nodes of a module that can be changed, those inside annotations, docstrings and messages left out, and what
    only keeps programmers from mistakes."""
    hidden: set[int] = set()
    guarded = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        # What is said to people, and what is only said to the type checker.
        outside = [getattr(node, name, None) for name in ("annotation", "returns")]
        # `frozen=True` and its like keep programmers from mistakes, and programs behave the same without.
        outside += getattr(node, "decorator_list", [])
        if isinstance(node, ast.JoinedStr | ast.Raise):
            outside.append(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            outside.append(node)
        # So does `zip(…, strict=True)` of what is of one length, where nobody waits for its error.
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "zip" and id(node) not in guarded:
            outside += [keyword for keyword in node.keywords if keyword.arg == "strict"]
        for part in outside:
            if part is not None:
                hidden.update(id(inner) for inner in ast.walk(part))
    return [node for node in ast.walk(tree) if id(node) not in hidden and changes(node)]


def changes(node: ast.AST) -> list[str]:
    """The names of the changes that a node allows."""
    found = []
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
        found.append("comparison")
    if isinstance(node, ast.BinOp) and type(node.op) in EXCHANGED and not _text(node.left) and not _text(node.right):
        found.append("operator")
    if isinstance(node, ast.BoolOp):
        found.append("and/or")
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found.append("number")
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        found.append("truth")
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        found.append("condition")
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        found.append("return")
    return found


def _text(node: ast.AST) -> bool:
    """Whether a node is a text or a list as it stands: an operator of numbers would only raise there."""
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def change(node: ast.AST, what: str) -> None:
    """Change a node in place."""
    match node, what:
        case ast.Compare(), "comparison":
            node.ops = [TURNED[type(node.ops[0])]()]
        case ast.BinOp(), "operator":
            node.op = EXCHANGED[type(node.op)]()
        case ast.BoolOp(), "and/or":
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.Constant(value=bool(value)), "truth":
            node.value = not value
        case ast.Constant(value=int() | float() as value), "number":
            node.value = value + 1
        case ((ast.If() | ast.IfExp() | ast.While()), "condition"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Return(), "return":
            node.value = ast.Constant(None)
        case _:
            raise ValueError(f"{what} is not a change of {type(node).__name__}")


def draw(rng: random.Random, root: Path = ROOT, rooms: tuple[str, ...] = ROOMS) -> Mutant:
    """One mutant of the product's code, each place as likely as any other of its file, files by their length."""
    files = [path for room in rooms for path in sorted((root / room).rglob("*.py"))]
    while True:
        path = rng.choices(files, [file.stat().st_size for file in files])[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = places(tree)
        if not found:
            continue
        number = rng.randrange(len(found))
        changed = copy.deepcopy(tree)
        node = places(changed)[number]
        what = rng.choice(changes(node))
        before = ast.unparse(node).splitlines()[0]
        change(node, what)
        after = ast.unparse(node).splitlines()[0]
        line = getattr(node, "lineno", 0)
        ast.fix_missing_locations(changed)
        statement = lines_around(tree, found[number])
        said = f"{what}: {before}  →  {after}"
        return Mutant(path.relative_to(root), line, said, ast.unparse(changed) + "\n", statement)


def nearest_tests(mutant: Mutant, root: Path) -> list[str]:
    """The files of tests that are nearest to a mutant, the likeliest to notice first: of its room's those that are
    called like its module, then those that import it, the small ones first; last the transcripts."""
    parts = [part for part in mutant.path.with_suffix("").parts if part != "__init__"]
    dotted = ".".join(["duizhao", *(parts[1:] if parts[0] == "app" else parts)])
    words = {word.rstrip("s") for part in parts[1:] for word in part.split("_") if len(word) > 2}

    def rank(path: Path) -> tuple[int, int]:
        called = sum(word in path.stem for word in words)
        imports = dotted in path.read_text(encoding="utf-8")
        return (-called - 2 * imports, path.stat().st_size)

    own = sorted((root / "tests" / mutant.room).rglob("test_*.py"), key=rank)
    golden = [root / GOLDEN] if (root / GOLDEN).is_file() else []
    return [path.relative_to(root).as_posix() for path in [*own[:NEAR], *golden]]


def rounds(mutant: Mutant, root: Path, recording: Recording | None) -> Iterator[list[str]]:
    """The tests to meet a mutant with, round by round; a later one is needed where those before noticed nothing."""
    near = nearest_tests(mutant, root)
    if recording is None:
        yield near
        return
    file = mutant.path.as_posix()
    place = {name: number for number, name in enumerate(near)}

    def by_nearness(tests: list[str]) -> list[str]:
        return sorted(tests, key=lambda test: place.get(test.partition("::")[0], len(place)))

    tests = recording.tests(file, mutant.statement)
    if tests:
        yield by_nearness(tests)
    # They may start the program, whose statements are not recorded.
    yield near
    if recording.imported(file, mutant.statement) and (more := by_nearness(recording.tests_of_file(file))):
        yield more


def meet(mutant: Mutant, copy_: Path, limit: float, recording: Recording | None) -> str:
    """What the tests make of a mutant: "caught", "survives" or "no time"."""
    path = copy_ / mutant.path
    before = path.read_bytes()
    for name in KEPT:
        shutil.rmtree(Path(environment(copy_)["DUIZHAO_CACHE"]) / name, ignore_errors=True)
    until = time.monotonic() + limit
    left_out = recording.failed if recording else frozenset()
    try:
        for tests in rounds(mutant, copy_, recording):
            while True:
                _write(path, mutant.source.encode())
                failed = _failing(tests, left_out, copy_, until - time.monotonic())
                if failed is None:
                    break
                # A test that fails without the change, too (on a busy machine, now and then), has noticed nothing.
                _write(path, before)
                again = _failing(sorted(failed), frozenset(), copy_, limit) if failed else None
                if again is None:
                    return "caught"
                left_out |= again
    except subprocess.TimeoutExpired:
        return "no time"
    finally:
        _write(path, before)
    return "survives"


# Python takes what it compiled once for the same as long as the file has its size and its time in seconds, so each
# version of a file gets a second of its own, later than that of any file.
_SECONDS = itertools.count(int(time.time()) + 10**6)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    second = next(_SECONDS)
    os.utime(path, (second, second))


def _failing(tests: list[str], left_out: frozenset[str], copy_: Path, limit: float) -> frozenset[str] | None:
    """The tests that fail, those left out apart, of which the first ends the run: none where nothing can be imported
    any more. None: all pass. Raises TimeoutExpired, and RuntimeError where pytest could not run them at all."""
    until = time.monotonic() + limit
    done = _pytest(tests, left_out, copy_, limit)
    if done.returncode == 4 and re.search("ERROR: (not found|found no collectors)", done.stderr):
        # Names of tests may be made of what is changed, or a file of tests cannot be imported any more: whole files.
        done = _pytest(_files(tests), left_out, copy_, until - time.monotonic())
    # 1: a test failed; 2: a module cannot be imported any more, nor (4) what all tests share.
    if done.returncode == 4 and "conftest" not in done.stderr:
        raise RuntimeError(f"pytest could not run the tests:\n{done.stdout[-500:]}{done.stderr[-500:]}")
    if done.returncode not in (1, 2, 4):
        return None
    return failures(done.stdout) if done.returncode == 1 else frozenset()


def _files(tests: list[str]) -> list[str]:
    return list(dict.fromkeys(test.partition("::")[0] for test in tests))


def _pytest(tests: list[str], failed: frozenset[str], copy_: Path, limit: float) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        # Hundreds of names are more than some systems take as arguments.
        names = Path(folder) / "tests.txt"
        names.write_text("\n".join([*tests, *(f"--deselect={test}" for test in sorted(failed))]), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"@{names}"]
        env = {**os.environ, **environment(copy_)}
        return subprocess.run(
            command, cwd=copy_, env=env, capture_output=True, text=True, timeout=max(limit, 0), check=False
        )


def environment(copy_: Path) -> dict[str, str]:
    """What makes Python find the code of the copy, and gives it a cache of its own."""
    return {"PYTHONPATH": str(copy_ / "build" / "links"), "DUIZHAO_CACHE": str(copy_ / "build" / "cache")}


def copied(root: Path, to: Path) -> Path:
    """A copy of the tree with what its tests need, and the links by which `duizhao.…` is found in it."""
    for name in (*ROOMS, "scripts", "tests", "docs", "examples"):
        shutil.copytree(root / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in root.iterdir():
        if path.is_file():
            shutil.copy(path, to)
    subprocess.run([sys.executable, to / "scripts" / "link_tree.py"], check=True, cwd=to)
    return to


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="of the mutants that are drawn (1)")
    parser.add_argument("-n", type=int, default=40, help="how many (40)")
    parser.add_argument("--limit", type=float, default=300, help="seconds a mutant (300)")
    parser.add_argument("--near", action="store_true", help="only the few files of tests that are nearest")
    parser.add_argument("--recording", type=Path, help="where the record of the tests is kept for the next run")
    parser.add_argument("--room", choices=ROOMS, action="append", help="only in this room; may be said again")
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    mutants = [draw(rng, rooms=tuple(options.room or ROOMS)) for _ in range(options.n)]
    if options.list:
        print("\n".join(f"{m.path}:{m.line}  {m.what}" for m in mutants))
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = copied(ROOT, Path(folder) / "tree")
        kept = None
        if not options.near:
            kept = record(tree, options.recording or Path(folder) / "tests.coverage", environment(tree))
            print(f"{len(kept.failed)} of the tests fail without a mutant and are left out", flush=True)
        return report(_met(mutants, tree, options.limit, kept))


def _met(mutants: list[Mutant], tree: Path, limit: float, recording: Recording | None) -> Iterator[tuple[Mutant, str]]:
    for number, mutant in enumerate(mutants, 1):
        start = time.monotonic()
        how = meet(mutant, tree, limit, recording)
        took = f"{time.monotonic() - start:4.0f} s"
        print(f"{number:3d}  {how:8s}  {took}  {mutant.path}:{mutant.line}  {mutant.what}", flush=True)
        yield mutant, how


def report(met: Iterator[tuple[Mutant, str]]) -> int:
    """Print how many were caught; 0 when all were."""
    count = Counter(how for _, how in met)
    print(f"\n{count['caught']} of {count.total()} caught, {count['survives']} survive, {count['no time']} not known")
    return 0 if count["caught"] == count.total() else 1


if __name__ == "__main__":
    sys.exit(main())
