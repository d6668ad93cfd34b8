"""What `duizhao tmx` does, for memories in hand: the same names, a Memory in and a Memory out.

For memories that do not fit into the computer's own, `tmx.operations` has the same as streams of entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.registry import unknown
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.memory import Memory
from duizhao.tmx.operations import dedupe as deduping
from duizhao.tmx.operations import filter as filtering
from duizhao.tmx.operations import merge as merging
from duizhao.tmx.operations.filter import Filter
from duizhao.tmx.validation.cat_tools import chosen_tools
from duizhao.tmx.validation.preflight import Preflight, preflight


def filter(memory: Memory, settings: Filter | None = None, *, invert: bool = False, **conditions: Any) -> Memory:
    """The units that meet all conditions (with `invert`: the others): `tmx.filter(memory, min_confidence=0.8)`. The
    conditions are the fields of `Filter`. Raises SettingsError for one that is unknown or impossible."""
    known = [field.name for field in fields(Filter)]
    for name in conditions:
        if name not in known:
            raise unknown("condition", name, known)
    wanted = replace(settings or Filter(), **conditions)
    kept = filtering.choose(memory, wanted, memory.source_language, invert=invert)
    return replace(memory, entries=tuple(kept))


def dedupe(memory: Memory, *, by: deduping.By = "pair", near: bool = False, keep: deduping.Keep = "first") -> Memory:
    """The memory without units that say the same again: `by` the pair of texts or the source alone, `near` with case,
    width and white space aside; `keep` says which of them stays. Raises SettingsError for an unknown rule."""
    kept = deduping.dedupe(lambda: memory, memory.source_language, by=by, near=near, keep=keep)
    return replace(memory, entries=tuple(kept))


def merge(memories: Iterable[Memory], *, conflicts: merging.Rule = "all") -> Memory:
    """Several memories in one, each unit once; `conflicts` says which of several translations of one source stay (all,
    newest, confidence, first, last). Raises SettingsError for no memory, other source languages, an unknown rule."""
    found = list(memories)
    if not found:
        raise SettingsError("there is no memory to merge", cure="Give one at least")
    header = merging.merge_headers([memory.header for memory in found])
    return Memory(header, tuple(merging.merge(found, header.source_language, conflicts=conflicts)))


def convert(
    source: str | Path, target: str | Path, *, languages: Sequence[str] = (), read_as: str = "", write_as: str = ""
) -> int:
    """Convert a file to another format, a unit at a time; returns how many units were written. The formats are told by
    the names' endings, or as `read_as` and `write_as` say; `languages` are the two codes of a format that does not say
    them. Raises InputError, OutputError, SettingsError."""
    if len(languages) not in (0, 2):
        raise SettingsError("languages are two codes", cure="Give source and target: ('en', 'zh-CN')")
    with reading(source, read_as, languages) as (header, entries):
        if languages and header.source_language in ("", "*all*"):
            header = replace(header, attributes={**header.attributes, "srclang": languages[0]})
        number, _ = writing_to(target, header, entries, write_as, target=languages[1] if languages else "")
    return number


def validate(path: str | Path, tools: str = "all") -> Preflight:
    """What CAT tools will stumble over in a file: `omegat,trados,memoq` or `all`. A file that no tool reads is a
    finding and not an error. Raises InputError where there is no file, SettingsError for an unknown tool."""
    return preflight(path, chosen_tools(tools))
