"""Reading files: formats by name and by content, and every misuse a clear error."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import corpora
from duizhao.corpora.errors import DuizhaoError, InputError, SettingsError
from duizhao.corpora.readers import markdown, text


def test_a_document_says_where_it_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "paper.md"
    path.write_text("1. 一。\n\n2. 二。\n", encoding="utf-8")
    document = corpora.read(path)
    assert (document.id, document.language, document.origin.format) == ("paper.md", "zh", "markdown")
    assert document.origin.path == str(path)
    assert document.origin.encoding == "utf-8"
    assert document.origin.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert corpora.read(path, id="other").id == "other"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.md", b"", "empty"),
        ("fake.md", b"%PDF-1.4\n1 0 obj\n", "PDF"),
        ("cut.md", b"%PDF-1.7\nx\n", "PDF document that is cut off or damaged. Fetch it again"),
        ("cut.txt", b"\n\n%PDF-2.0\r\n%\xe2\xe3\xcf\xd3\r\n", "cut off or damaged"),
        ("cut.html", b"\xef\xbb\xbf%PDF-1.3 \n<</Length", "cut off or damaged"),
        ("cut.docx", b"%PDF-1.5\n%%EOF\n", "cut off or damaged"),
        ("latin.md", "caf\xe9 au lait, d\xe9j\xe0 vu\n".encode("latin-1"), "not UTF-8"),
        ("blank.md", b"\n\n  \n", "no text"),
        ("paper.xyz", b"text", "unknown kind"),
        ("nul.txt", b"a\0b", "NUL"),
    ],
)
def test_unreadable_files(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as error:
        corpora.read(path)
    assert str(path) in str(error.value)
    assert error.value.exit_code == 2


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        corpora.read(tmp_path / "none.md")
    with pytest.raises(InputError, match="folder"):
        corpora.read(tmp_path)


def test_the_format_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "paper.xyz"
    path.write_text("# A title\n\nThe text of it.", encoding="utf-8")
    assert corpora.read(path, format="markdown").units[0].kind == "heading"
    with pytest.raises(SettingsError, match="markdown"):
        corpora.read(path, format="latex")


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_text_readers_raise_only_our_errors_on_bytes(data: bytes) -> None:
    for reader in (markdown, text):
        # Any other error fails the test.
        with suppress(DuizhaoError):
            reading = reader.read_blocks(data, path=Path("x"))
            document = corpora.assemble(reading.blocks, id="x", origin=corpora.Origin("x", "text"), pages=True)
            assert document.units


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text(alphabet="1.2() \n\t-*#|>_`[]<>&;:：一、（）①第条段。\f\r的Aab", max_size=200))
def test_text_readers_raise_only_our_errors_on_text(source: str) -> None:
    for reader in (markdown, text):
        try:
            reading = reader.read_blocks(source.encode(), path=Path("x"))
            document = corpora.assemble(reading.blocks, id="x", origin=corpora.Origin("x", "markdown"), pages=True)
        except DuizhaoError:
            continue
        units = {u.id: u for u in document}
        assert len(units) == len(document.units)
        assert all(u.text for u in document)
        assert all(0 <= m.span.start <= m.span.end <= len(u.text) for u in document for m in u.marks)
        assert all(n.span.end <= len(units[n.unit].text) for n in document.notices if n.span)
        assert len(corpora.segment(document)) >= len(document.units)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_type_case(shared: Path, language: str) -> None:
    """Every paragraph number once; units, numbers and sentences of the first half as in the gold."""
    folder = shared / "corpora/ilo-gb346-pfa1"
    document = corpora.read(folder / f"{language}.md")
    numbered = [u.number for u in document if u.kind == "paragraph"]
    assert numbered == [(n,) for n in range(1, 205)]
    units = {u.id: u for u in document}
    sentences: dict[str, list[str]] = {}
    for piece in corpora.segment(document):
        sentences.setdefault(piece.unit, []).append("".join(piece.text.split()))
    side = 0 if language == "zh" else 1
    checked = 0
    for line in (folder / "gold-dev.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold["kind"] in ("para", "bullet"):
            beads = [s.replace("<sup>1</sup>", "") for bead in gold["beads"] for s in bead[side]]
            unit = units[gold["uid"]]
            assert unit.number is not None
            assert unit.number[0] == gold["number"]
            assert sentences[unit.id] == ["".join(s.split()) for s in beads]
            checked += 1
    assert checked == 260


def test_both_sides_of_the_type_case_have_the_same_units(shared: Path) -> None:
    ids = []
    for language in ("zh", "en"):
        document = corpora.read(shared / f"corpora/ilo-gb346-pfa1/{language}.md")
        ids.append([u.id for u in document.translatable if u.kind != "footnote"])
    assert ids[0] == ids[1]


def test_mdx_is_markdown(tmp_path: Path) -> None:
    page = tmp_path / "guide.mdx"
    page.write_text("# Lamps\n\nLight **them** at dusk.\n", encoding="utf-8")
    document = corpora.read(page, language="en")
    assert document.origin.format == "markdown"
    assert [unit.text for unit in document.units] == ["Lamps", "Light them at dusk."]
