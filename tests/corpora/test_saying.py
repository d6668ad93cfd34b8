"""Sentences that remember what they were made of, and what they are in another language."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import (
    from_environment,
    known_language,
    language,
    languages,
    recognised,
    say,
    say_joined,
    say_plural,
    speaking,
    told,
    translated,
    use_language,
)

WORDS = {
    "no such file": "找不到该文件",
    "Check the path": "检查路径",
    "{where}: {what}": "{where}：{what}",
    "{what}. {cure}": "{what}。{cure}",
    "{n} files": "{n} 个文件",
    "one file": "{n} 个文件",
    "{kind} of the source not found in the target: {numbers}": "译文中缺少原文的{kind}：{numbers}",
    "dates": "日期",
    "{n} times, first: {first}": "出现 {n} 次，首次：{first}",
    "confidence {confidence:.2f}": "置信度 {confidence:.2f}",
}


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from duizhao.corpora.saying import translation

    monkeypatch.setattr(translation, "catalog", lambda tag: WORDS)
    translation._shapes.cache_clear()
    translation._recognised.cache_clear()
    with speaking("zh-Hans"):
        yield
    translation._shapes.cache_clear()
    translation._recognised.cache_clear()


def test_a_sentence_is_its_english_text() -> None:
    said = say("{kind} of the source not found in the target: {numbers}", kind=say("dates"), numbers="3 May")
    assert said == "dates of the source not found in the target: 3 May"
    assert isinstance(said, str)
    assert translated(said) == said


def test_it_outlives_a_journey_to_another_process(chinese: None) -> None:
    said = say_joined("; ", (say_plural("one file", "{n} files", n=1), say("{n} files", n=2)))
    again = pickle.loads(pickle.dumps(said))
    assert again == said == "one file; 2 files"
    assert translated(again) == "1 个文件；2 个文件"


def test_values_that_are_sentences_are_said_too(chinese: None) -> None:
    said = say("{kind} of the source not found in the target: {numbers}", kind=say("dates"), numbers="dates")
    assert translated(said) == "译文中缺少原文的日期：dates"


def test_an_error_says_where_what_and_what_to_do(chinese: None) -> None:
    error = InputError("no such file", path="a.md", line=3, cure="Check the path")
    assert str(error) == "a.md:3: no such file. Check the path"
    assert error.told() == "a.md:3：找不到该文件。检查路径"
    assert translated(say("{n} times, first: {first}", n=2, first=error)).endswith(
        "首次：a.md:3：找不到该文件。检查路径"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no such file", "找不到该文件"),
        ("dates of the source not found in the target: 3 May", "译文中缺少原文的日期：3 May"),
        (
            "12 times, first: dates of the source not found in the target: x",
            "出现 12 次，首次：译文中缺少原文的日期：x",
        ),
        ("twelve times, first: it", "twelve times, first: it"),
        ("confidence 0.25", "置信度 0.25"),
        ("confidence high", "confidence high"),
        ("a text of somebody", "a text of somebody"),
        ("", ""),
    ],
)
def test_a_sentence_without_its_template_is_recognised(chinese: None, text: str, says: str) -> None:
    assert recognised(text) == says


def test_what_no_catalogue_knows_is_english(chinese: None) -> None:
    assert told("{count} lines", count=3) == "3 lines"
    assert translated("dates and more") == "dates and more"


def test_a_text_with_braces_is_no_template(chinese: None) -> None:
    assert say("a {brace") == "a {brace"
    assert say("it holds {text}", text="{kind} {0} {") == "it holds {kind} {0} {"
    assert recognised("{ is not closed") == "{ is not closed"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_HK"}, "zh-Hant"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_systems_language(environment: dict[str, str], expected: str) -> None:
    assert from_environment(environment) == expected


def test_a_language_is_one_of_ours() -> None:
    assert known_language("klingon") is None
    with pytest.raises(ValueError, match="zh"):
        use_language("zh")
    with pytest.raises(ValueError, match="fr"), speaking("fr"):
        pass
    assert language() == "en"


def test_english_has_no_catalogue() -> None:
    assert languages.catalog("en") == {}
