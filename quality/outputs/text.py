"""A report for people, in a terminal: the verdict, what it rests on, then the findings, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpora.model import Locator, Span
from quality.outputs.pages import summary_of
from quality.policy import Shortfall
from quality.report import Finding, Report, Severity, State, Variant

Style = Callable[[str, str], str]
WIDTH = 100  # cells of a quoted sentence: the stretch around what is wrong
PLACES = 12


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
    hidden = len(report.findings) - len(shown)
    if hidden:
        lines += [
            style(f"{_count(hidden, 'more finding')} not listed ({_why(report, fails)}); --all lists them", "dim"),
            "",
        ]
    lines.append(style(str(report.recipe), "dim"))
    return "\n".join(lines)


def _summary(
    report: Report, fails: Callable[[Finding], bool], missed: Sequence[Shortfall], style: Style
) -> Iterator[str]:
    failing = [f for f in report.findings if fails(f)]
    names = ", ".join(report.documents[:3])
    more = f" and {len(report.documents) - 3} more" if len(report.documents) > 3 else ""
    yield f"{names or 'Nothing'}{more}: {_count(report.pairs, 'sentence pair')} checked."
    if report.index is not None:
        parts = ", ".join(f"{s.name} {s.value:.1f}" for s in report.scores if not s.scope and s.name != "index")
        yield f"Consistency {report.index:.1f} of 100 ({parts})."
    if failing:
        new = " new" if report.compared else ""
        by = Counter(f.severity for f in failing)
        said = ", ".join(style(_count(by[s], s.value), s.value) for s in Severity if by[s])
        yield f"{len(failing)}{new} to mend: {said}."
    elif not missed:
        new = " new" if report.compared else ""
        yield style(f"Nothing{new} to mend.", "good")
    for shortfall in missed:
        yield style(f"Too low: {shortfall}.", "error")
    if report.fixed:
        yield style(f"{_count(len(report.fixed), 'finding')} of the baseline fixed.", "good")
    checks = Counter(f.check for f in failing)
    if checks:
        yield ""
        order = dict.fromkeys(f.check for f in failing)
        width = max(len(summary_of(name)) for name in order)
        for name in order:
            yield f"  {checks[name]:4}  {summary_of(name):{width}}  {style(name, 'dim')}"
        yield ""
        hint = "The worst first: where it stands, what is wrong, both texts or all renderings, → what to do."
        yield style(f"{hint} More on each: docs/checks", "dim")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"


def _why(report: Report, fails: Callable[[Finding], bool]) -> str:
    left = [f for f in report.findings if not fails(f)]
    by = Counter(
        "known" if f.state is State.UNCHANGED else "waived" if f.state is State.WAIVED else "less grave" for f in left
    )
    return ", ".join(f"{n} {name}" for name, n in sorted(by.items()))


def _finding(finding: Finding, style: Style) -> Iterable[str]:
    label = style(finding.severity.value.upper(), finding.severity.value)
    state = "" if finding.state is State.NEW else f" ({finding.state.value})"
    yield f"{label}{state}  {_where(finding)}  {style(finding.check, 'dim')}"
    yield f"  {finding.message}"
    if finding.variants:
        for variant in finding.variants:
            yield f"    {variant.text}  {style(_places(variant), 'dim')}"
    else:
        for text, marks in ((finding.source, finding.source_marks), (finding.target, finding.target_marks)):
            if text:
                yield f"    {_marked(text, marks, style)}"
    if finding.cure:
        yield f"  → {finding.cure}"


def _where(finding: Finding) -> str:
    at = finding.at
    path = at.path or at.document
    return " ".join(part for part in (path + (f":{at.line}" if at.line else ""), at.cite) if part)


def _places(variant: Variant) -> str:
    cites = list(dict.fromkeys(_cite(at) for at in variant.places))
    more = len(cites) - PLACES
    return ", ".join(cites[:PLACES]) + (f" and {more} more" if more > 0 else "")


def _cite(at: Locator) -> str:
    return at.cite.split(" s.")[0]


def _marked(text: str, marks: Sequence[Span], style: Style) -> str:
    """The text with what matters marked, cut to the stretch around it."""
    start = max(0, min((m[0] for m in marks), default=0) - WIDTH // 2)
    end = min(len(text), max(start + WIDTH, max((m[1] for m in marks), default=0) + 10))
    out, at = "", start
    for first, last in sorted(marks):
        if first >= at:
            out += text[at:first] + style(text[first:last], "mark")
            at = last
    return ("…" if start else "") + out + text[at:end] + ("…" if end < len(text) else "")
