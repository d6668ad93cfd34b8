"""The page as HTML: template, style and script are files beside this one and go into the page whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace

from jinja2 import Template
from markupsafe import Markup, escape

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.saying import Worded, say, told
from duizhao.corpora.version import VERSION
from duizhao.page import charts, offline
from duizhao.page.model import PairRow, View
from duizhao.page.templates import page_file, script_hash, template
from duizhao.page.words import PageWords


def look() -> str:
    """Colours, fonts and plain elements: what all our pages share."""
    return f"{page_file('look.css')}{page_file('language.css')}"


@cache
def _template() -> Template:
    return template(page_file("page.html.j2"), bilingual=bilingual)


@cache
def _row_template() -> Template:
    return template(page_file("row.html.j2"), globals={"bullet": _bullet, "told": told})


def row_html(row: PairRow, languages: tuple[str, str], severities: Mapping[int, str]) -> Markup:
    """A row of the page; `severities` are those of findings, by index."""
    made: Markup = _row_template().module.row(row, languages, severities)  # type: ignore[attr-defined]
    return made


# A run of ideographs with the punctuation between them.
_HAN = re.compile(f"[{HAN}\u3000-\u30ff\uff00-\uffef]+")


def bilingual(text: str) -> Markup:
    """English text with its Chinese pieces marked as Chinese, for fonts and screen readers; escaped."""
    out, at = [], 0
    for run in _HAN.finditer(text):
        out += [escape(text[at : run.start()]), Markup('<span lang="zh">{}</span>').format(run[0])]
        at = run.end()
    return Markup("").join([*out, escape(text[at:])])


def html(view: View, review: str | None = None, plain: Sequence[str] = ()) -> str:
    """One self-contained HTML file; the same view gives the same bytes. With `review` (see `review_data.page_data`, as
    `offline.embedded` writes it) it can be reviewed in the browser. `plain` are the rows as they are where no finding
    touches them, if they have been rendered before.

    Its content security policy lets nothing load from anywhere and runs no script but its own, by their hashes, so
    a text that carried markup could not act even if it were not escaped.
    """
    scripts = (
        page_file("head.js"),
        offline.with_language(page_file("page.js")),
        *(() if review is None else (offline.script(),)),
    )
    words = PageWords()
    types = _types(view)
    severities = {item.index: item.severity for item in _items(view)}
    page = _template().render(
        view=view,
        version=VERSION,
        look=Markup(look()),
        css=Markup(page_file("page.css")),
        desk_css=Markup(offline.style()),
        review=None if review is None else Markup(review),
        review_script=None if review is None else Markup(scripts[2]),
        head_script=Markup(scripts[0]),
        script=Markup(scripts[1]),
        script_hashes=" ".join(map(script_hash, scripts)),
        rows=[
            Markup(plain[row.index])
            if plain and row.index not in view.touched
            else row_html(row, view.languages, severities)
            for row in view.rows
        ],
        types=types,
        tabs=(
            ("findings", say("Findings"), view.findings - len(view.terms)),
            ("terms", say("Terms"), len(view.terms)),
            ("contents", say("Contents"), 0),
        ),
        charts=SimpleNamespace(
            histogram=charts.histogram(view.confidences, words),
            types=charts.bar(types, words, say("Pairs by the number of sentences on each side")),
            strip=charts.strip([(row.confidence, row.state) for row in view.rows], words),
            coverage=[
                charts.bar(
                    (("done", say("paired"), done), (name, label, total - done)),
                    words,
                    say("{done} of {total} sentences"),
                    done=done,
                    total=total,
                )
                for (done, total), name, label in zip(
                    view.sentences, ("untranslated", "added"), (say("not translated"), say("no original")), strict=True
                )
            ],
        ),
        place=lambda name: words.message(name, bilingual(name)) if isinstance(name, Worded) else bilingual(name),
        **words.functions(scripts),
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in page.split("\n"))


def _items(view: View) -> list:  # type: ignore[type-arg]
    return [item for group in view.groups for item in group.items] + list(view.terms)


def _bullet(label: str) -> str:
    """The mark before a bullet's text: letters and numbers as printed, every other mark as a dot."""
    return label if any(c.isalnum() for c in label) else "•"


def _types(view: View) -> list[tuple[str, str, int]]:
    """Pairs by shape: (class, name, count)."""
    shapes = {"one": 0, "split": 0, "join": 0, "many": 0, "untranslated": 0, "added": 0}
    for name, n in view.types.items():
        m, k = map(int, name.split("-"))
        if not k:
            shapes["untranslated"] += n
        elif not m:
            shapes["added"] += n
        else:
            shapes["one" if m == k == 1 else "split" if m == 1 else "join" if k == 1 else "many"] += n
    names = {
        "one": "1–1",
        "split": say("split 1–n"),
        "join": say("merged n–1"),
        "many": "n–m",
        "untranslated": say("not translated"),
        "added": say("no original"),
    }
    return [(key, names[key], shapes[key]) for key in shapes]
