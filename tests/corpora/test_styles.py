"""The structure of documents in many styles: articles, labels, lists, wrapped lines, what pages added."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Kind, Origin
from duizhao.corpora.readers.office import docx
from duizhao.corpora.reading import read
from duizhao.corpora.sentences.segmentation import segment
from tests.corpora.builders import checks, from_markdown, from_text
from tests.corpora.test_readers_docx import p, package, style

Make = Callable[[str], Document]


def from_html(source: str, folder: Path) -> Document:
    path = folder / "a.html"
    path.write_text(f"<html><body>{source}</body></html>", encoding="utf-8")
    return read(path)


def cited(document: Document) -> list[tuple[str, str]]:
    """Number and text of every unit."""
    return [(".".join(map(str, u.number or ())), u.text) for u in document]


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(str(u.kind), u.text) for u in document]


# -- articles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["", " ", "　"])
@pytest.mark.parametrize("make", [from_text, from_markdown])
def test_an_article_begins_with_whatever_follows(make: Make, gap: str) -> None:
    bodies = [
        "中山港由市政府管理。",
        "和谐社区应当设灯。",
        "及格的领港员方可上船。",
        "至迟每月检查一次。",
        "或有损坏，应当赔偿。",
    ]
    bodies += ["规费按吨计算。", "项目由码头办公室审批。", "所有船只都应当登记。", "款待客人的费用自理。"]
    source = "\n\n".join(f"第{n}条{gap}{body}" for n, body in zip("一二三四五六七八", bodies, strict=False))
    assert cited(make(source)) == [(str(n), body) for n, body in enumerate(bodies[:8], 1)]


def test_a_gap_decides_for_an_article_what_may_be_a_citation_without_one() -> None:
    source = "第七条 规定的时间不得改动。\n\n第八条 所列物品应当上交。\n\n第九条 的士可以进港。"
    assert [number for number, _ in cited(from_text(source))] == ["7", "8", "9"]


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的船只除外。",
        "第三条和第四条另有约定的除外。",
        "第三条第二款不适用。",
        "第三条中所述的灯除外。",
        "第三条所列船只除外。",
        "第三条、第五条除外。",
        "第三条的船只除外。",
    ],
)
def test_an_article_that_is_cited_at_the_start_of_a_line_begins_none(line: str) -> None:
    document = from_text(f"第一条 港口夜间点灯。\n\n第二条 船只靠岸。但\n{line}\n\n第三条 吊车由专人开动。")
    assert [number for number, _ in cited(document)] == ["1", "2", "3"]
    assert line in cited(document)[1][1]


ARTICLES = [
    ("1", "The well belongs to all."),
    ("2", "Nobody waters horses there."),
    ("3", "The well is cleaned in May."),
]


@pytest.mark.parametrize("made", ["text", "markdown", "html", "docx"])
def test_an_article_on_a_line_of_its_own_is_the_label_of_its_text(made: str, tmp_path: Path) -> None:
    lines = [(f"Article {n}", text) for n, text in ARTICLES]
    if made == "text":
        document = from_text("Well Rules\n\n" + "\n\n".join(f"{label}\n\n{text}" for label, text in lines))
    elif made == "markdown":
        document = from_markdown("# Well Rules\n\n" + "\n\n".join(f"## {label}\n\n{text}" for label, text in lines))
    elif made == "html":
        document = from_html(
            "<h1>Well Rules</h1>" + "".join(f"<h2>{label}</h2><p>{text}</p>" for label, text in lines), tmp_path
        )
    else:
        body = p("Well Rules", style="H") + "".join(p(label, style="H") + p(text) for label, text in lines)
        data = package(body, styles=style("H", "heading 1"))
        blocks = docx.read_blocks(data, path=Path("a.docx")).blocks
        document = assemble(blocks, id="a", origin=Origin("a.docx", "docx"))
    assert cited(document)[1:] == ARTICLES
    assert [u.label for u in document][1:] == [label for label, _ in lines]
    assert [u.id for u in document][1:] == ["p001", "p002", "p003"]


def test_chinese_articles_on_lines_of_their_own_are_labels_too() -> None:
    document = from_text("水井规则\n\n第一条\n\n水井归全村所有。\n\n第二条\n\n不得饮马。\n\n五月清井。")
    assert cited(document)[1:] == [("1", "水井归全村所有。"), ("2", "不得饮马。五月清井。")]


def test_an_article_keeps_its_heading_where_its_paragraphs_have_numbers_of_their_own() -> None:
    source = "# Rules\n\n## Article 1\n\n1. One pays.\n\n2. Two pay.\n\n## Article 2\n\nNobody pays.\n\n## Article 3"
    source += "\n\n1. All pay."
    assert cited(from_markdown(source)) == [
        ("", "Rules"),
        ("", "Article 1"),
        ("1.1", "One pays."),
        ("1.2", "Two pay."),
        ("2", "Nobody pays."),
        ("", "Article 3"),
        ("3.1", "All pay."),
    ]


def test_the_title_below_an_article_is_joined_to_its_line() -> None:
    source = "## Article 1\n\n### Aim\n\nThe well is kept clean.\n\n## Article 2\n\n### Costs\n\nAll pay."
    assert [(str(u.kind), u.number, u.text) for u in from_markdown(source)] == [
        ("heading", None, "Article 1 Aim"),
        ("paragraph", (1,), "The well is kept clean."),
        ("heading", None, "Article 2 Costs"),
        ("paragraph", (2,), "All pay."),
    ]


def test_a_line_of_an_article_with_nothing_under_it_is_not_lost() -> None:
    document = from_markdown("## Article 1\n\nThe well is deep.\n\n## Article 2\n")
    assert [u.text for u in document] == ["The well is deep.", "Article 2"]


def test_articles_after_a_title_that_begin_anywhere() -> None:
    document = from_text("Kiln rules\n\nArticle 31 Shut the door.\n\nArticle 32 Wait until dawn.")
    assert cited(document) == [("", "Kiln rules"), ("31", "Shut the door."), ("32", "Wait until dawn.")]


# -- labels and lists ----------------------------------------------------------------------------------------------


def test_a_label_opens_a_unit_of_its_own_and_invents_no_number() -> None:
    source = """1 Lids

