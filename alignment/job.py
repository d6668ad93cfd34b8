"""What goes through the rounds: two lists of sentences, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from duizhao.alignment.evidence import Evidence
from duizhao.alignment.features import Outline
from duizhao.alignment.search import Floats
from duizhao.alignment.signals import tokens
from duizhao.alignment.structure import Structure, Twins
from duizhao.alignment.text_side import Side

Corners = Sequence[tuple[int, int]]


@dataclass
class Job:
    """Two sides on their way through the rounds. The first path is led past the `anchors`; the search must pass the
    corners that are `sure`; those of `fixed` are people's. Vectors are rows of zeros, token vectors None, where nothing
    was encoded."""

    source: Side
    target: Side
    known: Evidence
    anchors: Corners = ()
    structure: Structure | None = None
    sure: Corners = ()
    fixed: Corners = ()
    vectors: tuple[Floats, Floats] | None = None
    tokens: tuple[tokens.TokenTable, tokens.TokenTable] | None = None
    weights: tuple[Floats, Floats] = field(default=(np.zeros(0, np.float32), np.zeros(0, np.float32)))

    @property
    def kinds(self) -> tuple[bool, bool]:
        """Whether the words of either side are spaced."""
        return self.source.spaced, self.target.spaced

    @cached_property
    def twins(self) -> Twins:
        return Twins.of(self.source.texts, self.target.texts)

    @cached_property
    def outlines(self) -> tuple[Outline, Outline]:
        return Outline(self.source), Outline(self.target)
