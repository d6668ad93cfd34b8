"""A memory that `align` made says what had no translation; others are said not to know it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.tmx import Memory
from tests.app import running

EN = (
    "# Lamps\n\nThe lamps are lit at dusk.\n\nThe keeper writes down the hour in a green book.\n\n"
    "Nobody may touch the glass.\n"
)
ZH = "# 灯\n\n黄昏点灯。\n\n任何人不得触摸玻璃。\n"


def test_coverage_of_a_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    en, zh = tmp_path / "en.md", tmp_path / "zh.md"
    en.write_text(EN, encoding="utf-8")
    zh.write_text(ZH, encoding="utf-8")
    assert running.run("align", en, zh, "-o", tmp_path / "out", "-q", "--no-cache") == 0
    path = tmp_path / "out" / "memory.tmx"
    assert Memory.read(path).left_out == (1, 1)
    capsys.readouterr()

    def scores(*args: str | Path) -> dict[str, float]:
        running.run("check", *args, "--no-cache", "-q", "--json")
        return {s["name"]: s["value"] for s in json.loads(capsys.readouterr().out)["scores"] if not s["scope"]}

    documents, memory = scores(en, zh), scores(path)
    assert memory["coverage"] == documents["coverage"] == 75.0
    assert memory["paragraphs"] == documents["paragraphs"] == 75.0
    assert memory["index"] == documents["index"] == 75.0
    other = tmp_path / "other.tmx"
    other.write_text(
        "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if "left-out" not in line),
        encoding="utf-8",
    )
    assert "coverage" not in scores(other)
    assert "paragraphs" not in scores(other)


def test_two_documents_are_aligned_without_an_encoder(tmp_path: Path) -> None:
    from duizhao.check_inputs import gather

    en, zh = tmp_path / "en.md", tmp_path / "zh.md"
    en.write_text(EN, encoding="utf-8")
    zh.write_text(ZH, encoding="utf-8")
    [recipe] = gather([en, zh]).recipes
    assert "encoder:none" in recipe
    assert "embed:none" in recipe
