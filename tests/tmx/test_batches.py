"""Whatever a file holds, right or wrong: reading it in batches gives what the parser gives, and so do the commands."""

from __future__ import annotations

import codecs
import io
import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.errors import InputError
from duizhao.corpora.registry import load
from duizhao.tmx import Entry, Reader, Variant, entry_pair
from duizhao.tmx.formats.jsonl import entry_json
from duizhao.tmx.formats.known import memory_formats
from duizhao.tmx.formats.losses import PO, TABLE, XLIFF, Keeps, Losses
from duizhao.tmx.formats.rows import batch_columns, entry_row
from duizhao.tmx.operations.dedupe import dedupe, distinct
from duizhao.tmx.operations.filter import Filter, choose, select
from duizhao.tmx.operations.stats import count, size, sizes
from duizhao.tmx.validation.preflight import preflight
from duizhao.tmx.xml.fast.columns import Batch, batches, picked
from duizhao.tmx.xml.fast.mixed import Mixed
from duizhao.tmx.xml.fast.template import Mould
from duizhao.tmx.xml.fast.unit import NotSimple, Quick
from duizhao.tmx.xml.reader import Entries
from duizhao.tmx.xml.unit_xml import entry_xml
from duizhao.tmx.xml.writer import Writer, to_bytes
from tests.tmx.strategies import LEGAL

ROUNDS = int(os.environ.get("DUIZHAO_FUZZ", "40"))
"""Files made up for each test; more with the environment variable."""

HEADS = (
    '<tmx version="1.4"><header srclang="en"/><body>',
    '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx><header srclang="*all*"/><body>\n',
    '<tmx version="1.1" xmlns:k="urn:k"><header srclang="zh"><note>n</note></header><body>',
)
DECLARING = (
    '<!DOCTYPE tmx [<!ENTITY ilo "ILO">]><tmx version="1.4"><header srclang="en"/><body>',
    '<!DOCTYPE tmx [<!ATTLIST tu segtype CDATA "block"> <!ENTITY ilo "ILO">]><tmx><header srclang="en"/><body>',
)
TEXTS: tuple[str, ...] = (
    "Decent work",
    "体面劳动",
    "the same",
    "",
    "One  two\n three",
    "𠀀 ＡＢ",
    "a > b",
    "naïve café",
    "0.7",
    "D1",
    "0.2",
)
TEXTS += (
    "R&amp;D",
    "&lt;b&gt; &quot;x&quot; &apos;",
    "&#65;&#x4e2d;",
    "x&#10;y&#13;z",
    "100 %s %d {}",
    "\\t",
    "]]&gt;",
)
CODED = ('<bpt i="1" x="1">&lt;b&gt;</bpt>{}<ept i="1">&lt;/b&gt;</ept>', '{}<ph x="1"/>', "<ph>1</ph>{}<ph >2</ph >")
# What makes a unit one for the parser, and what makes it none.
ODD: tuple[str, ...] = (
    "<![CDATA[</seg></tuv></tu><tu>]]>",
    "<!-- c --> x",
    "<?pi x?>",
    "<hi>x</hi>",
    "<ph>a<sub>b</sub></ph>",
    "<b>x</b>",
)
ODD += ('<it pos="begin" type="a>b">x</it>', "<bpt i='1'>x</bpt>", "<ph x='a\"b'/>")
BAD = (
    "&ilo;",
    "a]]>b",
    "&nope;",
    "a & b",
    "&#0;",
    "&#xFFFE;",
    "&#1114112;",
    "\x01",
    "<",
    "</tu>",
    "<ut>x</ept>",
    "\ufffe",
)
VALUES = ("20240101T000000Z", "20250101T120000Z", "u1", "1", "", "x > y", "R&amp;D", "&lt;", "%s", "'", "]]>")
ODD_VALUES = ("a\tb", "a\nb", "&#9;", "&#x20;")
BAD_VALUES = ("<", "&", "&no;", '" "', '"', "&#11;")
NAMES = ("tuid", "creationdate", "changedate", "creationid", "changeid", "srclang", "o-tmf", "k:x")


