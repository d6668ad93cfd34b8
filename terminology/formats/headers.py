"""What the headers of other people's tables mean."""

from __future__ import annotations

import re

from duizhao.corpora.language.table import primary
from duizhao.terminology.formats.rows import COLUMNS

# Other people's headers, lower case, for our columns.
_SYNONYMS = {
    "id": "concept_id",
    "concept": "concept_id",
    "conceptid": "concept_id",
    "entry id": "concept_id",
    "entry number": "concept_id",
    "record id": "concept_id",
    "record number": "concept_id",
    "entry_id": "concept_id",
    "source": "source_term",
    "source term": "source_term",
    "term": "source_term",
    "target": "target_term",
    "target term": "target_term",
    "translation": "target_term",
    "subject": "domain",
    "subjects": "domain",
    "domains": "domain",
    "subject fields": "domain",
    "subject field": "domain",
    "entry_subject": "domain",
    "entry_definition": "definition",
    "definition source": "definition_source",
    "source of definition": "definition_source",
    "source of the definition": "definition_source",
    "定义来源": "definition_source",
    "comment": "note",
    "remarks": "note",
    "notes": "note",
    "entry_note": "concept_note",
    "description": "definition",
    "备注": "note",
    "状态": "status",
    "领域": "domain",
    "定义": "definition",
    "part of speech": "part_of_speech",
    "pos": "part_of_speech",
}
# Headers that name a language: `en`, `zh-Hans`, `Chinese (Simplified, PRC)`, `Chinese_PRC`, `英文`.
LANGUAGES = re.compile(
    r"(?P<en>en(?:[-_]\w+)?|english\b.*|英文|英语)|(?P<zh>zh(?:[-_]\w+)?|chinese(?![a-z]).*|中文|汉语)"
)

# What may stand behind a language in a header and is not its term (`Chinese definition`), for our columns: of the
# source's side, and of the target's. "": we have no place for it.
_OF_LANGUAGE = {
    "definition": ("definition", "definition"),
    "note": ("", "note"),
    "notes": ("", "note"),
    "comment": ("", "note"),
    "remarks": ("", "note"),
    "status": ("source_status", "status"),
    **dict.fromkeys(("source", "sources", "reference", "references", "context", "example", "usage"), ("", "")),
}
_BREAKS = str.maketrans(":_/()[]-", "        ")


def known_column(header: str, source_language: str = "en") -> str | None:
    """Our column for a header, None for one that we do not know. One that names a language is of a term."""
    name = " ".join(header.replace("\ufeff", "").strip().strip('"').lower().split())
    if name.replace(" ", "_") in COLUMNS:
        return name.replace(" ", "_")
    if match := LANGUAGES.fullmatch(name):
        is_source = match.lastgroup == primary(source_language)
        last = (name.translate(_BREAKS).split() or [""])[-1]
        if last in _OF_LANGUAGE:
            return _OF_LANGUAGE[last][0 if is_source else 1] or None
        return "source_term" if is_source else "target_term"
    return _SYNONYMS.get(name)
