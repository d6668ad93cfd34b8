"""Markdown as site generators and books take it, web pages as publishers make them: what is text, what is for a
program, what belongs to the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.model import Document, Kind
from duizhao.corpora.readers import markdown
from duizhao.corpora.reading import read
from tests.corpora.builders import checks, from_html, from_markdown, rows

PAGES = Path(__file__).resolve().parent / "texts" / "pages"


def texts(document: Document) -> list[str]:
    return [u.text for u in document.translatable]


def apart(document: Document) -> list[str]:
    return [u.text for u in document if u.kind is Kind.FURNITURE]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("---\ntitle: Lamps\ndate: 2020-01-02\n---", ["Lamps"]),
        ("---\ntitle: 'The keeper''s lamp'  # short\ntags: [a, b]\n---", ["The keeper's lamp"]),
        ('---\ndescription: "Oil: \\"two\\" litres"\n---', ['Oil: "two" litres']),
        ("---\ndescription: >-\n  How the lamp\n  is lit.\nweight: 3\n---", ["How the lamp is lit."]),
        ("---\ntitle: Lamps\n\nsummary: Of oil.\n...", ["Lamps", "Of oil."]),
        ('+++\ntitle = "Lamps"\nweight = 20\n[menu]\nname = "x"\n+++', ["Lamps"]),
        ('+++\ndescription = """\nHow the lamp\nis lit."""\ndraft = true\n+++', ["How the lamp is lit."]),
    ],
)
def test_front_matter_is_for_the_program_but_for_titles(source: str, found: list[str]) -> None:
    document = from_markdown(f"{source}\n\nThe lamps of the pier are lit.\n")
    assert [u.text for u in document if u.kind is Kind.FRONT] == found
    assert texts(document) == [*found, "The lamps of the pier are lit."]
    assert "layout.markup" in [check for check, _ in checks(document)]


@pytest.mark.parametrize("source", ["---\n\nA line.\n\n---", "---\nNo key here\n---", "+++\n\nA line.\n\n+++"])
def test_rules_are_no_front_matter(source: str) -> None:
    document = from_markdown(f"{source}\n\nThe lamps of the pier are lit.\n")
    assert not any(u.kind is Kind.FRONT for u in document)


BOX = "The glass is hot."


@pytest.mark.parametrize(
    "source",
    [
        f"{{{{< note >}}}}\n{BOX}\n{{{{< /note >}}}}",
        f"{{{{% note %}}}}{BOX}{{{{% /note %}}}}",
        f"{{% note %}}\n{BOX}\n{{% endnote %}}",
        f":::tip\n{BOX}\n:::",
        f"::: {{.warning}}\n{BOX}\n:::",
        f"::::{{note}}\n{BOX}\n::::",
        f"```{{note}}\n:class: dropdown\n{BOX}\n```",
        f"!!! note\n    {BOX}",
        f"> [!NOTE]\n> {BOX}",
        f"<aside class='note'>\n{BOX}\n</aside>",
        f'<Callout type="info">\n\n{BOX}\n\n</Callout>',
        f'<div markdown="1"><img src="a.png"\n alt="a pot">\n{BOX}</div>',
        f"{{#top .wide}}\n\n{BOX}",
        f"{{{{#include ../lamps.md}}}}\n\n{BOX}",
        f"import Lamp from '@site/lamp';\n\n{BOX}\n\n{{/* hidden */}}",
    ],
)
def test_boxes_and_calls_leave_the_text(source: str) -> None:
    document = from_markdown(f"The lamp is lit at dusk.\n\n{source}\n\nWait for ten minutes.\n")
    assert texts(document) == ["The lamp is lit at dusk.", BOX, "Wait for ten minutes."]


@pytest.mark.parametrize(
    "source",
    [
        ":::warning[Mind the glass]\nIt is hot.\n:::",
        ":::note Mind the glass\nIt is hot.\n:::",
        "```{admonition} Mind the glass\nIt is hot.\n```",
        '!!! warning "Mind the glass"\n    It is hot.',
        '{{< alert title="Mind the glass" >}}\nIt is hot.\n{{< /alert >}}',
        '<Listing caption="Mind the glass">\n\nIt is hot.\n\n</Listing>',
        "<details>\n<summary>Mind the glass</summary>\n\nIt is hot.\n\n</details>",
    ],
)
def test_titles_and_captions_are_text(source: str) -> None:
    assert texts(from_markdown(f"The lamp is lit at dusk.\n\n{source}\n"))[1:] == ["Mind the glass", "It is hot."]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('See [the log]({{< ref "log.md" >}}) now.', "See the log now."),
        ("Lit {{< icon lamp >}} at dusk.", "Lit at dusk."),
        ("Write <your-name> into it.", "Write <your-name> into it."),
        ("Use `<aside>` for it.", "Use <aside> for it."),
        ("按<kbd>Ctrl</kbd>键，&nbsp;再关机。", "按Ctrl键，再关机。"),
        ("他在<ruby>芷<rp>(</rp><rt>zhǐ</rt><rp>)</rp></ruby>江上划船。", "他在芷江上划船。"),
        ("It holds 10<sup>9</sup> litres, 100<sup>2</sup> cells.", "It holds 10⁹ litres, 100² cells."),
        ("{kbd}`Ctrl` stops it.", "Ctrl stops it."),
        ("第一行<br>第二行。", "第一行第二行。"),
    ],
)
def test_markup_within_a_line(source: str, text: str) -> None:
    assert texts(from_markdown(source)) == [text]


def test_a_figure_raised_over_a_year_is_a_note_where_there_is_one() -> None:
    document = from_markdown("It was lit in 1871<sup>2</sup> first.\n\n<sup>2</sup> By hand.\n")
    assert texts(document)[0] == "It was lit in 1871 first."


def test_html_tables_of_markdown_have_cells_and_lines() -> None:
    document = from_markdown(
        "See below.\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "<table>\n<tr><th>Lamp</th><td>Pier\n<tr><td>Oil<td>Gas\n</table>\nThe end.\n"
    )
    cells = [(u.id, u.text, u.line) for u in document if u.kind is Kind.CELL]
    assert cells[:1] == [("t1.r1.c1", "a", 3)]
    assert cells[4:] == [
        ("t2.r1.c1", "Lamp", 8), ("t2.r1.c2", "Pier", 8), ("t2.r2.c1", "Oil", 9), ("t2.r2.c2", "Gas", 9)
    ]  # fmt: skip
    assert texts(document)[-1] == "The end."


def test_a_tag_between_two_texts_keeps_them_apart() -> None:
    document = from_markdown("<aside>\nThe lamps of the pier are lit and the\n</aside>\n\nkeepers go home.\n")
    assert texts(document) == ["The lamps of the pier are lit and the", "keepers go home."]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>3 × 10<sup>6</sup> m<sup>3</sup> of water.</p>", "3 × 10⁶ m³ of water."),
        ("<p>The 5<sup>th</sup> lamp.</p>", "The 5th lamp."),
        ("<p>Take 2<sup>x</sup> lamps.</p>", "Take 2^x lamps."),
        ("<p>The tool Karo² keeps it.</p>", "The tool Karo² keeps it."),
        ("<p>Let <math><mi>q</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math> be.</p>", "Let q=1/2 be."),
        ("<p>So <math><msup><mi>a</mi><mn>2</mn></msup></math> it is.</p>", "So a² it is."),
        ("<p>So <math><msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt></math> it is.</p>", "So √(a+b) it is."),
        ("<p>So <math><msub><mi>x</mi><mn>1</mn></msub></math> it is.</p>", "So x_1 it is."),
        ("<p>At <del>noon</del><ins>dawn</ins>.</p>", "At dawn."),
        ("<p>他<ruby>摇<rt>yáo</rt></ruby>蜜。</p>", "他摇蜜。"),
        ("<p>Press <button>OK</button> to go on with it.</p>", "Press OK to go on with it."),
    ],
)
def test_what_is_written_otherwise_than_it_stands(page: str, text: str) -> None:
    assert texts(from_html(page)) == [text]


def test_deleted_text_is_told() -> None:
    document = from_html("<p>The gate opens at <del>noon</del><ins>dawn</ins>.</p>")
    assert checks(document) == [("text.deleted", "x01")]
    assert [m.value for m in document.units[0].marks if m.kind == "deleted"] == ["noon"]


SENTENCE = "<p>The office keeps the register of berths for the town.</p>"
LINKS = "<ul><li><a href='a.html'>Prev</a></li><li><a href='b.html'>Next</a></li></ul>"


@pytest.mark.parametrize(
    "page",
    [
        f"<h1>T</h1>{SENTENCE}{LINKS}",
        f"{LINKS}<h1>T</h1>{SENTENCE}",
        f"<table><tr><td><a href=a>Prev</a><td>Chapter 2<td><a href=b>Next</a></table><h1>T</h1>{SENTENCE}",
        f"<nav><h3>Tools</h3>{LINKS}</nav><h1>T</h1>{SENTENCE}",
        f"<h1>T</h1>{SENTENCE}<footer>© Office</footer>",
        f"<h1>T</h1>{SENTENCE}<footer>© Harbour Office. Terms of use. Contact.</footer>",
        f"<h1>T</h1>{SENTENCE}<footer>港务局。使用条款。联系我们。</footer>",
        f"<div>Search</div><main><h1>T</h1>{SENTENCE}</main>",
        f"<h1>T</h1>{SENTENCE}<p><select><option>en<option>zh</select></p>",
    ],
)
def test_what_holds_no_sentence_at_the_edge_is_the_sites(page: str) -> None:
    document = from_html(page)
    assert texts(document) == ["T", "The office keeps the register of berths for the town."]
    assert apart(document)
    assert "layout.furniture" in [check for check, _ in checks(document)]


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (f"<h1>T</h1>{SENTENCE}<h2>See also</h2>{LINKS}", "Prev"),
        (f"<h1>T</h1>{SENTENCE}{LINKS}{SENTENCE}", "Next"),
        (f"<aside class=sidebar><p>A slate was the first.</p></aside><h1>T</h1>{SENTENCE}", "A slate was the first."),
        (f"<footer><p>The office has all rights.</p></footer><h1>T</h1>{SENTENCE}", "The office has all rights."),
        (f"<h1>T</h1>{SENTENCE}<footer>Gate. Ask Mr. Ford before noon.</footer>", "Gate. Ask Mr. Ford before noon."),
        (f"<main><h1>T</h1>{SENTENCE}</main><div><p>The slate hangs there.</p></div>", "The slate hangs there."),
    ],
)  # fmt: skip
def test_where_in_doubt_it_is_text(page: str, kept: str) -> None:
    assert kept in texts(from_html(page))


def test_a_list_of_the_headings_behind_it_is_contents() -> None:
    entries = "".join(f"<tr><td>{t}</td><td>{n}</td></tr>" for n, t in enumerate(["Berths", "Fees", "Ropes"], 2))
    parts = "".join(f"<h2>{t}</h2>{SENTENCE}" for t in ["Berths", "Fees", "Ropes"])
    assert [u.kind for u in from_html(f"<h1>T</h1><table>{entries}</table>{parts}")][1:7] == [Kind.CONTENTS] * 6
    other = from_html(f"<h1>T</h1><table>{entries}</table>{SENTENCE}")
    assert not any(u.kind is Kind.CONTENTS for u in other)


def test_words_of_a_picture_are_text() -> None:
    document = from_html("<p>See the lamp.</p><svg><title>icon</title><text>Wick</text><text>Oil</text></svg>")
    assert texts(document) == ["See the lamp.", "Wick", "Oil"]


def test_a_page_of_a_wiki() -> None:
    document = read(PAGES / "wiki.en.html")
    assert [u.text for u in document if u.kind is Kind.HEADING] == [
        "Tern Rock Light", "Contents", "History", "Keepers", "References"
    ]  # fmt: skip
    assert [u.text for u in document if u.kind is Kind.CONTENTS] == ["1 History", "1.1 Keepers", "2 References"]
    assert [u.text for u in document if u.kind is Kind.FOOTNOTE] == [
        "Harbour Office, List of Lights, 1990.", "A. Moss, “The last keepers”."
    ]  # fmt: skip
    assert {"[edit]", "Log in", "Lighthouses", "Privacy policy"} <= set(apart(document))


def test_a_gazette() -> None:
    document = read(PAGES / "gazette.zh.html")
    assert [(n, t) for k, n, t in rows(document) if n and k == "paragraph"][:3] == [
        ((1,), "为了加强渡口管理，保障渡运安全，制定本办法。"),
        ((2,), "本办法适用于本镇行政区域内的渡口。"),
        ((3,), "船夫应当遵守下列规定："),
    ]
    assert [n for k, n, _ in rows(document) if k == "bullet"] == [(3, 1), (3, 2), (3, 3)]
    assert "2018年3月9日" in texts(document)


def test_a_letter_of_nested_sections() -> None:
    found = texts(read(PAGES / "letter.zh.html"))
    assert "天还没亮，老周就出了门。蜂箱在山腰上，要走四十分钟。" in found
    assert {"他带着三样东西：", "烟熏壶", "起刮刀", "剩下的蜜留给蜂过冬。"} <= set(found)
    assert "一箱蜂有 3×10⁴ 只。每年五月，他摇蜜三次。" in found


def test_a_page_of_a_site() -> None:
    document = read(PAGES / "site.en.md")
    assert [u.text for u in document if u.kind is Kind.CODE] == ["lamp open --door 2"]
    assert [t for _, n, t in rows(document) if n] == [
        "Open the door.", "Turn the key:", "The key of the lamp room", "Write the hour into the log."
    ]  # fmt: skip
    assert not any("{{" in text for text in texts(document))


@pytest.mark.parametrize(
    "piece",
    [
        "<table>",
        "{{< ",
        "{% ",
        "<!--",
        "<x a='",
        "<div>",
        "`a ",
        "`` ` ",
        ":::a\n",
        "```\n",
        "    x\n\n",
        "[a]({{",
        "{/*",
    ],
)
def test_openings_that_nothing_closes_take_no_square_of_time(piece: str) -> None:
    # With work that grew with the square of the file this would take minutes.
    assert markdown.blocks_of("The lamp is lit.\n\n" + piece * 5_000)[0].text.startswith("The lamp is lit.")


@pytest.mark.parametrize("sign", ["¶", "#", "🔗"])
def test_the_sign_that_offers_the_address_of_a_heading_is_no_text(sign: str) -> None:
    link = f'<a class="headerlink" href="#lamps" title="Link">{sign}</a>'
    document = from_html(f"<h1>Lamps{link}</h1><p>The lamp of the pier is lit.</p><h2>{link} Oil</h2><p>It burns.</p>")
    assert texts(document) == ["Lamps", "The lamp of the pier is lit.", "Oil", "It burns."]


def test_a_link_that_jumps_within_the_page_before_its_text_is_the_sites() -> None:
    document = from_html(
        '<body><a href="#main">Skip to content</a><div><h1>Lamps</h1><p>The lamp of the pier is lit at dusk.'
        ' See <a href="#oil">the oil</a>.</p></div></body>'
    )
    assert texts(document) == ["Lamps", "The lamp of the pier is lit at dusk. See the oil."]
    assert apart(document) == ["Skip to content"]


def test_links_that_a_script_answers_are_no_contents() -> None:
    menu = "".join(f'<li><a href="#">{name}</a></li>' for name in ("Home", "Living here", "Visiting", "Works"))
    document = from_html(f"<ul>{menu}</ul><h1>Lamps</h1><p>The lamp of the pier is lit at dusk.</p>")
    assert [u.kind for u in document if u.text == "Home"] == [Kind.FURNITURE]


def test_tabs_over_examples_are_texts_of_their_own() -> None:
    document = from_html(
        "<p>Light the lamp in this way:</p><div><label>By hand</label><label>By clock</label></div><p>It is lit.</p>"
    )
    assert texts(document) == ["Light the lamp in this way:", "By hand", "By clock", "It is lit."]


def test_brackets_around_a_link_back_go_with_it() -> None:
    document = from_html(
        '<p>The lamp is lit at dusk <a class="footnote-reference" href="#f1" id="r1">[1]</a>.</p>'
        '<aside id="f1" role="doc-footnote"><span>[</span><a href="#r1" role="doc-backlink">1</a><span>]</span>'
        "<p>Save on feast days.</p></aside>"
    )
    assert [u.text for u in document if u.kind is Kind.FOOTNOTE] == ["Save on feast days."]


def test_a_picture_that_is_a_link_leaves_its_words() -> None:
    document = from_markdown(
        "[![Build](https://x.org/b.svg)](https://x.org) [![Docs](d.svg)][docs]\n\nThe lamp is lit.\n"
    )
    assert texts(document) == ["Build Docs", "The lamp is lit."]


def test_a_shortcode_in_a_sentence_leaves_the_words_that_it_shows() -> None:
    document = from_markdown('Light a {{< glossary_tooltip text="lamp" term_id="lamp" >}} at dusk.\n')
    assert texts(document) == ["Light a lamp at dusk."]


def test_a_heading_that_a_program_writes_is_kept_apart() -> None:
    document = from_markdown('## {{% heading "whatsnext" %}}\n\nThe lamp is lit.\n')
    assert texts(document) == ["The lamp is lit."]
    assert apart(document) == ['## {{% heading "whatsnext" %}}']


def test_a_line_of_markdown_may_end_anywhere_in_its_sentence() -> None:
    document = from_markdown(
        "如果你不喜欢使用 [点灯命令](/zh-cn/docs/reference/lamp/)\n（比如避免调用外部命令，或者更细化地控制点灯），\n"
        "你也可以用灯塔接口通过编程的方式达到点灯的效果。\n\n## 说明\n\n每个码头的灯都有编号，编号漆在灯柱上面，"
        "每年春天由两位管理员重新漆一遍并且记录下来。\n"
    )
    assert texts(document)[0] == (
        "如果你不喜欢使用 点灯命令（比如避免调用外部命令，或者更细化地控制点灯），"
        "你也可以用灯塔接口通过编程的方式达到点灯的效果。"
    )


def test_a_dash_before_the_name_under_a_quotation_is_no_list() -> None:
    document = from_html(
        "<blockquote><p>The lamp forgets.</p><p>— A saying of the pier</p></blockquote><p>It burns.</p>"
    )
    assert texts(document)[1] == "— A saying of the pier"
    listed = from_html("<p>We need:</p><p>— oil</p><p>— wicks</p>")
    assert [u.label for u in listed if u.kind is Kind.BULLET] == ["—", "—"]
