"""What the questions under `/v1/` have in common: who may ask them, how their parts are described, bodies that are
files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPBearer
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.server.access import needs
from duizhao.server.models import ERRORS, MAX_NUMBER
from duizhao.server.tokens import Caller

Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]
Admin = Annotated[Caller, Depends(needs("admin"))]
MemoryName = Annotated[str, Path(description="A memory's name, as `/v1/memories` lists it.", max_length=64)]
UnitNumber = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
CommentNumber = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
ConceptId = Annotated[str, Path(max_length=200)]
Few = Annotated[int, Query(ge=1, le=200)]
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}, "description": "The file"}}
_PIECE = 64 * 1024


def questions() -> APIRouter:
    """A router for questions under `/v1/`."""
    return APIRouter(
        prefix="/v1",
        responses=ERRORS,
        dependencies=[Depends(HTTPBearer(auto_error=False, description="duizhao token add"))],
    )


def everywhere(caller: Caller) -> None:
    """Raises HTTPException for a token that is for one memory alone."""
    if caller.memory:
        raise HTTPException(403, "this needs a token for all memories")


def named(caller: Caller) -> str:
    """Who asks, by name. Raises HTTPException where nobody knows."""
    if not caller.name:
        raise HTTPException(403, "this needs a name: use a token")
    return caller.name


async def arrived(request: Request, path: FilePath) -> None:
    """The body of a request, as it comes, into a file. Raises HTTPException where it does not come whole."""
    try:
        with open(path, "wb") as file:
            async for piece in request.stream():
                file.write(piece)
    except ClientDisconnect:
        raise HTTPException(400, "the file did not arrive whole, or is too large") from None


@contextmanager
def read_as_file() -> Iterator[None]:
    """What is wrong with a file that somebody sent is their question's fault, and its place here nobody's business."""
    try:
        yield
    except InputError as error:
        where = say("line {line}: ", line=error.line) if error.line else ""
        raise SettingsError(
            say("{where}{what}", where=where, what=error.what), cure=error.cure or "Check the file, or name its format"
        ) from error


@contextmanager
def outgoing(name: str) -> Iterator[tuple[FilePath, TemporaryDirectory[str]]]:
    """A place for a file of this name that is to be `sent`, and the folder that it is in: gone if it is not written."""
    folder = TemporaryDirectory(prefix="duizhao-")
    try:
        yield FilePath(folder.name) / name, folder
    except BaseException:
        folder.cleanup()
        raise


class _Sent(StreamingResponse):  # type: ignore[misc]
    """An answer with a folder that is removed when it has gone out, or nobody reads it any more."""

    folder: TemporaryDirectory[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.folder is not None:
                self.folder.cleanup()


def sent(path: FilePath, folder: TemporaryDirectory[str] | None, name: str) -> StreamingResponse:
    """A file as an answer, whose length is said before it comes, so that a part is not taken for all; `folder` is
    removed when it has gone out."""

    def pieces() -> Iterator[bytes]:
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
    headers = {
        "content-length": str(path.stat().st_size),
        "content-disposition": f'attachment; filename="{plain}"',
    }
    made = _Sent(pieces(), media_type="application/octet-stream", headers=headers)
    made.folder = folder
    return made
