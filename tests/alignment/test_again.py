"""Aligning anew between beads that stay."""

from __future__ import annotations

import pytest

from duizhao.alignment import AlignSettings
from duizhao.alignment.again import align_between
from duizhao.corpora.errors import InputError
from tests.fakes import FakeEncoder

ENGLISH = ["The gate is shut.", "It rained for three days.", "Nobody came.", "The road is open."]
CHINESE = ["门关了。", "下了三天雨。", "没有人来。", "路通了。"]


def test_beads_pass_through_the_corners() -> None:
    found = align_between(ENGLISH, CHINESE, [(3, 2), (1, 1)])
    ends = {(bead.source.stop, bead.target.stop) for bead in found}
    assert {(1, 1), (3, 2), (4, 4)} <= ends
    assert [bead.source.start for bead in found[1:]] == [bead.source.stop for bead in found[:-1]]


@pytest.mark.parametrize("corners", [[(3, 1), (1, 2)], [(5, 1)], [(-1, 0)], [(1, 5)]])
def test_corners_that_no_beads_can_pass_are_refused(corners: list[tuple[int, int]]) -> None:
    with pytest.raises(InputError, match="do not ascend"):
        align_between(ENGLISH, CHINESE, corners)


def test_settings_say_what_is_encoded() -> None:
    for settings, asked in ((AlignSettings("none"), False), (AlignSettings("all"), True)):
        encoder = FakeEncoder(dict(zip(CHINESE, ENGLISH, strict=True)))
        found = align_between(ENGLISH, CHINESE, [(1, 1)], encoder=encoder, settings=settings)
        assert bool(encoder.calls) is asked
        assert found[0].source.stop == found[0].target.stop == 1
