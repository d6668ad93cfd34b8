"""Figures for Prometheus: requests by route and status, and how long they took."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the histogram of durations, in seconds."""


class Metrics:
    """Counts requests. Routes are named as they are declared, so that there are no more than there are routes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._times: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._sums: defaultdict[str, float] = defaultdict(float)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request that was answered; `route` is "" where there is none."""
        route = route or "none"
        method = method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        with self._lock:
            self._requests[method, route, status] += 1
            place = next((i for i, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))
            self._times[route][place] += 1
            self._sums[route] += seconds

    def text(self, workers: int = 0) -> str:
        """The figures in Prometheus's text format 0.0.4, with how many processes look things up at the moment."""
        with self._lock:
            lines = [
                "# HELP duizhao_requests_total Requests by route and status.",
                "# TYPE duizhao_requests_total counter",
            ]
            for (method, route, status), number in sorted(self._requests.items()):
                labels = f'method="{method}",route="{_label(route)}",status="{status}"'
                lines.append(f"duizhao_requests_total{{{labels}}} {number}")
            lines += [
                "# HELP duizhao_request_seconds How long answers took.",
                "# TYPE duizhao_request_seconds histogram",
            ]
            for route, times in sorted(self._times.items()):
                total = 0
                for bound, number in zip((*map(str, BUCKETS), "+Inf"), times, strict=True):
                    total += number
                    lines.append(f'duizhao_request_seconds_bucket{{route="{_label(route)}",le="{bound}"}} {total}')
                lines.append(f'duizhao_request_seconds_sum{{route="{_label(route)}"}} {self._sums[route]:.6f}')
                lines.append(f'duizhao_request_seconds_count{{route="{_label(route)}"}} {total}')
        lines += [
            "# HELP duizhao_workers Processes that answer look-ups and concordances.",
            "# TYPE duizhao_workers gauge",
            f"duizhao_workers {workers}",
        ]
        return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
