"""What is written is valid and comes back: XLIFF, PO, SDLTM, memories in six languages; SDLXLIFF as it is told."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.tmx import Element, Entry, Memory, Note, Prop, Variant
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.po import read_po, write_po
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sdltm import read_sdltm
from duizhao.tmx.formats.sdltm_writer import write_sdltm
from duizhao.tmx.formats.xliff import read_xliff
from duizhao.tmx.formats.xliff2 import write_xliff2
from duizhao.tmx.formats.xliff12_writer import write_xliff12
from duizhao.tmx.model import NONE, content
from tests.tmx.strategies import LEGAL
from tests.tmx.xliff_schemas import faults

few = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
WORDS = st.text(LEGAL.filter(lambda char: char != "\r"), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)
PAIRED = st.builds(
    lambda before, inner, after: content(
        before, Element("bpt", {"i": "1", "x": "1"}, ("<b>",)), inner, Element("ept", {"i": "1"}, ("</b>",)), after
    ),
    WORDS, WORDS, WORDS,
)  # fmt: skip
SEGMENTS = st.one_of(WORDS.map(content), PAIRED)
PROPS = st.dictionaries(
    st.sampled_from(["x-document", "x-unit", "x-paragraph", "x-confidence", "client", "x-a b%", "域"]),
    WORDS,
    max_size=3,
)
UNITS = st.builds(
    lambda texts, props, notes, fields: Entry(
        (Variant("en", texts[0]), Variant("zh-CN", texts[1])),
        fields or NONE,
        (*map(Note, notes), *(Prop(kind, text) for kind, text in props.items())),
    ),
    st.one_of(st.tuples(WORDS.map(content), WORDS.map(content)), PAIRED.map(lambda one: (one, one))),
    PROPS,
    st.lists(WORDS.map(str.strip), max_size=2),
    st.dictionaries(st.sampled_from(["changeid", "creationid"]), WORDS, max_size=2),
)


@few
@pytest.mark.parametrize("write", [write_xliff12, write_xliff2], ids=["1.2", "2.1"])
@given(st.lists(UNITS, max_size=3))
def test_xliff_is_valid_and_comes_back(write: Any, units: list[Entry]) -> None:
    stream = io.BytesIO()
    write(stream, table_header(("en", "zh-CN")), units)
    assert faults(stream.getvalue()) == []
    stream.seek(0)
    back = list(read_xliff(stream, (), "x.xlf")[1])
    assert [comparable(one, write is write_xliff2) for one in back] == [
        comparable(one, write is write_xliff2) for one in units
    ]


def comparable(entry: Entry, by_number: bool) -> tuple[Any, ...]:
    """An entry, its properties and notes in any order; in 2.1 the number of a pair says what `x` does."""
    texts = []
    for variant in entry.variants:
        parts = [
            part._replace(attributes={k: v for k, v in part.attributes.items() if k != "x"})
            if by_number and isinstance(part, Element)
            else part
            for part in variant.content
        ]
        texts.append((variant.language, parts))
    return texts, entry.attributes, sorted(map(repr, entry.extras))


MESSAGES = st.builds(
    lambda source, target, context, fuzzy, plural: Entry(
        (Variant("en", content(source)), Variant("zh-CN", content(target))),
        extras=(
            *((Prop("x-fuzzy", "yes"),) if fuzzy else ()),
            *((Prop("x-msgctxt", context),) if context else ()),
            *((Prop("x-msgid-plural", plural),) if plural else ()),
        ),
    ),
    *[WORDS] * 2,
    st.one_of(st.just(""), WORDS),
    st.booleans(),
    st.one_of(st.just(""), WORDS),
)


@few
@given(st.lists(MESSAGES, max_size=3, unique_by=lambda one: one.variants[0].text))
def test_po_comes_back(units: list[Entry]) -> None:
    stream = io.BytesIO()
    write_po(stream, table_header(("en", "zh-CN")), units, target="zh-CN")
    stream.seek(0)
    assert [(one.variants, one.extras) for one in read_po(stream, (), "x.po")[1]] == [
        (one.variants, one.extras) for one in units
    ]


@few
@given(st.lists(UNITS, max_size=3))
def test_sdltm_comes_back_but_for_what_codes_stand_for(units: list[Entry]) -> None:
    stream = io.BytesIO()
    write_sdltm(stream, table_header(("en", "zh-CN")), units, target="zh-CN")
    stream.seek(0)
    back = list(read_sdltm(stream, (), "x.sdltm")[1])
    assert [(one.attributes, one.extras[1:]) for one in back] == [(one.attributes, one.extras) for one in units]
    assert [bare(one) for one in back] == [bare(one) for one in units]


def bare(entry: Entry) -> list[tuple[str, list[str]]]:
    """The texts of a unit, and its codes without their content."""
    return [
        (one.language, [part if isinstance(part, str) else part.tag for part in one.content]) for one in entry.variants
    ]


SIX = st.lists(
    st.tuples(*[SEGMENTS] * 6).map(
        lambda texts: Entry(
            tuple(map(Variant, ("ar", "en-GB", "es", "fr", "ru", "zh-CN"), texts)), extras=(Prop("x-p", "1"),)
        )
    ),
    max_size=3,
)


@few
@given(SIX)
def test_six_languages_come_back_by_tmx_and_jsonl(tmp_path: Path, units: list[Entry]) -> None:
    header = table_header(("en-GB", ""))
    for name in ("m.tmx", "m.jsonl"):
        _, losses = writing_to(tmp_path / name, header, units)
        assert str(losses) == ""
        with reading(tmp_path / name) as (_, entries):
            assert list(entries) == units
    # As a pair: English and Chinese, wherever they stand.
    pairs = Memory.read(tmp_path / "m.tmx").pairs()
    assert [(p.source, p.target) for p in pairs] == [(one.variants[1].text, one.variants[5].text) for one in units]


SDL = "http://sdl.com/FileTypes/SdlXliff/1.0"
LEVELS = st.sampled_from(["", "Draft", "Translated", "ApprovedSignOff"])
STUDIO = st.lists(st.tuples(WORDS, WORDS, LEVELS, st.booleans(), st.booleans()), min_size=1, max_size=4)


@few
@given(STUDIO)
def test_sdlxliff_segments_levels_locks_and_codes(segments: list[tuple[str, str, str, bool, bool]]) -> None:
    def cut(side: int, tag: str) -> str:
        marks = "".join(
            f'<mrk mtype="seg" mid="{n}">'
            + (f'<g id="9">{escape(str(one[side]))}</g>' if one[4] else escape(str(one[side])))
            + "</mrk>"
            for n, one in enumerate(segments, 1)
        )
        return f"<{tag}>{marks}</{tag}>"

    said = "".join(
        f'<sdl:seg id="{n}"' + (f' conf="{level}"' if level else "") + (' locked="true"' if locked else "") + "/>"
        for n, (_, _, level, locked, _) in enumerate(segments, 1)
    )
    data = (
        f'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="{SDL}" version="1.2">'
        '<file original="C:\\a\\mill.docx" source-language="en-GB" target-language="zh-CN" datatype="x-sdl">'
        '<header><tag-defs xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><tag id="9"><bpt name="b">&lt;b&gt;</bpt>'
        '<ept name="b">&lt;/b&gt;</ept></tag></tag-defs></header><body><trans-unit id="u"><source>whole</source>'
        f"{cut(0, 'seg-source')}{cut(1, 'target')}<sdl:seg-defs>{said}</sdl:seg-defs>"
        "</trans-unit></body></file></xliff>"
    )
    back = list(read_xliff(io.BytesIO(data.encode()), (), "a.sdlxliff")[1])
    # Without a level nobody worked on it: a target that is the source again is none.
    kept = [one for one in segments if not (one[2] == "" and one[0] == one[1])]
    assert [[variant.text for variant in one.variants] for one in back] == [[one[0], one[1]] for one in kept]
    assert [one.prop("x-state") or "" for one in back] == [one[2] for one in kept]
    assert [one.prop("x-locked") == "yes" for one in back] == [one[3] for one in kept]
    codes = [[part.content for part in one.variants[1].content if isinstance(part, Element)] for one in back]
    assert codes == [[("<b>",), ("</b>",)] if one[4] else [] for one in kept]
