"""The first checks, from pairs to findings."""

from __future__ import annotations

import json

import pytest

from duizhao import quality
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality import Policy, Severity
from duizhao.quality.outputs import structured, text
from duizhao.terminology import Concept, Glossary, Status, Term
from tests.quality.samples import pair, pairs, sample_pairs

DECENT = Concept(
    "decent-work",
    (
        Term("decent work", "en"),
        Term("体面劳动", "zh-CN"),
        Term("体面工作", "zh-CN", Status.DEPRECATED),
        Term("尊严劳动", "zh-CN", Status.ADMITTED),
    ),
)


def checks(report: quality.Report) -> list[str]:
    return [f.check for f in report.findings]


def test_clean_pairs_have_no_findings() -> None:
    report = quality.check(
        pairs([("The budget is 1,700 million.", "预算为 17 亿。"), ("It was adopted.", "获得通过。")])
    )
    assert report.findings == ()
    assert report.index == 100.0


def test_no_pairs_at_all() -> None:
    report = quality.check([])
    assert report.findings == ()
    assert report.index is None
    assert "0 sentence pairs" in text.render(report, Policy().fails)


def test_a_deprecated_rendering_is_one_finding_with_all_its_places() -> None:
    rows = [
        ("Decent work.", "体面劳动。"),
        ("More decent work.", "更多体面工作。"),
        ("Decent work for all.", "人人体面工作。"),
    ]
    [found] = quality.check(pairs(rows), glossary=Glossary((DECENT,))).findings
    assert found.check == "term.deprecated"
    assert found.count == 2
    assert found.target_at.number == (2,)
    assert {v.text: [at.cite for at in v.places] for v in found.variants} == {
        "体面工作": ["§2 s.1", "§3 s.1"],
        "体面劳动": ["§1 s.1"],
    }
    assert "体面劳动" in found.cure
    assert found.target[slice(*found.target_marks[0])] == "体面工作"


def test_every_place_of_a_rendering_that_was_given_up_is_to_be_mended_however_often_it_stands() -> None:
    rows = [("Decent work.", "体面劳动。"), ("More decent work.", "更多体面工作。"), ("Decent work.", "体面工作。")]
    [found] = (f for f in quality.check(pairs(rows), glossary=Glossary((DECENT,))).findings if f.variants)
    assert {at.cite for at in found.places} == {"§2 s.1", "§3 s.1"}


def test_one_of_two_uses_in_a_sentence_may_not_be_given_up_either() -> None:
    rows = [
        ("Decent work is decent work.", "体面劳动就是体面工作。"),
        ("Decent work at home.", "国内的体面劳动，即体面工作。"),
    ]
    [found] = quality.check(pairs(rows), glossary=Glossary((DECENT,))).findings
    assert (found.check, found.count, found.at.cite) == ("term.deprecated", 1, "§1 s.1")


def test_admitted_renderings_beside_each_other_are_a_note() -> None:
    rows = [("Decent work.", "体面劳动。"), ("More decent work.", "更多尊严劳动。")]
    [found] = quality.check(pairs(rows), glossary=Glossary((DECENT,))).findings
    assert (found.check, found.severity) == ("term.admitted", Severity.NOTE)


def test_a_hit_inside_a_longer_term_is_no_hit() -> None:
    programme = Concept("dwcp", (Term("Decent Work Country Programme", "en"), Term("体面工作国别计划", "zh-CN")))
    rows = [("The Decent Work Country Programmes.", "体面工作国别计划。"), ("Decent work.", "体面劳动。")]
    assert quality.check(pairs(rows), glossary=Glossary((DECENT, programme))).findings == ()


@pytest.mark.parametrize(
    ("zh", "lost"),
    [("预算为 18 亿。", "1.7 billion"), ("预算很多。", "1.7 billion"), ("预算为 17 亿，涉及 30 个国家。", "30")],
)
def test_numbers_that_differ(zh: str, lost: str) -> None:
    [found] = quality.check(pairs([("The budget is 1.7 billion.", zh)])).findings
    assert found.check == "number.differs"
    assert found.severity is Severity.ERROR
    assert lost in found.message


