"""The review page: whole, self-contained, escaped, the same every time, and usable without findings or documents."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import corpora
from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.model import Kind, Locator, Notice, Pair, Segment, Span
from duizhao.page import charts, html, make_view
from duizhao.page.highlight import Paint, occurrences, painted
from duizhao.page.rendering import bilingual
from duizhao.page.words import PageWords
from duizhao.quality.report import Finding, Severity, Written
from tests.app.golden import sample

NASTY = "<script>alert(1)</script> \"a\" 'b' & ]]> </style> <!-- {{ x }}"


def finding_of(pair: Pair, other: Pair) -> Finding:
    """A term finding as quality makes it, with a usual and another rendering."""
    return Finding(
        "term.varies",
        "“decent work” is rendered in 2 ways",
        "term decent work",
        cure="Use 体面劳动 everywhere",
        source_at=other.source_at,
        target_at=other.target_at,
        source=other.source,
        target=other.target,
        source_marks=(Span(0, len("Decent work")),),
        target_marks=(),
        variants=(Written("体面劳动", 3, (pair.target_at,) * 3), Written("体面工作", 1, (other.target_at,))),
        fingerprint="0123456789abcdef",
    )


@cache
def page() -> tuple[tuple[Pair, ...], str]:
    """The sample's page with a term finding, an omission and a notice."""
    source, target, pairs = sample()
    usual = next(p for p in pairs if p.source.startswith("Decent work begins"))
    other = next(p for p in pairs if p.source.startswith("Decent work cannot"))
    left = next(p for p in pairs if p.source and not p.target)
    findings = (
        finding_of(usual, other),
        Finding("coverage.sentence", "sentence not translated", "x", severity=Severity.ERROR, source_at=left.source_at),
    )
    notices = (Notice("alignment.moved", "something moved", "p012"),)
    view = make_view(pairs, source, target, findings=findings, notices=notices, recipes=("duizhao:0|task:align",))
    return pairs, html(view)


def tree(text: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(text)


def by_id(doc: lxml.html.HtmlElement) -> dict[str, lxml.html.HtmlElement]:
    return {element.get("id"): element for element in doc.iter() if element.get("id")}


def cell_text(row: lxml.html.HtmlElement, name: str) -> str:
    """The text of a cell without what the page adds: bullet marks and footnote marks."""
    (cell,) = row.find_class(name)
    for added in [*cell.find_class("mark"), *cell.iter("sup")]:
        added.drop_tree()
    return str(cell.text_content())


def test_every_pair_is_there_whole_and_in_order() -> None:
    pairs, text = page()
    ids = by_id(tree(text))
    rows = [ids[f"r{n}"] for n in range(1, len(pairs) + 1)]
    for pair, row in zip(pairs, rows, strict=True):
        assert cell_text(row, "s") == (pair.source or "no original")
        assert cell_text(row, "t") == (pair.target or "not translated")
    shown = Counter(name for row in rows for name in ("untranslated", "added", "merged") if name in row.classes)
    assert shown == {"untranslated": 1, "added": 1, "merged": 6}
    assert len(tree(text).xpath("//div[contains(@class,'pairs')]/div[@role='row']")) == len(pairs) + 1


def test_structure_and_numbers_are_shown() -> None:
    pairs, text = page()
    doc = tree(text)
    ids = by_id(doc)
    rows = {p.source[:30]: ids[f"r{n}"] for n, p in enumerate(pairs, 1)}
    assert rows["IV. Policy outcomes"].xpath(".//h3[@class='h2']")
    assert rows["to promote up-to-date standard"].find_class("mark")[0].text == "•"
    assert "footnote" in rows["See the conclusions concerning"].classes
    shifted = rows["The transition from the inform"]
    assert "differ" in shifted.classes
    assert [n.text_content().strip() for n in shifted.xpath("./span[contains(@class,'n')]")] == ["23", "22"]
    assert doc.xpath("//sup[@class='ref']/text()") == ["1", "1", "2", "2", "3", "3"]
    assert "页次" in doc.xpath("//footer")[0].text_content()


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        (("Board", "Budget for 2027", "Table of contents"), "Budget for 2027"),
        (("Table of contents",), ""),
        (("目　　录", "预算"), "预算"),
        ((), ""),
    ],
)
def test_the_title_is_the_longest_of_the_first_headings_that_is_one(
    tmp_path: Path, headings: tuple[str, ...], title: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text("".join(f"# {text}\n\nSomething is said here.\n\n" for text in headings) or "PageWords.\n", "utf-8")
    assert make_view((), corpora.read(path)).titles == (title, "")


def test_nothing_is_loaded_from_anywhere() -> None:
    _, text = page()
    doc = tree(text)
    links = [value for _, _, value, _ in doc.iterlinks()]
    assert links
    assert all(link.startswith("#") or link == "data:," for link in links)
    styles = "".join(doc.xpath("//style/text()"))
    assert "@import" not in styles
    assert "url(" not in styles
    assert "http" not in re.sub(r"http-equiv", "", text)


def test_the_policy_allows_just_the_two_scripts() -> None:
    _, text = page()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]
    assert len(hashes) == 2
    assert "default-src 'none'" in policy
    plain = policy.replace("&#39;", "'")
    assert re.search(r"script-src ([^;]*);", plain)[1].split() == hashes  # type: ignore[index]


