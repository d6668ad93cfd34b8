"""Tables of texts as others write them: escapes of TSV, delimiters of CSV, rows that are short or empty."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Entry, Header, Variant
from duizhao.tmx.formats.tables import read_csv, read_tsv, write_csv, write_tsv


def read(text: str, reader: object = read_tsv) -> list[tuple[str, ...]]:
    _, entries = reader(io.BytesIO(text.encode("utf-8")), (), Path("m"))  # type: ignore[operator]
    return [tuple(variant.text for variant in entry.variants) for entry in entries]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (r"a\tb", "a\tb"), (r"a\nb\r", "a\nb\r"), (r"a\\tb", r"a\tb"), (r"\\", "\\"), (r"\\\n", "\\\n"),
        # What is no escape of ours stands for itself.
        (r"C:\dir", r"C:\dir"), ("a\\", "a\\"), (r"\x\\", "\\x\\"),
    ],
)  # fmt: skip
def test_escapes_of_tsv(cell: str, text: str) -> None:
    assert read(f"en\tzh-CN\n{cell}\t甲\n") == [(text, "甲")]


@pytest.mark.parametrize("text", ["a\tb", "a\r\nb", r"a\tb", "\\", "\\\\n", "a\\\nb", "plain"])
def test_what_tsv_writes_it_reads(text: str) -> None:
    out = io.BytesIO()
    entry = Entry((Variant("en", (text,)), Variant("zh-CN", ("甲",))))
    write_tsv(out, Header({"srclang": "en"}), [entry])
    assert out.getvalue().count(b"\n") == 2
    assert read(out.getvalue().decode("utf-8")) == [(text, "甲")]


def test_empty_and_short_rows() -> None:
    assert read("en\tzh-CN\n\nA\t甲\nB\t\n\t乙\n \t丙\n", read_tsv) == [("A", "甲")]
    for reader, text in ((read_tsv, "en\tzh-CN\nA\t甲\nalone\n"), (read_csv, "en,zh-CN\nA,甲\nalone\n")):
        with pytest.raises(InputError, match="a row needs two texts") as told:
            read(text, reader)
        assert told.value.line == 3
    for head in ("en\n", ""):
        with pytest.raises(InputError, match="two columns") as told:
            read(head)
        assert told.value.line == 1


def test_csv_by_its_commonest_delimiter() -> None:
    for mark in ",;\t":
        assert read(f'en{mark}zh-CN{mark}client\n"a,b;c"{mark}甲{mark}x\n', read_csv) == [("a,b;c", "甲")]


def test_an_empty_memory_says_its_languages() -> None:
    for source, target, head in (("en", "", "en,zh-CN,"), ("*all*", "fr", "en,fr,"), ("de", "zh-TW", "de,zh-TW,")):
        out = io.BytesIO()
        write_csv(out, Header({"srclang": source}), [], target=target)
        assert out.getvalue().decode("utf-8-sig").startswith(head)
        assert out.getvalue().count(b"\n") == 1


@pytest.mark.parametrize(
    ("head", "languages", "columns"),
    [
        ("ID,English,Chinese,Status", (), ()),
        ("ID,English (United Kingdom),Chinese (PRC),Comment", (), ()),
        ("#,Source: en,Target: zh_cn,Comment", (), ()),
        ("no,en-GB,zh-CN,state", (), ()),
        ("no,英文,中文,备注", (), ()),
        ("ID,Source,Target,Comment", ("en", "zh-CN"), ()),
        ("Identifier,Source String,Translation,Context", ("en", "zh-CN"), ()),
        ("ID,one,two,Comment", (), ("B", "c")),
        ("ID,one,two,Comment", (), ("2", "Two")),
        ("ID,English text,Text (zh),Comment", ("en", "zh-CN"), ()),
    ],
)
def test_the_columns_that_are_meant(head: str, languages: tuple[str, ...], columns: tuple[str, ...]) -> None:
    if columns and not languages:
        languages = ("en", "zh-CN")
    text = f"{head}\n7,Shut it.,关上。,ask\n".encode()
    header, entries = read_csv(io.BytesIO(text), languages, "t.csv", columns)
    (entry,) = entries
    assert [v.text for v in entry.variants] == ["Shut it.", "关上。"]
    assert header.source_language in ("en", "en-GB")
    assert entry.notes == ("ask",) or "ask" in entry.props.values()
    assert "7" in entry.props.values()


@pytest.mark.parametrize(
    ("head", "languages", "columns", "cure"),
    [
        ("ID,one,two,Comment", (), (), "--columns"),
        ("ID,one,two,Comment", ("en", "zh-CN"), (), "--columns"),
        ("ID,Source,Target,Comment", (), (), "--languages"),
        ("ID,one,two,Comment", ("en", "zh-CN"), ("B", "nine"), "Its headings"),
        ("en,en-US,zh,Comment", ("en", "fr"), (), "--columns"),
    ],
)
def test_what_would_be_a_guess_is_refused(
    head: str, languages: tuple[str, ...], columns: tuple[str, ...], cure: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_csv(io.BytesIO(f"{head}\n7,Shut it.,关上。,ask\n".encode()), languages, "t.csv", columns)
    assert cure in str(caught.value.cure)


def test_the_table_that_align_writes_is_a_memory_with_its_places() -> None:
    head = (
        "document\tparagraph\tsource_sentences\ttarget_document\ttarget_paragraph\ttarget_sentences\ttype\tconfidence"
    )
    row = "en.md\t29\t1\tzh.md\t29\t1-2\t1-2\t0.935\tThe ferry leaves.\t渡船开。"
    text = f"{head}\tsource\ttarget\n{row}\n".encode()
    (entry,) = read_tsv(io.BytesIO(text), ("en", "zh-CN"), "pairs.tsv")[1]
    assert [v.text for v in entry.variants] == ["The ferry leaves.", "渡船开。"]
    assert entry.props == {
        "x-document": "en.md",
        "x-paragraph": "29",
        "x-sentence": "1",
        "x-confidence": "0.935",
        "x-alignment": "1-2",
        "x-target-document": "zh.md",
        "x-target-paragraph": "29",
        "x-target-sentence": "1-2",
    }
