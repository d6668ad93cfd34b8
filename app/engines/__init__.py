"""Engines: who aligns the documents of a pile. Processes of this machine do, unless another engine is chosen; which
one it is changes nothing in what comes out.

An engine is `Workers` (`duizhao.corpora.processes.workers`), made of the work and a `Workforce`.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from duizhao.corpora.errors import InputError, MissingExtraError, SettingsError
from duizhao.corpora.processes.cores import THREADS, cores
from duizhao.corpora.processes.pool import Pool
from duizhao.corpora.processes.workers import Workers
from duizhao.corpora.registry import Registry, load
from duizhao.corpora.saying import say


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who is to work: `jobs` workers (0: one a core, of the cluster where there is one) of an `engine`, the cluster at
    `address` (None: one that is begun here for the time of the work), each with `gpus` of a graphics card (a share, or
    several)."""

    jobs: int = 1
    engine: str = "process"
    address: str | None = None
    gpus: float = 0.0

    def __post_init__(self) -> None:
        if self.jobs < 0:
            raise SettingsError(say("--jobs {jobs}", jobs=self.jobs), cure="Give 1 or more, or 0 for one a core")
        if self.gpus < 0:
            raise SettingsError(
                say("--gpus {gpus}", gpus=self.gpus), cure="Give a worker's share of a graphics card: --gpus 0.5"
            )


Work: TypeAlias = Callable[[Any], Any]
"""What is done with a thing. It is sent to workers as pickle does it: a function of a module, or `partial` of one."""


@dataclass(frozen=True, slots=True)
class EngineKind:
    """A kind of engine, for the registry `engines`.

    `make(work, workforce, here)` gives its `Workers`, or "module:attribute" to import it when it is first asked for;
    whoever works calls `here.enter()` before the first thing. `cluster`: it takes an address; `gpus`: it can set apart
    graphics cards. `needs` are the packages that must be importable, `cure` says how to install them.
    """

    make: Callable[[Work, Workforce, Here], Workers[Any]] | str
    about: str = ""
    cluster: bool = False
    gpus: bool = False
    needs: tuple[str, ...] = ()
    cure: str = ""


@dataclass(frozen=True)
class Here:
    """What a worker elsewhere needs to see the world as we do: inputs and outputs go by path, on a folder that all
    share."""

    folder: str = field(default_factory=os.getcwd)
    settings: tuple[tuple[str, str], ...] = ()

    def enter(self) -> None:
        """Go where we are, with our settings. Raises InputError where that is not to be found."""
        os.environ.update(self.settings)
        try:
            os.chdir(self.folder)
        except OSError:
            cure = "Documents go to workers by path: let all machines have them in the same place"
            raise InputError("a worker does not find this folder", path=Path(self.folder), cure=cure) from None


@cache
def entered(here: Here) -> None:
    """`here.enter()` for workers that are not ours to begin: once a process."""
    here.enter()


def here(workers: int) -> Here:
    """What our workers need; the cores of a machine are shared among `workers`, so that their threads together are no
    more than there are cores."""
    own = {name: value for name, value in os.environ.items() if name.startswith("DUIZHAO_")}
    own.setdefault(THREADS, str(max(cores() // max(workers, 1), 1)))
    return Here(settings=tuple(sorted(own.items())))


def _processes(work: Work, workforce: Workforce, here: Here) -> Workers[Any]:
    return Pool(work, workforce.jobs, start=here.enter)


engines: Registry[EngineKind] = Registry(
    "duizhao.engines",
    "engine",
    EngineKind,
    {
        "process": EngineKind(_processes, say("processes of this machine")),
        "ray": EngineKind(
            "duizhao.engines.on_ray:make",
            say("actors of a Ray cluster, or of one that is begun on this machine"),
            cluster=True,
            gpus=True,
            needs=("ray",),
            cure="pip install 'duizhao[ray]'",
        ),
        "dask": EngineKind(
            "duizhao.engines.on_dask:make",
            say("workers of a Dask cluster, or of one that is begun on this machine"),
            cluster=True,
            needs=("distributed",),
            cure="pip install 'duizhao[dask]'",
        ),
    },
)
"""Every engine by name."""


def hired(work: Work, workforce: Workforce, things: int, *, apart: bool = False) -> Workers[Any] | None:
    """The workers for so many things; None where one process is to do them, which can be this one, unless they must be
    done `apart`. Raises SettingsError for an engine that is not known, or that does not have what is asked of it, and
    MissingExtraError where its packages are not installed."""
    kind = engines.get(workforce.engine)
    if workforce.address is not None and not kind.cluster:
        cure = say(
            "--address goes with --engine {engines}",
            engines=" or ".join(name for name in engines if engines.get(name).cluster),
        )
        raise SettingsError(say("the engine {engine} has no address", engine=workforce.engine), cure=cure)
    if workforce.gpus and not kind.gpus:
        raise SettingsError(
            say("the engine {engine} does not set apart graphics cards", engine=workforce.engine),
            cure="Use --engine ray",
        )
    gone = [name for name in kind.needs if importlib.util.find_spec(name) is None]
    if gone:
        raise MissingExtraError(
            say("the engine {engine} needs {gone}", engine=workforce.engine, gone=", ".join(gone)), cure=kind.cure
        )
    jobs = workforce.jobs
    if not jobs and workforce.address is None:
        jobs = cores()
    jobs = min(jobs, max(things, 1))
    if workforce.engine == "process" and jobs == 1 and not apart:
        return None
    # Machines of a cluster have as many workers as cores.
    helped = here(jobs if workforce.address is None else cores())
    workers: Workers[Any] = load(kind.make)(work, replace(workforce, jobs=jobs), helped)
    return workers
