"""`duizhao`: the command and its verbs. Verbs load when they are called, so that `--help` answers at once."""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

import click

from duizhao.cli.addresses import guarded
from duizhao.cli.common import examples, tell
from duizhao.cli.speaking import SpokenContext, choose_language, lang_first, misuse, spoken

# verb: (module, first line of its help). The help stands here so that listing the verbs imports none of them; a test
# compares it with the verb's own.
VERBS: dict[str, tuple[str, str]] = {
    "align": ("duizhao.cli.align", "Align two documents: memory.tmx, pairs.tsv, report.html."),
    "build": ("duizhao.cli.build", "Align, extract and check every pair of a duizhao.toml."),
    "pair": ("duizhao.cli.pair", "Find which documents of a pile are each other's translation."),
    "gather": ("duizhao.cli.gather", "Make one memory, glossary and report of what shards aligned."),
    "corpus": ("duizhao.cli.corpus", "Make a data set of the pairs of all documents: Parquet, TMX, a datasheet."),
    "segment": ("duizhao.cli.segment", "Print a document as numbered units and sentences."),
    "evaluate": ("duizhao.cli.evaluate", "Score an alignment against a gold standard."),
    "desk": ("duizhao.cli.desk", "Review alignments and terms in a browser."),
    "review": ("duizhao.cli.review", "See, send and bring in what people decided about pairs."),
    "glossary": ("duizhao.cli.glossary", "Extract, review and convert terminology."),
    "check": ("duizhao.cli.check", "Check translations for consistency; exit 1 on findings."),
    "drift": (
        "duizhao.cli.drift",
        "List translations whose original has changed since; exit 1 if there are any.",
    ),
    "lsp": ("duizhao.cli.lsp", "Serve an editor: findings and drift as diagnostics."),
    "mcp": ("duizhao.cli.mcp", "Serve an assistant: look-up, concordance, terms, check."),
    "tmx": ("duizhao.cli.tmx.group", "Validate, merge, filter and convert translation memories."),
    "memory": ("duizhao.cli.memory", "Look up and price against a memory on disk."),
    "serve": ("duizhao.cli.serve", "Serve memories and a glossary to an office, over HTTP."),
    "token": ("duizhao.cli.token", "Make, list and revoke tokens of the office's server."),
    "encoder": ("duizhao.cli.encoder", "List, install, test and export sentence encoders."),
    "sample": ("duizhao.cli.sample", "Write a sample paper in English and Chinese into FOLDER, to try things on."),
    "shortcut": ("duizhao.cli.shortcut", "Put the desk among your programs: an entry in the menu that opens it."),
    "doctor": ("duizhao.cli.doctor", "Check this installation: encoder, folders, memory, extras, CAT tools."),
    "plugins": ("duizhao.cli.plugins", "List plug-ins, the packages they are of, and those that failed."),
}


class ReaderGoneError(Exception):
    """Whoever read our output through a pipe (head, less) has gone."""


class LazyGroup(click.Group):
    """A click group whose commands are imported when they are first asked for."""

    context_class = SpokenContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let --lang stand anywhere."""
        return super().parse_args(ctx, lang_first(args))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # click would make exit code 1 of it, which says "findings".
            raise ReaderGoneError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command = importlib.import_module(VERBS[name][0]).command
        assert isinstance(command, click.Command)
        return spoken(guarded(command))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


def _show_versions(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """What a bug report needs: ours, Python's and the system's version, and those of the packages that we work with."""
    if not wanted or ctx.resilient_parsing:
        return
    import platform
    import re
    from importlib.metadata import PackageNotFoundError, requires, version

    from duizhao.corpora.version import VERSION

    click.echo(f"duizhao, version {VERSION}")
    click.echo(f"Python {platform.python_version()}, {platform.platform()}, text as {sys.getdefaultencoding()}")
    try:
        needed = [need for need in requires("duizhao") or () if "dev" not in need.partition(";")[2]]
    except PackageNotFoundError:
        needed = []  # run from a source tree that was not installed
    found, missing = [], []
    for name in sorted({re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needed}):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    for line in (", ".join(found), f"not installed: {', '.join(missing)}" if missing else ""):
        if line:
            click.echo(click.wrap_text(line, 100))
    ctx.exit()


def _first_minute(ctx: click.Context) -> None:
    """What somebody who only typed the name wants to know: where to begin."""
    from duizhao.cli.common import put

    put(_told(FIRST_MINUTE))
    ctx.exit(0)


FIRST_MINUTE = """duizhao (对照, "side by side"): an English document and its Chinese translation become
aligned sentences, a translation memory, a glossary and a list of what to mend.

  duizhao sample try-it                               two documents to try it on
  duizhao align try-it/en.md try-it/zh.md -o out/     their pairs: memory.tmx, pairs.tsv, report.html
  duizhao desk                                        drop files into a page, review, decide terms
  duizhao check try-it/en.md try-it/zh.md             what is wrong in the translation
  duizhao doctor                                      does everything work here?
  duizhao --help                                      all verbs; duizhao VERB --help explains one

