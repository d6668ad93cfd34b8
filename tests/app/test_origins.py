"""Paths of documents in what we write: of use on another machine, found again on this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.samples import path as sample
from duizhao.paths import found_from, portable
from duizhao.tmx import Memory
from tests.app.running import run


@pytest.mark.parametrize(
    ("path", "output", "root", "named"),
    [
        ("/srv/papers/en/a.md", "/srv/papers/out", "/srv/papers", "en/a.md"),
        ("/srv/papers/en/a.md", "/tmp/out", "/srv/papers", "en/a.md"),
        ("/srv/shared/a.md", "/srv/papers/out", "/srv/papers", "shared/a.md"),  # a project may name files outside it
        ("/srv/en/论文 1.docx", "/srv/out", None, "en/论文 1.docx"),
        ("/srv/en/a.md", "/tmp/out", None, "a.md"),  # nothing in common but the file system
        ("docs/en/a.md", "/tmp/out", None, "docs/en/a.md"),
        ("./docs/../docs/en/a.md", "out", None, "docs/en/a.md"),
        ("../a.md", "out", None, "a.md"),
        ("", "out", None, ""),
    ],
)
def test_no_path_says_where_this_machine_keeps_its_files(
    path: str, output: str, root: str | None, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert portable(path, Path(output), Path(root) if root else None) == named


def test_a_working_folder_that_is_the_root_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert portable("/srv/en/a.md", Path("/tmp/out")) == "a.md"


def test_a_file_is_found_from_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("en", "out/one", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "en/a.md").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert found_from("en/a.md", Path("out/one/memory.tmx")) == "en/a.md"
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert found_from("en/a.md", Path("../out/one/memory.tmx")) == str(tmp_path / "en/a.md")
    assert found_from("en/none.md", Path("../out/one/memory.tmx")) == "en/none.md"


def test_align_writes_no_absolute_path(tmp_path: Path) -> None:
    for language in ("en", "zh"):
        (tmp_path / f"ports.{language}.md").write_bytes(sample(f"ports.{language}.md").read_bytes())
    out = tmp_path / "out"
    assert run("align", tmp_path / "ports.en.md", tmp_path / "ports.zh.md", "-o", out, "--embed", "none", "-q") == 0
    files = {(pair.source_at.path, pair.target_at.path) for pair in Memory.read(out / "memory.tmx").pairs()}
    assert files == {("ports.en.md", "ports.zh.md")}
    for name in ("memory.tmx", "alignment.json", "pairs.tsv", "report.html"):
        assert str(tmp_path) not in (out / name).read_text(encoding="utf-8")


def test_a_name_alone_is_not_looked_for_far_away(tmp_path: Path) -> None:
    memory = tmp_path / "work/out/memory.tmx"
    memory.parent.mkdir(parents=True)
    (tmp_path / "a.md").write_text("another document of that name", encoding="utf-8")
    assert found_from("a.md", memory) == "a.md"
    (tmp_path / "work/a.md").write_text("the document", encoding="utf-8")
    assert found_from("a.md", memory) == str(tmp_path / "work/a.md")
