"""What the office's server is asked where scripts/kill_test.py kills it: papers that several people review."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.kill_office import comment
from scripts.killed_command import ALIGNED, DONE, OLD, STORED

Asking = Callable[[Any, str], Any]
_UNIT = "/v1/memories/m/units/1/comments"
_PAPERS = "/v1/memories/m/papers"
_ROUTE = "/v1/memories/{memory}/papers"
READING = frozenset((f"POST {_ROUTE}/{{paper}}/watch",))
"""The route of papers that writes nothing though it is no GET: who is where is not written down."""


def _done(client: Any) -> Any:
    return client.get("/health")


def _paper(client: Any, name: str = "river.md") -> str:
    """The address of a paper, which is put there if it is not."""
    from duizhao.server.papers import Papers, paper_text
    from duizhao.tmx.store.office import OfficeStore

    for paper in client.get(_PAPERS).json():
        if paper["name"] == name:
            return f"{_PAPERS}/{paper['paper']}"
    with OfficeStore("m.db") as store:
        papers = Papers(store.database)
        papers.prepare()
        return f"{_PAPERS}/{papers.add(name, 'Liu', *paper_text(Path('out'))).paper}"


def _add(client: Any, inputs: str) -> Any:
    """A paper that a job has aligned; the job is removed."""
    if any(paper["name"] == f"{inputs}.md" for paper in client.get(_PAPERS).json()):
        return _done(client)
    files = [Path(f"../{inputs}/a.{language}.md") for language in ("en", "zh")]
    made = client.post("/v1/jobs", json={"kind": "align", "files": [file.name for file in files]}).json()
    job = f"/v1/jobs/{made['id']}"
    for file in files:
        client.put(f"{job}/files/{file.name}", content=file.read_bytes())
    for _ in range(600):
        if client.get(job).json()["state"] not in ("waiting", "running"):
            break
        time.sleep(0.05)
    answer = client.post(_PAPERS, json={"job": made["id"], "name": f"{inputs}.md"})
    client.delete(job)
    return answer


def _step(client: Any, inputs: str) -> Any:
    """The first pair is confirmed, and with the newer inputs the second."""
    paper = _paper(client)
    page = client.get(paper).json()
    place, at = (0 if inputs == OLD else 1), [0, 0]
    token = f"{inputs}-confirmed-pair"
    for s, t, _ in page["made"][:place]:
        at = [at[0] + s, at[1] + t]
    s, t, sure = page["made"][place]
    sides = {
        side: [[n, 0, len(page["sentences"][k][n])] for n in range(at[k], at[k] + count)]
        for k, (side, count) in enumerate((("s", s), ("t", t)))
    }
    row = sides if sure is None else {**sides, "sure": sure}
    patch = {"name": "confirm", "before": [row], "after": [{**row, "mark": "confirmed"}]}
    return client.post(f"{paper}/steps", json={"token": token, "kind": "do", "after": page["step"], "patch": patch})


def _remove(client: Any, inputs: str) -> Any:
    """A paper is put there, and with the newer inputs removed."""
    if inputs == OLD:
        _paper(client)
        return _done(client)
    there = any(paper["name"] == "river.md" for paper in client.get(_PAPERS).json())
    return client.delete(_paper(client)) if there else _done(client)


def _waive(client: Any, inputs: str) -> Any:
    """A finding is accepted; with the newer inputs that is taken back."""
    paper, mark = _paper(client), "0123456789abcdef"
    if inputs != OLD:
        return client.post(f"{paper}/waivers/gone", json={"fingerprints": [mark]})
    findings = [{"check": "number.differs", "fingerprint": mark}]
    waivers = {"findings": findings, "reason": "meant so", "owner": "Liu", "until": "2999-01-01"}
    return client.post(f"{paper}/waivers", json=waivers)


def _terms(client: Any, inputs: str) -> Any:
    """Terms are extracted, and remembered as a file of theirs; a comment tells of it."""
    client.post(f"{_paper(client)}/terms")
    return comment(_UNIT)(client, inputs)


_JOB = ("POST /v1/jobs", "PUT /v1/jobs/{job}/files/{name}", "DELETE /v1/jobs/{job}")
_BEFORE = (*STORED, *ALIGNED)
# Name, what is asked, the routes, what is there before, exit codes.
PAPERS: tuple[tuple[str, Asking, tuple[str, ...], tuple[str, ...], tuple[int, ...]], ...] = (
    ("paper-add", _add, (*_JOB, f"POST {_ROUTE}"), STORED, (0,)),
    ("paper-step", _step, (f"POST {_ROUTE}/{{paper}}/steps",), _BEFORE, DONE),
    ("paper-remove", _remove, (f"DELETE {_ROUTE}/{{paper}}",), _BEFORE, (0,)),
    (
        "paper-waive",
        _waive,
        (f"POST {_ROUTE}/{{paper}}/waivers", f"POST {_ROUTE}/{{paper}}/waivers/gone"),
        _BEFORE,
        (0,),
    ),
    (
        "paper-terms",
        _terms,
        (f"POST {_ROUTE}/{{paper}}/terms", "POST /v1/memories/{memory}/units/{unit}/comments"),
        _BEFORE,
        (0,),
    ),
)
