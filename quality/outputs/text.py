"""A report for people, in a terminal: the verdict, what it rests on, then the findings, the worst first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from duizhao.corpora.catalogue import CATALOGUE, Severity
from duizhao.corpora.harmless import line, without_commands
from duizhao.corpora.model import Locator, Span
from duizhao.quality.report import Finding, Report, State, Written
from duizhao.quality.verdict.policy import Shortfall

Style = Callable[[str, str], str]
WIDTH = 100  # cells of a quoted sentence: the stretch around what is wrong
PLACES = 12
SCORES = {
    "terms": "uses of a term in its usual rendering",
    "numbers": "numbers, dates and references that agree",
    "coverage": "sentences of the source that are translated",
    "repetitions": "likeness of the translations of like sentences",
    "paragraphs": "paragraphs of the source that are translated",
    "bleu": "likeness to the reference",
    "chrf": "likeness to the reference, by characters",
    "ter": "edits to the reference: less is better",
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
        lines += [style(f"Not listed: {_left(report, fails)}. Add --all to see them.", "dim"), ""]
    lines.append(style(line(str(report.recipe)), "dim"))
    return without_commands("\n".join(lines))


def _summary(
    report: Report, fails: Callable[[Finding], bool], missed: Sequence[Shortfall], style: Style
) -> Iterator[str]:
    failing = [f for f in report.findings if fails(f)]
    new = "new " if report.compared else ""
    if failing:
        by = Counter(f.severity for f in failing)
        said = ", ".join(style(_count(by[s], s.value), s.value) for s in Severity if by[s])
        yield style("FAILED", "error") + f": {_count(len(failing), f'{new}finding')} to mend ({said})."
    elif missed:
        yield style("FAILED", "error") + f": no {new}finding to mend, but a score is too low."
    else:
        yield style("PASSED", "good") + f": no {new}finding to mend."
    for shortfall in missed:
        yield style(line(f"Too low: {shortfall}."), "error")
    if report.fixed:
        yield style(f"{_count(len(report.fixed), 'finding')} of the baseline fixed.", "good")
    for remark in report.remarks:
        yield style(line(f"Note: {remark}."), "note")
    yield line(checked(report))
    if report.index is not None:
        yield f"Consistency: {report.index:.1f} of 100, made of"
        for score in report.scores:
            if not score.scope and score.name != "index":
                yield f"  {score.name:12} {score.value:5.1f}  {style(SCORES.get(score.name, ''), 'dim')}".rstrip()
        if report.score("coverage") is None:
            yield f"  {'coverage':12}     -  {style('not known: a memory does not hold what was left out', 'dim')}"
    checks = Counter(f.check for f in failing)
    if checks:
        yield ""
        order = dict.fromkeys(f.check for f in failing)
        width = max(len(CATALOGUE[name].summary) for name in order)
        for name in order:
            yield f"  {checks[name]:4}  {CATALOGUE[name].summary:{width}}  {style(name, 'dim')}"
        yield ""
        yield style(f"Below: file:line, §paragraph(bullet), s.sentence{_units(failing)}; what is wrong;", "dim")
        yield style("both texts, or every rendering with its uses and places; → what to do.", "dim")
        first = next(iter(order))
        yield style(f"More on a kind, with an example: duizhao check --explain {first}", "dim")
        silence = "To silence one finding: a waiver in duizhao.toml with the signs behind its # (--explain shows it)"
        yield style(silence, "dim")
        if not report.compared:
            yield style("To count only what is new from now on: add --baseline FILE --update-baseline", "dim")


def checked(report: Report) -> str:
    """The sentence that says what was checked."""
    names = ", ".join(report.documents[:3])
    more = f" and {len(report.documents) - 3} more" if len(report.documents) > 3 else ""
    one = len(report.documents) == 1
    what = f"{names}{more} and {'its translation' if one else 'their translations'}" if names else "Nothing"
    return f"Checked: {what}, {_count(report.pairs, 'sentence pair')}."


_UNIT = re.compile(r"([hfxbt])0*(\d+)(?:\.r(\d+)\.c(\d+))?")
_UNITS = {
    "h": "heading {}",
    "f": "piece {} before the first number",
    "x": "paragraph {} of those without a number",
    "b": "item {} of those without a number",
    "t": "table {}, row {}, cell {}",
}


def _units(findings: Sequence[Finding]) -> str:
    """What the signs of the findings' places mean that are no paragraph numbers: (h33: heading 33)."""
    said: dict[str, str] = {}
    for finding in findings:
        for at in (finding.at, *(at for variant in finding.variants for at in variant.places)):
            match = _UNIT.fullmatch(_cite(at))
            if match:
                said.setdefault(match[1], f"{match[0]}: {_UNITS[match[1]].format(*match.groups()[1:])}")
    return f" ({', '.join(said[sign] for sign in sorted(said))})" if said else ""


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"


def _left(report: Report, fails: Callable[[Finding], bool]) -> str:
    left = [f for f in report.findings if not fails(f)]
    states = {State.UNCHANGED: "known from the baseline", State.WAIVED: "waived"}
    known = Counter(states[f.state] for f in left if f.state in states)
    light = Counter(f.severity for f in left if f.state not in states)
    parts = [_count(light[s], s.value) for s in Severity if light[s]]
    return ", ".join([*parts, *(f"{n} {name}" for name, n in sorted(known.items()))])


def _finding(finding: Finding, style: Style) -> Iterable[str]:
    label = style(finding.severity.value.upper(), finding.severity.value)
    state = "" if finding.state is State.NEW else f" ({finding.state.value})"
    yield f"{label}{state}  {where(finding)}  {style(f'{finding.check} #{finding.fingerprint}', 'dim')}"
    yield f"  {line(finding.message)}"
    for variant in finding.variants:
        yield f"    {line(variant.text)}  {style(_places(variant), 'dim')}"
    # One rendering with its places says what is lacking there, and not what stands there instead.
    if len(finding.variants) < 2:
        if finding.variants:
            yield f"    {_cite(finding.at)} reads:"
        for text, marks in ((finding.source, finding.source_marks), (finding.target, finding.target_marks)):
            if text:
                yield f"    {_marked(text, marks, style)}"
    if finding.cure:
        yield f"  → {line(finding.cure)}"


def where(finding: Finding) -> str:
    """File, line, unit and sentence of a finding."""
    at = finding.at
    path = at.path or at.document
    return line(" ".join(part for part in (path + (f":{at.line}" if at.line else ""), at.cite) if part))


def _places(variant: Written) -> str:
    cites = Counter(_cite(at) for at in variant.places)
    said = [cite + (f" ×{n}" if n > 1 else "") for cite, n in cites.items()]
    more = len(said) - PLACES
    return ", ".join(said[:PLACES]) + (f" and {_count(more, 'more paragraph')}" if more > 0 else "")


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
