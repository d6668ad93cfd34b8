"""Sentences by our rules, in both languages and both scripts."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpora.errors import MissingExtraError, SettingsError
from duizhao.corpora.model import Kind, Unit
from duizhao.corpora.sentences.segmentation import pipeline, segment, sentences
from tests.corpora.builders import from_markdown

TEXTS = Path(__file__).parent / "texts"


def lines(language: str) -> list[str]:
    return [line for line in (TEXTS / f"sentences.{language}.txt").read_text(encoding="utf-8").splitlines() if line]


@pytest.mark.parametrize(("language", "joiner"), [("en", " "), ("zh", "")])
@pytest.mark.parametrize("size", [3, 7])
def test_running_text_is_cut_into_the_sentences_it_was_made_of(language: str, joiner: str, size: int) -> None:
    gold = lines(language)
    assert len(gold) >= 200
    found = []
    for start in range(0, len(gold), size):
        found += sentences(joiner.join(gold[start : start + size]), language)
    assert found == gold


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "See Art. 3 and No. 155. It is in force.", 2),
        ("en", "It was paid for under grant no. 2016/114. Nobody minded.", 2),
        ("en", "Take leaflet no. 118. Please hand it on.", 2),
        ("en", "The answer is no. The well is dry.", 2),
        ("en", "The Wells Ordinance (Cap. 613) and its rules (Cap. 613 sub. leg. B) are amended. It is short.", 2),
        ("en", "Output 1.1. Increased capacity of Member States", 1),
        ("en", "IV. Enablers", 1),
        ("en", "", 0),
        ("en", "   ", 0),
        ("en", "No end", 1),
        ("en", "The budget (see para. 5) grew. (It had to.) Nobody minded.", 3),
        ("zh", "产出 1.1. 提高成员国批准国际劳工标准的能力", 1),
        ("zh", "一. 导言", 1),
        ("zh", "十二.结论", 1),
        ("zh", "甲. 背景", 1),
        ("zh", "他写了一. 然后停了。", 2),
        ("zh", "他说：“好。”然后走了。", 2),
        ("zh", "（见第204段。）会议结束。", 2),
        ("zh", "成果目标1和2；成果目标3。", 1),
        ("zh", "真的吗？！是的。", 2),
        ("zh", "「好。」他走了。", 2),
        ("zh-Hant", "國際勞工組織成立於一九一九年。總部設在日內瓦。", 2),
        ("zh", "也可参见 GB.346/INS/17/1。", 1),
        ("zh", "见 www.example.org。The text is in English. It has two sentences. 中文继续。", 4),
    ],
)
def test_difficult_places(language: str, text: str, count: int) -> None:
    assert len(sentences(text, language)) == count


@pytest.mark.parametrize(
    "cut",
    [
        ['老人说："潮水来了。"'],
        ['"井干了。"村长说。'],
        ["“船开了。”孩子们喊道。", "天黑了。"],
        ["“船开了。”", "孩子说他知道。"],
        ["“船开了。”", "人们都在传说。"],
        ["他回答：＂再等等！＂", "没有人走。"],
        ["她写道：〝船到了。〞", "信是昨天寄的。"],
        ["他走了。", '"开门！"孩子说。'],
        ['大家叫它"冬瓜"。', '"冬瓜"很高兴。'],
        ['"早，"她说。', '"坐吧。"', "门开了。"],
        ["他说：'停。'", "车停了。"],
        ["她问他：“你会修钟吗？”", "他说会。"],
        ['甲问："去吗？"', '乙说："去。"'],
    ],
)
def test_quotation_marks_close_the_sentence_they_end_whatever_their_form(cut: list[str]) -> None:
    assert sentences("".join(cut), "zh") == cut


@pytest.mark.parametrize(
    "cut",
    [
        ["《谁在敲门？》是一本旧书。", "我读过《谁在敲门？》和《几点了？》。"],
        ["歌剧《醒来！小镇》今晚上演。", "票已售完。"],
        ["他带来了〈为什么是我？〉一文。"],
        ["窑已经冷了。[1]", "明天点火。[2][3]", "后天开窑。"],
        ["窑已经冷了。〔12〕", "明天点火！［3］"],
    ],
)
def test_titles_and_citations_stay_with_their_sentence_in_chinese(cut: list[str]) -> None:
    assert sentences("".join(cut), "zh") == cut


@pytest.mark.parametrize(
    "cut",
    [
        ["The well was dry.[1]", "Then it rained.[2][3]", "“Good.”[4–6]", "It is full."],
        ["See Eqs. 7 and 8, and Refs. 2 to 4.", "They open on Thurs. 5 June.", "Approx. 30 came."],
        ["He left on Mon.", "She stayed."],
        ["The firm Hoppla! Ltd. sells ropes.", "Hurrah!", "Co-workers sang."],
    ],
)
def test_abbreviations_names_and_citations_in_english(cut: list[str]) -> None:
    assert sentences(" ".join(cut), "en") == cut


@pytest.mark.parametrize("mark", ['"', "'", "＂"])
def test_straight_quotes_take_no_square_time(mark: str) -> None:
    text = f"他说：{mark}好。{mark}" * 5_000
    assert len(sentences(text, "zh")) == 5_000


@settings(max_examples=100)
@given(st.text(alphabet="aB 1.。！？!?”“)（\n中文，;…", max_size=60), st.sampled_from(["en", "zh"]))
def test_segments_tile_the_unit(text: str, language: str) -> None:
    unit = Unit("u", Kind.PARAGRAPH, None, "", text)
    found = segment(unit, language=language)
    assert bool(found) == bool(text.strip())
    if found:
        assert found[0].span.start == 0
        assert found[-1].span.end == len(text)
        assert all(a.span.end == b.span.start for a, b in pairwise(found))
    assert all(s.text == text[s.span.start : s.span.end].strip() != "" for s in found)
    assert [s.index for s in found] == list(range(len(found)))


def test_a_document_gives_all_its_segments_in_order() -> None:
    document = from_markdown("1. One. Two.\n\n2. Three.")
    assert [(s.unit, s.index, s.text) for s in segment(document)] == [
        ("p001", 0, "One."),
        ("p001", 1, "Two."),
        ("p002", 0, "Three."),
    ]


def test_a_unit_needs_its_language() -> None:
    with pytest.raises(SettingsError, match="language"):
        segment(Unit("u", Kind.PARAGRAPH, None, "", "Text."))


def test_the_pipeline_is_spacy_with_our_sentences() -> None:
    pytest.importorskip("spacy")
    doc = pipeline("en")("See No. 5. It works.")
    assert [s.text.strip() for s in doc.sents] == ["See No. 5.", "It works."]
    assert doc.text == "See No. 5. It works."


def test_without_spacy_the_pipeline_alone_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Unit("u", Kind.PARAGRAPH, None, "", "See No. 5. It works. “真的吗？”她问。")
    before = segment(paper, language="en")
    monkeypatch.setitem(sys.modules, "spacy", None)
    pipeline.cache_clear()
    assert segment(paper, language="en") == before
    with pytest.raises(MissingExtraError, match="spaCy is not installed") as error:
        pipeline("en")
    assert error.value.cure == "pip install 'duizhao[spacy]'"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("See No. 5. It works.", "en"),
        ("It ends.”It goes on。又一句。 Then another! (Really?) Yes.", "en"),
        ("A cut within。一个词 and a\n\nline.  Two  spaces. ", "en"),
        (" First.  Second.\tThird. ", "en"),
        ("他来了。“真的吗？”她问。 好！", "zh"),
        ("第 5 条。适用于U.N. bodies. 见下文。", "zh"),
        ("", "en"),
        (" ", "zh"),
    ],
)
def test_sentences_are_those_of_the_pipeline(text: str, language: str) -> None:
    # the pipeline is for other tools, and made of tokens; what we cut ourselves is not
    pytest.importorskip("spacy")
    of_spacy = [s.text.strip() for s in pipeline(language)(text).sents] if text else []
    assert sentences(text, language) == [s for s in of_spacy if s]


@pytest.mark.parametrize("char", ["(", "*", "。", "第", "1.", "“", "A. "])
def test_a_long_line_of_one_character_takes_no_square_time(char: str) -> None:
    text = "The fox. " + char * 20_000
    assert "".join(sentences(text, "en")).replace(" ", "") == text.replace(" ", "")
