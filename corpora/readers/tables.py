"""Tables of any format: a cell is a block with its row and column, unless the table only lays out running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import Edit, Marked, edit, join

# A cell of data holds a few lines. One with more paragraphs than this, or with headings in it, is a page's layout.
_LAYOUT_PARAGRAPHS = 6


@dataclass(slots=True)
class Grid:
    """A table being read: its number in the document (from 1) and the blocks of each cell by (row, column), from 1."""

    table: int
    cells: dict[tuple[int, int], list[Block]] = field(default_factory=dict)

    def add(self, row: int, column: int, blocks: list[Block]) -> None:
        """Put blocks into a cell, behind what stands there."""
        self.cells.setdefault((row, column), []).extend(blocks)

    @property
    def is_box(self) -> bool:
        """Whether it is a frame around text: one cell."""
        return len(self.cells) == 1

    @property
    def is_layout(self) -> bool:
        """Whether it lays out running text: headings, nested tables or many paragraphs in a cell; in a single row,
        which is no table of data, a few paragraphs."""
        if self._holds_data:
            return False
        most = _LAYOUT_PARAGRAPHS if len({row for row, _ in self.cells}) > 1 else _LAYOUT_PARAGRAPHS // 3
        return not self.is_box and any(
            len(blocks) > most or any(b.role is Role.HEADING or b.cell for b in blocks)
            for blocks in self.cells.values()
        )

    @property
    def _holds_data(self) -> bool:
        """Whether it is a table of data that has small tables in a few of its cells: two rows at least of two cells and
        more, and a paragraph at most in all the others."""
        nested = [blocks for blocks in self.cells.values() if any(b.cell for b in blocks)]
        rows = Counter(row for row, _ in self.cells)
        if not nested or 3 * len(nested) > len(self.cells) or sum(count > 1 for count in rows.values()) < 2:
            return False
        return all(b.role is Role.TEXT or b.cell for blocks in self.cells.values() for b in blocks) and all(
            len(blocks) <= 1 for blocks in self.cells.values() if blocks not in nested
        )


def cell_blocks(grid: Grid, *, set_apart: bool = False) -> Iterator[Block]:
    """The table's blocks in reading order: CELL blocks, BOX blocks for a frame, or the text as it stands for a layout.

    Paragraphs of a cell become one block, as a cell is cited by its row and column; footnotes and the cells of a table
    in it stay themselves, behind it.
    `set_apart` is for tables in headers and footers, whose blocks keep their role.
    """
    layout = grid.is_layout
    for (row, column), blocks in sorted(grid.cells.items()):
        if layout:
            yield from blocks
            continue
        if grid.is_box:
            for block in blocks:
                plain = block.role is Role.TEXT and not block.cell
                yield replace(block, role=Role.BOX) if plain else block
            continue
        text, first = Marked(""), None
        notes: list[Block] = []
        for block in blocks:
            if block.role is Role.FOOTNOTE or block.cell:
                notes.append(block)
                continue
            first = first or block
            label = [Edit(0, 0, f"{block.label} ")] if block.label else []
            text = join(text, edit(Marked(block.text, block.marks), label))
        if first is not None and text.text:
            role = first.role if set_apart else Role.CELL
            yield replace(
                first, text=text.text, marks=text.marks, role=role, label="", level=0, cell=(grid.table, row, column)
            )
        yield from notes
