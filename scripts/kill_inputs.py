"""The inputs of the commands that scripts/kill_test.py kills: parts of the sample, and what is made of them."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from pathlib import Path

from duizhao.corpora.samples import path as sample_path
from scripts.killed_command import NEW, OLD, here


def make_inputs(folder: Path, share: float) -> None:
    """The inputs of all commands: the sample's first part, and what is made of it."""
    folder.mkdir()
    for side in ("en", "zh"):
        text = sample_path(f"{side}.md").read_text(encoding="utf-8").split("\n")
        for name, part in (("a", share), ("b", share / 2), ("c", share / 3)):
            lines = text[: int(len(text) * part)]
            (folder / f"{name}.{side}.md").write_text("\n".join(lines), encoding="utf-8")
            (folder / f"{name}.{side}.txt").write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8")
    was = (folder / "a.en.md").read_text(encoding="utf-8")
    (folder / "was.en.md").write_text(re.sub(r"(?<=[a-z])\.\n", ", it was said.\n", was), encoding="utf-8")
    rows = [f"{name}.en.md\t{name}.zh.md\t{name}" for name in "abc"]
    (folder / "pairs.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    pairs = "".join(f'[[pair]]\nsource = "{n}.en.md"\ntarget = "{n}.zh.md"\nid = "{n}"\n' for n in "ab")
    toml = f'[project]\noutput = "../OUT/built"\n{pairs}[align]\nembed = "none"\n'
    (folder / "duizhao.toml").write_text(toml, encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        _make_more(folder.name)
    finally:
        os.chdir(before)


def _make_more(name: str) -> None:
    """What commands of ours make of the inputs, in the folder where we stand."""
    for line in (
        "align a.en.md a.zh.md -o aligned --embed none -q",
        "glossary extract aligned/memory.tmx -o glossary.csv --no-embed -q",
        "memory add aligned/memory.tmx --store m.db -q",
    ):
        if code := here(line, name):
            raise RuntimeError(f"exit code {code}: duizhao {line}")
    memory = Path("aligned/memory.tmx").read_bytes()
    Path("memory.tmx").write_bytes(memory)
    Path("named.tmx").write_bytes(memory.replace(b"a.en.md", name.encode() + b".md"))
    year = "2030" if name == OLD else "2031"
    Path("faulty.tmx").write_bytes(memory.replace("2030 年".encode(), f"{year} 年".encode()))
    make_weights(Path("e5-small-q4.bin"), 1 if name == OLD else 2)
    table = Path("glossary.csv").read_text(encoding="utf-8-sig").split("\n")
    reviewed = [line.replace(",preferred,", ",admitted,") for line in table]
    for inputs, many in ((OLD, 2), (NEW, 40)):
        Path(f"reviewed-{inputs}.csv").write_text("\n".join(reviewed[:many] + table[many:]), encoding="utf-8")
    _make_reviews()


def _make_reviews() -> None:
    """Two files of decisions about the alignment, the second with more in it."""
    from duizhao.review.commands import Confirm
    from duizhao.review.table import SUFFIXES, table_bytes
    from duizhao.review_folder import Folder

    folder = Folder.open(Path("aligned"))
    session = folder.session("Wang")
    for suffix in SUFFIXES:
        table = table_bytes(folder.base, session.sheet.rows, suffix, "aligned")
        for inputs, many in ((OLD, 3), (NEW, 8)):
            Path(f"{inputs}.review{suffix}").write_bytes(confirmed(table, suffix, many))
    for inputs, many in ((OLD, range(3)), (NEW, range(3, 8))):
        for at in many:
            session.do(Confirm(at))
        here(f"review export aligned -o {inputs}.review.json -q", inputs)


# An empty cell for the status of a row, and one that somebody typed into, as Word and Excel save them.
_STATUS = {
    ".docx": (r'(<w:tcW w:w="1350" w:type="dxa"/></w:tcPr><w:p>)', r"\1<w:r><w:t>confirmed</w:t></w:r>"),
    ".xlsx": (r'(?=<c r="G(\d+)" s="2")', r'<c r="E\1" t="inlineStr"><is><t>confirmed</t></is></c>'),
}


def confirmed(table: bytes, suffix: str, many: int) -> bytes:
    """A review table whose first rows somebody has confirmed in Word or Excel."""
    cell, typed = _STATUS[suffix]
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(table)) as old, zipfile.ZipFile(found, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8")
            new.writestr(name, re.sub(cell, typed, text, count=many))
    return found.getvalue()


def make_weights(path: Path, fill: int) -> None:
    """A file of weights of the packaged model's kind, as small as can be: one layer of 32, five pieces."""
    pieces = [b"<s>", b"<pad>", b"</s>", b"<unk>", "▁".encode()]
    bounds = [sum(map(len, pieces[:i])) for i in range(len(pieces) + 1)]
    head = struct.pack("<4sI7IfI", b"E5S1", 1, 32, 1, 1, 32, 5, 4, 1, 1e-5, 32)
    head += struct.pack("<5IQ", len(pieces), 0, 2, 1, 3, bounds[-1])
    head += struct.pack(f"<{len(bounds)}I{len(pieces)}f", *bounds, *range(len(pieces))) + b"".join(pieces)
    head += struct.pack("<II", 0, 0)
    sizes = {"emb.word": 160, "emb.pos": 128, "emb.type": 32, "emb.ln.w": 32, "emb.ln.b": 32}
    for part in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln"):
        sizes[f"l0.{part}.w"], sizes[f"l0.{part}.b"] = (32 if part.endswith("ln") else 1024), 32
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in sizes)
    directory = struct.pack("<I", len(sizes))
    for name, size in sizes.items():
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, size, at, 4 * size)
        at += 4 * size
    path.write_bytes(head + directory + struct.pack("<f", fill) * sum(sizes.values()))
