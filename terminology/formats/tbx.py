"""TBX: version 3 (ISO 30042:2019, dialect TBX-Basic in DCA style) and version 2 (TBX-Basic, as OmegaT reads it).

Version 2 names the same things differently and validates with the same contents, so one writer fills two sets of names.
What TBX-Basic has no category for (counts, places) goes into a note that reading takes back. Reading takes every
dialect and version: elements by their local name, DCT elements as the categories they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Locator
from duizhao.corpora.saying import say
from duizhao.corpora.storage.entities import without_entities
from duizhao.corpora.storage.files import write_text
from duizhao.terminology.formats.cells import iso_date
from duizhao.terminology.formats.losses import unknown_status
from duizhao.terminology.formats.rows import MARKS, place, unmark
from duizhao.terminology.glossary import Concept, Example, Glossary, Link, Status, Term, concept_id

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_STATUS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.KEPT: "preferredTerm-admn-sts",  # with the remark in a note, which translators see
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
    Status.SUPERSEDED: "supersededTerm-admn-sts",
}
_PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "other")
_FORMS = ("fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase")
# XML 1.0 has no place for these; a term that has one cannot be written.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FACTS = re.compile(r"duizhao: (.*)", re.DOTALL)
_NCNAME = re.compile(r"[A-Za-z_][\w.-]*")


# Version 3, version 2, and TBX-Min as it was first published.
_ENTRIES = ("conceptEntry", "termEntry", "entry")
_SECTIONS = ("langSec", "langSet", "langGroup")
_GROUPS = ("termSec", "tig", "ntig", "termGroup")


@dataclass(frozen=True, slots=True)
class _Names:
    root: str
    header: str
    entry: str
    language: str
    term: str


_V3 = _Names("tbx", "tbxHeader", "conceptEntry", "langSec", "termSec")
_V2 = _Names("martif", "martifHeader", "termEntry", "langSet", "tig")


def write_tbx(glossary: Glossary, path: str | Path) -> None:
    """Write TBX version 3, TBX-Basic, DCA. Raises OutputError; InputError for a character that XML cannot hold."""
    root = etree.fromstring(f'<tbx xmlns="{_NAMESPACE}" type="TBX-Basic" style="dca"/>')
    _write(glossary, path, root, _V3)


def write_tbx2(glossary: Glossary, path: str | Path) -> None:
    """Write TBX version 2, TBX-Basic, for OmegaT and other tools that do not read version 3."""
    root = etree.Element("martif", type="TBX-Basic")
    # No DOCTYPE: a validating reader would look for the DTD beside the file.
    _write(glossary, path, root, _V2)


def _write(glossary: Glossary, path: str | Path, root: Any, names: _Names) -> None:
    root.set(f"{_XML}lang", _legal(glossary.source_language, path))
    header = _add(root, names.header)
    description = _add(header, "fileDesc")
    _add(_add(description, "titleStmt"), "title", glossary.name or "glossary", path)
    source = str(glossary.recipe) if glossary.recipe else "duizhao"
    _add(_add(description, "sourceDesc"), "p", source, path)
    if names is _V2:
        _add(_add(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs", path).set("type", "XCSURI")
    body = _add(_add(root, "text"), "body")
    for concept in glossary:
        _write_concept(body, concept, glossary, names, path)
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    write_text(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')


def _add(parent: Any, name: str, text: str = "", path: str | Path = "", type_: str = "") -> Any:
    space = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    if type_:
        child.set("type", type_)
    child.text = _legal(text, path) or None
    return child


def _legal(text: str, path: str | Path) -> str:
    """The text itself. Raises InputError where XML cannot hold it."""
    if not (bad := _ILLEGAL.search(text)):
        return text
    fault = say("XML cannot hold the character U+{ord:04X} in '{text}'", ord=ord(bad[0]), text=text[:60])
    raise InputError(fault, path=path, cure="Take it out of the term, note or language")


def _write_concept(body: Any, concept: Concept, glossary: Glossary, names: _Names, path: str | Path) -> None:
    entry = _add(body, names.entry)
    entry.set("id", concept.id if _NCNAME.fullmatch(concept.id) else f"c-{re.sub(r'[^A-Za-z0-9_.-]', '-', concept.id)}")
    if concept.domain:
        _add(entry, "descrip", concept.domain, path, "subjectField")
    if concept.definition:
        _add(entry, "descrip", concept.definition, path, "definition")
    if concept.note:
        _add(entry, "note", concept.note, path)
    languages = {t.language: None for t in concept.terms}
    order = [primary(glossary.source_language), primary(glossary.target_language)]
    for language in sorted(
        languages, key=lambda x: (primary(x) not in order, order.index(primary(x)) if primary(x) in order else 0, x)
    ):
        section = _add(entry, names.language)
        section.set(f"{_XML}lang", _legal(language, path))
        for term in (t for t in concept.terms if t.language == language):
            _write_term(section, term, concept, glossary, names, path)


def _write_term(
    section: Any, term: Term, concept: Concept, glossary: Glossary, names: _Names, path: str | Path
) -> None:
    group = _add(section, names.term)
    _add(group, "term", term.text, path)
    speech = term.part_of_speech
    if speech:
        _add(group, "termNote", speech if speech in _PARTS_OF_SPEECH else "other", path, "partOfSpeech")
    if term.status in _STATUS and not _goes_without(term, concept):
        _add(group, "termNote", _STATUS[term.status], path, "administrativeStatus")
    if term.form in _FORMS:
        _add(group, "termNote", term.form, path, "termType")
    is_source = primary(term.language) == primary(glossary.source_language)
    for link in concept.links:
        if (link.source if is_source else link.target) == term.text and link.examples:
            _add(group, "descrip", link.examples[0].marked(*MARKS)[0 if is_source else 1], path, "context")
            break
    if term.status is Status.KEPT:
        _add(group, "note", Status.KEPT.value, path)
    if term.note:
        _add(group, "note", term.note, path)
    facts = _facts(term, concept, is_source)
    # OmegaT shows notes to translators: version 2 goes without our own.
    if facts and names is _V3:
        _add(group, "note", f"duizhao: {facts}", path)
    if term.decided:
        grouped = _add(group, "transacGrp")
        _add(grouped, "transac", "modification", path, "transactionType")
        if term.reviewer:
            _add(grouped, "transacNote", term.reviewer, path, "responsibility")
        if term.date:
            _add(grouped, "date", term.date, path)


def _goes_without(term: Term, concept: Concept) -> bool:
    """Whether nobody said a status and it is what reading the term without one gives: then none is invented."""
    first = next(t for t in concept.terms if t.language == term.language)
    return term.implied and not term.decided and term.status is implied_status(term is first)


def _facts(term: Term, concept: Concept, is_source: bool) -> str:
    """What TBX-Basic has no place for, as `key=value` pairs: counts, and on targets the links."""
    facts = []
    if term.status is Status.PROPOSED:
        facts.append("status=proposed")
    if term.count:
        facts.append(f"count={term.count}")
    if term.documents:
        facts.append(f"documents={term.documents}")
    if not is_source:
        for link in concept.links:
            if link.target == term.text and link.count:
                first = f" first={link.first}" if link.first else ""
                sure = f" confidence={link.confidence}" if link.confidence is not None else ""
                facts.append(f"with={link.count} of {link.source}{sure}{first}")
    return "; ".join(facts)


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
    domain = definition = ""
    notes: list[str] = []
    terms: list[Term] = []
    contexts: dict[tuple[str, str], str] = {}
    facts: dict[str, list[str]] = {}
    for child in _flat(entry, stop=_SECTIONS):
        name = _category(child)
        if name == "subjectField":
            domain = domain or _text(child)
        elif name == "definition":
            definition = definition or _text(child)
        elif _local(child) == "note":
            notes.append(_text(child))
        else:
            _leave(child, unread)
    for section in entry:
        if _local(section) not in _SECTIONS:
            continue
        language = section.get(f"{_XML}lang") or section.get("lang") or ""
        if not language:
            raise InputError("a language section without xml:lang", path=path, line=section.sourceline, cure="Name it")
        for child in _flat(section, stop=_GROUPS):
            if _category(child) != "definition":
                _leave(child, unread)
            elif not definition:
                definition = _text(child)
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
    return Concept(key, tuple(terms), tuple(links), domain, definition, "\n".join(notes))


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


def implied_status(first: bool) -> Status:
    """What a term without a status counts as: the first of a language is preferred."""
    return Status.PREFERRED if first else Status.ADMITTED


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
    notes, facts = list[str](), list[str]()
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
            speech = text
        elif name == "termType":
            form = text
        elif name == "context":
            context = context or text
        elif name == "responsibility":
            reviewer = text
        elif _local(child) == "date":
            date = iso_date(text) or ""
        elif _local(child) == "note":
            match = _FACTS.fullmatch(text)
            facts.extend(match[1].split("; ")) if match else notes.append(text)
        else:
            _leave(child, unread)
    values = dict(fact.split("=", 1) for fact in facts if "=" in fact and not fact.startswith("with="))
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
            links.append(Link(m[2], target.text, int(m[1]), 0, float(m[3]) if m[3] else None, at, shown))
    return links
