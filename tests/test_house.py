"""The house plan, enforced: who may import whom, what ships, and that our imports are ours."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# room: the rooms it may import besides itself. `app` is the package `duizhao`, the others are `duizhao.ROOM`.
ARROWS: dict[str, set[str]] = {
    "corpora": set(),
    "alignment": {"corpora"},
    "tmx": {"corpora"},
    "terminology": {"corpora"},
    "quality": {"corpora", "terminology"},
    "app": {"corpora", "alignment", "tmx", "terminology", "quality"},
}
HEAVY = frozenset(
    ("jieba", "lxml", "numpy", "onnx", "onnxruntime", "rich", "sacrebleu", "sentence_transformers", "spacy", "torch")
)


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted names of ours that a module imports, with the line, wherever in the module they stand."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


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
        for m, n in imported(p)
        if room_of(m) in forbidden
    ]
    assert not wrong, "\n".join(wrong)
    assert modules(room), f"{room}/ is empty"


def test_no_bare_names() -> None:
    # `import tmx` would find our folder from the root of a checkout, and somebody else's package anywhere else.
    bare = set(ARROWS) - {"app"}
    paths = [path for folder in (*ARROWS, "scripts", "tests") for path in (ROOT / folder).rglob("*.py")]
    wrong = [f"{p.relative_to(ROOT)}:{n} imports {m}" for p in paths for m, n in imported(p) if m.split(".")[0] in bare]
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


def test_no_absolute_paths_or_hosts() -> None:
    # The repository speaks of the product: no path of a developer's machine, no address of a registry.
    wrong = []
    for path in [p for room in (*ARROWS, "scripts", "docs", "tests") for p in (ROOT / room).rglob("*")]:
        if path.suffix in {".py", ".md", ".toml", ".tsv"} and path != Path(__file__).resolve():
            text = path.read_text(encoding="utf-8", errors="replace")
            wrong += [f"{path.relative_to(ROOT)}: {w}" for w in ("/work/", "/root/", "/home/") if w in text]
    assert not wrong, "\n".join(wrong)
