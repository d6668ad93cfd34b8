"""What Git knows of the files: asked as a program, so that nothing but Git itself is needed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say


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
        raise InputError(
            say("{task} needs Git, which is not installed", task=task),
            cure=say("Install it, or {instead}", instead=instead),
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        what = (
            say("git {args}: {said}", args=args[0], said=said[-1])
            if said
            else unknown or say("git {args} failed", args=args[0])
        )
        cure = say(
            "Run it in a repository with its whole history (in CI: fetch-depth: 0), or {instead}", instead=instead
        )
        raise InputError(what, cure=cure) from None
