"""Kill every writing command at random moments and at its writes, and look at what is left.

    python scripts/kill_test.py --kills 50 --step 3 --seed 1 [--only align,memory-add]

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
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.corpora.samples import path as sample_path

# When a file was written may stand in it.
_DATE = re.compile(rb"\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?|\d{4}-\d\d-\d\d")
_EVENTS = frozenset(("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"))
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Command:
    """A command that writes: what it is called here, and its arguments with OLD or NEW for the inputs' folder."""

    name: str
    arguments: str

    def argv(self, inputs: str) -> list[str]:
        """The arguments for the older or the newer inputs."""
        return [part.replace("IN/", f"../{inputs}/") for part in self.arguments.split()]


COMMANDS = tuple(
    Command(*row)
    for row in (
        ("align", "align IN/a.en.md IN/a.zh.md -o out --embed none -q"),
        ("align-lines", "align --lines IN/a.en.txt IN/a.zh.txt -o a.beads --embed none -q"),
        ("align-manifest", "align --manifest IN/pairs.tsv -o out --embed none -q"),
        ("align-jobs", "align --manifest IN/pairs.tsv -o out --embed none --jobs 2 -q"),
        ("build", "build IN/ -q"),
        ("glossary-extract", "glossary extract IN/memory.tmx -o glossary.csv --no-embed -q"),
        ("glossary-convert", "glossary convert IN/glossary.csv terms.tbx"),
        ("glossary-page", "glossary page IN/glossary.csv -o glossary.html"),
        ("check-write", "check IN/memory.tmx --write json=check.json --write sarif=check.sarif -q"),
        ("check-baseline", "check IN/memory.tmx --baseline base.txt --update-baseline -q"),
        ("check-history", "check IN/memory.tmx --history history.jsonl --label one -q"),
        ("tmx-convert", "tmx convert IN/memory.tmx table.csv"),
        ("tmx-clean", "tmx clean IN/memory.tmx -o clean.tmx"),
        ("tmx-dedupe", "tmx dedupe IN/memory.tmx -o one.tmx"),
        ("tmx-filter", "tmx filter IN/memory.tmx --max-length 400 -o some.tmx"),
        ("tmx-merge", "tmx merge IN/memory.tmx IN/memory.tmx -o all.tmx"),
        ("tmx-paragraphs", "tmx paragraphs IN/memory.tmx -o paragraphs.tmx"),
        ("tmx-split", "tmx split IN/memory.tmx --by number --max-units 50 -o parts"),
        ("tmx-validate", "tmx validate IN/memory.tmx --fix -o mended.tmx"),
        ("memory-add", "memory add IN/memory.tmx --store m.db -q"),
        ("memory-export", "memory export all.tmx --store IN/m.db -q"),
        ("memory-leverage", "memory leverage IN/a.en.md --store IN/m.db --format csv -o leverage.csv -q"),
    )
)


