"""TBX: both versions valid by their own schemas, every dialect read, faults refused with their line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from duizhao.corpora.errors import DuizhaoError, InputError
from duizhao.terminology import Concept, Glossary, Status, Term, read_glossary, write_glossary
from tests.terminology.strategies import rich

V3 = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="{style}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="c1">{entry}</conceptEntry></body></text></tbx>
"""
DCA = """<descrip type="subjectField">work</descrip><langSec xml:lang="en"><termSec><term>decent work</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
<langSec xml:lang="zh-Hans"><termSec><term>体面工作</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec></langSec>"""
DCT = """<min:subjectField>work</min:subjectField><langSec xml:lang="en"><termSec><term>decent work</term>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="zh-Hans"><termSec><term>体面工作</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec>"""


@pytest.mark.parametrize(("style", "entry"), [("dca", DCA), ("dct", DCT)])
def test_both_styles_say_the_same(tmp_path: Path, style: str, entry: str) -> None:
    path = tmp_path / "g.tbx"
    path.write_text(V3.format(style=style, entry=entry), "utf-8")
    glossary = read_glossary(path)
    (concept,) = glossary
    assert (concept.id, concept.domain, glossary.target_language) == ("c1", "work", "zh-Hans")
    assert [(t.text, t.status) for t in concept.terms] == [
        ("decent work", Status.PREFERRED),
        ("体面工作", Status.DEPRECATED),
    ]


def test_version_3_keeps_evidence_and_decisions(tmp_path: Path) -> None:
    write_glossary(rich(), tmp_path / "g.tbx")
    just = read_glossary(tmp_path / "g.tbx").concepts[0]
    assert (just.domain, just.definition, just.note) == (
        "economy and environment",
        "A change of the economy that leaves nobody behind.",
        "see the Guidelines",
    )
    decided = next(t for t in just.terms if t.text == "公正转型")
    assert (decided.reviewer, decided.date, decided.count) == ("Li Wen", "2026-01-31", 20)
    link = just.link("just transition", "公正转型")
    assert link is not None
    assert (link.count, link.confidence) == (20, 0.8)


def test_version_2_shows_translators_no_figures(tmp_path: Path) -> None:
    write_glossary(rich(), tmp_path / "g.tbx", format="tbx2")
    text = (tmp_path / "g.tbx").read_text("utf-8")
    assert "count=" not in text
    assert "<martif" in text
    assert "DOCTYPE" not in text


@pytest.mark.parametrize(
    ("entry", "fault", "line"),
    [
        ('<langSec xml:lang="en"><termSec><term>a</term><term>b</term></termSec></langSec>', "2 terms", 5),
        ("<langSec><termSec><term>a</term></termSec></langSec>", "without xml:lang", 5),
        ('<langSec xml:lang="en"><termSec><term>a</termSec></langSec>', "not well-formed", 5),
    ],
)
def test_faults_have_lines(tmp_path: Path, entry: str, fault: str, line: int) -> None:
    path = tmp_path / "g.tbx"
    path.write_text(V3.format(style="dca", entry=entry), "utf-8")
    with pytest.raises(InputError, match=fault) as caught:
        read_glossary(path)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("said", "status", "note"),
    [
        ("standardizedTerm", Status.PREFERRED, ""),
        ("legalTerm", Status.PREFERRED, ""),
        ("notRecommended", Status.DEPRECATED, ""),
        ("obsolete", Status.SUPERSEDED, ""),
        ("good", Status.PROPOSED, "normativeAuthorization: good"),
    ],
)
def test_statuses_of_others(tmp_path: Path, said: str, status: Status, note: str) -> None:
    path = tmp_path / "g.tbx"
    group = f'<termSec><term>a</term><termNote type="normativeAuthorization">{said}</termNote></termSec>'
    path.write_text(V3.format(style="dca", entry=f'<langSec xml:lang="en">{group}</langSec>'), "utf-8")
    [concept] = read_glossary(path)
    assert [(t.status, t.note) for t in concept.terms] == [(status, note)]


@pytest.mark.parametrize("names", [("termEntry", "langSet", "tig"), ("entry", "langGroup", "termGroup")])
def test_tbx_min_with_its_statuses(tmp_path: Path, names: tuple[str, str, str]) -> None:
    entry, section, group = names
    terms = [("en", "dyke", "preferred"), ("zh-CN", "堤", "admitted"), ("zh-CN", "坝", "notRecommended")]
    sections = "".join(
        f'<{section} xml:lang="{tag}"><{group}><term>{text}</term>'
        f"<termStatus>{status}</termStatus></{group}></{section}>"
        for tag, text, status in terms
    )
    path = tmp_path / "g.tbx"
    path.write_text(f'<TBX dialect="TBX-Min"><body><{entry} id="C1">{sections}</{entry}></body></TBX>', "utf-8")
    [concept] = read_glossary(path)
    assert [(t.text, str(t.status)) for t in concept.terms] == [
        ("dyke", "preferred"),
        ("堤", "admitted"),
        ("坝", "deprecated"),
    ]


