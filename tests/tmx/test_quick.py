"""The short way and the parser make the same of every file, or the short way leaves it to the parser."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Entry, Reader, read_entries
from duizhao.tmx.model import Header
from duizhao.tmx.xml.fast.columns import Batch

HEAD = '<tmx version="1.4"><header srclang="en"/><body>\n'
FRAGMENTS = [
    '<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu  tuid="1"\n creationid="x">\n<tuv xml:lang="en" >\n <seg>a &amp; b &lt;c&gt; &quot;&apos;</seg></tuv>'
    '<tuv xml:lang="zh"><seg/></tuv></tu>',
    '<tu><prop type="p">x</prop><note>n &amp; m</note><prop type="q" xml:lang="en"></prop>'
    '<tuv xml:lang="en"><prop type="r">1</prop><seg> a </seg></tuv><tuv xml:lang="zh"><seg>\n甲\n</seg></tuv></tu>',
    '<tu><tuv lang="en"><seg>old</seg></tuv><tuv xml:lang="zh"><seg>旧</seg></tuv></tu>',
    '<tu><!-- c --><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg><ph x="1"/>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg><![CDATA[</tu><tu>]]></seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<!-- <tu><tuv xml:lang="en"><seg>no</seg></tuv><tuv xml:lang="zh"><seg>不</seg></tuv></tu>'
    '<tu><tuv xml:lang="en"><seg>no</seg></tuv><tuv xml:lang="zh"><seg>不</seg></tuv></tu> -->',
    '<tu><tuv xml:lang="en"><seg>three</seg></tuv><tuv xml:lang="zh"><seg>三</seg></tuv>'
    '<tuv xml:lang="fr"><seg>trois</seg></tuv></tu>',
    '<tu tuid="&#x41;&amp;" note="a\tb"><tuv xml:lang="en"><seg>&#65;&#x4e2d;</seg></tuv>'
    '<tuv xml:lang="zh"><seg>𠀀</seg></tuv></tu>',
    "<tu tuid='1'><tuv xml:lang='en'><seg>single</seg></tuv><tuv xml:lang='zh'><seg>单</seg></tuv></tu>",
    '<tu><tuv xml:lang="en"><seg>a</seg><prop type="late">x</prop></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu a="1\t2" b="x\ny"><prop\n type="p">x</prop><note xml:lang="en">n</note><note></note><tuv xml:lang="en">'
    '<seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu a="x > y"><tuv xml:lang="en"><seg>a > b</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><prop type="a"/><prop type="b">x</prop><tuv xml:lang="en"><seg>a</seg></tuv>'
    '<tuv xml:lang="zh"><seg/></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>a<bpt i="1" x="2">&lt;b></bpt>b &amp; c<ept i="1"></ept><ph/>\n<ph x="1" /></seg>'
    "</tuv>"
    '<tuv xml:lang="zh"><seg><it pos="begin">x</it><ut>y</ut></seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg><hi>a</hi></seg></tuv><tuv xml:lang="zh"><seg><ph>x<sub>y</sub></ph></seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg><b>a</b></seg></tuv><tuv xml:lang="zh"><seg><phx>a</phx><ph a="x>y"/></seg></tuv>'
    "</tu>",
    '<tu><tuv xml:lang="en"><seg><ph>a<!-- c --></ph></seg></tuv><tuv xml:lang="zh"><seg><ph><![CDATA[<]]></ph></seg>'
    "</tuv></tu>",
]
REST = '<tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'
REFUSED = [
    '<tu><prop type="a">x</note>' + REST,
    "<tu><note>x</prop>" + REST,
    '<tu><prop type="a">x</prop><note>x</prop>' + REST,
    '<tu x="1"y="2">' + REST,
    '<tu x="1" "2">' + REST,
    '<tu x="1" y>' + REST,
    '<tu x="1" ">' + REST,
    '<tu x="1" y=">' + REST,
    '<tu 1x="1">' + REST,
    "<tu x=1>" + REST,
    '<tu x="&nope;">' + REST,
    "<tu/>" + REST,
    "<tux>" + REST,
    '<tu a="1" a="2"><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>]]></seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><prop type="x">]]></prop><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>&nbsp;</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>a & b</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>\x01</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>\ufffe</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>&#0;</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>',
]


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Header, list[tuple[int, int, Entry]]]]:
    made = []
    for parser_only in (False, True):
        with monkeypatch.context() as patch:
            if parser_only:
                patch.setattr(Reader, "_between_units", lambda self: False)
            with Reader(path) as reader:
                made.append((reader.header, [(reader.unit, reader.line, entry) for entry in reader]))
    return made


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 18])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_both_ways_agree(chunk: int, ends: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(chunk)
    text = HEAD + "\n".join(rng.choices(FRAGMENTS, k=200 if chunk > 1 else 60)) + "</body></tmx>"
    path = tmp_path / "m.tmx"
    path.write_bytes(text.replace("\n", ends).encode())
    monkeypatch.setattr("duizhao.tmx.xml.byte_stream.CHUNK", chunk)
    quick, parsed = both(path, monkeypatch)
    assert quick == parsed
    assert len(quick[1]) > 40


@pytest.mark.parametrize("bad", REFUSED)
@pytest.mark.parametrize("before", [0, 3000])
def test_both_ways_refuse_the_same_at_the_same_place(
    bad: str, before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.tmx"
    path.write_text(HEAD + (FRAGMENTS[0] + "\n") * before + bad + "\n" + FRAGMENTS[0] * 99 + "</body></tmx>", "utf-8")
    messages = []
    for parser_only in (False, True):
        with monkeypatch.context() as patch:
            if parser_only:
                patch.setattr(Reader, "_between_units", lambda self: False)
            with pytest.raises(InputError) as caught:
                list(read_entries(path))
            messages.append(str(caught.value))
    assert messages[0] == messages[1]
    # A fault in the tag `<tu` itself is one after the unit before.
    assert f":{before + 2}" in messages[0]
    assert f"unit {before + 1}]" in messages[0] or not bad.startswith(("<tu>", "<tu/>"))


def test_the_short_way_is_taken_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.tmx"
    # Chinese enough that a chunk will end within a character, and a byte off so that the first one does.
    unit = FRAGMENTS[0].replace("甲", "体面劳动" * 20)
    path.write_text(HEAD + (unit + "\n") * 9000 + "</body></tmx>", "utf-8")
    with Reader(path) as reader:
        batches = list(reader.batches())
    assert sum(map(len, batches)) == 9000
    assert sum(len(batch) for batch in batches if isinstance(batch, Batch)) > 8000
