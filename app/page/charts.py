"""Small charts as SVG. Each has a text alternative, takes its colours from the page and needs no script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from duizhao.corpora.saying import say
from duizhao.page.words import PageWords

BINS = 20


def histogram(confidences: Sequence[float], words: PageWords | None = None) -> Markup:
    """How many pairs have which confidence: twenty bars of 0.05. A bar that is not empty is at least 2 units high."""
    counts = [0] * BINS
    for c in confidences:
        counts[min(int(c * BINS), BINS - 1)] += 1
    top = max(counts, default=0) or 1
    bars = []
    for i, n in enumerate(counts):
        height = max(2.0, 56 * n / top) if n else 0
        low, high = i / BINS, (i + 1) / BINS
        title = Markup("<title>{}–{}: {}</title>").format(f"{low:.2f}", f"{high:.2f}", n)
        bars.append(
            Markup('<rect class="bin" data-low="{}" x="{}" y="{}" width="9" height="{}">{}</rect>').format(
                f"{low:.2f}", i * 10 + 0.5, _n(58 - height), _n(height), title
            )
        )
    return Markup(
        '<svg class="histogram" viewBox="0 0 200 60" preserveAspectRatio="none" role="img"{}>{}'
        '<line class="axis" x1="0" y1="58.5" x2="200" y2="58.5"/>'
        '<line class="limit" x1="0" y1="0" x2="0" y2="60"/></svg>'
    ).format(_label(words, say("Histogram of the confidence of {n} pairs"), n=len(confidences)), Markup("").join(bars))


def bar(parts: Sequence[tuple[str, str, int]], words: PageWords, label: str, **values: int) -> Markup:
    """One bar in parts: (class, name, count), with what it shows in words. Nothing for nothing."""
    total = sum(n for _, _, n in parts)
    if not total:
        return Markup("")
    rects, at = [], 0.0
    for name, title, n in parts:
        if not n:
            continue
        # A part that is there must be seen: at least one unit of 200.
        width = max(1.0, 200 * n / total)
        rects.append(
            Markup('<rect class="{}" x="{}" y="0" width="{}" height="10"><title{}</title></rect>').format(
                name, _n(min(at, 200 - width)), _n(width), words.own("{what}: {n}", what=say(title), n=n)
            )
        )
        at += 200 * n / total
    return Markup('<svg class="share" viewBox="0 0 200 10" preserveAspectRatio="none" role="img"{}>{}</svg>').format(
        _label(words, label, **values), Markup("").join(rects)
    )


CELLS = 240


def strip(rows: Sequence[tuple[float | None, str]], words: PageWords | None = None) -> Markup:
    """The document from its first pair (left) to its last: confidence as height, what stands on one side only from the
    foot in full. `rows` are (confidence, class); many pairs share a cell, which shows the worst of them."""
    if not rows:
        return Markup("")
    n = min(CELLS, len(rows))
    width = 1000 / n
    cells = []
    for i in range(n):
        first, last = i * len(rows) // n, max((i + 1) * len(rows) // n, i * len(rows) // n + 1)
        part = rows[first:last]
        worst = min(range(len(part)), key=lambda k: (not part[k][1], 1.0 if part[k][0] is None else part[k][0] or 0.0))
        confidence, name = part[worst]
        height = 24 if name or confidence is None else max(2.0, 24 * confidence)
        cells.append(
            Markup('<rect class="{}" data-row="{}" data-c="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
                name or "pair",
                first + worst,
                "" if confidence is None or name else f"{confidence:.3f}",
                _n(i * width),
                _n(24 - height),
                _n(max(width - (0.6 if width > 2 else 0), 0.5)),
                _n(height),
            )
        )
    return Markup('<svg class="strip" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img"{}>{}</svg>').format(
        _label(words, say("Confidence from the beginning of the document to its end")), Markup("").join(cells)
    )


def _label(words: PageWords | None, template: str, **values: int) -> Markup:
    return (words or PageWords()).attribute("aria-label", template, **values)


def _n(value: float) -> str:
    """A coordinate, short and the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
