"""Which two languages of a memory a command works with, asked for alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

import click

from duizhao.cli.common import tell
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.tmx.store.store import Store

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*\Z")


def _tag(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """A language code as it is written in BCP 47: `zh_cn` is zh-CN."""
    if not value:
        return ""
    if not _TAG.match(value):
        raise click.BadParameter(say("'{value}' is not a language code; write en, en-GB, zh-CN or zh-TW", value=value))
    from duizhao.tmx.memory import canonical

    return canonical(value)


def source_option(text: str, *more: str) -> Callable[[Any], Any]:
    """`--source`, also by its longer name and by `more` of them; the parameter is `source`."""
    return click.option(
        *more, "--source", "--source-language", "source", callback=_tag, default="", metavar="CODE", help=text
    )


def target_option(text: str) -> Callable[[Any], Any]:
    """`--target`, also by its longer name; the parameter is `target`."""
    return click.option("--target", "--target-language", "target", callback=_tag, default="", metavar="CODE", help=text)


SOURCE_OF_MEMORY = "The source language, of a memory that has several. [default: the header's]"
TARGET_OF_MEMORY = "The language of the translations. [default: the one that the source's are paired with]"


def say_pair(store: Store, source: str, target: str, lacking: Collection[int], *, quiet: bool = False) -> None:
    """Of a memory in more than two languages, which of them were looked up, and how many units fit but lack one."""
    from duizhao.corpora.language.table import primary
    from duizhao.tmx.store.wanted import usual_target

    spoken = store.languages()
    if len(spoken) < 3:
        return
    target = target or usual_target(source, spoken)
    aside = ", ".join(sorted(code for code in spoken if code not in (primary(source), primary(target))))
    tell(
        say(
            "looked up are {source} and {target}; left aside: {aside} (--target chooses another)",
            source=source,
            target=target,
            aside=aside,
        ),
        quiet=quiet,
    )
    if lacking:
        units = (
            say("1 unit that fits has")
            if len(lacking) == 1
            else say("{lacking} units that fit have", lacking=len(lacking))
        )
        tell(say("left out: {units} no text in {target}", units=units, target=target), quiet=quiet)
