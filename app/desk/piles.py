"""Many files dropped at once: which belong together, by what they say, and where that does not tell, by their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duizhao.corpora.progress import Advance
from duizhao.corpora.saying import say
from duizhao.desk.workspace import Dropped, by_name, language_of
from duizhao.pairing import pair_files

# Names as alike as this, but for what says their language, mean the same paper.
SAME_NAME = 0.9


def sort_out(paths: Sequence[Path], advance: Advance | None = None) -> Dropped:
    """Pairs of a pile, and what is left with the reason. A file that holds both languages is a pair by itself."""
    found = pair_files(paths, advance=advance)
    pairs: list[tuple[str, tuple[Path, ...]]] = [
        (Path(pair.source).stem, (Path(pair.source), Path(pair.target))) for pair in found.pairing.pairs
    ]
    pairs += [(Path(one.name).stem, (Path(one.name),)) for one in found.aside if not one.failed]
    left = [Path(one.name) for one in found.pairing.unpaired]
    named = by_name([(path, language_of(path)) for path in left], SAME_NAME)
    placed = {path for _, files in named for path in files}
    alone = [(Path(one.name).name, one.reason) for one in found.aside if one.failed]
    for one in found.pairing.unpaired:
        if Path(one.name) not in placed:
            near = say("; the nearest is {name}", name=Path(one.nearest).name) if one.nearest else ""
            alone.append((Path(one.name).name, say("there is no counterpart for it{near}", near=near)))
    alone += [(Path(one.name).name, f"{one.kind} of {Path(one.of).name}") for one in found.pairing.related
              if one.kind == "duplicate"]  # fmt: skip
    return Dropped(tuple(sorted((*pairs, *named))), tuple(alone))
