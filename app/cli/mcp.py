"""`duizhao mcp`: memories and a glossary for an assistant on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from duizhao.cli.common import examples


@click.command(
    "mcp",
    epilog=examples(
        "duizhao mcp --store memory.db --glossary glossary.csv",
        "duizhao mcp --store ilo=postgresql://user@host/memory",
    ),
)
@click.option(
    "--store",
    "places",
    metavar="[NAME=]PLACE",
    multiple=True,
    help="A memory: a file, or postgresql://user@host/database. Give it again for more. [default: DUIZHAO_MEMORY]",
)
@click.option("--glossary", type=click.Path(path_type=Path), help="A glossary; it is read again when it changes.")
def command(places: tuple[str, ...], glossary: Path | None) -> int:
    """Serve an assistant: look-up, concordance, terms, check.

    Speaks the Model Context Protocol on stdin and stdout; an assistant starts it, and can change nothing. `duizhao
    serve` answers the same questions over HTTP, under /mcp.
    """
    from duizhao.corpora.errors import MissingExtraError

    try:
        from duizhao.server.standing import assistant_office
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "starlette", "uvicorn", "pydantic"):
            raise
        raise MissingExtraError("MCP is not installed", cure="Install it: pip install 'duizhao[mcp]'") from None

    with assistant_office(places or (os.environ.get("DUIZHAO_MEMORY") or "memory.db",), glossary) as assistant:
        assistant.run()
    return 0
