"""Translation memories: read, write, validate, merge, compare.

>>> from duizhao.corpora import Locator, Pair, Recipe
>>> pairs = [Pair("Decent work.", "体面劳动。", Locator("en.md"), Locator("zh.md"), 0.98)]
>>> memory = Memory.from_pairs(pairs, "en", "zh-CN", recipe=Recipe("align"))
>>> memory.write("memory.tmx")
>>> [variant.text for entry in Memory.read("memory.tmx") for variant in entry.variants]
['Decent work.', '体面劳动。']
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
