"""The seed's format: what is read, and every fault refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.terminology import Status
from duizhao.terminology.ilo_seed import COLUMNS, read_seed

HEAD = "\t".join(COLUMNS)
GOOD = "decent-work\temployment\tdecent work | DW\t体面劳动 | !体面工作 | ~像样工作\ta note"


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "seed.tsv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def test_reads_statuses_comments_and_notes(tmp_path: Path) -> None:
    glossary = read_seed(write(tmp_path, "# a comment", HEAD, "", GOOD))
    (concept,) = glossary
    assert (concept.id, concept.domain, concept.note) == ("decent-work", "employment", "a note")
    assert [(t.text, t.status) for t in concept.terms] == [
        ("decent work", Status.PREFERRED),
        ("DW", Status.ADMITTED),
        ("体面劳动", Status.PREFERRED),
        ("体面工作", Status.DEPRECATED),
        ("像样工作", Status.SUPERSEDED),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("x\temployment\ta\t甲", "4 columns"),
        ("x\temployment\ta\t甲\tn\tmore", "6 columns"),
        ("Decent Work\temployment\ta\t甲\t", "not lower-case"),
        ("decent-work\temployment\ta\t甲\t", "used twice"),
        ("x\tsport\ta\t甲\t", "unknown domain 'sport'"),
        ("x\temployment\t\t甲\t", "empty en term"),
        ("x\temployment\ta | \t甲\t", "empty en term"),
        ("x\temployment\ta\t甲 | 甲\t", "'甲' stands twice"),
        ("x\temployment\ta\t!甲\t", "first zh-CN term is marked"),
    ],
)
def test_refuses_a_faulty_line_with_its_number(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        read_seed(write(tmp_path, HEAD, GOOD, line))
    assert caught.value.line == 3


def test_refuses_other_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="header"):
        read_seed(write(tmp_path, GOOD))
    with pytest.raises(InputError, match="header"):
        read_seed(write(tmp_path, ""))
    with pytest.raises(InputError, match="not UTF-8"):
        read_seed(write(tmp_path, HEAD, GOOD, encoding="gb18030"))
    with pytest.raises(InputError, match="no such file"):
        read_seed(tmp_path / "missing.tsv")
