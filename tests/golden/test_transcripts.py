"""What commands print and write, compared with transcripts that people read when they change:
`python scripts/transcripts.py` writes them anew, `git diff tests/golden` shows what is another now."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from scripts.transcripts import Command, played, steps, transcripts

HERE = """A note.

$ cat > en.txt <<END
Hello.

  Indented.
END
$ duizhao segment en.txt --sentences -q
  what came of it

  and more
Another note.
$ duizhao segment none.txt
"""


@pytest.mark.skipif(os.sep != "/", reason="the transcripts show paths with /")
@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_commands_say_what_they_said(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    now = played(before)
    if now != before:
        both = before.splitlines(), now.splitlines()
        lines = list(difflib.unified_diff(*both, "as it was", "as it is now", lineterm="", n=1))
        lines = [*lines[:80], "meant so? python scripts/transcripts.py writes it anew"]
        pytest.fail("\n".join(lines), pytrace=False)


def test_what_came_is_left_out_and_what_is_given_and_said_stays() -> None:
    assert list(steps(HERE)) == [
        "A note.",
        "",
        Command("cat > en.txt <<END", "Hello.\n\n  Indented.\n"),
        Command("duizhao segment en.txt --sentences -q"),
        "Another note.",
        Command("duizhao segment none.txt"),
    ]
    with pytest.raises(ValueError, match="no line END"):
        list(steps("$ cat > x <<END\nnever ends\n"))


def test_a_transcript_played_again_is_the_same_and_shows_answers_and_exit_codes() -> None:
    once = played(HERE)
    assert "what came of it" not in once
    assert "  Hello.\n" in once
    assert once.endswith("  duizhao: none.txt: no such file. Check the path\n  [exit 2]\n")
    assert played(once) == once