def test_a_tbx_of_which_nothing_is_understood_is_refused_and_an_empty_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "g.tbx"
    path.write_text("<TBX><body>\n<item><word>dyke</word></item></body></TBX>", "utf-8")
    with pytest.raises(InputError, match="no concept was found: <item>") as caught:
        read_glossary(path)
    assert caught.value.line == 2
    path.write_text("<TBX><body/></TBX>", "utf-8")
    assert len(read_glossary(path)) == 0


def test_other_xml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.tbx"
    path.write_text("<tmx version='1.4'><body/></tmx>", "utf-8")
    with pytest.raises(InputError, match="no TBX"):
        read_glossary(path)


def test_entities_and_the_network_stay_off(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim", "utf-8")
    path = tmp_path / "g.tbx"
    head = f'<?xml version="1.0"?>\n<!DOCTYPE tbx [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = V3.format(style="dca", entry='<langSec xml:lang="en"><termSec><term>a &e;</term></termSec></langSec>')
    path.write_text(head + body.split("\n", 1)[1], "utf-8")
    with pytest.raises(InputError, match="the text holds the entity &e;") as refused:
        read_glossary(path)
    assert "geheim" not in str(refused.value)


def test_a_character_that_xml_cannot_hold_is_refused(tmp_path: Path) -> None:
    glossary = Glossary((Concept("c-x", (Term("a\x0bb", "en"), Term("甲", "zh-CN"))),))
    with pytest.raises(InputError, match=r"U\+000B"):
        write_glossary(glossary, tmp_path / "g.tbx")
    assert not (tmp_path / "g.tbx").exists()


def test_strange_ids_become_xml_ids(tmp_path: Path) -> None:
    glossary = Glossary((Concept("12 三", (Term("a", "en"), Term("甲", "zh-CN"))),))
    write_glossary(glossary, tmp_path / "g.tbx")
    assert [c.id for c in read_glossary(tmp_path / "g.tbx")] == ["c-12--"]


needs_jing = pytest.mark.skipif(not shutil.which("jing"), reason="jing is not installed")


@needs_jing
@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("tbx", "schema/tbx3-core-rng/TBXcoreStructV03.rng"),
        ("tbx2", "schema/tbx2/TBX-Basic_TBXBasicRNGV02.rng"),
    ],
)
def test_valid_by_its_grammar(tmp_path: Path, shared: Path, name: str, schema: str) -> None:
    path = tmp_path / "g.tbx"
    write_glossary(rich(), path, format=name)
    done = subprocess.run(["jing", shared / "interop" / schema, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("java"), reason="Java is not installed")
@pytest.mark.skipif(not Path("/usr/share/java/Saxon-HE.jar").exists(), reason="Saxon-HE is not installed")
def test_valid_by_the_rules_of_its_dialect(tmp_path: Path, shared: Path) -> None:
    path = tmp_path / "g.tbx"
    write_glossary(rich(), path)
    tool, rules = shared / "interop/bin/sch_check.py", shared / "interop/schema/tbx3-basic/DCA_TBX-Basic_DCA.sch"
    done = subprocess.run([sys.executable, tool, rules, path], capture_output=True, text=True, check=False)
    assert done.stdout.split()[-1] == "VALID", done.stdout + done.stderr


@pytest.mark.skipif(not Path("/usr/share/omegat/OmegaT.jar").exists(), reason="OmegaT is not installed")
def test_omegat_reads_every_term(tmp_path: Path, shared: Path) -> None:
    """OmegaT's own readers: version 2 with all terms, the text glossary with those to use."""
    write_glossary(rich(), tmp_path / "g.tbx", format="tbx2")
    write_glossary(rich(), tmp_path / "g.txt")
    tool = shared / "interop/bin/omegat_glossary_check.sh"
    done = subprocess.run(
        ["bash", tool, tmp_path / "g.tbx", tmp_path / "g.txt"], capture_output=True, text=True, check=False
    )
    first, second = done.stdout.split("g.txt\t")
    for target in ("公正转型", "公正过渡", "正义过渡", "中小微企业"):
        assert target in first
    assert "MSMEs" in first
    assert second.startswith("entries=4")
    assert "just transition => 公正过渡" not in second


def test_every_file_of_other_tools_reads_or_says_why(shared: Path) -> None:
    files = [*(shared / "interop/tbx").glob("*/*"), *(shared / "interop/glossary").iterdir()]
    assert len(files) > 25
    refused: list[DuizhaoError] = []
    read = 0
    for path in files:
        try:
            glossary = read_glossary(path, format="omegat" if path.suffix == ".csv" else None)
        except DuizhaoError as error:
            refused.append(error)
            continue
        read += 1
        assert all(c.terms for c in glossary)
    assert read > 20
    assert len(refused) < 9
    assert all(isinstance(error, InputError) and error.line for error in refused)
