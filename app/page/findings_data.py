"""What a page is told of findings: each with the rows it stands in and the waivers that cover it. The desk and the
office's server tell the same."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.saying import recognised

if TYPE_CHECKING:
    from duizhao.quality import Finding, Policy, Report, Waiver
    from duizhao.reviewed import Reviewed


def told(found: Reviewed, whole: Report, policy: Policy) -> dict[str, Any]:
    """The findings of a report on reviewed pairs, by a policy."""
    from duizhao.page.locations import RowFinder
    from duizhao.page.review_data import key_of
    from duizhao.quality import judge

    today = datetime.date.today()
    report = judge(whole, policy, today=today).report
    places = RowFinder(found.pairs)
    out = []
    for finding in report.findings:
        # Of a term that varies, the rows with the usual rendering need no look.
        at = finding.places[1:] if finding.variants else (finding.target_at, finding.source_at)
        rows = dict.fromkeys(row for row in map(places.row, at) if row is not None)
        out.append(
            {
                "check": finding.check,
                "title": recognised(CATALOGUE[finding.check].title),
                "severity": finding.severity.value,
                "message": recognised(finding.message),
                "cure": recognised(finding.cure),
                "fingerprint": finding.fingerprint,
                "waivers": waivers_of(finding, policy, today),
                "document": finding.at.document,
                "rows": [key_of(found.rows[row]) for row in rows],
                "variants": [{"text": v.text, "count": v.count} for v in finding.variants],
            }
        )
    return {"findings": out, "index": report.index}


def waivers_of(finding: Finding, policy: Policy, today: datetime.date) -> list[dict[str, str]]:
    """The waivers that cover a finding today, as the page is told of them."""
    return [waiver_data(one) for one in policy.waivers if today <= one.until and one.covers(finding)]


def waiver_data(waiver: Waiver) -> dict[str, str]:
    """A waiver as plain texts."""
    return {name: str(value) for name, value in asdict(waiver).items()}


def as_json(data: Any) -> bytes:
    """Data as the page is sent them; a lone surrogate, which a PDF may hold, as an escape of JSON's."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
