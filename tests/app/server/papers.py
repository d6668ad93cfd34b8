"""A paper in an office, and what people do to it: for tests of papers that several people review."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.app.desk_running import EN, ZH, make_paper
from tests.app.server.running import bearer

NAME = "river.md"
_RIVER: list[tuple[Any, bytes]] = []
JSON = {"content-type": "application/json"}


def put_paper(client: TestClient, headers: dict[str, str], memory: str = "m", name: str = NAME, **texts: str) -> int:
    """Align two documents by a job of the server and put them into the office; the paper's number."""
    files = {"en.md": texts.get("english", EN), "zh.md": texts.get("chinese", ZH)}
    job = client.post("/v1/jobs", json={"kind": "align", "files": list(files)}, headers=headers).json()["id"]
    for file, text in files.items():
        client.put(f"/v1/jobs/{job}/files/{file}", content=text.encode(), headers=headers)
    for _ in range(1200):
        state = client.get(f"/v1/jobs/{job}", headers=headers).json()
        if state["state"] not in ("waiting", "running"):
            break
        time.sleep(0.05)
    assert state["state"] == "done", state
    made = client.post(f"/v1/memories/{memory}/papers", json={"job": job, "name": name}, headers=headers)
    assert made.status_code == 201, made.text
    return int(made.json()["paper"])


def add_paper(place: str, folder: Path, name: str = NAME) -> int:
    """The same without a server: as its job would leave them."""
    from duizhao.server.papers import Papers, paper_text
    from duizhao.tmx.store.office import OfficeStore

    if not _RIVER:  # aligned once for all tests of a process
        _RIVER.append(paper_text(make_paper(folder)))
    with OfficeStore(place, create=True) as store:
        papers = Papers(store.database)
        papers.prepare()
        return papers.add(name, "Liu", *_RIVER[0]).paper


class Reviser:
    """Somebody with a paper before them, who knows its steps up to `after`."""

    def __init__(self, client: TestClient, token: str, paper: int, memory: str = "m") -> None:
        self.client, self.headers = client, bearer(token)
        self.address = f"/v1/memories/{memory}/papers/{paper}"
        self.after = 0
        self.load()

    def load(self) -> None:
        """Load the paper; its rows as the page has them."""
        page = self.client.get(self.address, headers=self.headers).json()
        self.page, self.after = page, page["step"]
        self.rows: list[dict[str, Any]] = []
        at = [0, 0]
        texts = page["sentences"]
        for s, t, sure in page["made"]:
            row: dict[str, Any] = {
                side: [[n, 0, len(texts[k][n])] for n in range(at[k], at[k] + count)]
                for k, (side, count) in enumerate((("s", s), ("t", t)))
            }
            at = [at[0] + s, at[1] + t]
            self.rows.append(row if sure is None else {**row, "sure": sure})
        touched = {key(row): row for row in page["rows"]}
        self.rows = [touched.get(key(row), row) for row in self.rows]

    def text(self, place: int) -> tuple[str, str]:
        """Both texts of a row of the aligner's."""
        row, texts = self.rows[place], self.page["sentences"]
        return tuple(" ".join(texts[k][a[0]] for a in row[side]) for k, side in enumerate("st"))  # type: ignore[return-value]

    def send(self, kind: str = "do", patch: dict[str, Any] | None = None, token: str = "", **more: Any) -> Any:
        """Send a step; the answer."""
        step = {"token": token or uuid.uuid4().hex, "kind": kind, "after": self.after, "patch": patch, **more}
        body = json.dumps(step)  # in ASCII: some steps hold what is no character
        return self.client.post(f"{self.address}/steps", content=body, headers={**self.headers, **JSON})

    def change(self, place: int, what: dict[str, Any], name: str = "confirm", token: str = "") -> Any:
        """Change a row as this page has it; the answer."""
        before = self.rows[place]
        made = self.send("do", {"name": name, "before": [before], "after": [{**before, **what}]}, token)
        if made.status_code == 200:
            self.take(made.json())
        return made

    def watch(self, pair: str | None = None) -> Any:
        """Ask what the others did, and take it over; the answer."""
        news = self.client.post(f"{self.address}/watch", json={"after": self.after, "pair": pair}, headers=self.headers)
        self.take(news.json())
        return news.json()

    def take(self, news: dict[str, Any]) -> None:
        """Take over what was done: every step, each once."""
        told = [step["step"] for step in news["steps"]]
        assert news["behind"] or told == list(range(self.after + 1, news["step"] + 1))
        for step in news["steps"]:
            after = {key(row): row for row in step["patch"]["after"]}
            self.rows = [after.get(key(row), row) for row in self.rows]
        self.after = news["step"]


def key(row: dict[str, Any]) -> str:
    """A row's name on the page."""
    return "|".join(";".join(",".join(map(str, atom)) for atom in row[side]) for side in "st")
