"""Traditional Chinese: read, numbered, cut and compared as such; the print stays."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duizhao import corpora
from duizhao.corpora.errors import MissingExtraError
from duizhao.corpora.language import scripts as hanzi
from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.scripts import Script, characters_of, comparable, script_of
from duizhao.corpora.language.table import guess, script_of_tag, tag_of_script
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Document, Kind
from duizhao.corpora.numerals import quantities
from duizhao.corpora.numerals.references import references

# Written for this test, in the manner of a convention and of a paper of a governing body.
CONVENTION = """\
# 內河航運人員安全與衛生公約

## 第一章　總則

第一條

本公約所稱「船員」，係指受僱於內河船舶之任何人。

第二條

1. 各會員國應與最具代表性之雇主組織和勞工組織磋商，以確定本公約之適用範圍。

2. 依前項規定所為之決定，應通知國際勞工局局長。

## 第二章　保護措施

第三條

雇主應：

（一）提供個人防護裝備；

（二）對危險作業進行評估；並

（三）確保船員每週至少有一日休息。

## 附件

附註：本附件為公約之一部分。
"""
PAPER = """\
目錄

導言.....1

## 引言

1. 理事會第 346 屆會議審議了《2026－27 兩年期計畫和預算》。本組織有一百八十七個會員國，約佔世界勞動力的百分之九十九。

2. 根據第 155 號公約，約有貳佰參拾萬人（見第 1 段）死於工傷，損失達 17 億美元。「這是不可接受的！」局長說。

3. 會員國應：

• 促進體面勞動；

