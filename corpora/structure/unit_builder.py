"""One pass through the blocks of a paper, which makes its units: numbers and bullets given to their paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from duizhao.corpora.model import Kind, Notice, Unit
from duizhao.corpora.saying import say
from duizhao.corpora.structure import furniture
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.bold_numbers import mixed_bold
from duizhao.corpora.structure.characters import close_note_gaps
from duizhao.corpora.structure.continuation import ORNAMENT, WalkState, is_label, is_title
from duizhao.corpora.structure.draft import MARKUP, Draft
from duizhao.corpora.structure.labels import Label, ListLabel, item_labels, paragraph_label, readings_of
from duizhao.corpora.structure.line_shape import finished, width
from duizhao.corpora.structure.list_counter import Items
from duizhao.corpora.structure.marked_text import Marked, concatenated, drop_start, tidy
from duizhao.corpora.structure.numbering import article_of, is_bare_article, is_division


@dataclass(slots=True)
class Walk:
    """One pass through the blocks, with the little it must remember."""

    blocks: Sequence[Block]
    numbers: dict[int, Label]
    at: WalkState
    done: list[Draft] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    numbered: dict[int, str] = field(default_factory=dict)  # block to the id of its numbered unit
    bold_numbers: list[tuple[Draft, bool]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    first: int = -1  # the first block with a number
    article: Label | None = None  # the article whose heading came last
    by_article: bool = False  # whether paragraphs are cited with their article
    article_line: tuple[Block, Marked] | None = None  # `Article 3` on a line of its own: the label of what follows
    lines_as_printed: bool = False  # whether such a line stays the heading that the page shows
    labels: Counter[str] = field(default_factory=Counter)  # how often each `Rationale:` stands in the paper
    outline: Items = field(default_factory=Items)  # labels of a paper that numbers no paragraphs: 一、（一）

    def units(self) -> tuple[Unit, ...]:
        """All units in reading order."""
        titles = {furniture.key(furniture.entry_title(b.text)) for b in self.blocks if b.role is Role.CONTENTS}
        self.first, last = min(self.numbers, default=-1), max(self.numbers, default=-1)
        self.by_article = self._counts_by_article()
        self.labels = Counter(
            b.text for b in self.blocks if b.role in (Role.TEXT, Role.HEADING) and is_label(Marked(b.text))
        )
        for i, block in enumerate(self.blocks):
            if block.role is Role.CODE:
                # As it stands: white space means something in it, and no sentence goes on over it.
                self._add(Kind.CODE, "code", block, Marked(block.text))
                self.at.current = None
                continue
            body = close_note_gaps(tidy(Marked(block.text, block.marks)))
            if block.role in furniture.FURNITURE:
                if body.text and block.role is not Role.RULE:
                    self._add(Kind.FURNITURE, "u", block, body)
                self.at.page_between = True
            elif block.role in (Role.FRONT, Role.MARKUP):
                kind, prefix = (Kind.FRONT, "f") if block.role is Role.FRONT else (Kind.FURNITURE, MARKUP)
                if body.text:
                    self._add(kind, prefix, block, body)
                self.at.current = None
            elif block.role is Role.CONTENTS:
                self._add(Kind.CONTENTS, "c", block, tidy(body))
                self.at.current = None
            elif block.role is Role.FOOTNOTE:
                self._add(Kind.FOOTNOTE, f"fn{_slug(block.label)}", block, body, label=block.label, counted=False)
                self.at.page_between = True
            elif block.role is Role.CELL:
                self._add(Kind.CELL, "t{}.r{}.c{}".format(*(block.cell or (0, 0, 0))), block, body, counted=False)
                self.at.current = None
            elif block.role is Role.CUE:
                self._add(Kind.PARAGRAPH, f"c{block.label}", block, body, counted=False)
            elif block.role is Role.HEADING and self.labels[block.text] > 1:
                self._label(block, body)
            elif block.role is Role.HEADING:
                self._heading(block, body)
            elif i in self.numbers:
                self._paragraph(i, block, body)
            else:
                self._text(i, block, body, titles, last)
        self._flush_article()
        self.notices += mixed_bold(self.bold_numbers)
        return tuple(d.finish() for d in self.done)

    # -- what a block becomes ------------------------------------------------------------------------------------

    def _heading(self, block: Block, body: Marked) -> None:
        ornament = ORNAMENT.match(body.text)
        body = drop_start(body, ornament.end()) if ornament and ornament.end() < len(body.text) else body
        label = block.label or (ornament[0].strip() if ornament else "")
        outline = [r for r in item_labels(body.text) if r.form == "han comma"]
        if outline and not self.numbers:
            self.outline = Items([("han comma", outline[0].value)])
        section = paragraph_label(f"{block.label} {body.text}".strip())
        if section is not None and section.form == "decimal":
            # What stands under 3.2 is no part of 3.1.4.
            self.at.paragraph = None
        article = article_of(block)
        if self.article_line is not None and article is None and not is_division(block):
            # The article's title, on the next line.
            block, body = self._with_article_line(block, body)
        elif article is not None or is_division(block) or not self.by_article:
            self._flush_article()
            self.article = article
        if article is not None and self.by_article and not self.lines_as_printed and is_bare_article(block, article):
            self.article_line = (block, body)
        else:
            self._add(Kind.HEADING, "h", block, body, label=label)
        self.at.current, self.at.heading_since, self.at.host = None, True, None

    def _with_article_line(self, block: Block, body: Marked) -> tuple[Block, Marked]:
        """A title with the article's label in front of it, as one line prints it."""
        assert self.article_line is not None
        line, label = self.article_line
        self.article_line = None
        return replace(block, spans=(*line.spans, *block.spans), line=line.line), concatenated(
            concatenated(label, Marked(" ")), body
        )

    def _flush_article(self) -> None:
        """Make a heading of an article's line that no text took for its label."""
        if self.article_line is not None:
            block, body = self.article_line
            self.article_line = None
            self._add(Kind.HEADING, "h", block, body, label=block.label)

    def _paragraph(self, i: int, block: Block, body: Marked) -> None:
        label = self.numbers[i]
        bold = any(m.kind == "bold" and m.span.start == 0 for m in body.marks)
        if label.end:
            # A tab behind a bare number is gone in the tidied text, so there the label is read in the reader's text.
            raw = Marked(block.text, block.marks) if label.form == "bare" else body
            found = paragraph_label(raw.text)
            body = tidy(drop_start(raw, found.end)) if found else body
        draft = self._add(
            Kind.PARAGRAPH, _id(label), block, body, number=_number(label), label=label.printed, counted=False
        )
        self.at.begin_number(draft)
        self.numbered[i] = draft.id
        if label.end:
            self.bold_numbers.append((draft, bold))
        if label.end and block.role is Role.ITEM:
            message = say("the number {printed} stands behind the mark of a list", printed=label.printed)
            self.notices.append(Notice("layout.number_in_list", message, unit=draft.id, line=block.line))
        self.at.page_between = self.at.heading_since = False

    def _text(self, i: int, block: Block, body: Marked, titles: set[str], last: int) -> None:
        """A block without a paragraph number of its own."""
        bullet = self._bullet_label(i, block, body)
        if bullet is not None:
            label, body = bullet
            self._bullet(block, body, label)
        elif furniture.key(body.text) in titles and not self.at.goes_on(block, body, sure=True):
            self._heading(block, body)
        elif self._is_label(i, block, body):
            self._label(block, body)
        elif self.at.is_flat_item(block, body):
            self._bullet(block, body, "")
        elif self.at.is_list_line(block, body):
            self._plain(i, block, body, last)
            self.done[-1].listed = True
        elif self.at.goes_on(block, body):
            assert self.at.current is not None
            # A second paragraph under a number is no cut, nor is a number on a line of its own.
            tail = self.at.current.tail
            if tail and (self.at.page_between or (block.blank_before and not finished(tail))):
                message = say("cut and joined again: …{tail} | {body}…", tail=tail[-8:], body=body.text[:8])
                self.notices.append(Notice("layout.cut", message, unit=self.at.current.id, line=block.line))
            self.at.current.append(block, body)
            self.at.page_between = False
        elif self._is_title(i, block, body):
            self._heading(block, body)
        else:
            self._plain(i, block, body, last)

    def _label(self, block: Block, body: Marked) -> None:
        """`Rationale:` on a line of its own, bold or plain: what stands under it has no number."""
        draft = self._add(Kind.PARAGRAPH, "x", block, body)
        self.at.host = self.at.current = draft
        self.at.page_between = self.at.heading_since = False

    def _is_title(self, i: int, block: Block, body: Marked) -> bool:
        """Whether a line is a title: set like one, or under an article's label."""
        if is_title(block, body, numbered=self._among_numbers(i)) and not self._runs_on(i):
            return True
        return self.article_line is not None and self._names_article(i, block)

    def _names_article(self, i: int, block: Block) -> bool:
        """Whether a line under an article's label is its title: short, without an end, with a text under it."""
        after = next((b for b in self.blocks[i + 1 : i + 4] if b.role not in furniture.FURNITURE), None)
        short = block.role is Role.TEXT and not finished(block.text) and width(block.text) <= 60
        return short and after is not None and after.role in (Role.TEXT, Role.ITEM) and not is_division(after)

    def _runs_on(self, i: int) -> bool:
        """Whether the next line, without white space between, goes on with a small letter, or a long line with figures
        that number nothing."""
        if i + 1 >= len(self.blocks) or self.blocks[i].role is not Role.TEXT:
            return False
        after = self.blocks[i + 1]
        figures = after.text[:1].isdecimal() and i + 1 not in self.numbers and width(self.blocks[i].text) >= 40
        return after.role is Role.TEXT and not after.blank_before and (after.text[:1].islower() or figures)

    def _is_label(self, i: int, block: Block, body: Marked) -> bool:
        """Whether a text behind a finished one is a label such as `Rationale:`: one that returns in the paper, or one
        that announces no list."""
        current = self.at.current
        if block.role is not Role.TEXT or not block.blank_before or not is_label(body):
            return False
        if current is not None and not finished(current.tail):
            return False
        if self.labels[block.text] > 1:
            return True
        if current is None or self.at.in_list():
            return False
        after = next((b for b in self.blocks[i + 1 : i + 4] if b.role not in furniture.FURNITURE), None)
        lists = after is None or after.role is Role.ITEM or bool(item_labels(after.text)) or after.text[:1].islower()
        return not lists and finished(after.text if after else "")

    def _plain(self, i: int, block: Block, body: Marked, last: int) -> None:
        """An unnumbered text: front matter before the first number, a box between two, else a paragraph."""
        if self.article is not None and self.by_article and self.at.heading_since and block.role is not Role.BOX:
            # The only paragraph of an article has no number of its own.
            number, label = _number(self.article), ""
            if self.article_line is not None:
                line, marked = self.article_line
                self.article_line = None
                label, block = marked.text, replace(block, spans=(*line.spans, *block.spans), line=line.line)
            draft = self._add(Kind.PARAGRAPH, _id(self.article), block, body, number=number, label=label, counted=False)
            self.at.paragraph, self.at.heading_since = draft, False
        elif self.numbers and i < self.first and block.role is not Role.BOX:
            draft = self._add(Kind.FRONT, "f", block, body)
            self.at.heading_since = False
        elif block.role is Role.BOX or (self.at.paragraph is not None and self.at.heading_since and i < last):
            inside = self.at.paragraph.number if self.at.paragraph else None
            id = f"{self.at.paragraph.id}.box" if self.at.paragraph else "box"
            draft = self._add(Kind.BOX, id, block, body, number=inside, counted=False)
        else:
            draft = self._add(Kind.PARAGRAPH, "x", block, body)
            self.at.heading_since = False
        self.at.host = self.at.current = draft
        self.at.page_between = False

    def _bullet(self, block: Block, body: Marked, label: str) -> None:
        """An item of a list. Items of a box count on from those of its paragraph, so that a citation stays unique."""
        owner = self.at.host or self.at.paragraph
        before = self.at.current
        self.at.loose_items = before is not None and before.kind is Kind.BULLET and not finished(before.tail)
        readings = readings_of(label)
        if not self.numbers and readings and readings[0].form.startswith(("han", "circled", "arabic")):
            draft = self._outlined(block, body, label, readings)
        elif owner is None:
            draft = self._add(Kind.BULLET, "b", block, body, label=label)
        else:
            counter = self.at.paragraph if owner.kind is Kind.BOX and self.at.paragraph else owner
            if self.at.paragraph and not counter.items.go_on(readings) and self.at.paragraph.items.go_on(readings):
                # An unnumbered text interrupted the list.
                counter = self.at.paragraph
            path, fault = counter.items.next(readings)
            id = f"{counter.id}.{path[0]:02d}" + "".join(f".{n}" for n in path[1:])
            number = (*counter.number, *path) if counter.number else None
            draft = self._add(Kind.BULLET, id, block, body, number=number, label=label, counted=False)
            if fault:
                self.notices.append(
                    Notice(
                        "numbering.item",
                        say("{fault} in {counter}", fault=fault, counter=counter.id),
                        unit=draft.id,
                        line=block.line,
                    )
                )
        self.at.current = draft if draft.kind is not Kind.HEADING else None
        self.at.page_between = False

    def _outlined(self, block: Block, body: Marked, label: str, readings: Sequence[ListLabel]) -> Draft:
        """A text with a label in a paper that numbers no paragraphs: 一、（一）1.（1）① count within each other."""
        path, _ = self.outline.next(readings)
        kind = Kind.PARAGRAPH if readings[0].form.startswith("han") else Kind.BULLET
        if kind is Kind.PARAGRAPH and block.role is Role.TEXT and not finished(body.text) and width(body.text) <= 60:
            kind = Kind.HEADING
        draft = self._add(kind, "s" + ".".join(map(str, path)), block, body, number=path, label=label, counted=False)
        self.at.host = None if kind is Kind.HEADING else draft
        return draft

    # -- labels --------------------------------------------------------------------------------------------------

    def _bullet_label(self, i: int, block: Block, body: Marked) -> tuple[str, Marked] | None:
        """The label and text of a list item; None when the block is none."""
        text = body.text
        readings = item_labels(text)
        inside = readings[0] if readings and readings[0].end < len(text) else None
        if block.role is Role.ITEM or (block.label and block.role is Role.TEXT):
            if inside and inside.form != "mark" and not readings_of(block.label):
                return inside.printed, drop_start(body, inside.end)
            marks_only = all(r.form == "mark" for r in readings_of(block.label))
            if inside and inside.form != "mark" and marks_only:
                return inside.printed, drop_start(body, inside.end)
            return block.label, body
        if block.role is not Role.TEXT or inside is None:
            return None
        if inside.form == "han comma" and is_title(block, body, numbered=self._among_numbers(i)):
            return None
        if inside.form == "mark" and inside.printed in "-–—" and not self._in_dashes(i, inside.printed):
            return None
        # In a paper without paragraph numbers （一） is what its readers cite.
        cited = not self.numbers and inside.form == "han"
        in_list = self.at.in_list() or self._continues(readings) or self._begins_list(i, readings)
        return (inside.printed, drop_start(body, inside.end)) if cited or inside.form == "mark" or in_list else None

    def _continues(self, readings: Sequence[ListLabel]) -> bool:
        """Whether a label is the next of a list that is open, whatever stands between."""
        lists = [draft.items for draft in (self.at.host, self.at.paragraph) if draft is not None]
        return any(items.go_on(readings) for items in (lists if self.numbers else [*lists, self.outline]))

    def _in_dashes(self, i: int, dash: str) -> bool:
        """Whether a text that begins with a dash stands in a list of such texts, or behind what announces one: under a
        quotation it names the author."""
        near = [b.text for b in self.blocks[max(0, i - 2) : i + 3] if b.role in (Role.TEXT, Role.ITEM)]
        return self.at.in_list() or sum(text.startswith(dash) for text in near) > 1

    def _begins_list(self, i: int, readings: Sequence[ListLabel]) -> bool:
        """Whether a label is a first one, and the second comes with nothing but other labels between."""
        forms = {reading.form for reading in readings if reading.value == 1}
        for block in self.blocks[i + 1 : i + 10] if forms else ():
            if block.role in (Role.TEXT, Role.ITEM):
                found = item_labels(block.text)
                if not found or any(r.form in forms for r in found):
                    return any(r.form in forms and r.value == 2 for r in found)
        return False

    def _counts_by_article(self) -> bool:
        """Whether paragraphs are numbered within articles (2 under `Article 3` is (3, 2)), or only the articles are."""
        if self.numbers:
            return any(label.form != "decimal" and len(label.value) > 1 for label in self.numbers.values())
        return sum(article_of(block) is not None for block in self.blocks) > 1

    def _among_numbers(self, i: int) -> bool:
        """Whether a block comes after the first numbered paragraph."""
        return bool(self.numbers) and i >= self.first

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
    ) -> Draft:
        """A new unit. Ids are unique: `h01`, `h02`… where counted; a second `p030` becomes `p030-2`."""
        if kind not in (Kind.FURNITURE, Kind.FOOTNOTE):
            self._flush_article()
        self.ids[id] = self.ids.get(id, 0) + 1
        if counted:
            id = f"{id}{self.ids[id]:02d}"
        elif self.ids[id] > 1:
            id = f"{id}-{self.ids[id]}"
        draft = Draft(kind, id, number, label, [body], list(block.spans), block.line, block.level)
        self.done.append(draft)
        return draft


def _id(label: Label) -> str:
    """A numbered paragraph's id: `p029`, `p003.2`, `p012bis`; under `Article 3 bis` `p003bis.1`."""
    first, *rest = label.value
    return f"p{first:03d}{label.suffix}" + "".join(f".{n}" for n in rest)


def _number(label: Label) -> tuple[int, ...] | None:
    """What is cited; None for 12 bis, which ints do not tell from 12."""
    return None if label.suffix else label.value


def _slug(label: str) -> str:
    """A footnote's label as part of an id."""
    return re.sub(r"[^0-9A-Za-z]", "", label) or "x"
