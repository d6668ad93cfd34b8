"""SRX 1.0 and 2.0: segmentation by a translator's own rules, read as the tools in use write them.

The files that OmegaT, LanguageTool, Okapi, Maxprograms and Heartsome ship break the standard's schema in several ways
(no namespace, no `cascade`, foreign elements, pretty-printed expressions), so the reader takes what it finds by the
elements' names. Expressions are Java's; `regex` understands nearly all of that dialect, and what it does not is
translated here or, failing that, reported in `Srx.notices` and left out.

Standard: SRX 2.0, LISA OSCAR 2008, as kept by GALA (Segmentation Rules eXchange).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex
from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Notice, Span
from duizhao.corpora.saying import say
from duizhao.corpora.sentences.rules import BreakRule
from duizhao.corpora.storage.encodings import load
from duizhao.corpora.storage.entities import without_entities

# The largest rule file known has 360 KB.
_MAX_BYTES = 8 * 2**20


@dataclass(frozen=True)
class Srx:
    """Segmentation rules: named groups of rules, and which languages use which groups.

    `maps` are (language pattern, group name) in order; with `cascade` every group whose pattern matches applies, in
    the order of the maps, else the first.
    """

    version: str
    cascade: bool
    groups: dict[str, tuple[BreakRule, ...]]
    maps: tuple[tuple[str, str], ...]
    _engines: dict[str, _Engine] = field(default_factory=dict, repr=False, compare=False)

    def rules(self, tag: str) -> tuple[BreakRule, ...]:
        """The rules for a language, in order; empty where the file has none for it."""
        chosen: list[BreakRule] = []
        for pattern, name in self.maps:
            if _matches(pattern, tag):
                chosen += self.groups.get(name, ())
                if not self.cascade:
                    break
        return tuple(chosen)

    def spans(self, text: str, tag: str) -> list[Span]:
        """The segments of a text as spans that tile it; white space stays where the rules put it."""
        places = [0, *self._engine(tag).cuts(text), len(text)]
        return [Span(a, b) for a, b in pairwise(places) if a < b]

    def notices(self, tag: str) -> tuple[Notice, ...]:
        """What of the rules for a language cannot be used: expressions that `regex` does not understand."""
        return self._engine(tag).notices

    def _engine(self, tag: str) -> _Engine:
        # Compiled when first asked for: a file has rules for 30 languages, and a document one.
        if tag not in self._engines:
            self._engines[tag] = _Engine(self.rules(tag))
        return self._engines[tag]


def _compile(expression: str, flags: int = 0) -> Any:
    """An expression compiled as Java means it: a class may hold classes (`[a-z&&[^x]]`), which `regex` calls version 1.
    Where that fails (a class with a stray bracket), as Python means it."""
    try:
        return regex.compile(expression, flags | regex.V1)
    except regex.error:
        return regex.compile(expression, flags | regex.V0)


@lru_cache(maxsize=256)
def _matches(pattern: str, tag: str) -> bool:
    """Whether a language pattern (`EN.*`, `[Zz][Hh].*`, `zh_CN`) covers a tag; case aside, `_` as good as `-`."""
    try:
        compiled = _compile(_python(pattern), regex.IGNORECASE)
    except regex.error:
        return False
    return any(compiled.fullmatch(form) for form in (tag, tag.replace("-", "_")))


class _Engine:
    """Rules compiled for cutting. Runs of rules of one kind are one expression where that is possible."""

    def __init__(self, rules: Sequence[BreakRule]) -> None:
        faults = [(rule, _fault(rule)) for rule in rules]
        self.notices = tuple(
            Notice(
                "srx.rule",
                say(
                    "rule left out: {before} · {after}: {fault}",
                    before=repr(rule.before),
                    after=repr(rule.after),
                    fault=fault,
                ),
            )
            for rule, fault in faults
            if fault
        )
        rules = [rule for rule, fault in faults if not fault]
        self._places = [_compile(f"(?:{_python(r.before)})(?={_python(r.after)})") for r in rules if r.breaks]
        self._steps: list[tuple[bool, Any]] = []
        run: list[BreakRule] = []
        for rule in [*rules, None]:
            if run and (rule is None or rule.breaks != run[0].breaks):
                self._steps += [(run[0].breaks, compiled) for compiled in _together(run)]
                run = []
            if rule is not None:
                run.append(rule)

    def cuts(self, text: str) -> list[int]:
        """Places, in order, where the first rule that matches breaks. Neither end of the text is one."""
        places = {m.end() for pattern in self._places for m in pattern.finditer(text, overlapped=True)}
        return [place for place in sorted(places) if 0 < place < len(text) and self._breaks(text, place)]

    def _breaks(self, text: str, place: int) -> bool:
        return next((breaks for breaks, rule in self._steps if rule.match(text, place)), False)


def _fault(rule: BreakRule) -> str:
    """Why an expression cannot be used; empty when it can."""
    try:
        _compile(_at(rule))
        _compile(_python(rule.before))
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        return str(error) or type(error).__name__
    return ""


def _at(rule: BreakRule) -> str:
    """One rule as an expression that matches at the place between `before` and `after`."""
    before, after = _python(rule.before), _python(rule.after)
    return (f"(?<={before})" if before else "") + f"(?={after})"


# Alternatives are tried one by one, so a run is cut into pieces to keep a failing expression from spoiling all.
_TOGETHER = 64


def _together(run: Sequence[BreakRule]) -> list[Any]:
    """A run of rules as few expressions; alone where a back reference forbids joining."""
    compiled = []
    for i in range(0, len(run), _TOGETHER):
        piece = run[i : i + _TOGETHER]
        if any(regex.search(r"\\[1-9k]|\(\?P?<[A-Za-z]", r.before + r.after) for r in piece):
            compiled += [_compile(_at(r)) for r in piece]
        else:
            compiled.append(_compile("|".join(f"(?:{_at(r)})" for r in piece)))
    return compiled


_HORIZONTAL = r" \t\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000"
# Java's names of properties that `regex` has under another name.
_PROPERTIES = {
    "javaLowerCase": "Ll",
    "javaUpperCase": "Lu",
    "javaWhitespace": "White_Space",
    "IsAlphabetic": "Alphabetic",
    "IsPunctuation": "P",
    "IsLetter": "L",
    "IsDigit": "Nd",
}


@lru_cache(maxsize=8192)
def _python(pattern: str) -> str:
    """A Java expression as `regex` wants it."""
    out: list[str] = []
    for match in regex.finditer(
        r"\\Q(?P<quoted>.*?)(?:\\E|$)|\\x\{(?P<hex>[0-9A-Fa-f]+)\}|\\[pP]\{(?P<name>\w+)\}|\\h|\\z|\\e|\\.|[^\\]+|\\$",
        pattern,
        regex.DOTALL,
    ):
        token = match[0]
        if match["quoted"] is not None:
            token = regex.escape(match["quoted"])
        elif match["hex"]:
            token = regex.escape(chr(int(match["hex"], 16)))
        elif match["name"]:
            token = f"{token[:2]}{{{_PROPERTIES.get(match['name'], match['name'])}}}"
        elif token == r"\h":
            inside = _in_class("".join(out))
            token = _HORIZONTAL if inside else f"[{_HORIZONTAL}]"
        elif token == r"\z":
            token = r"\Z"
        elif token == r"\e":
            token = r"\x1b"
        out.append(token)
    text = "".join(out)
    # Flags at the start of a Java expression hold for the rest of it.
    flags = regex.match(r"\(\?([idmsuxU]+)\)", text)
    if flags:
        kept = "".join(f for f in flags[1] if f in "isx")
        text = f"(?{kept}:{text[flags.end() :]})" if kept else text[flags.end() :]
    return text


def _in_class(before: str) -> bool:
    """Whether an expression so far stands inside a character class."""
    plain = regex.sub(r"\\.", "", before)
    return bool(plain.rfind("[") > plain.rfind("]"))


def read_srx(path: str | Path) -> Srx:
    """Read a rule file, SRX 1.0 or 2.0, whether or not it keeps to the schema.

    Raises InputError where the file is missing, empty, no XML, or holds no rules.
    """
    path = Path(path)
    return parse_srx(load(path, limit=_MAX_BYTES), path=path)


def parse_srx(data: bytes, *, path: Path | None = None) -> Srx:
    """The rules in the bytes of an SRX file. Raises InputError where they are no XML or hold no rules."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            say("this is not well-formed XML: {msg}", msg=error.msg),
            path=path,
            line=error.lineno,
            cure="Export the SRX file again",
        ) from error
    except (ValueError, LookupError) as error:
        raise InputError(
            say("this is not readable XML: {error}", error=error), path=path, cure="Export the SRX file again"
        ) from error
    without_entities(root, path, cure="Export the SRX file again")
    if _name(root) != "srx":
        raise InputError(
            say("this is XML of another kind: its root is <{name}>", name=_name(root)),
            path=path,
            cure="Give an SRX file",
        )
    groups: dict[str, tuple[BreakRule, ...]] = {}
    for element in _all(root, "languagerule"):
        name = element.get("languagerulename", "")
        groups[name] = groups.get(name, ()) + tuple(_rules(element))
    maps = tuple((e.get("languagepattern", ""), e.get("languagerulename", "")) for e in _all(root, "languagemap"))
    if not any(groups.values()):
        raise InputError("the file holds no segmentation rules", path=path, cure="Give an SRX file with rules in it")
    version = root.get("version", "2.0")
    return Srx(version, _cascade(root, version), groups, maps)


