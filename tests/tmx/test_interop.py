"""Files that a dozen other tools wrote: read, write, read is identity; DTD-valid stays so; codes stay paired."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Element, Entry, Memory, Variant
from duizhao.tmx.formats.convert import writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import codes, content
from duizhao.tmx.xml.writer import to_bytes
from tests.tmx.strategies import completed_memory

FOLDER = Path(os.environ.get("DUIZHAO_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "interop"
FILES = sorted(p for p in FOLDER.glob("tmx/*/*") if ".tmx" in p.name.lower()) if FOLDER.is_dir() else []
KIT = FOLDER / "tmx/compliance-kit"

pytestmark = pytest.mark.skipif(not FILES, reason="no shared interoperability files; set DUIZHAO_SHARED")


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_read_write_read_is_identity(path: Path, tmp_path: Path) -> None:
    if path.stat().st_size == 0:
        with pytest.raises(InputError, match="empty"):
            Memory.read(path)
        return
    once = Memory.read(path)
    once.write(tmp_path / "once.tmx")
    twice = Memory.read(tmp_path / "once.tmx")
    assert twice == completed_memory(once)
    twice.write(tmp_path / "twice.tmx")
    assert (tmp_path / "twice.tmx").read_bytes() == (tmp_path / "once.tmx").read_bytes()


def test_what_was_valid_stays_valid(tmp_path: Path) -> None:
    if not shutil.which("xmllint"):
        pytest.skip("xmllint is not installed")

    def valid(paths: list[Path], dtd: str) -> set[str]:
        command = ["xmllint", "--noout", "--nonet", "--dtdvalid", str(FOLDER / "schema/omegat" / dtd)]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
        return {p.name for p in paths if f"{p} does not validate" not in done.stderr and f"{p}:" not in done.stderr}

    plain = [p for p in FILES if p.suffix.lower() == ".tmx" and p.stat().st_size]
    # One name for each, because several folders hold a file of the same name; the names of DTDs are cut out so that
    # xmllint does not complain that they are not there.
    sources, written = [], []
    for number, path in enumerate(plain):
        data = path.read_bytes()
        if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            start = data.find(b"<!DOCTYPE")
            data = data if start < 0 else data[:start] + data[data.find(b">", start) + 1 :]
            sources.append(tmp_path / f"{number}.tmx")
            sources[-1].write_bytes(data)
        memory = Memory.read(path)
        written.append(tmp_path / f"{number}.out.tmx")
        written[-1].write_bytes(to_bytes(memory.header, memory.entries))
    before = valid(sources, "tmx14.dtd") | valid(sources, "tmx11.dtd")
    after = valid(written, "tmx14.dtd")
    assert len(before) > 70
    assert {name.replace(".tmx", ".out.tmx") for name in before} <= after


@pytest.mark.parametrize("path", [p for p in FILES if "2A" in p.name or "level2" in p.name], ids=lambda p: p.name)
def test_inline_codes_keep_number_order_and_pairing(path: Path, tmp_path: Path) -> None:
    def shape(memory: Memory) -> list[list[tuple[str, dict[str, str]]]]:
        return [[(c.tag, dict(c.attributes)) for c in codes(v.content)] for e in memory for v in e.variants]

    memory = Memory.read(path)
    memory.write(tmp_path / "m.tmx")
    back = shape(Memory.read(tmp_path / "m.tmx"))
    assert back == shape(memory)
    assert any(back)
    for found in back:
        opened = sorted(a["i"] for tag, a in found if tag == "bpt")
        assert opened == sorted(a["i"] for tag, a in found if tag == "ept")


@pytest.mark.parametrize("path", sorted(KIT.glob("ImportTest1*_*.txt")), ids=lambda p: p.stem)
def test_compliance_kit_level_1_gives_the_expected_translations(path: Path) -> None:
    name, target = path.stem.split("_")

    def lines(file: Path) -> list[str]:
        data = file.read_bytes()
        return data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig").splitlines()

    pairs = Memory.read(KIT / f"{name}.tmx").pairs("en-us", target)
    found = {pair.source: pair.target for pair in pairs}
    assert [found[line] for line in lines(KIT / f"{name}.txt") if line] == [line for line in lines(path) if line]


def native(parts: tuple[str | Element, ...]) -> str:
    """A segment as the HTML it came from: codes as they are, text escaped."""
    return "".join(
        html.escape(part)
        if isinstance(part, str)
        else native(part.content)
        if part.tag == "hi"
        else "".join(str(inner) for inner in part.content)
        for part in parts
    )


@pytest.mark.parametrize("name", ["ImportTest2A.tmx", "ImportTest2A-0index.tmx"])
def test_compliance_kit_level_2_gives_the_expected_page(name: str) -> None:
    page = (KIT / "ImportTest2A.htm").read_text(encoding="ascii")
    for entry in Memory.read(KIT / name):
        source, target = entry.variant("en-us"), entry.variant("fr-ca")
        assert source
        assert target
        assert native(source.content) in page
        page = page.replace(native(source.content), native(target.content))
    assert page == (KIT / "ImportTest2A_fr-ca.htm").read_text(encoding="latin-1")


TEXTS = [
    ("Shut the sluice.", "关上水闸。"),
    ('A "jar" & <b> 2 > 1', "“罐子”和 <b> 2 > 1"),
    ("Two\nlines\there", "两\n行\t𠮷"),
]


@pytest.mark.parametrize(("ending", "format_"), [("tmx", ""), ("po", ""), ("xlf", "xliff12"), ("xlf", "xliff")])
def test_translate_toolkit_and_polib_read_what_we_write(ending: str, format_: str, tmp_path: Path) -> None:
    factory = pytest.importorskip("translate.storage.factory", reason="translate-toolkit is not installed")
    entries = [Entry((Variant("en", content(one)), Variant("zh-CN", content(two)))) for one, two in TEXTS]
    path = tmp_path / f"m.{ending}"
    writing_to(path, table_header(("en", "zh-CN")), entries, format_)
    if format_ == "xliff":
        xliff2 = pytest.importorskip("translate.storage.xliff2", reason="this translate-toolkit reads no XLIFF 2")
        store = xliff2.Xliff2File.parsefile(str(path))
    else:
        store = factory.getobject(str(path))
    assert [(str(unit.source), str(unit.target)) for unit in store.units if unit.source] == TEXTS
    if ending == "po":
        assert [(one.msgid, one.msgstr) for one in polib.pofile(str(path))] == TEXTS
