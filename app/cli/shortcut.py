"""`duizhao shortcut`: the desk among this user's programs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from duizhao.cli.common import examples, put_line, quiet_option, tell
from duizhao.corpora.saying import say


@click.command(epilog=examples("duizhao shortcut", "duizhao shortcut --folder Desktop", "duizhao shortcut --remove"))
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where to put it. [default: the menu of this user's programs]"
)
@click.option("--remove", is_flag=True, help="Take it away again.")
@quiet_option
def command(folder: Path | None, remove: bool, quiet: bool) -> int:
    """Put the desk among your programs: an entry in the menu that opens it.

    On Linux a desktop file, on Windows a link in the Start menu, on macOS a file in your Applications folder. It opens
    a window of text and the desk in your browser; close the window to end the desk. It starts the installation that
    made it: after a move or a new environment, run this again.
    """
    from duizhao import shortcut
    from duizhao.corpora.errors import MissingExtraError

    if remove:
        gone = shortcut.remove(folder)
        tell(
            say("Removed: {gone}", gone=gone) if gone else say("There is none: {place}", place=shortcut.place(folder)),
            quiet=quiet,
        )
        return 0
    if importlib.util.find_spec("starlette") is None:
        raise MissingExtraError("the desk is not installed", cure="Install it: pip install 'duizhao[desk]'")
    put_line(str(shortcut.install(folder)))
    return 0
