"""Kill every writing command at random moments and at its writes, and look at what is left.

    python -m scripts.kill_test --kills 50 --step 3 --seed 1 [--only align,memory-add]

Each command has run once on older inputs, so that there is something to lose; then it runs on newer ones and is killed
(SIGKILL): `--kills` times at a random moment, and at every `--step`-th write event (a file opened to be written,
renamed, removed or given its mode, a statement of SQLite). Counted are

- torn files: neither as they were nor as an undisturbed run makes them;
- lost files or documents of a memory: there before, and after an undisturbed run, and not now (receipts of a batch,
  which only say that a folder is complete, are taken away before it is worked on);
- orphans: processes of the killed run that are there two seconds later;
- leftovers, after the same command has run again: files that an undisturbed run does not leave, or other bytes.

The exit code is 0 where all four are none. Only where processes can be forked (Linux, macOS); orphans are seen on
Linux.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.kill_commands import COMMANDS
from scripts.kill_inputs import make_inputs
from scripts.killed_command import NEW, OLD, KilledCommand, here

_EVENTS = frozenset(("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"))
_PATIENCE = 2.0


# -- a run -----------------------------------------------------------------------------------------------------------


def begin(place: Path, work: Callable[[], int], prepare: Callable[[], None] = lambda: None) -> int:
    """Do something in a fork of this process, in a session of its own, standing in `place`."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        os.chdir(place)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        prepare()
        os._exit(work())
    except BaseException:
        os._exit(99)


def done(place: Path, work: Callable[[], int], codes: Sequence[int], name: str) -> float:
    """Run to the end, and the seconds it took. Raises RuntimeError where it fails."""
    started = time.monotonic()
    status = os.waitstatus_to_exitcode(os.waitpid(begin(place, work), 0)[1])
    if status not in codes:
        raise RuntimeError(f"exit code {status}: {name}")
    return time.monotonic() - started


def killed_after(place: Path, work: Callable[[], int], seconds: float) -> tuple[int, bool]:
    """Run, and kill after so many seconds; the session, and whether the run was still there."""
    pid = begin(place, work)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def killed_at(place: Path, work: Callable[[], int], event: int) -> tuple[int, bool]:
    """Run, and kill at that write event; the session, and whether the run came so far."""
    pid = begin(place, work, lambda: _die_at(event))
    return pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def _die_at(event: int) -> None:
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == event:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(name: str, values: tuple[Any, ...]) -> None:
        if name in _EVENTS or (name == "open" and _writes(values)):
            count()

    connect = sqlite3.connect

    def traced(*args: Any, **given: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **given)
        connection.set_trace_callback(lambda _: count())
        return connection

    sqlite3.connect = traced  # type: ignore[assignment]
    sys.addaudithook(hook)


def _writes(values: tuple[Any, ...]) -> bool:
    _, mode, flags = values
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


# -- what is left ------------------------------------------------------------------------------------------------------


def state(folder: Path) -> dict[str, Any]:
    """What lies in a folder, but for caches: bytes by path, dates apart; of a memory its documents and their units."""
    found: dict[str, Any] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".db":
            found[name] = _memory(path)
        elif not name.startswith("kept/") and not name.endswith(("-wal", "-shm", "-journal", ".part", ".lock")):
            found[name] = settled(name, path.read_bytes())
    return found


def settled(name: str, data: bytes) -> Any:
    """What of a file's bytes is the same in every run: dates, random names and what is packed with a date apart."""
    if name.endswith((".xlsx", ".docx")):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {part: settled(part, archive.read(part)) for part in archive.namelist() if "docProps" not in part}
    return _RANDOM.sub(rb'"\1":""', _DATE.sub(b"DATE", data))


# When a file was written may stand in it; entries of a journal have random names.
_DATE = re.compile(rb"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?|\d{4}-\d\d-\d\d")
_RANDOM = re.compile(rb'"(id|undo|redo)": ?"[0-9a-f]{12}"')


