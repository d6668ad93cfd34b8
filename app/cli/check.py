"""`duizhao check`: the consistency of translations, for a reviser and for CI."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.check_options import (
    Judging,
    Showing,
    Speaking,
    With,
    Working,
    judging_options,
    showing_options,
    speaking_options,
    tools_options,
    working_options,
)
from duizhao.cli.common import (
    examples,
    progress,
    put,
    put_data,
    put_line,
    quiet_option,
    report_targets,
    tell,
    watch_option,
    watched,
)
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.check_drift import Looked
    from duizhao.check_inputs import Material
    from duizhao.corpora.model import Pair
    from duizhao.corpora.progress import Advance
    from duizhao.kept_alignments import KeptAlignments
    from duizhao.project import Project
    from duizhao.quality import Baseline, Kept, Policy, Report, Verdict
    from duizhao.quality.outputs.formats import Shown
    from duizhao.quality.verdict.history import Run
    from duizhao.terminology import Glossary


@click.command(
    "check",
    epilog=examples(
        "duizhao check out/memory.tmx --glossary glossary.csv",
        "duizhao check en.docx zh.docx --format html > check.html",
        "duizhao check --write sarif=check.sarif --since origin/main",
        "duizhao check out/memory.tmx --baseline check.baseline --update-baseline",
        "duizhao check --explain term.varies",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@tools_options
@speaking_options
@judging_options
@showing_options
@working_options
@click.option(
    "--explain",
    metavar="ID",
    help="Print what a check or a notice of the readers means, its cure and how to silence it; check nothing.",
)
@watch_option
@quiet_option
def command(
    paths: tuple[Path, ...],
    tools: With,
    speaking: Speaking,
    judging: Judging,
    showing: Showing,
    working: Working,
    explain: str | None,
    watch: bool,
    quiet: bool,
) -> int:
    """Check translations for consistency; exit 1 on findings.

    PATHS are TMX memories, folders of them, a duizhao.toml, or two documents, the original first. Without PATHS it is
    the duizhao.toml of the current folder. Errors and warnings make the exit code 1, notes do not; a project says
    otherwise in its [check] table.
    """
    if explain is not None:
        from duizhao.quality.outputs.explanation import explanation

        put(explanation(explain), end="")
        return 0
    work = partial(
        _once, paths, tools, speaking, judging, showing, working, quiet, _Before.nothing() if watch else None
    )
    return watched(work, paths, quiet, records=judging.update_baseline) if watch else work()


def _once(
    paths: tuple[Path, ...],
    tools: With,
    speaking: Speaking,
    judging: Judging,
    showing: Showing,
    working: Working,
    quiet: bool,
    before: _Before | None = None,
) -> int:
    from duizhao import quality
    from duizhao.check_drift import with_drift
    from duizhao.check_inputs import changed_since, folder_of, gather, project_of
    from duizhao.corpora.language.table import language
    from duizhao.project import load
    from duizhao.quality.verdict.history import run_of

    # What is wrong with the settings is told before the work, which may take minutes.
    targets = report_targets(showing.writes)
    languages = speaking.source, speaking.target
    for tag in filter(None, languages):
        language(tag)
    project = load(tools.settings, documents=False) if tools.settings is not None else project_of(paths)
    policy, day = _policy(project, judging), _day(judging.today)
    known, runs = _known(policy, judging, quiet), _runs(policy)
    extras = _extras(tools, project)
    changed = changed_since(judging.since, folder_of(paths)) if judging.since else None
    with progress("reading", quiet=quiet) as advance:
        kept = before.alignments if before else None
        material = gather(
            paths, embed=working.embed, jobs=working.jobs, advance=advance, kept=kept, languages=languages
        )
    material.project = project
    _say_compared(material, quiet)
    with progress("checking", quiet=quiet) as advance:
        report = _checked(material, extras, working, advance, before.checked if before else None)
    looked = _looked(material, policy, judging, quiet)
    report = with_drift(report, looked, policy, project.max_days if project else 0, day)
    now, rest = known.parted(looked.knows) if known else (None, None)
    verdict = quality.judge(report, policy, baseline=now, today=day)
    if judging.update_baseline:
        return _record(verdict, known, rest)
    if changed is not None:
        verdict = verdict.only(material.changed(changed))
    run = run_of(verdict.report, judging.label or datetime.date.today().isoformat())
    with _remembered(policy, runs, run) as shown:
        _show(verdict, shown, showing, targets, quiet)
    return int(verdict.failed)


def _say_compared(material: Material, quiet: bool) -> None:
    """Which languages of a memory in several are compared, and what has no part in it."""
    if material.compared:
        pairs = ", ".join(
            say("{source} and {target}", source=source, target=target) for source, target in sorted(material.compared)
        )
        aside = say("; left aside: {further}", further=", ".join(sorted(material.further))) if material.further else ""
        tell(say("compared are {pairs}{aside}", pairs=pairs, aside=aside), quiet=quiet)
        if material.unpaired:
            units = (
                say("1 unit lacks")
                if material.unpaired == 1
                else say("{unpaired} units lack", unpaired=material.unpaired)
            )
            tell(say("left out: {units} one of them", units=units), quiet=quiet)


def _runs(policy: Policy) -> tuple[Run, ...]:
    """The runs of the history so far. Raises InputError, and OutputError where no history could be written."""
    from duizhao.corpora.errors import OutputError
    from duizhao.quality.verdict.history import read_history

    path = policy.history
    if path is not None and not path.parent.is_dir():
        raise OutputError("cannot write: no such folder", path=path, cure="Make the folder, or mend the path")
    return read_history(path) if path else ()


@contextmanager
def _remembered(policy: Policy, before: tuple[Run, ...], run: Run) -> Iterator[tuple[Run, ...]]:
    """The runs with this one, while it is told what it found; then the history is given its line. One that is killed
    meanwhile has none, and may begin again; one whose reader has seen enough (`| head`) has done its work."""
    from duizhao.quality.verdict.history import append_history

    if policy.history is None:
        yield ()
        return
    try:
        yield (*before, run)
    except BrokenPipeError:
        append_history(policy.history, run)
        raise
    append_history(policy.history, run)


@dataclass(frozen=True, slots=True)
class _Before:
    """What a check that is done again and again keeps from one time to the next."""

    alignments: KeptAlignments
    checked: Kept

    @classmethod
    def nothing(cls) -> _Before:
        from duizhao.kept_alignments import KeptAlignments
        from duizhao.quality import Kept

        return cls(KeptAlignments(), Kept())


@dataclass(frozen=True, slots=True)
class _Extras:
    """What pairs are checked with, read: a glossary and the pairs of a reference."""

    glossary: Glossary | None
    reference: Sequence[Pair]


def _extras(tools: With, project: Project | None) -> _Extras:
    from duizhao.options import load_glossary

    own = project.options if project else None
    glossaries = (*tools.glossaries, *(own.glossaries if own else ()))
    return _Extras(load_glossary(glossaries, tools.seed or bool(own and own.seed)), _reference(tools.reference))


def _checked(
    material: Material, extras: _Extras, working: Working, advance: Advance, kept: Kept | None = None
) -> Report:
    """The report on the material, with places named from here: what follows prints it."""
    from duizhao import quality
    from duizhao.check_inputs import with_aligner
    from duizhao.paths import report_from_here
    from duizhao.pipeline import fact_cache

    report = quality.check(
        material.pairs,
        glossary=extras.glossary,
        documents=material.documents,
        notices=material.notices,
        source_language=material.source_language,
        target_language=material.target_language,
        left_out=material.left_out if not material.documents else None,
        reference=extras.reference,
        jobs=working.jobs,
        cache=None if working.no_cache else fact_cache(),
        kept=kept,
        progress=advance,
    )
    return report_from_here(with_aligner(report, material.recipes), material.root)


def _looked(material: Material, policy: Policy, judging: Judging, quiet: bool) -> Looked:
    """The drift that a check tells: of what changed since a commit, and where a baseline is recorded of all."""
    from duizhao.check_drift import Looked, look, wanted

    if not (judging.since or judging.update_baseline) or not wanted(policy):
        return Looked()
    with progress("following", quiet=quiet) as advance:
        return look(material, None if judging.update_baseline else judging.since, advance)


def _show(
    verdict: Verdict, history: tuple[Run, ...], showing: Showing, targets: list[tuple[str, Path]], quiet: bool
) -> None:
    """Write the report where it was asked for, and print it."""
    from dataclasses import replace

    from duizhao.corpora.storage.files import write_text
    from duizhao.quality.outputs.formats import Shown, report_formats

    shown = Shown(verdict, history, showing.everything)
    for name, path in targets:
        write_text(path, report_formats.get(name).text(shown))
        tell(say("{name}: {path}", name=name, path=path), quiet=quiet)
    put_report("json" if showing.as_json else showing.form, replace(shown, style=colour))


def put_report(name: str, shown: Shown) -> None:
    """Print a report in a format. Commands for GitHub are the one output that a CI system is meant to obey."""
    from duizhao.quality.outputs.formats import report_formats

    text = report_formats.get(name).text(shown)
    if name == "github":
        put_data(text)
    else:
        put(text, styled=True, end="")


def _policy(project: Project | None, judging: Judging) -> Policy:
    """The project's policy with what the command line says over it."""
    from dataclasses import replace

    from duizhao.quality import Policy, Severity, read_policy

    policy = read_policy(project.check, path=project.path, text=project.text) if project else Policy()
    if (least := judging.fail_on) is not None:
        policy = replace(policy, fail_on=None if least == "never" else Severity(least))
    return replace(policy, baseline=judging.baseline or policy.baseline, history=judging.history or policy.history)


