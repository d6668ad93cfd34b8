"""`duizhao pair`: from files to a manifest that `align` takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.alignment.pairing import Paired, Pairing
from duizhao.batch import read_manifest
from duizhao.corpora import samples
from duizhao.inputs import TwoFiles
from duizhao.pairing import Sorted, manifest, pair_files
from tests.app.running import run

SAMPLES = Path(samples.__file__).parent
NAMES = {"en.md": "7.md", "ports.zh.md": "#1.md", "ports.en.md": "more/0.md", "zh.md": "more/x.md"}


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """Two papers in both languages under names that say nothing, in folders with a space and in Chinese."""
    folder = tmp_path / "一 pile"
    (folder / "more").mkdir(parents=True)
    for name, there in (
        ("en.md", "7.md"),
        ("ports.zh.md", "#1.md"),
        ("ports.en.md", "more/0.md"),
        ("zh.md", "more/x.md"),
    ):
        (folder / there).write_bytes((SAMPLES / name).read_bytes())
    return folder


def test_a_mixed_folder_becomes_a_manifest(pile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pair", pile, "-o", pile / "pairs.tsv") == 0
    capsys.readouterr()
    pairs = read_manifest(pile / "pairs.tsv")
    given = [pair.given for pair in pairs]
    assert all(isinstance(one, TwoFiles) for one in given)
    assert [tuple(path.relative_to(pile).as_posix() for path in one.files) for one in given] == [
        ("7.md", "more/x.md"),
        ("more/0.md", "#1.md"),
    ]
    assert run("pair", pile, "-o", pile / "pairs.tsv", "--jobs", "2", "--json") == 0
    assert [one["confidence"] > 0.9 for one in json.loads(capsys.readouterr().out)["pairs"]] == [True, True]


def test_what_takes_no_part_is_said(pile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pile / "empty.md").write_text("")
    (pile / "novel.txt").write_text("She went down to the sea, and the gulls were gone. Nobody had told her why.")
    assert run("pair", pile, "-o", pile / "pairs.tsv") == 1
    assert "empty.md: the file is empty" in capsys.readouterr().err
    text = (pile / "pairs.tsv").read_text(encoding="utf-8")
    assert "# unpaired: novel.txt" in text
    assert "# set aside: empty.md" in text
    assert len(read_manifest(pile / "pairs.tsv")) == 2


def test_lists_name_documents(pile: Path) -> None:
    (pile / "list.txt").write_text("# two of four\n7.md\n\nmore/x.md\n", encoding="utf-8")
    assert run("pair", "--list", pile / "list.txt", "-o", pile / "m.tsv") == 0
    assert len(read_manifest(pile / "m.tsv")) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("pair", "-o", "m.tsv"), "no documents to pair"),
        (("pair", "nowhere", "-o", "m.tsv"), "no such file or folder"),
        (("pair", ".", "-o", "nowhere/m.tsv"), "no such folder"),
        (("pair", ".", "-o", "m.tsv", "--target-language", "en-GB"), "both languages"),
        (("pair", ".", "-o", "m.tsv", "--source-language", "fr"), "'fr' is not supported"),
    ],
)
def test_misuse(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "m.tsv").exists()


def test_every_file_is_read_once(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from duizhao import corpora, pairing

    seen: list[Path] = []
    read = corpora.read
    monkeypatch.setattr(pairing.corpora, "read", lambda path: seen.append(path) or read(path))  # type: ignore[func-returns-value]
    files = pairing.files_of([pile, pile / "7.md"])
    found = pair_files(files)
    assert sorted(seen) == sorted(files)
    assert len(found.pairing.pairs) == 2


def test_ids_of_thousands_that_are_called_alike_are_found_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr("duizhao.pairing.folder_of", lambda name: tried.append(name) or name)
    pairs = tuple(Paired(f"{n}/en/doc.md", f"{n}/zh/doc.md", 1.0) for n in range(3000))
    text = manifest(Sorted(Pairing(pairs), 3000, 3000), tmp_path / "m.tsv")
    ids = [line.split("\t")[2] for line in text.splitlines() if not line.startswith("#")]
    assert ids[:4] == ["doc", "en-doc", "doc-2", "doc-3"]
    assert len(set(ids)) == 3000
    assert len(tried) <= 3 * 3000
