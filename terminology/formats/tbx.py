"""TBX: version 3 (ISO 30042:2019, dialect TBX-Basic in DCA style) and version 2 (TBX-Basic, as OmegaT reads it).

Version 2 names the same things differently and validates with the same contents, so one writer fills two sets of names.
What TBX-Basic has no category for (counts, places) goes into a note that reading takes back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text
from duizhao.terminology.formats.rows import MARKS
from duizhao.terminology.glossary import Concept, Glossary, Status, Term

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
XML = "{http://www.w3.org/XML/1998/namespace}"
_STATUS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.KEPT: "preferredTerm-admn-sts",  # with the remark in a note, which translators see
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
    Status.SUPERSEDED: "supersededTerm-admn-sts",
}
# Version 3 has no proper nouns.
_PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "other")
_FORMS = ("fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase")
# XML 1.0 has no place for these; a term that has one cannot be written.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NCNAME = re.compile(r"[A-Za-z_][\w.-]*")


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
    root.set(f"{XML}lang", _legal(glossary.source_language, path))
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
        _write_definition(entry, concept, path)
    _write_notes(entry, concept.note, path)
    languages = {t.language: None for t in concept.terms}
    order = [primary(glossary.source_language), primary(glossary.target_language)]
    for language in sorted(
        languages, key=lambda x: (primary(x) not in order, order.index(primary(x)) if primary(x) in order else 0, x)
    ):
        section = _add(entry, names.language)
        section.set(f"{XML}lang", _legal(language, path))
        for term in (t for t in concept.terms if t.language == language):
            _write_term(section, term, concept, glossary, names, path)


def _write_definition(entry: Any, concept: Concept, path: str | Path) -> None:
    """The definition, in a group with its source where that is known."""
    if not concept.definition_source:
        _add(entry, "descrip", concept.definition, path, "definition")
        return
    group = _add(entry, "descripGrp")
    _add(group, "descrip", concept.definition, path, "definition")
    _add(group, "admin", concept.definition_source, path, "source")


def _write_notes(parent: Any, text: str, path: str | Path) -> None:
    """A note a line: white space does not survive in XML that other tools print anew."""
    for line in filter(None, map(str.strip, text.splitlines())):
        _add(parent, "note", line, path)


def _write_term(
    section: Any, term: Term, concept: Concept, glossary: Glossary, names: _Names, path: str | Path
) -> None:
    group = _add(section, names.term)
    _add(group, "term", term.text, path)
    speech = term.part_of_speech
    if speech:
        proper = "properNoun" if names is _V2 and speech == "proper noun" else "other"
        _add(group, "termNote", speech if speech in _PARTS_OF_SPEECH else proper, path, "partOfSpeech")
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
    _write_notes(group, term.note, path)
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


def implied_status(first: bool) -> Status:
    """What a term without a status counts as: the first of a language is preferred."""
    return Status.PREFERRED if first else Status.ADMITTED


def _facts(term: Term, concept: Concept, is_source: bool) -> str:
    """What TBX-Basic has no place for, as `key=value` pairs: counts, and on targets the links."""
    facts = []
    if term.status is Status.PROPOSED:
        facts.append("status=proposed")
    if term.part_of_speech and term.part_of_speech not in _PARTS_OF_SPEECH:
        facts.append(f"pos={_fact(term.part_of_speech)}")
    if term.form and term.form not in _FORMS:
        facts.append(f"form={_fact(term.form)}")
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
                facts += [f"in={n} of {link.source} at {_fact(name)}" for name, n in link.by_document]
    return "; ".join(facts)


def _fact(text: str) -> str:
    """A text without what parts facts from each other."""
    return " ".join(text.replace(";", ",").split())
