"""`duizhao check`: the consistency of translations, for a reviser and for CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.common import examples, progress, quiet_option, say
from duizhao.corpora.errors import SettingsError
from duizhao.options import EMBED

if TYPE_CHECKING:
    from duizhao.check_inputs import Material
    from duizhao.quality import Policy, Verdict
    from duizhao.quality.verdict.history import Run

# Listed for the help, which loads no room; a test compares them with the registry.
FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")


def _report_format(ctx: click.Context, parameter: click.Parameter, name: str) -> str:
    if name not in FORMATS:
        from duizhao.quality.outputs.formats import report_formats

        report_formats.get(name)
    return name


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
@click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Glossary to check terms with; may be given more than once.",
)
@click.option(
    "--project",
    "settings",
    type=click.Path(path_type=Path),
    help="Take policy and glossaries from this duizhao.toml; by default from that of PATHS, if they have one.",
)
@click.option("--seed", is_flag=True, help="Also use the ILO seed glossary that comes with duizhao.")
@click.option(
    "--reference", type=click.Path(path_type=Path), help="Memory with a reference translation: adds BLEU, chrF, TER."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    help="Least severity that makes the exit code 1; by default what the project says, else warning.",
)
@click.option("--baseline", type=click.Path(path_type=Path), help="Known findings: only new and worse ones count.")
@click.option("--update-baseline", is_flag=True, help="Record the findings that are there in the baseline; exit 0.")
@click.option("--since", metavar="REF", help="Report only on documents that changed since this Git commit.")
@click.option("--all", "everything", is_flag=True, help="List notes, known and waived findings too.")
@click.option(
    "--format",
    "form",
    metavar=f"[{'|'.join(FORMATS)}]",
    callback=_report_format,
    default="text",
    show_default=True,
    help="What to print; or a format of a plug-in, see duizhao plugins.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--write",
    "writes",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write the report to a file, such as sarif=check.sarif; may be given more than once.",
)
@click.option("--history", type=click.Path(path_type=Path), help="File to which a line with the scores is added.")
@click.option("--label", help="What the history calls this run; by default the day.")
@click.option("--today", metavar="YYYY-MM-DD", help="Day that waivers are judged by; by default today.")
@click.option(
    "--embed",
    type=click.Choice(EMBED),
    default="auto",
    show_default=True,
    help="For two documents: how they are aligned; see duizhao align --help.",
)
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes to share the work; 0: one a core.")
@click.option("--no-cache", is_flag=True, help="Work everything out anew.")
@click.option(
    "--explain", metavar="CHECK", help="Print what a check finds, its cure and how to silence it; check nothing."
)
@quiet_option
def command(
    paths: tuple[Path, ...],
    glossaries: tuple[Path, ...],
    settings: Path | None,
    seed: bool,
    reference: Path | None,
    baseline: Path | None,
    update_baseline: bool,
    since: str | None,
    everything: bool,
    form: str,
    as_json: bool,
    writes: tuple[str, ...],
    embed: str,
    jobs: int,
    no_cache: bool,
    explain: str | None,
    quiet: bool,
    **given: Any,
) -> int:
    """Check translations for consistency; exit 1 on findings.

    PATHS are TMX memories, folders of them, a duizhao.toml, or two documents, the original first. Without PATHS it is
    the duizhao.toml of the current folder. Errors and warnings make the exit code 1, notes do not; a project says
    otherwise in its [check] table.
    """
    if explain is not None:
        from duizhao.quality.outputs.explanation import explanation

        click.echo(explanation(explain), nl=False)
        return 0
    from dataclasses import replace

    from duizhao import quality
    from duizhao.check_inputs import changed_since, gather
    from duizhao.corpora.storage.files import write_text
    from duizhao.options import load_glossary
    from duizhao.paths import report_from_here
    from duizhao.pipeline import fact_cache
    from duizhao.project import load
    from duizhao.quality.outputs.formats import Shown, report_formats

    targets = _targets(writes)
    changed = changed_since(since) if since else None
    with progress("reading", quiet=quiet) as advance:
        material = gather(paths, embed=embed, jobs=jobs or 1, advance=advance)
    if settings is not None:
        material.project = load(settings, documents=False)
    policy = _policy(material, given["fail_on"], baseline, given["history"])
    project = material.project
    with progress("checking", quiet=quiet) as advance:
        report = quality.check(
            material.pairs,
            glossary=load_glossary(
                (*glossaries, *(project.options.glossaries if project else ())),
                seed or bool(project and project.options.seed),
            ),
            documents=material.documents,
            notices=material.notices,
            source_language=material.source_language,
            target_language=material.target_language,
            reference=_reference(reference),
            jobs=jobs,
            cache=None if no_cache else fact_cache(),
            progress=advance,
        )
    # From here on it is printed.
    report = report_from_here(report, material.root)
    known = _known(policy, update_baseline)
    verdict = quality.judge(report, policy, baseline=known, today=_day(given["today"]))
    if update_baseline:
        return _record(verdict, known)
    if changed is not None:
        verdict = verdict.only(material.changed(changed))
    shown = Shown(verdict, _history(verdict, given["label"]), everything)
    for name, path in targets:
        write_text(path, report_formats.get(name).text(shown))
        say(f"{name}: {path}", quiet=quiet)
    chosen = report_formats.get("json" if as_json else form)
    click.echo(chosen.text(replace(shown, style=colour)), nl=False)
    return int(verdict.failed)


def _targets(writes: tuple[str, ...]) -> list[tuple[str, Path]]:
    if not writes:
        return []
    from duizhao.quality.outputs.formats import report_formats

    found = []
    for write in writes:
        name, equals, path = write.partition("=")
        if not equals or not path:
            cure = f"Write FORMAT=FILE with one of: {', '.join(report_formats)}"
            raise SettingsError(f"--write {write}", cure=cure)
        report_formats.get(name)
        found.append((name, Path(path)))
    return found


def _policy(material: Material, fail_on: str | None, baseline: Path | None, history: Path | None) -> Policy:
    """The project's policy with what the command line says over it."""
    from dataclasses import replace

    from duizhao.quality import Policy, Severity, read_policy

    project = material.project
    policy = read_policy(project.check, path=project.path, text=project.text) if project else Policy()
    if fail_on is not None:
        policy = replace(policy, fail_on=None if fail_on == "never" else Severity(fail_on))
    return replace(policy, baseline=baseline or policy.baseline, history=history or policy.history)


