"""From a reader's blocks to a Document: furniture set apart, paragraphs numbered and re-joined.

The stages, each a function that takes and returns values: tidy the texts, settle the language, set apart what is no
text (`corpora.cleaning`), accept paragraph numbers (`corpora.numbering`), and walk once through the blocks to make
units, giving bullets to their paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from corpora import cleaning, numbering
from corpora.blocks import Block, Role
from corpora.errors import InputError
from corpora.findings import text_findings
from corpora.labels import Item, Label, item_labels, paragraph_label
from corpora.languages import guess, is_han, primary
from corpora.languages import language as language_facts
from corpora.lists import Items
from corpora.marked import Marked, covered, drop_start, in_order, join_all, tidy
from corpora.model import Document, Kind, Notice, Origin, Span, Unit
from corpora.readers.lines import finished, width

_NAMES = {"en": "English", "zh": "Chinese"}

# Formats whose paragraphs page breaks can cut; the others know what a paragraph is.
_CUT_FORMATS = frozenset(("markdown", "text", "pdf"))


def assemble(
    blocks: Sequence[Block],
    *,
    id: str,
    origin: Origin,
    language: str | None = None,
    notices: Sequence[Notice] = (),
) -> Document:
    """The blocks of a reader as a Document.

    `language` is what the user or the file says; None to let the text decide. Every block with text becomes a unit or
    part of one, so nothing readable is lost. Raises InputError where there is no text, where the text is not in the
    declared language, or in none we know; SettingsError for a language that is not supported.
    """
    tidied, seen = _tidy(blocks)
    tag = settle_language(tidied, language, origin.path)
    ready = cleaning.set_apart(tidied)
    numbers = numbering.number(ready)
    walk = _Walk(ready, numbers, cuts=origin.format in _CUT_FORMATS)
    units = walk.units()
    faults = numbering.faults(ready, numbers, walk.numbered)
    found = text_findings(units, tag)
    return Document(id, tag, units, origin, (*notices, *_placed(seen, units), *faults, *walk.notices, *found))


def _placed(notices: Sequence[Notice], units: Sequence[Unit]) -> list[Notice]:
    """Notices that know their line only, given the unit that begins there."""
    by_line = {unit.line: unit.id for unit in reversed(units) if unit.line is not None}
    return [replace(n, unit=by_line.get(n.line, "")) if n.line is not None and not n.unit else n for n in notices]


def settle_language(blocks: Sequence[Block], declared: str | None, path: str) -> str:
    """The document's language: as declared when the text does not speak against it, else as guessed."""
    text = "\n".join(b.text for b in blocks)
    guessed = guess(text)
    if guessed is None:
        raise InputError(
            "there is no text in it that could be read as Chinese or English",
            path=path,
            cure="If it is a scan, run text recognition first",
        )
    if declared is None:
        return guessed
    language_facts(declared)
    if primary(declared) != guessed:
        raise InputError(
            f"declared as {_NAMES[primary(declared)]}, but the text is {_NAMES[guessed]}",
            path=path,
            cure="Were the two files given the wrong way round? Else leave the language out",
        )
    return declared


def _tidy(blocks: Sequence[Block]) -> tuple[list[Block], list[Notice]]:
    """Blocks with single blanks, no control characters and closed letter spacing; empty ones only where they mean
    something (rules, page breaks)."""
    result: list[Block] = []
    notices: list[Notice] = []
    for block in blocks:
        marked, seen = cleaning.without_controls(Marked(block.text, block.marks), block.line)
        notices += seen
        # A tab and wide gaps are evidence for contents entries and bare numbers; those lines are tidied in the walk.
        if block.role not in (Role.CONTENTS, Role.TEXT):
            marked = tidy(marked)
        marked = cleaning.close_letter_spacing(marked)
        if marked.text.strip() or block.role in cleaning.FURNITURE:
            result.append(replace(block, text=marked.text, marks=marked.marks))
    return result, notices


@dataclass(slots=True)
class _Draft:
    """A unit in the making."""

    kind: Kind
    id: str
    number: tuple[int, ...] | None
    label: str
    pieces: list[Marked]
    spans: list[Span]
    line: int | None
    level: int
    items: Items = field(default_factory=Items)

    @property
    def tail(self) -> str:
        """The text so far, or the last piece of one that was joined: how it ends is what matters."""
        return self.pieces[-1].text

    def append(self, block: Block, body: Marked) -> None:
        """Add the other half of a text that was cut."""
        self.pieces.append(body)
        self.spans += block.spans

    def finish(self) -> Unit:
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


