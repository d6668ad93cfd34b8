"""What of an extraction is left out on demand: pairs that are not sure enough, and what stands in a stop list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from duizhao.corpora.errors import InputError, unreadable
from duizhao.corpora.language.scripts import comparable, count_han
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term, fold
from duizhao.terminology.variation.inflection import plural_key


def stop_key(text: str) -> str:
    """What a term and a line of a stop list are compared by: case, number and script do not count.

    >>> stop_key("Morning Sessions") == stop_key("morning session"), stop_key("軟件") == stop_key("软件")
    (True, True)
    """
    if count_han(text):
        return comparable(fold(text))
    return " ".join(plural_key(word) for word in fold(text).split())


def read_stop_list(path: str | Path) -> frozenset[str]:
    """The keys of a stop list: UTF-8, a term a line, English or Chinese; empty lines and those that begin with `#` are
    passed over. Raises InputError."""
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=path, cure="Save it as UTF-8") from error
    lines = (line.strip() for line in text.splitlines())
    return frozenset(stop_key(line) for line in lines if line and not line.startswith("#"))


def chosen(
    concepts: Iterable[Concept], *, least: float = 0.0, stop: frozenset[str] = frozenset()
) -> tuple[Concept, ...]:
    """The concepts without the pairs of terms whose confidence is under `least` (0..1) and without the terms of the
    stop list; the terms left without a pair go with them. Of each language the first term left is preferred."""
    if not least and not stop:
        return tuple(concepts)
    kept = []
    for concept in concepts:
        links = tuple(
            x for x in concept.links if _sure(x, least) and not {stop_key(x.source), stop_key(x.target)} & stop
        )
        texts = {text for x in links for text in (x.source, x.target)}
        if links:
            terms = _with_preferred(t for t in concept.terms if t.text in texts)
            kept.append(concept if links == concept.links else replace(concept, terms=terms, links=links))
    return tuple(kept)


def _sure(link: Link, least: float) -> bool:
    return link.confidence is None or link.confidence >= least


def _with_preferred(terms: Iterable[Term]) -> tuple[Term, ...]:
    seen: set[str] = set()
    out = []
    for term in terms:
        first = term.language not in seen and term.status is Status.ADMITTED
        out.append(replace(term, status=Status.PREFERRED) if first else term)
        seen.add(term.language)
    return tuple(out)


def stopped(glossary: Glossary) -> frozenset[str]:
    """The keys of the terms that a glossary says are none, as a stop list."""
    return frozenset(stop_key(t.text) for c in glossary if c.rejected for t in c.terms)
