"""Parts: what the rules of one text left together is cut where the other text has a border and the words agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from duizhao import alignment, corpora
from duizhao.alignment.aligner import AlignSettings
from duizhao.alignment.parts import long_alike


def pairs(folder: Path, en: str, zh: str, terms: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    (folder / "en.md").write_text(en, encoding="utf-8")
    (folder / "zh.md").write_text(zh, encoding="utf-8")
    documents = [corpora.read(folder / f"{side}.md", language=tag) for side, tag in (("en", "en"), ("zh", "zh-CN"))]
    found = alignment.align(*documents, settings=AlignSettings(embed="none"), terms=terms)
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


def test_an_item_that_was_left_out_is_not_found_in_the_line_before_it(tmp_path: Path) -> None:
    paragraphs = [
        ("The Office has its seat on the northern quay, beside the old lighthouse.", "港务局设在北码头旧灯塔旁。"),
        ("Ships that wait outside the bar show two lamps from dusk to dawn.", "在沙洲外等候的船舶应悬挂两盏灯。"),
        ("The dues are paid in advance, for each day that is begun.", "港务费按日预先缴纳，不足一日按一日计。"),
    ]
    lead = ("On the northern quay, the Office will:", "在北码头，港务局将：")
    gone = (
        "develop plans and products for the strengthening of the pilots, based on reviews of the practical use of the"
        " conventions and guidelines of the harbour and of the principles of safe passage through narrow waters;"
    )
    items = [("light the lamps of the bar;", "点亮沙洲的灯；"), ("ring the bell in fog.", "雾天敲钟。")]
    en = "\n\n".join(a for a, _ in paragraphs) + f"\n\n{lead[0]}\n- {gone}\n- " + "\n- ".join(a for a, _ in items)
    zh = "\n\n".join(b for _, b in paragraphs) + f"\n\n{lead[1]}\n- " + "\n- ".join(b for _, b in items)
    # All that words can say for it is said: but ten characters do not say as much.
    terms = [("northern quay", "北码头"), ("conventions and guidelines", "港务局将")]
    found = pairs(tmp_path, en + "\n", zh + "\n", terms)
    assert lead in found
    assert (gone, "") in found
    assert all(item in found for item in items)


@pytest.mark.parametrize(
    ("source", "target", "usual", "alike"),
    [(330, 11, 3.0, False), (60, 18, 3.0, True), (11, 330, 1 / 3, False), (5, 7, 3.0, True), (330, 11, 0.0, True)],
)
def test_lengths_that_fit(source: float, target: float, usual: float, alike: bool) -> None:
    assert long_alike(source, target, usual) is alike


@pytest.mark.parametrize("side", [0, 1], ids=["English", "Chinese"])
def test_a_line_that_announces_is_parted_from_the_first_item_it_was_run_together_with(
    tmp_path: Path, side: int
) -> None:
    announced = ("There are three things to consider when a ship is sold:", "出售船舶时，需要考虑以下三件事：")
    items = [
        ("It's complicated.", "这件事很复杂。"),
        ("Nobody sings at night.", "夜里谁也不要唱歌。"),
        ("The dog bites.", "狗会咬人。"),
    ]
    texts = ["\n\n".join(pair[k] for pair in [announced, *items]) for k in (0, 1)]
    texts[side] = texts[side].replace("\n\n", "" if side else " ", 1)
    found = pairs(tmp_path, *(first + text for first, text in zip((FIRST, FIRST_ZH), texts, strict=True)))
    assert found[1:] == [announced, *items]


@pytest.mark.parametrize("side", [0, 1], ids=["English", "Chinese"])
def test_a_label_that_was_run_together_with_what_it_announces_is_asked_of_that_and_not_of_what_stands_before(
    tmp_path: Path, side: int
) -> None:
    rules = [
        ("The keeper lights the lamp, and the guard locks the gate.", "看守人点灯；警卫锁门。"),
        ("Ships pay the dues, and captains show their papers.", "船舶交费，船长出示证件。"),
        ("The bell is rung in fog, and the pilots stay ashore.", "雾天敲钟，引航员留在岸上。"),
    ]
    reasons = [
        ("To keep ships off the bar at night.", "使船舶夜间远离沙洲。"),
        ("To pay for the repair of the quay.", "以支付码头的修理费。"),
        ("To warn ships that cannot see the lamp.", "以警告看不见灯的船舶。"),
    ]
    label = ("Rationale:", "理由:")
    texts = [
        "\n\n".join(f"{rule[k]}\n\n{label[k]}{(' ', '')[k] if k == side else chr(10) * 2}{reason[k]}"
                    for rule, reason in zip(rules, reasons, strict=True))
        for k in (0, 1)
    ]  # fmt: skip
    found = pairs(tmp_path, *(first + text for first, text in zip((FIRST, FIRST_ZH), texts, strict=True)))
    wanted = [pair for rule, reason in zip(rules, reasons, strict=True) for pair in (rule, label, reason)]
    assert found[1:] == wanted
