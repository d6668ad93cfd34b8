"""What an id of the catalogue means, for somebody who met it in a report: `duizhao check --explain`."""

from __future__ import annotations

from duizhao.corpora.catalogue import CATALOGUE, CatalogueEntry
from duizhao.corpora.notices.catalogue import NOTICES
from duizhao.corpora.saying import say, say_joined, speaks_english, told, translated

_SILENCE = """\
```toml
[check.severity]
"{id}" = "off"            # or "error", "warning", "note"

[[check.waivers]]
check = "{id}"
document = "zh/*.md"          # optional
fingerprint = "…"             # optional: the signs behind a finding's #, for that one only
reason = "…"
owner = "…"
until = 2027-12-31
```
"""
# Every notice at once, as the policies of old documents speak of them.
_ALL = "notices"


def explanation(name: str) -> str:
    """The page of a check or notice: what it finds, an example, the cure, and how to silence it; of `notices`, all of
    them in a line each. Raises SettingsError for an id that the catalogue does not have, with the nearest one."""
    if name == _ALL:
        return _notices()
    entry = CATALOGUE[name]
    silence = told("In `duizhao.toml`, for the whole project or for known places:")
    return (
        f"# {entry.id}\n\n{headline(entry)}\n\n{translated(entry.text.strip())}\n\n"
        f"## {told('Silence')}\n\n{silence}\n\n{_SILENCE.format(id=entry.id)}"
    )


def headline(entry: CatalogueEntry) -> str:
    """Summary and severity in a line, with the ids that the entry had before."""
    severity = say(entry.severity.value)
    line = told("{summary}. Usually: {severity}.", summary=say(entry.summary), severity=severity)
    if not entry.aliases:
        return line
    gap = " " if speaks_english() else ""
    return line + gap + told("Once called {names}.", names=say_joined(", ", [f"`{name}`" for name in entry.aliases]))


def _notices() -> str:
    shown = [entry for entry in CATALOGUE if entry in NOTICES]
    width = max(len(entry.id) for entry in shown)
    lines = "\n".join(f"    {entry.id:{width}}  {translated(entry.summary)}" for entry in shown)
    head = told("Notices of readers and aligner")
    about = told(
        "When documents or a project are checked, what the readers saw and did not mend becomes findings as well. "
        "More than\nthree of one kind in a document are one finding with all places. A TMX memory does not hold them: "
        "check the documents\n(`duizhao check en.docx zh.docx`) or the project."
    )
    each = told("Each has a page: `duizhao check --explain numbering.missing`.")
    return f"# {head}\n\n{about}\n\n{lines}\n\n{each}\n"
