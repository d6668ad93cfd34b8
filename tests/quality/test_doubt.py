"""What a document itself leaves in doubt is a note or nothing; the same fault without that evidence is told. The
sentences are ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from duizhao import quality
from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.model import Document, Kind, Notice, Origin, Span, Unit
from duizhao.corpora.notices.brackets import unpaired
from duizhao.quality import Severity
from duizhao.quality.checks.term_varies import term_varies
from duizhao.quality.context import make_context
from duizhao.terminology.variation import Discovery
from tests.quality.samples import pair, pairs

Row = tuple[str, str]
ORCHARD: list[Row] = [
    ("The pears are picked by hand in September.", "梨在九月里用手采摘。"),
    ("Bees visit the blossom in the morning.", "蜜蜂早上光顾花朵。"),
    ("A ladder leans against the oldest tree.", "一架梯子靠在最老的树上。"),
]


def weighed(rows: Sequence[Row], check: str) -> list[bool]:
    """The findings of a check: whether each is more than a note."""
    report = quality.check(pairs(rows), source_language="en", target_language="zh-CN")
    return [f.severity is not Severity.NOTE for f in report.findings if f.check == check]


def test_what_the_original_does_not_close_no_translator_can_mend() -> None:
    assert weighed([("Prune the trees (see the plan in winter.", "冬天修剪果树（见计划）。")], "mark.bracket") == [
        False
    ]
    assert weighed([("Prune the trees (see the plan) in winter.", "冬天修剪果树（见计划。")], "mark.bracket") == [True]


@pytest.mark.parametrize(
    ("title", "grave"),
    [
        ("目 录", False),
        ("第一章 总 则", False),
        ("果 园 手 册", False),
        ("采摘， 装箱", True),
        ("采摘：何三 装箱完毕。", True),
    ],
)
def test_a_title_set_wide_is_no_slip(title: str, grave: bool) -> None:
    assert weighed([("A heading", title), *ORCHARD], "mark.spacing") == [grave]


def test_months_of_the_year_for_months_of_age_are_a_note() -> None:
    words = [("Fifteen trees are watered.", "六月的树要浇水。"), *ORCHARD]
    assert weighed(words, "number.differs") == [True]
    rows = [("Trees of 6–8 months are watered.", "6～8月的树要浇水。"), *ORCHARD]
    assert weighed(rows, "number.differs") == [False]
    assert weighed([("Trees planted on 6 August.", "8月6日种的树。"), *ORCHARD], "number.differs") == []
    assert weighed([("Trees planted on 6 August.", "6月8日种的树。"), *ORCHARD], "number.differs") == [True]


def test_what_is_said_twice_on_purpose_is_no_slip() -> None:
    rows = [("Whole rows were lost.", "整排整排的树没了。"), ("Many rows were lost.", "大批大批的树没了。")]
    assert weighed([*rows, *ORCHARD], "text.doubled") == []
    assert weighed([("Old rows were lost.", "老排老排的树没了。"), *ORCHARD], "text.doubled") == [True]


def test_fields_of_one_line_stand_apart() -> None:
    credit = "本报果县7月1日电（记者 林四 何小三）梨熟了。"
    assert (
        weighed([("Guoxian, July 1 (by Lin Si and He Xiaosan) Pears are ripe.", credit), *ORCHARD], "mark.spacing")
        == []
    )
    parts = [("By our reporter He San", "本报记者 何三 果县电"), ("10 pears, peeled", "梨子 十个，去皮")]
    assert weighed([*parts, *ORCHARD], "mark.spacing") == []
    assert weighed([("Warning: keep off.", "警告： 请勿靠近。"), *ORCHARD], "mark.spacing") == []
    assert weighed([("Keep off: it is wet.", "请大家都不要靠近那里： 很湿。"), *ORCHARD], "mark.spacing") == [True]
    assert weighed([("Picked by He. Packed by Lin.", "采摘：何三 装箱：林四"), *ORCHARD], "mark.spacing") == []


def test_a_figure_that_was_changed_is_told_of_a_pair_that_nobody_is_sure_of() -> None:
    unsure = pair("The pears of 865 trees are picked by hand in September.", "九月里用手采摘685棵树的梨。")
    report = quality.check([replace(unsure, confidence=0.2)], source_language="en", target_language="zh-CN")
    assert [(f.check, f.severity) for f in report.findings] == [("number.differs", Severity.ERROR)]
    strange = pair("The pears of 865 trees are picked by hand in September.", "蜜蜂早上光顾了685朵花，雨停了。")
    report = quality.check([replace(strange, confidence=0.2)], source_language="en", target_language="zh-CN")
    assert [(f.check, f.severity) for f in report.findings] == [("pair.doubtful", Severity.NOTE)]


def test_chapters_of_two_laws_may_be_named_otherwise() -> None:
    chapters = [("Chapter I General Principles", "第一章 总纲"), ("Chapter I General Principles", "第一章 总则")]
    assert weighed([*chapters, *ORCHARD], "repeat.source") == [False]
    plain = [
        ("General principles of fruit growing", "果树种植总纲"),
        ("General principles of fruit growing", "果树栽培总则"),
    ]
    assert weighed([*plain, *ORCHARD], "repeat.source") == [True]
    items = [("a chairperson,", "主席，"), ("a chairperson,", "主任，")]
    assert weighed([*items, *ORCHARD], "repeat.source") == [False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("这些工具作为 picker,sorter 或 washer 使用。", False),
        ("这些工具作为 washer 使用。", True),
        ("梨和 washer 一起使用。", True),
    ],
)
def test_words_kept_in_a_row_are_names(text: str, told: bool) -> None:
    rows = [("Tools are given as pickers, sorters or washers.", text)]
    rows += [(f"The washer in shed {n} is old.", f"{n}号棚里的清洗机很旧。") for n in range(2, 12)]
    assert bool(weighed(rows, "text.foreign")) is told


def test_what_is_chosen_on_a_screen_is_called_as_it_is_labelled() -> None:
    source = "Select the row and right-click add tree to the current row to see it."
    assert weighed([(source, "选中该行，右键单击 add tree to the current row 即可查看。")], "text.untranslated") == []
    assert weighed([(source, "选中该行，再 add tree to the current row 即可查看。")], "text.untranslated") == [True]


def test_titles_in_a_list_of_sources_may_stay() -> None:
    titles = ["Pruning old pear trees", "https://pears.example/pruning", "Keeping bees under fruit trees"]
    titles += ["https://bees.example/fruit", "Ladders that do not fall over", "Storing apples in the dark"]
    kept = weighed([*ORCHARD, *((t, t) for t in titles)], "text.untranslated")
    assert kept
    assert not any(kept)
    alone = [*ORCHARD, (titles[0], titles[0])]
    assert weighed(alone, "text.untranslated") == [True]


def test_deputies_of_two_offices_are_called_otherwise() -> None:
    deputies = [
        ("The chairperson and the vice chairpersons are chosen by the growers.", "主任、副主任由种植户选出。"),
        ("The chairperson or a vice chairperson signs for the orchard.", "主任或者副主任代表果园签字。"),
        ("The chairperson may ask the vice chairpersons to speak.", "主任可以请副主任发言。"),
        ("The chairperson and the vice chairpersons open the assembly.", "委员长、副委员长宣布大会开幕。"),
        ("Each vice chairperson helps the chairperson in the assembly.", "副委员长协助委员长主持大会。"),
    ]
    mixed = [
        (en, zh.replace("委员长、", "").replace("协助委员长", "协助他").replace("主任、", "")) for en, zh in deputies
    ]
    assert weighed([*deputies, *ORCHARD], "term.varies") == [False]
    assert weighed([*mixed, *ORCHARD], "term.varies") == [True]


@pytest.mark.parametrize(("behind", "grave"), [("larches", False), ("larches and firs", True), ("and", True)])
def test_a_rendering_that_belongs_to_the_word_behind_is_no_other_name(behind: str, grave: bool) -> None:
    first, second = behind.split()[0], behind.split()[-1]
    rows = [
        (f"They fell mountain {first} in winter.", "他们冬天砍伐高山树木。"),
        (f"Nobody plants mountain {second} now.", "现在没有人种高山树木。"),
        (f"The mountain {first} are old.", "高山树木都很老。"),
        ("The mountain growers lack ladders.", "山区种植户缺少梯子。"),
        ("They pick the mountain pears by hand.", "他们用手采摘山区的梨。"),
        ("A mountain orchard has no wall.", "山区果园没有围墙。"),
    ]
    context = make_context(pairs([*rows, *ORCHARD]), source_language="en", target_language="zh-CN")
    context.supply_terms((Discovery("mountain", (("山区", (3, 4, 5)), ("高山", (0, 1, 2)))),))
    assert [f.severity is not Severity.NOTE for f in term_varies(context)] == [grave]


# --- what the readers noticed


def document(side: int, texts: Sequence[tuple[str, Kind, str]], notices: Sequence[Notice] = ()) -> Document:
    units = tuple(Unit(name, kind, None, "", text) for name, kind, text in texts)
    name, tag = (("en.md", "en"), ("zh.md", "zh-CN"))[side]
    return Document(name, tag, units, Origin(name, "markdown"), tuple(notices))


def noticed(source: Document, target: Document, check: str) -> list[bool]:
    rows = [replace(one, source_at=replace(one.source_at, unit=f"u{n}")) for n, one in enumerate(pairs(ORCHARD))]
    rows = [replace(one, target_at=replace(one.target_at, unit=f"v{n}")) for n, one in enumerate(rows)]
    report = quality.check(rows, documents=(source, target))
    return [f.severity is not Severity.NOTE for f in report.findings if f.check == check]


def unclosed(texts: Sequence[str]) -> list[Notice]:
    """What a reader says of the brackets of lines it read one by one, named l0, l1, …"""
    return [
        Notice("text.unpaired", message, f"l{n}", Span(place, place + 1))
        for n, text in enumerate(texts)
        for place, message in unpaired(text, chinese=has_han(text))
    ]


def lines(side: int, texts: Sequence[str]) -> Document:
    return document(side, [(f"l{n}", Kind.PARAGRAPH, text) for n, text in enumerate(texts)], unclosed(texts))


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["（果园章程由种植户大会于一九九〇年四月四日", "通过并于同年五月施行）", "梨在九月采摘。"], []),
        (["（果园章程由种植户大会于一九九〇年四月四日", "通过并于同年五月施行", "梨在九月采摘。"], [True]),
    ],
)
def test_a_bracket_that_the_next_line_closes_is_closed(texts: list[str], told: list[bool]) -> None:
    assert noticed(lines(0, ["Statutes of the orchard"]), lines(1, texts), "text.unpaired") == told


def test_a_bracket_of_the_original_is_the_originals() -> None:
    assert noticed(lines(0, ["(Statutes of the orchard"]), lines(1, ["果园章程"]), "text.unpaired") == [False]


def test_lists_and_contents_that_the_original_has_alike_are_its_own() -> None:
    fault = Notice("numbering.item", "a list begins with 3） in l0", "l0")
    same = Notice("numbering.item", "a list begins with 3) in l0", "l0")
    one, other = lines(0, ["the pears"]), lines(1, ["梨"])
    assert noticed(replace(one, notices=(same,)), replace(other, notices=(fault,)), "numbering.item") == [False, False]
    assert noticed(one, replace(other, notices=(fault,)), "numbering.item") == [True]
    entry = Notice("contents.differs", "the contents say “Pears”, the heading says “Pears and plums” (h1)", "c1")
    theirs = Notice("contents.differs", "the contents say “梨”, the heading says “梨和李” (h1)", "c1")
    listed = [("c1", Kind.CONTENTS, "Pears 3")]
    source, target = document(0, listed, [entry]), document(1, listed, [theirs])
    assert noticed(source, target, "contents.differs") == [False, False]
    longer = document(0, [*listed, ("c2", Kind.CONTENTS, "Plums 4")], [entry])
    assert sorted(noticed(longer, target, "contents.differs")) == [False, True]


def test_an_item_that_is_a_heading_of_the_same_number_on_the_other_side_is_counted_alike() -> None:
    fault = Notice("numbering.item", "a list begins with 4） in v1", "v1")
    target = replace(document(1, [("v1", Kind.BULLET, "4） 蜜蜂")]), notices=(fault,))
    for printed, grave in (("4) Bees", False), ("5) Bees", True)):
        assert noticed(document(0, [("u1", Kind.HEADING, printed)]), target, "numbering.item") == [grave]


def test_the_number_of_a_note_is_no_number_of_a_paragraph() -> None:
    for kind, told in ((Kind.FOOTNOTE, []), (Kind.BULLET, ["numbering.unmatched"])):
        rows = [pair(en, zh, n) for n, (en, zh) in enumerate(ORCHARD, 1)]
        rows[1] = replace(rows[1], source_at=replace(rows[1].source_at, number=None, kind=kind))
        report = quality.check(rows, source_language="en", target_language="zh-CN")
        assert [f.check for f in report.findings] == told
