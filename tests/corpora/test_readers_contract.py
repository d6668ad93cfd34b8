"""What every reader owes: the same paper gives the same units, nothing readable is lost, and a bad file is told.

A reader joins by a subclass with its fixtures; `scripts/build_reader_fixtures.py` writes them.
"""

from __future__ import annotations

import re
import socket
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import pytest

from duizhao.corpora import samples
from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Document, Kind, Unit
from duizhao.corpora.reading import read

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "readers"
LANGUAGES = ("en", "zh")


def key(unit: Unit) -> tuple[str, tuple[int, ...] | None, str]:
    """A unit for comparing: white space and width aside, as line breaks in a PDF lose them."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", unit.text))
    return unit.kind.value, unit.number, text


def f1(gold: Document, found: Document) -> float:
    """Of units that agree in kind, number and text, furniture and contents lines aside."""
    want, have = Counter(map(key, gold.translatable)), Counter(map(key, found.translatable))
    hits = (want & have).total()
    return 2 * hits / (want.total() + have.total())


class ReaderContract:
    """Tests that every reader inherits. `endings` are its fixtures, `floor` the least F1 against the Markdown."""

    endings: ClassVar[tuple[str, ...]]
    floor: ClassVar[float] = 0.99
    # The same, white space and all.
    exact_floor: ClassVar[float] = 0.99
    # Whether a file that is cut short is told from a shorter one.
    knows_its_end: ClassVar[bool] = True

    @pytest.fixture(scope="class")
    @classmethod
    def papers(cls) -> dict[tuple[str, str], tuple[Document, Document]]:
        """(language, ending): the paper as Markdown, and as this format."""
        gold = {language: read(samples.path(f"{language}.md")) for language in LANGUAGES}
        return {
            (language, ending): (gold[language], read(FIXTURES / f"paper.{language}{ending}"))
            for language in LANGUAGES
            for ending in cls.endings
        }

    def test_the_same_units(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for name, (gold, found) in papers.items():
            assert f1(gold, found) >= self.floor, (name, set(map(key, gold)) ^ set(map(key, found)))

    def test_the_same_white_space(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for name, (gold, found) in papers.items():
            want, have = ({(u.kind, u.number, u.text) for u in d.translatable} for d in (gold, found))
            assert 2 * len(want & have) / (len(want) + len(have)) >= self.exact_floor, (name, want ^ have)

    def test_the_same_numbers(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for gold, found in papers.values():
            numbers = [[u.number for u in d if u.kind is Kind.PARAGRAPH and u.number] for d in (gold, found)]
            assert numbers[0] == numbers[1]

    def test_nothing_readable_is_lost(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for name, (gold, found) in papers.items():
            want = Counter("".join(key(u)[2] for u in gold.translatable))
            have = Counter("".join(key(u)[2] + u.label for u in found))
            assert (want - have).total() <= 0.001 * want.total(), name

    def test_furniture_is_no_text(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for _, found in papers.values():
            assert not [u for u in found.translatable if u.text.strip() == "IINO/C.61/3" or u.text.strip().isdigit()]

    def test_ids_are_unique_and_spans_in_order(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for _, found in papers.values():
            assert len({u.id for u in found}) == len(found.units)
            for unit in found:
                for mark in unit.marks:
                    assert 0 <= mark.span.start <= mark.span.end <= len(unit.text)

    def test_notes_and_their_marks_agree(self, papers: dict[tuple[str, str], tuple[Document, Document]]) -> None:
        for _, found in papers.values():
            notes = {u.label for u in found if u.kind is Kind.FOOTNOTE}
            marks = {m.value for u in found for m in u.marks if m.kind == "footnote"}
            assert notes == marks == {"1", "2", "3"}

    def test_reading_twice_is_the_same(self) -> None:
        path = FIXTURES / f"paper.en{self.endings[0]}"
        assert read(path) == read(path)

    def test_no_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: object, **kwargs: object) -> None:
            raise AssertionError("a reader opened a socket")

        monkeypatch.setattr(socket, "socket", refuse)
        assert read(FIXTURES / f"paper.zh{self.endings[0]}").units

    @pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.7, 0.99])
    def test_a_file_cut_short(self, tmp_path: Path, part: float) -> None:
        source = FIXTURES / f"paper.en{self.endings[0]}"
        path = tmp_path / source.name
        data = source.read_bytes()
        path.write_bytes(data[: int(part * len(data))])
        if not self.knows_its_end and part:
            with suppress(InputError):
                assert read(path).units
            return
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.cure
        assert source.name in str(caught.value)

    @pytest.mark.parametrize("start", [b"\0", b"\xff", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"])
    def test_another_kind_of_file(self, tmp_path: Path, start: bytes) -> None:
        path = tmp_path / f"paper{Path(self.endings[0]).suffix}"
        path.write_bytes(start * 300)
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.cure


class TestDocx(ReaderContract):
    endings = (".docx", ".libreoffice.docx")


class TestOdt(ReaderContract):
    endings = (".odt",)


class TestHtml(ReaderContract):
    endings = (".html", ".libreoffice.html")
    knows_its_end = False


class TestPdf(ReaderContract):
    endings = (".libreoffice.pdf", ".chromium.pdf")
    floor = 0.97
    # PDFium repairs a file whose end is missing, as viewers do.
    knows_its_end = False


class TestText(ReaderContract):
    endings = (".txt",)
    knows_its_end = False
