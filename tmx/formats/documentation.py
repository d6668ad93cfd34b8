"""A memory of Markdown or reStructuredText as messages for their gettext catalogue: paragraphs with their markup.

The places that entries name lead to the files; what a file holds there now is what counts. Entries are sentences, a
message is a paragraph: those that share one make one message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.model import DOUBTFUL
from duizhao.corpora.reading import document_formats
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import MAX_BYTES, decode, load
from duizhao.corpora.structure.marked_text import joiner
from duizhao.tmx.formats.markdown_messages import CatalogueMessage, MessageStyle, letters, messages, rst_messages
from duizhao.tmx.formats.sifted import GUESS
from duizhao.tmx.memory import entry_pair
from duizhao.tmx.model import Entry, Prop, Variant, confidence, content, sides

# The formats whose markup tools for documentation keep in their messages.
_MARKDOWN, _RST = "markdown", "rst"
# How many messages a text may run over, and how far behind the line that its unit begins in it may stand (a unit that
# was put together over a page break).
_OVER = 6
_BEHIND = 8
# Of the sentences of a message these properties say something that is true of one of them alone.
_OF_ONE = frozenset(("x-sentence", "x-target-sentence", "x-alignment", "x-confidence"))

Find = Callable[[str], str | Path]
"""From a path that an entry names to one that can be opened."""


class _Original:
    """The messages of one file, found by line and text."""

    def __init__(self, path: str | Path, style: MessageStyle) -> None:
        path = Path(path)
        text, _ = decode(load(path, limit=MAX_BYTES), path=path)
        known = document_formats.ending(path)
        rst = known is not None and known.name == _RST
        self.messages = rst_messages(text, path) if rst else messages(text, style)

    def place(self, line: int | None, text: str) -> tuple[int, ...]:
        """Which messages hold a text of a unit that begins in a line; none where the file does not hold it there."""
        wanted = letters(text)
        if line is None or not wanted:
            return ()
        here = [i for i, one in enumerate(self.messages) if one.start <= line < one.end]
        same = [i for i in here if self.messages[i].letters == wanted]
        if same:
            return (same[0],)
        first = here[0] if here else next((i for i, m in enumerate(self.messages) if m.start >= line), None)
        if first is None:
            return ()
        behind = range(max([*here, first]) + 1, min(len(self.messages), max([*here, first]) + 1 + _BEHIND))
        for i in (*(here or [first]), *behind):
            if wanted in self.messages[i].letters:
                return (i,)
        for i in here or [first]:
            found = self._from(i, wanted)
            if found:
                return found
        return ()

    def _from(self, first: int, wanted: str) -> tuple[int, ...]:
        """The messages from one on that hold a text together, each a part of it."""
        joined = ""
        for last in range(first, min(first + _OVER, len(self.messages))):
            joined += self.messages[last].letters
            if wanted in joined:
                return tuple(range(first, last + 1))
        return ()


class _Placed(NamedTuple):
    """An entry with its two texts, its files and the messages that these are part of."""

    entry: Entry
    source: Variant
    target: Variant
    files: tuple[str, str]
    ours: tuple[int, ...]
    theirs: tuple[int, ...]


@dataclass(slots=True)
class Documentation:
    """Makes messages of entries, and counts: `whole` messages, those marked as `unsure` (fuzzy), and entries that stay
    `plain`, because the file is not there, is of another format or does not hold the text any more; `missing` are the
    files that could not be read."""

    style: MessageStyle
    find: Find
    whole: int = 0
    unsure: int = 0
    plain: int = 0
    missing: list[str] = field(default_factory=list)
    _files: dict[str, _Original | None] = field(default_factory=dict)

    def messages(self, entries: Iterable[Entry], source: str, target: str = "") -> Iterator[Entry]:
        """The entries as messages, in their order; each message once, though several places have it. `source` and
        `target` are the languages as for `sides`."""
        group: list[_Placed] = []
        seen: set[tuple[str, str]] = set()
        for entry in entries:
            placed = self._placed(entry, source, target)
            if group and (placed is None or not _together(group, placed)):
                yield from self._flush(group, seen)
                group = []
            if placed is None:
                self.plain += 1
                yield entry
            else:
                group.append(placed)
        yield from self._flush(group, seen)

    def __str__(self) -> str:
        """What was made on one line; "" where there is nothing with markup."""
        parts = [say("{whole} messages with markup", whole=self.whole)] if self.whole or self.unsure else []
        if self.unsure:
            parts.append(say("{unsure} fuzzy (doubtful, or the paragraphs differ)", unsure=self.unsure))
        if self.plain and parts:
            parts.append(say("{plain} units without markup: their files do not hold them", plain=self.plain))
        if self.missing:
            parts.append(
                say(
                    "no markup of {missing}: not found where the memory says they are",
                    missing=", ".join(self.missing[:3]),
                )
            )
        return "; ".join(parts)

    def _placed(self, entry: Entry, source: str, target: str) -> _Placed | None:
        both, pair = sides(entry, source, target), entry_pair(entry, source, target)
        if both is None or pair is None:
            return None
        at, to = pair.source_at, pair.target_at
        ours, theirs = self._original(at.path), self._original(to.path)
        found = ours.place(at.line, both[0].text) if ours else ()
        if not found:
            return None
        translated = theirs.place(to.line, both[1].text) if theirs else ()
        return _Placed(entry, *both, (at.path, to.path), found, translated)

    def _original(self, path: str) -> _Original | None:
        """The file of a path; None where it is of another format, or cannot be read."""
        if path not in self._files:
            known = document_formats.ending(path) if path else None
            made = None
            if known is not None and known.name in (_MARKDOWN, _RST):
                try:
                    made = _Original(self.find(path), self.style)
                except DuizhaoError:
                    self.missing.append(path)
            self._files[path] = made
        return self._files[path]

    def _flush(self, group: list[_Placed], seen: set[tuple[str, str]]) -> Iterator[Entry]:
        for entry in self._made(group):
            texts = (entry.variants[0].text, entry.variants[1].text)
            if texts in seen:
                continue
            seen.add(texts)
            if entry.prop(GUESS):
                self.unsure += 1
            else:
                self.whole += 1
            yield entry

    def _made(self, group: list[_Placed]) -> Iterator[Entry]:
        """One message for each message of the source that the entries are part of."""
        if not group:
            return
        here, there = (self._original(path) for path in group[0].files)
        assert here is not None
        ours = sorted({i for one in group for i in one.ours})
        theirs = sorted({i for one in group for i in one.theirs})
        sure = all((confidence(one.entry) or 1.0) >= DOUBTFUL for one in group)
        for i in ours:
            parts = [one for one in group if one.ours[0] == i] or [one for one in group if i in one.ours]
            message = here.messages[i]
            if len(ours) == 1 and there is not None and theirs and all(one.theirs for one in group):
                translated = _joined([there.messages[k].text for k in theirs])
                whole = len(theirs) == 1 and _covers(there.messages[theirs[0]], [one.target.text for one in parts])
            else:
                translated = _joined([one.target.text for one in parts])
                whole = len(ours) == 1 and letters(message.text) == message.letters
            whole = whole and _covers(message, [one.source.text for one in parts])
            yield _message(parts, message, translated, guess=not (whole and sure))


def _together(group: list[_Placed], one: _Placed) -> bool:
    """Whether an entry is part of a message that the group is part of, on either side."""
    if group[0].files != one.files:
        return False
    ours = {i for other in group for i in other.ours}
    theirs = {i for other in group for i in other.theirs}
    return bool(ours & set(one.ours) or theirs & set(one.theirs))


def _covers(message: CatalogueMessage, texts: Iterable[str]) -> bool:
    """Whether the texts are all that the message says; figures may be left (a label, the mark of a footnote)."""
    rest = message.letters
    for text in texts:
        rest = rest.replace(letters(text), "", 1)
    return not any(char.isalpha() for char in rest)


def _joined(texts: Iterable[str]) -> str:
    made = ""
    for text in texts:
        made += joiner(made, text) + text
    return made


def _message(parts: list[_Placed], message: CatalogueMessage, translated: str, *, guess: bool) -> Entry:
    """The entry of a message: what the first sentence says of its place, and the least of the confidences."""
    first = parts[0].entry
    known = [value for one in parts if (value := confidence(one.entry)) is not None]
    kept = [extra for extra in first.extras if not (isinstance(extra, Prop) and extra.type in _OF_ONE)]
    kept += [Prop("x-confidence", f"{min(known):.4f}")] if known else []
    kept += [Prop(GUESS, "yes")] if guess else []
    source, target = parts[0].source, parts[0].target
    variants = (Variant(source.language, content(message.text)), Variant(target.language, content(translated)))
    return Entry(variants, first.attributes, tuple(kept))
