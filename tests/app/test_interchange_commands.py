"""Files of translators and their tools through the commands, from one end to the other."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from duizhao.terminology import read_glossary
from duizhao.tmx import Memory
from tests.app.running import invoke, printed


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHAO_MEMORY", raising=False)


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def memory(name: str, *units: dict[str, str], note: str = "") -> None:
    remark = f"<note>{note}</note>" if note else ""
    body = "".join(
        "<tu>"
        + remark
        + "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in unit.items())
        + "</tu>"
        for unit in units
    )
    write(
        name,
        '<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" '
        f'adminlang="en" srclang="en" datatype="plaintext"/><body>{body}</body></tmx>',
    )


def test_a_workbook_with_a_column_of_numbers_becomes_a_memory_of_its_texts() -> None:
    book = openpyxl.Workbook()
    for row in (
        ("No.", "English", "中文", "Remarks"),
        (7, "Milk the goats.", "给山羊挤奶。", "ok"),
        (8, "Mow.", "割草。", ""),
    ):
        book.active.append(row)
    book.save("farm.xlsx")
    assert invoke("memory", "add", "farm.xlsx", "--languages", "en,zh-CN").stdout == "farm.xlsx\t2\tadded\n"
    assert "给山羊挤奶。" in invoke("memory", "lookup", "Milk the goats.").stdout
    assert invoke("memory", "lookup", "7", "-l", "en", code=1).stdout == ""


def test_a_catalogue_has_the_markup_of_its_documents() -> None:
    write("en.md", "# Farm\n\nUse the *long* rake.\n\nRead the [milk plan](https://farm.example/milk) at noon.\n")
    write("zh.md", "# 农场\n\n用*长*耙子。\n\n中午看[挤奶计划](https://farm.example/milk)。\n")
    invoke("align", "en.md", "zh.md", "-o", "out", "--embed", "none", "-q")
    invoke("tmx", "convert", "out/memory.tmx", "farm.po")
    text = Path("farm.po").read_text(encoding="utf-8")
    assert 'msgid "Use the *long* rake."\nmsgstr "用*长*耙子。"' in text
    assert 'msgid "Read the [milk plan](https://farm.example/milk) at noon."' in text


XLIFF2 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"{target}><file id="f">'
    '<unit id="u"><segment><source>Feed 8 hens.</source>{translation}</segment></unit></file></xliff>'
)
XLIFF12 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="a.txt" datatype="plaintext" '
    'source-language="en" target-language="zh-CN"><body><trans-unit id="1"><source>Feed 8 hens.</source>'
    "<target>喂9只母鸡。</target></trans-unit></body></file></xliff>"
)
SDLXLIFF = (
    '<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" '
    'version="1.2"><file original="hens.docx" datatype="x" source-language="en-GB" target-language="zh-CN"><body>'
    '<trans-unit id="1"><source>Feed the hens. Mow.</source><seg-source><mrk mtype="seg" mid="1">Feed the hens.</mrk>'
    ' <mrk mtype="seg" mid="2">Mow.</mrk></seg-source><target><mrk mtype="seg" mid="1">喂母鸡。</mrk>'
    '<mrk mtype="seg" mid="2"/></target><sdl:seg-defs><sdl:seg id="1" conf="Translated"/><sdl:seg id="2"/>'
    "</sdl:seg-defs></trans-unit></body></file></xliff>"
)
PO = 'msgid ""\nmsgstr "Language: zh_CN\\n"\n\nmsgid "Feed 8 hens."\nmsgstr "喂9只母鸡。"\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xlf", XLIFF12),
        ("b.xliff", XLIFF2.format(target=' trgLang="zh-CN"', translation="<target>喂9只母鸡。</target>")),
        ("c.po", PO),
    ],
)
def test_check_reads_what_translators_send(name: str, text: str) -> None:
    write(name, text)
    found = invoke("check", name, "--no-cache", code=1).stdout
    assert "number.differs" in found
    assert "喂9只母鸡。" in found


def test_a_file_of_trados_goes_into_the_memory() -> None:
    write("hens.sdlxliff", SDLXLIFF)
    done = invoke("memory", "add", "hens.sdlxliff")
    assert done.stdout == "hens.docx\t1\tadded\n"
    assert "left out: 1 without translation" in done.stderr
    assert "喂母鸡。" in invoke("memory", "lookup", "Feed the hens.").stdout


def test_xliff_that_was_not_translated_says_so() -> None:
    write("a.xlf", XLIFF2.format(target="", translation=""))
    said = printed("tmx", "convert", "a.xlf", "m.tmx")
    assert "no trgLang: it holds no translation" in said
    assert "heading" not in said
    assert not Path("m.tmx").exists()


def test_a_word_document_is_no_memory_and_what_takes_it_is_named() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "<w:body><w:p><w:r><w:t>Feed the hens.</w:t></w:r></w:p></w:body>"
    with zipfile.ZipFile("hens.docx", "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')
    for arguments in (("tmx", "convert", "hens.docx", "m.tmx", "--from", "tmx"), ("check", "hens.docx")):
        said = printed(*arguments)
        assert "document" in said
        assert "align" in said
        assert "zip" not in said


def test_a_character_in_two_halves_is_joined() -> None:
    memory("m.tmx", {"en": "Ms &#xD842;&#xDFB7; feeds &#xD83D;&#xDC14;.", "zh-CN": "&#xD842;&#xDFB7;女士喂鸡。"})
    said = invoke("tmx", "clean", "m.tmx", "--recover", "-o", "o.tmx").stderr
    (entry,) = Memory.read("o.tmx")
    assert [v.text for v in entry.variants] == ["Ms 𠮷 feeds 🐔.", "𠮷女士喂鸡。"]
    assert said.count("two halves of a character joined") == 3


def test_items_of_a_plain_list_are_matched_one_by_one() -> None:
    memory("m.tmx", {"en": "Feed the hens", "zh-CN": "喂母鸡"}, {"en": "Milk both goats", "zh-CN": "给两只山羊挤奶"})
    invoke("memory", "add", "m.tmx")
    write("new.txt", "- Feed the hens\n\n- Milk both goats\n\n- Sweep the yard before the rain comes\n")
    rows = {row.split()[0]: row.split() for row in invoke("memory", "leverage", "new.txt").stdout.splitlines()}
    assert (rows["100"][2], rows["new"][1]) == ("2", "1")


def test_no_language_and_no_note_is_lost_by_dedupe_and_split() -> None:
    goat = {"en": "The goat is ill.", "zh-CN": "山羊病了。"}
    memory("m.tmx", goat, {**goat, "fr": "La chèvre est malade."}, note="see vet")
    assert "2 of 2 units kept" in invoke("tmx", "dedupe", "m.tmx", "-o", "d.tmx").stderr
    text = Path("d.tmx").read_text(encoding="utf-8")
    assert (text.count("chèvre"), text.count("see vet")) == (1, 2)
    invoke("tmx", "split", "m.tmx", "--by", "languages", "-o", "parts")
    parts = {path.name: [len(entry.variants) for entry in Memory.read(path)] for path in Path("parts").iterdir()}
    assert parts == {"m.en-zh-CN.tmx": [2, 2], "m.en-fr.tmx": [2]}


def test_a_table_of_omegat_is_told_how_to_be_read() -> None:
    write("hens.csv", "hen house,鸡舍,of a farm\ngoat,山羊,\n")
    assert "--from omegat" in printed("glossary", "convert", "hens.csv", "o.json")
    invoke("glossary", "convert", "hens.csv", "o.json", "--from", "omegat")
    assert [t.text for c in read_glossary("o.json") for t in c.terms] == ["hen house", "鸡舍", "goat", "山羊"]


def test_a_conversion_says_on_one_line_what_a_table_cannot_hold() -> None:
    write(
        "g.tbx",
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc>'
        "<sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body><conceptEntry id='c1'><langSec "
        "xml:lang='en'><descripGrp><descrip type='definition'>a bird</descrip><admin type='source'>B.</admin>"
        "</descripGrp><termSec id='t1'><term>hen</term><termNote type='geographicalUsage'>UK</termNote><descrip "
        "type='context'>A hen sits.</descrip></termSec></langSec><langSec xml:lang='zh'><descrip type='definition'>禽"
        "</descrip><termSec><term>母鸡</term></termSec></langSec><langSec xml:lang='de'><termSec><term>Henne</term>"
        "</termSec></langSec></conceptEntry></body></text></tbx>",
    )
    said = invoke("glossary", "convert", "g.tbx", "g.csv").stderr
    (line,) = (line for line in said.splitlines() if line.startswith("not kept: "))
    kinds = {"ids of terms", "geographicalUsage", "context", "zh definition", "de"}
    assert set(line.removeprefix("not kept: ").split(", ")) == kinds
    # The source of a definition has a column.
    assert [concept.definition_source for concept in read_glossary("g.csv")] == ["B."]


def test_contractions_discourse_words_and_numbered_headings_are_no_terms() -> None:
    rows = [
        ("Guide 2. The hen house", "第二章 鸡舍"),
        ("Guide 5. The goat shed", "第五章 山羊棚"),
        ("Honestly, the hen house doesn't need paint.", "说实话，鸡舍不需要油漆。"),
        ("Honestly, the goat shed doesn't need a lock.", "说实话，山羊棚不需要锁。"),
        ("The hen house doesn't need straw.", "鸡舍不需要稻草。"),
        ("We clean the hen house and the goat shed.", "我们打扫鸡舍和山羊棚。"),
    ]
    memory("m.tmx", *({"en": source, "zh-CN": target} for source, target in rows))
    invoke("glossary", "extract", "m.tmx", "-o", "g.csv", "--no-embed")
    found = {t.text for concept in read_glossary("g.csv") for t in concept.terms}
    assert {"鸡舍", "山羊棚"} <= found
    assert not {term for term in found if term.lower().startswith(("doesn", "honestly", "guide")) or "章" in term}
