"""The review page: one self-contained HTML file that shows both texts side by side, with what is to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duizhao.corpora.model import DOUBTFUL
from duizhao.page.model import View
from duizhao.page.rendering import html
from duizhao.page.view import make_view

if TYPE_CHECKING:
    from duizhao.outcome import Outcome

__all__ = ["DOUBTFUL", "View", "html", "make_view", "render"]


def render(outcome: Outcome) -> str:
    """The review page of an alignment with its report, as HTML. For other material: `html(make_view(pairs, …))`."""
    view = make_view(
        outcome.pairs,
        outcome.source,
        outcome.target,
        languages=(outcome.source.language, outcome.target.language),
        findings=outcome.report.findings,
        scores=outcome.report.scores,
        notices=outcome.alignment.notices,
        recipes=(str(outcome.alignment.recipe), str(outcome.report.recipe)),
    )
    return html(view)