EXTRA = re.compile(r"<(prop|note)[^>]*>\x00text\x00</\1>\s*")


class Writing:
    """Writes files of many units, alike or not, with more or less that is odd or bad (0..1), from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.odd = self.rng.choice([0, 0.01, 0.1])
        self.bad = self.rng.choice([0, 0, 0, 0.01])

    def one(self, usual: Sequence[str], odd: Sequence[str], bad: Sequence[str]) -> str:
        chance = self.rng.random()
        return self.rng.choice(bad if chance < self.bad else odd if chance < self.bad + self.odd else usual)

    def tag(self, name: str, fixed: str, names: Sequence[str]) -> str:
        gap = self.one([" "], ["  ", "\n "], [""])
        quote = self.one(['"'], ["'"], [""])
        filled = "".join(f"{gap}{n}={quote}\x00value\x00{quote}" for n in names)
        return f"<{name}{fixed.replace(chr(34), quote)}{filled}{self.one([''], [' ', chr(10)], ['/', ' x'])}>"

    def extras(self, space: str) -> str:
        made = []
        for _ in range(self.rng.randrange(3)):
            kind = self.one(["prop", "prop", "note"], ["pfoo", "ude", "nfoo"], ["1x"])
            type_ = self.rng.choice(["x-document", "x-confidence", "%d"])
            names = self.one(["", ""], ["o-encoding"], ["type"]).split()
            end = self.one([kind], [f"{kind} "], ["prop", "note"])
            fixed = f' type="{type_}"' if kind == "prop" else ""
            made.append(f"{self.tag(kind, fixed, names)}\x00text\x00</{end}>{space}")
        return "".join(made)

    def shape(self) -> str:
        """A unit with a mark for every value."""
        rng = self.rng
        space = rng.choice(["", "\n", "\n   "])
        made = [self.tag("tu", "", rng.sample(NAMES, rng.randrange(4))), space, self.extras(space)]
        for language in rng.choice([("en", "zh"), ("en-GB", "zh-CN"), ("zh", "en"), ("en", "EN"), ("fr", "de")]):
            fixed = self.one([f' xml:lang="{language}"'], [f' lang="{language}"', ' xml:lang="fr" lang="x"'], [""])
            made.append(self.tag("tuv", fixed, rng.sample(NAMES[:5], rng.randrange(2))) + space)
            made.append(self.extras(space) if rng.random() < 0.3 else "")
            made.append(f"<seg>\x00seg\x00</seg>{space}</tuv>{space}")
        return "".join(made) + "</tu>"

    def value(self, kind: str) -> str:
        if kind == "value":
            return self.one(VALUES, ODD_VALUES, BAD_VALUES)
        text = self.one(TEXTS, ODD[:3], BAD)
        if kind == "text" or self.rng.random() < 0.8:
            return text
        return self.one(CODED, ODD, BAD).format(text)

    def file(self) -> bytes:
        rng = self.rng
        # The first 4 KB go to the parser anyway, to find the header.
        made = [self.one(HEADS, DECLARING, ["<tmx>"]) + "\n" * rng.choice([4200, 4096])]
        for shape in [self.shape() for _ in range(rng.randint(1, 4))]:
            lacking = rng.choice([0, 0.3])  # units that lack some of the properties and notes of others
            for _ in range(rng.choice([1, 5, 30])):
                parts = EXTRA.sub(lambda m, lacking=lacking: m[0] if rng.random() >= lacking else "", shape).split(
                    "\x00"
                )
                parts[1::2] = [self.value(kind) for kind in parts[1::2]]
                made.append(self.one(["\n"], ["", "\t", " <!-- c -->"], ["text", "\ufeff", "<x>"]) + "".join(parts))
        if rng.random() < 0.5:
            head, *units = made
            rng.shuffle(units)
            made = [head, *units]
        text = "".join(made) + self.one(
            ["</body></tmx>", "\n</body>\n</tmx>\n"], ["</body></tmx><!-- c -->"], ["", "</tmx>"]
        )
        if rng.random() < 10 * self.bad:  # a slip of the hand
            at = rng.randrange(4096, len(text))
            text = text[:at] + rng.choice(["", "<", "&", '"', ">", "</tu>", "x", "\x02"]) + text[at + 1 :]
        text = text.replace("\n", rng.choice(["\n", "\n", "\r\n", "\r"]))
        encoding = rng.choice(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16"])
        data = text.encode(encoding)
        if encoding == "utf-8" and rng.random() < 5 * self.bad:
            at = rng.randrange(4096, len(data))
            data = data[:at] + rng.choice([b"\xff", b"\xe4\xbd", codecs.BOM_UTF8]) + data[at:]
        return data


@contextmanager
def slowly() -> Iterator[None]:
    """Every unit by the parser."""
    with patch.object(Reader, "_between_units", lambda self: False):
        yield


Seen = tuple[list[tuple[int, int, Entry]], str]


def seen(path: Path) -> Seen:
    """What reading gives: entries with their number and line, and the error that ended it."""
    found: list[tuple[int, int, Entry]] = []
    try:
        with Reader(path) as reader:
            for entry in reader:
                found.append((reader.unit, reader.line, entry))
    except InputError as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize("seeds", [range(start, start + ROUNDS) for start in range(0, 4 * ROUNDS, ROUNDS)])
def test_every_file_reads_as_the_parser_reads_it(tmp_path: Path, seeds: range) -> None:
    path = tmp_path / "m.tmx"
    refused = batched = 0
    for seed in seeds:
        path.write_bytes(Writing(seed).file())
        # Batches even where they would be too short to be worth it: every way from one to the next is tried.
        run = 6 if seed % 5 == 0 else 0
        with (
            patch("duizhao.tmx.xml.byte_stream.CHUNK", (7, 300, 2000, 1 << 15)[seed % 4]),
            patch("duizhao.tmx.xml.fast.scanner._RUN", run),
        ):
            quick = seen(path)
            with slowly():
                assert quick == seen(path), f"seed {seed}"
            refused += bool(quick[1])
            if not quick[1]:
                with Reader(path) as reader:
                    batched += sum(len(units) for units in reader.batches() if isinstance(units, Batch))
    assert refused > ROUNDS / 20
    assert batched > 2 * ROUNDS


@pytest.mark.parametrize("seed", range(1000, 1000 + ROUNDS // 2))
def test_commands_give_the_same_from_batches(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "m.tmx"
    path.write_bytes(Writing(seed).file())
    found, error = seen(path)
    if not error:
        same_by_commands(path, [entry for _, _, entry in found])


@pytest.mark.parametrize("languages", [("en", "zh"), ("zh", "en"), ("fr", "de"), ("en", "zh", "zh-TW")])
def test_commands_give_the_same_of_units_of_which_no_two_are_alike(tmp_path: Path, languages: tuple[str, ...]) -> None:
    rng = random.Random(27)
    first, *others = languages
    units = [
        varied(rng, number % 50).replace('"en"', f'"{first}"').replace('"zh"', f'"{rng.choice(others)}"')
        for number in range(80)
    ]
    units += [unit.replace("<note>", '<prop type="x-confidence">0.7</prop><note>') for unit in units[:40]]
    path = memory(tmp_path / "m.tmx", units)
    found, error = seen(path)
    assert not error
    same_by_commands(path, [entry for _, _, entry in found])


def same_by_commands(path: Path, entries: list[Entry]) -> None:
    """Every command gives the same of the file in batches and of its entries one by one."""
    with (
        patch("duizhao.tmx.xml.byte_stream.CHUNK", 300),
        patch("duizhao.tmx.xml.fast.scanner._RUN", 0),
        Reader(path) as reader,
    ):  # small, so that not all is in the first chunk
        header = reader.header
        units = list(reader.batches())
    assert [entry for one in units for entry in one.entries()] == entries
    for one in units:
        listed = one.entries()
        if isinstance(one, (Batch, Mixed)):
            whole = "".join(map(entry_xml, listed)).encode()
            stream = io.BytesIO()
            writer = Writer(stream, header)
            writer.take(one)
            some = list(range(0, len(one), 3))
            writer.take(one, some)
            writer.close()
            assert stream.getvalue() == to_bytes(header, [*listed, *picked(one, some)])
            assert whole in stream.getvalue()
    with patch("duizhao.tmx.xml.byte_stream.CHUNK", 300), patch("duizhao.tmx.xml.fast.scanner._RUN", 0):
        again = Entries(path)
        assert count(again, header.source_language).as_dict() == count(entries, header.source_language).as_dict()
        for settings_ in (
            Filter(min_confidence=0.5),
            Filter(since="2025", max_confidence=1),
            Filter(document="D*", user="u1"),
            Filter(pattern="e", min_length=1),
            Filter(codes=True),
            Filter(languages=("en", "zh")),
        ):
            for invert in (False, True):
                kept = select(again, settings_, header.source_language, invert=invert)
                wanted = list(choose(entries, settings_, header.source_language, invert=invert))
                assert [entry for one, positions in kept for entry in picked(one, positions)] == wanted
        for by in ("pair", "source"):
            for keep in ("first", "last", "newest", "confidence"):
                given_ = distinct(lambda: again, header.source_language, by=by, keep=keep)
                wanted = list(dedupe(lambda: entries, header.source_language, by=by, keep=keep))
                assert [entry for one, positions in given_ for entry in picked(one, positions)] == wanted
        for name in ("tsv", "csv", "jsonl"):
            write = load(memory_formats.get(name).write)
            written = []
            for source in (again, entries):
                stream = io.BytesIO()
                write(stream, header, source)
                written.append(stream.getvalue())
            assert written[0] == written[1]
            if name == "jsonl":
                lines = [json.dumps(entry_json(one), ensure_ascii=False, separators=(",", ":")) for one in entries]
                assert written[0].decode().split("\n")[1:-1] == lines
        for keeps in (TABLE, Keeps(), PO, XLIFF):
            one, other = Losses(keeps, header), Losses(keeps, header)
            list(one.watch(batches(again)))
            list(other.watch(batches(entries)))
            for name in ("left_out", "codes", "further", "inner", "notes", "props", "attributes"):
                assert getattr(one, name) == getattr(other, name), name


@pytest.mark.parametrize("seeds", [range(start, start + ROUNDS) for start in range(2000, 2000 + 2 * ROUNDS, ROUNDS)])
def test_the_preflight_finds_the_same_in_batches(tmp_path: Path, seeds: range) -> None:
    path = tmp_path / "m.tmx"
    faults = 0
    for seed in seeds:
        path.write_bytes(Writing(seed).file())
        with patch("duizhao.tmx.xml.byte_stream.CHUNK", (300, 2000, 1 << 15)[seed % 3]):
            quick = preflight(path)
            with slowly():
                slow = preflight(path)
        for tool in quick.tools:
            for effect in ("skips", "degrades"):
                assert quick.met(tool, effect) == slow.met(tool, effect), f"seed {seed}"
        for name in ("counts", "problems", "units", "pairs"):
            assert getattr(quick, name) == getattr(slow, name), f"seed {seed}"
        faults += len(quick.counts)
    assert faults > ROUNDS


def memory(path: Path, units: list[str]) -> Path:
    path.write_text(
        '<tmx version="1.4"><header srclang="en"/><body>' + "\n" * 200 + "".join(units) + "</body></tmx>", "utf-8"
    )
    return path


UNIT = (
    '<tu tuid="{0}" changedate="2024010{1}T000000Z"><prop type="x-document">d{1}</prop><note>n{0}</note>'
    '<tuv xml:lang="en"><seg>a {0}</seg></tuv><tuv xml:lang="zh"><seg>甲{1}</seg></tuv></tu>\n'
)


def test_units_that_lack_properties_come_in_batches_too(tmp_path: Path) -> None:
    """As our own: a heading has no paragraph number, the first sentence nothing before it, the last nothing after."""

    def prop(name: str, text: object) -> str:
        return f'\n<prop type="x-{name}">{text}</prop>'

    made = [
        "<tu>"
        + prop("document", n // 40)
        + (prop("paragraph", n) if n % 5 else "")
        + (prop("line", n) if n // 40 % 2 else "")
        + prop("confidence", 0.5)
        + '\n<tuv xml:lang="en">'
        + (prop("context-pre", "&lt;seg&gt;") if n % 40 else "")
        + (prop("context-post", "&lt;seg&gt;") if n % 40 != 39 else "")
        + f'\n<seg>a {n}</seg></tuv><tuv xml:lang="zh"><seg>甲{n}</seg></tuv></tu>\n'
        for n in range(2000)
    ]
    path = memory(tmp_path / "m.tmx", made)
    with patch("duizhao.tmx.xml.byte_stream.CHUNK", 4096), Reader(path) as reader:
        units = list(reader.batches())
    assert sum(len(one) for one in units if isinstance(one, Batch)) > 1900
    entries = [entry for one in units for entry in one.entries()]
    with slowly():
        assert entries == [entry for _, _, entry in seen(path)[0]]
    assert [entry.prop("x-paragraph") for entry in entries[5:7]] == [None, "6"]
    one = next(one for one in units if isinstance(one, Batch) and one.mould.optional)
    assert one.unit.prop("x-none") is None
    assert list(one.unit.prop("x-paragraph") or ()) == [entry.prop("x-paragraph") or "" for entry in one.entries()]


@pytest.mark.parametrize(
    ("first", "second", "types"),
    [
        ("ab", "b", "a?b"),
        ("b", "ab", "a?b"),
        ("ac", "bc", "b?a?c"),
        ("abc", "abc", "abc"),
        ("ab", "", "a?b?"),
        ("ab", "ba", None),  # in another order: one of two of a kind would be optional
        ("aa", "a", None),
    ],
)
def test_moulds_widen(first: str, second: str, types: str | None) -> None:
    def unit(props: str) -> str:
        inner = "".join(f'<prop type="{name}">{name}</prop>\n' for name in props)
        return f'<tu>{inner}<tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'

    quick = Quick()
    mould = Mould(unit(first), 0, quick)
    if types is None:
        with pytest.raises(NotSimple):
            mould.wider(unit(second), 0, quick)
        return
    wide = mould.wider(unit(second), 0, quick)
    assert "".join(f"{kind.type}{'?' * kind.optional}" for kind in wide.tags[0].extras) == types
    for props in (first, second):
        assert wide.pattern.fullmatch(unit(props))
    with pytest.raises(NotSimple):
        mould.wider(unit(second).replace('"zh"', '"fr"'), 0, quick)


@pytest.mark.parametrize(
    "odd", ["", '<tu><tuv xml:lang="en"><seg>x</seg></tuv><tuv xml:lang="zh"><seg>y</seg></tuv></tu>']
)
def test_units_written_alike_come_in_batches(odd: str, tmp_path: Path) -> None:
    made = [UNIT.format(n, n % 7) for n in range(3000)]
    made.insert(1500, odd)
    with patch("duizhao.tmx.xml.byte_stream.CHUNK", 4096), Reader(memory(tmp_path / "m.tmx", made)) as reader:
        units = list(reader.batches())
    alike = [one for one in units if isinstance(one, Batch)]
    assert sum(map(len, alike)) > 2900
    one = alike[3]
    assert one.unit.tag.names == ("tuid", "changedate")
    assert [kind.type for kind in one.unit.tag.extras] == ["x-document", None]
    assert [one.order("en"), one.order("zh"), one.order("fr")] == [(0, 1), (1, 0), None]
    assert [list(row) for row in zip(*batch_columns(one, "en"), strict=True)] == [
        entry_row(entry, "en") for entry in one.entries()
    ]
    assert entry_pair(one.pick([2]).entries()[0], "en") == entry_pair(one.entries()[2], "en")


VARIED = """<tu{attributes}>{space}{extras}<tuv xml:lang="en"{own}>{space}<seg>{source}</seg></tuv>{space}
<tuv{own} xml:lang="zh">{props}<seg>{target}</seg></tuv>{space}</tu>
"""


def varied(rng: random.Random, number: int) -> str:
    """A unit with attributes, properties and notes of its own, in an order of its own."""
    attributes = [("tuid", str(number)), ("creationdate", "20240101T120000Z"), ("changeid", "v"), ("usagecount", "2")]
    extras = ["<note>n &amp; m</note>"] * rng.randrange(3)
    extras += [f'<prop type="{name}">{rng.randrange(3)}</prop>' for name in ("x-document", "client", "x-unit")]
    space = rng.choice(["", "\n", "\n  ", " \n\t"])
    return VARIED.format(
        attributes="".join(f' {k}="{v}"' for k, v in rng.sample(attributes, rng.randrange(5))),
        extras="".join(one + space for one in rng.sample(extras, rng.randrange(1 + len(extras)))),
        space=space,
        own=rng.choice(["", ' changedate="20240301T120000Z"']),
        source=rng.choice(["a", "a &amp; b", '<ph x="1"/>a<ept i="1">&lt;/b&gt;</ept>', ""]) + str(number),
        props=rng.choice(["", '<prop type="ctx">1</prop>', "<note>c</note>\n"]),
        target=rng.choice(["甲", "甲 > 乙", "<ut>x</ut>甲"]),
    )


def test_units_of_which_no_two_are_alike_come_side_by_side_too(tmp_path: Path) -> None:
    rng = random.Random(27)
    path = memory(tmp_path / "m.tmx", [varied(rng, number) for number in range(1500)])
    quick = seen(path)
    with Reader(path) as reader:
        mixed = [one for one in reader.batches() if isinstance(one, Mixed)]
    assert sum(map(len, mixed)) > 1000
    with slowly():
        assert quick == seen(path)


@pytest.mark.parametrize(
    "bad",
    [
        '<tu a=" ><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
        '<tu a="1" x><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
        '<tu><note>x</prop><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
        '<tu><prop type="a">x</note><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
        '<tu><tuv xml:lang="en"><seg><ph>x</ut></seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    ],
)
def test_a_bad_unit_among_such_is_named_as_the_parser_names_it(bad: str, tmp_path: Path) -> None:
    rng = random.Random(27)
    units = [varied(rng, number) for number in range(400)]
    path = memory(tmp_path / "m.tmx", [*units[:300], bad, *units[300:]])
    quick = seen(path)
    with slowly():
        assert quick == seen(path)
    assert len(quick[0]) == 300
    assert quick[1]


def test_a_file_of_many_shapes_is_read_whole_and_in_order(tmp_path: Path) -> None:
    made = []
    for number in range(2000):
        optional = "".join(
            f'<prop type="x-{name}">{number}</prop>' for i, name in enumerate("abcdefgh") if number >> i & 1
        )
        made.append(UNIT.format(number, number % 7).replace("<note>", optional + "<note>"))
    with patch("duizhao.tmx.xml.byte_stream.CHUNK", 4096), Reader(memory(tmp_path / "m.tmx", made)) as reader:
        assert [entry.attributes["tuid"] for entry in reader] == list(map(str, range(2000)))
        assert reader.unit == 2000


@pytest.mark.parametrize(
    "extra", ["<prop type='p' >x</prop >", '<pfoo a="1">x</pfoo>', "<nfoo>x</nfoo>", "<note>n</note >"]
)
def test_nothing_that_stands_before_the_variants_is_lost(extra: str, tmp_path: Path) -> None:
    variants = (Variant("en", ("a",)), Variant("zh", ("甲",)))
    unit = f'<tu>{extra}<tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'
    with patch("duizhao.tmx.xml.byte_stream.CHUNK", 300), Reader(memory(tmp_path / "m.tmx", [unit] * 20)) as reader:
        for entry in reader:
            assert entry.variants == variants
            assert len(entry.extras) == 1


@pytest.mark.parametrize("language", ["en", "zh-CN", "ja"])
@given(
    texts=st.lists(
        st.one_of(st.text(LEGAL, max_size=20), st.sampled_from(["a b", "", " x", "第 17 项 ILO", "abc", "é a1"]))
    )
)
def test_sizes_is_the_sum_of_size(language: str, texts: list[str]) -> None:
    assert sizes(texts, language) == sum(size(text, language) for text in texts)
