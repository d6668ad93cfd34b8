"""What goes out of a paper: its memory in any format, a review table for Word or Excel, the review itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_bytes, write_text
from duizhao.review.exchange import export
from duizhao.review.journal import Journal, Step, data_patch
from duizhao.review.model import Row
from duizhao.review.table import table_bytes
from duizhao.server.paper_units import unit_of
from duizhao.server.papers import OfficePaper, PaperStep, PaperText
from duizhao.tmx.formats.convert import writing_to
from duizhao.tmx.formats.known import memory_formats
from duizhao.tmx.formats.rows import table_header

REVIEW = "review"
TABLES = {"review-xlsx": ".xlsx", "review-docx": ".docx"}


def ending_of(format_: str) -> str:
    """How the name of a file of a format ends. Raises SettingsError for one that is none."""
    if format_ == REVIEW:
        return ".review.json"
    if format_ in TABLES:
        return f".review{TABLES[format_]}"
    found = memory_formats.get(format_)
    if format_ != "tmx" and found.write is None:
        raise SettingsError(say("{format} is not {which} here", format=format_, which=say("written")), cure="Use tmx")
    return found.suffixes[0] if found.suffixes else f".{format_}"


def write_paper(
    path: Path, format_: str, paper: OfficePaper, text: PaperText, rows: Sequence[Row], steps: Sequence[PaperStep]
) -> None:
    """Write a paper: `review` is what was decided, for `duizhao review import`; `review-xlsx` and `review-docx` a table
    with all pairs; any format of memories what is confirmed."""
    if format_ == REVIEW:
        write_text(path, export(journal_of(text, steps), Path(paper.name).stem))
    elif format_ in TABLES:
        write_bytes(path, table_bytes(text.base, list(rows), TABLES[format_], paper.name))
    else:
        entries = [entry for row in rows if (entry := unit_of(text.base, row, paper.name)) is not None]
        source, target = text.base.languages
        writing_to(path, table_header((source, target)), entries, format_, target=target)


def journal_of(text: PaperText, steps: Sequence[PaperStep]) -> Journal:
    """The steps of a paper as a journal. What took a step back is a step of its own: others were taken in between."""
    base = text.base
    entries = tuple(
        Step(one.token[:12], "do", one.who, one.at, base.digest, base.rows_digest, data_patch(json.loads(one.patch)))
        for one in steps
    )
    at = (base.digest, base.rows_digest)
    return Journal(entries, {base.digest: base.texts}, base.languages, base.names, at=at)