def _cascade(root: Any, version: str) -> bool:
    """Whether all matching groups apply: as the header says; else as SRX 1.0 does (no) or as OmegaT takes a 2.0 file
    that does not say (yes)."""
    for header in _all(root, "header"):
        if header.get("cascade"):
            return bool(header.get("cascade").strip().lower() in ("yes", "true", "1"))
    return not version.startswith("1")


def _rules(element: Any) -> Iterator[BreakRule]:
    """The rules of a group; one without any expression would match everywhere and is passed over."""
    for rule in _all(element, "rule"):
        before, after = _expression(rule, "beforebreak"), _expression(rule, "afterbreak")
        if before or after:
            yield BreakRule(rule.get("break", "yes").strip().lower() != "no", before, after)


def _expression(rule: Any, part: str) -> str:
    """The expression in a rule's part. One that a program wrapped onto a line of its own loses that white space; any
    other white space is part of the expression."""
    for element in _all(rule, part):
        text = "".join(element.itertext())
        if "\n" in text[: len(text) - len(text.lstrip())] and "\n" in text[len(text.rstrip()) :]:
            return text.strip()
        return text
    return ""


def _name(element: Any) -> str:
    return str(etree.QName(element).localname).lower() if isinstance(element.tag, str) else ""


def _all(element: Any, name: str) -> list[Any]:
    """All elements below with this local name, whatever their namespace and case."""
    return [e for e in element.iter() if e is not element and _name(e) == name]


