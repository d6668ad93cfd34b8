"""What the documentation shows is true: commands parse, Python runs, settings load, links lead somewhere."""

from __future__ import annotations

import importlib
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from duizhao.cli.main import cli
from duizhao.corpora.saying import use_language
from duizhao.quality import known_checks
from scripts import make_site
from tests.app.running import run
from tests.conftest import ROOT
from tests.fakes import FakeTokenEncoder
from tests.models import with_kept_models

PAGES = [
    *sorted(ROOT.glob("*.md")),
    ROOT / "corpora" / "samples" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "quality" / "checks").glob("*.md")),
]
ROOMS = ("corpora", "alignment", "tmx", "terminology", "quality", "review", "app")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:(?<=\n\n)|(?<=\n##))(?: {4}\S.*\n)+")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, *languages: str) -> list[tuple[int, str]]:
    """(line, text) of the fenced blocks in one of the languages."""
    text = path.read_text(encoding="utf-8")
    return [(text[: m.start()].count("\n") + 2, m[2]) for m in FENCED.finditer(text) if m[1] in languages]


def typed(text: str) -> Iterator[str]:
    """The `duizhao` commands in lines as they are typed: without prompt, comment and what stands beside them."""
    for line in re.sub(r"\[(--[^\]]*)\]", r"\1", text).splitlines():  # [--option]: it may be left out
        line = re.split(r"\s+#\s|\s{2,}(?![-a-z]+ *=)", line.strip().removeprefix("$ ").removeprefix("- "))[0]
        for part in re.split(r"\s[|>]\s|\s&&\s|;\s", line):
            if found := re.match(r"(?:[A-Z_]+=\S+ )*(duizhao(?: .*)?)$", part.strip()):
                yield found[1]


def shown() -> Iterator[tuple[str, str]]:
    """Every command that a page shows, in a block or in the text, with the page and line."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for match in FENCED.finditer(text):
            if match[1] in {"", "console", "text", "yaml"}:
                yield from ((f"{named(path)}:{text[: match.start()].count(chr(10)) + 1}", c) for c in typed(match[2]))
        prose = FENCED.sub(lambda m: "\n" * m[0].count("\n"), text)
        for number, line in enumerate(prose.splitlines(), 1):
            spans = [line] if line.startswith("    ") else re.findall(r"`(duizhao [^`]*)`", line)
            for span in spans:
                # of alternatives in a table (text\|jsonl) the first will do
                yield from ((f"{named(path)}:{number}", c) for c in typed(re.sub(r"(\\\|[\w-]+)+", "", span)))


def context() -> click.Context:
    # with the command's own settings: the names of its help option are remembered by all commands below it
    return click.Context(cli, info_name="duizhao", **cli.context_settings)


def parse(line: str) -> None:
    """Raise click's error unless `duizhao` would take this line. A verb alone is a mention, not a call."""
    words = shlex.split(line)[1:]
    command: click.Command = cli
    ctx = context()
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        below = command.get_command(ctx, words[0])
        if below is None:
            raise click.UsageError(f"no command {words[0]}", ctx)
        command, ctx, words = below, click.Context(below, info_name=words[0], parent=ctx), words[1:]
    if words:
        command.make_context(ctx.info_name, words, parent=ctx.parent, resilient_parsing="--help" in words)


def test_commands_parse() -> None:
    found = list(shown())
    assert len(found) > 100
    wrong = []
    for place, line in found:
        try:
            parse(line)
        except click.exceptions.Exit:
            pass  # --version
        except (click.ClickException, ValueError) as error:
            said = error.format_message() if isinstance(error, click.ClickException) else error
            wrong.append(f"{place}: {line}: {said}")
    assert not wrong, "\n".join(wrong)


def leaves(command: click.Command, name: str, ctx: click.Context) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for below in command.list_commands(ctx):
            found = command.get_command(ctx, below)
            assert found is not None
            yield from leaves(found, f"{name} {below}", click.Context(found, info_name=below, parent=ctx))
    else:
        yield name, command.get_help(ctx)


def test_every_help_has_an_example_that_parses() -> None:
    for name, text in leaves(cli, "duizhao", context()):
        after = text.partition("Example")[2]
        examples = list(typed(after))
        assert any(line.startswith(name) for line in examples), f"{name} --help shows no example of it"
        for line in examples:
            parse(line)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with the files that the snippets speak of, and what their names stand for."""
    import openpyxl

    from duizhao import alignment, corpora, quality, tmx
    from duizhao.corpora.samples import path as sample

    folder = tmp_path_factory.mktemp("table")
    for name in ("en.md", "zh.md"):
        shutil.copy(sample(name), folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        source, target = corpora.read("en.md", language="en"), corpora.read("zh.md", language="zh-CN")
    found = alignment.align(source, target)
    memory = tmx.Memory.from_pairs(found.pairs, "en", "zh-CN", recipe=found.recipe)
    memory.write(folder / "big.tmx")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Texts")
    for number, pair in enumerate(found.pairs[20:60]):
        sheet.append([number, pair.source, "", pair.target])
    book.save(folder / "pairs.xlsx")
    return folder, {
        "source": source,
        "target": target,
        "pairs": found.pairs,
        "recipe": found.recipe,
        "report": quality.check(found.pairs),
        "entries": memory.entries,
        "texts": ["Decent work for all."],
    }


@pytest.fixture
def table(laid: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """A copy of the folder for one page, as the current folder, and the names."""
    folder, names = laid
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    encoder = FakeTokenEncoder()
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda **_: encoder)
    return names


@pytest.mark.parametrize("path", [pytest.param(p, id=named(p)) for p in PAGES if blocks(p, "python")])
def test_python_runs(path: Path, table: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    before = set(known_checks)
    for line, code in blocks(path, "python"):
        exec(compile("\n" * (line - 1) + code, named(path), "exec"), dict(table))
    # What a page adds, other tests do without.
    for name in set(known_checks) - before:
        known_checks.remove(name)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all pages: most of them align the same two papers. The encoder's model comes from where other tests left
    it, since it takes seconds to build."""
    return with_kept_models(tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize("path", [pytest.param(p, id=named(p)) for p in PAGES if blocks(p, "console")])
def test_transcripts_are_what_comes(
    path: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands of a page run one after the other in a folder with the samples; a line of … stands for any lines.
    Figures may be off by a twentieth: they move a little with the aligner and with the processor. What a reader does
    between commands is done here, too: see `by_hand`. The Chinese manual shows what a Chinese system is told."""
    from duizhao.alignment.encoders import onnx_engine

    if lacking := onnx_engine.missing():
        pytest.skip(f"the transcripts were made with the extra onnx, which lacks {lacking}")
    shutil.copytree(ROOT / "corpora" / "samples", tmp_path / "corpora" / "samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUIZHAO_CACHE", str(cache))
    monkeypatch.setenv("DUIZHAO_LANG", "zh" if "zh" in path.parts else "en")
    for line, language, text in steps(path):
        if language != "console":
            by_hand(language, text)
            continue
        for call in text.removeprefix("$ ").split("\n$ "):
            command, _, expected = call.partition("\n")
            run(*shlex.split(command)[1:])
            printed = capsys.readouterr().out
            at = 0
            for part in re.split(r"^…\n", expected, flags=re.MULTILINE):
                while at <= len(printed) and not alike(part.rstrip(), printed[at:]):
                    at = printed.find("\n", at) + 1 or len(printed) + 1
                assert at <= len(printed), f"{named(path)}:{line}: `{command}` does not print\n{part}but\n{printed}"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A page's language is its own."""
    yield
    use_language("en")


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "zh").glob("*.md")), ids=named)
def test_the_chinese_manual_has_the_steps_of_the_english_one(path: Path) -> None:
    def of(page: Path) -> list[tuple[str, str]]:
        text = page.read_text(encoding="utf-8")
        found = [(what, "\n".join(_calls(said)) if what == "console" else said) for _, what, said in steps(page)]
        return found + [("", m) for m in re.findall(r"^    .*", FENCED.sub("", text), re.M)]

    assert of(path)
    assert of(path) == of(ROOT / "docs" / "tutorials" / path.name)


