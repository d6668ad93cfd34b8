"""Characters that no text should hold, whatever the format."""

from __future__ import annotations

import unicodedata

import pytest

from duizhao.corpora.language.radicals import mended
from duizhao.corpora.model import Document
from tests.corpora.builders import checks, from_markdown, from_text, rows


@pytest.mark.parametrize("make", [from_text, from_markdown])
def test_radicals_are_read_as_characters_and_told_once(make: object) -> None:
    document = make("⻢在⼭上。\n\n⻘⼭有⻥。\n")  # type: ignore[operator]
    assert isinstance(document, Document)
    assert [text for _, _, text in rows(document)] == ["马在山上。", "青山有鱼。"]
    assert [c for c, _ in checks(document)] == ["text.radicals"]
    assert "5 radicals" in document.notices[0].message


def test_every_radical_that_stands_for_a_character_is_mended_one_for_one() -> None:
    radicals = "".join(map(chr, [*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6)]))
    text, found = mended(radicals)
    assert found == radicals
    assert len(text) == len(radicals)
    assert all(unicodedata.name(c).startswith("CJK UNIFIED") for c in text)


def test_a_text_without_radicals_is_left_alone() -> None:
    assert mended("长桥 ⿰ 〇 A") == ("长桥 ⿰ 〇 A", "")


def test_marks_of_writing_direction_are_left_out_in_silence() -> None:
    document = from_text("码头\u200e中午\u200f关门\u061c。")
    assert [text for _, _, text in rows(document)] == ["码头中午关门。"]
    assert not document.notices


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_line_separators_of_unicode_end_lines(end: str) -> None:
    source = f"码头规则{end}第一条 船只按次序停靠。{end}第二条 夜里点灯。\n\n第三条 不得生火。"
    document = from_text(source)
    assert [(number, text) for _, number, text in rows(document)] == [
        (None, "码头规则"),
        ((1,), "船只按次序停靠。"),
        ((2,), "夜里点灯。"),
        ((3,), "不得生火。"),
    ]
    assert [unit.line for unit in document] == [1, 1, 1, 3]
    assert all(source[s.start : s.end].endswith(u.text) for u in document for s in u.spans)
