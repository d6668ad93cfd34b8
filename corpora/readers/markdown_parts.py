"""The parts of a Markdown file that are no paragraphs: front matter, code, HTML blocks, the syntax of site generators.

They are taken out before the lines are read. Each leaves a placeholder of its own length, so that offsets and line
numbers stay, and the blocks it stands for. What only parts blocks (`<aside>`, `</details>`) leaves a border.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from duizhao.corpora.model import Span
from duizhao.corpora.readers.front_matter import front_matter
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.code import is_prose
from duizhao.corpora.structure.line_shape import TextLine, indent, split

#: What stands where a part was taken out, and where a new block begins. No text holds these characters.
PART, BORDER = "\ufdd0", "\ufdd1"

_QUOTE = r"[ \t]{0,3}(?:>[ \t]?)*"
_MARKER = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_FENCE = re.compile(
    rf"({_QUOTE}[ \t]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)*)(`{{3,}}(?=[^`]*$)|~{{3,}}|:{{3,}})[ \t]*(.*)$"
)
_DIRECTIVE = re.compile(r"\{([\w:.-]+)\}[ \t]*(.*)$")
# Directives of MyST whose content is no text: all others hold Markdown.
_VERBATIM = frozenset(
    "code code-block code-cell sourcecode literalinclude include math mermaid raw eval-rst toctree parsed-literal "
    "graphviz plantuml prompt doctest autodoc automodule autoclass image list-table csv-table bibliography".split()
)
# The names by which pages and books mark their boxes are words of the program, `:::tip`; what follows is a title.
_BOX = re.compile(
    r"(?:\{[\w:.-]+\}|\{[^{}]*\}|[A-Za-z][\w-]*)?(?:\[(?P<bracketed>[^\]]*)\])?(?:\{[^{}]*\})?"
    r"[ \t]*(?P<title>[^{}:]*?)[ \t]*(?:\{[^{}]*\})?[ \t]*:*$"
)
_ADMONITION = re.compile(
    r"[ \t]*(?:!!!|\?\?\?\+?|===[+!]?)[ \t]+(?P<name>[\w -]*?)[ \t]*(?:\"(?P<title>[^\"]*)\")?[ \t]*$"
)
_FORMULA = re.compile(r"[ \t]*(\$\$|\\\[)")
# A full stop or a comma, and a label as Pandoc writes it.
_AFTER_FORMULA = r"[ \t]*[.,;]?[ \t]*(?:\{#[^{}]*\}|\\label\{[^{}]*\})?[ \t]*$"
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t].*)?$")
# Lines that a program reads: the kind of a box, a place for the contents, attributes, imports.
_ALONE = re.compile(
    r"""[ \t]*(?:>[ \t]*)*(?:
        \[![A-Za-z]+\][-+]?
      | \[\[?_?(?:toc|TOC)_?\]\]?
      | @\[[^\]]*\]\([^()]*\) | <<<[ \t]*\S+(?:[ \t]*(?:\{[^{}]*\}|\[[^\]]*\]))*
      | \{:?:?[ \t]*(?:toc|[.#][\w-]+|[\w-]+=)[^{}]*\}
      | @import[ \t].*
      | import[ \t]+(?:[\w*{][^"']*[ \t]from[ \t]+)?["'][^"']+["'];?
      | export[ \t]+(?:const|default|let|function)[ \t].*
    )[ \t]*$""",
    re.VERBOSE,
)
# {{< name >}}, {{% name %}}, {{#include x}}, {% name %}: a program puts something there, or sets what stands between.
_CALL = re.compile(
    r"\{\{([<%])[ \t]*(/?)[ \t]*([^\s>%{}/]{1,80})((?:(?![>%]\}\}|\{\{).){0,800}?)/?[ \t]*[>%]\}\}"
    r"|\{\{[#!](.{0,800}?)\}\}|\{%-?(.{0,800}?)-?%\}",
    re.DOTALL,
)
_TEXT_ATTRIBUTE = re.compile(r"\b(?:caption|title|summary|heading)[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”)")
_PROGRAM = re.compile(r" {0,3}<(script|style)\b", re.IGNORECASE)
_TICKS = re.compile(r"`+")


class Part(NamedTuple):
    """A range of the text and the blocks that it is; none where it only parts what stands before and behind."""

    start: int
    end: int
    blocks: Sequence[Block]


@dataclass(slots=True)
class Parts:
    """The text with placeholders, and the blocks of each placeholder by its offset."""

    text: str
    blocks: dict[int, Sequence[Block]] = field(default_factory=dict)

    def take(self, parts: Iterable[Part]) -> None:
        """Put placeholders where the parts stood, which are in order and do not overlap."""
        pieces, at = [], 0
        for start, end, blocks in parts:
            if start < at or start >= end:
                continue
            if blocks:
                self.blocks[start] = blocks
            pieces += [self.text[at:start], PART if blocks else BORDER, blank(self.text[start + 1 : end])]
            at = end
        self.text = "".join([*pieces, self.text[at:]])


def blank(text: str) -> str:
    """White space of the same length, line ends kept."""
    return re.sub(r"[^\n]", " ", text)


def take_parts(text: str) -> Parts:
    """Front matter, code and generator syntax taken out of a Markdown text."""
    parts = Parts(text)
    end, blocks = front_matter(text)
    parts.take([Part(0, end, blocks), *_verbatim(text, split(text), end)])
    parts.take(_calls(parts.text))
    return parts


def markup(text: str, start: int, line: int) -> Block:
    """A line that a program reads."""
    return Block(text.strip(), Role.MARKUP, spans=(Span(start, start + len(text)),), line=line)


def _verbatim(text: str, lines: Sequence[TextLine], begin: int) -> Iterator[Part]:
    """Code and the lines that open and close boxes, in order; `begin` is where the front matter ends."""
    scan = _Scan(text, lines)
    i = sum(line.start < begin for line in lines)
    while i < len(lines):
        line = lines[i]
        if "<!--" in line.text and "-->" not in line.text.rpartition("<!--")[2]:
            # What is commented out is not seen, code or not.
            i = next((j + 1 for j in range(i + 1, len(lines)) if "-->" in lines[j].text), len(lines))
            continue
        found = scan.program(i) or scan.fenced(i) or scan.formula(i) or scan.marked(i) or scan.indented(i)
        if found is None:
            scan.margin.after(line)
            i += 1
        else:
            part, i = found
            yield part


class _Scan:
    """One pass over the lines: what begins at a line, and where it ends."""

    def __init__(self, text: str, lines: Sequence[TextLine]) -> None:
        self.text = text
        self.lines = lines
        self.margin = _Margin()
        self.boxes: list[str] = []  # the fences that would close the boxes that are open
        self.options = False  # whether a box has just been opened, and its options may follow

    def fenced(self, i: int) -> tuple[Part, int] | None:
        """A block of code, or a line that opens or closes a box; and the line behind it."""
        line = self.lines[i]
        fence = _FENCE.match(line.text)
        if fence is None:
            return None
        end = line.start + len(line.text)
        rest = fence[3].strip()
        self.options = False
        if not rest and self.boxes and fence[2].startswith(self.boxes[-1]):
            self.boxes.pop()
            return Part(line.start, end, [markup(line.text, line.start, line.number)]), i + 1
        box = _opened_box(fence[2], rest, line)
        if box is not None:
            self.boxes.append(fence[2])
            self.options = True
            return Part(line.start, end, box), i + 1
        close = _closing(self.lines, i, fence) if fence[2][0] != ":" else None
        if close is None:
            # Never closed: the line is markup, and what follows stays text.
            return Part(line.start, end, [markup(line.text, line.start, line.number)]), i + 1
        return _code(self.text, self.lines, i, close, len(fence[1])), close + 1

    def program(self, i: int) -> tuple[Part, int] | None:
        """A script or a style sheet within the page, whatever its lines look like."""
        opening = _PROGRAM.match(self.lines[i].text)
        if opening is None:
            return None
        close = f"</{opening[1].lower()}>"
        for j in range(i, len(self.lines)):
            line = self.lines[j]
            if close in line.text.lower():
                start, end = self.lines[i].start, line.start + len(line.text)
                return Part(start, end, [markup(self.text[start:end], start, self.lines[i].number)]), j + 1
        return None

    def formula(self, i: int) -> tuple[Part, int] | None:
        """A formula in TeX that stands alone, between `$$` or `\\[` and `\\]`; nothing is one over a blank line."""
        opening = _FORMULA.match(self.lines[i].text)
        if opening is None:
            return None
        closing = re.compile(r".*?" + (r"\$\$" if opening[1] == "$$" else r"\\\]") + _AFTER_FORMULA)
        for j in range(i, len(self.lines)):
            line = self.lines[j]
            begin = opening.end() if j == i else 0
            if j > i and line.blank_before:
                return None
            if closing.match(line.text, begin):
                start, end = self.lines[i].start, line.start + len(line.text)
                return Part(start, end, [_block(self.text[start:end], start, self.lines[i].number, 0)]), j + 1
        return None

    def marked(self, i: int) -> tuple[Part, int] | None:
        """A line of its own that a program reads."""
        line = self.lines[i]
        admonition = _ADMONITION.match(line.text)
        option = self.options and _OPTION.match(line.text) is not None
        self.options = option
        if admonition and (admonition["name"] or admonition["title"]):
            self.margin.columns = indent(line.text) + 4
            blocks = _titled(line, admonition["title"] or "")
        elif option or _ALONE.match(line.text):
            blocks = [markup(line.text, line.start, line.number)]
        else:
            return None
        return Part(line.start, line.start + len(line.text), blocks), i + 1

    def indented(self, i: int) -> tuple[Part, int] | None:
        """Code by its indent, which white space sets apart and which does not read as writing."""
        line, lines = self.lines[i], self.lines
        if not line.blank_before or line.text[0] not in " \t" or _MARKER.match(line.text):
            return None
        least = self.margin.of(line) + 4
        if indent(line.text) < least:
            return None
        stop = i + 1
        while stop < len(lines) and indent(lines[stop].text) >= least:
            stop += 1
        end = lines[stop - 1].start + len(lines[stop - 1].text)
        inside = self.text[line.start : end]
        if is_prose(inside):
            return None
        return Part(line.start, end, [_block(inside, line.start, line.number, least)]), stop


class _Margin:
    """The columns from which an indent is counted: where the text of the open list item begins, else 0."""

    def __init__(self) -> None:
        self.columns = 0

    def of(self, line: TextLine) -> int:
        """The margin for a line that follows a blank one."""
        if indent(line.text) < self.columns:
            self.columns = 0
        return self.columns

    def after(self, line: TextLine) -> None:
        """Remember an item, a note or a definition, whose further paragraphs are indented."""
        marker = _MARKER.match(line.text)
        if marker:
            self.columns = indent(line.text) + min(len(marker[0].lstrip()), 5)
        elif re.match(r"[ \t]{0,3}(?:\[\^[^\]]+\]:|:[ \t])", line.text):
            self.columns = 4
        elif line.blank_before and indent(line.text) < self.columns:
            self.columns = 0


def _opened_box(fence: str, rest: str, line: TextLine) -> list[Block] | None:
    """The line that opens a box of Markdown, with its title as text; None for the fence of code."""
    if fence[0] == ":":
        box = _BOX.match(rest) if rest else None
        return _titled(line, box["bracketed"] or box["title"] or "") if box else None
    directive = _DIRECTIVE.match(rest)
    if directive is None or directive[1].lower() in _VERBATIM:
        return None
    return _titled(line, directive[2])


def _titled(line: TextLine, title: str) -> list[Block]:
    """The line of a program, and the title that a reader sees."""
    blocks = [markup(line.text.replace(title, "", 1) if title else line.text, line.start, line.number)]
    if title.strip():
        at = line.start + line.text.find(title)
        blocks.append(Block(title.strip(), Role.BOX, spans=(Span(at, at + len(title)),), line=line.number))
        blocks[0] = Block(blocks[0].text, Role.MARKUP, line=line.number)
    return blocks


def _closing(lines: Sequence[TextLine], i: int, fence: re.Match[str]) -> int | None:
    """The line that closes a fence; None where nothing does."""
    quoted = ">" in fence[1]
    close = re.compile(rf"{_QUOTE}[ \t]*{re.escape(fence[2][0])}{{{len(fence[2])},}}[ \t]*$")
    for j in range(i + 1, len(lines)):
        if quoted and ">" not in lines[j].text[:12]:
            return None
        if close.match(lines[j].text):
            return j
    return None


def _code(text: str, lines: Sequence[TextLine], first: int, close: int, lead: int) -> Part:
    """A fenced block: the whole of it is taken out, the lines between the fences are its text."""
    start, end = lines[first].start, lines[close].start + len(lines[close].text)
    begin = start + len(lines[first].text) + 1
    inside = text[begin : lines[close].start].rstrip("\r\n")
    quote = re.match(_QUOTE, lines[first].text)
    if quote and ">" in quote[0]:
        inside = re.sub(rf"(?m)^{_QUOTE}", "", inside)
        lead -= quote.end()
    if not inside.strip():
        return Part(start, end, [])
    return Part(start, end, [_block(inside, begin, lines[first].number + 1, lead, end=lines[close].start)])


def _block(inside: str, start: int, line: int, lead: int, *, end: int | None = None) -> Block:
    """Code without the indent that it has in common with what it belongs to."""
    text = re.sub(rf"(?m)^[ \t]{{1,{lead}}}", "", inside) if lead > 0 else inside
    return Block(text.strip("\n"), Role.CODE, spans=(Span(start, end or start + len(inside)),), line=line)


def _calls(text: str) -> Iterator[Part]:
    """Shortcodes and template tags that stand alone on their line or come in pairs; those in a sentence stay."""
    places = Places(text)
    found = [m for m in _CALL.finditer(text) if not places.in_code(m.start())]
    closed = {m[3] for m in found if m[2]}
    for match in found:
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() :].partition("\n")[0].strip()
        alone = not _CALL.sub("", before).strip(" \t>" + PART + BORDER) and not _CALL.sub("", after)
        if match[3] in closed or alone:
            line = places.line(match.start())
            blocks = [Block(match[0], Role.MARKUP, spans=(Span(*match.span()),), line=line)]
            blocks += (Block(t, Role.BOX, line=line) for t in text_attributes(match[4] or ""))
            yield Part(*match.span(), blocks)


def text_attributes(attributes: str) -> list[str]:
    """The titles and captions among the arguments of a component or shortcode."""
    return [" ".join((m[1] or m[2] or m[3] or "").split()) for m in _TEXT_ATTRIBUTE.finditer(attributes)]


class Places:
    """Where things stand in a text: the lines of offsets, and what lies in inline code."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._code = code_spans(text)
        self._starts = [start for start, _ in self._code]

    def line(self, offset: int) -> int:
        """The 1-based line of an offset."""
        return bisect_left(self._ends, offset) + 1

    def in_code(self, offset: int) -> bool:
        """Whether an offset lies in inline code."""
        i = bisect_right(self._starts, offset)
        return i > 0 and offset < self._code[i - 1][1]


def code_spans(text: str) -> list[tuple[int, int]]:
    """The ranges of inline code, each within its paragraph."""
    spans: list[tuple[int, int]] = []
    for paragraph in re.finditer(r"(?:[^\n]+\n?)+", text):
        runs = [(match.start(), match.end()) for match in _TICKS.finditer(text, paragraph.start(), paragraph.end())]
        lengths: dict[int, list[int]] = {}
        for i, (start, end) in enumerate(runs):
            lengths.setdefault(end - start, []).append(i)
        at = 0
        while at < len(runs):
            start, end = runs[at]
            same = lengths[end - start]
            k = bisect_right(same, at)
            if k < len(same):
                spans.append((start, runs[same[k]][1]))
                at = same[k]
            at += 1
    return spans
