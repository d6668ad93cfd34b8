"""The desk's answers, without a browser: who may ask, what is refused, and that everything said is on disk."""

from __future__ import annotations

import base64
import json
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora.errors import DuizhaoError, InputError, SettingsError, WorkError
from duizhao.desk.board import Lines, board, is_board
from duizhao.desk.desk import Desk
from duizhao.desk.out import KINDS
from duizhao.desk.serving import application
from duizhao.desk.workspace import Workspace, by_name, file_name, pair_up
from duizhao.page.review_data import key_of, row_of
from duizhao.review.journal import row_data
from duizhao.terminology import Concept, Glossary, Status, Term, write_glossary
from scripts.kill_desk import READING
from tests.app.desk_running import TOKEN, make_paper

pytest.importorskip("starlette", reason="the extra `desk` is not installed")
testclient = pytest.importorskip("starlette.testclient", reason="httpx is not installed", exc_type=Exception)

HOST = "127.0.0.1:8901"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_paper(tmp_path_factory.mktemp("paper"))


@pytest.fixture
def out(paper: Path, tmp_path: Path) -> Path:
    import shutil

    shutil.copytree(paper.parent, tmp_path / "copy")
    return tmp_path / "copy" / "out"


@pytest.fixture
def desk(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda: None)
    found = Desk(tmp_path / "workspace", "Liu")
    found.open({"folder": str(out)})
    yield found
    found.close()


@pytest.fixture
def client(desk: Desk) -> Any:
    return testclient.TestClient(application(desk, TOKEN, frozenset((HOST,))), base_url=f"http://{HOST}")


def test_only_the_desks_own_page_may_ask(client: Any) -> None:
    good = {"X-Desk-Token": TOKEN, "Content-Type": "application/json", "Origin": f"http://{HOST}"}

    def asked(**changed: str | None) -> int:
        headers = {k: v for k, v in {**good, **{k.replace("_", "-"): v for k, v in changed.items()}}.items() if v}
        return int(client.post("/api/state", content=b"{}", headers=headers).status_code)

    assert asked() == 200
    assert asked(X_Desk_Token=None) == asked(X_Desk_Token="wrong") == 401
    assert asked(Origin="http://evil.example") == asked(Origin="null") == 403
    assert asked(Host="evil.example") == asked(Host="localhost:8901") == 421
    assert asked(Sec_Fetch_Site="cross-site") == 403
    assert asked(Content_Type="text/plain") == asked(Content_Type=None) == 415
    assert asked(Content_Length=str(10**10)) == 413
    assert client.get("/api/state", headers=good).status_code == 405
    assert client.post("/main.js").status_code == 405


def test_pages_carry_a_policy_and_nothing_else_is_served(client: Any) -> None:
    found = client.get("/")
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert TOKEN not in found.text
    assert client.get("/rows.js").headers["content-type"].startswith("text/javascript")
    for path in ("/../desk.py", "/..%2fdesk.py", "/static/main.js", "/etc/passwd"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"patch":7}', b'{"patch":{"name":"x","before":[],"after":[]}}', b"[" * 9999]
)
def test_rubbish_is_refused_without_a_traceback(client: Any, body: bytes) -> None:
    headers = {"X-Desk-Token": TOKEN, "Content-Type": "application/json"}
    found = client.post("/api/do", content=body, headers=headers)
    assert found.status_code in (400, 422)
    assert "error" in found.json()


def named(row: dict[str, Any]) -> str:
    return "|".join(";".join(",".join(map(str, atom)) for atom in row[side]) for side in ("s", "t"))


def rows_of(desk: Desk) -> list[dict[str, Any]]:
    """All rows as JSON holds them, in the order of the page."""
    assert desk.opened is not None
    return [row_data(row) for row in desk.opened.session.sheet.rows]


def findings_of(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.findings({}))
    return found


def confirm(desk: Desk, at: int) -> dict[str, Any]:
    row = rows_of(desk)[at]
    bare = {"s": row["s"], "t": row["t"]}
    return desk.do({"patch": {"name": "confirm", "before": [bare], "after": [{**bare, "mark": "confirmed"}]}})


