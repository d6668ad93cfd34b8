"""What Git knows of the files: asked as a program, so that nothing but Git itself is needed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from duizhao.corpora.errors import InputError


def run_git(
    *args: str, folder: Path = Path(), task: str, instead: str, unknown: str = "", given: bytes | None = None
) -> bytes:
    """What a Git command prints in a folder; `given` is its standard input.

    Raises InputError: that `task` needs Git where it is not installed, and what Git said where it failed; `unknown` is
    told where it said nothing. `instead` is what the user can do without Git.
    """
    try:
        # Paths are named as they are: `[a].md` is no pattern.
        command = ["git", "--literal-pathspecs", "-C", str(folder), *args]
        return subprocess.run(command, capture_output=True, check=True, input=given).stdout
    except FileNotFoundError:
        raise InputError(f"{task} needs Git, which is not installed", cure=f"Install it, or {instead}") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        what = f"git {args[0]}: {said[-1]}" if said else unknown or f"git {args[0]} failed"
        cure = f"Run it in a repository with its whole history (in CI: fetch-depth: 0), or {instead}"
        raise InputError(what, cure=cure) from None
