"""A pre-translated document as a project folder of OmegaT.

`tm/auto` holds what the memory is sure of, so that OmegaT fills it in; `tm` what it may offer. Both are cut as we cut
sentences; `omegat/segmentation.srx` makes newer versions of OmegaT cut alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from duizhao.corpora.errors import OutputError
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.saying import say
from duizhao.corpora.sentences.rules import RULES
from duizhao.corpora.sentences.srx import export_srx
from duizhao.corpora.storage.files import make_folder, write_text
from duizhao.corpora.version import VERSION
from duizhao.tmx.model import Entry, Header, Prop, Variant, content
from duizhao.tmx.pretranslation.segments import Pretranslation, Readiness
from duizhao.tmx.store.found import MemoryMatch
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml
from duizhao.tmx.xml.writer import write_to

TAKEN = frozenset((".docx", ".xlsx", ".odt", ".ods", ".html", ".htm", ".xhtml"))
"""Endings of files that OmegaT translates as they are. Others go in as plain text, a blank line between paragraphs."""
SERVER = "http://127.0.0.1:8470"
"""Where `duizhao serve` answers when it is not told otherwise."""
_FOLDERS = ("source", "target", "tm/auto", "glossary", "dictionary", "omegat")


def write_omegat_project(folder: Path, made: Pretranslation, document: Path, server: str = SERVER) -> Path:
    """Write the project, and return the folder that its glossaries belong in.

    Raises OutputError where there is a project already: a translator's work may be in it.
    """
    if (folder / "omegat.project").exists():
        raise OutputError("there is an OmegaT project already", path=str(folder), cure="Name another folder")
    for name in _FOLDERS:
        make_folder(folder / name)
    if document.suffix.lower() in TAKEN:
        try:
            shutil.copyfile(document, folder / "source" / document.name)
        except OSError as error:
            raise OutputError(
                say("cannot copy {document}: {error}", document=document, error=error.strerror), path=str(folder)
            ) from error
    else:
        lines = (" ".join(unit.text.split()) for unit, _ in made.units)
        write_text(folder / "source" / f"{document.stem}.txt", "\n".join(f"{line}\n" for line in lines))
    sure: list[MemoryMatch] = []
    offered: list[MemoryMatch] = []
    for segment in made.segments():
        whole = segment.readiness is Readiness.EXACT
        (sure if whole else offered).extend(segment.matches[:1] if whole else segment.matches)
    _write_memory(folder / "tm/auto/duizhao-exact.tmx", made, sure)
    _write_memory(folder / "tm/duizhao-offered.tmx", made, offered)
    write_text(folder / "omegat/segmentation.srx", export_srx(RULES).decode())
    write_text(folder / "finder.xml", _finder(server))
    # Last, so that a folder that was not written to its end is no project.
    write_text(folder / "omegat.project", _project(made))
    return folder / "glossary"


def _write_memory(path: Path, made: Pretranslation, matches: Iterable[MemoryMatch]) -> None:
    header = Header(
        {
            "creationtool": "duizhao",
            "creationtoolversion": VERSION,
            "segtype": "sentence",
            "o-tmf": "duizhao",
            "adminlang": "en",
            "srclang": made.language,
            "datatype": "plaintext",
        }
    )
    with write_to(path, header) as writer:
        for entry in _entries(made, matches):
            writer.add(entry)


def _entries(made: Pretranslation, matches: Iterable[MemoryMatch]) -> Iterator[Entry]:
    seen = set()
    for match in matches:
        texts = (match.source, match.target)
        if texts not in seen:
            seen.add(texts)
            # In the languages of the project: OmegaT goes by them.
            variants = tuple(
                Variant(tag, content(text)) for tag, text in zip((made.language, made.target), texts, strict=True)
            )
            props = (Prop("x-document", match.document), Prop("x-paragraph", match.number))
            dates = {"changedate": match.changed} if match.changed else {}
            yield Entry(variants, dates, tuple(prop for prop in props if prop.text))


def _tokenizer(tag: str) -> str:
    name = "LuceneSmartChineseTokenizer" if is_chinese(tag) else "LuceneEnglishTokenizer"
    return f"org.omegat.tokenizer.{name}"


def _project(made: Pretranslation) -> str:
    folders = "".join(
        f"<{name}>__DEFAULT__</{name}>"
        for name in ("source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<omegat><project version="1.0">{folders}'
        f"<source_lang>{text_xml(made.language)}</source_lang><target_lang>{text_xml(made.target)}</target_lang>"
        f"<source_tok>{_tokenizer(made.language)}</source_tok><target_tok>{_tokenizer(made.target)}</target_tok>"
        "<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>"
        "<remove_tags>false</remove_tags></project></omegat>\n"
    )


def _finder(server: str) -> str:
    """OmegaT's searches of selected words elsewhere: in our server's concordance and glossary."""
    items = "".join(
        f"<item><name>duizhao: {name}</name>"
        f'<url target="both" encoding="default">{attribute_xml(server.rstrip("/"))}{place}{{target}}</url></item>\n'
        for name, place in (("concordance", "/?phrase="), ("terms", "/terms?text="))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<items>\n{items}</items>\n'
