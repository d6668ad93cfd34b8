"""How quickly an office's server answers many clients at once, on SQLite and on a PostgreSQL that is started for it.

    python -m scripts.bench_server --units 1000000 --database postgres --keep FOLDER

The memory is a made one (`made_memory`). Half of the fuzzy questions are versions of units that it has, a tenth units
as they are, the others new sentences, in English and Chinese by turns; phrases are two Chinese characters that stand
side by side somewhere in it, so that the common ones are asked for most. Clients keep their connections. They ask in
two ways: each again as soon as it has its answer, which says how much the server can bear; and each after a pause of a
second on average, as programs and people do. Best scores are held against a scan over all units. Of clients that ask at
once it also says what an answer costs of the processor, which other work on the machine changes less than the time: the
server with its processes, PostgreSQL with its own, and who asks. Options of `duizhao serve` stand behind `--`, as in
`-- --workers 2`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote
from urllib.request import Request, urlopen

from duizhao.corpora.language.scripts import is_han
from duizhao.server.tokens import People
from duizhao.tmx import Entry, Variant
from duizhao.tmx.formats.convert import writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import content
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.tokens import percent, tokens
from scripts.asking import Asked, ask
from scripts.made_memory import Sides, texts, units, writers
from scripts.taken import memory, seconds_of

M = "/v1/memories/m"
Database: TypeAlias = OfficeStore


# Questions -----------------------------------------------------------------------------------------------------------


def sample(store: OfficeStore, count: int) -> list[Sides]:
    """Units from all over a memory."""
    last = int(store.database.rows("SELECT max(id) FROM unit")[0][0])
    dice = random.Random(7)
    found = []
    for number in sorted(dice.sample(range(1, last + 1), min(count, last))):
        rows = store.database.rows("SELECT body FROM variant WHERE unit = ? ORDER BY language", (number,))
        if len(rows) == 2:
            found.append((str(rows[0][0]), str(rows[1][0])))
    dice.shuffle(found)
    return found


def sentences(some: Sequence[Sides]) -> list[Sides]:
    """As many sentences that somebody translates: half of them versions of these units, a tenth as they are."""
    dice, pens = random.Random(3), writers("somebody")
    made = []
    for old in some:
        chance, pen = dice.random(), dice.choice(pens)
        made.append(pen.version(old) if chance < 0.5 else old if chance < 0.6 else pen.new())
    return made


def phrases(some: Sequence[Sides]) -> list[str]:
    """Two characters that stand side by side, of each unit that has some."""
    dice = random.Random(5)
    found = []
    for _, chinese in some:
        pairs = [chinese[i : i + 2] for i in range(len(chinese) - 1) if all(map(is_han, chinese[i : i + 2]))]
        if pairs:
            found.append(dice.choice(pairs))
    return found


# What answers --------------------------------------------------------------------------------------------------------


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own in a folder, with what it is given by itself but for a gigabyte of buffers."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        raise SystemExit("PostgreSQL is not installed")
    user = []
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    data = folder / "data"
    if not data.exists():
        made = [*user, str(binaries[-1] / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
        subprocess.run([*made, "--locale=C.UTF-8", "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL)
    control = [*user, str(binaries[-1] / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-k {folder} -h '' -c shared_buffers=1GB -c max_wal_size=4GB"
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        command = [*user, str(binaries[-1] / "createdb"), "-h", str(folder), "-U", "postgres", "memory"]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
        yield f"postgresql://postgres@{quote(str(folder), safe='')}/memory"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=False, stdout=subprocess.DEVNULL)


def filled(place: str, count: int) -> str:
    """Fill a memory unless it is full; a token for it."""
    begun = time.perf_counter()
    with OfficeStore(place, create=True) as store:
        have = sum(number for _, number, _ in store.documents())
        if have < count:
            list(store.add(units(count)))
            print(f"{count} units added in {time.perf_counter() - begun:.0f} s", flush=True)
        begun = time.perf_counter()
        store.prepare()
        print(f"prepared in {time.perf_counter() - begun:.0f} s", flush=True)
        people = People(store.database)
        people.prepare()
        return people.add("bench", "admin")


class Server:
    """`duizhao serve` in a process of its own."""

    def __init__(self, place: str, more: Sequence[str]) -> None:
        self.port = self.free_port()
        self._command = [sys.executable, "-m", "duizhao", "serve", "--quiet", "--store", f"m={place}"]
        self._command += ["--port", str(self.port), "--rate", "1000000", *more]
        self._workers = int(more[more.index("--workers") + 1]) if "--workers" in more else 0
        self.begin()

    @staticmethod
    def free_port() -> int:
        """A port of this machine that nobody listens at."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return int(free.getsockname()[1])

    def begin(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(self._command)

    def until_warm(self, token: str) -> float:
        """Seconds until it answers both languages, with all of its processes."""
        begun = time.perf_counter()
        paths = [f"{M}/lookup?text={quote(text)}" for text in ("The final report.", "最终报告。")]
        while time.perf_counter() - begun < 900:
            try:
                found = ask(self.port, token, paths, 1, 1)
                if not found.refused and f"\nduizhao_workers {self._workers}\n" in self.figures(token):
                    return time.perf_counter() - begun
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("the server does not answer")

    def figures(self, token: str) -> str:
        """What it says for Prometheus. Raises OSError."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        with urlopen(Request(address, headers={"Authorization": f"Bearer {token}"}), timeout=60) as answer:
            return str(answer.read(), "utf-8")

    def end(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait()


# Measuring -----------------------------------------------------------------------------------------------------------


def told(what: str, found: Asked) -> None:
    """A line of figures."""
    times = [each * 1000 for each in found.times]
    high = statistics.quantiles(times, n=20)[-1]
    print(
        f"{what}: median {statistics.median(times):.1f} ms, 95 % {high:.1f} ms, worst {max(times):.0f} ms, "
        f"{len(times) / found.seconds:.0f} a second, refused {found.refused}",
        flush=True,
    )


def measured(
    processes: dict[str, int], port: int, token: str, asked: dict[str, list[str]], clients: int, seconds: float
) -> None:
    """Both kinds of questions, by clients that ask at once and by those that pause; and what an answer costs, by the
    names of the processes that have a part in it."""
    for name, paths in asked.items():
        told(f"{name}, 1 client", ask(port, token, paths, 1, seconds / 2))
        before, begun = {who: seconds_of(number) for who, number in processes.items()}, time.process_time()
        found = ask(port, token, paths, clients, seconds)
        costs = {who: seconds_of(number) - before[who] for who, number in processes.items()}
        costs["who asks"] = time.process_time() - begun
        told(f"{name}, {clients} clients, at once", found)
        each = ", ".join(f"{who} {cost / len(found.times) * 1000:.2f}" for who, cost in costs.items())
        print(f"    ms of the processor an answer: {each}", flush=True)
        told(f"{name}, {clients} clients, each once a second", ask(port, token, paths, clients, seconds, 1.0))


def imported(server: Server, token: str, asked: dict[str, list[str]], count: int) -> None:
    """What 20 people wait while somebody sends so many units as a TMX, piece by piece; then whether all are there.

    Raises SystemExit where the import fails, an answer was refused, or units are missing or not found.
    """
    sent = {sides: None for _, sides in _texts(count)}
    before = _units_of(server, token)
    took: list[float] = []
    failed: list[str] = []

    def send() -> None:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=3600)
        path = f"{M}/import?format=tmx&document=imported"
        headers = {"Authorization": f"Bearer {token}", "Transfer-Encoding": "chunked"}
        connection.request("POST", path, _pieces(tmx), headers, encode_chunked=True)
        answer = connection.getresponse()
        said = answer.read()
        took.append(time.perf_counter() - begun)
        if answer.status != 200:
            failed.append(f"import: {answer.status} {said[:300]!r}")

    with tempfile.TemporaryDirectory() as folder:
        tmx = Path(folder) / "imported.tmx"
        entries = (Entry(tuple(map(Variant, ("en", "zh-CN"), map(content, sides)))) for _, sides in _texts(count))
        writing_to(tmx, table_header(("en", "")), entries, "tmx")
        print(f"a TMX of {tmx.stat().st_size // 2**20} MB", flush=True)
        sender = threading.Thread(target=send)
        sender.start()
        paths = [path for two in zip(*asked.values(), strict=False) for path in two]
        refused = 0
        while sender.is_alive():
            found = ask(server.port, token, paths, 20, 15, 1.0)
            told("20 people while a file is imported", found)
            refused += found.refused
    if failed:
        raise SystemExit(failed[0])
    print(f"{count} units imported in {took[0]:.0f} s", flush=True)
    found = ask(server.port, token, paths, 20, 15, 1.0)
    told("20 people afterwards", found)
    there = _units_of(server, token) - before
    some = random.Random(11).sample(list(sent), min(200, len(sent)))
    lost = sum(not _is_found(server, token, sides) for sides in some)
    print(f"{there} units more than before; of {len(some)} looked for {lost} not found", flush=True)
    if there != count or lost or refused + found.refused:
        raise SystemExit(f"{count} units were sent; {refused + found.refused} answers were refused")


def _pieces(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while piece := file.read(64 * 1024):
            yield piece


def _answered(server: Server, token: str, path: str) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def _units_of(server: Server, token: str) -> int:
    return int(_answered(server, token, "/v1/memories")[0]["units"])


def _is_found(server: Server, token: str, sides: Sides) -> bool:
    """Whether a unit that was sent is found by its text, and its Chinese with a character more is as like it as it has
    to be: which the index says, and not the database."""
    english, chinese = (text.strip() for text in sides)
    exact = _answered(server, token, f"{M}/lookup?limit=50&minimum=100&text={quote(english)}")["matches"]
    near = _answered(server, token, f"{M}/lookup?limit=1&minimum=50&text={quote(chinese + '另')}")["matches"]
    least = len(tokens(chinese, "zh")) / (len(tokens(chinese, "zh")) + 1)
    return any(match["target"].strip() == chinese for match in exact) and near[0]["score"] >= percent(least)


def _texts(count: int) -> Iterator[tuple[str, Sides]]:
    return texts(count, "imported")


def checked(place: str, asked: Sequence[Sides], count: int) -> None:
    """How often the best score is that of a scan over all units."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extractOne

    right = total = 0
    with OfficeStore(place) as store:
        for side, language in enumerate(("en", "zh")):
            rows = store.database.rows("SELECT DISTINCT body FROM variant WHERE language = ?", (language,))
            # A character for each token: what rapidfuzz compares fastest.
            known: dict[str, str] = {}
            spelt = [
                "".join([known.setdefault(token, _character(len(known))) for token in tokens(str(body), language)])
                for (body,) in rows
            ]
            for texts in asked[:count]:
                own = [known.setdefault(token, _character(len(known))) for token in tokens(texts[side], language)]
                best = extractOne("".join(own), spelt, scorer=Levenshtein.normalized_similarity, processor=None)
                found = store.lookup(texts[side], language, limit=3)
                score = found[0].score if found else 0
                most = percent(best[1]) if best else 0
                right += min(score, 99) == (min(most, 99) if most >= 70 else 0)
                total += 1
    print(f"best score as in a full scan: {right} of {total}", flush=True)


def _character(number: int) -> str:
    return chr(number if number < 0xD800 else number + 0x800)


def main() -> None:
    """Fill a memory, start a server on it, and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--keep", type=Path, help="a folder for the memory, which is used again if it is full")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement")
    parser.add_argument(
        "--checked", type=int, default=50, help="sentences whose best score is held against a full scan"
    )
    parser.add_argument("--imported", type=int, default=0, help="units that are sent as a TMX while 20 people ask")
    parser.add_argument("serve", nargs="*", help="options of `duizhao serve`, behind --")
    given = parser.parse_args()
    with ExitStack() as stack:
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        if not given.keep:
            folder.chmod(0o711)  # PostgreSQL, which runs as somebody else, has its files in it
        place = str(folder / "m.db")
        if given.database == "postgres":
            place = stack.enter_context(postgres(folder / "pg"))
        token = filled(place, given.units)
        with OfficeStore(place) as store:
            some = sample(store, 4000)
        asked = sentences(some)
        server = Server(place, given.serve)
        try:
            print(f"first answer after {server.until_warm(token):.1f} s", flush=True)
            lines: dict[str, Callable[[], list[str]]] = {
                "fuzzy look-up": lambda: [
                    f"{M}/lookup?limit=3&text={quote(sides[i % 2])}" for i, sides in enumerate(asked)
                ],
                "phrase of two characters": lambda: [
                    f"{M}/concordance?phrase={quote(phrase)}" for phrase in phrases(some)
                ],
            }
            questions = {name: made() for name, made in lines.items()}
            processes = {"server": server.process.pid}
            if given.database == "postgres":
                first = (folder / "pg" / "data" / "postmaster.pid").read_text().split()[0]
                processes["PostgreSQL"] = int(first)
            measured(processes, server.port, token, questions, given.clients, given.seconds)
            print(f"the server has {memory(server.process.pid)}", flush=True)
            if given.imported:
                imported(server, token, questions, given.imported)
        finally:
            server.end()
        if given.checked:
            checked(place, asked, given.checked)


if __name__ == "__main__":
    main()
