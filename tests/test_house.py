"""The house plan, enforced: who may import whom, what ships, and that our imports are ours."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

ROOT = Path(__file__).resolve().parent.parent

# room: the rooms it may import besides itself. `app` is the package `duizhao`, the others are `duizhao.ROOM`.
ARROWS: dict[str, set[str]] = {
    "corpora": set(),
    "alignment": {"corpora"},
    "tmx": {"corpora"},
    "terminology": {"corpora"},
    "quality": {"corpora", "terminology"},
    "review": {"corpora", "alignment", "tmx"},
    "app": {"corpora", "alignment", "tmx", "terminology", "quality", "review"},
}
HEAVY = frozenset(
    ("jieba", "lxml", "numpy", "onnx", "onnxruntime", "rich", "sacrebleu", "sentence_transformers", "spacy", "torch")
)


@dataclass(frozen=True)
class Seen:
    """What these tests ask of a module, which is parsed once; each with its line, functions with how long they are."""

    imports: tuple[tuple[str, int], ...] = ()
    relative: tuple[int, ...] = ()
    named: tuple[tuple[str, int], ...] = ()
    functions: tuple[tuple[str, int], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    language_facts: tuple[tuple[int, str], ...] = ()


@cache
def seen(path: Path) -> Seen:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = tuple(statements(tree.body))
    imports = tuple(imported(inside))
    relative = tuple(node.lineno for node in inside if isinstance(node, ast.ImportFrom) and node.level)
    if path.relative_to(ROOT).parts[0] not in (*ARROWS, "scripts"):
        return Seen(imports, relative)
    # Which language the program itself speaks is no fact of texts.
    own = (ROOT / "corpora" / "language", ROOT / "corpora" / "saying")
    facts = () if path.parent in own else tuple(own_language_facts(tree))
    classes = tuple(public_classes(tree))
    return Seen(imports, relative, tuple(named(tree)), tuple(functions(inside)), classes, facts)


def statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All statements of a body with those inside of them; expressions are not looked into. What stands under
    `if TYPE_CHECKING` is left out: what is imported for the type checker alone ties no modules together."""
    for node in body:
        yield node
        only_typed = isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            if not (only_typed and part == "body"):
                yield from statements(getattr(node, part, ()))


