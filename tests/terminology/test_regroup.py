"""Concepts merged and split in a table, rows of other lists that join ours, evidence of several memories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.terminology import Concept, Glossary, Link, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats.rows import ReviewRow, to_rows
from duizhao.terminology.review.carry_over import keep_decisions
from duizhao.terminology.review.merge_review import MergedReview, merge_review


def concept(key: str, source: str, *targets: str, **more: str) -> Concept:
    terms = [Term(source, "en")]
    terms += [Term(t, "zh-CN", Status.ADMITTED if i else Status.PREFERRED) for i, t in enumerate(targets)]
    links = tuple(Link(source, t, 3) for t in targets)
    return Concept(key, tuple(terms), links, **more)


def review(glossary: Glossary, rows: list[ReviewRow]) -> MergedReview:
    return merge_review(
        glossary, [replace(r, line=i) for i, r in enumerate(rows, 2)], reviewer="Liu", today="2026-02-01"
    )


def texts(glossary: Glossary) -> dict[str, list[tuple[str, str]]]:
    return {c.id: [(t.text, str(t.status)) for t in c.terms] for c in glossary}


def test_an_id_written_over_another_merges_the_concepts() -> None:
    base = Glossary((concept("c-kiln", "kiln", "窑"), concept("c-oven", "oven", "炉", note="of clay")))
    rows = [replace(r, concept_id="c-kiln") for r in to_rows(base)]
    result = review(base, rows)
    assert not result.conflicts
    assert texts(result.glossary) == {
        "c-kiln": [("kiln", "preferred"), ("窑", "preferred"), ("oven", "admitted"), ("炉", "admitted")]
    }
    merged = result.glossary.concepts[0]
    assert (merged.note, merged.history) == ("of clay", ("2026-02-01 Liu: c-oven is merged into it",))
    assert [link.count for link in merged.links] == [3, 3]


def test_an_id_that_is_new_splits_a_concept() -> None:
    base = Glossary((concept("c-bank", "bank", "银行", "河岸"),))
    rows = to_rows(base)
    result = review(base, [rows[0], replace(rows[1], concept_id="c-bank-of-river", status="preferred")])
    assert texts(result.glossary) == {
        "c-bank": [("bank", "preferred"), ("银行", "preferred")],
        "c-bank-of-river": [("bank", "preferred"), ("河岸", "preferred")],
    }
    assert result.glossary.concepts[1].history[0].endswith("split from c-bank")


def test_what_is_alone_in_its_concept_after_a_split_is_preferred() -> None:
    base = Glossary((concept("c-bank", "bank", "银行", "河岸", "岸"),))
    rows = to_rows(base)
    result = review(base, [*rows[::2], replace(rows[1], concept_id="c-bank-of-river")])
    assert texts(result.glossary) == {
        "c-bank": [("bank", "preferred"), ("银行", "preferred"), ("岸", "admitted")],
        "c-bank-of-river": [("bank", "preferred"), ("河岸", "preferred")],
    }
    gone = review(base, [*rows[1:], replace(rows[0], concept_id="c-bank-of-money")])
    assert texts(gone.glossary)["c-bank"][1:] == [("河岸", "admitted"), ("岸", "admitted")]
    # Nobody's decision is overruled.
    signed = replace(base.concepts[0], terms=tuple(replace(t, reviewer="Ma") for t in base.concepts[0].terms))
    kept = review(base.with_concepts((signed,)), [replace(to_rows(Glossary((signed,)))[1], concept_id="c-2")])
    assert texts(kept.glossary)["c-2"][1] == ("河岸", "admitted")


def test_an_id_that_cannot_be_one_is_refused() -> None:
    base = Glossary((concept("c-kiln", "kiln", "窑"),))
    result = review(base, [replace(to_rows(base)[0], concept_id="1/2")])
    assert result.glossary == base
    assert "cannot be an id" in result.conflicts[0].text


def test_rows_without_an_id_join_the_concept_that_they_name() -> None:
    base = Glossary((concept("c-kiln", "kiln", "窑"),))
    rows = [ReviewRow(source_term="Kilns", target_term="窑炉", status="admitted"),
            ReviewRow(source_term="kiln", target_term="土窑", status="deprecated")]  # fmt: skip
    result = review(base, rows)
    assert texts(result.glossary) == {
        "c-kiln": [("kiln", "preferred"), ("窑", "preferred"), ("窑炉", "admitted"), ("土窑", "deprecated")]
    }
    assert [r.text for r in result.remarks] == ["Kilns stands beside kiln: one concept"]


def test_a_new_preferred_term_takes_the_place_of_ours_and_says_so() -> None:
    base = Glossary((concept("c-kiln", "kiln", "窑"),))
    result = review(base, [ReviewRow(source_term="kiln", target_term="窑炉", status="preferred")])
    assert dict(texts(result.glossary)["c-kiln"]) == {"kiln": "preferred", "窑": "superseded", "窑炉": "preferred"}
    assert any("窑: preferred -> superseded" in d.text for d in result.decisions)


@pytest.mark.parametrize("status", ["", "preferred"])
def test_a_list_of_others_does_not_overrule_ours(status: str) -> None:
    ours = concept("c-kiln", "kiln", "窑", domain="Pottery")
    base = Glossary((replace(ours, terms=(*ours.terms, Term("土窑", "zh-CN", Status.DEPRECATED))),))
    row = ReviewRow(source_term="kiln", target_term="土窑", status=status, domain="Bricks")
    result = review(base, [row])
    assert texts(result.glossary) == texts(base)
    assert result.glossary.concepts[0].domain == "Pottery"
    assert [r.text for r in result.remarks] == [
        "土窑 is deprecated here and stays so",
        "domain 'Bricks' is not ours; 'Pottery' stays",
    ]


def test_evidence_of_two_memories_adds_up_and_stays_apart(tmp_path: Path) -> None:
    def seen(document: str, count: int) -> Glossary:
        terms = Term("bread oven", "en", count=count, documents=1), Term("面包炉", "zh-CN", count=count, documents=1)
        link = Link("bread oven", "面包炉", count, 1, 0.9, by_document=((document, count),))
        return Glossary((Concept("c-bread-oven", terms, (link,)),))

    write_glossary(seen("old.md", 3), tmp_path / "known.csv")
    known = read_glossary(tmp_path / "known.csv")
    both = keep_decisions(known, seen("new.md", 2))
    (link,) = both.concepts[0].links
    assert (link.count, link.documents, link.by_document) == (5, 2, (("new.md", 2), ("old.md", 3)))
    assert [t.count for t in both.concepts[0].terms] == [5, 5]
    # The same document again renews its own figures and nobody else's.
    again = keep_decisions(both, seen("new.md", 4))
    assert again.concepts[0].links[0].by_document == (("new.md", 4), ("old.md", 3))
    assert [t.count for t in again.concepts[0].terms] == [7, 7]


def test_history_comes_back_from_a_table(tmp_path: Path) -> None:
    base = Glossary((replace(concept("c-kiln", "kiln", "窑"), history=("2026-01-01 Liu: a", "2026-01-02 Liu: b")),))
    write_glossary(base, tmp_path / "g.csv")
    write_glossary(base, tmp_path / "g.json")
    for name in ("g.csv", "g.json"):
        assert read_glossary(tmp_path / name).concepts[0].history == base.concepts[0].history
