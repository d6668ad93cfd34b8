"""PO of documents in Markdown and reStructuredText: messages as Sphinx and mdBook make them, translated by a memory."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from duizhao.corpora.model import Locator, Pair
from duizhao.tmx import Memory, Prop
from duizhao.tmx.formats.markdown_messages import MessageStyle, messages
from tests.app.running import printed

# What MyST's parser and mdbook-i18n-helpers make of these texts, by their documentation and tests.
BOTH = [
    ("# Tides *now*", "Tides *now*", "Tides _now_"),
    ("__Low__ ~~tide~~ `at 6`", "__Low__ ~~tide~~ `at 6`", "**Low** ~~tide~~ `at 6`"),
    ("one\nline", "one line", "one line"),
    ("> * A list,\n>   quoted.", "A list, quoted.", "A list, quoted."),
    ("See [it][1].\n\n[1]: a.md", "See [it][1].", "See [it](a.md)."),
    ("See [it].\n\n[it]: a.md", "See [it].", "See [it](a.md)."),
    ("Gate <https://a.example>!", "Gate <https://a.example>!", "Gate <https://a.example>!"),
    ("[none][here]", "[none][here]", r"\[none\]\[here\]"),
    ("2 * 3 my_gate \\* x", "2 * 3 my_gate \\* x", "2 * 3 my_gate \\* x"),
    ("- [ ] oil *it*", "[ ] oil *it*", "oil _it_"),
    ("``a`b`` <b>x</b>", "``a`b`` <b>x</b>", "``a`b`` <b>x</b>"),
    ("中文*强调*，__粗__。", "中文*强调*，__粗__。", "中文_强调_，**粗**。"),
]


@pytest.mark.parametrize(("text", "sphinx", "mdbook"), BOTH)
def test_messages_are_those_of_the_tools(text: str, sphinx: str, mdbook: str) -> None:
    assert [one.text for one in messages(text, MessageStyle.SPHINX)] == [sphinx]
    assert [one.text for one in messages(text, MessageStyle.MDBOOK)] == [mdbook]


def test_what_is_a_message_and_where() -> None:
    text = (
        "---\ntitle: Mill\n---\n\n| a | b |\n|---|---|\n| *c* | d |\n\n```py\ncode()\n```\n\n:::{tip}\nOil it.\n:::\n\n"
        "```{note} Mind\n:class: x\n\nIn *it*.\n```\n\nSee[^1].\n\n[^1]: A note.\n"
    )
    found = [(one.text, one.start) for one in messages(text)]
    assert found == [
        *[("a", 5), ("b", 5), ("*c*", 7), ("d", 7), ("Oil it.", 14), ("Mind", 17), ("In *it*.", 20)],
        *[("See[^1].", 23), ("A note.", 25)],
    ]


EN = """# Mill

Shut the **sluice** first. Then [oil](oil.md)
the hinge.

* Take a lamp.
* Look *twice*.

The keeper sleeps.

| Gate | State |
|------|-------|
| `a1` | open  |
"""
ZH = """# 磨坊

先关**水闸**。然后给合页[上油](oil.md)。

* 带一盏灯。
* 看*两遍*。

守闸人睡觉。

| 闸门 | 状态 |
|------|------|
| `a1` | 开着 |
"""
ROWS = [
    ("Mill", "磨坊", 1, 1, 0.99),
    ("Shut the sluice first.", "先关水闸。", 3, 3, 0.99),
    ("Then oil the hinge.", "然后给合页上油。", 3, 3, 0.95),
    ("Take a lamp.", "带一盏灯。", 6, 5, 0.99),
    ("Look twice.", "看两遍。", 7, 6, 0.99),
    ("The keeper sleeps.", "守闸人睡觉。", 9, 8, 0.41),
    ("Gate", "闸门", 11, 10, 0.99),
    ("open", "开着", 13, 12, 0.99),
    ("Gone from the file.", "文件里没有了。", 3, 3, 0.99),
]


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory in a folder of its own, whose places lead to two files beside that folder."""
    (tmp_path / "文档 docs").mkdir()
    for name, text in (("en.md", EN), ("zh.md", ZH)):
        (tmp_path / "文档 docs" / name).write_text(text, encoding="utf-8")
    pairs = [
        Pair(
            en,
            zh,
            Locator("en.md", f"x{a}", path="文档 docs/en.md", line=a),
            Locator("zh.md", f"x{b}", path="文档 docs/zh.md", line=b),
            sure,
        )
        for en, zh, a, b, sure in ROWS
    ]
    (tmp_path / "out").mkdir()
    Memory.from_pairs(pairs, "en", "zh-CN").write(tmp_path / "out" / "m.tmx")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "out" / "m.tmx"


def converted(*arguments: str) -> tuple[str, dict[str, polib.POEntry]]:
    return printed("tmx", "convert", *arguments), {one.msgid: one for one in polib.pofile(arguments[1])}


