"""What the office's server is asked where scripts/kill_test.py kills it: every route that writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.kill_office import OFFICE
from scripts.kill_papers import PAPERS
from scripts.kill_papers import READING as PAPERS_READING
from scripts.kill_tools import READING as TOOLS_READING
from scripts.kill_tools import TOOLS
from scripts.killed_command import DONE, OLD, STORED, TWO, KilledCommand

READING = frozenset(("POST /v1/memories/{memory}/lookup", "POST /v1/terms/recognize")) | TOOLS_READING | PAPERS_READING
"""The routes that write nothing though they are no GET; with those that commands here ask they are all."""
_UNITS = "/v1/memories/{memory}/units"


def _at_server(questions: Callable[[Any, str], Any]) -> Callable[[str], int]:
    """The office's server over the memory `m.db`, asked something by somebody who may do all."""

    def work(inputs: str) -> int:
        from fastapi.testclient import TestClient

        from duizhao.server.application import application
        from duizhao.server.settings import ServerSettings
        from duizhao.server.tokens import People
        from duizhao.tmx.store.office import OfficeStore

        with OfficeStore("m.db", create=True) as store:
            people = People(store.database)
            people.prepare()
            token = people.add("Liu", "admin")
        settings = ServerSettings({"m": "m.db"}, frozenset(("testserver",)))
        with TestClient(application(settings, warm=False)) as client:
            client.headers["authorization"] = f"Bearer {token}"
            answered = questions(client, inputs)
        return 0 if answered.status_code < 300 else 2

    return work


def _import(client: Any, inputs: str) -> Any:
    return client.post("/v1/memories/m/import", content=Path(f"../{inputs}/memory.tmx").read_bytes())


def _correct(client: Any, inputs: str) -> Any:
    place = "/v1/memories/m/units/1"
    texts = [{"language": text["language"], "text": f"{inputs} 文本"} for text in client.get(place).json()["texts"]]
    return client.patch(place, json={"texts": texts})


def _remove(client: Any, inputs: str) -> Any:
    return client.delete(f"/v1/memories/m/documents/{inputs}.md")


def _add(client: Any, inputs: str) -> Any:
    """Add a unit, if it is not there."""
    text = f"A unit of {inputs} times."
    known = client.get("/v1/memories/m/lookup", params={"text": text, "minimum": 100}).json()
    if known["matches"]:
        return client.get("/health")
    texts = [{"language": "en", "text": text}, {"language": "zh-CN", "text": f"{inputs} 文本"}]
    return client.post("/v1/memories/m/units", json={"document": f"{inputs}.md", "texts": texts})


def _delete(client: Any, inputs: str) -> Any:
    return client.delete(f"/v1/memories/m/units/{1 if inputs == OLD else 2}")


def _revert(client: Any, inputs: str) -> Any:
    """Correct a unit; with the newer inputs that is taken back."""
    if inputs == OLD:
        return _correct(client, OLD)
    last = client.get("/v1/memories/m/units/1/history").json()
    if last[0]["what"] == "revert":
        return client.get("/health")
    return client.post("/v1/memories/m/revert", json={"change": last[0]["change"]})


def _served(name: str, asked: Callable[[Any, str], Any], *asks: str, **more: Any) -> KilledCommand:
    return KilledCommand(f"serve-{name}", "serve", work=_at_server(asked), asks=asks, **more)


SERVER = (
    _served("import", _import, "POST /v1/memories/{memory}/import"),
    _served("add", _add, f"POST {_UNITS}", before=STORED),
    _served("correct", _correct, f"PATCH {_UNITS}/{{unit}}", before=STORED),
    _served("delete", _delete, f"DELETE {_UNITS}/{{unit}}", before=STORED, codes=DONE),
    _served(
        "revert",
        _revert,
        f"PATCH {_UNITS}/{{unit}}",
        "POST /v1/memories/{memory}/revert",
        before=STORED,
    ),
    _served("remove", _remove, "DELETE /v1/memories/{memory}/documents/{document}", before=TWO, codes=DONE),
    *(_served(name, asked, *routes, before=STORED) for name, asked, routes in OFFICE),
    *(
        _served(name, asked, *routes, before=before, codes=codes)
        for name, asked, routes, before, codes in (*TOOLS, *PAPERS)
    ),
)
