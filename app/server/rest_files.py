"""Memories and the glossary as files, in and out, under `/v1/`."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from duizhao.corpora.errors import DuizhaoError, OutputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.server.access import office_of
from duizhao.server.asking import (
    BODY,
    FILE,
    MemoryName,
    Reader,
    Writer,
    arrived,
    everywhere,
    outgoing,
    questions,
    read_as_file,
    sent,
)
from duizhao.server.concepts import Concepts
from duizhao.server.models import ImportAnswer, ImportedDocument, LanguageCode, Name
from duizhao.server.term_models import GlossaryImportAnswer
from duizhao.server.work import CutOffError
from duizhao.terminology.formats import glossary_formats, read_glossary, write_glossary
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.known import memory_formats
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import Sifted, left_out, without_guesses
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.office_search import SearchedStore

router = questions()
Format = Annotated[str, Query(max_length=20, description="tmx, or another of `duizhao tmx convert`.")]
TermFormat = Annotated[str, Query(max_length=20, description="tbx, or another of `duizhao glossary convert`.")]


def _known(format_: str, *, to_read: bool) -> str:
    """The ending of a format's files. Raises SettingsError for one that is unknown, or cannot be read or written."""
    found = memory_formats.get(format_)
    if format_ != "tmx" and not (found.read if to_read else found.write):
        raise SettingsError(
            say("{format} is not {which} here", format=format_, which=(say("read") if to_read else say("written"))),
            cure="Use tmx",
        )
    return found.suffixes[0] if found.suffixes else f".{format_}"


@router.post("/memories/{memory}/import", summary="Add a file", openapi_extra=BODY)
async def import_file(
    request: Request,
    memory: MemoryName,
    caller: Writer,
    format: Format = "tmx",
    document: Annotated[Name, Query(description="The document of units that name none.")] = "import",
) -> ImportAnswer:
    """The body is the file. A document that is there already is replaced; what it held stays in the history of its
    units. A file that does not arrive whole, or cannot be read, changes nothing that was not said."""
    office = office_of(request)
    ending = _known(format, to_read=True)
    with TemporaryDirectory(prefix="duizhao-") as folder:
        path = FilePath(folder) / f"import{ending}"
        await arrived(request, path)
        done = await office.memories.run(memory, partial(_import, path, format, document, caller.name), lane="file")
    names = ", ".join(f"{one.document} ({one.units})" for one in done.documents)
    await office.memories.note(caller.name, "import", memory, names)
    return done


def _import(path: FilePath, format_: str, document: str, who: str, store: SearchedStore) -> ImportAnswer:
    with read_as_file(), reading(path, format_) as (_, entries), store.by(who):
        approved = Sifted(partial(without_guesses, entries))
        done: list[ImportedDocument] = []
        try:
            for name, units, replaced in store.add(approved, document):
                done.append(ImportedDocument(document=name, units=units, replaced=replaced))
        except OutputError as error:
            there = ", ".join(f"{one.document} ({one.units})" for one in done[:20]) or "-"
            raise CutOffError(
                say(
                    "{what}; of the file {n} documents are in: {there}",
                    what=error.what,
                    n=len(done),
                    there=there or "-",
                ),
                cure="Send the file again: what is in already is not added twice",
            ) from error
        # Who is told that all is in finds it; others go by what was known until it is read.
        with suppress(DuizhaoError):
            store.warm()
        return ImportAnswer(documents=done, left_out=left_out(entries, approved) or "")


@router.get(
    "/memories/{memory}/export",
    summary="The memory as a file",
    response_class=StreamingResponse,
    responses=FILE,
)
async def export_file(
    request: Request,
    memory: MemoryName,
    caller: Reader,
    format: Format = "tmx",
    document: Annotated[str, Query(max_length=300)] = "",
    source: Annotated[LanguageCode, Query(min_length=2)] = "en",
) -> StreamingResponse:
    """All of it or one document, of one moment. Its length is said before it comes, so that a part is not taken for
    all."""
    office = office_of(request)
    ending = _known(format, to_read=False)
    with outgoing(f"export{ending}") as (path, folder):

        def write(store: OfficeStore) -> None:
            writing_to(path, table_header((source, "")), store.entries(document), format)

        await office.memories.run(memory, write, lane="file")
        await office.memories.note(caller.name, "export", memory, document or "all")
    return sent(path, folder, f"{memory}{ending}")


@router.post("/glossary/import", summary="Add a glossary", openapi_extra=BODY)
async def import_glossary(request: Request, caller: Writer, format: TermFormat = "tbx") -> GlossaryImportAnswer:
    """The body is the file. A concept whose id is there is replaced, what it was stays in its history; others stay as
    they are. A file that cannot be read changes nothing."""
    everywhere(caller)
    office = office_of(request)
    known = glossary_formats.get(format)
    with TemporaryDirectory(prefix="duizhao-") as folder:
        path = FilePath(folder) / f"import{known.suffixes[0] if known.suffixes else '.txt'}"
        await arrived(request, path)

        def take(concepts: Concepts) -> GlossaryImportAnswer:
            with read_as_file():
                glossary = read_glossary(path, format=format)
            added, changed, same = concepts.take(glossary, caller.name)
            return GlossaryImportAnswer(added=added, changed=changed, same=same, unread=list(glossary.unread))

        done = await office.terms.change(take, lane="file")
    told = f"{done.added} added, {done.changed} changed"
    await office.memories.note(caller.name, "glossary import", "", told)
    return done


@router.get("/glossary/export", summary="The glossary as a file", response_class=StreamingResponse, responses=FILE)
async def export_glossary(request: Request, caller: Reader, format: TermFormat = "tbx") -> StreamingResponse:
    """All concepts."""
    office = office_of(request)
    known = glossary_formats.get(format)
    ending = known.suffixes[0] if known.suffixes else f".{format}"
    glossary = await office.terms.glossary()
    with outgoing(f"glossary{ending}") as (path, folder):
        await run_in_threadpool(partial(write_glossary, glossary, path, format=format))
        await office.memories.note(caller.name, "glossary export", "", format)
    return sent(path, folder, f"glossary{ending}")
