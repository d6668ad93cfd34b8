"""schemathesis asks a running server all that its OpenAPI document allows, and much that it does not: no fault of ours,
and no answer that the document does not know.

It lives in an environment of its own (`pipx install schemathesis`): its pins are not ours.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.server.papers import add_paper
from tests.app.server.running import UNITS, bearer, filled, token
from tests.app.server.served import Served

SCHEMATHESIS = shutil.which("schemathesis")
EXAMPLES = os.environ.get("DUIZHAO_EXAMPLES", "8")
"""How many questions to each route of each kind."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
M = "/v1/memories/m"


def furnished(client: httpx.Client) -> dict[str, list[object]]:
    """Something of everything that has an address, put into a memory with papers 1 to 3; by the names that parameters
    of paths have. A name that nobody can guess is answered with 404, whatever else is asked."""
    known: dict[str, list[object]] = {"memory": ["m", "other"], "paper": [1, 2, 3], "unit": [1, 2, 3, 4, 9999]}
    known |= {
        "document": ["a.md", "b.md"],
        "name": ["en.md", "zh.md", "memory.tmx", "report.json"],
        "tm": ["tool", "t2"],
    }
    for name in known["tm"]:
        client.post("/t5memory/", json={"name": name, "sourceLang": "en", "tmxData": None}).raise_for_status()
    terms = [{"text": "bridge", "language": "en"}, {"text": "桥", "language": "zh"}]
    concepts = [client.post("/v1/terms", json={"terms": terms}) for _ in range(3)]
    known["concept"] = [made.raise_for_status().json()["id"] for made in concepts]
    said = [client.post(f"{M}/units/{n}/comments", json={"text": "So?"}) for n in (1, 2)]
    said += [client.post(f"/v1/terms/{known['concept'][0]}/comments", json={"text": "So?"})]
    known["comment"] = [made.raise_for_status().json()["number"] for made in said]
    jobs = [client.post("/v1/jobs", json={"kind": "align", "files": ["en.md", "zh.md"]}) for _ in range(3)]
    jobs.append(client.post("/v1/jobs", json={"kind": "check", "memory": "m"}))
    known["job"] = [made.raise_for_status().json()["id"] for made in jobs]
    end = time.monotonic() + 120
    while client.get(f"/v1/jobs/{known['job'][-1]}").json()["state"] != "done":
        assert time.monotonic() < end
        time.sleep(0.1)
    return known


def with_known(document: dict[str, Any], known: dict[str, list[object]]) -> dict[str, Any]:
    """The document of a server that says what it has. What is removed is the first of each kind alone."""
    for path in document["paths"].values():
        for method, operation in path.items():
            for one in operation.get("parameters", ()):
                if one["in"] == "path" and one["name"] in known:
                    values = known[one["name"]]
                    one["schema"] = {"enum": values[:1] if method == "delete" else values}
    return document


@pytest.mark.slow
@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed")
def test_schemathesis_finds_no_server_error(tmp_path: Path) -> None:
    assert SCHEMATHESIS is not None
    place = str(tmp_path / "m.db")
    filled(place, UNITS * 3)
    for number in range(3):
        add_paper(place, tmp_path / f"paper{number}", f"river{number}.md")
    made = token(place, "schemathesis", "admin")
    server = Served(place, tmp_path, "--rate", "10000", "--patience", "2")
    try:
        with httpx.Client(base_url=server.address, headers=bearer(made), timeout=60) as client:
            known = furnished(client)
            document = with_known(client.get("/openapi.json").json(), known)
        (tmp_path / "known.json").write_text(json.dumps(document))
        words = [
            "--checks",
            CHECKS,
            "--max-examples",
            EXAMPLES,
            "--phases",
            "coverage,fuzzing",
            "--continue-on-failure",
            "--request-timeout",
            "60",
        ]
        where = [str(tmp_path / "known.json"), "--url", server.address, "-H", f"Authorization: Bearer {made}"]
        asked = [SCHEMATHESIS, "run", *where, *words]
        found = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, check=False)
    finally:
        server.process.terminate()
        _, said = server.process.communicate(timeout=60)
    assert found.returncode == 0, "\n".join(line[:300] for line in found.stdout.splitlines()[-400:])
    assert b"a fault of ours" not in said, said.decode()
    assert b"Traceback" not in said
