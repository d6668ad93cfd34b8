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
from pathlib import Path

from duizhao.corpora import samples
from duizhao.corpora.model import Kind, Unit
from duizhao.corpora.reading import read
from scripts.fixture_docx import Docx
from scripts.fixture_paper import Paper, entry

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "readers"
SYMBOL = "IINO/C.61/3"


_STYLE = (
    "body{font:11pt/1.5 'Liberation Serif','Noto Serif CJK SC',serif} h1{font-size:20pt} h2{font-size:17pt} "
    "h3{font-size:15pt} h4{font-size:13pt} h5{font-size:12pt} .box{border:1px solid #000;padding:6pt} nav,footer,"
    ".footnotes{font-size:9pt} .toc{width:100%} @media print{nav,footer,.footnotes hr{display:none}}"
)


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
    body = "\n".join(out)
    return (
        f'<!DOCTYPE html>\n<html lang="{paper.language}"><head><meta charset="utf-8"><title>{paper.symbol}</title>'
        f"<style>{_STYLE}"
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
