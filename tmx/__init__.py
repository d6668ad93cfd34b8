"""Translation memories: read, write, validate, merge, compare.

>>> from duizhao.tmx import Memory
>>> memory = Memory.from_pairs(pairs, "en", "zh-CN", recipe=recipe)  # doctest: +SKIP
>>> memory.write("memory.tmx")  # doctest: +SKIP
"""

from duizhao.tmx.memory import Memory, entry_pair
from duizhao.tmx.model import Comment, Element, Entry, Header, Note, Prop, Variant, confidence
from duizhao.tmx.operations.paragraphs import paragraph_pairs
from duizhao.tmx.xml.reader import Reader, read_entries
from duizhao.tmx.xml.writer import Writer, write_to

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
