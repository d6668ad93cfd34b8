"""Sample documents that come with the package: two bilingual papers with their gold, for demo and tests."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

NAMES = (
    "en.md",
    "zh.md",
    "gold.jsonl",
    "terms.tsv",
    "planted.json",
    "ports.en.md",
    "ports.zh.md",
    "ports.gold.jsonl",
    "ports.terms.tsv",
    "README.md",
)


def path(name: str) -> Path:
    """The path of a sample file, such as `en.md`; see README.md beside it for what each holds.

    Raises InputError for a name that is not in NAMES.
    """
    if name not in NAMES:
        raise InputError(
            say("there is no sample '{name}'", name=name), cure=say("The samples are {names}", names=", ".join(NAMES))
        )
    return Path(str(files(__name__).joinpath(name)))
