"""A server as a process of its own, for tests of what it stands."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


class Served:
    """A server process on a port of its own, which can be killed and started again."""

    def __init__(self, place: str, folder: Path, *more: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.place, self.folder, self.more = place, folder, more
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = [
            sys.executable,
            "-m",
            "duizhao",
            "serve",
            "--store",
            f"m={self.place}",
            "--port",
            str(self.port),
            *self.more,
        ]
        self.process = subprocess.Popen([*words, *self.more], cwd=self.folder, stderr=subprocess.PIPE)
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{self.address}/health", timeout=10).close()
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, self.process.stderr.read() if self.process.stderr else ""
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """Kill it as a power cut does."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate()
