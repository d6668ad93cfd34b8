"""The door: what the main job is given, and the two texts that are in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from duizhao.corpora.errors import DuizhaoError, InputError, SettingsError
from duizhao.corpora.language.table import language, primary, tag_of_script
from duizhao.corpora.saying import say
from duizhao.corpora.storage.names import folder_of, on_one_line, same_place
from duizhao.options import Options

if TYPE_CHECKING:
    from duizhao.alignment.prepared import Prepared
    from duizhao.corpora.model import Document
    from duizhao.corpora.processes.beside import Beside
    from duizhao.corpora.readers.office.sheet import Parallel
    from duizhao.corpora.reading import Begun, ReadOnce


# Bytes of a source from which another process reads it while this one reads the target: a copy of this process and the
# way back of what it read take some 30 ms, about what so many bytes take to be read (packed, as PDF and DOCX are).
WORTH_PACKED, WORTH = 20_000, 100_000


@dataclass(frozen=True, slots=True)
class TwoFiles:
    """A document and its translation."""

    source: Path
    target: Path

    @property
    def files(self) -> tuple[Path, Path]:
        """The file of the source and that of the target."""
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a column a language, or a file with both side by side (XLIFF): its rows are pairs. `columns` are
    (language, column), a column being a letter, a number or a heading; without them they are found."""

    path: Path
    columns: tuple[tuple[str, str], ...] = ()
    sheet: str | None = None

    @property
    def files(self) -> tuple[Path, Path]:
        """The same file for both sides."""
        return self.path, self.path


@dataclass(frozen=True, slots=True)
class OneFile:
    """A document that says everything in both languages."""

    path: Path

    @property
    def files(self) -> tuple[Path, Path]:
        """The same file for both sides."""
        return self.path, self.path


Given: TypeAlias = TwoFiles | Sheet | OneFile


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """What is aligned into one folder: `id` names it and is unique in a project or manifest."""

    id: str
    given: Given

    @property
    def folder(self) -> str:
        """Its folder's path in the output folder, `/` between its parts. Raises ValueError for an id that leads out."""
        return folder_of(self.id)


def add_pair(pairs: dict[str, DocumentPair], pair: DocumentPair) -> None:
    """Put a pair under its folder. Raises ValueError, saying what is wrong with its id, where the folder lies outside
    of the output folder or another's files would lie in it, on whatever system."""
    try:
        place = same_place(pair.folder)
    except ValueError as error:
        raise ValueError(f"the id '{on_one_line(pair.id)}' {error}") from None
    if place in pairs:
        same = (
            say("is there twice")
            if pairs[place].id == pair.id
            else say("names the folder of '{on_one_line}'", on_one_line=on_one_line(pairs[place].id))
        )
        raise ValueError(f"the id '{on_one_line(pair.id)}' {same}")
    pairs[place] = pair


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the aligner asks of each document by itself, where it was begun before: of the source by another process."""

    process: Beside
    target: Prepared | None

    def prepared(self, source: Document, target: Document) -> tuple[Prepared, Prepared]:
        """All of it, for the documents that were read. To be called once."""
        from duizhao.alignment.prepared import prepare
        from duizhao.corpora.processes.beside import GoneError

        mine = self.target or prepare(target)
        try:
            return self.process.take(), mine
        except GoneError:
            return prepare(source), mine


@dataclass(frozen=True, slots=True)
class Texts:
    """Source and target as documents; with `table` where somebody put them side by side already. `ahead` is what was
    worked out of them beside."""

    source: Document
    target: Document
    table: Parallel | None = None
    ahead: Ahead | None = field(default=None, compare=False)


def at_the_door(
    source: Path, target: Path | None = None, *, columns: str | None = None, sheet: str | None = None
) -> Given:
    """What these files are. A table stands for both of its columns, whether it is named once or twice; `columns`
    (`en=B,zh=C`) and `sheet` are for one; another document that is named alone holds both languages. Raises InputError
    for one that is named twice, SettingsError where a table's settings go with no table."""
    alone = target is None or source.resolve() == target.resolve()
    from duizhao.bilingual_files import is_bilingual

    if alone and is_bilingual(source) and not (columns or sheet):
        return Sheet(source)
    if alone and is_table(source):
        return Sheet(source, parse_columns(columns) if columns else (), sheet)
    if columns or sheet:
        raise SettingsError("--columns and --sheet are for one bilingual table", cure="Name the table and no TARGET")
    if target is None:
        return OneFile(source)
    if alone:
        raise InputError(
            "source and target are the same file", path=source, cure="Name the original and its translation"
        )
    return TwoFiles(source, target)


