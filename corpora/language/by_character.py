"""What a dictionary says of each word, kept on disk by the word's first character.

Half a million words take most of a second to load at once, and a text asks only for those that begin with one of its
characters: some thousand small tables, which take a tenth of that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from duizhao.corpora.storage.cache_folder import cache_folder
from duizhao.corpora.storage.disk_cache import Shelf

V = TypeVar("V", str, int)
_LIMIT = 64 * 2**20  # bytes: jieba's dictionary takes 7 MB, CC-CEDICT 15


class ByCharacter(Generic[V]):
    """Words and what is said of each; those that begin with a character are loaded when the first of them is asked for.

    `parts` are a JSON object for each first character, "" being that of the empty word.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._loaded: dict[str, dict[str, V]] = {}

    def beginning(self, character: str) -> dict[str, V]:
        """The words that begin with a character, with what is said of each."""
        found = self._loaded.get(character)
        if found is None:
            found = self._loaded[character] = json.loads(self._parts.get(character, b"{}"))
        return found

    def get(self, word: str) -> V | None:
        """What is said of a word; None where nothing is."""
        return self.beginning(word[:1]).get(word)


def kept_by_character(key: str, make: Callable[[], Mapping[str, V]]) -> ByCharacter[V] | None:
    """What the cache folder keeps under a key, which names all that the words depend on; made and put there where it
    is missing. None where there is no cache folder. No word may begin with a tab or a line break."""
    folder = cache_folder()
    if folder is None:
        return None
    shelf = Shelf(folder / "words", _LIMIT)
    data = shelf.get_bytes(key)
    if data is None:
        data = written(make())
        shelf.put_bytes(key, data)
    return read(data)


def written(words: Mapping[str, V]) -> bytes:
    """A line for each first character: it, a tab, and the words that begin with it as a JSON object."""
    parts: dict[str, dict[str, V]] = {}
    for word, said in words.items():
        parts.setdefault(word[:1], {})[word] = said
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return "\n".join(f"{character}\t{write(part)}" for character, part in parts.items()).encode()


def read(data: bytes) -> ByCharacter[V]:
    """What was `written`."""
    parts = (line.partition(b"\t") for line in data.split(b"\n") if line)
    return ByCharacter({character.decode(): part for character, _, part in parts})