def language_pattern(code: str) -> str:
    """The expression for the tags of a language of two letters, in whatever case.

    >>> language_pattern("zh")
    '[Zz][Hh].*'
    """
    return "".join(f"[{letter.upper()}{letter}]" for letter in code) + ".*"


def export_srx(rules: Mapping[str, tuple[BreakRule, ...]]) -> bytes:
    """Our rules (`corpora.rules.RULES`) as an SRX 2.0 file: valid against the standard's schema, the same cuts."""
    space = "http://www.lisa.org/srx20"
    root = etree.Element(f"{{{space}}}srx", {"version": "2.0"}, nsmap={None: space})  # type: ignore[dict-item]
    header = etree.SubElement(root, f"{{{space}}}header", segmentsubflows="yes", cascade="no")
    for kind, include in (("start", "no"), ("end", "yes"), ("isolated", "no")):
        etree.SubElement(header, f"{{{space}}}formathandle", type=kind, include=include)
    body = etree.SubElement(root, f"{{{space}}}body")
    groups = etree.SubElement(body, f"{{{space}}}languagerules")
    maps = etree.SubElement(body, f"{{{space}}}maprules")
    for code, table in rules.items():
        name = language(code).name
        group = etree.SubElement(groups, f"{{{space}}}languagerule", languagerulename=name)
        for rule in table:
            element = etree.SubElement(group, f"{{{space}}}rule", {"break": "yes" if rule.breaks else "no"})
            etree.SubElement(element, f"{{{space}}}beforebreak").text = rule.before
            etree.SubElement(element, f"{{{space}}}afterbreak").text = rule.after
        etree.SubElement(maps, f"{{{space}}}languagemap", languagepattern=language_pattern(code), languagerulename=name)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data
