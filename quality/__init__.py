"""Quality: checks over aligned pairs and a glossary, scores, and reports that people and machines read.

>>> from duizhao.corpora import Locator, Pair
>>> there = Locator("en.md", number=(4,)), Locator("zh.md", number=(4,))
>>> report = check([Pair("It cost 17 million.", "费用为 1,800 万。", *there)])
>>> [(finding.check, finding.message) for finding in report.findings]
[('number.differs', 'numbers differ: 17 million in the source, 1,800 万 in the target')]
>>> judge(report, read_policy({"fail_on": "error"})).failed
True
"""

from duizhao.corpora.catalogue import Severity
from duizhao.quality.checking import Check, Scope, as_check
from duizhao.quality.checks import known_checks
from duizhao.quality.context import Context
from duizhao.quality.drift import entries as _drift_entries  # noqa: F401  its entries stand in the catalogue
from duizhao.quality.evidence.left_out import LeftOut
from duizhao.quality.outputs.formats import ReportFormat, Shown, report_formats
from duizhao.quality.report import Finding, Known, Report, State, Written
from duizhao.quality.run.cache import FactCache
from duizhao.quality.run.check import check
from duizhao.quality.run.kept import Kept
from duizhao.quality.scores import Score, against
from duizhao.quality.verdict.baseline import Baseline, make_baseline, read_baseline, write_baseline
from duizhao.quality.verdict.judge import Verdict, judge
from duizhao.quality.verdict.policy import Policy, Shortfall, Waiver, read_policy

__all__ = [
    "Baseline",
    "Check",
    "Context",
    "FactCache",
    "Finding",
    "Kept",
    "Known",
    "LeftOut",
    "Policy",
    "Report",
    "ReportFormat",
    "Scope",
    "Score",
    "Severity",
    "Shortfall",
    "Shown",
    "State",
    "Verdict",
    "Waiver",
    "Written",
    "against",
    "as_check",
    "check",
    "judge",
    "known_checks",
    "make_baseline",
    "read_baseline",
    "read_policy",
    "report_formats",
    "write_baseline",
]
