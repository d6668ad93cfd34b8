"""Any memory that TMX can say: any legal text, any props, any codes."""

from __future__ import annotations

from hypothesis import strategies as st

from duizhao.tmx import Comment, Element, Entry, Header, Memory, Note, Prop, Variant
from duizhao.tmx.model import NONE, content
from duizhao.tmx.xml.writer import completed

LEGAL = st.characters(
    codec="utf-8", exclude_characters="".join(chr(i) for i in range(32) if i not in (9, 10, 13)) + "\ufffe\uffff"
)
TEXT = st.one_of(
    st.text(LEGAL, max_size=20),
    st.sampled_from(["&amp;", "]]>", "<seg>", "a\r\nb\rc", " \t ", "<![CDATA[x]]>", "体面劳动", "𠀀", "&#10;", "--"]),
)
NAMES = st.sampled_from(["tuid", "o-tmf", "usagecount", "creationid", "xml:space", "mood", "日期", "a.b-c"])
FIELDS = st.dictionaries(NAMES, TEXT, max_size=3).map(lambda fields: fields or NONE)
COMMENTS = TEXT.map(lambda text: text.replace("-", "").replace("\r", ""))


def _codes(depth: int) -> st.SearchStrategy[Element]:
    inner = st.lists(TEXT if depth == 0 else st.one_of(TEXT, _codes(depth - 1)), max_size=3).map(lambda p: content(*p))
    tags = st.sampled_from(["bpt", "ept", "ph", "it", "hi", "sub", "ut", "b"])
    fields = st.dictionaries(st.sampled_from(["i", "x", "type", "pos", "assoc"]), TEXT, max_size=2)
    return st.builds(Element, tags, fields.map(lambda f: f or NONE), inner)


CONTENT = st.lists(st.one_of(TEXT, _codes(2)), max_size=4).map(lambda parts: content(*parts))
EXTRAS = st.lists(
    st.one_of(
        st.builds(Prop, TEXT, TEXT, FIELDS.map(lambda f: {k: v for k, v in f.items() if k != "type"} or NONE)),
        st.builds(Note, TEXT, FIELDS),
        st.builds(Comment, COMMENTS),
    ),
    max_size=3,
).map(tuple)
LANGUAGES = st.sampled_from(["en", "en-GB", "zh-CN", "zh_TW", "fr", "x-klingon"])
VARIANTS = st.builds(Variant, LANGUAGES, CONTENT, FIELDS, EXTRAS)
ENTRIES = st.builds(
    Entry, st.lists(VARIANTS, max_size=3).map(tuple), FIELDS, EXTRAS, st.lists(COMMENTS, max_size=1).map(tuple)
)
HEADERS = st.builds(
    Header,
    st.dictionaries(st.sampled_from(["srclang", "o-tmf", "segtype", "mood"]), TEXT, max_size=3),
    EXTRAS,
    st.just({}),
    st.lists(COMMENTS, max_size=2).map(tuple),
)
MEMORIES = st.builds(
    Memory, HEADERS, st.lists(ENTRIES, max_size=4).map(tuple), st.lists(COMMENTS, max_size=1).map(tuple)
)

SIMPLE_TEXT = st.sampled_from(["One.", "Two.", "Three.", "甲。", "乙。", "Decent work"])


def simple(source: str, target: str, document: str, confidence: float | None, date: str) -> Entry:
    """A plain unit as our aligner writes it."""
    props = [Prop("x-document", document)] if document else []
    if confidence is not None:
        props.append(Prop("x-confidence", f"{confidence:.2f}"))
    fields = {"changedate": date} if date else NONE
    return Entry((Variant("en", (source,)), Variant("zh-CN", (target,))), fields, tuple(props))


SIMPLE = st.builds(
    simple,
    SIMPLE_TEXT,
    SIMPLE_TEXT,
    st.sampled_from(["", "a.md", "b.md"]),
    st.sampled_from([None, 0.1, 0.9]),
    st.sampled_from(["", "20240101T000000Z", "20250101T000000Z"]),
)


def completed_memory(memory: Memory) -> Memory:
    """A memory as it is written: with a whole header, whose language is that of the first text where it names none."""
    first = memory.entries[0].variants if memory.entries else ()
    return Memory(completed(memory.header, first[0].language if first else ""), memory.entries, memory.trailer)