def test_everything_is_escaped() -> None:
    source, target, pairs = sample()
    at = replace(pairs[0].source_at, document=NASTY, unit=NASTY)
    nasty = Pair(NASTY, NASTY, at, at, 0.5)
    finding = Finding(
        "term.varies", NASTY, NASTY, cure=NASTY, source_at=at, source=NASTY, source_marks=(Span(0, 8),),
        variants=(Written(NASTY, 2, (at,)),),
    )  # fmt: skip
    view = make_view(
        [nasty], replace(source, id=NASTY), target, findings=[finding], notices=[Notice("layout.cut", NASTY, NASTY)],
        recipes=[NASTY], title=NASTY,
    )  # fmt: skip
    text = html(view)
    doc = tree(text)
    assert len(doc.xpath("//script[not(@type)]")) == 2
    assert len(doc.xpath("//style")) == 2
    assert cell_text(doc.get_element_by_id("r1"), "s") == NASTY
    assert doc.xpath("//h1")[0].text_content() == NASTY
    assert "<script>alert" not in text


def test_every_jump_arrives_and_no_id_stands_twice() -> None:
    _, text = page()
    doc = tree(text)
    ids = Counter(doc.xpath("//@id"))
    assert max(ids.values()) == 1
    targets = {href[1:] for href in doc.xpath("//a/@href")}
    assert targets <= set(ids)
    assert set(doc.xpath("//@aria-controls | //@aria-labelledby")) <= set(ids)


def test_term_variants_are_marked_listed_and_counted() -> None:
    pairs, text = page()
    doc = tree(text)
    item = doc.get_element_by_id("f1")
    assert item.get("data-fingerprint") == "0123456789abcdef"
    assert [dt.text_content().split() for dt in item.iter("dt")] == [["体面劳动", "3"], ["体面工作", "1"]]
    n = next(n for n, p in enumerate(pairs, 1) if p.source.startswith("Decent work cannot"))
    row = doc.get_element_by_id(f"r{n}")
    assert [m.text_content() for m in row.find_class("other")] == ["体面工作"]
    assert [m.text_content() for m in row.xpath(".//div[@lang='en']//mark")] == ["Decent work"]
    assert item.xpath(".//dd/a/@href")[-1] == f"#r{n}"
    assert row.find_class("flag")


@pytest.mark.parametrize(
    ("check", "severity", "marked", "expected"),
    [
        ("term.varies", Severity.WARNING, "乙", {"甲": "term usual", "乙": "term other"}),
        # The usual rendering may be the one that was given up.
        ("term.deprecated", Severity.WARNING, "甲", {"甲": "term other", "乙": "term usual"}),
        ("term.admitted", Severity.NOTE, "乙", {"甲": "term usual", "乙": "term alternative"}),
    ],
)
def test_which_rendering_is_in_question(check: str, severity: Severity, marked: str, expected: dict[str, str]) -> None:
    places = [Locator("b", f"p{k}", (k,), Kind.PARAGRAPH, (1, 1)) for k in range(3)]
    pairs = [Pair("Term.", text, replace(at, document="a"), at) for text, at in zip("甲甲乙", places, strict=True)]
    finding = Finding(
        check, "m", "s", severity=severity, source="Term.", target=marked, source_marks=(Span(0, 4),),
        target_marks=(Span(0, 1),), variants=(Written("甲", 2, tuple(places[:2])), Written("乙", 1, (places[2],))),
    )  # fmt: skip
    doc = tree(html(make_view(pairs, findings=[finding])))
    marks = {m.text: m.get("class") for m in doc.xpath("//div[@lang='zh-CN']//mark")}
    assert marks == expected


def test_findings_and_notices_are_listed_with_their_place() -> None:
    pairs, text = page()
    doc = tree(text)
    n = next(n for n, p in enumerate(pairs, 1) if p.source and not p.target)
    assert doc.get_element_by_id("f2").xpath(".//a/@href") == [f"#r{n}"]
    messages = " ".join(e.text_content() for e in doc.find_class("message"))
    assert "something moved" in messages
    assert "sentence not translated" in messages


