"""Build the documentation site: `make site`, or `python scripts/make_site.py` with the extra `site` installed.

The pages are laid out in out/site-pages as they lie in the repository, with the files that they link to, so that a link
which holds on a forge holds on the site. mkdocs then builds out/site, strictly: a page that is in no menu, a link that
leads nowhere and an anchor that no heading has end with exit code 1. Nothing is fetched, and the site fetches nothing
from elsewhere.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<=\]\()[^)\s#]+")


def pages(root: Path = ROOT) -> list[Path]:
    """What the site shows: the pages at the top and those below docs/."""
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]


def linked(page: Path) -> Iterator[Path]:
    """The files of the repository that a page links to or shows."""
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target:
            yield (page.parent / target).resolve()


def lay_out(into: Path, root: Path = ROOT) -> None:
    """Copy pages and what they link to, each to its place below `into`, which is made anew.

    A link to a folder is turned into one to its README.md, or it would lead nowhere on the site."""
    shutil.rmtree(into, ignore_errors=True)
    for page in pages(root):
        place = into / page.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        text = page.read_text(encoding="utf-8")
        for file in linked(page):
            if file.is_dir():
                name = file.name + "/)"
                text, file = text.replace(name, name[:-1] + "README.md)"), file / "README.md"
            other = into / file.relative_to(root)
            other.parent.mkdir(parents=True, exist_ok=True)
            if not other.exists():
                shutil.copy(file, other)
        place.write_text(text, encoding="utf-8")


def build(into: Path = ROOT / "out") -> Path:
    """The folder of the site, `into`/site. Raises mkdocs' Abort where strictness finds something."""
    from mkdocs.commands.build import build as make
    from mkdocs.config import load_config

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    laid = into / "site-pages"
    lay_out(laid)
    make(load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(laid), site_dir=str(into / "site")))
    return into / "site"


if __name__ == "__main__":
    logging.getLogger("jieba").setLevel(logging.WARNING)
    try:
        print(
            f"{build() / 'index.html'} is the first page; the search needs a server before the folder", file=sys.stderr
        )
    except ImportError as error:
        sys.exit(f"{error.name} is not installed; pip install '.[site]'")
