"""A memory of many languages as one of two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from duizhao.tmx.formats.sifted import Sifted
from duizhao.tmx.model import Entry, Header
from duizhao.tmx.pair import pair_of

MANY = ("tmx", "jsonl")
"""The formats whose units may have more than two languages."""
LOOKED_AT = 2000
"""Units by which the languages of a memory are told; what they are shows long before."""


class OfPair(Sifted):
    """The entries of a memory with the two texts of a pair alone, in its order; those that lack one are counted."""

    def __init__(self, header: Header, entries: Iterable[Entry], source: str = "", target: str = "") -> None:
        """Looks at the first entries; see `pair_of`. `header` is then that of the pair."""
        rest = iter(entries)
        first = list(islice(rest, LOOKED_AT))
        self.pair = pair_of(first, header.source_language, source, target)
        self.header = replace(header, attributes={**header.attributes, "srclang": self.pair.source})
        super().__init__(lambda left_out: self._of(chain(first, rest), left_out))

    def _of(self, entries: Iterable[Entry], left_out: Counter[str]) -> Iterator[Entry]:
        for entry in entries:
            both = self.pair.between(entry)
            if both is None:
                left_out[f"without {self.pair}"] += 1
            else:
                attributes = {name: value for name, value in entry.attributes.items() if name != "srclang"}
                yield entry._replace(variants=both, attributes=attributes)