def test_the_same_source_translated_in_two_ways() -> None:
    source = "The Office will report to the Governing Body."
    rows = [
        (source, "劳工局将向理事会报告。"),
        (source, "劳工局将向理事会报告。"),
        (source, "本局会向理事会提交报告。"),
    ]
    [found] = quality.check(pairs(rows)).findings
    assert found.check == "repeat.source"
    assert [(v.text, v.count) for v in found.variants] == [
        ("劳工局将向理事会报告。", 2),
        ("本局会向理事会提交报告。", 1),
    ]


def test_different_sources_with_one_translation_are_a_note() -> None:
    rows = [
        ("The Office shall act at once.", "劳工局应立即采取行动。"),
        ("The Bureau shall act without delay.", "劳工局应立即采取行动。"),
    ]
    [found] = quality.check(pairs(rows)).findings
    assert (found.check, found.severity) == ("repeat.target", Severity.NOTE)


def test_paragraphs_and_sentences_without_counterpart() -> None:
    rows = [*pairs([("One thing.", "一件事。")]), pair("A lost paragraph.", "", 2), pair("Another.", "另一件。", 3)]
    rows.append(pair("A lost sentence.", "", 3, sentence=2))
    found = quality.check(rows).findings
    assert [f.check for f in found] == ["coverage.paragraph", "coverage.sentence"]
    assert "paragraph 2 not translated" in found[0].message


def test_many_paragraphs_in_a_row_without_counterpart_are_one_finding_with_its_places() -> None:
    rows = [*pairs([("One thing.", "一件事。")]), *(pair(f"A lost {w}.", "", n) for n, w in enumerate("abcde", 2))]
    rows.append(pair("Another.", "另一件。", 7))
    rows += [pair(f"Gone {w}.", "", n) for n, w in enumerate("xyz", 8)]
    one, *others = [f for f in quality.check(rows).findings if f.check == "coverage.paragraph"]
    assert one.message == "5 paragraphs in a row not translated, from “A lost a.” to “A lost e.”"
    assert [at.number for at in one.places] == [(2,), (3,), (4,), (5,), (6,)]
    assert one.count == 5
    assert {f.source for f in others} == {"Gone x.", "Gone y.", "Gone z."}


def test_a_note_that_many_pages_print_is_one_omission() -> None:
    rows = []
    for n in range(1, 12, 2):
        rows += [pair(f"Article on {n} lamps.", f"{n}盏灯条款。", n), pair("Printed for reference only.", "", n + 1)]
    [found] = (f for f in quality.check(rows).findings if f.check == "coverage.paragraph")
    assert found.message.startswith("6 times, first:")
    assert found.count == 6


@pytest.mark.parametrize("label", ["Article 12", "*Article 12", "Chapter IV", "Note:", "(3)", "3.1.2", "Figure 4"])
def test_a_label_on_a_line_of_its_own_is_no_omission(label: str) -> None:
    rows = [pair("One thing.", "一件事。", 1), pair(label, "", 2), pair("Another.", "另一件。", 3)]
    report = quality.check(rows)
    assert [f for f in report.findings if f.check.startswith("coverage")] == []
    assert report.score("coverage") == report.score("paragraphs") == 100.0


def test_a_number_that_one_side_lacks() -> None:
    rows = [pair(f"Text {'abc'[n - 1]}.", "文本。" * n, n) for n in (1, 2, 3)]
    at = Locator("zh.md", "x", (22,), Kind.PARAGRAPH, path="zh.md")
    rows[1] = Pair("Text b.", "文本文本。", rows[1].source_at, at)
    found = quality.check(rows).findings
    assert "numbering.differs" in [f.check for f in found]


def test_terms_are_found_without_a_glossary() -> None:
    rows = [
        ("Decent work on rivers is rare.", "河上的体面劳动很少见。"),
        ("They promote decent work.", "他们促进体面劳动。"),
        ("Ports need decent work too.", "港口也需要体面劳动。"),
        ("Without decent work nothing lasts.", "没有体面劳动，什么都不会长久。"),
        ("They want decent work now.", "他们现在就要体面工作。"),
        ("Why decent work matters.", "体面工作为何重要。"),
    ]
    [found] = [f for f in quality.check(pairs(rows)).findings if f.check == "term.varies"]
    assert "体面劳动 (4), 体面工作 (2)" in found.message