# Ornaments that designers set before headings.
_ORNAMENT = re.compile(r"[▶►▸➤■◆●]\s*")
_HEADING_WORD = re.compile(
    r"(?:[IVXLC]{1,6}[.．、]\s|[一二三四五六七八九十]{1,3}、|[A-Z][.．]\s|\d+(?:\.\d+)+\.?\s|(?:annex|appendix|chapter|part|section|box|figure|table)\s+[\dIVXLCA-Z]"
    r"|(?:附件|附录|附錄|附文|专栏|專欄|框|方框|表|图|圖)\s?[\d一二三四五六七八九十]|第[一二三四五六七八九十百\d]+[章节節编編部]|(?:article|art\.)\s\d+|第[一二三四五六七八九十百\d]+[条條]$)",
    re.IGNORECASE,
)
# How the parts of a list end: the text that announces it, an item before another, any item.
_LIST_GOES_ON = re.compile(r"[:：]$|(?:[;；]|[;；,，]\s*(?:and|or|以及|和|或))$")
_ANNOUNCES = re.compile(r"[:：]$")
_PROMISES = re.compile(r"(?:[;；]|[;；,，]\s*(?:and|or|以及|和|或))$")
# What goes on with an item and does not begin one.
_CONJUNCTION = re.compile(r"(?:and|or|as well as|including|nor)\s|以及|并且|及|或者")
_ITEM_END = re.compile(r"(?:[.;。；]|[;；,，]\s*(?:and|or|以及|和|或))[\"”’」』)）]*$")
# More runs of bold numbers than this are no passages any more.
_MOST_RUNS = 10
# The longest title seen in papers of the UN family is under 60 English words and 90 Chinese characters.
_TITLE_WORDS, _TITLE_CHARACTERS = 45, 90


