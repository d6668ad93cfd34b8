"""Quality: checks over aligned pairs and a glossary, scores, and reports that people and machines read.

>>> report = check(memory.pairs(), glossary=glossary)  # doctest: +SKIP
>>> report.index, len(report.findings)  # doctest: +SKIP
(93.2, 17)
>>> verdict = judge(report, read_policy(project.check, path=project.path, text=project.text))  # doctest: +SKIP
>>> verdict.failed  # doctest: +SKIP
True
"""

from quality.baseline import Baseline, make_baseline, read_baseline, write_baseline
from quality.cache import FactCache
from quality.checking import check
from quality.policy import Policy, Shortfall, Waiver, read_policy
from quality.report import Finding, Known, Report, Severity, State, Variant
from quality.scores import Score, against
from quality.verdict import Verdict, judge

__all__ = [
    "Baseline",
    "FactCache",
    "Finding",
    "Known",
    "Policy",
    "Report",
    "Score",
    "Severity",
    "Shortfall",
    "State",
    "Variant",
    "Verdict",
    "Waiver",
    "against",
    "check",
    "judge",
    "make_baseline",
    "read_baseline",
    "read_policy",
    "write_baseline",
]