def test_the_sample_paper_shows_its_planted_terms() -> None:
    report = quality.check(sample_pairs())
    said = " ".join(f.message for f in report.findings if f.check == "term.varies")
    for variant in ("公正转型", "公正过渡", "体面劳动", "体面工作", "移民工人", "移徙工人"):
        assert variant in said


def test_fingerprints_survive_moving_and_cutting_anew() -> None:
    rows = [("The year is 2024. It ends.", "那一年是 2023 年。结束了。"), ("Nothing.", "没有。")]
    before = quality.check(pairs(rows)).findings
    moved = [
        pair("Nothing.", "没有。", 1),
        pair("The year is 2024.", "那一年是 2023 年。", 8),
        pair("It ends.", "结束了。", 8),
    ]
    after = quality.check(moved).findings
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]
    assert len(before) == 1


def test_the_order_of_documents_does_not_matter() -> None:
    one, two = (
        pairs([("In 2024.", "在 2023 年。")], document="a.en"),
        pairs([("In 1999.", "在 1998 年。")], document="b.en"),
    )
    first, second = quality.check([*one, *two]), quality.check([*two, *one])
    assert text.render(first, Policy().fails) == text.render(second, Policy().fails)
    assert json.dumps(structured.as_data(first)) == json.dumps(structured.as_data(second))


def test_one_language_on_both_sides_is_refused() -> None:
    with pytest.raises(SettingsError, match="both English"):
        quality.check(pairs([("This is English.", "This is English too.")]))


def test_a_large_project_is_sampled_and_counted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sample_pairs()
    monkeypatch.setattr("duizhao.terminology.variation.discovery.MAX_TEXTS", 150)
    for finding in quality.check(rows).findings:
        if finding.check == "term.varies":
            for variant in finding.variants:
                whole = sum(variant.text in p.target for p in rows)
                assert variant.count <= whole
                assert variant.count == len(variant.places)


def unsure(confidence: float | None) -> list[Pair]:
    from dataclasses import replace

    rows = [("Note:", "文件十一"), ("The fee is 5 crowns.", "费用为6克朗。"), ("The pier is open.", "码头开放。")]
    return [replace(one, confidence=confidence) for one in pairs(rows)]


def test_what_is_found_on_a_doubtful_pair_is_a_doubt_about_the_pair() -> None:
    assert checks(quality.check(unsure(None))) == checks(quality.check(unsure(0.9))) == ["number.differs"] * 2
    found = quality.check(unsure(0.1)).findings
    assert [(f.check, f.severity) for f in found] == [("pair.doubtful", Severity.NOTE)] * 2
    assert "confidence 0.10" in found[0].message
    assert any("5 in the source, 6 in the target" in f.message for f in found)


def test_a_doubtful_pair_hides_no_text_that_was_left_in_english_and_is_no_repetition() -> None:
    from dataclasses import replace

    rows = [("The pier of the harbour is open.", "码头开放。"), ("The pier of the harbour is open.", "灯塔关闭了。")]
    sure = [replace(one, confidence=0.9) for one in pairs(rows)]
    assert "repeat.source" in checks(quality.check(sure))
    assert "repeat.source" not in checks(quality.check([sure[0], replace(sure[1], confidence=0.1)]))
    left = replace(pair("Bring a lamp to the old pier.", "Bring a lamp to the old pier."), confidence=0.1)
    assert checks(quality.check([*sure[:1], left])) == ["text.untranslated"]


def test_facts_are_kept_under_all_that_they_depend_on() -> None:
    from dataclasses import replace

    from duizhao.quality.run.cache import digest

    [one] = pairs([("The pier is open.", "码头开放。")])
    key = digest([one], None, "en", "zh-CN")
    assert digest([replace(one)], None, "en", "zh-CN") == key
    moved = replace(one, target_at=replace(one.target_at, line=(one.target_at.line or 0) + 1))
    others = [moved, replace(one, confidence=0.1), replace(one, target="码头关闭。")]
    assert len({key, *(digest([other], None, "en", "zh-CN") for other in others)}) == 4
