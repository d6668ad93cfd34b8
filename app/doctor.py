"""Whether this installation can do what it is for, and what to do where it cannot."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from duizhao.corpora.saying import say, say_joined

State = Literal["ok", "note", "fault"]

OLDEST, NEWEST = (3, 11), (3, 14)
"""Versions of Python that duizhao is tested on."""
LEAST_DISK = 1 << 30  # bytes of free disk below which a cached model and vectors may not fit
LEAST_MEMORY = 2 << 30  # bytes of memory below which encoding a long document may fail
_EXTRAS = {
    # module: (extra, what cannot be done without it)
    "onnxruntime": ("onnx", say("the fast encoder")),
    "sentence_transformers": ("transformers", say("encoders of your own (transformers:MODEL)")),
    "starlette": ("desk", say("reviewing in the browser (duizhao desk)")),
    "spacy": ("spacy", say("spaCy's taggers (glossary extract --spacy-model)")),
    "docutils": ("rst", "reStructuredText"),
    "fastapi": ("server", say("one memory and one glossary for an office (duizhao serve)")),
    "psycopg": ("postgres", say("a memory that an office shares")),
    "pyarrow": ("parquet", say("Parquet files")),
    "ray": ("ray", say("piles on a Ray cluster (--engine ray)")),
    "distributed": ("dask", say("piles on a Dask cluster (--engine dask)")),
    "pygls": ("lsp", say("findings in an editor (duizhao lsp)")),
}


_USUAL = ("onnx", "desk")
"""Extras that most people want."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: what was found, and what to do about it ("" where nothing)."""

    what: str
    state: State
    found: str
    cure: str = ""


def examine() -> Iterator[Examined]:
    """Look at everything, one by one; the slowest (does the encoder give the vectors it should?) comes last."""
    yield _python()
    yield _text()
    yield from _folders()
    yield _memory()
    yield from _extras()
    yield _cat_tools()
    yield _encoder()


def _python() -> Examined:
    here = sys.version_info[:2]
    found = say(
        "{python_version} on {system} {machine}",
        python_version=platform.python_version(),
        system=platform.system(),
        machine=platform.machine(),
    )
    if here < OLDEST or here > NEWEST:
        wanted = ".".join(map(str, OLDEST)), ".".join(map(str, NEWEST))
        return Examined(
            "Python",
            "note",
            found,
            say("duizhao is tested on {wanted} to {wanted_2}", wanted=wanted[0], wanted_2=wanted[1]),
        )
    return Examined("Python", "ok", found)


def _text() -> Examined:
    """Can this terminal show Chinese?"""
    encoding = (sys.stdout.encoding or "").lower()
    try:
        "对照".encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        cure = say("On Windows: chcp 65001; elsewhere set LANG to a UTF-8 locale such as C.UTF-8")
        return Examined(
            "terminal",
            "note",
            say("writes {encoding}, which has no Chinese", encoding=(encoding or say("nothing known"))),
            cure,
        )
    return Examined("terminal", "ok", say("writes {encoding}, which has Chinese: 对照", encoding=encoding))


def _folders() -> Iterator[Examined]:
    from duizhao.alignment.encoders.model_file import data_folder
    from duizhao.corpora.storage.cache_folder import cache_folder

    for what, folder, setting in (
        (say("cache"), cache_folder(), "DUIZHAO_CACHE"),
        (say("data"), data_folder(), "DUIZHAO_DATA"),
    ):
        if folder is None:
            if not os.environ.get(setting):
                homeless = say("this user has no home folder")
                yield Examined(what, "note", homeless, say("Name a folder in {setting}", setting=setting))
                continue
            yield Examined(
                what, "note", "off", say("Every run encodes anew; unset {setting} to keep vectors", setting=setting)
            )
            continue
        there = folder
        while not there.exists() and there != there.parent:
            there = there.parent
        free = shutil.disk_usage(there).free
        if not _writable(there):
            yield Examined(
                what,
                "fault",
                say("{folder}: cannot write there", folder=folder),
                say("Name another folder in {setting}", setting=setting),
            )
        elif free < LEAST_DISK:
            yield Examined(
                what,
                "note",
                say("{folder}: {free} MB free", folder=folder, free=free >> 20),
                say("Make room, or name another in {setting}", setting=setting),
            )
        else:
            yield Examined(what, "ok", say("{folder}, {free:.0f} GB free", folder=folder, free=free / 2**30))


