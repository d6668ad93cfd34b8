"""What `duizhao check` can be told, in groups: what to check with, how to judge, what to show, how to work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from duizhao.alignment.settings import EMBED
from duizhao.cli.common import grouped
from duizhao.cli.languages import source_option, target_option

# Listed for the help, which loads no room; a test compares them with the registry.
FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")


def _report_format(ctx: click.Context, parameter: click.Parameter, name: str) -> str:
    if name not in FORMATS:
        from duizhao.quality.outputs.formats import report_formats

        report_formats.get(name)
    return name


@dataclass(frozen=True, slots=True)
class With:
    """What pairs are checked with: glossaries (and the seed), the project file that is named, a reference."""

    glossaries: tuple[Path, ...]
    settings: Path | None
    seed: bool
    reference: Path | None


@dataclass(frozen=True, slots=True)
class Speaking:
    """The languages that are compared, "" where they were not said."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Judging:
    """What counts, and what is remembered of a run."""

    fail_on: str | None
    baseline: Path | None
    update_baseline: bool
    since: str | None
    history: Path | None
    label: str | None
    today: str | None


@dataclass(frozen=True, slots=True)
class Showing:
    """What is printed and written. `writes` are as they were typed, FORMAT=FILE."""

    everything: bool
    form: str
    as_json: bool
    writes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Working:
    """How the work is done."""

    embed: str | None
    jobs: int
    no_cache: bool


tools_options = grouped(
    "tools",
    With,
    click.option(
        "--glossary",
        "glossaries",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Glossary to check terms with; may be given more than once.",
    ),
    click.option(
        "--project",
        "settings",
        type=click.Path(path_type=Path),
        help="Take policy and glossaries from this duizhao.toml; by default from that of PATHS, if they have one.",
    ),
    click.option("--seed", is_flag=True, help="Also use the ILO seed glossary that comes with duizhao."),
    click.option(
        "--reference",
        type=click.Path(path_type=Path),
        help="Memory with a reference translation: adds BLEU, chrF, TER.",
    ),
)

speaking_options = grouped(
    "speaking",
    Speaking,
    source_option("The language of the originals, of a memory in several or of documents. [default: as they say]"),
    target_option("The language of the translations: of zh-CN and zh-TW the one to check. [default: as they say]"),
)

judging_options = grouped(
    "judging",
    Judging,
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "note", "never"]),
        help="Least severity that makes the exit code 1; by default what the project says, else warning.",
    ),
    click.option("--baseline", type=click.Path(path_type=Path), help="Known findings: only new and worse ones count."),
    click.option("--update-baseline", is_flag=True, help="Record the findings that are there in the baseline; exit 0."),
    click.option(
        "--since",
        metavar="REF",
        help="Report only on documents that changed since this Git commit, with what duizhao drift finds in them.",
    ),
    click.option("--history", type=click.Path(path_type=Path), help="File to which a line with the scores is added."),
    click.option("--label", help="What the history calls this run; by default the day."),
    click.option("--today", metavar="YYYY-MM-DD", help="Day that waivers are judged by; by default today."),
)

showing_options = grouped(
    "showing",
    Showing,
    click.option("--all", "everything", is_flag=True, help="List notes, known and waived findings too."),
    click.option(
        "--format",
        "form",
        metavar=f"[{'|'.join(FORMATS)}]",
        callback=_report_format,
        default="text",
        show_default=True,
        help="What to print; or a format of a plug-in, see duizhao plugins.",
    ),
    click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
    click.option(
        "--write",
        "writes",
        multiple=True,
        metavar="FORMAT=FILE",
        help="Also write the report to a file, such as sarif=check.sarif; may be given more than once.",
    ),
)

working_options = grouped(
    "working",
    Working,
    click.option(
        "--embed",
        type=click.Choice(EMBED),
        help="How documents are aligned; see duizhao align --help. By default as [align] of the project says, else "
        "none: then the result does not depend on which encoder is installed.",
    ),
    click.option("--jobs", type=click.IntRange(0), default=0, help="Processes to share the work; 0: one a core."),
    click.option("--no-cache", is_flag=True, help="Work everything out anew."),
)
