"""Findings on the rows as they are: what the page is told of them.

Large papers are checked in a process of their own, so that the desk goes on answering. What people decided is on disk,
so the process is only told a folder and its policy's file: it replays the journal, checks what comes out, and answers
with the very bytes that the page is sent, for to read them here would hold up whoever types meanwhile.
"""

from __future__ import annotations

import datetime
import json
import pickle
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from duizhao.children import begin, end_with
from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.errors import WorkError
from duizhao.corpora.saying import language, recognised, speaking
from duizhao.folder_project import glossary_of
from duizhao.review_folder import Folder

if TYPE_CHECKING:
    from duizhao.quality import Kept, Policy, Report
    from duizhao.reviewed import Reviewed

MODULE = "duizhao.desk.checking"
LARGE = 2000  # rows from which a check is worth a process


def checked(folder: Folder, policy: Path, kept: Kept) -> dict[str, Any]:
    """The findings on a folder as its journal leaves it; `kept` is what an earlier check of it worked out."""
    from duizhao.review import read_journal, replay

    return findings(folder, folder.reviewed(replay(folder.base, read_journal(folder.journal)).sheet), policy, kept)


def findings(folder: Folder, found: Reviewed, policy: Path, kept: Kept) -> dict[str, Any]:
    """The findings on the reviewed pairs of a folder, by the policy of a project and the glossaries there. Raises
    InputError and SettingsError for a policy or glossary that cannot be read."""
    from duizhao.desk.waiving import policy_at

    return told(found, folder.check(found, glossary_of(folder.path, policy), kept), policy_at(policy))


def told(found: Reviewed, whole: Report, policy: Policy) -> dict[str, Any]:
    """The findings, each with the rows it stands in and the waivers that cover it."""
    from duizhao.desk.waiving import waivers_of
    from duizhao.page.locations import RowFinder
    from duizhao.page.review_data import key_of
    from duizhao.quality import judge

    today = datetime.date.today()
    report = judge(whole, policy, today=today).report
    places = RowFinder(found.pairs)
    out = []
    for finding in report.findings:
        # Of a term that varies, the rows with the usual rendering need no look.
        at = finding.places[1:] if finding.variants else (finding.target_at, finding.source_at)
        rows = dict.fromkeys(row for row in map(places.row, at) if row is not None)
        out.append(
            {
                "check": finding.check,
                "title": recognised(CATALOGUE[finding.check].title),
                "severity": finding.severity.value,
                "message": recognised(finding.message),
                "cure": recognised(finding.cure),
                "fingerprint": finding.fingerprint,
                "waivers": waivers_of(finding, policy, today),
                "document": finding.at.document,
                "rows": [key_of(found.rows[row]) for row in rows],
                "variants": [{"text": v.text, "count": v.count} for v in finding.variants],
            }
        )
    return {"findings": out, "index": report.index}


class Checker:
    """The other process: started when it is first needed, one question at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        # What it is asked comes from threads that end long before it does (see `begin`).
        self._starter = ThreadPoolExecutor(1, "checker")

    def check(self, path: Path, policy: Path) -> bytes:
        """As `checked`, in JSON. Raises WorkError where the process ended."""
        try:
            if self._process is None or self._process.poll() is not None:
                pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
                self._process = self._starter.submit(begin, MODULE, **pipes).result()
            process = self._process
            assert process.stdin is not None
            assert process.stdout is not None
            _send(process.stdin, pickle.dumps((str(path.resolve()), str(policy), language())))
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


def as_json(data: Any) -> bytes:
    """Data as the page is sent them; a lone surrogate, which a PDF may hold, as an escape of JSON's."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


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


def main(desk: int) -> None:
    """Answer until nobody asks any more, or the desk is gone. A folder is read once, and what did not change since the
    last question is not checked again."""
    end_with(desk)
    from duizhao.quality import Kept

    known: dict[str, tuple[Folder, Kept]] = {}
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            path, policy, tag = pickle.loads(_receive(sys.stdin.buffer))  # from our own desk
        except EOFError:
            return
        try:
            if path not in known:
                known.clear()
                known[path] = Folder.open(Path(path)), Kept()
            folder, kept = known[path]
            with speaking(tag):
                answer = as_json(checked(folder, Path(policy), kept))
        except Exception as error:
            answer = f"{type(error).__name__}: {error}".encode("utf-8", "replace")
        _send(answers, answer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