1.1 Every jar has a lid.

Purpose:

No fly comes in.

1.2 Every lid has a name.

Purpose:

- a reader finds it;
- a thief does not.

1.3 The lids are counted."""
    assert cited(from_text(source)) == [
        ("", "1 Lids"),
        ("1.1", "Every jar has a lid."),
        ("", "Purpose:"),
        ("", "No fly comes in."),
        ("1.2", "Every lid has a name."),
        ("", "Purpose:"),
        ("", "a reader finds it;"),
        ("", "a thief does not."),
        ("1.3", "The lids are counted."),
    ]


def test_a_label_in_chinese() -> None:
    source = "1.1.1 罐子都有盖子。\n\n理由：\n\n以免苍蝇飞入。\n\n1.1.2 盖子都有名字。\n\n1.1.3 盖子每年清点。"
    assert [text for number, text in cited(from_text(source)) if not number] == ["理由：", "以免苍蝇飞入。"]


def test_what_announces_a_list_stays_with_its_paragraph() -> None:
    source = "1. The keeper is paid.\n\nThe council:\n\n(a) thanks him;\n\n(b) pays him.\n\n2. The end."
    assert ("1.1", "thanks him;") in cited(from_text(source))


def test_sections_of_four_levels() -> None:
    source = "3.1.1 Jars\n\n3.1.1.1 A jar is round.\n\n3.1.1.2 A jar is red.\n\n3.1.2 Lids\n\n3.1.2.1 A lid is flat."
    assert [n for n, _ in cited(from_text(source))] == ["3.1.1", "3.1.1.1", "3.1.1.2", "3.1.2", "3.1.2.1"]


def test_sections_whose_titles_are_headings_break_no_chain_of_numbers() -> None:
    sections = [("3.1.1", "Jars", 2), ("3.1.2", "Lids", 3), ("3.2.1", "Spoons", 1), ("4.1.1", "Bowls", 2)]
    under = "The keeper must:\n\n- count them;\n- wash them.\n\n**Reasons:**\n\nSo that none is lost."
    source = "\n\n".join(
        f"## {number} {title}\n\n{under}\n\n"
        + "\n\n".join(f"{number}.{n} Rule {n} of the {title.lower()} is kept." for n in range(1, count + 1))
        for number, title, count in sections
    )
    document = from_markdown(source)
    assert [n for n, _ in cited(document) if n] == [
        f"{number}.{n}" for number, _, count in sections for n in range(1, count + 1)
    ]
    assert [str(u.kind) for u in document if u.text == "Reasons:"] == ["paragraph"] * 4


@pytest.mark.parametrize("mark", list("⇨▪➢o§❑➔•✔◇"))
@pytest.mark.parametrize("make", [from_text, from_markdown])
def test_the_marks_of_lists(make: Make, mark: str) -> None:
    document = make(f"The bag holds three things.\n\n{mark} a rope\n\n{mark} a lamp\n\n{mark} a knife\n")
    assert [u.text for u in document if u.kind is Kind.BULLET] == ["a rope", "a lamp", "a knife"]


def test_a_section_sign_before_a_figure_is_no_mark() -> None:
    assert kinds(from_text("§ 5 of the act holds here.\n\nIt holds there.")) == [
        ("paragraph", "§ 5 of the act holds here."),
        ("paragraph", "It holds there."),
    ]


@pytest.mark.parametrize(
    ("lead", "items"),
    [
        ("The clerk does three things:", ["rings the bell;", "sweeps the yard; and", "shuts the gate."]),
        ("Members may:", ["Speak twice;", "Vote once; and", "Leave early."]),
    ],
)
def test_items_set_apart_by_blank_lines_are_not_joined(lead: str, items: list[str]) -> None:
    assert [u.text for u in from_text("\n\n".join([lead, *items, "The rest is free."]))] == [
        lead,
        *items,
        "The rest is free.",
    ]


def test_an_item_goes_on_at_the_margin() -> None:
    source = (
        "1. 委员会：\n  （a） 感谢船夫；\n  （b） 请秘书处尽快编写一份\n新预算；以及\n  （c） 散会。\n2. 会议结束。"
    )
    assert cited(from_text(source))[2:4] == [("1.2", "请秘书处尽快编写一份新预算；以及"), ("1.3", "散会。")]


# -- wrapped lines -------------------------------------------------------------------------------------------------

WRAPPED = """The lamps of the quay are lit at sunset by two keepers, who
carry one ladder between them and note in a book every lamp
that does not burn.

