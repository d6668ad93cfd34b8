"""Protocols that translators' tools speak already: tmserver (Weblate, Virtaal, Okapi) and Apertium APy (OmegaT)."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary, supported
from duizhao.corpora.saying import say
from duizhao.server.access import office_of, own_memory
from duizhao.server.asking import MemoryName, Reader, Writer
from duizhao.server.models import ERRORS, MAX_TEXT
from duizhao.tmx.model import Entry, Prop, Variant, content
from duizhao.tmx.store.office import OfficeStore

CANDIDATES = 3
MINIMUM = 75
"""What tmserver gives unless it is told otherwise."""
ADDED = "tmserver"
"""The document of units that tools add."""

tmserver = APIRouter(tags=["tmserver"], responses=ERRORS)
apertium = APIRouter(tags=["apertium"], responses=ERRORS)
_SENSELESS: dict[int | str, dict[str, Any]] = {
    400: {"description": "What is asked makes no sense, as Apertium APy says it"}
}
Code = Annotated[str, Path(max_length=35, pattern=r"^[A-Za-z]{2,3}([-_@][A-Za-z0-9]{1,8})*$")]
Source = Annotated[str, Path(max_length=MAX_TEXT)]
FileName = Annotated[str, Path(max_length=250, pattern=r"^[^\x00-\x1f]+$")]


def _tags(store: OfficeStore) -> list[str]:
    """The tags of a store's texts as tools write them, each by itself, without its region and with the scripts that
    tools write Chinese with."""
    found: dict[str, None] = {}
    for (tag,) in store.database.rows("SELECT DISTINCT tag FROM variant ORDER BY tag"):
        for one in (primary(tag), tag.replace("-", "_"), tag.replace("-", "_").lower()):
            found.setdefault(one)
    if any(map(_scripts, found)):
        found.update(dict.fromkeys(("zh_hans", "zh_Hans", "zh_hant", "zh_Hant")))
    return sorted(found)


def _scripts(tag: str) -> bool:
    from duizhao.corpora.language.table import language, spaced

    return supported(tag) and not spaced(tag) and language(tag).length_unit == "characters"


async def _languages(request: Request, memory: str) -> dict[str, list[str]]:
    found = await office_of(request).memories.run(memory, _tags)
    return {"sourceLanguages": found, "targetLanguages": found}


async def _unit(request: Request, memory: str, source: str, target: str, text: str) -> Response:
    found = await office_of(request).memories.read(
        memory, lambda store: store.lookup(text, primary(source), primary(target), minimum=MINIMUM, limit=CANDIDATES)
    )
    answer = [
        {"source": m.source, "target": m.target, "context": m.document, "quality": m.score, "rank": m.score}
        for m in found
    ]
    return Response(json.dumps(answer), media_type="application/json")


async def _add(request: Request, memory: str, source: str, target: str, who: str) -> Response:
    try:
        data: Any = json.loads(await request.body())
        texts = [data["source"], data["target"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SettingsError("this is no unit", cure='Send {"source": "…", "target": "…"}') from None
    for text in texts:
        if not isinstance(text, str) or not text.strip() or "\0" in text or len(text) > MAX_TEXT:
            raise SettingsError(
                "source and target have to be texts", cure=say("Of at most {max_text} characters", max_text=MAX_TEXT)
            )
    tags = [tag.replace("_", "-") for tag in (source, target)]
    variants = tuple(Variant(tag, content(text)) for tag, text in zip(tags, texts, strict=True))
    entry = Entry(variants, extras=(Prop("x-document", ADDED),))

    def add(store: OfficeStore) -> None:
        # Tools send a unit each time that it is saved.
        same = store.lookup(texts[0], primary(source), primary(target), minimum=100, limit=20)
        if all(match.target != texts[1] for match in same):
            store.add_unit(entry, ADDED, who)

    await office_of(request).memories.change(memory, add)
    return Response("", media_type="text/plain")


@tmserver.get("/tmserver/languages/", summary="Languages, as amaGama says them")
async def languages(request: Request, caller: Reader) -> dict[str, list[str]]:
    """Of the first memory that you may read."""
    return await _languages(request, own_memory(office_of(request), caller, "read"))


@tmserver.get("/m/{memory}/tmserver/languages/", summary="Languages of a memory")
async def memory_languages(request: Request, memory: MemoryName, caller: Reader) -> dict[str, list[str]]:
    """As amaGama says them."""
    return await _languages(request, memory)


@tmserver.get("/tmserver/{source}/{target}/unit/{text:path}", summary="Suggestions for a text")
async def unit(request: Request, source: Code, target: Code, text: Source, caller: Reader) -> Response:
    """From the first memory that you may read: at most three with 75 % or more."""
    return await _unit(request, own_memory(office_of(request), caller, "read"), source, target, text)


@tmserver.get("/m/{memory}/tmserver/{source}/{target}/unit/{text:path}", summary="Suggestions from a memory")
async def memory_unit(
    request: Request, memory: MemoryName, source: Code, target: Code, text: Source, caller: Reader
) -> Response:
    """At most three with 75 % or more."""
    return await _unit(request, memory, source, target, text)


@tmserver.put("/tmserver/{source}/{target}/unit/{text:path}", summary="Add a unit")
@tmserver.post("/tmserver/{source}/{target}/unit/{text:path}", summary="Add a unit ")
async def add(request: Request, source: Code, target: Code, text: Source, caller: Writer) -> Response:
    """To the first memory that you may write to. The texts are those of the body: `{"source": …, "target": …}`."""
    return await _add(request, own_memory(office_of(request), caller, "write"), source, target, caller.name)


@tmserver.put("/m/{memory}/tmserver/{source}/{target}/unit/{text:path}", summary="Add a unit to a memory")
@tmserver.post("/m/{memory}/tmserver/{source}/{target}/unit/{text:path}", summary="Add a unit to a memory ")
async def memory_add(
    request: Request, memory: MemoryName, source: Code, target: Code, text: Source, caller: Writer
) -> Response:
    """The texts are those of the body."""
    return await _add(request, memory, source, target, caller.name)


MAX_UNITS = 50_000
"""Units that a tool may send at once."""


async def _add_store(request: Request, memory: str, source: str, target: str, name: str, who: str) -> Response:
    try:
        data: Any = await run_in_threadpool(json.loads, await request.body())
        pairs = [(unit["source"], unit["target"]) for unit in data]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SettingsError("these are no units", cure='Send [{"source": "…", "target": "…"}, …]') from None
    for text in (text for pair in pairs[: MAX_UNITS + 1] for text in pair):
        if not isinstance(text, str) or "\0" in text or len(text) > MAX_TEXT or len(pairs) > MAX_UNITS:
            raise SettingsError(
                say("source and target have to be texts of at most {max_text} characters", max_text=MAX_TEXT),
                cure=say("At most {max_units} units at once", max_units=MAX_UNITS),
            )
    tags = [tag.replace("_", "-") for tag in (source, target)]
    document = f"{ADDED}/{name}"
    entries = [
        Entry(
            tuple(Variant(tag, content(text)) for tag, text in zip(tags, pair, strict=True)),
            extras=(Prop("x-document", document),),
        )
        for pair in pairs
        if all(text.strip() for text in pair)
    ]

    def add(store: OfficeStore) -> None:
        with store.by(who):
            list(store.add(entries))

    await office_of(request).memories.run(memory, add, lane="file")
    return Response(f"added {len(entries)} units from {name}", media_type="text/plain")


@tmserver.post("/tmserver/{source}/{target}/store/{name:path}", summary="Add the units of a file")
async def add_store(request: Request, source: Code, target: Code, name: FileName, caller: Writer) -> Response:
    """To the first memory that you may write to, as a document `tmserver/NAME`, which takes the place of an earlier one
    of that name. The body is a list of `{"source": …, "target": …}`: what Virtaal sends when a file is saved."""
    memory = own_memory(office_of(request), caller, "write")
    return await _add_store(request, memory, source, target, name, caller.name)


@tmserver.post(
    "/m/{memory}/tmserver/{source}/{target}/store/{name:path}", summary="Add the units of a file to a memory"
)
async def memory_add_store(
    request: Request, memory: MemoryName, source: Code, target: Code, name: FileName, caller: Writer
) -> Response:
    """As a document `tmserver/NAME`."""
    return await _add_store(request, memory, source, target, name, caller.name)


# Apertium APy --------------------------------------------------------------------------------------------------------


def _apertium(code: int, **data: object) -> Response:
    body = {"responseData": None, "responseDetails": None, "responseStatus": code, **data}
    return Response(json.dumps(body), media_type="application/json", status_code=200 if code == 200 else code)


async def _pairs(request: Request, memory: str) -> Response:
    found = await office_of(request).memories.run(memory, lambda store: list(store.languages()))
    pairs = [{"sourceLanguage": one, "targetLanguage": other} for one in found for other in found if one != other]
    return _apertium(200, responseData=pairs)


async def _translate(request: Request, memory: str, text: str, pair: str) -> Response:
    source, bar, target = pair.partition("|")
    if not bar or not source or not target or not text.strip():
        return _apertium(400, responseDetails="q and langpair=en|zh are needed")
    found = await office_of(request).memories.read(
        memory, lambda store: store.lookup(text, primary(source), primary(target), minimum=MINIMUM, limit=1)
    )
    if not found:
        # OmegaT shows nothing for an empty translation.
        return _apertium(200, responseData={"translatedText": ""})
    best = found[0]
    # The protocol knows translations and no scores: what is not one says so.
    mark = "" if best.score == 100 else f"[{best.score} %] "
    return _apertium(200, responseData={"translatedText": f"{mark}{best.target}"})


Pair = Annotated[str, Query(max_length=80, description="As en|zh.")]
Question = Annotated[str, Query(max_length=MAX_TEXT)]
Key = Annotated[str, Query(max_length=200, description="The token, where a tool can send no header.")]


@apertium.get("/listPairs", summary="Language pairs, as Apertium APy says them")
async def pairs(request: Request, caller: Reader, key: Key = "") -> Response:
    """Of the first memory that you may read."""
    return await _pairs(request, own_memory(office_of(request), caller, "read"))


@apertium.get("/translate", summary="The best match, as Apertium APy says a translation", responses=_SENSELESS)
async def translate(
    request: Request, caller: Reader, q: Question = "", langpair: Pair = "en|zh", key: Key = ""
) -> Response:
    """From the first memory that you may read: a match of 100 % as it is, one of 75 to 99 % behind `[87 %]`."""
    return await _translate(request, own_memory(office_of(request), caller, "read"), q, langpair)


@apertium.get("/m/{memory}/listPairs", summary="Language pairs of a memory")
async def memory_pairs(request: Request, memory: MemoryName, caller: Reader, key: Key = "") -> Response:
    """As Apertium APy says them."""
    return await _pairs(request, memory)


@apertium.get("/m/{memory}/translate", summary="The best match of a memory", responses=_SENSELESS)
async def memory_translate(
    request: Request, memory: MemoryName, caller: Reader, q: Question = "", langpair: Pair = "en|zh", key: Key = ""
) -> Response:
    """As Apertium APy says a translation."""
    return await _translate(request, memory, q, langpair)
