"""The baseline: the findings that were there when a project began to look, so that only new ones fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Recipe
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import file_lines, write_text
from duizhao.quality.report import Finding, Known, Report, State

FORMAT, VERSION = "duizhao-baseline", 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by fingerprint. `aligned` says how the documents were aligned that they were found in, as
    `alignment_of` does; empty where that is not known."""

    findings: Mapping[str, Known]
    aligned: str = ""

    def parted(self, keep: Callable[[Known], bool]) -> tuple[Baseline, Baseline]:
        """The findings that `keep` wants, and the others."""
        wanted = {key: known for key, known in self.findings.items() if keep(known)}
        others = {key: known for key, known in self.findings.items() if key not in wanted}
        return Baseline(wanted, self.aligned), Baseline(others, self.aligned)

    def joined(self, other: Baseline | None) -> Baseline:
        """With the findings of another one."""
        rows = {**(other.findings if other else {}), **self.findings}
        ordered = sorted(rows.values(), key=lambda known: (known.check, known.fingerprint))
        return Baseline({known.fingerprint: known for known in ordered}, self.aligned)


def alignment_of(recipe: Recipe) -> str:
    """How the documents of a report were aligned: `embed:none` or `embed:auto|encoder:NAME`; empty for memories and
    for what was aligned in several ways."""
    embed = recipe.settings.get("embed")
    if embed is None:
        return ""
    return "embed:none" if recipe.encoder == "none" else f"embed:{embed}|encoder:{recipe.encoder}"


def make_baseline(report: Report) -> Baseline:
    """The baseline of all findings of a report that are not waived; what is fixed is no longer in it."""
    kept = [f for f in report.findings if f.state is not State.WAIVED]
    found = [Known(f.fingerprint, f.check, f.at.document, f.count, f.message) for f in kept]
    rows = {known.fingerprint: known for known in sorted(found, key=lambda k: (k.check, k.fingerprint))}
    return Baseline(rows, alignment_of(report.recipe))


def write_baseline(baseline: Baseline, path: str | Path) -> None:
    """Write it, a finding a line, so that a reviewer of the change sees what came and went. Raises OutputError."""
    lines = [
        json.dumps(
            {
                "fingerprint": k.fingerprint,
                "check": k.check,
                "document": k.document,
                "count": k.count,
                "message": k.message,
            },
            ensure_ascii=False,
        )
        for k in baseline.findings.values()
    ]
    head = json.dumps({"format": FORMAT, "version": VERSION, **({"aligned": a} if (a := baseline.aligned) else {})})
    write_text(path, "\n".join([head, *lines]) + "\n")


def read_baseline(path: str | Path) -> Baseline:
    """Read a baseline. Raises InputError with the line of what is not one."""
    try:
        lines = file_lines(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        cure = "Record what is there by running the same command with --update-baseline, or mend the path"
        raise InputError("no such baseline", path=path, cure=cure) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            say("cannot read the baseline: {error}", error=error), path=path, cure="Make it again"
        ) from error
    found: dict[str, Known] = {}
    aligned = ""
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            if number == 1:
                if row["format"] != FORMAT or row["version"] != VERSION:
                    raise ValueError
                aligned = str(row.get("aligned", ""))
                continue
            check = row["check"]
            # What was called otherwise then is called as it is now; what a plug-in gave that is gone keeps its name.
            check = CATALOGUE[check].id if check in CATALOGUE else check
            known = Known(row["fingerprint"], check, row["document"], int(row["count"]), row["message"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise InputError("not a line of a duizhao baseline", path=path, line=number, cure="Make it again") from None
        found[known.fingerprint] = known
    if not lines:
        raise InputError("the baseline is empty", path=path, cure="Make it again with --update-baseline")
    return Baseline(found, aligned)


def compare(report: Report, baseline: Baseline) -> Report:
    """The report with what the baseline says of each finding: new, unchanged, or worse (in more places than then), and
    with what is fixed. Waived findings stay waived."""

    def state(finding: Finding) -> State:
        known = baseline.findings.get(finding.fingerprint)
        if finding.state is State.WAIVED:
            return State.WAIVED
        if known is None:
            return State.NEW
        return State.WORSE if finding.count > known.count else State.UNCHANGED

    here = {finding.fingerprint for finding in report.findings}
    fixed = tuple(known for key, known in baseline.findings.items() if key not in here)
    findings = tuple(replace(finding, state=state(finding)) for finding in report.findings)
    aligned, remarks = alignment_of(report.recipe), report.remarks
    if baseline.aligned and aligned and aligned != baseline.aligned:
        remarks += (
            say(
                "The documents of the baseline were aligned with {aligned}, these with {aligned_2}: "
                "findings may come and go with that alone. Align alike, with --embed or embed in "
                "[align], or record the baseline again",
                aligned=baseline.aligned,
                aligned_2=aligned,
            ),
        )
    return replace(report, findings=findings, fixed=fixed, compared=True, remarks=remarks).sorted()
