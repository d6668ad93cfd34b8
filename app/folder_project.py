"""The project that an output folder belongs to: the file with its policy, and the glossaries that it is checked by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.options import load_glossary
from duizhao.project import FILE_NAME, load

if TYPE_CHECKING:
    from duizhao.terminology import Glossary

GLOSSARY = "glossary.csv"
UP = 3  # folders above an output folder in which its project is looked for


def policy_of(folder: Path) -> Path:
    """The project file whose policy speaks of a folder: the nearest above it; else one that is to be made beside it, so
    that the folder itself stays what `duizhao align` wrote."""
    full = folder.resolve()
    for place in [*full.parents][:UP]:
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
    return full.parent / FILE_NAME


def glossaries(folder: Path, policy: Path) -> tuple[tuple[Path, ...], bool]:
    """The glossaries that a folder is checked by, the first having the last word, and whether the seed glossary is one:
    its own, and those of the project whose policy speaks of it. Raises InputError, SettingsError."""
    options = load(policy, documents=False).options if policy.is_file() else None
    named = [folder / GLOSSARY, *(options.glossaries if options else ())]
    there = dict.fromkeys(path.resolve() for path in named if path.is_file() or path is not named[0])
    return tuple(there), bool(options and options.seed)


def glossary_of(folder: Path, policy: Path | None = None) -> Glossary | None:
    """These glossaries as one; None where there is none. `policy` is found where it is not given. Raises InputError and
    SettingsError for one that cannot be read."""
    return load_glossary(*glossaries(folder, policy or policy_of(folder)))
