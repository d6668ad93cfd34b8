"""Findings on the rows as they are: what the page is told of them.

Large papers are checked in a process of their own, so that the desk goes on answering. What people decided is on disk,
so the process is only told a folder and its policy's file: it replays the journal, checks what comes out, and answers
with the very bytes that the page is sent, for to read them here would hold up whoever types meanwhile.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.answering import Answering, answer_all
from duizhao.children import end_with
from duizhao.corpora.saying import language, speaking
from duizhao.folder_project import glossary_of
from duizhao.page.findings_data import as_json, told
from duizhao.review_folder import Folder

if TYPE_CHECKING:
    from duizhao.quality import Kept
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


class Checker(Answering):
    """The other process."""

    def __init__(self) -> None:
        super().__init__(MODULE)

    def check(self, path: Path, policy: Path) -> bytes:
        """As `checked`, in JSON. Raises WorkError where the process ended."""
        return self.ask((str(path.resolve()), str(policy), language()))


def main(desk: int) -> None:
    """Answer until nobody asks any more, or the desk is gone. A folder is read once, and what did not change since the
    last question is not checked again."""
    end_with(desk)
    from duizhao.quality import Kept

    known: dict[str, tuple[Folder, Kept]] = {}

    def answer(question: tuple[str, str, str]) -> bytes:
        path, policy, tag = question
        if path not in known:
            known.clear()
            known[path] = Folder.open(Path(path)), Kept()
        folder, kept = known[path]
        with speaking(tag):
            return as_json(checked(folder, Path(policy), kept))

    answer_all(answer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
