"""Long work: sent, followed, fetched, ended; by those whose work it is alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from duizhao.corpora import samples
from duizhao.corpora.errors import SettingsError
from duizhao.server.jobs import EACH, JobMissingError, ServerJobs
from duizhao.server.settings import JobLimits
from tests.app.server.running import GLOSSARY, UNITS, bearer, filled, serving, token, unit

J = "/v1/jobs"
ENDED = ("done", "failed", "cancelled")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[TestClient, Callable[[str], dict[str, str]]]]:
    place = str(tmp_path / "m.db")
    more = [unit(f"Decent work is number {n}.", f"体面劳动是第{n}号。", "c.md", str(n)) for n in range(1, 30)]
    filled(place, [*UNITS, *more])
    with serving({"m": place}) as client:
        yield client, lambda name: bearer(token(place, name, "write"))


def ended(client: TestClient, number: str, headers: dict[str, str]) -> dict[str, Any]:
    for _ in range(1200):
        found: dict[str, Any] = client.get(f"{J}/{number}", headers=headers).json()
        if found["state"] in ENDED:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_two_documents_are_aligned(office: tuple[TestClient, Callable[[str], dict[str, str]]]) -> None:
    client, who = office
    own = who("Liu")
    made = client.post(J, json={"kind": "align", "files": ["en.md", "中文.md"]}, headers=own)
    assert (made.status_code, made.json()["state"]) == (201, "awaiting")
    number = made.json()["id"]
    en, zh = (samples.path(name).read_bytes() for name in ("en.md", "zh.md"))
    assert client.put(f"{J}/{number}/files/other.md", content=en, headers=own).status_code == 404
    assert client.put(f"{J}/{number}/files/en.md", content=en, headers=own).json()["state"] == "awaiting"
    assert client.get(f"{J}/{number}", headers=who("Ma")).status_code == 404
    assert client.put(f"{J}/{number}/files/中文.md", content=zh, headers=own).json()["state"] in ("waiting", "running")
    assert client.put(f"{J}/{number}/files/en.md", content=en, headers=own).status_code == 409
    done = ended(client, number, own)
    assert (done["state"], done["error"]) == ("done", ""), done
    assert {"memory.tmx", "report.html"} <= {result["name"] for result in done["results"]}
    memory = client.get(f"{J}/{number}/results/memory.tmx", headers=own)
    assert "attachment" in memory.headers["content-disposition"]
    assert client.post("/v1/memories/m/import", content=memory.content, headers=own).status_code == 200
    assert client.get(f"{J}/{number}/results/job.json", headers=own).status_code == 404
    assert client.get(f"{J}/{number}/results/..%2Fjob.json", headers=own).status_code == 404
    assert client.delete(f"{J}/{number}", headers=own).status_code == 204
    assert client.get(J, headers=own).json() == []


def test_terms_are_extracted_and_a_memory_is_checked(
    office: tuple[TestClient, Callable[[str], dict[str, str]]],
) -> None:
    client, who = office
    own = who("Liu")
    client.post("/v1/glossary/import?format=csv", content=GLOSSARY.encode(), headers=own)
    terms = client.post(J, json={"kind": "extract", "memory": "m", "document": "c.md"}, headers=own).json()
    wrong = "en\tzh\nThe Governing Body met.\t管理机构开会。\n3 things\t4件事\n"
    check = client.post(J, json={"kind": "check", "files": ["pairs.tsv"]}, headers=own).json()
    client.put(f"{J}/{check['id']}/files/pairs.tsv", content=wrong.encode(), headers=own)
    found = ended(client, terms["id"], own)
    assert found["state"] == "done", found
    assert "体面劳动" in client.get(f"{J}/{terms['id']}/results/glossary.csv", headers=own).text
    checked = ended(client, check["id"], own)
    assert checked["state"] == "done", checked
    report = client.get(f"{J}/{check['id']}/results/report.json", headers=own).json()
    assert [finding["check"] for finding in report["findings"]] == ["number.differs"]
    assert "unnamed(2)" in json.dumps(report)  # with the office's glossary


def test_what_cannot_be_read_fails_with_its_cure(office: tuple[TestClient, Callable[[str], dict[str, str]]]) -> None:
    client, who = office
    own = who("Liu")
    made = client.post(J, json={"kind": "align", "files": ["a.docx", "b.docx"]}, headers=own).json()
    for name in ("a.docx", "b.docx"):
        client.put(f"{J}/{made['id']}/files/{name}", content=b"no document", headers=own)
    failed = ended(client, made["id"], own)
    assert failed["state"] == "failed"
    assert failed["error"].startswith("a.docx: ")
    assert "/tmp" not in json.dumps(failed)
    assert failed["results"] == []


SENSELESS: tuple[dict[str, object], ...] = (
    {"kind": "fly"},
    {"kind": "align"},
    {"kind": "align", "files": ["a.md", "a.md"]},
    {"kind": "align", "memory": "m"},
    {"kind": "extract", "files": ["a.tmx", "b.tmx"]},
    {"kind": "check", "files": ["../../etc/passwd"]},
    {"kind": "check", "files": [".."]},
    {"kind": "check", "files": ["a\x00"]},
    {"kind": "check", "memory": "m", "files": ["a.tmx"]},
)


def test_senseless_jobs_are_refused(office: tuple[TestClient, Callable[[str], dict[str, str]]]) -> None:
    client, who = office
    own = who("Liu")
    for body in SENSELESS:
        assert client.post(J, json=body, headers=own).status_code == 422, body
    assert client.post(J, json={"kind": "check", "memory": "n"}, headers=own).status_code == 404
    assert client.get(J, headers=own).json() == []


def test_a_job_is_cancelled_and_its_process_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    from duizhao.server import jobs as module

    def slow(*words: str, **streams: Any) -> subprocess.Popen[Any]:
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], **streams)

    monkeypatch.setattr(module, "begin", slow)
    jobs = ServerJobs(tmp_path / "jobs")
    made = [jobs.add("extract", "Liu", ("a.tmx",)) for _ in range(2)]
    for job in made:
        part = jobs.place(job, "a.tmx")
        part.write_bytes(b"x")
        jobs.arrived(job, "a.tmx", part)
    while jobs._running != made[0].id:
        time.sleep(0.01)
    process = jobs._process
    assert process is not None
    with pytest.raises(JobMissingError):
        jobs.cancel(made[0].id, "Ma")
    assert jobs.cancel(made[1].id, "Liu").state == "cancelled"  # it has not begun, and does not
    assert jobs.cancel(made[0].id, "Liu").state == "cancelled"
    assert process.wait(timeout=10) != 0
    jobs.close()
    assert jobs._process is None


def test_jobs_are_kept_over_a_restart_and_go_after_a_while(tmp_path: Path) -> None:
    root = tmp_path / "jobs"
    jobs = ServerJobs(root)
    made = jobs.add("extract", "Liu", ("a.tmx",))
    jobs.close()
    again = ServerJobs(root)
    assert (again.get(made.id, "Liu").state, again.get(made.id, "Liu").cure) == ("failed", "Send it again")
    with pytest.raises(JobMissingError):
        again.get(made.id, "Ma")
    again.close()
    (root / made.id / "job.json").write_text("{", encoding="utf-8")
    brief = ServerJobs(root, JobLimits(hours=-1))
    assert brief.all(None) == []
    other = brief.add("extract", "Liu", ("a.tmx",))
    assert brief.all("Liu") == []  # so old that it is gone
    assert not (root / other.id).exists()
    brief.close()


def test_nobody_fills_the_disk_with_jobs(tmp_path: Path) -> None:
    jobs = ServerJobs(None)
    for _ in range(EACH):
        jobs.add("extract", "Liu", ("a.tmx",))
    with pytest.raises(SettingsError, match="jobs already"):
        jobs.add("extract", "Liu", ("a.tmx",))
    assert jobs.add("extract", "Ma", ("a.tmx",)).state == "awaiting"
    jobs.close()


def test_a_job_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    from duizhao.server import jobs as module

    def slow(*words: str, **streams: Any) -> subprocess.Popen[Any]:
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], **streams)

    monkeypatch.setattr(module, "begin", slow)
    jobs = ServerJobs(None, JobLimits(minutes=0.001))
    job = jobs.add("extract", "Liu", ("a.tmx",))
    part = jobs.place(job, "a.tmx")
    part.write_bytes(b"x")
    jobs.arrived(job, "a.tmx", part)
    while jobs.get(job.id, None).state not in ENDED:
        time.sleep(0.01)
    assert "more than 0.001 minutes" in jobs.get(job.id, None).error
    jobs.close()
