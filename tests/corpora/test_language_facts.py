"""One definition of a Chinese character and of what is known of a language, whatever room asks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from duizhao.corpora.language.scripts import HAN, count_han, is_han
from duizhao.corpora.language.table import (
    english_to_chinese,
    guess,
    is_chinese,
    is_english,
    language,
    spaced,
    supported,
)
from duizhao.corpora.model import Kind, Span, Unit
from duizhao.corpora.notices.text import text_findings
from duizhao.corpora.numerals import quantities
from duizhao.corpora.sentences.segmentation import sentences
from duizhao.corpora.structure.characters import take_raised_figures
from duizhao.corpora.structure.labels import paragraph_label
from duizhao.corpora.structure.marked_text import Marked, wide

# A basic one, one of extension A, a compatibility one, one beyond 16 bits, the last of extension H.
CHARACTERS = "吉㐂\uf900𠮷\U000323af"


@pytest.mark.parametrize("char", CHARACTERS)
def test_every_ideograph_is_chinese(char: str) -> None:
    assert is_han(char)
    assert re.fullmatch(f"[{HAN}]", char)
    assert count_han(f"a{char}b{char}") == 2
    assert guess(f"{char}{char}") == "zh"
    assert wide(char)


@pytest.mark.parametrize("char", ["a", "é", "あ", "한", "，", "〇", "々", "⺀", "\U000323b0", ""])
def test_other_characters_are_not(char: str) -> None:
    assert not is_han(char)
    assert count_han(char) == 0


def _notices(text: str) -> list[str]:
    unit = Unit("p1", Kind.PARAGRAPH, (1,), "1.", text, Span(0, len(text)))
    return [notice.check for notice in text_findings([unit], "zh-CN")]


ROOMS: dict[str, Callable[[str], object]] = {
    "a half-width mark between Chinese words": lambda c: _notices(f"田{c},{c}田在此工作。"),
    "a gap": lambda c: _notices(f"田{c} {c}田在此工作。"),
    "a stray English word": lambda c: _notices(f"国家{c} and {c}全球都需要。"),
    "a sentence that ends with half-width marks": lambda c: sentences(f"你认识田{c}!我认识。", "zh"),
    "a sentence behind a Latin word": lambda c: len(sentences(f"It was ratified. {c}田说。", "zh")),
    "a decimal label without a blank": lambda c: (found := paragraph_label(f"1.2{c}田")) and (found.form, found.value),
    "a raised figure": lambda c: take_raised_figures(Marked(f"田{c}²"), {"2"}).text.endswith(c),
    "an annex by a formal numeral": lambda c: [q.value for q in quantities(f"附件壹{c}", "zh")],
}


@pytest.mark.parametrize("char", CHARACTERS[1:])
@pytest.mark.parametrize("room", ROOMS)
def test_rare_characters_are_treated_as_the_common_ones(room: str, char: str) -> None:
    shown, usual = ROOMS[room](char), ROOMS[room]("吉")
    # Python escapes what its own tables of Unicode do not know yet.
    assert repr(shown).replace(char, "吉").replace(ascii(char)[1:-1], "吉") == repr(usual)
    # What the common ones are compared with is something.
    assert usual or room == "an annex by a formal numeral"


def test_tags() -> None:
    assert [is_chinese(tag) for tag in ("zh", "zh-CN", "ZH_TW", "en", "zha", "ja")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert [is_english(tag) for tag in ("en", "EN-gb", "eng", "zh")] == [True, True, False, False]
    assert english_to_chinese("en-GB", "zh-Hant")
    assert not english_to_chinese("zh", "en")
    assert not english_to_chinese("en", "fr")
    assert [supported(tag) for tag in ("en-US", "zh_CN", "fr")] == [True, True, False]


def test_unspaced_languages() -> None:
    assert [tag for tag in ("en", "fr", "ko", "zh-HK", "yue", "ja-JP", "th", "lo", "km", "my") if not spaced(tag)] == [
        "zh-HK", "yue", "ja-JP", "th", "lo", "km", "my",
    ]  # fmt: skip
    for tag in ("en", "zh"):
        assert language(tag).spaced is spaced(tag)