def test_messages_have_the_markup_of_the_files(memory: Path) -> None:
    told, found = converted(str(memory), "x.po")
    assert {text: one.msgstr for text, one in found.items()} == {
        "Mill": "磨坊",
        "Shut the **sluice** first. Then [oil](oil.md) the hinge.": "先关**水闸**。然后给合页[上油](oil.md)。",
        "Take a lamp.": "带一盏灯。",
        "Look *twice*.": "看*两遍*。",
        "The keeper sleeps.": "守闸人睡觉。",
        "Gate": "闸门",
        "open": "开着",
        "Gone from the file.": "文件里没有了。",
    }
    # What is doubtful is no translation until somebody has looked.
    assert [text for text, one in found.items() if one.fuzzy] == ["The keeper sleeps."]
    assert "6 messages with markup; 1 fuzzy" in told
    assert "1 units without markup" in told
    assert converted(str(memory), "b.po", "--to", "po-mdbook")[1]["Look _twice_."].msgstr == "看_两遍_。"


def test_a_message_of_which_a_part_is_missing_is_fuzzy(memory: Path) -> None:
    kept = [one for one in Memory.read(memory).entries if "oil" not in one.variants[0].text]
    Memory(Memory.read(memory).header, tuple(kept)).write(memory)
    _, found = converted(str(memory), "x.po")
    message = found["Shut the **sluice** first. Then [oil](oil.md) the hinge."]
    assert message.fuzzy
    assert message.msgstr == "先关**水闸**。然后给合页[上油](oil.md)。"


def test_paragraphs_that_are_cut_otherwise_are_fuzzy_and_lose_nothing(memory: Path) -> None:
    (memory.parent.parent / "文档 docs" / "zh.md").write_text(ZH.replace("。然后给", "。\n\n然后给"), encoding="utf-8")
    first, second, third = Memory.read(memory).entries[:3]
    moved = third._replace(
        extras=tuple(
            Prop(extra.type, "5") if isinstance(extra, Prop) and extra.type == "x-target-line" else extra
            for extra in third.extras
        )
    )
    Memory(Memory.read(memory).header, (first, second, moved)).write(memory)
    message = converted(str(memory), "x.po")[1]["Shut the **sluice** first. Then [oil](oil.md) the hinge."]
    assert message.fuzzy
    assert message.msgstr == "先关**水闸**。然后给合页[上油](oil.md)。"


def test_only_text_where_it_is_asked_for_or_the_files_are_gone(memory: Path) -> None:
    plain = [row[0] for row in ROWS]
    told, found = converted(str(memory), "x.po", "--level", "1")
    assert list(found) == plain
    assert "markup" not in told
    (memory.parent.parent / "文档 docs" / "en.md").unlink()
    told, found = converted(str(memory), "x.po")
    assert list(found) == plain
    assert "no markup of 文档 docs/en.md" in told


@pytest.mark.skipif(shutil.which("msgmerge") is None, reason="gettext is not installed")
def test_msgmerge_takes_it_for_the_catalogue_of_the_file(memory: Path) -> None:
    converted(str(memory), "x.po")
    pot = polib.POFile()
    pot.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    pot.extend(polib.POEntry(msgid=one.text) for one in messages(EN))
    pot.save("en.pot")
    subprocess.run(["msgfmt", "--check", "-o", "x.mo", "x.po"], check=True, capture_output=True)
    subprocess.run(["msgmerge", "-q", "-N", "x.po", "en.pot", "-o", "merged.po"], check=True)
    merged = polib.pofile("merged.po")
    assert [one.msgid for one in merged.obsolete_entries()] == ["Gone from the file."]
    assert {one.msgid for one in merged.untranslated_entries()} == {"State", "`a1`"}


def test_restructured_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("docutils", reason="docutils is not installed")
    (tmp_path / "en.rst").write_text("Mill\n====\n\nShut the **sluice**\nat :ref:`night <n>`. Oil it.\n", "utf-8")
    (tmp_path / "zh.rst").write_text("磨坊\n====\n\n在\\ :ref:`夜里 <n>`\\ 关\\ **水闸**\\ 。给它上油。\n", "utf-8")
    rows = [("Mill", "磨坊", 1), ("Shut the sluice at night.", "在夜里关水闸。", 4), ("Oil it.", "给它上油。", 4)]
    pairs = [
        Pair(a, b, Locator("en.rst", "x", path="en.rst", line=n), Locator("zh.rst", "x", path="zh.rst", line=n), 0.9)
        for a, b, n in rows
    ]
    Memory.from_pairs(pairs, "en", "zh-CN").write(tmp_path / "m.tmx")
    monkeypatch.chdir(tmp_path)
    _, found = converted("m.tmx", "x.po")
    assert {text: (one.msgstr, one.fuzzy) for text, one in found.items()} == {
        "Mill": ("磨坊", False),
        "Shut the **sluice** at :ref:`night <n>`. Oil it.": (
            "在\\ :ref:`夜里 <n>`\\ 关\\ **水闸**\\ 。给它上油。",
            False,
        ),
    }
