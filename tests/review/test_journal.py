"""The journal: what was acknowledged is there again after any interruption."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from duizhao.corpora.errors import InputError, OutputError
from duizhao.review import Base, Confirm, Correct, Merge, Remark, Session, read_journal, replay
from tests.review.walking import any_command


@pytest.mark.usefixtures("no_waiting_for_the_disk")
def test_cut_at_any_byte_loses_nothing_that_was_acknowledged(base: Base, session: Session, tmp_path: Path) -> None:
    pick = random.Random(7)
    states = [list(session.sheet.rows)]
    sizes = [0]
    while len(states) < 6:
        try:
            session.do(any_command(session.sheet, pick))
        except InputError:
            continue
        states.append(list(session.sheet.rows))
        sizes.append(session.path.stat().st_size)
    data = session.path.read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    for cut in range(len(data) + 1):
        path = other / "review.jsonl"
        path.write_bytes(data[:cut])
        journal = read_journal(path)
        assert not journal.damaged
        # The line end of the last line may be what is missing.
        acknowledged = max(k for k, size in enumerate(sizes) if size - 1 <= cut)
        assert len(journal.entries) == acknowledged
        assert replay(base, journal).sheet.rows == states[acknowledged]
        if cut % 97 == 0 or cut == len(data) - 1:  # and one can go on from there
            again = Session(base, path, who="Wang")
            again.do(Remark(0, f"after the cut at {cut}"))
            found = read_journal(path)
            assert not found.damaged
            assert len(found.entries) == acknowledged + 1
            assert replay(base, found).sheet.rows == again.sheet.rows


PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
from duizhao.review import Merge, Remark, Session
from tests.review.conftest import small_base
session = Session(small_base(), Path(sys.argv[1]), who="Liu")
for n in range(10**6):
    session.do(Remark(n % 8, f"note {n}"))
    print(n, flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(base: Base, tmp_path: Path) -> None:
    path = tmp_path / "review.jsonl"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.getcwd(), *sys.path])}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(60)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    last = max(int(line) for line in said if line.endswith("\n"))
    journal = read_journal(path)
    assert last >= 59
    assert len(journal.entries) >= last + 1
    assert not journal.damaged
    notes = [row.note for entry in journal.entries if entry.patch for row in entry.patch.after]
    assert notes[: last + 1] == [f"note {n}" for n in range(last + 1)]


def test_a_damaged_line_is_told_and_the_rest_read(base: Base, session: Session) -> None:
    session.do(Confirm(0))
    session.do(Confirm(1))
    session.do(Confirm(2))
    lines = session.path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3] = '{"id":"x","do":{"name":"confirm","before":[{"s":[[0,0,9999]],"t":[]}],"after":[]}}\n'
    session.path.write_text("".join(lines), encoding="utf-8")
    journal = read_journal(session.path)
    assert journal.damaged == (4,)
    assert [row.mark for row in replay(base, journal).sheet.rows[:3]] == ["confirmed", "", "confirmed"]


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "null",
        "7",
        '"x"',
        "{}",
        '{"text":"a"}',
        '{"do":{}}',
        '{"base":"nowhere","rows":"r"}',
        "\x00\x01",
        "{" * 5000,
    ],
)
def test_no_line_of_rubbish_stops_the_reading(session: Session, line: str) -> None:
    session.do(Confirm(0))
    with session.path.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    assert len(read_journal(session.path).entries) == 1
    assert read_journal(session.path).damaged


def test_a_new_journal_says_at_once_what_it_is_of(base: Base, tmp_path: Path) -> None:
    """As it does when it is read again: what is exported goes to somebody else with its names and languages."""
    session = Session(replace(base, languages=("en-GB", "zh-TW"), names=("a.md", "b.md")), tmp_path / "new.jsonl")
    session.do(Confirm(0))
    for found in (session.journal, read_journal(session.path)):
        assert (found.languages, found.names) == (("en-GB", "zh-TW"), ("a.md", "b.md"))


def test_a_text_with_half_a_character_is_kept(tmp_path: Path, base: Base) -> None:
    session = Session(base, tmp_path / "review.jsonl")
    session.do(Correct(0, 0, "half \ud83d of a character"))
    assert Session(base, session.path).sheet.rows[0].edit[0] == "half \ud83d of a character"


def test_each_entry_is_flushed_before_it_is_acknowledged(session: Session) -> None:
    flushed = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        flushed.append(os.fstat(handle).st_size)

    with patch.object(os, "fsync", fsync):
        session.do(Confirm(0))
        assert session.path.stat().st_size in flushed
        session.undo()
        assert flushed[-1] == session.path.stat().st_size


def test_what_cannot_be_written_is_not_done(base: Base, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    session = Session(base, folder / "review.jsonl")
    folder.rmdir()
    with pytest.raises(OutputError, match="not saved"):
        session.do(Merge(0))
    assert session.sheet.rows == list(base.rows)
    assert not session.done


def test_every_entry_says_who_and_when(session: Session) -> None:
    session.do(Confirm(0))
    session.undo()
    session.redo()
    lines = [json.loads(line) for line in session.path.read_text(encoding="utf-8").splitlines()]
    assert [next(k for k in line if k in ("text", "base", "do", "undo", "redo")) for line in lines] == [
        "text", "base", "do", "undo", "redo",
    ]  # fmt: skip
    assert all((line["who"], line["when"]) == ("Liu", "2030-03-04T09:15:00Z") for line in lines[2:])
