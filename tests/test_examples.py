"""The examples in docstrings, run: what they show is what comes."""

from __future__ import annotations

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

from tests.conftest import Shared
from tests.test_house import ARROWS, modules, package

# Importing these does something, or needs an extra.
_NOT_IMPORTED = {"duizhao.__main__"}


def _names() -> list[str]:
    """Dotted names of the modules whose source shows an example."""
    found = []
    for room in ARROWS:
        for path in modules(room):
            dotted = package(path.parent) + ("" if path.stem == "__init__" else f".{path.stem}")
            if ">>> " in path.read_text(encoding="utf-8") and dotted not in _NOT_IMPORTED:
                found.append(dotted)
    return found


@pytest.mark.parametrize("name", _names())
def test_examples_in_docstrings(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module(name)
    monkeypatch.chdir(tmp_path)  # an example that writes a file writes it here
    tests = [test for test in doctest.DocTestFinder(exclude_empty=True).find(module) if test.examples]
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    said: list[str] = []
    for test in tests:
        runner.run(test, out=said.append)
    assert not runner.failures, "".join(said)
    # Each example in the source was found, also those of methods and decorated functions.
    assert sum(len(test.examples) for test in tests) == _shown(inspect.getsource(module)), "an example was not found"


def _shown(source: str) -> int:
    return sum(line.lstrip().startswith((">>> ", '""">>> ')) for line in source.splitlines())


def test_measuring_data_that_is_not_there_skips(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert Shared(tmp_path) / "there" == tmp_path / "there"
    with pytest.raises(pytest.skip.Exception, match="no corpora/x among the measuring data"):
        Shared(tmp_path) / "corpora/x"
