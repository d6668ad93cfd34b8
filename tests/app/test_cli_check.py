"""`duizhao check` as a user and as CI meet it: what it reads, its exit codes, its formats, a project in Git."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from duizhao.cli.check_options import FORMATS
from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.registry import BUILT_IN
from duizhao.quality.outputs.formats import report_formats
from duizhao.tmx import Memory
from tests.app import running
from tests.conftest import ROOT

run = partial(running.run, "check")

CLEAN = [("The budget is 1.7 billion.", "预算为 17 亿。"), ("It was adopted.", "获得通过。")]
DRIFT = [*CLEAN, ("In 2024 it grew.", "2023 年增长。")]


def memory(path: Path, rows: list[tuple[str, str]], document: str = "en.md") -> Path:
    pairs = []
    for i, (source, target) in enumerate(rows, 1):
        at = Locator(document, f"p{i:03}", (i,), Kind.PARAGRAPH, (1, 1), f"en/{document}", 2 * i)
        there = Locator(f"zh-{document}", f"p{i:03}", (i,), Kind.PARAGRAPH, (1, 1), f"zh/{document}", 3 * i)
        pairs.append(Pair(source, target, at, there, 0.9))
    path.parent.mkdir(parents=True, exist_ok=True)
    Memory.from_pairs(pairs).write(path)
    return path


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path_factory.mktemp("cache")))


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(memory(tmp_path / "clean.tmx", CLEAN)) == 0
    assert "PASSED: no finding to mend." in capsys.readouterr().out
    drift = memory(tmp_path / "drift.tmx", DRIFT)
    assert run(drift) == 1
    said = capsys.readouterr().out
    assert "zh/en.md:9 §3" in said
    assert "years differ: 2024 in the source, 2023 年 in the target" in said
    assert run(drift, "--fail-on", "never") == 0


def test_json_and_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drift = memory(tmp_path / "drift.tmx", DRIFT)
    writes = [part for name in ("sarif", "junit", "markdown", "html", "github", "text", "json")
              for part in ("--write", f"{name}={tmp_path / name}")]  # fmt: skip
    assert run(drift, "--json", "-q", *writes) == 1
    data = json.loads(capsys.readouterr().out)
    assert [f["check"] for f in data["findings"]] == ["number.differs"]
    assert json.loads((tmp_path / "json").read_text(encoding="utf-8")) == data
    assert json.loads((tmp_path / "sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    for name in ("junit", "markdown", "html", "github", "text"):
        assert "2023 年" in (tmp_path / name).read_text(encoding="utf-8")


def test_the_help_lists_our_formats() -> None:
    assert {name for name in report_formats if report_formats.member(name).origin == BUILT_IN} == set(FORMATS)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["missing.tmx"], "missing.tmx"),
        ([], "nothing to check"),
        (["clean.tmx", "--write", "pdf"], "Write FORMAT=FILE with one of: text, json"),
        (["clean.tmx", "--write", "sarf=x"], "unknown report format 'sarf'. Did you mean 'sarif'?"),
        (["clean.tmx", "--format", "jsn"], "unknown report format 'jsn'. Did you mean 'json'?"),
        (["clean.tmx", "--update-baseline"], "does not know the file"),
        (["clean.tmx", "--baseline", "none"], "no such baseline"),
        (["clean.tmx", "--today", "soon"], "2027-12-31"),
        (["clean.tmx", "--glossary", "none.csv"], "none.csv"),
        (["empty"], "no memory in this folder"),
        (["clean.tmx", "--write", "sarif=no/such/folder"], "cannot write"),
    ],
)
def test_misuse_is_one_line_and_exit_2(
    args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    memory(tmp_path / "clean.tmx", CLEAN)
    (tmp_path / "empty").mkdir()
    assert run(*args) == 2
    error = capsys.readouterr().err.strip()
    assert said in error
    assert len(error.splitlines()) == 1


def test_a_folder_and_documents_of_one_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    memory(tmp_path / "a" / "memory.tmx", CLEAN)
    memory(tmp_path / "b" / "memory.tmx", DRIFT)
    assert run(tmp_path, "--json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["documents"] == ["a/en.md", "b/en.md"]
    assert data["findings"][0]["target"]["document"] == "b/zh-en.md"


def test_a_memory_of_another_tool_is_told_by_its_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = Locator("")
    Memory.from_pairs([Pair(s, t, nowhere, nowhere) for s, t in DRIFT]).write(tmp_path / "bought.tmx")
    assert run(tmp_path / "bought.tmx") == 1
    assert "bought.tmx unit 3" in capsys.readouterr().out


def test_a_baseline_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drift, known = memory(tmp_path / "m.tmx", DRIFT), tmp_path / "known"
    assert run(drift, "--baseline", known, "--update-baseline") == 0
    assert "1 findings recorded, 1 new, 0 gone" in capsys.readouterr().out
    assert run(drift, "--baseline", known) == 0
    memory(drift, [*DRIFT, ("See paragraph 5.", "见第 6 段。")])
    assert run(drift, "--baseline", known) == 1
    assert "FAILED: 1 new finding to mend (1 error)." in capsys.readouterr().out
    memory(drift, CLEAN)
    assert run(drift, "--baseline", known) == 0
    assert "1 finding of the baseline fixed" in capsys.readouterr().out
    assert run(drift, "--baseline", known, "--update-baseline") == 0
    assert "0 findings recorded, 0 new, 1 gone" in capsys.readouterr().out


def test_history_grows_by_a_line_a_run(tmp_path: Path) -> None:
    drift, history = memory(tmp_path / "m.tmx", DRIFT), tmp_path / "history"
    run(drift, "--history", history, "--label", "one")
    run(drift, "--history", history, "--label", "two", "--write", f"html={tmp_path / 'page'}")
    assert [json.loads(line)["label"] for line in history.read_text().splitlines()] == ["one", "two"]
    assert "<polyline" in (tmp_path / "page").read_text(encoding="utf-8")


def test_a_run_has_its_line_once_it_has_told_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drift, history, page = memory(tmp_path / "m.tmx", DRIFT), tmp_path / "history", tmp_path / "page"
    recorded = partial(run, drift, "--history", history, "--label", "one", "--write", f"html={page}")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("duizhao.cli.check.put_report", interrupted)
        assert recorded() == 130
    assert page.exists()
    assert not history.exists(), "begun again, it would stand there twice"
    # `| head` ends a run that has done its work
    code = "import sys; from duizhao.cli.main import main; main(sys.argv[1:])"
    line = [sys.executable, "-c", code, "check", drift, "--history", history, "--label", "one"]
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb") as closed:
        assert subprocess.run(line, stdout=closed, check=False).returncode == 141
    assert len(history.read_text().splitlines()) == 1
    assert recorded() == 1
    assert len(history.read_text().splitlines()) == 2, "two runs are two lines"


def test_a_history_that_cannot_be_is_told_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duizhao.cli.check._checked", None)
    drift = memory(tmp_path / "m.tmx", DRIFT)
    assert run(drift, "--history", tmp_path / "none" / "history") == 2
    assert "no such folder" in capsys.readouterr().err
    (tmp_path / "history").write_text("{}\n", encoding="utf-8")
    assert run(drift, "--history", tmp_path / "history") == 2
    assert "not a line of a duizhao history" in capsys.readouterr().err


def test_two_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    en, zh = _documents(tmp_path)
    assert run(en, zh, "--embed", "none") == 0
    capsys.readouterr()
    zh.write_text(ZH.replace("4.6", "4.7").replace("\n3. 该计划还将支持港口。\n", ""), encoding="utf-8")
    assert run(en, zh, "--embed", "none", "--json") == 1
    found = {f["check"]: f for f in json.loads(capsys.readouterr().out)["findings"]}
    assert found["number.differs"]["target"]["line"] == 3
    assert "paragraph 3 not translated" in found["coverage.paragraph"]["message"]


def test_two_documents_with_a_chinese_original(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    en, zh = _documents(tmp_path)
    assert run(zh, en, "--embed", "none") == 0
    assert "languages:zh-en" in capsys.readouterr().out
    en.write_text(en.read_text(encoding="utf-8").replace("4.6", "4.7"), encoding="utf-8")
    assert run(zh, en, "--embed", "none", "--json") == 1
    found = next(f for f in json.loads(capsys.readouterr().out)["findings"] if f["check"] == "number.differs")
    assert (found["source"]["document"], found["target"]["line"]) == ("zh/paper.md", 3)


EN = """# Preview of the programme and budget