def imported(inside: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """Dotted names that are imported when a module runs, wherever in it they stand."""
    for node in inside:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def named(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Modules of ours that are named in a text, as what is loaded late is ("duizhao.tmx.memory:write")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("duizhao."):
            dotted = node.value.partition(":")[0]
            if is_module(dotted):
                yield dotted, node.lineno


def is_module(dotted: str) -> bool:
    """Whether this is the whole name of a module or package of ours. `duizhao.outputs` is a group of entry points too,
    and what uses the module says more than its name."""
    if dotted == "duizhao.outputs" or not all(dotted.split(".")):
        return False
    room = room_of(dotted)
    path = ROOT.joinpath(room, *dotted.split(".")[1 if room == "app" else 2 :])
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def room_of(name: str) -> str:
    """The room of a dotted name of ours, or its first part."""
    parts = name.split(".")
    if parts[0] != "duizhao":
        return parts[0]
    return parts[1] if len(parts) > 1 and parts[1] in ARROWS else "app"


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def package(path: Path) -> str:
    """The dotted name of the package that a folder of ours is installed as."""
    room, *below = path.relative_to(ROOT).parts
    return ".".join(["duizhao", *([] if room == "app" else [room]), *below])


@pytest.mark.parametrize("room", ARROWS)
def test_arrows(room: str) -> None:
    forbidden = (set(ARROWS) | {"scripts", "tests"}) - ARROWS[room] - {room}
    wrong = [
        f"{p.relative_to(ROOT)}:{n} imports {m}"
        for p in modules(room)
        for m, n in (*seen(p).imports, *seen(p).named)
        if room_of(m) in forbidden
    ]
    assert not wrong, "\n".join(wrong)
    assert modules(room), f"{room}/ is empty"


def test_what_is_named_in_a_text_is_seen() -> None:
    found = {name for name, _ in seen(ROOT / "app" / "plugins.py").named}
    assert {"duizhao.corpora.reading", "duizhao.tmx.formats.known"} <= found
    assert not is_module("duizhao.readers"), "a group of entry points"


def test_imports_say_the_installed_name() -> None:
    # `from ..tmx import read` would go past the tables of arrows, which read whole names.
    paths = [path for folder in (*ARROWS, "scripts", "tests", "examples") for path in (ROOT / folder).rglob("*.py")]
    wrong = [f"{path.relative_to(ROOT)}:{line}" for path in paths for line in seen(path).relative]
    assert not wrong, f"relative imports: {', '.join(wrong)}"


def test_no_bare_names() -> None:
    # `import tmx` would find our folder from the root of a checkout, and somebody else's package anywhere else.
    bare = set(ARROWS) - {"app"}
    paths = [path for folder in (*ARROWS, "scripts", "tests") for path in (ROOT / folder).rglob("*.py")]
    wrong = [
        f"{p.relative_to(ROOT)}:{n} imports {m}" for p in paths for m, n in seen(p).imports if m.split(".")[0] in bare
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ARROWS)
def test_imports_resolve_to_ours(room: str) -> None:
    found = importlib.import_module(package(ROOT / room)).__file__
    assert found is not None
    assert Path(found).resolve() == ROOT / room / "__init__.py"


def test_every_package_ships() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(project["tool"]["setuptools"]["packages"])
    on_disk = {package(p.parent) for room in ARROWS for p in (ROOT / room).rglob("__init__.py")}
    assert listed == on_disk
    assert {package(p.parent) for room in ARROWS for p in modules(room)} == on_disk, (
        "a folder with modules has no __init__.py"
    )


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, click, duizhao.cli.main as m; m.cli.main(['--help'], standalone_mode=False);"
        "[m.cli.get_command(click.Context(m.cli), verb) for verb in m.VERBS];"  # as the help of each verb does
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]"), done.stdout[-300:]


def test_the_list_of_verbs_loads_no_room() -> None:
    code = (
        "import sys, duizhao.cli.main as m; m.cli.main(['--help'], standalone_mode=False);"
        f"print(sorted({ {'duizhao.' + room for room in ARROWS}!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]"), done.stdout[-300:]


def test_memories_are_read_without_the_readers_of_documents() -> None:
    # Their patterns take longer to compile than most commands about memories take to run.
    code = (
        "import sys, duizhao.corpora; from duizhao.tmx import Reader;"
        "print([m for m in sys.modules if m.startswith(('duizhao.tmx.formats', 'duizhao.tmx.store', 'email'))]);"
        "import duizhao.cli.tmx.stats, duizhao.cli.memory;"
        "print([m for m in sys.modules if m.startswith(('duizhao.corpora.read', 'duizhao.corpora.structure',"
        " 'duizhao.corpora.numerals', 'duizhao.corpora.assembly'))]);"
        "from duizhao.corpora import Notice; print(Notice('docx.hidden', 'x').check);"
        "print(set(duizhao.corpora.__all__) - set(dir(duizhao.corpora)), duizhao.corpora.read.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "[]", "docx.hidden", "set() duizhao.corpora.reading"]


def test_no_absolute_paths_or_hosts() -> None:
    # The repository speaks of the product: no path of a developer's machine, no address of a registry.
    wrong = []
    for path in [p for room in (*ARROWS, "scripts", "docs", "tests") for p in (ROOT / room).rglob("*")]:
        if path.suffix in {".py", ".md", ".toml", ".tsv"} and path != Path(__file__).resolve():
            text = path.read_text(encoding="utf-8", errors="replace")
            wrong += [f"{path.relative_to(ROOT)}: {w}" for w in ("/work/", "/root/", "/home/") if w in text]
    assert not wrong, "\n".join(wrong)


# -- inside the rooms -------------------------------------------------------------------------------------------------

# room: {sub-room or module of the room: those of the same room that it may import besides itself}. A name stands for a
# folder with what lies below it, or for one module; the longest name that fits a module counts. `.` stands for modules
# that have no name of their own here, with the room's `__init__`; EVERY for all that have a row.
EVERY = frozenset(("*",))
# Whoever has something to say to people may import it; it imports nothing of ours.
ANYBODY = {"corpora": frozenset(("saying",))}
INSIDE: dict[str, dict[str, frozenset[str]]] = {
    "corpora": {
        # The room's face: nothing in the room goes through it.
        ".": EVERY,
        # What is said to people; see ANYBODY.
        "saying": frozenset(),
        # An error does not speak of passwords.
        "secrets": frozenset(),
        "errors": frozenset(("secrets",)),
        # Every output of every room comes through here.
        "harmless": frozenset(),
        "version": frozenset(),
        "registry": frozenset(("errors",)),
        "catalogue": frozenset(("errors", "registry")),
        "notebook": frozenset(),
        # A notice is made only with an id that the catalogue knows.
        "model": frozenset(("catalogue", "notebook", "version")),
        "frames": frozenset(("errors", "model")),
        "codec": frozenset(("model",)),
        "language": frozenset(("errors", "storage")),
        "storage": frozenset(("errors",)),
        "processes": frozenset(("errors",)),
        "numerals": frozenset(("language", "model")),
        "structure": frozenset(("language", "model", "numerals")),
        "notices": frozenset(("catalogue", "language", "model", "structure")),
        "sentences": frozenset(("errors", "language", "model", "storage")),
        "readers": frozenset(("codec", "errors", "language", "model", "processes", "registry", "storage", "structure")),
        # A sheet has no structure to assemble: its reader cuts cells and looks them over by itself.
        "readers/office": frozenset(("errors", "language", "model", "notices", "readers", "storage", "structure")),
        "readers/pdf": frozenset(("errors", "language", "model", "processes", "readers", "structure")),
        "samples": frozenset(("errors",)),
        "assembly": frozenset(("errors", "language", "model", "notices", "structure")),
        "bilingual": frozenset(("language", "model", "structure")),
        "reading": frozenset(
            ("assembly", "bilingual", "errors", "language", "model", "processes", "readers", "registry", "storage")
        ),
    },
    "alignment": {
        ".": frozenset(("encoders", "signals", "signals/tokens", "coverage", "text_side", "search")),
        "encoders": frozenset(),
        "search": frozenset(),
        "text_side": frozenset(),
        "signals": frozenset(("text_side",)),
        "coverage": frozenset(("search", "signals")),
        "signals/tokens": frozenset(("coverage", "encoders", "signals")),
        "pairing": frozenset(("encoders", "signals", "text_side")),
    },
    "tmx": {
        ".": EVERY,
        "model": frozenset(),
        "locators": frozenset(("model",)),
        "pair": frozenset(("model",)),
        # The document type is what the fast way and the whole parser both go by.
        "xml/dtd": frozenset(),
        # Fenced off: the cleverest four files, which a maintainer need not read.
        "xml/fast": frozenset(("model", "xml/dtd")),
        "xml": frozenset(("model", "xml/dtd", "xml/fast")),
        "memory": frozenset(("locators", "model", "pair", "xml")),
        "formats": frozenset(("memory", "model", "pair", "xml", "xml/fast")),
        "operations": frozenset(("model", "xml", "xml/fast")),
        "validation": frozenset(("memory", "model", "xml", "xml/dtd")),
        "store": frozenset(("formats", "model", "operations")),
        "pretranslation": frozenset(("formats", "locators", "model", "store", "xml")),
    },
    "terminology": {
        ".": EVERY,
        "glossary": frozenset(),
        # How terms vary is decided here alone.
        "variation": frozenset(("glossary",)),
        "matching": frozenset(("glossary", "variation")),
        "merging": frozenset(("glossary",)),
        "lookup": frozenset(("glossary", "variation")),
        "ilo_seed": frozenset(("glossary",)),
        "formats": frozenset(("glossary",)),
        "extraction": frozenset(("glossary", "ilo_seed", "matching", "variation")),
        "review": frozenset(("formats", "glossary", "variation")),
    },
    "quality": {
        ".": EVERY,
        "evidence": frozenset(),
        "scores": frozenset(("evidence",)),
        "report": frozenset(("scores",)),
        "context": frozenset(("evidence",)),
        "checking": frozenset(("context", "report")),
        "checks": frozenset(("checking", "context", "evidence", "report")),
        "run": frozenset(("checking", "checks", "context", "evidence", "report", "scores")),
        # A report as plain data is what a verdict's own is made of; the other outputs print a verdict.
        "outputs/structured": frozenset(("report",)),
        "verdict": frozenset(("outputs/structured", "report")),
        "outputs": frozenset(("checks", "outputs/structured", "report", "verdict")),
        "drift": frozenset(("evidence", "outputs")),
    },
    "review": {
        ".": EVERY,
        "model": frozenset(),
        "folding": frozenset(),
        "base": frozenset(("folding", "model")),
        "sheet": frozenset(("base", "model")),
        "commands": frozenset(("model", "sheet")),
        "journal": frozenset(("model",)),
        "following": frozenset(("folding", "model")),
        "replaying": frozenset(("base", "following", "journal", "model", "sheet")),
        "session": frozenset(("base", "commands", "journal", "model", "replaying", "sheet")),
        "exchange": frozenset(("base", "folding", "journal", "model", "replaying", "session")),
        "realign": frozenset(("base", "model", "sheet")),
        "lock": frozenset(),
    },
    "app": {
        ".": frozenset(("engines", "page")),
        # Who works knows nothing of what.
        "engines": frozenset(),
        # What the two servers share.
        "asgi": frozenset(),
        "desk": frozenset((".", "page", "asgi")),
        # A page is made of what it is handed.
        "page": frozenset(),
        # An office's server knows nothing of the command line.
        "server": frozenset((".", "page", "asgi")),
        "cli": EVERY,
        "cli/tmx": EVERY,
        # `python -m duizhao`
        "__main__": frozenset(("cli",)),
    },
}


def sub_room(room: str, below: str) -> str:
    """The name in INSIDE that stands for a module of a room, given by its path in the room without `.py`."""
    known = INSIDE[room]
    names = [name for name in known if below == name or below.startswith(f"{name}/")]
    return max(names, key=len, default=".")


def below_room(room: str, dotted: str) -> str | None:
    """The path in the room, without `.py`, of the module or package that a dotted name of ours leads to."""
    parts = dotted.split(".")[1 if room == "app" else 2 :]
    for end in range(len(parts), -1, -1):
        path = ROOT.joinpath(room, *parts[:end])
        if end and path.with_suffix(".py").exists():
            return "/".join(parts[:end])
        if (path / "__init__.py").exists():
            return "/".join((*parts[:end], "__init__")) if end else "__init__"
    return None


@pytest.mark.parametrize("room", ARROWS)
def test_arrows_inside(room: str) -> None:
    wrong = []
    for path in modules(room):
        below = path.relative_to(ROOT / room).with_suffix("").as_posix()
        own = sub_room(room, below)
        # A registry names its members' modules, which import it: what is loaded late ties nothing inside a room.
        for dotted, line in seen(path).imports:
            if room_of(dotted) != room or (target := below_room(room, dotted)) is None:
                continue
            theirs = sub_room(room, target)
            allowed = INSIDE[room][own]
            allowed = allowed if allowed == EVERY else allowed | ANYBODY.get(room, frozenset())
            if theirs != own and theirs not in allowed and allowed != EVERY:
                wrong.append(f"{room}/{below}.py:{line} imports {dotted}: `{own}` may not import `{theirs}`")
    assert not wrong, "\n".join(wrong) + "\nThe table INSIDE says what may; a new sub-room needs a row of its own."


@pytest.mark.parametrize("room", ARROWS)
def test_sub_rooms_exist_and_go_one_way(room: str) -> None:
    table = INSIDE[room]
    for name in set(table) - {"."}:
        path = ROOT / room / name
        assert path.is_dir() or path.with_suffix(".py").exists(), f"{room}/{name} is in the table and not in the tree"
    folders = {p.parent.relative_to(ROOT / room).as_posix() for p in (ROOT / room).rglob("__init__.py")} - {"."}
    unnamed = {folder for folder in folders if sub_room(room, folder) == "."}
    assert not unnamed, f"sub-rooms of {room}/ without a row in INSIDE: {', '.join(sorted(unnamed))}"
    arrows = {name: set(allowed) & set(table) for name, allowed in table.items() if allowed != EVERY}
    assert set().union(*(allowed for allowed in table.values()), set()) - EVERY <= set(table)
    assert not circles(arrows), f"the table itself goes round: {circles(arrows)}"


# -- scripts and tests ------------------------------------------------------------------------------------------------

# Faults are planted in the sample after it was aligned.
TESTS_MAY_ALSO = {"quality": {"alignment"}}


def test_nothing_imports_scripts_or_tests() -> None:
    wrong = [
        f"{p.relative_to(ROOT)}:{n} imports {m}"
        for folder in (*ARROWS, "scripts")
        for p in modules(folder)
        for m, n in seen(p).imports
        if m.split(".")[0] in ({"tests"} if folder == "scripts" else {"scripts", "tests"})
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ARROWS)
def test_tests_of_a_room_need_no_more_than_the_room(room: str) -> None:
    allowed = ARROWS[room] | {room} | TESTS_MAY_ALSO.get(room, set())
    wrong = [
        f"{p.relative_to(ROOT)}:{n} imports {m}"
        for p in (ROOT / "tests" / room).rglob("*.py")
        for m, n in seen(p).imports
        if m.split(".")[0] == "duizhao" and room_of(m) not in allowed
    ]
    assert not wrong, "\n".join(wrong)


# -- circles ----------------------------------------------------------------------------------------------------------


def circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of more than one name that can all be reached from one another (strongly connected components)."""
    order: list[str] = []
    seen: set[str] = set()

    def walk(start: str, ways: Mapping[str, set[str]], out: list[str]) -> None:
        stack = [(start, iter(sorted(ways.get(start, ()))))]
        seen.add(start)
        while stack:
            step = next((other for other in stack[-1][1] if other not in seen), None)
            if step is None:
                out.append(stack.pop()[0])
            else:
                seen.add(step)
                stack.append((step, iter(sorted(ways.get(step, ())))))

    for name in arrows:
        if name not in seen:
            walk(name, arrows, order)
    back: dict[str, set[str]] = {}
    for name, others in arrows.items():
        for other in others:
            back.setdefault(other, set()).add(name)
    seen.clear()
    found = []
    for name in reversed(order):
        if name not in seen:
            walk(name, back, group := [])
            found.append(sorted(group))
    return [group for group in found if len(group) > 1]


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"a"}}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def module_graph() -> dict[str, set[str]]:
    """Every module of ours with those that it imports at any place but under `if TYPE_CHECKING`."""
    names = {}
    for room in ARROWS:
        for path in modules(room):
            dotted = package(path.parent) + ("" if path.stem == "__init__" else f".{path.stem}")
            names[dotted] = path

    def leads_to(dotted: str) -> str:
        while dotted and dotted not in names:
            dotted = dotted.rpartition(".")[0]
        return dotted

    return {
        name: {found for dotted, _ in seen(path).imports if (found := leads_to(dotted))} - {name}
        for name, path in names.items()
    }


def test_no_import_circles() -> None:
    found = circles(module_graph())
    assert not found, "\n".join(" ↔ ".join(group) for group in found)


# -- lengths ----------------------------------------------------------------------------------------------------------

MODULE_LINES, FUNCTION_LINES = 400, 60
# What is longer, and why that is right. Complexity is ruff's to judge (C901 in pyproject.toml).
LONG_MODULES: dict[str, str] = {
    "scripts/sample_preview.py": "the text of a sample document, in its order",
}
LONG_FUNCTIONS: dict[str, str] = {}


def functions(inside: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """Functions with how many lines they have, docstrings not counted."""
    for node in inside:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            described = ast.get_docstring(node) is not None
            doc = (first.end_lineno or 0) - first.lineno + 1 if described else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - doc


PATHS = [p for folder in (*ARROWS, "scripts") for p in modules(folder)]


def test_modules_are_short() -> None:
    lines = {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8").count("\n") for p in PATHS}
    long = {name: n for name, n in lines.items() if n > MODULE_LINES}
    assert set(long) == set(LONG_MODULES), f"over {MODULE_LINES} lines: {long}; with a reason: {sorted(LONG_MODULES)}"


def test_functions_are_short() -> None:
    long = {
        f"{p.relative_to(ROOT).as_posix()}:{name}": n
        for p in PATHS
        for name, n in seen(p).functions
        if n > FUNCTION_LINES
    }
    assert set(long) == set(LONG_FUNCTIONS), (
        f"over {FUNCTION_LINES} lines: {long}; with a reason: {sorted(LONG_FUNCTIONS)}"
    )


def test_what_is_too_complex_says_why() -> None:
    # ruff refuses it (C901), and is told to look away by a comment alone.
    told = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in PATHS
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"noqa: [^ ]*C901(?! - \w)", line)
    ]
    assert not told, "say why behind the comment (`# noqa: C901 - …`):\n" + "\n".join(told)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "C90" in settings["select"]
    assert settings["mccabe"]["max-complexity"] == 20
    assert "per-file-ignores" not in settings


# -- language facts ---------------------------------------------------------------------------------------------------

CODES = frozenset(("zh", "en", "ja", "ko", "th"))
# Where ideographs begin and end, as a pattern or a comparison of code points would say it.
HAN_EDGES = frozenset((0x3400, 0x4DBF, 0x4E00, 0x9FA5, 0x9FFF, 0xF900, 0xFAFF, 0x20000))
HAN_ESCAPES = re.compile(r"\\[uU](?:0{4})?(?:3400|4dbf|4e00|9fa5|9fff)|Script=Han|\\p\{(?:sc=)?Han", re.IGNORECASE)
HAN_RANGE = re.compile("[\u3400-\u9fff\uf900-\ufaff]-[\u3400-\u9fff\uf900-\ufaff]")


def own_language_facts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Places that decide by themselves what the language table and `HAN` say: lines, with what is wrong."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            constants = [c.value for side in (node.left, *node.comparators) for c in ast.walk(side) if _constant(c)]
            if any(value in CODES or str(value).startswith("zh-") for value in constants if isinstance(value, str)):
                yield node.lineno, "compares with a language: ask corpora.language.table"
            ordered = any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops)
            if ordered and any(v in HAN_EDGES or v in set(map(chr, HAN_EDGES)) for v in constants):
                yield node.lineno, "says which characters are Chinese: use HAN, is_han or count_han"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
            if any(_constant(arg) and arg.value in CODES for arg in node.args):
                yield node.lineno, "compares with a language: ask corpora.language.table"
        elif isinstance(node, ast.Set | ast.Tuple | ast.List):
            if len(CODES & {c.value for c in node.elts if _constant(c)} - {"en"}) > 1:
                yield node.lineno, "lists languages: ask corpora.language.table"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if HAN_ESCAPES.search(node.value) or HAN_RANGE.search(node.value):
                yield node.lineno, "says which characters are Chinese: use HAN, is_han or count_han"
            elif len((CODES - {"en"}) & set(node.value.split())) > 1:
                yield node.lineno, "lists languages: ask corpora.language.table"


def _constant(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant)


def test_language_facts_come_from_the_table() -> None:
    paths = [p for room in ARROWS for p in modules(room)]
    wrong = [f"{path.relative_to(ROOT)}:{line} {what}" for path in paths for line, what in seen(path).language_facts]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code",
    [
        'chinese = primary(tag) == "zh"',
        'if primary(tag) in ("zh", "ja"): pass',
        'if pair != ("en", "zh"): pass',
        'if tag.startswith("zh"): pass',
        '_UNSPACED = frozenset({"zh", "ja"})',
        '_UNSPACED = frozenset("zh ja th".split())',
        '_HAN = re.compile("[\u4e00-\u9fff]")',
        '_HAN = re.compile(r"[\\u4e00-\\u9fff]")',
        '_HAN = re.compile(f"[{x}一-龥]")',
        'found = regex.search(r"\\p{Han}", text)',
        'han = "\u4e00" <= char <= "\u9fff"',
        "han = 0x4E00 <= ord(char) <= 0x9FFF",
    ],
)
def test_own_language_facts_are_found(code: str) -> None:
    assert list(own_language_facts(ast.parse(code)))


def test_other_uses_of_languages_pass() -> None:
    code = 'words(text, "zh")\nNAMES = {"en": "English", "zh": "Chinese"}\nwords = ("一二", "2024-25")\nx = char < "。"'
    assert list(own_language_facts(ast.parse(code))) == []


def test_a_package_exports_no_function_under_the_name_of_its_module() -> None:
    # `import duizhao.terminology.seed as s` would give a function, and a monkeypatch of the module would miss.
    wrong = []
    for init in [p for room in ARROWS for p in (ROOT / room).rglob("__init__.py")]:
        dotted = package(init.parent)
        below = {p.stem for p in init.parent.glob("*.py")} | {p.parent.name for p in init.parent.glob("*/__init__.py")}
        for name in sorted(below - {"__init__", "__main__"}):
            module = importlib.import_module(f"{dotted}.{name}")
            if getattr(importlib.import_module(dotted), name) is not module:
                wrong.append(f"{dotted}.{name}")
    assert not wrong, f"hidden by a function or class of the same name: {', '.join(wrong)}"


def public_classes(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The classes of a module that are not private, with their lines; those inside of a function are its own affair."""
    for node in tree.body:
        for inner in ast.walk(node) if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ():
            if isinstance(inner, ast.ClassDef) and not inner.name.startswith("_"):
                yield inner.name, inner.lineno


def test_a_public_class_name_is_unique() -> None:
    # Whoever reads `Row`, or searches for it, is to find one class.
    owners: dict[str, list[str]] = {}
    for path in (path for room in ARROWS for path in modules(room)):
        for name, line in seen(path).classes:
            owners.setdefault(name, []).append(f"{path.relative_to(ROOT)}:{line}")
    assert len(owners) > 300
    wrong = [f"{name}: {', '.join(places)}" for name, places in sorted(owners.items()) if len(places) > 1]
    assert not wrong, "\n".join(wrong) + "\nName each for what it is in its room, or make it private (`_Name`)."
