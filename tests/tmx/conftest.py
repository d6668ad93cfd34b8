"""Shared by this folder's tests: a PostgreSQL server of our own, and places for a memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where a server keeps its files. Not in pytest's folder: that is closed to other users above what is ours to open,
    and may be too long a path for a socket. In memory where there is room: nobody needs them afterwards."""
    room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30
    with tempfile.TemporaryDirectory(prefix="pg", dir=MEMORY if room else None, ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def server(server_folder: Path) -> Iterator[str]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder = server_folder
    # The server refuses to run as root; then it runs as the user the package made, if there is one.
    user: list[str] = []
    if os.geteuid() == 0:
        if subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode or not shutil.which(
            "runuser"
        ):
            pytest.skip("PostgreSQL does not run as root and there is no user postgres")
        user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    control = [*user, str(BINARIES[-1] / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    initdb = [*user, str(BINARIES[-1] / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
    made = subprocess.run(
        [*initdb, "--locale=C.UTF-8", "-E", "UTF8", "-N"], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"PostgreSQL cannot be set up here: {made.stderr[-200:]}")
    options = f"-k {folder} -h '' -c fsync=off -c log_min_messages=panic"
    started = subprocess.run(
        [*control, "-o", options, "-l", str(folder / "log"), "start"], capture_output=True, check=False
    )
    if started.returncode:
        pytest.skip("PostgreSQL cannot be started here")
    try:
        yield f"host={folder} user=postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False)


@pytest.fixture(scope="session")
def database(server: str) -> str:
    """A database of that server for one test after the other: to make one takes a quarter of a second."""
    import psycopg

    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE memory")
    return "memory"


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty memory can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "m.db")
    server, name = request.getfixturevalue("server"), request.getfixturevalue("database")
    import psycopg

    with psycopg.connect(f"{server} dbname={name}", autocommit=True) as connection:
        # A test before this one may have killed what was connected.
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    host = server.split()[0].removeprefix("host=").replace("/", "%2F")
    return f"postgresql://postgres@{host}/{name}"
