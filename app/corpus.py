"""A corpus of what was aligned: the pairs of all documents of a pile, sifted, one document in memory at a time."""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.language.scripts import count_han
from duizhao.corpora.language.table import is_chinese, tag_of_script
from duizhao.corpora.model import DOUBTFUL, Pair
from duizhao.corpora.saying import say
from duizhao.inputs import DocumentPair
from duizhao.outputs import wordless
from duizhao.project import Project
from duizhao.reviewed import JOURNAL

if TYPE_CHECKING:
    from duizhao.alignment_json import AlignmentFile
    from duizhao.review import Row

# Letters of English for a character of Chinese are 2.4 to 4.8 over whole texts (alignment/lengths.py). Half and twice
# that keeps out 1 of 140 right pairs of six chapters of novels and 1 of 106 of a paper; `numbers` 1 of 100 and none.
LENGTHS = (1.2, 9.6)
_SHORT = 40  # letters up to which a ratio says nothing: "Ibid." is 同上
_OTHER = 0.5  # share of a text's words that may be in the other language's script


@dataclass(frozen=True, slots=True)
class Sieve:
    """What stays out of a corpus: pairs under `min_confidence`, and what the filters of `FILTERS` name, save those that
    are `off`."""

    min_confidence: float = DOUBTFUL
    off: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in sorted(self.off):
            if name not in FILTERS:
                raise SettingsError(
                    say("unknown filter '{name}'", name=name), cure=say("Known: {filters}", filters=", ".join(FILTERS))
                )

    def refuses(self, pair: Pair, tags: tuple[str, str]) -> str:
        """The first filter that keeps a pair out; "" where none does. A pair in which a side is empty is `omission`."""
        if not (pair.source.strip() and pair.target.strip()):
            return "omission"
        if pair.confidence is not None and pair.confidence < self.min_confidence:
            return "confidence"
        for name, (refuses, _) in FILTERS.items():
            if name not in self.off and refuses(pair, tags):
                return name
        return ""


def _wordless(pair: Pair, tags: tuple[str, str]) -> bool:
    return wordless(pair)


def _copy(pair: Pair, tags: tuple[str, str]) -> bool:
    return _plain(pair.source) == _plain(pair.target)


def _language(pair: Pair, tags: tuple[str, str]) -> bool:
    return any(_foreign(text, tag) for text, tag in zip((pair.source, pair.target), tags, strict=True))


def _foreign(text: str, tag: str) -> bool:
    """Whether more of a text's words are in the other script than in its own; a Chinese character is four letters."""
    han, letters = 4 * count_han(text), sum(char.isalpha() for char in text) - count_han(text)
    own, other = (han, letters) if is_chinese(tag) else (letters, han)
    return other > _OTHER * (own + other)


def _length(pair: Pair, tags: tuple[str, str]) -> bool:
    from duizhao.quality.evidence.length import size

    sizes = {is_chinese(tag): size(text) for text, tag in zip((pair.source, pair.target), tags, strict=True)}
    if len(sizes) < 2 or max(sizes[False], 4 * sizes[True]) < _SHORT:
        return False
    return not LENGTHS[0] <= sizes[False] / max(sizes[True], 1e-9) <= LENGTHS[1]


def _numbers(pair: Pair, tags: tuple[str, str]) -> bool:
    from duizhao.quality.evidence.numbers import compare

    found = compare(pair, *tags)
    return bool(found.source or found.target) and not found.in_words


FILTERS: dict[str, tuple[Callable[[Pair, tuple[str, str]], bool], str]] = {
    "wordless": (_wordless, say("no word on either side")),
    "copy": (_copy, say("the target is the source")),
    "language": (_language, say("more of a side is in the other language than in its own")),
    "length": (
        _length,
        say(
            "letters for a Chinese character are not {lengths} to {lengths_2}", lengths=LENGTHS[0], lengths_2=LENGTHS[1]
        ),
    ),
    "numbers": (_numbers, say("figures that the other side does not have")),
    "duplicate": (lambda pair, tags: False, say("the same two texts stand earlier in the corpus")),
}
"""Filters by name, each with what it keeps out. `duplicate` is asked last and of the whole corpus."""


