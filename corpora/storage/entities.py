"""Entities in the XML of others: nothing of ours opens or expands one, so a text that has one would lose a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say


def without_entities(root: Any, path: object, *, cure: str) -> Any:
    """An element of lxml, parsed with its entities left alone, as it is. Raises InputError where it has one."""
    refuse_entities(root.iter(etree.Entity), path, cure=cure)
    return root


def refuse_entities(nodes: Iterable[Any], path: object, *, cure: str) -> None:
    """Raise InputError for the first of some nodes of lxml that is an entity."""
    for node in nodes:
        if node.tag is etree.Entity:
            what = say(
                "the text holds the entity {node}, which stands for something that is declared elsewhere",
                node=node.text,
            )
            raise InputError(what, path=None if path is None else str(path), line=node.sourceline or None, cure=cure)
