"""What the checks find in a paper as it is, and its terms: worked out in a process of its own, for all who look at it.

`python -m duizhao.server.paper_findings SERVER` is that process. It keeps what it worked out of the last papers, so
that after a step only what the step can have changed is checked again.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from duizhao.answering import Answering, answer_all
from duizhao.children import end_with
from duizhao.corpora.saying import speaking

if TYPE_CHECKING:
    from duizhao.quality import Waiver
    from duizhao.review.model import Row
    from duizhao.server.papers import PaperText
    from duizhao.terminology.glossary import Glossary

MODULE = "duizhao.server.paper_findings"
HELD = 3
"""Papers of which the process keeps what it worked out."""
ANSWERS = 24
"""Answers that the server keeps."""


class FindingsQuestion(NamedTuple):
    """A paper as it is: `name` tells it from others of this server. `tag` is the language of the answer."""

    name: tuple[str, int]
    text: PaperText
    rows: tuple[Row, ...]
    glossary: Glossary
    waivers: tuple[Waiver, ...]
    tag: str


class TermQuestion(NamedTuple):
    """A paper as it is, whose terms are to be extracted."""

    text: PaperText
    rows: tuple[Row, ...]


class PaperFindings:
    """Who asks the process, and what it said last. Terms are extracted in one of their own, which ends with its answer:
    with the encoder a large paper takes a minute and 300 MB, and nobody's findings wait for that."""

    def __init__(self) -> None:
        self._answering = Answering(MODULE)
        self._extracting: Answering | None = None
        self._lock, self._extraction = threading.Lock(), threading.Lock()
        self._told: OrderedDict[tuple[str, int, str], tuple[tuple[Any, ...], bytes]] = OrderedDict()

    def of(self, question: FindingsQuestion, step: int, waived: int) -> bytes:
        """The findings on a paper at a step, as JSON: `findings`, as the desk is told them, and the consistency
        `index`. Raises WorkError where the process ended."""
        name = (*question.name, question.tag)
        with self._lock:
            known = self._told.get(name)
            # The glossary is another object when anybody changes it.
            if known and known[0][:2] == (step, waived) and known[0][2] is question.glossary:
                self._told.move_to_end(name)
                return known[1]
            found = self._answering.ask(question)
            self._told[name] = (step, waived, question.glossary), found
            while len(self._told) > ANSWERS:
                self._told.popitem(last=False)
            return found

    def ask(self, extraction: TermQuestion) -> bytes:
        """The terms of a paper, as JSON. Raises WorkError where the process ended."""
        with self._extraction:
            self._extracting = process = Answering(MODULE)
            try:
                return process.ask(extraction)
            finally:
                self._extracting = None
                process.close()

    def close(self) -> None:
        """End the processes."""
        self._answering.close()
        if extracting := self._extracting:
            extracting.close()


def main(server: int) -> None:
    """Answer until nobody asks any more, or the server is gone."""
    end_with(server)
    from duizhao import quality
    from duizhao.page.findings_data import as_json, told
    from duizhao.reviewed import Reviewed, notices_after
    from duizhao.server.paper_terms import extracted

    known: OrderedDict[tuple[str, int], quality.Kept] = OrderedDict()

    def answer(question: FindingsQuestion | TermQuestion) -> bytes:
        if isinstance(question, TermQuestion):
            pairs = tuple(map(question.text.base.pair, question.rows))
            return as_json(extracted(pairs, question.text.base.languages))
        kept = known.setdefault(question.name, quality.Kept())
        known.move_to_end(question.name)
        while len(known) > HELD:
            known.popitem(last=False)
        base = question.text.base
        found = Reviewed(tuple(map(base.pair, question.rows)), question.rows)
        report = quality.check(
            found.pairs,
            glossary=question.glossary,
            documents=question.text.documents,
            notices=notices_after(question.text.notices, found),
            source_language=base.languages[0],
            target_language=base.languages[1],
            kept=kept,
        )
        with speaking(question.tag):
            return as_json(told(found, report, quality.Policy(waivers=question.waivers)))

    answer_all(answer)


if __name__ == "__main__":
    # By its whole name, under which its questions are pickled.
    from duizhao.server import paper_findings

    paper_findings.main(int(sys.argv[1]))
