"""Counting, filtering, doubles, merging, comparing, splitting and cleaning: tables with degenerate inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora.errors import SettingsError
from duizhao.tmx import Comment, Element, Entry, Header, Memory, Note, Prop, Variant
from duizhao.tmx.model import NONE, content
from duizhao.tmx.operations.clean import Cleaning, clean
from duizhao.tmx.operations.dedupe import dedupe, normal, similar
from duizhao.tmx.operations.diff import differences, html_page, text_lines
from duizhao.tmx.operations.filter import Filter, choose
from duizhao.tmx.operations.merge import merge, merge_headers
from duizhao.tmx.operations.split import split
from duizhao.tmx.operations.stats import count, size


def unit(source: str, target: str, languages: tuple[str, str] = ("en", "zh-CN"), **props: str) -> Entry:
    date = props.pop("date", "")
    fields = {"changedate": date} if date else NONE
    variants = (Variant(languages[0], content(source)), Variant(languages[1], content(target)))
    return Entry(variants, fields, tuple(Prop(f"x-{name}", value) for name, value in props.items()))


def texts(entries: Any) -> list[tuple[str, ...]]:
    return [tuple(v.text for v in entry.variants) for entry in entries]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("", "en", 0),
        ("  ", "zh-CN", 0),
        ("The ILO’s 17 outcomes.", "en-GB", 4),
        ("体面劳动。", "zh-CN", 5),
        ("第 17 项 ILO 成果", "zh", 6),
        ("ILO", "zh-CN", 1),
        ("2024–25年", "zh-CN", 4),
        ("𠀀𠀁", "zh-CN", 2),
    ],
)
def test_size_counts_as_translators_do(text: str, language: str, expected: int) -> None:
    assert size(text, language) == expected


def test_stats_of_a_small_memory() -> None:
    coded = unit("Three.", "三。")._replace(variants=(Variant("en", ("a", Element("ph"))), Variant("zh-CN", ("三",))))
    found = count(
        [
            unit("One two.", "一二。", document="a.md", confidence="0.95", date="20240101T000000Z"),
            unit("One two.", "一和二。", document="b.md", confidence="0.2", date="20250101T000000Z"),
            unit("", "空"),
            coded,
        ],
        "en",
    )
    assert (found.units, found.unique_sources, found.repeated, found.incomplete, found.with_codes) == (4, 3, 1, 1, 1)
    assert found.words == {"en": 5, "zh-CN": 9}
    assert found.confidences == {"0.9": 1, "0.0": 1}
    assert (found.first_date, found.last_date) == ("20240101T000000Z", "20250101T000000Z")
    assert found.documents == {"a.md": 1, "b.md": 1}
    assert count([]).as_dict()["units"] == 0


UNITS = [
    unit("Decent work", "体面劳动", document="GB.346", confidence="0.95", date="20240301T120000Z"),
    unit("Decent work for all men", "体面", document="GB.345", confidence="0.30", date="20250301T120000Z"),
    unit("Office", "Office", document="GB.346"),
    unit("Bureau", "Bureau", ("en", "fr")),
]


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        (Filter(min_confidence=0.9), [0, 2, 3]),
        (Filter(max_confidence=0.5), [1]),
        (Filter(since="2024-03-01", until="2024"), [0]),
        (Filter(since="2024-03-02"), [1]),
        (Filter(until="2024-03-01"), [0]),
        (Filter(document="GB.346"), [0, 2]),
        (Filter(document="GB.34?"), [0, 1, 2]),
        (Filter(source_pattern="^Decent"), [0, 1]),
        (Filter(target_pattern="劳动"), [0]),
        (Filter(pattern="reau|动"), [0, 3]),
        (Filter(script="han"), [0, 1]),
        (Filter(script="latin"), [2, 3]),
        (Filter(different=True), [0, 1]),
        (Filter(languages=("en", "zh")), [0, 1, 2]),
        (Filter(min_ratio=0.3), [0, 2, 3]),
        (Filter(max_ratio=0.2), [1]),
        (Filter(min_length=3), [1]),
        (Filter(max_length=1), [2, 3]),
        (Filter(codes=True), []),
        (Filter(user="wang"), []),
    ],
)
def test_filters_and_their_opposites(settings: Filter, kept: list[int]) -> None:
    assert bool(settings)
    assert list(choose(UNITS, settings, "en")) == [UNITS[i] for i in kept]
    others = [i for i in range(len(UNITS)) if i not in kept]
    assert list(choose(UNITS, settings, "en", invert=True)) == [UNITS[i] for i in others]


def test_a_language_filter_takes_the_others_out_of_the_unit() -> None:
    three = unit("a", "甲")._replace(variants=(*unit("a", "甲").variants, Variant("fr", ("un",))))
    kept = next(choose([three], Filter(languages=("en", "fr")), "en"))
    assert [v.language for v in kept.variants] == ["en", "fr"]


@pytest.mark.parametrize("bad", [{"pattern": "("}, {"script": "runes"}, {"since": "yesterday"}])
def test_impossible_filters_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        Filter(**bad)


def test_doubles_exact_near_and_by_source() -> None:
    units = [
        unit("Decent work.", "体面劳动。", date="2024"),
        unit("Decent work.", "体面劳动。", date="2025"),
        unit("decent  WORK", "体面劳动", date="2023"),
        unit("Decent work.", "体面工作。", confidence="0.9"),
    ]
    assert [units.index(e) for e in dedupe(lambda: units, "en")] == [0, 2, 3]
    assert [units.index(e) for e in dedupe(lambda: units, "en", keep="newest")] == [1, 2, 3]
    assert [units.index(e) for e in dedupe(lambda: units, "en", near=True)] == [0, 3]
    assert [units.index(e) for e in dedupe(lambda: units, "en", by="source")] == [0, 2]
    assert [units.index(e) for e in dedupe(lambda: units, "en", by="source", keep="last")] == [2, 3]
    with pytest.raises(SettingsError, match="newest"):
        list(dedupe(lambda: units, keep="best"))  # type: ignore[arg-type]


def test_codes_make_units_different() -> None:
    coded = unit("a", "甲")._replace(variants=(Variant("en", (Element("ph"), "a")), Variant("zh-CN", ("甲",))))
    assert len(list(dedupe(lambda: [unit("a", "甲"), coded], "en"))) == 2
    assert len(list(dedupe(lambda: [unit("a", "甲"), coded], "en", near=True))) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("体面劳动，２０３０", "体面劳动,2030", True),
        ("ﬁnal", "FINAL", True),
        ("第1项", "第2项", False),
        ("", "。", True),
    ],
)
def test_normal_forms(one: str, other: str, same: bool) -> None:
    assert (normal(one) == normal(other)) is same


def test_similar_units_are_found_in_both_languages() -> None:
    english = "The Governing Body requests the Office to report on progress at its next session in {}."
    units = [
        unit(english.format("March"), "理事会要求劳工局在三月举行的下一届会议上报告进展情况。"),
        unit("Something else entirely happens here today.", "今天这里发生了完全不同的事情。"),
        unit(english.format("June"), "理事会要求劳工局在六月举行的下一届会议上报告进展情况。"),
        unit(english.format("March"), "这是完全不同的译文，与前面的没有任何关系可言。"),
        unit("A", "甲"),
    ]
    assert [other for _, other in similar(units, 85, "en")] == [0, 0, 1, 0, 0]


def test_merging_by_rules() -> None:
    first = [unit("a", "甲", date="20240101T000000Z"), unit("b", "乙", confidence="0.9")]
    second = [unit("a", "钾", date="20250101T000000Z"), unit("b", "亿", confidence="0.5"), unit("a", "甲")]
    assert texts(merge([first, second], "en")) == [("a", "甲"), ("a", "钾"), ("b", "亿"), ("b", "乙")]
    assert texts(merge([first, second], "en", conflicts="newest"))[0] == ("a", "钾")
    assert texts(merge([first, second], "en", conflicts="confidence"))[1] == ("b", "乙")
    assert texts(merge([first, second], "en", conflicts="first")) == [("a", "甲"), ("b", "乙")]
    assert texts(merge([first, second], "en", conflicts="last"))[1:] == [("b", "亿")]
    assert list(merge([], "en")) == []
    # Of equal units the newest is kept, with what it carries.
    assert next(iter(merge([second[2:], first], "en"))).date == "20240101T000000Z"


def test_headers_of_merged_memories() -> None:
    one, other = Header({"srclang": "en", "datatype": "xml"}), Header({"srclang": "en-GB", "datatype": "xml"})
    merged = merge_headers([one, other])
    assert merged.attributes["srclang"] == "en"
    assert merged.attributes["datatype"] == "xml"
    assert merge_headers([other, one]) == merged
    assert merge_headers([one, one]) is one
    with pytest.raises(SettingsError, match="different source languages"):
        merge_headers([one, Header({"srclang": "fr"})])


def test_differences_as_text_and_page() -> None:
    old = [unit("Same", "同"), unit("Decent work", "体面工作"), unit("Gone <b>", "没了")]
    new = [unit("Same", "同"), unit("Decent work", "体面劳动", paragraph="29"), unit("New & more", "新")]
    found = list(differences(old, new, "en"))
    assert [d.kind for d in found] == ["same", "changed", "added", "removed"]
    lines = [line for d in found[1:] for line in text_lines(d, "en")]
    assert lines[:2] == ["~ §29 Decent work", "~   体面[-工作-]{+劳动+}"]
    assert lines[2:] == ["+ New & more", "+   新", "- Gone <b>", "-   没了"]
    page = "".join(html_page(found, "a → b", "en"))
    assert "体面<del>工作</del><ins>劳动</ins>" in page
    assert "New &amp; more" in page
    assert "<b>" not in page
    assert "1 changed, 1 added, 1 removed, 1 same" in page


def test_splitting(tmp_path: Path) -> None:
    header = Header({"srclang": "en"})
    counts = split(UNITS, header, tmp_path / "r", by="review", threshold=0.75)
    assert {p.name: n for p, n in counts.items()} == {"memory.tmx": 3, "memory.unreviewed.tmx": 1}
    assert Memory.read(tmp_path / "r/memory.unreviewed.tmx").entries == (UNITS[1],)
    counts = split(UNITS, header, tmp_path / "d", by="document", name="m")
    assert {p.name: n for p, n in counts.items()} == {"m.GB.346.tmx": 2, "m.GB.345.tmx": 1, "m.no-document.tmx": 1}
    counts = split(UNITS, header, tmp_path / "l", by="languages")
    assert sorted(p.name for p in counts) == ["memory.en-fr.tmx", "memory.en-zh-CN.tmx"]
    counts = split(UNITS, header, tmp_path / "n", by="number", number=3)
    assert list(counts.values()) == [3, 1]
    counts = split([], header, tmp_path / "e", by="review")
    assert list(counts.values()) == [0, 0]
    with pytest.raises(SettingsError, match="review, document"):
        split([], header, tmp_path, by="colour")


def test_parts_whose_names_fall_together_stay_apart(tmp_path: Path) -> None:
    units = [unit("a", "甲", document="a/b"), unit("b", "乙", document="a:b"), unit("c", "丙", document="a:b")]
    counts = split(units, Header({"srclang": "en"}), tmp_path, by="document")
    assert sorted(counts.values()) == [1, 2]
    assert sum(len(Memory.read(path)) for path in counts) == 3


def test_cleaning() -> None:
    units = [
        unit(" a\n", "甲 "),
        unit("b", " "),
        unit("c", "c"),
        Entry(
            (Variant("en", (" x", Element("ph"), " ")), Variant("zh-CN", ("e\u0301",), extras=(Prop("p", "1"),))),
            NONE,
            (Prop("x-document", "d"), Prop("q", "2"), Note("n"), Comment("c")),
            ("before",),
        ),
    ]
    assert texts(clean(units, Cleaning(), "en")) == [("a", "甲"), ("c", "c"), ("x", "e\u0301")]
    kept = list(
        clean(units, Cleaning(identical=True, codes=True, nfc=True, comments=True, props=("x-document",)), "en")
    )
    assert texts(kept) == [("a", "甲"), ("x", "é")]
    assert kept[1].variants[0].content == ("x",)
    assert kept[1].extras == (Prop("x-document", "d"), Note("n"))
    assert kept[1].before == kept[1].variants[1].extras == ()
    assert list(clean(units, Cleaning(empty=False, trim=False), "en")) == units
