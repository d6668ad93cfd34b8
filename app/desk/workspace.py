"""Where the desk keeps what was dropped on it: a folder a document pair, and a list of what was open last."""

from __future__ import annotations

import base64
import binascii
import difflib
import json
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.saying import say
from duizhao.corpora.storage.cache_folder import expanded, of_user
from duizhao.corpora.storage.files import make_folder, write_bytes, write_text
from duizhao.corpora.storage.leftovers import sweep

MAX_FILE = 48 * 2**20  # bytes: what the readers take of a file with pictures
MAX_FILES = 200
RECENT = 12


def default_workspace() -> Path:
    """The folder of the desk: `DUIZHAO_DESK`, else in the user's own data folder. Raises SettingsError where there is
    none."""
    named = os.environ.get("DUIZHAO_DESK", "").strip()
    folder = expanded(named, "DUIZHAO_DESK") if named else of_user("data")
    if folder is None:
        raise SettingsError(say("this user has no home folder"), cure="Name a folder in DUIZHAO_DESK")
    return folder if named else folder / "desk"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files that were dropped, with what became of them: pairs (title, files), and names that found no partner."""

    pairs: tuple[tuple[str, tuple[Path, ...]], ...]
    alone: tuple[tuple[str, str], ...] = ()


class Workspace:
    """A folder with a folder for each document pair that was dropped on the desk."""

    def __init__(self, root: Path) -> None:
        self.root = make_folder(root)
        # Each drop has folders of its own: nobody else would ever write into those of a desk that was killed.
        for folder in (*self.root.glob("*/"), *self.root.glob("*/out/")):
            sweep(folder)

    # -- what was open last --

    def recent(self) -> list[dict[str, str]]:
        """Folders that were open, the last first; those that are gone are left out."""
        try:
            found = json.loads((self.root / "recent.json").read_text(encoding="utf-8"))
            rows = [(str(row["folder"]), str(row["title"])) for row in found]
        except (OSError, ValueError, KeyError, TypeError):
            return []
        return [{"folder": folder, "title": title} for folder, title in rows if Path(folder).is_dir()]

    def remember(self, folder: Path, title: str) -> None:
        """Put a folder first in the list."""
        own = str(folder.resolve())
        rows = [{"folder": own, "title": title}, *(row for row in self.recent() if row["folder"] != own)]
        write_text(self.root / "recent.json", json.dumps(rows[:RECENT], ensure_ascii=False, indent=1) + "\n")

    # -- what is dropped --

    def take(self, files: Sequence[Mapping[str, Any]]) -> list[Path]:
        """Keep dropped files (name, data in base64). Raises InputError where there are too many or one is too large."""
        if not files or len(files) > MAX_FILES:
            raise InputError(
                say("{files} files at once", files=len(files)),
                cure=say("Drop 1 to {max_files} files", max_files=MAX_FILES),
            )
        kept = self._fresh(file_name(str(files[0]["name"])).rsplit(".", 1)[0])
        paths: list[Path] = []
        for file in files:
            path = kept / file_name(str(file["name"]))
            if path.exists():
                path = kept / f"{len(paths)}-{path.name}"
            data = arrived(path.name, file)
            write_bytes(path, data)
            paths.append(path)
        return paths

    def folder_for(self, title: str) -> Path:
        """A new folder for the results of a pair."""
        return self._fresh(title) / "out"

    def _fresh(self, name: str) -> Path:
        name = file_name(name)[:60] or "paper"
        for number in range(1, 10_000):
            path = self.root / (name if number == 1 else f"{name} {number}")
            with suppress(FileExistsError):
                path.mkdir(parents=True)
                return path
        raise InputError(say("there are too many folders called {name}", name=name), path=self.root, cure="Tidy it up")


def arrived(name: str, file: Mapping[str, Any]) -> bytes:
    """What a dropped file holds. Raises InputError where it did not come whole, or is too large."""
    try:
        data = base64.b64decode(str(file["data"]), validate=True)
    except (binascii.Error, ValueError):
        raise InputError(say("{name} did not arrive whole", name=name), cure="Drop it again") from None
    if len(data) > MAX_FILE:
        raise InputError(
            say("{name} has more than {max_file} MB", name=name, max_file=MAX_FILE // 2**20),
            cure="Save it without pictures",
        )
    return data


# Characters that some system does not take in a file's name, and what would lead out of the folder.
_BAD = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def file_name(name: str) -> str:
    """A name that leads nowhere but into its folder."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    return _BAD.sub("_", name).strip(". ")[:120] or "file"


def pair_up(paths: Sequence[Path]) -> Dropped:
    """One file, which stands for both languages, or two: the original first. Raises InputError where both are in the
    same language or one cannot be read, for then there is nothing to do."""
    if len(paths) == 1:
        return Dropped(((paths[0].stem, (paths[0],)),))
    found = by_name([(path, language_of(path)) for path in paths])
    if not found:
        raise InputError("both files are in the same language", cure="Drop an original and its translation")
    return Dropped(tuple(found))


def by_name(files: Sequence[tuple[Path, str]], least: float = 0.0) -> list[tuple[str, tuple[Path, Path]]]:
    """Files, each with its language, paired by what they are called: the most alike first, and none less alike than
    `least`."""
    english, chinese = ([path for path, tag in files if is_chinese(tag) == wanted] for wanted in (False, True))
    scored = sorted(((_alike(e, c), i, j) for i, e in enumerate(english) for j, c in enumerate(chinese)), reverse=True)
    pairs = []
    used: tuple[set[int], set[int]] = (set(), set())
    for score, i, j in scored:
        if score >= least and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((english[i].stem, (english[i], chinese[j])))
    return sorted(pairs)


def language_of(path: Path) -> str:
    """The language of a document. Raises DuizhaoError where it cannot be read."""
    from duizhao import corpora

    return corpora.read(path).language


_MARKS = re.compile(r"(?<![a-z])(en|eng|english|zh|chi|chn|cn|chinese|hans|hant|e|c)(?![a-z])|英文|中文|英|中")


def _alike(one: Path, other: Path) -> float:
    """How alike two file names are, 0..1, but for what says their language."""
    first, second = (_MARKS.sub("", unicodedata.normalize("NFKC", path.stem).casefold()) for path in (one, other))
    return difflib.SequenceMatcher(None, first, second).ratio()
