"""The requests of t5memory that translate5 sends: the service, its memories, and looking up.

A memory that translate5 creates is a document of ours, and what it imports there one beneath it: its look-ups go
through the whole memory of the office, and what it saves goes into its own document.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.server.access import office_of
from duizhao.server.asking import Admin, Reader, Writer
from duizhao.server.t5memory_asking import (
    Name,
    body_of,
    documents_of,
    known,
    language_of,
    memory_of,
    number_of,
    proposal,
    requests,
    route,
    text_of,
    variants_of,
)
from duizhao.server.t5memory_text import AskedText, answered, read_text
from duizhao.server.tokens import Caller
from duizhao.tmx.store.found import ConcordanceLine
from duizhao.tmx.store.office import OfficeStore, UnitMissingError
from duizhao.tmx.store.office_search import Concordance, Narrowing, SearchedStore

VERSION = "0.6.0"
"""The version of t5memory whose requests these are: translate5 asks for one above 0.5.58."""
MINIMUM = 60
"""The lowest score of a match, 0..100."""
PROPOSALS, MOST = 5, 20
RESULTS = 200
"""Places of a concordance that can be turned over, one after the other."""
router = requests()


# The service ----------------------------------------------------------------------------------------------------------


@route(router, "GET", "/resources", "The version", "/t5memory_service")
async def resources(caller: Reader) -> Response:
    """What translate5 asks to see whether the service is there."""
    return JSONResponse({"Version": VERSION, "Build date": "", "RAM limit(MB)": 0})


@route(router, "GET", "/savetms", "Save all memories", "/t5memory_service")
async def save(caller: Writer) -> Response:
    """Everything is saved when it is confirmed."""
    return JSONResponse({"saved": 0})


@route(router, "GET", "", "The memories")
@route(router, "GET", "/", "The memories ")
async def memories(request: Request, caller: Reader) -> Response:
    """The documents, by name, without those of imports."""
    memory = memory_of(request, caller, "read")
    found = [name for name, _, _ in await office_of(request).memories.run(memory, lambda store: store.documents())]
    there = set(found)
    listed = [{"name": name} for name in found if "/" not in name or name.partition("/")[0] not in there]
    return JSONResponse({"Open": listed, "Available on disk": []})


@route(router, "POST", "", "Create a memory")
@route(router, "POST", "/", "Create a memory ")
async def create(request: Request, caller: Writer) -> Response:
    """A document without units. Signs that addresses part with become `_` in its name."""
    if not request.headers.get("content-type", "application/json").startswith("application/json"):
        raise HTTPException(422, "memories in t5memory's own format are not read: import TMX")
    given = await body_of(request)
    if given.get("data"):
        raise HTTPException(422, "memories in t5memory's own format are not read: import TMX")
    name = re.sub(r"[\s/\\+?#%&\x00-\x1f]+", "_", text_of(given, "name", most=250, needed=True))
    language_of(given, "sourceLang")

    def begin(store: OfficeStore) -> bool:
        return not documents_of(store, name) and store.begin(name)

    if not await office_of(request).memories.change(memory_of(request, caller, "write"), begin):
        raise HTTPException(409, "ERROR_MEM_NAME_EXISTS")
    return JSONResponse({"name": name})


@route(router, "GET", "/{tm}/status", "How a memory is")
async def status(request: Request, tm: Name, caller: Reader) -> Response:
    """It is open where it is there: an import has ended when it is answered."""
    memory = memory_of(request, caller, "read")
    found = await office_of(request).memories.run(memory, lambda store: documents_of(store, tm))
    if not found:
        return JSONResponse({"status": "not found", "ReturnValue": 404, "ErrorMsg": "TM not found"}, 404)
    units = sum(found.values())
    return JSONResponse(
        {
            "status": "open",
            "tmxImportStatus": "available",
            "importProgress": 100,
            "importTime": "finished",
            "segmentsImported": units,
            "segmentIndex": units,
        }
    )


@route(router, "GET", "/{tm}/flush", "Save a memory")
@route(router, "GET", "/{tm}/reorganize", "Tidy a memory up")
async def nothing(request: Request, tm: Name, caller: Writer) -> Response:
    """There is nothing to do: everything is saved when it is confirmed, and nothing has to be tidied up."""
    await office_of(request).memories.run(memory_of(request, caller, "write"), lambda store: known(store, tm))
    return JSONResponse({tm: "done"})


@route(router, "POST", "/{tm}/clone", "Copy a memory")
async def clone(tm: Name, caller: Writer) -> Response:
    """Refused: translate5 copies a memory to try translations in it, which would be found by everybody."""
    raise HTTPException(422, "memories are not copied here: switch internal fuzzy matches off")


@route(router, "DELETE", "/{tm}", "Delete a memory")
@route(router, "DELETE", "/{tm}/", "Delete a memory ")
async def delete(request: Request, tm: Name, caller: Admin) -> Response:
    """With its units, and those of its imports; their history stays."""
    office, memory = office_of(request), memory_of(request, caller, "admin")

    def remove(store: OfficeStore) -> None:
        with store.by(caller.name):
            for name in known(store, tm):
                store.remove(name)

    await office.memories.change(memory, remove)
    await office.memories.note(caller.name, "remove document", memory, tm)
    return JSONResponse({tm: "deleted"})


# Looking up -----------------------------------------------------------------------------------------------------------


@route(router, "POST", "/{tm}/fuzzysearch", "Matches of a text")
async def fuzzy(request: Request, tm: Name, caller: Reader) -> Response:
    """From the whole memory. Where the codes differ in number, a match has 99 % at most."""
    given = await body_of(request)
    asked = read_text(text_of(given, "source", needed=True))
    languages = language_of(given, "sourceLang"), language_of(given, "targetLang")
    limit = number_of(given, "numOfProposals", PROPOSALS, MOST) or PROPOSALS

    def look(store: SearchedStore) -> list[dict[str, Any]]:
        known(store, tm)
        return _matches(store, asked, *languages, limit) if asked.text.strip() else []

    found = await office_of(request).memories.read(memory_of(request, caller, "read"), look)
    return JSONResponse({"ReturnValue": 0, "NumOfFoundProposals": len(found), "results": found})


def _matches(store: OfficeStore, asked: AskedText, source: str, target: str, limit: int) -> list[dict[str, Any]]:
    found = []
    for match in store.lookup(asked.text, primary(source), primary(target), minimum=MINIMUM, limit=limit):
        try:
            stored = store.unit(match.unit)
        except UnitMissingError:
            continue  # deleted since it was found
        pair = variants_of(stored, (match.source_language, match.source), (match.target_language, match.target))
        if pair is None:
            continue
        first, second, alike = answered(asked, pair[0].content, pair[1].content)
        score = match.score if alike else min(match.score, 99)
        found.append(
            {
                **proposal(stored, *pair, first, second),
                "matchType": "Exact" if score == 100 else "Fuzzy",
                "matchRate": score,
                "fuzzyWords": -1,
                "fuzzyDiffs": -1,
            }
        )
    return found


@route(router, "POST", "/{tm}/concordancesearch", "Where a phrase stands")
async def concordance(request: Request, tm: Name, caller: Reader) -> Response:
    """In the whole memory. `searchType` says on which side: Source, Target or SourceAndTarget."""
    given = await body_of(request)
    phrase = read_text(text_of(given, "searchString", most=500, needed=True)).text
    side = text_of(given, "searchType", most=20).lower()
    if side not in ("", "source", "target", "sourceandtarget"):
        raise SettingsError("'searchType' is none", cure="Source, Target or SourceAndTarget")
    source, target = (language_of(given, name, needed=False) for name in ("sourceLang", "targetLang"))
    turned = side == "target"
    here, there = (target, source) if turned else (source, target)
    return await _places(request, tm, caller, given, _Wanted(phrase, "", here, there, turned))


@route(router, "POST", "/{tm}/search", "Units by what stands in them")
async def search(request: Request, tm: Name, caller: Reader) -> Response:
    """In the whole memory: `source` and `target` are phrases, whatever their mode; `document` stands in the document's
    name. Author, context and additional information cannot be asked about."""
    given = await body_of(request)
    if beyond := [name for name in ("author", "context", "addInfo") if text_of(given, name, most=500).strip()]:
        raise SettingsError(say("units cannot be looked for by {names}", names=", ".join(beyond)), cure="Leave it out")
    source, target = (read_text(text_of(given, name, most=500)).text for name in ("source", "target"))
    here, there = (language_of(given, name, needed=False) for name in ("sourceLang", "targetLang"))
    document = text_of(given, "document", most=300)
    # A phrase of the target alone is looked for there, and the line turned round.
    if source.strip():
        wanted = _Wanted(source, target, here, there, False, document)
    else:
        wanted = _Wanted(target, "", there, here, True, document)
    return await _places(request, tm, caller, given, wanted)


class _Wanted(NamedTuple):
    """What a concordance looks for: a phrase and what stands beside it, in the language of either ("" for any); whether
    the phrase is of the target; and a part of the document's name."""

    phrase: str
    other: str
    here: str
    there: str
    turned: bool
    document: str = ""

    def find(self, store: SearchedStore, limit: int) -> Concordance:
        """The places; none where there is nothing to look for."""
        if not self.phrase.strip():
            return Concordance([], True)
        language = primary(self.here) if self.here else ""
        return store.find(self.phrase, self.other, Narrowing(symbol=self.document), language=language, limit=limit)


