"""A reader of one's own: a format of documents by its ending."""

from pathlib import Path

from duizhao import corpora
from duizhao.corpora import Block, DocumentFormat, Reading, Role, document_formats


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """Lines that begin with `= ` are headings, every other line is a paragraph."""
    blocks = []
    for number, line in enumerate(data.decode(encoding or "utf-8").splitlines(), 1):
        role = Role.HEADING if line.startswith("= ") else Role.TEXT
        blocks.append(Block(line.removeprefix("= "), role, line=number))
    return Reading(tuple(blocks))


document_formats.add("notes", DocumentFormat(read_blocks, suffixes=(".notes",), about="our notes"))

Path("meeting.notes").write_text("= The meeting\nIt was opened at nine.\nIt was closed at ten.\n", encoding="utf-8")
document = corpora.read("meeting.notes")
print(document)
for unit in document:
    print(unit.kind, unit.text)
