"""What the checks look at: what is given (pairs in a fixed order, glossary, documents), and what is worked out of it
once for all checks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import accumulate
from typing import TypeVar

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import english_to_chinese, guess, language, primary
from duizhao.corpora.model import Document, Notice, Pair
from duizhao.corpora.saying import say
from duizhao.quality.evidence.contents import lines_of_contents
from duizhao.quality.evidence.elsewhere import Elsewhere, How
from duizhao.quality.evidence.kept import KeptPairs
from duizhao.quality.evidence.left_out import LeftOut
from duizhao.quality.evidence.length import size
from duizhao.quality.evidence.lexical import MIN_WORDS, chinese, english, said_of
from duizhao.quality.evidence.manner import free_pairs, speaks
from duizhao.quality.evidence.note_marks import without_note_marks
from duizhao.quality.evidence.numbers import Compared, compare
from duizhao.quality.evidence.renderings import Renderings, renderings
from duizhao.quality.evidence.same_text import plain
from duizhao.quality.evidence.table_units import without_table_units
from duizhao.quality.evidence.term_occurrences import Use, uses_in
from duizhao.quality.evidence.transliterations import Spelt, spellings
from duizhao.terminology import Glossary
from duizhao.terminology.variation import Discovery, discover

R = TypeVar("R")
# Confidence (0..1) below which a pair is in doubt: of what was found on such pairs of eleven real documents twenty told
# of reading or pairing and three of the translation; from 0.34 to 0.5 most told of the translation.
DOUBT = 0.34
# What stands beside a pair below the first of these, and is itself below the second, stands where reading or aligning
# lost its way: of twelve such findings ten told of that.
SHAKY, FIRM = 0.41, 0.9
# The share of its content words that a pair says for certain; of sentences put together at random it is about 0.08.
AKIN = 0.5


@dataclass(frozen=True, slots=True)
class Given:
    """The material of one check run. `pairs` are ordered by document, within a document as they were given, so that the
    order of files does not matter. `left_out` is what a memory says of sentences that it does not hold."""

    pairs: tuple[Pair, ...]
    source_language: str
    target_language: str
    glossary: Glossary | None = None
    documents: tuple[Document, ...] = ()
    notices: tuple[Notice, ...] = ()
    left_out: LeftOut | None = None


class Context:
    """What is given, and what is worked out of it: each thing when it is first asked for, and then kept.

    What somebody knows already, from the documents one by one or from a cache, is supplied before it is asked for.
    """

    def __init__(self, given: Given, kept: KeptPairs | None = None) -> None:
        """`kept` is what pairs gave in an earlier check with the same glossary and languages."""
        self.given = given
        self.kept = kept
        self.pairs = given.pairs
        self.source_language = given.source_language
        self.target_language = given.target_language
        self.glossary = given.glossary

    def supply_facts(
        self,
        uses: tuple[Use, ...],
        numbers: tuple[tuple[int, int], ...],
        spelt: tuple[Spelt, ...],
        sizes: tuple[tuple[float, float], ...],
        free: tuple[bool, ...],
    ) -> None:
        """Take what was worked out document by document. Raises ValueError where it was asked for before."""
        self._take(uses=uses, numbers=numbers, spelt=spelt, sizes=sizes, free=free)

    def supply_terms(self, found: tuple[Discovery, ...]) -> None:
        """Take the terms that were found in these very pairs before. Raises ValueError where they were asked for."""
        self._take(discovered=found)

    def _take(self, **known: object) -> None:
        early = sorted(known.keys() & self.__dict__.keys())
        if early:
            raise ValueError(f"worked out already: {', '.join(early)}")  # two answers would be in use
        self.__dict__.update(known)  # where cached_property looks for its value

    @cached_property
    def knows_omissions(self) -> bool:
        """Whether what has no translation is known: pairs of an aligner hold it, those of a memory do not."""
        given = self.given
        if given.left_out is not None or given.documents or len(self.complete) < len(self.pairs):
            return True
        return any(pair.source_segments for pair in self.pairs)

    @cached_property
    def complete(self) -> tuple[Pair, ...]:
        """The pairs with text on both sides."""
        return tuple(pair for pair in self.pairs if pair.complete)

    @cached_property
    def complete_index(self) -> tuple[int | None, ...]:
        """For each pair its index among the complete ones; None for an omission."""
        found: list[int | None] = []
        n = 0
        for pair in self.pairs:
            found.append(n if pair.complete else None)
            n += pair.complete
        return tuple(found)

    @cached_property
    def content(self) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
        """The content words of each complete pair: the source's as stems, the target's as they are."""
        return self._each("content", lambda pair: (english(pair.source), chinese(pair.target)))

    @cached_property
    def said(self) -> tuple[int, ...]:
        """How many content words of each complete pair's source its target says, as far as a dictionary knows."""
        return tuple(
            self.once("said", (pair.source, pair.target), partial(said_of, *both))
            for pair, both in zip(self.complete, self.content, strict=True)
        )

    @cached_property
    def free(self) -> tuple[bool, ...]:
        """For each complete pair whether it may be translated freely: what rests on its words alone is worth a note."""
        known = english_to_chinese(self.source_language, self.target_language)
        said = [(n, len(source)) for n, (source, _) in zip(self.said, self.content, strict=True)] if known else None
        return free_pairs(self._each("speaks", speaks), map(document_of, self.complete), said)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The numbers of each complete pair, compared; the marks of notes count for none, nor do lines of contents."""
        none = Compared(0, (), ())
        found = [
            none if i in self.contents else self.once("compared", _placed(pair), partial(self._compare, pair))
            for i, pair in enumerate(self.complete)
        ]
        found = list(without_note_marks(self.complete, found, map(document_of, self.complete)))
        return without_table_units(self.complete, found)

    def _compare(self, pair: Pair) -> Compared:
        return compare(pair, self.source_language, self.target_language)

    def once(self, what: str, key: Hashable, make: Callable[[], R]) -> R:
        """What is called `what` of the thing with this key, which says all that it depends on: from an earlier check
        where that is known, or made now."""
        return make() if self.kept is None else self.kept.once(what, key, make)

    def _each(self, what: str, make: Callable[[Pair], R]) -> tuple[R, ...]:
        """What the texts of each complete pair give, and nothing else of it."""
        if self.kept is None:
            return tuple(map(make, self.complete))
        once = self.kept.once
        return tuple(once(what, (pair.source, pair.target), partial(make, pair)) for pair in self.complete)

    @cached_property
    def contents(self) -> frozenset[int]:
        """The complete pairs, by index, that are lines of a table of contents."""
        return lines_of_contents(self.complete)

    @cached_property
    def doubtful(self) -> frozenset[int]:
        """The complete pairs, by index, of which the aligner is not sure, or which stand beside such a one and are no
        sure ones themselves; and those that hold what is another pair's."""
        found = set(self.mixed)
        sure = [(document_of(pair), 1.0 if pair.confidence is None else pair.confidence) for pair in self.complete]
        for i, (name, own) in enumerate(sure):
            beside = [level for other, level in (*sure[max(0, i - 1) : i], *sure[i + 1 : i + 2]) if other == name]
            if own < DOUBT or (own < FIRM and min(beside, default=1.0) < SHAKY):
                found.add(i)
        return frozenset(found)

    def akin(self, i: int) -> bool:
        """Whether the words of a complete pair say that its sides are translations of each other, whoever doubts it: a
        figure that was changed makes an aligner doubt a pair."""
        context = self if english_to_chinese(self.source_language, self.target_language) else self.mirror
        words = len(context.content[i][0])
        return words >= MIN_WORDS and context.said[i] >= AKIN * words

    @cached_property
    def mirror(self) -> Context:
        """The same pairs with source and target exchanged, for evidence that is made for one direction. Of the rest
        nothing is handed on: a glossary has a direction of its own."""
        given = self.given
        pairs = tuple(
            replace(
                pair,
                source=pair.target,
                target=pair.source,
                source_at=pair.target_at,
                target_at=pair.source_at,
                source_segments=pair.target_segments,
                target_segments=pair.source_segments,
            )
            for pair in given.pairs
        )
        return Context(Given(pairs, given.target_language, given.source_language), self.kept)

    @cached_property
    def mixed(self) -> Mapping[int, How]:
        """The complete pairs, by index, that hold what stands beside them as well, or another text's partner."""
        found: dict[int, How] = {}
        at = 0
        for name, pairs in self.by_document.items():
            whole = [pair.complete for pair in pairs]
            index = list(accumulate(whole, initial=at))
            if not all(whole):
                found.update((index[i], how) for i, how in self.elsewhere(name).mixed.items())
            at = index[-1]
        return found

    @cached_property
    def plain(self) -> tuple[tuple[str, str], ...]:
        """Source and target of each complete pair as repetitions compare them."""
        return self._each("plain", lambda pair: (plain(pair.source), plain(pair.target)))

    @cached_property
    def discovered(self) -> tuple[Discovery, ...]:
        """Terms found in English-Chinese pairs without a glossary; none for other directions."""
        if not english_to_chinese(self.source_language, self.target_language):
            return ()
        return discover([(pair.source, pair.target) for pair in self.complete])

    @cached_property
    def by_document(self) -> Mapping[str, tuple[Pair, ...]]:
        """The pairs of each document, by the source document's id."""
        found: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            found.setdefault(document_of(pair), []).append(pair)
        return {name: tuple(pairs) for name, pairs in found.items()}

    def elsewhere(self, name: str) -> Elsewhere:
        """What finds the counterparts of the texts of a document that were paired with nothing."""
        if name not in self._elsewhere:
            documents = self.given.documents
            here = documents if documents and documents[0].id == name else ()
            languages = (self.source_language, self.target_language)
            self._elsewhere[name] = Elsewhere(self.by_document[name], here, languages)
        return self._elsewhere[name]

    @cached_property
    def _elsewhere(self) -> dict[str, Elsewhere]:
        return {}

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every place where a source term of the glossary stands in a pair, with what stands for it in the target."""
        if self.glossary is None:
            return ()
        uses = uses_in(self.glossary, self.source_language, self.target_language)
        found = self._each("uses", lambda pair: tuple(uses(pair)))
        return tuple(use.moved(i) for i, here in enumerate(found) for use in here)

    @cached_property
    def numbers(self) -> tuple[tuple[int, int], ...]:
        """For each complete pair how many of its numbers have their counterpart, of how many. Words (five, 六) count
        where they differ: what is told as an error cannot leave the score at 100, and what is a note costs nothing."""
        found = []
        for c, free in zip(self.compared, self.free, strict=True):
            rest = (*c.source, *c.target)
            lost = max(sum(q.firm for q in rest), bool(rest))
            note = (free and c.in_words) or c.otherwise_read
            found.append((c.matched + lost * note, c.matched + lost))
        return tuple(found)

    @cached_property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """The lengths of source and target of each complete pair."""
        return self._each("sizes", lambda pair: (size(pair.source), size(pair.target)))

    @cached_property
    def renderings(self) -> tuple[Renderings, ...]:
        """How the terms of the glossary are rendered; none without a glossary."""
        return () if self.glossary is None else renderings(self.uses, self.glossary, self.target_language)

    @cached_property
    def spelt(self) -> tuple[Spelt, ...]:
        """Where foreign names may be spelt in English-Chinese pairs; nowhere in other directions."""
        if not english_to_chinese(self.source_language, self.target_language):
            return ()
        return spellings(self.complete)


def _placed(pair: Pair) -> Hashable:
    """A pair by its texts and what its units are called and numbered by."""
    here, there = pair.source_at, pair.target_at
    return pair.source, pair.target, here.unit, here.number, there.unit, there.number


def document_of(pair: Pair) -> str:
    """The document a pair belongs to: the source's, else the target's (an addition has no source)."""
    return pair.source_at.document or pair.target_at.document


def make_context(
    pairs: Iterable[Pair],
    *,
    glossary: Glossary | None = None,
    documents: Sequence[Document] = (),
    notices: Iterable[Notice] = (),
    source_language: str = "",
    target_language: str = "",
    left_out: LeftOut | None = None,
) -> Context:
    """The context of pairs. Languages that are not given are those of the documents, of the glossary, or guessed from
    the texts. Raises SettingsError for a language without a row in `duizhao.corpora.language.table`."""
    ordered = tuple(sorted(pairs, key=document_of))
    sides = [
        _language(source_language, ordered, 0, documents, glossary),
        _language(target_language, ordered, 1, documents, glossary),
    ]
    for tag in sides:
        language(tag)
    if primary(sides[0]) == primary(sides[1]):
        raise SettingsError(
            say("source and target are both {name}", name=language(sides[0]).name),
            cure="Say which languages they are, or check the files",
        )
    return Context(Given(ordered, sides[0], sides[1], glossary, tuple(documents), tuple(notices), left_out))


def _language(
    given: str, pairs: Sequence[Pair], side: int, documents: Sequence[Document], glossary: Glossary | None
) -> str:
    if given:
        return given
    if len(documents) == 2:
        return documents[side].language
    sample = "".join((pair.target if side else pair.source)[:200] for pair in pairs[:: max(1, len(pairs) // 200)])
    found = guess(sample)
    if found:
        return found
    if glossary is not None:
        return glossary.target_language if side else glossary.source_language
    return "zh-CN" if side else "en"
