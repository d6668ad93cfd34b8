"""`duizhao build --omegat`: a project as OmegaT opens it, and what is in it stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import etree

from duizhao.corpora.samples import path as sample
from duizhao.tmx import Memory
from tests.app.running import run
from tests.real_omegat import translated_by_omegat

FIXTURES = Path(__file__).parent.parent / "fixtures/readers"
SOURCE = """\
# Boats

1. The ferry has 12 seats. The lamp is lit at nine.

2. The gate is shut.

3. The keeper counts the jars in the cellar. The gate is shut.
"""
TARGET = """\
# 船

1. 渡船有 12 个座位。九点点灯。

2. 大门关了。

3. 看守人清点地窖里的坛子。门关上了。
"""


def project(folder: Path, further: str = "") -> Path:
    files = {
        "en/boats.md": SOURCE,
        "zh/boats.md": TARGET,
        "words.csv": "en,zh\nThe oar is made of ash.,船桨是白蜡木做的。\n",
        "glossary.csv": "source_term,target_term,status\nferry,渡船,preferred\nferry,摆渡船,deprecated\n",
        "duizhao.toml": '[[pair]]\nsource = "en/*.md"\ntarget = "zh/*.md"\n[[pair]]\nsource = "words.csv"\n'
        f'[glossary]\nfiles = ["glossary.csv"]\n[align]\nembed = "none"\n{further}',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def texts(memory: Path) -> list[tuple[str, str]]:
    return sorted((one.variants[0].text, one.variants[1].text) for one in Memory.read(memory))


def test_what_is_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "翻译"
    run("build", project(tmp_path), "--omegat", folder, "--server", "https://memory.example.org")
    assert f"{folder / 'omegat.project'}" in capsys.readouterr().err
    assert (folder / "source/boats.txt").read_text(encoding="utf-8") == (
        "Boats\n\n1.\tThe ferry has 12 seats. The lamp is lit at nine.\n\n2.\tThe gate is shut.\n\n"
        "3.\tThe keeper counts the jars in the cellar. The gate is shut.\n"
    )
    # Of a table with a column a language only the source is to be translated.
    assert (folder / "source/words.txt").read_text(encoding="utf-8") == "The oar is made of ash.\n"
    assert texts(folder / "tm/auto/duizhao-memory.tmx") == [
        ("Boats", "船"),
        ("The ferry has 12 seats.", "渡船有 12 个座位。"),
        ("The keeper counts the jars in the cellar.", "看守人清点地窖里的坛子。"),
        ("The lamp is lit at nine.", "九点点灯。"),
        ("The oar is made of ash.", "船桨是白蜡木做的。"),
    ]
    # OmegaT would fill in the last of several.
    assert texts(folder / "tm/duizhao-unsure.tmx") == [
        ("The gate is shut.", "大门关了。"),
        ("The gate is shut.", "门关上了。"),
    ]
    lines = (folder / "glossary/duizhao.utf8").read_text(encoding="utf-8").splitlines()
    assert "ferry\t渡船\tnot 摆渡船" in lines
    assert not any(line.startswith("ferry\t摆渡船") for line in lines)
    url = etree.parse(folder / "omegat/finder.xml").findtext("item/url")
    assert url == "https://memory.example.org/?phrase={target}"
    assert {path.name for path in folder.iterdir()} == {
        "source", "target", "tm", "glossary", "dictionary", "omegat", "omegat.project"
    }  # fmt: skip


def test_a_document_that_omegat_reads_goes_in_as_it_is(tmp_path: Path) -> None:
    for language in ("en", "zh"):
        shutil.copy(FIXTURES / f"paper.{language}.docx", tmp_path / f"{language}.docx")
    (tmp_path / "duizhao.toml").write_text(
        '[[pair]]\nsource = "en.docx"\ntarget = "zh.docx"\nid = "a/paper"\n[align]\nembed = "none"\n', encoding="utf-8"
    )
    run("build", tmp_path, "--omegat", tmp_path / "om", "-q")
    assert (tmp_path / "om/source/a/paper.docx").read_bytes() == (tmp_path / "en.docx").read_bytes()


def test_what_a_translator_has_done_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "om"
    run("build", project(tmp_path), "--omegat", folder, "-q")
    done = {
        "omegat/project_save.tmx": "<tmx/>",
        "glossary/glossary.txt": "oar\t桨\n",
        "target/boats.txt": "船\n",
        "source/boats.txt": "A text of the translator's.\n",
        "omegat/finder.xml": "<items/>",
        "omegat/segmentation.srx": "<srx/>",
        "tm/theirs.tmx": "<tmx/>",
    }
    for name, text in done.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = (folder / "omegat.project").read_text(encoding="utf-8").replace("remove_tags>false", "remove_tags>true")
    done["omegat.project"] = settings
    (folder / "omegat.project").write_text(settings, encoding="utf-8")
    (tmp_path / "en/oars.md").write_text("The oar is long.\n", encoding="utf-8")
    (tmp_path / "zh/oars.md").write_text("船桨很长。\n", encoding="utf-8")
    capsys.readouterr()
    run("build", tmp_path, "--omegat", folder)
    assert {name: (folder / name).read_text(encoding="utf-8") for name in done} == done
    assert (folder / "source/oars.txt").read_text(encoding="utf-8") == "The oar is long.\n"
    assert ("The oar is long.", "船桨很长。") in texts(folder / "tm/auto/duizhao-memory.tmx")
    told = capsys.readouterr().err
    assert f"{folder / 'source/boats.txt'} is another text than the project's, and stays" in " ".join(told.split())
    assert "words.txt is another" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--server", "https://x"), "--server goes with --omegat"),
        (("--omegat", "om", "--server", "https://x:secret@y"), "has a token in it"),
        (("--omegat", "om", "--server", "y"), "no address of a server"),
        (("--omegat", "om", "--shard", "1/2"), "--omegat goes without --shard"),
        (("--omegat", "french"), "of other languages (fr → zh-CN)"),
        (("--omegat", "broken"), "cannot read the OmegaT project"),
        (("--omegat", "duizhao.toml"), "this is a file, not a folder"),
    ],
)
def test_what_is_refused_before_any_work(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    languages = "<source_lang>fr</source_lang><target_lang>zh-CN</target_lang>"
    for name, text in (("french", f"<omegat><project>{languages}</project></omegat>"), ("broken", "<omegat>")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "omegat.project").write_text(text, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    assert run("build", *arguments, "-q") in (1, 2)
    told = " ".join(capsys.readouterr().err.split())
    assert said in told
    assert "secret" not in told
    assert sorted(tmp_path.rglob("*")) == before


def test_traditional_characters_are_not_filled_into_a_project_of_simplified_ones(tmp_path: Path) -> None:
    from opencc import OpenCC

    change = OpenCC("s2t").convert
    project(tmp_path)
    for name in ("a", "b"):
        for language in ("en", "zh"):
            shutil.copy(sample(f"ports.{language}.md"), tmp_path / language / f"{name}.md")
    (tmp_path / "en/tw.md").write_text(
        "The oars of the third boat are kept in the long shed by the water.\n", encoding="utf-8"
    )
    (tmp_path / "zh/tw.md").write_text(change("第三条船的船桨保存在水边的长棚里，从来没有人动过。\n"), encoding="utf-8")
    run("build", tmp_path, "--omegat", tmp_path / "om", "-q")
    assert etree.parse(tmp_path / "om/omegat.project").findtext("project/target_lang") == "zh-CN"
    filled = {one.variants[1].language for one in Memory.read(tmp_path / "om/tm/auto/duizhao-memory.tmx")}
    offered = {one.variants[1].language for one in Memory.read(tmp_path / "om/tm/duizhao-unsure.tmx")}
    assert filled == {"zh-CN"}
    assert "zh-Hant" in offered


def test_gather_makes_the_same(tmp_path: Path) -> None:
    project(tmp_path)
    run("build", tmp_path, "--omegat", tmp_path / "one", "-q")
    shutil.rmtree(tmp_path / "out")
    run("build", tmp_path, "--shard", "1/1", "-q")
    run("gather", tmp_path, "--omegat", tmp_path / "two", "-q")
    one, two = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


@pytest.mark.slow
def test_a_real_omegat_translates_the_documents(tmp_path: Path) -> None:
    folder = tmp_path / "om"
    run("build", project(tmp_path), "--omegat", folder, "-q")
    translated_by_omegat(folder, tmp_path)
    # Sentences cut as we cut them, labels left alone, and what has two translations left to the translator.
    assert (folder / "target/boats.txt").read_text(encoding="utf-8") == (
        "船\n\n1.\t渡船有 12 个座位。九点点灯。\n\n2.\tThe gate is shut.\n\n"
        "3.\t看守人清点地窖里的坛子。The gate is shut.\n"
    )
    assert (folder / "target/words.txt").read_text(encoding="utf-8") == "船桨是白蜡木做的。\n"
