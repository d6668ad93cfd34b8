"""The desk of the office: a page with scripts, the one here, on which several people review a paper."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, HTTPException, Response

from duizhao.asgi import SCRIPTED
from duizhao.corpora.saying import language, say
from duizhao.page.front_end import front_end
from duizhao.server.asking import Reader

router = APIRouter(include_in_schema=False)
PAGE = "office.html"


@lru_cache(maxsize=8)
def _front_end(tag: str) -> dict[str, tuple[bytes, str]]:
    """The files of the page, as it is in a language that is spoken."""
    return front_end(PAGE)


@router.get("/desk")
async def desk(caller: Reader) -> Response:
    """The papers, and what is decided in them: all of it asked under `/v1/`."""
    return _sent(PAGE)


@router.get("/desk/{name}")
async def desk_file(name: str) -> Response:
    """A script or the style of the page."""
    if name == PAGE or name not in _front_end(language()):
        raise HTTPException(404, say("there is no such page"))
    return _sent(name)


def _sent(name: str) -> Response:
    data, kind = _front_end(language())[name]
    return Response(data, media_type=f"{kind}; charset=utf-8", headers={"content-security-policy": SCRIPTED})
