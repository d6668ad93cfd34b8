"""What one file runs together: a list in one line, a page read as one paragraph, a passage left out at a place that the
first path misses by a few sentences. None of it may cost pairs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from duizhao import alignment, corpora
from duizhao.alignment import AlignSettings, Bead, Range
from duizhao.alignment.fullness import fullness
from duizhao.alignment.layout import LONG, lay
from duizhao.alignment.results import Alignment
from duizhao.alignment.search import LATE, Band
from duizhao.alignment.structure import Habits, Likely, Structure
from duizhao.alignment.unit_scores import UnitBead
from duizhao.alignment.units import Matched
from duizhao.corpora.model import Kind, Segment, Span, Unit

# Paragraphs of a sentence or two in both languages.
TEXT = (
    ("The harbour office keeps a list of all ships.", "港务局保存所有船舶的名单。"),
    ("Every captain shows his papers at the gate.", "每位船长在大门口出示证件。"),
    ("Grain is weighed before it is stored. Wet grain is dried first.", "粮食入库前要过磅。潮湿的粮食先行烘干。"),
    ("The lighthouse burns oil from September to April.", "灯塔从九月到四月燃油照明。"),
    ("Horses may not be led across the bridge.", "不得牵马过桥。"),
    ("In winter the ice is broken twice a day.", "冬季每天破冰两次。"),
    ("A doctor visits the sailors on Mondays.", "医生每星期一探望水手。"),
    ("The customs house closes at six o'clock.", "海关大楼六点钟关门。"),
    ("Fishing nets are mended on the north quay.", "渔网在北码头修补。"),
    ("Children learn to swim in the old dock.", "孩子们在旧船坞里学游泳。"),
    ("The bell is rung when there is fog.", "有雾时敲钟。"),
    ("Salt and timber pay no duty.", "盐和木材免税。"),
)
ITEMS = (
    ("feed the horses in the stable", "喂马厩里的马"),
    ("sweep the yard and the stairs", "打扫院子和楼梯"),
    ("light the lamps on the bridge", "点亮桥上的灯"),
    ("write the names of visitors in the book", "把客人的姓名写进登记簿"),
    ("lock the iron gate at midnight", "午夜锁上铁门"),
    ("carry letters to the post office", "把信送到邮局"),
)
NONE = AlignSettings(embed="none")


def aligned(folder: Path, en: str, zh: str) -> Alignment:
    for side, text in (("en", en), ("zh", zh)):
        (folder / f"{side}.md").write_text(text, encoding="utf-8")
    documents = [corpora.read(folder / f"{side}.md", language=tag) for side, tag in (("en", "en"), ("zh", "zh-CN"))]
    return alignment.align(*documents, settings=NONE)


def left_over(found: Alignment) -> list[str]:
    return [pair.source or pair.target for pair in found.pairs if not (pair.source and pair.target)]


def paragraphs(side: int) -> list[str]:
    return [pair[side] for pair in TEXT]


def test_a_page_read_as_one_paragraph_loses_nothing(tmp_path: Path) -> None:
    parted = [f"## Part {k}\n\n{text}" for k, text in enumerate(paragraphs(0), 1)]
    heads = [f"第{k}部分。{text}" for k, text in enumerate(paragraphs(1), 1)]
    for page in ("".join(paragraphs(1)), "".join(heads)):
        en = "\n\n".join(paragraphs(0) if page == "".join(paragraphs(1)) else parted)
        assert left_over(aligned(tmp_path, en, page)) == []
    back = aligned(tmp_path, " ".join(paragraphs(0)), "\n\n".join(paragraphs(1)))
    assert [(pair.source, pair.target) for pair in back.pairs][:2] == [TEXT[0], TEXT[1]]
    assert left_over(back) == []


def test_a_long_page_read_as_one_paragraph_is_searched_all_the_same(tmp_path: Path) -> None:
    # More sentences than a passage that the other side does not have may hold (LONGEST).
    en = [text.replace(".", f" in ward {k}.") for k in range(25) for text in paragraphs(0)]
    zh = [text.replace("。", f"，第{k}区。") for k in range(25) for text in paragraphs(1)]
    found = aligned(tmp_path, "\n\n".join(en), "".join(zh))
    assert len(left_over(found)) <= 2
    right = {(a, b) for a, b in zip(en, zh, strict=True)}
    assert sum((pair.source, pair.target) in right for pair in found.pairs) > 0.8 * len(en)


def test_items_run_together_with_commas_find_their_own(tmp_path: Path) -> None:
    before, after = TEXT[0], TEXT[1]
    en = f"{before[0]}\n\nThe porter must:\n\n" + "".join(f"- {item}\n" for item, _ in ITEMS) + f"\n{after[0]}\n"
    zh = f"{before[1]}\n\n门房必须：{'，'.join(item for _, item in ITEMS)}。\n\n{after[1]}\n"
    found = aligned(tmp_path, en, zh)
    assert left_over(found) == []
    cut = [(pair.source, pair.target.rstrip("，。")) for pair in found.pairs]
    assert sum(pair in cut for pair in ITEMS) >= 4


def test_a_comma_inside_a_paragraph_that_both_texts_have_cuts_nothing(tmp_path: Path) -> None:
    en = f"{TEXT[0][0]}\n\nThe gate is shut at dusk. The lamp is lit at seven.\n\n{TEXT[1][0]}\n"
    zh = f"{TEXT[0][1]}\n\n大门黄昏关闭，灯七点点亮。\n\n{TEXT[1][1]}\n"
    assert [pair.target for pair in aligned(tmp_path, en, zh)][1] == "大门黄昏关闭，灯七点点亮。"


def test_a_band_holds_a_path_that_jumps_a_few_rows_earlier_or_later() -> None:
    rows, jump = np.arange(61), 40
    middle = np.where(rows > 30, rows + jump, rows)
    band = Band.around(middle, 60 + jump, 7)
    for late in range(-LATE, LATE + 1):
        path = np.where(rows > 30 + late, rows + jump, rows)
        assert (band.lo <= path).all(), late
        assert (path < band.lo + band.width).all(), late
        # By omissions along a row the next row's column is reached inside the band.
        leaps = [(i, b) for i, (a, b) in enumerate(pairwise(path.tolist())) if b - a > 1]
        assert [b for i, b in leaps if band.lo[i] <= b < band.lo[i] + band.width] == [b for _, b in leaps], late
    # Where nothing jumps it costs nothing.
    assert Band.around(rows, 60, 7).width == 15


def _structure(hidden: tuple[float, float] = (0.0, 0.0)) -> Structure:
    units, kinds = np.arange(40), np.zeros(40, dtype=np.int64)
    return Structure((units, units), (kinds, kinds), Likely.of(()), None, hidden)


def test_the_second_border_inside_a_bead_costs_less_than_the_first() -> None:
    plain = Habits.of(_structure())
    assert (plain.inside < plain.further).all()
    told = Habits.of(_structure(), [Bead(Range(k, k + 1), Range(k, k + 1)) for k in range(40)])
    assert (told.further > told.inside).all()


def test_borders_that_lie_inside_the_sentences_of_a_coarser_text_say_less() -> None:
    plain, coarse = Habits.of(_structure()), Habits.of(_structure((0.5, 0.0)))
    assert coarse.inside[0] > plain.inside[0] + 1
    assert coarse.inside[1] == plain.inside[1]


def _units(side: str, lengths: list[int]) -> list[Unit]:
    return [Unit(f"{side}{k}", Kind.PARAGRAPH, None, "", "word " * length) for k, length in enumerate(lengths)]


def test_a_unit_far_longer_than_its_partner_may_hold_others() -> None:
    source, target = _units("s", [20, 20, 20, 20]), _units("t", [20, 60])
    likely = [(0, 0, 0.9), (1, 1, 0.9)]
    beads = [UnitBead((0,), (0,), 0.9), UnitBead((1,), (1,), 0.9), UnitBead((2,), (), 0.9), UnitBead((3,), (), 0.9)]
    found = fullness((source, target), (8, 8), Matched(beads, likely, (np.ones(4), np.ones(2))))
    assert found.filled[1][0] == 1 > found.filled[1][1]
    assert found.filled[0].tolist()[2:] == [1, 1]
    assert found.hidden == (0.0, 0.0)  # the sentences are equally long

    # What is left over beside it is searched, and its corners are no anchor.
    segments = [
        [tuple(Segment(unit.id, k, "word", Span(5 * k, 5 * k + 4)) for k in range(LONG)) for unit in side]
        for side in (source, target)
    ]
    little = np.full(4, 0.1)
    layout = lay((source, target), (segments[0], segments[1]), Matched(beads, likely, (little, little[:2])))
    assert layout.walled == ()
    assert (2 * LONG, 2 * LONG) not in layout.anchors[:-1]
    whole = _units("t", [20, 20])
    walled = lay((source, whole), (segments[0], segments[1]), Matched(beads, likely, (little, little[:2])))
    assert len(walled.walled) == 2
