"""A report as HTML: a page of its own, or one section for any other; no scripts, styles with a prefix."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.harmless import markup
from duizhao.corpora.model import Span
from duizhao.corpora.saying import language, recognised, say, say_joined, say_plural, told, translated
from duizhao.quality.outputs.text import SCORES, checked, where
from duizhao.quality.report import Finding, Report
from duizhao.quality.verdict.history import Run

STYLE = """<style>
.dz-check{font:15px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
.dz-check table{border-collapse:collapse;margin:.5em 0 1em}.dz-check td,.dz-check th{padding:.2em .8em;text-align:left;
border-bottom:1px solid #ddd}.dz-check td.n{text-align:right;font-variant-numeric:tabular-nums}
.dz-check details{margin:.4em 0;padding:.3em .8em;border-left:4px solid #bbb;background:#fafafa}
.dz-check .error{border-color:#b3261e}.dz-check .warning{border-color:#b26a00}.dz-check .note{border-color:#5b7083}
.dz-check .known{opacity:.6}.dz-check mark{background:#ffe08a}.dz-check small{color:#666}
</style>"""


_COUNTS = {
    Severity.ERROR: lambda n: say_plural("{n} error", "{n} errors", n=n),
    Severity.WARNING: lambda n: say_plural("{n} warning", "{n} warnings", n=n),
    Severity.NOTE: lambda n: say_plural("{n} note", "{n} notes", n=n),
}


def fragment(report: Report, history: Sequence[Run] = (), *, style: bool = True) -> str:
    """The report as one `<section class="dz-check">`; `history` draws the curve of the index over the runs."""
    parts = [STYLE] * style + ['<section class="dz-check">']
    index = "" if report.index is None else told(" · index {index:.1f} of 100", index=report.index)
    counts = translated(say_joined(", ", [_COUNTS[s](n) for s, n in report.counts.items()]))
    parts.append(f"<p><strong>{counts}</strong>{index}</p>")
    parts.append(f"<p>{markup(recognised(checked(report)))}</p>")
    if len(history) > 1:
        parts.append(curve(history))
    rows = "".join(
        f'<tr><td>{markup(translated(s.name))}</td><td class="n">{s.value:.1f}</td><td>{_interval(s.interval)}</td>'
        f"<td>{s.n} {markup(translated(s.of))}</td><td>{markup(translated(SCORES.get(s.name, WHOLE)))}</td></tr>"
        for s in report.scores
        if not s.scope
    )
    if rows:
        heads = "".join(
            f"<th>{translated(head)}</th>"
            for head in (say("score"), say("of 100"), say("95 % interval"), say("measured on"), say("what it is"))
        )
        parts.append(f"<table><tr>{heads}</tr>{rows}</table>")
    if report.findings:
        parts.append(f"<p><small>{translated(LEGEND)}</small></p>")
    few = len(report.findings) <= FEW
    parts += [_finding(f, few and f.severity is not Severity.NOTE) for f in report.findings]
    parts.append(f"<p><small>{markup(str(report.recipe))}</small></p></section>")
    return "\n".join(parts) + "\n"


WHOLE = say("sentences without a fault of these kinds")
LEGEND = say(
    "An error misinforms the reader, a warning disturbs him, a note is for the reviser. Behind each: file:line, "
    "§paragraph(bullet) or piece, s.sentence, and the kind, which <code>duizhao check --explain KIND</code> explains."
)
FEW = 25  # findings that are shown unfolded


def page(report: Report, history: Sequence[Run] = (), *, title: str = "") -> str:
    """The report as a page that opens anywhere; `title` is the project's name."""
    of = title or ", ".join(report.documents[:3])
    name = markup(told("{documents}: consistency", documents=of) if of else told("Consistency"))
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>{name}</title>\n'
        "<style>body{max-width:60rem;margin:2rem auto;padding:0 1rem;font-family:system-ui,sans-serif}</style>\n"
        f"<h1>{name}</h1>\n{fragment(report, history)}</html>\n"
    )


def curve(history: Sequence[Run], width: int = 480, height: int = 96) -> str:
    """The index of the runs as an SVG line, oldest left."""
    runs = [run for run in history if run.index is not None]
    if len(runs) < 2:
        return ""
    values = [run.index or 0.0 for run in runs]
    low, high = min(values), max(values)
    spread = max(high - low, 1.0)
    step = (width - 20) / (len(runs) - 1)
    points = [(10 + i * step, height - 24 - (v - low) / spread * (height - 36)) for i, v in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#3367a6"><title>{markup(run.label)}: {v:.1f}</title></circle>'
        for (x, y), v, run in zip(points, values, runs, strict=True)
    )
    ends = "".join(
        f'<text x="{x:.1f}" y="{height - 1}" text-anchor="{anchor}" font-size="11" fill="#666">'
        f"{markup(runs[i].label)} {values[i]:.1f}</text>"
        for i, anchor, x in ((0, "start", 2.0), (-1, "end", width - 2.0))
    )
    label = told("Index over {n} runs, from {first:.1f} to {last:.1f}", n=len(runs), first=values[0], last=values[-1])
    return (
        f'<svg role="img" aria-label="{label}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<title>{label}</title><polyline fill="none" stroke="#3367a6" stroke-width="2" points="{line}"/>'
        f"{dots}{ends}</svg>"
    )


def _interval(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.1f}–{interval[1]:.1f}"


def _finding(finding: Finding, unfolded: bool) -> str:
    known = "" if finding.state in ("new", "worse") else " known"
    state = f" · {translated(finding.state.value)}" if known else ""
    head = f"<b>{translated(finding.severity.value)}</b> {markup(recognised(finding.message))} "
    head += f"<small>{markup(where(finding))} · {finding.check}{state}</small>"
    if len(finding.variants) > 1:
        body = "".join(
            f"<li><b>{markup(v.text)}</b> {v.count}: {markup(', '.join(dict.fromkeys(p.cite for p in v.places)))}</li>"
            for v in finding.variants
        )
        body = f"<ul>{body}</ul>"
    else:
        sides = ((finding.source, finding.source_marks), (finding.target, finding.target_marks))
        body = "".join(f"<p>{_marked(text, marks)}</p>" for text, marks in sides if text)
        body += "".join(
            f"<p>{markup(v.text)}: {markup(', '.join(dict.fromkeys(p.cite for p in v.places)))}</p>"
            for v in finding.variants
        )
    cure = f"<p>→ {markup(recognised(finding.cure))}</p>" if finding.cure else ""
    fold = " open" * (unfolded and not known)
    return f'<details class="{finding.severity}{known}"{fold}><summary>{head}</summary>{body}{cure}</details>'


def _marked(text: str, marks: Sequence[Span]) -> str:
    out, at = "", 0
    for start, end in sorted(marks):
        if start >= at:
            out += markup(text[at:start]) + f"<mark>{markup(text[start:end])}</mark>"
            at = end
    return out + markup(text[at:])
