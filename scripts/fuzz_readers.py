"""Fuzz the readers with atheris for a bounded time: python scripts/fuzz_readers.py [--seconds 120]

Coverage leads the mutations; files in archives are mutated part by part, or the checksum would end every run. A reader
may answer with a document or an error of ours; anything else stops the run, and the input is written to `crash-*`.
"""

from __future__ import annotations

import argparse
import io
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

with atheris.instrument_imports(include=["corpora"]):
    from corpora.assemble import assemble
    from corpora.encodings import decode
    from corpora.errors import DuizhaoError
    from corpora.model import Origin
    from corpora.readers import docx, html, markdown, odt, pdf, sheet, text

FIXTURES = ROOT / "tests" / "fixtures" / "readers"
# The first byte of an input chooses the reader.
READERS = (
    ("markdown", markdown.read_blocks),
    ("text", text.read_blocks),
    ("html", html.read_blocks),
    ("docx", docx.read_blocks),
    ("odt", odt.read_blocks),
    ("pdf", pdf.read_blocks),
    ("csv", sheet.read_blocks),
)


def one(data: bytes) -> None:
    """Read one input; only errors of ours may come out."""
    if not data:
        return
    name, reader = READERS[data[0] % len(READERS)]
    path = Path(f"fuzz.{name}")
    try:
        reading = reader(data[1:], path=path)
        origin = Origin(str(path), name, reading.encoding)
        document = assemble(reading.blocks, id="fuzz", origin=origin, notices=reading.notices)
    except DuizhaoError as error:
        if not str(error):
            raise AssertionError("an error that says nothing") from error
        return
    assert len({unit.id for unit in document}) == len(document.units), "two units of one id"
    for unit in document:
        for mark in unit.marks:
            assert 0 <= mark.span.start <= mark.span.end <= len(unit.text), "a mark outside its text"


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
    )
    legacy = [
        bytes([0]) + paper[:900].decode("utf-8", "ignore").encode(name, "ignore") for name in ("gb18030", "utf-16")
    ]
    return [bytes([i]) + data for i, data in enumerate(files)] + legacy


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