def test_a_finding_that_tells_a_notice_is_not_listed_twice() -> None:
    pair = Pair("A.", "甲。", Locator("a", "p001"), Locator("b", "p001"))
    finding = Finding("numbering.doubled", "22 stands twice", "22")
    view = make_view([pair], findings=[finding], notices=[Notice("numbering.doubled", "22 stands twice")])
    assert view.findings == 1
    assert [group.check for group in view.groups] == ["numbering.doubled"]


def test_every_group_is_headed_by_the_title_of_the_catalogue() -> None:
    pair = Pair("A.", "甲。", Locator("a", "p001"), Locator("b", "p001"))
    for check in sorted(entry.id for entry in CATALOGUE if not entry.id.startswith(("test.", "house."))):
        [group] = make_view([pair], findings=[Finding(check, "m", "s")]).groups
        assert group.title == CATALOGUE[check].title
        assert ": " not in group.title
    # What `duizhao check` says of it, where the page has no other words.
    assert CATALOGUE["text.negation"].title == CATALOGUE["text.negation"].summary


def test_what_the_readers_saw_counts_only_where_nothing_was_checked() -> None:
    pair = Pair("A.", "甲。", Locator("a", "p001"), Locator("b", "p001"))
    notice = Notice("layout.cut", "cut by a page break", "p001")
    assert make_view([pair], notices=[notice]).findings == 1
    checked = make_view([pair], notices=[notice], findings=[Finding("number.differs", "1, 2", "1")])
    assert checked.findings == 1
    assert [(g.check, g.quiet) for g in checked.groups] == [("number.differs", False), ("notices", True)]


