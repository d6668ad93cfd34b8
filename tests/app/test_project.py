"""The project file: what it accepts, and that every mistake is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import DuizhaoError
from duizhao.project import line_of, load

GOOD = """\
[project]
name = "Council papers"

[[pair]]
source = "en/*.md"
target = "zh/*.md"

[align]
embed = "none"
min_confidence = 0.5

[glossary]
files = ["g.csv"]
seed = true

[check]
fail_on = "error"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("en/one.md", "zh/one.md", "en/two 二.md", "zh/two 二.md", "g.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text", encoding="utf-8")
    (tmp_path / "duizhao.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_good(folder: Path) -> None:
    project = load(folder)
    assert [p.id for p in project.pairs] == ["one", "two 二"]
    assert project.pairs[1].given.files[1] == folder / "zh" / "two 二.md"
    assert (project.options.align.embed, project.options.min_confidence, project.options.seed) == ("none", 0.5, True)
    assert project.check == {"fail_on": "error"}
    assert (project.options.source_language, project.options.target_language) == ("en", "zh-CN")


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("../../escaped", "leads out of the output folder"),
        ("C:\\\\x", "leads out of the output folder"),
        ("reports/../../x", "leads out of the output folder"),
        (" ", "is empty"),
        ("ONE", "names the folder of 'one'"),
        ("one", "is there twice"),
    ],
)
def test_an_id_stays_in_the_output_folder(folder: Path, id: str, says: str) -> None:
    more = f'\n[[pair]]\nsource = "en/one.md"\ntarget = "zh/one.md"\nid = "{id}"\n'
    (folder / "duizhao.toml").write_text(GOOD + more, encoding="utf-8")
    with pytest.raises(DuizhaoError) as refused:
        load(folder)
    assert refused.value.exit_code == 2
    assert f"duizhao.toml:22: the id '{id.replace(chr(92) * 2, chr(92))}' {says}" in str(refused.value)


def test_an_id_that_windows_forbids_names_another_folder(folder: Path) -> None:
    more = '\n[[pair]]\nsource = "en/one.md"\ntarget = "zh/one.md"\nid = "con"\n'
    (folder / "duizhao.toml").write_text(GOOD + more, encoding="utf-8")
    pair = load(folder).pairs[-1]
    assert (pair.id, pair.folder) == ("con", "con_")


def test_limits_of_reading(folder: Path) -> None:
    assert load(folder).options.limits is None
    (folder / "duizhao.toml").write_text(f"{GOOD}\n[limits]\nmemory_mb = 512\n", encoding="utf-8")
    found = load(folder).options.limits
    assert found is not None
    assert (found.memory_mb, found.seconds) == (512, 300)
    (folder / "duizhao.toml").write_text(f"{GOOD}\n[limits]\nseconds = 0\n", encoding="utf-8")
    with pytest.raises(DuizhaoError, match=r"duizhao\.toml:20: seconds = 0"):
        load(folder)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("embed =", "embd =", 9, "Did you mean 'embed'"),
        ('"none"', '"some"', 9, "Known: auto, all, none"),
        ("seed = true", 'seed = "yes"', 14, "is not a bool"),
        ("min_confidence = 0.5", "min_confidence = true", 10, "is not a float"),
        ("[glossary]", "[glosary]", 12, "Known: project, pair"),
        ('name = "Council papers"', 'source_language = "tlh"', 2, "Known languages"),
        ("[[pair]]", "[pair]", 4, "[[pair]]"),
        ('"zh/*.md"', '"zh/*/*.md"', 5, "exactly one *"),
        ('"en/*.md"', '"fr/*.md"', 5, "no file matches"),
        ('"g.csv"', '"h.csv"', 13, "does not exist"),
        ("[check]", "check = [", 17, "TOML"),
    ],
)
def test_mistakes_are_named(folder: Path, old: str, new: str, line: int, says: str) -> None:
    (folder / "duizhao.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DuizhaoError) as caught:
        load(folder)
    assert says in str(caught.value)
    assert caught.value.line == line
    assert caught.value.exit_code == 2


def test_missing_translation(folder: Path) -> None:
    (folder / "zh" / "one.md").unlink()
    with pytest.raises(DuizhaoError, match="has no translation"):
        load(folder)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DuizhaoError, match="no such project file"):
        load(tmp_path)


def test_line_of() -> None:
    assert line_of("[a]\nx = 1\n[b]\nx = 2\n", "x", "b") == 4
    assert line_of("[a]\n", "y") is None
