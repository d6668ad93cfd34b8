"""How quickly an office's server answers many clients at once, beside the same look-up in one process.

    python scripts/bench_server.py --units 100000 --clients 8,32 [--store postgresql://…]

Units are made from patterns of several styles, with a fixed seed. Each client asks again as soon as it has its answer,
so that what is measured is the server under as much load as it can take; with one client it is an answer's own time.
The best score of a sample is held against a scan over all units.
"""

from __future__ import annotations

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from duizhao.server.tokens import People
from duizhao.tmx import Entry, Prop, Variant
from duizhao.tmx.model import content
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.tokens import score

# (English, Chinese) with places for words: minutes, law, manuals, statistics, news.
PATTERNS = (
    ("The {n} took note of the {a} {m} of the {o} on {t}.", "{n}注意到{o}关于{t}的{a}{m}。"),
    ("Each {o} shall ensure that the {m} on {t} is {a} within {k} days.", "各{o}应确保{t}{m}在{k}天内{a}。"),
    ("Select the {m} and press {k} to open the {a} {t}.", "选择{m}，按{k}打开{a}的{t}。"),
    ("In {k}, {t} accounted for {k} per cent of all {m} in the {o}.", "{k}年，{t}占{o}全部{m}的{k}%。"),
    ("{o} and {n} met on {k} May to discuss {t}, {m} and {a} measures.", "{o}与{n}于5月{k}日讨论{t}、{m}和{a}措施。"),
)
WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "n": (("Governing Body", "理事会"), ("Committee", "委员会"), ("Conference", "大会"), ("Director", "局长")),
    "o": (
        ("Office", "劳工局"),
        ("Member State", "成员国"),
        ("ministry", "部委"),
        ("union", "工会"),
    ),
    "m": (("report", "报告"), ("policy", "政策"), ("agreement", "协议"), ("budget", "预算"), ("record", "记录")),
    "a": (("revised", "修订"), ("joint", "联合"), ("final", "最终"), ("annual", "年度"), ("urgent", "紧急")),
    "t": (("decent work", "体面劳动"), ("safety", "安全"), ("migration", "移民"), ("wages", "工资"), ("trade", "贸易")),
}
PHRASES = ("报告", "劳动", "移民", "联合", "预算", "工会", "修订", "安全")


def entry(dice: random.Random) -> tuple[str, str]:
    """A unit's two texts: one or two sentences of one style."""
    texts = ["", ""]
    for _ in range(dice.choice((1, 1, 2))):
        pair = list(dice.choice(PATTERNS))
        for key, words in WORDS.items():
            while f"{{{key}}}" in pair[0]:
                english, chinese = dice.choice(words)
                pair = [pair[0].replace(f"{{{key}}}", english, 1), pair[1].replace(f"{{{key}}}", chinese, 1)]
        while "{k}" in pair[0]:
            number = str(dice.randint(1, 3000))
            pair = [side.replace("{k}", number, 1) for side in pair]
        texts = [f"{texts[0]} {pair[0]}".strip(), texts[1] + pair[1]]
    return texts[0], texts[1]


def units(count: int) -> Iterator[Entry]:
    """The memory, in documents of 20,000 units."""
    dice = random.Random(19)
    for number in range(count):
        variants = zip(("en", "zh-CN"), entry(dice), strict=True)
        props = (Prop("x-document", f"d{number // 20_000}"),)
        yield Entry(tuple(Variant(tag, content(text)) for tag, text in variants), extras=props)


def ask(port: int, token: str, paths: list[str], times: list[float]) -> None:
    """One client: a connection, a question after the other."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for path in paths:
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - begun)
        if answer.status != 200:
            raise SystemExit(f"{answer.status} for {path}")


def measure(port: int, token: str, clients: int, path: Callable[[random.Random], str], each: int) -> str:
    """Median and 95 % of the times of all clients, in milliseconds, and answers a second."""
    times: list[float] = []
    threads = [
        threading.Thread(target=ask, args=(port, token, [path(random.Random(f"{n} {i}")) for i in range(each)], times))
        for n in range(clients)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - begun)
    high = statistics.quantiles(times, n=20)[-1]
    return f"median {statistics.median(times) * 1000:.0f} ms, 95 % {high * 1000:.0f} ms, {rate:.0f} a second"


def fuzzy(dice: random.Random) -> str:
    """A sentence of the same kinds, most often in the memory only nearly."""
    return f"/v1/memories/m/lookup?limit=3&text={quote(entry(dice)[dice.randrange(2)])}"


def phrase(dice: random.Random) -> str:
    """A phrase of two characters."""
    return f"/v1/memories/m/concordance?phrase={quote(dice.choice(PHRASES))}"


def in_process(place: str) -> None:
    """The same questions without a server, and the best score against a scan over everything."""
    with OfficeStore(place) as store:
        store.warm()
        texts = [entry(random.Random(f"0 {i}")) for i in range(60)]
        begun = time.perf_counter()
        found = [store.lookup(english, "en", limit=3) for english, _ in texts]
        print(f"in process: look-up {(time.perf_counter() - begun) / len(texts) * 1000:.1f} ms")
        begun = time.perf_counter()
        for one in PHRASES:
            store.search(one)
        print(f"in process: concordance {(time.perf_counter() - begun) / len(PHRASES) * 1000:.1f} ms")
        bodies = [str(row[0]) for row in store.database.rows("SELECT DISTINCT body FROM variant WHERE language = 'en'")]
        right = 0
        for (english, _), matches in list(zip(texts, found, strict=True))[:10]:
            best = max(score(english, body, "en") for body in bodies)
            right += (matches[0].score if matches else 0) == (best if best >= 70 else 0)
        print(f"best score as in a full scan: {right} of 10")


def main() -> None:
    """Fill a memory, start a server on it, and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--each", type=int, default=30, help="questions of each client")
    parser.add_argument("--store", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench") as folder, socket.socket() as free:
        place = given.store or str(Path(folder) / "m.db")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        begun = time.perf_counter()
        with OfficeStore(place, create=True) as store:
            list(store.add(units(given.units)))
            store.prepare()
            people = People(store.database)
            people.prepare()
            token = people.add("bench", "read")
        print(f"{given.units} units in {time.perf_counter() - begun:.0f} s")
        in_process(place)
        command = [sys.executable, "-m", "duizhao", "serve", "--store", f"m={place}", "--port", str(port)]
        command += ["--rate", "1000000"]
        server = subprocess.Popen(command)
        try:
            _until_warm(port, token)
            for clients in map(int, given.clients.split(",")):
                print(f"{clients} clients: look-up {measure(port, token, clients, fuzzy, given.each)}")
                print(f"{clients} clients: concordance {measure(port, token, clients, phrase, given.each)}")
        finally:
            server.terminate()
            server.wait()


def _until_warm(port: int, token: str) -> None:
    for _ in range(600):
        try:
            for text in ("The final report.", "最终报告。"):
                ask(port, token, [f"/v1/memories/m/lookup?text={quote(text)}"], [])
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server does not answer")


if __name__ == "__main__":
    main()
