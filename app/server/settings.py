"""What a server is started with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

SCOPES = ("read", "write", "admin")
"""What a token allows, each with all before it."""
_NAME = re.compile(r"[\w.-]{1,64}")
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """How much one caller may ask: requests a second on average and at once (per token, or per address where there is
    none), bytes of a question, of a step in a paper and of an imported file, questions that wait; and for how many
    seconds a client may let the server wait: for a question, for the next piece of its body, or until it reads on."""

    rate: float = 50.0
    burst: int = 200
    body: int = 2 * 2**20
    step: int = 16 * 2**20
    upload: int = 512 * 2**20
    waiting: int = 512
    patience: float = 20.0


@dataclass(frozen=True, slots=True)
class JobLimits:
    """Hours for which a job is kept after its end, or when nobody sends its files; minutes that it may run."""

    hours: float = 24.0
    minutes: float = 60.0


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Memories by name (the first holds tokens and the audit log), and who may come.

    `hosts` are the names the server answers to, in lower case, with the port where it is not the scheme's own.
    `jobs` is the folder of long work; without one it lies in a temporary folder, and ends with the server.
    `workers` is how many processes answer look-ups and concordances; without one this process does.
    `identity_header` is what a proxy at one of `proxies` says a person's name in, who then has `identity_scope`.
    """

    memories: dict[str, str] = field(repr=False)
    hosts: frozenset[str]
    glossary: Path | None = None
    anonymous: bool = False
    identity_header: str = ""
    identity_scope: str = "read"
    proxies: frozenset[str] = LOOPBACK
    limits: ServerLimits = ServerLimits()
    threads: int = 8
    workers: int = 0
    jobs: Path | None = None
    job_limits: JobLimits = JobLimits()

    @property
    def first(self) -> str:
        """The name of the memory that holds tokens and the audit log."""
        return next(iter(self.memories))


def named_memories(places: tuple[str, ...]) -> dict[str, str]:
    """Memories by name, of `PLACE` or `NAME=PLACE`; a name is made of the place where none is given.

    >>> named_memories(("ilo=/srv/a.db", "/srv/b.db"))
    {'ilo': '/srv/a.db', 'b': '/srv/b.db'}
    """
    found: dict[str, str] = {}
    for given in places:
        name, equals, place = given.partition("=")
        if not equals or not _NAME.fullmatch(name):
            name, place = _own_name(given), given
        if name in found:
            raise SettingsError(
                say("two memories are called '{name}'", name=name), cure="Name them: --store NAME=PLACE"
            )
        found[name] = place
    return found


def _own_name(place: str) -> str:
    if "://" in place:
        try:
            stem = urlsplit(place).path.strip("/")
        except ValueError:
            stem = ""
    else:
        stem = Path(place).stem
    name = re.sub(r"[^\w.-]", "-", stem)[:64]
    return name if _NAME.fullmatch(name) else "memory"


def known_hosts(host: str, port: int, public_url: str) -> frozenset[str]:
    """The names a server answers to. Raises SettingsError where it can be reached from elsewhere by a name that was not
    said: then any page could be made to lead here."""
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    if public_url:
        try:
            parts = urlsplit(public_url)
            named = parts.netloc.lower() if parts.scheme in ("http", "https") and parts.hostname else ""
            default = {"http": 80, "https": 443}.get(parts.scheme)
            if not named or parts.username or parts.path.strip("/") or (parts.port and not 0 < parts.port < 65536):
                raise ValueError
        except ValueError:
            raise SettingsError(
                "--public-url is not an address of a server", cure="Write it as https://memory.example.org"
            ) from None
        hosts.add(named.removesuffix(f":{default}"))
        hosts.add(f"{named.removesuffix(f':{default}')}:{default}" if parts.port in (None, default) else named)
    elif host not in LOOPBACK:
        raise SettingsError(
            say("--host {host} is reached from other machines", host=host),
            cure="Say by which name: --public-url https://NAME",
        )
    return frozenset(hosts)
