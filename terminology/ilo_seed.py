"""The ILO seed glossary, `ilo_terms.tsv`: concepts of the Organization's vocabulary, and of what the United Nations
system shares, in English and Chinese.

The file is UTF-8, one concept a line, five columns separated by one tab, with this header line:

    concept_id<TAB>domain<TAB>en<TAB>zh<TAB>note

- `concept_id`: lower-case ASCII letters, digits and hyphens, begins with a letter, unique, never changed and never used
  again for another concept: `decent-work`, `c155` (Convention No. 155), `r204`, `gb` for the Governing Body.
- `domain`: one of `DOMAINS` below.
- `en`, `zh`: the terms of the concept, separated by ` | ` (space, bar, space). The first is preferred; the others are
  admitted, or deprecated with `!` before them (`decent work`; `体面劳动 | !体面工作`). `~` before a term says
  superseded (once right, replaced since: an old name of a body). Neither cell may be empty or have only marked terms.
- `note`: free text, may be empty; no tabs.

English as inside a sentence: lower case but for names, singular unless the plural is the term. Instruments are
written in full, with year and number, as `Occupational Safety and Health Convention, 1981 (No. 155)` and
`《1981年职业安全与卫生公约》（第155号）`, short forms (`Convention No. 155`, `第155号公约`) behind them in the same
cell.
Chinese has no spaces inside. Empty lines and lines that begin with `#` are passed over.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from duizhao.corpora.errors import InputError, unreadable
from duizhao.corpora.saying import say
from duizhao.terminology.glossary import Concept, Glossary, Status, Term

COLUMNS = ("concept_id", "domain", "en", "zh", "note")
_ID = re.compile(r"[a-z][a-z0-9-]*")
_MARKS = {"!": Status.DEPRECATED, "~": Status.SUPERSEDED}

DOMAINS = (
    "constitution and governance",
    "standards and instruments",
    "fundamental principles and rights",
    "social dialogue",
    "employment",
    "skills",
    "social protection",
    "working conditions",
    "occupational safety and health",
    "labour migration",
    "enterprises",
    "equality",
    "sectors and supply chains",
    "statistics and research",
    "development cooperation",
    "programme and budget",
    "administration",
    "United Nations system",
    "economy and environment",
    "sustainable development and finance",
    "climate and biodiversity",
    "human rights",
    "gender",
    "treaties",
    "peace and security",
    "disaster and humanitarian affairs",
)


def seed() -> Glossary:
    """The seed glossary that comes with the package. Raises InputError with the line of a fault in the file."""
    with resources.as_file(resources.files("duizhao.terminology") / "ilo_terms.tsv") as path:
        return read_seed(path)


def read_seed(path: str | Path) -> Glossary:
    """Read a glossary in the seed's own format, described above. Raises InputError: line, fault, cure."""
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=path, cure="Save it as UTF-8") from error
    rows = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip() and not line.startswith("#")]
    if not rows or tuple(rows[0][1].rstrip("\r").split("\t")) != COLUMNS:
        number = rows[0][0] if rows else 1
        raise InputError(
            say("the header is not {columns}", columns=" TAB ".join(COLUMNS)),
            path=path,
            line=number,
            cure="Add that line",
        )
    concepts: dict[str, Concept] = {}
    for number, line in rows[1:]:
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if len(cells) != len(COLUMNS):
            fault = say("{cells} columns instead of {columns}", cells=len(cells), columns=len(COLUMNS))
            raise InputError(fault, path=path, line=number, cure="Separate the columns by one tab each")
        key, domain, english, chinese, note = cells
        if not _ID.fullmatch(key) or key in concepts:
            why = say("is used twice") if key in concepts else say("is not lower-case letters, digits and hyphens")
            raise InputError(
                say("concept_id '{key}' {why}", key=key, why=why), path=path, line=number, cure="Give it another"
            )
        if domain not in DOMAINS:
            raise InputError(
                say("unknown domain '{domain}'", domain=domain),
                path=path,
                line=number,
                cure=say("Known: {domains}", domains=", ".join(DOMAINS)),
            )
        terms = (*_terms(english, "en", path, number), *_terms(chinese, "zh-CN", path, number))
        concepts[key] = Concept(key, terms, domain=domain, note=note)
    return Glossary(tuple(concepts.values()), name=path.stem)


def _terms(cell: str, tag: str, path: Path, number: int) -> tuple[Term, ...]:
    terms: list[Term] = []
    for text in cell.split(" | "):
        text = text.strip()
        status = _MARKS.get(text[:1], Status.PREFERRED if not terms else Status.ADMITTED)
        text = text.removeprefix("!").removeprefix("~").strip()
        if not text or text.startswith("|") or text.endswith("|"):
            raise InputError(
                say("an empty {tag} term", tag=tag), path=path, line=number, cure="Write a term between the bars"
            )
        if any(t.text == text for t in terms):
            raise InputError(say("'{text}' stands twice", text=text), path=path, line=number, cure="Keep one of them")
        terms.append(Term(text, tag, status))
    if not terms[0].status.usable:
        raise InputError(
            say("the first {tag} term is marked", tag=tag), path=path, line=number, cure="Put the preferred term first"
        )
    return tuple(terms)
