"""A report for people, in a terminal: the verdict, what it rests on, then the findings, the worst first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from duizhao.corpora.catalogue import CATALOGUE, Severity
from duizhao.corpora.harmless import line, without_commands
from duizhao.corpora.model import Locator, Span
from duizhao.corpora.saying import (
    cells,
    in_language,
    padded,
    recognised,
    say,
    say_joined,
    say_plural,
    told,
    told_plural,
    translated,
)
from duizhao.quality.report import Finding, Report, State, Written
from duizhao.quality.verdict.policy import Shortfall

Style = Callable[[str, str], str]
WIDTH = 100  # cells of a quoted sentence: the stretch around what is wrong
PLACES = 12
SCORES: dict[str, str] = {
    "terms": say("uses of a term in its usual rendering"),
    "numbers": say("numbers, dates and references that agree"),
    "coverage": say("sentences of the source that are translated"),
    "repetitions": say("likeness of the translations of like sentences"),
    "paragraphs": say("paragraphs of the source that are translated"),
    "bleu": say("likeness to the reference"),
    "chrf": say("likeness to the reference, by characters"),
    "ter": say("edits to the reference: less is better"),
}


def plain(text: str, _style: str) -> str:
    """No colours."""
    return text


def render(
    report: Report,
    fails: Callable[[Finding], bool],
    missed: Sequence[Shortfall] = (),
    *,
    style: Style = plain,
    everything: bool = False,
) -> str:
    """The report as text. `fails` says which findings count, `missed` which scores are too low; `style(text, name)` may
    colour a piece (error, warning, note, good, mark, dim); `everything` lists notes, known and waived findings too."""
    shown = [f for f in report.findings if everything or fails(f)]
    lines = [*_summary(report, fails, missed, style), ""]
    for finding in shown:
        lines += [*_finding(finding, style), ""]
    if len(report.findings) > len(shown):
        left = told("Not listed: {what}. Add --all to see them.", what=_left(report, fails))
        lines += [style(left, "dim"), ""]
    lines.append(style(line(str(report.recipe)), "dim"))
    return without_commands("\n".join(lines))


def _summary(
    report: Report, fails: Callable[[Finding], bool], missed: Sequence[Shortfall], style: Style
) -> Iterator[str]:
    failing = [f for f in report.findings if fails(f)]
    yield _verdict(report, failing, bool(missed), style)
    for shortfall in missed:
        yield style(line(told("Too low: {what}.", what=shortfall.said())), "error")
    if report.fixed:
        one, many = "{n} finding of the baseline fixed.", "{n} findings of the baseline fixed."
        yield style(told_plural(one, many, n=len(report.fixed)), "good")
    for remark in report.remarks:
        yield style(line(told("Note: {remark}.", remark=recognised(remark))), "note")
    yield line(translated(checked(report)))
    if report.index is not None:
        yield told("Consistency: {index:.1f} of 100, made of", index=report.index)
        for score in report.scores:
            if not score.scope and score.name != "index":
                about = translated(SCORES.get(score.name, ""))
                yield f"  {score.name:12} {score.value:5.1f}  {style(about, 'dim')}".rstrip()
        if report.score("coverage") is None:
            unknown = told("not known: a memory does not hold what was left out")
            yield f"  {'coverage':12}     -  {style(unknown, 'dim')}"
    if failing:
        yield ""
        yield from _kinds(failing, style)
        if not report.compared:
            yield style(told("To count only what is new from now on: add --baseline FILE --update-baseline"), "dim")


def _verdict(report: Report, failing: Sequence[Finding], missed: bool, style: Style) -> str:
    """The first line: whether it passed, and how much is to be mended."""
    if failing:
        by = Counter(f.severity for f in failing)
        said = say_joined(", ", (style(translated(_counted(by[s], s)), s.value) for s in Severity if by[s]))
        forms = ("{failed}: {n} finding to mend ({said}).", "{failed}: {n} findings to mend ({said}).")
        if report.compared:
            forms = ("{failed}: {n} new finding to mend ({said}).", "{failed}: {n} new findings to mend ({said}).")
        return translated(say_plural(*forms, n=len(failing), failed=style(told("FAILED"), "error"), said=said))
    if missed:
        none = say("{failed}: no finding to mend, but a score is too low.")
        if report.compared:
            none = say("{failed}: no new finding to mend, but a score is too low.")
        return told(none, failed=style(told("FAILED"), "error"))
    none = say("{passed}: no new finding to mend.") if report.compared else say("{passed}: no finding to mend.")
    return told(none, passed=style(told("PASSED"), "good"))


def _kinds(failing: Sequence[Finding], style: Style) -> Iterator[str]:
    """How many of each kind, and how what follows is to be read."""
    checks = Counter(f.check for f in failing)
    order = dict.fromkeys(f.check for f in failing)
    summaries = {name: translated(CATALOGUE[name].summary) for name in order}
    width = max(map(cells, summaries.values()))
    for name, summary in summaries.items():
        yield f"  {checks[name]:4}  {padded(summary, width)}  {style(name, 'dim')}"
    yield ""
    below = "Below: file:line, §paragraph(bullet), s.sentence{units}; what is wrong;"
    yield style(told(below, units=_units(failing)), "dim")
    yield style(told("both texts, or every rendering with its uses and places; → what to do."), "dim")
    first = next(iter(order))
    yield style(told("More on a kind, with an example: duizhao check --explain {check}", check=first), "dim")
    silence = "To silence one finding: a waiver in duizhao.toml with the signs behind its # (--explain shows it)"
    yield style(told(silence), "dim")


def checked(report: Report) -> str:
    """The sentence that says what was checked."""
    pairs = say_plural("{n} sentence pair", "{n} sentence pairs", n=report.pairs)
    if not report.documents:
        return say("Checked: {what}, {pairs}.", what=say("Nothing"), pairs=pairs)
    names: str = ", ".join(report.documents[:3])
    if len(report.documents) > 3:
        names = say("{names} and {more} more", names=names, more=len(report.documents) - 3)
    one, many = "{names} and its translation", "{names} and their translations"
    what = say(one if len(report.documents) == 1 else many, names=names)
    return say("Checked: {what}, {pairs}.", what=what, pairs=pairs)


_UNIT = re.compile(r"([hfxbt])0*(\d+)(?:\.r(\d+)\.c(\d+))?")
_UNITS = {
    "h": say("heading {number}"),
    "f": say("piece {number} before the first number"),
    "x": say("paragraph {number} of those without a number"),
    "b": say("item {number} of those without a number"),
    "t": say("table {number}, row {row}, cell {cell}"),
}


def _units(findings: Sequence[Finding]) -> str:
    """What the signs of the findings' places mean that are no paragraph numbers: (h33: heading 33)."""
    said: dict[str, str] = {}
    for finding in findings:
        for at in (finding.at, *(at for variant in finding.variants for at in variant.places)):
            match = _UNIT.fullmatch(_cite(at))
            if match:
                number, row, cell = match.groups()[1:]
                what = told(_UNITS[match[1]], number=number, row=row, cell=cell)
                said.setdefault(match[1], f"{match[0]}: {what}")
    return told(" ({units})", units=say_joined(", ", (said[sign] for sign in sorted(said)))) if said else ""


