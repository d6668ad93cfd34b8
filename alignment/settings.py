"""What the aligner can be told: in one place, for the library, the application and its command line."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

EMBED = ("auto", "all", "none")  # the first is the default


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """What can be set. `embed`: `all` sentences are encoded, those that cheap signals leave in doubt (`auto`), or
    `none`. Raises SettingsError for another word."""

    embed: str = EMBED[0]

    def __post_init__(self) -> None:
        if self.embed not in EMBED:
            raise SettingsError(
                say("embed is '{embed}'", embed=self.embed), cure=say("Known: {embed}", embed=", ".join(EMBED))
            )
