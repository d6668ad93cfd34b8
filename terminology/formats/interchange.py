"""Glossaries for CAT tools: OmegaT's text glossary, UTX, the tables of one concept a line for Trados and memoQ."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.harmless import cell
from duizhao.corpora.language.table import language, primary
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text
from duizhao.terminology.formats.cells import part_of_speech
from duizhao.terminology.formats.delimited import decode
from duizhao.terminology.formats.losses import unknown_status
from duizhao.terminology.formats.workbook import write_grid
from duizhao.terminology.glossary import Concept, Glossary, Status, Term, concept_id, fold

_UTX_STATUS = {
    Status.PREFERRED: "approved",
    Status.KEPT: "approved",  # with the remark in the comment
    Status.ADMITTED: "non-standard",
    Status.DEPRECATED: "forbidden",
    Status.SUPERSEDED: "forbidden",
    Status.PROPOSED: "provisional",
}
_UTX_READ = frozenset(("src", "tgt", "src:pos", "term status", "concept id", "comment"))
_UTX_COLUMNS = ("src", "tgt", "src:pos", "term status", "concept ID", "comment")


def pairs(concept: Concept, glossary: Glossary, *, usable: bool = False) -> list[tuple[Term, Term]]:
    """Each source term with each target term that translates it: by the links, and where there are none every pair.

    With `usable`, deprecated and superseded terms are left out.
    """
    sources = [t for t in concept.terms_in(glossary.source_language) if not usable or t.status.usable]
    targets = [t for t in concept.terms_in(glossary.target_language) if not usable or t.status.usable]
    linked = {(x.source, x.target) for x in concept.links}
    found = [(s, t) for s in sources for t in targets if (s.text, t.text) in linked]
    # Terms that no link mentions go with the other side's first.
    found += [(s, targets[0]) for s in sources if targets and all(s is not a for a, _ in found)]
    found += [(sources[0], t) for t in targets if sources and all(t is not b for _, b in found)]
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def comment(concept: Concept, glossary: Glossary, *, domain: bool = True) -> str:
    """What a translator should know beside the term: domain (unless a column says it), notes, what not to use. A note
    of a term that must not be used stands behind that term alone."""
    avoid = [
        f"{t.text} ({t.note})" if t.note else t.text
        for t in concept.terms_in(glossary.target_language)
        if not t.status.usable
    ]
    kept = Status.KEPT.value if concept.keeps(glossary.target_language) else ""
    parts = [kept, concept.domain if domain else "", concept.note]
    parts += [t.note for t in concept.terms if t.status.usable]
    parts.append(f"not {', '.join(avoid)}" if avoid else "")
    return _one_line("; ".join(dict.fromkeys(p for p in parts if p)))


def write_omegat(glossary: Glossary, path: str | Path) -> None:
    """Write OmegaT's glossary (a `.txt` or `.utf8` in the project's glossary folder): see `omegat_table`. OmegaT takes
    a first `#` for a comment line, so such a term is refused with InputError."""
    for concept in glossary:
        for source, _ in pairs(concept, glossary, usable=True):
            if _one_line(source.text).startswith("#"):
                raise InputError(
                    say("OmegaT would skip '{cells}'", cells=_one_line(source.text)),
                    path=path,
                    unit=concept.id,
                    cure="Change the term",
                )
    write_text(path, omegat_table(glossary))


def omegat_table(glossary: Glossary) -> str:
    """The text of OmegaT's glossary: source TAB target TAB comment, usable terms only; what to avoid is in the comment.
    Terms that begin with `#`, which begins a comment there, are left out."""
    lines = []
    for concept in glossary:
        for source, target in pairs(concept, glossary, usable=True):
            cells = [_one_line(source.text), _one_line(target.text), comment(concept, glossary)]
            if not cells[0].startswith("#"):
                lines.append("\t".join(cells).rstrip("\t"))
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))


def read_omegat(path: str | Path, *, source_language: str = "en", target_language: str = "zh-CN") -> Glossary:
    """Read source TAB target TAB comment, or the same with commas (OmegaT's `.csv`); `#` begins a comment line. Lines
    with one source are one concept. Raises InputError with the line that has no target."""
    path = Path(path)
    text = decode(path)
    comma = path.suffix.lower() == ".csv"
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = next(csv.reader([line])) if comma else line.split("\t")
        if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
            fault = say("no target in '{line}'", line=line[:60])
            raise InputError(fault, path=path, line=number, cure="Each line has source TAB target")
        entries.append(_Line(cells[0].strip(), cells[1].strip(), cells[2].strip() if len(cells) > 2 else ""))
    if not entries:
        raise InputError("no entries", path=path, line=1, cure="Each line has source TAB target")
    return _gather(entries, source_language, target_language)


def write_utx(glossary: Glossary, path: str | Path) -> None:
    """Write UTX 1.11: `#UTX` header, tab-separated, CRLF, UTF-8 without BOM, one line a term pair with its status."""
    languages = f"{glossary.source_language}/{glossary.target_language}"
    head = [f"#UTX 1.11; {languages}; creator: duizhao"]
    if glossary.name:
        head[0] += f"; description: {_one_line(glossary.name).replace(';', ',')}"
    head.append("#" + "\t".join(_UTX_COLUMNS))
    lines = []
    for concept in glossary:
        for source, target in pairs(concept, glossary):
            status = target.status if source.status.usable else source.status
            # What is said of a term that must not be used is said of it alone.
            own = target if not target.status.usable else source if not source.status.usable else None
            notes = (own.note,) if own else (target.note, source.note, concept.note)
            note = "; ".join(dict.fromkeys(text for text in notes if text))
            if target.status is Status.KEPT:
                note = f"{Status.KEPT.value}; {note}" if note else Status.KEPT.value
            cells = (source.text, target.text, _pos(source.part_of_speech), _UTX_STATUS[status], concept.id, note)
            lines.append("\t".join(map(_one_line, cells)).rstrip("\t"))
    write_text(path, "".join(f"{line}\n" for line in head + lines), newline="\r\n")


def _pos(text: str) -> str:
    return "properNoun" if text == "proper noun" else text or "noun"


_TAG = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,8}")


def read_utx(path: str | Path, *, source_language: str = "en", target_language: str = "zh-CN") -> Glossary:
    """Read UTX with any columns; the header's languages count. Raises InputError with the line."""
    path = Path(path)
    lines = decode(path).splitlines()
    if not lines or not lines[0].upper().startswith("#UTX"):
        raise InputError("the first line is not '#UTX …'", path=path, line=1, cure="Give a UTX file")
    fields = [part.strip() for part in lines[0].split(";")]
    if len(fields) > 1 and "/" in fields[1]:
        source_language, target_language = (x.strip() for x in fields[1].split("/", 1))
        for tag in (source_language, target_language):
            if not _TAG.fullmatch(tag):
                raise InputError(
                    say("'{tag}' is no language", tag=tag[:30]), path=path, line=1, cure="Write it as en/zh-CN"
                )
    names: list[str] = []
    entries = []
    unread: dict[str, None] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("#"):
            if line[1:].split("\t")[0].strip().lower() in ("src", _UTX_COLUMNS[0]):
                names = [name.strip().lower() for name in line[1:].split("\t")]
            continue
        if not line.strip():
            continue
        if not names:
            raise InputError("no line '#src TAB tgt …' before the terms", path=path, line=number, cure="Add the line")
        row = dict(zip(names, (cell.strip() for cell in line.split("\t")), strict=False))
        if not row.get("src") or not row.get("tgt"):
            raise InputError("a line without src and tgt", path=path, line=number, cure="Fill both or drop it")
        status, note = row.get("term status", ""), row.get("comment", "")
        try:
            parsed = str(Status.parse(status)) if status else ""
        except SettingsError:
            # As in TBX: one word that nobody knows must not keep the others out, nor pass for an approval.
            parsed, note = str(Status.PROPOSED), "; ".join(filter(None, (note, f"term status: {status}")))
            unread[unknown_status(status)] = None
        unread.update((f"the column {name}", None) for name, text in row.items() if text and name not in _UTX_READ)
        entries.append(
            _Line(
                row["src"], row["tgt"], note, parsed, row.get("concept id", ""), part_of_speech(row.get("src:pos", ""))
            )
        )
    glossary = _gather(entries, source_language, target_language)
    return replace(glossary, name=path.stem, unread=tuple(unread))


class _Line(NamedTuple):
    """A line of a list of term pairs."""

    source: str
    target: str
    note: str = ""
    status: str = ""
    concept: str = ""
    part_of_speech: str = ""


def _gather(entries: Sequence[_Line], source_language: str, target_language: str) -> Glossary:
    """Concepts from lines: by their ids, else by source."""
    groups: dict[str, list[_Line]] = {}
    taken = {entry.concept for entry in entries if entry.concept}
    ids: dict[str, str] = {}
    for entry in entries:
        key = entry.concept
        if not key:
            name = fold(entry.source)
            if name not in ids:
                ids[name] = concept_id(entry.source, taken)
                taken.add(ids[name])
            key = ids[name]
        groups.setdefault(key, []).append(entry)
    concepts = []
    for key, group in groups.items():
        sources: dict[str, Term] = {}
        targets: dict[str, Term] = {}
        banned = _banned_sources(group)
        for line in group:
            note, status, source = line.note, line.status, line.source
            if source in banned:
                sources.setdefault(
                    source, Term(source, source_language, Status(status), line.part_of_speech, note=note)
                )
                continue
            first = Status.ADMITTED if any(term.status.usable for term in sources.values()) else Status.PREFERRED
            sources.setdefault(source, Term(source, source_language, first, line.part_of_speech))
            given = Status(status) if status else Status.ADMITTED if targets else Status.PREFERRED
            said, _, more = note.partition(";")
            if said.strip().casefold() == Status.KEPT.value and given.usable:
                given, note = Status.KEPT, more.strip()
            targets.setdefault(line.target, Term(line.target, target_language, given, line.part_of_speech, note=note))
        ordered = sorted(sources.values(), key=lambda term: term.text in banned)
        concepts.append(Concept(key, (*ordered, *targets.values())))
    return Glossary(tuple(concepts), source_language, target_language)


def _banned_sources(lines: Sequence[_Line]) -> frozenset[str]:
    """The source terms that must not be used: a pair is forbidden because of one of its terms, and where its
    translation may be used for another source term, it is because of the source."""
    usable = {line.target for line in lines if not line.status or Status(line.status).usable}
    stand = {
        line.source for line in lines if line.target not in usable or not line.status or Status(line.status).usable
    }
    return frozenset(line.source for line in lines) - stand


# What Trados's Glossary Converter and memoQ call the languages in a table's header. Neither knows a script without a
# country.
_NAMES = {"en": "English", "en-GB": "English (United Kingdom)", "en-US": "English (United States)"}
_COUNTRY = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
_TRADOS_NAMES = {"zh": "Chinese", "zh-CN": "Chinese (Simplified, PRC)", "zh-TW": "Chinese (Traditional, Taiwan)"}
_MEMOQ_NAMES = {"zh": "Chinese", "zh-CN": "Chinese_PRC", "zh-TW": "Chinese_Taiwan"}


def _name(tag: str, names: dict[str, str]) -> str:
    tag = _COUNTRY.get(tag, tag)
    return _NAMES.get(tag) or names.get(tag) or names.get(primary(tag)) or language(tag).name


def _lines(glossary: Glossary) -> list[list[str]]:
    """One line a concept: source synonyms, target synonyms (separated by |, usable ones), domain, definition, note."""
    lines = []
    for concept in glossary:
        cells = [
            "|".join(t.text for t in concept.terms_in(tag) if t.status.usable)
            for tag in (glossary.source_language, glossary.target_language)
        ]
        if all(cells):
            lines.append([*cells, concept.domain, concept.definition, comment(concept, glossary, domain=False)])
    return lines


def write_trados(glossary: Glossary, path: str | Path) -> None:
    """Write the XLSX that Trados's Glossary Converter takes: languages in the header, synonyms separated by `|`."""
    header = [_name(tag, _TRADOS_NAMES) for tag in (glossary.source_language, glossary.target_language)]
    write_grid([*header, "Subject", "Definition", "Note"], _lines(glossary), path, title="terms")


def write_memoq(glossary: Glossary, path: str | Path) -> None:
    """Write the CSV that memoQ's term base import takes: UTF-8 with BOM, field names first, alternatives by `|`."""
    header = [_name(tag, _MEMOQ_NAMES) for tag in (glossary.source_language, glossary.target_language)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*header, "Entry_Subject", "Entry_Definition", "Entry_Note"])
    for line in _lines(glossary):
        writer.writerow([cell(text) for text in line])
    write_text(path, "\ufeff" + stream.getvalue())
