"""`duizhao drift` in real Git repositories and without one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app.running import run

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")

ENGLISH = """# Harbour rules

The harbour opens at six in the morning. Every boat pays 12 francs a day.

Nobody lights a fire on the quay. The harbour master keeps the list of boats.

Boats leave before the first of November.
"""
CHINESE = """# 港口规则

港口早上六点开放。每条船每天缴纳12法郎。

任何人不得在码头上生火。港务长保存船只名单。

船只应在11月1日前离港。
"""


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q")

    def git(self, *args: str) -> None:
        names = ("-c", "user.name=w", "-c", "user.email=w@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *names, *args], cwd=self.folder, check=True, capture_output=True)

    def commit(self, message: str, **files: str) -> None:
        for name, content in files.items():
            path = self.folder / name.replace("__", "/") / "港口 rules.md"
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(content, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-qm", message)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "文 档")
    made.commit("first", en=ENGLISH, zh=CHINESE)
    monkeypatch.chdir(made.folder)
    return made


def test_up_to_date(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("drift") == 0
    assert "UP TO DATE: 1 document." in capsys.readouterr().out


def test_what_changed_is_told_and_followed(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("dearer", en=ENGLISH.replace("12 francs", "15 francs"))
    # the translation is touched elsewhere: its file is younger than the original now
    touched = CHINESE.replace("任何人不得", "任何人均不得")
    repository.commit("wording", zh=touched)
    assert run("drift", ".") == 1
    shown = capsys.readouterr().out
    assert "12 → 15" in shown
    assert "dearer" in shown
    assert "每条船每天缴纳12法郎。" in shown
    assert "zh/港口 rules.md:3" in shown
    assert "OUT OF DATE: 1 sentence in 1 of 1 document" in shown
    repository.commit("follow", zh=touched.replace("12法郎", "15法郎"))
    assert run("drift") == 0


def test_progress_counts_documents_from_one(repository: Repository) -> None:
    from duizhao.drift import trace_pairs
    from duizhao.drift_pages import TrackedPage

    page = TrackedPage("rules", repository.folder / "en/港口 rules.md", repository.folder / "zh/港口 rules.md")
    seen: list[tuple[int, int]] = []
    traced = trace_pairs([page, page], advance=lambda done, of: seen.append((done, of)))
    assert (len(traced), seen) == (2, [(1, 2), (2, 2)])


def test_formats(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("new rule", en=ENGLISH + "\nDogs stay on a lead at all times.\n")
    run("drift", "--format", "json")
    data = json.loads(capsys.readouterr().out)
    assert [f["check"] for f in data["findings"]] == ["drift.added"]
    assert "task:drift" in data["recipe"]
    for form, piece in (
        ("github", "::warning "), ("sarif", '"drift.added"'), ("markdown", "drift.added"), ("junit", "<testsuite"),
        ("table", "| `港口 rules.md` | 85 % | 1 |"),
    ):  # fmt: skip
        assert run("drift", "--format", form) == (1)
        assert piece in capsys.readouterr().out, form


def test_accepted_is_recorded_and_holds(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("dearer", en=ENGLISH.replace("12 francs", "15 francs"))
    assert run("drift", "--accept") == 0
    assert "1 more accepted" in capsys.readouterr().err
    assert (repository.folder / "duizhao.accepted").read_text("utf-8").count("\n") == 2
    assert run("drift") == 0


def test_uncommitted_files_and_since(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    path = repository.folder / "en" / "港口 rules.md"
    path.write_text(ENGLISH.replace("six in the morning", "seven in the morning"), encoding="utf-8")
    assert run("drift", "--since", "HEAD") == 1
    assert "six → seven" in capsys.readouterr().out
    (repository.folder / "zh" / "港口 rules.md").write_text(CHINESE.replace("六点", "七点"), encoding="utf-8")
    assert run("drift") == 0


def test_a_renamed_original_keeps_its_history(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    for side in ("en", "zh"):
        repository.git("mv", f"{side}/港口 rules.md", f"{side}/rules.md")
    repository.git("commit", "-qm", "rename")
    (repository.folder / "en" / "rules.md").write_text(ENGLISH.replace("12 francs", "9 francs"), encoding="utf-8")
    repository.git("commit", "-qam", "cheaper")
    assert run("drift", "en/rules.md", "zh/rules.md") == 1
    assert "12 → 9" in capsys.readouterr().out


def test_a_project_says_how_far_it_may_lag(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    (repository.folder / "duizhao.toml").write_text(
        '[[pair]]\nsource = "en/*.md"\ntarget = "zh/*.md"\n\n[drift]\nmax_days = 30\n', encoding="utf-8"
    )
    repository.commit("dearer", en=ENGLISH.replace("12 francs", "15 francs"))
    assert run("drift") == 0
    assert run("drift", "--max-days", "0") == 1


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in (("was.md", ENGLISH), ("en.md", ENGLISH.replace("six", "five")), ("zh.md", CHINESE)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert run("drift", "en.md", "zh.md", "--was", "was.md") == 1
    assert "six → five" in capsys.readouterr().out
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert run("drift", "en.md", "zh.md") == 2
    assert "--was" in capsys.readouterr().err


def test_misuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("One.\n", encoding="utf-8")
    assert run("drift", "a.md") == 2
    assert "its translation" in capsys.readouterr().err
    assert run("drift") == 2
    assert run("drift", "nothing") == 2
    (tmp_path / "b.md").write_text("一。\n", encoding="utf-8")
    assert run("drift", "a.md", "b.md", "--was", "gone.md") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_trees_of_several_layouts(tmp_path: Path) -> None:
    from duizhao.drift_pages import pairs_of

    for name in (
        "docs/en/a.md", "docs/zh-CN/a.md", "guide.md", "guide.zh.md", "i18n/zh/b.md", "b.txt", "README.md",
        "site/en/x/c.html", "site/zh/x/c.html",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    pairs, _ = pairs_of([tmp_path])
    told = [tuple(p.relative_to(tmp_path).as_posix() for p in (pair.source, pair.target)) for pair in pairs]
    assert told == [
        ("docs/en/a.md", "docs/zh-CN/a.md"), ("guide.md", "guide.zh.md"), ("site/en/x/c.html", "site/zh/x/c.html"),
    ]  # fmt: skip


def test_sites_of_well_known_generators(tmp_path: Path) -> None:
    from duizhao.drift_pages import pairs_of

    docusaurus = "i18n/zh-CN/docusaurus-plugin-content"
    wanted = [
        ("docs/a.md", f"{docusaurus}-docs/current/a.md"),
        ("versioned_docs/version-2/a.md", f"{docusaurus}-docs/version-2/a.md"),
        ("blog/b.md", f"{docusaurus}-blog/b.md"),
        ("src/pages/c.md", f"{docusaurus}-pages/c.md"),
        ("content/en/posts/d.md", "content/zh/posts/d.md"),
        ("content/posts/e/index.md", "content/posts/e/index.zh.md"),
        ("book/src/f.md", "book/zh/src/f.md"),
        ("README.md", "README_zh-CN.md"),
        ("guide.en.md", "guide.zh.md"),
    ]
    ignored = [("public/en/a.md", "public/zh/a.md"), ("node_modules/x/README.md", "node_modules/x/README.zh.md")]
    for name in (name for pair in (*wanted, *ignored) for name in pair):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("public/\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    pages, _ = pairs_of([tmp_path])
    told = {tuple(p.relative_to(tmp_path).as_posix() for p in (page.source, page.target)) for page in pages}
    assert told == set(wanted)
