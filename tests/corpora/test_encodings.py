"""Bytes to text: what is told, what is refused, and that a refusal says how to go on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.errors import DuizhaoError, InputError, SettingsError
from duizhao.corpora.storage import encodings

SIMPLIFIED = "会议通过了关于体面劳动的决定，并请总干事在下届会议上提出报告。各国政府和工人组织将继续参与这项工作。\n"
TRADITIONAL = "會議通過了關於體面勞動的決定，並請總幹事在下屆會議上提出報告。各國政府和工人組織將繼續參與這項工作。\n"
ENGLISH = "The meeting adopted the decision and asked the Office for a report.\n" * 3


@pytest.mark.parametrize(
    ("text", "written", "told"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "𠀀㐀", "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL + "㗎", "big5hkscs", "big5hkscs"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (ENGLISH, "ascii", "utf-8"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-8-sig", "utf-8-sig"),
        ("一", "utf-8", "utf-8"),
    ],
)
def test_detects(text: str, written: str, told: str) -> None:
    assert encodings.decode(text.encode(written)) == (text, told)


# Lists of names hold few of the commonest characters, and so are weak evidence.
FRUIT = "蘋果 香蕉 葡萄 鳳梨 橘子 櫻桃 檸檬 芒果 榴槤 草莓 西瓜 石榴 枇杷 荔枝 龍眼 楊梅 山楂 柿子\n"
FEWER = "苹果 香蕉 葡萄 菠萝 橘子 樱桃 柠檬 芒果 榴莲 草莓 西瓜\n"


@pytest.mark.parametrize("written", ["gb18030", "big5"])
def test_weak_evidence_needs_a_second_witness(written: str) -> None:
    assert 0.1 <= encodings.plausibility(FRUIT) < 0.25
    assert encodings.decode(FRUIT.encode(written)) == (FRUIT, written)


def test_weak_evidence_that_nobody_confirms_is_refused() -> None:
    assert 0.1 <= encodings.plausibility(FEWER) < 0.25
    # Bytes of UTF-16 are told by their order, and so is a text in UTF-8.
    assert encodings.decode(FEWER.encode("utf-16-le")).text == FEWER
    assert encodings.decode(FEWER.encode()).text == FEWER
    with pytest.raises(InputError, match="nor is the file surely in a Chinese encoding") as caught:
        encodings.decode(FEWER.encode("gb18030"))
    assert "--encoding" in caught.value.cure


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030")],
)
def test_byte_order_mark_is_evidence_and_not_text(mark: bytes, encoding: str) -> None:
    data = mark + SIMPLIFIED.encode(encoding)
    assert encodings.decode(data) == (SIMPLIFIED, encoding)
    assert encodings.decode(data, encoding=encoding) == (SIMPLIFIED, encoding)


@pytest.mark.parametrize("name", ["GB2312", "gbk", "GB18030", "cp936", "gb_18030"])
def test_the_users_word_is_followed(name: str) -> None:
    assert encodings.decode(SIMPLIFIED.encode("gb18030"), encoding=name) == (SIMPLIFIED, "gb18030")
    # Even where it gives mojibake: the user was asked, and answered.
    assert encodings.decode("é".encode("cp1252"), encoding="cp1252").text == "é"


def test_utf_16_by_name_takes_its_order_from_the_mark() -> None:
    assert encodings.decode(SIMPLIFIED.encode("utf-16"), encoding="utf-16").text == SIMPLIFIED


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "hex", "", " \0"])
def test_unknown_encoding_lists_the_known(name: str) -> None:
    if not name:
        assert encodings.decode(b"abc", encoding=name).encoding == "utf-8"
        return
    with pytest.raises(SettingsError, match="gb18030"):
        encodings.decode(b"abc", encoding=name)


@pytest.mark.parametrize(
    ("data", "says", "line"),
    [
        # Latin-1 in a text that is else ASCII.
        ("Line one.\nUn café à Genève, déjà.\n".encode("latin-1"), "--encoding cp1252", 2),
        (b"Resume\xe9\n", "--encoding", 1),
        # UTF-8 with one bad byte.
        (SIMPLIFIED.encode() * 5 + b"\xff\n", "mend this place", 6),
        (SIMPLIFIED.encode()[:-3], "mend this place", 1),
        # GB18030 with one bad byte.
        (SIMPLIFIED.encode("gb18030") * 5 + b"\xff\n", "looks like gb18030", 6),
        # Two characters are no evidence.
        ("你好".encode("gb18030"), "--encoding gb18030", 1),
        (b"\xef\xbb\xbfabc\xff", "breaks off", 1),
        (b"abc\ndef\0ghi", "NUL bytes", 2),
        (bytes(range(256)) * 4, "NUL bytes", 1),
    ],
)
def test_doubtful_bytes_are_refused_with_place_and_cure(data: bytes, says: str, line: int) -> None:
    with pytest.raises(InputError, match=says) as caught:
        encodings.decode(data, path="paper.md")
    assert caught.value.line == line
    assert caught.value.path == "paper.md"
    assert caught.value.cure


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n1 0 obj", r"PDF document.*\.pdf"),
        (b"\n\n%PDF-1.4\n1 0 obj", r"PDF document.*\.pdf"),
        (b"PK\x03\x04....word/document.xml", r"Word document.*\.docx"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", r"\.odt"),
        (b"PK\x03\x04....xl/workbook.xml", r"\.xlsx"),
        (b"PK\x03\x04....", "ZIP archive"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or encrypted Office"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
    ],
)
def test_other_formats_under_a_text_name(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        encodings.decode(data)


def test_a_text_about_pdf_is_a_text() -> None:
    text = "A PDF begins with %PDF-1.7, an archive with PK.\n"
    assert encodings.decode(text.encode()).text == text


def test_the_option_that_the_error_names_settles_it() -> None:
    data = "你好".encode("gb18030")
    with pytest.raises(InputError, match="--encoding gb18030"):
        encodings.decode(data)
    assert encodings.decode(data, encoding="gb18030").text == "你好"


def test_wrong_encoding_from_the_user_is_refused() -> None:
    with pytest.raises(InputError, match="is not utf-8"):
        encodings.decode(SIMPLIFIED.encode("gb18030"), encoding="utf-8")


def test_load(tmp_path: Path) -> None:
    small = tmp_path / "a.md"
    small.write_bytes(b"abc")
    assert encodings.load(small) == b"abc"
    with pytest.raises(InputError, match="larger than"):
        encodings.load(small, limit=2)
    (tmp_path / "empty.md").touch()
    for path, says in ((tmp_path / "none.md", "no such"), (tmp_path, "folder"), (tmp_path / "empty.md", "empty")):
        with pytest.raises(InputError, match=says):
            encodings.load(path)


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_every_utf_8_text_is_read_as_it_is(text: str) -> None:
    if text.startswith("\ufeff") or encodings.signature(text.encode()):
        return
    assert encodings.decode(text.encode()) == (text, "utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_our_own_error(data: bytes) -> None:
    try:
        text, encoding = encodings.decode(data)
    except DuizhaoError:
        return
    assert "\0" not in text
    assert encoding


@given(st.lists(st.sampled_from(SIMPLIFIED), min_size=30).map("".join), st.sampled_from(["gb18030", "utf-16-le"]))
def test_shuffled_chinese_is_told_or_refused_never_misread(text: str, encoding: str) -> None:
    with suppress(InputError):
        assert encodings.decode(text.encode(encoding)) == (text, encoding)
