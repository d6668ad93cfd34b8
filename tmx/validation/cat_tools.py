"""What each CAT tool does with each fault of a memory: a profile a tool.

The three of ours were tried out with real ones where they run here (a validating parser, OmegaT 3.6) and otherwise
taken from the makers' documentation; docs/tmx.md says which is which.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import Literal, TypeAlias

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.registry import Registry, unknown
from duizhao.corpora.saying import say
from duizhao.tmx.validation.faults import FAULTS

Effect: TypeAlias = Literal["refuses", "skips", "degrades"]
"""What a tool does with a fault: it refuses the file, leaves the unit out, or may treat it otherwise than meant."""


@dataclass(frozen=True, slots=True)
class CatTool:
    """The profile of a CAT tool, for the registry `cat_tools`.

    `title` is what people call it. `refuses`, `skips` and `degrades` are names of FAULTS, or patterns such as `dtd.*`;
    the first of the three that fits counts. Raises SettingsError for a name that no fault has.
    """

    title: str
    refuses: tuple[str, ...] = ()
    skips: tuple[str, ...] = ()
    degrades: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (*self.refuses, *self.skips, *self.degrades):
            if not fnmatch.filter(FAULTS, pattern):
                raise unknown("fault", pattern, FAULTS)

    @property
    def about(self) -> str:
        """What it is, in a line."""
        return self.title

    def effect(self, fault: str) -> Effect | None:
        """What a fault does to the tool; None where it does not mind."""
        effects: tuple[tuple[Effect, tuple[str, ...]], ...] = (
            ("refuses", self.refuses),
            ("skips", self.skips),
            ("degrades", self.degrades),
        )
        for effect, patterns in effects:
            if any(fnmatch.fnmatchcase(fault, pattern) for pattern in patterns):
                return effect
        return None


# What no tool reads, and what both Trados and memoQ are known to do.
_NO_FILE = ("xml", "encoding", "dtd.required.srclang", "language.missing")
_NO_UNIT = ("language.none", "language.pair", "segment.missing", "segment.alone")
_BY_CODE = ("language.old", "language.code", "language.source", "segment.empty")
_DOUBTFUL = (
    *("dtd.*", "prop.type", "language.order", "code.unpaired", "code.differs"),
    *("date.format", "unit.double"),
)

VALIDATING = CatTool("OmegaT 6.1+", refuses=("xml", "prefix", "dtd.*"))
"""A reader that goes by the document type, as OmegaT does since 6.1: it is asked wherever `omegat` is."""
cat_tools: Registry[CatTool] = Registry(
    "duizhao.cat_tools",
    "tool",
    CatTool,
    {
        "omegat": CatTool(
            "OmegaT to 6.0",
            refuses=(*_NO_FILE, "prop.type"),
            skips=_NO_UNIT,
            degrades=(*_BY_CODE, "segment.conflict", "code.*"),
        ),
        "trados": CatTool(
            "Trados",
            refuses=(*_NO_FILE, "prefix", "header.missing", "entity.declared"),
            skips=(*_NO_UNIT, *_BY_CODE, "language.region", "segment.long"),
            degrades=_DOUBTFUL,
        ),
        "memoq": CatTool(
            "memoQ",
            refuses=(*_NO_FILE, "prefix", "header.missing", "entity.declared"),
            skips=(*_NO_UNIT, *_BY_CODE),
            degrades=(*_DOUBTFUL, "language.region"),
        ),
    },
)
"""Every CAT tool that a preflight judges for, by name."""


def chosen_tools(text: str) -> dict[str, CatTool]:
    """The tools of `omegat,trados,memoq` or `all` by name, with `dtd` (`VALIDATING`) behind `omegat`. Raises
    SettingsError for an unknown one."""
    names = dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip())
    if not names:
        raise SettingsError("no tool is named", cure=say("Known: {cat_tools}, all", cat_tools=", ".join(cat_tools)))
    if "all" in names:
        names = dict.fromkeys(cat_tools)
    found: dict[str, CatTool] = {}
    for name in names:
        if name not in cat_tools:
            raise unknown("tool", name, (*cat_tools, "all"))
        found[name] = cat_tools.get(name)
        if name == "omegat":
            found["dtd"] = VALIDATING
    return found
