"""Nothing is left in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.lexicon import has_english_word
from duizhao.corpora.language.scripts import count_han, has_han, is_han
from duizhao.corpora.language.table import is_chinese, language
from duizhao.corpora.model import Kind, Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._wording import finding_on, kept_terms, without_kept, without_quoted, without_technical
from duizhao.quality.context import Context
from duizhao.quality.evidence.kept_words import Words
from duizhao.quality.report import Finding

_LETTER = re.compile("[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
# Two or more Latin words in a row, as they would stand in an English sentence.
# A word alone is taken too, and left aside: else it would be sought again from each of its letters.
_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*+(?P<more>(?:[ ,;]++[A-Za-z][A-Za-z'’-]*+)++)?")


@as_check(
    "text.untranslated",
    Severity.ERROR,
    Topic.SENSE,
    title="Text left as it was",
    summary="Text left in the other language",
    scope=Scope.DOCUMENT,
)
def text_untranslated(context: Context) -> Iterator[Finding]:
    """A target that is the source again, or that keeps a stretch of it in the other language."""
    yield from _left_in_chinese(context)
    if not is_chinese(context.target_language):
        return
    words, terms = Words(context.complete), kept_terms(context)
    references = _references(context.complete)
    for n, pair in enumerate(context.complete):
        if not _LETTER.search(pair.target):
            continue
        target = without_kept(without_technical(without_quoted(pair.target)), terms)
        runs = [m for m in _RUN.finditer(target) if m["more"] and _sentence_like(m[0])]
        runs = [m for m in runs if not _command(m[0], pair, words) and not _CLICKED.search(pair.target[: m.start()])]
        if not has_han(pair.target):
            if not target.strip(" .,;:") and pair.target.strip():
                continue  # nothing but what stays as it is
            if _is_sentence(pair.target) or _copied(pair, words):
                message, marks = "the target is not in Chinese", [Span(0, len(pair.target))]
                if n in references:
                    one = finding_on("text.untranslated", message, pair, marks, "Translate it", pattern="reference")
                    yield replace(
                        one, cure=say("{cure}, unless titles in a list are kept", cure=one.cure), severity=Severity.NOTE
                    )
                else:
                    yield finding_on("text.untranslated", message, pair, marks, "Translate it", pattern="all")
            continue
        marks = sorted([*(Span(*m.span()) for m in runs), *_left_in(pair), *_opening(pair)])
        if marks:
            said = ", ".join(f"“{pair.target[a:b]}”" for a, b in marks)
            yield finding_on(
                "text.untranslated", say("left in English: {said}", said=said), pair, marks, "Translate or remove it"
            )


def _left_in_chinese(context: Context) -> Iterator[Finding]:
    """Texts of the side that is not Chinese that hold Chinese and no word of their own: where a Chinese original was
    not translated, whichever side is said to be the original. Words of it within a sentence are for `text.foreign`."""
    tags = (context.source_language, context.target_language)
    if is_chinese(tags[0]) == is_chinese(tags[1]):
        return
    side = int(is_chinese(tags[0]))
    what = say(
        "the {value} is not in {name}", value=(say("source"), say("target"))[side], name=language(tags[side]).name
    )
    for pair in context.complete:
        text = (pair.source, pair.target)[side]
        # 中文, in a list of languages, and a name in an index are called so everywhere.
        if count_han(text) > A_NAME and not _LETTER.search(without_technical(text)):
            marks = [Span(0, len(text))]
            yield finding_on("text.untranslated", what, pair, marks, "Translate it", side, pattern=f"all {side}")


A_NAME = 4  # characters that a name has at most
LEAST, MOST_APART = 6, 1  # lines in a row that are kept as they are and name sources; others among them


def _references(pairs: Sequence[Pair]) -> frozenset[int]:
    """The pairs, by index, in lists of sources: lines in a row that the translation keeps as they are, some of them
    addresses."""
    found: set[int] = set()
    run: list[int] = []
    kept = [i for i, pair in enumerate(pairs) if _is_kept(pair.source, pair.target)]
    for i in [*kept, len(pairs) + LEAST]:
        if run and i - run[-1] > MOST_APART + 1:
            if len(run) >= LEAST and sum("://" in pairs[k].target for k in run) > 1:
                found.update(run)
            run = []
        run.append(i)
    return frozenset(found)


def _is_kept(source: str, target: str) -> bool:
    """Whether both texts are the same but for white space and the number of the next line."""
    if len(source) > LONG and source.lstrip()[:1] != target.lstrip()[:1] and len(source.strip()) > LONG:
        return False  # most pairs
    return _without_number(source) == _without_number(target)


LONG = 4  # characters of the number of a line with its full stop: what is longer is more than that


def _without_number(text: str) -> str:
    """A text without white space, and without the number of the next line of a list, which a page set behind it."""
    return re.sub(r"\s\d{1,3}\.\s*$|\s+", "", text)


# Words that hold names and titles together (Andrew van der Stock, Guide to the Perplexed) and make no sentence.
_SMALL = frozenset(
    "van der den de la le du von zu di da del and or of the for to in on at by with a an from via as".split()
)


def _is_sentence(text: str) -> bool:
    """Whether a text without Chinese is language: not an address, a path or a command, a name, a title in capitals."""
    plain = without_technical(text)
    if _COMMAND.match(plain.strip()) and plain != text:
        return False
    words = [word for word in _WORD.findall(plain) if len(word) > 1]
    content = [word for word in words if word.islower() and word not in _SMALL]
    bound = [word for word in words if word in _SMALL]
    if len(words) < 3 or not content or len(content) + len(bound) < 2:
        return False
    # A title in capitals has few words in small letters, and no full stop.
    return 3 * len(content) >= len(words) or (_STOPPED.search(plain) is not None and len(content) > 1)


_STOPPED = re.compile(r"[a-z][.!?][\"”’)]*\s*$")

# A command by itself: a word in small letters, then what is no language (kiln list --all, with the option blanked out).
_COMMAND = re.compile(r"[a-z][\w-]*(?:\s+[\w-]+)?\s*$")

# Words that headings consist of.
_HEADS = frozenset(
    "introduction background conclusion conclusions annex appendix summary overview contents references "
    "recommendations preamble foreword definitions scope objectives methodology findings".split()
)


def _command(run: str, pair: Pair, words: Words) -> bool:
    """Whether words of the source are a command: they hold the name of a tool, in small letters, that the targets keep
    wherever it stands, and nothing that binds a sentence."""
    said = _WORD.findall(run)
    if run not in pair.source or any(word in _SMALL for word in said):
        return False
    return any(word.islower() and words.is_name(word) for word in said)


# What is pressed or chosen on a screen is called as it is labelled there: 右键单击 add watch expression.
_CLICKED = re.compile(r"(?:[点點][击擊选選]|[单單双雙]击|[单單雙]擊|右[键鍵]|按下|勾[选選]|[选選][择擇中])\s?[“「【]?$")


def _copied(pair: Pair, known: Words) -> bool:
    """Whether a heading is the source's own: “Air pollution”, “Introduction”, the title in capitals whose words the
    paper translates elsewhere; not ASYCUDA, not Better Work, not the tool that the text is about."""
    if pair.target_at.kind is not Kind.HEADING or pair.target.split() != pair.source.split():
        return False
    words = _WORD.findall(pair.target)
    if sum(known.is_translated(word) for word in words) > 1:
        return True
    # A word that stands in the text's own paths and commands, or in no dictionary, is the name of a thing.
    plain = (word for word in words if word.islower() and len(word) > 3 and has_english_word(word))
    if any(not known.is_name(word) and not known.is_technical(word) for word in plain):
        return True
    return any(word.lower() in _HEADS for word in words)


# A word that begins an English sentence and names nothing.
_OPENING = re.compile(r"[“\"]?([A-Z][a-z]+(?:ing|ed|ly)|The|This|These|Those|In|On|For|And|But|It|Its|By|As)\b\s*")


def _opening(pair: Pair) -> list[Span]:
    """The source's first word left at the head of the target: Recalling 回顾."""
    match = _OPENING.match(pair.target)
    left = match and pair.source.lstrip('“"').startswith(match[1]) and is_han(pair.target[match.end() :][:1] or " ")
    return [Span(*match.span(1))] if match and left else []


# A clause of the source in square brackets, as drafts have it: [glacial lake outburst floods].
_DRAFT = re.compile(r"[\[【]([^\]】]*+)(?P<closed>[\]】])?")


def _left_in(pair: Pair) -> list[Span]:
    """Pieces of the source in square brackets of the target that the source itself does not bracket."""
    source = " ".join(pair.source.split()).casefold()
    found = []
    for match in _DRAFT.finditer(pair.target):
        if not match["closed"]:
            break  # nothing behind it is closed either
        said = " ".join(match[1].split()).casefold()
        words = [word for word in _WORD.findall(match[1]) if word.islower() and len(word) > 2]
        if words and said in source and f"[{said}" not in source and not has_han(said):
            found.append(Span(*match.span()))
    return found


def _sentence_like(run: str) -> bool:
    words = _WORD.findall(run)
    return len(words) >= 3 and sum(w.islower() for w in words) >= 2 and any(len(w) > 3 and w.islower() for w in words)
