"""Align a pile by processes and by a real Ray cluster, and take its workers, machines and head away meanwhile.

    python -m scripts.bench_pile [--pairs 2000] [--only pool,ray,workers,raylet,head] [--seed 1] [--folder F]

The pile is made of the sample papers: stretches of half a page and more, with numbers of their own, so that no two are
the same. The cluster is one of this machine: a head without cores and two raylets of one core each, begun here. Each
run starts with an empty output folder and without caches. Measured and asked are

- `pool`, `ray`: pairs a second after the first pair has ended (after start-up), and the most memory that all
  processes of the run took together; whether the files of both are the same, byte for byte;
- `workers`: ten workers killed (SIGKILL) at random moments; `raylet`: one of the two raylets killed when a third is
  done, and another begun; `head`: the head killed when a third is done, the cluster begun anew, and the same command
  given again, as a job of Kubernetes would: whether the pile ends complete with the same files, and how many pairs were
  aligned more than once (their receipt was written again).

The exit code is 0 where all files are the same and no finished pair was aligned again. Linux, and `duizhao[ray]`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from duizhao.corpora.samples import path as sample

PORT = 26379
STEPS = ("pool", "ray", "workers", "raylet", "head")


def make_pile(folder: Path, pairs: int, rng: random.Random) -> Path:
    """A manifest of stretches of the sample papers, half a page to some pages long."""
    known = [
        json.loads(line)
        for name in ("gold.jsonl", "ports.gold.jsonl")
        for line in sample(name).read_text("utf-8").splitlines()
    ]
    rows = []
    for k in range(pairs):
        first = rng.randrange(len(known) - 8)
        some = known[first : first + 8 + int(rng.expovariate(1 / 20))]
        for tag in ("en", "zh"):
            text = "\n\n".join(_numbered(row["number"], row[tag]) for row in some)
            (folder / f"{k}.{tag}.md").write_text(f"{text}\n\n{900 + k % 50}. GB.{1000 + k}/PFA/{k % 7}\n", "utf-8")
        rows.append(f"{k}.en.md\t{k}.zh.md\tp{k}")
    path = folder / "pairs.tsv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def _numbered(number: object, text: str) -> str:
    return f"{number}. {text}" if isinstance(number, int) else text


@dataclass
class Run:
    """One run of the command, watched: when each pair was finished, and the most memory of its processes."""

    out: Path
    seconds: float = 0.0
    ends: dict[str, list[int]] = field(default_factory=dict)
    first: float = 0.0
    memory: int = 0

    def look(self) -> int:
        """Note the receipts that are new or written again; how many there are."""
        for receipt in self.out.glob("*/receipt.json"):
            with suppress(OSError):
                at = receipt.stat().st_mtime_ns
                seen = self.ends.setdefault(receipt.parent.name, [])
                if not seen or seen[-1] != at:
                    seen.append(at)
        return len(self.ends)

    @property
    def speed(self) -> float:
        """Pairs a second from the first that ended to the last."""
        ends = sorted(seen[0] for seen in self.ends.values())
        return (len(ends) - 1) / max((ends[-1] - ends[0]) / 1e9, 1e-9)

    @property
    def twice(self) -> int:
        """Pairs of which the receipt was written more than once."""
        return sum(len(seen) > 1 for seen in self.ends.values())


def command(manifest: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    """The command on its way."""
    line = [sys.executable, "-m", "duizhao", "align", "--manifest", str(manifest), "-o", str(out), "--jobs", "2"]
    # Not --no-cache, which would align again what is finished.
    env = {**os.environ, "DUIZHAO_CACHE": "off"}
    return subprocess.Popen([*line, "--embed", "none", "-q", *more], env=env, stdout=subprocess.DEVNULL)


def watched(
    manifest: Path, out: Path, *more: str, disturb: Callable[[Run, subprocess.Popen[bytes]], None] | None = None
) -> Run:
    """Run the command to its end, again where it ends otherwise than well, at most five times."""
    run = Run(out)
    began = time.monotonic()
    for _ in range(5):
        process = command(manifest, out, *more)
        if disturb is not None:
            threading.Thread(target=disturb, args=(run, process), daemon=True).start()
            disturb = None
        while process.poll() is None:
            run.look()
            run.memory = max(run.memory, _memory(process.pid, bool(more)))
            time.sleep(0.5)
        if process.returncode == 0:
            break
        print(f"  the command ended with {process.returncode}, {run.look()} pairs done; again", flush=True)
    run.look()
    run.seconds = time.monotonic() - began
    return run


def _processes() -> Iterator[tuple[int, int, str]]:
    """Number, parent and command line of every process."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                yield int(entry.name), int(stat[1]), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()


