"""Translation memories: read, write, validate, merge, compare.

>>> from duizhao.corpora import Locator, Pair, Recipe
>>> from duizhao.tmx import Memory
>>> pairs = [Pair("Decent work.", "体面劳动。", Locator("en.md"), Locator("zh.md"), 0.98)]
>>> memory = Memory.from_pairs(pairs, "en", "zh-CN", recipe=Recipe("align"))
>>> memory.write("memory.tmx")
>>> [variant.text for entry in Memory.read("memory.tmx") for variant in entry.variants]
['Decent work.', '体面劳动。']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duizhao.tmx.formats.known import MemoryFormat, memory_formats
    from duizhao.tmx.formats.losses import Keeps
    from duizhao.tmx.memory import Memory, entry_pair
    from duizhao.tmx.model import Comment, Element, Entry, Header, Note, Prop, Variant, confidence, content, sides
    from duizhao.tmx.operations.filter import Filter
    from duizhao.tmx.operations.paragraphs import paragraph_pairs
    from duizhao.tmx.store.store import Store
    from duizhao.tmx.validation.cat_tools import CatTool, cat_tools
    from duizhao.tmx.validation.preflight import Preflight
    from duizhao.tmx.whole import convert, dedupe, filter, merge, validate
    from duizhao.tmx.xml.reader import Reader, read_entries
    from duizhao.tmx.xml.writer import Writer, write_to

__all__ = [
    "CatTool",
    "Comment",
    "Element",
    "Entry",
    "Filter",
    "Header",
    "Keeps",
    "Memory",
    "MemoryFormat",
    "Note",
    "Preflight",
    "Prop",
    "Reader",
    "Store",
    "Variant",
    "Writer",
    "cat_tools",
    "confidence",
    "content",
    "convert",
    "dedupe",
    "entry_pair",
    "filter",
    "memory_formats",
    "merge",
    "paragraph_pairs",
    "read_entries",
    "sides",
    "validate",
    "write_to",
]

# Imported when they are first asked for: who reads a memory needs no other format, and no verb's help may wait
# for numpy.
_LATE = {
    **dict.fromkeys(("MemoryFormat", "memory_formats"), "formats.known"),
    "Keeps": "formats.losses",
    **dict.fromkeys(("Memory", "entry_pair"), "memory"),
    **dict.fromkeys(
        ("Comment", "Element", "Entry", "Header", "Note", "Prop", "Variant", "confidence", "content", "sides"), "model"
    ),
    "Filter": "operations.filter",
    "paragraph_pairs": "operations.paragraphs",
    **dict.fromkeys(("CatTool", "cat_tools"), "validation.cat_tools"),
    **dict.fromkeys(("Reader", "read_entries"), "xml.reader"),
    **dict.fromkeys(("Writer", "write_to"), "xml.writer"),
    "Store": "store.store",
    "Preflight": "validation.preflight",
    **dict.fromkeys(("convert", "dedupe", "filter", "merge", "validate"), "whole"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATE})
