"""`duizhao desk`: review in a browser, on this machine."""

from __future__ import annotations

import getpass
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, put_line, quiet_option, tell
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.desk.desk import Desk


def _user() -> str:
    with suppress(Exception):  # a container may have no names at all
        return getpass.getuser()
    return ""


@click.command(
    "desk", epilog=examples("duizhao desk", "duizhao desk out/", "duizhao desk en.docx zh.docx --reviewer Liu")
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--reviewer", default="", help="Who reviews. [default: the name you are logged in by]")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Port; 0: any that is free.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser; only print the address.")
@click.option(
    "--workspace", type=click.Path(path_type=Path), help="Where dropped files are kept. [default: DUIZHAO_DESK]"
)
@quiet_option
def command(
    paths: tuple[Path, ...], reviewer: str, port: int, no_browser: bool, workspace: Path | None, quiet: bool
) -> int:
    """Review alignments and terms in a browser.

    PATHS are an output folder of `duizhao align`, a folder of many, or two documents to align first; without any, a
    page to drop documents on (or the project of this folder). The page is served to this machine alone; no document
    leaves it. Ctrl-C ends the desk; everything is saved by then.
    """
    from duizhao.corpora.errors import InputError, SettingsError
    from duizhao.desk.desk import Desk
    from duizhao.desk.serving import application, new_token
    from duizhao.desk.workspace import default_workspace
    from duizhao.project import FILE_NAME

    if len(paths) > 2:
        raise SettingsError("at most two documents", cure="Name one folder, or an original and its translation")
    for path in paths:
        if not path.exists():
            raise InputError("no such file or folder", path=path, cure="Check the path")
    start = paths[0] if len(paths) == 1 and paths[0].is_dir() else None
    if not paths and Path(FILE_NAME).is_file():
        start = Path()
    listening = _listen(port)
    desk = Desk(workspace or default_workspace(), reviewer or _user(), start)
    try:
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        token = new_token()
        app = application(desk, token, frozenset((host, f"localhost:{host.split(':')[1]}")))
        if paths and start is None:
            desk.align_paths(*paths)
        elif start is not None:
            _open(desk, start)
        address = f"http://{host}/#{token}"
        put_line(address)
        tell("The desk is open at this address, for this machine alone. Ctrl-C ends it.", quiet=quiet)
        if not no_browser:
            import webbrowser

            webbrowser.open(address)
        _serve(app, listening)
    finally:
        desk.close()
        listening.close()
    return 0


def _open(desk: Desk, start: Path) -> None:
    from duizhao.desk.board import is_board

    if not is_board(start):
        desk.open({"folder": str(start)})


def _listen(port: int) -> socket.socket:
    from duizhao.asgi import tcp_socket
    from duizhao.corpora.errors import SettingsError

    listening = tcp_socket()
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()  # a browser that is quicker than the server waits instead of being refused
    except OSError as error:
        listening.close()
        raise SettingsError(
            say("--port {port}: {error}", port=port, error=error.strerror), cure="Leave it out, or name another"
        ) from None
    return listening


def _serve(app: object, listening: socket.socket) -> None:
    import asyncio

    import uvicorn

    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listening]))
