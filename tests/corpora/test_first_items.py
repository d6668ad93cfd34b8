"""The first item of a list on the line of what announces it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.corpora.builders import from_markdown, from_text

LISTS = [
    ("Note: (1) Look at the ropes.\n\n(2) Lock the door.\n", ["Note:", "Look at the ropes.", "Lock the door."]),
    ("注明：(1)开闸以前检查绳索。\n\n(2)关闸以后锁好大门。\n", ["注明：", "开闸以前检查绳索。", "关闸以后锁好大门。"]),
    ("Keepers shall: (a) feed bees;\n(b) lock the gate.\n", ["Keepers shall:", "feed bees;", "lock the gate."]),
    ("看守人应当：（一）喂蜂；\n（二）锁门。\n", ["看守人应当：", "喂蜂；", "锁门。"]),
    ("看守人应当：①喂蜂；\n②锁门。\n", ["看守人应当：", "喂蜂；", "锁门。"]),
    ("Bring: 1. a lamp;\n2. a rope.\n", ["Bring:", "a lamp;", "a rope."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "units"), LISTS)
def test_it_is_an_item_like_the_others(text: str, units: list[str]) -> None:
    for made in (from_text, from_markdown):
        document = made(text)
        assert [unit.text for unit in document.units] == units
        # Each stands where the file has it, and nowhere twice.
        places = [span for unit in document.units for span in unit.spans]
        assert [text[span.start : span.end][-3:] for span in places] == [unit[-3:] for unit in units]
        assert all(one.end <= other.start for one, other in pairwise(places))


@pytest.mark.parametrize(
    "text",
    [
        # No second item: a citation, or a time.
        "As it stands here: (1) is not enough.\n\nThe end is near.\n",
        "The keeper shall: (a) feed the bees.\n\n(c) This is another law.\n",
        "看守人应当：(1)喂蜂。\n\n二、锁门\n",
        "The ferry leaves at 8:1. Then it comes back.\n\n2. It is late.\n",
        # All on one line.
        "The keeper shall: (a) feed the bees; (b) lock the gate.\n\nThen he sleeps.\n",
        "Rules: (1)\n\n(2) Lock the gate.\n",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert from_text(text).units[0].text == from_text(text.split("\n")[0]).units[0].text


def test_markup_goes_with_its_part() -> None:
    lead, item, _ = from_markdown("**Note:** (1) *Look* at the ropes.\n\n(2) Lock the door.\n").units
    assert [(lead.text[m.span.start : m.span.end], m.kind) for m in lead.marks] == [("Note:", "bold")]
    assert [(item.text[m.span.start : m.span.end], m.kind) for m in item.marks] == [("Look", "italic")]
