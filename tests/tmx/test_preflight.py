"""The preflight says what a validating parser and OmegaT will do with a file; mending makes it load."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.tmx import Memory
from duizhao.tmx.validation.cat_tools import VALIDATING, CatTool, cat_tools, chosen_tools
from duizhao.tmx.validation.faults import FAULTS
from duizhao.tmx.validation.preflight import preflight
from duizhao.tmx.validation.repair import mend, mend_language
from tests.tmx.variants import BASE, VARIANTS, document

JAR = Path("/usr/share/omegat/OmegaT.jar")
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN-US</source_lang><target_lang>ZH-CN</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneSmartChineseTokenizer</target_tok><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("variants")
    made = {}
    for number, name in enumerate(VARIANTS, 100):
        made[name] = folder / f"{number}.tmx"
        made[name].write_bytes(document(name, number))
    return made


def validates(path: Path, dtd: Path) -> bool:
    command = ["xmllint", "--noout", "--nonet", "--dtdvalid", str(dtd), str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def filled_by_omegat(files: dict[str, Path], folder: Path) -> dict[str, tuple[bool, bool]]:
    """For each file whether OmegaT fills its first and its second unit: all of them in one project."""
    for name in ("source", "target", "tm/auto", "tm/enforce", "glossary", "dictionary", "omegat"):
        (folder / "p" / name).mkdir(parents=True)
    (folder / "p/omegat.project").write_text(PROJECT)
    sentences = []
    for path in files.values():
        shutil.copy(path, folder / "p/tm/auto")
        sentences += [f"Alpha sentence {path.stem}.", f"Beta sentence {path.stem}."]
    (folder / "p/source/s.txt").write_text("\n\n".join(sentences))
    command = ["java", "-Djava.awt.headless=true", f"-Duser.home={folder}/home", "-Dfile.encoding=UTF-8", "-jar"]
    command += [str(JAR), str(folder / "p"), f"--config-dir={folder}/config", "--no-team"]
    command += ["--disable-project-locking", "--mode=console-translate"]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    target = (folder / "p/target/s.txt").read_text(encoding="utf-8")
    return {
        name: (f"Alpha sentence {path.stem}." not in target, f"Beta sentence {path.stem}." not in target)
        for name, path in files.items()
    }


def skipped(path: Path) -> set[int]:
    """The units that the preflight says OmegaT leaves out."""
    return {p.unit for p in preflight(path).problems if cat_tools.get("omegat").effect(p.check) == "skips" and p.unit}


def test_predicts_what_a_validating_parser_refuses(files: dict[str, Path], shared: Path) -> None:
    if not shutil.which("xmllint"):
        pytest.skip("xmllint is not installed")
    dtd = shared / "interop/schema/omegat/tmx14.dtd"
    said = {name: preflight(path).loads("dtd") for name, path in files.items()}
    assert said == {name: validates(path, dtd) for name, path in files.items()}
    assert sum(not ok for ok in said.values()) >= 40


@pytest.mark.slow
def test_predicts_what_omegat_refuses_and_which_units_it_uses(files: dict[str, Path], tmp_path: Path) -> None:
    if not JAR.exists():
        pytest.skip("OmegaT is not installed")
    said = {}
    for name, path in files.items():
        loads, out = preflight(path).loads("omegat"), skipped(path)
        said[name] = (loads and 1 not in out, loads and 2 not in out)
    assert said == filled_by_omegat(files, tmp_path)


@pytest.mark.slow
def test_omegat_takes_every_mended_file(files: dict[str, Path], tmp_path: Path) -> None:
    if not JAR.exists():
        pytest.skip("OmegaT is not installed")
    mended, kept = {}, {}
    for name, path in files.items():
        mended[name] = tmp_path / path.name
        mend(path, mended[name], languages=("en-US", "zh-CN"))
        out = skipped(mended[name])
        texts = [v.text for e in Memory.read(mended[name]) for v in e.variants]
        kept[name] = tuple(
            any(word in text for text in texts) and not (word == "Alpha" and 1 in out) for word in ("Alpha", "Beta")
        )
    assert filled_by_omegat(mended, tmp_path / "omegat") == kept
    assert sum(map(all, kept.values())) > 75


def test_every_mended_file_passes(files: dict[str, Path], tmp_path: Path) -> None:
    for name, path in files.items():
        done = mend(path, tmp_path / "m.tmx", languages=("en-US", "zh-CN"), side=tmp_path / "side")
        report = preflight(tmp_path / "m.tmx")
        assert all(report.loads(tool) for tool in report.tools), name
        assert done.kept == report.units
        assert done.kept >= 1, name
        before = preflight(path)
        fixable = {check for check in before.counts if FAULTS[check].fixable}
        assert done.counts or not fixable - {"language.region"}, name
        # A third language stays without region: nobody said which.
        assert not [c for c in report.counts if FAULTS[c].fixable and c != "language.region"], name
        again = mend(tmp_path / "m.tmx", tmp_path / "n.tmx", languages=("en-US", "zh-CN"))
        assert not again.counts
        assert (tmp_path / "n.tmx").read_bytes() == (tmp_path / "m.tmx").read_bytes()


def test_every_mended_file_validates(files: dict[str, Path], tmp_path: Path, shared: Path) -> None:
    if not shutil.which("xmllint"):
        pytest.skip("xmllint is not installed")
    dtd = shared / "interop/schema/omegat/tmx14.dtd"
    for name, path in files.items():
        mend(path, tmp_path / "m.tmx", languages=("en-US", "zh-CN"), side=tmp_path / "side")
        assert validates(tmp_path / "m.tmx", dtd), name


@pytest.mark.parametrize(
    ("name", "check", "unit", "line"),
    [
        ("no srclang", "dtd.required.srclang", 0, 3),
        ("unknown attribute on tuv", "dtd.attribute", 1, 5),
        ("unknown attribute on tu", "dtd.attribute", 1, 5),
        ("the same tuid twice", "unit.double", 2, 6),
        ("U+000B", "xml", 1, 5),
        ("language with underscore", "language.code", 1, 5),
        ("a long segment", "segment.long", 1, 5),
        ("UTF-16 that says UTF-8", "encoding", 0, 1),
    ],
)
def test_names_unit_and_line(name: str, check: str, unit: int, line: int, files: dict[str, Path]) -> None:
    found = [p for p in preflight(files[name]).problems if p.check == check]
    assert [(p.unit, p.line) for p in found] == [(unit, line)]
    assert found[0].cure


@pytest.mark.parametrize(
    "name", ["sound", "byte order mark", "UTF-16", "comment", "CDATA", "srclang *all*", "no version"]
)
def test_has_nothing_to_say_of_a_sound_file(name: str, files: dict[str, Path]) -> None:
    assert preflight(files[name]).problems == []


def test_counts_what_it_does_not_show(tmp_path: Path) -> None:
    unit = (
        '<tu creationdate="{}"><tuv xml:lang="en-US"><seg>a</seg></tuv><tuv xml:lang="zh_CN"><seg>甲</seg></tuv></tu>'
    )
    units = "".join(unit.format(n) for n in range(100))
    (tmp_path / "m.tmx").write_text(f'<tmx version="1.4"><header srclang="en-US"/><body>{units}</body></tmx>')
    report = preflight(tmp_path / "m.tmx")
    assert report.counts["language.code"] == report.counts["date.format"] == 100
    assert [p.check for p in report.problems].count("language.code") == 1
    assert [p.check for p in report.problems].count("date.format") == 20


def test_mending_with_html_entities_and_stray_marks(tmp_path: Path) -> None:
    unit = '<tu><tuv xml:lang="en"><seg>R&D&nbsp;&eacute; a&b; &#7; &lt;</seg></tuv>'
    unit += '<tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'
    (tmp_path / "m.tmx").write_text(f'<tmx version="1.4"><header srclang="en"/><body>\n{unit}</body></tmx>')
    done = mend(tmp_path / "m.tmx", tmp_path / "n.tmx")
    assert Memory.read(tmp_path / "n.tmx").entries[0].variants[0].text == "R&D\xa0é a&b;  <"
    assert [change.line for change in done.changes if change.unit == 0 and "&" in change.what] == [2] * 5


@pytest.mark.parametrize("tag", ["zh-CN", "en", "*all*", "zh-Hans"])
def test_good_codes_stay(tag: str) -> None:
    assert mend_language(tag) == tag


def test_a_wanted_code_replaces_others_of_its_language() -> None:
    assert [mend_language(tag, ("en-GB", "zh-CN")) for tag in ("en", "en-US", "zho", "fr")] == [
        "en-GB",
        "en-GB",
        "zh-CN",
        "fr",
    ]


def test_unknown_tool_names_the_known_ones() -> None:
    assert list(chosen_tools("all")) == ["omegat", "dtd", "trados", "memoq"]
    assert list(chosen_tools("memoq, OmegaT")) == ["memoq", "omegat", "dtd"]
    assert chosen_tools("omegat")["dtd"] is VALIDATING
    for wrong, says in (
        ("nosuchtool", "omegat, trados, memoq"),
        ("omega", "Did you mean 'omegat'"),
        (" , ", "no tool"),
    ):
        with pytest.raises(SettingsError, match=says):
            chosen_tools(wrong)


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"unknown fault 'segment\.lang'\. Did you mean 'segment\.long'"):
        CatTool("Ours", skips=("segment.lang",))
    ours = CatTool("Ours", refuses=("date.format",), skips=("unit.*",), degrades=("unit.double", "language.region"))
    assert [ours.effect(f) for f in ("date.format", "unit.double", "language.region", "xml")] == [
        "refuses",
        "skips",
        "degrades",
        None,
    ]
    path = tmp_path / "m.tmx"
    unit = '<tu tuid="1"><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh-CN"><seg>甲</seg></tuv></tu>'
    header = 'segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"'
    path.write_text(
        f'<tmx version="1.4"><header creationtool="x" creationtoolversion="1" {header}/><body>{unit * 3}</body></tmx>',
        encoding="utf-8",
    )
    report = preflight(path, {"ours": ours})
    assert (report.loads("ours"), report.met("ours", "skips"), report.bad) == (True, 2, True)
    assert report.met("ours", "degrades") == 3
    assert preflight(path, {f"t{n}": ours for n in range(32)}).met("t31", "skips") == 2
    with pytest.raises(SettingsError, match="Name 32 at most"):
        preflight(path, {f"t{n}": ours for n in range(33)})


def test_no_file_is_an_error_and_not_a_finding(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        preflight(tmp_path / "none.tmx")


def test_a_prefix_that_nothing_declares(tmp_path: Path) -> None:
    """Parsers that know name spaces refuse the file; what we write declares it."""

    def loads(path: Path) -> list[str]:
        found = preflight(path)
        return [name for name in chosen_tools("all") if found.loads(name)]

    path = tmp_path / "m.tmx"
    text = BASE.format(1)
    odd = text.replace("<seg>", '<seg><w:n xmlns:v="urn:v"/>', 1)
    path.write_text(odd, encoding="utf-8")
    assert loads(path) == ["omegat"]
    assert [problem.message for problem in preflight(path).problems if problem.check == "prefix"] == [
        "the prefix w is not declared"
    ]
    declared = odd.replace("<w:n ", '<w:n xmlns:w="urn:w" ')
    path.write_text(declared, encoding="utf-8")
    assert not [problem for problem in preflight(path).problems if problem.check == "prefix"]
