"""What stands elsewhere on the other side was not left out; what stands nowhere was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from duizhao import quality
from duizhao.corpora.model import Document, Kind, Locator, Notice, Origin, Pair, Unit
from duizhao.quality import Severity
from duizhao.quality.evidence.elsewhere import Elsewhere, How
from duizhao.quality.evidence.own_notices import is_about_the_translation

Row = tuple[str, str]
# A report on a harbour: what surrounds the texts under test.
HARBOUR: list[Row] = [
    ("The harbour was dredged twice last winter.", "去年冬天港口清淤两次。"),
    ("Fishermen sell their catch on the quay every morning.", "渔民每天早上在码头出售渔获。"),
    ("The lighthouse keeper counts the ships that pass.", "灯塔看守人清点过往船只。"),
    ("A new crane lifts containers of forty tonnes.", "一台新起重机可吊起四十吨的集装箱。"),
    ("Customs officers inspect one container in twenty.", "海关人员每二十个集装箱抽查一个。"),
    ("The ferry to the islands runs four times a day.", "前往各岛的渡轮每天四班。"),
]
PUMPS = ("The fire brigade tests its pumps in the old warehouse.", "消防队在旧仓库里检测水泵。")


def pairs(rows: Sequence[Row]) -> list[Pair]:
    """The rows as pairs of two documents, a unit a row."""
    return [
        Pair(
            en,
            zh,
            Locator("harbour.en", f"u{n}" if en else "", kind=Kind.PARAGRAPH),
            Locator("harbour.zh", f"v{n}" if zh else "", kind=Kind.PARAGRAPH),
        )
        for n, (en, zh) in enumerate(rows, 1)
    ]


def told(rows: Sequence[Row], documents: Sequence[Document] = ()) -> list[tuple[bool, str]]:
    """The findings on coverage: whether each is more than a note, and its text."""
    report = quality.check(pairs(rows), documents=documents, source_language="en", target_language="zh-CN")
    found = [f for f in report.findings if f.check in ("coverage.paragraph", "coverage.sentence")]
    return [(f.severity is not Severity.NOTE, f.source or f.target) for f in found]


def test_a_text_that_was_left_out_is_told_wherever_it_stood() -> None:
    for i, (en, zh) in enumerate(HARBOUR):
        for one in ((en, ""), ("", zh)):
            assert told([*HARBOUR[:i], one, *HARBOUR[i + 1 :]]) == [(True, one[0] or one[1])]


def test_texts_left_over_on_both_sides_that_say_the_same_are_no_omissions() -> None:
    lone, its = PUMPS
    rows = [HARBOUR[0], (lone, ""), *HARBOUR[1:5], ("", its), HARBOUR[5]]
    assert told(rows) == [(False, lone), (False, its)]
    other = "食堂星期天提供热汤和面包。"  # hot soup and bread on Sundays
    assert sorted(told([HARBOUR[0], (lone, ""), *HARBOUR[1:5], ("", other)])) == [(True, lone), (True, other)]


def test_a_line_that_a_reader_cut_in_two_is_one_text() -> None:
    rows = [
        ("The fire brigade tests its pumps and hoses in the old ware-", ""),
        ("house behind the church every spring.", ""),
        *HARBOUR,
        ("", "消防队每年春天在教堂后面的旧仓库里检测水泵和水管。"),
    ]
    assert not any(grave for grave, _ in told(rows))


def test_a_partner_that_holds_two_sentences_lacks_none() -> None:
    merged = (
        "Fishermen sell their catch on the quay every morning.",
        "渔民每天早上在码头出售渔获，游客则在餐馆里喝咖啡。",
    )
    lone = ("Tourists drink coffee in the restaurants.", "")
    assert told([HARBOUR[0], merged, lone, *HARBOUR[2:]]) == [(False, lone[0])]
    assert told([HARBOUR[0], HARBOUR[1], lone, *HARBOUR[2:]]) == [(True, lone[0])]


def test_numbers_that_only_the_partner_beside_has_are_the_texts() -> None:
    rows = [
        HARBOUR[0],
        ("in the year 2016", ""),
        ("Decision on the method for dredging the harbour", "关于2016年港口清淤办法的决定"),
        *HARBOUR[1:],
    ]
    report = quality.check(pairs(rows), source_language="en", target_language="zh-CN")
    assert [f.check for f in report.findings if f.severity is not Severity.NOTE] == []


def test_a_text_that_fits_anothers_partner_leaves_the_other_out() -> None:
    lone, its = PUMPS
    wrong = ("The canteen serves hot soup and fresh bread on Sundays.", its)
    assert told([*HARBOUR[:3], (lone, ""), wrong, *HARBOUR[3:]]) == [(True, wrong[0])]


def test_what_stands_on_the_other_side_as_it_is_was_not_added() -> None:
    title = "Safe berths for ships of every flag"
    assert told([(title, "为各国船只提供安全泊位"), ("", title), *HARBOUR]) == []


def test_addresses_and_codes_are_found_in_another_pair() -> None:
    note = ("See https://example.org/harbour/tariffs for the dues.", "")
    rows = [HARBOUR[0], ("Dues are paid on arrival.", "费用在抵达时缴纳，见 https://example.org/harbour/tariffs。")]
    assert told([*rows, *HARBOUR[1:4], note]) == [(False, note[0])]


def document(side: str, units: Sequence[tuple[str, Kind, str]]) -> Document:
    made = tuple(Unit(name, kind, None, "", text) for name, kind, text in units)
    return Document(
        f"harbour.{side}", "en" if side == "en" else "zh-CN", made, Origin(f"harbour.{side}.md", "markdown")
    )


def test_what_a_reader_set_apart_on_the_other_side_was_not_left_out() -> None:
    rows = [("Port authority: tide tables and lighthouse signals", ""), *HARBOUR]
    here = document("en", [(f"u{n}", Kind.PARAGRAPH, en) for n, (en, _) in enumerate(rows, 1)])
    there = [(f"v{n}", Kind.PARAGRAPH, zh) for n, (_, zh) in enumerate(rows, 1) if zh]
    assert told(rows, (here, document("zh", there)))[0][0]
    head = ("k1", Kind.FURNITURE, "港口当局：潮汐表与灯塔信号")
    assert told(rows, (here, document("zh", [head, *there]))) == []


def test_lines_between_lines_of_contents_belong_to_them() -> None:
    rows = [("Tides and currents 12", ""), *HARBOUR]
    body = [(f"u{n}", Kind.PARAGRAPH, en) for n, (en, _) in enumerate(rows[1:], 2)]
    lines = [("c1", Kind.CONTENTS, "Berths 9"), ("u1", Kind.FRONT, rows[0][0]), ("c2", Kind.CONTENTS, "Cranes 14")]
    there = document("zh", [(f"v{n}", Kind.PARAGRAPH, zh) for n, (_, zh) in enumerate(rows, 1) if zh])
    assert told(rows, (document("en", [*lines, *body]), there)) == []
    assert told(rows, (document("en", [lines[1], *body]), there)) == [(True, rows[0][0])]


def test_no_words_are_asked_of_other_languages() -> None:
    rows = [Pair("Les navires paient à l'arrivée.", ""), Pair("Le port est fermé.", "Der Hafen ist geschlossen.")]
    assert Elsewhere(rows, (), ("en", "en")).place(0) is None
    assert Elsewhere([Pair("— 3 —", ""), rows[1]], (), ("en", "en")).place(0) is not None


def test_where_a_text_stands_is_said() -> None:
    rows = pairs([HARBOUR[0], (HARBOUR[1][0], ""), *HARBOUR[2:], ("", HARBOUR[1][1])])
    place = Elsewhere(rows, (), ("en", "zh-CN")).place(1)
    assert place is not None
    assert (place.how, place.pair) == (How.UNPAIRED, len(rows) - 1)
    reverse = [Pair(p.target, p.source, p.target_at, p.source_at) for p in rows]
    assert Elsewhere(reverse, (), ("zh-CN", "en")).place(1) == place


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("This is an unofficial translation of the by-laws.", True),
        ("Translated from the Chinese by Li Hua.", True),
        ("本文件为官方翻译，如有出入以英文为准。", True),
        ("译者注：此处原文有误。", True),
        ("The translation of the by-laws takes three weeks.", False),
        ("她翻译了三部小说。", False),
    ],
)
def test_a_translation_that_speaks_of_itself_has_no_original(text: str, own: bool) -> None:
    assert is_about_the_translation(text) is own
    rows = [*HARBOUR, ("", text) if not text.isascii() else (text, "")]
    assert told(rows) == [(not own, text)]


def test_a_label_has_no_sentence_for_a_partner() -> None:
    given = ("Note:", PUMPS[1])
    assert not any(grave for grave, _ in told([*HARBOUR[:3], (PUMPS[0], ""), given, *HARBOUR[3:]]))


def test_how_the_original_counts_its_paragraphs_no_translator_can_mend() -> None:
    here = document("en", [(f"u{n}", Kind.PARAGRAPH, en) for n, (en, _) in enumerate(HARBOUR, 1)])
    there = document("zh", [(f"v{n}", Kind.PARAGRAPH, zh) for n, (_, zh) in enumerate(HARBOUR, 1)])
    gap = Notice("numbering.missing", "no paragraph 3 between §2 and §4", "u4", document="harbour.en")
    its = Notice("numbering.missing", "no paragraph 5 between §4 and §6", "v6", document="harbour.zh")
    rows = pairs(HARBOUR)

    def grave(*notices: tuple[Notice, ...]) -> list[str]:
        documents = [replace(d, notices=found) for d, found in zip((here, there), notices, strict=True)]
        return [f.at.unit for f in quality.check(rows, documents=documents).findings if f.severity is not Severity.NOTE]

    assert grave((gap,), ()) == []
    assert grave((), (its,)) == ["v6"]
    assert grave((gap,), (its, replace(gap, unit="v4", document="harbour.zh"))) == ["v6"]


def test_a_pair_in_doubt_beside_a_text_may_hold_it() -> None:
    lone = ("Tourists drink coffee in the restaurants.", "")
    shaky = ("They stay there until the last ferry leaves.", "游客在餐馆里待到末班渡轮离开。")
    for other, sure, grave in (
        (shaky, 0.38, False),  # its partner has the words of the text
        ((shaky[0], "他们一直待到末班渡轮离开。"), 0.38, True),  # its partner has none of them
        (HARBOUR[1], 0.99, True),
    ):
        rows = pairs([HARBOUR[0], lone, other, *HARBOUR[2:]])
        rows[2] = replace(rows[2], confidence=sure)
        report = quality.check(rows, source_language="en", target_language="zh-CN")
        found = [f for f in report.findings if f.check == "coverage.paragraph"]
        assert [f.severity is not Severity.NOTE for f in found] == [grave], other


def test_a_line_of_a_word_beside_a_pair_in_doubt_says_too_little() -> None:
    for sure, grave in ((0.3, False), (0.98, True)):
        rows = pairs([HARBOUR[0], ("", "引航员，"), HARBOUR[1], *HARBOUR[2:]])
        rows[2] = replace(rows[2], confidence=sure)
        report = quality.check(rows, source_language="en", target_language="zh-CN")
        assert [f.severity is not Severity.NOTE for f in report.findings] == [grave]


def test_a_number_that_the_partner_beside_has_twice_is_the_texts() -> None:
    both = ("Berths for ferries from the islands 35", "轮渡泊位 35个 渔船泊位 35个")
    assert told([("Moorings for the fishing fleet 35", ""), both, *HARBOUR]) == [
        (False, "Moorings for the fishing fleet 35")
    ]
    assert told([("Moorings for the fishing fleet 36", ""), both, *HARBOUR])[0][0]


def test_the_foot_that_pages_repeat_was_not_added() -> None:
    foot = "© 2024 港口管理局版权所有，转载必须注明出处，详情请访问本局网站"
    rows = [HARBOUR[0], ("", f"iv {foot}"), *HARBOUR[1:4], ("", f"{foot} 9"), *HARBOUR[4:]]
    assert told(rows) == []
    assert told([HARBOUR[0], ("", f"iv {foot}"), *HARBOUR[1:]]) == [(True, f"iv {foot}")]


def test_the_head_of_a_table_that_a_page_repeats_was_not_added() -> None:
    head, again = pairs([("Name of the ship", "船名"), ("", "船名")])
    head = replace(head, source_at=replace(head.source_at, unit="t1.r1.c1", kind=Kind.CELL))
    for unit, grave in (("t2.r1.c1", []), ("t2.r7.c1", [True])):
        cell = replace(again, target_at=replace(again.target_at, unit=unit, kind=Kind.CELL))
        report = quality.check([head, cell, *pairs(HARBOUR)], source_language="en", target_language="zh-CN")
        found = [f for f in report.findings if f.check == "coverage.paragraph"]
        assert [f.severity is not Severity.NOTE for f in found] == grave


def test_a_text_in_the_language_of_the_source_was_not_added_by_a_translator() -> None:
    for text, grave in (
        ("Edition of 12 May, reviewed by the harbour office", False),
        ("五月十二日版，由港务局审定", True),
    ):
        assert told([("", text), *HARBOUR]) == [(grave, text)]
