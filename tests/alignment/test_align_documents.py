"""Documents: what `align` says of paragraphs that are missing, moved, merged or numbered otherwise, and in which
document."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import alignment, corpora
from duizhao.alignment.pairs import unit_notices
from duizhao.alignment.unit_scores import UnitBead
from duizhao.corpora.model import Document

SAMPLES = Path(corpora.__file__).parent / "samples"
SETTINGS = alignment.AlignSettings(embed="none")


@pytest.fixture(scope="module")
def sample() -> tuple[Document, Document]:
    return (
        corpora.read(SAMPLES / "en.md", language="en"),
        corpora.read(SAMPLES / "zh.md", language="zh-CN"),
    )


@pytest.fixture(scope="module")
def aligned(sample: tuple[Document, Document]) -> alignment.Alignment:
    return alignment.align(*sample, settings=SETTINGS)


def test_every_sentence_is_in_one_pair(sample: tuple[Document, Document], aligned: alignment.Alignment) -> None:
    for side, document in enumerate(sample):
        found = [
            (segment.unit, segment.span)
            for pair in aligned.pairs
            for segment in (pair.source_segments, pair.target_segments)[side]
        ]
        assert len(found) == len(set(found))
        assert {unit for unit, _ in found} == {unit.id for unit in document.translatable if unit.text.strip()}


def test_notices_name_the_document_that_their_unit_is_of(
    sample: tuple[Document, Document], aligned: alignment.Alignment
) -> None:
    known = {document.id: {unit.id for unit in document} for document in sample}
    assert aligned.notices
    for notice in aligned.notices:
        assert notice.unit in known[notice.document]
    added = [notice for notice in aligned.notices if notice.check == "alignment.added"]
    assert [(notice.document, notice.unit) for notice in added] == [("zh.md", "p038")]


def test_notes_on_another_page_have_not_moved(aligned: alignment.Alignment) -> None:
    assert not {"alignment.moved", "alignment.footnote"} & {notice.check for notice in aligned.notices}


def test_numbering_that_differs_is_said(aligned: alignment.Alignment) -> None:
    assert [notice.unit for notice in aligned.notices if notice.check == "alignment.number"] == ["p023"]


def test_swapped_documents_mirror_each_other(sample: tuple[Document, Document], aligned: alignment.Alignment) -> None:
    mirrored = alignment.align(sample[1], sample[0], settings=SETTINGS)
    assert {(bead.target, bead.source) for bead in mirrored.unit_beads} == {
        (bead.source, bead.target) for bead in aligned.unit_beads
    }


@pytest.mark.slow
@pytest.mark.parametrize("case", ["deleted", "unnumbered", "shifted", "exchanged", "merged"])
def test_disturbed_paper(shared: Path, case: str) -> None:
    from scripts.disturb_alignment import read_gold, run

    folder = shared / "corpora" / "ilo-gb346-pfa1"
    gold = read_gold(folder / "gold-dev.jsonl")
    # The whole paper: cut behind the gold, a bullet that was merged into the last one would be missing indeed.
    found = run((folder / "en.md", folder / "zh.md"), gold, (case,), (1,), 5, SETTINGS)
    assert found.strict >= 0.99
    assert found.named == found.due
    assert not found.false


def test_a_doubtful_merge_says_that_one_may_have_no_counterpart(sample: tuple[Document, Document]) -> None:
    units = [document.translatable for document in sample]
    said = [unit_notices([UnitBead((4,), (4, 5), confidence)], sample, units)[0].message for confidence in (0.99, 0.5)]
    assert said[0] in said[1]
    assert said[1].endswith("; or one of them has no counterpart")
    assert all(units[1][k].cite in said[1] for k in (4, 5))