def test_a_step_is_signed_and_on_disk_when_it_is_answered(desk: Desk, out: Path) -> None:
    answer = confirm(desk, 1)
    assert (answer["after"][0]["who"], answer["done"]) == ("Liu", 1)
    assert '"confirm"' in (out / "review.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    back = desk.undo({})
    assert back["patch"]["after"][0].get("mark", "") == ""
    assert desk.redo({})["patch"]["after"][0]["mark"] == "confirmed"
    desk.name({"who": " Wang  Min "})
    assert confirm(desk, 2)["after"][0]["who"] == "Wang Min"


def test_a_step_on_rows_that_are_not_there_or_that_loses_text_is_refused(desk: Desk) -> None:
    rows = rows_of(desk)
    bare = [{"s": row["s"], "t": row["t"]} for row in rows]
    for patch in (
        {"name": "x", "before": [{"s": [[0, 0, 2]], "t": []}], "after": [bare[0]]},
        {"name": "x", "before": [bare[0], bare[1]], "after": [bare[0]]},
        {"name": "x", "before": [bare[0]], "after": [{"s": [[0, 0, 9999]], "t": bare[0]["t"]}]},
        {"name": "x", "before": [bare[0]], "after": [{"s": [[999, 0, 2]], "t": bare[0]["t"]}]},
        {"name": "x", "before": [{"s": [[999, 0, 2]], "t": []}], "after": [bare[0]]},
    ):
        with pytest.raises(InputError):
            desk.do({"patch": patch})
    assert rows_of(desk) == rows


def test_a_second_desk_on_the_folder_is_told(desk: Desk, out: Path, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other", "Wang")
    with pytest.raises(WorkError, match="somebody else"):
        other.open({"folder": str(out)})
    desk.close()
    other.open({"folder": str(out)})
    other.close()


def test_findings_say_where_and_are_checked_again(desk: Desk) -> None:
    found = findings_of(desk)["findings"]
    number = next(f for f in found if "17 million" in f["message"])
    row = next(r for r in rows_of(desk) if named(r) == number["rows"][0])
    bare = {"s": row["s"], "t": row["t"]}
    edit = [None, "理事会在体面劳动方面花费了 1,700 万美元。"]
    desk.do({"patch": {"name": "edit", "before": [bare], "after": [{**bare, "edit": edit}]}})
    assert number["fingerprint"] not in {f["fingerprint"] for f in findings_of(desk)["findings"]}


def test_findings_ask_the_folders_glossary_and_the_projects(desk: Desk, out: Path) -> None:
    def told() -> set[str]:
        return {f["check"] for f in findings_of(desk)["findings"] if f["check"].startswith("term.")}

    renderings = (Term("体面劳动", "zh-CN"), Term("体面工作", "zh-CN", Status.DEPRECATED))
    glossary = Glossary((Concept("decent", (Term("decent work", "en"), *renderings)),))
    assert told() <= {"term.varies"}
    write_glossary(glossary, out / "glossary.csv")
    assert "term.deprecated" in told()
    (out / "glossary.csv").unlink()
    assert "term.deprecated" not in told()
    write_glossary(glossary, out.parent / "terms.csv")
    (out.parent / "duizhao.toml").write_text('[glossary]\nfiles = ["terms.csv"]\n', encoding="utf-8")
    assert "term.deprecated" in told()


def test_waivers_go_into_the_policy(desk: Desk, out: Path) -> None:
    found = findings_of(desk)["findings"][0]
    said = {"findings": [found], "reason": 'As "agreed"', "owner": "Liu", "until": "2999-12-31"}
    path = Path(desk.waive(said)["policy"])
    assert path == out.parent.resolve() / "duizhao.toml"
    (waiver,) = tomllib.loads(path.read_text(encoding="utf-8"))["check"]["waivers"]
    assert (waiver["fingerprint"], waiver["reason"]) == (found["fingerprint"], 'As "agreed"')
    desk.waive(said)
    assert len(tomllib.loads(path.read_text(encoding="utf-8"))["check"]["waivers"]) == 2
    told = next(f for f in findings_of(desk)["findings"] if f["fingerprint"] == found["fingerprint"])
    assert [(w["reason"], w["until"]) for w in told["waivers"]] == [('As "agreed"', "2999-12-31")] * 2
    desk.unwaive({"waivers": told["waivers"]})
    assert not path.read_text(encoding="utf-8").strip()
    with pytest.raises(InputError, match="not there any more"):
        desk.unwaive({"waivers": told["waivers"]})
    for wrong in ({"until": "soon"}, {"until": "2001-01-01"}, {"reason": " "}):
        with pytest.raises(InputError):
            desk.waive({**said, **wrong})


def test_candidates_are_the_sides_that_fit(desk: Desk) -> None:
    rows = rows_of(desk)
    bare = [{"s": row["s"], "t": row["t"]} for row in rows]
    alone = {"s": bare[2]["s"], "t": []}, {"s": [], "t": bare[2]["t"]}
    desk.do({"patch": {"name": "left_out", "before": [bare[2]], "after": list(alone)}})
    found = desk.candidates({"key": named(alone[0])})
    assert found["side"] == 1
    assert found["candidates"][0]["key"] == named(alone[1])


def test_align_again_mends_what_was_torn(desk: Desk) -> None:
    bare = [{"s": row["s"], "t": row["t"]} for row in rows_of(desk)]
    after = [{"s": bare[7]["s"], "t": bare[8]["t"]}, {"s": bare[8]["s"], "t": bare[7]["t"]}]
    desk.do({"patch": {"name": "swap", "before": bare[7:9], "after": after}})
    confirm(desk, 2)
    desk.again({})
    assert {named(row) for row in rows_of(desk)} >= {named(row) for row in bare[7:9]}
    desk.undo({})
    assert named(rows_of(desk)[7]) == named(after[0])


def test_the_glossary_is_the_file_of_the_command_line(desk: Desk, out: Path) -> None:
    desk.extract({})
    first = desk.glossary({})
    desk.term({"kind": "add", "source": "river", "target": "河流"})
    desk.term({"kind": "add", "source": "river", "target": "江河"})
    concept = next(c for c in desk.glossary({})["concepts"] if c["terms"][0][0]["text"] == "river")
    desk.term({"kind": "status", "id": concept["id"], "language": "zh-CN", "text": "江河", "status": "preferred"})
    desk.term({"kind": "write", "id": concept["id"], "language": "zh-CN", "text": "河流", "new": "河川"})
    desk.term({"kind": "define", "id": concept["id"], "definition": "Water that flows (glossary of 2030)"})
    from duizhao.terminology import Status, read_glossary

    found = read_glossary(out / "glossary.csv").get(concept["id"])
    assert found is not None
    assert [(t.text, t.status) for t in found.terms_in("zh")] == [("江河", Status.PREFERRED), ("河川", Status.ADMITTED)]
    assert found.definition.startswith("Water")
    assert {t.reviewer for t in found.terms_in("zh")} == {"Liu"}
    desk.term({"kind": "reject", "id": concept["id"]})
    desk.extract({})
    again = next(c for c in desk.glossary({})["concepts"] if c["id"] == concept["id"])
    assert {t["status"] for side in again["terms"] for t in side} == {"not a term"}
    for _ in range(7):
        desk.term_undo({})
    assert desk.glossary({})["concepts"] == first["concepts"]
    for wrong in (
        {"kind": "merge", "id": "c-none", "with": "x"},
        {"kind": "add", "source": "", "target": "x"},
        {"kind": "status"},
    ):
        with pytest.raises(InputError):
            desk.term(wrong)


def test_concepts_are_merged_and_split(desk: Desk) -> None:
    desk.term({"kind": "add", "source": "boat", "target": "船只"})
    desk.term({"kind": "add", "source": "vessel", "target": "船舶"})
    desk.term({"kind": "merge", "id": "c-vessel", "with": "c-boat"})
    (concept,) = desk.glossary({})["concepts"]
    assert [t["text"] for t in concept["terms"][1]] == ["船舶", "船只"]
    desk.term({"kind": "split", "id": "c-vessel", "language": "zh-CN", "text": "船只"})
    assert len(desk.glossary({})["concepts"]) == 2


def test_a_concept_keeps_what_was_written_of_it_and_who_did(desk: Desk, out: Path) -> None:
    from duizhao.terminology import read_glossary

    desk.term({"kind": "add", "source": "boat", "target": "船只"})
    desk.term({"kind": "add", "source": "Boats", "target": "小船"})
    desk.term({"kind": "add", "source": "vessel", "target": "船舶"})
    (concept, vessel) = sorted(desk.glossary({})["concepts"], key=lambda c: str(c["id"]))
    assert [t["text"] for t in concept["terms"][0]] == ["boat"]
    assert [t["text"] for t in concept["terms"][1]] == ["船只", "小船"]
    facts = {"definition": "What floats", "definition_source": "Handbook, p. 3", "domain": "rivers", "speech": "名词"}
    desk.term({"kind": "define", "id": vessel["id"], **facts, "note": "large"})
    desk.term({"kind": "define", "id": "c-boat", "definition": "What is rowed", "domain": "lakes"})
    chosen = {"id": "c-boat", "language": "zh-CN", "text": "小船"}
    desk.term({"kind": "write", **chosen, "new": "小船", "note": "口语"})
    desk.term({"kind": "merge", "id": "c-boat", "with": "c-vessel"})
    (merged,) = desk.glossary({})["concepts"]
    assert (merged["definition"], merged["domain"], merged["note"]) == ("What is rowed", "lakes", "large")
    said = [line.split(": ", 1)[1] for line in merged["history"] if " Liu: " in line]
    assert said[:4] == ["new concept: boat = 船只", "小船: new, admitted", "domain: lakes", "definition: What is rowed"]
    assert said[4] == "小船: admitted confirmed, note: 口语"
    assert "definition of c-vessel was: What floats — Handbook, p. 3" in merged["history"]
    assert said[-1] == "c-vessel is merged into it"
    desk.term({"kind": "split", "id": "c-boat", "language": "zh-CN", "text": "船舶"})
    found = read_glossary(out / "glossary.csv")
    assert {c.history[-1].split(": ", 1)[1] for c in found} == {"c-vessel is split from it", "split from c-boat"}
    assert {t.note for c in found for t in c.terms if t.text == "小船"} == {"口语"}
    assert {t.part_of_speech for c in found for t in c.terms if t.text == "船舶"} == {"noun"}


def test_what_was_rejected_may_be_a_term_after_all(desk: Desk) -> None:
    def terms() -> list[tuple[str, str]]:
        (concept,) = desk.glossary({})["concepts"]
        return [(t["text"], t["status"]) for side in concept["terms"] for t in side]

    desk.term({"kind": "add", "source": "boat", "target": "船只"})
    desk.term({"kind": "add", "source": "boat", "target": "船"})
    desk.term({"kind": "reject", "id": "c-boat"})
    assert {status for _, status in terms()} == {"not a term"}
    desk.term({"kind": "restore", "id": "c-boat"})
    assert terms() == [("boat", "preferred"), ("船只", "preferred"), ("船", "admitted")]
    desk.term({"kind": "reject", "id": "c-boat"})
    desk.term({"kind": "status", "id": "c-boat", "language": "en", "text": "boat", "status": "preferred"})
    assert terms()[0] == ("boat", "preferred")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_goes_out_is_what_it_says(desk: Desk, kind: str) -> None:
    confirm(desk, 1)
    for name in desk.out({"kind": kind})["files"]:
        data = Path(name).read_bytes()
        assert data
        if name.endswith((".docx", ".xlsx", ".epub")):
            assert zipfile.ZipFile(name).testzip() is None
        elif kind != "review":
            assert "三月河水上涨。" in data.decode("utf-8") or "unreviewed" in name
    if kind == "epub":
        assert "The bridge is 300 metres long." in zipfile.ZipFile(name).read("text001.xhtml").decode("utf-8")
    if kind.endswith("docx"):
        from duizhao import corpora

        text = "".join(unit.text for unit in corpora.read(name, language="zh-CN"))
        assert "三月河水上涨。" in text
        assert "The bridge is 300 metres long." in text


def dropped(*paths: str | Path) -> list[dict[str, str]]:
    """Files as the page sends them."""
    return [{"name": Path(p).name, "data": base64.b64encode(Path(p).read_bytes()).decode()} for p in paths]


@pytest.mark.parametrize("kind", ["table", "table.docx"])
def test_a_review_table_that_is_dropped_comes_home(desk: Desk, kind: str, tmp_path: Path) -> None:
    """Somebody else confirmed a row in it; to find out which, it is the one that this desk confirmed when it wrote the
    table, and took back."""
    confirm(desk, 1)
    (name,) = desk.out({"kind": kind})["files"]
    desk.undo({})
    table = dropped(name)
    # It says nothing that it did not say when it was written: only its texts are asked for.
    assert desk.drop({"files": table})["brought"]["taken"] == 0
    stripped = _without_names(Path(name), tmp_path)
    found = desk.bring({"files": dropped(stripped)})
    assert (found["taken"], found["confirmed"], found["left"], found["conflicts"]) == (1, 1, [], [])
    assert rows_of(desk)[1]["mark"] == "confirmed"
    # Where nothing is open nobody knows what it is of; a document is none.
    with pytest.raises(InputError, match="no review"):
        desk.bring({"files": [{"name": "en.md", "data": ""}]})
    with pytest.raises(InputError, match="one review at a time"):
        desk.bring({"files": table * 2})
    empty = Desk(tmp_path / "other", "Liu")
    with pytest.raises(InputError, match="nothing is open"):
        empty.drop({"files": table})
    empty.close()


def _without_names(path: Path, folder: Path) -> Path:
    """The table without its last column, as somebody might tidy it up."""
    from duizhao.corpora.readers.office.archive import Archive
    from duizhao.tmx.formats.word_table import WordColumn, word_rows, word_table
    from duizhao.tmx.formats.workbook import sheet_rows, write_sheet

    tables = (
        word_rows(Archive(path.read_bytes(), path=path))
        if path.suffix == ".docx"
        else sheet_rows(path.read_bytes(), path)
    )
    head, *rows = [row.cells[:-1] for row in next(iter(tables))]
    out = folder / path.name
    with out.open("wb") as stream:
        if path.suffix == ".docx":
            stream.write(word_table([WordColumn(name, 900) for name in head], [(row, False) for row in rows]))
        else:
            write_sheet(stream, "x", head, rows, {})
    return out


def test_a_review_that_is_dropped_comes_home(desk: Desk) -> None:
    confirm(desk, 1)
    (name,) = desk.out({"kind": "review"})["files"]
    desk.undo({})
    assert desk.drop({"files": dropped(name)})["brought"]["taken"] == 1
    assert rows_of(desk)[1]["mark"] == "confirmed"


def test_glossaries_go_out_once_there_is_one(desk: Desk) -> None:
    with pytest.raises(InputError, match="no glossary"):
        desk.out({"kind": "glossary.tbx"})
    desk.term({"kind": "add", "source": "river", "target": "河流"})
    kinds = desk.outputs({})["glossary"]
    assert {"glossary.tbx", "glossary.xlsx", "glossary.omegat", "glossary.memoq"} <= set(kinds)
    written = [desk.out({"kind": kind})["files"][0] for kind in kinds]
    assert len(set(written)) == len(kinds)
    assert all("river" in Path(name).read_text(encoding="utf-8-sig") for name in written if not name.endswith("xlsx"))
    with pytest.raises(SettingsError):
        desk.out({"kind": "nonsense"})


def test_the_memory_remembers_what_was_confirmed(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHAO_MEMORY", raising=False)
    assert desk.memory({"text": "河水"})["units"] == 0
    with pytest.raises(InputError, match="nothing is confirmed"):
        desk.remember({})
    confirm(desk, 1)
    assert desk.remember({})["added"] == 1
    assert desk.memory({"text": "河水"})["lines"][0][0] == "三月河水上涨。"
    assert desk.memory({"text": "The river rose in May."})["matches"][0][0] >= 70


def wait(desk: Desk) -> dict[str, Any]:
    import time

    while any(job.state in ("waiting", "running") for job in desk.jobs.all):
        time.sleep(0.05)
    return desk.progress({})["jobs"][-1]


@pytest.mark.slow
def test_what_is_dropped_is_paired_aligned_and_opened(desk: Desk, paper: Path) -> None:
    desk.drop({"files": dropped(paper.parent / "zh.md", paper.parent / "en.md")})
    job = wait(desk)
    assert job["state"] == "done", job
    desk.open({"folder": job["folder"]})
    assert desk.pairs({})["languages"] == ["en", "zh-CN"]
    assert desk.state({})["recent"][0]["folder"] == str(Path(job["folder"]).resolve())


@pytest.mark.slow
def test_cancel_ends_an_alignment_and_leaves_nothing_half_written(desk: Desk) -> None:
    desk.sample({})
    job = desk.jobs.all[-1]
    desk.cancel({"id": job.id})
    assert wait(desk)["state"] == "cancelled"
    assert not (job.folder / "alignment.json").exists()


@pytest.mark.slow
def test_an_error_comes_with_its_cure(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    desk.drop({"files": dropped(bad)})
    job = wait(desk)
    assert job["state"] == "failed"
    assert "bad.pdf" in job["error"]


def test_what_a_killed_desk_left_half_made_goes_with_the_next(tmp_path: Path) -> None:
    kept = tmp_path / "workspace" / "paper" / "out" / "memory.tmx"
    kept.parent.mkdir(parents=True)
    for path in (kept, kept.with_name(".memory.tmx.ab12cd34.part"), kept.parent.with_name(".en.md.ab12cd34.part")):
        path.write_text("")
    Workspace(tmp_path / "workspace")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


@pytest.mark.slow
def test_a_pile_is_sorted_aligned_and_what_is_left_is_told(desk: Desk, paper: Path, tmp_path: Path) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    for name, text in (
        ("one.md", (paper.parent / "en.md").read_text(encoding="utf-8")),
        ("eins.md", (paper.parent / "zh.md").read_text(encoding="utf-8")),
        ("minutes_EN.md", "The sitting closed at noon and nobody spoke."),
        ("minutes_中文.md", "会议于中午结束，没有人发言。"),
        ("letter.md", "Dear members, the budget has been agreed upon."),
    ):
        (pile / name).write_text(text, encoding="utf-8")
    desk.drop({"files": dropped(*sorted(pile.iterdir()))})
    wait(desk)
    sorting, *made = desk.progress({})["jobs"]
    assert (sorting["state"], sorting["folder"]) == ("done", "")
    assert sorting["warnings"] == ["letter.md: there is no counterpart for it."]
    assert [(job["title"], job["state"]) for job in made] == [("minutes_EN", "done"), ("one", "done")]
    names = [line["name"] for line in board(desk.workspace.root)["documents"]]
    assert len(names) == 2


def test_two_files_are_an_original_and_its_translation(tmp_path: Path) -> None:
    for name, text in (
        ("b.md", "The river rose in March and boats waited."),
        ("a.md", "三月河水上涨，船只等候了很久。"),
        ("c.md", "Dear members, the budget has been agreed upon."),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert pair_up([tmp_path / "a.md", tmp_path / "b.md"]).pairs == (("b", (tmp_path / "b.md", tmp_path / "a.md")),)
    assert pair_up([tmp_path / "c.md"]).pairs == (("c", (tmp_path / "c.md",)),)
    with pytest.raises(InputError, match="same language"):
        pair_up([tmp_path / "b.md", tmp_path / "c.md"])


def test_names_pair_what_contents_do_not() -> None:
    files = [(Path(name), tag) for name, tag in (
        ("report-en.md", "en"), ("minutes_EN.md", "en"), ("minutes_中文.md", "zh-CN"), ("报告.md", "zh-CN"),
    )]  # fmt: skip
    pairs = [tuple(path.name for path in paths) for _, paths in by_name(files, 0.9)]
    assert pairs == [("minutes_EN.md", "minutes_中文.md")]
    assert len(by_name(files)) == 2


def test_what_of_a_document_was_translated_before(
    desk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHAO_MEMORY", raising=False)
    with pytest.raises(InputError, match="memory is empty"):
        desk.covered({})
    confirm(desk, 1)
    desk.remember({})
    here = desk.covered({})
    assert here["name"] == "en.md"
    new = tmp_path / "new.md"
    new.write_text("# Floods\n\n1. The river rose in March. Something else is new here.\n", encoding="utf-8")
    there = desk.covered({"files": dropped(new)})
    assert (there["name"], there["language"]) == ("new.md", "en")
    for found in (here, there):
        counts = {one["match"]: one["segments"] for one in found["classes"]}
        assert counts["100 %"] == 1
        hit = next(one for one in found["sentences"] if one["class"] == "100 %")
        assert (hit["text"], hit["translation"], hit["place"]) == ("The river rose in March.", "三月河水上涨。", "§1")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.md", "a.md"),
        ("..", "file"),
        ("a\x00b.md", "a_b.md"),
        ("报告 1.docx", "报告 1.docx"),
    ],
)
def test_names_of_dropped_files_lead_nowhere(name: str, wanted: str) -> None:
    assert file_name(name) == wanted


def test_what_did_not_arrive_whole_is_refused(desk: Desk) -> None:
    for files in ([], [{"name": "a.md", "data": "%%%"}], [{"name": "a.md", "data": "QQ=="}] * 999):
        with pytest.raises(InputError):
            desk.drop({"files": files})


def test_a_folder_of_many_is_a_board(desk: Desk, out: Path, tmp_path: Path) -> None:
    confirm(desk, 1)
    found = board(out.parent)
    assert is_board(out.parent)
    assert not is_board(out)
    (line,) = found["documents"]
    assert (line["name"], line["confirmed"], line["state"]) == ("out", 1, "aligned")
    assert line["rows"] == len(rows_of(desk))
    (tmp_path / "copy" / "duizhao.toml").write_text(
        '[[pair]]\nsource = "en.md"\ntarget = "zh.md"\nid = "one"\n', encoding="utf-8"
    )
    assert board(out.parent)["documents"][0]["state"] == "not aligned yet"


def test_a_board_counts_as_long_as_one_waits_and_each_document_once(
    desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    for name in ("two", "three"):
        shutil.copytree(out, out.parent / name)
    lines = Lines()
    first = board(out.parent, lines, patience=0)["documents"]
    assert [line["state"] for line in first].count("being counted") >= 2
    whole = board(out.parent, lines)["documents"]
    assert [line["state"] for line in whole] == ["aligned"] * 3
    confirm(desk, 1)
    monkeypatch.setattr("duizhao.desk.board._line", lambda name, place: {"name": name, "state": "again"})
    after = board(out.parent, lines)["documents"]
    assert {line["name"] for line in after if line["state"] == "again"} == {"out"}


def test_what_cannot_be_opened_leaves_what_is_open(desk: Desk, tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(DuizhaoError):
            desk.open({"folder": str(folder)})
    assert rows_of(desk)
    with pytest.raises(SettingsError, match="unknown question"):
        desk.ask("__init__", {})


def test_questions_that_only_read_write_nothing(desk: Desk, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out.parent)
    assert desk.opened is not None
    key = key_of(desk.opened.session.sheet.rows[0])

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in out.parents[1].rglob("*") if path.is_file()}

    before = files()
    for question in sorted(READING):
        said = {"who": "Liu", "folder": str(out.parent), "key": key, "text": "port", "name": "Wang"}
        with pytest.raises(InputError, match="the memory is empty") if question == "covered" else nullcontext():
            desk.ask(question, said)
        assert files() == before, question


def test_the_page_is_plain_data(desk: Desk) -> None:
    page = desk.pairs({})
    json.dumps(page)
    opened = desk.opened
    assert opened is not None
    rows = opened.session.sheet.rows
    assert page["made"] == [[len(row.source), len(row.target), row.sure] for row in rows]
    assert page["rows"] == []
    assert [row_of(key_of(row)) for row in rows] == [row.key for row in rows]
    first = rows[1].target[0].sentence
    assert page["labels"][1][page["units"][1][first]]["label"] == "1"
    confirm(desk, 1)
    assert [(named(row), row["mark"]) for row in desk.pairs({})["rows"]] == [(key_of(rows[1]), "confirmed")]
    assert json.loads(desk.page({})) == json.loads(json.dumps(desk.pairs({})))


def test_what_is_no_row_has_no_candidates(desk: Desk) -> None:
    for key in ("", "|", "x,1,2|", "0,0|", "999,0,4|", "0,0,4"):
        with pytest.raises(InputError):
            desk.candidates({"key": key})
    assert desk.candidates({"key": "0,0,1|"}) == {"candidates": []}


@pytest.mark.slow
def test_large_papers_are_checked_in_another_process(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = findings_of(desk)
    confirm(desk, 1)
    monkeypatch.setattr("duizhao.desk.opened.LARGE", 0)
    there = findings_of(desk)
    assert there == here
    assert there["findings"]
