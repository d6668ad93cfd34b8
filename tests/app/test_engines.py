"""Engines: whoever aligns a pile, the same files come out; what dies is set aside; nobody is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from duizhao import batch, guard
from duizhao.alignment.settings import AlignSettings
from duizhao.batch import read_manifest, run_batch
from duizhao.corpora.errors import DiskFullError, MissingExtraError, SettingsError, WorkError
from duizhao.corpora.processes.cores import THREADS, cores, threads
from duizhao.engines import EngineKind, Here, Workforce, engines, here, hired
from duizhao.guard import PairLimits, guarded, why_stopped
from duizhao.options import Options
from tests.app.running import run

NAMES = ("a", "b", "c", "d")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Four short pairs, in folders with names that are no plain ASCII."""
    folder = tmp_path / "文件 of a pile"
    folder.mkdir()
    for k, name in enumerate(NAMES):
        (folder / f"{name}.en.md").write_text(f"# Notes\n\n1. The harbour opens in 203{k}.\n" * (k + 1), "utf-8")
        (folder / f"{name}.zh.md").write_text(f"# 说明\n\n1. 港口将于203{k}年开放。\n" * (k + 1), "utf-8")
    path = folder / "m.tsv"
    path.write_text("".join(f"{name}.en.md\t{name}.zh.md\t{name}\n" for name in NAMES), "utf-8")
    return path


