"""Two languages in one file, block by block: what counts as two, where a block is cut, who gets what has no words."""

from __future__ import annotations

import pytest

from duizhao.corpora.bilingual import languages, notice, split, written_in
from duizhao.corpora.structure.blocks import Block, Role

EN = ["Bring a lamp to the pier.", "The ferry leaves at noon.", "Nobody swims here.", "Tickets are sold on board."]
ZH = ["请把灯带到码头。", "渡船中午开。", "任何人不得在此游泳。", "船上售票。"]


def blocks(*texts: str) -> list[Block]:
    return [Block(text) for text in texts]


def both(*texts: str) -> tuple[list[str], list[str]]:
    found = split(blocks(*texts), "en", "zh-CN")
    return [b.text for b in found.source], [b.text for b in found.target]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([EN[0], ZH[0], EN[1], ZH[1]], ("en", "zh")),
        ([*ZH, *EN], ("zh", "en")),
        (EN, None),
        (ZH, None),
        ([], None),
        (["12", "✓"], None),
        # An abstract, a reference, names in Latin letters: under a quarter of the text.
        ([*ZH, *ZH, *ZH, EN[2]], None),
        ([ZH[0], "Smith, J. and Miller, K., Ports and harbours of the northern seas, London, 1999."], ("zh", "en")),
        # As much text, and far fewer blocks: an appendix that is no translation.
        ([*EN, *EN, *ZH], ("en", "zh")),
        ([*EN, *EN, EN[0], *ZH], None),
        ([*EN, *EN, "".join(ZH * 3)], None),
    ],
)
def test_the_languages_of_a_document(texts: list[str], found: tuple[str, str] | None) -> None:
    assert languages(blocks(*texts)) == found
    assert [one.check for one in notice(blocks(*texts))] == (["text.two_languages"] if found else [])


def test_the_notice_names_the_languages_and_what_to_do() -> None:
    (told,) = notice(blocks(*ZH, *EN))
    assert "it holds Chinese and English" in told.message
    assert "duizhao align FILE -o FOLDER" in told.message


@pytest.mark.parametrize(
    ("text", "tag"),
    [("The ferry", "en"), ("渡", "zh"), ("A", None), ("12.5 %", None), ("✓", None), ("", None), ("渡船 ferry", "zh")],
)
def test_what_a_text_is_written_in(text: str, tag: str | None) -> None:
    assert written_in(text) == tag


def test_alternating_and_halves_are_told_apart() -> None:
    mixed = [text for pair in zip(EN, ZH, strict=True) for text in pair]
    assert both(*mixed) == (EN, ZH)
    assert both(*ZH, *EN) == (EN, ZH)
    assert split(blocks(*mixed), "en", "zh").alternating
    assert not split(blocks(*ZH, *EN), "en", "zh").alternating


def test_a_language_that_is_not_there_has_no_words() -> None:
    assert both(*EN, "1999") == ([*EN, "1999"], [])


def test_what_has_no_words_goes_with_what_is_around_it_and_to_both_between_them() -> None:
    assert both(EN[0], "12", EN[1], "13", ZH[0], "14", ZH[1], "15") == (
        [EN[0], "12", EN[1], "13"],
        ["13", ZH[0], "14", ZH[1], "15"],
    )
    # A rule or a page's end belongs to the page.
    rule = Block("", role=Role.RULE)
    found = split([Block(EN[0]), rule, Block(EN[1]), Block(ZH[0]), Block(ZH[1])], "en", "zh")
    assert rule in found.source
    assert rule in found.target


def test_a_block_is_cut_where_whole_sentences_of_the_other_follow() -> None:
    assert both(f"{EN[0]} {ZH[0]}", *EN[1:3], *ZH[1:3]) == (EN[:3], ZH[:3])
    # Each in turn: the sentences of a language are one text.
    assert both(f"{EN[0]} {ZH[0]}{EN[1]} {ZH[1]}") == ([f"{EN[0]} {EN[1]}"], [f"{ZH[0]}{ZH[1]}"])
    # By lines, without an end of a sentence.
    assert both(f"Ferry times\n渡船时刻\n{EN[0]}\n{ZH[0]}")[1] == [f"渡船时刻{ZH[0]}"]
    # A short quotation stays where it is.
    quoted = f"他说：“Go on.”{''.join(ZH)}"
    assert both(quoted, *EN)[1] == [quoted]


@pytest.mark.parametrize(
    ("title", "english", "chinese"),
    [
        ("2. Scope of use 适用范围", "2. Scope of use", "2. 适用范围"),
        ("Scope of use / 适用范围", "Scope of use", "适用范围"),
        ("Linux 内核", None, "Linux 内核"),
        ("The scope of all of the rules of the northern harbours 范围", None, None),
    ],
)
def test_a_title_in_both_is_two_titles(title: str, english: str | None, chinese: str | None) -> None:
    source, target = both(title, *EN, *ZH)
    if english is not None:
        assert (source[0], target[0]) == (english, chinese)
    else:
        assert title in source + target


def test_a_name_that_stands_twice_stands_for_both() -> None:
    source, target = both(EN[0], ZH[0], "John Miller", "John Miller", EN[1], ZH[1])
    assert source == [EN[0], "John Miller", EN[1]]
    assert target == [ZH[0], "John Miller", ZH[1]]


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("灯塔手册 Lighthouse manual", "Lighthouse manual", "灯塔手册"),
        ("第1章 总则 Chapter 1 General rules", "Chapter 1 General rules", "第1章 总则"),
        ("二、灯油 / 2. Oil of the lamp", "2. Oil of the lamp", "二、灯油"),
        ("二、灯油 2. Oil of the lamp", "2. Oil of the lamp", "二、灯油"),
        ("表 3 Table 3 of it", "Table 3 of it", "表 3"),
        ("4. 故障 Faults of the lamp", "4. Faults of the lamp", "4. 故障"),
        ("关于 Linux 灯控的说明 ／ Notes on the Linux lamp", "Notes on the Linux lamp", "关于 Linux 灯控的说明"),
        ("每天擦一次灯。 / Clean the lamp once a day.", "Clean the lamp once a day.", "每天擦一次灯。"),
        ("Clean the lamp once a day. | 每天擦一次灯。", "Clean the lamp once a day.", "每天擦一次灯。"),
    ],
)
def test_both_versions_of_a_line_whichever_stands_first(text: str, english: str, chinese: str) -> None:
    en, zh = both(*EN, *ZH, text)
    assert (en[-1], zh[-1]) == (english, chinese)


@pytest.mark.parametrize("text", ["灯控 Linux", "关于 Linux 灯控的说明", "版本 2.1 beta", "A/B 测试的说明"])
def test_a_name_in_a_line_is_no_second_version(text: str) -> None:
    assert both(*EN, *ZH, text)[1][-1] == text


def test_a_number_that_both_versions_have_is_not_given_to_the_next_paragraph() -> None:
    en, zh = both("4 灯油 Oil of the lamp", ZH[0], EN[0], "5 渡船 / Boats and ferries", ZH[1], EN[1])
    assert (zh[1], zh[3], en[2]) == (ZH[0], ZH[1], "5 Boats and ferries")