def _memory(path: Path) -> Any:
    """The documents of a memory, who has a token for it, its concepts, comments, papers; a text where it is broken."""
    from duizhao.corpora.errors import DuizhaoError
    from duizhao.server.concepts import Concepts
    from duizhao.server.tokens import People
    from duizhao.tmx.store.store import Store

    try:
        with Store(path) as store:
            whole = store._db.rows("PRAGMA integrity_check")
            if whole != [("ok",)]:
                return str(whole)
            found = {
                name: [settled("", str(e).encode()) for e in store.entries(name)] for name, _, _ in store.documents()
            }
            if store._db.rows("SELECT 1 FROM sqlite_master WHERE name = 'token'"):
                tokens = {(t.name, t.scope, bool(t.revoked)) for t in People(store._db).tokens()}
                found.update({f"token {name}": [scope, str(gone)] for name, scope, gone in sorted(tokens)})
            if store._db.rows("SELECT 1 FROM sqlite_master WHERE name = 'concept'"):
                found["concepts"] = sorted(
                    f"{c.id} {[t.text for t in c.terms]}" for c in Concepts(store._db).glossary()
                )
            if store._db.rows("SELECT 1 FROM sqlite_master WHERE name = 'comment'"):
                said = store._db.rows("SELECT kind, about, body, settled <> '' FROM comment ORDER BY id")
                found["comments"] = [str(row) for row in said]
            if store._db.rows("SELECT 1 FROM sqlite_master WHERE name = 'paper'"):
                found.update(_papers(store._db))
            return found
    except DuizhaoError as error:
        return "" if "not a memory of ours: empty" in str(error) else str(error)


def _papers(database: Any) -> dict[str, list[str]]:
    """Of the papers that people review the steps and the findings that were accepted, by name."""
    from duizhao.server.papers import Papers

    papers, found = Papers(database), {}
    for paper in papers.all():
        steps = [f"{step.token} {step.kind}" for step in papers.steps(paper.paper)]
        accepted = [f"{waiver.check} {waiver.fingerprint}" for waiver in papers.waivers(paper.paper)]
        found[f"paper {paper.name}"] = [str(paper.confirmed), *steps, *accepted]
    return found


