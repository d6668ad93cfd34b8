"""Translation memories: read, write, validate, merge, compare.

>>> from tmx import Memory
>>> memory = Memory.from_pairs(pairs, "en", "zh-CN", recipe=recipe)  # doctest: +SKIP
>>> memory.write("memory.tmx")  # doctest: +SKIP
"""

from tmx.memory import Memory, entry_pair
from tmx.model import Comment, Element, Entry, Header, Note, Prop, Variant, confidence
from tmx.paragraphs import paragraph_pairs
from tmx.reader import Reader, read_entries
from tmx.writer import Writer, write_to

__all__ = [
    "Comment",
    "Element",
    "Entry",
    "Header",
    "Memory",
    "Note",
    "Prop",
    "Reader",
    "Variant",
    "Writer",
    "confidence",
    "entry_pair",
    "paragraph_pairs",
    "read_entries",
    "write_to",
]
