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
