"""What can be wrong with a memory, and the cure. What it does to a CAT tool is for the tool's profile to say."""

from __future__ import annotations

from typing import NamedTuple

from duizhao.corpora.saying import say


class MemoryFault(NamedTuple):
    """What can be wrong: what to do about it, and whether `duizhao tmx validate --fix` does it."""

    cure: str
    fixable: bool = True


FAULTS: dict[str, MemoryFault] = {
    "xml": MemoryFault(say("Recover the whole units with --fix")),
    "prefix": MemoryFault(say("Declare the prefix, as every tmx command does when it writes")),
    "encoding": MemoryFault(say("Say the encoding that the file has, or save it as UTF-8")),
    "header.missing": MemoryFault(say("Add a header")),
    "dtd.required.srclang": MemoryFault(say("Name the source language in srclang")),
    "dtd.required": MemoryFault(say("Add the attribute")),
    "dtd.attribute": MemoryFault(say("Remove it or keep it as a prop")),
    "dtd.value": MemoryFault(say("Use a value that TMX 1.4 knows")),
    "dtd.element": MemoryFault(say("Remove the element, or write it as an inline code")),
    "dtd.order": MemoryFault(say("Put note and prop before tuv and seg")),
    "dtd.text": MemoryFault(say("Remove the text or put it into a note")),
    "dtd.missing": MemoryFault(say("Add what is missing or remove the unit")),
    "prop.type": MemoryFault(say("Give the prop a type")),
    "language.missing": MemoryFault(say("Add xml:lang")),
    "language.old": MemoryFault(say("Write xml:lang")),
    "language.code": MemoryFault(say("Use codes such as en-US and zh-CN")),
    "language.region": MemoryFault(say("Give the region: --languages en-US,zh-CN")),
    "language.source": MemoryFault(say("Give srclang the code of the source tuv, letter for letter")),
    "language.none": MemoryFault(say("Remove the unit, or split the file by language"), fixable=False),
    "language.order": MemoryFault(say("Put the source tuv first")),
    "language.pair": MemoryFault(say("Split the file by language pair"), fixable=False),
    "segment.missing": MemoryFault(say("Add the segment or remove the unit")),
    "segment.alone": MemoryFault(say("Remove the unit: it has no translation")),
    "segment.empty": MemoryFault(say("Remove the unit: a side is empty")),
    "segment.long": MemoryFault(say("Split the segment or leave the unit out"), fixable=False),
    "segment.conflict": MemoryFault(say("Merge them: of several translations OmegaT takes the last"), fixable=False),
    "code.unpaired": MemoryFault(say("Write lone halves as <it>")),
    "code.differs": MemoryFault(say("Look at the unit: source and target have other codes"), fixable=False),
    "code.level": MemoryFault(say("Turn on level 2 tags in OmegaT, or the codes are dropped"), fixable=False),
    "date.format": MemoryFault(say("Write dates as 20250131T120000Z")),
    "unit.double": MemoryFault(say("Give each unit its own tuid")),
    "entity.declared": MemoryFault(say("Write the text instead of the entity")),
}
"""Every fault that a preflight looks for, by name."""
