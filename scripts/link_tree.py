"""Make build/links/duizhao: links to the rooms and to the application's files, by the names they are installed under.

The rooms lie at the top of the repository and are installed as `duizhao.corpora` and so on; mypy and editors, which do
not run import hooks, see the same names in this tree. Links are made anew at every call. Usage: link_tree.py [FOLDER]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "review")


def make(folder: Path) -> None:
    """Fill `folder` with links; what lay there before goes."""
    shutil.rmtree(folder, ignore_errors=True)
    package = folder / "duizhao"
    package.mkdir(parents=True)
    for path in (ROOT / "app").iterdir():
        if path.name != "__pycache__":
            (package / path.name).symlink_to(path)
    for room in ROOMS:
        (package / room).symlink_to(ROOT / room)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "links")