def _memory(pid: int, ray: bool) -> int:
    """Bytes of memory of a command with its children, and with Ray of the actors; shared pages count in each."""
    family, total = {pid}, 0
    for number, parent, line in sorted(_processes()):
        if parent in family or number == pid or (ray and line.startswith("ray::_Actor")):
            family.add(number)
            with suppress(OSError):
                total += int(Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return total


class Cluster:
    """A head without cores and two raylets of one core each, on this machine."""

    def __init__(self) -> None:
        self.raylets: list[int] = []

    def begin(self) -> None:
        """Begin all of it."""
        _ray("start", "--head", f"--port={PORT}", "--num-cpus=0", "--include-dashboard=false", *self._given())
        self.raylets = [self.add(), self.add()]

    def _given(self) -> tuple[str, ...]:
        return ("--disable-usage-stats", "--object-store-memory=100000000", "--node-ip-address=127.0.0.1")

    def add(self) -> int:
        """Another raylet of one core; its process number."""
        before = self._found()
        _ray("start", f"--address=127.0.0.1:{PORT}", "--num-cpus=1", *self._given())
        return next(iter(self._found() - before))

    @staticmethod
    def _found() -> set[int]:
        return {pid for pid, _, line in _processes() if "/raylet/raylet " in line}

    def end(self) -> None:
        """End everything of it, and nothing else."""
        for pid, _, line in list(_processes()):
            # The command, which names the address too, is to see for itself that the head is gone.
            if (f"_port={PORT}" in line or f":{PORT}" in line) and "-m duizhao" not in line:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(3)


def _ray(*arguments: str) -> None:
    program = Path(sys.executable).with_name("ray")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ray {arguments[0]}: {done.stdout[-800:]} {done.stderr[-800:]}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster for the time of the block."""
    # A busy machine takes its time to begin a cluster; and the cluster is nobody else's.
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_raylet_start_wait_time_s": "300", "RAY_worker_niceness": "0"}
    os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    made = Cluster()
    try:
        made.begin()
        yield made
    finally:
        made.end()


def _until(run: Run, process: subprocess.Popen[bytes], number: int) -> bool:
    while len(run.ends) < number:
        if process.poll() is not None:
            return False
        time.sleep(0.2)
    return True


def killer_of_workers(pairs: int, seed: int, kills: int = 10) -> Callable[[Run, subprocess.Popen[bytes]], None]:
    """Kill a worker when so many pairs are done, ten times, at random."""

    def disturb(run: Run, process: subprocess.Popen[bytes]) -> None:
        rng = random.Random(seed)
        for at in sorted(rng.sample(range(2, max(int(0.9 * pairs), kills + 2)), kills)):
            if not _until(run, process, at):
                return
            actors = [pid for pid, _, line in _processes() if line.startswith("ray::_Actor")]
            if actors:
                with suppress(ProcessLookupError):
                    os.kill(rng.choice(actors), signal.SIGKILL)
                print(f"  killed a worker at {len(run.ends)}", flush=True)

    return disturb


def killer_of_a_raylet(made: Cluster, pairs: int) -> Callable[[Run, subprocess.Popen[bytes]], None]:
    """Kill a raylet at a third, and begin another."""

    def disturb(run: Run, process: subprocess.Popen[bytes]) -> None:
        if _until(run, process, pairs // 3):
            os.kill(made.raylets[0], signal.SIGKILL)
            print(f"  killed a raylet at {len(run.ends)}", flush=True)
            time.sleep(5)
            made.raylets[0] = made.add()

    return disturb


def restarter_of_the_head(made: Cluster, pairs: int) -> Callable[[Run, subprocess.Popen[bytes]], None]:
    """Kill the head at a third, with all that hangs on it, and begin the cluster anew."""

    def disturb(run: Run, process: subprocess.Popen[bytes]) -> None:
        if _until(run, process, pairs // 3):
            made.end()
            print(f"  killed the head at {len(run.ends)}", flush=True)
            made.begin()

    return disturb


def files(out: Path) -> dict[str, bytes]:
    """Every file of an output folder."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def main() -> None:
    """Make the pile and walk through the steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--only", default=",".join(STEPS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    steps = [step for step in STEPS if step in given.only.split(",")]
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        manifest = make_pile(folder, given.pairs, random.Random(given.seed))
        sys.exit(int(not walk(steps, manifest, given.pairs, given.seed)))


def walk(steps: list[str], manifest: Path, pairs: int, seed: int) -> bool:
    """Every step; whether all went well."""
    folder, fine, expected, pool = manifest.parent, True, {}, None
    if "pool" in steps:
        pool = watched(manifest, folder / "pool")
        expected = files(folder / "pool")
        tell("pool", pool, pairs, expected, expected)
    ray = ("--engine", "ray", "--address", f"127.0.0.1:{PORT}")
    for step in steps:
        if step == "pool":
            continue
        with cluster() as made:
            disturbers = {
                "ray": None,
                "workers": killer_of_workers(pairs, seed),
                "raylet": killer_of_a_raylet(made, pairs),
                "head": restarter_of_the_head(made, pairs),
            }
            run = watched(manifest, folder / step, *ray, disturb=disturbers[step])
            fine &= tell(step, run, pairs, files(folder / step), expected)
            if step == "ray" and pool is not None:
                print(f"  {run.speed / pool.speed:.3f} of the pool's throughput", flush=True)
    return fine


def tell(step: str, run: Run, pairs: int, found: dict[str, bytes], expected: dict[str, bytes]) -> bool:
    """Print a step's figures; whether its files are complete and as expected."""
    same = found == expected if expected else None
    print(
        f"{step}: {len(run.ends)} of {pairs} pairs in {run.seconds:.0f} s, {run.speed:.2f} a second after start-up, "
        f"{run.memory / 2**20:.0f} MB at most; aligned twice: {run.twice}; files as the pool's: {same}",
        flush=True,
    )
    return len(run.ends) == pairs and not run.twice and same is not False


if __name__ == "__main__":
    main()