def _plain(text: str) -> str:
    """A text without what does not make two of one: width, case, white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Record:
    """A pair of a corpus, with the document pair it is of, its languages, what is known `about` the document, and how
    it was aligned."""

    pair: Pair
    document: str
    languages: tuple[str, str]
    about: tuple[tuple[str, str], ...]
    recipe: str
    reviewed: bool


@dataclass(slots=True)
class Counts:
    """What a corpus was made of: document pairs, pairs before the sieve, and what each filter kept out."""

    documents: int = 0
    pairs: int = 0
    out: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)


About = dict[str, tuple[tuple[str, str], ...]]


def read_about(path: Path | None) -> About:
    """What a table says of document pairs: the column `id`, and whatever others it has (licence, year, source), as
    (column, value) by id. Raises InputError for a table without ids, with a column or id twice, or of uneven rows."""
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            say("cannot be read: {error}", error=error), path=path, cure="Save it as UTF-8 text with tabs"
        ) from None
    rows = list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    names = [name.strip() for name in rows[0]] if rows else []
    if "id" not in names or len(set(names)) < len(names) or not all(names):
        cure = "Begin with a line of different column names, one of them id: id TAB licence TAB year"
        raise InputError("its first line is no heading", path=path, line=1, cure=cure)
    found: About = {}
    for line, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) != len(names):
            what = say("{row} columns instead of {names}", row=len(row), names=len(names))
            raise InputError(what, path=path, line=line, cure="Give every column of the heading, empty ones too")
        said = dict(zip(names, (value.strip() for value in row), strict=True))
        name = said.pop("id")
        if name in found:
            raise InputError(say("the id '{name}' is there twice", name=name), path=path, line=line, cure="Leave one")
        found[name] = tuple(said.items())
    return found


def records(project: Project, sieve: Sieve, about: About, counts: Counts) -> Iterator[Record]:
    """The pairs of a project's or manifest's documents that pass the sieve, in its order; `counts` is filled meanwhile.
    Documents that are not aligned are counted as missing. What people reviewed is as they left it, and what they
    confirmed is not asked for its confidence."""
    seen: set[int] = set()
    for document in project.pairs:
        aligned = _aligned(project, document)
        if aligned is None:
            counts.missing.append(document.id)
            continue
        found, rows = aligned
        counts.documents += 1
        counts.pairs += len(found.pairs)
        tags = _tags(found.pairs, project)
        known = about.get(document.id, ())
        for pair, row in zip(found.pairs, rows, strict=True):
            sure = row is not None and row.confirmed
            reason = "excluded" if row is not None and row.excluded else _reason(sieve, pair, tags, sure)
            if not reason and "duplicate" not in sieve.off and _met(pair, seen):
                reason = "duplicate"
            if reason:
                counts.out[reason] += 1
            else:
                yield Record(pair, document.id, tags, known, found.recipe, sure)


def _reason(sieve: Sieve, pair: Pair, tags: tuple[str, str], sure: bool) -> str:
    if sure and pair.source.strip() and pair.target.strip():
        return ""
    return sieve.refuses(pair, tags)


def _met(pair: Pair, seen: set[int]) -> bool:
    """Whether a corpus has the two texts already. 8 bytes of a digest each: among ten million pairs the chance that two
    are taken for one is one in three hundred thousand."""
    text = f"{_plain(pair.source)}\0{_plain(pair.target)}"
    key = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    if key in seen:
        return True
    seen.add(key)
    return False


def _tags(pairs: Sequence[Pair], project: Project) -> tuple[str, str]:
    """The languages of a document pair: as the project has them, the Chinese one by the script that it is in."""
    options = project.options
    source = tag_of_script(options.source_language, "\n".join(pair.source for pair in pairs))
    return source, tag_of_script(options.target_language, "\n".join(pair.target for pair in pairs))


def _aligned(project: Project, document: DocumentPair) -> tuple[AlignmentFile, Sequence[Row | None]] | None:
    """The pairs of a document pair that is there whole, as people left them; None where it is not there."""
    from dataclasses import replace

    from duizhao import alignment_json
    from duizhao.batch import is_there
    from duizhao.check_inputs import people_of
    from duizhao.inputs import read_texts

    place = project.output / document.folder
    if not is_there(place):
        return None
    found = alignment_json.load(place / "alignment.json")
    if not (place / JOURNAL).is_file():
        return found, [None] * len(found.pairs)
    people = people_of(project, document, read_texts(document.given, project.options), found)
    if people is None:
        return found, [None] * len(found.pairs)
    return replace(found, pairs=people.pairs), people.rows
