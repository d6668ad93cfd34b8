"""`duizhao glossary find` as a user meets it: JSON, a page, and no glossary to look in."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from duizhao.cli.main import cli as main
from duizhao.terminology import Concept, Glossary, Status, Term, write_glossary

GLOSSARY = Glossary(
    (
        Concept("c-lock", (Term("lock", "en"), Term("船闸", "zh-CN"))),
        Concept("c-lock-keeper", (Term("lock keeper", "en"), Term("守闸的", "zh-CN", Status.DEPRECATED))),
    )
)
UNITS = [("p1", "The lock keeper walks along the towpath."), ("p2", "Both locks are shut; the lock leaks.")]


def test_the_command_prints_json_and_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "新 文件"
    folder.mkdir()
    write_glossary(GLOSSARY, folder / "g.json")
    (folder / "new.md").write_text("\n\n".join(text for _, text in UNITS) + " <b>\n", encoding="utf-8")
    page = folder / "terms.html"
    args = ["glossary", "find", str(folder / "new.md"), "-g", str(folder / "g.json")]
    run = CliRunner().invoke(main, [*args, "--json", "--page", str(page)])
    assert run.exit_code == 0, run.output
    records = json.loads(run.stdout)
    assert [(r["term"], r["translation"]) for r in records][:2] == [("lock keeper", None), ("lock", "船闸")]
    html = page.read_text("utf-8")
    assert "<mark>lock keeper</mark>" in html
    assert "1 has no translation yet" in html
    assert html.count("<script>") == 1  # the one that changes the language
    empty = CliRunner().invoke(main, ["glossary", "find", str(folder / "new.md")])
    assert empty.exit_code == 2
    assert "give a glossary" in empty.output


def test_excerpts_are_of_whole_words() -> None:
    from duizhao.corpora.model import Span
    from duizhao.page.found_terms import around
    from duizhao.terminology.occurrences import Place

    text = f"{'water ' * 20}sluice{' gates' * 20}"
    before, term, after = around(Place("p1", text, Span(120, 126)))
    assert (before[:7], term, after[-6:]) == ("…water ", "sluice", "gates…")
    assert around(Place("p1", "The sluice.", Span(4, 10))) == ("The ", "sluice", ".")
    chinese = around(Place("p1", "水" * 99 + "闸" + "门" * 99, Span(99, 100)))
    assert [len(part) for part in chinese] == [61, 1, 61]
