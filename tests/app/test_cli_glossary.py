"""`duizhao glossary` as a terminologist meets it: from a memory to a table, back with decisions, out to other tools."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.corpora.model import Locator, Pair, Recipe
from duizhao.corpora.samples import path as sample
from duizhao.terminology import read_glossary
from duizhao.tmx import Memory
from tests.app.running import invoke, run
from tests.fakes import FakeEncoder, FakeTokenEncoder


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pairs = []
    for line in sample("gold.jsonl").read_text("utf-8").splitlines():
        unit = json.loads(line)
        for chinese, english in unit["beads"]:
            if chinese and english:
                at = Locator("en.md", unit["uid"]), Locator("zh.md", unit["uid"])
                pairs.append(Pair(" ".join(english), "".join(chinese), *at, 0.9))
    path = tmp_path_factory.mktemp("memory") / "memory.tmx"
    Memory.from_pairs(pairs, "en", "zh-CN", recipe=Recipe("align")).write(path)
    return path


@pytest.fixture(scope="module")
def part(memory: Path) -> Path:
    """The first third of it, for what does not depend on which terms there are."""
    whole = Memory.read(memory)
    path = memory.parent / "part.tmx"
    replace(whole, entries=whole.entries[: len(whole.entries) // 3]).write(path)
    return path


@pytest.fixture(scope="module")
def glossary(memory: Path) -> Path:
    path = memory.parent / "glossary.csv"
    assert run("glossary", "extract", memory, "-o", path, "-q") == 0
    return path


def edit(path: Path, out: Path, target: str, **cells: str) -> Path:
    grid = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    for row in grid:
        if row["target_term"] == target:
            row.update(cells)
    with out.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, list(grid[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(grid)
    return out


def test_extract_writes_a_table_with_evidence(glossary: Path) -> None:
    rows = list(csv.DictReader(glossary.open(encoding="utf-8-sig", newline="")))
    just = [r for r in rows if r["source_term"] == "just transition"]
    assert [r["target_term"] for r in just] == ["公正转型", "公正过渡"]
    assert [r["status"] for r in just] == ["preferred", "admitted"]
    assert all(r["count"] and r["first"] and "【" in r["source_example"] for r in just)


def test_extract_says_what_it_did(part: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("glossary", "extract", part, "-o", tmp_path / "g.xlsx", "--max-concepts", "10") == 0
    out, err = capsys.readouterr()
    assert not out
    assert "10 concepts" in err


def test_review_and_back(glossary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reviewed = edit(glossary, tmp_path / "reviewed.csv", "公正过渡", status="deprecated", date="31/01/2026")
    merged = tmp_path / "merged.json"
    assert run("glossary", "import", reviewed, "--into", glossary, "-o", merged, "--reviewer", "Li", "-q") == 0
    assert "公正过渡: admitted -> deprecated" in capsys.readouterr().out
    term = next(t for c in read_glossary(merged) for t in c.terms if t.text == "公正过渡")
    assert (term.status, term.reviewer, term.date) == ("deprecated", "Li", "2026-01-31")


def test_an_encoder_that_is_made_at_first_use_compares_words_too(
    part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duizhao.alignment import encoders
    from duizhao.alignment.encoders.deferred import DeferredEncoder

    fake = FakeTokenEncoder()
    asked: list[int] = []
    shown = fake.encode_tokens
    monkeypatch.setattr(fake, "encode_tokens", lambda texts: (asked.append(len(texts)), shown(texts))[1])
    monkeypatch.setattr(encoders, "default_encoder", lambda: DeferredEncoder("fake", lambda: fake))
    assert run("glossary", "extract", part, "-o", tmp_path / "g.csv", "-q") == 0
    assert sum(asked) > 100


def test_a_later_extraction_keeps_what_was_decided(
    memory: Path, glossary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reviewed = edit(glossary, tmp_path / "reviewed.csv", "公正过渡", status="deprecated")
    merged = tmp_path / "merged.csv"
    assert run("glossary", "import", reviewed, "--into", glossary, "-o", merged, "-q") == 0
    later = tmp_path / "later.csv"
    assert run("glossary", "extract", memory, "--known", merged, "-o", later) == 0
    assert "0 of" in capsys.readouterr().err
    term = next(t for c in read_glossary(later) for t in c.terms if t.text == "公正过渡")
    assert term.status == "deprecated"
    assert run("glossary", "extract", memory, "--known", merged, "--new-only", "-o", later, "-q") == 0
    assert len(read_glossary(later)) == 0


def test_conflicts_exit_1_and_name_the_row(glossary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reviewed = edit(glossary, tmp_path / "reviewed.csv", "公正过渡", status="perhaps")
    merged = tmp_path / "merged.csv"
    assert run("glossary", "import", reviewed, "--into", glossary, "-o", merged) == 1
    out, err = capsys.readouterr()
    assert "CONFLICT" in out
    assert "unknown status" in out
    assert "1 conflict" in err
    assert merged.exists()
    assert run("glossary", "import", reviewed, "--into", glossary, "-o", merged, "--json", "-q") == 1
    assert json.loads(capsys.readouterr().out)["conflicts"][0]["row"] > 1


@pytest.mark.parametrize("name", ["g.xlsx", "g.tsv", "g.json", "g.tbx", "g.utx", "g.txt"])
def test_convert(glossary: Path, tmp_path: Path, name: str) -> None:
    assert run("glossary", "convert", glossary, tmp_path / name, "-q") == 0
    assert len(read_glossary(tmp_path / name)) > 50


def test_convert_the_seed_for_omegat(tmp_path: Path) -> None:
    assert run("glossary", "convert", "seed", tmp_path / "g.tbx", "--to", "tbx2", "-q") == 0
    assert len(read_glossary(tmp_path / "g.tbx")) > 500


def test_a_column_map(tmp_path: Path) -> None:
    table = tmp_path / "unterm.csv"
    table.write_text("Terme anglais,Terme chinois\ndecent work,体面劳动\n", "utf-8")
    out = tmp_path / "g.json"
    options = ("--column", "Terme anglais=source_term", "--column", "Terme chinois=target_term")
    assert run("glossary", "convert", table, out, *options, "-q") == 0
    assert len(read_glossary(out)) == 1


def test_lookup(glossary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("glossary", "lookup", "公正过渡", "-g", glossary, "--no-seed") == 0
    out = capsys.readouterr().out
    assert "just transition" in out
    assert "公正转型" in out
    assert run("glossary", "lookup", "Just Transitions", "-g", glossary, "--json", "--no-seed") == 0
    (first, *_) = json.loads(capsys.readouterr().out)
    assert first["concept"] == "c-just-transition"
    assert run("glossary", "lookup", "decent work", "-n", "1") == 0
    assert "体面劳动" in capsys.readouterr().out


def test_lookup_of_nothing_exits_1(glossary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("glossary", "lookup", "zeppelin", "-g", glossary) == 1
    assert "zeppelin" in capsys.readouterr().err


def test_page(glossary: Path, tmp_path: Path) -> None:
    out = tmp_path / "g.html"
    assert run("glossary", "page", glossary, "-o", out, "-q") == 0
    text = out.read_text("utf-8")
    assert '<details id="c-just-transition"' in text
    assert "<mark>公正过渡</mark>" in text
    assert "http" not in text.replace("http-equiv", "")
    again = tmp_path / "again.html"
    assert run("glossary", "page", glossary, "-o", again, "-q") == 0
    assert again.read_bytes() == out.read_bytes()


def test_a_page_leads_into_the_review_page(glossary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every sentence is linked to a review page of its document beside the page, by words that stand there."""
    folder = tmp_path / "a b"
    folder.mkdir()
    out, report = folder / "g.html", folder / "report.html"
    assert run("glossary", "page", glossary, "-o", out, "-q") == 0
    assert "<a href" not in out.read_text("utf-8")
    report.write_text("<p>another.md</p>", "utf-8")
    assert run("glossary", "page", glossary, "-o", out, "-q") == 0
    assert "<a href" not in out.read_text("utf-8")
    report.write_text("<p>en.md</p>", "utf-8")
    assert run("glossary", "page", glossary, "-o", out, "-q") == 0
    text = out.read_text("utf-8")
    assert text.count('class="at"><a href="report.html#at=') == text.count('class="at">') > 50
    elsewhere = tmp_path / "g.html"
    assert run("glossary", "page", glossary, "-o", elsewhere, "--report", report, "-q") == 0
    assert 'href="a%20b/report.html#at=' in elsewhere.read_text("utf-8")
    assert run("glossary", "page", glossary, "-o", out, "--report", tmp_path / "none.html", "-q") == 2
    assert "none.html" in capsys.readouterr().err