Guests may help, if they ask both of the keepers first and do
not touch the ladder.
"""


@pytest.mark.parametrize("make", [from_text, from_markdown])
def test_one_long_line_does_not_stop_the_joining_of_lines(make: Make) -> None:
    long = "This line was never wrapped, since whoever added it wrote it in the rain " * 3 + "and left."
    assert len(make(WRAPPED).units) == 2
    assert [u.text[:9] for u in make(f"{WRAPPED}\n{long}\n")] == ["The lamps", "Guests ma", "This line"]


def test_a_wrapped_line_before_a_figure_is_no_heading() -> None:
    source = """1. Kinds

The stones of the mill that were weighed are: stone
2.5 heavy, stone 3.5 heavier, stone 4.5 the heaviest of
them all, and one stone that nobody could lift.

2. Loss

None was lost, since none could be carried away by one man."""
    assert [u.text for u in from_text(source)][1] == (
        "The stones of the mill that were weighed are: stone 2.5 heavy, stone 3.5 heavier, stone 4.5 the heaviest of "
        "them all, and one stone that nobody could lift."
    )
    assert not any(u.kind is Kind.HEADING for u in from_text(source))


# -- what pages added ----------------------------------------------------------------------------------------------

BROKEN = """The guard of the bridge counts the carts that cross it and writes the number into a
book that hangs beside the gate, because in the summer of

