"""schemathesis asks a running server all that its OpenAPI document allows, and much that it does not: no fault of ours.

It lives in an environment of its own (`pipx install schemathesis`): its pins are not ours.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.app.server.papers import add_paper
from tests.app.server.running import bearer, filled, token

SCHEMATHESIS = shutil.which("schemathesis")


# What is there: a name that nobody can guess is answered with 404, whatever else is asked.
KNOWN: dict[str, list[object]] = {"memory": ["m", "other"], "paper": [1, 2], "unit": [1, 2, 9999]}


def with_known(document: dict[str, Any]) -> dict[str, Any]:
    """The document of a server that says what its memory, paper and units are called."""
    for path in document["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                if one["in"] == "path" and one["name"] in KNOWN:
                    one["schema"] = {"enum": KNOWN[one["name"]]}
    return document


@pytest.mark.slow
@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed")
def test_schemathesis_finds_no_server_error(tmp_path: Path) -> None:
    assert SCHEMATHESIS is not None
    place = str(tmp_path / "m.db")
    filled(place)
    add_paper(place, tmp_path / "paper")
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
        with urllib.request.urlopen(urllib.request.Request(f"{address}/openapi.json", headers=bearer(made))) as answer:
            (tmp_path / "known.json").write_text(json.dumps(with_known(json.load(answer))))
        words = ["--checks", "not_a_server_error", "--max-examples", "4", "--phases", "coverage,fuzzing"]
        where = [str(tmp_path / "known.json"), "--url", address, "-H", f"Authorization: Bearer {made}"]
        asked = [SCHEMATHESIS, "run", *where, *words]
        found = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, check=False)
    finally:
        server.terminate()
        _, said = server.communicate(timeout=60)
    assert found.returncode == 0, found.stdout[-3000:]
    assert b"a fault of ours" not in said, said.decode()
    assert b"Traceback" not in said
