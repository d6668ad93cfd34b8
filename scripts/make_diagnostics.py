"""Write docs/diagnostics.md from the catalogue, so that what is documented is what the program can report.

usage: python scripts/make_diagnostics.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from duizhao.corpora.catalogue import CATALOGUE, CatalogueEntry
from duizhao.corpora.notices.catalogue import NOTICES
from duizhao.quality.checks import CHECKS
from duizhao.quality.drift.entries import ENTRIES as DRIFT
from duizhao.quality.outputs.explanation import headline

TARGET = Path(__file__).resolve().parent.parent / "docs" / "diagnostics.md"
HEAD = """\
# What duizhao reports

Written by `make docs` from the catalogue; do not edit by hand. `duizhao check --explain ID` prints a page of it.

**Checks** look at pairs: in a memory, in two documents, in a project. **Notices** are what readers and aligner saw
and did not mend: they are told while a document is read, and become findings when documents or a project are checked
(more than three of one kind in a document are one finding with all places). A memory does not hold them. **Drift** is
what `duizhao drift` finds in the history of both texts.

Errors and warnings make `duizhao check` exit with 1, notes do not. A project decides otherwise in `duizhao.toml`, by
id or pattern (`"pdf.*"`); an id that is misspelt is refused, and one that was changed goes on working:
[quality.md](quality.md).

```toml
[check.severity]
"text.year_hyphen" = "off"         # or "error", "warning", "note"
```

## A new check

1. Write `family_what.py` in `quality/checks/` with a function of that name, from a `Context` to `Finding`s. A finding
   has a check, a message and a subject, and where and what it is about.
2. Put `@as_check("family.what", severity, topic, title=…, summary=…)` above it: that is its entry in the catalogue.
3. Write `family_what.md` beside it: what it finds, what it leaves alone, `## Example`, `## Cure`.
4. Add rows to `FOUND` and `NOT_FOUND` in `tests/quality/test_checks.py`: pairs that must give it and pairs that must
   not.
5. `make docs`. Policy, `--explain`, the review page, SARIF and this page know it then.

`scope=Scope.DOCUMENT` says that it looks at one document at a time: it runs in parallel and is kept for documents
that have not changed. A notice is an entry in one of the tables of `corpora/notices/` (`on_text.py` and its
neighbours); whoever sees the thing makes `Notice("family.what", …)`.
"""


def diagnostics() -> str:
    """The whole page as Markdown."""
    ids = {check.id for check in CHECKS}
    checks = [entry for entry in CATALOGUE if entry.id in ids]  # plug-ins' own aside
    notices = sorted((entry for entry in NOTICES if entry.id not in ids), key=lambda entry: entry.id)
    parts = [HEAD]
    for title, entries in (("Checks", checks), ("Drift", DRIFT), ("Notices", notices)):
        parts += [f"## {title}\n", _table(entries), *map(_section, entries)]
    return "\n".join(parts)


def _table(entries: Iterable[CatalogueEntry]) -> str:
    rows = [f"| [{e.id}](#{_anchor(e.id)}) | {e.severity.value} | {e.summary} |" for e in entries]
    return "\n".join(["| id | usually | what it says |", "|---|---|---|", *rows]) + "\n"


def _anchor(id: str) -> str:
    """The anchor that code hosts make of a heading: what is neither letter, digit, `_` nor `-` falls away."""
    return id.replace(".", "")


def _section(entry: CatalogueEntry) -> str:
    """An entry's page below the headings of this one."""
    text = entry.text.replace("\n## ", "\n#### ")
    return f"### {entry.id}\n\n{headline(entry)}\n\n{text}"


def main() -> int:
    text = diagnostics()
    if "--check" in sys.argv:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {text.count(chr(10) + '### ')} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