{line}

it was the duty of the miller to count them."""


@pytest.mark.parametrize(
    "line",
    ["1874 nobody counted the carts for a month.", "7 A cart without a lamp is turned back.", "the flood took 12"],
)
def test_a_line_with_a_figure_is_not_dropped_from_a_broken_sentence(line: str) -> None:
    document = from_text(BROKEN.format(line=line))
    assert not any(u.kind is Kind.FURNITURE for u in document)
    assert line in " ".join(u.text for u in document)


@pytest.mark.parametrize("line", ["Bridge rules – page 12", "Page 12 of the rules"])
def test_a_header_with_a_page_number_is_set_apart_and_told(line: str) -> None:
    document = from_text(BROKEN.format(line=line))
    assert [u.text for u in document if u.kind is Kind.FURNITURE] == [" ".join(line.split())]
    assert ("layout.furniture", "u01") in checks(document)


def test_a_sentence_that_returns_at_page_ends_is_text() -> None:
    pages = [
        f"Notice {n}\n\nThe well at the mill is shut from {n} May on.\n\nBy order of the council.\n\n{n + 3}"
        for n in (1, 2, 3)
    ]
    document = from_text("\n\n".join(pages))
    assert [u.text for u in document if u.kind is Kind.FURNITURE] == ["4", "5", "6"]
    assert sum(u.text == "By order of the council." for u in document) == 3


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("† See what the council read into the rule (see Part 24)", True),
        ("@請參閱《議會關於第十三條第一款的解釋》(見文件二十四)", True),
        ("^ 参见上文第四段及其后各段，另见附件二的说明和第五章的规定", True),
        ("*** Draft ***", False),
        ("Rules of the bridge", False),
    ],
)
def test_a_note_that_returns_at_page_ends_is_text(line: str, text: bool) -> None:
    document = from_text("\n\n".join(f"The cart {n} waits at the mill.\n\n{line}\n\n{n + 3}" for n in (1, 2, 3)))
    assert [u.text for u in document if u.kind is Kind.FURNITURE and line in u.text] == ([] if text else [line] * 3)
    assert sum(line in u.text for u in document) == 3


def test_a_header_that_returns_is_set_apart_and_counted() -> None:
    pages = [f"Mill rules\n\n{n}\n\nThe mill turns by day and on feast number {n} it stands still." for n in (1, 2, 3)]
    document = from_text("\n\n".join(pages))
    notice = next(n for n in document.notices if n.check == "layout.furniture")
    assert "3 page numbers" in notice.message
    assert "Mill rules" in notice.message


@pytest.mark.parametrize("line", ["and nobody knows why...", "and nobody knows why……", "Signed: ............"])
def test_a_line_that_ends_in_dots_is_no_entry_of_a_contents_table(line: str) -> None:
    document = from_text(f"The mill stopped one night\n{line}\n\nIt was mended in spring.")
    assert not any(u.kind is Kind.CONTENTS for u in document)


def test_leaders_with_spaces_are_one_sentence_and_the_contents_are_told() -> None:
    source = "Contents\n\nWheels . . . . . . . . . 3\n\nStones . . . . . . . . . 14\n\n"
    source += "Wheels\n\nThe wheel turns.\n\nStones\n\nA stone lies."
    document = from_text(source)
    entries = [s.text for s in segment(document) if s.unit.startswith("c")]
    assert entries == ["Wheels . . . . . . . . . 3", "Stones . . . . . . . . . 14"]
    told = next(n for n in document.notices if n.check == "layout.contents")
    assert "2 lines" in told.message
