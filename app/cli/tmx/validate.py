"""`duizhao tmx validate`: what CAT tools will stumble over, and a mended copy."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.common import examples, json_option, print_json, put, put_line, quiet_option, table, tell
from duizhao.cli.tmx.common import file_argument, languages
from duizhao.corpora.saying import say, say_joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duizhao.tmx.validation.cat_tools import CatTool
    from duizhao.tmx.validation.preflight import Preflight


@click.command(
    epilog=examples(
        "duizhao tmx validate memory.tmx --for omegat,trados,memoq",
        "duizhao tmx validate memory.tmx --fix --languages en-US,zh-CN -o mended.tmx",
    )
)
@file_argument
@click.option(
    "--for",
    "tools",
    default="all",
    metavar="TOOLS",
    show_default=True,
    help="The CAT tools it is meant for: omegat, trados, memoq, several with commas, or all.",
)
@click.option("--fix", is_flag=True, help="Write a mended copy and list what changed.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    help="Where --fix writes; NAME.fixed.tmx beside the file without it.",
)
@click.option(
    "--languages",
    callback=languages,
    metavar="CODES",
    help="With --fix: the codes the copy shall have, such as en-US,zh-CN (Trados and memoQ match the region).",
)
@json_option
@quiet_option
def validate(
    file: str,
    tools: str,
    fix: bool,
    output: str | None,
    languages: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Say what CAT tools will stumble over, where, and the cure.

    Exit 1 if one of the tools would refuse the file or leave units out. With --fix the exit code is about the copy.
    What cannot be parsed is left out of the copy and kept in NAME.dropped.txt.
    """
    from duizhao.tmx.validation.cat_tools import chosen_tools
    from duizhao.tmx.validation.preflight import preflight

    wanted = chosen_tools(tools)
    if fix:
        return _fix(file, output, languages, wanted, as_json, quiet)
    report = preflight(file, wanted)
    if as_json:
        print_json(_as_json(report))
    else:
        _print(report)
    return int(report.bad)


def _print(report: Preflight) -> None:
    from duizhao.tmx.xml.byte_stream import display_name

    name, tools = display_name(report.path), report.tools.values()
    shown = [problem for problem in report.problems if report.concerns(problem.check)]
    for problem in shown:
        effects = say_joined(
            ", ",
            [
                say("{tool} {effect}", tool=tool.title, effect=_EFFECTS[e])
                for tool in tools
                if (e := tool.effect(problem.check))
            ],
        )
        where: str = f"{name}:{problem.line}"
        if problem.unit:
            where = say("{where} [unit {unit}]", where=where, unit=problem.unit)
        told = "{where}: {message} ({check}; {effects}). {cure}"
        put_line(
            say(told, where=where, message=problem.message, check=problem.check, effects=effects, cure=problem.cure)
        )
    for check, number in report.counts.items():
        listed = sum(problem.check == check for problem in shown)
        if 0 < listed < number:
            put_line(say("{name}: {more} more of {check}", name=name, more=number - listed, check=check))
    rows = [
        (
            tool.title,
            say("yes") if report.loads(key) else say("NO"),
            report.met(key, "skips"),
            report.met(key, "degrades"),
        )
        for key, tool in report.tools.items()
    ]
    put_line(say("{units} units", units=report.units))
    put(table(("tool", "loads", "left out", "doubtful"), rows, right=(2, 3)))


def _as_json(report: Preflight) -> dict[str, Any]:
    names = {tool: "omegat-6.1" if tool == "dtd" else tool for tool in report.tools}
    return {
        "file": report.path,
        "units": report.units,
        "loads": {name: report.loads(tool) for tool, name in names.items()},
        "left_out": {name: report.met(tool, "skips") for tool, name in names.items()},
        "doubtful": {name: report.met(tool, "degrades") for tool, name in names.items()},
        "counts": {check: n for check, n in report.counts.items() if report.concerns(check)},
        "problems": [
            {
                "check": p.check,
                "message": p.message,
                "line": p.line,
                "unit": p.unit,
                "effects": {name: e for tool, name in names.items() if (e := report.tools[tool].effect(p.check))},
                "cure": p.cure,
            }
            for p in report.problems
            if report.concerns(p.check)
        ],
    }


_EFFECTS = {"refuses": say("refuses"), "skips": say("skips"), "degrades": say("degrades")}


def _fix(
    file: str, output: str | None, codes: tuple[str, ...], wanted: Mapping[str, CatTool], as_json: bool, quiet: bool
) -> int:
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.validation.preflight import preflight
    from duizhao.tmx.validation.repair import mend
    from duizhao.tmx.xml.byte_stream import display_name

    if file == "-" and not output:
        raise SettingsError("--fix needs a place to write to", cure="Name it with -o")
    stem = Path(output or file)
    target = output or str(stem.with_name(f"{stem.name.removesuffix('.gz').removesuffix('.tmx')}.fixed.tmx"))
    side = Path(target).with_name(f"{Path(target).name.removesuffix('.gz').removesuffix('.tmx')}.dropped.txt")
    done = mend(file, target, languages=codes, side=None if target == "-" else side)
    if target != "-" and side.stat().st_size == 0:
        side.unlink()
    report = preflight(target, wanted) if target != "-" else None
    if as_json:
        print_json(
            {
                "written": target,
                "kept": done.kept,
                "dropped": done.dropped,
                "counts": dict(done.counts),
                "changes": [change._asdict() for change in done.changes],
                "after": _as_json(report) if report else None,
            }
        )
    else:
        same = Counter(change.what for change in done.changes)
        for change in done.changes:
            # A change that every unit needs is one line, not a million; --json lists each.
            if number := same.pop(change.what, 0):
                where = f"{display_name(file)}:{change.line}" + (
                    say(" [unit {unit}]", unit=change.unit) if change.unit else ""
                )
                more = say(" (and in {more} more)", more=number - 1) if number > 1 else ""
                (tell if target == "-" else put_line)(f"{where}: {change.what}{more}")
        tell(
            say(
                "{target}: {kept} units, {dropped} left out, {counts} changes",
                target=target,
                kept=done.kept,
                dropped=done.dropped,
                counts=done.counts.total(),
            ),
            quiet=quiet,
        )
        if side.exists() and target != "-":
            tell(say("{side}: what could not be parsed", side=side), quiet=quiet)
        if report and not as_json:
            _print(report)
    return int(report is not None and report.bad)