Word, PDF, HTML, ODT, Markdown, text and spreadsheets are read. Nothing leaves this machine."""


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=f"{examples('duizhao align en.md zh.md -o out/', heading='Start with')}\n\nResults go to stdout or the -o "
    "folder, progress to stderr. Exit codes: 0 clean, 1 findings or failure, 2 misuse.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_versions,
    help="Show the versions of everything, for a bug report, and exit.",
)
@click.option(
    "--lang",
    metavar="TAG",
    envvar="DUIZHAO_LANG",
    is_eager=True,
    expose_value=False,
    callback=choose_language,
    help="Speak en, zh or zh-Hant; by default what the system is set to. May stand behind a verb too.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Turn a Chinese document and its English original into numbered units, aligned pairs, a TMX memory,
    a glossary and a consistency report."""
    if ctx.invoked_subcommand is None:
        _first_minute(ctx)


# Allocations between two looks for cycles of objects, by generation. A project is millions of objects that live until
# its end: with Python's own 700 a check of 200,000 pairs spent two fifths of its time looking at them again and again.
RARELY = (100_000, 50, 1000)


def main(args: list[str] | None = None) -> Any:
    """Run the command line; every error a user can mend becomes one line on stderr and an exit code."""
    gc.set_threshold(*RARELY)
    _stand_in_for_closed()
    _speak_utf8()
    _end_politely()
    try:
        code = cli.main(args=args, prog_name="duizhao", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.ClickException as error:
        _show_misuse(error, args)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(_told("duizhao: interrupted; nothing half-written was left behind"), err=True)
        code = 130
    except _AskedToEnd as asked:
        click.echo(_told("duizhao: ended by {signal}; nothing half-written was left behind", signal=asked), err=True)
        code = 128 + asked.number
    except ReaderGoneError:
        # As the shell reports any program in a pipe that was closed: neither clean nor findings.
        _let_go(sys.stdout)
        code = 141
    except OSError as error:
        # What no verb foresaw of the machine: a full disk behind `>`, a file that vanished. The system's words will do.
        where = f"{error.filename}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}", args)
        _let_go(sys.stdout)
        code = 2
    except Exception as error:
        from duizhao.corpora.errors import DuizhaoError  # not needed by --help, and it takes the readers with it
        from duizhao.corpora.storage.files import is_loop

        if is_loop(error):
            _say(_told("{path}: a link that leads to itself", path=str(error).partition(" from ")[2]), args)
            code = 2
        elif isinstance(error, DuizhaoError):
            _say(error.told(), args)
            code = error.exit_code
        elif os.environ.get("DUIZHAO_DEBUG", "") not in ("", "0"):
            raise
        else:
            from duizhao.faults import unforeseen

            _say(unforeseen(error), args)
            code = 1
    if args is None:
        # What is left ends with the process: Python's last look for cycles in it would take a quarter of a second.
        gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def _told(template: str, **values: Any) -> str:
    """A sentence in the active language; what says it is loaded now, and not for `--help`."""
    from duizhao.corpora.saying import told

    return told(template, **values)


def _say(text: str, args: list[str] | None) -> None:
    """An error on one line; nothing of a secret in what was given is left in it."""
    from duizhao.corpora.secrets import hidden

    tell(f"duizhao: {hidden(text, _given(args))}")


def _given(args: list[str] | None) -> list[str]:
    """What the user wrote that may be an address: arguments, and settings of ours in the environment."""
    settings = [value for name, value in os.environ.items() if name.startswith("DUIZHAO_")]
    return [*(sys.argv[1:] if args is None else args), *settings]


def _show_misuse(error: click.ClickException, args: list[str] | None) -> None:
    """Click's words with the usage, made harmless: arguments are often names of files of others."""
    from duizhao.corpora.harmless import shown
    from duizhao.corpora.saying import speaks_english
    from duizhao.corpora.secrets import hidden

    with io.StringIO() as said:
        if speaks_english():
            error.show(file=said)
        else:
            said.write(misuse(error))
        click.echo(shown(hidden(said.getvalue(), _given(args))), err=True, nl=False)


class _AskedToEnd(BaseException):
    """The system or a person asked us to end."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


def _end_politely() -> None:
    """Let SIGTERM and SIGHUP be errors, so that what is half-made is put away as after Ctrl-C; a signal that who began
    us lets be ignored (nohup) stays so. Processes of ours do the same by corpora.processes.signals, which `--help` must
    not load."""
    if threading.current_thread() is not threading.main_thread():
        return
    asking = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def end(number: int, frame: Any) -> None:
        for other in asking:  # once: what is put away is not to be disturbed
            signal.signal(other, signal.SIG_IGN)
        raise _AskedToEnd(number)

    for number in asking:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


class _Closed(io.BufferedIOBase):
    """Stands where standard output was closed: writing to it fails, as writing to a full disk does."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


def _stand_in_for_closed() -> None:
    """Who began us may have closed our streams, and Python has none then: input is empty, output fails, and what is
    said is lost. The places of the descriptors are filled, lest a file that we open get the number of one."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    with suppress(OSError):
        while os.open(os.devnull, os.O_RDWR) <= 2:
            pass
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_Closed(), "utf-8", write_through=True)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _speak_utf8() -> None:
    """Results are UTF-8 in a file or pipe, whatever the system's code page (on Windows Python would write cp1252 there,
    which has no Chinese); a terminal, or who sets PYTHONIOENCODING, keeps its own. What an encoding lacks is written as
    an escape, so that printing never fails."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            own = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=stream.encoding if own else "utf-8", errors="backslashreplace")


def _let_go(stream: Any) -> None:
    """Keep Python from writing to `stream` again, and complaining, when it exits."""
    with suppress(OSError):  # a stand-in without a descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
