"""A new document with what a memory knows of it: states that are honest, valid XLIFF, and back into a memory."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from lxml import etree

from duizhao.corpora.errors import OutputError
from duizhao.corpora.model import Document, Kind, Origin, Unit
from duizhao.corpora.sentences.segmentation import segment
from duizhao.tmx import Memory, Prop
from duizhao.tmx.formats.xliff import read_xliff
from duizhao.tmx.pretranslation.omegat import write_omegat_project
from duizhao.tmx.pretranslation.segments import Pretranslation, Readiness, TermHint, pretranslate
from duizhao.tmx.pretranslation.xliff import write_pretranslated2, write_pretranslated12
from duizhao.tmx.store.store import Store
from tests.tmx.test_store import unit
from tests.tmx.xliff_schemas import faults

Write = Callable[[BinaryIO, Pretranslation], None]
WRITERS = pytest.mark.parametrize("write", [write_pretranslated12, write_pretranslated2], ids=["1.2", "2.1"])

OLD = [
    ("The sluice is shut at noon.", "水闸中午关闭。", 0.9),
    ("The keeper oils the hinge every 2 days.", "看守人每 2 天给合页上油。", None),
    ("The wheel turns.", "轮子转动。", None),
    ("The wheel turns.", "水轮转动。", None),
    ("Eels pass <at> night & day.", "鳗鱼日夜通过。", 0.3),
]
UNITS = (
    Unit("h1", Kind.HEADING, None, "", "The mill"),
    Unit("p1", Kind.PARAGRAPH, (1,), "1.", "The sluice is shut at noon. The keeper oils the hinge every 3 days."),
    Unit("p2", Kind.PARAGRAPH, (2,), "2.", "The wheel turns. The sluice is shut at noon. Eels pass <at> night & day."),
    Unit("c1", Kind.CODE, None, "", "make mill"),
    Unit("p3", Kind.PARAGRAPH, (3,), "3.", "Nobody counts jars. Nobody counts jars."),
)
READY = ["new", "exact", "offered", "unsure", "exact", "unsure", "new", "new"]


def made(tmp_path: Path, **options: int) -> Pretranslation:
    document = Document("new.md", "en", UNITS, Origin("new.md", "markdown"))
    hint = TermHint("sluice", ("水闸",), ("水门",))
    with Store(tmp_path / "m.db", create=True) as store:
        entries = [unit(source, target) for source, target, _ in OLD]
        sure = [
            entry._replace(extras=(*entry.extras, Prop("x-confidence", str(confidence)))) if confidence else entry
            for entry, (_, _, confidence) in zip(entries, OLD, strict=True)
        ]
        list(store.add(sure))
        return pretranslate(
            store, document, segment(document), terms=lambda text: (hint,) if "sluice" in text else (), **options
        )


def test_what_each_sentence_is(tmp_path: Path) -> None:
    found = list(made(tmp_path).segments())
    assert [str(one.readiness) for one in found] == READY
    assert [one.repeats for one in found] == [0, 0, 0, 0, 2, 0, 0, 7]
    assert [one.target for one in found[1:4]] == ["水闸中午关闭。", "", found[3].matches[0].target]
    assert {found[3].target, found[3].offered[0].target} == {"轮子转动。", "水轮转动。"}
    assert [match.score for match in found[2].offered] == [87]
    filled = list(made(tmp_path, fill=80).segments())
    assert filled[2].readiness is Readiness.FILLED
    assert filled[2].target == "看守人每 2 天给合页上油。"


@WRITERS
def test_xliff_is_valid_and_says_what_is_sure(write: Write, tmp_path: Path) -> None:
    stream = io.BytesIO()
    write(stream, made(tmp_path))
    data = stream.getvalue()
    assert faults(data) == []
    text = data.decode()
    assert text.count('state="translated"') == 2
    assert "sluice" in text
    assert "水门" in text
    assert 'similarity="87"' in text or 'match-quality="87"' in text
    assert "make mill" not in text


@WRITERS
def test_what_a_translator_makes_of_it_goes_into_a_memory(write: Write, tmp_path: Path) -> None:
    stream = io.BytesIO()
    write(stream, made(tmp_path))
    _, entries = read_xliff(io.BytesIO(stream.getvalue()), (), "new.xlf")
    read = list(entries)
    assert [[v.text for v in one.variants] for one in read] == [
        [one.text, one.target] for one in made(tmp_path).segments() if one.target
    ]
    assert [(one.prop("x-document"), one.prop("x-unit"), one.prop("x-paragraph")) for one in read] == [
        ("new.md", "p1", "1"), ("new.md", "p2", "2"), ("new.md", "p2", "2"), ("new.md", "p2", "2")
    ]  # fmt: skip
    assert [one.prop("x-state") for one in read] in (
        [None, "needs-review-translation", None, "needs-review-translation"],
        [None, "initial", None, "initial"],
    )
    assert not any(one.notes for one in read)
    # Nothing of the alternatives may be taken for a translation.
    assert "看守人每 2 天给合页上油。" not in [one.variants[1].text for one in read]


def test_a_project_of_omegat(tmp_path: Path) -> None:
    folder = tmp_path / "项目 1"
    write_omegat_project(folder, made(tmp_path), Path("new.md"))
    assert (folder / "source/new.txt").read_text(encoding="utf-8").split("\n\n")[1] == UNITS[1].text
    sure = [[v.text for v in one.variants] for one in Memory.read(folder / "tm/auto/duizhao-exact.tmx")]
    assert sure == [["The sluice is shut at noon.", "水闸中午关闭。"]]
    offered = {one.variants[1].text for one in Memory.read(folder / "tm/duizhao-offered.tmx")}
    assert offered == {"看守人每 2 天给合页上油。", "轮子转动。", "水轮转动。", "鳗鱼日夜通过。"}
    project = etree.parse(folder / "omegat.project")
    assert project.findtext("project/source_lang") == "en"
    assert project.findtext("project/target_lang") == "zh-CN"
    assert "{target}" in (etree.parse(folder / "finder.xml").findtext("item/url") or "")
    with pytest.raises(OutputError, match="there is an OmegaT project already"):
        write_omegat_project(folder, made(tmp_path), Path("new.md"))


@pytest.mark.slow
def test_a_real_omegat_fills_it(tmp_path: Path) -> None:
    program = shutil.which("omegat")
    if not program:
        pytest.skip("omegat is not installed")
    folder = tmp_path / "project"
    write_omegat_project(folder, made(tmp_path), Path("new.md"))
    done = subprocess.run(
        [program, str(folder), "--mode=console-translate", f"--config-dir={tmp_path / 'config'}"],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = (folder / "target/new.txt").read_text(encoding="utf-8")
    # What is sure is filled in; what is only like something, or has two translations, is left to the translator.
    assert "水闸中午关闭。" in written
    assert "The sluice is shut at noon." not in written
    for offered in ("看守人每 2 天给合页上油。", "轮子转动。", "水轮转动。", "鳗鱼日夜通过。"):
        assert offered not in written
