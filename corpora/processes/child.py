"""The other end of `helper`: a process that is handed bytes from a stranger's file and gives plain data back.

It is begun as `python -m duizhao.corpora.processes.child`, or as a fork of the process that wants it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from typing import Any, BinaryIO

from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.processes.watch import Meter, end_with_parent, hold_memory, memory, watch

TOO_MUCH_MEMORY = 66  # the exit code of a process that took more than it may
_RETIRE = 128 * 2**20  # bytes kept after a file by which a process is not used for another
_SIZE = 8  # bytes of a length


def send(stream: BinaryIO, head: Any, body: bytes = b"") -> None:
    """Write plain data and bytes, each after its length."""
    text = json.dumps(head, separators=(",", ":")).encode("ascii")
    stream.write(len(text).to_bytes(_SIZE, "big") + len(body).to_bytes(_SIZE, "big") + text)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Any, bytes]:
    """What `send` wrote. Raises EOFError where the other side is gone, ValueError where it sends something else."""
    lengths = _exactly(stream, 2 * _SIZE)
    head = json.loads(_exactly(stream, int.from_bytes(lengths[:_SIZE], "big")))
    return head, _exactly(stream, int.from_bytes(lengths[_SIZE:], "big"))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def serve(requests: BinaryIO, answers: BinaryIO, *, from_main_thread: bool) -> None:
    """Answer until nobody asks any more. A request is {"work": "module:function", "limit": bytes or None, …}; the
    function is handed it with the bytes, and what it gives back is plain data."""
    end_with_parent(main_thread=from_main_thread)
    if sys.platform != "win32":
        # Ctrl-C goes to everybody at the terminal; who began us decides what it means.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    # A file's glyphs are millions of objects that live to the end of its reading: as the command line does.
    gc.set_threshold(100_000, 50, 1000)
    meter = Meter()
    watch(meter, lambda: os._exit(TOO_MUCH_MEMORY))
    fresh = memory()
    held = False
    while True:
        try:
            request, data = receive(requests)
        except EOFError:
            return
        if request["limit"] and not held:
            hold_memory(request["limit"])
            held = True
        meter.begin(request["limit"])
        try:
            answer = {"done": _work(request, data)}
        except MemoryError:
            os._exit(TOO_MUCH_MEMORY)
        except DuizhaoError as error:
            answer = {"error": _plain(error)}
        except Exception:
            answer = {"fault": traceback.format_exc()}
        meter.end()
        del data
        answer["last"] = memory() - fresh > _RETIRE
        send(answers, answer)
        if answer["last"]:
            return


def _work(request: dict[str, Any], data: bytes) -> Any:
    module, _, name = request["work"].partition(":")
    return getattr(importlib.import_module(module), name)(request, data)


def _plain(error: DuizhaoError) -> dict[str, Any]:
    path = None if error.path is None else str(error.path)
    return {
        "kind": type(error).__name__, "what": error.what, "path": path, "line": error.line, "unit": error.unit,
        "cure": error.cure,
    }  # fmt: skip


def main() -> None:
    """Serve on standard input and output; whatever else is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.stdin.buffer, answers, from_main_thread=sys.argv[1:] == ["main"])


if __name__ == "__main__":
    main()
