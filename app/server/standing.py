"""An office without a web server: for an assistant that a person of this machine starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from duizhao.server.access import Office
from duizhao.server.assistants import make_assistant
from duizhao.server.guard import Rates
from duizhao.server.jobs import ServerJobs
from duizhao.server.settings import ServerSettings, named_memories
from duizhao.server.terms import OfficeTerms
from duizhao.server.tokens import Caller
from duizhao.server.work import Memories


def make_office(settings: ServerSettings) -> Office:
    """What a server holds while it runs. Raises InputError, OutputError for memories or a glossary that cannot be
    used."""
    memories = Memories(settings)
    memories.prepare()
    return Office(
        settings,
        memories,
        OfficeTerms(settings.glossary, memories),
        Rates(settings.limits.rate, settings.limits.burst),
        ServerJobs(settings.jobs, settings.job_limits),
    )


@contextmanager
def assistant_office(places: tuple[str, ...], glossary: Path | None) -> Iterator[Any]:
    """An MCP server over memories of this machine, which may be read. Raises InputError where one is not there,
    MissingExtraError where MCP is not installed."""
    settings = ServerSettings(named_memories(places), frozenset(), glossary)
    memories = Memories(settings)
    for name in settings.memories:
        memories.open(name).close()  # one that is not there is not made by being asked
    office = make_office(settings)
    try:
        yield make_assistant(office, Caller("", "read"))
    finally:
        office.findings.close()
        office.jobs.close()
        office.memories.close()