1. The budget of the programme is 4.6 million dollars for the biennium 2031–32.

2. The programme will support the rivers and the crews that work on them.

3. The programme will also support the ports.
"""
ZH = """# 计划和预算预览

1. 该计划 2031-2032 两年期的预算为 4.6 百万美元。

2. 该计划将支持河流以及在河上工作的船员。

3. 该计划还将支持港口。
"""
PROJECT = """[project]
output = "out"

[[pair]]
source = "en/*.md"
target = "zh/*.md"

[align]
embed = "none"

[check]
baseline = "check.baseline"
"""


def _documents(folder: Path) -> tuple[Path, Path]:
    for name, text in (("en/paper.md", EN), ("zh/paper.md", ZH)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "en/paper.md", folder / "zh/paper.md"


def git(folder: Path, *args: str) -> None:
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, env=env)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scratch Git repository with a clean project, its baseline recorded and everything committed."""
    _documents(tmp_path)
    (tmp_path / "duizhao.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / ".gitignore").write_text("out/\nduizhao.*\n!duizhao.toml\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # The command as installed beside this Python, for scripts that call it by name.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert run("--update-baseline") == 0
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "clean")
    return tmp_path


def drift(folder: Path) -> None:
    (folder / "zh/paper.md").write_text(ZH.replace("4.6", "6.4"), encoding="utf-8")


