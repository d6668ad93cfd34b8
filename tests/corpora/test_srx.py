"""SRX: read as tools write it, agreed with an independent engine, and ours written for them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.sentences.rules import RULES
from duizhao.corpora.sentences.segmentation import segment, sentences
from duizhao.corpora.sentences.srx import Srx, export_srx, parse_srx, read_srx
from tests.corpora.test_segmentation import lines

SMALL = """<?xml version="1.0"?>
<srx version="2.0"><header segmentsubflows="yes" cascade="{cascade}"/><body><languagerules>
<languagerule languagerulename="English">
<rule break="no"><beforebreak>\\bMr\\.</beforebreak><afterbreak>\\s</afterbreak></rule>
</languagerule>
<languagerule languagerulename="Any">
<rule break="yes"><beforebreak>[.?!]+</beforebreak><afterbreak>\\s</afterbreak></rule>
</languagerule></languagerules>
<maprules><languagemap languagepattern="EN.*" languagerulename="English"/>
<languagemap languagepattern=".*" languagerulename="Any"/>
</maprules></body></srx>"""


def cut(rules: Srx, text: str, tag: str) -> list[str]:
    return [text[s.start : s.end].strip() for s in rules.spans(text, tag)]


def test_cascade_joins_the_groups_and_its_absence_takes_the_first() -> None:
    text = "Mr. Smith came. He left."
    both = parse_srx(SMALL.format(cascade="yes").encode())
    assert cut(both, text, "en-GB") == ["Mr. Smith came.", "He left."]
    assert cut(both, text, "zh") == ["Mr.", "Smith came.", "He left."]
    assert cut(parse_srx(SMALL.format(cascade="no").encode()), text, "en-GB") == [text]


@pytest.mark.parametrize(
    ("before", "after", "text", "pieces"),
    [
        (r"\p{Lu}\.", r"\s", "A. b. C. d", ["A.", "b. C.", "d"]),
        (r"[\.a&&[^b]]+", r"\s", "x. y", ["x.", "y"]),
        (r"\Q.\E", r"\h", "x. y", ["x.", "y"]),
        (r"(?i)END\x{2e}", r"\s", "the end. Again", ["the end.", "Again"]),
        (r"\.(?:\s|\z)?+", "", "a.b. c", ["a.", "b.", "c"]),
        (r"。", "", "好。好。", ["好。", "好。"]),
    ],
)
def test_java_expressions(before: str, after: str, text: str, pieces: list[str]) -> None:
    source = f"""<srx version="2.0"><body><languagerules><languagerule languagerulename="x">
