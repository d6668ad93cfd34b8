"""Sentences in the active language: by their template, which is looked for where a sentence came without it, out of
JSON, a cache, a baseline, another program.

Files keep English text alone: they are read by other versions, and by programs that know nothing of templates. A text
is a template's where its fixed pieces stand in it one after another, from the beginning to the end; of several
templates the one that begins first is right, then the one with the most fixed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from duizhao.corpora.saying.languages import catalog, language
from duizhao.corpora.saying.sentences import Joined, Worded, say, say_plural


def told(template: str, /, **values: Any) -> str:
    """The sentence in the active language, for what is shown at once."""
    return translated(say(template, **values))


def told_plural(one: str, many: str, /, *, n: int, **values: Any) -> str:
    """The sentence of one, or of many, in the active language, for what is shown at once."""
    return translated(say_plural(one, many, n=n, **values))


# Names of values that are sentences of ours, also where they came as plain text. Others, such as terms of a document,
# are left as they are.
SPOKEN = frozenset(("cure", "error", "first", "kind", "message", "remark", "side", "what", "why"))
_FIELD = re.compile(r"\{\w*(?::[^{}]*)?\}")
_PARENTHESES = re.compile(r" \((\{[^()]*\})\)")
# Not behind what may be the name of a file, which programs look for.
_COLON = re.compile(r"(?<!\{where)(?<!\{path)(?<!\{file)(?<!\{name)(?<!\{output)\}: \{")
_MARKS = {", ": "、", "; ": "；", ". ": "。", ": ": "："}


def translated(text: str) -> str:
    """A sentence in the active language. Other text is looked up as it is, and is itself where the catalogue does not
    know it."""
    tag = language()
    if tag == "en":
        return text
    if isinstance(text, Joined):
        return _MARKS.get(text.template, text.template).join(map(translated, text.parts))
    if not isinstance(text, Worded):
        return catalog(tag).get(text, text)
    if not text.values:
        return recognised(str(text))
    template = catalog(tag).get(text.template) or _punctuated(text.template)
    return template.format_map({k: _in_language(k, v) for k, v in text.values.items()})


def in_language(text: str) -> str:
    """A sentence of ours in the active language; the text of a document or a user as it is, whatever it says."""
    return translated(text) if isinstance(text, Worded) else text


def _punctuated(template: str) -> str:
    """A template that is in no catalogue. One without words of its own only puts sentences together, with the marks of
    Chinese; a colon stays, as it stands behind the names of files."""
    if any(c.isalpha() for c in _FIELD.sub("", template)):
        return template
    for mark in (", ", "; ", ". "):
        template = template.replace(f"}}{mark}{{", f"}}{_MARKS[mark]}{{")
    template = _PARENTHESES.sub(r"（\1）", _COLON.sub("}：{", template)).replace("）. ", "）。")
    return f"{template[:-1]}。" if template.endswith("}.") else template


def _in_language(name: str, value: Any) -> Any:
    if isinstance(value, Worded):
        return translated(value)
    return recognised(value) if isinstance(value, str) and name in SPOKEN else value


# Less fixed text than this says nothing: every text with a colon in it would be `{document}: {message}`.
_ENOUGH = 8
_NUMBER = re.compile(r"[+-]?\d[\d,.]*%?")


class _Shape(NamedTuple):
    template: str
    pieces: tuple[str, ...]  # one more than the fields
    fields: tuple[tuple[str, str], ...]  # name and format


def recognised(text: str) -> str:
    """A sentence in the active language, also where it is plain text: its template is looked for. A text that is no
    sentence of ours is itself."""
    tag = language()
    if tag == "en":
        return text
    if isinstance(text, Worded):
        return translated(text)
    return _recognised(tag, text)


@lru_cache(maxsize=4096)
def _recognised(tag: str, text: str, depth: int = 0) -> str:
    known = catalog(tag)
    if text in known:
        return known[text]
    if depth > 3:
        return text
    fitting = [(shape, values) for shape in _shapes(tag) if (values := _fitted(shape, text)) is not None]
    if not fitting:
        return text
    # What frames another sentence begins before it does: `3 times, first: …`.
    shape, values = min(fitting, key=lambda fit: text.find(_first(fit[0])))
    spoken = {k: _recognised(tag, v, depth + 1) if k in SPOKEN else v for k, v in values.items()}
    return _bare(known[shape.template]).format_map(spoken)


def _first(shape: _Shape) -> str:
    """The first fixed piece of a template."""
    return next(piece for piece in shape.pieces if piece)


@lru_cache(maxsize=4)
def _shapes(tag: str) -> tuple[_Shape, ...]:
    """The templates with fields, those with the most fixed text first."""
    found = [shape for template in catalog(tag) if "{" in template for shape in _shape(template)]
    return tuple(sorted(found, key=lambda s: (-sum(map(len, s.pieces)), s.template)))


def _shape(template: str) -> Iterator[_Shape]:
    pieces, fields, fixed = [], [], ""
    try:
        for literal, name, spec, conversion in Formatter().parse(template):
            fixed += literal
            if name is not None:
                pieces.append(fixed)
                fields.append((name, "!" if conversion else spec or ""))
                fixed = ""
    except ValueError:
        return  # a sentence without values may hold any brace
    if fields and all(name for name, _ in fields) and sum(map(len, (*pieces, fixed))) >= _ENOUGH:
        yield _Shape(template, (*pieces, fixed), tuple(fields))


def _fitted(shape: _Shape, text: str) -> dict[str, str] | None:
    """The values that make a text of a template; None where it is no text of it."""
    pieces = shape.pieces
    if not (text.startswith(pieces[0]) and text.endswith(pieces[-1])):
        return None
    at, end = len(pieces[0]), len(text) - len(pieces[-1])
    values: dict[str, str] = {}
    for i, ((name, spec), after) in enumerate(zip(shape.fields, pieces[1:], strict=True), start=1):
        stop = end if i == len(shape.fields) else text.find(after, at + 1, end)
        if stop < at:
            return None
        found = text[at:stop]
        if (spec[:1] in (",", ".") or name == "n") and not _NUMBER.fullmatch(found):
            return None
        if values.setdefault(name, found) != found:
            return None
        at = stop + len(after)
    return values


_FORMAT = re.compile(r"\{(\w+)(?:![rsa])?(?::[^{}]*)?\}")


def _bare(template: str) -> str:
    """A template whose values are written already."""
    return _FORMAT.sub(r"{\1}", template)