def faults(found: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> Counter[str]:
    """Torn and lost things after a kill."""
    count: Counter[str] = Counter()
    for name in old.keys() | new.keys():
        if name not in found:
            count["lost"] += name in old and name in new and not name.endswith("receipt.json")
        elif name.endswith(".db") and isinstance(found[name], dict):
            documents = (old.get(name) or {}), (new.get(name) or {})
            for document in documents[0].keys() | documents[1].keys():
                texts = [side.get(document) for side in documents]
                count["torn" if document in found[name] else "lost"] += found[name].get(document) not in texts
        elif name.endswith("review.jsonl"):
            count["torn"] += not _on_the_way(found[name], old.get(name, b""), new.get(name, b""))
        elif found[name] not in (old.get(name), new.get(name)) and found[name] != "":
            count["torn"] += 1
    return count


def _on_the_way(found: bytes, old: bytes, new: bytes) -> bool:
    """Whether a journal holds what it did, and of the lines that are appended to it the first ones; a last line that is
    not whole is not read."""
    whole = found[: found.rfind(b"\n") + 1]
    return new.startswith(whole) and whole.startswith(old)


def orphans(session: int) -> int:
    """How many processes of a killed run outlive it; they are ended."""
    until = time.monotonic() + _PATIENCE
    while (left := _of_session(session)) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(left)


def _of_session(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


# -- a command ---------------------------------------------------------------------------------------------------------


def examine(root: Path, command: KilledCommand, kills: int, step: int, rng: random.Random) -> Counter[str]:
    """Kill a command in all these ways and count what is wrong, `kills` with it."""
    old_place, new_place, place = root / "old-state", root / "new-state", root / "OUT"

    def line(inputs: str, text: str) -> None:
        done(place, partial(here, text, inputs), (0, 1), text)

    work = partial(command.run, NEW)
    _fresh(place)
    for text in command.before:
        line(OLD, text)
    done(place, partial(command.run, OLD), command.codes[:2], command.name)
    for text in command.between:
        line(NEW, text)
    _fresh(old_place, place)
    took = done(place, work, command.codes[:2], command.name)
    _fresh(new_place, place)
    old, new = state(old_place), state(new_place)
    if old == new:
        raise RuntimeError(f"{command.name} changes nothing: nothing could be lost")
    count: Counter[str] = Counter()

    def look(session: int, hit: bool) -> None:
        count["kills"] += hit
        count["orphans"] += orphans(session)
        count.update(faults(state(place), old, new))
        if hit:  # else it came to its end before, and once more would be another run
            done(place, work, command.codes, command.name)
        left = _different(state(place), new, command.made_anew)
        left += [p.name for p in place.rglob("*") if p.name.endswith((".part", "-wal", "-shm", "-journal"))]
        count["leftovers"] += len(left)
        if left:
            print(f"{command.name}: left {', '.join(left)}", file=sys.stderr)

    for _ in range(kills):
        _fresh(place, old_place)
        look(*killed_after(place, work, rng.uniform(0, 1.05 * took)))
    event, hit = 1, True
    while hit and step:
        _fresh(place, old_place)
        session, hit = killed_at(place, work, event)
        if hit:
            look(session, hit)
        event += step
    return count


def _different(found: dict[str, Any], new: dict[str, Any], made_anew: bool) -> list[str]:
    """The files that are not what an undisturbed run leaves. Where each run makes a folder of its own, those of the run
    that was killed are there too, and hold the same as far as they go."""
    if not made_anew:
        return [name for name in sorted(found.keys() | new.keys()) if found.get(name) != new.get(name)]
    plain = partial(_NUMBERED.sub, "/")
    named = {plain(name): re.sub(rb" \d+/", b"/", data) for name, data in new.items()}
    again = [(plain(name), re.sub(rb" \d+/", b"/", data)) for name, data in found.items()]
    return [name for name, data in again if named.get(name) != data] + sorted(named.keys() - dict(again).keys())


_NUMBERED = re.compile(r" \d+/")


def _fresh(place: Path, of: Path | None = None) -> None:
    shutil.rmtree(place, ignore_errors=True)
    if of is None:
        place.mkdir()
    else:
        shutil.copytree(of, place)


def _load() -> None:
    """Load here what the servers need, so that it is there for the forks: what is killed is then the work."""
    import fastapi.testclient  # noqa: F401

    import duizhao.desk.desk
    import duizhao.server.application  # noqa: F401


def run(names: Sequence[str], kills: int, step: int, seed: int) -> Counter[str]:
    """All of it, a line a command on standard output; the sums."""
    os.environ["DUIZHAO_CACHE"] = "off"
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="duizhao-kill-") as folder:
        root = Path(folder)
        make_inputs(root / OLD, 0.12)
        make_inputs(root / NEW, 0.25)
        _load()
        # What is here stays here: a fork that collects garbage would copy it all.
        gc.collect()
        gc.freeze()
        known = {command.name: command for command in COMMANDS}
        for command in map(known.__getitem__, names or known):
            rng = random.Random(f"{seed} {command.name}")
            found = examine(root, command, kills, step, rng)
            total.update(found)
            print(f"{command.name:18}" + "".join(f"{key} {found[key]:4}  " for key in KEYS), flush=True)
    return total


KEYS = ("kills", "torn", "lost", "orphans", "leftovers")


def main() -> int:
    """The command line; 1 where anything was torn, lost or left."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kills", type=int, default=50, help="random kills a command (default 50)")
    parser.add_argument("--step", type=int, default=3, help="kill at every so many-th write event; 0: at none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="names of commands, with commas between them")
    given = parser.parse_args()
    if not hasattr(os, "fork"):
        parser.error("processes cannot be forked here")
    total = run([name for name in given.only.split(",") if name], given.kills, given.step, given.seed)
    print(f"{'all':18}" + "".join(f"{key} {total[key]:4}  " for key in KEYS))
    return int(any(total[key] for key in KEYS[1:]))


if __name__ == "__main__":
    sys.exit(main())
