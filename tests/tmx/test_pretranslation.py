"""A new document with what a memory knows of it: states that are honest, valid XLIFF, and back into a memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from lxml import etree

from duizhao.corpora.errors import OutputError, SettingsError
from duizhao.corpora.model import Document, Kind, Origin, Unit
from duizhao.corpora.sentences.segmentation import segment
from duizhao.corpora.sentences.srx import read_srx
from duizhao.tmx import Memory, Prop
from duizhao.tmx.formats.xliff import read_xliff
from duizhao.tmx.pretranslation.omegat import write_omegat_project
from duizhao.tmx.pretranslation.omegat_project import OmegatProject, write_project
from duizhao.tmx.pretranslation.segments import Pretranslation, Readiness, TermHint, pretranslate
from duizhao.tmx.pretranslation.xliff import write_pretranslated2, write_pretranslated12
from duizhao.tmx.store.store import Store
from tests.real_omegat import translated_by_omegat
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


def omegat(folder: Path, tmp_path: Path) -> list[str]:
    """The project written for OmegaT; its files below the folder."""
    document = Document("new.md", "en", UNITS, Origin("new.md", "markdown"))
    written = write_omegat_project(folder, made(tmp_path), document, Path("new.md"), glossary="sluice\t水闸\n")
    assert written.left == ()
    return sorted(path.relative_to(folder).as_posix() for path in written.files)


def test_a_project_of_omegat(tmp_path: Path) -> None:
    folder = tmp_path / "项目 1"
    files = omegat(folder, tmp_path)
    assert files == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == [
        "glossary/duizhao.utf8",
        "omegat.project",
        "omegat/finder.xml",
        "omegat/segmentation.conf",
        "omegat/segmentation.srx",
        "source/new.txt",
        "tm/auto/duizhao-exact.tmx",
        "tm/duizhao-offered.tmx",
    ]
    assert (folder / "source/new.txt").read_text(encoding="utf-8").split("\n\n")[1] == f"1.\t{UNITS[1].text}"
    sure = [[v.text for v in one.variants] for one in Memory.read(folder / "tm/auto/duizhao-exact.tmx")]
    assert sure == [["The sluice is shut at noon.", "水闸中午关闭。"]]
    offered = {one.variants[1].text for one in Memory.read(folder / "tm/duizhao-offered.tmx")}
    assert offered == {"看守人每 2 天给合页上油。", "轮子转动。", "水轮转动。", "鳗鱼日夜通过。"}
    project = etree.parse(folder / "omegat.project")
    assert project.findtext("project/source_lang") == "en"
    assert project.findtext("project/target_lang") == "zh-CN"
    with pytest.raises(OutputError, match="there is an OmegaT project already"):
        omegat(folder, tmp_path)


def test_the_finder_is_as_omegat_documents_it(tmp_path: Path) -> None:
    write_project(tmp_path, OmegatProject("en", "zh-CN", (), {}, server="https://memory.example.org/a/"))
    root = etree.parse(tmp_path / "omegat/finder.xml").getroot()
    # `items` of `item`: a `name`, and a `url` with a place for the selected words; `&` in a name would be a key.
    assert [one.tag for one in root.iter()] == ["items", *["item", "name", "url"] * 2]
    assert [one.text for one in root.iter("url")] == [
        "https://memory.example.org/a/?phrase={target}",
        "https://memory.example.org/a/terms?text={target}",
    ]
    assert {tuple(one.items()) for one in root.iter("url")} == {(("target", "both"), ("encoding", "default"))}
    assert not any("&" in (one.text or "") for one in root.iter("name"))


@pytest.mark.parametrize(
    "server",
    [
        "memory.example.org",
        "ftp://memory.example.org",
        "https://",
        "https://x:token@memory.example.org",
        "https://memory.example.org/?a=1",
        "https://memory.example.org/{target}",
        "https://memory.example.org:port",
        "https://memory .example.org",
        "",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_before_anything_is_written(server: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="address") as refused:
        write_project(tmp_path / "new", OmegatProject("en", "zh-CN", (), {}, server=server))
    assert "x:token" not in str(refused.value)
    assert not (tmp_path / "new").exists()


def test_rules_for_sentences_are_the_same_in_both_forms(tmp_path: Path) -> None:
    write_project(tmp_path, OmegatProject("en", "zh-CN", (), {}))
    srx = read_srx(tmp_path / "omegat/segmentation.srx")
    conf = etree.parse(tmp_path / "omegat/segmentation.conf")
    texts = {kind: [one.text for one in conf.iterfind(f".//void[@property='{kind}']/string")] for kind in CONF}
    rules = [rule for group in srx.groups.values() for rule in group]
    assert texts["beforebreak"] == [rule.before for rule in rules]
    assert texts["afterbreak"] == [rule.after for rule in rules]
    assert texts["pattern"] == [pattern for pattern, _ in srx.maps]
    assert len(conf.findall(".//void[@property='breakRule']")) == sum(rule.breaks for rule in rules)


CONF = ("beforebreak", "afterbreak", "pattern")
TEXTS = (
    ("en", ["29.\t", "II. Inland waters in a decade of change"]),
    ("en", ["(a)\t", "See Art. 5 of it. ", "It ended."]),
    ("en", ["II. Inland waters.", " They carry goods."]),
    ("zh", ["第三条\t", "水闸关了。", "灯亮了。"]),
)


@pytest.mark.parametrize(("language", "sentences"), TEXTS)
def test_a_label_before_a_tab_is_a_segment_of_its_own(language: str, sentences: list[str], tmp_path: Path) -> None:
    write_project(tmp_path, OmegatProject("en", "zh-CN", (), {}))
    text = "".join(sentences)
    spans = read_srx(tmp_path / "omegat/segmentation.srx").spans(text, language)
    assert [text[a:b].strip() for a, b in spans] == [one.strip() for one in sentences]


@pytest.mark.slow
def test_a_real_omegat_fills_it(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    omegat(folder, tmp_path)
    translated_by_omegat(folder, tmp_path)
    written = (folder / "target/new.txt").read_text(encoding="utf-8")
    # What is sure is filled in; what is only like something, or has two translations, is left to the translator.
    assert "水闸中午关闭。" in written
    assert "The sluice is shut at noon." not in written
    for offered in ("看守人每 2 天给合页上油。", "轮子转动。", "水轮转动。", "鳗鱼日夜通过。"):
        assert offered not in written
