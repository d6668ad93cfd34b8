"""Make build/links/duizhao: links to the rooms and to the application's files, by the names they are installed under.

The rooms lie at the top of the repository and are installed as `duizhao.corpora` and so on; mypy and editors, which do
not run import hooks, see the same names in this tree. Links are made anew at every call. Usage: link_tree.py [FOLDER]
"""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "review")


def make(folder: Path) -> None:
    """Have these links in `folder`, and nothing else. What is right already stays untouched: programs that run import
    by way of it."""
    package = folder / "duizhao"
    if package.is_symlink() or not package.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        package.mkdir(parents=True)
    wanted = {path.name: path for path in (ROOT / "app").iterdir() if path.name != "__pycache__"}
    wanted.update({room: ROOT / room for room in ROOMS})
    for link in package.iterdir():
        if link.name not in wanted or not link.is_symlink() or link.readlink() != wanted[link.name]:
            link.unlink() if link.is_symlink() or link.is_file() else shutil.rmtree(link)
    for name, path in wanted.items():
        with suppress(FileExistsError):
            (package / name).symlink_to(path)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "links")
