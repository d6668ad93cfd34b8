"""`duizhao serve`: one memory and one glossary for everybody."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from duizhao.cli.common import FiniteRange, examples, quiet_option, tell
from duizhao.corpora.saying import say


@click.command(
    "serve",
    epilog=examples(
        "duizhao serve --store memory.db",
        "duizhao serve --store ilo=postgresql://user@host/memory --glossary glossary.csv --public-url https://memory.example.org",
    ),
)
@click.option(
    "--store",
    "places",
    metavar="[NAME=]PLACE",
    multiple=True,
    help="A memory: a file, or postgresql://user@host/database. Give it again for more; the first holds the tokens. "
    "[default: DUIZHAO_MEMORY]",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8470, show_default=True, help="The port to listen at.")
@click.option(
    "--public-url", default="", metavar="URL", help="The address that people use, as https://memory.example.org."
)
@click.option("--glossary", type=click.Path(path_type=Path), help="A glossary; it is read again when it changes.")
@click.option("--anonymous", is_flag=True, help="Whoever can reach the server may read, without a token.")
@click.option("--identity-header", default="", metavar="NAME", help="The header that a proxy says a person's name in.")
@click.option(
    "--identity-scope",
    type=click.Choice(["read", "write"]),
    default="read",
    show_default=True,
    help="What people may do whom the proxy names.",
)
@click.option(
    "--proxy", "proxies", multiple=True, metavar="IP", help="Where the proxy asks from. [default: this machine]"
)
@click.option("--rate", type=FiniteRange(1), default=50, show_default=True, help="Requests a second, for each caller.")
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=0,
    show_default=True,
    help="Processes that answer look-ups and concordances beside this one, for many who ask at once.",
)
@click.option(
    "--max-upload-mb", type=click.IntRange(1), default=512, show_default=True, help="The largest file to import."
)
@click.option(
    "--patience",
    type=FiniteRange(0.1),
    default=20,
    show_default=True,
    help="Seconds for which a client may let the server wait: for a question, for more of a file, until it reads on.",
)
@click.option(
    "--jobs",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where long work and its results are kept. [default: a temporary folder, gone when the server ends]",
)
@click.option(
    "--keep-jobs", type=FiniteRange(0.1), default=24, show_default=True, help="Hours for which results are kept."
)
@quiet_option
def command(
    places: tuple[str, ...], host: str, port: int, public_url: str, glossary: Path | None, anonymous: bool,
    identity_header: str, identity_scope: str, proxies: tuple[str, ...], rate: float, workers: int,
    max_upload_mb: int, patience: float, jobs: Path | None, keep_jobs: float, quiet: bool,
) -> int:  # fmt: skip
    """Serve memories and a glossary to an office, over HTTP.

    Translators' tools ask it by protocols that they speak already (tmserver, Apertium APy), programs under /v1/,
    people in a browser. Make tokens with `duizhao token add`. HTTPS is a proxy's work. Ctrl-C ends the server.
    """
    from duizhao.corpora.errors import MissingExtraError, SettingsError

    if workers and sys.platform == "win32":
        raise SettingsError("--workers needs Linux or macOS", cure="Leave it out: one process answers all")
    try:
        from duizhao.server.application import application
        from duizhao.server.scratch import own_temporary_files
        from duizhao.server.serving import listen, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "starlette", "uvicorn", "pydantic"):
            raise
        raise MissingExtraError(
            "the server is not installed", cure="Install it: pip install 'duizhao[server]'"
        ) from None
    from duizhao.server.settings import LOOPBACK, JobLimits, ServerLimits, ServerSettings, known_hosts, named_memories

    settings = ServerSettings(
        named_memories(places or (os.environ.get("DUIZHAO_MEMORY") or "memory.db",)),
        known_hosts(host, port, public_url),
        glossary,
        anonymous,
        identity_header,
        identity_scope,
        frozenset(proxies) or LOOPBACK,
        ServerLimits(rate=rate, burst=int(rate * 4), upload=max_upload_mb * 2**20, patience=patience),
        workers=workers,
        jobs=jobs,
        job_limits=JobLimits(keep_jobs),
    )
    with listen(host, port) as listening, own_temporary_files():
        app = application(settings)
        tell(
            say(
                "serving {memories} at {public_url}; Ctrl-C ends it",
                memories=", ".join(settings.memories),
                public_url=(public_url or say("http://{host}:{port}", host=host, port=port)),
            ),
            quiet=quiet,
        )
        serve(app, listening, patience)
    return 0
