"""The requests of t5memory that translate5 sends: units and files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from functools import partial
from pathlib import Path as FilePath
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.server.access import office_of
from duizhao.server.asking import FILE, Reader, Writer, outgoing, read_as_file, sent
from duizhao.server.models import MAX_NUMBER
from duizhao.server.t5memory_asking import (
    Name,
    body_of,
    known,
    language_of,
    memory_of,
    number_of,
    proposal,
    requests,
    route,
    text_of,
    two_of,
)
from duizhao.server.t5memory_text import read_text
from duizhao.server.tokens import Caller
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import Sifted, without_guesses
from duizhao.tmx.model import Entry, Prop, Variant
from duizhao.tmx.store.office import OfficeStore, StoredUnit, UnitMissingError

router = requests()


@route(router, "POST", "/{tm}/entry", "Save a unit")
async def save_entry(request: Request, tm: Name, caller: Writer) -> Response:
    """In the memory's own document, where it takes the place of a unit with the same source, unless
    `saveDifferentTargetsForSameSource` is 1."""
    given = await body_of(request)
    source, target = (read_text(text_of(given, name, needed=True)) for name in ("source", "target"))
    if not source.text.strip() or not target.text.strip():
        raise SettingsError("source and target have to be texts", cure="Send words")
    tags = language_of(given, "sourceLang"), language_of(given, "targetLang")
    named = {"x-file": "documentName", "x-author": "author", "x-context": "context"}
    props = [Prop(prop, text_of(given, name, most=2000)) for prop, name in named.items()]
    variants = Variant(tags[0], source.content), Variant(tags[1], target.content)
    entry = Entry(variants, extras=(Prop("x-document", tm), *(prop for prop in props if prop.text)))
    several = text_of(given, "saveDifferentTargetsForSameSource", most=5) in ("1", "True")

    def save(store: OfficeStore) -> dict[str, Any]:
        known(store, tm)
        stored = _saved(store, tm, entry, caller.name, several=several)
        return proposal(stored, stored.entry.variants[0], stored.entry.variants[1])

    return JSONResponse(await office_of(request).memories.change(memory_of(request, caller, "write"), save))


def _saved(store: OfficeStore, document: str, entry: Entry, who: str, *, several: bool) -> StoredUnit:
    """Add a unit to a document; the same one that is there already stays, and others of its source go."""
    first, second = entry.variants
    same: StoredUnit | None = None
    old = []
    for match in store.lookup(first.text, primary(first.language), primary(second.language), minimum=100, limit=50):
        if match.document != document:
            continue
        try:
            stored = store.unit(match.unit)
        except UnitMissingError:
            continue
        here, there = stored.entry.variant(first.language), stored.entry.variant(second.language)
        if here is None or there is None or here.content != first.content:
            continue
        if same is None and there.content == second.content:
            same = stored
        else:
            old.append(stored.unit)
    if several:
        old = []
    if same is not None and not old:
        return same
    # All of it or nothing: whoever is cut off here has the old one.
    with store.by(who), store.database.writing():
        for number in old:
            store.remove_unit(number)
        kept = store.insert_unit(entry, document, who) if same is None else same.unit
    return store.unit(kept)


def _key(given: dict[str, Any]) -> int:
    number = number_of(given, "recordKey", 0, MAX_NUMBER)
    if number < 1:
        raise SettingsError("'recordKey' says no unit", cure="Send what internalKey says before its colon")
    return number


@route(router, "POST", "/{tm}/getentry", "A unit")
async def get_entry(request: Request, tm: Name, caller: Reader) -> Response:
    """By its key: of `internalKey`, `7:1`, the number before the colon is `recordKey`."""
    number = _key(await body_of(request))

    def get(store: OfficeStore) -> dict[str, Any]:
        known(store, tm)
        stored = store.unit(number)
        return proposal(stored, *two_of(stored))

    return JSONResponse(await office_of(request).memories.run(memory_of(request, caller, "read"), get))


@route(router, "POST", "/{tm}/entrydelete", "Delete a unit")
async def delete_entry(request: Request, tm: Name, caller: Writer) -> Response:
    """By its key, also one of another document: what a search shows can be deleted. Its history stays."""
    given = await body_of(request)
    number = _key(given)
    segment = number_of(given, "segmentId", number, MAX_NUMBER)

    def delete(store: OfficeStore) -> dict[str, Any]:
        known(store, tm)
        stored = store.unit(number)
        shown = proposal(stored, *two_of(stored))
        if segment != stored.unit:
            return {"ReturnValue": 1, "ErrorMsg": "SEGMENT_ID_IS_NOT_EQUAL", "fileFlushed": 0, "results": [shown]}
        store.delete_unit(number, caller.name)
        return {"ReturnValue": 0, "fileFlushed": 1, "results": [shown]}

    return JSONResponse(await office_of(request).memories.change(memory_of(request, caller, "write"), delete))


# Files ----------------------------------------------------------------------------------------------------------------


@route(router, "POST", "/{tm}/importtmx", "Add a TMX file")
async def import_tmx(request: Request, tm: Name, caller: Writer) -> Response:
    """As a form with the part `file`. Its units become a document beneath the memory's, `NAME/FILE`, which replaces the
    one of an earlier import of a file of that name."""
    with TemporaryDirectory(prefix="duizhao-") as folder:
        path = FilePath(folder) / "import.tmx"
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise SettingsError("there is no file in the form", cure="Send the TMX as its part 'file'")
            name = file.filename or ""
            with open(path, "wb") as out:
                await run_in_threadpool(copyfileobj, file.file, out)
        return await _imported(request, tm, caller, path, name)


@route(router, "POST", "/{tm}/import", "Add a TMX file, as text")
async def import_data(request: Request, tm: Name, caller: Writer) -> Response:
    """As `tmxData`, in Base64: what older versions send."""
    data = (await body_of(request)).get("tmxData")
    try:
        decoded = await run_in_threadpool(partial(base64.b64decode, str(data or ""), validate=True))
    except (binascii.Error, ValueError):
        decoded = b""
    if not decoded:
        raise SettingsError("'tmxData' is no Base64", cure="Send the TMX in Base64")
    with TemporaryDirectory(prefix="duizhao-") as folder:
        path = FilePath(folder) / "import.tmx"
        await run_in_threadpool(path.write_bytes, decoded)
        return await _imported(request, tm, caller, path, "")


async def _imported(request: Request, tm: str, caller: Caller, path: FilePath, name: str) -> Response:
    office, memory = office_of(request), memory_of(request, caller, "write")
    plain = "".join(char if char.isprintable() and char not in "/\\" else "_" for char in name)[:100]
    document = f"{tm}/{plain or 'import.tmx'}"

    def take(store: OfficeStore) -> list[tuple[str, int, bool]]:
        known(store, tm)
        with read_as_file(), reading(path, "tmx") as (_, entries), store.by(caller.name):
            # Whatever document a unit says it is of: it may be one of ours.
            own = (_without_document(entry) for entry in Sifted(partial(without_guesses, entries)))
            return list(store.add(own, document))

    done = await office.memories.run(memory, take, lane="file")
    told = ", ".join(f"{one} ({units})" for one, units, _ in done)
    await office.memories.note(caller.name, "import", memory, told)
    return JSONResponse({"ReturnValue": 0, "segmentsImported": sum(units for _, units, _ in done)})


def _without_document(entry: Entry) -> Entry:
    return entry._replace(
        extras=tuple(one for one in entry.extras if not (isinstance(one, Prop) and one.type == "x-document"))
    )


@route(router, "GET", "/{tm}/download.tmx", "A memory as TMX", responses=FILE)
@route(router, "GET", "/{tm}", "A memory as TMX ", responses=FILE)
@route(router, "GET", "/{tm}/", "A memory as TMX  ", responses=FILE)
async def download(request: Request, tm: Name, caller: Reader) -> Response:
    """All of it at once: the memory's own document and its imports."""
    office, memory = office_of(request), memory_of(request, caller, "read")
    if "application/zip" in request.headers.get("accept", ""):
        raise HTTPException(422, "memories in t5memory's own format are not written: ask for application/xml")
    with outgoing("export.tmx") as (path, folder):

        def write(store: OfficeStore) -> None:
            names = list(known(store, tm))

            def entries() -> Iterator[Entry]:
                for name in names:
                    yield from store.entries(name)

            first = next(entries(), None)
            source = first.variants[0].language if first is not None and first.variants else "en"
            writing_to(path, table_header((source, "")), entries(), "tmx")

        await office.memories.run(memory, write, lane="file")
        await office.memories.note(caller.name, "export", memory, tm)
    return sent(path, folder, f"{tm}.tmx")


@route(router, "GET", "/{tm}/download.tm", "A memory in t5memory's own format")
async def download_own(tm: Name, caller: Reader) -> Response:
    """Refused."""
    raise HTTPException(422, "memories in t5memory's own format are not written: ask for download.tmx")
