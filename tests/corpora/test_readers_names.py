"""A file's name and its first bytes must agree; where they do not, the error says the right name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from duizhao.corpora import samples
from duizhao.corpora.errors import InputError
from duizhao.corpora.reading import read

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "readers"


@pytest.mark.parametrize(
    ("ending", "called", "says"),
    [
        (".docx", ".md", r"called \.md but is a Word document. Rename it to paper\.docx"),
        (".docx", ".odt", r"is a Word document. Rename it to paper\.docx"),
        (".docx", ".pdf", r"is a Word document. Rename it to paper\.docx"),
        (".odt", ".txt", r"is an OpenDocument text. Rename it to paper\.odt"),
        (".libreoffice.pdf", ".html", r"is a PDF document. Rename it to paper\.pdf"),
        (".libreoffice.pdf", ".docx", r"is a PDF document. Rename it to paper\.pdf"),
        (".txt", ".docx", r"is plain text. Rename it to paper\.md or paper\.txt"),
        (".html", ".pdf", r"is plain text. Rename it to paper\.html"),
    ],
)
def test_a_wrong_name_is_told_with_the_right_one(tmp_path: Path, ending: str, called: str, says: str) -> None:
    path = tmp_path / f"paper{called}"
    shutil.copy(FIXTURES / f"paper.en{ending}", path)
    with pytest.raises(InputError, match=says):
        read(path)


@pytest.mark.parametrize("ending", [".docx", ".odt", ".libreoffice.pdf"])
def test_a_file_without_a_name_for_its_kind_is_known_by_its_bytes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "paper"
    shutil.copy(FIXTURES / f"paper.en{ending}", path)
    assert read(path).origin.format == ending.rpartition(".")[2]


def test_the_user_may_say_the_format(tmp_path: Path) -> None:
    path = tmp_path / "paper.dat"
    shutil.copy(samples.path("en.md"), path)
    with pytest.raises(InputError, match="unknown kind"):
        read(path)
    assert read(path, format="markdown").units == read(samples.path("en.md")).units


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"{\\rtf1 x}", "a.rtf", "an RTF document.*Save it as .docx"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "a PNG image, which is not read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "Save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "old binary Office format"),
        (b"\x1f\x8b\x08", "a.gz", "Unpack it first"),
    ],
)
def test_what_is_not_read_is_told_with_a_cure(tmp_path: Path, data: bytes, name: str, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=says):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.md", "a.csv"])
def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as stream:
        stream.truncate(300 * 2**20)
    with pytest.raises(InputError, match="larger than"):
        read(tmp_path / name)
