"""What reviewers do to a sheet besides deciding: copy rows, sort without the ids, add sheets, write days their way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.corpora.model import Locator
from duizhao.terminology import Concept, Glossary, Link, Status, Term, read_glossary, write_glossary
from duizhao.terminology.comparing import Relation, combine, compare
from duizhao.terminology.formats.cells import iso_date
from duizhao.terminology.formats.rows import ReviewRow, documents_of, to_rows
from duizhao.terminology.formats.stamps import stamps_of, untouched
from duizhao.terminology.formats.workbook import read_workbook, unread_in_workbook
from duizhao.terminology.review.carry_over import keep_decisions
from duizhao.terminology.review.merge_review import merge_review
from tests.terminology.test_decisions_survive import base, bring, state


def texts(glossary: Glossary, key: str) -> dict[str, str]:
    concept = glossary.get(key)
    assert concept is not None
    return {t.text: str(t.status) for t in concept.terms}


def at(rows: list[ReviewRow], source: str, target: str) -> int:
    return next(i for i, r in enumerate(rows) if (r.source_term, r.target_term) == (source, target))


def test_a_row_that_was_copied_and_rewritten_adds_a_term() -> None:
    rows = to_rows(base())
    copy = replace(rows[at(rows, "swarm", "分蜂")], target_term="分蜂群")
    result = bring(base(), [*rows, copy])
    assert not result.conflicts
    assert texts(result.glossary, "c-swarm") == {"swarm": "preferred", "分蜂": "preferred", "分蜂群": "admitted"}


def test_terms_that_were_sorted_without_their_ids_are_found_by_what_they_say() -> None:
    rows = to_rows(base())
    ids = [(r.concept_id, r.row) for r in rows]
    rows[at(rows, "haul rope", "牵引索")] = replace(rows[at(rows, "haul rope", "牵引索")], note="steel")
    rows.sort(key=lambda r: r.target_term)
    rows = [replace(r, concept_id=key, row=row) for r, (key, row) in zip(rows, ids, strict=True)]
    result = bring(base(), rows)
    noted = [(t.text, t.note) for c in result.glossary for t in c.terms if t.note]
    assert noted == [("牵引索", "steel")]
    assert {key: texts(result.glossary, key) for key in state(base())} == {
        key: texts(base(), key) for key in state(base())
    }
    assert any("another row" in r.text for r in result.remarks)


def test_the_plural_and_the_other_script_are_spellings_of_one_term() -> None:
    rows = to_rows(base())
    i = at(rows, "swarm", "分蜂")
    rows[i] = replace(rows[i], source_term="swarms", target_term="分蜂")
    j = at(rows, "haul rope", "牵引索")
    rows[j] = replace(rows[j], target_term="牽引索")
    result = bring(base(), rows)
    assert texts(result.glossary, "c-swarm") == {"swarms": "preferred", "分蜂": "preferred"}
    assert texts(result.glossary, "c-haul-rope") == {"haul rope": "preferred", "牽引索": "preferred"}


def test_full_width_letters_are_a_slip_where_no_chinese_stands() -> None:
    rows = to_rows(base())
    i = at(rows, "swarm", "分蜂")
    rows[i] = replace(rows[i], source_term="ｓｗａｒｍ　ｃｅｌｌ")
    assert "swarm cell" in texts(bring(base(), rows).glossary, "c-swarm")


def test_not_a_term_in_the_row_of_a_second_source_term_is_said_of_that() -> None:
    rows = to_rows(base())
    i = at(rows, "cell", "王台")
    result = bring(base(), [*rows[:i], replace(rows[i], status="not a term"), *rows[i + 1 :]])
    said = texts(result.glossary, "c-queen-cell")
    assert (said["cell"], said["queen cell"], said["王台"]) == ("not a term", "preferred", "preferred")


def test_a_source_term_that_is_none_takes_its_translations_along_and_comes_back_with_them() -> None:
    rows = to_rows(base())
    i = at(rows, "swarm", "分蜂")
    once = bring(base(), [*rows[:i], replace(rows[i], source_status="not a term"), *rows[i + 1 :]])
    assert set(texts(once.glossary, "c-swarm").values()) == {"not a term"}
    rows = to_rows(once.glossary)
    back = bring(once.glossary, [*rows[:i], replace(rows[i], status="preferred"), *rows[i + 1 :]])
    assert set(texts(back.glossary, "c-swarm").values()) == {"preferred"}


def test_a_split_may_name_its_source_term_anew() -> None:
    rows = to_rows(base())
    i = at(rows, "frame", "框架")
    rows[i] = replace(rows[i], concept_id="c-cabin-frame", source_term="cabin frame", status="preferred")
    result = bring(base(), rows)
    assert texts(result.glossary, "c-cabin-frame") == {"cabin frame": "preferred", "框架": "preferred"}
    assert texts(result.glossary, "c-frame")["frame"] == "preferred"


def test_what_is_said_of_a_merged_concept_does_not_overrule_the_other() -> None:
    ours = base()
    facts = replace(ours.concepts[2], domain="Mills", definition="A gate.", definition_source="Mill book")
    ours = ours.with_concepts([*ours.concepts[:2], facts, *ours.concepts[3:]])
    swarm = replace(ours.concepts[3], domain="Bees", definition="Bees on the way.")
    ours = ours.with_concepts([*ours.concepts[:3], swarm, *ours.concepts[4:]])
    rows = [replace(r, concept_id="c-swarm") if r.concept_id == "c-sluice" else r for r in to_rows(ours)]
    result = bring(ours, rows)
    merged = result.glossary.get("c-swarm")
    assert merged is not None
    assert (merged.domain, merged.definition) == ("Bees", "Bees on the way.")
    assert merged.history[:2] == (
        "domain of c-sluice was: Mills",
        "definition of c-sluice was: A gate. — Mill book",
    )


def test_homonyms_stay_two_concepts() -> None:
    def one(key: str, target: str, domain: str) -> Concept:
        return Concept(key, (Term("frame", "en"), Term(target, "zh-CN")), (Link("frame", target, 1),), domain)

    ours = Glossary((one("c-frame", "巢框", "Beekeeping"),))
    row = ReviewRow(source_term="frames", target_term="框架", domain="Ropeways", line=2)
    joined = merge_review(ours, [row])
    assert [(c.id, c.domain) for c in joined.glossary] == [("c-frame", "Beekeeping"), ("c-frames-ropeways", "Ropeways")]
    assert "is a concept beside c-frame (Beekeeping)" in joined.remarks[0].text
    theirs = Glossary((one("c-frame", "框架", "Ropeways"),), name="theirs")
    (compared,) = compare(ours, theirs)
    assert (compared.kind, compared.why) == (
        Relation.DIFFER,
        "another domain: 巢框 (Beekeeping) here, 框架 (Ropeways) there",
    )
    both, to_decide = combine(ours, theirs)
    assert [(c.id, c.domain) for c in both] == [("c-frame", "Beekeeping"), ("c-frame-2", "Ropeways")]
    assert len(to_decide) == 1
    # A third list finds the one of its domain, and where that cannot be told both are named.
    more = merge_review(both, [replace(row, target_term="机架")])
    assert "机架" in texts(more.glossary, "c-frame-2")
    unsure = merge_review(both, [replace(row, target_term="机架", domain="")])
    assert [c.text for c in unsure.conflicts] == ["'frames' is in c-frame or c-frame-2; write one into concept_id"]


def test_another_list_joins_ours_whatever_ids_it_has() -> None:
    rows = [ReviewRow(concept_id="17", source_term="Hives", target_term="蜂巢", status="deprecated")]
    result = bring(base(), rows)
    assert texts(result.glossary, "c-hive")["蜂巢"] == "deprecated"


def test_a_later_extraction_keeps_splits_merges_numbers_and_scripts() -> None:
    rows = to_rows(base())
    i = at(rows, "frame", "框架")
    rows[i] = replace(rows[i], concept_id="c-cabin-frame", domain="Ropeways")
    known = bring(base(), rows).glossary
    links = tuple(Link("Frames", t, 2, 1, 0.5, by_document=(("b.tmx", 2),)) for t in ("巢框", "框架"))
    terms = (Term("Frames", "en", count=4), Term("巢框", "zh-CN", count=2), Term("框架", "zh-CN", count=2))
    swarm = Concept(
        "c-swarms",
        (Term("swarms", "en"), Term("分蜂", "zh-TW")),
        (Link("swarms", "分蜂", 1, 1, 0.9, by_document=(("b.tmx", 1),)),),
    )
    merged = keep_decisions(known, Glossary((Concept("c-frames", terms, links), swarm)))
    assert [c.id for c in merged] == [c.id for c in known]
    assert set(texts(merged, "c-cabin-frame")) == {"frame", "框架"}
    assert set(texts(merged, "c-frame")) == {"frame", "巢框", "机架"}
    assert set(texts(merged, "c-swarm")) == {"swarm", "分蜂"}
    cabin, frame = merged.get("c-cabin-frame"), merged.get("c-frame")
    assert cabin is not None
    assert frame is not None
    assert cabin.links[0].by_document == (("a.tmx", 8), ("b.tmx", 2))
    assert frame.links[0].by_document == (("a.tmx", 9), ("b.tmx", 2))


def test_the_same_document_ten_times_counts_once() -> None:
    fresh = base().with_concepts(
        replace(c, terms=tuple(replace(t, count=11, documents=1) for t in c.terms)) for c in base()
    )
    known = fresh
    for _ in range(10):
        known = keep_decisions(known, fresh)
    assert known.concepts == fresh.concepts


@pytest.mark.parametrize(
    "written",
    ["2026-11-30", "2026年11月30日", "２０２６年１１月３０日", "2026 年 11 月 30 日", "二〇二六年十一月三十日",
     "2026/11/30", "30.11.2026", "46356", "20261130", "2026年11月30号"],
)  # fmt: skip
def test_days_as_reviewers_and_spreadsheets_write_them(written: str) -> None:
    assert iso_date(written) == "2026-11-30"


def test_a_sheet_of_ones_own_before_ours_a_title_over_it_and_a_column_of_ones_own(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "glossary.xlsx"
    write_glossary(base(), path)
    book = load_workbook(path)
    sheet = book["glossary"]
    header = [cell.value for cell in sheet[1]]
    sheet.insert_rows(1)
    sheet.cell(1, 1).value = "Terms of the valley, second round"
    sheet.cell(2, len(header) + 1).value = "asked of"
    sheet.cell(3, len(header) + 1).value = "the keeper"
    sheet.cell(3, header.index("status") + 1).value = "ｄｅｐｒｅｃａｔｅｄ"
    first = book.create_sheet("to do", 0)
    first.cell(1, 1).value = "ask the keeper"
    book.save(path)
    rows, faults = read_workbook(path)
    assert not faults
    assert rows[0].line == 3
    result = merge_review(base(), rows)
    assert [d.text for d in result.decisions] == ["蜂箱: preferred -> deprecated"]
    assert unread_in_workbook(path) == ("the column asked of",)


def test_stamps_tell_which_cells_were_touched() -> None:
    row = to_rows(base())[0]
    stamps = stamps_of(row.row)
    assert untouched("status", "首选", stamps)
    assert not untouched("status", "deprecated", stamps)
    assert not untouched("note", "new", stamps)
    assert stamps_of("r1a2b3c4d") == {}
    assert stamps_of("r1a2b3c4d.abc") == {}


def test_tbx_keeps_sources_of_definitions_parts_of_speech_and_documents(tmp_path: Path) -> None:
    link = Link("sluice", "水闸", 5, 2, 0.9, Locator("a.md", "§1"), by_document=(("a.md", 3), ("b; c.md", 2)))
    terms = (
        Term("sluice", "en", part_of_speech="proper noun", note="first\nsecond"),
        Term("水闸", "zh-CN", part_of_speech="classifier"),
    )
    concept = Concept("c-sluice", terms, (link,), "mills", "A gate.", definition_source="Mill book, p. 3 (https://a.b)")
    write_glossary(Glossary((concept,)), tmp_path / "g.tbx")
    (read,) = read_glossary(tmp_path / "g.tbx")
    assert (read.definition, read.definition_source) == (concept.definition, concept.definition_source)
    assert [(t.part_of_speech, t.note) for t in read.terms] == [("proper noun", "first\nsecond"), ("classifier", "")]
    assert read.links[0].by_document == (("a.md", 3), ("b, c.md", 2))
    write_glossary(Glossary((concept,)), tmp_path / "g2.tbx", format="tbx2")
    assert 'type="partOfSpeech">properNoun<' in (tmp_path / "g2.tbx").read_text("utf-8")


def test_a_definition_of_others_with_its_address(tmp_path: Path) -> None:
    path = tmp_path / "g.tbx"
    path.write_text(
        """<martif type="TBX"><text><body><termEntry id="e1"><descripGrp><descrip type="definition">A gate.</descrip>
        <admin type="source">Mill book</admin><xref type="xSource" target="https://a.b/c">p. 3</xref></descripGrp>
        <langSet xml:lang="en"><tig><term>sluice</term></tig></langSet>
        <langSet xml:lang="zh"><tig><term>水闸</term></tig></langSet></termEntry></body></text></martif>""",
        "utf-8",
    )
    glossary = read_glossary(path)
    assert glossary.concepts[0].definition_source == "Mill book; p. 3; https://a.b/c"
    assert glossary.unread == ()


def test_documents_with_semicolons_in_their_names() -> None:
    assert documents_of("a; b.md: 4; c.md: 2") == (("a; b.md", 4), ("c.md", 2))


@pytest.mark.parametrize("cell", ["蜂箱; 蜂巢", "蜂箱；蜂巢", "蜂箱|蜂巢", "蜂箱\n蜂巢"])
def test_several_variants_in_a_cell_of_another_list(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "unterm.csv"
    path.write_text(f'Record ID,English,Chinese\nU1,hive,"{cell}"\n', "utf-8")
    (concept,) = read_glossary(path)
    assert concept.id == "U1"
    assert [(t.text, t.status) for t in concept.terms_in("zh")] == [
        ("蜂箱", Status.PREFERRED),
        ("蜂巢", Status.ADMITTED),
    ]
