"""What a Word document holds that is not read, or is read otherwise than it looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from duizhao.corpora.model import Notice
from duizhao.corpora.readers.office.docx_inline import Seen
from duizhao.corpora.readers.office.docx_styles import W
from duizhao.corpora.saying import say


def counted_notices(seen: Seen, comments: etree._Element | None, parts: Iterable[str]) -> Iterator[Notice]:
    """A notice for each kind of thing that was left out: what the reader counted in the text, the comments, and the
    drawings among the names of the archive's parts."""
    if changes := seen.inserted + seen.deleted:
        said = say(
            "{count} tracked changes are read as accepted: {inserted} insertions and {deleted} deletions",
            count=changes,
            inserted=seen.inserted,
            deleted=seen.deleted,
        )
        yield Notice("docx.revisions", said)
    drawn = sum(name.startswith(("word/charts/chart", "word/diagrams/data")) for name in parts)
    noted = 0 if comments is None else sum(1 for _ in comments.iterchildren(W + "comment"))
    for check, count, template in (
        ("docx.hidden", seen.hidden, say("{count} runs of hidden text are left out")),
        ("docx.placeholders", seen.placeholders, say("{count} empty form fields are left out")),
        ("docx.comments", noted, say("{count} comments are not part of the text and are left out")),
        ("docx.drawings", drawn, say("{count} charts or diagrams may hold text, which is not read")),
    ):
        if count:
            yield Notice(check, say(template, count=count))


def style_notices(cyclic: Iterable[str], unknown_formats: Iterable[str]) -> Iterator[Notice]:
    """A notice for each style that is based on itself, and for each format of numbers that is not known."""
    for name in sorted(cyclic):
        yield Notice("docx.cyclic_style", say("style '{name}' is based on itself; read as based on nothing", name=name))
    for name in sorted(unknown_formats):
        said = say("numbers of the unknown format '{name}' are read as decimal", name=name)
        yield Notice("docx.number_format", said)
