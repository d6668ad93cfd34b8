"""Units in the making: a text that may still get its other half, and the counting of its list items."""

from __future__ import annotations

from dataclasses import dataclass, field

from duizhao.corpora.model import Kind, Span, Unit
from duizhao.corpora.structure.blocks import Block
from duizhao.corpora.structure.list_counter import Items
from duizhao.corpora.structure.marked_text import Marked, in_order, join_all

#: How the ids of lines begin that a program reads: furniture, but not the page's.
MARKUP = "m"


@dataclass(slots=True)
class Draft:
    """A unit in the making. `pieces` are its text as far as it was found, in order. `listed` says that it is an item of
    a list without marks, a line each."""

    kind: Kind
    id: str
    number: tuple[int, ...] | None
    label: str
    pieces: list[Marked]
    spans: list[Span]
    line: int | None
    level: int
    items: Items = field(default_factory=Items)
    listed: bool = False

    @property
    def tail(self) -> str:
        """The text so far, or the last piece of one that was joined: how it ends is what matters."""
        return self.pieces[-1].text

    def append(self, block: Block, body: Marked) -> None:
        """Add the other half of a text that was cut."""
        self.pieces.append(body)
        self.spans += block.spans

    def finish(self) -> Unit:
        """The unit, its pieces joined."""
        body = join_all([piece for piece in self.pieces if piece.text])
        if not body.text:
            # A number with no text behind it is itself what there is to read.
            body, self.label = Marked(self.label), ""
        return Unit(
            self.id,
            self.kind,
            self.number,
            self.label,
            body.text,
            tuple(self.spans),
            self.line,
            self.level,
            in_order(body.marks),
        )