def test_a_project_and_since(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    drift(repository)
    assert run() == 1
    capsys.readouterr()
    assert run("--since", "HEAD", "--format", "github") == 1
    assert capsys.readouterr().out.startswith("::error file=zh/paper.md,line=3,title=duizhao number.differs::")
    git(repository, "commit", "-aqm", "drift")
    assert run("--since", "HEAD") == 0
    assert run("--since", "HEAD~1") == 1
    capsys.readouterr()
    assert run("--since", "nowhere") == 2
    assert "fetch-depth: 0" in capsys.readouterr().err


def test_a_broken_configuration_names_the_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "duizhao.toml").write_text(PROJECT + "\n[check.thresholds]\nindx = 3\n", encoding="utf-8")
    assert run() == 2
    error = capsys.readouterr().err
    assert f"duizhao.toml:{len(PROJECT.splitlines()) + 3}" in error
    assert "Did you mean 'index'?" in error


def action(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the steps of action.yml as a runner would: each script by bash, inputs in its environment."""
    yaml = pytest.importorskip("yaml")
    described = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    values = {name: str(given.get("default", "")) for name, given in described["inputs"].items()} | inputs
    done = None
    for step in described["runs"]["steps"]:
        if step.get("if") == "inputs.install != ''" and not values["install"]:
            continue

        def fill(text: str) -> str:
            for name, value in values.items():
                text = text.replace(f"${{{{ inputs.{name} }}}}", value)
            return text.replace("${{ github.action_path }}", str(ROOT))

        env = {
            **os.environ,
            **{k: fill(v) for k, v in step["env"].items()},
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        }
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            script, cwd=folder / fill(step["working-directory"]), env=env, capture_output=True, text=True
        )
        if done.returncode:
            break
    assert done is not None
    return done


def test_a_memory_under_the_policy_of_a_project(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drifting = memory(repository / "m.tmx", DRIFT)
    text = PROJECT.replace('baseline = "check.baseline"', "") + '[check.severity]\n"number.*" = "note"\n'
    (repository / "duizhao.toml").write_text(text, encoding="utf-8")
    assert run(drifting) == 1
    assert run(drifting, "--project", "duizhao.toml") == 0
    capsys.readouterr()


@pytest.mark.slow
def test_the_action_passes_a_clean_commit_and_annotates_a_drifting_one(repository: Path) -> None:
    clean = action(repository, install="", since="HEAD")
    assert (clean.returncode, clean.stdout) == (0, ""), clean.stderr
    drift(repository)
    git(repository, "commit", "-aqm", "drift")
    failed = action(repository, install="", since="HEAD~1")
    assert failed.returncode == 1, failed.stderr
    assert failed.stdout.startswith("::error file=zh/paper.md,line=3,")
    log = json.loads((repository / "duizhao.sarif").read_text(encoding="utf-8"))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "zh/paper.md"
    assert location["region"]["startLine"] == 3
    assert "1 finding to mend" in (repository / "summary.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_action_tells_what_is_out_of_date(repository: Path) -> None:
    (repository / "en/paper.md").write_text(EN.replace("rivers and the crews", "lakes and the pilots"), "utf-8")
    git(repository, "commit", "-aqm", "lakes")
    changed = action(repository, install="", since="HEAD~1")
    assert changed.returncode == 1, changed.stderr
    assert changed.stdout.count("::warning file=zh/paper.md,line=5,title=duizhao drift.changed::") == 1
    assert drifts(repository / "duizhao.sarif") == ["drift.changed"]
    assert action(repository, install="").returncode == 0
    assert action(repository, install="", drift="some").returncode == 2

    only = action(repository, install="", drift="only", paths="en/paper.md zh/paper.md")
    assert (only.returncode, only.stdout) == (1, changed.stdout)
    every = action(repository, install="", drift="all")
    assert (every.returncode, every.stdout) == (1, changed.stdout)
    assert drifts(repository / "duizhao.sarif") == []
    assert drifts(repository / "duizhao.drift.sarif") == ["drift.changed"]
    assert "| `paper` |" in (repository / "summary.md").read_text(encoding="utf-8")


def drifts(path: Path) -> list[str]:
    results = json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]
    return [result["ruleId"] for result in results if result["ruleId"].startswith("drift.")]


@pytest.mark.slow
def test_the_hook_passes_a_clean_commit_and_stops_a_drifting_one(repository: Path, tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    pytest.importorskip("pre_commit")
    hook, following = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    # As published but for the installation: the command is installed already.
    hooks = [{**one, "language": "system"} for one in (hook, following)]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(repository, "add", "-A")

    def commit() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run"]
        env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "hooks")}
        return subprocess.run(command, cwd=repository, capture_output=True, text=True, env=env)

    (repository / "en/paper.md").write_text(EN + "\n", encoding="utf-8")
    git(repository, "add", "-A")
    clean = commit()
    assert clean.returncode == 0, clean.stdout
    drift(repository)
    git(repository, "add", "-A")
    stopped = commit()
    assert stopped.returncode == 1
    assert "zh/paper.md:3 §1" in stopped.stdout
    # The numbers agree with what the original says now, and nobody translated what else it says.
    (repository / "zh/paper.md").write_text(ZH, encoding="utf-8")
    (repository / "en/paper.md").write_text(EN.replace("rivers and the crews", "lakes and the pilots"), "utf-8")
    git(repository, "add", "-A")
    behind = commit()
    assert behind.returncode == 1
    assert "rivers → lakes" in behind.stdout
    assert following["id"] in behind.stdout
    (repository / "zh/paper.md").write_text(ZH.replace("河流以及在河上", "湖泊以及在湖上"), encoding="utf-8")
    git(repository, "add", "-A")
    followed = commit()
    assert followed.returncode == 0, followed.stdout


def test_the_published_files_name_commands_that_exist() -> None:
    said = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8") + (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert 'ENTRYPOINT ["duizhao"]' in said
    import re

    from duizhao.cli.check import command

    known = {option for parameter in command.params for option in parameter.opts}
    lines = re.findall(r"^\s*(?:- )?duizhao check (.*)$", said, re.M)
    assert any("--write junit=" in line for line in lines)
    assert {option for line in lines for option in re.findall(r"--[a-z-]+", line)} <= known
    from duizhao.cli import drift as other

    known = {option for parameter in other.command.params for option in parameter.opts}
    shipped = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("action.yml", ".pre-commit-hooks.yaml"))
    lines = re.findall(r"duizhao drift (.*)$", said + shipped, re.M)
    assert len(lines) > 2
    assert {option for line in lines for option in re.findall(r"(?<!\S)--[a-z-]+", line)} <= known


@pytest.mark.slow
def test_the_same_bytes_under_another_hash_seed(tmp_path: Path) -> None:
    drifting = memory(tmp_path / "m.tmx", [*DRIFT, ("Decent work (for all.", "体面劳动。"), ("A,B: 的的", "甲,乙的的")])
    outputs = set()
    for seed in ("0", "1"):
        names = ("json", "sarif", "junit", "markdown", "html", "text", "github")
        writes = [part for name in names for part in ("--write", f"{name}={tmp_path / name}")]
        code = "from duizhao.cli.main import main; main()"
        command = [sys.executable, "-c", code, "check", str(drifting), "--no-cache", "-q", *writes]
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
        assert done.returncode == 1, done.stderr
        outputs.add((done.stdout, *((tmp_path / name).read_bytes() for name in names)))
    assert len(outputs) == 1


def test_memories_read_by_several_processes_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from duizhao import check_inputs as material

    for name in ("a", "b", "c"):
        memory(tmp_path / f"{name}.tmx", DRIFT, f"{name}.md")
    alone = material.gather([tmp_path], jobs=1)
    monkeypatch.setattr(material, "WORTH", 0)
    shared = material.gather([tmp_path], jobs=2)
    assert (shared.pairs, shared.files) == (alone.pairs, alone.files)
    (tmp_path / "b.tmx").write_text("<tmx", encoding="utf-8")
    with pytest.raises(InputError, match="ends too early") as caught:
        material.gather([tmp_path], jobs=2)
    assert caught.value.path == str(tmp_path / "b.tmx")


def test_a_policy_for_a_memory_needs_no_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drift = memory(tmp_path / "drift.tmx", DRIFT)
    (tmp_path / "duizhao.toml").write_text('[check]\nfail_on = "never"\n', encoding="utf-8")
    assert run(drift, "--project", tmp_path / "duizhao.toml") == 0
    capsys.readouterr()
    assert run(tmp_path / "duizhao.toml") == 2
    assert "no documents" in capsys.readouterr().err


def test_one_finding_is_silenced_by_what_the_report_and_the_page_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import re

    drift = memory(tmp_path / "drift.tmx", DRIFT)
    assert run(drift) == 1
    said = capsys.readouterr().out
    [(check, fingerprint)] = re.findall(r"(number\.\w+) #([0-9a-f-]+)", said)
    assert f"--explain {check}" in said
    assert run("--explain", check) == 0
    page = capsys.readouterr().out
    waiver = page[page.index("[[check.waivers]]") :].split("```")[0].replace("…", fingerprint)
    waiver = "\n".join(line for line in waiver.splitlines() if not line.startswith("document"))
    (tmp_path / "duizhao.toml").write_text(waiver, encoding="utf-8")
    assert run(drift, "--project", tmp_path / "duizhao.toml", "--today", "2026-01-01") == 0
    assert "1 waived" in capsys.readouterr().out


@pytest.mark.parametrize(("wrong", "near"), [("text.foriegn", "text.foreign"), ("docx.hiden", "docx.hidden")])
def test_a_policy_with_a_misspelt_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str, near: str
) -> None:
    drift, project = memory(tmp_path / "m.tmx", DRIFT), tmp_path / "duizhao.toml"
    project.write_text(f'[check.severity]\n"number.*" = "note"\n"{wrong}" = "off"\n', encoding="utf-8")
    assert run(drift, "--project", project) == 2
    said = capsys.readouterr().err
    assert f"duizhao.toml:3: no check or notice is called {wrong} in [check.severity]. Did you mean {near}?" in said
    project.write_text(project.read_text(encoding="utf-8").replace(wrong, near), encoding="utf-8")
    assert run(drift, "--project", project) == 0


def test_notices_are_explained_as_checks_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--explain", "docx.hidden") == 0
    assert capsys.readouterr().out.startswith(
        "# docx.hidden\n\nHidden text of a Word document is left out. Usually: note."
    )
    assert run("--explain", "docx.hiden") == 2
    assert "no check or notice is called docx.hiden. Did you mean docx.hidden?" in capsys.readouterr().err
