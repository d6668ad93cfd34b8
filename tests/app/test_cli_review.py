"""`duizhao review`, and what a review does to the files of `duizhao align` and `duizhao build`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.review import Confirm, Correct, Exclude, Merge, Session
from duizhao.review_folder import Folder
from duizhao.terminology import Concept, Glossary, Status, Term, write_glossary
from tests.app.running import invoke, run

EN = "# Report\n\n1. The river rose in March. Boats waited for 12 days.\n\n2. Trade stopped. It began again in June.\n"
ZH = "# 报告\n\n1. 三月河水上涨。船只等候了 12 天。\n\n2. 贸易停止。六月恢复。\n"


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "en.md").write_text(EN, encoding="utf-8")
    (tmp_path / "zh.md").write_text(ZH, encoding="utf-8")
    return tmp_path


def align(*more: str) -> str:
    return invoke("align", "en.md", "zh.md", "-o", "out", "--embed", "none", "-q", *more).output


def review(folder: str = "out", who: str = "Liu") -> Session:
    session = Folder.open(Path(folder)).session(who)
    session.clock = lambda: "2030-03-04T09:15:00Z"
    return session


def test_align_replays_what_was_decided(paper: Path) -> None:
    align()
    before = {path.name: path.read_bytes() for path in (paper / "out").iterdir()}
    session = review()
    session.do(Confirm(1))
    session.do(Correct(2, 1, "船等了 12 天。"))
    session.do(Confirm(2))
    session.do(Exclude(0))
    (paper / "en.md").write_text(EN.replace("1. The", "0. New text came in.\n\n1. The"), encoding="utf-8")
    (paper / "zh.md").write_text(ZH.replace("1. 三", "0. 加入了新文字。\n\n1. 三"), encoding="utf-8")
    assert "2 of 6 rows confirmed" in align()
    memory = (paper / "out" / "memory.tmx").read_text(encoding="utf-8")
    assert re.findall(r"<seg>(.*?)</seg>", memory)[1::2] == ["三月河水上涨。", "船等了 12 天。"]
    assert memory.count('changeid="Liu"') == 2
    assert 'changedate="20300304T091500Z"' in memory
    rest = (paper / "out" / "memory.unreviewed.tmx").read_text(encoding="utf-8")
    assert "加入了新文字。" in rest
    assert "报告" not in memory + rest
    # Without its journal the folder is as it was.
    (paper / "en.md").write_text(EN, encoding="utf-8")
    (paper / "zh.md").write_text(ZH, encoding="utf-8")
    (paper / "out" / "review.jsonl").unlink()
    align()
    assert {path.name: path.read_bytes() for path in (paper / "out").iterdir()} == before


def test_lost_decisions_are_told(paper: Path) -> None:
    align()
    review().do(Confirm(1))
    (paper / "en.md").write_text(EN.replace("rose in March", "fell in May"), encoding="utf-8")
    result = invoke("align", "en.md", "zh.md", "-o", "out", "--embed", "none")
    assert "1 decision finds no place" in result.stderr
    said = invoke("review", "status", "out", code=1).output
    assert "lost: The river rose in March. | 三月河水上涨。" in said
    data = json.loads(invoke("review", "status", "out", "--json", code=1).output)
    assert (data["confirmed"], data["lost"][0]["who"]) == (0, "Liu")


def test_a_review_goes_round(paper: Path) -> None:
    align()
    session = review()
    session.do(Confirm(1))
    session.do(Merge(3))
    invoke("review", "export", "out", "-o", "mine.review.json", "-q")
    (paper / "out" / "review.jsonl").rename(paper / "mine.jsonl")
    said = invoke("review", "apply", "mine.review.json", "out", "--reviewer", "Wang", "-q").output
    assert "2 decisions taken over" in said
    assert (paper / "out" / "memory.tmx").read_text(encoding="utf-8").count("<tu ") == 1
    assert not (paper / "out" / "review.lock").exists()
    assert "2 that stood here already" in invoke("review", "import", "mine.jsonl", "out").output
    table = invoke("review", "status", "out").output
    assert re.search(r"confirmed +1\n", table)
    assert re.search(r"people +Liu\n", table)


def test_the_page_is_written_with_the_findings_of_the_folders_glossary(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    align()
    review().do(Confirm(1))
    invoke("review", "export", "out", "-o", "mine.review.json", "-q")
    (paper / "out" / "review.jsonl").unlink()
    before = (paper / "out" / "memory.tmx").read_bytes()
    glossary = paper / "out" / "glossary.csv"
    glossary.write_bytes(b"\x00\x01 no table")
    code = run("review", "apply", "mine.review.json", "out")
    assert code == 2
    assert "glossary.csv" in capsys.readouterr().err
    # Nothing was taken over, and nothing written.
    assert not (paper / "out" / "review.jsonl").exists()
    assert (paper / "out" / "memory.tmx").read_bytes() == before
    renderings = (Term("轮船", "zh-CN"), Term("船只", "zh-CN", Status.DEPRECATED))
    write_glossary(Glossary((Concept("boat", (Term("boats", "en"), *renderings)),)), glossary)
    invoke("review", "apply", "mine.review.json", "out", "-q")
    assert "term.deprecated" in (paper / "out" / "report.html").read_text(encoding="utf-8")


def test_contradictions_end_with_1_unless_somebody_wins(paper: Path) -> None:
    align()
    review().do(Correct(1, 1, "甲。"))
    invoke("review", "export", "out", "-o", "mine.review.json", "-q")
    (paper / "out" / "review.jsonl").unlink()
    review(who="Wang").do(Correct(1, 1, "乙。"))
    assert "CONFLICT: here" in invoke("review", "import", "mine.review.json", "out", code=1).output
    assert "CONFLICT" in invoke("review", "status", "out", code=1).output
    assert invoke("review", "import", "mine.review.json", "out", "--take", "theirs").output.startswith(
        "1 decisions taken"
    )
    assert invoke("review", "status", "out").output


def test_build_takes_reviews_of_its_documents(paper: Path) -> None:
    (paper / "duizhao.toml").write_text(
        '[align]\nembed = "none"\n[[pair]]\nsource = "en.md"\ntarget = "zh.md"\nid = "one"\n', encoding="utf-8"
    )
    invoke("build", "-q", code=0)
    assert not (paper / "out" / "memory.unreviewed.tmx").exists()
    review("out/one").do(Confirm(1))
    assert '"done"' in invoke("build", "-q", "--json").output
    for folder in ("out", "out/one"):
        assert (paper / folder / "memory.tmx").read_text(encoding="utf-8").count("<tu ") == 1
        assert (paper / folder / "memory.unreviewed.tmx").exists()
    assert '"unchanged"' in invoke("build", "-q", "--json").output
    assert (paper / "out" / "memory.tmx").read_text(encoding="utf-8").count('changeid="Liu"') == 1


def test_a_folder_that_is_none_is_refused(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (paper / "empty").mkdir()
    for command in (
        ["status", "nowhere"],
        ["status", "empty"],
        ["export", "empty", "-o", "x"],
        ["apply", "x", "empty"],
    ):
        assert run("review", *command) == 2
        assert "duizhao align" in capsys.readouterr().err
    align()
    with pytest.raises(InputError, match="nothing was decided"):
        invoke("review", "export", "out", "-o", "x.json")
    (paper / "bad.json").write_text('{"kind": "duizhao review", "sch', encoding="utf-8")
    assert run("review", "apply", "bad.json", "out") == 2
    assert "broken" in capsys.readouterr().err


def test_answered_omissions_are_no_findings_any_more(paper: Path) -> None:
    (paper / "zh.md").write_text(ZH.replace("六月恢复。", ""), encoding="utf-8")
    align()
    place = Folder.open(Path("out"))
    session = review()
    at = next(i for i, row in enumerate(session.sheet.rows) if not row.target)
    before = place.check(place.reviewed(session.sheet))
    session.do(Confirm(at))
    after = place.check(place.reviewed(session.sheet))
    told = [{f.check for f in report.findings} for report in (before, after)]
    assert "alignment.sentence_missing" in told[0]
    assert "alignment.sentence_missing" not in told[1]


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_table_goes_out_and_comes_home(paper: Path, suffix: str) -> None:
    """What stood in it when it was written is told from what somebody did in it since."""
    align()
    review().do(Confirm(1))
    invoke("review", "export", "out", "-o", f"paper{suffix}", "-q")
    said = invoke("review", "import", f"paper{suffix}", "out").output
    assert "0 decisions taken over, 0 that stood here already" in said
    (paper / f"torn{suffix}").write_bytes((paper / f"paper{suffix}").read_bytes()[:500])
    with pytest.raises(InputError, match="torn"):
        invoke("review", "import", f"torn{suffix}", "out")
