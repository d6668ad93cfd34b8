"""The server beside translate-toolkit's last tmserver (3.18): the same units and questions, by the same protocol.

    python -m venv PEER
    PEER/bin/pip install 'translate-toolkit[tmserver]==3.18.1' Levenshtein waitress
    python -m scripts.bench_server_peer PEER/bin/python --units 10000

The peer's own HTTP server gives no answer with cheroot of today; its application, a WSGI one, is run by waitress
with as many threads as there are clients, on its own SQLite file. Questions are those of `bench_server`: sentences of
which half are versions of units. Both are asked for English and for Chinese. What comes back is held against the
nearest unit of a scan over all of them: of the questions that have one from 75 % on, how many have it first.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from duizhao.tmx.store.office import OfficeStore
from scripts.asking import ask
from scripts.bench_server import Server, filled, sample, sentences, told
from scripts.made_memory import Sides, texts

_LEAST = 75  # per cent from which tmserver answers
_PEER = """
import json, sys
from translate.services.tmserver import TMServer
from waitress import serve
units, place, port, threads = sys.argv[1:]
server = TMServer(place, None, prefix="/tmserver")
rows = [json.loads(line) for line in open(units, encoding="utf-8")]
for ours, theirs in ((0, 1), (1, 0)):
    made = [{"source": row[ours], "target": row[theirs], "context": ""} for row in rows]
    server.tmdb.add_list(made, *(("en", "zh"), ("zh", "en"))[ours])
serve(server.rest, host="127.0.0.1", port=int(port), threads=int(threads), channel_timeout=600)
"""


@contextmanager
def peer(python: str, count: int, clients: int) -> Iterator[int]:
    """The port of a tmserver that has so many units."""
    with tempfile.TemporaryDirectory(prefix="peer") as name:
        rows = Path(name) / "units.jsonl"
        with rows.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(sides, ensure_ascii=False) + "\n" for _, sides in texts(count))
        port = Server.free_port()
        arguments = [python, "-c", _PEER, str(rows), str(Path(name) / "tm.db"), str(port), str(clients + 2)]
        process = subprocess.Popen(arguments)
        begun = time.perf_counter()
        try:
            while True:
                try:
                    answer(port, "", "/tmserver/en/zh/unit/a")
                    break
                except OSError as error:
                    if process.poll() is not None or time.perf_counter() - begun > 1800:
                        raise SystemExit("the peer does not answer") from error
                    time.sleep(0.5)
            print(f"the peer has {count} units after {time.perf_counter() - begun:.0f} s", flush=True)
            yield port
        finally:
            process.terminate()
            process.wait()


def answer(port: int, token: str, path: str) -> list[dict[str, str]]:
    """What a server says to a question. Raises OSError."""
    head = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=head)
    with urllib.request.urlopen(request, timeout=600) as reply:
        found: list[dict[str, str]] = json.loads(reply.read())
        return found


def nearest(questions: Sequence[str], known: Sequence[str]) -> list[set[str]]:
    """The nearest units of each question by Levenshtein's similarity of characters, from `_LEAST` on."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extract

    found = []
    for text in questions:
        some = extract(text, known, scorer=Levenshtein.normalized_similarity, processor=None, limit=20)
        best = some[0][1] if some else 0.0
        found.append({unit for unit, score, _ in some if score == best and 100 * score >= _LEAST})
    return found


def compared(
    name: str, port: int, token: str, paths: list[str], best: list[set[str]], given: argparse.Namespace
) -> None:
    """The figures of one server in one language."""
    first = [found[0]["source"] if (found := answer(port, token, path)) else "" for path in paths[: len(best)]]
    wanted = [(got, some) for got, some in zip(first, best, strict=True) if some]
    right = sum(got in some for got, some in wanted)
    for clients in (1, given.clients):
        told(f"{name}, {clients} client(s), at once", ask(port, token, paths, clients, given.seconds))
    print(f"{name}: the nearest unit comes first for {right} of {len(wanted)} that have one", flush=True)


def main() -> None:
    """Fill both, ask both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", help="the Python of an environment with translate-toolkit")
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement")
    parser.add_argument("--compared", type=int, default=50, help="questions whose answer is held against a scan")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        place = str(Path(name) / "m.db")
        token = filled(place, given.units)
        with OfficeStore(place) as store:
            asked = sentences(sample(store, 400))
        known: list[Sides] = [sides for _, sides in texts(given.units)]
        server = Server(place, [])
        try:
            server.until_warm(token)
            with peer(given.python, given.units, given.clients) as port:
                for side, (ours, theirs) in enumerate((("en/zh_CN", "en/zh"), ("zh_CN/en", "zh/en"))):
                    questions = [sides[side] for sides in asked]
                    best = nearest(questions[: given.compared], [sides[side] for sides in known])
                    for who, at, key, pair in (("duizhao", server.port, token, ours), ("tmserver", port, "", theirs)):
                        paths = [f"/tmserver/{pair}/unit/{quote(text, safe='')}" for text in questions]
                        compared(f"{who}, {pair}", at, key, paths, best, given)
        finally:
            server.end()


if __name__ == "__main__":
    main()
