"""The glossaries of a run, as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duizhao.terminology import Glossary


def load_glossary(paths: Sequence[Path], seed: bool = False) -> Glossary | None:
    """The glossaries of `paths`, the first having the last word, then the ILO seed glossary when asked for.

    None where there is nothing to load. Raises InputError for a file that is no glossary.
    """
    if not paths and not seed:
        return None
    from duizhao import terminology

    found = [terminology.read_glossary(path) for path in paths]
    if seed:
        found.append(terminology.seed())
    return terminology.merge(found) if len(found) > 1 else found[0]