_SEVERITIES = {
    Severity.ERROR: (say("{n} error"), say("{n} errors")),
    Severity.WARNING: (say("{n} warning"), say("{n} warnings")),
    Severity.NOTE: (say("{n} note"), say("{n} notes")),
}
_LABELS = {Severity.ERROR: say("ERROR"), Severity.WARNING: say("WARNING"), Severity.NOTE: say("NOTE")}
_STATES = {State.WORSE: say("worse"), State.UNCHANGED: say("unchanged"), State.WAIVED: say("waived")}


def _counted(n: int, severity: Severity) -> str:
    return say_plural(*_SEVERITIES[severity], n=n)


def _left(report: Report, fails: Callable[[Finding], bool]) -> str:
    left = [f for f in report.findings if not fails(f)]
    states = {State.UNCHANGED: say("{n} known from the baseline"), State.WAIVED: say("{n} waived")}
    known = Counter(states[f.state] for f in left if f.state in states)
    light = Counter(f.severity for f in left if f.state not in states)
    parts = [_counted(light[s], s) for s in Severity if light[s]]
    return say_joined(", ", [*parts, *(say(name, n=n) for name, n in sorted(known.items()))])


def _finding(finding: Finding, style: Style) -> Iterable[str]:
    label = style(translated(_LABELS[finding.severity]), finding.severity.value)
    state = "" if finding.state is State.NEW else told(" ({state})", state=_STATES[finding.state])
    yield f"{label}{state}  {where(finding)}  {style(f'{finding.check} #{finding.fingerprint}', 'dim')}"
    yield f"  {line(recognised(finding.message))}"
    for variant in finding.variants:
        yield f"    {line(in_language(variant.text))}  {style(_places(variant), 'dim')}"
    # One rendering with its places says what is lacking there, and not what stands there instead.
    if len(finding.variants) < 2:
        if finding.variants:
            yield told("    {cite} reads:", cite=_cite(finding.at))
        for text, marks in ((finding.source, finding.source_marks), (finding.target, finding.target_marks)):
            if text:
                yield f"    {_marked(text, marks, style)}"
    if finding.cure:
        yield f"  → {line(recognised(finding.cure))}"


def where(finding: Finding) -> str:
    """File, line, unit and sentence of a finding."""
    at = finding.at
    path = at.path or at.document
    return line(" ".join(part for part in (path + (f":{at.line}" if at.line else ""), at.cite) if part))


def _places(variant: Written) -> str:
    cites = Counter(_cite(at) for at in variant.places)
    said = [cite + (f" ×{n}" if n > 1 else "") for cite, n in cites.items()]
    more = len(said) - PLACES
    rest = told_plural(" and {n} more paragraph", " and {n} more paragraphs", n=more) if more > 0 else ""
    return ", ".join(said[:PLACES]) + rest


def _cite(at: Locator) -> str:
    return line(at.cite.split(" s.")[0])


def _marked(text: str, marks: Sequence[Span], style: Style) -> str:
    """The text with what matters marked, cut to the stretch around it."""
    start = max(0, min((m[0] for m in marks), default=0) - WIDTH // 2)
    end = min(len(text), max(start + WIDTH, max((m[1] for m in marks), default=0) + 10))
    out, at = "", start
    for first, last in sorted(marks):
        if first >= at:
            out += line(text[at:first]) + style(line(text[first:last]), "mark")
            at = last
    return ("…" if start else "") + out + line(text[at:end]) + ("…" if end < len(text) else "")
