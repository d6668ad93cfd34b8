"""Ray: an actor a worker, which keeps the encoder from document to document.

An actor has one thing in hand and none waiting, which might wait for the greatest document of all, and die with it.
Ray puts an actor that died somewhere else (`max_restarts`); what it had in hand is ours to try again, for Ray would do
so at once and take the next worker with it. Nothing is sent to Ray's makers, and no dashboard is begun.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from duizhao.corpora.errors import WorkError
from duizhao.corpora.processes.workers import Died, Raised
from duizhao.corpora.saying import say
from duizhao.engines import Here, Work, Workforce

_STILLBORN = 20  # actors that may end for good before one has begun
_CURE = "Is it running (ray status)? Is duizhao installed there, and its Ray of the same version as ours?"
_KNOCKING = 15.0  # seconds in which somebody has to answer at an address
_PATIENCE = 60.0  # seconds without any worker after which that is told
# Asked by a process of its own: Ray ends a program, without a word to it, that asks a head which was begun anew.
_ASK = """
import sys, ray
ray.init(address=sys.argv[1], log_to_driver=False, logging_level=50)
sys.exit(0 if sys.argv[2] in {node["NodeID"] for node in ray.nodes()} else 3)
"""
_ANSWER = 90.0  # seconds in which it has to answer
_log = logging.getLogger(__name__)


def make(work: Work, workforce: Workforce, here: Here) -> RayWorkers:
    """Actors of the cluster at the workforce's address (`auto`: the one of this machine), or of one that is begun here
    and ends with the work. Raises WorkError where it cannot be reached."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Ray begins workers with the least priority but three: beside other work of the machine they would stand still.
    os.environ.setdefault("RAY_worker_niceness", "0")
    import ray

    own = not ray.is_initialized()
    if own:
        _connect(ray, workforce)
    try:
        return RayWorkers(ray, work, workforce, here, own)
    except BaseException:
        if own:
            ray.shutdown()
        raise


def _connect(ray: Any, workforce: Workforce) -> None:
    said: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False, "logging_level": logging.ERROR}
    if workforce.address is None:
        # The head of a cluster of our own has a core for each actor: how many there are is for us to say.
        said |= {"num_cpus": workforce.jobs, "address": "local"}
    else:
        said = {**said, "address": workforce.address}
        del said["include_dashboard"]
    asked = signal.getsignal(signal.SIGTERM)
    try:
        _knock(workforce.address)
        ray.init(**said)
    except (OSError, OverflowError, RuntimeError, ValueError) as error:
        where = workforce.address or say("this machine")
        raise WorkError(
            say("no Ray cluster at {where}: {first}", where=where, first=_first(error)), cure=_CURE
        ) from None
    finally:
        if asked is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, asked)  # what it means to be asked to end is for the program to say


def _knock(address: str | None) -> None:
    """See whether anybody is at HOST:PORT: Ray itself would try for minutes. Raises OSError."""
    host, colon, port = (address or "").rpartition("://")[2].partition("/")[0].rpartition(":")
    if colon and port.isascii() and port.isdigit():
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCKING):
            return


