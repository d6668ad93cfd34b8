"""Quality: checks over aligned pairs and a glossary, scores, and reports that people and machines read.

>>> report = check(memory.pairs(), glossary=glossary)  # doctest: +SKIP
>>> report.index, len(report.findings)  # doctest: +SKIP
(93.2, 17)
>>> verdict = judge(report, read_policy(project.check, path=project.path, text=project.text))  # doctest: +SKIP
>>> verdict.failed  # doctest: +SKIP
True
"""

from duizhao.quality.report import Finding, Known, Report, Severity, State, Variant
from duizhao.quality.run.cache import FactCache
from duizhao.quality.run.check import check
from duizhao.quality.scores import Score, against
from duizhao.quality.verdict.baseline import Baseline, make_baseline, read_baseline, write_baseline
from duizhao.quality.verdict.judge import Verdict, judge
from duizhao.quality.verdict.policy import Policy, Shortfall, Waiver, read_policy

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
