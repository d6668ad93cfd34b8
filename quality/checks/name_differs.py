"""What stands in Latin letters in a Chinese target stands in its source too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._both_ways import both_ways
from duizhao.quality.checks._wording import finding_on, slight
from duizhao.quality.context import Context
from duizhao.quality.evidence.foreign_names import Changed, exchanged_names, strange_spellings, unspelt
from duizhao.quality.evidence.mistyped import near
from duizhao.quality.report import Finding

# An acronym or a name: capitals, or a capital and small letters; with digits and hyphens inside.
_NAME = re.compile(r"(?<![A-Za-z0-9@/.])[A-Z][A-Za-z0-9]*(?:[-–&'’][A-Za-z0-9]+)*(?![A-Za-z0-9@])")
_ROMAN = re.compile(r"[IVXLC]+")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]+s?")
_PLAIN = re.compile(r"[^a-z0-9]")
_CURE = "Compare with the source and correct the target"


@as_check(
    "name.differs",
    Severity.WARNING,
    Topic.TERMS,
    title="A name or acronym of the target is not in the source",
    summary="A name or acronym of the target is not in the source",
    scope=Scope.DOCUMENT,
)
def name_differs(context: Context) -> Iterator[Finding]:
    """A name or acronym of a Chinese target that is a misspelling of one of its source, or that stands in the place of
    one: the source's own is not there. What a translator adds (the WTO's full name, an acronym) is no fault. In either
    direction a foreign name spelt in characters that sound like no name of the other side, and a Chinese name in pinyin
    that no characters spell."""
    yield from _spelt(context)
    if not is_chinese(context.target_language):
        return
    kept: _Kept | None = None
    for pair in context.complete:
        for match in _NAME.finditer(pair.target):
            name = match[0]
            if len(name) < 2 or _ROMAN.fullmatch(name) or _key(name) in _key(pair.source):
                continue
            if _abbreviates(name, pair.source):
                continue
            kept = kept or _Kept(context.complete)
            missing = [n for n in _names(pair.source) if not _stands(n, pair.target)]
            meant = next((n for n in missing if near(name, n)), "") or kept.replaced(name, missing)
            if meant:
                said, cure = (
                    say("{name} of the target is not in the source, which has {meant}", name=name, meant=meant),
                    _CURE,
                )
                yield finding_on("name.differs", said, pair, [Span(*match.span())], cure, subject=name, pattern=name)


@both_ways
def _spelt(context: Context) -> Iterator[Finding]:
    """The names of English-Chinese pairs that are other names, by their sound."""
    for pair, (_, words) in zip(context.complete, context.content, strict=True):
        for changed in (*strange_spellings(pair), *exchanged_names(pair, words)):
            name = pair.target[changed.start : changed.end]
            if pair.target.startswith(("时间", "時間"), changed.end):
                continue  # 15:00 London time is 北京时间23:00
            said = say(
                "a name of the target is no name of the source, which has {instead}: {name}",
                instead=changed.instead,
                name=name,
            )
            yield _other_name(pair, changed, name, said)
    for i, changed in unspelt(context.complete):
        pair = context.complete[i]
        name = pair.source[changed.start : changed.end]
        found = _other_name(pair, changed, name, say("a name of the source is not in the target: {name}", name=name))
        # A tale says "she" for a name, beside another's.
        yield slight(found, bool(changed.instead) and context.free[i])


def _other_name(pair: Pair, changed: Changed, name: str, message: str) -> Finding:
    marks, cure = [Span(changed.start, changed.end)], "Compare the names of the two sides"
    return finding_on("name.differs", message, pair, marks, cure, changed.side, name, name)


class _Kept:
    """How often each acronym of the sources is kept in the targets."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.there: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        for pair in pairs:
            for name in set(_names(pair.source)):
                self.there[name] += 1
                self.kept[name] += _stands(name, pair.target)

    def replaced(self, name: str, missing: Sequence[str]) -> str:
        """The acronym of the source that should stand where `name` does: one that the document keeps elsewhere, or has
        nowhere else, while `name` is nowhere in the sources or an acronym too."""
        if not _ACRONYM.fullmatch(name):
            return ""
        for other in missing:
            elsewhere = self.there[other] - 1
            if _ACRONYM.fullmatch(other) and 2 * self.kept[other] >= elsewhere and abs(len(other) - len(name)) <= 2:
                return other
        return ""


def _names(text: str) -> list[str]:
    return [m[0] for m in _NAME.finditer(text) if len(m[0]) > 1 and not _ROMAN.fullmatch(m[0])]


def _stands(name: str, target: str) -> bool:
    """Whether a name stands in a target, with or without the s of a plural."""
    bare = name[:-1] if len(name) > 2 and name.endswith("s") and name[-2].isupper() else name
    return bare.casefold() in target.casefold()


def _abbreviates(name: str, source: str) -> bool:
    """Whether a name is made of the first letters, or of the capitals, of words of the source."""
    initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", source))
    capitals = _capitals(name)
    if len(capitals) < 2:
        return False
    return name.lower() in initials.lower() or capitals in _capitals(source)


def _key(text: str) -> str:
    return _PLAIN.sub("", text.lower())


def _capitals(text: str) -> str:
    return "".join(c for c in text if c.isupper())