def inputs(folder: Path, share: float) -> None:
    """The inputs of all commands: the sample's first part, and what is made of it."""
    folder.mkdir()
    rows = []
    for side in ("en", "zh"):
        text = sample_path(f"{side}.md").read_text(encoding="utf-8").split("\n")
        for name, part in (("a", share), ("b", share / 2), ("c", share / 3)):
            lines = text[: int(len(text) * part)]
            (folder / f"{name}.{side}.md").write_text("\n".join(lines), encoding="utf-8")
            (folder / f"{name}.{side}.txt").write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8")
    rows = [f"{name}.en.md\t{name}.zh.md\t{name}" for name in "abc"]
    (folder / "pairs.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    pairs = "".join(f'[[pair]]\nsource = "{n}.en.md"\ntarget = "{n}.zh.md"\nid = "{n}"\n' for n in "ab")
    toml = f'[project]\noutput = "../OUT/built"\n{pairs}[align]\nembed = "none"\n'
    (folder / "duizhao.toml").write_text(toml, encoding="utf-8")
    for line in (
        "align a.en.md a.zh.md -o aligned --embed none -q",
        "glossary extract aligned/memory.tmx -o glossary.csv --no-embed -q",
        "memory add aligned/memory.tmx --store m.db -q",
    ):
        _here(folder, line.split())
    shutil.copyfile(folder / "aligned" / "memory.tmx", folder / "memory.tmx")


# -- a run -----------------------------------------------------------------------------------------------------------


def begin(place: Path, argv: Sequence[str], prepare: Callable[[], None] = lambda: None) -> int:
    """The command in a fork of this process, in a session of its own, standing in `place`."""
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
        from duizhao.cli.main import main

        main(list(argv))
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    except BaseException:
        os._exit(99)
    os._exit(98)


def _here(place: Path, argv: Sequence[str]) -> None:
    """Run in this process, so that what a command loads is there for its forks: what is killed is then the work."""
    from duizhao.cli.main import cli

    before = Path.cwd()
    os.chdir(place)
    try:
        with redirect_stdout(io.StringIO()):
            cli.main(list(argv), standalone_mode=False)
    finally:
        os.chdir(before)


def done(place: Path, argv: Sequence[str]) -> float:
    """Run to the end, and the seconds it took. Raises RuntimeError where it fails."""
    started = time.monotonic()
    status = os.waitstatus_to_exitcode(os.waitpid(begin(place, argv), 0)[1])
    if status not in (0, 1):
        raise RuntimeError(f"exit code {status}: duizhao {' '.join(argv)}")
    return time.monotonic() - started


def killed_after(place: Path, argv: Sequence[str], seconds: float) -> tuple[int, bool]:
    """Run, and kill after so many seconds; the session, and whether the run was still there."""
    pid = begin(place, argv)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def killed_at(place: Path, argv: Sequence[str], event: int) -> tuple[int, bool]:
    """Run, and kill at that write event; the session, and whether the run came so far."""
    pid = begin(place, argv, lambda: _die_at(event))
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
    """What lies in a folder: bytes by path, dates apart; of a memory its documents and their units."""
    found: dict[str, Any] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".db":
            found[name] = _memory(path)
        elif not name.endswith(("-wal", "-shm", "-journal", ".part")):
            found[name] = _DATE.sub(b"DATE", path.read_bytes())
    return found


def _memory(path: Path) -> Any:
    """The documents of a memory; a text where it is broken."""
    from duizhao.corpora.errors import DuizhaoError
    from duizhao.tmx.store.store import Store

    try:
        with Store(path) as store:
            whole = store._db.rows("PRAGMA integrity_check")
            if whole != [("ok",)]:
                return str(whole)
            return {name: [str(e) for e in store.entries(name)] for name, _, _ in store.documents()}
    except DuizhaoError as error:
        return "" if "not a memory of ours: empty" in str(error) else str(error)


def faults(found: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> Counter[str]:
    """Torn and lost things after a kill."""
    count: Counter[str] = Counter()
    for name in old.keys() | new.keys():
        if name not in found:
            count["lost"] += name in old and name in new and not name.endswith("receipt.json")
        elif isinstance(found[name], dict):
            documents = (old.get(name) or {}), (new.get(name) or {})
            for document in documents[0].keys() | documents[1].keys():
                texts = [side.get(document) for side in documents]
                count["torn" if document in found[name] else "lost"] += found[name].get(document) not in texts
        elif found[name] not in (old.get(name), new.get(name)) and found[name] != "":
            count["torn"] += 1
    return count


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


def examine(root: Path, command: Command, kills: int, step: int, rng: random.Random) -> Counter[str]:
    """Kill a command in all these ways and count what is wrong, `kills` with it."""
    old_place, new_place, place = root / "old-state", root / "new-state", root / "OUT"
    argv = command.argv("new")
    _fresh(place)
    done(place, command.argv("old"))
    _fresh(old_place, place)
    took = done(place, argv)
    _fresh(new_place, place)
    old, new = state(old_place), state(new_place)
    count: Counter[str] = Counter()

    def look(session: int, hit: bool) -> None:
        count["kills"] += hit
        count["orphans"] += orphans(session)
        count.update(faults(state(place), old, new))
        done(place, argv)
        again = state(place)
        count["leftovers"] += sum(again.get(name) != new.get(name) for name in again.keys() | new.keys())
        count["leftovers"] += sum(p.name.endswith((".part", "-wal", "-shm", "-journal")) for p in place.rglob("*"))

    for _ in range(kills):
        _fresh(place, old_place)
        look(*killed_after(place, argv, rng.uniform(0, 1.05 * took)))
    event, hit = 1, True
    while hit and step:
        _fresh(place, old_place)
        session, hit = killed_at(place, argv, event)
        if hit:
            look(session, hit)
        event += step
    return count


def _fresh(place: Path, of: Path | None = None) -> None:
    shutil.rmtree(place, ignore_errors=True)
    if of is None:
        place.mkdir()
    else:
        shutil.copytree(of, place)


def run(names: Sequence[str], kills: int, step: int, seed: int) -> Counter[str]:
    """All of it, a line a command on standard output; the sums."""
    os.environ["DUIZHAO_CACHE"] = "off"
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="duizhao-kill-") as folder:
        root = Path(folder)
        inputs(root / "old", 0.15)
        inputs(root / "new", 0.2)
        for command in COMMANDS:
            if names and command.name not in names:
                continue
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
