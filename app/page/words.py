"""What a page says, in every language: it holds them all, and its reader chooses. `language.js` is the other half."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from duizhao.corpora.saying import LANGUAGES, language, recognised, say, say_plural, speaking
from duizhao.corpora.saying.languages import catalog

_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
# Words that stand in data and are shown: how grave a finding is, what a unit is, what a term may be used for, scores.
DATA = (
    say("error"), say("warning"), say("note"),
    say("heading"), say("paragraph"), say("bullet"), say("footnote"), say("box"), say("cell"), say("front matter"),
    say("preferred"), say("do not translate"), say("admitted"), say("deprecated"), say("superseded"), say("proposed"),
    say("not a term"), say("terms"), say("numbers"), say("repetitions"), say("paragraphs"), say("coverage"),
    say("coverage source"), say("coverage target"), say("uses of terms"), say("numbers and references"),
    say("sentences of the source"), say("sentences of the target"), say("pairs of translations"),
    say("units of the source"), say("sentences with a reference"), say("English"), say("Chinese"),
)  # fmt: skip
_SLOT = re.compile(r"\{(\d)\}")


@lru_cache(maxsize=8)
def script_words(script: str) -> dict[str, list[str]]:
    """The sentences of a script in all languages but English, by the English ones: which of its literals are sentences,
    the catalogue says."""
    others = LANGUAGES[1:]
    found = dict.fromkeys(json.loads(f'"{text}"') for text in _LITERAL.findall(script) if "\\x" not in text)
    return {
        text: [catalog(tag)[text] for tag in others] for text in found if all(text in catalog(tag) for tag in others)
    }


def in_all(said: str) -> tuple[str, ...]:
    """A sentence in all languages, in their order."""
    found = []
    for tag in LANGUAGES:
        with speaking(tag):
            found.append(recognised(said))
    return tuple(found)


class PageWords:
    """The sentences of one page, as its template writes them: each in the language that is spoken, with its number in
    the list of all, which goes into the page (`embedded`)."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._at = LANGUAGES.index(language())

    def _number(self, said: str) -> tuple[str, int]:
        every = in_all(said)
        return every[self._at], self._numbers.setdefault(every, len(self._numbers))

    @property
    def language(self) -> str:
        """The language that the page is written in."""
        return LANGUAGES[self._at]

    def t(self, template: str, **values: Any) -> Markup:
        """A sentence of the page, as an element."""
        return self.message(say(template, **values))

    def tn(self, one: str, many: str, n: int, **values: Any) -> Markup:
        """A sentence of one, or of many, as an element; `n` is a value of both."""
        return self.message(say_plural(one, many, n=n, **values))

    def message(self, said: str, shown: Markup | None = None) -> Markup:
        """A sentence that comes from elsewhere, as an element; `shown` is its English as HTML."""
        text, number = self._number(said)
        inner = shown if shown is not None and self._at == 0 else escape(text)
        return Markup('<span data-t="{}">{}</span>').format(number, inner)

    def around(self, template: str, **values: Any) -> Markup:
        """A sentence whose values are elements where they are Markup, which each language puts where they belong."""
        elements = [value for value in values.values() if isinstance(value, Markup)]
        places = iter(range(len(elements)))
        plain = {name: f"{{{next(places)}}}" if isinstance(value, Markup) else value for name, value in values.items()}
        text, number = self._number(say(template, **plain))
        parts = [elements[int(part)] if k % 2 else escape(part) for k, part in enumerate(_SLOT.split(text))]
        return Markup('<span data-t="{}" data-slots>{}</span>').format(number, Markup("").join(parts))

    def own(self, template: str, **values: Any) -> Markup:
        """The end of a start tag and the text of an element that may hold text alone: `<option {{ own("name") }}`."""
        text, number = self._number(say(template, **values))
        return Markup(' data-t="{}">{}').format(number, text)

    def attribute(self, name: str, template: str, **values: Any) -> Markup:
        """An attribute that is read or seen: title, aria-label or placeholder."""
        text, number = self._number(say(template, **values))
        return Markup(' {0}="{1}" data-t-{0}="{2}"').format(name, text, number)

    def functions(self, scripts: Iterable[str]) -> dict[str, Any]:
        """What a template calls, by name; `embedded()` belongs behind all that says something."""
        named = {"t": self.t, "tn": self.tn, "message": self.message, "around": self.around, "own": self.own}
        more = {"attribute": self.attribute, "said": say, "embedded": lambda: self.embedded(scripts)}
        return {**named, **more, "language": self.language}

    def embedded(self, scripts: Iterable[str]) -> Markup:
        """The element of the page that `language.js` reads: its sentences and those of its scripts."""
        return embedded(scripts, list(self._numbers))


def embedded(scripts: Iterable[str], page: Iterable[Iterable[str]] = ()) -> Markup:
    """The sentences of scripts, and of a page, as an element."""
    script: dict[str, list[str]] = {}
    for one in scripts:
        script |= script_words(one)
    data = json.dumps({"script": script, "page": list(page)}, ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup('<script type="application/json" id="words">{}</script>').format(Markup(data))
