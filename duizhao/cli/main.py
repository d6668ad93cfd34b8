"""`duizhao`: the command and its verbs. Verbs load when they are called, so that `--help` answers at once."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any

import click

from corpora.errors import DuizhaoError
from corpora.version import VERSION

# verb: (module, first line of its help). The help stands here so that listing the verbs imports none of them; a test
# compares it with the verb's own.
VERBS: dict[str, tuple[str, str]] = {
    "align": ("duizhao.cli.align", "Align two documents: memory.tmx, pairs.tsv, report.html."),
    "build": ("duizhao.cli.build", "Align, extract and check every pair of a duizhao.toml."),
    "segment": ("duizhao.cli.segment", "Print a document as numbered units and sentences."),
    "evaluate": ("duizhao.cli.evaluate", "Score an alignment against a gold standard."),
    "glossary": ("duizhao.cli.glossary", "Extract, review and convert terminology."),
    "check": ("duizhao.cli.check", "Check translations for consistency; exit 1 on findings."),
    "tmx": ("duizhao.cli.tmx", "Validate, merge, filter and convert translation memories."),
    "memory": ("duizhao.cli.memory", "Look up and price against a memory on disk."),
    "encoder": ("duizhao.cli.encoder", "List, test and export sentence encoders."),
}


class LazyGroup(click.Group):
    """A click group whose commands are imported when they are first asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command = importlib.import_module(VERBS[name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Start with: duizhao align en.md zh.md -o out/   Results go to stdout or the -o folder, progress to stderr. "
    "Exit codes: 0 clean, 1 findings or failure, 2 misuse.",
)
@click.version_option(VERSION, prog_name="duizhao")
def cli() -> None:
    """Turn a Chinese document and its English original into numbered units, aligned pairs, a TMX memory,
    a glossary and a consistency report."""


# Allocations between two looks for cycles of objects, by generation. A project is millions of objects that live until
# its end: with Python's own 700 a check of 200,000 pairs spent two fifths of its time looking at them again and again.
RARELY = (100_000, 50, 1000)


def main(args: list[str] | None = None) -> Any:
    """Run the command line; every error a user can mend becomes one line on stderr and an exit code."""
    gc.set_threshold(*RARELY)
    try:
        code = cli.main(args=args, prog_name="duizhao", standalone_mode=False)
    except DuizhaoError as error:
        click.echo(f"duizhao: {error}", err=True)
        code = error.exit_code
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("duizhao: interrupted; nothing half-written was left behind", err=True)
        code = 130
    except BrokenPipeError:
        # The reader of our pipe (head, less) has gone: not an error of ours; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
