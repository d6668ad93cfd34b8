"""Tables of Word documents: one look for all that we write, and the rows that come in, with the comments on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from duizhao.corpora.saying import say
from duizhao.corpora.storage.zips import packed
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml

if TYPE_CHECKING:
    from duizhao.corpora.readers.office.archive import Archive

_NS = "http://schemas.openxmlformats.org/"
_MAIN = f"{_NS}wordprocessingml/2006/main"
_W = f"{{{_MAIN}}}"


# --- writing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordColumn:
    """A column: what stands above it, its width in twentieths of a point, its language. `small` is for what is said of
    the texts; what is `faint` is smaller still and grey: for the machine that reads the table again."""

    head: str
    width: int
    tag: str = ""
    small: bool = False
    faint: bool = False


def word_table(columns: Sequence[WordColumn], rows: Iterable[tuple[Sequence[str], bool]], title: str = "") -> bytes:
    """A Word document with one table: a row of heads that comes again on each page, and rows, each bold or not. Line
    breaks and tabs of a text are Word's. Raises OutputError for a character that XML cannot hold."""
    grid = "".join(f'<w:gridCol w:w="{column.width}"/>' for column in columns)
    head = _row(columns, [column.head for column in columns], bold=True, head=True)
    body = "".join(_row(columns, cells, bold=bold) for cells, bold in rows)
    above = f'<w:p><w:r><w:rPr><w:b/><w:sz w:val="28"/></w:rPr>{_runs(title)}</w:r></w:p>' if title else ""
    document = (
        f'{_XML}<w:document xmlns:w="{_MAIN}"><w:body>{above}<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblBorders>{_BORDER}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{head}{body}</w:tbl><w:p/>{_SECTION}</w:body></w:document>"
    )
    return packed({**_PARTS, "word/document.xml": document})


def _row(columns: Sequence[WordColumn], cells: Sequence[str], *, bold: bool, head: bool = False) -> str:
    out = []
    for column, text in zip(columns, cells, strict=True):
        code = attribute_xml(column.tag)
        looks = (
            ("<w:b/>" if bold else "")
            + ('<w:color w:val="8A9199"/><w:sz w:val="11"/>' if column.faint else "")
            + ('<w:sz w:val="17"/>' if (column.small or head) and not column.faint else "")
            + (f'<w:lang w:val="{code}" w:eastAsia="{code}"/>' if code else "")
        )
        run = f"<w:r><w:rPr>{looks}</w:rPr>{_runs(text)}</w:r>" if text else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F1F2F0"/>' if head else ""
        out.append(f'<w:tc><w:tcPr><w:tcW w:w="{column.width}" w:type="dxa"/>{shade}</w:tcPr><w:p>{run}</w:p></w:tc>')
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(out)}</w:tr>"


def _runs(text: str) -> str:
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    pieces: list[str] = [""]
    for char in text:
        if char in marks:
            pieces += [char, ""]
        else:
            pieces[-1] += char
    return "".join(marks.get(p) or f'<w:t xml:space="preserve">{text_xml(p)}</w:t>' for p in pieces if p)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_NS}package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_NS}package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_NS}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{_XML}<Relationships xmlns="{_NS}package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_NS}officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>'
    ),
    "word/styles.xml": (
        f'{_XML}<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts '
        'w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="SimSun"/><w:sz w:val="21"/></w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="40" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults></w:styles>"
    ),
}
_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C9CDD0"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
# A4 on its side, in twentieths of a point.
_SECTION = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="850" w:right="850" '
    'w:bottom="850" w:left="850" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>'
)


# --- reading --------------------------------------------------------------------------------------------------------

_GONE = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText"))


class TableRow(NamedTuple):
    """A row of a table as it comes in: its texts by column, and the comments that somebody put on it."""

    cells: list[str]
    remarks: tuple[str, ...] = ()


def word_rows(archive: Archive) -> Iterator[list[TableRow]]:
    """The rows of each table of a Word document. Tracked changes are accepted; a cell over several columns stands in
    the first of them. Raises InputError where it is no Word document."""
    if "word/document.xml" not in archive:
        raise archive.broken(say("this is not a Word document: it has no word/document.xml"))
    remarks = _remarks(archive)
    for table in archive.xml("word/document.xml").iter(f"{_W}tbl"):
        yield [
            TableRow(_cells(row), tuple(remarks[name] for name in _anchored(row) if remarks.get(name)))
            for row in table.iterchildren(f"{_W}tr")
        ]


def _remarks(archive: Archive) -> Mapping[str, str]:
    """What the comments of a document say, by the names they are anchored with."""
    if "word/comments.xml" not in archive:
        return {}
    return {
        comment.get(f"{_W}id", ""): " ".join(" ".join(map(_text, comment.iterchildren(f"{_W}p"))).split())
        for comment in archive.xml("word/comments.xml").iter(f"{_W}comment")
    }


def _anchored(row: Any) -> list[str]:
    return [mark.get(f"{_W}id", "") for mark in row.iter(f"{_W}commentReference")]


def _cells(row: Any) -> list[str]:
    texts: list[str] = []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row:
            continue  # of a table within a cell, which is read by itself
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = span.get(f"{_W}val", "1") if span is not None else "1"
        texts.append("\n".join(_text(paragraph) for paragraph in cell.iterchildren(f"{_W}p")))
        texts += [""] * (min(int(width), 64) - 1 if width.isdecimal() else 0)
    return texts


def _text(parent: Any) -> str:
    parts = []
    for child in parent:
        if child.tag in _GONE:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t" if parent.tag == f"{_W}r" else "")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("\u2011")
        else:
            parts.append(_text(child))
    return "".join(parts)
