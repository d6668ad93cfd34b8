"""schemathesis asks a running server all that its OpenAPI document allows, and much that it does not: no fault of ours.

It lives in an environment of its own (`pipx install schemathesis`): its pins are not ours.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.app.server.running import filled, token

SCHEMATHESIS = shutil.which("schemathesis")


@pytest.mark.slow
@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed")
def test_schemathesis_finds_no_server_error(tmp_path: Path) -> None:
    assert SCHEMATHESIS is not None
    place = str(tmp_path / "m.db")
    filled(place)
    made = token(place, "schemathesis", "admin")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    serve = [sys.executable, "-m", "duizhao", "serve", "--store", f"m={place}", "--port", address.rpartition(":")[2]]
    server = subprocess.Popen([*serve, "--rate", "10000"], stderr=subprocess.PIPE, cwd=tmp_path)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=10).close()
                break
            except urllib.error.URLError:  # it does not listen yet
                time.sleep(0.1)
        words = ["--checks", "not_a_server_error", "--max-examples", "4", "--phases", "coverage,fuzzing"]
        asked = [SCHEMATHESIS, "run", f"{address}/openapi.json", "-H", f"Authorization: Bearer {made}", *words]
        found = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, check=False)
    finally:
        server.terminate()
        _, said = server.communicate(timeout=60)
    assert found.returncode == 0, found.stdout[-3000:]
    assert b"a fault of ours" not in said, said.decode()
    assert b"Traceback" not in said
