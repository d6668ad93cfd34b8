"""What a second process does for `align`, reading the source and rendering files, is what one does by itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao import inputs, outputs
from duizhao.alignment import AlignSettings
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.model import Document
from duizhao.corpora.processes import beside as module
from duizhao.corpora.processes.beside import Beside
from duizhao.inputs import OneFile, Texts, TwoFiles, begin_source, read_texts
from duizhao.options import Options
from duizhao.outputs import begin_files, write_outcome
from duizhao.pipeline import align_texts, checked, decide
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is copied on Linux alone")
EITHER = Options(source_language="en", target_language="zh-CN", either_way=True)
SAID = Options(source_language="en", target_language="zh-CN")
FILES = {
    "en.md": "# The lake\n\n1. The boats leave at nine.\n\n2. They return at six.\n",
    "zh.md": "# 湖\n\n1. 船九点出发。\n\n2. 六点返回。\n",
    "hant.md": "# 湖\n\n1. 船隻九點出發，遊客請準時。\n\n2. 六點返回碼頭。\n",
    "empty.md": "",
    "broken.docx": "no archive",
    "numbers.md": "1 2 3\n",
}
PDFS = [ROOT / "tests/fixtures/readers" / f"paper.{side}.libreoffice.pdf" for side in ("en", "zh")]


@pytest.fixture(autouse=True)
def _everything_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cores", lambda: 2)
    monkeypatch.setattr(module, "may_fork", lambda: True)
    monkeypatch.setattr(inputs, "WORTH", 0)
    monkeypatch.setattr(inputs, "WORTH_PACKED", 0)


def read(given: TwoFiles, options: Options, *, beside: bool) -> Texts | str:
    ahead = begin_source(given, options) if beside else None
    assert beside == (ahead is not None) or not given.source.exists()
    try:
        return read_texts(given, options, ahead)
    except DuizhaoError as error:
        return f"{type(error).__name__} {error}"
    finally:
        if ahead:
            ahead.drop()


@pytest.mark.parametrize("options", [EITHER, SAID], ids=["either way", "said"])
@pytest.mark.parametrize(
    "names",
    [
        "en.md zh.md",
        "en.md hant.md",
        "zh.md en.md",
        "zh.md zh.md",
        "en.md empty.md",
        "empty.md broken.docx",
        "zh.md broken.docx",
        "numbers.md en.md",
        "missing.md zh.md",
        "en.md missing.md",
    ],
)
def test_the_same_texts_and_the_same_errors(names: str, options: Options, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    source, target = (tmp_path / name for name in names.split())
    given = TwoFiles(source, target)
    assert read(given, options, beside=True) == read(given, options, beside=False)


def test_a_pair_of_pdf_files() -> None:
    found = read(TwoFiles(*PDFS), EITHER, beside=True)
    assert isinstance(found, Texts)
    assert found == read(TwoFiles(*PDFS), EITHER, beside=False)


def test_what_a_killed_process_did_not_read_is_read_here(tmp_path: Path) -> None:
    given = TwoFiles(tmp_path / "en.md", tmp_path / "zh.md")
    for path in given.files:
        path.write_text(FILES[path.name], encoding="utf-8")
    gone = Beside(killed)
    assert read_texts(given, EITHER, gone) == read_texts(given, EITHER)


def test_what_is_not_worth_a_process_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "en.md"
    path.write_text(FILES["en.md"], encoding="utf-8")
    assert begin_source(OneFile(path), EITHER) is None
    monkeypatch.setattr(inputs, "WORTH", 1000)
    assert begin_source(TwoFiles(path, path), EITHER) is None


def killed() -> tuple[Document, ...]:
    os.kill(os.getpid(), signal.SIGKILL)
    return ()


def short_lived(given: TwoFiles) -> Iterator[Document]:
    """The source, and no more."""
    yield read_texts(given, EITHER).source
    killed()


@pytest.mark.parametrize("names", ["en.md zh.md", "zh.md en.md"])
@pytest.mark.parametrize("whole", [True, False], ids=["all", "no more than the source"])
def test_the_alignment_is_that_of_one_process(names: str, whole: bool, tmp_path: Path) -> None:
    for name in names.split():
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    given = TwoFiles(*(tmp_path / name for name in names.split()))
    options = replace(EITHER, align=AlignSettings("none"), caching=False)
    ahead = begin_source(given, options) if whole else Beside(lambda: short_lived(given))
    assert ahead is not None
    texts = read_texts(given, options, ahead)
    assert texts.ahead is not None
    found = align_texts(texts, options).alignment
    alone = align_texts(read_texts(given, options), options).alignment
    assert (found.pairs, found.unit_beads, found.notices) == (alone.pairs, alone.unit_beads, alone.notices)
    ahead.drop()


@pytest.mark.parametrize("least", [0.0, 0.9], ids=["one memory", "two memories"])
def test_files_of_two_processes_are_those_of_one(least: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = Options(align=AlignSettings("none"), min_confidence=least, caching=False)
    given = TwoFiles(ROOT / "corpora/samples/en.md", ROOT / "corpora/samples/zh.md")
    done = align_texts(read_texts(given, options), options)
    decided = decide(done, options)
    outcome = checked(done, decided, given)
    alone, beside, alone_again = (tmp_path / name for name in ("alone", "beside", "alone_again"))
    names = [path.name for path in write_outcome(outcome, alone)]
    assert begin_files(decided, beside) is None, "they are few"
    monkeypatch.setattr(outputs, "BESIDE", 1)
    ahead = begin_files(decided, beside)
    assert ahead is not None
    assert [path.name for path in write_outcome(outcome, beside, ahead)] == names
    assert len(names) == (5 if least else 4)
    gone = Beside(killed)
    write_outcome(outcome, alone_again, gone)
    for name in names:
        assert (alone / name).read_bytes() == (beside / name).read_bytes() == (alone_again / name).read_bytes()
