"""One contract for all formats: what a format can say comes back; a pipe, a wrong file and an empty memory end well."""

from __future__ import annotations

import gzip
import io
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from duizhao.corpora.errors import DuizhaoError, InputError, OutputError, SettingsError
from duizhao.tmx import Element, Entry, Header, Memory, Note, Prop, Variant
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.known import memory_formats
from duizhao.tmx.model import NONE
from duizhao.tmx.xml.writer import completed

LANGUAGES = ("en", "zh-CN")
HEADER = Header({"srclang": "en", "creationtool": "t"})
NASTY = [
    ("=1+1", "＝1＋1"),
    ('a "quoted", text; more\twith tab', "“引用”，文本"),
    ("line\nbreak\\n \\ back\\slash", "换\n行"),
    ("@cmd -x +y", "@甲"),
    ("<b>&amp;</b> ]]>", "<乙>&"),
    ("emoji 🎉 𠀀", "🎉"),
    ("# comment", "# 注"),
    ("same", "同"),
    ("same", "一样"),
]
WRITTEN = list(memory_formats)
FLAT = [fmt for fmt in WRITTEN if fmt not in ("tmx", "jsonl")]


def entries() -> list[Entry]:
    props = tuple(
        Prop(f"x-{n}", v) for n, v in [("document", "GB.346/PFA/1"), ("paragraph", "29.2"), ("confidence", "0.9300")]
    )
    made = [Entry(tuple(Variant(c, (t,)) for c, t in zip(LANGUAGES, pair, strict=True)), NONE, props) for pair in NASTY]
    made[0] = made[0]._replace(extras=(Note("a remark"), *props), attributes={"tuid": "7", "changeid": "wang"})
    return made


def suffix(fmt: str) -> str:
    return next(iter(memory_formats.get(fmt).suffixes), "")


def through(fmt: str, made: list[Entry], folder: Path) -> tuple[Header, list[Entry]]:
    pytest.importorskip("pyarrow") if fmt == "parquet" else None
    path = folder / f"m{suffix(fmt)}"
    assert writing_to(path, HEADER, made, fmt)[0] == len(made)
    with reading(path, fmt, LANGUAGES if fmt == "moses" else ()) as (header, back):
        return header, list(back)


@pytest.mark.parametrize("fmt", WRITTEN)
def test_texts_and_languages_come_back(fmt: str, tmp_path: Path) -> None:
    header, back = through(fmt, entries(), tmp_path)
    assert header.source_language == "en"
    assert [v.language for v in back[0].variants] == list(LANGUAGES)
    wanted: list[tuple[str, ...]] = list(NASTY)
    if fmt == "moses":  # a sentence a line
        wanted = [tuple(text.replace("\n", " ") for text in pair) for pair in NASTY]
    assert [tuple(v.text for v in e.variants) for e in back] == wanted


@pytest.mark.parametrize("fmt", [f for f in WRITTEN if f != "moses"])
def test_locator_confidence_and_notes_come_back(fmt: str, tmp_path: Path) -> None:
    _, back = through(fmt, entries(), tmp_path)
    for entry in back:
        assert [entry.prop(f"x-{n}") for n in ("document", "paragraph", "confidence")] == [
            "GB.346/PFA/1",
            "29.2",
            "0.9300",
        ]
    assert back[0].notes == ("a remark",)


@pytest.mark.parametrize("fmt", ["tmx", "jsonl"])
def test_nothing_is_lost(fmt: str, tmp_path: Path) -> None:
    made = [
        *entries(),
        Entry((Variant("en", ("a", Element("bpt", {"i": "1"}, ("<b>",)), "b", Element("ept", {"i": "1"}))),)),
    ]
    header, back = through(fmt, made, tmp_path)
    assert back == made
    assert header == (completed(HEADER) if fmt == "tmx" else HEADER)