def is_table(path: Path) -> bool:
    """Whether the file's name is that of a table."""
    from duizhao.corpora.readers.office.sheet import EXTENSIONS

    return path.suffix.lower() in EXTENSIONS


def parse_columns(text: str) -> tuple[tuple[str, str], ...]:
    """`en=B,zh=C` as (language, column); a column is a letter, a number or a heading. Raises SettingsError.

    >>> parse_columns("en=English text,zh=C")
    (('en', 'English text'), ('zh', 'C'))
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        tag, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not tag or not column or tag in found:
            raise SettingsError(
                say("--columns {text}", text=text), cure="Write a language and its column for both: en=B,zh=C"
            )
        found[tag] = column
    return tuple(found.items())


def read_texts(given: Given, options: Options, ahead: Beside | None = None) -> Texts:
    """Read what was given in the languages it is said to be in, or the other way round where nobody said so
    (`Options`); `ahead` is the reading of the source that was begun before (`begin_source`). Raises InputError, also
    for languages that were said and are swapped."""
    if isinstance(given, Sheet):
        return _read_sheet(given, options)
    if isinstance(given, OneFile):
        return _read_both(given, options)
    for tag in (options.source_language, options.target_language):
        language(tag)  # before a page is read: a text in another language may be taken for a scan
    found = _read_beside(given, options, ahead) if ahead else _read_in_turn(given, options)
    first, second = found.source, found.target
    if options.root is not None:
        first, second = _in_project(first, options.root), _in_project(second, options.root)
    elif first.id == second.id:
        # en/paper.md and zh/paper.md: the name alone does not say which document a unit came from
        first = replace(first, id=on_one_line(f"{given.source.parent.name}/{given.source.name}"))
        second = replace(second, id=on_one_line(f"{given.target.parent.name}/{given.target.name}"))
    return replace(found, source=first, target=second)


def begin_source(given: Given, options: Options) -> Beside | None:
    """Begin to read the source in another process, for `read_texts` to read the target meanwhile; before threads are
    begun, as those of a progress bar. None where that gains nothing: for a small file, a table, a single core."""
    from duizhao.corpora.processes.beside import beside
    from duizhao.corpora.reading import document_formats

    if not isinstance(given, TwoFiles):
        return None
    try:
        size = given.source.stat().st_size
    except OSError:  # as `read_texts` will say
        return None
    found = document_formats.ending(given.source)
    worth = WORTH_PACKED if found is not None and found.value.binary else WORTH
    return beside(lambda: _ahead(given, options)) if size >= worth else None


def _ahead(given: TwoFiles, options: Options) -> Iterator[Document | Prepared]:
    """The source, then what the aligner asks of it by itself: what the other process gives."""
    from duizhao.alignment.prepared import prepare

    source = _source(given, options)
    yield source
    yield prepare(source)


def _read_beside(given: TwoFiles, options: Options, ahead: Beside) -> Texts:
    """Source and target, the source being read by another process."""
    from duizhao.alignment.prepared import prepare
    from duizhao.corpora.processes.beside import GoneError
    from duizhao.corpora.reading import ReadOnce

    target = ReadOnce(given.target, encoding=options.encodings[1], format=options.format, limits=options.limits)
    second, error = None, None
    try:
        # The source will say whether it is in that language; as a rule it is.
        second = _read_document(given, 1, options.target_language, options, target)
    except DuizhaoError as found:  # what is wrong with the source is told first
        error = found
    # What will be needed anyway, where there is time for it.
    prepared = None if second is None or ahead.ready() else prepare(second)
    if not ahead.ready():
        from duizhao import page, quality  # noqa: F401
        from duizhao.alignment import aligner  # noqa: F401
    first: Document
    try:
        first = ahead.take()
    except GoneError:
        first = _source(given, options)
    if is_turned(first, options):
        second, prepared = _read_document(given, 1, options.source_language, options, target), None
    if second is None:
        assert error is not None
        raise error
    return Texts(first, second, ahead=Ahead(ahead, prepared))


def _read_in_turn(given: TwoFiles, options: Options) -> Texts:
    """Source and target, one after the other; the target's reader may begin before."""
    from duizhao.corpora.reading import begin

    begun = begin(given.target, encoding=options.encodings[1], format=options.format, limits=options.limits)
    try:
        first = _source(given, options)
        tag = options.source_language if is_turned(first, options) else options.target_language
        return Texts(first, _read_document(given, 1, tag, options, begun))
    finally:
        if begun:
            begun.drop()


