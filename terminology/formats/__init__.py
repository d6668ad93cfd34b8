"""Formats that glossaries come in and go out as, by name and by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.errors import SettingsError
from duizhao.terminology.formats.delimited import read_csv, write_csv, write_tsv
from duizhao.terminology.formats.interchange import (
    read_omegat,
    read_utx,
    write_memoq,
    write_omegat,
    write_trados,
    write_utx,
)
from duizhao.terminology.formats.json_ import read_json, write_json
from duizhao.terminology.formats.tbx import read_tbx, write_tbx, write_tbx2
from duizhao.terminology.formats.workbook import read_xlsx, write_xlsx
from duizhao.terminology.glossary import Glossary


class Format(NamedTuple):
    """A format: its suffixes, how it is read (None: it is not) and written."""

    suffixes: tuple[str, ...]
    read: Callable[..., Glossary] | None
    write: Callable[[Glossary, Path], None] | None
    description: str


FORMATS: Mapping[str, Format] = {
    "csv": Format((".csv",), read_csv, write_csv, "review table, opens in Excel"),
    "xlsx": Format((".xlsx",), read_xlsx, write_xlsx, "review table as a workbook with drop-downs"),
    "tsv": Format((".tsv",), read_csv, write_tsv, "review table with tabs"),
    "json": Format((".json",), read_json, write_json, "everything, for programs and for keeping"),
    "tbx": Format((".tbx", ".xml"), read_tbx, write_tbx, "TBX version 3, TBX-Basic, DCA"),
    "tbx2": Format((), read_tbx, write_tbx2, "TBX version 2, for OmegaT"),
    "utx": Format((".utx",), read_utx, write_utx, "UTX 1.11"),
    "omegat": Format((".txt", ".tab", ".utf8"), read_omegat, write_omegat, "OmegaT's text glossary"),
    "trados": Format((), read_xlsx, write_trados, "XLSX for Trados's Glossary Converter"),
    "memoq": Format((), read_csv, write_memoq, "CSV for memoQ's term base import"),
}


def format_of(path: str | Path, name: str | None = None) -> Format:
    """The format with this name, else that of the path's suffix. Raises SettingsError listing the known ones."""
    if name is not None:
        if name in FORMATS:
            return FORMATS[name]
        raise SettingsError(f"unknown glossary format '{name}'", cure=f"Known: {', '.join(FORMATS)}")
    suffix = Path(path).suffix.lower()
    for candidate in FORMATS.values():
        if suffix in candidate.suffixes:
            return candidate
    known = sorted({s for f in FORMATS.values() for s in f.suffixes})
    raise SettingsError(f"{path}: no glossary format ends in '{suffix}'", cure=f"Known: {', '.join(known)}")


def read_glossary(
    path: str | Path,
    *,
    source_language: str = "en",
    target_language: str = "zh-CN",
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Glossary:
    """Read a glossary in any format we know, by its suffix or by name.

    `columns` maps headers of a table to ours (`{"English": "source_term"}`). Raises InputError with path, line and
    fault; SettingsError for an unknown format.
    """
    chosen = format_of(path, format)
    if chosen.read is None:
        raise SettingsError(f"{path}: this format is written, not read", cure="Read the CSV or JSON instead")
    if columns:
        return chosen.read(path, source_language=source_language, target_language=target_language, columns=columns)
    return chosen.read(path, source_language=source_language, target_language=target_language)


def write_glossary(glossary: Glossary, path: str | Path, *, format: str | None = None) -> None:
    """Write a glossary in the format of the path's suffix, or by name. Raises OutputError, SettingsError."""
    chosen = format_of(path, format)
    if chosen.write is None:
        raise SettingsError(f"{path}: this format is read, not written", cure="Write CSV, XLSX, TBX or JSON")
    chosen.write(glossary, Path(path))