def _writable(folder: Path) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _memory() -> Examined:
    size = _physical()
    if size is None:
        return Examined("memory (RAM)", "ok", say("not known on this system"))
    if size < LEAST_MEMORY:
        return Examined(
            "memory (RAM)", "note", say("{size:.1f} GB", size=size / 2**30), "Long documents: align with --embed none"
        )
    return Examined("memory (RAM)", "ok", say("{size:.0f} GB", size=size / 2**30))


def _physical() -> int | None:
    """Bytes of memory that this machine has; None where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _extras() -> Iterator[Examined]:
    special = []
    for module, (extra, what) in _EXTRAS.items():
        if importlib.util.find_spec(module) is None:
            if extra not in _USUAL:
                special.append(extra)
                continue
            yield Examined(
                say("extra {extra}", extra=extra),
                "note",
                say("not installed: {what}", what=what),
                say("pip install 'duizhao[{extra}]'", extra=extra),
            )
        else:
            yield Examined(say("extra {extra}", extra=extra), "ok", say("installed: {what}", what=what))
    if special:
        # Nobody needs them all; a line each would hide what is amiss.
        names = say("not installed, for special work: {names}", names=", ".join(special))
        yield Examined(say("other extras"), "ok", names, "pip install 'duizhao[NAME]'")


def _cat_tools() -> Examined:
    """CAT tools that stand where their installers put them; ours writes for all of them in any case."""
    found = [name for name, places in _places().items() if any(place.exists() for place in places)]
    if shutil.which("omegat") and "OmegaT" not in found:
        found.append("OmegaT")
    none = say("none found here; memories are written for all of them")
    return Examined("CAT tools", "ok", say_joined(", ", found) if found else none)


def _places() -> dict[str, list[Path]]:
    programs = [Path(os.environ[name]) for name in ("ProgramFiles", "ProgramFiles(x86)") if name in os.environ]
    home, apps = Path(os.path.expanduser("~")), Path("/Applications")
    return {
        "OmegaT": [*(p / "OmegaT" for p in programs), apps / "OmegaT.app", home / ".omegat"],
        "Trados Studio": [p / "Trados" for p in programs],
        "memoQ": [p / "memoQ" for p in programs],
    }


def _encoder() -> Examined:
    from duizhao.alignment.encoders import default_encoder, onnx_engine
    from duizhao.alignment.encoders.sample import try_out
    from duizhao.corpora.errors import DuizhaoError

    gone = onnx_engine.missing(building=True)
    try:
        encoder = default_encoder(cache=False)
        if encoder is None:
            return Examined("encoder", "note", say("none: alignment by dictionary, numbers, names and lengths"),
                            onnx_engine.cure_for(gone))  # fmt: skip
        trial = try_out(encoder, seconds=0)
    except DuizhaoError as error:
        return Examined("encoder", "fault", str(error), "See: duizhao encoder list")
    share = say(
        "{encoder} finds {found:.0%} of the translations of the built-in sample",
        encoder=encoder.name,
        found=trial.found,
    )
    if trial.found < 0.8:
        return Examined(
            "encoder",
            "fault",
            share,
            say("Install it again; see: duizhao encoder test"),
        )
    cure = onnx_engine.cure_for(gone).partition(";")[0] if gone else ""
    return Examined("encoder", "note" if gone else "ok", share, cure)
