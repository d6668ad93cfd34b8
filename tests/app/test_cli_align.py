"""`duizhao align` as a user meets it: what it writes, and one clear line for every wrong input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from duizhao.corpora.samples import path as sample
from tests.app.running import run

EN, ZH = sample("en.md"), sample("zh.md")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("结果 of a run")
    assert run("align", EN, ZH, "-o", folder, "--embed", "none", "-q") == 0
    return folder


def test_writes_its_files(out: Path) -> None:
    assert sorted(p.name for p in out.iterdir()) == ["alignment.json", "memory.tmx", "pairs.tsv", "report.html"]
    lines = (out / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    width = len(lines[0].split("\t"))
    assert len(lines) > 100
    assert all(len(line.split("\t")) == width for line in lines)


def test_same_bytes_again(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("ports.en.md", "ports.zh.md")]
    for path in files:
        paragraphs = sample(path.name).read_text(encoding="utf-8").split("\n\n")
        path.write_text("\n\n".join(paragraphs[:60]), encoding="utf-8")
    out, again = tmp_path / "out", tmp_path / "again"
    assert run("align", *files, "-o", out, "--embed", "none", "--no-cache", "-q") == 0
    code = "from duizhao.cli.main import main; main()"
    command = [
        sys.executable,
        "-c",
        code,
        "align",
        *map(str, files),
        "-o",
        str(again),
        "--embed",
        "none",
        "--no-cache",
        "-q",
    ]
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(command, env=env, check=True, capture_output=True)
    assert len(list(out.iterdir())) == 4
    for file in out.iterdir():
        assert (again / file.name).read_bytes() == file.read_bytes(), file.name


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", EN, ZH, "-o", tmp_path, "--embed", "none", "--json", "-q") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["pairs"] > 100
    assert found["recipe"].startswith("duizhao:")
    assert found["encoded"] == 0


def test_min_confidence_parts_the_memory(tmp_path: Path) -> None:
    assert run("align", EN, ZH, "-o", tmp_path, "--embed", "none", "-q", "--min-confidence", "0.98") == 0
    both = [(tmp_path / n).read_text(encoding="utf-8").count("<tu") for n in ("memory.tmx", "memory.unreviewed.tmx")]
    assert all(n > 0 for n in both)
    # a run without the limit does not leave the other run's file behind
    assert run("align", EN, ZH, "-o", tmp_path, "--embed", "none", "-q") == 0
    assert not (tmp_path / "memory.unreviewed.tmx").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no such file"),
        (b"", "empty"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "PDF"),
        ("Un résumé général de la réunion, à Genève.".encode("latin-1") * 3, "--encoding"),
        (b"\x00\x01\x02\x03" * 50, ""),
        (b" \n\n \n", ""),
    ],
    ids=["missing", "empty", "pdf", "latin-1", "binary", "blank"],
)
def test_wrong_source(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, says: str) -> None:
    source = tmp_path / "源 file.md"
    if content is not None:
        source.write_bytes(content)
    folder = tmp_path / "out"
    assert run("align", source, ZH, "-o", folder) == 2
    error = capsys.readouterr().err.strip()
    assert says in error
    assert str(source) in error
    assert "\n" not in error
    assert not folder.exists()


@pytest.mark.parametrize("said", [("--source-language", "en"), ("--target-language", "zh-CN")])
def test_swapped(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: tuple[str, str]) -> None:
    assert run("align", ZH, EN, "-o", tmp_path, *said) == 2
    error = capsys.readouterr().err.strip()
    assert "Chinese" in error
    assert "\n" not in error
    assert not list(tmp_path.iterdir())


def test_two_papers_that_are_not_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "are they the same paper?"
    assert run("align", sample("ports.en.md"), ZH, "-o", tmp_path / "a", "--embed", "none") == 0
    assert said in capsys.readouterr().err
    assert run("align", EN, ZH, "-o", tmp_path / "b", "--embed", "none") == 0
    assert said not in capsys.readouterr().err


def test_swapped_on_purpose(tmp_path: Path) -> None:
    languages = ("--source-language", "zh-CN", "--target-language", "en")
    assert run("align", ZH, EN, "-o", tmp_path, "--embed", "none", "-q", *languages) == 0
    assert 'srclang="zh-CN"' in (tmp_path / "memory.tmx").read_text(encoding="utf-8")


def test_a_chinese_original_where_nobody_said_a_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", ZH, EN, "-o", tmp_path / "told", "--embed", "none") == 0
    assert "zh.md is in Chinese and taken as the original, en.md in English" in capsys.readouterr().err
    languages = ("--source-language", "zh-CN", "--target-language", "en")
    assert run("align", ZH, EN, "-o", tmp_path / "said", "--embed", "none", *languages) == 0
    assert "taken as the original" not in capsys.readouterr().err
    for name in ("memory.tmx", "pairs.tsv"):
        assert (tmp_path / "told" / name).read_bytes() == (tmp_path / "said" / name).read_bytes()
    (tmp_path / "zh.txt").write_text("國際勞工組織的報告書\n\n港口必須安全。這是一項權利。", encoding="utf-8")
    (tmp_path / "en.txt").write_text("The report of the office\n\nPorts must be safe. It is a right.", encoding="utf-8")
    assert run("align", tmp_path / "zh.txt", tmp_path / "en.txt", "-o", tmp_path / "b", "--embed", "none", "-q") == 0
    assert 'srclang="zh-Hant"' in (tmp_path / "b/memory.tmx").read_text(encoding="utf-8")


def test_two_texts_of_one_language_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.md"
    for first, name in ((EN, "English"), (ZH, "Chinese")):
        other.write_bytes(first.read_bytes())
        assert run("align", first, other, "-o", tmp_path / "out", "--embed", "none") == 2
        assert f"but the text is {name}" in capsys.readouterr().err


def test_same_file_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", EN, EN, "-o", tmp_path) == 2
    assert "same file" in capsys.readouterr().err


def test_unwritable_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert run("align", EN, ZH, "-o", tmp_path / "file" / "out") == 2
    error = capsys.readouterr().err.strip()
    assert "cannot write" in error
    assert "\n" not in error


@pytest.mark.parametrize(
    "args",
    [[], ["a.md"], ["a.md", "b.md"], ["--embed", "some", "a", "b"], ["--min-confidence", "2", "a", "b", "-o", "c"]],
)
def test_misuse(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", *args) == 2
    assert capsys.readouterr().err


def test_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.en").write_text(
        "The Council met on 4 March 2030.\nIt adopted 12 decisions.\nThe session closed.\n", encoding="utf-8"
    )
    (tmp_path / "a.zh").write_text("理事会于2030年3月4日开会，通过了12项决定。\n会议闭幕。\n", encoding="utf-8")
    assert run("align", "--lines", tmp_path / "a.en", tmp_path / "a.zh", "--embed", "none", "-q") == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.rsplit(":", 1)[0] for line in printed] == ["[0, 1]:[0]", "[2]:[1]"]
    (tmp_path / "found").write_text("\n".join(printed), encoding="utf-8")
    (tmp_path / "gold").write_text("[0]:[0]\n[1]:[]\n[2]:[1]\n", encoding="utf-8")
    texts = ("--texts", tmp_path / "a.en", tmp_path / "a.zh")
    assert run("evaluate", tmp_path / "found", tmp_path / "gold", *texts) == 0
    shown = capsys.readouterr().out
    assert "0.5000" in shown
    assert "It adopted 12 decisions." in shown


def test_manifest_goes_on_after_a_bad_document_and_resumes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = tmp_path / "pairs.tsv"
    manifest.write_text(f"# source\ttarget\tid\n{EN}\t{ZH}\tgood\nno.md\tno.zh.md\tbad\n", encoding="utf-8")
    folder = tmp_path / "out"
    command = ("align", "--manifest", manifest, "-o", folder, "--embed", "none", "--json", "-q")
    assert run(*command) == 1
    first = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert (first["good"]["state"], first["bad"]["state"]) == ("done", "failed")
    assert "no.md" in first["bad"]["reason"]
    before = {p.name: p.read_bytes() for p in (folder / "good").iterdir()}
    # as a kill would leave it: one file missing, no receipt
    (folder / "good" / "receipt.json").unlink()
    (folder / "good" / "memory.tmx").unlink()
    assert run(*command, "--jobs", "0") == 1
    assert {p.name: p.read_bytes() for p in (folder / "good").iterdir()} == before
    capsys.readouterr()
    assert run(*command) == 1
    again = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert again["good"]["state"] == "unchanged"
    assert again["good"]["summary"] == first["good"]["summary"]
    assert run(*command, "--jobs", "-1") == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [("a\n", "columns"), ("", "no documents"), ("a\tb\tx\nc\td\tx\n", "twice"), ("a\tb\t../x\n", "folder")],
)
def test_bad_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    (tmp_path / "m.tsv").write_text(text, encoding="utf-8")
    assert run("align", "--manifest", tmp_path / "m.tsv", "-o", tmp_path / "out") == 2
    assert says in capsys.readouterr().err


@pytest.mark.slow
def test_interrupted_leaves_nothing_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    code = "from duizhao.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "align", str(EN), str(ZH), "-o", str(folder)], stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not folder.exists():
        pass
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    # The folder goes with the run that made it, unless that had come to its end or had only just made it.
    left = {p.name for p in folder.iterdir()} if folder.exists() else set()
    assert left in (set(), {"memory.tmx", "pairs.tsv", "report.html", "alignment.json"})
