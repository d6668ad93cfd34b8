"""`duizhao build` on two documents of one project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from duizhao.corpora.samples import path as sample
from duizhao.tmx import Memory
from tests.app.running import run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("项目 a")
    for language in ("en", "zh"):
        (folder / language).mkdir()
        # Its beginning: what is built here is built many times.
        text, outcome = (
            sample(f"{language}.md").read_text(encoding="utf-8"),
            {"en": "Outcome", "zh": "成果目标"}[language],
        )
        beginning = text[: text.index(f"### {outcome} 2")]
        (folder / language / "preview.md").write_text(beginning, encoding="utf-8")
        shutil.copy(sample(f"ports.{language}.md"), folder / language / "ports.md")
    (folder / "duizhao.toml").write_text(
        '[[pair]]\nsource = "en/*.md"\ntarget = "zh/*.md"\n[align]\nembed = "none"\n', encoding="utf-8"
    )
    return folder


def test_builds_everything(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", project, "-q") == 1  # the sample papers have planted faults
    shown = capsys.readouterr().out
    assert "preview" in shown
    out = project / "out"
    found = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    each = ["alignment.json", "memory.tmx", "pairs.tsv", "receipt.json", "report.html"]
    assert found == sorted(
        [
            "check.html",
            "check.json",
            "glossary.csv",
            "memory.tmx",
            *(f"{d}/{f}" for d in ("ports", "preview") for f in each),
        ]
    )
    parts = [(out / d / "memory.tmx").read_text(encoding="utf-8").count("<tu>") for d in ("ports", "preview")]
    assert (out / "memory.tmx").read_text(encoding="utf-8").count("<tu>") == sum(parts)
    check = json.loads((out / "check.json").read_text(encoding="utf-8"))
    # documents are named by their path in the project: the two languages' files have one name
    assert set(check["documents"]) <= {"en/ports.md", "en/preview.md", "zh/ports.md", "zh/preview.md"}
    assert check["findings"]


def test_second_build_leaves_the_pairs_alone_and_gives_the_same(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("build", project, "-q", "--json")
    out = project / "out"
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    capsys.readouterr()
    assert run("build", project / "duizhao.toml", "--json", "-q") == 1
    assert {row["state"] for row in json.loads(capsys.readouterr().out)["documents"]} == {"unchanged"}
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_baseline_and_history_count_in_a_build(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / "duizhao.toml"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text + '[check]\nbaseline = "known.json"\nhistory = "runs.jsonl"\n', encoding="utf-8")
        assert run("check", project, "--update-baseline", "-q") == 0
        assert run("build", project, "-q") == 0, "everything is known"
        page = (project / "out" / "check.html").read_text(encoding="utf-8")
        assert "<polyline" not in page, "one run is no curve"
        for label in ("first", "second"):
            run("check", project, "--label", label, "-q")
        assert run("build", project, "-q") == 0
        runs = (project / "runs.jsonl").read_text(encoding="utf-8")
        assert len(runs.splitlines()) == 2, "a build adds nothing to the history"
        page = (project / "out" / "check.html").read_text(encoding="utf-8")
        assert '<meta charset="utf-8">' in page
        assert "over 3 runs" in page
        check = json.loads((project / "out" / "check.json").read_text(encoding="utf-8"))
        assert check["failed"] is False
    finally:
        file.write_text(text, encoding="utf-8")
        (project / "known.json").unlink(missing_ok=True)


def test_policy_lets_a_build_pass(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / "duizhao.toml"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text + '[check]\nfail_on = "never"\n', encoding="utf-8")
        assert run("build", project, "-q") == 0
        file.write_text(text + '[check]\nfail_onn = "never"\n', encoding="utf-8")
        capsys.readouterr()
        assert run("build", project, "-q") == 2
        error = capsys.readouterr().err
        assert "duizhao.toml:7" in error
        assert "fail_on" in error
    finally:
        file.write_text(text, encoding="utf-8")


def test_without_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", tmp_path) == 2
    assert "duizhao.toml" in capsys.readouterr().err


def test_a_build_is_the_same_from_any_folder(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("build", project, "-q")
    names = ["memory.tmx", "ports/memory.tmx", "ports/alignment.json"]
    before = [(project / "out" / name).read_bytes() for name in names]
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    run("build", project, "-q", "--json")
    assert {row["state"] for row in json.loads(capsys.readouterr().out)["documents"]} == {"unchanged"}
    assert [(project / "out" / name).read_bytes() for name in names] == before
    assert all(str(project).encode() not in data for data in before)
    # A report is read where it is made: its paths can be opened from there.
    run("check", project, "-q", "--format", "json")
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {str(Path(finding["source"]["path"]).parent) for finding in found if finding.get("source")} == {
        str(project / "en")
    }


def test_a_project_memory_names_traditional_chinese_as_such(tmp_path: Path) -> None:
    from opencc import OpenCC

    for name, change in (("cn", str), ("tw", OpenCC("s2t").convert)):
        for language in ("en", "zh"):
            text = sample(f"ports.{language}.md").read_text(encoding="utf-8")
            (tmp_path / f"{name}.{language}.md").write_text(change(text), encoding="utf-8")
    pairs = "".join(f'[[pair]]\nsource = "{name}.en.md"\ntarget = "{name}.zh.md"\n' for name in ("cn", "tw"))
    (tmp_path / "duizhao.toml").write_text(f'{pairs}[align]\nembed = "none"\n', encoding="utf-8")
    run("build", tmp_path, "-q")
    memory = Memory.read(tmp_path / "out/memory.tmx")
    spoken = {(e.prop("x-document"), e.variants[1].language) for e in memory}
    assert spoken == {("cn.en.md", "zh-CN"), ("tw.en.md", "zh-Hant")}


def _small_project(folder: Path) -> None:
    texts = {
        "en/one.md": "# Boats\n\n1. The ferry has 12 seats.\n\n2. It leaves at noon.\n",
        "zh/one.md": "# 船\n\n1. 渡船有 13 个座位。\n\n2. 它中午开船。\n",
        "words.csv": "en,zh\nThe gate is shut at dusk.,黄昏关门。\nThe lamp is lit at nine.,九点点灯。\n",
        "duizhao.toml": '[[pair]]\nsource = "en/one.md"\ntarget = "zh/one.md"\n'
        '[[pair]]\nsource = "words.csv"\ntarget = "words.csv"\n[align]\nembed = "none"\n',
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_each_document_is_read_once_and_nothing_just_written_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duizhao import alignment_json, corpora
    from duizhao.corpora.readers.office import sheet

    _small_project(tmp_path)
    opened: list[str] = []
    for module, name in ((corpora, "read"), (sheet, "read_parallel"), (alignment_json, "load")):
        real = getattr(module, name)

        def counted(path: Path, *args: object, real: object = real, **given: object) -> object:
            opened.append(Path(path).name)
            return real(path, *args, **given)  # type: ignore[operator]

        monkeypatch.setattr(module, name, counted)
    assert run("build", tmp_path, "-q") == 1, "12 is not 13"
    assert sorted(opened) == ["one.md", "one.md", "words.csv"]
    opened.clear()
    assert run("build", tmp_path, "-q") == 1
    assert sorted(opened) == ["alignment.json", "alignment.json", "one.md", "one.md", "words.csv"]


def test_places_are_named_by_the_project_and_printed_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "papers").mkdir()
    _small_project(tmp_path / "papers")
    monkeypatch.chdir(tmp_path)
    run("build", "papers", "-q")
    assert "papers/zh/one.md:3" in capsys.readouterr().out.replace("\\", "/")
    written = [json.loads((tmp_path / "papers/out/check.json").read_text(encoding="utf-8"))]
    run("check", "papers", "-q", "--json")
    printed = json.loads(capsys.readouterr().out)
    monkeypatch.chdir(tmp_path / "papers")
    for file in (tmp_path / "papers/out").glob("*/receipt.json"):
        file.unlink()
    run("build", "-q")
    written.append(json.loads((tmp_path / "papers/out/check.json").read_text(encoding="utf-8")))
    assert written[0] == written[1], "the same from any folder"
    paths = [[f["target"]["path"] for f in report["findings"]] for report in (written[0], printed)]
    assert paths[0] == ["zh/one.md"]
    assert [Path(p) for p in paths[1]] == [Path("papers/zh/one.md")]
