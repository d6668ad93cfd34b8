"""Mending bytes before a parser sees them: the same wherever a stream happens to be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.tmx.xml.scrub import scrubbed

WHOLE = "<seg>A &amp; B & C &nbsp; \x02 &#2; <![CDATA[a & b \x03 &nbsp;]]> & D\ufffe</seg>\n<seg>E & F</seg>".encode()
MENDED = "<seg>A &amp; B &amp; C \u00a0   <![CDATA[a & b \x03 &nbsp;]]> &amp; D</seg>\n<seg>E &amp; F</seg>".encode()


def mend(chunks: list[bytes]) -> tuple[bytes, list[tuple[str, int]]]:
    notes: list[tuple[str, int]] = []
    return b"".join(scrubbed(iter(chunks), lambda what, line: notes.append((what, line)))), notes


def test_what_is_mended_and_what_is_told() -> None:
    mended, notes = mend([WHOLE])
    assert mended == MENDED
    assert notes == [
        ("stray ampersand escaped: &", 1),
        ("entity of HTML written out: &nbsp;", 1),
        ("forbidden character removed: U+0002", 1),
        ("forbidden character removed: &#2;", 1),
        ("stray ampersand escaped: &", 1),
        ("forbidden character removed: U+FFFE", 1),
        ("stray ampersand escaped: &", 2),
    ]


@pytest.mark.parametrize("at", range(1, len(WHOLE)))
def test_one_cut_anywhere_changes_nothing(at: int) -> None:
    assert mend([WHOLE[:at], WHOLE[at:]]) == mend([WHOLE])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 9, 13])
def test_chunks_of_any_size_change_nothing(size: int) -> None:
    assert mend([WHOLE[i : i + size] for i in range(0, len(WHOLE), size)]) == mend([WHOLE])


@pytest.mark.parametrize("behind", range(12))
def test_a_mark_of_cdata_right_before_the_end_of_a_chunk(behind: int) -> None:
    # The mark is whole in the chunk, and so near its end that what follows it is kept back for the next one.
    first = b"<seg><![CDATA[" + b"x" * behind
    assert mend([first, b" a & b \x02]]></seg>"])[0] == first + b" a & b \x02]]></seg>"
    first = b"<seg><![CDATA[ & ]]>" + b"x" * behind
    assert mend([first, b" a & b \x02</seg>"])[0] == first + b" a &amp; b </seg>"


PIECES = ["&", "&amp;", "&nbsp;", "&#1;", "\x02", "\ufffe", "<![CDATA[", "]]>", "a", "国", "\n", "<b>", "]", "<"]


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.lists(st.integers(1, 60), max_size=6))
def test_no_cuts_change_anything(pieces: list[str], cuts: list[int]) -> None:
    data = "".join(pieces).encode()
    at, chunks = 0, []
    for size in cuts:
        chunks.append(data[at : at + size])
        at += size
    assert mend([*chunks, data[at:]]) == mend([data])
