"""The review page: one self-contained HTML file that shows both texts side by side, with what is to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duizhao.corpora.model import DOUBTFUL
from duizhao.page.model import View
from duizhao.page.offline import embedded
from duizhao.page.rendering import html, row_html
from duizhao.page.review_data import called, page_data
from duizhao.page.view import make_view, plain_rows

if TYPE_CHECKING:
    from duizhao.outcome import Decided, Outcome

__all__ = ["DOUBTFUL", "View", "html", "make_view", "plain_of", "render", "review_of"]


def render(outcome: Outcome, review: str | None = None, plain: Sequence[str] = ()) -> str:
    """The review page of an alignment with its report, as HTML. With `review` (see `review_of`) it can be reviewed in
    any browser; `plain` is what `plain_of` gives. For other material: `html(make_view(pairs, …))`."""
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
    return html(view, review, plain)


def plain_of(decided: Decided) -> list[str]:
    """The rows of the page as they are where no finding touches them, which is nearly everywhere."""
    languages = decided.source.language, decided.target.language
    rows = plain_rows(decided.pairs, decided.source, decided.target, languages)
    return [str(row_html(row, languages, {})) for row in rows]


def review_of(decided: Decided) -> str | None:
    """What the page needs to be reviewed; None where the pairs do not say which sentences they are of."""
    from duizhao.corpora.errors import InputError
    from duizhao.review import Base

    documents = (decided.source, decided.target)
    try:
        base = Base.of(decided.alignment.pairs, (decided.source.language, decided.target.language), documents)
    except InputError:
        return None
    rows = base.rows if decided.reviewed is None else decided.reviewed.rows
    return embedded(page_data(base, rows, called(base.names), documents))