async def _places(request: Request, tm: str, caller: Caller, given: dict[str, Any], wanted: _Wanted) -> Response:
    """A page of a concordance; the position is the number of the next place, and a 1 as in t5memory's keys."""
    counted = str(given.get("onlyCountSegments", "0")) not in ("0", "", "None", "False")
    begun = re.match(r"(\d{1,6}):", text_of(given, "searchPosition", most=40) or "1:1")
    offset = max(0, int(begun[1]) - 1) if begun else 0
    number = number_of(given, "numResults", PROPOSALS, RESULTS) or PROPOSALS

    def look(store: SearchedStore) -> tuple[list[dict[str, Any]], bool]:
        known(store, tm)
        most = RESULTS if counted else min(offset + number, RESULTS)
        found = wanted.find(store, most)
        lines = found.lines if counted else found.lines[offset:]
        shown = [one for line in lines if (one := _line(store, wanted, line)) is not None]
        return shown, bool(lines) and not found.complete and most < RESULTS

    results, more = await office_of(request).memories.read(memory_of(request, caller, "read"), look)
    if counted:
        return JSONResponse({"ReturnValue": 0, "NumOfFoundSegments": len(results)})
    position = f"{offset + number + 1}:1" if more else None
    return JSONResponse({"ReturnValue": 0, "NewSearchPosition": position, "results": results})


def _line(store: OfficeStore, wanted: _Wanted, line: ConcordanceLine) -> dict[str, Any] | None:
    if wanted.there and primary(line.target_language) != primary(wanted.there):
        return None
    try:
        stored = store.unit(line.unit)
    except UnitMissingError:
        return None
    pair = variants_of(stored, (line.source_language, line.source), (line.target_language, line.target))
    if pair is None:
        return None
    return proposal(stored, *(reversed(pair) if wanted.turned else pair))
