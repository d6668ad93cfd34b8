"""The files that pages are made of, and their templates: each is compiled once, which takes longer than to fill it for
a short paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template


@cache
def page_file(name: str) -> str:
    """A file beside this one without white space at line ends, as the page will be: a script's hash is that of its
    bytes in the page."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return "\n".join(line.rstrip() for line in text.split("\n"))


def template(text: str, *, globals: dict[str, Any] | None = None, **filters: Callable[..., Any]) -> Template:
    """A template of ours: what it is filled with is escaped, and must be there. Its macros see `globals`."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(filters)
    return environment.from_string(text, globals)


def script_hash(script: str) -> str:
    """A script as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
