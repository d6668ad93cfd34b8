"""What goes out of the desk: memory, glossary, exchange formats, a review table, a reading copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_bytes
from duizhao.desk.opened import Opened
from duizhao.desk.reading import as_docx, as_epub, as_page, blocks
from duizhao.folder_project import glossary_of
from duizhao.review.table import table_bytes

if TYPE_CHECKING:
    from duizhao.reviewed import Reviewed

KINDS = {
    "files": say("Memory, table and page: memory.tmx, memory.unreviewed.tmx, pairs.tsv and report.html, written anew"),
    "xliff": say("XLIFF 1.2: for any CAT tool"),
    "table": say("Review table, XLSX: a row a pair, to correct, confirm and comment; it comes home below"),
    "table.docx": say("Review table, DOCX: the same for Word, with its comments and tracked changes"),
    "copy": say("Reading copy, HTML: both texts side by side with paragraph numbers"),
    "docx": say("Reading copy, DOCX: the same for Word"),
    "epub": say("Reading copy, EPUB: the same for a reader or a telephone"),
    "review": say("The review itself: NAME.review.json, for whoever works with duizhao, too"),
}
TABLES = {"table": ".review.xlsx", "table.docx": ".review.docx"}
GLOSSARY = "glossary."  # before the name of a format of glossaries


def glossary_kinds() -> dict[str, str]:
    """The formats that the glossary can be written in besides the CSV that it is, by kind."""
    from duizhao.terminology.formats import glossary_formats

    known = {one.name: one.value for one in glossary_formats.members()}
    return {f"{GLOSSARY}{name}": one.about for name, one in known.items() if one.write is not None and name != "csv"}


def write_out(opened: Opened, kind: str) -> list[Path]:
    """Write one kind of file beside the alignment; returns what was written. Raises OutputError, and InputError where
    there is nothing to write."""
    if kind not in KINDS and kind not in glossary_kinds():
        raise SettingsError(
            say("unknown output '{kind}'", kind=kind),
            cure=say("Known: {value}", value=", ".join((*KINDS, *glossary_kinds()))),
        )
    with opened.lock:
        folder, sheet = opened.folder, opened.session.sheet
        name = folder.path.resolve().name
        if kind == "files":
            glossary = glossary_of(folder.path)
            return folder.write(sheet, journal=bool(opened.session.journal.entries), glossary=glossary)
        if kind.startswith(GLOSSARY):
            return [_glossary(folder.path, kind.removeprefix(GLOSSARY))]
        if kind == "review":
            return [_review(opened, name)]
        if kind in TABLES:
            path = folder.path / f"{name}{TABLES[kind]}"
            write_bytes(path, table_bytes(folder.base, sheet.rows, path.suffix, name))
            return [path]
        found = folder.reviewed(sheet)
        if kind == "xliff":
            from duizhao.tmx.formats.convert import writing_to

            memory, rest = folder.memories(found)
            path = folder.path / f"{name}.xlf"
            writing_to(path, memory.header, (*memory.entries, *rest.entries), target=folder.languages[1])
            return [path]
        data, ending = _made(kind, found, folder.languages, name)
        path = folder.path / f"{name}.{ending}"
        write_bytes(path, data)
        return [path]


def _made(kind: str, found: Reviewed, languages: tuple[str, str], name: str) -> tuple[bytes, str]:
    """A reading copy, with the ending of its name."""
    make, ending = {"copy": (as_page, "html"), "docx": (as_docx, "docx"), "epub": (as_epub, "epub")}[kind]
    return make(blocks(found.pairs, languages), languages, name), f"reading.{ending}"


def _glossary(folder: Path, name: str) -> Path:
    from duizhao.terminology import read_glossary, write_glossary
    from duizhao.terminology.formats import glossary_formats

    source = folder / "glossary.csv"
    if not source.is_file():
        raise InputError("there is no glossary yet", cure="Extract the terms first, under Terms")
    known = next(one.value for one in glossary_formats.members() if one.name == name)
    ending = known.suffixes[0] if known.suffixes else _ENDINGS.get(name, f".{name}")
    path = folder / f"glossary{ending}"
    write_glossary(read_glossary(source), path, format=name)
    return path


# Of formats whose files other formats also have the ending of.
_ENDINGS = {"tbx2": ".v2.tbx", "trados": ".trados.xlsx", "memoq": ".memoq.csv"}


def _review(opened: Opened, name: str) -> Path:
    from duizhao.corpora.storage.files import write_text
    from duizhao.review.exchange import export

    path = opened.folder.path / f"{name}.review.json"
    write_text(path, export(opened.session.journal, name))
    return path
