"""What CAT tools ask the office's server where scripts/kill_test.py kills it: units, files and memories of theirs."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.killed_command import DONE, OLD, STORED, TWO

Asking = Callable[[Any, str], Any]
T5MEMORY = "/t5memory"
READING = frozenset(
    f"POST {T5MEMORY}/{{tm}}/{name}" for name in ("fuzzysearch", "concordancesearch", "search", "getentry", "clone")
)
"""The routes for CAT tools that write nothing though they are no GET."""
_LANGUAGES = {"sourceLang": "en-GB", "targetLang": "zh-CN"}
_OWN = f"{T5MEMORY}/own"


def _unit(method: str, place: str) -> Asking:
    def save(client: Any, inputs: str) -> Any:
        unit = {"source": f"A unit of {inputs} times.", "target": f"{inputs} 文本"}
        return client.request(method, f"{place}/tmserver/en/zh_CN/unit/a", json=unit)

    return save


def _store(place: str) -> Asking:
    """The units of a file, those of an earlier version gone."""

    def save(client: Any, inputs: str) -> Any:
        units = [{"source": f"Unit {n} of {inputs} times.", "target": f"{inputs} 文本 {n}"} for n in range(20)]
        return client.post(f"{place}/tmserver/en/zh_CN/store/a.po", json=units)

    return save


def _begin(client: Any, name: str) -> Any:
    """Create a memory, if it is not there."""
    if any(one["name"] == name for one in client.get(T5MEMORY).json()["Open"]):
        return client.get("/health")
    return client.post(T5MEMORY, json={"name": name, "sourceLang": "en-GB"})


def _entry(client: Any, inputs: str) -> Any:
    """A translation, which takes the place of an earlier one."""
    _begin(client, "own")
    unit = {"source": "A unit of all times.", "target": f"{inputs} 文本", **_LANGUAGES}
    return client.post(f"{_OWN}/entry", json=unit)


def _entry_delete(client: Any, inputs: str) -> Any:
    _begin(client, "own")
    return client.post(f"{_OWN}/entrydelete", json={"recordKey": 1 if inputs == OLD else 2})


def _import(client: Any, inputs: str) -> Any:
    _begin(client, "own")
    with open(f"../{inputs}/memory.tmx", "rb") as file:
        return client.post(f"{_OWN}/importtmx", files={"file": ("memory.tmx", file)})


def _import_data(client: Any, inputs: str) -> Any:
    _begin(client, "own")
    data = base64.b64encode(Path(f"../{inputs}/memory.tmx").read_bytes()).decode()
    return client.post(f"{_OWN}/import", json={"tmxData": data})


def _delete(client: Any, inputs: str) -> Any:
    return client.delete(f"{T5MEMORY}/{inputs}.md")


_CREATE = f"POST {T5MEMORY}"
# Name, what is asked, the routes, what is there before, exit codes.
TOOLS: tuple[tuple[str, Asking, tuple[str, ...], tuple[str, ...], tuple[int, ...]], ...] = (
    *(
        (
            f"{method.lower()}{at}",
            _unit(method, place),
            (f"{method} {route}/tmserver/{{source}}/{{target}}/unit/{{text}}",),
            STORED,
            (0,),
        )
        for method in ("PUT", "POST")
        for at, place, route in (("", "", ""), ("-to", "/m/m", "/m/{memory}"))
    ),
    *(
        (f"store{at}", _store(place), (f"POST {route}/tmserver/{{source}}/{{target}}/store/{{name}}",), STORED, (0,))
        for at, place, route in (("", "", ""), ("-to", "/m/m", "/m/{memory}"))
    ),
    ("t5-create", _begin, (_CREATE,), STORED, (0,)),
    ("t5-entry", _entry, (_CREATE, f"POST {T5MEMORY}/{{tm}}/entry"), STORED, (0,)),
    ("t5-entrydelete", _entry_delete, (_CREATE, f"POST {T5MEMORY}/{{tm}}/entrydelete"), STORED, DONE),
    ("t5-importtmx", _import, (_CREATE, f"POST {T5MEMORY}/{{tm}}/importtmx"), STORED, (0,)),
    ("t5-import", _import_data, (_CREATE, f"POST {T5MEMORY}/{{tm}}/import"), STORED, (0,)),
    ("t5-delete", _delete, (f"DELETE {T5MEMORY}/{{tm}}",), TWO, DONE),
)
