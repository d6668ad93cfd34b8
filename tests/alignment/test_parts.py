"""Parts: what the rules of one text left together is cut where the other text has a border and the words agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import alignment, corpora
from duizhao.alignment.aligner import AlignSettings


def pairs(folder: Path, en: str, zh: str) -> list[tuple[str, str]]:
    (folder / "en.md").write_text(en, encoding="utf-8")
    (folder / "zh.md").write_text(zh, encoding="utf-8")
    documents = [corpora.read(folder / f"{side}.md", language=tag) for side, tag in (("en", "en"), ("zh", "zh-CN"))]
    found = alignment.align(*documents, settings=AlignSettings(embed="none"))
    for pair in found:
        for document, pieces in zip(documents, (pair.source_segments, pair.target_segments), strict=True):
            texts = {unit.id: unit.text for unit in document}
            # A part stands in its unit where it says.
            assert all(texts[p.unit][p.span.start : p.span.end].strip() == p.text for p in pieces)
    return [(pair.source, pair.target) for pair in found]


FIRST = "The harbour office keeps a list of all ships.\n\n"
FIRST_ZH = "港务局保存所有船舶的名单。\n\n"


@pytest.mark.parametrize(
    ("en", "zh", "wanted"),
    [
        # A small letter begins the second sentence, as names of programs do.
        (
            "The colour of the light is set in lampd. lampd only supports lamps with a battery.\n",
            "灯光的颜色在 lampd 中设置。lampd 只支持带电池的灯。\n",
            [
                ("The colour of the light is set in lampd.", "灯光的颜色在 lampd 中设置。"),
                ("lampd only supports lamps with a battery.", "lampd 只支持带电池的灯。"),
            ],
        ),
        # A half-width stop behind a figure, and Chinese after it.
        (
            "This chapter covers rule B10. As the harbour cannot be closed in summer, ships wait outside.\n",
            "本章涵盖规则 B10. 由于夏季不能关闭港口，船舶在外面等候。\n",
            [
                ("This chapter covers rule B10.", "本章涵盖规则 B10."),
                (
                    "As the harbour cannot be closed in summer, ships wait outside.",
                    "由于夏季不能关闭港口，船舶在外面等候。",
                ),
            ],
        ),
        # Nothing stands behind an address.
        (
            "The tariff is published at https://harbour.example/en/tariff. Ships pay the dues in advance.\n",
            "费率公布于：https://harbour.example/zh/tariff船舶须预先缴纳港务费。\n",
            [
                (
                    "The tariff is published at https://harbour.example/en/tariff.",
                    "费率公布于：https://harbour.example/zh/tariff",
                ),
                ("Ships pay the dues in advance.", "船舶须预先缴纳港务费。"),
            ],
        ),
    ],
)
def test_a_sentence_is_cut_where_both_parts_find_their_own(
    tmp_path: Path, en: str, zh: str, wanted: list[tuple[str, str]]
) -> None:
    assert pairs(tmp_path, FIRST + en, FIRST_ZH + zh)[1:] == wanted


def test_what_one_sentence_says_of_both_stays_together(tmp_path: Path) -> None:
    # The comma ends no sentence, and the abbreviation's stop no part: the words of the second half are in the first.
    en = FIRST + "Ships pay dues. The dues are paid in advance.\n"
    zh = FIRST_ZH + "船舶须预先缴纳港务费（如停泊费 etc. 等）。\n"
    assert len(pairs(tmp_path, en, zh)) == 2
