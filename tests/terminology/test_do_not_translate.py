"""Terms that are not to be translated, through every format that is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.terminology import Concept, Glossary, Status, Term, read_glossary, write_glossary

TABLE = "source_term,target_term,status\nRust,,do not translate\nkiln list,,DNT\noven,炉子,preferred\nquay,,不译\n"


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    path = tmp_path / "terms.csv"
    path.write_text(TABLE, encoding="utf-8")
    return read_glossary(path)


def targets(glossary: Glossary) -> list[tuple[str, str]]:
    return sorted((t.text, t.status.value) for c in glossary for t in c.terms_in("zh"))


def test_a_table_may_leave_the_target_empty(glossary: Glossary) -> None:
    kept = Status.KEPT.value
    assert targets(glossary) == [("Rust", kept), ("kiln list", kept), ("quay", kept), ("炉子", "preferred")]
    assert [c.keeps("zh-CN") for c in glossary] == [True, True, False, True]


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("t.csv", None),
        ("t.tsv", None),
        ("t.xlsx", None),
        ("t.json", None),
        ("t.tbx", None),
        ("t2.tbx", "tbx2"),
        ("t.utx", None),
        ("t.txt", "omegat"),
    ],
)
def test_every_format_brings_the_status_back(glossary: Glossary, name: str, format: str | None, tmp_path: Path) -> None:
    write_glossary(glossary, tmp_path / name, format=format)
    again = read_glossary(tmp_path / name, format=None if format == "tbx2" else format)
    assert targets(again) == targets(glossary)
    assert not [t.note for c in again for t in c.terms if t.note]


def test_a_note_beside_it_stays(tmp_path: Path) -> None:
    kept = Term("Rust", "zh-CN", Status.KEPT, note="the language")
    made = Glossary((Concept("c-rust", (Term("Rust", "en"), kept)),))
    for name in ("t.tbx", "t.utx"):
        write_glossary(made, tmp_path / name)
        (concept,) = read_glossary(tmp_path / name)
        assert [(t.status, t.note) for t in concept.terms_in("zh")] == [(Status.KEPT, "the language")]
