"""From a reader's blocks to a Document: furniture set apart, paragraphs numbered and re-joined.

The stages, each a function that takes and returns values: tidy the texts, settle the language, set apart what is no
text (`corpora.cleaning`), accept paragraph numbers (`corpora.numbering`), and walk once through the blocks to make
units, giving bullets to their paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import guess, primary, script_of_tag, tag_of_script
from duizhao.corpora.language.table import language as language_facts
from duizhao.corpora.model import Document, Notice, Origin, Unit
from duizhao.corpora.notices.text import text_findings
from duizhao.corpora.saying import say
from duizhao.corpora.structure import furniture, numbering, numbering_faults
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.characters import (
    SUPERSCRIPTS,
    close_letter_spacing,
    note_figure,
    radicals_notice,
    take_raised_figures,
    without_controls,
    without_radicals,
)
from duizhao.corpora.structure.continuation import WalkState
from duizhao.corpora.structure.first_items import with_first_items
from duizhao.corpora.structure.marked_text import Marked, tidy
from duizhao.corpora.structure.part_numbers import with_part_titles
from duizhao.corpora.structure.unit_builder import Walk

# Formats in which a space inside Chinese text is a comma, as their readers expect.
_SPACED_FORMATS = frozenset(("subtitles",))


def assemble(
    blocks: Sequence[Block],
    *,
    id: str,
    origin: Origin,
    language: str | None = None,
    notices: Sequence[Notice] = (),
    pages: bool = False,
) -> Document:
    """The blocks of a reader as a Document.

    `language` is what the user or the file says; None to let the text decide. `pages`: page breaks may have cut its
    paragraphs (a PDF, or text made from one); where False, a block is a whole paragraph. Every block with text becomes
    a unit or part of one, so nothing readable is lost. Raises InputError where there is no text, where the text is not
    in the declared language, or in none we know; SettingsError for a language that is not supported.
    """
    tidied, seen = _tidy(blocks)
    tag = settle_language(tidied, language, origin.path)
    doubts = _script_notice(language, tag)
    texts = with_first_items(furniture.set_apart(tidied))
    ready = with_part_titles(numbering.with_article_headings(texts), numbering.block_label)
    numbers = numbering.number(ready)
    walk = Walk(ready, numbers, WalkState(cuts=pages))
    units = walk.units()
    faults = numbering_faults.faults(ready, numbers, walk.numbered)
    found = [n for n in text_findings(units, tag) if n.check != "text.gap" or origin.format not in _SPACED_FORMATS]
    return Document(id, tag, units, origin, (*notices, *doubts, *_placed(seen, units), *faults, *walk.notices, *found))


def _placed(notices: Sequence[Notice], units: Sequence[Unit]) -> list[Notice]:
    """Notices that know their line only, given the unit that begins there."""
    by_line = {unit.line: unit.id for unit in reversed(units) if unit.line is not None}
    return [replace(n, unit=by_line.get(n.line, "")) if n.line is not None and not n.unit else n for n in notices]


def settle_language(blocks: Sequence[Block], declared: str | None, path: str) -> str:
    """The document's language: as declared when the text does not speak against it, else as guessed. Chinese declared
    to be of one script and clearly written in the other gets the tag of what it is written in."""
    if declared is not None:
        language_facts(declared)
    text = "\n".join(b.text for b in blocks if b.role is not Role.CODE)
    guessed = guess(text)
    if guessed is None:
        raise InputError(
            "there is no text in it that could be read as Chinese or English",
            path=path,
            cure="If it is a scan, run text recognition first",
        )
    if declared is None:
        return guessed
    if primary(declared) != primary(guessed):
        raise InputError(
            say(
                "declared as {declared}, but the text is {found}",
                declared=language_facts(declared).name,
                found=language_facts(guessed).name,
            ),
            path=path,
            cure="Were the two files given the wrong way round? Else leave the language out",
        )
    return tag_of_script(declared, text)


def _script_notice(declared: str | None, tag: str) -> list[Notice]:
    """That a document is not in the script it was said to be in."""
    if declared is None or declared == tag:
        return []
    message = say(
        "said to be {declared}, but written in {script_of_tag} characters, so it is taken as {tag}",
        declared=declared,
        script_of_tag=script_of_tag(tag),
        tag=tag,
    )
    return [Notice("text.language", message)]


def _tidy(blocks: Sequence[Block]) -> tuple[list[Block], list[Notice]]:
    """Blocks with single blanks, no control characters, no radicals and closed letter spacing; empty ones only where
    they mean something (rules, page breaks)."""
    result: list[Block] = []
    notices: list[Notice] = []
    radicals, first = "", None
    labels = _note_labels(blocks)
    for block in blocks:
        if block.role is Role.CODE:
            result += [block] if block.text.strip() else []
            continue
        marked, seen = without_controls(Marked(block.text, block.marks), block.line)
        notices += seen
        marked, found = without_radicals(marked)
        first = block.line if found and not radicals else first
        radicals += found
        # A tab and wide gaps are evidence for contents entries and bare numbers; those lines are tidied in the walk.
        if block.role not in (Role.CONTENTS, Role.TEXT):
            marked = tidy(marked)
        marked = take_raised_figures(close_letter_spacing(marked), labels)
        if marked.text.strip() or block.role in (*furniture.FURNITURE, Role.MARKUP):
            result.append(replace(block, text=marked.text, marks=marked.marks))
    return result, [*notices, *radicals_notice(radicals, first)]


def _note_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """The labels of the notes that the document has, or may have: of a footnote, or a figure that begins a text behind
    a rule or another note, or stands raised there."""
    labels: set[str] = set()
    foot = False
    for block in blocks:
        begin = note_figure(block.text)
        if block.role is Role.FOOTNOTE:
            labels.add(block.label)
        elif begin and (foot or not begin.isascii()):
            labels.add(begin.translate(SUPERSCRIPTS))
        foot = block.role in (Role.RULE, Role.FOOTNOTE) or (foot and bool(begin))
    return frozenset(labels)
