"""Broken files of every format: a reader answers with a document or an error of ours, never with anything else."""

from __future__ import annotations

import random
import re
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.readers.office.sheet import read_parallel
from duizhao.corpora.reading import read
from tests.app import test_tables
from tests.corpora import test_readers_pdf, test_readers_pdf_tables

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "readers"
ENDINGS = (".docx", ".odt", ".html", ".libreoffice.html", ".txt", ".libreoffice.pdf")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file with a few pieces changed, dropped or doubled; in an archive, within one of its parts, so that the damage
    is not only the checksum's."""
    if data.startswith(b"PK"):
        parts = {}
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        parts[name] = _scratched(parts[name], chance, markup=True)
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return out.getvalue()
    return _scratched(data, chance, markup=not data.startswith(b"%PDF"))


def _scratched(data: bytes, chance: random.Random, *, markup: bool) -> bytes:
    """A few edits: single bytes, or whole tags and attributes, which leave the XML well formed more often."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if markup and kind < 2:
            # Whole tags and values change places.
            found = [m.span() for m in re.finditer(rb'<[^<>]*/>|"[^"<>]{0,40}"', data)]
            if len(found) > 1:
                (a, b), (c, d) = sorted(chance.sample(found, 2))
                data = data[:a] + data[c:d] + data[b:c] + (data[a:b] if kind else b'"99999999999"') + data[d:]
        elif kind == 2:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(3)) + data[at + 3 :]
        else:
            length = chance.randrange(200)
            data = data[:at] + data[at + length :]
    return data


def survives(ending: str, seed: int, folder: Path) -> None:
    source = FIXTURES / f"paper.en{ending}"
    path = folder / source.name
    path.write_bytes(mutated(source.read_bytes(), random.Random(seed)))
    with suppress(DuizhaoError):
        read(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_broken_files_give_our_own_errors(ending: str, tmp_path: Path) -> None:
    # A PDF takes a fifth of a second to read, the others a fiftieth.
    count = 4 if ending.endswith("pdf") else 16

    @settings(max_examples=count, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32))
    def run(seed: int) -> None:
        survives(ending, seed, tmp_path)

    run()


@pytest.mark.slow
@pytest.mark.parametrize("ending", ENDINGS)
def test_many_broken_files_give_our_own_errors(ending: str, tmp_path: Path) -> None:
    for seed in range(120 if ending.endswith("pdf") else 400):
        survives(ending, seed, tmp_path)


def table_files(folder: Path) -> dict[str, bytes]:
    """A bilingual table in every format, merged cells and all, and a PDF with a ruled one."""
    rows = [("en", "zh"), *test_tables.ROWS]
    made = [
        test_tables.workbook(folder / "t.xlsx", list(rows), ("A3:A4", "B6:B7")),
        test_tables.opendocument(folder / "t.ods", list(rows)),
    ]
    content = test_readers_pdf_tables.page(test_readers_pdf_tables.whole(), test_readers_pdf_tables.filling())
    return {path.suffix: path.read_bytes() for path in made} | {
        ".csv": "\n".join(",".join(f'"{cell or ""}"' for cell in row) for row in rows).encode(),
        ".pdf": test_readers_pdf.write(content),
    }


def survives_as_table(suffix: str, data: bytes, seed: int, folder: Path) -> None:
    path = folder / f"broken{suffix}"
    path.write_bytes(mutated(data, random.Random(seed)))
    with suppress(DuizhaoError):
        read(path) if suffix == ".pdf" else read_parallel(path)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv", ".pdf"])
def test_broken_tables_give_our_own_errors(suffix: str, tmp_path: Path) -> None:
    data = table_files(tmp_path)[suffix]
    for seed in range(40):
        survives_as_table(suffix, data, seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv", ".pdf"])
def test_many_broken_tables_give_our_own_errors(suffix: str, tmp_path: Path) -> None:
    data = table_files(tmp_path)[suffix]
    for seed in range(1500):
        survives_as_table(suffix, data, seed, tmp_path)
