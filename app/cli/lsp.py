"""`duizhao lsp`: findings and drift in an editor."""

from __future__ import annotations

from typing import Any

import click

from duizhao.cli.common import examples, tell


@click.command("lsp", epilog=examples("duizhao lsp"))
def command() -> int:
    """Serve an editor: findings and drift as diagnostics.

    Speaks the Language Server Protocol on stdin and stdout; an editor starts it. Each document that a duizhao.toml
    above it names is looked at when it is opened and when it is saved.
    """
    import logging
    import os
    import sys

    from duizhao.corpora.errors import MissingExtraError
    from duizhao.language_messages import Messages, OneLine

    try:
        from duizhao.language_server import make_server
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise MissingExtraError("duizhao lsp needs pygls", cure="Install it: pip install 'duizhao[lsp]'") from None
    if os.environ.get("DUIZHAO_DEBUG", "") in ("", "0"):
        logging.getLogger("pygls").addHandler(OneLine(tell))
    editor: Any = Messages(sys.stdin.buffer)
    make_server().start_io(editor)
    return 0
