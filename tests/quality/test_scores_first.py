"""Scores as people read them, what a memory knows, and whether a glossary is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import quality, terminology
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.model import Pair
from duizhao.quality import LeftOut, judge, read_policy
from duizhao.quality.outputs import text
from duizhao.terminology import Concept, Glossary, Status, Term
from tests.quality.samples import pair, pairs

FOUR = [("The fee is 5 crowns.", "费用为6克朗。"), ("The gate is open.", "门开着。"),
        ("Bees like clover.", "蜜蜂喜欢三叶草。"), ("Bring a lamp.", "请带灯。")]  # fmt: skip


def test_the_index_is_the_share_of_sentences_without_a_fault() -> None:
    assert quality.check(pairs(FOUR)).index == 75.0
    assert quality.check(pairs(FOUR[1:])).index == 100.0
    assert quality.check(pairs(FOUR[:1])).index == 0.0
    # Numbers in words too, where they differ.
    assert quality.check(pairs([*FOUR[1:], ("Five lamps of the pier", "码头的六盏灯")])).index == 75.0
    assert quality.check(pairs([*FOUR[1:], ("Both lamps of the pier", "码头的两盏灯")])).index == 100.0
    # One of a thousand shows: it is rounded down.
    many = [(f"Lamp {n} is lit.", f"第{n}盏灯亮着。") for n in range(100, 1100)]
    assert quality.check(pairs([*many, *many, FOUR[0]])).index == 99.9


def test_a_term_costs_half_of_its_sentence() -> None:
    rows = [(f"Decent work matters in shed {n}.", f"体面劳动在{n}号棚很重要。") for n in range(11, 14)]
    rows.append(("Decent work matters in shed 14.", "体面工作在14号棚很重要。"))
    terms = (Term("decent work", "en"), Term("体面劳动", "zh-CN"), Term("体面工作", "zh-CN", Status.ADMITTED))
    report = quality.check(pairs(rows), glossary=Glossary((Concept("1", terms),)))
    assert report.index == 87.5


def test_coverage_of_a_memory_is_what_its_header_says_or_unknown() -> None:
    known = [pair("One.", "一。", 1), pair("Two.", "", 2), pair("Three.", "三。", 3), pair("", "四。", 4)]
    assert quality.check(known).score("coverage") == pytest.approx(66.6667)
    held = [known[0], known[2]]
    report = quality.check(held, left_out=LeftOut(1, 1))
    assert report.score("coverage") == pytest.approx(66.6667)
    assert report.score("paragraphs") == pytest.approx(66.6667)
    assert report.index == 66.6
    foreign = quality.check(held)
    assert foreign.score("coverage") is None
    assert foreign.score("paragraphs") is None
    assert foreign.index == 100.0
    assert "not known" in text.render(foreign, lambda _: False)


def glossary(tmp_path: Path, rows: str) -> Glossary:
    path = tmp_path / "g.csv"
    path.write_text(rows, encoding="utf-8")
    return terminology.read_glossary(path)


def missing(rows: list[tuple[str, str]], found: Glossary) -> list[tuple[str, int]]:
    report = quality.check(pairs(rows), glossary=found)
    return [(f.message, f.count) for f in report.findings if f.check == "term.missing"]


def test_a_preferred_term_that_is_never_used_is_told(tmp_path: Path) -> None:
    terms = glossary(tmp_path, "English,Chinese\ntide covenant,潮汐公约\nquay,码头\ntide,潮\n")
    never = [(f"The tide covenants of {y} were signed.", f"{y}年的涨落协定已经签署。") for y in range(2010, 2020)]
    assert missing(never, terms) == [
        ("“tide covenant” is not 潮汐公约 in any of its 10 places, as the glossary has it", 10)
    ]
    once = [(f"The tide covenant of {y} was signed.", f"{y}年的潮汐公约已经签署。") for y in range(2010, 2019)]
    assert missing([*once, never[9]], terms) == [
        ("“tide covenant” is 潮汐公约 in 9 of 10 places, and not in this one", 1)
    ]
    assert missing(once, terms) == []
    word = [(f"Boat {n} lies at the quay.", f"{n}号船停在岸壁。") for n in range(12, 18)]
    assert missing(word, terms) == [("“quay” is not 码头 in any of its 6 places, as the glossary has it", 6)]
    # A word has other senses: here and there it may be rendered otherwise.
    some = [(a, b.replace("岸壁", "码头")) if n % 2 else (a, b) for n, (a, b) in enumerate(word)]
    assert missing(some, terms) == []


def test_words_that_are_kept_on_purpose(tmp_path: Path) -> None:
    rows = [(f"The service of keeper {n} is free.", f"看守人{n}的服务免费。") for n in range(11, 20)]
    rows.append(("The client calls the service again.", "客户端再次呼叫service的入口。"))

    def foreign(report: quality.Report) -> list[str]:
        return [f.check for f in report.findings if f.check == "text.foreign"]

    report = quality.check(pairs(rows))
    assert foreign(report) == ["text.foreign"]
    for allowed in ("service", "serv*", "SERVICE"):
        assert foreign(judge(report, read_policy({"allow": [allowed]})).report) == []
    assert foreign(judge(report, read_policy({"allow": ["server"]})).report) == ["text.foreign"]
    kept = glossary(tmp_path, "English,Chinese,Status\nservice,service,do-not-translate\n")
    assert foreign(quality.check(pairs(rows[-1:]), glossary=kept)) == []
    with pytest.raises(SettingsError, match="not a list of words"):
        read_policy({"allow": "service"})


def test_pairs_of_an_aligner_know_what_was_left_out() -> None:
    from dataclasses import replace

    from duizhao.corpora.model import Segment, Span

    whole = pair("One.", "一。", 1)
    seen: Pair = replace(whole, source_segments=(Segment("p1", 0, "One.", Span(0, 4)),))
    assert quality.check([seen]).score("coverage") == 100.0
    assert quality.check([whole]).score("coverage") is None


def test_a_figure_with_another_unit_is_no_number_that_agrees() -> None:
    rows = [("The wall is 7 km long.", "墙长7米。"), ("It weighs 40 kg.", "重40公斤。")]
    report = quality.check(pairs(rows), source_language="en", target_language="zh-CN")
    assert [f.check for f in report.findings] == ["number.unit"]
    assert report.score("numbers") == 75.0
    assert report.index == 50.0


def test_a_glossary_that_is_never_followed_shows_in_the_score(tmp_path: Path) -> None:
    found = glossary(tmp_path, "en,zh-CN\ntide covenant,潮汐公约\n")
    never = [(f"The tide covenant binds port {n}.", f"涨落协定约束{n}号港口。") for n in range(11, 17)]
    report = quality.check(pairs(never), glossary=found)
    assert report.score("terms") == 0.0
    assert report.index == 50.0
    once = [*never[:1], *[(s, t.replace("涨落协定", "潮汐公约")) for s, t in never[1:]]]
    assert quality.check(pairs(once), glossary=found).score("terms") == pytest.approx(83.3333)


@pytest.mark.parametrize("name", ["terms.xlsx", "docs/terms/", "--terms", "`terms`", "my_terms", "terms.list()"])
def test_a_term_inside_a_name_of_code_is_none(name: str, tmp_path: Path) -> None:
    found = glossary(tmp_path, "en,zh-CN\nterms,术语\n")
    rows = [(f"Open {name} and read part {n}.", f"打开 {name}，阅读第{n}部分。") for n in range(11, 16)]
    assert missing(rows, found) == []
    assert missing([("Read the terms, then open it.", "先阅读，再打开。")] * 4, found)
