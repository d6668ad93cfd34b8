"""What of a target stands in inline code of its document: what is typed or printed there is no language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from duizhao.corpora.model import Document, Locator, Span
from duizhao.quality.report import Finding

# Checks of how a target is worded and written. What is said in code (a number, a name) is checked as anywhere.
_OF_WORDING = ("text.untranslated", "text.foreign", "text.doubled", "mark.")


class InlineCode:
    """The inline code of documents, by document and unit."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._of: dict[tuple[str, str], tuple[str, ...]] = {}
        for document in documents:
            for unit in document:
                said = Counter(unit.text[m.span.start : m.span.end] for m in unit.marks if m.kind == "code")
                # A word that the unit has outside its code, too, is not code wherever it stands.
                code = tuple(text for text, n in said.items() if text.strip() and unit.text.count(text) == n)
                if code:
                    self._of[document.id, unit.id] = code

    def hides(self, finding: Finding) -> bool:
        """Whether a finding on the wording of a target is about its inline code and nothing else."""
        if not self._of or not finding.check.startswith(_OF_WORDING) or not finding.target_marks:
            return False
        code = self._spans(finding.target_at, finding.target)
        return bool(code) and all(any(_within(mark, one) for one in code) for mark in finding.target_marks)

    def _spans(self, at: Locator, text: str) -> Sequence[Span]:
        texts = self._of.get((at.document, at.unit), ())
        return [Span(*m.span()) for code in texts for m in re.finditer(re.escape(code), text)]


def _within(mark: Span, code: Span) -> bool:
    return code.start <= mark.start and mark.end <= code.end
