"""What a conversion of a glossary does not keep is told, and no status is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.terminology import read_glossary, write_glossary
from duizhao.terminology.formats.losses import lost

HEAD = (
    '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc>'
    "<sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body>"
)
RICH = (
    f'{HEAD}<conceptEntry id="c1"><xref target="https://example.org">page</xref><descrip type="subjectField">Kilns'
    '</descrip><langSec xml:lang="en"><descrip type="definition">A hot box.</descrip><termSec id="k1"><term>kiln</term>'
    '<termNote type="register">plain</termNote><descripGrp><descrip type="context">Light the kiln.</descrip>'
    "</descripGrp></termSec><termSec><term>oast</term>"
    '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>'
    '</termSec></langSec><langSec xml:lang="zh-CN"><descrip type="definition">高温炉。</descrip><termSec>'
    '<term>窑</term></termSec></langSec><langSec xml:lang="ru"><termSec><term>печь</term></termSec>'
    "</langSec></conceptEntry>"
    "</body></text></tbx>"
)


def test_what_is_not_kept_is_named(tmp_path: Path) -> None:
    path = tmp_path / "k.tbx"
    path.write_text(RICH, encoding="utf-8")
    glossary = read_glossary(path)
    unread = {"xref", "ids of terms", "register", "context", "zh definition"}
    assert set(lost(glossary, "tbx")) == unread
    assert set(lost(glossary, "csv")) == unread | {"ru"}
    assert set(lost(glossary, "utx")) == unread | {"ru", "definitions", "domains"}


def test_no_status_is_invented(tmp_path: Path) -> None:
    path = tmp_path / "k.tbx"
    path.write_text(RICH, encoding="utf-8")
    for version in ("tbx", "tbx2"):
        write_glossary(read_glossary(path), tmp_path / "o.tbx", format=version)
        text = (tmp_path / "o.tbx").read_text(encoding="utf-8")
        assert text.count("administrativeStatus") == 1
        assert "deprecatedTerm-admn-sts" in text
        again = read_glossary(tmp_path / "o.tbx")
        assert [t.status for c in again for t in c.terms] == [t.status for c in read_glossary(path) for t in c.terms]


@pytest.mark.parametrize("format_", ["tbx", "tbx2", "utx", "omegat", "trados", "memoq"])
def test_what_was_decided_to_be_no_term_is_left_out_and_told(tmp_path: Path, format_: str) -> None:
    table = tmp_path / "g.csv"
    table.write_text(
        "source_term,target_term,status\nkiln,窑,preferred\nmorning,早上,not a term\nkiln,窑头,not a term\n", "utf-8"
    )
    glossary = read_glossary(table)
    assert "3 terms that were decided to be none" in lost(glossary, format_)
    out = tmp_path / ("out.xlsx" if format_ == "trados" else "out.txt")
    write_glossary(glossary, out, format=format_)
    again = read_glossary(out, format=format_)
    assert {t.text for c in again for t in c.terms} == {"kiln", "窑"}
    assert not any("decided to be none" in what for kept in ("csv", "xlsx", "json") for what in lost(glossary, kept))
