"""The TMX 1.4 document type as a table, and a checker that follows the parser's events.

Written from the DTD so that a preflight can name unit, line and cure where a validating parser says "does not
validate". OmegaT refuses from version 6.1 on what this refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from duizhao.corpora.saying import say

_INLINE = frozenset({"bpt", "ept", "ph", "it", "hi", "ut"})
_SUB = frozenset({"sub"})
_EXTRAS = frozenset({"note", "prop"})
_LANG = frozenset({"xml:lang", "lang", "o-encoding"})
_HISTORY = frozenset({"creationdate", "creationid", "changedate", "changeid", "o-encoding"})
_UNIT = _HISTORY | {"datatype", "usagecount", "lastusagedate", "creationtool", "creationtoolversion", "o-tmf"}
SEGTYPES = frozenset({"block", "paragraph", "sentence", "phrase"})


class ElementModel(NamedTuple):
    """What an element may hold: children in any order (or in the given order), text, attributes."""

    children: frozenset[str] = frozenset()
    text: bool = False
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    order: tuple[frozenset[str], ...] = ()
    last: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()


RULES: dict[str, ElementModel] = {
    "tmx": ElementModel(
        frozenset({"header", "body"}),
        optional=frozenset({"version"}),
        order=(frozenset({"header"}), frozenset({"body"})),
        last=frozenset({"header", "body"}),
        once=frozenset({"header", "body"}),
    ),
    "header": ElementModel(
        _EXTRAS | {"ude"},
        required=frozenset(
            {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
        ),
        optional=_HISTORY,
    ),
    "body": ElementModel(frozenset({"tu"})),
    "note": ElementModel(text=True, optional=_LANG),
    "prop": ElementModel(text=True, required=frozenset({"type"}), optional=_LANG),
    "ude": ElementModel(
        frozenset({"map"}), required=frozenset({"name"}), optional=frozenset({"base"}), last=frozenset({"map"})
    ),
    "map": ElementModel(required=frozenset({"unicode"}), optional=frozenset({"code", "ent", "subst"})),
    "tu": ElementModel(
        _EXTRAS | {"tuv"},
        optional=_UNIT | {"tuid", "segtype", "srclang"},
        order=(_EXTRAS, frozenset({"tuv"})),
        last=frozenset({"tuv"}),
    ),
    "tuv": ElementModel(
        _EXTRAS | {"seg"},
        required=frozenset({"xml:lang"}),
        optional=_UNIT | {"lang"},
        order=(_EXTRAS, frozenset({"seg"})),
        last=frozenset({"seg"}),
        once=frozenset({"seg"}),
    ),
    "seg": ElementModel(_INLINE, True),
    "bpt": ElementModel(_SUB, True, frozenset({"i"}), frozenset({"x", "type"})),
    "ept": ElementModel(_SUB, True, frozenset({"i"})),
    "sub": ElementModel(_INLINE, True, optional=frozenset({"datatype", "type"})),
    "it": ElementModel(_SUB, True, frozenset({"pos"}), frozenset({"x", "type"})),
    "ph": ElementModel(_SUB, True, optional=frozenset({"x", "assoc", "type"})),
    "hi": ElementModel(_INLINE, True, optional=frozenset({"x", "type"})),
    "ut": ElementModel(_SUB, True, optional=frozenset({"x"})),
}

_VALUES: dict[tuple[str, str], frozenset[str]] = {
    ("tmx", "version"): frozenset({"1.4"}),
    ("header", "segtype"): SEGTYPES,
    ("tu", "segtype"): SEGTYPES,
    ("it", "pos"): frozenset({"begin", "end"}),
}


def right(tag: str, names: Iterable[str]) -> bool:
    """Whether an element with attributes of these names is right, whatever their values."""
    rule = RULES[tag]
    given = set(names)
    return rule.required <= given <= rule.required | rule.optional and not any((tag, name) in _VALUES for name in given)


Report = Callable[[str, str], None]


class Schema:
    """Follows start and end of elements and calls `report(check, message)` for every breach of the document type."""

    def __init__(self, report: Report) -> None:
        self._report = report
        # What has been found right before: places (parent, element, elements before it) and tags (names of attributes).
        self._right: set[tuple[str, ...]] = set()
        self._stack: list[tuple[str, ElementModel | None, list[str]]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._stack:
            self._place(tag)
        elif tag != "tmx":
            self._report("dtd.element", say("the root element is <{tag}>", tag=tag))
        rule = RULES.get(tag)
        self._stack.append((tag, rule, []))
        if rule is not None and (tag, *attributes) not in self._right:
            self._attributes(tag, rule, attributes)

    def end(self) -> None:
        """The innermost element ends."""
        tag, rule, children = self._stack.pop()
        if rule is not None and rule.last and not rule.last.issubset(children):
            for missing in sorted(rule.last - set(children)):
                self._report("dtd.missing", f"<{tag}> without <{missing}>")

    def seen(self, tag: str) -> None:
        """Take a child of the root as seen."""
        self._stack[0][2].append(tag)

    def _place(self, tag: str) -> None:
        parent, rule, siblings = self._stack[-1]
        place = (parent, "/", tag, *siblings)
        if rule is not None and place not in self._right:
            if tag not in rule.children:
                self._report("dtd.element", say("<{tag}> cannot stand in <{parent}>", tag=tag, parent=parent))
            elif rule.order:
                position = next(i for i, group in enumerate(rule.order) if tag in group)
                if any(sibling in group for group in rule.order[position + 1 :] for sibling in siblings):
                    self._report("dtd.order", say("<{tag}> stands too late in <{parent}>", tag=tag, parent=parent))
                elif tag in rule.once and tag in siblings:
                    self._report("dtd.element", say("<{parent}> with more than one <{tag}>", parent=parent, tag=tag))
                else:
                    self._right.add(place)
            else:
                self._right.add(place)
        # Only these are looked up again: a body of a million units needs no list of them.
        if rule is not None and tag in rule.children and tag not in siblings:
            siblings.append(tag)

    def _attributes(self, tag: str, rule: ElementModel, attributes: Mapping[str, str]) -> None:
        for name in sorted(rule.required):  # in the same order on every run
            # Old files write lang; validating parsers let it pass for xml:lang, OmegaT 6.1 does not.
            if name not in attributes and not (name == "xml:lang" and "lang" in attributes):
                self._report(f"dtd.required.{name}" if name == "srclang" else "dtd.required", f"<{tag}> without {name}")
        if all(name in attributes for name in rule.required) and not any(
            (name not in rule.required and name not in rule.optional) or (tag, name) in _VALUES for name in attributes
        ):
            self._right.add((tag, *attributes))
        for name, value in attributes.items():
            if name not in rule.required and name not in rule.optional:
                self._report("dtd.attribute", say("<{tag}> has no attribute {name}", tag=tag, name=name))
            elif value not in _VALUES.get((tag, name), (value,)):
                known = ", ".join(sorted(_VALUES[tag, name]))
                self._report(
                    "dtd.value",
                    say(
                        '<{tag}> with {name}="{value}", which can only be: {known}',
                        tag=tag,
                        name=name,
                        value=value[:40],
                        known=known,
                    ),
                )
