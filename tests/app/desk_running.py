"""A desk on a small paper, and a browser to look at it with: for tests of the desk."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from duizhao.desk.desk import Desk
from duizhao.desk.serving import application
from tests.app.running import invoke

TOKEN = "a-token-for-tests-only-000"

EN = """# Report on the river

1. The river rose in March. Boats waited for 12 days.

2. Trade stopped. It began again in June.

3. Nobody objected; nobody spoke. The sitting closed.

4. Decent work on board is the aim of the Council.

5. The Council spent 17 million dollars on decent work.

6. The bridge is 300 metres long.
"""
ZH = """# 关于河流的报告

1. 三月河水上涨。船只等候了 12 天。

2. 贸易停止。六月恢复。

3. 没有人反对；没有人发言。会议结束。

4. 船上的体面劳动是理事会的目标。

5. 理事会在体面工作方面花费了 1,800 万美元。

6. 这座桥长 200 米。
"""


def make_paper(folder: Path, english: str = EN, chinese: str = ZH) -> Path:
    """Two documents and their alignment; the output folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "en.md").write_text(english, encoding="utf-8")
    (folder / "zh.md").write_text(chinese, encoding="utf-8")
    out = folder / "out"
    invoke("align", str(folder / "en.md"), str(folder / "zh.md"), "-o", str(out), "--embed", "none", "-q")
    return out


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The desk behind a real server; its address with the token."""
    uvicorn = pytest.importorskip("uvicorn", reason="the extra `desk` is not installed")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    app = application(desk, TOKEN, frozenset((host,)))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://{host}/#{TOKEN}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
        desk.close()


def chromium() -> str:
    """The path of a Chromium; skips the test where there is none."""
    named = os.environ.get("DUIZHAO_CHROMIUM", "")
    found = named or next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), "")
    if not found:
        pytest.skip("no Chromium on this machine; set DUIZHAO_CHROMIUM")
    return found


ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip


class Watched:
    """A page whose every word on the console and every request is noted: `check` fails on what should not be."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.wrong.append(str(e)))
        page.on("request", self._request)

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:")):
            self.wrong.append(f"request to {request.url}")

    def check(self) -> None:
        """Fail on an error of the console or a request to another host."""
        assert not self.wrong, self.wrong
