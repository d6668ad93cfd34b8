"""Numbers kept in a file, to be compared with those of now: what fitted weights stand on.

from tests.pinned import brief, changed, sweep, write
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Values = Mapping[str, Any]


def brief(values: object) -> list[float]:
    """What an array is known by: its shape, its mean, and its mean weighted by place, so that nothing in it can change
    or change places unseen. What is impossible (a million and more) counts nothing."""
    array = np.asarray(values, dtype=np.float64)
    flat = np.where(np.abs(array) < 1e6, array, 0.0).reshape(-1)
    place = np.cos(np.arange(flat.size) * 0.7) + 1.5
    return [*map(float, array.shape), float(flat.mean()), float(flat @ place / flat.size)] if flat.size else []


def sweep(values: Iterable[Any], at: Callable[[Any], Any]) -> list[list[Any]]:
    """What `at` says of each value, those in turn of which it says the same as one."""
    found: list[list[Any]] = []
    for value in values:
        said = at(value)
        if found and found[-1][2] == said:
            found[-1][1] = value
        else:
            found.append([value, value, said])
    return found


def changed(found: Values, path: Path) -> list[str]:
    """What is not as the file has it, a line each: numbers to a thousandth of their size, everything else exactly."""
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    lines = [f"{name} is new" for name in found.keys() - kept.keys()]
    lines += [f"{name} is gone" for name in kept.keys() - found.keys()]
    for name in found.keys() & kept.keys():
        if not _same(found[name], kept[name]):
            lines.append(f"{name}: {kept[name]} → {found[name]}")
    return sorted(lines)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return bool(one == pytest.approx(other, rel=1e-3, abs=1e-5))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def write(found: Values, path: Path) -> None:
    """Write what was found, six digits of each number."""
    lines = (f"{json.dumps(name, ensure_ascii=False)}: {_line(values)}" for name, values in found.items())
    path.parent.mkdir(exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _line(values: Any) -> str:
    return json.dumps(_rounded(values), ensure_ascii=False)


def _rounded(values: Any) -> Any:
    if isinstance(values, list | tuple):
        return [_rounded(value) for value in values]
    return float(f"{values:.6g}") if isinstance(values, float) else values
