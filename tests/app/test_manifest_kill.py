"""`duizhao align --manifest`, killed without warning and started again, ends with the files of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are killed the POSIX way"),
]

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
KILLS = 4


def _manifest(folder: Path) -> Path:
    """Four document pairs: the sample whole and cut in three places, so that kills fall into each."""
    rows = []
    texts = {side: (SAMPLES / f"{side}.md").read_text(encoding="utf-8").split("\n") for side in ("en", "zh")}
    for name, share in (("a", 0.3), ("b", 0.5), ("c", 0.7), ("d", 1.0)):
        for side, lines in texts.items():
            (folder / f"{name}.{side}.md").write_text("\n".join(lines[: int(share * len(lines))]), encoding="utf-8")
        rows.append(f"{name}.en.md\t{name}.zh.md\t{name}")
    path = folder / "pairs.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _start(manifest: Path, output: Path, jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "duizhao", "align", "--manifest", str(manifest), "-o", str(output)]
    command += ["--embed", "none", "--jobs", str(jobs), "--quiet"]
    # What another run kept must not spare this one its work.
    env = {**os.environ, "DUIZHAO_CACHE": str(output.with_name(f"{output.name}-cache"))}
    # A process group of its own, so that the workers die with it, as they do when a machine stops.
    return subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _finish(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors.decode("utf-8", "replace")


def _workers(parent: int, wanted: int) -> list[int]:
    """The processes that a batch has begun, when all of them are there."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    for _ in range(400):
        found = [int(pid) for pid in children.read_text().split()] if children.exists() else []
        if len(found) >= wanted:
            return found
        time.sleep(0.02)
    raise AssertionError("the batch began no processes")


@pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")
def test_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    manifest = _manifest(tmp_path)
    process = _start(manifest, tmp_path / "out", 2)
    os.kill(_workers(process.pid, 2)[0], signal.SIGKILL)
    _finish(process)
    assert all((tmp_path / "out" / name / "receipt.json").is_file() for name in "abcd")
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_batch_that_is_ended_leaves_nobody(tmp_path: Path, asked: signal.Signals) -> None:
    process = _start(_manifest(tmp_path), tmp_path / "out", 2)
    workers = _workers(process.pid, 2)
    time.sleep(0.5)
    process.send_signal(asked)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == (-asked if asked is signal.SIGKILL else 128 + asked)
    if asked is not signal.SIGKILL:
        assert errors.decode() == f"duizhao: ended by {asked.name}; nothing half-written was left behind\n"
        assert not list(tmp_path.rglob("*.part"))
    time.sleep(0.5)
    for pid in workers:
        stat = Path(f"/proc/{pid}/stat")
        assert not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(("jobs", "seed"), [(1, 1), (2, 2)])
def test_a_killed_batch_ends_like_an_undisturbed_one(tmp_path: Path, jobs: int, seed: int) -> None:
    manifest = _manifest(tmp_path)
    started = time.monotonic()
    _finish(_start(manifest, tmp_path / "whole", jobs))
    took = time.monotonic() - started
    expected = _files(tmp_path / "whole")
    assert {"a/memory.tmx", "d/receipt.json"} <= set(expected)

    rng = random.Random(seed)
    output = tmp_path / "killed"
    killed = 0
    for _ in range(KILLS):
        process = _start(manifest, output, jobs)
        try:
            process.wait(timeout=rng.uniform(0.2, 0.9) * took)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.communicate()
    assert killed, "every run ended before it could be killed"
    _finish(_start(manifest, output, jobs))
    found = _files(output)
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