@dataclass(slots=True)
class _Walk:
    """One pass through the blocks, with the little it must remember."""

    blocks: Sequence[Block]
    numbers: dict[int, Label]
    cuts: bool
    done: list[_Draft] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    numbered: dict[int, str] = field(default_factory=dict)  # block to the id of its numbered unit
    bold_numbers: list[tuple[_Draft, bool]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    outline: Items = field(default_factory=Items)  # labels of a paper that numbers no paragraphs: 一、（一）
    paragraph: _Draft | None = None  # the last numbered paragraph, to which bullets belong
    host: _Draft | None = None  # what bullets are counted in: a paragraph, or an unnumbered text
    current: _Draft | None = None  # what a cut half may belong to
    loose_items: bool = False  # whether the items of the current list end without a point
    page_between: bool = False
    heading_since: bool = False

    def units(self) -> tuple[Unit, ...]:
        """All units in reading order."""
        titles = {cleaning.key(cleaning.entry_title(b.text)) for b in self.blocks if b.role is Role.CONTENTS}
        last = max(self.numbers, default=-1)
        for i, block in enumerate(self.blocks):
            body = cleaning.close_note_gaps(tidy(Marked(block.text, block.marks)))
            if block.role in cleaning.FURNITURE:
                if body.text and block.role is not Role.RULE:
                    self._add(Kind.FURNITURE, "u", block, body)
                self.page_between = True
            elif block.role is Role.CONTENTS:
                self._add(Kind.CONTENTS, "c", block, tidy(body))
                self.current = None
            elif block.role is Role.FOOTNOTE:
                self._add(Kind.FOOTNOTE, f"fn{_slug(block.label)}", block, body, label=block.label, counted=False)
                self.page_between = True
            elif block.role is Role.CELL:
                place = block.cell or (0, 0, 0)
                self._add(Kind.CELL, "t{}.r{}.c{}".format(*place), block, body, counted=False)
                self.current = None
            elif block.role is Role.HEADING:
                self._heading(block, body)
            elif i in self.numbers:
                self._paragraph(i, block, body)
            else:
                self._text(i, block, body, titles, last)
        self.notices += self._mixed_bold()
        return tuple(d.finish() for d in self.done)

    def _mixed_bold(self) -> Iterator[Notice]:
        """Runs of paragraph numbers that are bold where most are plain, or the other way round."""
        usual = 2 * sum(bold for _, bold in self.bold_numbers) > len(self.bold_numbers)
        style = ("plain", "bold") if usual else ("bold", "plain")
        runs = [(bold, [d for d, _ in run]) for bold, run in groupby(self.bold_numbers, key=lambda pair: pair[1])]
        odd = [run for bold, run in runs if bold is not usual]
        if len(odd) > _MOST_RUNS:
            # Strewn over the paper: told once.
            shown = ", ".join(run[0].label for run in odd[:5])
            message = f"{sum(map(len, odd))} numbers are {style[0]}, where most are {style[1]}: {shown} …"
            yield Notice("layout.number_style", message, unit=odd[0][0].id, line=odd[0][0].line)
            return
        for run in odd:
            shown = f"numbers {run[0].label} to {run[-1].label} are" if len(run) > 1 else f"number {run[0].label} is"
            message = f"the {shown} {style[0]}, where most are {style[1]}"
            yield Notice("layout.number_style", message, unit=run[0].id, line=run[0].line)

    # -- what a block becomes ------------------------------------------------------------------------------------

    def _heading(self, block: Block, body: Marked) -> None:
        ornament = _ORNAMENT.match(body.text)
        body = drop_start(body, ornament.end()) if ornament and ornament.end() < len(body.text) else body
        label = block.label or (ornament[0].strip() if ornament else "")
        outline = [r for r in item_labels(body.text) if r.form == "han comma"]
        if outline and not self.numbers:
            self.outline = Items([("han comma", outline[0].value)])
        self._add(Kind.HEADING, "h", block, body, label=label)
        self.current, self.heading_since, self.host = None, True, None

    def _paragraph(self, i: int, block: Block, body: Marked) -> None:
        label = self.numbers[i]
        bold = any(m.kind == "bold" and m.span.start == 0 for m in body.marks)
        if label.end:
            # A tab behind a bare number is gone in the tidied text, so there the label is read in the reader's text.
            raw = Marked(block.text, block.marks) if label.form == "bare" else body
            found = paragraph_label(raw.text)
            body = tidy(drop_start(raw, found.end)) if found else body
        id = "p" + ".".join(f"{n:03d}" if not k else str(n) for k, n in enumerate(label.value))
        draft = self._add(Kind.PARAGRAPH, id, block, body, number=label.value, label=label.printed, counted=False)
        self.paragraph = self.host = self.current = draft
        self.numbered[i] = draft.id
        if label.end:
            self.bold_numbers.append((draft, bold))
        if label.end and block.role is Role.ITEM:
            message = f"the number {label.printed} stands behind the mark of a list"
            self.notices.append(Notice("layout.number_in_list", message, unit=draft.id, line=block.line))
        self.page_between = self.heading_since = False

    def _text(self, i: int, block: Block, body: Marked, titles: set[str], last: int) -> None:
        """A block without a paragraph number of its own."""
        bullet = self._bullet_label(i, block, body)
        if bullet is not None:
            label, body = bullet
            self._bullet(block, body, label)
        elif cleaning.key(body.text) in titles and not self._goes_on(block, body, sure=True):
            self._heading(block, body)
        elif self._is_flat_item(block, body):
            self._bullet(block, body, "")
        elif self._goes_on(block, body):
            assert self.current is not None
            if self.page_between or block.blank_before:
                message = f"cut and joined again: …{self.current.tail[-8:]} | {body.text[:8]}…"
                self.notices.append(Notice("layout.cut", message, unit=self.current.id, line=block.line))
            self.current.append(block, body)
            self.page_between = False
        elif self._is_title(i, block, body):
            self._heading(block, body)
        else:
            self._plain(i, block, body, last)

    def _plain(self, i: int, block: Block, body: Marked, last: int) -> None:
        """An unnumbered text: front matter before the first number, a box between two, else a paragraph."""
        first = min(self.numbers, default=-1)
        if self.numbers and i < first and block.role is not Role.BOX:
            draft = self._add(Kind.FRONT, "f", block, body)
        elif block.role is Role.BOX or (self.paragraph is not None and self.heading_since and i < last):
            inside = self.paragraph.number if self.paragraph else None
            id = f"{self.paragraph.id}.box" if self.paragraph else "box"
            draft = self._add(Kind.BOX, id, block, body, number=inside, counted=False)
        else:
            draft = self._add(Kind.PARAGRAPH, "x", block, body)
        self.host = self.current = draft
        self.page_between = False

    def _bullet(self, block: Block, body: Marked, label: str) -> None:
        """An item of a list. Items of a box count on from those of its paragraph, so that a citation stays unique."""
        owner = self.host or self.paragraph
        before = self.current
        self.loose_items = before is not None and before.kind is Kind.BULLET and not finished(before.tail)
        readings = item_labels(label)
        if not self.numbers and readings and readings[0].form in ("han", "han comma", "circled", "arabic"):
            path, _ = self.outline.next(readings)
            kind = Kind.PARAGRAPH if readings[0].form.startswith("han") else Kind.BULLET
            id = "s" + ".".join(map(str, path))
            draft = self._add(kind, id, block, body, number=path, label=label, counted=False)
        elif owner is None:
            draft = self._add(Kind.BULLET, "b", block, body, label=label)
        else:
            counter = self.paragraph if owner.kind is Kind.BOX and self.paragraph else owner
            path, fault = counter.items.next(readings)
            id = f"{counter.id}.{path[0]:02d}" + "".join(f".{n}" for n in path[1:])
            number = (*counter.number, *path) if counter.number else None
            draft = self._add(Kind.BULLET, id, block, body, number=number, label=label, counted=False)
            if fault:
                self.notices.append(
                    Notice("numbering.item", f"{fault} in {counter.id}", unit=draft.id, line=block.line)
                )
        self.current = draft
        self.page_between = False

    # -- judgements ----------------------------------------------------------------------------------------------

    def _bullet_label(self, i: int, block: Block, body: Marked) -> tuple[str, Marked] | None:
        """The label and text of a list item; None when the block is none."""
        text = body.text
        readings = item_labels(text)
        inside = readings[0] if readings and readings[0].end < len(text) else None
        if block.role is Role.ITEM or (block.label and block.role is Role.TEXT):
            if inside and inside.form != "mark" and (not block.label or item_labels(block.label)[:1] == ()):
                return inside.printed, drop_start(body, inside.end)
            marks_only = all(r.form == "mark" for r in item_labels(block.label))
            if inside and inside.form != "mark" and marks_only:
                return inside.printed, drop_start(body, inside.end)
            return block.label, body
        if block.role is not Role.TEXT or inside is None:
            return None
        if inside.form == "han comma" and self._is_title(i, block, body):
            return None
        # In a paper without paragraph numbers （一） is what its readers cite.
        cited = not self.numbers and inside.form == "han"
        if cited or inside.form == "mark" or self._in_list() or self._begins_list(i, readings):
            return inside.printed, drop_start(body, inside.end)
        return None

    def _in_list(self) -> bool:
        """Whether a labelled text stands in a list: after a text that announces one, or after another item."""
        current = self.current
        if current is None:
            return False
        before = current.tail
        return (current.kind is Kind.BULLET and finished(before)) or bool(_LIST_GOES_ON.search(before))

    def _begins_list(self, i: int, readings: Sequence[Item]) -> bool:
        """Whether a label is a first one and the next block carries the second."""
        after = next((b for b in self.blocks[i + 1 : i + 6] if b.role in (Role.TEXT, Role.ITEM)), None)
        if after is None:
            return False
        forms = {reading.form for reading in readings if reading.value == 1}
        return any(reading.form in forms and reading.value == 2 for reading in item_labels(after.text))

    def _is_flat_item(self, block: Block, body: Marked) -> bool:
        """Whether an unmarked text is an item of a list that lost its marks: after a numbered paragraph that announces
        a list, or after an item that promises another one or has no mark itself."""
        current = self.current
        if not self.cuts or block.role is not Role.TEXT or current is None or not current.number:
            return False
        before, text = current.tail, body.text
        if _CONJUNCTION.match(text) or _HEADING_WORD.match(text) or _ORNAMENT.match(text):
            return False
        if current.kind is not Kind.BULLET:
            # Several sentences behind a page end are rather the other half of the text that was cut at its colon.
            cut = self.page_between and re.search(r"[.。]\s*\S", text)
            return current.kind in (Kind.PARAGRAPH, Kind.BOX) and bool(_ANNOUNCES.search(before)) and not cut
        if current.label and self.page_between:
            # The list has its marks, so what comes without one after a page end is the other half of an item.
            return False
        if _PROMISES.search(before):
            return True
        return not current.label and finished(before) and bool(_ITEM_END.search(text))

    def _goes_on(self, block: Block, body: Marked, *, sure: bool = False) -> bool:
        """Whether the block is the other half of a paragraph that a page break, a footnote or a lost line cut.

        `sure`: only where the sentence plainly breaks off and goes on.
        """
        current = self.current
        if current is None or (self.heading_since and current.kind is not Kind.BOX and current.kind is not Kind.BULLET):
            return False
        text, before = body.text, current.tail
        if not before:
            # A number on a line of its own, and its text in the next block.
            return block.role is Role.TEXT
        if not self.cuts:
            # These formats know their paragraphs: the recitals of a resolution end in commas and begin small. Only a
            # sentence that a converter left broken between two words is mended.
            return not sure and before[-1].isalnum() and text[:1].islower()
        lower = text[:1].islower() or text[:1] in "，、；：。）》”』」,;:)"
        semicolon = before[-1] in ";；" and (current.kind is Kind.PARAGRAPH or _CONJUNCTION.match(text))
        if not finished(before) or semicolon:
            if lower:
                return True
            if sure or current.kind is Kind.FRONT:
                return False
            if current.kind is Kind.BULLET and self.loose_items:
                return False
            # A short line without an end may be a title; an item of a list whose items end with a point is none.
            item = current.kind is Kind.BULLET and finished(text)
            least = 10 if item or (finished(text) and paragraph_label(text)) else 40
            long_enough = len(current.pieces) > 1 or width(before) >= least
            if self.page_between or not block.blank_before:
                return long_enough or finished(text)
            return long_enough and finished(text)
        if sure or not self.cuts or current.kind not in (Kind.PARAGRAPH, Kind.BULLET, Kind.BOX) or not current.number:
            return False
        if not finished(text) or block.role is Role.BOX or (_ANNOUNCES.search(before) and not self.page_between):
            return False
        if current.kind is Kind.BULLET and not (self.page_between and current.label):
            return False
        # The cut fell between two sentences. After a page end that is likely; with no page end in sight only in a
        # numbered paragraph, where an unnumbered second paragraph is part of it anyway.
        return self.page_between or current.kind is Kind.PARAGRAPH

    def _is_title(self, i: int, block: Block, body: Marked) -> bool:
        """Whether an unmarked line is a heading: short, no end of a sentence, and set apart by more than its place."""
        text = body.text
        if finished(text) or re.search(r"[,，、]$", text) or block.role is Role.BOX:
            return False
        han = sum(map(is_han, text))
        if han > _TITLE_CHARACTERS or (not han and len(text.split()) > _TITLE_WORDS):
            return False
        if _ORNAMENT.match(text) or _HEADING_WORD.match(text):
            return True
        visible = len(text.strip())
        if covered(body, "bold") >= visible > 0:
            return True
        if not self.numbers or i < min(self.numbers):
            return False
        # Between numbered paragraphs an unfinished line of its own is a heading; a comma or a full stop in it says that
        # it is rather the first half of a sentence.
        return not text[:1].islower() and block.blank_before and not re.search(r"[，。；]|[.;]\s", text)

    # -- bookkeeping ---------------------------------------------------------------------------------------------

    def _add(
        self,
        kind: Kind,
        id: str,
        block: Block,
        body: Marked,
        *,
        number: tuple[int, ...] | None = None,
        label: str = "",
        counted: bool = True,
    ) -> _Draft:
        """A new unit. Ids are unique: `h01`, `h02`… where counted; a second `p030` becomes `p030-2`."""
        self.ids[id] = self.ids.get(id, 0) + 1
        if counted:
            id = f"{id}{self.ids[id]:02d}"
        elif self.ids[id] > 1:
            id = f"{id}-{self.ids[id]}"
        draft = _Draft(kind, id, number, label, [body], list(block.spans), block.line, block.level)
        self.done.append(draft)
        return draft


def _slug(label: str) -> str:
    """A footnote's label as part of an id."""
    return re.sub(r"[^0-9A-Za-z]", "", label) or "x"
