"""Notes stand where a page ended: that one is found in another order is told, and not as a section that moved."""

from __future__ import annotations

import numpy as np

from duizhao.alignment import AlignSettings, align, moved
from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Origin
from duizhao.corpora.readers import markdown

NOTES = {
    "en": [
        "Convention No. 155 was adopted in Geneva on 22 June 1981 and has 80 ratifications.",
        "The survey of fishing harbours covered 412 vessels in 17 countries.",
        "Prices of lamp oil are those of the Ministry of Energy for March 2019.",
    ],
    "zh": [
        "第155号公约于1981年6月22日在日内瓦通过，已有80个国家批准。",
        "渔港调查涵盖17个国家的412艘船舶。",
        "灯油价格为能源部2019年3月的价格。",
    ],
}
BODY = {
    "en": ["Safety at work is a right.[^1]", "Fishing is dangerous.[^2]", "Lamps burn oil at night.[^3]"],
    "zh": ["工作安全是一项权利。[^1]", "捕鱼是危险的。[^2]", "灯在夜间燃油。[^3]"],
}


def document(language: str, order: tuple[int, ...]) -> Document:
    body = [f"{i}. {text}" for i, text in enumerate(BODY[language], 1)]
    notes = [f"[^{i}]: {NOTES[language][i - 1]}" for i in order]
    text = "\n\n".join([*body, *notes]) + "\n"
    return assemble(markdown.blocks_of(text), id=f"{language}.md", origin=Origin(f"{language}.md", "markdown"))


def told(order: tuple[int, ...]) -> list[str]:
    settings = AlignSettings(embed="none")
    return [n.check for n in align(document("en", (1, 2, 3)), document("zh", order), settings=settings).notices]


def test_notes_in_the_same_order_are_not_spoken_of() -> None:
    assert not [check for check in told((1, 2, 3)) if check.startswith("alignment.")]


def test_a_note_in_another_order_is_a_note_in_another_order() -> None:
    checks = told((3, 1, 2))
    assert checks.count("alignment.footnote") == 1
    assert "alignment.moved" not in checks


def test_a_weak_unit_inside_of_a_moved_block_moved_with_it() -> None:
    score = np.full((3, 3), -5.0, dtype=np.float32)
    score[0, 0] = score[2, 2] = 1.5
    places = np.arange(3)
    for middle, block in ((-0.2, [(0, 0), (1, 1), (2, 2)]), (-0.4, [(0, 0), (2, 2)])):
        score[1, 1] = middle
        assert moved._blocks(score, places, places) == [block]
