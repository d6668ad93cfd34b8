"""The files of a page that reviews: the desk's of one person, and the office's, which have most of them in common."""

from __future__ import annotations

from importlib.resources import files

from duizhao.corpora.saying import language
from duizhao.page.rendering import look
from duizhao.page.words import embedded

KINDS = {"html": "text/html", "js": "text/javascript", "css": "text/css"}


def front_end(page: str) -> dict[str, tuple[bytes, str]]:
    """What a browser may load, by name, with its kind; the page itself (`desk.html`) in the language that is spoken.
    The style begins with the report page's; the page holds what its scripts say in other languages."""
    found: dict[str, tuple[bytes, str]] = {}
    for path in sorted(files("duizhao.desk").joinpath("static").iterdir(), key=lambda each: each.name):
        ending = path.name.rsplit(".", 1)[-1]
        if ending in KINDS and (ending != "html" or path.name == page):
            data = path.read_bytes()
            found[path.name] = (look().encode() + b"\n" + data if ending == "css" else data, KINDS[ending])
    scripts = [data.decode() for data, kind in found.values() if kind == KINDS["js"]]
    text = found[page][0].decode().replace('<html lang="en">', f'<html lang="{language()}">')
    text = text.replace("</body>", f"{embedded(scripts)}\n</body>")
    found[page] = (text.encode(), KINDS["html"])
    return found
