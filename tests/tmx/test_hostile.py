"""Broken and malicious files: one clear error, or what is whole; never a traceback, the network or much memory."""

from __future__ import annotations

import gzip
import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Locator, Pair
from duizhao.tmx import Entry, Memory, Reader, read_entries

HEAD = '<?xml version="1.0"?>\n{doctype}<tmx version="1.4"><header srclang="en"/><body>\n'
UNIT = '<tu tuid="{0}"><tuv xml:lang="en"><seg>one {0}</seg></tuv><tuv xml:lang="zh"><seg>一{0}</seg></tuv></tu>\n'
TAIL = "</body></tmx>"


def document(*units: str, doctype: str = "") -> bytes:
    return (HEAD.format(doctype=doctype) + "".join(units) + TAIL).encode()


def good(number: int) -> str:
    return UNIT.format(number)


def seg(text: str) -> str:
    return f'<tu tuid="bad"><tuv xml:lang="en"><seg>{text}</seg></tuv></tu>\n'


LAUGHS = (
    '<!DOCTYPE tmx [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>\n"
)
DEEP = "<hi>" * 10_000 + "x" + "</hi>" * 10_000

# name: (bytes, what the error says, line it names or None)
HOSTILE: dict[str, tuple[bytes, str, int | None]] = {
    "billion laughs": (document(good(1), seg("&j;"), doctype=LAUGHS), "entity 'b'", 2),
    "external entity": (
        document(seg("&x;"), doctype='<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'),
        "entity 'x'",
        2,
    ),
    "external parameter entity": (
        document(good(1), doctype='<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]>\n'),
        "entity 'x'",
        2,
    ),
    "undefined entity": (document(good(1), seg("&nbsp;")), "undefined entity", 4),
    "undefined entity with a DTD that we do not fetch": (
        document(good(1), seg("&nbsp;"), doctype='<!DOCTYPE tmx SYSTEM "http://127.0.0.1:1/tmx14.dtd">\n'),
        "undefined entity",
        5,
    ),
    "deep nesting": (document(good(1), seg(DEEP)), "more than 100 deep", 4),
    "U+0000": (document(good(1), seg("a\x00b"), good(2)), "not well-formed", 4),
    "U+000B": (document(good(1), seg("a\x0bb"), good(2)), "not well-formed", 4),
    "reference to U+0000": (document(good(1), seg("&#0;"), good(2)), "not well-formed", 4),
    "bytes that are not UTF-8": (
        document(good(1), seg("caf\xe9")).replace("é".encode(), b"\xe9"),
        "bytes that are not UTF-8",
        4,
    ),
    "unclosed tu": (document(good(1), "<tu><tuv xml:lang='en'><seg>x</seg></tuv>\n", good(2)), "not closed", 5),
    "crossed tags": (document(good(1), seg("<hi>a</seg></hi>"), good(2)), "mismatched tag", 4),
    "bare ampersand": (document(good(1), seg("A & B"), good(2)), "not well-formed", 4),
    "attribute without quotes": (document(good(1), "<tu tuid=x></tu>\n", good(2)), "not well-formed", 4),
    "doubled attribute": (document(good(1), '<tu tuid="1" tuid="2"></tu>\n'), "duplicate attribute", 4),
    "two roots": (document(good(1)) + b"<tmx/>", "junk after document element", None),
    "not TMX": (b"<html><body/></html>", "root element is 'html'", 1),
    "not XML": (b"source,target\na,b\n", "not a TMX file: it begins with 'source,target'", None),
    "a PDF": (b"%PDF-1.7\n1 0 obj <</Length 3>>", "not a TMX file: it is a PDF document", None),
    "bytes of some program": (b"\x7fELF\x02\x01", "not a TMX file: it is no XML", None),
    "GB 18030 that does not say so": (
        document(good(1), seg("人人享有体面劳动")).decode().encode("gb18030"),
        "bytes that are not UTF-8",
        4,
    ),
    "no body": (b'<tmx version="1.4"><header srclang="en"/></tmx>', "before the body", None),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><tmx/>', "unknown encoding 'klingon'", 1),
    "says UTF-16 and is not": (b'<?xml version="1.0" encoding="UTF-16"?><tmx/>', "the bytes do not", 1),
    "half a UTF-16 character": (document(good(1)).decode().encode("utf-16")[:-1], "not utf-16", None),
    "zip without TMX": (b"", "holds 0 .tmx", None),
    "gzip cut off": (gzip.compress(document(*map(good, range(99))))[:200], "cannot read on", None),
    "empty": (b"", "empty", None),
}


