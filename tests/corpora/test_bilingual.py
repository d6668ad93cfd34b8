"""Documents that say everything in two languages, in each way people lay them out and in each format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Document
from duizhao.corpora.reading import read, read_both
from tests.corpora.builders import checks

EN = [
    "Harbour rules",
    "The gate is shut at dusk.",
    "Bring a lamp when the fog is thick.",
    "The ferry waits for nobody.",
]
ZH = ["港口规则", "黄昏关门。", "雾浓时请带灯。", "渡船不等人。"]


def texts(document: Document) -> list[str]:
    return [unit.text for unit in document.units if unit.kind.translatable]


def both(path: Path) -> tuple[list[str], list[str]]:
    source, target = read_both(path)
    assert (source.id, target.id) == (f"{path.name}#en", f"{path.name}#zh-CN")
    assert (source.language, target.language) == ("en", "zh-CN")
    return texts(source), texts(target)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def docx(path: Path, body: str) -> Path:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
    return path


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_that_alternate(tmp_path: Path) -> None:
    pairs = list(zip(EN, ZH, strict=True))
    for path in (
        written(tmp_path / "a.txt", "".join(f"{e}\n{z}\n\n" for e, z in pairs)),
        written(tmp_path / "a.md", "# " + "".join(f"{e}\n\n{z}\n\n" for e, z in pairs)),
        written(tmp_path / "a.html", "".join(f"<p>{e}</p><p>{z}</p>" for e, z in pairs)),
        written(tmp_path / "b.html", "".join(f"<p>{e}<br>{z}</p>" for e, z in pairs)),
        docx(tmp_path / "a.docx", "".join(paragraph(e) + paragraph(z) for e, z in pairs)),
    ):
        assert both(path) == (EN, ZH), path.name


def test_halves_one_after_the_other_in_either_order(tmp_path: Path) -> None:
    for name, halves in (("en-first", EN + ZH), ("zh-first", ZH + EN)):
        assert both(written(tmp_path / f"{name}.md", "\n\n".join(halves))) == (EN, ZH)
        assert both(docx(tmp_path / f"{name}.docx", "".join(map(paragraph, halves)))) == (EN, ZH)


def test_tables_side_by_side(tmp_path: Path) -> None:
    rows = list(zip(EN[1:], ZH[1:], strict=True))
    cells = "".join(
        f"<w:tr><w:tc>{paragraph(str(n))}</w:tc><w:tc>{paragraph(e)}</w:tc><w:tc>{paragraph(z)}</w:tc></w:tr>"
        for n, (e, z) in enumerate(rows, 1)
    )
    html = "".join(f"<tr><td>{n}</td><td>{e}</td><td>{z}</td></tr>" for n, (e, z) in enumerate(rows, 1))
    head = "| No. | Rule | 规则 |\n|---|---|---|\n"
    markdown = head + "".join(f"| {n} | {e} | {z} |\n" for n, (e, z) in enumerate(rows, 1))
    numbered = (
        [word for n, e in enumerate(EN[1:], 1) for word in (str(n), e)],
        [word for n, z in enumerate(ZH[1:], 1) for word in (str(n), z)],
    )
    assert both(docx(tmp_path / "t.docx", f"<w:tbl>{cells}</w:tbl>")) == numbered
    assert both(written(tmp_path / "t.html", f"<table>{html}</table>")) == numbered
    source, target = both(written(tmp_path / "t.md", markdown))
    assert (source, target) == (["No.", "Rule", *numbered[0]], ["No.", "规则", *numbered[1]])


def test_a_cell_of_letters_goes_with_its_column(tmp_path: Path) -> None:
    rows = [
        ("The seal is of wax.", "印章是蜡做的。"),
        ("ISO 9001", "ISO 9001"),
        ("The lamp is lit at nine.", "九点点灯。"),
    ]
    path = written(
        tmp_path / "t.html", "<table>" + "".join(f"<tr><td>{e}</td><td>{z}</td></tr>" for e, z in rows) + "</table>"
    )
    assert both(path) == ([e for e, _ in rows], [z for _, z in rows])


def test_both_in_one_paragraph_and_one_title(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.md",
        "# 2. Terms and definitions 术语和定义\n\nThe gate is shut at dusk. It opens at six. 黄昏关门。六点开门。\n\n"
        "## Linux 内核的结构与接口\n\n九点点灯。 The lamp is lit at nine.\n",
    )
    source, target = both(path)
    assert source == [
        "2. Terms and definitions",
        "The gate is shut at dusk. It opens at six.",
        "The lamp is lit at nine.",
    ]
    assert target == ["2. 术语和定义", "黄昏关门。六点开门。", "Linux 内核的结构与接口", "九点点灯。"]


def test_a_number_that_both_versions_share(tmp_path: Path) -> None:
    body = "".join(f"{n}. {e}\n\n{z}\n\n" for n, (e, z) in enumerate(zip(EN[1:], ZH[1:], strict=True), 1))
    source, target = read_both(written(tmp_path / "a.txt", body))
    assert [u.number for u in source.units] == [u.number for u in target.units] == [(1,), (2,), (3,)]
    assert texts(target) == ZH[1:]
    each = "".join(f"{n}. {e}\n\n{n}. {z}\n\n" for n, (e, z) in enumerate(zip(EN[1:], ZH[1:], strict=True), 1))
    source, target = read_both(written(tmp_path / "b.txt", each))
    assert [u.number for u in source.units] == [u.number for u in target.units] == [(1,), (2,), (3,)]
    assert "numbering.doubled" not in [check for check, _ in (*checks(source), *checks(target))]


def test_a_figure_goes_with_what_is_around_it(tmp_path: Path) -> None:
    halves = [EN[1], "12.50", EN[2], ZH[1], "12.50", ZH[2]]
    body = "".join(f"<p>{text}</p>" for text in halves)
    source, target = read_both(written(tmp_path / "a.html", body))
    assert [u.text for u in source.units] == [EN[1], "12.50", EN[2]]
    assert [u.text for u in target.units] == [ZH[1], "12.50", ZH[2]]


def test_two_languages_are_noticed_and_one_is_not(tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.txt", "".join(f"{e}\n{z}\n\n" for e, z in zip(EN, ZH, strict=True))))
    (message,) = [n.message for n in found.notices if n.check == "text.two_languages"]
    assert "English and Chinese" in message
    assert "duizhao align" in message
    chinese = [
        *ZH,
        "原文写道：“Bring a lamp.”",
        "参考文献",
        "Smith, J. A short history of harbours. London, 1999.",
    ] + ZH[1:] * 3
    english = [*EN, "The sign reads 黄昏关门。 in large letters.", *EN[1:]]
    for name, lines in (("zh", chinese), ("en", english)):
        one = read(written(tmp_path / f"{name}.txt", "\n\n".join(lines)))
        assert "text.two_languages" not in [check for check, _ in checks(one)]


def test_a_document_in_one_language_is_refused(tmp_path: Path) -> None:
    for texts_, missing in ((EN, "Chinese"), (ZH, "English")):
        path = written(tmp_path / f"{missing}.txt", "\n\n".join(texts_))
        with pytest.raises(InputError, match=f"no text in {missing}"):
            read_both(path)


def test_a_form_says_its_labels_in_both_languages_short_ones_and_several_on_a_line_too(tmp_path: Path) -> None:
    rows = [
        "Boat permit 船只许可证",
        "Name of boat 船名",
        "Owner 船主",
        "Port of registry 船籍港",
        "Date of sailing 启航日期",
    ]
    rows += ["☐ Sail 帆船   ☐ Motor 机动船", "Signed by 签署人：____  Date 日期：____", "Notes 注意事项"]
    source, target = both(written(tmp_path / "a.html", "".join(f"<p>{row}</p>" for row in rows)))
    assert source == [
        "Boat permit", "Name of boat", "Owner", "Port of registry", "Date of sailing", "Sail ☐ Motor",
        "Signed by：____ Date：____", "Notes",
    ]  # fmt: skip
    assert target == [
        "船只许可证", "船名", "船主", "船籍港", "启航日期", "帆船 ☐ 机动船", "签署人：____ 日期：____", "注意事项",
    ]  # fmt: skip


def test_a_name_in_latin_letters_in_a_chinese_title_stays_where_titles_are_not_said_twice(tmp_path: Path) -> None:
    halves = [*EN, "Linux wells", *ZH, "Linux 水井"]
    source, target = both(written(tmp_path / "a.html", "".join(f"<p>{row}</p>" for row in halves)))
    assert source == [*EN, "Linux wells"]
    assert target == [*ZH, "Linux 水井"]
