"""Everything that is said to people is said in Chinese too, by translations that fit; programs read English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from duizhao.cli.main import cli
from duizhao.cli.speaking import cells, lang_first, wrapped
from duizhao.corpora.saying import language, use_language
from scripts.finding_messages import ROOT, Messages, in_tree
from scripts.make_messages import files, of_python, po_path, read_translations

pytest.importorskip("babel")
FIELD = re.compile(r"\{[^{}]*\}")
HAN = re.compile(r"[一-鿿]")


@pytest.fixture(autouse=True)
def _english_again() -> object:
    yield
    use_language("en")


@pytest.fixture(scope="module")
def said() -> Messages:
    return of_python()


def test_no_sentence_is_put_together_without_a_template() -> None:
    lost = in_tree().lost
    assert not lost, "\n".join(lost) + "\nSay it by say(“… {name} …”, name=…): docs/translating.md"


def test_what_is_generated_is_up_to_date() -> None:
    stale = [path.relative_to(ROOT) for path, text in files().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"run `make messages`: {', '.join(map(str, stale))}"


@pytest.mark.parametrize("tag", ["zh_Hans", "zh_Hant"])
def test_every_sentence_has_a_translation_that_fits_it(said: Messages, tag: str) -> None:
    translations = read_translations(po_path(tag, "duizhao"))
    missing = sorted(set(said.found) - set(translations))
    assert not missing, f"{len(missing)} sentences without a translation in locale/{tag}: {missing[:5]}"
    for template, text in translations.items():
        fields = {name: FIELD.findall(template).count(name) > 0 for name in FIELD.findall(template)}
        assert fields.keys() == set(FIELD.findall(text)), f"{template!r} and {text!r} have other values"
        assert template.count("\n") == text.count("\n") or len(template) > 300, f"{text!r} has other lines"
        assert template[:1].isspace() == text[:1].isspace() or text[:1] in "，；（。、 " or template[:1] == " ", text


def test_translations_are_in_chinese(said: Messages) -> None:
    translations = read_translations(po_path("zh_Hans", "duizhao"))
    english = [
        template
        for template, text in translations.items()
        if not HAN.search(text) and re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", FIELD.sub("", text))
    ]
    # What is typed as it stands: commands, and names of formats.
    assert not [text for text in english if not re.search(r"duizhao |pip install|[`:]", text)]


def run(*args: str, **settings: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, list(args), env={"DUIZHAO_LANG": None, "LANG": "C", "LC_ALL": None, **settings})
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("args", "settings"),
    [
        (("--lang", "zh", "check", "--help"), {}),
        (("check", "--help", "--lang=zh-CN"), {}),
        (("check", "--lang", "zh_CN", "--help"), {}),
        (("check", "--help"), {"DUIZHAO_LANG": "zh"}),
        (("check", "--help"), {"LANG": "zh_CN.UTF-8"}),
        (("check", "--help"), {"LANG": "en_US.UTF-8", "LC_ALL": "zh_SG"}),
    ],
)
def test_chinese_is_spoken_when_asked_for(args: tuple[str, ...], settings: dict[str, str]) -> None:
    code, output = run(*args, **settings)
    assert code == 0
    assert output.startswith("用法：")
    assert language() == "zh-Hans"


@pytest.mark.parametrize(
    "settings",
    [{}, {"LANG": "de_DE.UTF-8"}, {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, {"LANG": "zh_CN", "DUIZHAO_LANG": "en"}],
)
def test_english_is_spoken_otherwise(settings: dict[str, str]) -> None:
    assert run("check", "--help", **settings)[1].startswith("Usage:")


def test_traditional_characters_are_asked_for_by_their_tag() -> None:
    assert "檢查" in run("check", "--help", "--lang", "zh-Hant")[1]
    assert "檢查" in run("check", "--help", LANG="zh_TW.UTF-8")[1]


def test_an_unknown_language_is_misuse() -> None:
    code, output = run("check", "--lang", "klingon")
    assert code == 2
    assert "klingon is none of the languages" in output
    assert run("check", "--lang")[0] == 2


def test_what_follows_two_hyphens_is_no_option() -> None:
    assert lang_first(["align", "--", "--lang", "zh"]) == ["align", "--", "--lang", "zh"]
    assert lang_first(["align", "a", "--lang"]) == ["align", "a", "--lang"]
    assert lang_first([]) == []


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github"])
def test_reports_for_programs_are_in_english(form: str, tmp_path: Path) -> None:
    (tmp_path / "en.md").write_text("The fund holds 1.7 billion dollars for it.\n", encoding="utf-8")
    (tmp_path / "zh.md").write_text("基金为此持有18亿美元。\n", encoding="utf-8")
    args = ("check", str(tmp_path / "en.md"), str(tmp_path / "zh.md"), "--format", form, "--no-cache")
    assert run(*args) == run(*args, "--lang", "zh")
    assert "numbers differ" in run(*args, "--lang", "zh")[1]


def test_a_finding_out_of_the_cache_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "en.md").write_text("The fund holds 1.7 billion dollars for it.\n", encoding="utf-8")
    (tmp_path / "zh.md").write_text("基金为此持有18亿美元。\n", encoding="utf-8")
    args = ("check", str(tmp_path / "en.md"), str(tmp_path / "zh.md"), "--lang", "zh")
    first = run(*args, DUIZHAO_CACHE=str(tmp_path / "cache"))
    again = run(*args, DUIZHAO_CACHE=str(tmp_path / "cache"))
    assert first == again
    assert "数字不同：原文为 1.7 billion，译文为 18亿" in again[1]


def test_lines_are_broken_between_chinese_characters() -> None:
    text = "检查译文的一致性（见 docs/quality.md）；有发现时，退出代码为 1。"
    lines = wrapped(text, 20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= 20 for line in lines)
    assert not any(line[0] in "，。；）" for line in lines)
    assert wrapped("", 20) == []
    assert wrapped("a" * 50, 20) == ["a" * 50], "an option is not broken"


@pytest.mark.parametrize("verb", ["glossary", "tmx", "memory", "encoder"])
def test_columns_of_the_help_line_up(verb: str) -> None:
    commands = run(verb, "--help", "--lang", "zh")[1].partition("命令：\n")[2].partition("\n\n")[0].splitlines()
    assert len(commands) > 3
    texts = [re.sub(r"^  [a-z_-]* +", lambda m: " " * len(m[0]), line) for line in commands]
    assert len({len(text) - len(text.lstrip()) for text in texts}) == 1, "\n".join(commands)
    assert all(cells(line) <= 110 for line in commands)


def test_columns_of_a_table_line_up() -> None:
    from duizhao.cli.common import table
    from duizhao.corpora.saying import say, speaking

    with speaking("zh-Hans"):
        lines = table(["source", "count"], [[say("heading"), 12], ["a.md 港口", 3]], right=[1]).splitlines()
    assert lines[0].split() == ["原文", "次数"]
    assert {cells(line) for line in lines} == {cells(lines[0])}


def test_words_of_a_document_are_never_translated(tmp_path: Path) -> None:
    # “source” and “target” are headings of tables too.
    text = "The source of it is known here.\n\nThe source of it is not known here at all.\n"
    (tmp_path / "en.md").write_text(text, encoding="utf-8")
    (tmp_path / "zh.md").write_text("它的来源在此已知。\n\n它的源头在此完全不知。\n", encoding="utf-8")
    (tmp_path / "glossary.csv").write_text("English,Chinese\nsource,来源\n", encoding="utf-8")
    output = run("glossary", "lookup", "source", "-g", str(tmp_path / "glossary.csv"), "--no-seed", "--lang", "zh")[1]
    assert re.search(r"(?m)^source +来源", output), output
