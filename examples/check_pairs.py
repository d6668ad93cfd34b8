"""Run one check on pairs of plain strings."""

from duizhao import quality
from duizhao.corpora import Pair

pairs = [
    Pair("The budget is 1.7 billion.", "预算为 17 亿。"),
    Pair("It has grown since 2024.", "自 2023 年以来有所增长。"),
]
for finding in quality.check(pairs, only="number.differs").findings:
    print(f"{finding.severity} {finding.check}: {finding.message}\n  {finding.source}\n  {finding.target}")
