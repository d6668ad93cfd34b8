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


@pytest.mark.parametrize(
    ("written", "mended", "told"),
    [
        ("&#xD842;&#xDFB7;", "𠮷", ["two halves of a character joined: &#xD842;&#xDFB7; is 𠮷"]),
        ("&#xD800;&#xDC00;", "\U00010000", ["two halves of a character joined: &#xD800;&#xDC00; is \U00010000"]),
        ("&#xDBFF;&#xDFFF;", "\U0010ffff", ["two halves of a character joined: &#xDBFF;&#xDFFF; is \U0010ffff"]),
        ("&#55362;&#57271;", "𠮷", ["two halves of a character joined: &#55362;&#57271; is 𠮷"]),
        # 55000 is a syllable of Korean, no half; 57344 is a character for private use.
        ("&#55000;&#57271;", "&#55000;", ["forbidden character removed: &#57271;"]),
        ("&#55362;&#57344;", "&#57344;", ["forbidden character removed: &#55362;"]),
        ("&#xD842;", "", ["forbidden character removed: &#xD842;"]),
        ("&#55296;&#31;&#x1F;", "", [f"forbidden character removed: {c}" for c in ("&#55296;", "&#31;", "&#x1F;")]),
        ("&#55295;&#57344;&#1114111;", "&#55295;&#57344;&#1114111;", []),
        ("&#1114112;", "", ["forbidden character removed: &#1114112;"]),
        ("&#9;&#10;&#13;&#32;", "&#9;&#10;&#13;&#32;", []),
        (
            "&#65533;&#65534;&#xFFFF;",
            "&#65533;",
            [f"forbidden character removed: {c}" for c in ("&#65534;", "&#xFFFF;")],
        ),
        ("&lt;&gt;&quot;&apos;", "&lt;&gt;&quot;&apos;", []),
        ("R&D; a", "R&amp;D; a", ["stray ampersand escaped: &D;"]),
        ("&LT; &AMP;", "&lt; &amp;", ["entity of HTML written out: &LT;", "entity of HTML written out: &AMP;"]),
    ],
)
def test_references_become_what_they_mean_or_go(written: str, mended: str, told: list[str]) -> None:
    out, notes = mend([f"<seg>{written}</seg>".encode()])
    assert out.decode() == f"<seg>{mended}</seg>"
    assert notes == [(what, 1) for what in told]


def test_a_file_with_entities_of_its_own_is_left_as_it_is() -> None:
    chunks = [b'<!DOCTYPE tmx [<!ENTITY ilo "ILO">]><tmx>', b"&ilo; & \x02", b"</tmx>"]
    assert mend(chunks) == (b"".join(chunks), [])


def test_one_cut_anywhere_changes_nothing() -> None:
    for at in range(1, len(WHOLE)):
        assert mend([WHOLE[:at], WHOLE[at:]]) == mend([WHOLE]), at


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
