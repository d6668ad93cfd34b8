"""A process that answers one question after the other, so that who asks it goes on with other things: the checks of
large papers, for the desk and for the office's server.

A question is pickled, an answer are bytes: whoever asks passes them on as they are.
"""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from duizhao.children import begin
from duizhao.corpora.errors import WorkError


class Answering:
    """The other process, `python -m module`: started when it is first needed, one question at a time."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        # What it is asked comes from threads that end long before it does (see `begin`).
        self._starter = ThreadPoolExecutor(1, "answering")

    def ask(self, question: object) -> bytes:
        """Its answer, in JSON. Raises WorkError where the process ended, or could not answer."""
        try:
            if self._process is None or self._process.poll() is not None:
                pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
                self._process = self._starter.submit(begin, self._module, **pipes).result()
            process = self._process
            assert process.stdin is not None
            assert process.stdout is not None
            _send(process.stdin, pickle.dumps(question))
            answer = _receive(process.stdout)
        except (OSError, EOFError, RuntimeError):  # the last: it was closed
            raise WorkError("the check ended before it was done", cure="It begins again with the next step") from None
        if not answer.startswith(b"{"):
            raise WorkError(answer.decode("utf-8"))
        return answer

    def close(self) -> None:
        """End it, whatever it does; what is asked after that is refused."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None
        self._starter.shutdown()


def answer_all(answer: Callable[[Any], bytes]) -> None:
    """In that process: answer until nobody asks any more."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            question = pickle.loads(_receive(sys.stdin.buffer))  # from our own parent
        except EOFError:
            return
        try:
            found = answer(question)
        except Exception as error:
            found = f"{type(error).__name__}: {error}".encode("utf-8", "replace")
        _send(answers, found)


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
