"""TBX read back: every version and dialect, elements by their local name, DCT elements as the categories they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Locator
from duizhao.corpora.saying import say
from duizhao.corpora.storage.entities import without_entities
from duizhao.terminology.formats.cells import iso_date, part_of_speech
from duizhao.terminology.formats.losses import unknown_status
from duizhao.terminology.formats.rows import MARKS, place, unmark
from duizhao.terminology.formats.tbx import XML, implied_status
from duizhao.terminology.glossary import Concept, Example, Glossary, Link, Status, Term, concept_id

_OURS = re.compile(r"duizhao: (.*)", re.DOTALL)
# Version 3, version 2, and TBX-Min as it was first published.
_ENTRIES = ("conceptEntry", "termEntry", "entry")
_SECTIONS = ("langSec", "langSet", "langGroup")
_GROUPS = ("termSec", "tig", "ntig", "termGroup")


def read_tbx(path: str | Path, *, source_language: str = "en", target_language: str = "zh-CN") -> Glossary:
    """Read TBX of any version and dialect. Terms of every language are kept; for a language asked for that the file
    lacks, the glossary has the file's first other one.

    Raises InputError with the line where it is not well-formed or no TBX, a term group has two terms, or no concept is
    found. A term with an unknown status is proposed, with the status in its note. Empty term groups are passed over.
    """
    path = Path(path)
    root = _parse(path)
    concepts: list[Concept] = []
    taken: set[str] = set()
    unread: dict[str, None] = {}
    for entry in root.iter():
        if _local(entry) in _ENTRIES:
            concept = _read_concept(entry, taken, path, source_language, unread)
            if concept is not None:
                taken.add(concept.id)
                concepts.append(concept)
    if not concepts and _local(root) not in ("tbx", "martif", "TBX"):
        fault = say("this is no TBX: its root is <{local}>", local=_local(root))
        raise InputError(fault, path=path, line=1, cure="Give a TBX file")
    held = next((e for e in root.iter() if _local(e) == "body"), None)
    if not concepts and held is not None and len(held):
        fault = say("no concept was found: <{local}> is not known, or has no term", local=_local(held[0]))
        raise InputError(fault, path=path, line=held[0].sourceline, cure="Export it as TBX-Basic")
    languages = list(dict.fromkeys(t.language for c in concepts for t in c.terms))
    exact = {primary(x): x for x in reversed(languages)}
    source = exact.get(primary(source_language)) or next(
        (x for x in languages if primary(x) != primary(target_language)), source_language
    )
    target = exact.get(primary(target_language)) or next(
        (x for x in languages if primary(x) != primary(source)), target_language
    )
    title = next((e.text or "" for e in root.iter() if _local(e) == "title"), "")
    return Glossary(tuple(concepts), source, target, name=title.strip(), unread=tuple(unread))


def _parse(path: Path) -> Any:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(error, path) from error
    if not raw.strip():
        raise InputError("the file is empty", path=path, line=1, cure="Export it again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return without_entities(etree.fromstring(raw, parser), path, cure="Export it again, with the text itself")
    except etree.XMLSyntaxError as error:
        fault = say("not well-formed XML: {msg}", msg=error.msg)
        raise InputError(fault, path=path, line=error.lineno, cure="Export it again") from error


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _category(element: Any) -> str:
    """The data category: the `type` attribute in DCA, the element's own name in DCT."""
    return str(element.get("type") or _local(element))


def _read_concept(
    entry: Any, taken: set[str], path: Path, source_language: str, unread: dict[str, None]
) -> Concept | None:
    """A concept; `unread` is given what its elements say that we have no place for."""
    domain = definition = origin = ""
    notes: list[str] = []
    terms: list[Term] = []
    contexts: dict[tuple[str, str], str] = {}
    facts: dict[str, list[str]] = {}
    for child in _flat(entry, stop=_SECTIONS):
        name = _category(child)
        if name == "subjectField":
            domain = domain or _text(child)
        elif name == "definition":
            if not definition:
                definition, origin = _text(child), _source_of(child)
        elif _is_source_of_definition(child):
            pass
        elif _local(child) == "note":
            notes.append(_text(child))
        else:
            _leave(child, unread)
    for section in entry:
        if _local(section) not in _SECTIONS:
            continue
        language = section.get(f"{XML}lang") or section.get("lang") or ""
        if not language:
            raise InputError("a language section without xml:lang", path=path, line=section.sourceline, cure="Name it")
        for child in _flat(section, stop=_GROUPS):
            if _is_source_of_definition(child):
                continue
            if _category(child) != "definition":
                _leave(child, unread)
            elif not definition:
                definition, origin = _text(child), _source_of(child)
            elif definition != _text(child):
                unread[f"{primary(language)} definition"] = None
        for group in section:
            if _local(group) in _GROUPS and any(_text(x) for x in group.iter() if _local(x) == "term"):
                first = not any(t.language == language for t in terms)
                term, context, more = _read_term(group, language, path, first, unread)
                if any(t.text == term.text and t.language == language for t in terms):
                    continue
                terms.append(term)
                contexts[language, term.text] = context
                facts[term.text] = more
    if not terms:
        return None
    key = entry.get("id") or ""
    if not key or key in taken:
        key = concept_id(key.removeprefix("c-") or terms[0].text, taken)
    links = _links(terms, contexts, facts, source_language)
    kept = {"", *(text for link in links for example in link.examples for text in example.marked(*MARKS))}
    unread.update(dict.fromkeys(["context"] * bool(set(contexts.values()) - kept)))
    return Concept(key, tuple(terms), tuple(links), domain, definition, "\n".join(notes), definition_source=origin)