def _reference(path: Path | None) -> Any:
    if path is None:
        return ()
    from duizhao.tmx import Memory

    return Memory.read(path).pairs()


def _day(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(say("--today {text} is not a date", text=text), cure="Write it as 2027-12-31") from None


def _known(policy: Policy, judging: Judging, quiet: bool) -> Baseline | None:
    """The baseline. One that the command line names is there, or is to be made; one that the project names knows
    nothing as long as it is not there, which is said. Raises InputError, SettingsError."""
    from duizhao.quality import read_baseline

    if policy.baseline is None and judging.update_baseline:
        cure = "Give --baseline FILE, or baseline in [check]"
        raise SettingsError("--update-baseline does not know the file", cure=cure)
    if judging.baseline and not judging.update_baseline:
        return read_baseline(judging.baseline)
    return recorded(policy, quiet or judging.update_baseline)


def recorded(policy: Policy, quiet: bool = False) -> Baseline | None:
    """The baseline of a policy. One that a project names and that is not there yet knows no finding: it is the
    project's first run."""
    from duizhao.quality import read_baseline

    path = policy.baseline
    if path is not None and not path.exists():
        tell(say("note: {path} is not there yet; duizhao check --update-baseline writes it", path=path), quiet=quiet)
        return None
    return read_baseline(path) if path else None


def _record(verdict: Verdict, known: Baseline | None, rest: Baseline | None) -> int:
    """Record what is there, with the `rest` of what was known: what this run did not look for."""
    from duizhao.quality import make_baseline, write_baseline

    path = verdict.policy.baseline
    assert path is not None
    new = make_baseline(verdict.report).joined(rest)
    write_baseline(new, path)
    before = set(known.findings) if known else set()
    now = set(new.findings)
    put_line(
        say(
            "{path}: {now} findings recorded, {new} new, {gone} gone",
            path=path,
            now=len(now),
            new=len(now - before),
            gone=len(before - now),
        )
    )
    return 0


def colour(text: str, name: str) -> str:
    """A piece of a report as a terminal shows it; click leaves the colours out where there is no terminal."""
    colours = {"error": "red", "warning": "yellow", "note": "cyan", "good": "green"}
    return click.style(text, fg=colours.get(name), bold=name in ("error", "mark"), dim=name == "dim")
