"""From any format to any other, a unit at a time. Which formats there are: `known.py`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, cast

from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.registry import Registered, load
from duizhao.corpora.saying import say
from duizhao.tmx.formats.elsewhere import elsewhere
from duizhao.tmx.formats.known import MemoryFormat, memory_formats
from duizhao.tmx.formats.losses import Losses
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import FUZZY, UNTRANSLATED, Sifted, left_out, without_guesses
from duizhao.tmx.memory import LEFT_OUT, Memory, check_language
from duizhao.tmx.model import Entry, Header, Prop, Variant, content, sides, target_of
from duizhao.tmx.xml.fast.columns import InBatches, Units, batches
from duizhao.tmx.xml.reader import Reader
from duizhao.tmx.xml.writer import output, write_to

Opened = tuple[Header, Iterable[Entry]]


@contextmanager
def reading(
    path: str | Path, format_: str = "", languages: Sequence[str] = (), columns: Sequence[str] = ()
) -> Iterator[Opened]:
    """Open a memory in any format: its header and its entries, which come one by one. `-` is standard input.

    `languages` say what the two texts are in where the file does not; `columns` are those of a table (two headings,
    letters or numbers). Raises InputError, SettingsError.
    """
    chosen = _chosen(path, format_)
    if columns and not chosen.value.columns:
        raise SettingsError(
            say("{path}: {chosen} has no columns", path=path, chosen=chosen.name), cure="Leave --columns out"
        )
    with ExitStack() as stack:
        if chosen.name == "tmx":
            reader = stack.enter_context(Reader(path))
            yield reader.header, reader
        elif chosen.name == "moses":
            yield _read_moses(path, languages, stack)
        else:
            read = load(chosen.value.read)
            if read is None:
                raise SettingsError(
                    say("{path}: {chosen} is written, not read", path=path, chosen=chosen.name),
                    cure="Give a memory in another format",
                )
            try:
                stream = sys.stdin.buffer if str(path) == "-" else stack.enter_context(open(path, "rb"))
            except OSError as error:
                raise unreadable(error, path) from error
            named = {"columns": columns} if columns else {}
            yield read(cast(BinaryIO, stream), languages, "standard input" if str(path) == "-" else path, **named)


def read_memory(path: str | Path, format_: str = "", languages: Sequence[str] = ()) -> tuple[Memory, str]:
    """A whole memory in any format, without translations that are marked as guesses, and what was left out of it on one
    line (`2 without translation; 1 fuzzy`; "" for nothing).

    Raises InputError, SettingsError.
    """
    chosen = memory_formats.ending(path)
    if format_ in ("", "tmx") and (chosen is None or chosen.name == "tmx"):
        try:
            return Memory.read(path), ""  # with its trailer, and with the error that says what the file is instead
        except InputError as error:
            if chosen is None and Path(path).is_file() and (known := elsewhere(path)):
                raise InputError(say("{known}, not a memory", known=known[0]), path=str(path), cure=known[1]) from error
            raise
    with reading(path, format_, languages) as (header, entries):
        sifted = Sifted(partial(without_guesses, entries))
        approved = tuple(sifted)
        if isinstance(entries, Sifted):
            # Such files list what is not translated, too: coverage is known.
            missing = str(entries.left_out[UNTRANSLATED] + sifted.left_out[FUZZY])
            header = replace(header, extras=(*header.extras, *(Prop(name, missing) for name in LEFT_OUT)))
        return Memory(header, approved), left_out(entries, sifted)


def _chosen(path: str | Path, format_: str) -> Registered[MemoryFormat]:
    """The format to read: as asked for, or as the name says. Raises SettingsError, with what takes a file of others."""
    path, format_ = _asked(path, format_)
    if not format_ and memory_formats.ending(path) is None and (known := elsewhere(path)):
        raise SettingsError(say("{path}: {known}, not a memory", path=path, known=known[0]), cure=known[1])
    return memory_formats.choose(path, format_)


def _asked(path: str | Path, format_: str) -> tuple[str | Path, str]:
    """The path, and the format asked for; standard input and output have no ending and are TMX."""
    return path, format_ or ("tmx" if str(path) == "-" else "")


def writing_to(
    path: str | Path, header: Header, entries: Iterable[Entry], format_: str = "", *, target: str = "", level: int = 2
) -> tuple[int, Losses]:
    """Write entries in any format, whole or not at all; `-` is standard output. Returns how many were written, and what
    the format could not hold.

    `target` is the language of the second text (else what `target_of` finds). Raises OutputError, SettingsError.
    """
    chosen = memory_formats.choose(*_asked(path, format_))
    if not target and chosen.value.keeps is not None:
        target, entries = _with_target(entries, header.source_language)
    losses = Losses(chosen.value.keeps, header, target)
    counted = InBatches(losses.watch(batches(entries)))
    if chosen.name == "tmx":
        with write_to(path, header, level=level) as writer:
            for units in counted.batches():
                writer.take(units)
    elif chosen.name == "moses":
        _write_moses(path, header, iter(counted), target)
    else:
        write = load(chosen.value.write)
        if write is None:
            raise SettingsError(
                say("{path}: {chosen} is read, not written", path=path, chosen=chosen.name), cure="Write another format"
            )
        with output(path) as stream:
            write(stream, header, counted, target=target)
    return counted.count - losses.left_out, losses


_LOOKED_AT = 2000  # units; what a memory's languages are shows long before


def _with_target(entries: Iterable[Entry], source: str) -> tuple[str, Iterable[Entry]]:
    """The language of the translations, by the first units, and the same entries."""
    rest = batches(entries)
    first: list[Units] = []
    seen: list[Entry] = []
    for units in rest:
        first.append(units)
        seen += units.entries()
        if len(seen) >= _LOOKED_AT:
            break
    return target_of(seen, source), InBatches(chain(first, rest))


def _moses_paths(path: str | Path, languages: Sequence[str]) -> list[str]:
    return [f"{path}.{tag}" for tag in languages]


def _read_moses(path: str | Path, languages: Sequence[str], stack: ExitStack) -> Opened:
    """Two files with a sentence a line: PREFIX.en and PREFIX.zh-CN."""
    if str(path) == "-" or len(languages) != 2:
        raise SettingsError(
            "Moses is two files, PREFIX.LANGUAGE",
            cure="Give the prefix and both languages: corpus --languages en,zh-CN",
        )
    paths = _moses_paths(path, languages)
    try:
        streams = [stack.enter_context(Path(p).open(encoding="utf-8-sig", newline="\n")) for p in paths]  # noqa: SIM115
    except OSError as error:
        raise unreadable(error, error.filename) from error
    codes = (check_language(languages[0]), check_language(languages[1]))

    def entries() -> Iterator[Entry]:
        number = 0
        try:
            for number, (source, target) in enumerate(zip_longest(*streams), 1):
                if source is None or target is None:
                    short, long = (paths[0], paths[1]) if source is None else (paths[1], paths[0])
                    raise InputError(say("the file ends here, {long} goes on", long=long), path=short, line=number)
                texts = source.rstrip("\r\n"), target.rstrip("\r\n")
                if all(text.strip() for text in texts):
                    yield Entry(tuple(Variant(c, content(t)) for c, t in zip(codes, texts, strict=True)))
        except UnicodeDecodeError as error:
            raise InputError("not UTF-8", path=str(path), line=number + 1) from error

    return table_header(codes, {"o-tmf": "Moses"}), entries()


def _write_moses(path: str | Path, header: Header, entries: Iterator[Entry], target: str) -> None:
    """PREFIX.SOURCE and PREFIX.TARGET, a unit a line; line breaks within a text become spaces."""
    if str(path) == "-":
        raise SettingsError("Moses is two files and cannot go to standard output", cure="Give a prefix")
    first: tuple[Variant, Variant] | None = None
    for entry in entries:
        first = sides(entry, header.source_language, target)
        if first:
            break
    if first is None:
        raise SettingsError("there is no unit with both languages to write")
    codes = (first[0].language, first[1].language)
    with ExitStack() as stack:
        streams = [
            io.TextIOWrapper(cast(Any, stack.enter_context(output(name))), encoding="utf-8", newline="\n")
            for name in _moses_paths(path, codes)
        ]
        both: tuple[Variant, Variant] | None = first
        while True:
            if both:
                for stream, variant in zip(streams, both, strict=True):
                    stream.write(" ".join(variant.text.splitlines()) + "\n")
            following = next(entries, None)
            if following is None:
                break
            both = sides(following, codes[0], codes[1])
        for stream in streams:
            stream.flush()
            stream.detach()
