"""What the office's server is asked where scripts/kill_test.py kills it, beside its units: glossary, comments, jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scripts.killed_command import OLD

Asking = Callable[[Any, str], Any]
_TERMS = "/v1/terms"


def _concept(inputs: str) -> dict[str, Any]:
    return {"terms": [{"language": "en", "text": f"{inputs} work"}, {"language": "zh-CN", "text": f"{inputs} 劳动"}]}


def _done(client: Any) -> Any:
    return client.get("/health")


def _import(client: Any, inputs: str) -> Any:
    rows = "".join(f"{inputs} term {n},{inputs} 术语{n}\n" for n in range(20))
    content = f"source_term,target_term\n{rows}".encode()
    return client.post("/v1/glossary/import", params={"format": "csv"}, content=content)


def _add(client: Any, inputs: str) -> Any:
    if any(concept["id"] == f"c-{inputs}" for concept in client.get(_TERMS).json()):
        return _done(client)
    return client.post(_TERMS, json={"id": f"c-{inputs}", **_concept(inputs)})


def _with_concept(client: Any) -> None:
    if not any(concept["id"] == "c-one" for concept in client.get(_TERMS).json()):
        client.post(_TERMS, json={"id": "c-one", **_concept("one")})


def _change(client: Any, inputs: str) -> Any:
    _with_concept(client)
    return client.put(f"{_TERMS}/c-one", json=_concept(inputs))


def _delete(client: Any, inputs: str) -> Any:
    """A concept is added, and with the newer inputs deleted."""
    if inputs == OLD:
        _with_concept(client)
        return _done(client)
    there = any(concept["id"] == "c-one" for concept in client.get(_TERMS).json())
    return client.delete(f"{_TERMS}/c-one") if there else _done(client)


def _revert(client: Any, inputs: str) -> Any:
    """A concept is changed; with the newer inputs that is taken back."""
    if inputs == OLD:
        return _change(client, OLD)
    last = client.get(f"{_TERMS}/c-one/history").json()
    if last[0]["what"] == "revert":
        return _done(client)
    return client.post("/v1/glossary/revert", json={"change": last[0]["change"]})


def comment(place: str) -> Asking:
    """Comment on a unit or a concept, if the comment is not there."""

    def say(client: Any, inputs: str) -> Any:
        if place.startswith(_TERMS):
            _with_concept(client)
        said = [comment["text"] for comment in client.get(place).json()]
        return _done(client) if inputs in said else client.post(place, json={"text": inputs})

    return say


def _settle(place: str, settling: str) -> Asking:
    """A comment is written, and with the newer inputs settled."""

    def work(client: Any, inputs: str) -> Any:
        if inputs == OLD:
            return comment(place)(client, OLD)
        number = client.get(place).json()[0]["number"]
        return client.post(f"{settling}/{number}/settle")

    return work


def _job(client: Any, inputs: str) -> Any:
    """A job is made, given its file, ended and removed, so that nothing of it stays; a comment tells of it."""
    job = f"/v1/jobs/{client.post('/v1/jobs', json={'kind': 'check', 'files': ['a.tsv']}).json()['id']}"
    client.put(f"{job}/files/a.tsv", content=f"en\tzh\n{inputs} things\t东西\n".encode())
    client.post(f"{job}/cancel")
    client.delete(job)
    return comment(_UNIT)(client, inputs)


_UNIT, _TERM = "/v1/memories/m/units/1/comments", f"{_TERMS}/c-one/comments"
# Name, what is asked, the routes.
OFFICE: tuple[tuple[str, Asking, tuple[str, ...]], ...] = (
    ("glossary-import", _import, ("POST /v1/glossary/import",)),
    ("concept-add", _add, ("POST /v1/terms",)),
    ("concept-change", _change, ("POST /v1/terms", "PUT /v1/terms/{concept}")),
    ("concept-delete", _delete, ("POST /v1/terms", "DELETE /v1/terms/{concept}")),
    ("concept-revert", _revert, ("POST /v1/terms", "PUT /v1/terms/{concept}", "POST /v1/glossary/revert")),
    ("comment", comment(_UNIT), ("POST /v1/memories/{memory}/units/{unit}/comments",)),
    ("comment-term", comment(_TERM), ("POST /v1/terms", "POST /v1/terms/{concept}/comments")),
    (
        "settle",
        _settle(_UNIT, "/v1/memories/m/comments"),
        (
            "POST /v1/memories/{memory}/units/{unit}/comments",
            "POST /v1/memories/{memory}/comments/{comment}/settle",
        ),
    ),
    (
        "settle-term",
        _settle(_TERM, "/v1/glossary/comments"),
        ("POST /v1/terms", "POST /v1/terms/{concept}/comments", "POST /v1/glossary/comments/{comment}/settle"),
    ),
    (
        "job",
        _job,
        (
            "POST /v1/jobs",
            "PUT /v1/jobs/{job}/files/{name}",
            "POST /v1/jobs/{job}/cancel",
            "DELETE /v1/jobs/{job}",
            "POST /v1/memories/{memory}/units/{unit}/comments",
        ),
    ),
)
