"""The files of examples/pile/ are what docs/scale.md shows, and can be read by those whom they are for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "examples" / "pile").iterdir())
SHOWN = re.findall(r"```(?:sh|yaml)\n(.*?)```", (ROOT / "docs" / "scale.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_what_the_page_shows(path: Path) -> None:
    assert path.read_text("utf-8") in SHOWN
    assert f"`{path.name}`" in (ROOT / "docs" / "scale.md").read_text("utf-8")


def _known(name: str) -> dict[Any, Any]:
    return yaml.safe_load((ROOT / "examples" / "pile" / name).read_text("utf-8"))  # type: ignore[no-any-return]


def _commands(found: Any) -> list[str]:
    """Every text in a file of YAML that gives duizhao something to do."""
    if isinstance(found, dict):
        return [text for value in found.values() for text in _commands(value)]
    if isinstance(found, list):
        return [text for value in found for text in _commands(value)]
    return [found] if isinstance(found, str) and re.match("duizhao [a-z]", found) else []


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("github.yml", ["build", "gather"]),
        ("kubernetes.yaml", ["align"]),
        ("kuberay.yaml", ["align"]),
        ("ray-aws.yaml", []),
    ],
)
def test_yaml_names_commands_and_options_that_there_are(name: str, verbs: list[str]) -> None:
    commands = _commands(_known(name))
    assert [command.split()[1] for command in commands] == verbs
    reference = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for command in commands:
        page = reference.partition(f"## `duizhao {command.split()[1]}`")[2].partition("\n## ")[0]
        assert page
        for option in re.findall(r"--[a-z-]+", command):
            assert option in page, (command, option)


def test_parts_are_as_many_as_machines() -> None:
    github = _known("github.yml")["jobs"]["shard"]["strategy"]["matrix"]["k"]
    assert (github, "/4" in str(_known("github.yml"))) == ([1, 2, 3, 4], True)
    job = _known("kubernetes.yaml")["spec"]
    assert f"/{job['completions']}" in _commands(job)[0]
    assert job["template"]["spec"]["restartPolicy"] == "Never"  # what backoffLimitPerIndex asks for


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_the_array_is_a_script() -> None:
    path = ROOT / "examples" / "pile" / "slurm.sbatch"
    assert subprocess.run(["bash", "-n", path], capture_output=True, check=False).returncode == 0
