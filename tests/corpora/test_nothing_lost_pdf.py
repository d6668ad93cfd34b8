"""Nothing readable of a PDF is lost: every letter and digit that pdftotext sees is in a unit of some kind."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from duizhao.corpora.reading import read
from tests.corpora.test_nothing_lost import FIXTURES, lost

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="needs pdftotext (Debian: poppler-utils), the extraction to compare with"
)


def pdf_text(path: Path) -> str:
    """What pdftotext sees. Characters of private use are no text, and a lone o is Word's hollow bullet."""
    found = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    return re.sub("[\ue000-\uf8ff]|^\\s*o(?=\\s)", "", found.stdout.decode("utf-8", "replace"), flags=re.MULTILINE)


def missing(path: Path) -> str:
    """The letters and digits of a document that are in no unit."""
    return lost(read(path), pdf_text(path))


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.pdf")), ids=lambda p: p.name)
def test_nothing_of_a_fixture_is_lost(path: Path) -> None:
    assert missing(path) == ""


@pytest.mark.slow
def test_nothing_of_what_strangers_publish_is_lost(shared: Path) -> None:
    paths = sorted((shared / "corpora" / "real").glob("*/*.pdf")) + sorted(
        (shared / "cases" / "readers").glob("*/*.pdf")
    )
    assert paths
    assert {f"{p.parent.name}/{p.name}": gone for p in paths if (gone := missing(p))} == {}
