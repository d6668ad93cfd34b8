"""Dask, through the executor that its client gives: futures of the standard library.

A document a worker at a time, and one more waiting. Dask itself tries again what a lost machine had in hand, and gives
up what has killed several workers; `allowed-failures` of a cluster that is begun here is one.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Any

from duizhao.corpora.errors import WorkError
from duizhao.corpora.processes.workers import Died, Raised
from duizhao.corpora.saying import say
from duizhao.engines import Here, Work, Workforce, entered

_CONNECTING = 30  # seconds


def make(work: Work, workforce: Workforce, here: Here) -> DaskWorkers:
    """Workers of the scheduler at the workforce's address, or of a cluster that is begun here and ends with the work.
    Raises WorkError where it cannot be reached."""
    import dask
    from distributed import Client, LocalCluster

    if workforce.address is not None:
        try:
            client = Client(workforce.address, timeout=_CONNECTING, set_as_default=False)
            return DaskWorkers(work, workforce, here, client)
        except (OSError, ValueError) as error:
            raise WorkError(
                say("no Dask scheduler at {address}: {error}", address=workforce.address, error=error),
                cure="Write its address as tcp://HOST:8786",
            ) from None
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        cluster = LocalCluster(
            n_workers=workforce.jobs,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=0,  # an estimate of Dask's own, by which it would end workers
            silence_logs=logging.CRITICAL,
        )
    return DaskWorkers(work, workforce, here, Client(cluster, set_as_default=False), cluster)


def _make(work: Work, here: Here, thing: Any) -> Any:
    """What the work makes of a thing, in a worker."""
    entered(here)
    try:
        return work(thing)
    except Exception as error:
        return Raised(error)


class DaskWorkers:
    """`Workers` that are a cluster's, `cluster` where it is ours to end."""

    def __init__(self, work: Work, workforce: Workforce, here: Here, client: Any, cluster: Any = None) -> None:
        self._work, self._here, self._client, self._cluster = work, here, client, cluster
        self._executor = client.get_executor(pure=False, retries=0)
        self._jobs = workforce.jobs
        self._ended: queue.SimpleQueue[tuple[int, Future[Any]]] = queue.SimpleQueue()
        self._out: set[int] = set()

    def free(self) -> int:
        """See `Workers`; workers of a cluster may come and go."""
        there = sum(self._client.nthreads().values())
        return 2 * (min(self._jobs or there, there) or 1) - len(self._out)

    def submit(self, place: int, thing: Any) -> None:
        """See `Workers`."""
        self._out.add(place)
        future = self._executor.submit(_make, self._work, self._here, thing)
        future.add_done_callback(lambda done: self._ended.put((place, done)))

    def ended(self) -> Sequence[tuple[int, Any]]:
        """See `Workers`."""
        from distributed import KilledWorker

        while True:
            try:
                place, future = self._ended.get(timeout=0.5)
                break
            except queue.Empty:
                continue
        self._out.discard(place)
        try:
            return [(place, future.result())]
        except KilledWorker:
            return [(place, Died(0, say("its worker on the cluster died")))]
        except CancelledError:
            return [(place, Raised(WorkError("the Dask cluster gave the work back", cure="Start it again")))]
        except Exception as error:
            return [(place, Raised(error))]

    def lost(self, place: int) -> bool:
        """See `Workers`: Dask has tried it elsewhere by then."""
        return False

    def alone(self) -> None:
        """See `Workers`: Dask's workers are not ours to end."""

    def close(self) -> None:
        """See `Workers`."""
        with suppress(Exception):
            self._executor.shutdown(wait=False)
        for one in (self._client, self._cluster):
            if one is not None:
                with suppress(Exception):
                    one.close(timeout=5)
