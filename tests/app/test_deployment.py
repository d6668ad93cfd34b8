"""What starts the office's server elsewhere, as the tools read it that would start it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


def test_compose_reads_its_file() -> None:
    tool = shutil.which("docker-compose")
    if tool is None:
        pytest.skip("docker-compose is not installed")
    asked = [tool, "-f", str(ROOT / "compose.yaml"), "config"]
    password = "a/b@c#%"
    found = subprocess.run(
        asked, env={**os.environ, "POSTGRES_PASSWORD": password}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    services = yaml.safe_load(found.stdout)["services"]
    server = services["server"]["environment"]
    assert server["DUIZHAO_MEMORY"] == "postgresql://duizhao@database/memory"
    assert server["PGPASSWORD"] == services["database"]["environment"]["POSTGRES_PASSWORD"] == password


def test_systemd_reads_its_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "duizhao.service"
    text = (ROOT / "examples" / "duizhao.service").read_text(encoding="utf-8")
    # It looks whether the program is there.
    unit.write_text(text.replace("/opt/duizhao/bin/duizhao serve", f"{shutil.which('true')} serve"), encoding="utf-8")
    found = subprocess.run([tool, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