def _first(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def is_known(address: str, node: str) -> bool:
    """Whether the head at an address knows a machine by its number; a head that was lost, or begun anew, does not. One
    that does not answer in time is taken for a busy one."""
    command = [sys.executable, "-c", _ASK, address, node]
    try:
        _knock(address)
        return subprocess.run(command, capture_output=True, check=False, timeout=_ANSWER).returncode == 0
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False


class _Actor:
    """What lives in a worker."""

    def __init__(self, work: Work, here: Here) -> None:
        self._work, self._here = work, here

    def where(self) -> str:
        """The node that it is on; it is ready then."""
        import ray

        self._here.enter()
        return str(ray.get_runtime_context().get_node_id())

    def make(self, thing: Any) -> Any:
        """What the work makes of a thing."""
        try:
            return self._work(thing)
        except Exception as error:
            return Raised(error)


class RayWorkers:
    """`Workers` that are actors."""

    def __init__(self, ray: Any, work: Work, workforce: Workforce, here: Here, own: bool) -> None:
        self._ray, self._own = ray, own
        self._kind = ray.remote(_Actor).options(
            num_cpus=1, num_gpus=workforce.gpus or None, max_restarts=-1, max_task_retries=0
        )
        self._given = work, here
        self._idle: list[Any] = []
        self._node: dict[Any, str] = {}  # of actors that are ready
        self._actors: list[Any] = []
        self._coming: dict[Any, Any] = {}  # reference: actor that is not there yet
        self._stillborn = 0
        self._running: dict[Any, tuple[int, Any]] = {}  # reference: place, actor
        self._died_on: dict[int, str] = {}
        self._told = time.monotonic()
        for _ in range(workforce.jobs or max(int(ray.cluster_resources().get("CPU", 1)), 1)):
            self._hire()

    def _hire(self) -> None:
        # What it is given goes with it, not by way of the object store, which goes with the machine that it is on.
        actor = self._kind.remote(*self._given)
        self._actors.append(actor)
        self._coming[actor.where.remote()] = actor

    def free(self) -> int:
        """See `Workers`."""
        return len(self._idle)

    def submit(self, place: int, thing: Any) -> None:
        """See `Workers`."""
        actor = self._idle.pop()
        self._running[actor.make.remote(thing)] = place, actor

    def ended(self) -> Sequence[tuple[int, Any]]:
        """See `Workers`."""
        while True:
            ready, _ = self._ray.wait([*self._running, *self._coming], timeout=0.5)
            if ready:
                break
            self._tell()
        if ready[0] in self._coming:
            self._settle(ready[0])
            return []
        return self._taken(ready[0])

    def _tell(self) -> None:
        if self._node:
            self._told = time.monotonic()
        elif time.monotonic() - self._told > _PATIENCE:
            self._told = time.monotonic()
            context = self._ray.get_runtime_context()
            if not is_known(context.gcs_address, context.get_node_id()):
                # A head that was begun anew knows nothing of our actors, and nobody would ever answer.
                raise WorkError("the cluster's head was lost", cure="Start it again: finished pairs are left alone")
            _log.warning("no worker of the cluster is there yet: has it a free core for one? See: ray status")

    def _settle(self, reference: Any) -> None:
        """An actor is there, or has died before it was."""
        from ray.exceptions import ActorDiedError, RayActorError, RayTaskError

        actor = self._coming.pop(reference)
        try:
            self._node[actor] = self._ray.get(reference)
            self._idle.append(actor)
            self._stillborn = 0
        except RayTaskError as error:
            raise getattr(error, "cause", error) from None
        except ActorDiedError as error:
            # For good: whatever Ray's reason, another takes its place, but not for ever.
            self._actors.remove(actor)
            self._stillborn += 1
            if self._stillborn > _STILLBORN:
                raise WorkError(
                    say("workers of the cluster die before they begin: {first}", first=_first(error)), cure=_CURE
                ) from None
            self._hire()
        except RayActorError:
            time.sleep(0.2)  # it is being put elsewhere
            self._coming[actor.where.remote()] = actor

    def _taken(self, reference: Any) -> list[tuple[int, Any]]:
        """A thing's result, and its actor free again, or on its way to where Ray puts it."""
        from ray.exceptions import RayError

        place, actor = self._running.pop(reference)
        try:
            found = self._ray.get(reference)
        except RayError as error:
            found = Died(0, how_it_died(error))
            self._died_on[place] = self._node.pop(actor)
            self._coming[actor.where.remote()] = actor
        else:
            self._idle.append(actor)
        return [(place, found)]

    def lost(self, place: int) -> bool:
        """See `Workers`: the cluster knows by then which of its machines are gone."""
        node = self._died_on.get(place)
        return any(one["NodeID"] == node and not one["Alive"] for one in self._ray.nodes())

    def alone(self) -> None:
        """See `Workers`: all actors but one end, and with them their encoders."""
        if len(self._actors) == 1:
            return
        ready = [actor for actor in self._actors if actor in self._node]
        stays = (ready or self._actors)[0]
        for actor in self._actors:
            if actor is not stays:
                self._ray.kill(actor)
        self._idle = [actor for actor in self._idle if actor is stays]
        self._coming = {reference: actor for reference, actor in self._coming.items() if actor is stays}
        self._actors = [stays]

    def close(self) -> None:
        """See `Workers`."""
        with suppress(Exception):
            for actor in self._actors:
                self._ray.kill(actor)
        if self._own:
            self._ray.shutdown()


def how_it_died(error: Exception) -> str:
    """What Ray says of an end, in a few words: `out of memory`, or the first sentence of its message."""
    from ray.exceptions import OutOfMemoryError

    text = " ".join(str(error).split())
    if isinstance(error, OutOfMemoryError) or "out of memory" in text.lower():
        return say("out of memory, says Ray")
    return say("its worker on the cluster died")
