"""A paper as DOCX, written by hand as Word writes them: numbers by style, notes, fields, boxes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from duizhao.corpora.model import Kind, Unit
from scripts.fixture_paper import Paper, entry

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


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
