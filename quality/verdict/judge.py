"""The verdict on a report: what fails under a policy and a baseline."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from duizhao.quality.report import Finding, Report
from duizhao.quality.verdict.baseline import Baseline, compare
from duizhao.quality.verdict.policy import Policy, Shortfall, apply, shortfalls


@dataclass(frozen=True, slots=True)
class Verdict:
    """A report under a policy: the findings that fail the run and the scores that are too low."""

    report: Report
    policy: Policy
    missed: tuple[Shortfall, ...] = ()

    def fails(self, finding: Finding) -> bool:
        """Whether a finding of the report fails the run."""
        return self.policy.fails(finding)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail the run."""
        return tuple(f for f in self.report.findings if self.policy.fails(f))

    @property
    def failed(self) -> bool:
        """Whether the run fails: exit code 1."""
        return bool(self.missed) or any(map(self.policy.fails, self.report.findings))

    def only(self, documents: frozenset[str]) -> Verdict:
        """The verdict on some documents: findings that stand in them, of a term or sentence that varies in any place
        but its usual rendering. Scores stay those of all."""

        def stands(finding: Finding) -> bool:
            return any(at.document in documents for at in (finding.source_at, *finding.places))

        kept = tuple(f for f in self.report.findings if stands(f))
        return replace(self, report=replace(self.report, findings=kept))

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, with the verdict in front."""
        from duizhao.quality.outputs.structured import as_data

        missed = [{"score": m.score, "value": m.value, "threshold": m.wanted} for m in self.missed]
        return {"failed": self.failed, "failing": len(self.failing), "missed": missed, **as_data(self.report)}


def judge(
    report: Report,
    policy: Policy | None = None,
    *,
    baseline: Baseline | None = None,
    today: datetime.date | None = None,
) -> Verdict:
    """The verdict on a report. `today` is the day that waivers are judged by; the clock's when it is not given."""
    policy = policy or Policy()
    report = apply(report, policy, today or datetime.date.today())
    if baseline is not None:
        report = compare(report, baseline)
    return Verdict(report, policy, shortfalls(report, policy))
