"""Quality: checks over aligned pairs and a glossary, scores, and reports that people and machines read.

>>> report = check(memory.pairs(), glossary=glossary)  # doctest: +SKIP
>>> report.index, len(report.findings)  # doctest: +SKIP
(93.2, 17)
"""

from quality.checking import check
from quality.report import Finding, Report, Severity, Variant
from quality.scores import Score

__all__ = ["Finding", "Report", "Score", "Severity", "Variant", "check"]
