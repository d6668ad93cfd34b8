"""Drift as a person reads it: three versions of a sentence; and a table of pages for a documentation site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from duizhao.corpora.harmless import line, markdown_code, without_commands
from duizhao.corpora.model import Locator
from duizhao.corpora.saying import padded, say, say_joined, say_plural, told, translated
from duizhao.quality.drift.change import Drift, Nature, described
from duizhao.quality.outputs.text import Style, plain

STALE = (Nature.CHANGED, Nature.ADDED, Nature.REMOVED, Nature.UNSOURCED)
"""The natures that make a translation out of date; spelling and moves do not."""


def text(
    pages: Sequence[tuple[str, Sequence[Drift]]],
    *,
    everything: bool = False,
    hidden: int = 0,
    grace: str = "",
    style: Style = plain,
) -> str:
    """Each document's drift with the original as it was, as it is, and the translation. `everything` lists spelling
    and moves too, which otherwise are counted. `hidden` counts what is known or waived and not in `pages`; `grace` says
    why what is out of date fails nothing."""
    lines: list[str] = []
    stale: Counter[Nature] = Counter()
    for name, drifts in pages:
        shown = [drift for drift in drifts if everything or drift.nature in STALE]
        if shown:
            lines += [line(name), ""]
        for drift in shown:
            lines += [*_drift(drift, style), ""]
        stale.update(drift.nature for drift in drifts)
    late = sum(any(drift.nature in STALE for drift in drifts) for _, drifts in pages)
    total = sum(stale[nature] for nature in STALE)
    parts = [say("{count} {nature}", count=stale[n], nature=_NATURES[n]) for n in Nature if stale[n]]
    counted = told(" ({natures})", natures=say_joined(", ", parts)) if parts else ""
    documents = say_plural("{n} document", "{n} documents", n=len(pages))
    head = told("{verdict}: {documents}", verdict=style(told("UP TO DATE"), "good"), documents=documents)
    if total:
        sentences = say_plural("{n} sentence", "{n} sentences", n=total)
        why = say(", {why}", why=grace) if grace else ""
        verdict = style(told("OUT OF DATE"), "error")
        what = say("{verdict}: {sentences} in {late} of {documents}{why}")
        head = told(what, verdict=verdict, sentences=sentences, late=late, documents=documents, why=why)
        cure = told("→ Bring the translation up to date, or say that it is: duizhao drift --accept")
        lines.append(style(cure, "dim"))
    rest = "" if everything or not any(stale[n] for n in Nature if n not in STALE) else told(". --all lists them all")
    rest += told(". {hidden} known or waived", hidden=hidden) if hidden else ""
    first = told("{text}.", text=f"{head}{counted}{rest}")
    return without_commands("\n".join([first, "", *lines]).rstrip() + "\n")


_NATURES = {
    Nature.CHANGED: say("changed"),
    Nature.SPELLING: say("spelling"),
    Nature.ADDED: say("added"),
    Nature.REMOVED: say("removed"),
    Nature.MOVED: say("moved"),
    Nature.UNSOURCED: say("unsourced"),
}
_LABEL = {Nature.SPELLING: "note", Nature.MOVED: "note"}


def _drift(drift: Drift, style: Style) -> Iterator[str]:
    places = [at for at in (drift.target_at, drift.source_at) if at.document or at.path]
    where = line(", ".join(map(_where, places)))
    by = line(f"  {drift.commit[:8]} {drift.day} {drift.subject}".rstrip())
    nature = style(translated(_NATURES[drift.nature]), _LABEL.get(drift.nature, "warning"))
    yield f"{nature}  {where}{style(by, 'dim') if by else ''}"
    was = drift.was if drift.was != drift.now else ""
    changes = translated(say_joined("; ", described(drift.changes)))
    rows = (say("words"), changes), (say("was"), was), (say("now"), drift.now), (say("translation"), drift.target)
    for name, shown in rows:
        if shown:
            yield f"  {padded(translated(name), 11)}  {line(shown)}"


def _where(at: Locator) -> str:
    """`zh/a.md:9 §3`: the paragraph's own number, which has one; where a file has no lines the unit says the place."""
    cite = at.cite.split(" s.")[0] if at.number or not at.line else ""
    return " ".join(part for part in ((at.path or at.document) + (f":{at.line}" if at.line else ""), cite) if part)


def pages_table(pages: Sequence[tuple[str, Sequence[Drift], int]]) -> str:
    """A Markdown table: each page, the share of the original's sentences whose translation is up to date, and since
    when it is not. `pages` are (name, drift, sentences of the original)."""
    rows = [say("| page | up to date | out of date | since |"), "|---|---:|---:|---|"]
    for name, drifts, sentences in pages:
        late = [drift for drift in drifts if drift.nature in STALE]
        fresh = max(sentences - sum(bool(drift.now) for drift in late), 0)
        share = 100 * fresh // max(sentences, 1)
        since = min((drift.day for drift in late if drift.day), default="")
        rows.append(f"| {markdown_code(name, in_table=True)} | {share} % | {len(late)} | {since} |")
    return "\n".join(rows) + "\n"
