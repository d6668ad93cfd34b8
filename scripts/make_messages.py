"""Keep the catalogues of translations: find what the program says, bring the .po files up to date with it, and write
what the program reads.

usage: python -m scripts.make_messages [--check]

`locale/zh_Hans/LC_MESSAGES/*.po` is what translators work on, one file for what Python says (duizhao.po),
one for the pages (pages.po) and one for what `check --explain` prints of each check and notice
(explanations.po). zh_Hant is made of it by OpenCC and `zh_Hant.tsv`, a table of corrections. The program
reads `corpora/saying/zh_Hans.json` and `zh_Hant.json`: a template and its translation a line, without gettext's binary
form, so that a checkout needs no build, changes merge, and a page can have the same file.
"""

from __future__ import annotations

import inspect
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from duizhao.cli.main import VERBS, cli
from duizhao.cli.speaking import paragraphs
from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.notices.catalogue import NOTICES
from duizhao.quality.checks import CHECKS
from duizhao.quality.drift.entries import ENTRIES as DRIFT
from scripts.finding_messages import ROOT, Messages, in_tree

SAYING = ROOT / "corpora" / "saying"
LOCALE = ROOT / "locale"
CORRECTIONS = LOCALE / "zh_Hant.tsv"
DOMAINS = ("duizhao", "pages", "explanations")
# What pages are made of. In scripts `t("…", {values})`, `tn("one", "many", n)`, and `N_("…")` for what is said later;
# in templates `t`, `tn`, `around`, `own`, `told`, and `attribute`, whose second argument it is (app/page/words.py).
_TEXT = r'("(?:[^"\\\n]|\\.)*")'
_IN_SCRIPTS = re.compile(rf"(?<![\w.$])(?:t|N_|tn)\({_TEXT}(?:, {_TEXT})?")
_IN_TEMPLATES = re.compile(rf'(?<![\w.])(?:(?:t|tn|around|own|told)\(|attribute\("[a-z-]+", ){_TEXT}(?:, {_TEXT})?')
PAGES = (
    ("app/desk/static/*.js", _IN_SCRIPTS),
    ("app/page/*.js", _IN_SCRIPTS),
    ("app/page/*.j2", _IN_TEMPLATES),
    ("app/server/*.j2", _IN_TEMPLATES),
)
# Sentences that are put together or chosen where they are said.
_LOST = re.compile(r"(?<![\w.$])(?:t|N_|tn)\((?!\"|name\b|template\b)[^()\n]*[\"`]")


def help_texts() -> Iterator[str]:
    """What the help of all commands says, by paragraphs, as the help is laid out by."""
    yield from (first for _, first in VERBS.values())
    for command in _commands(cli, click.Context(cli, info_name="duizhao")):
        for text in (command.help or "", str(command.epilog or "")):
            for paragraph in paragraphs(_clean(text)):
                if not paragraph.startswith("\b\n"):
                    yield paragraph
                elif (heading := paragraph[2:].split("\n")[0]).endswith(":"):
                    yield heading.removesuffix(":")
        yield command.get_short_help_str(limit=200)
        for param in command.params:
            if isinstance(param, click.Option) and param.help:
                yield " ".join(_clean(param.help).split())


def _clean(text: str) -> str:
    return inspect.cleandoc(text).partition("\f")[0]


def _commands(command: click.Command, ctx: click.Context) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None:
                yield from _commands(below, click.Context(below, info_name=name, parent=ctx))


def of_python() -> Messages:
    """What Python says: in the modules, and in the help of the commands."""
    messages = in_tree()
    for text in help_texts():
        messages.add(text, "app/cli")
    return messages


def of_pages(root: Path = ROOT) -> Messages:
    """What the pages say by their scripts and templates."""
    messages = Messages()
    for pattern, marked in PAGES:
        for path in sorted(root.glob(pattern)):
            place, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
            for hit in marked.finditer(text):
                several = hit[0].startswith("tn(") and hit[2]
                for form in filter(None, (hit[1], hit[2] if several else None)):
                    messages.add(json.loads(form), place)
                if several:
                    messages.plurals[json.loads(hit[1])] = json.loads(hit[2])
            if path.suffix == ".js":
                messages.lost += [f"{place}: {hit[0]}" for hit in _LOST.finditer(text)]
    return messages


def of_explanations() -> Messages:
    """The pages of all that the catalogue knows, each as a whole: what it finds, an example, the cure."""
    messages = Messages()
    ids = {one.id for one in (*CHECKS, *DRIFT, *NOTICES)}
    for entry in (one for one in CATALOGUE if one.id in ids):  # plug-ins' own aside
        place = (
            entry.page.resolve().relative_to(ROOT).as_posix()
            if isinstance(entry.page, Path)
            else "the table of notices"
        )
        messages.add(entry.text.strip(), place)
    return messages


def po_path(language: str, domain: str) -> Path:
    """Where the translations of a domain into a language are."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read_translations(path: Path) -> dict[str, str]:
    """The translations of a .po file by their templates; those that are empty or fuzzy are left out."""
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        catalog = read_po(stream)
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}


def updated(messages: Messages, known: Mapping[str, str], language: str) -> str:
    """A .po file with all messages, and the translations that are known of them. The forms of a plural are entries of
    their own: Chinese has one, and says of many what it says of one."""
    catalog = Catalog(locale=language, charset="utf-8")
    for template in sorted(messages.found):
        flags = ["python-brace-format"] if "{" in template else []
        places = [(place, None) for place in sorted(messages.found[template])[:3]]
        catalog.add(template, known.get(template, ""), locations=places, flags=flags)  # type: ignore[arg-type]
    out = io.BytesIO()
    # The header is our own: no day and no person, so that a difference is one of sentences.
    write_po(out, catalog, width=100, omit_header=True, include_lineno=False)
    return _head(language) + out.getvalue().decode().strip("\n") + "\n"


def _head(language: str) -> str:
    return (
        f"# What duizhao says, in {language}. Written by `make messages`; docs/translating.md says how to work on it.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )


def traditional(simplified: Mapping[str, str]) -> dict[str, str]:
    """Translations in traditional characters and the words of Taiwan, by OpenCC, then the table of corrections."""
    from opencc import OpenCC

    convert = OpenCC("s2twp").convert
    corrections = [row.split("\t") for row in CORRECTIONS.read_text(encoding="utf-8").splitlines() if "\t" in row]
    out = {}
    for template, text in simplified.items():
        made = convert(text)
        for wrong, right, *_ in corrections:
            made = made.replace(wrong, right)
        out[template] = made
    return out


def as_json(translations: Mapping[str, str]) -> str:
    """What the program reads: a template and its translation a line."""
    return json.dumps(dict(sorted(translations.items())), ensure_ascii=False, indent=0) + "\n"


def files() -> dict[Path, str]:
    """All files that are kept, as they should be."""
    made: dict[Path, str] = {}
    all_of: dict[str, dict[str, str]] = {"zh_Hans": {}, "zh_Hant": {}}
    for domain, messages in zip(DOMAINS, (of_python(), of_pages(), of_explanations()), strict=True):
        known = read_translations(po_path("zh_Hans", domain))
        simplified = {template: known[template] for template in messages.found if template in known}
        for language, texts in (("zh_Hans", simplified), ("zh_Hant", traditional(simplified))):
            made[po_path(language, domain)] = updated(messages, texts, language)
            all_of[language] |= texts
    for language, texts in all_of.items():
        made[SAYING / f"{language}.json"] = as_json(texts)
    return made


def main() -> int:
    made = files()
    stale = [path for path, text in made.items() if _text(path) != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not up to date: make messages")
        return int(bool(stale))
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
