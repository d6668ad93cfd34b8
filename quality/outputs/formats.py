"""The formats that a verdict is printed in, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duizhao.corpora.harmless import json_text
from duizhao.corpora.registry import Registry, load
from duizhao.corpora.saying import say
from duizhao.quality.outputs.text import Style, plain
from duizhao.quality.verdict.history import Run
from duizhao.quality.verdict.judge import Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be printed: a verdict, the runs before it, whether notes, known and waived findings are listed
    (`everything`), and how pieces are marked for a terminal (`style`; formats for machines leave it alone)."""

    verdict: Verdict
    history: tuple[Run, ...] = ()
    everything: bool = False
    style: Style = plain


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A format of reports, for the registry `report_formats`: a function from what is shown to a text that ends with a
    line break, or "module:function", imported when first used."""

    write: Callable[[Shown], str] | str
    about: str = ""

    def text(self, shown: Shown) -> str:
        """The report in this format."""
        write: Callable[[Shown], str] = load(self.write)
        return write(shown)


def _text(shown: Shown) -> str:
    from duizhao.quality.outputs.text import render

    verdict = shown.verdict
    text = render(verdict.report, verdict.fails, verdict.missed, style=shown.style, everything=shown.everything)
    return text + "\n"


def _json(shown: Shown) -> str:
    return json_text(shown.verdict.as_dict(), indent=2) + "\n"


def _junit(shown: Shown) -> str:
    from duizhao.quality.outputs.junit import render

    return render(shown.verdict.report, shown.verdict.fails, shown.verdict.missed)


def _sarif(shown: Shown) -> str:
    from duizhao.quality.outputs.sarif import render

    return render(shown.verdict.report)


def _github(shown: Shown) -> str:
    from duizhao.quality.outputs.github import render

    return render(shown.verdict.report, shown.verdict.fails)


def _markdown(shown: Shown) -> str:
    from duizhao.quality.outputs.markdown import render

    return render(shown.verdict.report, shown.verdict.fails, shown.verdict.missed)


def _html(shown: Shown) -> str:
    from duizhao.quality.outputs.html import page

    return page(shown.verdict.report, shown.history)


report_formats: Registry[ReportFormat] = Registry(
    "duizhao.outputs",
    "report format",
    ReportFormat,
    {
        "text": ReportFormat(_text, say("for people, in a terminal")),
        "json": ReportFormat(_json, say("everything, for programs")),
        "junit": ReportFormat(_junit, say("test results, as CI systems show them")),
        "sarif": ReportFormat(_sarif, say("findings at their places, for code hosts and editors")),
        "github": ReportFormat(_github, say("commands that GitHub Actions shows beside a change")),
        "markdown": ReportFormat(_markdown, say("a summary for a job or a comment")),
        "html": ReportFormat(_html, say("a page of its own")),
    },
)
"""Every format that `duizhao check` prints and writes, by name."""