def _zip(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


HOSTILE["zip without TMX"] = (_zip(a=b"x"), "holds 0 .tmx", None)


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_line_and_unit(name: str, tmp_path: Path) -> None:
    data, says, line = HOSTILE[name]
    path = tmp_path / "m.tmx"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        list(read_entries(path))
    assert says in caught.value.what
    assert caught.value.path is not None
    if line:
        assert caught.value.line == line
        if line > 3:
            assert "unit" in (caught.value.unit or "")


def recover(data: bytes, folder: Path) -> tuple[list[Entry], Reader, bytes]:
    path = folder / "m.tmx"
    path.write_bytes(data)
    side = io.BytesIO()
    with Reader(path, recover=True, side=side) as reader:
        return list(reader), reader, side.getvalue()


@pytest.mark.parametrize(
    ("bad", "kept"),
    [
        (seg("a\x00b"), "12"),
        (seg("A & B"), "12"),
        (seg("<hi>a</seg></hi>"), "12"),
        (seg(DEEP), "12"),
        ("<tu tuid=x></tu>\n", "12"),
        ("stray & text\n", "12"),
        ("<tu><tuv xml:lang='en'><seg>x</seg></tuv>\n", "12"),
        ("<tu><tuv xml:lang='en'><seg>x</tuv></tu>\n", "12"),
        ("</tuv></tu>\n", "12"),
        ("", "12"),
    ],
)
def test_recovery_drops_the_bad_unit_alone_and_says_so(bad: str, kept: str, tmp_path: Path) -> None:
    entries, reader, side = recover(document(good(1), bad, good(2)), tmp_path)
    assert [entry.attributes["tuid"] for entry in entries] == list(kept)
    assert reader.header.source_language == "en"
    assert len(reader.losses) == bool(bad)
    assert bad.strip().encode() in side
    for loss in reader.losses:
        assert loss.line in (3, 4)


def test_recovery_of_undecodable_bytes(tmp_path: Path) -> None:
    data = document(good(1), seg("café"), good(2)).replace("é".encode(), b"\xe9")
    assert [e.attributes["tuid"] for e in recover(data, tmp_path)[0]] == ["1", "2"]
    wide = document(good(1), seg("QQ"), good(2)).decode().encode("utf-16-le")
    wide = b"\xff\xfe" + wide.replace("QQ".encode("utf-16-le"), b"\x00\xd8Q\x00")
    assert [e.attributes["tuid"] for e in recover(wide, tmp_path)[0]] == ["1", "2"]


def test_recovery_reads_the_units_under_a_broken_header(tmp_path: Path) -> None:
    data = document(good(1), good(2)).replace(b'srclang="en"/>', b"srclang=en/>")
    entries, reader, _ = recover(data, tmp_path)
    assert [entry.attributes["tuid"] for entry in entries] == ["1", "2"]
    assert dict(reader.header.attributes) == {}
    assert len(reader.losses) == 1


def test_recovery_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "m.tmx"
    path.write_bytes(document(good(1), seg("A & B"), good(2), seg("C & D"), good(3)))
    with Reader(path, recover=True) as reader:
        lines = [reader.line for _ in reader]
    assert lines == [3, 5, 7]
    assert [loss.line for loss in reader.losses] == [4, 6]


def memory() -> Memory:
    pairs = [
        Pair(f"Sentence {i} & <more>.", f"第{i}句。", Locator("en", f"u{i}"), Locator("zh", f"u{i}")) for i in range(40)
    ]
    return Memory.from_pairs(pairs)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_cut_off_at_every_percent(encoding: str, tmp_path: Path) -> None:
    whole = memory()
    whole.write(tmp_path / "whole.tmx")
    text = (tmp_path / "whole.tmx").read_text(encoding="utf-8").replace("UTF-8", encoding)
    data = text.encode(encoding)
    path = tmp_path / "m.tmx"
    for percent in range(100):
        path.write_bytes(data[: len(data) * percent // 100])
        with pytest.raises(InputError):
            list(read_entries(path))
        if percent:
            entries, _, _ = recover(path.read_bytes(), tmp_path)
            assert tuple(entries) == whole.entries[: len(entries)]
            assert len(entries) >= len(whole) * (percent - 20) // 100


def test_cut_off_gzip_gives_its_whole_part(tmp_path: Path) -> None:
    pairs = [Pair(random.Random(i).randbytes(60).hex(), "译", Locator("en"), Locator("zh")) for i in range(3000)]
    Memory.from_pairs(pairs).write(tmp_path / "m.tmx.gz")
    data = (tmp_path / "m.tmx.gz").read_bytes()
    entries, _, _ = recover(data[: len(data) // 2], tmp_path)
    assert 1000 < len(entries) < 2000


def test_deterministic_fuzz_never_ends_in_anything_but_an_input_error(tmp_path: Path) -> None:
    memory().write(tmp_path / "whole.tmx")
    whole = (tmp_path / "whole.tmx").read_bytes()
    path = tmp_path / "m.tmx"
    refused = 0
    for seed in range(150):
        rng = random.Random(seed)
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            action = rng.randrange(4)
            if action == 0:
                data[at] = rng.randrange(256)
            elif action == 1:
                del data[at : at + rng.randrange(1, 60)]
            elif action == 2:
                data[at:at] = rng.choice(
                    [b"<tu>", b"</tu>", b"<", b"&", b"]]>", b"<!--", b"<![CDATA[", b"\x00", b"</seg>"]
                )
            else:
                data[at:at] = data[at : at + 200]
        path.write_bytes(data)
        try:
            list(read_entries(path))
        except InputError:
            refused += 1
        recover(bytes(data), tmp_path)
    assert refused > 100


HUGE = """
import re, sys
from duizhao.tmx.xml.reader import Reader
from duizhao.corpora.errors import InputError
recover = sys.argv[2] == "recover"
units = 0
try:
    with Reader(sys.argv[1], recover=recover) as reader:
        units = sum(1 for _ in reader)
    print("read", units, [loss.what for loss in reader.losses])
except InputError as error:
    print("refused", error)
# not ru_maxrss: that begins with what the parent had when it forked
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.parametrize("mode", ["strict", "recover"])
@pytest.mark.parametrize(
    "where",
    ["attribute", *(pytest.param(w, marks=pytest.mark.slow) for w in ("segment", "comment", "header", "doctype"))],
)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_hundred_megabytes_in_one_piece(where: str, mode: str, tmp_path: Path) -> None:
    path = tmp_path / "m.tmx"
    before, after = {
        "attribute": (document(good(1))[: -len(TAIL)] + b'<tu tuid="', b'"></tu>' + good(2).encode() + TAIL.encode()),
        "segment": (
            document(good(1), seg("QQ"), good(2)).split(b"QQ")[0],
            document(seg("QQ"), good(2)).split(b"QQ")[1],
        ),
        "comment": (document(good(1))[: -len(TAIL)] + b"<!--", b"-->" + good(2).encode() + TAIL.encode()),
        "header": (
            b'<tmx version="1.4"><header><note>',
            b"</note></header><body>" + (good(1) + good(2) + TAIL).encode(),
        ),
        "doctype": (b'<!DOCTYPE tmx SYSTEM "', b'">' + document(good(1), good(2)).split(b"\n", 1)[1]),
    }[where]
    with path.open("wb") as stream:
        stream.write(before)
        for _ in range(100):
            stream.write(b"a" * (1 << 20))
        stream.write(after)
    done = subprocess.run(
        [sys.executable, "-c", HUGE, str(path), mode], capture_output=True, text=True, check=True, timeout=60
    )
    outcome, megabytes = done.stdout.strip().splitlines()
    assert int(megabytes) < 200
    if mode == "strict":
        assert outcome.startswith("refused")
        assert " MB" in outcome
    else:
        assert outcome.startswith("read 2 ")
