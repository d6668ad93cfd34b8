"""A part of the work: shard k of n, for machines that share nothing but a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shard:
    """Every `of`-th thing from the `number`-th on, counted from 1: big documents that stand together are spread."""

    number: int
    of: int

    def part(self, things: Sequence[T]) -> tuple[T, ...]:
        """What of these things is this shard's.

        >>> Shard(2, 3).part("abcdefg")
        ('b', 'e')
        """
        return tuple(things[self.number - 1 :: self.of])


def parse_shard(text: str) -> Shard:
    """`2/7` as a shard. Raises SettingsError for anything else, and for a shard that is not among them."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip(), re.ASCII)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise SettingsError(say("--shard {text}", text=text), cure="Write k/n with k from 1 to n: --shard 2/7")
    return Shard(int(found[1]), int(found[2]))