<rule break="yes"><beforebreak>{before.replace("&", "&amp;")}</beforebreak><afterbreak>{after}</afterbreak></rule>
</languagerule></languagerules><maprules><languagemap languagepattern=".*" languagerulename="x"/></maprules>
</body></srx>"""
    assert cut(parse_srx(source.encode()), text, "en") == pieces


def test_a_rule_that_cannot_be_used_is_reported_and_the_others_work() -> None:
    broken = SMALL.format(cascade="yes").replace(r"\bMr\.", r"(unclosed")
    rules = parse_srx(broken.encode())
    assert "unclosed" in rules.notices("en")[0].message
    assert cut(rules, "One. Two.", "en") == ["One.", "Two."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no xml", "well-formed"),
        (b"<tmx/>", "another kind"),
        (b"<srx/>", "no segmentation rules"),
        (b"<!DOCTYPE srx [<!ENTITY a 'aaaa'>]><srx>&a;</srx>", "the text holds the entity &a;"),
        (b"\xff\xfe\x00", "XML"),
    ],
)
def test_what_is_no_rule_file(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_srx(data)


def test_our_rules_written_as_srx_cut_as_we_do(tmp_path: Path) -> None:
    path = tmp_path / "ours.srx"
    path.write_bytes(export_srx(RULES))
    rules = read_srx(path)
    for language, joiner in (("en", " "), ("zh", "")):
        text = joiner.join(lines(language))
        assert cut(rules, text, language) == sentences(text, language)


def test_an_independent_engine_reads_ours_alike(tmp_path: Path) -> None:
    choppa = pytest.importorskip("choppa", reason="choppa-srx is not installed")
    path = tmp_path / "ours.srx"
    path.write_bytes(export_srx(RULES))
    document = choppa.SrxDocument(ruleset=str(path))
    for language, joiner in (("en", " "), ("zh", "")):
        gold = lines(language)
        for start in range(0, len(gold), 6):
            text = joiner.join(gold[start : start + 6])
            theirs = [s.strip() for s in choppa.SrxTextIterator(document, language, text)]
            assert theirs == gold[start : start + 6]


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_our_rules_are_valid_against_the_schema(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "ours.srx"
    path.write_bytes(export_srx(RULES))
    schema = shared / "interop/schema/segment/srx20.xsd"
    run = subprocess.run(
        ["xmllint", "--nonet", "--noout", "--schema", str(schema), str(path)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "name", ["languagetool/languagetool_segment", "maxprograms/default", "okapi/default", "okapi/Segmentation"]
)
def test_agreement_with_an_independent_engine(shared: Path, name: str) -> None:
    choppa = pytest.importorskip("choppa", reason="choppa-srx is not installed")
    path = shared / f"interop/srx/{name}.srx"
    document, rules = choppa.SrxDocument(ruleset=str(path)), read_srx(path)
    for language, joiner in (("en", " "), ("zh", "")):
        gold = lines(language)
        for start in range(0, len(gold), 8):
            text = joiner.join(gold[start : start + 8])
            theirs = [s.strip() for s in choppa.SrxTextIterator(document, language, text) if s.strip()]
            assert [piece for piece in cut(rules, text, language) if piece] == theirs


def test_every_file_that_tools_ship_is_read(shared: Path) -> None:
    read = 0
    for path in sorted((shared / "interop/srx").rglob("*.srx")):
        if path.stat().st_size:
            rules = read_srx(path)
            assert rules.spans("One sentence. And another one.", "en")
            read += 1
    assert read >= 24


def test_omegat_takes_its_file_without_a_cascade_attribute(shared: Path) -> None:
    rules = read_srx(shared / "interop/srx/omegat36/defaultRules.srx")
    assert cut(rules, "Mr. Smith came. He left.", "en") == ["Mr. Smith came.", "He left."]


def test_segment_takes_a_rule_file(tmp_path: Path) -> None:
    from tests.corpora.builders import from_markdown

    path = tmp_path / "team.srx"
    path.write_text(SMALL.format(cascade="yes"), encoding="utf-8")
    document = from_markdown("1. See No. 5. Mr. Smith did.")
    assert [s.text for s in segment(document, srx=path)] == ["See No.", "5.", "Mr. Smith did."]


def test_a_rule_file_opens_no_other_file_and_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("STOP", encoding="utf-8")
    rule = "<rule break='yes'><beforebreak>{}</beforebreak><afterbreak>\\s</afterbreak></rule>"
    body = (
        "<srx version='2.0'><body><languagerules><languagerule languagerulename='x'>"
        + rule.format("&other;")
        + rule.format("[!]")
        + "</languagerule></languagerules><maprules><languagemap languagepattern='.*' languagerulename='x'/></maprules>"
        "</body></srx>"
    )
    entity = f"<!DOCTYPE srx [<!ENTITY other SYSTEM '{(tmp_path / 'secret').as_uri()}'>]>"
    with pytest.raises(InputError, match="the text holds the entity &other;"):
        parse_srx((entity + body).encode())
    with pytest.raises(InputError, match="not well-formed"):
        parse_srx(body.replace("&other;", "[.]").replace("</srx>", "").encode())
    assert cut(parse_srx(body.replace("&other;", "[.]").encode()), "a. b! c", "en") == ["a.", "b!", "c"]