def _calls(console: str) -> list[str]:
    return [line for line in console.splitlines() if line.startswith("$ ")]


def steps(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, what, text) of all that a reader does on this page: console blocks; toml blocks whose first line is the
    name of the file, as a comment; and `<!-- edit … -->` or `<!-- decide … -->` where the text says to do that."""
    text = path.read_text(encoding="utf-8")
    for match in re.finditer(r"^```(console|toml)\n(.*?)^```$|^<!-- (edit|decide) (.*) -->$", text, re.M | re.S):
        if match[1] != "toml" or match[2].startswith("# "):
            yield text[: match.start()].count("\n") + 2, match[1] or match[3], match[2] or match[4]


def by_hand(what: str, text: str) -> None:
    """Write a settings file; edit `FILE: OLD > NEW`; decide ten terms of a workbook as the tutorial says."""
    if what == "toml":
        Path(text.split()[1]).write_text(text, encoding="utf-8")
    elif what == "edit":
        file, old, new = re.split(r": | > ", text)
        before = Path(file).read_text(encoding="utf-8")
        assert before.count(old) == 1
        Path(file).write_text(before.replace(old, new), encoding="utf-8")
    else:
        import openpyxl

        book = openpyxl.load_workbook(text)
        rows = book.active.iter_rows(max_row=11)
        place = {cell.value: number for number, cell in enumerate(next(rows))}
        given_up = 0
        for row in rows:
            row[place["reviewer"]].value = "Liu"
            if row[place["target_term"]].value == "公正过渡":
                row[place["status"]].value = "deprecated"
                given_up += 1
        assert given_up == 1
        book.save("decided.xlsx")


def alike(expected: str, printed: str) -> bool:
    """Whether `printed` begins with `expected`, numbers but for a twentieth."""
    number = re.compile(r"\d+(?:\.\d+)?")
    printed = "\n".join(printed.split("\n")[: expected.count("\n") + 1]).rstrip()
    if number.sub("0", printed) != number.sub("0", expected):
        return False
    both = zip(number.findall(expected), number.findall(printed), strict=True)
    return all(abs(float(a) - float(b)) <= 0.05 * float(a) for a, b in both)


@pytest.mark.parametrize("path", [pytest.param(p, id=named(p)) for p in PAGES if blocks(p, "toml")])
def test_settings_load(path: Path, tmp_path: Path) -> None:
    from duizhao.project import load

    for name in (
        "en/preview.md",
        "zh/preview.md",
        "en/reports/a.docx",
        "zh/reports/a.docx",
        "papers/en.md",
        "papers/zh.md",
        "glossary.csv",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for _, text in blocks(path, "toml"):
        pairs = "" if "pair" in tomllib.loads(text) else '[[pair]]\nsource = "en/*.md"\ntarget = "zh/*.md"\n'
        (tmp_path / "duizhao.toml").write_text(pairs + text, encoding="utf-8")
        project = load(tmp_path / "duizhao.toml")
        assert project.pairs


def test_every_page_is_in_the_menu_of_the_site_once(tmp_path: Path) -> None:
    """Read with the standard library: it shall be said also where mkdocs is not installed."""
    _, _, nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")
    named_there = re.findall(r"- (?:[^:\n]+: )?(\S+\.md)$", nav, re.MULTILINE)
    make_site.lay_out(tmp_path)
    laid = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    assert len(laid) > 30
    assert not laid - set(named_there), "add these pages to `nav` of mkdocs.yml"
    assert sorted(named_there) == sorted(laid)


def test_links_lead_somewhere() -> None:
    wrong = []
    for path in PAGES:
        text = FENCED.sub("", path.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            place, _, anchor = target.partition("#")
            if "://" in target:
                continue
            file = (path.parent / place).resolve() if place else path
            if not file.exists():
                wrong.append(f"{named(path)}: {target} does not exist")
            elif anchor:
                titles = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
                if anchor not in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}:
                    wrong.append(f"{named(path)}: {target}: no such heading")
    assert not wrong, "\n".join(wrong)


def test_files_and_names_in_the_text_exist() -> None:
    rooms = "|".join(ROOMS)
    a_path = re.compile(rf"((?:{rooms}|scripts|tests|docs)/[\w./]*)(?!\*)\b")
    a_name = re.compile(rf"((?:duizhao|{rooms})(?:\.\w+)+)\(|((?:duizhao|{rooms})(?:\.\w+){{2,}})$")
    wrong = []
    for path in PAGES:
        for span in re.findall(r"`([^`\n]+)`", FENCED.sub("", path.read_text(encoding="utf-8"))):
            if found := a_path.match(span):
                if not (ROOT / found[1]).exists():
                    wrong.append(f"{named(path)}: no {found[1]}")
            elif (found := a_name.match(span)) and not exists(found[1] or found[2]):
                wrong.append(f"{named(path)}: no {found[1] or found[2]}")
    assert not wrong, "\n".join(wrong)


def test_scripts_and_targets_exist_with_their_options() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    wrong = []
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for call, options in re.findall(r"python (?:-m )?(scripts[./]\w+(?:\.py)?)([^`\n]*)", text):
            script = ROOT / (call.removesuffix(".py").replace(".", "/") + ".py")
            source = script.read_text(encoding="utf-8") if script.exists() else ""
            unknown = [option for option in re.findall(r"(?<!\S)\[?(--[a-z][\w-]*)", options) if option not in source]
            if not source or unknown:
                wrong.append(f"{named(path)}: {call}: {unknown or 'no such script'}")
        wrong += [
            f"{named(path)}: make {t}" for t in re.findall(r"(?:^|`)make ([\w-]+)", text, re.M) if t not in targets
        ]
    assert not wrong, "\n".join(wrong)


def exists(name: str) -> bool:
    """Whether a dotted name is a file, or a module or something in one."""
    if name.rpartition(".")[2] in {"md", "toml", "tsv", "json", "xml"}:
        return True
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part, None)
        return value is not None
    return False
