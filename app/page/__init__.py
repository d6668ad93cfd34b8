"""The review page: one self-contained HTML file that shows both texts side by side, with what is to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duizhao.corpora.model import DOUBTFUL
from duizhao.page.model import View
from duizhao.page.rendering import html
from duizhao.page.review_data import called, page_data
from duizhao.page.view import make_view

if TYPE_CHECKING:
    from duizhao.outcome import Outcome

__all__ = ["DOUBTFUL", "View", "html", "make_view", "render"]


def render(outcome: Outcome) -> str:
    """The review page of an alignment with its report, as HTML, to be reviewed in any browser. For other material:
    `html(make_view(pairs, …))`."""
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
    return html(view, _review(outcome))


def _review(outcome: Outcome) -> dict[str, Any] | None:
    """What the page needs to be reviewed; None where the pairs do not say which sentences they are of."""
    from duizhao.corpora.errors import InputError
    from duizhao.review import Base

    documents = (outcome.source, outcome.target)
    try:
        base = Base.of(outcome.alignment.pairs, (outcome.source.language, outcome.target.language), documents)
    except InputError:
        return None
    rows = base.rows if outcome.reviewed is None else outcome.reviewed.rows
    return page_data(base, rows, called(base.names), documents)
