"""A server that is killed while people decide: what it had confirmed is there, once, and the memory agrees."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import httpx
import pytest

from duizhao.server.paper_work import OpenPapers
from duizhao.server.papers import Papers
from duizhao.tmx.store.office import OfficeStore
from tests.app.server.papers import Reviser, add_paper, key
from tests.app.server.running import token
from tests.app.server.served import Served

PEOPLE = ("Liu", "王芳", "Ali", "Eva")


def work(served: Served, given: str, paper: int, done: list[str], ended: threading.Event, seed: int) -> None:
    """Decide at random, as a page does: a step that nobody answered is sent again under its id."""
    chance = random.Random(seed)
    reviser: Reviser | None = None
    waiting: tuple[int, dict[str, object], str] | None = None
    while not ended.is_set():
        try:
            with httpx.Client(base_url=served.address, timeout=20) as client:
                if reviser is None:
                    reviser = Reviser(client, given, paper)  # type: ignore[arg-type]
                reviser.client = client  # type: ignore[assignment]
                while not ended.is_set():
                    reviser.watch(key(reviser.rows[chance.randrange(10)]))
                    if waiting is None:
                        place = chance.randrange(10)
                        mark = "" if reviser.rows[place].get("mark") else "confirmed"
                        what = {"mark": mark, "note": str(chance.random())}
                        waiting = place, what, f"{seed}-{chance.getrandbits(64):x}-step"
                    answer = reviser.change(*waiting[:2], "note", waiting[2])
                    if answer.status_code == 200:
                        done.append(waiting[2])
                    assert answer.status_code in (200, 409, 503), answer.text
                    waiting = waiting if answer.status_code == 503 else None
        except httpx.TransportError:
            time.sleep(0.05)


def test_a_killed_server_has_lost_nothing_that_it_confirmed(place: str, tmp_path: Path) -> None:
    paper = add_paper(place, tmp_path / "paper")
    tokens = [token(place, name, "write") for name in PEOPLE]
    served = Served(place, tmp_path)
    done: list[str] = []
    ended = threading.Event()
    threads = [
        threading.Thread(target=work, args=(served, given, paper, done, ended, seed))
        for seed, given in enumerate(tokens)
    ]
    try:
        for thread in threads:
            thread.start()
        for round_ in range(1, 3):
            wanted = 15 * round_
            while len(done) < wanted and any(thread.is_alive() for thread in threads):
                time.sleep(0.02)
            served.kill()
            served.start()
        ended.set()
        for thread in threads:
            thread.join(timeout=60)
    finally:
        ended.set()
        served.kill()
    assert len(done) >= 30
    assert len(set(done)) == len(done)
    with OfficeStore(place) as store:
        papers = Papers(store.database)
        steps = papers.steps(paper)
        kept = [step.token for step in steps]
        assert set(done) <= set(kept)
        assert len(set(kept)) == len(kept)
        assert [step.step for step in steps] == list(range(1, len(steps) + 1))
        found, text, rows = OpenPapers().sheet("m", store, paper)
        confirmed = [text.base.shown(row) for row in rows if row.confirmed]
        assert found.confirmed == len(confirmed)
        entries = [tuple(v.text for v in entry.variants) for entry in store.entries(found.name)]
        assert sorted(entries) == sorted(confirmed)
        # no step lies: each was made of what stood there before it
        notes = {row.note for row in rows if row.note}
        assert notes <= {note for step in steps for note in [*map(str, _notes(step.patch))]}


def _notes(patch: str) -> list[str]:
    import json

    return [row.get("note", "") for row in json.loads(patch)["after"]]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