• 保障勞動者權利。
"""


def from_text(tmp_path: Path, text: str, language: str | None = None) -> Document:
    path = tmp_path / "paper.md"
    path.write_text(text, encoding="utf-8")
    return corpora.read(path, language=language)


@pytest.mark.parametrize(
    ("printed", "simple"),
    [
        ("公正轉型", "公正转型"),
        ("乾坤與乾燥", "乾坤与干燥"),
        ("顯著的著作", "显著的著作"),
        ("衛生和衞生", "卫生和卫生"),
        ("臺灣、台灣", "台湾、台湾"),
        ("裡面、裏面、綫、説、爲", "里面、里面、线、说、为"),
        ("已经简化", "已经简化"),
        ("No Chinese at all: “quoted” — 2024", "No Chinese at all: “quoted” — 2024"),
        ("", ""),
        ("轉\ud800型", "转\ud800型"),
        ("轉\0型", "转\0型"),
    ],
)
def test_the_comparable_form(printed: str, simple: str) -> None:
    assert comparable(printed) == simple


@given(st.text())
@example("乾隆皇帝\n餘額")
def test_the_comparable_form_is_as_long_and_final(text: str) -> None:
    simple = comparable(text)
    assert len(simple) == len(text)
    assert comparable(simple) == simple


@given(st.text(alphabet="國際勞工組織，。、促進體面勞動與發展 a1乾\n國际"))
def test_words_are_pieces_of_the_print(text: str) -> None:
    at = 0
    for word in words(text, "zh-Hant"):
        at = text.index(word, at) + len(word)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("國際勞工組織理事會", Script.TRADITIONAL),
        ("国际劳工组织理事会", Script.SIMPLIFIED),
        ("国际劳工组织理事會國際", Script.MIXED),
        ("人口，GB.346", None),
        ("", None),
        ("English only", None),
        # What either script may write tells nothing.
        ("后里干著於台", None),
    ],
)
def test_the_script_of_a_text(text: str, script: Script | None) -> None:
    assert script_of(text) is script


def test_a_quoted_title_does_not_make_a_mixture() -> None:
    text = "国际劳工组织" * 10 + "《臺灣》"
    assert script_of(text) is Script.SIMPLIFIED
    assert characters_of(Script.TRADITIONAL, text) == [(61, "臺"), (62, "灣")]


def test_tags_and_scripts() -> None:
    assert guess("國際勞工組織") == "zh-Hant"
    assert guess("国际劳工组织") == guess("国际勞工组織") == "zh"
    assert script_of_tag("zh-HK") is Script.TRADITIONAL
    assert script_of_tag("zh") is script_of_tag("en-CN") is None
    assert tag_of_script("zh-TW", "国际劳工组织") == "zh-Hans"
    assert tag_of_script("zh", "國際勞工組織") == "zh"
    assert tag_of_script("zh-CN", "国际劳工組織") == "zh-CN"


def test_without_opencc_the_error_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "opencc":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    hanzi._converter.cache_clear()
    with pytest.raises(MissingExtraError, match="pip install opencc"):
        hanzi._converter()


def test_a_convention_is_numbered(tmp_path: Path) -> None:
    document = from_text(tmp_path, CONVENTION)
    assert document.language == "zh-Hant"
    assert [u.text for u in document if u.kind is Kind.HEADING] == [
        "內河航運人員安全與衛生公約",
        "第一章 總則",
        "第二條",
        "第二章 保護措施",
        "附件",
    ]
    # An article's label alone on its line is the label of its text; over numbered paragraphs it stays a heading.
    assert [(u.label, u.number) for u in document if u.label.startswith("第")] == [("第一條", (1,)), ("第三條", (3,))]
    assert [u.text for u in document if u.kind is Kind.BULLET] == [
        "提供個人防護裝備；",
        "對危險作業進行評估；並",
        "確保船員每週至少有一日休息。",
    ]
    assert [n.check for n in document.notices] == []


def test_a_paper_is_numbered_and_cut(tmp_path: Path) -> None:
    document = from_text(tmp_path, PAPER)
    by_id = {u.id: u for u in document}
    assert [u.number for u in document if u.number] == [(1,), (2,), (3,), (3, 1), (3, 2)]
    pieces = [s.text for s in corpora.segment(document) if s.unit == "p002"]
    assert len(pieces) == 2
    assert pieces[1] == "「這是不可接受的！」局長說。"
    assert [(n.check, n.message) for n in document.notices if n.check == "contents.differs"] == [
        ("contents.differs", "the contents say “導言”, the heading says “引言” (h01)")
    ]
    assert [q.value for q in quantities(by_id["p001"].text, document.language)] == [346, (2026, 2027), 187, 99]
    found = {q.text: q.value for q in quantities(by_id["p002"].text, document.language)}
    assert found["貳佰參拾萬"] == 2_300_000
    assert found["17 億"] == 1_700_000_000
    assert 155 in found.values()
    assert [(r.first, r.text) for r in references(by_id["p002"].text, "zh-Hant")] == [((1,), "第 1 段")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("第 155 號公約", 155),
        ("兩萬五千人", 25000),
        ("3 億人", 300_000_000),
        ("第贰條", 2),
        ("第貳條", 2),
        ("壹佰貳拾參萬元", 1_230_000),
        ("二十餘個國家", 20),
    ],
)
def test_traditional_and_formal_numerals(text: str, value: int) -> None:
    assert [q.value for q in quantities(text, "zh-Hant")] == [value]


@pytest.mark.parametrize("text", ["內陸國家", "收拾行李", "队伍建设", "大陆架", "參考附件參考", "第陆续"])
def test_words_with_formal_numerals_are_no_numbers(text: str) -> None:
    assert quantities(text, "zh") == ()


def test_contents_and_heading_compare_across_scripts(tmp_path: Path) -> None:
    document = from_text(tmp_path, PAPER.replace("導言.....1", "引言.....1"))
    assert not [n for n in document.notices if n.check.startswith("contents.")]
    mixed = "目录\n\n背景與目標.....1\n\n## 背景与目标\n\n1. 理事会审议了本文件。\n\n2. 本文件旨在提出建议。\n"
    document = from_text(tmp_path, mixed)
    assert not [n for n in document.notices if n.check.startswith("contents.")]


def test_words_are_cut_as_their_simplified_form_would_be() -> None:
    simple = words("职业安全与卫生、体面劳动和社会保障制度", "zh-CN")
    printed = words("職業安全與衛生、體面勞動和社會保障制度", "zh-TW")
    assert [comparable(word) for word in printed] == simple
    assert "".join(printed) == "職業安全與衛生體面勞動和社會保障制度"


def test_the_dictionary_knows_both_forms_and_their_mixture() -> None:
    dictionary = lexicon()
    assert dictionary["轉型"] == dictionary["转型"]
    assert dictionary["裏面"] == dictionary["里面"]
    assert "國际" in dictionary
    assert dictionary["國际"] == dictionary["国际"]
    assert "無此詞語" not in dictionary
    with pytest.raises(KeyError):
        dictionary["無此詞語"]


def test_a_script_other_than_said_is_told(tmp_path: Path) -> None:
    document = from_text(tmp_path, PAPER, "zh-CN")
    assert document.language == "zh-Hant"
    (notice,) = [n for n in document.notices if n.check == "text.language"]
    assert "said to be zh-CN" in notice.message
    for tag in ("zh", "zh-Hant", "zh-TW", "zh-HK"):
        document = from_text(tmp_path, PAPER, tag)
        assert document.language == tag
        assert not [n for n in document.notices if n.check == "text.language"]


def test_strays_of_the_other_script_are_told_by_unit(tmp_path: Path) -> None:
    plain = "1. 理事会审议了国际劳工组织的计划和预算，并请局长说明经费来源与开支情况。\n\n"
    document = from_text(tmp_path, plain * 3 + "2. 会员国应促进公正轉型与體面劳动。\n")
    notices = [n for n in document.notices if n.check == "text.script"]
    assert [(n.unit, n.message) for n in notices] == [
        ("p002", "traditional characters in a simplified text: 轉體 in …国应促进公正轉型与體面劳动…")
    ]
    unit = next(u for u in document if u.id == "p002")
    assert notices[0].span is not None
    assert unit.text[slice(*notices[0].span)] == "轉型与體"


def test_a_mixture_of_scripts_is_told_once_and_keeps_its_tag(tmp_path: Path) -> None:
    text = "1. 理事会审议了计划和预算。\n\n2. 會員國應與勞工組織磋商。\n\n3. 局长说明了情况。\n"
    document = from_text(tmp_path, text, "zh-CN")
    assert document.language == "zh-CN"
    (notice,) = [n for n in document.notices if n.check == "text.script"]
    assert "are mixed" in notice.message