def _reference(path: Path | None) -> Any:
    if path is None:
        return ()
    from duizhao.tmx import Memory

    return Memory.read(path).pairs()


def _day(text: str | None) -> Any:
    import datetime

    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--today {text} is no date", cure="Write it as 2027-12-31") from None


def _known(policy: Policy, update: bool) -> Any:
    """The baseline; none where there is none, or where it is about to be made for the first time."""
    from duizhao.quality import read_baseline

    if policy.baseline is None:
        if update:
            cure = "Give --baseline FILE, or baseline in [check]"
            raise SettingsError("--update-baseline does not know the file", cure=cure)
        return None
    return None if update and not policy.baseline.exists() else read_baseline(policy.baseline)


def _record(verdict: Verdict, known: Any) -> int:
    from duizhao.quality import make_baseline, write_baseline

    path = verdict.policy.baseline
    assert path is not None
    new = make_baseline(verdict.report)
    write_baseline(new, path)
    before = set(known.findings) if known else set()
    now = set(new.findings)
    click.echo(f"{path}: {len(now)} findings recorded, {len(now - before)} new, {len(before - now)} gone")
    return 0


def _history(verdict: Verdict, label: str | None) -> tuple[Run, ...]:
    import datetime

    from duizhao.quality.verdict.history import append_history, run_of

    if verdict.policy.history is None:
        return ()
    return append_history(verdict.policy.history, run_of(verdict.report, label or datetime.date.today().isoformat()))


def colour(text: str, name: str) -> str:
    """A piece of a report as a terminal shows it; click leaves the colours out where there is no terminal."""
    colours = {"error": "red", "warning": "yellow", "note": "cyan", "good": "green"}
    return click.style(text, fg=colours.get(name), bold=name in ("error", "mark"), dim=name == "dim")