def test_a_page_does_not_run_what_a_glossary_says(tmp_path: Path) -> None:
    from duizhao.page.glossary import glossary_html
    from duizhao.terminology import Concept, Glossary, Term

    evil = "<script>alert(1)</script>"
    concept = Concept("c-x", (Term(evil, "en"), Term(f'"{evil}', "zh-CN")), domain=evil, note=evil)
    page = glossary_html(Glossary((concept,), name=evil))
    assert evil not in page
    assert page.count("<script>") == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("extract", "missing.tmx"), "missing.tmx"),
        (("import", "missing.csv"), "glossary.csv"),
        (("convert", "missing.csv", "out.tbx"), "missing.csv"),
        (("convert", "missing.csv", "out.doc"), "no glossary format ends in '.doc'"),
        (("convert", "missing.csv", "out.tbx", "--to", "word"), "unknown glossary format 'word'"),
        (("convert", "missing.csv", "out.tbx", "--column", "x"), "HEADER=COLUMN"),
        (("page", "missing.csv"), "missing.csv"),
        (("lookup", "x", "--no-seed"), "nothing to look in"),
        (("extract", "missing.tmx", "--new-only"), "--new-only needs --known"),
        (("import", "missing.csv", "--date", "soon"), "not a day"),
    ],
)
def test_wrong_input_is_one_line_and_exit_2(
    args: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("glossary", *args) == 2
    err = capsys.readouterr().err
    assert message in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def tagged(memory: Path, out: Path, source: str, target: str) -> Path:
    """The memory with other language tags."""
    text = memory.read_text("utf-8").replace('"zh-CN"', f'"{target}"').replace('"en"', f'"{source}"')
    out.write_text(text, encoding="utf-8")
    return out


@pytest.mark.parametrize("target", ["zh-TW", *(pytest.param(one, marks=pytest.mark.slow) for one in ("zh", "zh-Hant"))])
def test_the_languages_are_the_memorys_own(part: Path, tmp_path: Path, target: str) -> None:
    path = tagged(part, tmp_path / "m.tmx", "en-GB", target)
    for name in ("g.csv", "g.json", "g.tbx", "g.xlsx"):
        assert run("glossary", "extract", path, "-o", tmp_path / name, "-q", "--no-embed", "--max-concepts", "20") == 0
        found = read_glossary(tmp_path / name)
        assert {t.language for c in found for t in c.terms} == {"en-GB", target}
        assert (found.source_language, found.target_language) == ("en-GB", target)
    assert f'xml:lang="{target}"' in (tmp_path / "g.tbx").read_text("utf-8")


def test_a_memory_from_chinese(part: Path, tmp_path: Path) -> None:
    text = part.read_text("utf-8").replace('srclang="en"', 'srclang="zh-CN"')
    (tmp_path / "m.tmx").write_text(text, encoding="utf-8")
    args = ("-o", tmp_path / "g.json", "-q", "--no-embed", "--max-concepts", "20")
    assert run("glossary", "extract", tmp_path / "m.tmx", *args) == 0
    found = read_glossary(tmp_path / "g.json")
    assert (found.source_language, found.target_language) == ("zh-CN", "en")


def test_a_memory_in_other_languages_is_refused(
    memory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tagged(memory, tmp_path / "m.tmx", "en", "fr")
    assert run("glossary", "extract", path, "-o", tmp_path / "g.csv", "-q") == 2
    assert "its languages: en, fr" in capsys.readouterr().err
    assert not (tmp_path / "g.csv").exists()


def test_an_unknown_spacy_model_is_one_clear_line(
    memory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ("-o", tmp_path / "g.csv", "-q", "--spacy-model", "en_no_such_model")
    assert run("glossary", "extract", memory, *args) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "en_no_such_model' is not installed" in err
    assert not (tmp_path / "g.csv").exists()


def test_the_encoder_is_asked_unless_told_not_to(
    part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import duizhao.alignment.encoders as encoders

    fake = FakeEncoder()
    monkeypatch.setattr(encoders, "default_encoder", lambda: fake)
    path = tmp_path / "g.json"
    assert run("glossary", "extract", part, "-o", path, "-q", "--no-embed") == 0
    assert not fake.calls
    assert run("glossary", "extract", part, "-o", path, "-q") == 0
    assert fake.calls
    assert "encoder:fake-1" in str(read_glossary(path).recipe)
    monkeypatch.setattr(encoders, "default_encoder", lambda: None)
    assert run("glossary", "extract", part, "-o", path, "-q") == 0
    assert "encoder:none" in str(read_glossary(path).recipe)
    assert run("glossary", "extract", part, "-o", path, "-q", "--encoder", "nothing") == 2
    assert "unknown encoder 'nothing'" in capsys.readouterr().err


def test_extract_leaves_out_what_is_not_sure_and_what_the_stop_list_has(
    memory: Path, glossary: Path, tmp_path: Path
) -> None:
    stops = tmp_path / "stop.txt"
    stops.write_text("just transitions\n", "utf-8")
    path, rest = tmp_path / "sure.csv", tmp_path / "rest.csv"
    options = ("--min-confidence", "0.8", "--stop-list", stops, "--untranslated", rest)
    assert run("glossary", "extract", memory, "-o", path, "-q", *options) == 0
    sure = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    every = list(csv.DictReader(glossary.open(encoding="utf-8-sig", newline="")))
    assert 0 < len(sure) < len(every)
    assert all(float(row["confidence"]) >= 0.8 for row in sure)
    assert "just transition" not in {row["source_term"] for row in sure}
    apart = list(csv.DictReader(rest.open(encoding="utf-8-sig", newline="")))
    assert apart
    assert all(bool(row["source_term"]) != bool(row["target_term"]) for row in apart)
    assert not {row["source_term"] for row in apart if row["source_term"]} & {row["source_term"] for row in sure}


def test_extract_of_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "新 terms.csv"
    assert run("glossary", "extract", sample("en.md"), "-o", path) == 0
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    terms = {row["source_term"] for row in rows}
    assert {"just transition", "decent work"} <= {t.lower() for t in terms}
    assert not any(row["target_term"] for row in rows)
    assert all("【" in row["source_example"] and row["first"].startswith("en.md") for row in rows)
    assert f"{len(rows)} concepts" in capsys.readouterr().err
    assert run("glossary", "extract", sample("zh.md"), "-o", path, "-q") == 0
    chinese = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert {"公正转型", "体面劳动"} <= {row["source_term"] for row in chinese}
    assert {row["source_language"][:2] for row in chinese} == {"zh"}


def test_options_of_a_memory_are_refused_for_a_document(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    assert run("glossary", "extract", sample("en.md"), "-o", path, "--min-confidence", "0.5") == 2
    assert run("glossary", "extract", tmp_path / "none.md", "-o", path) == 2
    assert not path.exists()


OURS = "source_term,target_term,status\nsluice,水闸,preferred\nsluice,水门,deprecated\nquay,码头,preferred\n"
THEIRS = "source_term,target_term,status\nsluices,水门,preferred\nquay,岸壁,preferred\nlock,船闸,preferred\n"


def test_diff_and_merge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs, out = tmp_path / "ours.csv", tmp_path / "theirs.csv", tmp_path / "all.csv"
    ours.write_text(OURS, "utf-8")
    theirs.write_text(THEIRS, "utf-8")
    assert run("glossary", "diff", ours, theirs) == 1
    said = capsys.readouterr()
    assert "水门 is deprecated here and preferred there" in said.out
    assert "码头 here, 岸壁 there" in said.out
    assert "1 contradicts, 1 differs, 1 missing in ours" in said.err
    assert run("glossary", "diff", ours, ours, "-q") == 0
    capsys.readouterr()
    assert run("glossary", "diff", ours, theirs, "--json") == 1
    kinds = [one["kind"] for one in json.loads(capsys.readouterr().out)]
    assert kinds == ["contradicts", "differs", "missing in ours"]
    assert run("glossary", "merge", ours, theirs, "-o", out, "--json") == 1
    assert [one["file"] for one in json.loads(capsys.readouterr().out)] == ["theirs.csv", "theirs.csv"]
    rows = {(r["source_term"], r["target_term"]): r["status"] for r in csv.DictReader(out.open(encoding="utf-8-sig"))}
    assert rows["sluice", "水门"] == "deprecated"
    assert rows["quay", "岸壁"] == "proposed"
    assert rows["lock", "船闸"] == "preferred"
    assert run("glossary", "merge", ours, ours, "-o", out, "-q") == 0


def test_convert_says_what_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "k.tbx"
    path.write_text(
        '<martif type="TBX"><text><body><termEntry id="1"><langSet xml:lang="en"><tig><term>kiln</term>'
        '<termNote type="register">plain</termNote></tig></langSet><langSet xml:lang="zh"><tig><term>窑</term></tig>'
        "</langSet></termEntry></body></text></martif>",
        encoding="utf-8",
    )
    assert "not kept: register\n" in invoke("glossary", "convert", str(path), str(tmp_path / "k.csv")).stderr
    assert "not kept" not in invoke("glossary", "convert", "seed", str(tmp_path / "seed.json")).stderr
