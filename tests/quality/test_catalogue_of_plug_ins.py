"""What installed packages add to the catalogue: loaded when it is asked for, named when it cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ENTRY_POINTS = """\
[duizhao.checks]
test.shouting = stranger:shouting
test.copied = copier:copied

[duizhao.readers]
test-subtitles = stranger_reader:subtitles
"""
CHECK = """
from duizhao import quality
from duizhao.corpora import Severity

@quality.as_check("test.shouting", Severity.ERROR, title="Shouting", summary="Somebody shouts", page="Loud.")
def shouting(context):
    for pair in context.complete:
        if pair.source.endswith("!"):
            yield quality.Finding("test.shouting", "it shouts", pair.source, source_at=pair.source_at)
"""
# A check that takes an id of ours.
COPIER = CHECK.replace("test.shouting", "number.differs").replace("def shouting", "def copied")
READER = """
from duizhao.corpora import CATALOGUE, CatalogueEntry, Severity
from duizhao.corpora.readers.protocol import DocumentFormat

CATALOGUE.add(CatalogueEntry("test.overlap", Severity.NOTE, "Overlaps", "Two subtitles overlap", "At once."))
subtitles = DocumentFormat("stranger_reader:read", (".subtitles",))
"""


@pytest.fixture
def strangers(tmp_path: Path) -> Path:
    """A folder with an installed package, as Python finds them."""
    about = tmp_path / "stranger-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    for name, text in (("stranger", CHECK), ("copier", COPIER), ("stranger_reader", READER)):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, code: str) -> str:
    """What a program prints with the folder among the installed packages, and what it says on stderr."""
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr


def test_a_check_of_a_package_runs_with_its_severity_and_one_that_cannot_load_is_named(strangers: Path) -> None:
    said = run(
        strangers,
        "from duizhao import quality\n"
        "from duizhao.corpora import Locator, Pair\n"
        "pair = Pair('Stop it!', '停下！', Locator('a.md'), Locator('b.md'))\n"
        "report = quality.check([pair], source_language='en', target_language='zh-CN')\n"
        "print([(f.check, f.severity.value) for f in report.findings], quality.judge(report).failed)\n",
    )
    assert "[('test.shouting', 'error')] True" in said
    assert "plug-in 'test.copied' of stranger 1.0 (duizhao.checks) is left out" in said
    assert "number.differs" in said


def test_policy_and_explanation_know_what_packages_add(strangers: Path) -> None:
    said = run(
        strangers,
        "from duizhao.quality import read_policy\n"
        "from duizhao.quality.outputs.explanation import explanation\n"
        "print(read_policy({'severity': {'test.over*': 'off', 'test.shouting': 'note'}}).severity)\n"
        "print(explanation('test.overlap').splitlines()[2])\n"
        "try: read_policy({'severity': {'test.overlapp': 'off'}})\n"
        "except Exception as error: print(error)\n",
    )
    assert "{'test.over*': None, 'test.shouting': <Severity.NOTE: 'note'>}" in said
    assert "Two subtitles overlap. Usually: note." in said
    assert "no check or notice is called test.overlapp in [check.severity]. Did you mean test.overlap?" in said
