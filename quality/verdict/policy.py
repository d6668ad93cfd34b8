"""The policy of a project: which findings matter how much, which are waived, and which scores are good enough.

It is the table `[check]` of duizhao.toml. Unknown keys are errors that name the line and list the known ones: a
misspelt threshold that is silently ignored would let a build pass that should fail.
"""

from __future__ import annotations

import datetime
import difflib
import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from duizhao.corpora.catalogue import CATALOGUE, Severity
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.quality.report import Finding, Report, State

KEYS = ("fail_on", "thresholds", "severity", "waivers", "baseline", "history", "allow")
WAIVER_KEYS = ("check", "reason", "owner", "until", "fingerprint", "document")
SCORES = ("index", "terms", "repetitions", "numbers", "coverage", "bleu", "chrf", "ter")
ALLOWABLE = ("text.foreign", "text.untranslated", "name.differs")  # what `allow` silences
OFF, NEVER = "off", "never"


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings that are accepted until a day. `check` and `document` may hold `*`; `fingerprint` names one finding."""

    check: str
    reason: str
    owner: str
    until: datetime.date
    fingerprint: str = ""
    document: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether the waiver speaks of this finding."""
        return (
            CATALOGUE[finding.check].fits(self.check)
            and self.fingerprint in ("", finding.fingerprint)
            and (not self.document or fnmatch.fnmatchcase(finding.at.document, self.document))
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What `[check]` says.

    `fail_on` is the least severity that fails a run (None: none does); `thresholds` the least values of scores, 0..100
    (of `ter` the greatest); `severity` maps an id of the catalogue, or a pattern such as `mark.*`, to a severity or
    None for off, the last that fits wins. `baseline` and `history` are paths. `allow` are words, or patterns such as
    `kube*`, that are never told as foreign or untranslated.
    """

    fail_on: Severity | None = Severity.WARNING
    thresholds: Mapping[str, float] = field(default_factory=dict)
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    baseline: Path | None = None
    history: Path | None = None
    allow: tuple[str, ...] = ()

    def allows(self, finding: Finding) -> bool:
        """Whether a finding speaks of nothing but words that the project keeps on purpose."""
        if not self.allow or finding.check not in ALLOWABLE:
            return False
        pairs = ((finding.source, finding.source_marks), (finding.target, finding.target_marks))
        marked = [text[slice(*mark)] for text, marks in pairs for mark in marks]
        return bool(marked) and all(any(_fits(word, pattern) for pattern in self.allow) for word in marked)

    def severity_of(self, finding: Finding) -> Severity | None:
        """The severity of a finding under this policy; None when its check is off. What is a note though its check
        usually weighs more rests on slight evidence, and stays one."""
        found: Severity | None = finding.severity
        slight = found is Severity.NOTE and CATALOGUE[finding.check].severity is not Severity.NOTE
        for pattern, severity in self.severity.items():
            if CATALOGUE[finding.check].fits(pattern):
                found = severity
        return Severity.NOTE if slight and found is not None else found

    def fails(self, finding: Finding) -> bool:
        """Whether a finding, as it stands after `apply` and the baseline, fails a run."""
        counts = finding.state in (State.NEW, State.WORSE)
        return counts and self.fail_on is not None and finding.severity.rank <= self.fail_on.rank


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A score that misses its threshold."""

    score: str
    value: float
    wanted: float

    def __str__(self) -> str:
        return str(self.said())

    def said(self) -> str:
        """The shortfall in words."""
        above = say("{score} {value:.1f} is above the threshold {wanted:g}")
        below = say("{score} {value:.1f} is below the threshold {wanted:g}")
        relation = above if self.score == "ter" else below
        return say(relation, score=self.score, value=self.value, wanted=self.wanted)


def apply(report: Report, policy: Policy, today: datetime.date) -> Report:
    """The report under a policy: severities as it says, checks that are off left out, waived findings marked so.

    A waiver counts on its last day. One that has run out is told in the messages of the findings it covered.
    """
    findings = []
    for finding in report.findings:
        severity = policy.severity_of(finding)
        if severity is None or policy.allows(finding):
            continue
        finding = replace(finding, severity=severity)
        waivers = [w for w in policy.waivers if w.covers(finding)]
        if any(today <= w.until for w in waivers):
            finding = replace(finding, state=State.WAIVED)
        elif waivers:
            last = max(waivers, key=lambda w: w.until)
            finding = replace(
                finding,
                message=say(
                    "{message} (waiver of {owner} ran out on {until})",
                    message=finding.message,
                    owner=last.owner,
                    until=last.until,
                ),
            )
        findings.append(finding)
    return replace(report, findings=tuple(findings)).sorted()


def shortfalls(report: Report, policy: Policy) -> tuple[Shortfall, ...]:
    """The scores that miss their thresholds; a score that was not measured misses none."""
    found = []
    for name, wanted in policy.thresholds.items():
        value = report.score(name)
        if value is not None and (value > wanted if name == "ter" else value < wanted):
            found.append(Shortfall(name, value, wanted))
    return tuple(found)


def read_policy(table: Mapping[str, Any], *, path: str | Path | None = None, text: str = "") -> Policy:
    """The policy that a parsed `[check]` table says. `path` and `text` (of the TOML file) serve the messages; relative
    paths in the table are relative to the file's folder.

    Raises SettingsError: unknown keys (with the known ones), wrong types, unknown severities, scores or checks, waivers
    without reason, owner or end; with the line.
    """
    at = _Place(path, text)
    at.known(table, KEYS, "check", "")
    fail_on = _severity(table.get("fail_on", "warning"), (NEVER,), "fail_on", "check", at)
    thresholds = at.table(table, "thresholds")
    at.known(thresholds, SCORES, "check.thresholds", "score ")
    for name, value in thresholds.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            at.fail(
                say("{name} = {value} is not a number from 0 to 100", name=name, value=repr(value)),
                name,
                "check.thresholds",
            )
    severities = at.table(table, "severity")
    for name in severities:
        _known_check(name, "check.severity", at)
    folder = Path(path).parent if path is not None else Path()
    return Policy(
        fail_on=fail_on,
        thresholds={name: float(value) for name, value in thresholds.items()},
        severity={n: _severity(v, (OFF,), n, "check.severity", at) for n, v in severities.items()},
        waivers=tuple(_waiver(row, replace(at, row=n)) for n, row in enumerate(at.rows(table, "waivers"), 1)),
        baseline=_path(table, "baseline", folder, at),
        history=_path(table, "history", folder, at),
        allow=_words(table, at),
    )


def _words(table: Mapping[str, Any], at: _Place) -> tuple[str, ...]:
    value = table.get("allow", [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        at.fail(
            say("allow = {value} is not a list of words", value=repr(value)),
            "allow",
            "check",
            say('Write allow = ["kubectl", "kube*"]'),
        )
    return tuple(value)


def _fits(word: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(" ".join(word.split()).casefold(), pattern.strip().casefold())


def _known_check(name: str, table: str, at: _Place) -> None:
    """Fail where nothing has an id or fits a pattern: a misspelt one would silence nothing and nobody would know."""
    if not CATALOGUE.fitting(name):
        error = CATALOGUE.unknown(name)
        at.fail(error.what, name, table, error.cure)


def _severity(value: Any, more: tuple[str, ...], key: str, table: str, at: _Place) -> Severity | None:
    if isinstance(value, str) and value in more:
        return None
    if not isinstance(value, str) or value not in set(Severity):
        at.fail(
            say("{key} = {value} is not a severity", key=key, value=repr(value)),
            key,
            table,
            say("Known: {value}", value=", ".join((*Severity, *more))),
        )
    return Severity(value)


def _waiver(row: Mapping[str, Any], at: _Place) -> Waiver:
    at.known(row, WAIVER_KEYS, "check.waivers", "")
    for key in ("check", "reason", "owner", "until"):
        if not row.get(key):
            at.fail(
                say("a waiver has no {key}", key=key), "check", "check.waivers", say("Say check, reason, owner, until")
            )
    until = row["until"]
    if isinstance(until, str):
        try:
            until = datetime.date.fromisoformat(until)
        except ValueError:
            at.fail(
                say("until = {until} is not a date", until=repr(until)),
                "until",
                "check.waivers",
                say("Write it as 2027-12-31"),
            )
    if isinstance(until, datetime.datetime) or not isinstance(until, datetime.date):
        at.fail(
            say("until = {until} is not a date", until=repr(until)),
            "until",
            "check.waivers",
            say("Write it as 2027-12-31"),
        )
    texts = {key: row.get(key, "") for key in WAIVER_KEYS if key != "until"}
    for key, value in texts.items():
        if not isinstance(value, str):
            at.fail(say("{key} = {value} is not a text", key=key, value=repr(value)), key, "check.waivers")
    _known_check(texts["check"], "check.waivers", at)
    return Waiver(until=until, **texts)


def _path(table: Mapping[str, Any], key: str, folder: Path, at: _Place) -> Path | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        at.fail(say("{key} = {value} is not a path", key=key, value=repr(value)), key, "check")
    return folder / str(value)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the table stands, for messages with a line; `row` says which of several tables of one name, from 1."""

    path: str | Path | None
    text: str
    row: int = 0

    def fail(self, what: str, key: str, table: str, cure: str | None = None) -> None:
        raise SettingsError(
            say("{what} in [{table}]", what=what, table=table), path=self.path, line=self._line(key, table), cure=cure
        )

    def known(self, table: Mapping[str, Any], known: Iterable[str], name: str, kind: str) -> None:
        known = tuple(known)
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = say("Did you mean '{near}'? ", near=near[0]) if near else ""
                self.fail(
                    say("unknown {kind}'{key}'", kind=(kind or say("key ")), key=key),
                    key,
                    name,
                    say("{hint}Known: {known}", hint=hint, known=", ".join(known)),
                )

    def table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, Mapping):
            self.fail(say("{key} must be a table", key=key), key, "check", say("Write [check.{key}]", key=key))
        return dict(value)

    def rows(self, table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            self.fail(say("{key} must be tables", key=key), key, "check", say("Write [[check.{key}]]", key=key))
        return list(value)

    def _line(self, key: str, table: str) -> int | None:
        """The line of a key, in its table when it is found there, else the table's own, else the first line that has it
        as a key or value."""
        inside, seen, own = False, 0, None
        for number, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$", line)
            if header:
                name = header[1].replace(" ", "")
                seen += name == table
                inside = name == table and self.row in (0, seen)
                own = number if inside or (not own and name == f"{table}.{key}") else own
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        if own and self.row:
            return own
        for number, line in enumerate(self.text.splitlines(), 1):
            if key and re.search(rf"(?<![\w.]){re.escape(key)}(?![\w.])", line):
                return number
        return own
