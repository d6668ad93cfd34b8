"""Formats that glossaries come in and go out as, by name and by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.registry import Registry, load
from duizhao.corpora.saying import say
from duizhao.terminology.formats.losses import OURS
from duizhao.terminology.glossary import Glossary


@dataclass(frozen=True, slots=True)
class GlossaryFormat:
    """A format of glossaries, for the registry `glossary_formats`.

    `read(path, *, source_language, target_language)` gives a Glossary (one of tables also takes `columns`), and
    `write(glossary, path)` writes one whole or not at all; None where the format is only written, or only read. Both
    may be "module:function", imported when first used.
    """

    suffixes: tuple[str, ...]
    read: Callable[..., Glossary] | str | None
    write: Callable[[Glossary, Path], None] | str | None
    about: str = ""


_HERE = "duizhao.terminology.formats."
_CSV, _XLSX, _TBX = (f"{_HERE}{name}" for name in ("delimited:read_csv", "workbook:read_xlsx", "tbx_reading:read_tbx"))
_EXCHANGE = f"{_HERE}interchange:"
glossary_formats: Registry[GlossaryFormat] = Registry(
    "duizhao.glossary_formats",
    "glossary format",
    GlossaryFormat,
    {
        "csv": GlossaryFormat((".csv",), _CSV, f"{_HERE}delimited:write_csv", say("review table, opens in Excel")),
        "xlsx": GlossaryFormat(
            (".xlsx",), _XLSX, f"{_HERE}workbook:write_xlsx", say("review table as a workbook with drop-downs")
        ),
        "tsv": GlossaryFormat((".tsv",), _CSV, f"{_HERE}delimited:write_tsv", say("review table with tabs")),
        "json": GlossaryFormat(
            (".json",),
            f"{_HERE}json_:read_json",
            f"{_HERE}json_:write_json",
            say("everything, for programs and for keeping"),
        ),
        "tbx": GlossaryFormat((".tbx", ".xml"), _TBX, f"{_HERE}tbx:write_tbx", "TBX version 3, TBX-Basic, DCA"),
        "tbx2": GlossaryFormat((), _TBX, f"{_HERE}tbx:write_tbx2", "TBX version 2, for OmegaT"),
        "utx": GlossaryFormat((".utx",), f"{_EXCHANGE}read_utx", f"{_EXCHANGE}write_utx", "UTX 1.11"),
        "omegat": GlossaryFormat(
            (".txt", ".tab", ".utf8"),
            f"{_EXCHANGE}read_omegat",
            f"{_EXCHANGE}write_omegat",
            "OmegaT's text glossary",
        ),
        "trados": GlossaryFormat((), _XLSX, f"{_EXCHANGE}write_trados", "XLSX for Trados's Glossary Converter"),
        "memoq": GlossaryFormat((), _CSV, f"{_EXCHANGE}write_memoq", say("CSV for memoQ's term base import")),
    },
)
"""Every format that glossaries are read from and written to, by name."""


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
    read: Callable[..., Glossary] | None = load(glossary_formats.choose(path, format).value.read)
    if read is None:
        raise SettingsError(
            say("{path}: this format is written, not read", path=path), cure="Read the CSV or JSON instead"
        )
    if columns:
        if "columns" not in signature(read).parameters:
            raise SettingsError(
                say("{path}: --column is for tables", path=path), cure="Leave it out, or say --from csv"
            )
        return read(path, source_language=source_language, target_language=target_language, columns=columns)
    return read(path, source_language=source_language, target_language=target_language)


def as_written(glossary: Glossary, format_: str) -> Glossary:
    """What of a glossary goes into a format: what is "not a term" into ours only."""
    return glossary if format_ in OURS else glossary.without_rejected()


def write_glossary(glossary: Glossary, path: str | Path, *, format: str | None = None) -> None:
    """Write a glossary in the format of the path's suffix, or by name. What is "not a term" goes into tables for review
    and into JSON only: to another tool it would look like a term. Raises OutputError, SettingsError."""
    chosen = glossary_formats.choose(path, format)
    write: Callable[[Glossary, Path], None] | None = load(chosen.value.write)
    if write is None:
        raise SettingsError(
            say("{path}: this format is read, not written", path=path), cure="Write CSV, XLSX, TBX or JSON"
        )
    write(as_written(glossary, chosen.name), Path(path))
