"""What the main job can be told, and what is made of it before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.alignment.settings import AlignSettings

if TYPE_CHECKING:
    from duizhao.corpora.processes.limits import Limits
    from duizhao.terminology import Glossary


@dataclass(frozen=True, slots=True)
class Options:
    """What the main job can be told.

    `encodings` are those of source and target, None where it is told from the bytes; `format` is that of both
    files, None where their names say it. `align` are the aligner's own settings; `min_confidence` (0..1) parts the
    memory in two; pairs without a word on either side (✓, 319, 2.1.1) go into it only with `keep_wordless`. `root` is
    the folder of a project: documents and places are then named by their path in it, so that two files of one name
    stay apart. With `caching`, documents that were aligned before in the same way are not aligned again.
    With `either_way` nobody said the languages: where the first of two files is in the language of translations, it is
    the original all the same. `limits` are those of memory and time for reading a file, the usual ones when None.
    """

    source_language: str = "en"
    target_language: str = "zh-CN"
    align: AlignSettings = field(default_factory=AlignSettings)
    encoder: str = "default"
    min_confidence: float = 0.0
    keep_wordless: bool = False
    encodings: tuple[str | None, str | None] = (None, None)
    format: str | None = None
    glossaries: tuple[Path, ...] = ()
    seed: bool = False
    root: Path | None = None
    caching: bool = True
    either_way: bool = False
    limits: Limits | None = None


def in_languages(options: Options, source: str, target: str) -> Options:
    """The options for documents in these languages, where one or both were said (""), else for either way round."""
    from duizhao.corpora.language.table import counterparts, primary

    if not source and not target:
        return replace(options, either_way=True)

    def other(tag: str) -> str:
        usual = (options.source_language, options.target_language)
        return next((one for one in usual if primary(one) in counterparts(tag)), usual[0])

    return replace(options, source_language=source or other(target), target_language=target or other(source))


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
