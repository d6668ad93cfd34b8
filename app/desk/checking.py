"""Checks of large papers in a process of their own, so that the desk goes on answering.

What people decided is on disk, so the process is only told a folder: it replays the journal and checks what comes out.
"""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from duizhao.corpora.errors import WorkError
from duizhao.review_folder import Folder

if TYPE_CHECKING:
    from duizhao.quality import Report
    from duizhao.reviewed import Reviewed

LARGE = 2000  # rows from which a check is worth a process


def checked(folder: Folder) -> tuple[Reviewed, Report]:
    """The pairs of a folder as its journal leaves them, and the findings on them."""
    from duizhao.review import read_journal, replay

    found = folder.reviewed(replay(folder.base, read_journal(folder.journal)).sheet)
    return found, folder.check(found)


class Checker:
    """The other process: started when it is first needed, one question at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def check(self, path: Path) -> tuple[Reviewed, Report]:
        """As `checked`. Raises WorkError where the process ended."""
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "duizhao.desk.checking"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _send(process.stdin, pickle.dumps(str(path.resolve())))
            answer = pickle.loads(_receive(process.stdout))  # from our own process, of our own nouns
        except (OSError, EOFError):
            raise WorkError("the check ended before it was done", cure="It begins again with the next step") from None
        if isinstance(answer, str):
            raise WorkError(answer)
        found: tuple[Reviewed, Report] = answer
        return found

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(struct.pack("<Q", len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack("<Q", head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def main() -> None:
    """Answer until nobody asks any more. A folder is read once."""
    known: dict[str, Folder] = {}
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            path = pickle.loads(_receive(sys.stdin.buffer))
        except EOFError:
            return
        try:
            if path not in known:
                known.clear()
                known[path] = Folder.open(Path(path))
            answer: object = checked(known[path])
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        _send(answers, pickle.dumps(answer))


if __name__ == "__main__":
    main()
