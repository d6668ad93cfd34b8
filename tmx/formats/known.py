"""The formats that memories come in and go out as."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from duizhao.corpora.registry import Registry
from duizhao.corpora.saying import say
from duizhao.tmx.formats.losses import PO, SDLTM, TABLE, TEXTS, XLIFF, Keeps
from duizhao.tmx.model import Entry, Header

Read: TypeAlias = Callable[[BinaryIO, Sequence[str], object], tuple[Header, Iterator[Entry]]]
Write: TypeAlias = Callable[..., None]


@dataclass(frozen=True, slots=True)
class MemoryFormat:
    """A format of translation memories, for the registry `memory_formats`.

    `read(stream, languages, path)` gives a header and the entries one by one (`languages`: two codes, for a format that
    does not say them; `path` is for messages). `write(stream, header, entries, *, target)` writes bytes as the entries
    come; `target` is the language of the second text, "" for the first that is not the source's. None where it cannot;
    both may be "module:function", imported when first used. `keeps` is what it keeps of a unit besides its two texts
    (None: everything), so that what is lost can be told. With `columns`, `read` takes
    `columns=` as well: the two columns of a table, by heading, letter or number. `caution` is what whoever writes it
    has to know.
    """

    suffixes: tuple[str, ...] = ()
    read: Read | str | None = None
    write: Write | str | None = None
    keeps: Keeps | None = None
    about: str = ""
    columns: bool = False
    caution: str = ""


def _own(module: str, suffixes: tuple[str, ...], keeps: Keeps | None, about: str, name: str = "") -> MemoryFormat:
    """A format of ours, in a module with a function `read_NAME` and one `write_NAME`."""
    where = f"duizhao.tmx.formats.{module}"
    name = name or module
    return MemoryFormat(suffixes, f"{where}:read_{name}", f"{where}:write_{name}", keeps, about, module == "tables")


memory_formats: Registry[MemoryFormat] = Registry(
    "duizhao.memory_formats",
    "memory format",
    MemoryFormat,
    {
        # A file that is packed, or has to be written as units come, and two files: `convert` opens these two itself.
        "tmx": MemoryFormat((".tmx", ".tmx.gz", ".zip"), about="TMX 1.4, also packed"),
        "csv": _own("tables", (".csv",), TABLE, say("table with commas"), "csv"),
        "tsv": _own("tables", (".tsv", ".tab"), TABLE, say("table with tabs"), "tsv"),
        "xlsx": _own("tables", (".xlsx",), TABLE, "Excel workbook", "xlsx"),
        "docx": MemoryFormat(
            (".docx",),
            "duizhao.tmx.formats.docx_table:read_docx",
            "duizhao.tmx.formats.docx_table:write_docx",
            TABLE,
            say("review table in a Word document"),
            True,
        ),
        "jsonl": _own("jsonl", (".jsonl", ".ndjson"), None, say("a unit a line; keeps everything")),
        "xliff": MemoryFormat(
            (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"),
            "duizhao.tmx.formats.xliff:read_xliff",
            "duizhao.tmx.formats.xliff2:write_xliff2",
            XLIFF,
            "XLIFF 1.2 and 2, SDLXLIFF, MQXLIFF, MXLIFF; written as 2.1",
        ),
        "xliff12": MemoryFormat(
            (),
            "duizhao.tmx.formats.xliff:read_xliff",
            "duizhao.tmx.formats.xliff12_writer:write_xliff12",
            XLIFF,
            "XLIFF 1.2, for --to",
        ),
        "sdltm": MemoryFormat(
            (".sdltm",),
            "duizhao.tmx.formats.sdltm:read_sdltm",
            "duizhao.tmx.formats.sdltm_writer:write_sdltm",
            SDLTM,
            "memory of Trados Studio",
            caution=say(
                "not tried with Trados Studio, which finds units by hashes of its own that are not "
                "published: it may find none of these. To have them there, import TMX"
            ),
        ),
        "po": _own("po", (".po", ".pot"), PO, say("gettext; of Markdown the messages that Sphinx makes")),
        "po-mdbook": MemoryFormat(
            (),
            "duizhao.tmx.formats.po:read_po",
            "duizhao.tmx.formats.po:write_po",
            PO,
            say("gettext with the messages that mdBook makes, for --to"),
        ),
        "parquet": _own("tables", (".parquet",), TABLE, "Parquet; needs duizhao[parquet]", "parquet"),
        "moses": MemoryFormat(keeps=TEXTS, about=say("two files, a sentence a line: PREFIX.en, PREFIX.zh-CN")),
    },
)
"""Every format that memories are read from and written to, by name."""