def _files(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def _batch(manifest: Path, out: Path, workforce: Workforce, **given: Any) -> list[batch.BatchRow]:
    options = Options(align=AlignSettings("none"), root=manifest.parent, caching=False)
    return run_batch(read_manifest(manifest), options, out, workforce=workforce, **given)


class _AtOnce:
    """An engine of one: it works where it is asked."""

    def __init__(self, work: Any, workforce: Workforce, here: Here) -> None:
        self.work, self.out = work, []

    def free(self) -> int:
        return 1 - len(self.out)

    def submit(self, place: int, thing: Any) -> None:
        self.out.append((place, thing))

    def ended(self) -> list[tuple[int, Any]]:
        place, thing = self.out.pop()
        return [(place, self.work(thing))]

    def lost(self, place: int) -> bool:
        return False

    def alone(self) -> None:
        return

    def close(self) -> None:
        return


def test_an_engine_of_ones_own_gives_the_same_files_the_largest_first(manifest: Path, tmp_path: Path) -> None:
    engines.add("at-once", EngineKind(_AtOnce, "one after the other"))
    try:
        done: list[int] = []
        rows = _batch(manifest, tmp_path / "own", Workforce(engine="at-once"), advance=lambda s: done.append(s.done))
        assert ([row.id for row in rows], done) == (list(NAMES), [1, 2, 3, 4])
        written = [(tmp_path / "own" / name / "receipt.json").stat().st_mtime_ns for name in NAMES]
        assert written == sorted(written, reverse=True)
        _batch(manifest, tmp_path / "here", Workforce())
        assert _files(tmp_path / "own") == _files(tmp_path / "here")
        # what one engine has done, another leaves alone
        assert {row.state for row in _batch(manifest, tmp_path / "here", Workforce(engine="at-once"))} == {"done"}
    finally:
        engines.remove("at-once")


@pytest.mark.parametrize(
    ("workforce", "says"),
    [
        (Workforce(engine="proces"), "Did you mean 'process'"),
        (Workforce(address="auto"), "--address goes with --engine ray or dask"),
        (Workforce(gpus=1), "Use --engine ray"),
        (Workforce(engine="dask", gpus=1), "Use --engine ray"),
    ],
)
def test_what_an_engine_does_not_have_is_refused(workforce: Workforce, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        hired(print, workforce, 4)


def test_an_engine_that_is_not_installed_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'duizhao\[ray\]'"):
        hired(print, Workforce(2, "ray"), 4)


@pytest.mark.parametrize("given", [{"jobs": -1}, {"gpus": -0.5}])
def test_less_than_nobody(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        Workforce(**given)


def test_misuse_on_the_command_line(manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", "--manifest", manifest, "-o", tmp_path / "o", "--engine", "spark") == 2
    assert "unknown engine 'spark'" in capsys.readouterr().err
    assert run("align", "--manifest", manifest, "-o", tmp_path / "o", "--address", "auto", "--jobs", "2") == 2


def test_threads_of_all_workers_are_no_more_than_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(THREADS, raising=False)
    for workers in (1, 2, 1000):
        share = int(dict(here(workers).settings)[THREADS])
        assert share == max(cores() // workers, 1)
    monkeypatch.setenv(THREADS, "3")
    assert (dict(here(8).settings)[THREADS], threads()) == ("3", 3)
    for nonsense in ("", "0", "-2", "many", "１"):
        monkeypatch.setenv(THREADS, nonsense)
        assert threads() == cores()


def test_a_worker_that_does_not_find_the_folder_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception, match="let all machines have them in the same place"):
        Here(str(tmp_path / "elsewhere")).enter()


def test_a_fault_of_ours_costs_one_pair(manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = batch.run

    def faulty(given: Any, *args: Any, **more: Any) -> Any:
        if given.source.name == "c.en.md":
            raise ZeroDivisionError("division by zero")
        return real(given, *args, **more)

    monkeypatch.setattr(batch, "run", faulty)
    with pytest.raises(ZeroDivisionError):
        _batch(manifest, tmp_path / "loud", Workforce())
    monkeypatch.delenv("DUIZHAO_DEBUG")
    rows = _batch(manifest, tmp_path / "o", Workforce())
    assert [row.state for row in rows] == ["done", "done", "failed", "done"]
    assert "a fault of duizhao itself (ZeroDivisionError" in rows[2].reason


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_ends_all_of_it_and_what_is_finished_is_left_alone(
    jobs: int, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = batch.write_outcome

    def write(outcome: Any, place: Path) -> None:
        if place.name == "b":
            raise DiskFullError("cannot write: No space left on device", path=place / "memory.tmx")
        written(outcome, place)

    options = Options(align=AlignSettings("none"), root=manifest.parent)
    with monkeypatch.context() as full:
        full.setattr(batch, "write_outcome", write)
        with pytest.raises(DiskFullError, match=r"memory\.tmx: cannot write: No space .* Make room and start it again"):
            run_batch(read_manifest(manifest), options, tmp_path / "o", workforce=Workforce(jobs))
    assert not (tmp_path / "o" / "b" / batch.RECEIPT).exists()
    done = {place.parent.name for place in (tmp_path / "o").glob(f"*/{batch.RECEIPT}")}
    states = {row.id: row.state for row in run_batch(read_manifest(manifest), options, tmp_path / "o")}
    assert states == {name: "unchanged" if name in done else "done" for name in NAMES}


def test_the_guard_leaves_what_is_within_limits_alone(tmp_path: Path) -> None:
    before = threading.active_count()
    with guarded(PairLimits(memory_mb=4096, seconds=100), tmp_path, "a"):
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    assert not list(tmp_path.iterdir())
    with pytest.raises(SettingsError, match="--pair-seconds 0"):
        PairLimits(seconds=0)


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not measured there")
@pytest.mark.parametrize(
    ("limits", "work", "says"),
    [
        ("memory_mb=100", "x = bytearray(400 * 2**20)", "more than 100 MB of memory"),
        ("seconds=1", "pass", "longer than 1 seconds"),
    ],
)
def test_the_guard_ends_what_takes_too_much_and_leaves_a_note(
    limits: str, work: str, says: str, tmp_path: Path
) -> None:
    code = (
        "import time; from pathlib import Path; from duizhao.guard import PairLimits, guarded\n"
        f"with guarded(PairLimits({limits}), Path({str(tmp_path)!r}), 'p/q'):\n    {work}\n    time.sleep(60)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == guard._STOPPED
    assert says in why_stopped(tmp_path, "p/q")
    assert why_stopped(tmp_path, "p/q") == ""


def _deadly(manifest: Path) -> None:
    """A document that takes its worker with it, by an encoding of its own."""
    (manifest.parent / "c.en.md").write_text("1. Kill.\n", "utf-8")


def _killing(given: Any, *args: Any, **more: Any) -> Any:
    if given.source.name == "c.en.md":
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
    return _REAL(given, *args, **more)


_REAL = batch.run


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked with what the test puts in place")
def test_a_document_that_kills_its_worker_is_set_aside_and_the_others_are_done(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "run", _killing)
    rows = _batch(manifest, tmp_path / "o", Workforce(2))
    assert [row.state for row in rows] == ["done", "done", "failed", "done"]
    assert "ended twice (SIGKILL)" in rows[2].reason
    monkeypatch.undo()
    assert [row.state for row in _batch(manifest, tmp_path / "o", Workforce(2))] == ["done"] * 4


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["ray", "dask"])
def test_a_cluster_gives_the_bytes_of_a_pool(engine: str, manifest: Path, tmp_path: Path) -> None:
    pytest.importorskip({"ray": "ray", "dask": "distributed"}[engine], reason=f"{engine} is not installed")
    given = [
        sys.executable,
        "-m",
        "duizhao",
        "align",
        "--manifest",
        str(manifest),
        "--embed",
        "none",
        "--no-cache",
        "-q",
    ]
    for name in ("process", engine):
        out = tmp_path / ("pool" if name == "process" else "o")
        command = [*given, "-o", str(out), "--engine", name, "--jobs", "2"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
    assert _files(tmp_path / "o") == _files(tmp_path / "pool")


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "address"), [("ray", "127.0.0.1:1"), ("dask", "tcp://127.0.0.1:1")])
def test_no_cluster_at_the_address(engine: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip({"ray": "ray", "dask": "distributed"}[engine], reason=f"{engine} is not installed")
    monkeypatch.setattr("duizhao.engines.on_dask._CONNECTING", 2, raising=False)
    with pytest.raises(WorkError, match=f"no .* at {address}"):
        hired(print, Workforce(1, engine, address), 1)


def test_a_head_that_was_begun_anew_knows_nobody() -> None:
    ray = pytest.importorskip("ray", reason="ray is not installed")
    from duizhao.engines.on_ray import is_known

    ray.init(address="local", num_cpus=1, include_dashboard=False, log_to_driver=False)
    try:
        context = ray.get_runtime_context()
        address, node = context.gcs_address, context.get_node_id()
        assert is_known(address, node)
        assert not is_known(address, node[::-1])
    finally:
        ray.shutdown()
    assert not is_known(address, node)
