"""What the review page needs to be reviewed without a server: the desk's front end as one script, and its data."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

# In the order in which they need each other.
MODULES = (
    "language",
    "dom",
    "rows",
    "cells",
    "queue",
    "goto",
    "store",
    "virtual",
    "inspector",
    "help",
    "pairs",
    "offline",
)
_IMPORT = re.compile(r'^import \{ ([^}]*) \} from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) ([\w$]+))", re.MULTILINE)


def _static(name: str) -> str:
    text = files("duizhao.desk").joinpath("static", name).read_text(encoding="utf-8")
    return "\n".join(line.rstrip() for line in text.split("\n"))


def script() -> str:
    """What reviews without a server, as one script."""
    return bundled(MODULES)


def with_language(text: str) -> str:
    """A script of a page that says something: it calls what `language.js` exports."""
    names = ", ".join(_EXPORT.findall(_static("language.js")))
    # In a block: the script may have names of its own that are like these.
    return bundled(("language",), f"const {{ {names} }} = $language;\n{{\n{text}\n}}")


@cache
def bundled(modules: tuple[str, ...], text: str = "") -> str:
    """Modules of the desk as one script that needs no loading: each in a scope of its own, what it exports as its
    value; behind them a text that uses them.

    Raises ValueError for a module that imports what does not come before it.
    """
    parts = ['"use strict";']
    for place, name in enumerate(modules):
        text_of = _static(f"{name}.js")
        for needed in _IMPORT.finditer(text_of):
            if needed[2] not in modules[:place]:
                raise ValueError(f"{name}.js imports {needed[2]}.js, which does not come before it")
        exported = _EXPORT.findall(text_of)
        body = _EXPORT.sub("", _IMPORT.sub(r"const { \1 } = $\2;", text_of))
        parts.append(f"const ${name} = (() => {{\n{body.strip()}\nreturn {{ {', '.join(exported)} }};\n}})();")
    return "(() => {\n" + "\n".join([*parts, *([text] if text else [])]) + "\n})();"


@cache
def style() -> str:
    """The desk's own style, which comes after the look that all pages share."""
    return _static("desk.css")


def embedded(data: dict[str, Any]) -> str:
    """Data as it can stand in a page, whatever the texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