def _source(given: TwoFiles, options: Options) -> Document:
    """The original, in the language it is said to be in, or in either where nobody said so."""
    if not options.either_way:
        return _read_document(given, 0, options.source_language, options)
    first = _read_document(given, 0, None, options)
    return _with_region(first, options.target_language if is_turned(first, options) else options.source_language)


def _read_document(
    given: TwoFiles, side: int, tag: str | None, options: Options, begun: Begun | ReadOnce | None = None
) -> Document:
    """The original (side 0) or the translation (side 1), whose reading may have begun."""
    from duizhao import corpora

    path, encoding = given.files[side], options.encodings[side]
    try:
        return corpora.read(
            path, language=tag, encoding=encoding, format=options.format, limits=options.limits, begun=begun
        )
    except InputError as error:
        if encoding is None or options.encodings[0] != options.encodings[1]:
            raise
        cure = say(
            "Is {encoding} the encoding of both? Name each, --encoding SOURCE,TARGET, or leave one out",
            encoding=encoding,
        )
        raise InputError(error.what, path=path, line=error.line, cure=cure) from None


def _with_region(document: Document, tag: str) -> Document:
    """A document whose language was told from its text, under the tag that this language has here: zh is zh-CN, or
    zh-TW where it is written so."""
    return replace(document, language=tag_of_script(tag, "\n".join(unit.text for unit in document)))


def is_turned(source: Document, options: Options) -> bool:
    """Whether an original is in the language that translations were thought to be in."""
    return primary(source.language) == primary(options.target_language) != primary(options.source_language)


def _read_sheet(given: Sheet, options: Options) -> Texts:
    from duizhao.bilingual_files import is_bilingual, read_side_by_side
    from duizhao.corpora.readers.office.sheet import read_parallel

    if is_bilingual(given.path):
        table = read_side_by_side(given.path, options.source_language, options.target_language)
    else:
        table = read_parallel(
            given.path,
            source=options.source_language,
            target=options.target_language,
            columns=dict(given.columns) or None,
            sheet=given.sheet,
            encoding=options.encodings[0],
        )
    if options.root is not None:
        source, target = (_in_project(d, options.root, f"#{d.language}") for d in (table.source, table.target))
        table = replace(table, source=source, target=target)
    return Texts(table.source, table.target, table)


def _read_both(given: OneFile, options: Options) -> Texts:
    from duizhao.corpora.reading import read_both

    source, target = read_both(
        given.path,
        source=options.source_language,
        target=options.target_language,
        encoding=options.encodings[0],
        format=options.format,
        limits=options.limits,
    )
    if options.root is not None:
        source, target = (_in_project(d, options.root, f"#{d.language}") for d in (source, target))
    return Texts(source, target)


def _in_project(document: Document, root: Path, part: str = "") -> Document:
    """A document named by its path in the project, and with that path, so that two files of one name stay apart and
    nothing says where a machine keeps them. `part` tells two documents of one file apart."""
    path = Path(document.origin.path)
    origin = replace(document.origin, path=on_one_line(path_in(path, root)))
    return replace(document, id=on_one_line(name_in(path, root)) + part, origin=origin)


def name_in(path: Path, root: Path) -> str:
    """A file's path below `root` with forward slashes, the same on every system; the path as it is when outside."""
    full, base = path.resolve(), root.resolve()
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else path.as_posix()


def path_in(path: Path, root: Path) -> str:
    """A file's path from `root` with forward slashes, `../` in it where the file is outside; absolute on another
    drive."""
    full, base = os.path.abspath(path), os.path.abspath(root)  # not resolve(): a link is where the user put it
    try:
        return Path(os.path.relpath(full, base)).as_posix()
    except ValueError:
        return Path(full).as_posix()