def test_xliff_keeps_inline_codes(tmp_path: Path) -> None:
    coded = (
        "a ",
        Element("bpt", {"i": "1", "type": "bold"}, ("<b>",)),
        "b",
        Element("ept", {"i": "1"}, ("</b>",)),
        Element("ph", NONE, ("<br/>",)),
        Element("it", {"pos": "begin"}, ("<i>",)),
        Element("hi", {"type": "term"}, ("c",)),
        Element("ut", NONE, ("{x}",)),
    )
    made = [Entry((Variant("en", coded), Variant("zh-CN", coded)))]
    _, back = through("xliff", made, tmp_path)
    assert back == made


@pytest.mark.parametrize("fmt", [f for f in WRITTEN if f != "moses"])
def test_an_empty_memory(fmt: str, tmp_path: Path) -> None:
    _, back = through(fmt, [], tmp_path)
    assert back == []


@pytest.mark.parametrize("fmt", [f for f in WRITTEN if f not in ("moses", "xlsx", "parquet")])
def test_through_pipes(fmt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BufferedReader):
        def seekable(self) -> bool:
            return False

    out = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out))
    writing_to("-", HEADER, entries(), fmt)
    data = out.getvalue()
    monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": Pipe(io.BytesIO(data))}))  # type: ignore[arg-type]
    with reading("-", fmt) as (_, back):
        assert [tuple(v.text for v in e.variants) for e in back] == NASTY


GARBAGE = [
    b"",
    b"\x00\xff\xfe\x00garbage",
    b"<x>",
    b"just words\n",
    b"\xff\xfe\xff",
    b'{"a":',
    b"PK\x03\x04broken",
    b"[1]\n",
]


