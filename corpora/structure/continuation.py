"""Judgements on a text without a number of its own: an item of a list, the other half of a sentence, a title?

They look at the text, at what came before it, and at what lay between. Evidence, in order of weight: how the text
before ends, how this one begins and ends, whether a page ended between them, whether the format knows its paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhao.corpora.language.scripts import HAN, is_han
from duizhao.corpora.model import Kind
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.draft import Draft
from duizhao.corpora.structure.labels import paragraph_label
from duizhao.corpora.structure.line_shape import finished, hangs, width
from duizhao.corpora.structure.marked_text import Marked, covered

# A note under a text, which is over with its last line, whether or not a full stop stands there.
_NOTE = re.compile(r"[*†‡]{1,3}\s?\w|(?:Notes?|[注註])\s?[:：]\s?\w")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Ornaments that designers set before headings.
ORNAMENT = re.compile(r"[▶►▸➤■◆●]\s*")
_HEADING_WORD = re.compile(
    r"(?:\d{1,2}\s(?=(?-i:[A-Z])[^\s.;]*(?:\s[^\s.;]+){0,7}$)"
    rf"|(?:[IVXLC]{{1,6}}|[Ⅰ-Ⅻ])[.．、](?:\s|(?=[{HAN}]))"
    r"|\d{1,2}[.．、]\s?(?=[^\d\s])|[一二三四五六七八九十]{1,3}[、.．]|[A-Z][.．]\s|\d+(?:\.\d+)+\.?\s"
    r"|(?:annex|appendix|chapter|part|section|box|figure|table)\s+[\dIVXLCA-Z]"
    r"|(?:附件|附录|附錄|附文|专栏|專欄|框|方框|表|图|圖)\s?[\d一二三四五六七八九十]"
    r"|第\s?[一二三四五六七八九十百\d]+\s?[章节節编編部]"
    r"|(?:article|art\.)\s\d+|第\s?[一二三四五六七八九十百\d]+\s?[条條]$)",
    re.IGNORECASE,
)
# How the parts of a list end: the text that announces it, an item before another, any item.
# What joins the items of a list stands behind the mark of the last but one: ；且, ；以及, ; and.
_LAST = r"(?:and|or|and/or|以及|和|或|或者|及|与|而?且|并且?|並且?|还有|還有|與)"
_LIST_GOES_ON = re.compile(rf"[:：]$|(?:[;；]|[;；,，]\s*{_LAST})$")
_ANNOUNCES = re.compile(r"[:：]$")
_PROMISES = re.compile(rf"(?:[;；]|[;；,，]\s*{_LAST})$")
# What goes on with an item and does not begin one.
_CONJUNCTION = re.compile(r"(?:and|or|as well as|including|nor)\s|以及|并且|並且|及|或者")
_ITEM_END = re.compile(rf"(?:[.;。；]|[;；,，]\s*{_LAST})[\"”’」』)）]*$")
# How no title ends: something must follow.
_DANGLES = re.compile(
    r"[,，、]$|\b(?:Nos?|[Aa]rts?|[Pp]aras?|[Vv]ol|cf)\.$|\s(?:of|and|or|the|a|an|to|in|for|with|by|at|on|from)$"
)
# What stands under a text, or on a title page.
_DATE = re.compile(
    r"\d{1,2}\s[A-Z][a-z]+\s\d{4}|(?:\d{4}|[〇零一二三四五六七八九]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日"
)
# `Present: A. Mill, B. Ford`: a field with names in it. A title has a figure before its colon, or no list behind it.
_FIELD = re.compile(r"[^：:\d]{1,20}[：:][^：:]*[、,，]")
# `Purchaser: Office of Ports`: what stands in a line is named in front of it.
_NAMED = re.compile(rf"[A-Z][\w’'()/&.-]*(?:\s[\w’'()/&.-]+){{0,3}}\s?[:：]\s?\S|[{HAN}（）()／/]{{2,10}}\s?[:：]\s?\S")
# `[Sound of waves, about 20 seconds]`: what stands in brackets of its own is whole.
_BRACKETED = re.compile(r"[\[［【(（][^\[\]［］【】()（）]+[\]］】)）]")
# `Have agreed as follows:`, what recitals lead to.
_ENACTS = re.compile(rf"[A-Z][^.;:]{{0,80}}:$|[^。；：]{{0,20}}(?:如下|下列|以下)[{HAN}]{{0,6}}[:：]$")
# What stands between the parts of a sentence, or between sentences, and seldom in a title.
_PARTS = re.compile(r"[，。；]|[.;]\s")
# In columns: what is longer goes on in the next text wherever that stands.
_LONGEST_TITLE = 120
# The longest title seen in papers of the UN family is under 60 English words and 90 Chinese characters.
_TITLE_WORDS, _TITLE_CHARACTERS = 45, 90


@dataclass(slots=True)
class WalkState:
    """What the walk through the blocks remembers of what came before.

    `cuts`: whether the format's paragraphs may have been cut by page breaks (Markdown, text, PDF).
    """

    cuts: bool
    paragraph: Draft | None = None  # the last numbered paragraph, to which bullets belong
    host: Draft | None = None  # what bullets are counted in: a paragraph, or an unnumbered text
    current: Draft | None = None  # what a cut half may belong to
    loose_items: bool = False  # whether the items of the current list end without a point
    loose_numbers: bool = False  # whether the numbered text before the current one, right above it, has no end either
    page_between: bool = False
    heading_since: bool = False

    def begin_number(self, draft: Draft) -> None:
        """A numbered text begins; was the one right above it numbered too, and without an end?"""
        above = self.current
        numbered = above is not None and above is self.paragraph and not self.page_between
        self.loose_numbers = above is not None and numbered and not finished(above.tail)
        self.paragraph = self.host = self.current = draft

    def in_list(self) -> bool:
        """Whether a labelled text stands in a list: after a text that announces one, or after another item."""
        current = self.current
        if current is None:
            return False
        before = current.tail
        return (current.kind is Kind.BULLET and finished(before)) or bool(_LIST_GOES_ON.search(before))

    def is_flat_item(self, block: Block, body: Marked) -> bool:
        """Whether an unmarked text is an item of a list that lost its marks: after a numbered paragraph that announces
        a list, or after an item that promises another one or has no mark itself."""
        current = self.current
        if not self.cuts or block.role is not Role.TEXT or current is None or not current.number:
            return False
        before, text = current.tail, body.text
        if _CONJUNCTION.match(text) or _HEADING_WORD.match(text) or ORNAMENT.match(text):
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
        # The full stop behind items that end without one ends their list.
        over = self.loose_items and finished(before)
        return not current.label and finished(before) and not over and bool(_ITEM_END.search(text))

    def is_list_line(self, block: Block, body: Marked) -> bool:
        """Whether an unmarked text without a number around it is an item of a list, set apart from the one before: the
        first behind the colon that announces it, a later one behind an item that promises it."""
        current = self.current
        if current is None or current.number or self.page_between or not (block.blank_before and self.cuts):
            return False
        if current.listed:
            return bool(_PROMISES.search(current.tail))
        return bool(_ANNOUNCES.search(current.tail)) and bool(_PROMISES.search(body.text))

    def goes_on(self, block: Block, body: Marked, *, sure: bool = False) -> bool:
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
        if not self.cuts or block.settled:
            return not sure and was_broken(before, text)
        semicolon = before[-1] in ";；" and (current.kind is Kind.PARAGRAPH or bool(_CONJUNCTION.match(text)))
        if not finished(before) or semicolon:
            return self._completes(current, block, text, sure=sure)
        return not sure and self._is_second(current, block, text)

    def _completes(self, current: Draft, block: Block, text: str, *, sure: bool) -> bool:
        """Whether a text is the rest of a sentence that has not ended."""
        before = current.tail
        if text[:1].islower() or text[:1] in "，、；：。）》”』」,;:)":
            # Recitals end in commas, and the one after the last may begin small: `adopts …`.
            recital = current.kind is Kind.FRONT and before[-1] in ",，;；" and block.blank_before
            # Nor does an address on a line of its own go on with the short line above it.
            lone = bool(_ADDRESS.fullmatch(text)) and len(current.pieces) == 1 and width(before) < 40
            return not lone and (self.page_between or not recital)
        note = _NOTE.match(current.pieces[0].text) and (self.page_between or block.blank_before)
        if sure or note or self._stands_alone(current, block, text):
            return False
        if current.kind is Kind.FRONT:
            # A title page has short lines; a long one without an end goes on in the next line or on the next page, and
            # one of several lines goes on wherever the next text stands.
            near = self.page_between or not block.blank_before
            # Before the next line with no white space between, `under section 80 of the` is cut, wherever it goes on.
            return (near and hangs(before)) or (width(before) >= (60 if near else _LONGEST_TITLE) and finished(text))
        if current.kind is Kind.BULLET and self.loose_items:
            return False
        return self._is_long(current, block, text)

    def _stands_alone(self, current: Draft, block: Block, text: str) -> bool:
        """Whether a text begins something although the one before has no end: a line with a name in front, as that one
        has; what stands behind a text in brackets of its own, or behind the last of several numbers whose texts have no
        ends; or what recitals lead to, set apart from the last of them."""
        if not self.page_between and block.blank_before:
            if self.loose_numbers and current is self.paragraph:
                return True
            if len(current.pieces) == 1 and _BRACKETED.fullmatch(current.pieces[0].text.strip()):
                return True
        if _NAMED.match(text) and _NAMED.match(current.pieces[0].text):
            return True
        apart = block.blank_before and not self.page_between
        return apart and current.tail[-1] in ",，" and bool(_ENACTS.fullmatch(text))

    def _is_long(self, current: Draft, block: Block, text: str) -> bool:
        """Whether a line without an end is too long for a title, so that what comes next belongs to it. An item of a
        list whose items end with a point is none, however short."""
        if self._is_apart(current, block):
            return False
        ends = finished(text) or (not block.blank_before and bool(_ITEM_END.search(text)))
        item = current.kind is Kind.BULLET and ends
        least = 10 if item or (finished(text) and paragraph_label(text)) else 40
        long_enough = len(current.pieces) > 1 or width(current.tail) >= least
        if self.page_between or not block.blank_before:
            return long_enough or finished(text)
        return long_enough and finished(text)

    def _is_apart(self, current: Draft, block: Block) -> bool:
        """Whether a line that nothing numbers is set apart from the text under it as a title is: with nothing inside
        that titles do not have, and no longer than they are."""
        before = current.tail
        apart = block.blank_before and not self.page_between and not current.number and len(current.pieces) == 1
        return apart and width(before) < _LONGEST_TITLE and not _DANGLES.search(before) and not _PARTS.search(before)

    def _is_second(self, current: Draft, block: Block, text: str) -> bool:
        """Whether a text is the second half of a numbered paragraph that was cut between two sentences.

        After a page end that is likely; with no page end in sight only in a numbered paragraph, where an unnumbered
        second paragraph is part of it anyway."""
        if current.kind not in (Kind.PARAGRAPH, Kind.BULLET, Kind.BOX) or not current.number:
            return False
        if not finished(text) or block.role is Role.BOX or (_ANNOUNCES.search(current.tail) and not self.page_between):
            return False
        if current.kind is Kind.BULLET:
            return self.page_between and bool(current.label)
        return self.page_between or current.kind is Kind.PARAGRAPH


# A name that begins small: `iOS`, `eCommerce`.
_SMALL_NAME = re.compile(r"[a-z]+[A-Z]")
# What fills a line of a page, in columns.
_FULL_LINE = 60


def was_broken(before: str, text: str) -> bool:
    """Whether two paragraphs of a format that knows its paragraphs are one sentence, which a converter left broken
    between two words.

    Lines of a list, names and addresses begin small too, and so do the recitals of a resolution, behind a comma. A
    sentence that a page cut had filled a line, and comes to an end or fills another; or it hangs on a small word.

    >>> was_broken("Rates are set by the", "council"), was_broken("apples and pears", "bread, milk and eggs.")
    (True, False)
    """
    if not before[-1:].isalnum() or not text[:1].islower() or _SMALL_NAME.match(text):
        return False
    whole = width(before) >= _FULL_LINE and (finished(text) or width(text) >= _FULL_LINE)
    return whole or hangs(before)


# `Rationale:`, `理由：` on a line of its own; with a verb in it, it announces what comes.
_LABEL = re.compile(
    r"(?!.*\b(?:shall|should|will|must|may|can|is|are|was|were|has|have|had|do|does|to|that)\b)"
    r"[A-Z][\w’'()/&-]*(?:\s[\w’'()/&-]+){0,3}\s?[:：]"
    rf"|(?!.*(?:[应應须須将將是为為]|下列|如下|以下|包括|要求|[决決]定|[认認]为|建[议議]|同意))[{HAN}（）()／/]{{2,10}}[:：]"
)


def is_label(body: Marked) -> bool:
    """Whether a text is nothing but a few words and a colon, which name what follows.

    >>> [is_label(Marked(t)) for t in ("Rationale:", "核查材料：", "The keeper shall:", "Rationale: none")]
    [True, True, False, False]
    """
    return bool(_LABEL.fullmatch(body.text.strip()))


def is_title(block: Block, body: Marked, *, numbered: bool) -> bool:
    """Whether an unmarked line is a heading: short, no end of a sentence, and set apart by more than its place.

    `numbered`: whether it stands among numbered paragraphs.
    """
    text = body.text
    if finished(text) or _DANGLES.search(text) or _DATE.fullmatch(text) or block.role is Role.BOX:
        return False
    han = sum(map(is_han, text))
    if han > _TITLE_CHARACTERS or (not han and len(text.split()) > _TITLE_WORDS):
        return False
    if ORNAMENT.match(text) or _HEADING_WORD.match(text):
        return True
    visible = len(text.strip())
    if covered(body, "image") >= visible:
        # What stands for a picture.
        return False
    if covered(body, "bold") >= visible > 0:
        return True
    if not numbered or _FIELD.match(text):
        return False
    # Between numbered paragraphs an unfinished line of its own is a heading; a comma or a full stop in it says that
    # it is rather the first half of a sentence.
    return not text[:1].islower() and block.blank_before and not _PARTS.search(text)
