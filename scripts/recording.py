"""Which tests execute which lines of the product: coverage's contexts of one run of the default tests, kept in a file.

A test that never executes a line cannot notice that it was changed, so the tests of a line stand for the whole suite.
Exceptions make what is found with them a lower bound: lines that only run while a module is imported, lines that only a
process that a test starts executes, and what the product works out once and keeps, which only the first of the tests
that use it is seen to execute.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

IMPORT = ""  # the context of what runs while no test does


class RecordingError(Exception):
    """The tests could not be recorded."""


@dataclass(frozen=True)
class Recording:
    """A run of the tests. `path` is coverage's data file, with paths relative to the tree; `failed` are the tests (node
    ids) that failed by themselves and prove nothing."""

    path: Path
    failed: frozenset[str]

    def tests(self, file: str, lines: Iterable[int]) -> list[str]:
        """The tests (node ids, or files where what executes a line is a fixture that several of its tests may share)
        that execute one of the lines (1-based) of a file of the tree."""
        found: dict[str, None] = {}
        by_line = _by_line(self.path, file)
        for line in lines:
            for context in by_line.get(line, ()):
                test, _, phase = context.rpartition("|")
                if phase == "run" and test not in self.failed:
                    found[test] = None
                elif phase in ("setup", "teardown"):
                    found[test.partition("::")[0]] = None
        return list(found)

    def imported(self, file: str, lines: Iterable[int]) -> bool:
        """Whether one of the lines runs when its module is imported."""
        by_line = _by_line(self.path, file)
        return any(IMPORT in by_line.get(line, ()) for line in lines)

    def tests_of_file(self, file: str) -> list[str]:
        """The tests that execute any line of a file."""
        return self.tests(file, sorted(_by_line(self.path, file)))


@cache
def _by_line(path: Path, file: str) -> Mapping[int, Sequence[str]]:
    from coverage import CoverageData

    data = CoverageData(basename=str(path))
    data.read()
    return data.contexts_by_lineno(str(Path(file)))


def record(tree: Path, path: Path, environment: Mapping[str, str]) -> Recording:
    """The recording of the tests of a tree at `path`: what is there already where it is of the same code and tests,
    else a run of the default tests, with `environment` added to what is set already. Raises RecordingError where
    nothing ran."""
    state, log = path.with_suffix(".state"), path.with_suffix(".log")
    digest = _digest(tree)
    if not (path.is_file() and state.is_file() and state.read_text(encoding="utf-8") == digest):
        settings = path.with_suffix(".ini").absolute()
        settings.write_text(
            f"[run]\nsource_pkgs = duizhao\nrelative_files = true\ndata_file = {path.absolute()}\n", encoding="utf-8"
        )
        command = [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", "--cov", "--cov-report="]
        command += ["--cov-context=test", f"--cov-config={settings}"]
        with log.open("w", encoding="utf-8") as out:
            done = subprocess.run(command, cwd=tree, env={**os.environ, **environment}, stdout=out, check=False)
        # 0: all passed; 1: tests failed, which are left out
        if done.returncode not in (0, 1) or not path.is_file():
            raise RecordingError(f"the tests could not be recorded (pytest: {done.returncode}); see {log}")
        state.write_text(digest, encoding="utf-8")
    return Recording(path, failures(log.read_text(encoding="utf-8")))


def failures(log: str) -> frozenset[str]:
    """The tests that failed by pytest's summary (`-rfE`)."""
    return frozenset(re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+::[^\s\[]+(?:\[.*?\])?)(?: - .*)?$", log, re.MULTILINE))


def _digest(tree: Path) -> str:
    """What the code and the tests of a tree are known by."""
    known = hashlib.sha256()
    for path in sorted(tree.rglob("*.py")):
        if "build" not in path.relative_to(tree).parts:
            known.update(f"{path.relative_to(tree)}\0".encode() + path.read_bytes())
    return known.hexdigest()


def lines_around(tree: ast.Module, node: ast.AST) -> range:
    """The lines of the smallest statement that a node of a module stands in, without the statements inside of it: the
    tests that execute the statement are those that may notice a change of the node."""
    line = getattr(node, "lineno", 0)
    best = range(line, line + 1)
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and any(inner is node for inner in ast.walk(statement)):
            end = statement.end_lineno or statement.lineno
            body = getattr(statement, "body", None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                end = max(statement.lineno, body[0].lineno - 1)
            best = range(statement.lineno, end + 1)  # walked from the outside in: the last is the smallest
    return best
