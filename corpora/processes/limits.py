"""How much memory and time a file that came from others may take."""

from __future__ import annotations

import os
from dataclasses import dataclass

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

MEMORY_VARIABLE, SECONDS_VARIABLE = "DUIZHAO_READ_MEMORY_MB", "DUIZHAO_READ_SECONDS"
_OFF = ("off", "none", "0")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that reading one file may take; None sets no limit.

    `memory_mb` is in megabytes, over what the program takes by itself, and to it comes a megabyte a page that has been
    read: a law of 225 pages takes 100. `seconds` are of the clock: such a law takes 4.
    """

    memory_mb: int | None = 256
    seconds: int | None = 300

    def __post_init__(self) -> None:
        for name, value in (("memory_mb", self.memory_mb), ("seconds", self.seconds)):
            if value is not None and value < 1:
                raise SettingsError(
                    say("{name} = {value}", name=name, value=value), cure="Give a number from 1, or leave it out"
                )


def limits(given: Limits | None = None) -> Limits:
    """The limits that hold: the environment's, which is the word of who runs the program, else those given, else the
    usual ones. Raises SettingsError for a variable that is no number."""
    given = given or Limits()
    return Limits(_named(MEMORY_VARIABLE, given.memory_mb), _named(SECONDS_VARIABLE, given.seconds))


def _named(variable: str, otherwise: int | None) -> int | None:
    text = os.environ.get(variable, "").strip().lower()
    if not text:
        return otherwise
    if text in _OFF:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise SettingsError(
            say("{variable} is '{text:.40}', not a whole number", variable=variable, text=text),
            cure="Set it to 1024 or off, or unset it",
        )
    return int(text)
