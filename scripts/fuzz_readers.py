"""Fuzz what reads files of others, and what writes them again: python scripts/fuzz_readers.py [--seconds 120]

With atheris, for a bounded time. Coverage leads the mutations; files in archives are mutated part by part, or the
checksum would end every run. A reader may answer with a document or an error of ours; anything else stops the run, and
the input is written to `crash-*`. What is fed besides documents is in fuzz_formats.py.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed: pip install atheris (Linux and macOS)")

with atheris.instrument_imports(include=["duizhao.corpora"]):
    from duizhao.corpora.assembly import assemble
    from duizhao.corpora.errors import DuizhaoError
    from duizhao.corpora.model import Document, Origin
    from duizhao.corpora.readers import html, markdown, text
    from duizhao.corpora.readers.office import docx, odt, sheet
    from duizhao.corpora.readers.pdf import reader as pdf
    from duizhao.corpora.readers.protocol import BlockReader
    from duizhao.corpora.reading import document_formats
    from duizhao.corpora.storage.encodings import decode

with atheris.instrument_imports(include=["duizhao.tmx", "duizhao.terminology", "duizhao.review", "duizhao.quality"]):
    from scripts import fuzz_formats

FIXTURES = ROOT / "tests" / "fixtures" / "readers"
# The first byte of an input chooses the reader, or what comes behind them.
READERS = (
    ("markdown", markdown.read_blocks),
    ("text", text.read_blocks),
    ("html", html.read_blocks),
    ("docx", docx.read_blocks),
    ("odt", odt.read_blocks),
    ("pdf", pdf.read_blocks),
    ("csv", sheet.read_blocks),
    # The reader of bilingual tables takes a file by its ending.
    ("csv", None),
    ("xlsx", None),
    ("ods", None),
)
# What is fed besides documents: memories, stores, glossaries, policies, reviews, reports.
OTHERS = tuple(fuzz_formats.TARGETS)
TABLE = Path(tempfile.gettempdir()) / f"duizhao-fuzz-{os.getpid()}"


def one(data: bytes) -> None:
    """Read one input; only errors of ours may come out."""
    if not data:
        return
    chosen = data[0] % (len(READERS) + len(OTHERS))
    try:
        if chosen >= len(READERS):
            fuzz_formats.TARGETS[OTHERS[chosen - len(READERS)]](data[1:])
            return
        name, reader = READERS[chosen]
        documents = read_table(data[1:], name) if reader is None else (read_document(data[1:], name, reader),)
    except DuizhaoError as error:
        if not str(error):
            raise AssertionError("an error that says nothing") from error
        return
    for document in documents:
        assert len({unit.id for unit in document}) == len(document.units), "two units of one id"
        for unit in document:
            for mark in unit.marks:
                assert 0 <= mark.span.start <= mark.span.end <= len(unit.text), "a mark outside its text"


def read_document(data: bytes, name: str, reader: BlockReader) -> Document:
    """The bytes as a document of a format."""
    path = Path(f"fuzz.{name}")
    reading = reader(data, path=path)
    origin = Origin(str(path), name, reading.encoding)
    pages = name in document_formats and document_formats.get(name).pages
    return assemble(reading.blocks, id="fuzz", origin=origin, notices=reading.notices, pages=pages)


def read_table(data: bytes, name: str) -> tuple[Document, Document]:
    """The bytes as a bilingual table; its rows must be made of its units."""
    path = TABLE.with_suffix(f".{name}")
    path.write_bytes(data)
    try:
        table = sheet.read_parallel(path)
    finally:
        path.unlink()
    for side, document in enumerate((table.source, table.target)):
        paired = [unit.id for row in table.rows for unit in row[side]]
        known = {unit.id for unit in document}
        assert len(set(paired)) == len(paired), "a unit in two rows"
        assert set(paired) <= known, "a row of units that the document has not"
    return table.source, table.target


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """libFuzzer's mutations, within a part where the input is an archive."""
    if data[1:3] != b"PK":
        return bytes(atheris.Mutate(data, most))
    try:
        with zipfile.ZipFile(io.BytesIO(data[1:])) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # whatever zipfile makes of an archive that was mutated as a whole
        return bytes(atheris.Mutate(data, most))
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    if not names or seed % 20 == 0:
        return bytes(atheris.Mutate(data, most))
    name = names[seed % len(names)]
    parts[name] = bytes(atheris.Mutate(parts[name], len(parts[name]) + 1000))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return data[:1] + out.getvalue() if len(out.getvalue()) < most else data


def seeds() -> list[bytes]:
    """Small inputs of every format to begin with."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.import_pages(pypdfium2.PdfDocument(FIXTURES / "paper.en.libreoffice.pdf"), [1])
    page = io.BytesIO()
    document.save(page)
    paper = (ROOT / "corpora" / "samples" / "zh.md").read_bytes()
    files = (
        paper[:3000],
        (FIXTURES / "paper.en.txt").read_bytes()[:3000],
        (FIXTURES / "paper.en.html").read_bytes()[:6000],
        (FIXTURES / "paper.en.docx").read_bytes(),
        (FIXTURES / "paper.en.odt").read_bytes(),
        page.getvalue(),
        b'en;note\nThe first.;a\n"The second";b\n',
        *tables(),
    )
    legacy = [
        bytes([0]) + paper[:900].decode("utf-8", "ignore").encode(name, "ignore") for name in ("gb18030", "utf-16")
    ]
    # Every way to print a number, which mutations of bytes do not find.
    typed = "１．见第２段。\n\n⒉ 第三条之二 乙。\n\n２之二．（３）丙。\n\n⑷ ㈤ ⑥ Ⅶ．丁。\n\n第１２条 戊。".encode()
    documents = [bytes([i]) + data for i, data in enumerate(files)] + legacy + [b"\x01" + typed]
    return documents + [bytes([len(READERS) + OTHERS.index(name)]) + data for name, data in fuzz_formats.seeds()]


def tables() -> tuple[bytes, ...]:
    """A bilingual table as CSV, XLSX and ODS."""
    from openpyxl import Workbook

    rows = [("en", "zh"), ("The lamp is lit.", "灯亮着。"), ("It is old.", ""), ("The end.", "完。")]
    book, out = Workbook(), io.BytesIO()
    page = book.create_sheet("pairs", 0)
    for row in rows:
        page.append(row)
    page.merge_cells("A3:A4")
    book.save(out)
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{urn}office:1.0" xmlns:table="{urn}table:1.0" '
        f'xmlns:text="{urn}text:1.0"><office:body><office:spreadsheet><table:table table:name="T">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return "\n".join(",".join(row) for row in rows).encode(), out.getvalue(), opened.getvalue()


def main() -> None:
    """Run for the seconds given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=120, help="how long to run")
    options = parser.parse_args()
    # The second witness loads its tables once, outside the runs.
    decode("会议通过了关于体面劳动的决定。".encode("gb18030") * 3)
    with tempfile.TemporaryDirectory() as folder:
        for i, seed in enumerate(seeds()):
            (Path(folder) / f"seed{i}").write_bytes(seed)
        arguments = [sys.argv[0], folder, f"-max_total_time={options.seconds}", "-max_len=200000", "-timeout=60"]
        atheris.Setup([*arguments, "-rss_limit_mb=4000"], one, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