def _is_source_of_definition(child: Any) -> bool:
    """Whether an element says where the definition that it is grouped with is from."""
    group = child.getparent()
    return (
        (_category(child) == "source" or _local(child) == "xref")
        and _local(group) == "descripGrp"
        and any(_category(x) == "definition" for x in group)
    )


def _source_of(definition: Any) -> str:
    """Where a definition is from: what its group says in words, and an address."""
    group = definition.getparent()
    if _local(group) != "descripGrp":
        return ""
    said = [
        text
        for child in group
        if _is_source_of_definition(child)
        for text in (_text(child), child.get("target") or "" if _local(child) == "xref" else "")
    ]
    return "; ".join(dict.fromkeys(filter(None, said)))


def _flat(element: Any, stop: Sequence[str]) -> Iterable[Any]:
    """The elements below one, not entering those named in `stop`."""
    for child in element:
        if _local(child) and _local(child) not in stop:
            yield child
            yield from _flat(child, stop)


_GROUPING = frozenset(("descripGrp", "termNoteGrp", "transacGrp", "adminGrp", "termGrp", "transac", "transactionType"))


def _leave(child: Any, unread: dict[str, None]) -> None:
    """Notes that an element is not kept, unless it only holds others together."""
    name = _category(child)
    if _local(child) not in _GROUPING and name not in _GROUPING:
        unread["xref" if _local(child) == "xref" else name] = None


def _read_term(
    group: Any, language: str, path: Path, first: bool, unread: dict[str, None]
) -> tuple[Term, str, list[str]]:
    found = [x for x in group.iter() if _local(x) == "term"]
    if len(found) != 1:
        fault = say("a term group with {found} terms", found=len(found))
        raise InputError(fault, path=path, line=group.sourceline, cure="Each group has one term")
    status, implied = implied_status(first), True
    if group.get("id"):
        unread["ids of terms"] = None
    speech = form = context = reviewer = date = ""
    notes: list[str] = []
    facts: list[str] = []
    for child in _flat(group, stop=("term",)):
        name, text = _category(child), _text(child)
        if name in ("administrativeStatus", "usageStatus", "normativeAuthorization", "termStatus"):
            implied = False
            try:
                status = Status.parse(text)
            except SettingsError:
                # One word that nobody knows must not keep a thousand concepts out, nor pass for an approval.
                status = Status.PROPOSED
                notes.append(f"{name}: {text}")
                unread[unknown_status(text)] = None
        elif name == "partOfSpeech":
            speech = part_of_speech(text)
        elif name == "termType":
            form = text
        elif name == "context":
            context = context or text
        elif name == "responsibility":
            reviewer = text
        elif _local(child) == "date":
            date = iso_date(text) or ""
        elif _local(child) == "note":
            match = _OURS.fullmatch(text)
            facts.extend(match[1].split("; ")) if match else notes.append(text)
        else:
            _leave(child, unread)
    values = dict(fact.split("=", 1) for fact in facts if "=" in fact and not fact.startswith(("with=", "in=")))
    speech, form = values.get("pos", speech), values.get("form", form)
    if values.get("status") == "proposed":
        status = Status.PROPOSED
    if status.usable and any(note.strip().casefold() == Status.KEPT.value for note in notes):
        status = Status.KEPT
        notes = [note for note in notes if note.strip().casefold() != Status.KEPT.value]
    term = Term(
        _text(found[0]), language, status, speech, form, note="\n".join(notes), reviewer=reviewer, date=date,
        implied=implied and status is implied_status(first),
    )  # fmt: skip
    counts = [int(values[k]) if re.fullmatch("[0-9]{1,15}", values.get(k, "")) else 0 for k in ("count", "documents")]
    return replace(term, count=counts[0], documents=counts[1]), context, facts


_WITH = re.compile(r"with=([0-9]{1,15}) of (.*?)(?: confidence=([0-9]+(?:\.[0-9]+)?))?(?: first=(.*))?")


def _links(
    terms: Sequence[Term], contexts: dict[tuple[str, str], str], facts: dict[str, list[str]], source_language: str
) -> list[Link]:
    sources = {t.text: t for t in terms if primary(t.language) == primary(source_language)}
    links = []
    for target in terms:
        for fact in facts.get(target.text, ()):
            m = _WITH.fullmatch(fact)
            if not m or m[2] not in sources:
                continue
            at = place(m[4]) if m[4] else None
            pair = [unmark(contexts.get((t.language, t.text), "")) for t in (sources[m[2]], target)]
            shown: tuple[Example, ...] = ()
            if pair[0] and pair[1]:
                shown = (Example(pair[0][0], pair[1][0], pair[0][1], pair[1][1], at or Locator(""), at or Locator("")),)
            where = _documents(facts[target.text], m[2])
            sure = float(m[3]) if m[3] else None
            links.append(Link(m[2], target.text, int(m[1]), len(where), sure, at, shown, where))
    return links


def _documents(facts: Sequence[str], source: str) -> tuple[tuple[str, int], ...]:
    """In how many sentence pairs of each document a target term stands for a source term."""
    found = [re.fullmatch(rf"in=([0-9]{{1,15}}) of {re.escape(source)} at (.+)", fact) for fact in facts]
    return tuple((m[2], int(m[1])) for m in found if m)
