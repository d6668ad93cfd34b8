"""Write the sample paper in every format that we read, with real producers: python -m scripts.build_reader_fixtures

From one Markdown paper come a DOCX written by hand as Word writes them (numbers by style, notes, fields), and from that
by LibreOffice an ODT, a PDF, a web page and a DOCX of its own; a web page written by hand, and from that by Chromium a
PDF; and a plain text. With `--paper FILE --out FOLDER` any other paper is converted, to measure on it.

Needs `soffice` and `chromium` (Debian: libreoffice-writer, chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import argparse
import html
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from duizhao.corpora import samples
from duizhao.corpora.model import Document, Kind, Unit
from duizhao.corpora.reading import read

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "readers"
SYMBOL = "IINO/C.61/3"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Paper:
    """What the writers need of a document: its units without furniture, and the footnotes by label."""

    def __init__(self, document: Document, symbol: str) -> None:
        self.language, self.symbol = document.language, symbol
        self.notes = {u.label: u for u in document if u.kind is Kind.FOOTNOTE}
        self.units = [u for u in document if u.kind not in (Kind.FURNITURE, Kind.FOOTNOTE)]

    def pieces(self, unit: Unit) -> Iterator[tuple[str, str]]:
        """The text of a unit in pieces: ("text", …) and ("note", label)."""
        at = 0
        for mark in sorted((m for m in unit.marks if m.kind == "footnote"), key=lambda m: m.span):
            yield "text", unit.text[at : mark.span.start].rstrip()
            yield "note", mark.value
            at = mark.span.start
        yield "text", unit.text[at:]


def entry(unit: Unit) -> tuple[str, str]:
    """A contents entry as title and page."""
    title, _, page = unit.text.rpartition(" ")
    return (title.rstrip(" .…\t"), page) if page.isdigit() else (unit.text, "")


# -- DOCX, as Word writes it -------------------------------------------------------------------------------------


class Docx:
    """A Word document written by hand: paragraph numbers come from a style, bullets from a list of two levels."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.notes: list[str] = []
        self.nums: list[tuple[int, int]] = []
        self.num, self.next = 1, 1

    def run(self, text: str, properties: str = "") -> str:
        wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{wrapped}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""

    def runs(self, unit: Unit, properties: str = "") -> str:
        parts = []
        for kind, text in self.paper.pieces(unit):
            if kind == "text":
                parts.append(self.run(text, properties))
            elif text in self.paper.notes:
                self.notes.append(self.paper.notes[text].text)
                reference = f'<w:footnoteReference w:id="{len(self.notes) + 1}"/>'
                parts.append(f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{reference}</w:r>')
        return "".join(parts)

    def paragraph(self, style: str, runs: str, extra: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'

    def numbered(self, unit: Unit) -> str:
        """A numbered paragraph; where the paper skips or repeats a number, a list that starts there."""
        number = unit.number[0] if unit.number else 0
        extra = ""
        if number != self.next:
            self.nums.append((len(self.nums) + 10, number))
            self.num = self.nums[-1][0]
        if self.num != 1:
            extra = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.num}"/></w:numPr>'
        self.next = number + 1
        return self.paragraph("NumberedParagraph", self.runs(unit), extra)

    def contents(self, units: Sequence[Unit]) -> str:
        """The contents as a field whose result is a paragraph an entry."""
        parts = []
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" '
            '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for i, unit in enumerate(units):
            title, page = entry(unit)
            runs = self.run(title) + (f"<w:r><w:tab/></w:r>{self.run(page)}" if page else "")
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if i == len(units) - 1 else ""
            parts.append(self.paragraph("TOC1", (begin if i == 0 else "") + runs + end))
        return "".join(parts)

    def body(self) -> str:
        parts: list[str] = []
        units = self.paper.units
        box: list[str] | None = None
        i = 0
        while i < len(units):
            unit = units[i]
            ends_box = unit.kind not in (Kind.BOX, Kind.BULLET)
            if box is not None and ends_box:
                parts.append(_box(box))
                box = None
            if unit.kind is Kind.CONTENTS:
                run = i
                while run < len(units) and units[run].kind is Kind.CONTENTS:
                    run += 1
                parts.append(self.contents(units[i:run]))
                i = run
                continue
            following = units[i + 1] if i + 1 < len(units) else None
            if unit.kind is Kind.HEADING and following is not None and following.kind is Kind.BOX:
                box = [self.paragraph(f"Heading{unit.level or 5}", self.runs(unit))]
            elif unit.kind is Kind.BOX and box is None:
                box = [self.paragraph("BodyText", self.runs(unit))]
            elif box is not None:
                box.append(self.one(unit))
            else:
                parts.append(self.one(unit))
            i += 1
        if box is not None:
            parts.append(_box(box))
        section = (
            '<w:sectPr><w:headerReference w:type="default" r:id="rId10"/>'
            '<w:footerReference w:type="default" r:id="rId11"/><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" '
            'w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
        )
        return f"{_XML}<w:document {_W} {_R}><w:body>{''.join(parts)}{section}</w:body></w:document>"

    def one(self, unit: Unit) -> str:
        if unit.kind is Kind.HEADING:
            # A heading that was only bold in the Markdown has no level there.
            return self.paragraph(f"Heading{min(unit.level or 5, 5)}", self.runs(unit))
        if unit.kind is Kind.PARAGRAPH and unit.number:
            return self.numbered(unit)
        if unit.kind is Kind.BULLET:
            level = min(unit.level, 1)
            extra = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="2"/></w:numPr>' if level else ""
            return self.paragraph("ListBullet", self.runs(unit), extra)
        return self.paragraph("BodyText", self.runs(unit))

    def styles(self) -> str:
        fonts = '<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:eastAsia="Noto Serif CJK SC"/>'
        language = "zh-CN" if self.paper.language.startswith("zh") else "en-GB"
        rows = [
            f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="21"/>'
            f'<w:lang w:val="en-GB" w:eastAsia="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
            '<w:spacing w:after="140" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
            "</w:docDefaults>",
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
            _style("BodyText", "Body Text", "Normal"),
            _style(
                "NumberedParagraph",
                "Numbered Paragraph",
                "Normal",
                # LibreOffice 7.4 loses a comma at the end of a justified Chinese line when it exports to PDF.
                '<w:numPr><w:numId w:val="1"/></w:numPr>' + ('<w:jc w:val="both"/>' if language == "en-GB" else ""),
            ),
            _style("ListBullet", "List Bullet", "Normal", '<w:numPr><w:numId w:val="2"/></w:numPr>'),
            _style("Header", "header", "Normal"),
            _style("Footer", "footer", "Normal", '<w:jc w:val="center"/>'),
            _style("FootnoteText", "footnote text", "Normal", run='<w:sz w:val="17"/>'),
            _style("TOC1", "toc 1", "Normal", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs>'),
            '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr>'
            '<w:vertAlign w:val="superscript"/></w:rPr></w:style>',
        ]
        for level, size in enumerate((34, 30, 26, 24, 22), 1):
            rows.append(
                _style(
                    f"Heading{level}",
                    f"heading {level}",
                    "Normal" if level == 1 else "Heading1",
                    f'<w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="{level - 1}"/>',
                    f'<w:b/><w:sz w:val="{size}"/>',
                )
            )
        return f"{_XML}<w:styles {_W}>{''.join(rows)}</w:styles>"

    def numbering(self) -> str:
        bullets = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
            f'<w:pPr><w:ind w:left="{720 + 360 * level}" w:hanging="360"/></w:pPr></w:lvl>'
            for level, sign in enumerate("•–")
        )
        overrides = "".join(
            f'<w:num w:numId="{key}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for key, start in self.nums
        )
        return (
            f'{_XML}<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="NumberedParagraph"/>'
            '<w:lvlText w:val="%1."/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl></w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>{bullets}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
            f"{overrides}</w:numbering>"
        )

    def footnotes(self) -> str:
        rows = [
            '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
            '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            "</w:footnote>",
        ]
        mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        for i, text in enumerate(self.notes, 2):
            rows.append(
                f'<w:footnote w:id="{i}">{self.paragraph("FootnoteText", mark + self.run(" " + text))}</w:footnote>'
            )
        return f"{_XML}<w:footnotes {_W}>{''.join(rows)}</w:footnotes>"

    def write(self, path: Path) -> None:
        """Write the package; the same paper gives the same bytes."""
        body = self.body()
        page = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        parts = {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
            "word/_rels/document.xml.rels": _relations(
                [
                    ("rId1", "styles", "styles.xml"),
                    ("rId2", "numbering", "numbering.xml"),
                    ("rId3", "footnotes", "footnotes.xml"),
                    ("rId10", "header", "header1.xml"),
                    ("rId11", "footer", "footer1.xml"),
                ]
            ),
            "word/document.xml": body,
            "word/styles.xml": self.styles(),
            "word/numbering.xml": self.numbering(),
            "word/footnotes.xml": self.footnotes(),
            "word/header1.xml": f"{_XML}<w:hdr {_W}>{self.paragraph('Header', self.run(self.paper.symbol))}</w:hdr>",
            "word/footer1.xml": f"{_XML}<w:ftr {_W}>{self.paragraph('Footer', page)}</w:ftr>",
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(zipfile.ZipInfo(name, (2030, 1, 14, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def _style(id: str, name: str, based: str, paragraph: str = "", run: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _box(paragraphs: Sequence[str]) -> str:
    """A frame around text, as Word users draw it: a table of one cell."""
    borders = "".join(f'<w:{side} w:val="single" w:sz="6"/>' for side in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>'
        f'<w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>'
        f"{''.join(paragraphs)}</w:tc></w:tr></w:tbl>"
    )


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes",
             "header1": "header", "footer1": "footer"}  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_CT}.{k}+xml"/>' for part, k in kinds.items()
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


# -- a web page --------------------------------------------------------------------------------------------------------


def web_page(paper: Paper) -> str:
    """The paper as an institution puts it on the web: navigation around it, notes linked both ways."""
    out: list[str] = []
    notes: list[str] = []
    open_list = depth = 0

    def inline(unit: Unit) -> str:
        parts = []
        for kind, text in paper.pieces(unit):
            if kind == "text":
                parts.append(html.escape(text, quote=False))
            elif text in paper.notes:
                notes.append(text)
                parts.append(f'<sup id="ref{text}"><a href="#note{text}">{text}</a></sup>')
        return "".join(parts)

    in_contents = False
    for unit in paper.units:
        if open_list and unit.kind is not Kind.BULLET:
            out.append("</ul>" * (1 + depth))
            open_list = depth = 0
        if in_contents and unit.kind is not Kind.CONTENTS:
            out.append("</table>")
            in_contents = False
        if unit.kind is Kind.HEADING:
            level = unit.level or 5
            out.append(f"<h{level}>{inline(unit)}</h{level}>")
        elif unit.kind is Kind.BULLET:
            if not open_list:
                out.append("<ul>")
                open_list = 1
            if min(unit.level, 1) != depth:
                out.append("<ul>" if unit.level else "</ul>")
                depth = min(unit.level, 1)
            out.append(f"<li>{inline(unit)}</li>")
        elif unit.kind is Kind.CONTENTS:
            if not in_contents:
                out.append('<table class="toc">')
                in_contents = True
            title, page = entry(unit)
            out.append(f"<tr><td>{html.escape(title)}</td><td>{page}</td></tr>")
        elif unit.kind is Kind.BOX:
            out.append(f'<div class="box"><p>{inline(unit)}</p></div>')
        else:
            number = f"{unit.label} " if unit.number else ""
            out.append(f"<p>{number}{inline(unit)}</p>")
    if open_list:
        out.append("</ul>" * (1 + depth))
    items = "".join(f'<li id="note{n}">{html.escape(paper.notes[n].text)} <a href="#ref{n}">↩</a></li>' for n in notes)
    foot = f'<section class="footnotes"><hr><ol>{items}</ol></section>' if items else ""
    style = (
        "body{font:11pt/1.5 'Liberation Serif','Noto Serif CJK SC',serif} h1{font-size:20pt} h2{font-size:17pt} "
        "h3{font-size:15pt} h4{font-size:13pt} h5{font-size:12pt} .box{border:1px solid #000;padding:6pt} nav,footer,"
        ".footnotes{font-size:9pt} .toc{width:100%} @media print{nav,footer,.footnotes hr{display:none}}"
    )
    body = "\n".join(out)
    return (
        f'<!DOCTYPE html>\n<html lang="{paper.language}"><head><meta charset="utf-8"><title>{paper.symbol}</title>'
        f"<style>{style}"
        '</style></head><body>\n<nav><ul><li><a href="/">Home</a></li><li><a href="/meetings">Meetings</a></li>'
        '<li><a href="/documents">Documents</a></li></ul></nav>\n'
        f"<main>\n{body}\n{foot}\n</main>\n<footer><p>© IINO. Terms of use. Contact.</p></footer>\n</body></html>\n"
    )


# -- plain text --------------------------------------------------------------------------------------------------------


def plain_text(paper: Paper) -> str:
    """The paper without any markup: a blank line between paragraphs, notes behind the paragraph that cites them."""
    out: list[str] = []
    for unit in paper.units:
        text = "".join(f"[{t}]" if kind == "note" else t for kind, t in paper.pieces(unit))
        if unit.kind is Kind.HEADING:
            out.append(
                f"\n{text}\n{'=' * _columns(text)}\n" if unit.level < 3 else f"\n{text}\n{'-' * _columns(text)}\n"
            )
        elif unit.kind is Kind.BULLET:
            out.append(f"{'  ' * unit.level}- {text}\n")
        elif unit.kind is Kind.CONTENTS:
            title, page = entry(unit)
            out.append(f"{title} ........ {page}\n" if page else f"{title}\n")
        else:
            out.append(f"\n{unit.label + ' ' if unit.number else ''}{text}\n")
        out += [f"\n[{t}] {paper.notes[t].text}\n" for kind, t in paper.pieces(unit) if kind == "note"]
    return "".join(out).lstrip()


def _columns(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


# -- producers ---------------------------------------------------------------------------------------------------


def libreoffice(source: Path, target: str, folder: Path) -> Path:
    """Convert a document with LibreOffice; `target` is a format such as `pdf` or `odt`."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
        ]
        subprocess.run([*command, str(folder), str(source)], check=True, capture_output=True, timeout=300)
    return folder / f"{source.stem}.{target.split(':')[0]}"


def chromium(source: Path, target: Path) -> None:
    """Print a web page to PDF."""
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
        flags += [
            "--disable-background-networking",
            "--disable-component-update",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
        ]
        command = ["chromium", *flags, f"--print-to-pdf={target}", source.resolve().as_uri()]
        environment = {**os.environ, "XDG_CONFIG_HOME": profile, "XDG_CACHE_HOME": profile}
        subprocess.run(command, check=True, capture_output=True, timeout=300, env=environment)


def build(source: Path, out: Path, stem: str, symbol: str) -> list[Path]:
    """Write every format of a paper into a folder; the files written."""
    paper = Paper(read(source), symbol)
    files = [out / f"{stem}{ending}" for ending in (".docx", ".html", ".txt")]
    Docx(paper).write(files[0])
    files[1].write_text(web_page(paper), encoding="utf-8")
    files[2].write_text(plain_text(paper), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for target, name in (("odt", ".odt"), ("pdf", ".libreoffice.pdf"), ("html", ".libreoffice.html")):
            shutil.copy(libreoffice(files[0], target, work), out / f"{stem}{name}")
            files.append(out / f"{stem}{name}")
        shutil.copy(libreoffice(files[-3], "docx", work), out / f"{stem}.libreoffice.docx")
        files.append(out / f"{stem}.libreoffice.docx")
    chromium(files[1], out / f"{stem}.chromium.pdf")
    return [*files, out / f"{stem}.chromium.pdf"]


def main() -> None:
    """Build the fixtures, or another paper's formats."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--paper", type=Path, help="a Markdown paper to convert instead of the sample")
    parser.add_argument("--out", type=Path, default=FIXTURES, help="where to write")
    parser.add_argument("--symbol", default=SYMBOL, help="the document symbol for the running header")
    options = parser.parse_args()
    missing = [name for name in ("soffice", "chromium") if shutil.which(name) is None]
    if missing:
        sys.exit(f"these programs are needed and not installed: {', '.join(missing)}")
    options.out.mkdir(parents=True, exist_ok=True)
    papers = [(options.paper, options.paper.stem)] if options.paper else [
        (samples.path(f"{language}.md"), f"paper.{language}") for language in ("en", "zh")
    ]  # fmt: skip
    for source, stem in papers:
        for path in build(source, options.out, stem, options.symbol):
            print(f"{path.stat().st_size:>9,} {path}")


if __name__ == "__main__":
    main()
