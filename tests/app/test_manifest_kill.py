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
