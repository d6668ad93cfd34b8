"""Papers that several people review: nothing is lost, nobody overwrites another, the memory has what is confirmed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fastapi.testclient import TestClient

from duizhao.server.paper_work import OpenPapers
from duizhao.server.papers import CLAIMED, Papers
from duizhao.tmx import Reader
from duizhao.tmx.store.office import OfficeStore
from tests.app.desk_running import make_paper
from tests.app.running import run
from tests.app.server.papers import NAME, Reviser, add_paper, key, put_paper
from tests.app.server.running import bearer, serving, token

CONFIRM = {"mark": "confirmed"}


@pytest.fixture
def office(place: str, tmp_path: Path) -> Iterator[tuple[TestClient, int, dict[str, str]]]:
    """A server with a paper, and the tokens of Liu and Wang, who may write, and of Guest, who may read."""
    paper = add_paper(place, tmp_path / "paper")
    tokens = {name: token(place, name, "read" if name == "Guest" else "write") for name in ("Liu", "Wang", "Guest")}
    with serving({"m": place}) as client:
        yield client, paper, tokens


@pytest.fixture
def both(office: tuple[TestClient, int, dict[str, str]]) -> tuple[Reviser, Reviser]:
    """Liu and Wang with the paper before them."""
    client, paper, tokens = office
    return Reviser(client, tokens["Liu"], paper), Reviser(client, tokens["Wang"], paper)


def memory(reviser: Reviser) -> list[tuple[str, str, str]]:
    """The units of the paper in the memory: both texts, and the paragraph with the sentences."""
    found = reviser.client.get("/v1/memories/m/export?format=tmx", headers=reviser.headers)
    assert found.status_code == 200
    with TemporaryDirectory() as folder:
        path = Path(folder) / "m.tmx"
        path.write_bytes(found.content)
        with Reader(path) as reader:
            return [
                (
                    entry.variants[0].text,
                    entry.variants[1].text,
                    f"{entry.prop('x-paragraph')}/{entry.prop('x-sentence')}",
                )
                for entry in reader
                if entry.prop("x-document") == NAME
            ]


def test_what_one_decides_is_there_for_the_other_with_name_and_time(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both
    assert liu.change(1, CONFIRM).status_code == 200
    (step,) = wang.watch()["steps"]
    row = step["patch"]["after"][0]
    assert (step["who"], row["who"], row["mark"]) == ("Liu", "Liu", "confirmed")
    assert row["when"].endswith("Z")
    assert wang.rows[1] == liu.rows[1]
    assert memory(wang) == [("The river rose in March.", "三月河水上涨。", "1/1")]
    # and for who comes later
    wang.load()
    assert wang.rows[1]["who"] == "Liu"


def test_two_at_one_pair_the_second_is_told_who_and_what(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both
    assert liu.change(1, {"edit": [None, "三月，河水上涨。"]}, "edit").status_code == 200
    refused = wang.change(1, CONFIRM)
    assert refused.status_code == 409
    said = refused.json()
    assert said["by"]["who"] == "Liu"
    assert said["rows"][0]["edit"] == [None, "三月，河水上涨。"]
    assert "Liu" in said["error"]
    assert len(said["news"]["steps"]) == 1
    wang.take(said["news"])
    assert wang.change(1, CONFIRM).status_code == 200
    assert memory(wang) == [("The river rose in March.", "三月，河水上涨。", "1/1")]
    liu.watch()
    assert liu.rows[1]["who"] == "Wang"
    # rows that were merged meanwhile
    one, other = liu.rows[2], liu.rows[3]
    merged = {side: [*one[side], *other[side]] for side in "st"}
    assert liu.send("do", {"name": "merge", "before": [one, other], "after": [merged]}).status_code == 200
    said = wang.change(3, CONFIRM).json()
    assert [key(row) for row in said["rows"]] == [key(merged)]
    assert said["by"]["who"] == "Liu"


def test_a_step_that_is_sent_again_is_done_once(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both
    before = dict(liu.rows[1])
    first = liu.change(1, CONFIRM, token="a" * 16).json()
    wang.watch()
    wang.change(1, {"note": "see §2"}, "note")
    liu.rows[1] = before
    again = liu.change(1, CONFIRM, token="a" * 16)
    assert again.status_code == 200
    assert again.json()["own"] == first["own"] == 1
    assert wang.watch()["step"] == 2


def test_undo_takes_back_ones_own_and_leaves_what_others_went_on_with(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both
    liu.change(1, CONFIRM)
    liu.change(2, CONFIRM)
    wang.watch()
    wang.change(3, CONFIRM)
    wang.change(2, {"note": "so?"}, "note")
    refused = liu.send("undo")
    assert refused.status_code == 409
    assert refused.json()["rows"][0]["note"] == "so?"
    number = refused.json()["by"]["step"]
    undone = liu.send("undo", below=number).json()
    assert (undone["steps"][-1]["kind"], undone["steps"][-1]["subject"]) == ("undo", 1)
    assert [texts[0] for texts in memory(liu)] == ["Boats waited for 12 days.", "Trade stopped."]
    redone = liu.send("redo").json()
    assert redone["steps"][-1]["kind"] == "redo"
    assert len(memory(liu)) == 3
    assert liu.send("redo").status_code == 422
    history = liu.client.get(f"{liu.address}/steps", headers=liu.headers).json()
    assert [(step["who"], step["kind"]) for step in history] == [
        ("Liu", "redo"), ("Liu", "undo"), ("Wang", "do"), ("Wang", "do"), ("Liu", "do"), ("Liu", "do"),
    ]  # fmt: skip


def test_the_memory_follows_every_decision(both: tuple[Reviser, Reviser]) -> None:
    liu, _ = both
    liu.change(4, CONFIRM)
    liu.change(2, CONFIRM)
    assert [text for text, _, _ in memory(liu)] == ["Boats waited for 12 days.", "It began again in June."]
    liu.change(2, {"edit": ["Boats waited for twelve days.", None]}, "edit")
    assert memory(liu)[0][0] == "Boats waited for twelve days."
    liu.change(4, {"out": True}, "exclude")
    assert len(memory(liu)) == 1
    liu.change(2, {"mark": ""}, "unconfirm")
    assert memory(liu) == []
    papers = liu.client.get("/v1/memories/m/papers", headers=liu.headers).json()
    assert [(p["name"], p["confirmed"], p["revision"]) for p in papers] == [(NAME, 1, 5)]


def test_what_somebody_corrects_in_the_memory_itself_stays(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both
    liu.change(1, CONFIRM)
    found = wang.client.get("/v1/memories/m/concordance?phrase=river", headers=wang.headers).json()["lines"]
    number = found[0]["unit"]
    texts = {"texts": [{"language": "zh", "text": "三月里河水上涨。"}]}
    assert wang.client.patch(f"/v1/memories/m/units/{number}", json=texts, headers=wang.headers).status_code == 200
    kept = liu.change(1, {"edit": [None, "三月河水高涨。"]}, "edit").json()["kept"]
    assert kept == [{"unit": number, "who": "Wang"}]
    assert memory(liu)[0][1] == "三月里河水上涨。"


def test_many_at_once_lose_nothing(place: str, office: tuple[TestClient, int, dict[str, str]]) -> None:
    client, paper, tokens = office
    people = [Reviser(client, tokens[name], paper) for name in ("Liu", "Wang") * 2]
    answers: list[tuple[int, int]] = []

    def work(reviser: Reviser) -> None:
        untouched = list(reviser.rows)  # an answer tells of others' steps: who knows them may go on from there
        for place in range(1, 8):
            reviser.rows[place] = untouched[place]
            answers.append((place, reviser.change(place, {**CONFIRM, "note": f"{id(reviser)}"}).status_code))

    threads = [threading.Thread(target=work, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for pair in range(1, 8):
        assert sorted(status for at, status in answers if at == pair) == [200, 409, 409, 409]
    # a process that begins anew, and the one that was there, see the same rows
    with OfficeStore(place) as store:
        fresh = OpenPapers().sheet("m", store, paper)[2]
    last = Reviser(client, tokens["Guest"], paper)
    assert [row.note for row in fresh if row.note] == [row["note"] for row in last.rows if "note" in row]
    assert len(memory(last)) == 7


def test_another_process_on_the_same_database_is_caught_up_with(
    place: str, office: tuple[TestClient, int, dict[str, str]]
) -> None:
    client, paper, tokens = office
    liu = Reviser(client, tokens["Liu"], paper)
    with serving({"m": place}) as second:
        wang = Reviser(second, tokens["Wang"], paper)
        liu.change(1, CONFIRM)
        assert wang.change(1, {"note": "?"}, "note").status_code == 409
        assert wang.change(2, CONFIRM).status_code == 200
        wang.watch("1|1")
    assert liu.watch()["step"] == 2
    assert liu.watch()["claims"] == ({"Wang": "1|1"} if "postgresql" in place else {})


def test_a_claim_names_who_is_where_and_expires(
    office: tuple[TestClient, int, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, paper, tokens = office
    liu, wang, guest = (Reviser(client, tokens[name], paper) for name in ("Liu", "Wang", "Guest"))
    name = key(liu.rows[3])
    liu.watch(name)
    guest.watch(name)
    assert wang.watch()["claims"] == {"Liu": name}
    assert liu.watch()["claims"] == {}
    import time

    later = time.time() + CLAIMED + 1
    monkeypatch.setattr("duizhao.server.papers.time.time", lambda: later)
    assert wang.watch()["claims"] == {}


def test_who_reads_sees_and_decides_nothing(place: str, office: tuple[TestClient, int, dict[str, str]]) -> None:
    client, paper, tokens = office
    guest = Reviser(client, tokens["Guest"], paper)
    assert guest.change(1, CONFIRM).status_code == 403
    assert guest.watch()["step"] == 0
    assert client.delete(guest.address, headers=bearer(tokens["Wang"])).status_code == 403
    admin = bearer(token(place, "Boss", "admin"))
    Reviser(client, tokens["Liu"], paper).change(1, CONFIRM)
    assert client.delete(guest.address, headers=admin).status_code == 204
    assert client.get(guest.address, headers=admin).status_code == 404
    assert client.post(f"{guest.address}/watch", json={}, headers=admin).status_code == 404
    assert len(memory(guest)) == 1  # what was confirmed stays


TITLE = {"s": [[0, 0, 19]], "t": [[0, 0, 7]]}
BAD: list[dict[str, Any]] = [
    {}, {"name": "x", "before": [], "after": []}, {"name": 1, "before": [], "after": []},
    {"name": "x", "before": [{"s": [[0, 0, 5]], "t": []}], "after": [{"s": [[0, 0, 4]], "t": []}]},
    {"name": "x", "before": [{"s": [[10**9, 0, 5]], "t": []}], "after": [{"s": [[10**9, 0, 5]], "t": []}]},
    {"name": "x", "before": [{"s": [[0, 5, 1]], "t": []}], "after": [{"s": [[0, 5, 1]], "t": []}]},
    {"name": "x", "before": [{"s": "\0", "t": []}], "after": "\ud800"},
    {"name": "x", "before": [{"s": [], "t": []}], "after": [{"s": [], "t": []}]},
    {"name": "x", "before": [TITLE, TITLE], "after": [TITLE, {**TITLE, "note": "twice"}]},
    {"name": "x", "before": [TITLE], "after": [TITLE, TITLE]},
]  # fmt: skip


def test_steps_that_are_none_change_nothing(both: tuple[Reviser, Reviser]) -> None:
    liu, _ = both
    for patch in BAD:
        assert liu.send("do", patch).status_code in (422, 409), patch
        assert liu.watch()["step"] == 0, patch
        assert liu.send("undo", patch=patch).status_code == 422, patch
    assert liu.change(1, {"mark": "stolen"}).status_code == 422
    assert liu.change(1, {"note": "x" * 20_000}).status_code == 422
    assert liu.send("undo").status_code == 422
    assert liu.change(1, {"edit": [None, "a\0b\ud800"]}, "edit").status_code == 200
    assert liu.change(1, CONFIRM).status_code == 200
    assert memory(liu)[0][1] == liu.rows[1]["edit"][1] == "ab"


def test_a_job_becomes_a_paper_under_a_name_of_its_own(tmp_path: Path) -> None:
    place = str(tmp_path / "m.db")
    own = bearer(token(place, "Liu", "write"))
    other = bearer(token(place, "Wang", "write"))
    with serving({"m": place}) as client:
        number = put_paper(client, own)
        job = client.get("/v1/jobs", headers=own).json()[0]["id"]
        again = {"job": job, "name": NAME}
        assert client.post("/v1/memories/m/papers", json=again, headers=own).status_code == 409
        assert client.post("/v1/memories/m/papers", json={"job": job}, headers=other).status_code == 404
        named = client.post("/v1/memories/m/papers", json={"job": job}, headers=own).json()
        assert named["name"] == "en.md"
        page = client.get(f"/v1/memories/m/papers/{number}", headers=other)
        assert page.json()["labels"][0][1]["number"] == "1"
        assert str(tmp_path) not in page.text
        waiting = client.post("/v1/jobs", json={"kind": "align", "files": ["a.md", "b.md"]}, headers=own).json()["id"]
        assert client.post("/v1/memories/m/papers", json={"job": waiting}, headers=own).status_code == 409


def test_a_page_that_is_far_behind_loads_anew(both: tuple[Reviser, Reviser], monkeypatch: pytest.MonkeyPatch) -> None:
    liu, wang = both
    monkeypatch.setattr("duizhao.server.paper_work.STEPS", 2)
    for place in (1, 2, 3):
        liu.change(place, CONFIRM)
    news = wang.watch()
    assert news["behind"]
    assert news["steps"] == []
    wang.load()
    assert [row.get("mark") for row in wang.rows[:4]] == [None, "confirmed", "confirmed", "confirmed"]


def test_a_write_that_fails_leaves_rows_as_they_are_written(
    place: str, office: tuple[TestClient, int, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, paper, tokens = office
    liu = Reviser(client, tokens["Liu"], paper)

    def broken(*given: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Papers, "count", broken)
        assert liu.change(1, CONFIRM).status_code == 500
    assert liu.watch()["step"] == 0
    assert memory(liu) == []
    assert liu.change(1, CONFIRM).status_code == 200


def test_a_paper_goes_out_and_its_review_comes_home(
    office: tuple[TestClient, int, dict[str, str]], tmp_path: Path
) -> None:
    client, paper, tokens = office
    liu, wang = (Reviser(client, tokens[name], paper) for name in ("Liu", "Wang"))
    liu.change(1, CONFIRM)
    liu.change(2, CONFIRM)
    wang.watch()
    wang.change(3, {**CONFIRM, "edit": [None, "贸易停顿。"]}, "edit")
    liu.send("undo")

    def export(format_: str) -> bytes:
        found = client.get(f"{liu.address}/export?format={format_}", headers=liu.headers)
        assert found.status_code == 200, found.text
        assert found.headers["content-disposition"].startswith('attachment; filename="river.')
        return found.content

    assert export("tmx").count(b"<tu ") == export("tmx").count("贸易停顿。".encode()) + 1 == 2
    assert b"x-document" in export("tmx")
    assert export("review-xlsx")[:2] == export("review-docx")[:2] == b"PK"
    assert client.get(f"{liu.address}/export?format=nonsense", headers=liu.headers).status_code == 422
    # what was decided in the office, in a folder of one's own
    sent = tmp_path / "river.review.json"
    sent.write_bytes(export("review"))
    out = make_paper(tmp_path / "home")
    assert run("review", "import", str(sent), str(out)) == 0
    assert run("review", "apply", str(sent), str(out)) == 0
    with Reader(out / "memory.tmx") as reader:
        home = [(one.variants[1].text, one.attributes.get("changeid")) for one in reader]
    assert home == [("三月河水上涨。", "Liu"), ("贸易停顿。", "Wang")]


def test_the_history_names_what_changed_very_much(
    both: tuple[Reviser, Reviser], monkeypatch: pytest.MonkeyPatch
) -> None:
    liu, wang = both
    monkeypatch.setattr("duizhao.server.papers.READABLE", 500)
    liu.change(1, CONFIRM)
    patch = {"name": "confirm_all", "before": liu.rows[2:], "after": [{**row, **CONFIRM} for row in liu.rows[2:]]}
    assert liu.send("do", patch).status_code == 200
    last, first = wang.client.get(f"{liu.address}/steps", headers=liu.headers).json()
    assert (last["patch"]["name"], last["patch"]["after"]) == ("confirm_all", [])
    assert first["patch"]["after"][0]["mark"] == "confirmed"
    refused = wang.change(4, {"note": "?"}, "note").json()
    assert refused["by"]["step"] == last["step"]


def test_findings_are_told_to_all_and_waived_for_all(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both

    def found(reviser: Reviser, language: str = "en") -> dict[str, list[dict[str, Any]]]:
        asked = reviser.client.get(f"{reviser.address}/findings?language={language}", headers=reviser.headers)
        assert asked.status_code == 200, asked.text
        by: dict[str, list[dict[str, Any]]] = {}
        for one in asked.json()["findings"]:
            by.setdefault(one["check"], []).append(one)
        return by

    money, bridge = sorted(found(liu)["number.differs"], key=lambda one: str(one["rows"]))
    assert "300" in bridge["message"]
    assert bridge["rows"] == [key(liu.rows[9])]
    assert found(wang, "zh-Hans")["number.differs"][0]["message"] != money["message"]
    # mended by one, gone for the other
    liu.change(9, {"edit": [None, "这座桥长 300 米。"]}, "edit")
    assert [one["fingerprint"] for one in found(wang)["number.differs"]] == [money["fingerprint"]]
    accepted = [{"check": "number.differs", "fingerprint": money["fingerprint"]}]
    waiver = {"findings": accepted, "reason": "as in the budget", "owner": "Liu", "until": "2099-12-31"}
    before = wang.watch()["waived"]
    assert liu.client.post(f"{liu.address}/waivers", json=waiver, headers=liu.headers).status_code == 204
    assert wang.watch()["waived"] != before
    (waived,) = found(wang)["number.differs"]
    assert [(w["reason"], w["owner"], w["until"]) for w in waived["waivers"]] == [
        ("as in the budget", "Liu", "2099-12-31")
    ]
    gone = {"fingerprints": [money["fingerprint"]]}
    assert wang.client.post(f"{wang.address}/waivers/gone", json=gone, headers=wang.headers).status_code == 204
    assert found(liu)["number.differs"][0]["waivers"] == []
    unknown = {**waiver, "findings": [{"check": "no.such", "fingerprint": "abcdef12"}]}
    assert liu.client.post(f"{liu.address}/waivers", json=unknown, headers=liu.headers).status_code == 422


def test_terms_of_a_paper_are_decided_once_for_all(both: tuple[Reviser, Reviser]) -> None:
    liu, wang = both

    def look(reviser: Reviser) -> dict[str, Any]:
        found = reviser.client.get(f"{reviser.address}/terms", headers=reviser.headers)
        assert found.status_code == 200, found.text
        answer: dict[str, Any] = found.json()
        return answer

    def decide(source: str, target: str, status: str = "preferred") -> None:
        terms = [{"text": text, "language": tag, "status": status} for text, tag in ((source, "en"), (target, "zh-CN"))]
        assert liu.client.post("/v1/terms", json={"terms": terms}, headers=liu.headers).status_code == 201

    assert look(liu) == {"at": "", "who": "", "candidates": [], "decided": 0, "closed": ""}
    asked = liu.client.post(f"{liu.address}/terms", headers=liu.headers)
    assert asked.status_code == 200, asked.text
    found = look(wang)
    assert found["who"] == "Liu"
    first, *others = found["candidates"]
    assert first["source"] in " ".join(first["texts"])
    assert first["target"] in " ".join(first["texts"])
    # decided by one, as a term or as none: gone for the other
    decide(first["source"].upper(), first["target"])
    assert look(wang)["decided"] == 1
    assert [one["source"] for one in look(wang)["candidates"]] == [one["source"] for one in others]
    decide(others[0]["source"], "另一种译法")
    assert [term["text"] for term in look(wang)["candidates"][0]["there"]] == ["另一种译法"]
    decide(others[0]["source"], others[0]["target"], "not a term")
    assert look(wang)["decided"] == 2


def test_who_looks_does_not_wait_for_who_writes(place: str, office: tuple[TestClient, int, dict[str, str]]) -> None:
    client, paper, tokens = office
    liu, wang = (Reviser(client, tokens[name], paper) for name in ("Liu", "Wang"))
    done: list[int] = []
    step = threading.Thread(target=lambda: done.append(liu.change(1, CONFIRM).status_code))
    with OfficeStore(place) as store:
        with store.database.writing():  # as an import does
            step.start()
            for place_ in range(1, 6):
                assert wang.watch(key(wang.rows[place_]))["step"] == 0
            assert wang.client.get("/v1/memories/m/papers", headers=wang.headers).status_code == 200
            assert not done
        step.join()
    assert done == [200]
    assert wang.watch()["step"] == 1


def test_findings_do_not_wait_for_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    from duizhao.server import paper_findings

    extracting, done, made = threading.Event(), threading.Event(), []

    class Slow:
        def __init__(self, module: str) -> None:
            self.closed = False
            made.append(self)

        def ask(self, question: object) -> bytes:
            if isinstance(question, paper_findings.TermQuestion):
                extracting.set()
                assert done.wait(30)
            return b"{}"

        def close(self) -> None:
            self.closed = True

    monkeypatch.setattr(paper_findings, "Answering", Slow)
    findings = paper_findings.PaperFindings()
    question: Any = paper_findings.FindingsQuestion(("m", 1), None, (), None, (), "en")  # type: ignore[arg-type]
    terms = threading.Thread(target=lambda: findings.ask(paper_findings.TermQuestion(None, ())))  # type: ignore[arg-type]
    terms.start()
    assert extracting.wait(30)
    assert findings.of(question, 0, 0) == b"{}"
    done.set()
    terms.join()
    # The process that extracted is ended, that of the findings stays.
    assert [one.closed for one in made] == [False, True]
