"""What goes out of the desk: memory, glossary, exchange formats, a review table, a reading copy."""

from __future__ import annotations

import html
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.storage.files import writing
from duizhao.desk.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duizhao.corpora.model import Pair

KINDS = {
    "files": "memory.tmx, memory.unreviewed.tmx, pairs.tsv and report.html of the folder, written anew",
    "xliff": "XLIFF 1.2, for any CAT tool",
    "table": "Review table, XLSX: one row a pair, with decisions",
    "copy": "Reading copy, HTML: both texts side by side with paragraph numbers",
    "docx": "Reading copy, DOCX: both texts side by side with paragraph numbers",
    "glossary.xlsx": "Glossary as a workbook",
    "glossary.tbx": "Glossary as TBX, version 3",
    "glossary.txt": "Glossary for OmegaT",
    "review": "The review itself, to send: NAME.review.json",
}


def write_out(opened: Opened, kind: str) -> list[Path]:
    """Write one kind of file beside the alignment; returns what was written. Raises OutputError, and InputError where
    there is nothing to write."""
    if kind not in KINDS:
        raise SettingsError(f"unknown output '{kind}'", cure=f"Known: {', '.join(KINDS)}")
    with opened.lock:
        folder, sheet = opened.folder, opened.session.sheet
        name = folder.path.resolve().name
        if kind == "files":
            return folder.write(sheet, journal=bool(opened.session.journal.entries))
        found = folder.reviewed(sheet)
        if kind.startswith("glossary."):
            return [_glossary(folder.path, kind)]
        if kind == "review":
            return [_review(opened, name)]
        if kind == "xliff":
            from duizhao.tmx.formats.convert import writing_to

            memory, rest = folder.memories(found)
            path = folder.path / f"{name}.xlf"
            writing_to(path, memory.header, (*memory.entries, *rest.entries), target=folder.languages[1])
            return [path]
        data, ending = {
            "table": (_table, "review.xlsx"),
            "copy": (_copy, "reading.html"),
            "docx": (_docx, "reading.docx"),
        }[kind]
        path = folder.path / f"{name}.{ending}"
        content = data(found.pairs, found.rows, folder.languages, name)
        with writing(path) as stream:
            stream.write(content)
        return [path]


def _glossary(folder: Path, kind: str) -> Path:
    from duizhao.terminology import read_glossary, write_glossary

    source = folder / "glossary.csv"
    if not source.is_file():
        raise InputError("there is no glossary yet", cure="Extract the terms first, under Terms")
    path = folder / kind
    write_glossary(read_glossary(source), path, format="omegat" if kind.endswith(".txt") else None)
    return path


def _review(opened: Opened, name: str) -> Path:
    from duizhao.corpora.storage.files import write_text
    from duizhao.review.exchange import export

    path = opened.folder.path / f"{name}.review.json"
    write_text(path, export(opened.session.journal, name))
    return path


def _cells(pair: Pair) -> tuple[str, str]:
    return tuple(at.cite if at.number else "" for at in (pair.source_at, pair.target_at))  # type: ignore[return-value]


def _table(pairs: Sequence[Pair], rows: Sequence[Any], languages: tuple[str, str], name: str) -> bytes:
    """A workbook with a row a pair: for those who review in a spreadsheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "Pairs"
    sheet.append(["row", "§", *languages, "§", "confidence", "decision", "note", "who", "when"])
    for number, (pair, row) in enumerate(zip(pairs, rows, strict=True), 1):
        place = _cells(pair)
        said = "confirmed" if row.confirmed else ""
        said = f"{said}, not for the memory".strip(", ") if row.excluded else said
        values = [
            number,
            place[0],
            pair.source,
            pair.target,
            place[1],
            pair.confidence,
            said,
            row.note,
            row.who,
            row.when,
        ]
        sheet.append([_plain(value) for value in values])
    for column, width in zip("ABCDEFGHIJ", (6, 8, 60, 60, 8, 11, 14, 24, 12, 20), strict=True):
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plain(value: Any) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


_STYLE = """
body { font: 16px/1.6 Georgia, "Noto Serif", serif; margin: 2rem auto; max-width: 74rem; padding: 0 1.5rem }
body { color: #1c2126; background: #fff } h1 { font-size: 1.3rem } table { border-collapse: collapse; width: 100% }
td { vertical-align: top; padding: .25rem .8rem; width: 46% } [lang|=zh] { line-height: 1.8 }
td.n { width: 4%; color: #59626b; font-size: .85em; text-align: right; white-space: nowrap }
tr.heading td { font-weight: 700; padding-top: 1rem }
@media print { body { margin: 0; max-width: none } tr { break-inside: avoid } }
"""


def _copy(pairs: Sequence[Pair], rows: Sequence[Any], languages: tuple[str, str], name: str) -> bytes:
    """Both texts side by side, to read or print: one self-contained page without scripts."""
    lines = []
    for pair in pairs:
        kind = pair.source_at.kind or pair.target_at.kind
        both = zip(languages, (pair.source, pair.target), strict=True)
        cells = [f'<td lang="{tag}">{html.escape(text)}</td>' for tag, text in both]
        number = f'<td class="n">{html.escape(_cells(pair)[0])}</td>'
        lines.append(f'<tr class="{kind.value if kind else ""}">{number}{"".join(cells)}</tr>')
    title = html.escape(name)
    page = (
        f'<!doctype html>\n<html lang="{languages[0]}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><table>{''.join(lines)}</table></body></html>\n"
    )
    return page.encode("utf-8", "replace")


_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(pairs: Sequence[Pair], rows: Sequence[Any], languages: tuple[str, str], name: str) -> bytes:
    """The reading copy as a Word table of three columns."""
    import zipfile

    widths = (900, 4400, 4400)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = []
    for pair in pairs:
        texts = (_cells(pair)[0], pair.source, pair.target)
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:r><w:rPr><w:lang w:val="{tag}" '
            f'w:eastAsia="{tag}"/></w:rPr><w:t xml:space="preserve">{_xml(text)}</w:t></w:r></w:p></w:tc>'
            for width, text, tag in zip(widths, texts, (languages[0], *languages), strict=True)
        )
        body.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    head = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    table = f"<w:tbl>{head}{''.join(body)}</w:tbl>"
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:rPr><w:b/></w:rPr>'
        f"<w:t>{_xml(name)}</w:t></w:r></w:p>{table}<w:p/></w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in (
            ("[Content_Types].xml", _CONTENT),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), text.encode("utf-8", "replace"))
    return stream.getvalue()


def _xml(text: str) -> str:
    from duizhao.tmx.model import ILLEGAL

    return html.escape(ILLEGAL.sub("", text), quote=False)
