"""Papers of four styles in both languages, written for these tests: a treaty, a standard, minutes in Word, a tender."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Origin
from duizhao.corpora.readers.office import docx, odt
from duizhao.corpora.reading import read
from tests.corpora.test_readers_docx import level, lists, p, package, style
from tests.corpora.test_readers_office_raised import _odt

PAPERS = Path(__file__).parent / "texts" / "papers"


def shape(document: Document) -> list[str]:
    """What each unit is: its number where it has one, else its kind."""
    return [".".join(map(str, u.number)) if u.number and u.kind != "box" else str(u.kind) for u in document]


def texts(document: Document, kind: str) -> list[str]:
    return [u.text for u in document if u.kind == kind]


@pytest.mark.parametrize(("name", "end"), [("treaty", "txt"), ("standard", "md")])
def test_both_languages_have_one_shape(name: str, end: str) -> None:
    english, chinese = (read(PAPERS / f"{name}.{language}.{end}") for language in ("en", "zh"))
    assert shape(english) == shape(chinese)


def test_the_treaty() -> None:
    english, chinese = read(PAPERS / "treaty.en.txt"), read(PAPERS / "treaty.zh.txt")
    assert texts(english, "heading")[1:4] == ["Article 1 Use of terms", "Article 2 Scope", "Article 3 Keepers"]
    assert texts(chinese, "heading")[1:4] == ["第一条 用语", "第二条 范围", "第三条 守灯人"]
    numbers = "1 1.1 1.2 1.3 2.1 2.2 2.2.1 2.2.2 3 4 5 1 2".split()
    assert [n for n in shape(chinese) if n[0].isdecimal()] == numbers


def test_the_standard() -> None:
    chinese = read(PAPERS / "standard.zh.md")
    assert texts(chinese, "bullet") == ["不用工具即可关闭；", "标明制造者名称；", "不生锈。"]
    assert texts(read(PAPERS / "standard.en.md"), "paragraph").count("Rationale:") == 2


MINUTES = {
    "en": ["Minutes", "The council met at nine.", "Present: A. Mill, B. Ford", "Lamps", "The lamps are old.",
           "The council will:", "buy ten lamps;", "sell the old ones.", "The council rose at noon."],
    "zh": ["会议记录", "委员会九时开会。", "出席：米勒、福特", "灯", "灯已陈旧。",
           "委员会将：", "购买十盏灯；", "出售旧灯。", "委员会中午散会。"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_minutes_in_word(language: str) -> None:
    title, met, present, head, old, will, buy, sell, rose = MINUTES[language]
    body = p(title, style="T") + p(met, num="1", level=0) + p(present) + p(head, style="H")
    body += p(old, num="1", level=0) + p(will, num="1", level=0) + p(buy, num="1", level=1) + p(sell, num="1", level=1)
    body += p(rose, num="1", level=0)
    numbering = lists(level(0, "%1.") + level(1, "(%2)", "lowerLetter"))
    data = package(body, numbering=numbering, styles=style("T", "Title") + style("H", "heading 2"))
    blocks = docx.read_blocks(data, path=Path("a.docx")).blocks
    document = assemble(blocks, id="a", origin=Origin("a.docx", "docx"))
    assert [u.text for u in document] == MINUTES[language]
    assert shape(document) == ["heading", "1", "paragraph", "heading", "2", "3", "3.1", "3.2", "4"]


TENDER = {
    "en": ["Tender for a crane", "1 General", "1.1 The bidder", "1.1.1 The bidder holds a licence.",
           "1.1.2 The bidder has built a crane.", "2 Prices", "2.1 The bid", "2.1.1 The bid is in euro."],
    "zh": ["起重机招标书", "1 总则", "1.1 投标人", "1.1.1 投标人应持有执照。",
           "1.1.2 投标人应建造过起重机。", "2 价格", "2.1 投标", "2.1.1 投标以欧元计价。"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_tender_of_libreoffice(language: str) -> None:
    title, *clauses = TENDER[language]
    body = f'<text:h text:outline-level="1">{title}</text:h>' + "".join(f"<text:p>{c}</text:p>" for c in clauses)
    blocks = odt.read_blocks(_odt(body), path=Path("a.odt")).blocks
    document = assemble(blocks, id="a", origin=Origin("a.odt", "odt"))
    numbered = [(".".join(map(str, u.number)), u.text) for u in document if u.number and len(u.number) == 3]
    assert numbered == [
        tuple(c.split(" ", 1)) for c in clauses if c.count(".") > 2 or c[:5] in ("1.1.1", "1.1.2", "2.1.1")
    ]
