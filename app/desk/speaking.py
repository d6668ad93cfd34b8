"""The desk's answers in the language of whoever asks: sentences are said in it, data stay as they are."""

from __future__ import annotations

from typing import Any

from duizhao.corpora.saying import Worded, known_language, language, recognised, speaks_english, translated

# What may come as English text, from other processes and files. Names and texts of documents are under other names.
_SENTENCES = frozenset(("error", "cure", "why", "stage", "unit", "warnings", "state"))
# States that the page itself knows by name.
_CODES = frozenset(
    ("waiting", "running", "done", "failed", "cancelled", "aligned", "being counted", "not aligned yet")
)  # fmt: skip


def asked_in(header: str) -> str:
    """The language of a request, by its Accept-Language: what the page is shown in. Ours where it says nothing."""
    known = (known_language(part.partition(";")[0].strip()) for part in header.split(","))
    return next(filter(None, known), language())


def in_language(data: Any, name: str = "") -> Any:
    """An answer with its sentences in the active language."""
    if speaks_english():
        return data
    if isinstance(data, dict):
        return {key: in_language(value, key) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [in_language(value, name) for value in data]
    if isinstance(data, str):
        if str(data) in _CODES and name == "state":
            return str(data)
        return recognised(data) if name in _SENTENCES else translated(data) if isinstance(data, Worded) else data
    return data