@pytest.mark.parametrize("fmt", list(memory_formats))
@pytest.mark.parametrize("data", GARBAGE)
def test_a_wrong_file_is_one_clear_error(fmt: str, data: bytes, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow") if fmt == "parquet" else None
    path = tmp_path / "m"
    for name in ("m", "m.en", "m.zh-CN"):
        (tmp_path / name).write_bytes(data)
    try:
        with reading(path, fmt, LANGUAGES if fmt == "moses" else ()) as (_, back):
            found = list(back)
    except DuizhaoError as error:
        said, found = str(error), []
    else:
        # Lines of text are Moses; an empty JSONL or PO file has no unit.
        said = str(path)
    assert said.startswith(str(path))
    assert fmt == "moses" or not found


def test_csv_opens_right_in_excel(tmp_path: Path) -> None:
    writing_to(tmp_path / "m.csv", HEADER, entries())
    data = (tmp_path / "m.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfen,zh-CN,document,paragraph,")
    assert b"\r\n" in data


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_others(delimiter: str, tmp_path: Path) -> None:
    text = delimiter.join(["en-GB", "zh_TW", "Client"]) + "\n" + delimiter.join(["Work", "工作", "ILO"]) + "\n\n"
    (tmp_path / "m.csv").write_text(text, encoding="utf-8")
    with reading(tmp_path / "m.csv") as (header, back):
        (entry,) = back
    assert header.source_language == "en-GB"
    assert entry.prop("x-Client") == "ILO"


def test_headings_that_say_no_language_need_an_option(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("before,after\nWork,工作\n", encoding="utf-8")
    with pytest.raises(InputError, match="--languages"), reading(tmp_path / "m.csv"):
        pass
    with reading(tmp_path / "m.csv", languages=LANGUAGES) as (header, back):
        assert header.source_language == "en"
        assert len(list(back)) == 1


def test_workbook_texts_are_no_formulas(tmp_path: Path) -> None:
    writing_to(tmp_path / "m.xlsx", HEADER, entries())
    with zipfile.ZipFile(tmp_path / "m.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    long = [Entry((Variant("en", ("a" * 40_000,)), Variant("zh-CN", ("甲",))))]
    with pytest.raises(OutputError, match="32767"):
        writing_to(tmp_path / "long.xlsx", HEADER, long)
    assert not (tmp_path / "long.xlsx").exists()


def test_moses_files_of_different_length_name_the_short_one(tmp_path: Path) -> None:
    (tmp_path / "c.en").write_text("a\nb\n")
    (tmp_path / "c.zh-CN").write_text("甲\n")
    with (
        pytest.raises(InputError, match=r"zh-CN:2: the file ends here"),
        reading(tmp_path / "c", "moses", LANGUAGES) as m,
    ):
        list(m[1])


def test_po_keeps_messages_apart_and_reads_plurals_and_fuzzy(tmp_path: Path) -> None:
    writing_to(tmp_path / "m.po", HEADER, entries())
    assert (tmp_path / "m.po").read_text(encoding="utf-8").count("msgctxt") == 1
    (tmp_path / "n.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\n#, fuzzy\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "一"\n\n'
        'msgid "untranslated"\nmsgstr ""\n\n#~ msgid "old"\n#~ msgstr "旧"\n',
        encoding="utf-8",
    )
    with reading(tmp_path / "n.po") as (_, back):
        (entry,) = back
    assert [v.text for v in entry.variants] == ["one", "一"]
    assert [v.language for v in entry.variants] == ["en", "zh-CN"]
    assert entry.prop("x-fuzzy") == "yes"


def test_gettext_itself_reads_our_po(tmp_path: Path) -> None:
    try:
        subprocess.run(["msgfmt", "--version"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("gettext is not installed")
    writing_to(tmp_path / "m.po", HEADER, entries())
    subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(tmp_path / "m.po")], check=True)


@pytest.mark.parametrize(
    ("path", "fmt"),
    [("a.TMX", "tmx"), ("a.tmx.gz", "tmx"), ("a.xlf", "xliff"), ("a.tab", "tsv"), ("a.ndjson", "jsonl")],
)
def test_names_say_the_format(path: str, fmt: str) -> None:
    assert memory_formats.choose(path).name == fmt


@pytest.mark.parametrize(("path", "asked"), [("a.odt", ""), ("a.tmx", "word")])
def test_unknown_formats_list_the_known_ones(path: str, asked: str) -> None:
    with pytest.raises(SettingsError, match="xliff"):
        memory_formats.choose(path, asked)


def test_packed_memories(tmp_path: Path) -> None:
    memory = Memory(HEADER, tuple(entries()))
    memory.write(tmp_path / "m.tmx")
    data = (tmp_path / "m.tmx").read_bytes()
    (tmp_path / "m.gz").write_bytes(gzip.compress(data))
    with zipfile.ZipFile(tmp_path / "m.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/m.tmx", data)
        archive.writestr("readme.txt", "x")
    for name in ("m.gz", "m.zip"):
        with reading(tmp_path / name, "tmx") as (_, back):
            assert tuple(back) == memory.entries


def test_a_header_is_written_whole(tmp_path: Path) -> None:
    unit = (
        '<tu><tuv xml:lang="en"><seg>Mow the <x:n/>lawn.</seg></tuv><tuv xml:lang="zh-CN"><seg>割草。</seg></tuv></tu>'
    )
    for head in ("", '<header segtype="block"/>'):
        path = tmp_path / "m.tmx"
        path.write_text(f'<tmx version="1.4">{head}<body>{unit * 3}</body></tmx>', encoding="utf-8")
        with reading(path) as (header, entries):
            writing_to(tmp_path / "o.tmx", header, entries)
        # A parser that knows name spaces reads it, and what it holds is the same.
        root = ElementTree.parse(tmp_path / "o.tmx").getroot()
        found = root.find("header")
        assert found is not None
        assert found.attrib == {
            "creationtool": "unknown",
            "creationtoolversion": "unknown",
            "segtype": "block" if head else "sentence",
            "o-tmf": "unknown",
            "adminlang": "en",
            "datatype": "plaintext",
            "srclang": "en",
        }
        assert len(list(root.iter("{urn:undeclared:x}n"))) == 3


def test_a_prefix_that_is_declared_stays_as_it_was(tmp_path: Path) -> None:
    for root, own in ((' xmlns:x="urn:a"', ""), ("", ' xmlns:x="urn:a"')):
        unit = f'<tu><tuv xml:lang="en"><seg>Mow &lt;x:b&gt; <x:n{own} a="&gt;"><x:m/></x:n>lawn.</seg></tuv></tu>'
        start = f'<tmx version="1.4"{root}><header srclang="en"/><body>'
        path = tmp_path / "m.tmx"
        path.write_text(f"{start}{unit * 2}</body></tmx>", encoding="utf-8")
        with reading(path) as (header, entries):
            writing_to(tmp_path / "o.tmx", header, entries)
        text = (tmp_path / "o.tmx").read_text(encoding="utf-8")
        assert "undeclared" not in text
        assert [e.tag for e in ElementTree.fromstring(text).iter() if "urn" in e.tag] == ["{urn:a}n", "{urn:a}m"] * 2


def test_properties_that_a_catalogue_cannot_hold_are_told(tmp_path: Path) -> None:
    entry = Entry((Variant("en", ("a",)), Variant("zh", ("甲",))), {}, (Prop("client", "Guild"), Prop("x-place", "4")))
    _, losses = writing_to(tmp_path / "m.po", Header({"srclang": "en"}), [entry])
    assert str(losses) == "the properties client"
    written = (tmp_path / "m.po").read_text(encoding="utf-8")
    assert "x-place: 4" in written
    assert "Guild" not in written


def _many(*units: str) -> str:
    tus = "".join(f"<tu>{unit}</tu>" for unit in units)
    return f'<tmx version="1.4"><header srclang="en"/><body>{tus}</body></tmx>'


def _tuvs(**texts: str) -> str:
    tags = {"zh": "zh-Hans"}
    return "".join(
        f'<tuv xml:lang="{tags.get(name, name)}"><seg>{text}</seg></tuv>' for name, text in sorted(texts.items())
    )


@pytest.mark.parametrize("name", ["m.csv", "m.tsv", "m.xlf", "m.po"])
def test_a_unit_without_the_pair_has_no_translation(name: str, tmp_path: Path) -> None:
    source, out = tmp_path / "six.tmx", tmp_path / name
    lacking = _tuvs(en="The gull waits.", fr="La mouette attend.")
    both = _tuvs(ar="نورس", en="The gull flies.", fr="La mouette vole.", zh="海鸥飞。")
    source.write_text(_many(lacking, both, lacking), encoding="utf-8")
    with reading(source) as (header, entries):
        written, losses = writing_to(out, header, entries)
    assert written == 1
    assert "2 units without both languages" in str(losses)
    text = out.read_text(encoding="utf-8-sig")
    assert "海鸥飞。" in text
    assert "mouette" not in text
    memory = Memory.read(source)
    assert [pair.target for pair in memory.pairs()] == ["海鸥飞。"]
    assert memory.further_languages() == ("ar", "fr")


def test_of_languages_that_none_of_ours_is_the_commonest_is_meant(tmp_path: Path) -> None:
    source = tmp_path / "m.tmx"
    units = [_tuvs(en=f"Gull {n}.", fr=f"Mouette {n}.") for n in range(3)]
    source.write_text(_many(_tuvs(en="Gull.", es="Gaviota."), *units), encoding="utf-8")
    assert [pair.target for pair in Memory.read(source).pairs()] == ["Mouette 0.", "Mouette 1.", "Mouette 2."]


def test_tables_say_that_who_made_a_unit_is_not_kept_beside_who_changed_it(tmp_path: Path) -> None:
    variants = (Variant("en", ("Gull.",)), Variant("zh-CN", ("海鸥。",)))
    header = Header({"srclang": "en"})
    for fields, said in (({"creationid": "Li", "changeid": "Wu"}, True), ({"creationid": "Li"}, False)):
        _, losses = writing_to(tmp_path / "m.csv", header, [Entry(variants, fields)])
        assert ("creationid beside changeid" in str(losses)) == said
        with reading(tmp_path / "m.csv") as (_, entries):
            assert [entry.attributes["changeid"] for entry in entries] == ["Wu" if said else "Li"]