def test_the_same_material_gives_the_same_bytes() -> None:
    source, target, pairs = sample()
    one, two = (html(make_view(pairs, source, target)) for _ in range(2))
    assert one == two
    program = (
        "import hashlib; from duizhao.corpora.model import *; from duizhao.page import *\n"
        "at = [Locator(d, 'p001', (1,), Kind.PARAGRAPH, (1, 1)) for d in 'ab']\n"
        "ns = [Notice(('layout.cut', 'text.gap', 'pdf.page')[n % 3], f'm{n}') for n in range(9)]\n"
        "page = html(make_view([Pair('A.', '甲。', *at, 0.5)] * 9, notices=ns))\n"
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize(
    "pairs",
    [
        (),
        (Pair("A.", "甲。", Locator(""), Locator("")),),
        (Pair("A.", "", Locator("a", "p001"), Locator("")), Pair("", "乙。", Locator(""), Locator("b", "p002"))),
        (Pair("A. B.", "甲。", Locator("a"), Locator("b"), 0.0), Pair("C.", "丙。", Locator("a"), Locator("b"), 1.0)),
    ],
    ids=["none", "from a memory", "one-sided", "extremes"],
)
def test_a_page_of_little_is_a_page(pairs: tuple[Pair, ...]) -> None:
    doc = tree(html(make_view(pairs)))
    assert len(doc.xpath("//div[starts-with(@class,'r ')][@id]")) == len(pairs)
    assert doc.xpath("//main")


def test_percent_says_hundred_only_of_certainty() -> None:
    at = Locator("a", "p001")
    rows = make_view([Pair("A", "甲", at, at, c) for c in (0.9999, 1.0, 0.29, None)]).rows
    assert [row.percent for row in rows] == ["99", "100", "29", ""]


def test_coverage_counts_sentences() -> None:
    two = (Segment("p", 0, "A.", Span(0, 3)), Segment("p", 1, "B.", Span(3, 5)))
    at = Locator("a", "p")
    view = make_view([Pair("A. B.", "甲。", at, at, 0.9, two, ()), Pair("C.", "", at, Locator(""))])
    assert view.sentences == ((2, 3), (1, 1))


def test_shares_of_pairs_are_of_pairs(tmp_path: Path) -> None:
    """As the terminal says them: what stands on one side only is no pair."""
    pairs = (
        Pair("One.", "一。", Locator("a", "p1"), Locator("b", "p1"), 0.9),
        Pair("Two.", "二。", Locator("a", "p2"), Locator("b", "p2"), 0.9),
        Pair("Three.", "", Locator("a", "p3"), Locator("b")),
    )
    assert re.search(r"<b>100\.0<small> %</small></b> of the pairs one to one", html(make_view(pairs)))


def test_landmarks_languages_and_names() -> None:
    _, text = page()
    doc = tree(text)
    for name in ("header", "main", "footer", "aside"):
        assert len(doc.xpath(f"//{name}")) == 1, name
    assert doc.get("lang") == "en"
    assert {cell.get("lang") for cell in doc.xpath("//div[@role='cell'][@lang]")} == {"en", "zh-CN"}
    for control in doc.xpath("//button | //input"):
        name = control.text_content().strip() or control.get("aria-label") or control.xpath("ancestor::label//text()")
        assert name, lxml.html.tostring(control)
    for picture in doc.xpath("//*[local-name()='svg']"):
        assert picture.get("aria-label")
    assert len(doc.xpath("//h1")) == 1


def luminance(colour: str) -> float:
    colour = "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("theme", [r":root \{", r":root\[data-theme=\"dark\"\] \{"])
def test_text_colours_have_contrast(theme: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text on every ground it stands on."""
    _, text = page()
    block = re.search(theme + r"(.*?)\}", text, re.DOTALL)
    assert block
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block[1]))
    for ink in ("ink", "soft", "faint", "accent", "amber", "red", "blue"):
        for ground in ("paper", "card", "hover"):
            high, low = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, f"{ink} on {ground}"
    for ink, ground in (
        ("ink", "amber-soft"),
        ("amber", "amber-soft"),
        ("ink", "accent-soft"),
        ("soft", "accent-soft"),
    ):
        high, low = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, f"{ink} on {ground}"


def test_the_script_runs_in_a_browser(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium on this machine")
    pairs, text = page()
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --virtual-time-budget=2000"
    )
    result = subprocess.run(
        [browser, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         f"file://{tmp_path / 'report.html'}#f1"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    doc = tree(result.stdout)
    assert "scripted" in doc.classes
    counts = {c.get("data-filter"): c.find_class("n")[0].text for c in doc.xpath("//button[@data-filter]")}
    doubtful = sum(bool(p.source and p.target) and (p.confidence or 0) < 0.6 for p in pairs)
    assert counts == {"doubtful": str(doubtful), "untranslated": "1", "added": "1", "merged": "6", "finding": "2"}
    assert "lit" in doc.get_element_by_id("f1").classes
    assert doc.get_element_by_id("tab-terms").get("aria-selected") == "true"


# --- pieces ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "paints", "expected"),
    [
        ("abc", [], "abc"),
        ("", [], ""),
        ("a<b", [Paint(Span(0, 2), "mark")], "<mark>a&lt;</mark>b"),
        ("abc", [Paint(Span(1, 1), "sup", text="1")], "a<sup>1</sup>bc"),
        ("abc", [Paint(Span(3, 3), "sup", text="1")], "abc<sup>1</sup>"),
        ("abc", [Paint(Span(0, 2), "b", depth=2), Paint(Span(1, 3), "i", depth=1)], "<b>a</b><i><b>b</b></i><i>c</i>"),
        ("abc", [Paint(Span(2, 9), "b")], "abc"),
        ("a", [Paint(Span(0, 1), "b", "x", (("title", '"'),))], '<b class="x" title="&#34;">a</b>'),
    ],
)
def test_painted(text: str, paints: list[Paint], expected: str) -> None:
    assert painted(text, paints) == expected


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32), st.sampled_from(["b", "mark", "i"])), max_size=6),
)
def test_paint_changes_no_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    result = painted(text, [Paint(Span(a, b), name, "x") for a, b, name in spans])
    assert result.striptags().split() == " ".join(text.split()).split() or "<" in text or "&" in text
    bare = re.sub(r'<(/?)(b|mark|i)( class="x")?>', "", str(result))
    assert bare == painted(text, [])


@pytest.mark.parametrize(
    ("text", "term", "words", "found"),
    [
        ("实现 体面 劳动。", "体面劳动", False, ["体面 劳动"]),
        ("Migrant workers and a migrant worker", "migrant worker", True, ["Migrant workers", "migrant worker"]),
        ("policies and policy", "policy", True, ["policies", "policy"]),
        ("outputs, throughput", "output", True, ["outputs"]),
        ("a.b", ".", False, ["."]),
        ("abc", "", True, []),
        ("abc", " ", False, []),
    ],
)
def test_occurrences(text: str, term: str, words: bool, found: list[str]) -> None:
    assert [text[a:b] for a, b in occurrences(text, term, words=words)] == found


def test_bilingual_marks_chinese_and_escapes() -> None:
    assert bilingual("a <b> 三分之一，x") == 'a &lt;b&gt; <span lang="zh">三分之一，</span>x'


def test_charts_of_nothing_and_of_extremes() -> None:
    assert charts.strip([]) == ""
    assert charts.bar([("one", "1–1", 0)], PageWords(), "x") == ""
    assert charts.histogram([0.0, 1.0]).count('height="56"') == 2
    wide = charts.strip([(0.9, "")] * 1000 + [(None, "added")])
    assert wide.count("<rect") == charts.CELLS
    assert 'class="added"' in wide


def test_kinds_of_units_are_classes() -> None:
    at = [Locator("a", f"u{k}", None, kind) for k, kind in enumerate(Kind)]
    rows = make_view([Pair("A", "甲", here, here) for here in at]).rows
    assert [row.kind for row in rows] == [kind.value.replace(" ", "-") for kind in Kind]
