"""`python -m duizhao.server.look_process SERVER`: a process that looks things up for a server, one after the other.

Python works for one thread at a time, so that a server with several cores answers faster by several of these. All map
the same file of the index; each sees by itself, with every question, what others have written since.
"""

from __future__ import annotations

import marshal
import signal
import socket
import sys
from typing import TYPE_CHECKING

from duizhao.children import end_with

if TYPE_CHECKING:
    from duizhao.server.work import Memories


def _answered(memories: Memories, kind: int, data: bytes) -> bytes:
    from duizhao.corpora.errors import SettingsError
    from duizhao.server.looking import AWAY, FAULT, FOUND, WRONG, framed, unpacked
    from duizhao.server.work import UnavailableError

    memory, asked = unpacked(kind, data)
    try:
        return framed(FOUND, memories.now(memory, asked.answer))
    except SettingsError as error:
        return framed(WRONG, marshal.dumps((str(error.what), str(error.cure or ""))))
    except UnavailableError as error:
        return framed(AWAY, marshal.dumps((str(error), error.cure)))
    except Exception as error:
        return framed(FAULT, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))


def main(server: int) -> None:
    """Answer until nobody asks any more, or the server is gone. The first message is the memories by name."""
    end_with(server)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this
    from duizhao.server.looking import FOUND, framed, messages
    from duizhao.server.settings import ServerSettings
    from duizhao.server.work import Memories

    asking = socket.socket(fileno=0)
    buffer = bytearray()
    memories: Memories | None = None
    while data := asking.recv(1 << 16):
        buffer += data
        for kind, message in messages(buffer):
            if memories is None:
                memories = Memories(ServerSettings(marshal.loads(message), frozenset()))
                memories.warm()
                asking.sendall(framed(FOUND, b""))
            else:
                asking.sendall(_answered(memories, kind, message))


if __name__ == "__main__":
    main(int(sys.argv[1]))
